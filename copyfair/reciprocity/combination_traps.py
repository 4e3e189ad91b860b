"""Licences of one expression that defeat each other: a closed copyleft licence AND one that shuts somebody out."""

from collections.abc import Iterator, Sequence

from copyfair.licensing.combining import Covers
from copyfair.licensing.expression import Term
from copyfair.reciprocity.combination_terms import terms_of
from copyfair.reciprocity.rules import Rulebook
from copyfair.reciprocity.worlds import Known

__all__ = ["self_defeating"]


def self_defeating(expression: str, together: Sequence[Term], known: Known, book: Rulebook) -> Iterator[str]:
    """Which of the licences that bind together cannot both be kept, in a sentence each."""
    every = [found for term in together if (found := terms_of(term, known, book)) is not None]
    for closed in every:
        if closed.closed is None or closed.covers not in (Covers.WHOLE, Covers.ADAPTATIONS) or closed.limits:
            continue
        for limiting in every:
            if limiting.limits is not None:
                yield (
                    f"{expression}: {closed.term} lets no further restrictions be added ({closed.closed.clause}) and "
                    f"{limiting.term} adds some ({limiting.limits.clause}), so the two defeat each other; ask the "
                    "licensor which of them is meant."
                )
