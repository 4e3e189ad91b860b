"""NuGet's nuspec: of a package that the project makes, of an installed one, and inside a ``*.nupkg``."""

from collections.abc import Iterator

from copyfair.inventory import markup
from copyfair.inventory.archives import Archive
from copyfair.inventory.dotnet import address_claims, file_claims, is_name, nuget, version_of
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.manifests import Want, library, project
from copyfair.inventory.markup import Tag
from copyfair.inventory.model import Claim, Found
from copyfair.inventory.problems import problem, shown, unread
from copyfair.inventory.texts import MOST_TEXT_BYTES, claim_of
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_MOST_BYTES = 1024 * 1024


def matches(entry: Entry) -> bool:
    """By the ending."""
    return entry.name.endswith((".nuspec", ".nupkg"))


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The package with its licence; of one that the project makes also what it asks for.

    Raises:
        Unreadable: it is no nuspec, or no archive that holds one.
    """
    archive = Archive(entry.data) if entry.name.endswith(".nupkg") else None
    metadata = _metadata(markup.load(entry) if archive is None else markup.parse(_inside(archive)))
    name, version = metadata.said("id"), version_of(metadata.said("version"))
    if not is_name(name):
        if "$" not in name or archive is not None:  # `$id$` is filled in from the project file when it is packed
            yield problem(entry, "bad-entry", f"its id is {shown(name)}, no name of a package", metadata.line)
        return
    identity, claims = nuget(name, version), _claims(entry, metadata, archive)
    if archive is None and not _is_installed(entry, name, version):
        yield from project(entry, _wants(metadata), purl=identity, name=name, version=version, claims=claims)
    else:
        yield from library(entry, purl=identity, name=name, version=version, claims=claims, evidence_only=True)


def _inside(archive: Archive) -> bytes:
    name = next((name for name in sorted(archive) if name.endswith(".nuspec") and "/" not in name), None)
    if name is None:
        raise Unreadable("bad-syntax", "the archive holds no nuspec")
    return archive.read(name, _MOST_BYTES)


def _metadata(top: Tag) -> Tag:
    found = top.one("metadata") if top.name == "package" else None
    if found is None:
        raise Unreadable("bad-syntax", "a nuspec is an element package with metadata")
    return found


def _is_installed(entry: Entry, name: str, version: str | None) -> bool:
    """It lies as NuGet lays packages out: ``name/version/`` or ``name.version/``."""
    folders = [part.lower() for part in ("", "", *entry.path.parent.parts)][-2:]
    there = [name.lower(), (version or "").lower()]
    return folders == there or folders[1] == ".".join(there)


def _wants(metadata: Tag) -> Iterator[Want]:
    """What the package asks for, for any framework: ranges, whatever was taken for them."""
    for path in (("dependencies",), ("dependencies", "group")):
        for one in metadata.all(*path, "dependency"):
            name = one.attributes.get("id", "").strip()
            if is_name(name):
                yield Want(purl=nuget(name), name=name, at=f"dependency {name}", line=one.line)


def _claims(entry: Entry, metadata: Tag, archive: Archive | None) -> Iterator[Claim | Problem]:
    licence = metadata.one("license")
    if licence is None or not licence.text:
        yield from address_claims(entry, metadata.said("licenseUrl"), "licenseUrl")
    elif licence.attributes.get("type", "").lower() != "file":
        yield Claim(statements=(licence.text,), source=entry.source("license", licence.line), is_spdx=True)
    elif archive is None:
        yield from file_claims(entry, licence.text, "license")
    else:
        yield from _packed(entry, licence.text.replace("\\", "/"), archive)


def _packed(entry: Entry, path: str, archive: Archive) -> Iterator[Claim | Problem]:
    if path not in archive:
        yield problem(entry, "missing-file", f"the licence is said to be in {shown(path)}, which is not in the archive")
        return
    try:
        yield claim_of(archive.read(path, MOST_TEXT_BYTES), entry.source(f"license {path}"), primary=True)
    except Unreadable as stop:
        yield unread(entry, stop)


FORMAT = Format(
    name="nuspec",
    reads="NuGet's nuspec, of a package that the project makes or of an installed one, and inside of *.nupkg",
    files=("*.nuspec", "*.nupkg"),
    licences="`license` (expression or file), else `licenseUrl`; NuGet's own addresses there name the licence.",
    lists="One SPDX expression.",
    gaps=("An installed package and a `*.nupkg` only say what the licence of a component is; they list none.",),
    matches=matches,
    read=read,
)
