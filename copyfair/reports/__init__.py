"""Reports: an `Assessment` selected and worded for people and programs. Nothing is decided here.

`render` gives every format as bytes. The terminal has a renderer of its own,
`copyfair.reports.terminal.print_report`, which knows width and colour; the
format ``txt`` is the same report at a fixed width without colour.
"""

from collections.abc import Mapping
from functools import cache

from copyfair.assessment import Assessment
from copyfair.data import folder
from copyfair.errors import InputError

__all__ = ["formats", "render"]

_WRITTEN_IN_CODE = ("json", "txt")


@cache
def formats() -> tuple[str, ...]:
    """The names `render` takes: one for each template ``report.<format>.j2``, and those written in code."""
    pages = (path.name.split(".")[1] for path in folder("templates").glob("report.*.j2"))
    return tuple(sorted({*pages, *_WRITTEN_IN_CODE}))


def render(assessment: Assessment, format: str, *, catalogue_pages: Mapping[str, str] | None = None) -> bytes:  # noqa: A002 - it is called a format everywhere
    """A report in UTF-8, the same bytes for the same assessment.

    Args:
        assessment: what was found.
        format: one of `formats`.
        catalogue_pages: licence id -> address of a page about it. In the HTML table
            of all components, a licence that is this one id links to the page if the
            address is https. No other format and no other place uses it.

    Raises:
        InputError: there is no such format.

    """
    if format not in formats():
        raise InputError(f"there is no report format {format!r}; choose from {', '.join(formats())}")
    if format == "json":
        from copyfair.reports.document import encode  # noqa: PLC0415 - each format imports only what it needs

        return encode(assessment)
    if format == "txt":
        from copyfair.reports.terminal import as_text  # noqa: PLC0415 - rich is slow to import

        return as_text(assessment).encode()
    from copyfair.reports.page import page  # noqa: PLC0415 - jinja2 is slow to import

    return page(assessment, format, catalogue_pages or {})
