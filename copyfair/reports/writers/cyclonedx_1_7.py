"""A bill of materials in CycloneDX 1.7."""

from copyfair.assessment import Assessment
from copyfair.reports.writers import ReportFormat

__all__ = ["FORMAT"]


def _render(assessment: Assessment) -> bytes:
    from copyfair.reports.cyclonedx import bill  # noqa: PLC0415 - each format imports only what it needs

    return bill(assessment, "1.7")


FORMAT = ReportFormat(
    name="cyclonedx-1.7",
    endings=(".cdx17.json",),
    media_type="application/vnd.cyclonedx+json; version=1.7",
    says="a bill of materials in CycloneDX 1.7, with licences and rights of use",
    render=_render,
)
