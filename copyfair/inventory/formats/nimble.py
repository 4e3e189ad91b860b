"""``*.nimble`` of Nim: a package that the project makes, or one that Nimble installed in the tree.

It is a program in Nim's own script. It is read as text, never run: what stands there in plain words counts.
"""

import re
from collections.abc import Iterator

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.manifests import Want, library, project
from copyfair.inventory.model import Claim, Found, Origin, Requirement
from copyfair.inventory.problems import apart, problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", re.ASCII)
_VERSION = re.compile(r"\d[0-9A-Za-z.+-]{0,100}", re.ASCII)
_INSTALLED = re.compile(r"(.+?)-(\d[0-9A-Za-z.]*)(?:-[0-9a-f]{40})?", re.ASCII)
_FIELD = re.compile(r'^[ \t]{0,40}(name|version|license)[ \t]{0,40}[=:][ \t]{0,40}"([^"\n]{0,400})"', re.MULTILINE)
_REQUIRES = re.compile(r"^[ \t]{0,40}requires\b[ \t:]{0,40}(\(?)", re.MULTILINE | re.IGNORECASE)
_TEXTS = re.compile(r'\s{0,200}"([^"\n]{0,400})"\s{0,200}(,?)')
_ASKED = re.compile(r"\s*([^\s<>=#@~^&]+)\s*(.*)", re.DOTALL)
_PIN = re.compile(r"(?:==\s*|@#?v?)(\d[0-9A-Za-z.+-]*)\s*", re.ASCII)
_FOLDERS = ("pkgs", "pkgs2")
_MOST_BYTES = 256 * 1024
_COMPILER = "nim"


def matches(entry: Entry) -> bool:
    """By the ending; ``.nimble`` alone is Nimble's folder."""
    return entry.name.endswith(".nimble") and entry.name != ".nimble"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The package with its licence and what it asks for.

    Raises:
        Unreadable: it is no such file.
    """
    if len(entry.data) > _MOST_BYTES:
        raise Unreadable("file-too-large", f"a file of Nimble is read up to {_MOST_BYTES >> 10} KiB")
    text = entry.text()
    fields: dict[str, tuple[str, int]] = {}
    for found in _FIELD.finditer(text):
        fields.setdefault(found[1], (found[2].strip(), text.count("\n", 0, found.start()) + 1))
    folder = _INSTALLED.fullmatch(entry.path.parent.name) if entry.path.parent.parent.name in _FOLDERS else None
    name = fields.get("name", (entry.path.stem, 0))[0]
    said = fields.get("version", (folder[2] if folder else "", 0))[0]
    version = said if _VERSION.fullmatch(said) else None
    if not _NAME.fullmatch(name):
        yield problem(entry, "bad-entry", f"{shown(name)} is no name of a package")
        return
    identity, claims = purl.make("nim", name, version), tuple(_claims(entry, fields))
    if folder is not None:
        wants, problems = apart(_wants(entry, text))
        yield from problems
        needs = [Requirement(target=want.purl) for want in wants]
        yield from library(entry, purl=identity, name=name, version=version, claims=claims, requires=needs)
    else:
        wanted = _wants(entry, text)
        yield from project(entry, wanted, purl=identity, name=name, version=version, claims=claims)


def _claims(entry: Entry, fields: dict[str, tuple[str, int]]) -> Iterator[Claim]:
    said, line = fields.get("license", ("", 0))
    if said:
        yield Claim(statements=(said,), source=entry.source("license", line))


def _wants(entry: Entry, text: str) -> Iterator[Want | Problem]:
    for found in _REQUIRES.finditer(text):
        line, at = text.count("\n", 0, found.start()) + 1, found.end()
        while listed := _TEXTS.match(text, at):
            for one in listed[1].split(","):
                yield _want(entry, one, line)
            at = listed.end()
            if not listed[2]:
                break


def _want(entry: Entry, said: str, line: int) -> Want | Problem:
    """``name``, ``name >= 1.0 & < 2.0``, ``name == 1.0``, ``name#head``; an address instead of a name is left out."""
    asked = _ASKED.fullmatch(said)
    if asked is None or not _NAME.fullmatch(asked[1]):
        return problem(entry, "bad-entry", f"requires: {shown(said)} names no package; it was left out", line)
    pin = _PIN.fullmatch(asked[2])
    version = pin[1] if pin else None
    return Want(
        purl=purl.make("nim", asked[1], version),
        name=asked[1],
        version=version,
        at=f"requires {asked[1]}",
        line=line,
        origin=Origin.STANDARD_LIBRARY if asked[1].lower() == _COMPILER else Origin.THIRD_PARTY,
    )


FORMAT = Format(
    name="nimble",
    reads="*.nimble of Nim: a package that the project makes, or one that Nimble installed in the tree",
    files=("*.nimble",),
    licences="`license`; licence files beside it.",
    gaps=(
        "It is a program and read as text: what it computes is not known, and conditions are not evaluated.",
        "Ranges are not resolved: a component has a version only where one is pinned.",
        "What is asked for by its address is said and not listed.",
    ),
    matches=matches,
    read=read,
)
