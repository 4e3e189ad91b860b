"""packages.lock.json of NuGet: what each target framework of a project came to."""

from collections.abc import Iterator, Mapping
from typing import Any

from copyfair.inventory.dotnet import is_name, nuget, version_of
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, placed
from copyfair.inventory.loose_json import as_dict, as_text, load
from copyfair.inventory.model import Depth, Found, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_DEPTHS = {"direct": Depth.DIRECT, "transitive": Depth.TRANSITIVE, "centraltransitive": Depth.TRANSITIVE}


def matches(entry: Entry) -> bool:
    """``packages.lock.json``, and ``packages.<project>.lock.json`` where several lie in a folder."""
    return entry.name.startswith("packages.") and entry.name.endswith(".lock.json")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages of all frameworks, each once.

    Raises:
        Unreadable: it is no lockfile of NuGet.
    """
    document, replaced = load(entry)
    yield from replaced
    if not isinstance(document, dict) or not isinstance(document.get("dependencies"), dict):
        raise Unreadable("bad-syntax", "it holds no lock: no dependencies by framework")
    locked: dict[str, Locked] = {}
    for framework, listed in document["dependencies"].items():
        if isinstance(listed, dict):
            yield from _framework(entry, framework, listed, locked)
        else:
            yield problem(entry, "bad-entry", f"the framework {shown(framework)} is {shown(listed)}")
    yield from placed(entry, locked)


def _framework(entry: Entry, framework: str, listed: Mapping[str, Any], locked: dict[str, Locked]) -> Iterator[Problem]:
    found: list[tuple[Locked, dict[str, Any]]] = []
    present: dict[str, str] = {}
    for name, value in listed.items():
        kind = as_text(as_dict(value).get("type")).lower()
        if kind == "project":
            continue  # another project of the solution; it has a file of its own
        version = version_of(as_text(as_dict(value).get("resolved")))
        if not is_name(name) or version is None:
            message = f"{shown(framework)}: {shown(name)} is no package with a version; it was left out"
            yield problem(entry, "bad-entry", message)
            continue
        identity = nuget(name, version)
        package = locked.setdefault(
            identity, Locked(purl=identity, name=name, version=version, at=f"dependencies.{framework}.{name}")
        )
        depth = _DEPTHS.get(kind, Depth.UNKNOWN)
        if package.depth is not Depth.DIRECT:
            package.depth = depth
        present[name.lower()] = identity
        found.append((package, as_dict(value)))
    for package, value in found:
        for name in as_dict(value.get("dependencies")):
            # With a runtime in the name of the framework only what differs is listed.
            key = present.get(name.lower())
            if key is not None:
                package.need(key)
            elif is_name(name):
                package.loose.setdefault(nuget(name), Scope.RUNTIME)


FORMAT = Format(
    name="packages.lock.json",
    reads="packages.lock.json of NuGet, versions 1 and 2, for all target frameworks",
    files=("packages.lock.json", "packages.*.lock.json"),
    licences="None in the file; a `*.nuspec` or `*.nupkg` of the same package in the tree says it.",
    gaps=(
        "What a package is for is said by the project file beside it, where there is one.",
        "`contentHash` leaves out a package's signature: it may not be the hash of the archive as it is fetched, and is not kept.",
    ),
    matches=matches,
    read=read,
)
