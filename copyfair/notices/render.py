"""A notice as HTML, Markdown, JSON or PDF."""

from collections.abc import Callable

import msgspec

from copyfair.errors import InputError
from copyfair.language import language
from copyfair.notices.model import SCHEMA, Notice, Payment, headline, why_heading
from copyfair.notices.transfer import transfer_codes
from copyfair.schema import encodable, schema_of

__all__ = ["FORMATS", "MEDIA_TYPES", "render_notice", "schema", "writable"]


def render_notice(notice: Notice, format: str) -> bytes:  # noqa: A002 - the word of the command line
    """A notice as a file, text in UTF-8; the same notice gives the same bytes.

    Args:
        notice: what to write.
        format: one of `FORMATS`.

    Raises:
        InputError: another format.
        MissingExtraError: a PDF, and the extra ``invoice`` is not installed.
    """
    writer = _WRITERS.get(format)
    if writer is None:
        raise InputError(f"a notice has no format {format!r}; there are {', '.join(FORMATS)}")
    return writer(notice)


def schema() -> bytes:
    """The JSON Schema of the JSON form, published as ``copyfair/notices/data/notice-1.schema.json``."""
    return schema_of(Notice, name=SCHEMA, id="urn:copyfair:notice:1")


def _pretty(document: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document, order="deterministic"), indent=2) + b"\n"


def _json(notice: Notice) -> bytes:
    return _pretty(encodable(notice))


def _codes(notice: Notice) -> list[tuple[Payment, str]]:
    """The codes that a bank's app reads; none where segno is not installed: a page can do without."""
    from importlib.util import find_spec  # noqa: PLC0415 - for one look

    return transfer_codes(notice) if find_spec("segno") is not None else []


def _page(template: str) -> Callable[[Notice], bytes]:
    def write(notice: Notice) -> bytes:
        from copyfair.pages import render  # noqa: PLC0415 - jinja2 is needed for pages only

        words = language(notice.language)
        sum_name, sum_owed = headline(notice)
        return render(
            template,
            notice=notice,
            sum_name=sum_name,
            sum_owed=sum_owed,
            why=why_heading(notice),
            codes=_codes(notice),
            colon=words.colon,
            joint=words.joint,
            say=words.say,
            word=words.word,
            day=words.day,
            money=lambda amount: words.money(amount.money),
        )

    return write


def _pdf(notice: Notice) -> bytes:
    from copyfair.notices.pdf import notice_pdf  # noqa: PLC0415 - typst is an extra

    return notice_pdf(notice)


_WRITERS: dict[str, Callable[[Notice], bytes]] = {
    "html": _page("notice.html.j2"),
    "json": _json,
    "md": _page("notice.md.j2"),
    "pdf": _pdf,
}

FORMATS = tuple(_WRITERS)
"""What a notice can be written as."""

MEDIA_TYPES = {"html": "text/html", "json": "application/json", "md": "text/markdown", "pdf": "application/pdf"}
"""Format -> what its bytes are (IANA media types)."""


def writable() -> tuple[str, ...]:
    """The formats that can be written here: all, or all but PDF where the extra ``invoice`` is not installed."""
    from importlib.util import find_spec  # noqa: PLC0415 - for one look

    paper = find_spec("typst") is not None and find_spec("segno") is not None
    return FORMATS if paper else tuple(kind for kind in FORMATS if kind != "pdf")
