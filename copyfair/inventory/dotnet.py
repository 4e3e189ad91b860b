"""What the formats of .NET share: names, versions, licences, and project files with what their surroundings add to them.

Source: NuGet's documentation of package references, of central package management and of the nuspec file.
"""

import re
from collections.abc import Iterator, Mapping

import msgspec

from copyfair.inventory import markup, purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.markup import Tag
from copyfair.inventory.model import Claim
from copyfair.inventory.paths import neighbour
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.texts import text_claims
from copyfair.problem import Problem

__all__ = [
    "PROJECT_FILES",
    "Project",
    "Reference",
    "address_claims",
    "file_claims",
    "is_name",
    "nuget",
    "read_central",
    "read_project",
    "version_of",
]

PROJECT_FILES = (".csproj", ".fsproj", ".vbproj")
"""How the names of project files end."""

_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9_])?", re.ASCII)
_VERSION = re.compile(r"\d[A-Za-z0-9.+-]{0,100}", re.ASCII)
_EXACT = re.compile(r"\[\s*([^\[\](),\s]+)\s*\]")
_PROPERTY = re.compile(r"\$\(([^$()]{1,100})\)")
_NAMED_BY_ADDRESS = re.compile(r"https?://licenses\.nuget\.\w+/(.+)", re.IGNORECASE)
_SAYS_NOTHING = re.compile(r"https?://aka\.ms/deprecateLicenseUrl", re.IGNORECASE)
_MOST_ROUNDS = 20
_LONGEST_VALUE = 2000


