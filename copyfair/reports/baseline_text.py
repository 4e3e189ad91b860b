"""A check against a baseline, for people: what is new, what is gone, what could not be read."""

from collections.abc import Iterator, Sequence

from copyfair.assessment import Assessment
from copyfair.problem import Severity
from copyfair.reports.baseline import Compared, Known
from copyfair.reports.findings import of_decision, of_policy
from copyfair.reports.words import LONG, cut, number

__all__ = ["new_lines"]

_MOST = 20


def new_lines(assessment: Assessment, compared: Compared, *, verbose: bool = False) -> Iterator[str]:
    """Clean lines, the answer first."""
    new = [*map(of_decision, compared.decisions), *map(of_policy, compared.policy)]
    unread = [one for one in assessment.problems if one.severity is Severity.ERROR]
    sign = "✗" if new or unread else "✓"
    yield f"{sign} {number(len(new), 'new finding')}, {compared.known:,} known before"
    made = compared.baseline
    yield f"{cut(assessment.project)}, as of {assessment.as_of}, against what was found on {made.as_of}"
    yield from _told("New", [f"{one.message} ({cut(one.file)}:{one.line})" for one in new], verbose=verbose)
    problems = [f"{one.code}, {cut(one.where)}: {cut(one.message, LONG)}" for one in unread]
    yield from _told("Could not be read", problems, verbose=verbose)
    yield from _gone(compared, verbose=verbose)
    if compared.other_facts:
        yield ""
        yield "The baseline was written for other facts about the user or the use; --write-baseline writes a new one."
    yield ""
    yield "The whole report: the same command without --baseline."


def _gone(compared: Compared, *, verbose: bool) -> Iterator[str]:
    if compared.incomplete and compared.gone:
        yield ""
        yield f"{number(len(compared.gone), 'finding')} of the baseline not seen; what could not be read may hide them."
        return
    yield from _told("No longer found", [_line(one) for one in compared.gone], verbose=verbose)


def _line(known: Known) -> str:
    said = known.doubt or known.verdict
    cited = f" [{cut(known.clause)}]" if known.clause else ""
    return f"{cut(known.package)}, {cut(known.license) or 'no licence known'}: {said}{cited}"


def _told(title: str, lines: Sequence[str], *, verbose: bool) -> Iterator[str]:
    if not lines:
        return
    yield ""
    yield f"{title}:"
    shown = lines if verbose else lines[:_MOST]
    yield from (f"  {line}" for line in shown)
    if len(lines) > len(shown):
        yield f"  … and {len(lines) - len(shown):,} more; --verbose shows all"
