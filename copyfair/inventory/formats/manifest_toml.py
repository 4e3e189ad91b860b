"""Manifest.toml of Julia, formats 1 and 2."""

import re
from collections.abc import Iterator
from typing import Any

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, placed
from copyfair.inventory.julia import is_name, is_uuid, is_version, julia
from copyfair.inventory.loose_json import as_dict, as_list, as_text
from copyfair.inventory.model import Found, Origin, Scope
from copyfair.inventory.paths import origin_of, place
from copyfair.inventory.problems import mistyped, problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_FILE = re.compile(r"(?:Julia)?Manifest(?:-v\d+\.\d+)?\.toml")


def matches(entry: Entry) -> bool:
    """``Manifest.toml``, ``JuliaManifest.toml``, and those of one version of Julia."""
    return _FILE.fullmatch(entry.name) is not None


def recognises(entry: Entry) -> bool:
    """Others have files of this name too; Julia's hold packages with an id.

    Raises:
        Unreadable: it is no TOML.
    """
    data = entry.toml()
    return "julia_version" in data or any(is_uuid(as_dict(one).get("uuid")) for _, one in _listed(data))


def _listed(data: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Name and table of each package; the first format had them at the top."""
    tables = as_dict(data.get("deps")) if "manifest_format" in data or isinstance(data.get("deps"), dict) else data
    for name, values in tables.items():
        if isinstance(values, list):
            yield from ((name, value) for value in values)


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages in the order of the file.

    Raises:
        Unreadable: it is no TOML.
    """
    data = entry.toml()
    if data.get("deps") is not None and not isinstance(data["deps"], dict | list):
        raise Unreadable("bad-syntax", f"deps is {shown(data['deps'])}, not a table")
    lines = _lines(entry.text())
    for name, values in as_dict(data.get("deps")).items():
        yield from mistyped(entry, f"deps.{shown(name)}", values, list)
    locked: dict[str, Locked] = {}
    names: dict[str, list[str]] = {}
    tables: list[tuple[Locked, dict[str, Any]]] = []
    for name, value in _listed(data):
        table = as_dict(value)
        uuid = table.get("uuid")
        if not is_name(name) or not is_uuid(uuid):
            yield problem(entry, "bad-entry", f"{shown(name)} has no id; it was left out", lines.get(name))
            continue
        yield from mistyped(entry, f"deps.{name}.version", table.get("version"), str, lines.get(name))
        locked[uuid] = _package(entry, name, table, lines.get(name))
        names.setdefault(name, []).append(uuid)
        tables.append((locked[uuid], table))
    for package, table in tables:
        for field, scope in (("deps", Scope.RUNTIME), ("weakdeps", Scope.OPTIONAL)):
            _needs(package, table.get(field), names, scope)
    yield from placed(entry, locked)


def _lines(text: str) -> dict[str, int]:
    """The line of the first heading of each name."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("[["):
            found.setdefault(line.strip().strip("[]").removeprefix("deps."), number)
    return found


def _package(entry: Entry, name: str, table: dict[str, Any], line: int | None) -> Locked:
    """A package; what was fetched from nowhere came with Julia."""
    version = table["version"] if is_version(table.get("version")) else None
    home = place(entry, table.get("path"))
    is_library = not any(field in table for field in ("git-tree-sha1", "path", "repo-url"))
    origin = Origin.STANDARD_LIBRARY if is_library else Origin.THIRD_PARTY
    return Locked(
        purl=julia(name, table["uuid"], version),
        name=name,
        version=version,
        at=f"deps.{name}",
        line=line,
        origin=origin if home is None else origin_of(home),
        home=home,
    )


def _needs(package: Locked, listed: object, names: dict[str, list[str]], scope: Scope) -> None:
    """A list of names, or names with their ids where a name means several packages."""
    pairs = listed.items() if isinstance(listed, dict) else ((as_text(name), None) for name in as_list(listed))
    for name, uuid in pairs:
        known = names.get(name, [])
        for target in [uuid] if uuid in known else known:
            package.need(target, scope)


FORMAT = Format(
    name="Manifest.toml",
    reads="Manifest.toml of Julia, formats 1 and 2",
    files=("Manifest.toml", "JuliaManifest.toml", "Manifest-v*.toml"),
    licences="None in the file.",
    gaps=(
        "A package with a path is the project's own, unless it lies where others' code is kept (`vendor` …).",
        "What comes with Julia is marked as its library.",
        "Julia's folder of packages in the user's home is not looked at.",
    ),
    matches=matches,
    recognises=recognises,
    read=read,
)
