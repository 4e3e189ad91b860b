"""Lockfiles of one project that disagree: which of them is installed nobody knows, so all of it is judged, and said."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import PurePosixPath

from copyfair.inventory.model import Found, Origin
from copyfair.inventory.purl import versionless
from copyfair.problem import Problem

__all__ = ["rival_locks"]

_FAMILIES = {
    "package-lock.json": "npm",
    "yarn.lock": "npm",
    "pnpm-lock.yaml": "npm",
    "bun.lock": "npm",
    "poetry.lock": "pypi",
    "uv.lock": "pypi",
    "pdm.lock": "pypi",
    "Pipfile.lock": "pypi",
    "pylock.toml": "pypi",
}
"""Formats that pin the whole of a project, by the ecosystem in which one of them would do."""

_OF_SCRIPT = ".py.lock"
"""The lock of a script is that of a project of its own."""

_MOST_NAMED = 3

_Versions = dict[str, dict[str, Found]]
"""Package without version -> version -> where it stands."""


def rival_locks(found: Iterable[Found]) -> list[Problem]:
    """A problem for each two lockfiles of one folder and ecosystem that pin a package to different versions."""
    locks: dict[tuple[str, str], dict[str, _Versions]] = {}
    for place in found:
        is_of_script = place.source.file.endswith(_OF_SCRIPT)
        family = None if is_of_script else _FAMILIES.get(place.source.format)
        if family and place.version and place.origin is Origin.THIRD_PARTY and not place.evidence_only:
            key = (str(PurePosixPath(place.source.file).parent), family)
            versions = locks.setdefault(key, {}).setdefault(place.source.file, {})
            versions.setdefault(versionless(place.purl), {}).setdefault(place.version, place)
    return [
        problem
        for _, files in sorted(locks.items())
        for (one, first), (other, second) in combinations(sorted(files.items()), 2)
        for problem in _compared(one, first, other, second)
    ]


def _compared(one: str, first: _Versions, other: str, second: _Versions) -> Iterator[Problem]:
    """One problem, where packages that both files pin have no version in common."""
    apart = sorted(name for name in first.keys() & second.keys() if first[name].keys().isdisjoint(second[name]))
    if not apart:
        return
    named = "; ".join(_said(first[name], second[name]) for name in apart[:_MOST_NAMED])
    more = f"; and {len(apart) - _MOST_NAMED} more" if len(apart) > _MOST_NAMED else ""
    message = f"it disagrees with {other} (its version first): {named}{more}"
    yield Problem(code="locks-disagree", where=one, message=message)


def _said(here: dict[str, Found], there: dict[str, Found]) -> str:
    name = next(iter(here.values())).name
    return f"{name} {', '.join(sorted(here))} or {', '.join(sorted(there))}"
