"""A bill of materials in SPDX 2.3, as tag-value."""

from copyfair.assessment import Assessment
from copyfair.reports.writers import ReportFormat

__all__ = ["FORMAT"]


def _render(assessment: Assessment) -> bytes:
    from copyfair.reports.spdx import as_tag_value  # noqa: PLC0415 - each format imports only what it needs

    return as_tag_value(assessment)


FORMAT = ReportFormat(
    name="spdx-tag-value",
    endings=(".spdx",),
    media_type="text/spdx",
    says="a bill of materials in SPDX 2.3, as tag-value",
    render=_render,
)
