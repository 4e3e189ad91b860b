"""What an open licence most likely is: every answer that the evidence allows, ranked by what speaks for it.

A suggestion is never an answer: it counts only once the user has recorded it.
"""

from collections.abc import Iterator, Sequence

import msgspec

from copyfair.inventory.model import Origin, Standing
from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.expression import Expression, single
from copyfair.licensing.model import Evidence, Licensed, Match
from copyfair.licensing.weigh import Limits, ids_of, limits_of, modified, told, without_ending

__all__ = ["Suggestion", "best", "is_open", "suggest"]

_LICENCE_FILE, _CONCLUDED, _EXPRESSION, _NAME, _FOUND, _POSSIBLE = 6, 5, 4, 3, 2, 1
"""How much one piece of evidence speaks for a licence: *the* licence file most, then who looked into it, then metadata
that is an SPDX expression, metadata in other words, a header or a further text, and last what it only may mean."""


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A licence that an open question may be answered with.

    Attributes:
        expression: the licence.
        weight: how much speaks for it, to compare with the other suggestions for the same component only.
        because: the evidence that speaks for it, strongest first.
    """

    expression: Expression
    weight: int
    because: tuple[Evidence, ...]


def is_open(licensed: Licensed) -> bool:
    """Somebody should say which licence it is. What is the project's own is a question only where it contradicts itself."""
    if licensed.component.origin is Origin.STANDARD_LIBRARY:
        return False
    if licensed.component.origin is Origin.FIRST_PARTY:
        return licensed.conflict is not None
    return licensed.conflict is not None or licensed.expression is None or bool(licensed.modified)


def suggest(licensed: Licensed, catalogue: Catalogue) -> tuple[Suggestion, ...]:
    """The answers that the evidence allows, likeliest first; of equals, those that limit who may use it come first."""
    limits = limits_of(catalogue)
    found = [_weighed(expression, licensed.evidence) for expression in _answers(licensed.evidence)]
    return tuple(
        sorted(found, key=lambda one: (-one.weight, not _limited(one.expression, limits), str(one.expression)))
    )


def best(licensed: Licensed, suggestions: Sequence[Suggestion], catalogue: Catalogue) -> Suggestion | None:
    """The one suggestion that may be taken without a second look; None where somebody has to read and choose.

    It has more for it than any other, something says it outright, no text was changed, nothing that disagrees is left
    unread, and it does not wave away a licence that limits who may use the work.
    """
    first = suggestions[0] if suggestions else None
    if first is None or licensed.modified or any(other.weight == first.weight for other in suggestions[1:]):
        return None
    limits = limits_of(catalogue)
    waved = {name for one in suggestions for name in ids_of(one.expression)} - ids_of(first.expression)
    unread = [side for side in licensed.conflict.others if side.expression is None] if licensed.conflict else []
    if unread or any(map(limits, waved)):
        return None
    outright = [e for e in first.because if e.expression is not None and e.claim.standing is not Standing.MENTIONED]
    return first if outright else None


def _answers(evidence: Sequence[Evidence]) -> Iterator[Expression]:
    """Each meaning once; of two that differ only in -only and -or-later the one that is stated in words."""
    seen: set[str] = set()
    whole = [e for e in evidence if e.expression is not None and not ids_of(e.expression) <= {"NONE", "NOASSERTION"}]
    for one in sorted(whole, key=lambda e: e.claim.is_text):
        if one.expression is not None and _plain(one.expression) not in seen:
            seen.add(_plain(one.expression))
            yield one.expression
    parts = dict.fromkeys(name for e in evidence if e.expression is None for name in sorted(told(e)))
    yield from (single(name) for name in parts if _plain(single(name)) not in seen)


def _plain(expression: Expression) -> str:
    """The expression as texts can tell it: without -only and -or-later."""
    return str(expression).replace("-only", "").replace("-or-later", "")


def _weighed(expression: Expression, evidence: Sequence[Evidence]) -> Suggestion:
    weights = [(_weight(one, expression), one) for one in evidence]
    speaking = sorted((pair for pair in weights if pair[0]), key=lambda pair: -pair[0])
    return Suggestion(
        expression=expression,
        weight=sum(weight for weight, _ in speaking),
        because=tuple(one for _, one in speaking),
    )


def _weight(evidence: Evidence, expression: Expression) -> int:
    if evidence.expression is None:
        possible = without_ending((*told(evidence), *modified(evidence)))
        return _POSSIBLE if without_ending(ids_of(expression)) & possible else 0
    if _plain(evidence.expression) != _plain(expression):
        return 0
    claim = evidence.claim
    if claim.standing is Standing.MENTIONED:
        return _POSSIBLE
    if claim.is_text:
        return _LICENCE_FILE if claim.primary else _FOUND
    if claim.standing is Standing.FOUND:
        return _FOUND
    if claim.standing is Standing.CONCLUDED:
        return _CONCLUDED
    return _EXPRESSION if all(r.match is Match.EXPRESSION for r in evidence.readings) else _NAME


def _limited(expression: Expression, limits: Limits) -> bool:
    return any(map(limits, ids_of(expression)))
