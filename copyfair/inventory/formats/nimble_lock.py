"""nimble.lock of Nim, versions 1 and 2."""

import re
from collections.abc import Iterator

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, placed
from copyfair.inventory.loose_json import as_dict, as_list, as_text, load
from copyfair.inventory.model import Found, Origin
from copyfair.inventory.problems import mistyped, problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,127}", re.ASCII)
_VERSION = re.compile(r"\d[0-9A-Za-z.+-]{0,100}", re.ASCII)
_NEWEST = 2


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "nimble.lock"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages in the order of the file.

    Raises:
        Unreadable: it is no lockfile of Nimble.
    """
    document, replaced = load(entry)
    yield from replaced
    if not isinstance(document, dict) or not isinstance(document.get("packages"), dict):
        raise Unreadable("bad-syntax", "it lists no packages")
    if document.get("version") not in range(1, _NEWEST + 1):
        message = f"version {shown(document.get('version'))} of the format; 1 to {_NEWEST} are read"
        yield problem(entry, "unsupported", message)
    locked: dict[str, Locked] = {}
    for name, value in document["packages"].items():
        table = as_dict(value)
        said = as_text(table.get("version"))
        if not _NAME.fullmatch(name) or not table:
            yield problem(entry, "bad-entry", f"{shown(name)} is no package; it was left out")
            continue
        yield from mistyped(entry, f"packages.{name}.version", table.get("version"), str)
        version = said if _VERSION.fullmatch(said) else None  # `#head` and other words follow a branch
        identity = purl.make("nim", name, version)
        origin = Origin.STANDARD_LIBRARY if name == "nim" else Origin.THIRD_PARTY  # the compiler, with its library
        locked[name] = Locked(purl=identity, name=name, version=version, at=f"packages.{name}", origin=origin)
        for needed in as_list(table.get("dependencies")):
            if as_text(needed) and (needed != "nim" or "nim" in document["packages"]):
                locked[name].need(as_text(needed))
    yield from placed(entry, locked)


FORMAT = Format(
    name="nimble.lock",
    reads="nimble.lock of Nim, versions 1 and 2",
    files=("nimble.lock",),
    licences="None in the file.",
    gaps=(
        "What is direct is not in the file: `*.nimble` files are programs and are not run.",
        "What follows a branch has no version.",
    ),
    matches=matches,
    read=read,
)
