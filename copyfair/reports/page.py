"""The reports made from templates: HTML and Markdown."""

import base64
import hashlib
from collections.abc import Mapping

from copyfair import pages
from copyfair.assessment import Assessment
from copyfair.reports.from_assessment import view
from copyfair.reports.rows import rows

__all__ = ["page"]


def csp_hash(source: str) -> str:
    """The name by which a content security policy knows an inline script or style: ``sha256-…``."""
    # A browser turns CRLF into LF before it hashes, so a checkout with CRLF must give the same name.
    text = str(source).replace("\r\n", "\n")
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def page(assessment: Assessment, format: str, catalogue_pages: Mapping[str, str]) -> bytes:  # noqa: A002 - as in `render`
    """The report from ``templates/report.<format>.j2``."""
    # The rows are worked out only for a template that calls for them.
    return pages.render(
        f"report.{format}.j2",
        view=view(assessment),
        rows=lambda: rows(assessment, catalogue_pages),
        csp_hash=csp_hash,
    )
