"""What the lock files of Python share: packages by name, and edges that are exact where the lock is."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from copyfair.inventory.entry import Entry
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.python import canonical, is_name, is_version, pypi
from copyfair.problem import Problem

__all__ = ["Locked", "Versions", "named_tables", "packages"]


class Locked(msgspec.Struct, frozen=True):
    """One package of a lock.

    Attributes:
        name: as written; always usable.
        version: None where there is none or what stands there is none.
        table: everything the lock says about it.
        line: where it begins, if known.
    """

    name: str
    version: str | None
    table: dict[str, Any]
    line: int | None


class Versions:
    """Which versions a lock holds, for edges that name only the target."""

    def __init__(self, packages: Iterable[Locked]) -> None:
        self._known: dict[str, set[str | None]] = {}
        for package in packages:
            self._known.setdefault(canonical(package.name), set()).add(package.version)

    def __contains__(self, name: str) -> bool:
        return canonical(name) in self._known

    def purl(self, name: str, version: object = None) -> str:
        """The target of an edge: exact when the edge names a version or the lock has only one."""
        if is_version(version):
            return pypi(name, version)
        known = self._known.get(canonical(name), set())
        return pypi(name, next(iter(known)) if len(known) == 1 else None)


def packages(entry: Entry, data: Mapping[str, Any], key: str, *, versioned: bool = False) -> Iterator[Locked | Problem]:
    """The packages of a lock that have at least a usable name; a `Problem` for each of the others.

    Args:
        entry: the lock.
        data: what stands in it.
        key: of the list of packages.
        versioned: every package of such a lock has a version; one without is listed, and told.
    """
    listed = data.get(key)
    if listed is None:
        return
    if not isinstance(listed, list):
        yield problem(entry, "bad-entry", f"{key} is {shown(listed)}, not a list")
        return
    lines = _headings(entry, key)
    for index, package in enumerate(listed):
        line = lines[index] if len(lines) == len(listed) else None
        name = package.get("name") if isinstance(package, dict) else None
        if not isinstance(package, dict) or not is_name(name):
            yield problem(entry, "bad-entry", f"{key}[{index}] has no usable name: {shown(name or package)}", line)
            continue
        version = package.get("version")
        if version is not None and not is_version(version):
            yield problem(entry, "bad-entry", f"{key}[{index}] ({name}): not a version: {shown(version)}", line)
        elif version is None and versioned:
            yield problem(entry, "bad-entry", f"{key}[{index}] ({name}) has no version", line)
        yield Locked(name, version if is_version(version) else None, package, line)


def _headings(entry: Entry, key: str) -> list[int]:
    """The lines of the ``[[key]]`` headings."""
    heading = f"[[{key}]]"
    lines = enumerate(entry.text().split("\n"), 1)
    return [number for number, line in lines if line.startswith(heading)]


def named_tables(entry: Entry, package: Locked, value: object, field: str) -> Iterator[dict[str, Any] | Problem]:
    """The tables of a list inside a package, each with a usable name; a `Problem` for what is none."""
    if value is None:
        return
    if not isinstance(value, list):
        yield problem(entry, "bad-entry", f"{package.name}: {field} is {shown(value)}, not a list", package.line)
        return
    for one in value:
        if isinstance(one, dict) and is_name(one.get("name")):
            yield one
        else:
            name = one.get("name") if isinstance(one, dict) else one
            yield problem(entry, "bad-entry", f"{package.name}: {field} names nothing: {shown(name)}", package.line)
