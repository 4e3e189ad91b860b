"""Reports: an `Assessment` selected and worded for people and programs. Nothing is decided here.

`render` gives every format as bytes. The terminal has a renderer of its own,
`copyfair.reports.terminal.print_report`, which knows width and colour; the
format ``txt`` is the same report at a fixed width without colour.
"""

from collections.abc import Mapping

from copyfair.assessment import Assessment
from copyfair.reports.writers import ReportFormat, find, from_templates, names

__all__ = ["ReportFormat", "formats", "render"]


def formats() -> tuple[str, ...]:
    """The names `render` takes: templates, modules of `copyfair.reports.writers`, and what other packages offer."""
    return names()


def render(assessment: Assessment, format: str, *, catalogue_pages: Mapping[str, str] | None = None) -> bytes:  # noqa: A002 - it is called a format everywhere
    """A report in UTF-8, the same bytes for the same assessment.

    Args:
        assessment: what was found.
        format: one of `formats`.
        catalogue_pages: licence id -> address of a page about it. In the HTML table
            of all components, a licence that is this one id links to the page if the
            address is https. No other format and no other place uses it.

    Raises:
        InputError: there is no such format, or the package that offers it cannot be used.

    """
    if format in from_templates() and catalogue_pages:
        from copyfair.reports.page import page  # noqa: PLC0415 - jinja2 is slow to import

        return page(assessment, format, catalogue_pages)
    return find(format).render(assessment)