def is_name(value: object) -> bool:
    """It can be the id of a package."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def version_of(text: str) -> str | None:
    """The version that NuGet takes: the lowest that is allowed; None where a range or a star leaves that open."""
    exact = _EXACT.fullmatch(text.strip())
    found = exact[1] if exact else text.strip()
    return found if _VERSION.fullmatch(found) else None


def nuget(name: str, version: str | None = None) -> str:
    """The package URL of a package."""
    return purl.make("nuget", name, version)


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """One package that a project asks for.

    Attributes:
        name: as written, its properties filled in.
        version: as written, also from the central list; empty without one.
        is_tool: for the build alone, not for whoever uses the project (``PrivateAssets="all"``).
        line: where it begins; None where it stands in another file.
    """

    name: str
    version: str
    is_tool: bool
    line: int | None


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """A project file with what the files above it add.

    Attributes:
        name: of the package, the assembly or the file.
        version: None where nothing says it.
        properties: the values that were found, by lower-case name.
        references: the packages it asks for.
        projects: the other projects it asks for, as paths.
    """

    name: str
    version: str | None
    properties: Mapping[str, str]
    references: tuple[Reference, ...]
    projects: tuple[str, ...]


def read_project(entry: Entry) -> Project:
    """A project file.

    Raises:
        Unreadable: it is no project file.
    """
    top = markup.load(entry)
    if top.name != "Project":
        raise Unreadable("bad-syntax", "a project file begins with the element Project")
    central = _nearest(entry, "Directory.Packages.props") or _nearest(entry, "Packages.props")
    shared = _nearest(entry, "Directory.Build.props")
    properties: dict[str, str] = {"msbuildprojectname": entry.path.stem}
    for tag in (shared, central, top):
        _add_properties(tag, properties)
    versions = _versions(central, properties)
    references = [*_references(shared, versions, properties), *_references(top, versions, properties, is_own=True)]
    for kind in ("PackageReference", "GlobalPackageReference"):
        references += _references(central, versions, properties, kind=kind)
    name = next((properties[key] for key in ("packageid", "assemblyname") if properties.get(key)), "")
    name = _filled(name, properties)
    version = properties.get("version") or properties.get("versionprefix") or ""
    return Project(
        name=name if is_name(name) else entry.path.stem,
        version=version_of(_filled(version, properties)),
        properties={key: _filled(value, properties) for key, value in properties.items()},
        references=tuple(references),
        projects=tuple(
            _filled(one.attributes.get("Include", ""), properties) for one in _items(top, "ProjectReference")
        ),
    )


def read_central(entry: Entry) -> tuple[Reference, ...]:
    """A central list of versions by itself, whatever projects may take from it.

    Raises:
        Unreadable: it is no such file.
    """
    top = markup.load(entry)
    if top.name != "Project":
        raise Unreadable("bad-syntax", "a list of versions begins with the element Project")
    properties: dict[str, str] = {}
    _add_properties(top, properties)
    return tuple(_managed(top, properties))


def _nearest(entry: Entry, name: str) -> Tag | None:
    """The file of this name in the folder or the nearest above it; what is wrong with it is as if it were not there."""
    for folder in entry.path.parents:
        file = entry.at(folder / name)
        if file.is_file():
            try:
                return markup.load(file)
            except Unreadable:
                return None
    return None


def _add_properties(tag: Tag | None, properties: dict[str, str]) -> None:
    """Those without a condition count; one with a condition only where nothing else says the property."""
    for group in tag.all("PropertyGroup") if tag is not None else ():
        for one in group.children:
            key = one.name.lower()
            if "Condition" in one.attributes or "Condition" in group.attributes:
                properties.setdefault(key, one.text)
            else:
                properties[key] = one.text


def _filled(text: str, properties: Mapping[str, str]) -> str:
    for _ in range(_MOST_ROUNDS if "$(" in text else 0):
        filled = _PROPERTY.sub(lambda found: properties.get(found[1].strip().lower(), found[0]), text)
        if filled == text or len(filled) > _LONGEST_VALUE:
            break
        text = filled
    return text


def _items(tag: Tag | None, kind: str) -> Iterator[Tag]:
    """The items of a kind, whatever conditions they stand under."""
    for group in tag.children if tag is not None else ():
        if group.name == "ItemGroup":
            yield from group.all(kind)
        elif group.name == "Choose":
            for branch in group.children:
                yield from branch.all("ItemGroup", kind)


def _said(tag: Tag, name: str) -> str:
    """Metadata of an item: an attribute or an element."""
    return tag.attributes.get(name, "").strip() or tag.said(name)


def _versions(central: Tag | None, properties: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in _managed(central, properties):
        found.setdefault(one.name.lower(), one.version)
    return found


def _managed(central: Tag | None, properties: Mapping[str, str]) -> Iterator[Reference]:
    """What a central list holds: versions, references of all projects, and versions as they were given before NuGet 6.2."""
    for kind in ("PackageVersion", "PackageReference", "GlobalPackageReference"):
        for one in _items(central, kind):
            name = _filled(one.attributes.get("Include") or one.attributes.get("Update", ""), properties).strip()
            version = _filled(_said(one, "Version"), properties)
            if name:
                is_tool = kind == "GlobalPackageReference"
                yield Reference(name=name, version=version, is_tool=is_tool, line=one.line)


def _references(
    tag: Tag | None,
    versions: Mapping[str, str],
    properties: Mapping[str, str],
    *,
    kind: str = "PackageReference",
    is_own: bool = False,
) -> Iterator[Reference]:
    for one in _items(tag, kind):
        written = one.attributes.get("Include") or ""
        said = _said(one, "VersionOverride") or _said(one, "Version")
        for name in filter(None, map(str.strip, _filled(written, properties).split(";"))):
            yield Reference(
                name=name,
                version=_filled(said, properties) or versions.get(name.lower(), ""),
                is_tool=kind != "PackageReference" or _said(one, "PrivateAssets").lower() == "all",
                line=one.line if is_own else None,
            )


def address_claims(entry: Entry, address: str, field: str, line: int | None = None) -> Iterator[Claim]:
    """An address of a licence, as packages had it before expressions: NuGet's own addresses name the licence."""
    named = _NAMED_BY_ADDRESS.fullmatch(address)
    if address and _SAYS_NOTHING.fullmatch(address) is None:
        yield Claim(statements=(named[1] if named else address,), source=entry.source(field, line))


def file_claims(entry: Entry, path: str, field: str) -> Iterator[Claim | Problem]:
    """A file that is named as the licence."""
    file = neighbour(entry, path)
    if file is None:
        yield problem(entry, "symlink-outside", f"the licence is said to be in {shown(path)}, which lies outside")
    else:
        yield from text_claims([file], entry.beside(), field=field, named=True)
