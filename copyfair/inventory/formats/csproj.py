"""Project files of .NET (``*.csproj``, ``*.fsproj``, ``*.vbproj``) with package references and central versions."""

from collections.abc import Iterator

from copyfair.inventory.dotnet import (
    PROJECT_FILES,
    Project,
    address_claims,
    file_claims,
    is_name,
    nuget,
    read_project,
    version_of,
)
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict, load
from copyfair.inventory.manifests import Want, project
from copyfair.inventory.model import Claim, Found, Scope
from copyfair.inventory.paths import neighbour, origin_of
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]


def matches(entry: Entry) -> bool:
    """By the ending."""
    return entry.name.endswith(PROJECT_FILES)


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project with its licence, the packages and the other projects that it asks for.

    Raises:
        Unreadable: it is no project file.
    """
    own = read_project(entry)
    identity = nuget(own.name, own.version) if is_name(own.name) else None
    wants = (*_packages(entry, own), *_projects(entry, own))
    yield from project(entry, wants, purl=identity, name=own.name, version=own.version, claims=_claims(entry, own))


def _packages(entry: Entry, own: Project) -> Iterator[Want | Problem]:
    spelt = _locked_names(entry)
    for one in own.references:
        # A lock says which version it came to, and how the package itself is spelt (`1.0.0` for `1.0`).
        version = version_of(one.version) if spelt is None else None
        name = (spelt or {}).get(one.name.lower(), one.name)
        if not is_name(one.name):
            message = f"a package has {shown(one.name)} for a name; it was left out"
            yield problem(entry, "bad-entry", message, one.line)
            continue
        yield Want(
            purl=nuget(name, version),
            name=name,
            version=version,
            scope=Scope.BUILD if one.is_tool else Scope.RUNTIME,
            at=f"PackageReference {one.name}",
            line=one.line,
        )


def _locked_names(entry: Entry) -> dict[str, str] | None:
    """Names in lower case -> as the lock beside the project spells them; None without a lock that can be read."""
    found: dict[str, str] | None = None
    for lock in (entry.beside("packages.lock.json"), entry.beside("obj", "project.assets.json")):
        try:
            document = as_dict(load(lock)[0])
        except Unreadable:
            continue
        listed = [*as_dict(document.get("dependencies")).values(), document.get("libraries")]
        names = [key.partition("/")[0] for table in listed for key in as_dict(table)]
        found = {**(found or {}), **{name.lower(): name for name in names}}
    return found


def _projects(entry: Entry, own: Project) -> Iterator[Want]:
    for path in own.projects:
        file = neighbour(entry, path)
        try:
            other = read_project(file) if file is not None and file.is_file() else None
        except Unreadable:
            continue  # said when it is read for itself
        if file is not None and other is not None and is_name(other.name) and file.path != entry.path:
            yield Want(
                purl=nuget(other.name, other.version),
                name=other.name,
                version=other.version,
                at=f"ProjectReference {other.name}",
                home=file.folder,
                origin=origin_of(file.folder),
            )


def _claims(entry: Entry, own: Project) -> Iterator[Claim | Problem]:
    expression = own.properties.get("packagelicenseexpression", "")
    path = own.properties.get("packagelicensefile", "")
    if expression:
        yield Claim(statements=(expression,), source=entry.source("PackageLicenseExpression"), is_spdx=True)
    elif path:
        yield from file_claims(entry, path, "PackageLicenseFile")
    else:
        yield from address_claims(entry, own.properties.get("packagelicenseurl", ""), "PackageLicenseUrl")


FORMAT = Format(
    name="csproj",
    reads="project files of .NET with package references, Directory.Build.props and Directory.Packages.props",
    files=("*.csproj", "*.fsproj", "*.vbproj"),
    licences="`PackageLicenseExpression`, `PackageLicenseFile`, `PackageLicenseUrl`; licence files beside it.",
    gaps=(
        "Conditions are not evaluated: what any of them asks for is listed.",
        "Several project files in one folder count as one project.",
        "Other imported files are not followed.",
        "Without a lock the version is the one that is written, the lowest allowed; of a range or a star nothing is known.",
        "NuGet's folder in the user's home is not looked at.",
    ),
    matches=matches,
    read=read,
)
