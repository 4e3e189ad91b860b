"""The bar of verdicts above a page."""

from collections import Counter
from collections.abc import Sequence

from copyfair.inventory.model import Origin
from copyfair.licensing.model import Licensed
from copyfair.reciprocity.model import Decision, Verdict
from copyfair.reports import words
from copyfair.reports.headline import skipped
from copyfair.reports.view import Slice

__all__ = ["WORST_FIRST", "bar", "key_of"]

WORST_FIRST = (
    Verdict.PROHIBITED.value,
    Verdict.LICENCE_NEEDED.value,
    Verdict.FEE_DUE.value,
    Verdict.UNDETERMINED.value,
    Verdict.PERMITTED_WITH_DUTIES.value,
    Verdict.PERMITTED.value,
    Origin.STANDARD_LIBRARY.value,
    Origin.FIRST_PARTY.value,
)


def bar(pairs: Sequence[tuple[Licensed, Decision | None]]) -> tuple[tuple[Slice, ...], int]:
    """The bar of verdicts, worst first, and its width in all."""
    named = dict(key_of(one, decision) for one, decision in pairs)
    tally = Counter(key_of(one, decision)[0] for one, decision in pairs)
    slices: list[Slice] = []
    at = 0
    for key in WORST_FIRST:
        if tally[key]:
            # In hundredths of a component, and never thinner than a hundredth of the bar: one fee among thousands shows.
            width = max(tally[key] * 100, tally.total())
            slices.append(Slice(key, named[key], tally[key], at, width))
            at += width
    return tuple(slices), max(at, 1)


def key_of(one: Licensed, decision: Decision | None) -> tuple[str, str]:
    """The code of a verdict, safe as a class name, and its words; for what is not judged, whose it is."""
    if decision is not None:
        return decision.verdict.value, words.VERDICTS[decision.verdict]
    if skipped(one, decision):
        return Verdict.UNDETERMINED.value, words.VERDICTS[Verdict.UNDETERMINED]
    return one.component.origin.value, words.ORIGINS[one.component.origin]
