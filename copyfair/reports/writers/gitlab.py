"""GitLab code quality: findings in a merge request."""

from collections.abc import Mapping

from copyfair.assessment import Assessment
from copyfair.problem import Severity
from copyfair.reports.findings import findings, plain_path
from copyfair.reports.writers import ReportFormat
from copyfair.schema import to_json

__all__ = ["FORMAT"]

_SEVERITIES: Mapping[Severity, str] = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}


def _render(assessment: Assessment) -> bytes:
    return to_json(
        [
            {
                "description": finding.message,
                "check_name": finding.rule.id,
                "fingerprint": finding.key,
                "severity": _SEVERITIES[finding.rule.severity],
                "location": {"path": plain_path(finding.file), "lines": {"begin": finding.line}},
            }
            for finding in findings(assessment)
        ]
    )


FORMAT = ReportFormat(
    name="gitlab",
    endings=(".codequality.json", "-code-quality-report.json"),
    media_type="application/json",
    says="GitLab code quality: findings in a merge request",
    render=_render,
)
