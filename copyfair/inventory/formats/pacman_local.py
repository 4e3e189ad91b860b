"""The database of pacman (Arch Linux): one file ``desc`` for each package that is installed."""

import re
from collections.abc import Iterator

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Claim, Combine, Depth, Found, Requirement, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.system import distribution, top
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_PLACE = ("var", "lib", "pacman", "local")
_HEADING = re.compile(r"%([A-Z0-9]+)%")
_NAME = re.compile(r"[A-Za-z0-9@_+][A-Za-z0-9@._+-]{0,200}")
_VERSION = re.compile(r"[A-Za-z0-9_.+:~^-]{1,200}")
_ARCHITECTURE = re.compile(r"[A-Za-z0-9_]{1,50}")
_NEEDS = (("DEPENDS", Scope.RUNTIME), ("OPTDEPENDS", Scope.OPTIONAL))
_CAME_ALONG = "1"


def _matches(entry: Entry) -> bool:
    return entry.name == "desc" and entry.path.parts[-6:-2] == _PLACE


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The package.

    Raises:
        Unreadable: it cannot be read.
    """
    fields = _fields(entry.text())
    (name, line), (version, _) = (_first(fields, field) for field in ("NAME", "VERSION"))
    if not _NAME.fullmatch(name) or not _VERSION.fullmatch(version):
        message = f"a package with the name {shown(name)} and the version {shown(version)}"
        yield problem(entry, "bad-entry", message, line or 1)
        return
    namespace = distribution(top(entry, entry.path.parts[-6:]), "arch")
    architecture = _first(fields, "ARCH")[0]
    qualifiers = f"arch={architecture}" if _ARCHITECTURE.fullmatch(architecture) else None
    yield Found(
        purl=purl.make("alpm", name, version, namespace, qualifiers),
        name=name,
        version=version,
        source=entry.source(name, line),
        claims=tuple(_claims(entry, fields)),
        requires=tuple(sorted(set(_requirements(fields, namespace)))),
        depth=Depth.TRANSITIVE if _first(fields, "REASON")[0] == _CAME_ALONG else Depth.DIRECT,
    )


def _fields(text: str) -> dict[str, list[tuple[str, int]]]:
    """The values under each heading with their lines."""
    fields: dict[str, list[tuple[str, int]]] = {}
    values: list[tuple[str, int]] = []
    for number, line in enumerate(text.split("\n"), 1):
        heading = _HEADING.fullmatch(line.strip())
        if heading:
            values = fields.setdefault(heading[1], [])
        elif line.startswith("%"):
            values = []  # a torn heading: what follows belongs to no field
        elif line.strip():
            values.append((line.strip(), number))
    return fields


def _first(fields: dict[str, list[tuple[str, int]]], name: str) -> tuple[str, int]:
    return next(iter(fields.get(name, ())), ("", 0))


def _claims(entry: Entry, fields: dict[str, list[tuple[str, int]]]) -> Iterator[Claim]:
    listed = fields.get("LICENSE", [])
    if listed:
        combine = Combine.UNDEFINED if len(listed) > 1 else Combine.ONE
        source = entry.source("LICENSE", listed[0][1])
        yield Claim(statements=tuple(said for said, _ in listed), source=source, combine=combine)


def _requirements(fields: dict[str, list[tuple[str, int]]], namespace: str) -> Iterator[Requirement]:
    for field, scope in _NEEDS:
        for said, _ in fields.get(field, ()):
            name = re.split(r"[<>=:]", said, maxsplit=1)[0].strip()
            if _NAME.fullmatch(name):
                yield Requirement(target=purl.make("alpm", name, None, namespace), scope=scope)


FORMAT = Format(
    name="pacman-local",
    reads="the database of pacman (Arch Linux …) of a system or an image that lies in the folder",
    files=("var/lib/pacman/local/*/desc",),
    licences="The field `LICENSE` of each package.",
    lists="Several have no meaning in the format: read as all of them, and the report says so.",
    gaps=("A need that names what a package provides, not the package itself, is not followed.",),
    matches=_matches,
    read=read,
)
