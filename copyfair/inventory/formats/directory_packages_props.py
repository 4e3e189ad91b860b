"""Directory.Packages.props of NuGet: the central list of versions from which the projects below it take theirs."""

from collections.abc import Iterator

from copyfair.inventory.dotnet import PROJECT_FILES, is_name, nuget, read_central, version_of
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Depth, Found, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_MOST_FOLDERS = 2000


def matches(entry: Entry) -> bool:
    """``Directory.Packages.props``, and ``Packages.props`` as older tools have it; case does not count."""
    return entry.name.lower() in ("directory.packages.props", "packages.props")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """What the list holds, where no project lies below it: with projects, what they take is read with them.

    Raises:
        Unreadable: it is no such file.
    """
    listed = read_central(entry)
    if _has_project(entry.beside()):
        return
    for one in listed:
        version = version_of(one.version)
        if not is_name(one.name):
            message = f"a package has {shown(one.name)} for a name; it was left out"
            yield problem(entry, "bad-entry", message, one.line)
            continue
        yield Found(
            purl=nuget(one.name, version),
            name=one.name,
            version=version,
            source=entry.source(f"PackageVersion {one.name}", one.line),
            scope=Scope.BUILD if one.is_tool else Scope.UNKNOWN,
            depth=Depth.DIRECT,
        )


def _has_project(folder: Entry) -> bool:
    """A project file lies in the folder or below it, as far as is looked."""
    waiting = [folder]
    for place in waiting:  # grows while it is walked
        try:
            below = list(place.children())
        except Unreadable:
            continue
        if any(one.name.endswith(PROJECT_FILES) and one.is_file() for one in below):
            return True
        waiting += (one for one in below if len(waiting) < _MOST_FOLDERS and one.is_dir())
    return False


FORMAT = Format(
    name="Directory.Packages.props",
    reads="Directory.Packages.props of NuGet, the central list of versions, where it stands without projects",
    files=("Directory.Packages.props", "Packages.props"),
    licences="None in the file; a `*.nuspec` or `*.nupkg` of the same package in the tree says it.",
    gaps=(
        "Where a project lies below it, what no project takes from the list is not listed.",
        "What has no version, or one that another file computes, is listed without one.",
        "Whether anything uses an entry, and what for, is not in the file.",
    ),
    matches=matches,
    read=read,
)
