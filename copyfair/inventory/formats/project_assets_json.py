"""What .NET writes when it restores or builds a project: ``obj/project.assets.json`` and ``*.deps.json``."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from copyfair.inventory.dotnet import is_name, nuget, version_of
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, placed
from copyfair.inventory.loose_json import as_dict, as_text, load
from copyfair.inventory.model import Depth, Found, Origin, Scope
from copyfair.inventory.paths import origin_of
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]


def matches(entry: Entry) -> bool:
    """``project.assets.json`` and ``*.deps.json``."""
    return entry.name == "project.assets.json" or entry.name.endswith(".deps.json")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages of all frameworks, each once, and the project.

    Raises:
        Unreadable: it is no such file.
    """
    document, replaced = load(entry)
    yield from replaced
    if not isinstance(document, dict) or not isinstance(document.get("targets"), dict):
        raise Unreadable("bad-syntax", "it lists no packages by framework: no targets")
    libraries = as_dict(document.get("libraries"))
    locked: dict[str, Locked] = {}
    targets = document["targets"]
    known = {key for listed in targets.values() for key in as_dict(listed)}
    beside = {key: value for key, value in libraries.items() if key not in known}
    for target, listed in (*targets.items(), ("libraries", beside)):
        if isinstance(listed, dict):
            yield from _target(entry, listed, libraries, locked)
        else:
            yield problem(entry, "bad-entry", f"the framework {shown(target)} is {shown(listed)}")
    if entry.name == "project.assets.json":
        _add_project(entry, as_dict(document.get("project")), locked)
    yield from placed(entry, locked)


def _target(
    entry: Entry, listed: Mapping[str, Any], libraries: Mapping[str, Any], locked: dict[str, Locked]
) -> Iterator[Problem]:
    found: list[tuple[Locked, dict[str, Any]]] = []
    present: dict[str, str] = {}
    of_framework: set[str] = set()
    for key, value in listed.items():
        written, _, said = key.partition("/")
        name, version = written, version_of(said)
        kind = as_dict(libraries.get(key)).get("type") or as_dict(value).get("type")
        if kind == "referenceassembly":
            of_framework.add(written.lower())  # the machine has it; it is no package
            continue
        if kind == "runtimepack":
            name = written.removeprefix("runtimepack.")  # the SDK's own mark; the package has the rest for a name
        if not is_name(name) or version is None or not isinstance(value, dict):
            yield problem(entry, "bad-entry", f"{shown(key)} is no package with a version; it was left out")
            continue
        package = locked.setdefault(
            key,
            Locked(
                purl=nuget(name, version),
                name=name,
                version=version,
                at=key,
                origin=origin_of(entry.folder) if kind == "project" else Origin.THIRD_PARTY,
            ),
        )
        present[written.lower()] = key
        found.append((package, value))
    for package, value in found:
        for name in as_dict(value.get("dependencies")):
            if name.lower() in present:
                package.need(present[name.lower()])
            elif is_name(name) and name.lower() not in of_framework:
                package.loose.setdefault(nuget(name), Scope.RUNTIME)


def _add_project(entry: Entry, project: Mapping[str, Any], locked: dict[str, Locked]) -> None:
    """The project itself, which lies above the folder ``obj``; ``suppressParent`` marks what is for the build alone."""
    name = as_text(as_dict(project.get("restore")).get("projectName"))
    if not is_name(name):
        return
    version = version_of(as_text(project.get("version")))
    folder = str(PurePosixPath(entry.folder).parent if entry.path.parent.name == "obj" else entry.folder)
    own = Locked(
        purl=nuget(name, version),
        name=name,
        version=version,
        at="project",
        depth=Depth.ROOT,
        origin=origin_of(folder),
        home=folder,
    )
    by_name = {key.partition("/")[0].lower(): key for key in locked}
    for framework in as_dict(project.get("frameworks")).values():
        for needed, how in as_dict(as_dict(framework).get("dependencies")).items():
            is_tool = as_text(as_dict(how).get("suppressParent")).lower() == "all"
            if needed.lower() in by_name:
                own.need(by_name[needed.lower()], Scope.BUILD if is_tool else Scope.RUNTIME)
    locked["."] = own


FORMAT = Format(
    name="project.assets.json",
    reads="what .NET came to when it restored or built a project: project.assets.json and *.deps.json",
    files=("obj/project.assets.json", "*.deps.json"),
    licences="None in the file; a `*.nuspec` or `*.nupkg` of the same package in the tree says it.",
    gaps=(
        "The folder of packages that the file names lies in the user's home and is not looked at.",
        "Without the list `libraries` the project cannot be told from the packages.",
        "Packages that bring nothing to run, only other packages, are listed like the rest.",
        "Assemblies that a program only refers to, which the framework of the machine has, are no packages and not listed.",
    ),
    matches=matches,
    read=read,
)
