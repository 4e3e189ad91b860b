"""PDF/A-3b from a template of `templates/` and plain values: the same values and day give the same bytes."""

import datetime
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from copyfair.data import folder
from copyfair.errors import MissingExtraError
from copyfair.pages import clean

if TYPE_CHECKING:
    from typst import Compiler

__all__ = ["cleaned", "typeset"]

_LIMITS = (0x2E7F, 0x17F)
"""Where letters may begin that the fonts which come with typst lack: East Asian writing and pictures; anything but Latin."""

_NO_PICTURE = "could not be displayed"


def typeset(template: str, sheet: dict[str, Any], day: datetime.date, *, written_out: str) -> bytes:
    r"""A document as PDF/A-3b.

    Signs that the fonts lack would make it no PDF/A. Where there are any, those of their kind are written out as
    ``\u{682a}``, and the page says so.

    Args:
        template: name of the template, ``notice.typ``.
        sheet: what it shows: texts that went through `cleaned`.
        day: on which it was drawn up; stands as its time of creation.
        written_out: the sentence that says so, added to ``sheet["statements"]``.

    Raises:
        MissingExtraError: typst is not installed.
    """
    try:
        from typst import TypstError  # noqa: PLC0415 - an extra, and heavy
    except ImportError:
        raise MissingExtraError("a document as PDF", "invoice") from None
    said = {**sheet, "statements": [*sheet["statements"], written_out]}
    for attempt in (sheet, *(_written_out(said, limit) for limit in _LIMITS[:-1])):
        try:
            return _compiled(template, attempt, day)
        except TypstError as error:
            if _NO_PICTURE not in str(error):
                raise
    return _compiled(template, _written_out(said, _LIMITS[-1]), day)


def _compiled(template: str, sheet: dict[str, Any], day: datetime.date) -> bytes:
    at = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    written = _compiler(template).compile(
        sys_inputs={"data": json.dumps(sheet)}, format="pdf", pdf_standards="a-3b", timestamp=int(at.timestamp())
    )
    if not isinstance(written, bytes):  # a PDF is one file
        raise TypeError(f"{template} gave {type(written).__name__}")
    return written


@cache
def _compiler(template: str) -> "Compiler":
    from typst import Compiler  # noqa: PLC0415

    return Compiler(str(folder("templates") / template), ignore_system_fonts=True)


def cleaned(value: Any) -> Any:
    """Every text of plain values on one line, with what cannot be seen written out."""
    match value:
        case str():
            return clean(value)
        case list() | tuple():
            return [cleaned(item) for item in value]
        case dict():
            return {key: cleaned(item) for key, item in value.items()}
        case _:
            return value


_KEPT = frozenset("\u2013\u2014\u2018\u2019\u201c\u201d\u201e\u2026\u20ac\u2192\u202f")
"""Dashes, quotation marks, dots, euro, arrow, narrow blank: what our own sentences use, and the fonts have."""

_DATA = frozenset({"attached", "svg"})
"""Parts of a sheet that are no text on the page."""


def _written_out(value: Any, limit: int) -> Any:
    match value:
        case str():
            return "".join(c if ord(c) <= limit or c in _KEPT else f"\\u{{{ord(c):x}}}" for c in value)
        case list():
            return [_written_out(item, limit) for item in value]
        case dict():
            return {key: item if key in _DATA else _written_out(item, limit) for key, item in value.items()}
        case _:
            return value
