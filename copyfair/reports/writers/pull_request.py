"""A comment on a pull request: the verdict, and what needs an act, as short Markdown."""

import re
from collections.abc import Iterator

from copyfair.assessment import Assessment
from copyfair.reports import words
from copyfair.reports.findings import Finding, findings
from copyfair.reports.headline import headline
from copyfair.reports.writers import ReportFormat

__all__ = ["FORMAT", "MOST_CHARACTERS"]

MOST_CHARACTERS = 65_000
"""Code hosts turn away a comment of more than 65,536."""

_CALLS = re.compile(r"[@#](?=\w)")
"""What would call a person or link to an issue."""


def _render(assessment: Assessment) -> bytes:
    found = list(findings(assessment))
    head = f"**copyfair**: {_safe(headline(assessment).says)}\n"
    if not found:
        return head.encode()
    head += "\n| what | component | why |\n|---|---|---|\n"
    room = MOST_CHARACTERS - len(head) - 200
    rows = list(_fitting(found, room))
    left = len(found) - len(rows)
    says = f"\n{words.number(left, 'more finding')} left out: a comment holds no more. The full report has all.\n"
    return (head + "".join(rows) + (says if left else "")).encode()


def _fitting(found: list[Finding], room: int) -> Iterator[str]:
    for finding in found:
        row = f"| {_safe(finding.rule.id)} | {_safe(finding.title)} | {_safe(finding.message)} |\n"
        room -= len(row)
        if room < 0:
            return
        yield row


def _safe(text: str) -> str:
    """Text that is no markup and calls nobody: a comment of HTML parts the sign from the name."""
    from copyfair.pages import markdown  # noqa: PLC0415 - jinja2's markup is slow to import

    return _CALLS.sub(lambda sign: f"{sign.group()}<!-- -->", str(markdown(text)))


FORMAT = ReportFormat(
    name="pull-request",
    endings=(".pr.md",),
    media_type="text/markdown",
    says="a comment on a pull request, of at most 65,000 characters",
    render=_render,
)
