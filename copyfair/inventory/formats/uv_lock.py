"""``uv.lock``: the workspace's members and everything they were resolved to."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.hashes import from_prefixed
from copyfair.inventory.locks import Locked, Versions, named_tables, packages
from copyfair.inventory.model import Depth, Found, Origin, Requirement, Scope
from copyfair.inventory.paths import origin_of, place
from copyfair.inventory.problems import apart, problem, shown
from copyfair.inventory.projects import table
from copyfair.inventory.python import canonical, pypi, scope_of
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_VERSION = 1
_LOCAL = ("editable", "virtual", "directory")


class _Edges(msgspec.Struct):
    """What one package needs."""

    edges: set[Requirement]
    problems: list[Problem]


def matches(entry: Entry) -> bool:
    """``uv.lock``, and ``<name>.py.lock`` beside a script."""
    return entry.name == "uv.lock" or entry.name.endswith(".py.lock")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """Members and packages in the order of the file.

    Raises:
        Unreadable: it cannot be read or is no TOML.
    """
    data = entry.toml()
    if "version" not in data and "package" not in data:
        raise Unreadable("bad-syntax", "it holds no lock: neither a version of the format nor a package")
    if data.get("version", _VERSION) != _VERSION:
        yield problem(entry, "unsupported", f"version {shown(data['version'])} of the format; version 1 is read")
        return
    found, problems = apart(packages(entry, data, "package"))
    yield from problems
    versions = Versions(found)
    members = _members(data, found)
    for package in found:
        yield from _package(entry, package, versions, is_member=_is_member(package, members))


def _members(data: Mapping[str, Any], found: list[Locked]) -> set[str]:
    """Names of the workspace's members; a lock of a single project does not list them."""
    listed = table(data, "manifest").get("members")
    named = {canonical(name) for name in listed if isinstance(name, str)} if isinstance(listed, list) else set()
    return named | {canonical(package.name) for package in found if _local_path(package) == "."}


def _is_member(package: Locked, members: set[str]) -> bool:
    """A member lies in the tree: a name alone does not make a package from an index the project's own."""
    return canonical(package.name) in members and _local_path(package) is not None


def _local_path(package: Locked) -> object:
    source = table(package.table, "source")
    return next((source[key] for key in _LOCAL if key in source), None)


def _package(entry: Entry, package: Locked, versions: Versions, *, is_member: bool) -> Iterator[Found | Problem]:
    read_edges = _edges(entry, package, versions, is_member=is_member)
    yield from read_edges.problems
    local = _local_path(package)
    home = place(entry, local) if local is not None else None
    yield Found(
        purl=pypi(package.name, package.version),
        name=package.name,
        version=package.version,
        source=entry.source(line=package.line),
        requires=tuple(sorted(read_edges.edges)),
        depth=Depth.ROOT if is_member and home == "." else Depth.UNKNOWN,
        origin=origin_of(home or ".") if is_member else Origin.THIRD_PARTY,
        home=home,
        hashes=from_prefixed(file.get("hash") for file in _files(package)),
    )


def _files(package: Locked) -> Iterator[Mapping[str, Any]]:
    """The archives of a version: that of the sources, and the wheels."""
    listed = package.table.get("wheels")
    for one in (package.table.get("sdist"), *(listed if isinstance(listed, list) else ())):
        if isinstance(one, dict):
            yield one


def _edges(entry: Entry, package: Locked, versions: Versions, *, is_member: bool) -> _Edges:
    """What a package needs. The extras of a third party stand here only where somebody asked for them: needed."""
    result = _Edges(set(), [])
    lists: list[tuple[str, object, Scope]] = [("dependencies", package.table.get("dependencies"), Scope.RUNTIME)]
    for kind, otherwise in (("optional-dependencies", Scope.OPTIONAL), ("dev-dependencies", Scope.DEV)):
        if kind in package.table and not isinstance(package.table[kind], dict):
            message = f"{package.name}: {kind} is {shown(package.table[kind])}, not a table"
            result.problems.append(problem(entry, "bad-entry", message, package.line))
        for group, value in table(package.table, kind).items():
            lists.append((f"{kind}.{group}", value, scope_of(group, otherwise) if is_member else Scope.RUNTIME))
    for field, value, scope in lists:
        for one in named_tables(entry, package, value, field):
            if isinstance(one, Problem):
                result.problems.append(one)
            elif canonical(one["name"]) != canonical(package.name):
                result.edges.add(Requirement(target=versions.purl(one["name"], one.get("version")), scope=scope))
    return result


FORMAT = Format(
    name="uv.lock",
    reads="uv's lock file, with workspaces, and that of a script",
    files=("uv.lock", "*.py.lock"),
    licences="None in the file; an installed environment says it.",
    gaps=("Markers are not evaluated: what is locked for any platform is listed.",),
    matches=matches,
    read=read,
)
