"""What package managers have fetched into the user's home tells what licence a listed component has.

Many lockfiles name no licences; the packages themselves, which lie in a cache, do. Only the places of listed components
are looked at, each under the name that its package manager gives it. Go, Maven and NuGet build with what lies there under
a name and version, whoever it came from; where a lockfile has the hash of an archive, the archive has to be that one.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

import msgspec
from msgspec.structs import replace

from copyfair.inventory import hashes
from copyfair.inventory.cache_kinds import KINDS
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.model import Found, Origin, Source
from copyfair.inventory.problems import apart, shown
from copyfair.problem import Problem

__all__ = ["KINDS", "Cache", "from_caches"]


class Cache(msgspec.Struct, frozen=True):
    """Where a package manager keeps what it fetched.

    Attributes:
        kind: whose it is: one of `KINDS`.
        folder: ``CARGO_HOME``, ``GOMODCACHE``, Maven's local repository, ``NUGET_PACKAGES`` …; it need not exist.
    """

    kind: str
    folder: Path


def from_caches(found: Sequence[Found], caches: Iterable[Cache]) -> Iterator[Found | Problem]:
    """What caches say of components that are listed and of which nothing says a licence yet, sorted by package URL.

    Of several caches that may hold a component the first that tells something counts.
    """
    there = [(cache, Entry(cache.folder, PurePosixPath())) for cache in caches if cache.folder.is_dir()]
    if not there:
        return
    told = {one.purl for one in found if one.claims}
    open_ones: dict[str, list[Found]] = {}
    for one in found:
        # A package URL with qualifiers says that it comes from somewhere else than its package manager's own place.
        if one.purl not in told and one.version and "?" not in one.purl and not one.evidence_only:
            open_ones.setdefault(one.purl, []).append(one)
    for _, places in sorted(open_ones.items()):
        sums = hashes.agreed(places)
        if sums is None or any(one.elsewhere or one.origin is not Origin.THIRD_PARTY for one in places):
            continue
        for cache, top in _asked(places, there):
            said = list(_looked_up(replace(places[0], hashes=sums), cache, top))
            yield from said
            if any(isinstance(one, Found) for one in said):
                break


def _asked(places: Sequence[Found], caches: Iterable[tuple[Cache, Entry]]) -> Iterator[tuple[Cache, Entry]]:
    """The caches of the package managers that use what these places list."""
    type_of = places[0].purl.removeprefix("pkg:").partition("/")[0]
    listing = {one.source.format for one in places}
    for cache, top in caches:
        kind = KINDS[cache.kind]
        if kind.type == type_of and (not kind.lists or listing & kind.lists):
            yield cache, top


def _looked_up(one: Found, cache: Cache, top: Entry) -> Iterator[Found | Problem]:
    folder = cache.folder
    try:
        said, problems = apart(KINDS[cache.kind].read(top, one))
    except Unreadable as stop:
        yield Problem(code=stop.code, where=folder.name, message=f"{shown(one.name)} was not looked up: {stop.message}")
        return
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
