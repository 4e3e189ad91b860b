"""From an assessment to a view: selecting, grouping, counting and wording. Nothing is decided here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from copyfair.actor.facts import Fact
from copyfair.assessment import Assessment
from copyfair.fees.model import Allocation, Fee, FeeState, Step
from copyfair.inventory.model import Origin
from copyfair.language import ENGLISH, Language, language
from copyfair.licensing.model import Licensed
from copyfair.policy.model import PolicyFinding, Ruling
from copyfair.problem import CODES, Problem, Severity
from copyfair.reciprocity.model import Decision, Duty, DutyKind, Rung, Trigger, Verdict
from copyfair.reports import words
from copyfair.reports.acts import Case, acts, question
from copyfair.reports.ahead import ahead
from copyfair.reports.bar import bar
from copyfair.reports.granted import granted
from copyfair.reports.headline import headline, judged
from copyfair.reports.view import (
    DutyLine,
    ExemptionLine,
    FactLine,
    FeeLine,
    FeeStepLine,
    PolicyLine,
    PortionLine,
    ProblemGroup,
    Tally,
    View,
)
from copyfair.reports.who_may import who_may
from copyfair.reports.words import LONG, cite, cut

__all__ = ["BY", "anchor", "duty_lines", "exemption_line", "license_of", "view"]


def view(assessment: Assessment, lang: Language | None = None) -> View:
    """What a report shows of an assessment; for the table of components see `copyfair.reports.rows`.

    The headline, acts, fees and the caveat are put into the language. Words of closed lists stay English, for
    `Language.word`; what is retold of licences and facts stays English altogether.
    """
    pairs = tuple(judged(assessment))
    lang = lang or language(ENGLISH)
    fees = {fee.commons.id: fee_line(fee, lang) for fee in assessment.fees}
    slices, width = bar(pairs)
    told = () if assessment.actor.given else tuple(who_may(assessment.decisions))
    paying = {d.commons for d in assessment.decisions if d.needs_act and d.verdict is Verdict.FEE_DUE}
    return View(
        project=cut(assessment.project),
        tool=cut(assessment.tool),
        as_of=assessment.as_of.isoformat(),
        user=cut(assessment.actor.party.name),
        given=assessment.actor.given,
        facts=tuple(_fact_lines(assessment)),
        headline=headline(assessment, lang),
        acts=tuple(acts(_cases(pairs), fees, {may.license for may in told}, assessment.next_question, lang)),
        who_may=told,
        rest=tuple(_rest(assessment.decisions, lang)),
        granted=tuple(granted(assessment.decisions)),
        bar=slices,
        bar_width=width,
        duties=tuple(duty_lines(d.duties for d in assessment.decisions)),
        exemptions=tuple(line for d in assessment.decisions if (line := exemption_line(d)) is not None),
        ahead=ahead(assessment),
        other_fees=tuple(fee for commons, fee in fees.items() if commons not in paying),
        policy=tuple(_policy(assessment.policy)),
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
        caveat=lang.say("report-caveat"),
    )


def _cases(pairs: Iterable[tuple[Licensed, Decision | None]]) -> list[Case]:
    """The components that need an act; each one's row is known by its place in the inventory."""
    return [
        Case(anchor(at), one, decision)
        for at, (one, decision) in enumerate(pairs)
        if decision is not None and decision.needs_act
    ]


def anchor(at: int) -> str:
    """The id of the row of the component that comes at this place in the inventory."""
    return f"c{at + 1}"


# ---------------------------------------------------------------- counts, duties, exceptions, fees, problems

_PERHAPS = "perhaps, which is not known"

BY: Mapping[Rung, str] = {
    Rung.ENTITLEMENT: "by a right on record",
    Rung.STEWARD: "by the steward's permission",
    Rung.EXCEPTION: "by an exception on record",
}


def _rest(decisions: Iterable[Decision], lang: Language) -> Iterator[Tally]:
    free: dict[Verdict, Counter[str]] = defaultdict(Counter)
    for decision in decisions:
        if decision.verdict.free:
            name = cut(decision.chosen) or words.licence(decision)
            way = lang.word("report-note", BY.get(decision.rung, ""))
            free[decision.verdict][f"{name} {way}".rstrip()] += 1
    for verdict in (Verdict.PERMITTED, Verdict.PERMITTED_WITH_DUTIES):
        tally = free[verdict]
        if tally:
            yield Tally(verdict.value, words.VERDICTS[verdict], tally.total(), tuple(words.counts(tally)))


