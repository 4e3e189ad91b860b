"""The database of apk: what is installed on an Alpine system. Its licences are expressions, or in old packages names."""

import re
from collections.abc import Iterator

from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Claim, Found, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.system import Installed, distribution, installed, is_name, top
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_PLACES = (("lib", "apk", "db", "installed"), ("usr", "lib", "apk", "db", "installed"))
_NEED = re.compile(r"[^\s!<>=~@]+")
_ASKED = frozenset("PVALDp")


def _matches(entry: Entry) -> bool:
    return entry.path.parts[-4:] == _PLACES[0]


def read(entry: Entry) -> Iterator[Found | Problem]:
    """Every package that is installed.

    Raises:
        Unreadable: it cannot be read.
    """
    system = top(entry, _PLACES[1]) or top(entry, _PLACES[0])
    packages: list[Installed] = []
    for first, fields in _paragraphs(entry.text()):
        name, version = fields.get("P", ("", 0))[0], fields.get("V", ("", 0))[0]
        if not is_name(name) or not version:
            yield problem(
                entry, "bad-entry", f"a package with the name {shown(name)} and the version {shown(version)}", first
            )
            continue
        said, line = fields.get("L", ("", 0))
        packages.append(
            Installed(
                name=name,
                version=version,
                architecture=fields.get("A", ("", 0))[0],
                source=entry.source(name, first),
                claims=(Claim(statements=(said,), source=entry.source(f"{name} L", line)),) if said else (),
                needs=tuple((need, Scope.RUNTIME) for need in _names(fields.get("D", ("", 0))[0])),
                provides=tuple(_names(fields.get("p", ("", 0))[0])),
            )
        )
    yield from installed("apk", distribution(system, "alpine"), packages)


def _paragraphs(text: str) -> Iterator[tuple[int, dict[str, tuple[str, int]]]]:
    """First line of each package, and its fields of one letter with their lines."""
    first, fields = 0, dict[str, tuple[str, int]]()
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if not line.strip():
            if fields:
                yield first, fields
            fields = {}
            continue
        letter, colon, value = line.partition(":")
        if not fields:
            first = number
        if colon and letter in _ASKED:
            fields.setdefault(letter, (value.strip(), number))
        else:
            fields.setdefault("", ("", number))


def _names(listed: str) -> Iterator[str]:
    for word in listed.split():
        found = None if word.startswith("!") else _NEED.match(word)
        if found:
            yield found[0]


FORMAT = Format(
    name="apk-installed",
    reads="the database of apk (Alpine) of a system or an image that lies in the folder",
    files=("lib/apk/db/installed",),
    licences="The field `L` of each package.",
    lists="Expressions say it themselves; names with blanks between them, as old packages have them, do not.",
    gaps=("Which packages somebody asked for (`etc/apk/world`) is not read.",),
    matches=_matches,
    read=read,
)
