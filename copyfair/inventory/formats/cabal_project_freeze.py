"""cabal.project.freeze of Cabal: one version for each package."""

import re
from collections.abc import Iterator

from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.haskell import hackage, is_name, is_version, origin_of_package
from copyfair.inventory.model import Found
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_CONSTRAINT = re.compile(r"(?:(?:any|setup)\.)?([A-Za-z0-9-]+)\s*(?:==\s*([0-9.]+)|(installed))")
_FLAGS = re.compile(r"(?:any\.)?[A-Za-z0-9-]+(?:\s+[+-][A-Za-z0-9_-]+)+")
_FIELD = re.compile(r"([A-Za-z][A-Za-z-]*):(.*)")


def matches(entry: Entry) -> bool:
    """``cabal.project.freeze``, and that of a project file of another name."""
    return entry.name.endswith(".freeze") and entry.name.startswith("cabal.")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages in the order of the file.

    Raises:
        Unreadable: it cannot be read.
    """
    field = ""
    for number, written in enumerate(entry.text().split("\n"), 1):
        line = "" if written.lstrip().startswith("--") else written.strip()
        named = _FIELD.fullmatch(line)
        if named is not None:
            field, line = named[1], named[2]
        elif written[:1] not in ("", " ", "\t"):
            field = ""
        if field == "constraints":
            for piece in filter(None, (one.strip() for one in line.split(","))):
                yield from _constraint(entry, piece, number)
        elif line and not field:
            yield problem(entry, "bad-entry", f"no field: {shown(line)}; it was left out", number)


def _constraint(entry: Entry, text: str, line: int) -> Iterator[Found | Problem]:
    found = _CONSTRAINT.fullmatch(text)
    if found is None or not is_name(found[1]) or (found[2] is not None and not is_version(found[2])):
        if found is not None or _FLAGS.fullmatch(text) is None:
            yield problem(entry, "bad-entry", f"no package with a version: {shown(text)}; it was left out", line)
        return
    yield Found(
        purl=hackage(found[1], found[2]),
        name=found[1],
        version=found[2],
        source=entry.source(f"constraints {found[1]}", line),
        origin=origin_of_package(found[1]),
    )


FORMAT = Format(
    name="cabal.project.freeze",
    reads="cabal.project.freeze of Cabal",
    files=("cabal.project.freeze", "cabal.*.freeze"),
    licences="None in the file.",
    gaps=(
        "The file does not say what is direct, nor what needs what; `*.cabal` files are not read.",
        "What cannot be had without the compiler is marked as its library; what merely comes with it too (containers) is listed.",
        "Cabal's folder of packages in the user's home is not looked at.",
    ),
    matches=matches,
    read=read,
)
