"""A bill of materials in SPDX 2.3, as JSON."""

from copyfair.assessment import Assessment
from copyfair.reports.writers import ReportFormat

__all__ = ["FORMAT"]


def _render(assessment: Assessment) -> bytes:
    from copyfair.reports.spdx import as_json  # noqa: PLC0415 - each format imports only what it needs

    return as_json(assessment)


FORMAT = ReportFormat(
    name="spdx-json",
    endings=(".spdx.json",),
    media_type="application/spdx+json",
    says="a bill of materials in SPDX 2.3, as JSON",
    render=_render,
)
