"""manifest.toml of Gleam: what a project was built with, of Hex."""

import re
from collections.abc import Iterator
from typing import Any

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, placed
from copyfair.inventory.loose_json import as_dict, as_list, as_text
from copyfair.inventory.model import Depth, Found
from copyfair.inventory.paths import neighbour, origin_of
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read", "recognises"]

_NAME = re.compile(r"[a-z0-9_]{1,127}", re.ASCII)
_VERSION = re.compile(r"\d[0-9A-Za-z.+-]{0,100}", re.ASCII)
_SOURCES = ("hex", "git", "local")


def matches(entry: Entry) -> bool:
    """By its one name; Julia's has a capital letter."""
    return entry.name == "manifest.toml"


def recognises(entry: Entry) -> bool:
    """Others have files of this name: Gleam's lists packages with the tools that build them, beside a gleam.toml or not."""
    return entry.beside("gleam.toml").is_file() or b"build_tools" in entry.head(1 << 16)


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages in the order of the file.

    Raises:
        Unreadable: it is no TOML, or lists no packages.
    """
    document = entry.toml()
    listed = document.get("packages")
    if not isinstance(listed, list):
        raise Unreadable("bad-syntax", "it lists no packages")
    asked = document.get("requirements")
    locked: dict[str, Locked] = {}
    for index, value in enumerate(listed):
        package = _package(entry, as_dict(value))
        if package is None:
            yield problem(entry, "bad-entry", f"packages[{index}] is no package: {shown(value)}; it was left out")
            continue
        if isinstance(asked, dict):
            package.depth = Depth.DIRECT if package.name in asked else Depth.TRANSITIVE
        locked.setdefault(package.name, package)
    yield from placed(entry, locked)


def _package(entry: Entry, table: dict[str, Any]) -> Locked | None:
    name, said = as_text(table.get("name")), as_text(table.get("version"))
    source = as_text(table.get("source"))
    if not _NAME.fullmatch(name) or not _VERSION.fullmatch(said) or source not in _SOURCES:
        return None
    folder = neighbour(entry, table.get("path")) if source == "local" else None
    home = str(folder.path) if folder is not None and folder.is_dir() else None
    package = Locked(purl=purl.make("hex", name, said), name=name, version=said, at=f"packages.{name}", home=home)
    if home is not None:
        package.origin = origin_of(home)
    for needed in filter(None, map(as_text, as_list(table.get("requirements")))):
        package.need(needed)
    return package


FORMAT = Format(
    name="gleam-manifest",
    reads="manifest.toml of Gleam",
    files=("manifest.toml",),
    licences="None in the file.",
    gaps=(
        "What is needed for tests only is in gleam.toml, which is not read.",
        "The folder of fetched packages (`build/packages`) is not looked at.",
    ),
    matches=matches,
    read=read,
    recognises=recognises,
)
