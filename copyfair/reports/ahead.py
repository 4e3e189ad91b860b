"""What changes by itself within a year, in lines: by day, the components that turn alike together."""

import datetime
from collections.abc import Iterator

from copyfair.assessment import Assessment
from copyfair.reports import words
from copyfair.reports.view import AheadLine
from copyfair.reports.words import LONG, cite, cut

__all__ = ["ahead"]

_MOST_LABELS = 8


def ahead(assessment: Assessment) -> tuple[AheadLine, ...]:
    """The answers that turn and the limits that move, by day."""
    lines = (*_turns(assessment), *_limits(assessment), *_policy(assessment))
    return tuple(sorted(lines, key=lambda line: line.day))


def _turns(assessment: Assessment) -> Iterator[AheadLine]:
    components = (decision.component for decision in assessment.decisions)
    labels = {component.purl or component.name: words.label(component) for component in components}
    alike: dict[tuple[str, str, str], list[str]] = {}
    for turn in assessment.outlook.turns:
        accepted = "" if turn.needs_act or turn.after.free else ", accepted by an exception"
        if turn.before is turn.after:
            says = f"{words.VERDICTS[turn.after]} for another reason{accepted}"
            says = f"{words.VERDICTS[turn.after]} and no longer accepted" if turn.needs_act else says
        else:
            says = f"{words.VERDICTS[turn.before]}, then {words.VERDICTS[turn.after]}{accepted}"
        because = cut("; ".join(turn.because), LONG)
        alike.setdefault((turn.day.isoformat(), says, because), []).append(labels[turn.component])
    for (day, says, because), about in alike.items():
        yield AheadLine(day, f"{words.and_more(about, _MOST_LABELS)}: {says}", because)


def _policy(assessment: Assessment) -> Iterator[AheadLine]:
    """What the policy stops once an exception has run out."""
    alike: dict[tuple[datetime.date, str], list[str]] = {}
    for finding in assessment.policy:
        if finding.exemption is not None and finding.exemption.until < assessment.outlook.until:
            day = finding.exemption.until + datetime.timedelta(days=1)
            alike.setdefault((day, finding.ruling.value), []).append(words.label(finding.component))
    for (day, ruling), about in alike.items():
        says = f"{words.and_more(about, _MOST_LABELS)}: {ruling} by policy and no longer accepted"
        yield AheadLine(day.isoformat(), says, "the exception has run out")


def _limits(assessment: Assessment) -> Iterator[AheadLine]:
    for limit in assessment.outlook.limits:
        says = f"{cite(limit.license, limit.clause)}: the limit of {cut(limit.fact)} moves {cut(limit.says, LONG)}"
        yield AheadLine(limit.day.isoformat(), says, "")
