"""What package managers have fetched into the user's home tells what licence a listed component has.

A lockfile of Cargo, Go or NuGet and a list of Maven's name no licences; the packages themselves, which lie unpacked in a
cache, do. Only the folders of listed components are looked at, each under the name that its package manager gives it.
Go, Maven and NuGet build with what lies there under a name and version, whoever it came from; with Cargo the archive has
to be the one of the lockfile.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

import msgspec
from msgspec.structs import replace

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.model import Claim, Found, Origin, Source
from copyfair.inventory.problems import apart, unread
from copyfair.inventory.texts import licence_files, text_claims
from copyfair.problem import Problem

__all__ = ["KINDS", "Cache", "from_caches"]


class Cache(msgspec.Struct, frozen=True):
    """Where a package manager keeps what it fetched.

    Attributes:
        kind: package URL type: one of `KINDS`.
        folder: ``CARGO_HOME``, ``GOMODCACHE``, Maven's local repository, ``NUGET_PACKAGES``; it need not exist.
    """

    kind: str
    folder: Path


def from_caches(found: Sequence[Found], caches: Iterable[Cache]) -> Iterator[Found | Problem]:
    """What caches say of components that are listed and of which nothing says a licence yet, sorted by package URL."""
    there = {cache.kind: cache.folder for cache in caches if cache.folder.is_dir()}
    if not there:
        return
    told = {one.purl for one in found if one.claims}
    open_ones: dict[str, list[Found]] = {}
    for one in found:
        # A package URL with qualifiers says that it comes from somewhere else than its package manager's own place.
        if one.purl not in told and one.version and "?" not in one.purl and not one.evidence_only:
            open_ones.setdefault(one.purl, []).append(one)
    for purl, places in sorted(open_ones.items()):
        kind = purl.removeprefix("pkg:").partition("/")[0]
        if kind in there and all(one.origin is Origin.THIRD_PARTY for one in places):
            sums = {one.sha256.lower() for one in places} - {""}
            one = replace(places[0], sha256=sums.pop() if len(sums) == 1 else "")
            yield from _looked_up(one, KINDS[kind], there[kind])


_Reader = Callable[[Entry, Found], Iterator[Claim | Problem]]
"""What lies in a cache about a component; the entry is the cache's own folder, out of which nothing leads."""


def _looked_up(one: Found, read: _Reader, folder: Path) -> Iterator[Found | Problem]:
    said, problems = apart(read(Entry(folder, PurePosixPath()), one))
    yield from (replace(problem, where=f"{folder.name}/{problem.where}") for problem in problems)
    if said:
        claims = [replace(claim, source=_named(claim.source, folder)) for claim in said]
        yield Found(
            purl=one.purl,
            name=one.name,
            version=one.version,
            source=claims[0].source,
            claims=tuple(claims),
            evidence_only=True,
        )


def _named(source: Source, folder: Path) -> Source:
    """With the cache's own name in the path (``.cargo/registry/…``), and no more of the user's home."""
    return replace(source, file=f"{folder.name}/{source.file}")


def _cargo(top: Entry, one: Found) -> Iterator[Claim | Problem]:
    """``registry/src/<index>/<name>-<version>/Cargo.toml``, and the licence files beside it.

    A registry is known to Cargo by its address, which the name of its folder does not tell, and what comes from git may
    have the name and version of something in a registry. So the archive that lies in ``registry/cache`` has to be the
    one whose hash the lockfile has.
    """
    from copyfair.inventory.formats import cargo_toml  # noqa: PLC0415 - formats import this package

    title, archives = f"{one.name}-{one.version}", top.child("registry", "cache")
    for index in archives.names() if one.sha256 and archives.is_dir() else ():
        folder = top.child("registry", "src", index, title)
        if folder.is_dir() and _is(archives.child(index, f"{title}.crate"), one.sha256):
            yield from _manifest(folder.child("Cargo.toml"), one, cargo_toml.read, "Cargo.toml")
            yield from _texts(folder, "Cargo.toml")
            return


def _is(archive: Entry, sha256: str) -> bool:
    try:
        return hashlib.sha256(archive.data).hexdigest() == sha256
    except Unreadable:
        return False


def _go(top: Entry, one: Found) -> Iterator[Claim | Problem]:
    """``<module>@<version>``, in which a capital is ``!`` and the small letter; its licence files."""
    folder = top.child(*f"{_lowered(one.name)}@{_lowered(one.version or '')}".split("/"))
    if folder.is_dir():
        yield from _texts(folder, "go.sum")


def _nuget(top: Entry, one: Found) -> Iterator[Claim | Problem]:
    """``<name>/<version>/<name>.nuspec``, all in small letters, and the licence file that it names."""
    from copyfair.inventory.formats import nuspec  # noqa: PLC0415 - as above

    name, version = one.name.lower(), (one.version or "").lower()
    file = top.child(name, version, f"{name}.nuspec")
    if file.is_file():
        yield from _manifest(file, one, nuspec.read, "nuspec")


def _maven(top: Entry, one: Found) -> Iterator[Claim | Problem]:
    """``<group as folders>/<artifact>/<version>/<artifact>-<version>.pom``, and its parents, which lie there too."""
    from copyfair.inventory.formats import pom_xml  # noqa: PLC0415 - as above

    group, _, artifact = one.name.rpartition(":")
    version = one.version or ""
    file = top.child(*group.split("."), artifact, version, f"{artifact}-{version}.pom")
    if group and file.is_file():
        yield from _manifest(file, one, pom_xml.read, "pom.xml")


KINDS: Mapping[str, _Reader] = {"cargo": _cargo, "golang": _go, "maven": _maven, "nuget": _nuget}
"""Package URL type -> how its cache is read."""


def _manifest(
    file: Entry, one: Found, read: Callable[[Entry], Iterator[Found | Problem]], format_name: str
) -> Iterator[Claim | Problem]:
    entry = Entry(file.root, file.path, format_name=format_name)
    try:
        for item in read(entry):
            if isinstance(item, Problem):
                yield item
            elif item.purl == one.purl:
                yield from item.claims
    except Unreadable as stop:
        yield unread(entry, stop)


def _texts(folder: Entry, format_name: str) -> Iterator[Claim | Problem]:
    place = Entry(folder.root, folder.path, format_name=format_name)
    try:
        yield from text_claims(licence_files(place), place)
    except Unreadable as stop:
        yield unread(place, stop)


def _lowered(text: str) -> str:
    return "".join(f"!{sign.lower()}" if sign.isupper() else sign for sign in text)
