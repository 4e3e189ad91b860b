"""Reports: an `Assessment` selected and worded for people and programs. Nothing is decided here.

`render` gives every format as bytes. The terminal has a renderer of its own,
`copyfair.reports.terminal.print_report`, which knows width and colour; the
format ``txt`` is the same report at a fixed width without colour.
"""

from collections.abc import Mapping

from copyfair.assessment import Assessment
from copyfair.errors import InputError
from copyfair.language import ENGLISH
from copyfair.reports.writers import ReportFormat, find, from_templates, names

__all__ = ["ReportFormat", "formats", "render"]

_TRANSLATED = "html"


def formats() -> tuple[str, ...]:
    """The names `render` takes: templates, modules of `copyfair.reports.writers`, and what other packages offer."""
    return names()


def render(
    assessment: Assessment,
    format: str,  # noqa: A002 - it is called a format everywhere
    *,
    catalogue_pages: Mapping[str, str] | None = None,
    language: str = ENGLISH,
) -> bytes:
    """A report in UTF-8, the same bytes for the same assessment.

    Args:
        assessment: what was found.
        format: one of `formats`.
        catalogue_pages: licence id -> address of a page about it. In the HTML table
            of all components, a licence that is this one id links to the page if the
            address is https. No other format and no other place uses it.
        language: code of one of `copyfair.language.languages`, for HTML; every other format is English.

    Raises:
        InputError: there is no such format or language, the format has no other language, or the package that
            offers it cannot be used.
        RuleError: a licence file that HTML retells is broken.

    """
    if language != ENGLISH and format != _TRANSLATED:
        raise InputError(f"a report as {format} is in English; only {_TRANSLATED} has other languages")
    if format in from_templates() and (catalogue_pages or language != ENGLISH):
        from copyfair.reports.page import page  # noqa: PLC0415 - jinja2 is slow to import

        return page(assessment, format, catalogue_pages or {}, language)
    return find(format).render(assessment)
