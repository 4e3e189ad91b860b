"""The report as JSON, after a schema of its own."""

from copyfair.assessment import Assessment
from copyfair.reports.writers import ReportFormat

__all__ = ["FORMAT"]


def _render(assessment: Assessment) -> bytes:
    from copyfair.reports.document import encode  # noqa: PLC0415 - each format imports only what it needs

    return encode(assessment)


FORMAT = ReportFormat(
    name="json",
    endings=(".json",),
    media_type="application/json",
    says="everything, for programs; after the schema report-1.schema.json",
    render=_render,
)
