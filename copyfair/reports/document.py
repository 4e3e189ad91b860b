"""The JSON report: the types of `copyfair.reports.contract`, filled from an assessment."""

from collections import Counter
from collections.abc import Iterator, Mapping

from copyfair.actor.facts import Fact as ActorFact
from copyfair.actor.facts import Value
from copyfair.assessment import Assessment
from copyfair.fees.model import Fee as OwedFee
from copyfair.inventory.model import Origin
from copyfair.licensing.model import Conflict as FoundConflict
from copyfair.licensing.model import Evidence as FoundEvidence
from copyfair.licensing.model import Licensed, Match, Reading
from copyfair.money import Money
from copyfair.policy.model import PolicyFinding as FoundPolicy
from copyfair.problem import Severity
from copyfair.reciprocity.model import Decision as Judged
from copyfair.reciprocity.model import Verdict
from copyfair.reports.contract import (
    Actor,
    Amount,
    Component,
    Conflict,
    Decision,
    Evidence,
    Fact,
    Fee,
    License,
    PassedOn,
    PolicyFinding,
    Portion,
    Problem,
    Report,
    Source,
    Step,
    Summary,
)
from copyfair.reports.headline import judged
from copyfair.schema import to_json

__all__ = ["document", "encode"]

_LONGEST_STATEMENT = 500


def encode(assessment: Assessment) -> bytes:
    """The report as JSON."""
    return to_json(document(assessment))


def document(assessment: Assessment) -> Report:
    """The report as typed values."""
    return Report(
        tool=assessment.tool,
        as_of=assessment.as_of,
        project=assessment.project,
        actor=_actor(assessment),
        use=_facts(assessment.use.facts),
        summary=_summary(assessment),
        components=tuple(_component(one, decision) for one, decision in judged(assessment)),
        policy=tuple(map(_stopped, assessment.policy)),
        fees=tuple(_fee(fee) for fee in assessment.fees),
        next_question=assessment.next_question,
        outlook=assessment.outlook,
        problems=tuple(
            Problem(code=p.code, severity=p.severity, where=p.where, message=p.message, todo=p.todo)
            for p in sorted(assessment.problems)
        ),
        sources=tuple(
            Source(file=source.file, format=source.format, sha256=source.sha256)
            for source in assessment.inventory.sources
        ),
    )


def _summary(assessment: Assessment) -> Summary:
    origins = Counter(one.component.origin for one in assessment.licensed)
    verdicts = Counter(decision.verdict for decision in assessment.decisions)
    severities = Counter(problem.severity for problem in assessment.problems)
    return Summary(
        components=len(assessment.licensed),
        judged=len(assessment.decisions),
        first_party=origins[Origin.FIRST_PARTY],
        standard_library=origins[Origin.STANDARD_LIBRARY],
        verdicts={verdict: verdicts[verdict] for verdict in Verdict},
        needs_act=sum(decision.needs_act for decision in assessment.decisions),
        exempted=sum(d.exemption is not None and not d.verdict.free for d in assessment.decisions),
        problems={severity: severities[severity] for severity in Severity},
    )


def _actor(assessment: Assessment) -> Actor:
    actor = assessment.actor
    return Actor(
        given=actor.given,
        name=actor.party.name,
        country=actor.party.country,
        register=actor.party.register,
        legal_form=actor.legal_form,
        facts=_facts(actor.facts),
        commons={commons: _facts(actor.commons[commons]) for commons in sorted(actor.commons)},
    )


def _facts(facts: Mapping[str, ActorFact]) -> dict[str, Fact]:
    return {
        name: Fact(value=_value(fact.value), evidence=str(fact.evidence), year=fact.year, note=fact.note)
        for name, fact in sorted(facts.items())
    }


def _value(value: Value | None) -> bool | int | str | None:
    match value:
        case Money():
            return f"{value.amount:f} {value.currency}"
        case bool() | int() | str() | None:
            return value
        case _:
            return value.isoformat()


def _component(one: Licensed, decision: Judged | None) -> Component:
    component = one.component
    return Component(
        purl=component.purl,
        name=component.name,
        version=component.version,
        scope=component.scope,
        depth=component.depth,
        origin=component.origin,
        paths=component.paths,
        license=License(
            expression=str(one.expression) if one.expression is not None else None,
            why=one.why,
            evidence=tuple(line for evidence in one.evidence for line in _evidence(evidence)),
            conflicts=tuple(map(_conflict, [one.conflict] if one.conflict else [])),
            candidates=one.candidates,
            modified=one.modified,
        ),
        decision=_decision(decision) if decision is not None else None,
    )


def _conflict(found: FoundConflict) -> Conflict:
    other = tuple(line for side in found.others for line in _evidence(side))
    return Conflict(says=" ".join(found.says), one=tuple(_evidence(found.one)), other=other)


def _evidence(evidence: FoundEvidence) -> Iterator[Evidence]:
    claim = evidence.claim
    # For a text the claim holds all of it, and the reading its first words.
    unread = (Reading(statement=statement, match=Match.UNKNOWN, note="not read") for statement in claim.statements)
    for reading in evidence.readings or unread:
        yield Evidence(
            statement=reading.statement[:_LONGEST_STATEMENT],
            file=claim.source.file,
            field=claim.source.field,
            line=claim.source.line,
            sha256=claim.source.sha256,
            format=claim.source.format,
            standing=claim.standing,
            list=claim.combine,
            match=reading.match,
            expression=str(reading.expression) if reading.expression is not None else None,
            candidates=reading.candidates,
            note=reading.note,
        )


def _decision(decision: Judged) -> Decision:
    return Decision(
        verdict=decision.verdict,
        worst=decision.worst,
        best=decision.best,
        doubt=decision.doubt,
        rung=decision.rung,
        license=decision.license,
        chosen=decision.chosen,
        because=decision.because,
        duties=decision.duties,
        missing=decision.missing,
        changes=decision.changes,
        commons=decision.commons,
        exemption=decision.exemption,
        next_step=decision.next_step,
    )


def _stopped(found: FoundPolicy) -> PolicyFinding:
    return PolicyFinding(
        purl=found.component.purl,
        license=found.license,
        ruling=found.ruling,
        because=found.because,
        exemption=found.exemption,
        next_step=found.next_step,
    )


def _fee(fee: OwedFee) -> Fee:
    return Fee(
        commons=fee.commons.id,
        name=fee.commons.name,
        steward=fee.commons.steward.name,
        tariff=fee.tariff.id if fee.tariff else "",
        clauses=fee.clauses,
        components=fee.components,
        state=fee.state,
        total=_amount(fee.total),
        steps=tuple(Step(step.says, _amount(step.amount)) for step in fee.steps),
        portions=tuple(
            Portion(portion.payee.party.name, portion.payee.role, Amount(*_digits(portion.amount)))
            for portion in fee.portions
        ),
        passed_on=tuple(
            PassedOn(line.line, line.payee, Amount(*_digits(line.amount)), line.says, line.components)
            for line in fee.allocations
        ),
        carried=_amount(fee.carried),
        missing=fee.missing,
        due_on=fee.due_on,
    )


def _amount(money: Money | None) -> Amount | None:
    return Amount(*_digits(money)) if money is not None else None


def _digits(money: Money) -> tuple[str, str]:
    return f"{money.amount:f}", money.currency
