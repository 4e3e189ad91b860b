"""Every component as a row of plain texts, for formats that are tables."""

from collections.abc import Iterator

from copyfair.assessment import Assessment
from copyfair.licensing.model import Licensed
from copyfair.reciprocity.model import Decision
from copyfair.reports import words
from copyfair.reports.headline import judged
from copyfair.reports.words import LONG, cut

__all__ = ["COLUMNS", "rows"]

COLUMNS = (
    *("package url", "name", "version", "scope", "depth", "origin", "licence", "verdict", "doubt", "needs an act"),
    *("clause", "reason", "next step", "path", "found in"),
)


def rows(assessment: Assessment) -> Iterator[list[str]]:
    """A row for each component in inventory order, every cell one clean line."""
    for one, decision in judged(assessment):
        yield [cut(cell, LONG) for cell in _cells(one, decision)]


def _cells(one: Licensed, decision: Decision | None) -> Iterator[str]:
    part = one.component
    yield from (part.purl, part.name, part.version or "", part.scope.value, part.depth.value, part.origin.value)
    yield str(one.expression) if one.expression is not None else ""
    if decision is None:
        yield from ("not judged", "", "no", "", "", "")
    else:
        reason = decision.because[0]
        yield decision.verdict.value
        yield decision.doubt.value if decision.doubt is not None else ""
        yield "yes" if decision.needs_act else "no"
        yield words.cite(reason.license, reason.clause)
        yield words.said(reason.says, reason.reading)
        yield decision.next_step
    yield words.path(part.paths[0]) if part.paths else ""
    yield words.place(part.found_in[0]) if part.found_in else ""
