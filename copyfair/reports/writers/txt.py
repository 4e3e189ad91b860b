"""The report of the terminal as a file: a fixed width, no colour."""

from copyfair.assessment import Assessment
from copyfair.reports.writers import ReportFormat

__all__ = ["FORMAT"]


def _render(assessment: Assessment) -> bytes:
    from copyfair.reports.terminal import as_text  # noqa: PLC0415 - rich is slow to import

    return as_text(assessment).encode()


FORMAT = ReportFormat(
    name="txt", endings=(".txt",), media_type="text/plain", says="what the terminal shows", render=_render
)
