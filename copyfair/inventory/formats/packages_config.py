"""packages.config of NuGet: the flat list of packages of an older .NET project."""

from collections.abc import Iterator

from copyfair.inventory import markup
from copyfair.inventory.dotnet import is_name, nuget, version_of
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Found, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]


def matches(entry: Entry) -> bool:
    """``packages.config``, and ``packages.<project>.config`` where several lie in a folder."""
    return entry.name.startswith("packages.") and entry.name.endswith(".config")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages in the order of the file.

    Raises:
        Unreadable: it is no such file.
    """
    top = markup.load(entry)
    if top.name != "packages":
        raise Unreadable("bad-syntax", "it does not begin with the element packages")
    for one in top.all("package"):
        name, said = one.attributes.get("id", "").strip(), one.attributes.get("version", "")
        version = version_of(said)
        if not is_name(name) or version is None:
            message = f"no package with a version: {shown(f'{name} {said}')}; it was left out"
            yield problem(entry, "bad-entry", message, one.line)
            continue
        is_tool = one.attributes.get("developmentDependency", "").lower() == "true"
        yield Found(
            purl=nuget(name, version),
            name=name,
            version=version,
            source=entry.source(f"package {name}", one.line),
            scope=Scope.DEV if is_tool else Scope.RUNTIME,
        )


FORMAT = Format(
    name="packages.config",
    reads="packages.config of NuGet, the list of an older .NET project",
    files=("packages.config", "packages.*.config"),
    licences="None in the file; the `*.nupkg` in the folder `packages` says it.",
    gaps=("The file does not say what is direct, nor what needs what.",),
    matches=matches,
    read=read,
)
