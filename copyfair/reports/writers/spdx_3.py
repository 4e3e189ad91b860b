"""A bill of materials in SPDX 3.0.1, as JSON-LD."""

from copyfair.assessment import Assessment
from copyfair.reports.writers import ReportFormat

__all__ = ["FORMAT"]


def _render(assessment: Assessment) -> bytes:
    from copyfair.reports.spdx3 import as_json_ld  # noqa: PLC0415 - each format imports only what it needs

    return as_json_ld(assessment)


FORMAT = ReportFormat(
    name="spdx-3",
    endings=(".spdx3.json", ".jsonld"),
    media_type="application/ld+json",
    says="a bill of materials in SPDX 3.0.1, as JSON-LD",
    render=_render,
)
