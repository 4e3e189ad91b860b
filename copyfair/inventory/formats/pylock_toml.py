"""``pylock.toml`` (PEP 751): the lock file that all installers share."""

import re
from collections.abc import Iterator

from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.hashes import from_prefixed
from copyfair.inventory.locks import Locked, Versions, named_tables, packages
from copyfair.inventory.loose_json import as_dict, as_list
from copyfair.inventory.model import Depth, Found, Origin, Requirement, Scope
from copyfair.inventory.paths import origin_of, place
from copyfair.inventory.problems import apart, problem, shown
from copyfair.inventory.projects import table
from copyfair.inventory.python import best_scope, canonical, pypi, scope_of
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_FILE = re.compile(r"pylock\.(?:[^.]+\.)?toml")
_GROUP = re.compile(r"""(?:'([^']*)'|"([^"]*)")\s+in\s+(dependency_groups|extras)""")


def matches(entry: Entry) -> bool:
    """``pylock.toml`` and ``pylock.<name>.toml``."""
    return _FILE.fullmatch(entry.name) is not None


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages in the order of the file.

    Raises:
        Unreadable: it cannot be read or is no TOML.
    """
    data = entry.toml()
    version = data.get("lock-version")
    if not isinstance(version, str) or not version.startswith("1."):
        yield problem(entry, "unsupported", f"lock-version {shown(version)}; version 1 is read")
        return
    found, problems = apart(packages(entry, data, "packages"))
    yield from problems
    versions = Versions(found)
    for package in found:
        yield from _invalid(entry, package)
        yield from _package(entry, package, versions)


def _invalid(entry: Entry, package: Locked) -> Iterator[Problem]:
    """What the specification's own reader says against this one package; the package is listed all the same."""
    from packaging.pylock import Pylock, PylockUnsupportedVersionError, PylockValidationError  # noqa: PLC0415 - late

    alone = {**package.table, "name": canonical(package.name)}  # a name in another spelling costs nothing
    try:
        Pylock.from_dict({"lock-version": "1.0", "created-by": "copyfair", "packages": [alone]})
    except (PylockValidationError, PylockUnsupportedVersionError, ValueError, RecursionError) as error:
        message = f"{package.name}: against PEP 751: {shown(str(error), 160)}"
        yield problem(entry, "bad-entry", message, package.line)


def _package(entry: Entry, package: Locked, versions: Versions) -> Iterator[Found | Problem]:
    edges: set[Requirement] = set()
    for one in named_tables(entry, package, package.table.get("dependencies"), "dependencies"):
        if isinstance(one, Problem):
            yield one
        else:
            edges.add(Requirement(target=versions.purl(one["name"], one.get("version"))))
    local = table(package.table, "directory").get("path")
    home = place(entry, local) if local is not None else None
    is_project = home is not None and home == entry.folder
    yield Found(
        purl=pypi(package.name, package.version),
        name=package.name,
        version=package.version,
        source=entry.source(line=package.line),
        requires=tuple(sorted(edges)),
        scope=_scope(package.table.get("marker")),
        depth=Depth.ROOT if is_project and home == "." else Depth.UNKNOWN,
        origin=origin_of(entry.folder) if is_project else Origin.THIRD_PARTY,
        home=home,
        hashes=from_prefixed(_sums(package)),
    )


def _sums(package: Locked) -> Iterator[str]:
    """Of each archive of a version: that of the sources, the wheels, or one from an address."""
    files = [package.table.get("sdist"), package.table.get("archive"), *as_list(package.table.get("wheels"))]
    for file in files:
        yield from (f"{name}:{value}" for name, value in as_dict(as_dict(file).get("hashes")).items())


def _scope(marker: object) -> Scope:
    """The use that a marker on groups and extras states; UNKNOWN where it states none or could also mean another."""
    if not isinstance(marker, str):
        return Scope.UNKNOWN
    groups = _GROUP.findall(marker)
    rest = _GROUP.sub("", marker)
    # `'dev' in dependency_groups or python_version < '3.8'` says nothing about dev alone.
    if not groups or (" or " in f" {rest} " and re.search(r"[A-Za-z]", re.sub(r"\b(?:and|or)\b", "", rest))):
        return Scope.UNKNOWN
    if "dependency_groups" in rest or "extras" in rest:
        return Scope.UNKNOWN
    return best_scope(
        scope_of(one or other, Scope.OPTIONAL if kind == "extras" else Scope.DEV) for one, other, kind in groups
    )


FORMAT = Format(
    name="pylock.toml",
    reads="the standard Python lock file (pylock.toml, pylock.<name>.toml)",
    files=("pylock.toml", "pylock.*.toml"),
    licences="None in the file; an installed environment says it.",
    gaps=("Markers are not evaluated: what is locked for any platform is listed.",),
    matches=matches,
    read=read,
)
