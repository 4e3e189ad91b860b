"""Every component as a row of CSV, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterator

from copyfair.assessment import Assessment
from copyfair.licensing.model import Licensed
from copyfair.reciprocity.model import Decision
from copyfair.reports import words
from copyfair.reports.headline import judged
from copyfair.reports.words import LONG, cut
from copyfair.reports.writers import ReportFormat

__all__ = ["FORMAT", "safe"]

_COLUMNS = (
    *("package url", "name", "version", "scope", "depth", "origin", "licence", "verdict", "doubt", "needs an act"),
    *("clause", "reason", "next step", "path", "found in"),
)
_STARTS_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A cell that begins with one of these is worked out by some spreadsheet; the last four are the wide forms."""


def _render(assessment: Assessment) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(_COLUMNS)
    for one, decision in judged(assessment):
        writer.writerow([safe(cell) for cell in _cells(one, decision)])
    return out.getvalue().encode("utf-8", "backslashreplace")


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


def safe(cell: str) -> str:
    """One clean line that no spreadsheet takes for a formula: an apostrophe stands before what could be one."""
    text = cut(cell, LONG)
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


FORMAT = ReportFormat(
    name="csv",
    endings=(".csv",),
    media_type="text/csv; charset=utf-8",
    says="every component as a row, safe to open in a spreadsheet",
    render=_render,
)
