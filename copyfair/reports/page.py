"""The reports made from templates: HTML and Markdown."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache, partial

import msgspec
from markupsafe import Markup

from copyfair import pages
from copyfair.assessment import Assessment
from copyfair.language import ENGLISH, language
from copyfair.reports.actor_card import actor_card
from copyfair.reports.charts import FULL, charts
from copyfair.reports.from_assessment import view
from copyfair.reports.licence_pages import licence_pages
from copyfair.reports.rows import rows
from copyfair.reports.table import table

__all__ = ["page"]


def csp_hash(source: str) -> str:
    """The name by which a content security policy knows an inline script or style: ``sha256-…``."""
    # A browser turns CRLF into LF before it hashes, so a checkout with CRLF must give the same name.
    text = str(source).replace("\r\n", "\n")
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def as_json(value: object) -> Markup:
    """A value as JSON that may stand inside a ``script`` element: no sign in it can end that element."""
    text = msgspec.json.encode(value).decode()
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - the signs that mean something in HTML are gone


def page(
    assessment: Assessment,
    format: str,  # noqa: A002 - as in `render`
    catalogue_pages: Mapping[str, str],
    code: str = ENGLISH,
) -> bytes:
    """The report from ``templates/report.<format>.j2``.

    Raises:
        InputError: there is no such language.
        RuleError: a licence file is broken.
    """
    lang = language(code)
    # What costs time is worked out only for a template that calls for it, and once.
    return pages.render(
        f"report.{format}.j2",
        view=view(assessment, lang),
        lang=lang,
        say=lang.say,
        word=lang.word,
        colon=Markup(lang.colon),  # noqa: S704 - of a catalogue of ours; a blank before it has to stay
        english=Markup("") if code == ENGLISH else Markup(' lang="en"'),
        card=partial(actor_card, assessment),
        charts=partial(charts, assessment, lang),
        full=FULL,
        licences=cache(partial(licence_pages, assessment)),
        rows=cache(partial(rows, assessment, catalogue_pages)),
        table=partial(table, lang=lang),
        as_json=as_json,
        csp_hash=csp_hash,
    )
