"""What one piece of evidence says, and when two say the same."""

from collections.abc import Callable, Iterable

from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.categories import restriction
from copyfair.licensing.expression import Expression
from copyfair.licensing.model import Evidence, Match

__all__ = [
    "Limits",
    "candidates",
    "ids_of",
    "is_silent",
    "limits_of",
    "modified",
    "same_family",
    "told",
    "without_ending",
]

_SILENT = frozenset({"NONE", "NOASSERTION"})


Limits = Callable[[str], bool]
"""Whether a licence limits who may use the work or what for."""


def limits_of(catalogue: Catalogue) -> Limits:
    """The question, answered from the licence files, each of which is about such a licence, and the SPDX list's marks."""
    return lambda license_id: license_id in catalogue or restriction(license_id) is not None


def ids_of(expression: Expression | None) -> frozenset[str]:
    """The licences of an expression."""
    return frozenset(term.license for term in expression.terms()) if expression is not None else frozenset()


def is_silent(evidence: Evidence) -> bool:
    """It states that nothing is stated, or nothing at all."""
    if evidence.expression is not None:
        return ids_of(evidence.expression) <= _SILENT
    return all(not statement.strip() for statement in evidence.claim.statements)


def candidates(evidence: Evidence) -> tuple[str, ...]:
    """What one open statement may be; nothing if any part of the claim is not understood at all."""
    if len(evidence.readings) != 1 or evidence.readings[0].match is not Match.AMBIGUOUS:
        return ()
    return evidence.readings[0].candidates


def told(evidence: Evidence) -> frozenset[str]:
    """Every licence that it means or may mean."""
    return ids_of(evidence.expression) or frozenset(name for r in evidence.readings for name in r.candidates)


def modified(evidence: Evidence) -> tuple[str, ...]:
    """The licences of which it is a changed text."""
    return tuple(c for r in evidence.readings if r.match is Match.MODIFIED_TEXT for c in r.candidates)


def same_family(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """The same licences but for -only and -or-later, which texts and many names cannot tell apart."""
    return without_ending(mine) == without_ending(theirs)


def without_ending(ids: Iterable[str]) -> frozenset[str]:
    """The ids without -only and -or-later."""
    return frozenset(name.removesuffix("-only").removesuffix("-or-later") for name in ids)
