"""What manifests of many ecosystems share: a project or a library, and what it asks for directly."""

from collections.abc import Iterable, Iterator

import msgspec

from copyfair.inventory.entry import Entry
from copyfair.inventory.model import Claim, Found, Origin, Requirement, Scope
from copyfair.inventory.paths import folder_name, folder_purl, origin_of
from copyfair.inventory.problems import apart
from copyfair.problem import Problem

__all__ = ["Want", "library", "project"]


class Want(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a manifest asks for.

    Attributes:
        purl: package URL, with the version where one is pinned.
        name: as people write it.
        version: the pinned version, None for a range.
        scope: what for.
        at: its place in the file.
        line: where it begins.
        home: its folder, if it lies in the scanned tree.
        origin: whose it is.
    """

    purl: str
    name: str
    version: str | None = None
    scope: Scope = Scope.RUNTIME
    at: str = ""
    line: int | None = None
    home: str | None = None
    origin: Origin = Origin.THIRD_PARTY


def project(
    entry: Entry,
    wants: Iterable[Want | Problem],
    *,
    purl: str | None = None,
    name: str | None = None,
    version: str | None = None,
    claims: Iterable[Claim | Problem] = (),
    folder: str | None = None,
) -> Iterator[Found | Problem]:
    """The project and, unless it is somebody else's, what it asks for.

    Args:
        entry: the manifest.
        wants: what it asks for; the same thing several times is one with several reasons.
        purl: of the project; None for one that the manifest does not name: it is known by its folder.
        name: of the project.
        version: of the project.
        claims: what the manifest says about the licence.
        folder: where the project lies, if not where the manifest does.
    """
    asked, wrong = apart(wants)
    said, unsaid = apart(claims)
    yield from (*wrong, *unsaid)
    home = entry.folder if folder is None else folder
    origin = origin_of(home)
    first: dict[str, Want] = {}
    for want in asked:
        first.setdefault(want.purl, want)
    if purl is not None or asked or said:
        yield Found(
            purl=purl or folder_purl(entry.root, home),
            name=name or folder_name(entry.root, home),
            version=version,
            source=entry.source(),
            claims=tuple(said),
            requires=tuple(sorted({Requirement(target=want.purl, scope=want.scope) for want in asked})),
            origin=origin,
            home=home,
            weak=purl is None and not asked,
        )
    if origin is Origin.FIRST_PARTY:
        yield from (_found(entry, want) for want in first.values())


def library(
    entry: Entry,
    *,
    purl: str,
    name: str,
    version: str | None,
    claims: Iterable[Claim | Problem],
    requires: Iterable[Requirement] = (),
    home: str | None = None,
    origin: Origin = Origin.THIRD_PARTY,
    evidence_only: bool = False,
) -> Iterator[Found | Problem]:
    """Somebody else's package, as its own manifest tells.

    Args:
        entry: the manifest.
        purl: of the package.
        name: of the package.
        version: of the package.
        claims: what the manifest says about the licence.
        requires: what it needs.
        home: its folder, where that is its own.
        origin: whose it is.
        evidence_only: that it lies here is no reason to list it.
    """
    said, problems = apart(claims)
    yield from problems
    yield Found(
        purl=purl,
        name=name,
        version=version,
        source=entry.source(),
        claims=tuple(said),
        requires=tuple(sorted(set(requires))),
        home=home,
        origin=origin,
        evidence_only=evidence_only,
    )


def _found(entry: Entry, want: Want) -> Found:
    return Found(
        purl=want.purl,
        name=want.name,
        version=want.version,
        source=entry.source(want.at, want.line),
        origin=want.origin,
        home=want.home,
    )