def duty_lines(components: Iterable[Iterable[Duty]]) -> Iterator[DutyLine]:
    """The duties that apply or may apply, one line for each kind and text; those that apply for certain come first.

    Args:
        components: the duties of each; one that has the same duty under two licences has it once.
    """
    found: dict[tuple[DutyKind, str], dict[int, list[Duty]]] = defaultdict(lambda: defaultdict(list))
    for number, duties in enumerate(components):
        for duty in duties:
            if duty.applies is not Trigger.NO:
                found[duty.kind, words.said(duty.says, duty.reading)][number].append(duty)
    kinds = list(words.DUTIES)

    def order(key: tuple[DutyKind, str]) -> tuple[bool, int, int, str]:
        certain = any(duty.applies is Trigger.YES for own in found[key].values() for duty in own)
        return not certain, kinds.index(key[0]), -len(found[key]), key[1]

    for kind, says in sorted(found, key=order):
        here = found[kind, says]
        cited = words.and_more(sorted({cite(duty.license, duty.clause) for own in here.values() for duty in own}), 4)
        yield DutyLine(words.DUTIES[kind], cut(says, LONG), _when(here.values()), cited, len(here))


def _when(components: Iterable[Sequence[Duty]]) -> str:
    """When a duty applies: nothing for one that does for all; and for how many components, where that differs."""
    tally = Counter(
        "" if any(duty.applies is Trigger.YES for duty in own) else cut(own[0].when, LONG) or _PERHAPS
        for own in components
    )
    if len(tally) > 1:
        parts = (f"for {count:,} {_if(when) or 'in this use'}" for when, count in sorted(tally.items()))
        return f"Applies {'; '.join(parts)}."
    (only,) = tally
    return f"Applies {_if(only)}." if only else ""


def _if(when: str) -> str:
    return f"if {when}" if when and when != _PERHAPS else when


def exemption_line(decision: Decision) -> ExemptionLine | None:
    """The accepted exception of a decision, if there is one."""
    kept = decision.exemption
    if kept is None:
        return None
    verdict = words.VERDICTS[decision.verdict]
    label = words.label(decision.component)
    return ExemptionLine(label, verdict, cut(kept.reason, LONG), cut(kept.approver), kept.until.isoformat())


def fee_line(fee: Fee, lang: Language) -> FeeLine:
    """What one commons asks, in words."""
    commons, tariff = fee.commons, fee.tariff
    steward = cut(commons.steward.name)
    total = lang.money(fee.total) if fee.total is not None else ""
    due_on = fee.due_on.isoformat()
    return FeeLine(
        commons=cut(commons.name) or cut(commons.id),
        steward=steward,
        says=_fee_says(fee, lang),
        total=total,
        due_on=due_on,
        clauses=words.and_more([cut(clause) for clause in fee.clauses], 6),
        tariff=f"{cite(tariff.id, tariff.clause)}: {cut(tariff.says, LONG)}" if tariff else "",
        components=len(fee.components),
        steps=tuple(_step_line(step, lang) for step in fee.steps),
        portions=tuple(
            PortionLine(cut(p.payee.party.name), cut(p.payee.role), lang.money(p.amount), cut(commons.language))
            for p in fee.portions
        ),
        passed_on=tuple(_passed_on(part, lang) for part in fee.allocations),
        missing=tuple(question(fact) for fact in fee.missing),
        dispute=cut(commons.dispute, LONG),
        language=cut(commons.language),
        url=words.https(commons.steward.url),
    )


def _policy(findings: Iterable[PolicyFinding]) -> Iterator[PolicyLine]:
    groups: dict[tuple[Ruling, str, str, str, str], list[str]] = defaultdict(list)
    for one in findings:
        kept = one.exemption
        accepted = f"Accepted by {cut(kept.approver)} until {kept.until}: {cut(kept.reason, LONG)}" if kept else ""
        says = cut(" ".join(reason.says for reason in one.because), LONG)
        licence = cut(one.license) or words.NO_LICENCE
        groups[one.ruling, licence, says, one.next_step, accepted].append(words.label(one.component))
    rulings = list(Ruling)
    for key in sorted(groups, key=lambda key: (key[4], -rulings.index(key[0]), -len(groups[key]), key)):
        ruling, licence, says, next_step, accepted = key
        yield PolicyLine(tuple(groups[key]), licence, ruling.value, says, next_step, accepted)


def _step_line(step: Step, lang: Language) -> FeeStepLine:
    amount = lang.money(step.amount) if step.amount is not None else ""
    return FeeStepLine(cut(lang.sentence(step.told), LONG), amount, lang.foreign(step.told))


def _passed_on(part: Allocation, lang: Language) -> PortionLine:
    name = cut(part.payee) or lang.say("passed-nobody")
    return PortionLine(name, cut(lang.sentence(part.told), LONG), lang.money(part.amount), lang.foreign(part.told))


def _fee_says(fee: Fee, lang: Language) -> str:
    steward = cut(fee.commons.steward.name)
    key = "due-to" if fee.state is FeeState.DUE and steward else fee.state.value
    hidden = lang.say("report-fee-hidden")  # an amount that was taken out (`copyfair.redaction`)
    total = lang.money(fee.total) if fee.total is not None else hidden
    carried = lang.money(fee.carried) if fee.carried is not None else hidden
    return lang.say(f"report-fee-{key}", total=total, steward=steward, carried=carried, day=fee.due_on.isoformat())


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
    if one.expression is not None:
        return cut(str(one.expression))
    return words.NO_LICENCE if one.at_most is None else words.OPEN_LICENCE


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
