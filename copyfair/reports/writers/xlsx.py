"""Every component as a row of a spreadsheet; every cell is a text, so that none is worked out."""

import datetime
import io

from copyfair.assessment import Assessment
from copyfair.errors import MissingExtraError
from copyfair.reports.cells import COLUMNS, rows
from copyfair.reports.writers import ReportFormat

__all__ = ["FORMAT"]

_WIDTHS = (40, 24, 12, 10, 10, 14, 30, 22, 16, 12, 20, 60, 60, 60, 40)
_PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def _render(assessment: Assessment) -> bytes:
    try:
        from xlsxwriter import Workbook  # noqa: PLC0415 - few reports are spreadsheets
    except ImportError:
        raise MissingExtraError("a spreadsheet", "xlsx") from None

    out = io.BytesIO()
    book = Workbook(out, _PLAIN)
    day = datetime.datetime.combine(assessment.as_of, datetime.time(), datetime.UTC).replace(tzinfo=None)
    book.set_properties({"title": "copyfair", "author": assessment.tool, "created": day})
    sheet = book.add_worksheet("components")
    bold = book.add_format({"bold": True})
    for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, bold)
    last = 0
    for last, row in enumerate(rows(assessment), 1):
        for column, cell in enumerate(row):
            sheet.write_string(last, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    book.close()
    return out.getvalue()


FORMAT = ReportFormat(
    name="xlsx",
    endings=(".xlsx",),
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    says="every component as a row of a spreadsheet, all cells texts; needs `copyfair[xlsx]`",
    render=_render,
)
