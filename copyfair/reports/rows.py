"""The table of all components, for reports that have room for it."""

from collections.abc import Mapping

import msgspec

from copyfair.assessment import Assessment
from copyfair.licensing.model import Licensed
from copyfair.reciprocity.model import Decision
from copyfair.reports import words
from copyfair.reports.acts import finding_of, question
from copyfair.reports.bar import WORST_FIRST, key_of
from copyfair.reports.evidence import statement_lines
from copyfair.reports.from_assessment import BY, anchor, duty_lines, exemption_line, license_of
from copyfair.reports.headline import judged, skipped
from copyfair.reports.view import Finding, Row
from copyfair.reports.words import LONG, cut

__all__ = ["rows"]

_MOST_WAYS = 5


def rows(assessment: Assessment, links: Mapping[str, str]) -> tuple[Row, ...]:
    """One row a component, those that need an act first.

    Args:
        assessment: what was found.
        links: licence id -> address of a page about it.

    """
    every = enumerate(judged(assessment))
    return tuple(sorted((_row(anchor(at), *pair, links) for at, pair in every), key=_row_order))


def _row(name: str, one: Licensed, decision: Decision | None, links: Mapping[str, str]) -> Row:
    component = one.component
    expression = str(one.expression) if one.expression is not None else ""
    key, verdict = key_of(one, decision)
    missed = skipped(one, decision)
    return Row(
        anchor=name,
        label=words.label(component),
        purl=cut(component.purl),
        scope=component.scope.value,
        depth=component.depth.value,
        license=license_of(one),
        link=words.https(links.get(expression, "")),
        key=key,
        verdict=verdict,
        note=_row_note(decision) if decision else "not judged" if missed else "",
        needs_act=missed or (decision is not None and decision.needs_act),
        why=cut(one.why, LONG),
        ways=tuple(filter(None, (words.steps(path, whole=True) for path in component.paths[:_MOST_WAYS]))),
        more_ways=max(len(component.paths) - _MOST_WAYS, 0),
        evidence=tuple(line for evidence in one.evidence for line in statement_lines(evidence)),
        finding=_finding(one, decision) if decision else None,
        duties=tuple(duty_lines([decision.duties])) if decision else (),
        questions=tuple(question(fact) for fact in decision.missing) if decision else (),
        exemption=exemption_line(decision) if decision else None,
    )


def _finding(one: Licensed, decision: Decision) -> Finding:
    """Why the decision came out as it did, apart from what stands beside it: the evidence, and where it led."""
    said_against = one.conflict.says if one.conflict else ()
    conflicts = tuple(cut(sentence, LONG) for sentence in said_against)
    said = {one.why, *said_against}
    found = finding_of(decision, (reason for reason in decision.because if reason.says not in said))
    return msgspec.structs.replace(found, causes=tuple(dict.fromkeys(conflicts)))


def _row_note(decision: Decision) -> str:
    if decision.doubt is not None:
        return words.DOUBTS[decision.doubt]
    if decision.exemption is not None and not decision.verdict.free:
        return "exception on record"
    return BY.get(decision.rung, "") if decision.verdict.free else ""


def _row_order(row: Row) -> tuple[bool, int, str, str]:
    return (not row.needs_act, WORST_FIRST.index(row.key), row.label.casefold(), row.purl)
