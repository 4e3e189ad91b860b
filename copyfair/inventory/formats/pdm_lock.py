"""pdm.lock of PDM; what is direct stands in the ``pyproject.toml`` beside it, as its own format says."""

from collections.abc import Iterator

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.hashes import from_prefixed
from copyfair.inventory.locks import Locked, Versions, packages
from copyfair.inventory.loose_json import as_dict, as_list
from copyfair.inventory.model import Found, Requirement, Scope
from copyfair.inventory.paths import place
from copyfair.inventory.problems import apart, problem, shown
from copyfair.inventory.projects import project_table, table
from copyfair.inventory.python import best_scope, canonical, pypi, scope_of, wanted
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "pdm.lock"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages in the order of the file; one with extras has an entry for itself and one with what they bring.

    Raises:
        Unreadable: it cannot be read or is no TOML.
    """
    data = entry.toml()
    if "metadata" not in data and "package" not in data:
        raise Unreadable("bad-syntax", "it holds no lock: neither metadata nor a package")
    found, problems = apart(packages(entry, data, "package", versioned=True))
    yield from problems
    versions = Versions(found)
    extras = _extras(entry)
    for package in found:
        yield from _package(entry, package, versions, extras)


def _package(entry: Entry, package: Locked, versions: Versions, extras: set[str]) -> Iterator[Found | Problem]:
    edges: set[Requirement] = set()
    listed = package.table.get("dependencies", [])
    if not isinstance(listed, list):
        yield problem(entry, "bad-entry", f"{package.name}: dependencies is {shown(listed)}, not a list", package.line)
    for text in as_list(listed):
        try:
            need = wanted(text)
        except ValueError:
            yield problem(entry, "bad-entry", f"{package.name}: not a requirement: {shown(text)}", package.line)
            continue
        # The entry of a package with extras asks for the package itself; what no platform of the lock needs is not in it.
        if canonical(need.name) != canonical(package.name) and need.name in versions:
            edges.add(Requirement(target=versions.purl(need.name, need.pin)))
    path = package.table.get("path")
    home = place(entry, path) if path is not None else None
    yield Found(
        purl=pypi(package.name, package.version),
        name=package.name,
        version=package.version,
        source=entry.source(line=package.line),
        requires=tuple(sorted(edges)),
        scope=_scope(package, extras),
        home=home,
        hashes=from_prefixed(as_dict(file).get("hash") for file in as_list(package.table.get("files"))),
    )


def _scope(package: Locked, extras: set[str]) -> Scope:
    """By ``groups``; UNKNOWN for the versions before 4.4 of the format, which do not write them."""
    groups = [name for name in as_list(package.table.get("groups")) if isinstance(name, str)]
    return best_scope(
        scope_of(name, Scope.OPTIONAL if canonical(name) in extras else Scope.DEV) for name in dict.fromkeys(groups)
    )


def _extras(entry: Entry) -> set[str]:
    """The groups that are extras of the project; what is wrong with its file is said by the format that reads it."""
    try:
        data = entry.beside("pyproject.toml").toml()
    except Unreadable:
        return set()
    return {canonical(name) for name in table(project_table(data), "optional-dependencies")}


FORMAT = Format(
    name="pdm.lock",
    reads="pdm.lock of PDM, versions 3 and 4",
    files=("pdm.lock",),
    licences="None in the file; an installed environment says it.",
    gaps=("Markers are not evaluated: what is locked for any platform is listed.",),
    matches=matches,
    read=read,
)
