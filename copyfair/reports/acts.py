"""What somebody has to do, and for which components: the findings by act, each thing said once."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

import msgspec

from copyfair.language import Language
from copyfair.licensing.model import Licensed
from copyfair.reciprocity.model import Decision, Doubt, MissingFact, NextQuestion, Reason, Stance, Verdict
from copyfair.reports import words
from copyfair.reports.causes import UNSURE, Cause, cause_of, sides, tell, text_notes
from copyfair.reports.evidence import places, statement_lines
from copyfair.reports.view import Act, ChangeLine, Entry, FactLine, FeeLine, Finding, Item, Question, ReasonLine
from copyfair.reports.who_may import was_told
from copyfair.reports.words import LONG, cite, cut

__all__ = ["Case", "acts", "finding_of", "question"]

_MOST_CHANGES = 2


class Case(msgspec.Struct, frozen=True):
    """A component with its decision, and the id of its row in the table of all components."""

    anchor: str
    one: Licensed
    decision: Decision


class _Plan(msgspec.Struct, frozen=True):
    key: str
    verdict: Verdict
    doubts: tuple[Doubt, ...] = ()


_PLANS = (
    _Plan("pay", Verdict.FEE_DUE),
    _Plan("get-licence", Verdict.LICENCE_NEEDED),
    _Plan("stop", Verdict.PROHIBITED),
    _Plan("answer", Verdict.UNDETERMINED, (Doubt.MISSING_FACT,)),
    _Plan("ask-steward", Verdict.UNDETERMINED, (Doubt.SILENT_TEXT,)),
    _Plan("check-licence", Verdict.UNDETERMINED, UNSURE),
)
"""By the end of the keys of their title (``report-act-``) and lead (``report-lead-``)."""


def acts(
    cases: Sequence[Case], fees: Mapping[str, FeeLine], told: set[str], first: NextQuestion | None, lang: Language
) -> Iterator[Act]:
    """What somebody has to do.

    Args:
        cases: the components that need an act.
        fees: what each commons asks, by its id.
        told: the licences of which the report says already who may use them.
        first: the question to begin with.
        lang: of titles and leads.

    """
    for plan in _PLANS:
        here = [
            case
            for case in cases
            if case.decision.verdict is plan.verdict and (not plan.doubts or case.decision.doubt in plan.doubts)
        ]
        if here:
            entries = tuple(_entries(plan, here, fees, told))
            begin = _begin(first, entries) if plan.key == "answer" else ""
            title, lead = lang.say(f"report-act-{plan.key}"), lang.say(f"report-lead-{plan.key}")
            yield Act(plan.key, plan.verdict.value, title, lead, begin, len(here), entries)


def _begin(first: NextQuestion | None, entries: Sequence[Entry]) -> str:
    """With which of several questions to begin."""
    asked = {question.name for entry in entries for question in entry.questions}
    if first is None or len(asked) < 2:
        return ""
    about = f" of {cut(first.component)}" if first.component else ""
    settles = f"; it settles {words.number(first.settles, 'component')} whatever the answer" if first.settles else ""
    return f"Begin with {cut(first.name)}{about}, which bears on {words.number(first.bears_on, 'component')}{settles}."


# ---------------------------------------------------------------- one thing to do


def _entries(plan: _Plan, cases: Sequence[Case], fees: Mapping[str, FeeLine], told: set[str]) -> Iterator[Entry]:
    groups: dict[Hashable, list[Case]] = {}
    for case in cases:
        groups.setdefault(_entry_key(plan, case.decision), []).append(case)
    keys = list(groups)
    if plan.verdict is Verdict.FEE_DUE:
        keys.sort(key=[*fees, *keys].index)
    elif plan.doubts:
        keys.sort(key=lambda key: plan.doubts.index(groups[key][0].decision.doubt or plan.doubts[0]))
    for key in keys:
        yield _entry(plan, groups[key], fees, told)


def _entry_key(plan: _Plan, decision: Decision) -> Hashable:
    if plan.verdict is Verdict.FEE_DUE:
        return decision.commons
    if plan.key == "answer":
        return frozenset((fact.name, fact.where) for fact in decision.missing)
    if decision.doubt in UNSURE:
        return decision.doubt, bool(decision.license), decision.next_step  # one title and one thing to do
    return decision.doubt


def _entry(plan: _Plan, cases: Sequence[Case], fees: Mapping[str, FeeLine], told: set[str]) -> Entry:
    first = cases[0].decision
    fee = fees.get(first.commons) if plan.verdict is Verdict.FEE_DUE else None
    asked = first.missing if plan.key == "answer" else ()
    findings = tuple(_uncertain(cases) if first.doubt in UNSURE else _certain(cases, told))
    steps = {finding.next_step for finding in findings}
    step = ""
    if len(steps) == 1 or asked:
        # Said once for all; what to do with questions is said above them.
        step = "" if asked else steps.pop()
        findings = tuple(msgspec.structs.replace(finding, next_step="") for finding in findings)
    return Entry(
        title=_title(cases[0], fee),
        count=len(cases),
        next_step=step,
        questions=tuple(question(fact) for fact in asked),
        fee=fee,
        findings=findings,
    )


def _title(first: Case, fee: FeeLine | None) -> str:
    decision = first.decision
    if decision.verdict is Verdict.FEE_DUE:
        return "" if fee else f"{cut(decision.commons) or 'A commons'}: the sum was not worked out"
    match decision.doubt:
        case Doubt.MISSING_FACT:
            return "Questions"
        case Doubt.CONFLICT:
            disagree = "The statements about the licence disagree"
            return disagree if first.one.conflict else "Who speaks for the licensor is not certain"
        case Doubt.MODIFIED_TEXT:
            return "The licence text was changed"
        case Doubt.UNKNOWN_LICENCE:
            return "No rules for the licence" if decision.license else "No licence is stated for certain"
        case _:
            return ""


def question(fact: MissingFact) -> Question:
    """A missing fact as a question."""
    return Question(cut(fact.name), cut(fact.ask, LONG), cut(fact.where))


# ---------------------------------------------------------------- findings


def _certain(cases: Iterable[Case], told: set[str]) -> Iterator[Finding]:
    """Components for which the same holds, together; clauses already told under "who may" are not told again."""
    groups: dict[Finding, list[Item]] = {}
    for case in cases:
        decision = case.decision
        left = [reason for reason in decision.because if not was_told(reason, decision, told)]
        finding = finding_of(decision, left)
        groups.setdefault(finding, []).append(_item(case))
    for finding, items in groups.items():
        yield msgspec.structs.replace(finding, items=tuple(items))


def _uncertain(cases: Iterable[Case]) -> Iterator[Finding]:
    """Components whose licence is uncertain for the same cause, together; what most of them have comes first."""
    groups: dict[tuple[Cause, Finding], list[Case]] = {}
    for case in cases:
        rest = [reason for reason in case.decision.because if reason.stance is not Stance.EVIDENCE]
        key = cause_of(case.one, case.decision), finding_of(case.decision, rest)
        groups.setdefault(key, []).append(case)
    listed: dict[tuple[str, ...], str] = {}
    for (cause, finding), here in sorted(groups.items(), key=lambda group: -len(group[1])):
        components = [case.one for case in here]
        yield msgspec.structs.replace(
            finding,
            items=tuple(map(_doubtful_item, here)),
            causes=tell(cause, components, listed),
            notes=text_notes(components),
        )


def finding_of(decision: Decision, reasons: Iterable[Reason]) -> Finding:
    """What holds for a decision, with these of its reasons; the components are added by who groups them."""
    return Finding(
        license=words.licence(decision),
        chosen=cut(decision.chosen) if decision.chosen != decision.license else "",
        reasons=tuple(_reason(reason, decision) for reason in reasons),
        changes=tuple(
            ChangeLine(words.VERDICTS[change.verdict], cut(change.says, LONG), cut(change.clause))
            for change in decision.changes[:_MOST_CHANGES]
        ),
        next_step=cut(decision.next_step, LONG),
    )


def _reason(reason: Reason, decision: Decision) -> ReasonLine:
    """A reason in words; while facts are missing a clause only *would* do what it says."""
    stances = words.WOULD if decision.doubt is Doubt.MISSING_FACT else words.STANCES
    remark = reason.stance is Stance.RECORD and reason.clause and reason.license != decision.commons
    return ReasonLine(
        cite(reason.license, reason.clause),
        words.NOTE if remark else stances[reason.stance],
        words.said(reason.says, reason.reading),
        cut(reason.condition, LONG),
        tuple(FactLine(cut(used.name), cut(used.value), cut(used.evidence)) for used in reason.facts),
    )


def _item(case: Case) -> Item:
    component = case.one.component
    ways = component.paths
    first = ways[0] if ways else ()
    return Item(
        anchor=case.anchor,
        label=words.label(component),
        path=words.path(first),
        way=words.path(first, whole=True),
        ways=len(ways),
    )


def _doubtful_item(case: Case) -> Item:
    one = case.one
    return msgspec.structs.replace(
        _item(case),
        places=places(sides(one, case.decision), one.component.name),
        statements=tuple(line for evidence in one.evidence for line in statement_lines(evidence)),
    )
