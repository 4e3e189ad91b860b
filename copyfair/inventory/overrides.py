"""`[[overrides]]`: what the user established about the licence of something that was found, as long as it holds.

An override becomes a recorded claim, like the licence of a `[[component]]`. It lapses, and says so, when the text it
rests on has changed or the component's version has left its range.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.model import Claim, Component, Source, Standing
from copyfair.inventory.problems import shown
from copyfair.inventory.purl import matches
from copyfair.problem import Problem
from copyfair.settings import Override

__all__ = ["with_overrides"]


def with_overrides(
    components: Sequence[Component], overrides: Sequence[Override], root: Path, where: str, *, shared: bool = False
) -> tuple[tuple[Component, ...], list[Problem]]:
    """The components with what is recorded about them, and the records that match nothing or have lapsed.

    Args:
        components: all that were found.
        overrides: in the order of the file.
        root: the scanned folder, for files that are evidence of no component.
        where: the file the overrides stand in.
        shared: several projects share the file: a nearer record counts before these, and one that matches nothing is
            another project's.
    """
    claims: dict[str, list[Claim]] = {}
    problems: list[Problem] = []
    for number, override in enumerate(overrides):
        named = [one for one in components if matches(override.component, one.purl, one.name)]
        if shared:
            named = [one for one in named if not _is_recorded(one)]
        meant = [one for one in named if _in_range(override.versions, one.version)]
        if not meant and not shared:
            problems.append(_stale(where, number, _unmatched(override, named)))
        for component in meant:
            lapsed = _lapsed(override, component, root)
            if lapsed:
                message = f"the licence recorded for {shown(component.label)} no longer counts: {lapsed}"
                problems.append(_stale(where, number, message))
            else:
                claims.setdefault(component.purl, []).append(_claim(override, number, where))
    return tuple(_with(one, claims.get(one.purl, ())) for one in components), problems


def _is_recorded(component: Component) -> bool:
    """Somebody has recorded its licence."""
    return any(claim.standing is Standing.RECORDED for claim in component.claims)


def _with(component: Component, claims: Sequence[Claim]) -> Component:
    return msgspec.structs.replace(component, claims=(*component.claims, *claims)) if claims else component


def _claim(override: Override, number: int, where: str) -> Claim:
    return Claim(
        statements=(override.license,),
        source=Source(file=where, field=f"overrides[{number}].license"),
        standing=Standing.RECORDED,
        reason=override.reason,
        is_spdx=True,
    )


def _stale(where: str, number: int, message: str) -> Problem:
    return Problem(code="stale-record", where=where, message=f"overrides[{number}]: {message}")


def _unmatched(override: Override, named: Sequence[Component]) -> str:
    if not named:
        return f"{shown(override.component)} matches no component"
    there = ", ".join(shown(one.label) for one in named[:3])
    return f"the licence recorded no longer counts: {there} is outside {shown(override.versions)}"


def _in_range(versions: str, version: str | None) -> bool:
    if not versions:
        return True
    from packaging.specifiers import SpecifierSet  # noqa: PLC0415 - only where a range is recorded

    return version is not None and SpecifierSet(versions).contains(version, prereleases=True)


def _lapsed(override: Override, component: Component, root: Path) -> str:
    """Why an override does not hold for this component any more; "" while it does."""
    if not override.file:
        return ""
    hashes = set(_hashes(override.file, component, root))
    if not hashes:
        return f"the text it rests on, {shown(override.file)}, is not there"
    return "" if override.sha256.lower() in hashes else f"the text it rests on, {shown(override.file)}, has changed"


def _hashes(file: str, component: Component, root: Path) -> Iterator[str]:
    """The hash of a file as it is now: of the component's own evidence, else of a file below the scanned folder."""
    sources = [*(claim.source for claim in component.claims), *component.found_in]
    known = [source.sha256 for source in sources if source.file == file and source.sha256]
    if known:
        yield from known
        return
    try:
        yield Entry(root if root.is_dir() else root.parent, PurePosixPath(file)).sha256
    except Unreadable:
        return
