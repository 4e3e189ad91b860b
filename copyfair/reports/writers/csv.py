"""Every component as a row of CSV, safe to open in a spreadsheet."""

import csv
import io

from copyfair.assessment import Assessment
from copyfair.reports.cells import COLUMNS, rows
from copyfair.reports.writers import ReportFormat

__all__ = ["FORMAT", "safe"]

_STARTS_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A cell that begins with one of these is worked out by some spreadsheet; the last four are the wide forms."""


def _render(assessment: Assessment) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    writer.writerows([safe(cell) for cell in row] for row in rows(assessment))
    return out.getvalue().encode("utf-8", "backslashreplace")


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before what could be one."""
    return f"'{cell}" if cell.startswith(_STARTS_FORMULA) else cell


FORMAT = ReportFormat(
    name="csv",
    endings=(".csv",),
    media_type="text/csv; charset=utf-8",
    says="every component as a row, safe to open in a spreadsheet",
    render=_render,
)
