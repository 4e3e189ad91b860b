"""From an assessment to a view: selecting, grouping, counting and wording. Nothing is decided here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from copyfair.actor.facts import Fact
from copyfair.assessment import Assessment
from copyfair.fees.model import Fee, FeeState
from copyfair.inventory.model import Origin
from copyfair.licensing.model import Conflict, Evidence, Licensed
from copyfair.problem import CODES, Problem, Severity
from copyfair.reciprocity.model import Decision, Doubt, Duty, MissingFact, Reason, Rung, Stance, Trigger, Verdict
from copyfair.reports import words
from copyfair.reports.bar import bar
from copyfair.reports.headline import headline, judged
from copyfair.reports.view import (
    Act,
    ChangeLine,
    ConflictLine,
    DutyLine,
    Entry,
    ExemptionLine,
    FactLine,
    FeeLine,
    FeeStepLine,
    Finding,
    Item,
    PortionLine,
    ProblemGroup,
    Question,
    ReasonLine,
    Statement,
    Tally,
    View,
    WhoMay,
)
from copyfair.reports.words import LONG, cite, cut

__all__ = [
    "BY",
    "duty_lines",
    "exemption_line",
    "finding_of",
    "license_of",
    "question",
    "statement_lines",
    "view",
]

CAVEAT = (
    "Facts about the user are as declared; copyfair does not verify them. Clauses are given in our own words; "
    "the licence text decides. This report is not legal advice."
)

_MOST_STATEMENTS = 3
_MOST_CHANGES = 2


def view(assessment: Assessment) -> View:
    """What a report shows of an assessment; for the table of components see `copyfair.reports.rows`."""
    pairs = tuple(judged(assessment))
    fees = {fee.commons.id: fee_line(fee) for fee in assessment.fees}
    slices, width = bar(pairs)
    who_may = () if assessment.actor.given else tuple(_who_may(assessment.decisions))
    told = {may.license for may in who_may}
    paying = {d.commons for d in assessment.decisions if d.needs_act and d.verdict is Verdict.FEE_DUE}
    return View(
        project=cut(assessment.project),
        tool=cut(assessment.tool),
        as_of=assessment.as_of.isoformat(),
        user=cut(assessment.actor.party.name),
        given=assessment.actor.given,
        facts=tuple(_fact_lines(assessment)),
        headline=headline(assessment),
        acts=tuple(_acts([(one, d) for one, d in pairs if d is not None and d.needs_act], fees, told)),
        who_may=who_may,
        rest=tuple(_rest(assessment.decisions)),
        bar=slices,
        bar_width=width,
        duties=tuple(duty_lines(duty for d in assessment.decisions for duty in d.duties)),
        exemptions=tuple(line for d in assessment.decisions if (line := exemption_line(d)) is not None),
        other_fees=tuple(fee for commons, fee in fees.items() if commons not in paying),
        problems=tuple(_problems(assessment.problems)),
        own=tuple(
            (words.label(one.component), license_of(one))
            for one in assessment.licensed
            if one.component.origin is Origin.FIRST_PARTY
        ),
        library=tuple(
            words.label(one.component) for one in assessment.licensed if one.component.origin is Origin.STANDARD_LIBRARY
        ),
        sources=tuple(cut(source.file) for source in assessment.inventory.sources),
        caveat=CAVEAT,
    )


# ---------------------------------------------------------------- what needs an act

_Pair = tuple[Licensed, Decision]


class _Plan(msgspec.Struct, frozen=True):
    key: str
    title: str
    lead: str
    verdict: Verdict
    doubts: tuple[Doubt, ...] = ()


_PLANS = (
    _Plan("pay", "Pay", "A published tariff says what is owed.", Verdict.FEE_DUE),
    _Plan("get-licence", "Get a licence", "The right is reserved and no tariff is known.", Verdict.LICENCE_NEEDED),
    _Plan("stop", "Stop or replace", "The public licence bars this user or this use.", Verdict.PROHIBITED),
    _Plan(
        "answer",
        "Answer",
        "Each set of answers settles the components listed with it.",
        Verdict.UNDETERMINED,
        (Doubt.MISSING_FACT,),
    ),
    _Plan(
        "ask-steward",
        "Ask the steward",
        "The licence does not answer; only its steward can.",
        Verdict.UNDETERMINED,
        (Doubt.SILENT_TEXT,),
    ),
    _Plan(
        "check-licence",
        "Check the licence",
        "What licence it is must be settled first.",
        Verdict.UNDETERMINED,
        (Doubt.CONFLICT, Doubt.UNKNOWN_LICENCE, Doubt.MODIFIED_TEXT),
    ),
)

_TITLES = {
    Doubt.MISSING_FACT: "Questions",
    Doubt.CONFLICT: "The statements about the licence disagree",
    Doubt.UNKNOWN_LICENCE: "No licence, or none that copyfair has rules for",
    Doubt.MODIFIED_TEXT: "The licence text was changed",
}
_UNSURE = (Doubt.CONFLICT, Doubt.UNKNOWN_LICENCE, Doubt.MODIFIED_TEXT)


def _acts(pairs: list[_Pair], fees: Mapping[str, FeeLine], told: set[str]) -> Iterator[Act]:
    for plan in _PLANS:
        here = [
            (one, d) for one, d in pairs if d.verdict is plan.verdict and (not plan.doubts or d.doubt in plan.doubts)
        ]
        if here:
            yield Act(
                plan.key, plan.verdict.value, plan.title, plan.lead, len(here), tuple(_entries(plan, here, fees, told))
            )


def _entries(plan: _Plan, pairs: list[_Pair], fees: Mapping[str, FeeLine], told: set[str]) -> Iterator[Entry]:
    groups: dict[object, list[_Pair]] = {}
    for one, decision in pairs:
        groups.setdefault(_entry_key(plan, decision), []).append((one, decision))
    order: dict[object, int] = {key: at for at, key in enumerate((*fees, *plan.doubts))}
    for key in sorted(groups, key=lambda key: order.get(key, len(order))):
        here = groups[key]
        first = here[0][1]
        fee = fees.get(first.commons) if plan.verdict is Verdict.FEE_DUE else None
        title = _TITLES.get(first.doubt, "") if first.doubt else ""
        if plan.verdict is Verdict.FEE_DUE and fee is None:
            title = f"{cut(first.commons) or 'A commons'}: the sum was not worked out"
        asked = first.missing if plan.key == "answer" else ()
        yield Entry(
            title=title,
            count=len(here),
            questions=tuple(question(fact) for fact in asked),
            fee=fee,
            findings=tuple(_findings(here, told)),
        )


def _entry_key(plan: _Plan, decision: Decision) -> object:
    if plan.verdict is Verdict.FEE_DUE:
        return decision.commons
    if plan.key == "answer":
        return frozenset((fact.name, fact.where) for fact in decision.missing)
    return decision.doubt


def _findings(pairs: list[_Pair], told: set[str]) -> Iterator[Finding]:
    """Components for which the same holds, together; clauses already told under "who may" are not told again."""
    groups: dict[Finding, list[Item]] = {}
    for one, decision in pairs:
        finding = finding_of(one, decision)
        if decision.doubt is Doubt.MISSING_FACT and told:
            lines = zip(finding.reasons, decision.because, strict=True)
            left = tuple(line for line, reason in lines if not _was_told(reason, decision, told))
            finding = msgspec.structs.replace(finding, reasons=left)
        groups.setdefault(finding, []).append(_item(one))
    for finding, items in groups.items():
        yield msgspec.structs.replace(finding, items=tuple(items))


def finding_of(one: Licensed, decision: Decision) -> Finding:
    """Why a decision came out as it did and what would change it; the components are added by who groups them."""
    unsure = decision.doubt in _UNSURE
    said = {reason.says for reason in decision.because} | {conflict.says for conflict in one.conflicts}
    statements = tuple(s for evidence in one.evidence for s in statement_lines(evidence)) if unsure else ()
    return Finding(
        license=cut(decision.license) or words.NO_LICENCE,
        chosen=cut(decision.chosen) if decision.chosen != decision.license else "",
        reasons=tuple(_reasons(one, decision)),
        changes=tuple(
            ChangeLine(words.VERDICTS[change.verdict], cut(change.says, LONG), cut(change.clause))
            for change in decision.changes[:_MOST_CHANGES]
        ),
        next_step=cut(decision.next_step, LONG),
        why=cut(one.why, LONG) if unsure and one.why not in said else "",
        # A conflict shows its own two sides; elsewhere the strongest few statements tell enough.
        statements=() if one.conflicts else statements[:_MOST_STATEMENTS],
        conflicts=tuple(_conflict(conflict) for conflict in one.conflicts) if unsure else (),
    )


def _item(one: Licensed) -> Item:
    ways = one.component.paths
    return Item(words.label(one.component), words.path(ways[0]) if ways else "", len(ways))


def _reasons(one: Licensed, decision: Decision) -> Iterator[ReasonLine]:
    """The reasons; while facts are missing a clause only *would* do what it says."""
    stances = words.WOULD if decision.doubt is Doubt.MISSING_FACT else words.STANCES
    shown = {conflict.says for conflict in one.conflicts} if decision.doubt is Doubt.CONFLICT else set()
    for reason in decision.because:
        if reason.says not in shown:
            yield _reason(reason, stances[reason.stance])


def _reason(reason: Reason, word: str) -> ReasonLine:
    return ReasonLine(
        cite(reason.license, reason.clause),
        word,
        cut(reason.says, LONG),
        cut(reason.condition, LONG),
        tuple(FactLine(cut(used.name), cut(used.value), cut(used.evidence)) for used in reason.facts),
    )


def _conflict(conflict: Conflict) -> ConflictLine:
    one, other = (tuple(statement_lines(evidence)) for evidence in (conflict.one, conflict.other))
    return ConflictLine(cut(conflict.says, LONG), one, other)


def statement_lines(evidence: Evidence) -> Iterator[Statement]:
    """One line for each statement of a claim, with the place it stands in."""
    claim = evidence.claim
    about = (words.place(claim.source), words.STANDINGS[claim.standing])
    sha256 = claim.source.sha256 or ""
    combine = words.COMBINE[claim.combine]
    for reading in evidence.readings:
        meant = str(reading.expression) if reading.expression is not None else words.and_more(reading.candidates, 6)
        parts = (words.MATCHES[reading.match], combine, reading.note)
        how = "; ".join(part for part in parts if part)
        yield Statement(
            cut(reading.statement, 120), *about, cut(f"{meant}: {how}" if meant else how, LONG), cut(sha256)
        )
    if not evidence.readings:
        says = "; ".join(cut(statement, 60) for statement in claim.statements[:3])
        yield Statement(cut(says, 120), *about, "not read", cut(sha256))


def question(fact: MissingFact) -> Question:
    """A missing fact as a question."""
    return Question(cut(fact.name), cut(fact.ask, LONG), cut(fact.where))


# ---------------------------------------------------------------- who may, when no actor was given


def _who_may(decisions: Iterable[Decision]) -> Iterator[WhoMay]:
    lines: dict[str, dict[ReasonLine, None]] = {}
    facts: dict[str, dict[str, None]] = {}
    users: Counter[str] = Counter()
    for decision in decisions:
        if decision.verdict.free:
            continue
        for license_id in sorted(_reciprocal(decision)):
            here = [reason for reason in decision.because if reason.license in (license_id, decision.commons)]
            told = [_to_whom(reason) for reason in here if reason.stance in _TO_WHOM]
            users[license_id] += 1
            lines.setdefault(license_id, {}).update(dict.fromkeys(told))
            names = [used.name for reason in here for used in reason.facts if used.value == "unknown"]
            facts.setdefault(license_id, {}).update(dict.fromkeys(names))
    order = list(_TO_WHOM.values())
    for license_id in sorted(lines):
        told = sorted(lines[license_id], key=lambda line: order.index(line.word))
        yield WhoMay(cut(license_id), users[license_id], tuple(told), tuple(cut(name) for name in facts[license_id]))


def _reciprocal(decision: Decision) -> set[str]:
    """The licences of a decision that ask who you are; one that only grants depends on nobody."""
    asks = (Stance.OPEN, Stance.BARS, Stance.SILENT, Stance.RESERVES)
    return {reason.license for reason in decision.because if reason.license and reason.stance in asks}


_TO_WHOM: Mapping[Stance, str] = {
    Stance.GRANTS: "may",
    Stance.RECORD: "the steward",
    Stance.OPEN: "depends",
    Stance.BARS: "may not",
    Stance.SILENT: "unclear",
    Stance.RESERVES: "otherwise",
}


def _was_told(reason: Reason, decision: Decision, told: set[str]) -> bool:
    about = told | {decision.commons} if _reciprocal(decision) <= told else told
    return reason.stance in _TO_WHOM and reason.license in about


def _to_whom(reason: Reason) -> ReasonLine:
    return msgspec.structs.replace(_reason(reason, _TO_WHOM[reason.stance]), facts=())


# ---------------------------------------------------------------- counts, duties, exceptions, fees, problems

BY: Mapping[Rung, str] = {
    Rung.ENTITLEMENT: " by a right on record",
    Rung.STEWARD: " by the steward's permission",
    Rung.EXCEPTION: " by an exception on record",
}


def _rest(decisions: Iterable[Decision]) -> Iterator[Tally]:
    free: dict[Verdict, Counter[str]] = defaultdict(Counter)
    for decision in decisions:
        if decision.verdict.free:
            name = cut(decision.chosen or decision.license) or words.NO_LICENCE
            free[decision.verdict][name + BY.get(decision.rung, "")] += 1
    for verdict in (Verdict.PERMITTED, Verdict.PERMITTED_WITH_DUTIES):
        tally = free[verdict]
        if tally:
            yield Tally(verdict.value, words.VERDICTS[verdict], tally.total(), tuple(words.counts(tally)))


def duty_lines(duties: Iterable[Duty]) -> Iterator[DutyLine]:
    """The duties that apply or may apply, equal ones counted together."""
    counted: Counter[DutyLine] = Counter()
    cites: dict[DutyLine, set[str]] = defaultdict(set)
    for duty in duties:
        if duty.applies is not Trigger.NO:
            line = DutyLine(words.DUTIES[duty.kind], cut(duty.says, LONG), _when(duty), "", 0)
            counted[line] += 1
            cites[line].add(cite(duty.license, duty.clause))
    titles = list(words.DUTIES.values())
    for line in sorted(counted, key=lambda line: (titles.index(line.title), -counted[line], line.says, line.when)):
        cited = words.and_more(sorted(cites[line]), 4)
        yield msgspec.structs.replace(line, cites=cited, count=counted[line])


def _when(duty: Duty) -> str:
    if duty.applies is Trigger.YES:
        return ""
    return f"Applies if {cut(duty.when, LONG)}." if duty.when else "Whether it applies is not known."


def exemption_line(decision: Decision) -> ExemptionLine | None:
    """The accepted exception of a decision, if there is one."""
    kept = decision.exemption
    if kept is None:
        return None
    verdict = words.VERDICTS[decision.verdict]
    label = words.label(decision.component)
    return ExemptionLine(label, verdict, cut(kept.reason, LONG), cut(kept.approver), kept.until.isoformat())


def fee_line(fee: Fee) -> FeeLine:
    """What one commons asks, in words."""
    commons, tariff = fee.commons, fee.commons.tariff
    steward = cut(commons.steward.name)
    total = str(fee.total) if fee.total is not None else ""
    due_on = fee.due_on.isoformat()
    to = f" to {steward}" if steward else ""
    match fee.state:
        case FeeState.DUE:
            says = f"{total}{to}, to be paid by {due_on}"
        case FeeState.NIL:
            says = "the tariff applies and comes to nothing"
        case FeeState.NEEDS_INPUT:
            says = "the sum cannot be worked out yet; nothing is estimated"
    return FeeLine(
        commons=cut(commons.name) or cut(commons.id),
        steward=steward,
        says=says,
        total=total,
        due_on=due_on,
        clauses=words.and_more([cut(clause) for clause in fee.clauses], 6),
        tariff=f"{cite(tariff.id, tariff.clause)}: {cut(tariff.says, LONG)}" if tariff else "",
        components=len(fee.components),
        steps=tuple(FeeStepLine(cut(s.says, LONG), str(s.amount) if s.amount is not None else "") for s in fee.steps),
        portions=tuple(PortionLine(cut(p.payee.party.name), cut(p.payee.role), str(p.amount)) for p in fee.portions),
        missing=tuple(question(fact) for fact in fee.missing),
        dispute=cut(commons.dispute, LONG),
        url=words.https(commons.steward.url),
    )


def _problems(problems: Iterable[Problem]) -> Iterator[ProblemGroup]:
    severities = list(Severity)
    groups: dict[str, list[Problem]] = defaultdict(list)
    for problem in sorted(problems):
        groups[problem.code].append(problem)
    for code in sorted(groups, key=lambda code: (severities.index(CODES[code].severity), code)):
        items = tuple((cut(problem.where), cut(problem.message, LONG)) for problem in groups[code])
        yield ProblemGroup(CODES[code].severity.value, code, CODES[code].meaning, CODES[code].todo, items)


# ---------------------------------------------------------------- what is not judged, and the actor


def license_of(one: Licensed) -> str:
    """The licence of a component as text."""
    return cut(str(one.expression)) if one.expression is not None else words.NO_LICENCE


def _fact_lines(assessment: Assessment) -> Iterator[FactLine]:
    actor = assessment.actor
    for fact in (*assessment.use.facts.values(), *actor.facts.values()):
        yield _fact_line(fact, "")
    for commons in sorted(actor.commons):
        for fact in actor.commons[commons].values():
            yield _fact_line(fact, f"{commons}: ")


def _fact_line(fact: Fact, before: str) -> FactLine:
    evidence = fact.note or ("" if fact.value is None else str(fact.evidence))
    year = f" ({fact.year})" if fact.year else ""
    return FactLine(cut(before + fact.name), words.value(fact.value) + year, cut(evidence, LONG))
