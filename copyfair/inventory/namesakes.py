"""Plain names that several ecosystems have, so that a record written for one says too little."""

from collections.abc import Iterable, Iterator

from copyfair.inventory.model import Claim, Combine, Found, Standing
from copyfair.problem import Problem

__all__ = ["by_hand", "doubtful", "ecosystem", "is_named", "rival_records", "says_which"]

_BY_HAND = frozenset({"copyfair.toml", "tool-copyfair"})
"""The formats in which components are declared by hand."""
_NOT_SURE = "(it is not certain that this record is meant)"


def ecosystem(purl: str) -> str:
    """The type of a package URL, as ``pkg:pypi``."""
    return purl.partition("/")[0]


def says_which(name: str, purls: Iterable[str]) -> str:
    """What to do about a record whose plain name several ecosystems have."""
    return f"{name!r} may be {' or '.join(sorted(purls))}: write the package URL of the one that is meant"


def rival_records(found: Iterable[Found]) -> Iterator[Problem]:
    """Components declared by a plain name that manifests list in several ecosystems."""
    every = tuple(found)
    declared = {place.name: place for place in every if is_named(place)}
    listed: dict[str, set[str]] = {}
    for place in every:
        if place.name in declared and not by_hand(place) and not place.evidence_only:
            listed.setdefault(place.name, set()).add(place.purl)
    for name, purls in sorted(listed.items()):
        if len(set(map(ecosystem, purls))) > 1:
            source = declared[name].source
            where = source.file if source.line is None else f"{source.file}:{source.line}"
            message = f"{source.field}: {says_which(name, purls)}; until then it settles nothing"
            yield Problem(code="ambiguous-record", where=where, message=message)


def by_hand(place: Found) -> bool:
    """The settings of the project declare it, in whichever of their files they stand."""
    return place.source.format in _BY_HAND


def is_named(place: Found) -> bool:
    """It is declared by hand under a plain name."""
    return by_hand(place) and place.purl.startswith("pkg:generic/")


def doubtful(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """What a record says about each of several namesakes: it may disagree with what they say, and settle nothing."""
    return tuple(
        Claim(
            statements=(*claim.statements, _NOT_SURE),
            source=claim.source,
            standing=Standing.DECLARED,
            combine=Combine.ALL,
            reason=claim.reason,
        )
        for claim in claims
        if claim.standing is Standing.RECORDED
    )
