"""The stage's verb: a decision for each component."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from copyfair.actor.derive import derive
from copyfair.actor.facts import About, Evidence, EvidenceKind, Fact, Value, current, vocabulary
from copyfair.actor.model import Actor, Use
from copyfair.commons.model import Commons
from copyfair.inventory.model import Component, Depth, Origin
from copyfair.licensing.catalogue import Catalogue, default_catalogue
from copyfair.licensing.expression import Expression, parse
from copyfair.licensing.model import Licensed
from copyfair.money import Money
from copyfair.reciprocity.breaches import End, after_breach
from copyfair.reciprocity.changes import changes
from copyfair.reciprocity.choices import narrowed
from copyfair.reciprocity.clauses import Clause, DutyRule
from copyfair.reciprocity.conditions import about, atoms, commons_of, say
from copyfair.reciprocity.judge import Judgement, judge, license_of
from copyfair.reciprocity.model import (
    Change,
    Decision,
    Doubt,
    Duty,
    MissingFact,
    Reason,
    Rung,
    Stance,
    Trigger,
    UsedFact,
    Verdict,
)
from copyfair.reciprocity.namesakes import agreed, namesakes, without
from copyfair.reciprocity.records import Records
from copyfair.reciprocity.rights import rights_over, with_rights
from copyfair.reciprocity.rules import Rulebook
from copyfair.reciprocity.worlds import Known, Variable, close, simplify

__all__ = ["decide"]


def decide(
    licensed: Iterable[Licensed],
    actor: Actor,
    use: Use,
    as_of: datetime.date,
    *,
    records: Records | None = None,
    catalogue: Catalogue | None = None,
) -> tuple[Decision, ...]:
    """Say for each third-party component whether this actor may use it in this way.

    Pure: reads no file but the licences' own rules, asks no clock.

    Args:
        licensed: components with their licences; first-party ones are passed over.
        actor: who uses them.
        use: what for.
        as_of: the day for which the answer holds.
        records: commons, entitlements, exceptions and component facts.
        catalogue: the licences; by default those that come with copyfair.

    Raises:
        InputError: the given facts contradict each other.
        RuleError: a commons' permission is not a condition.
    """
    judged = [entry for entry in licensed if entry.component.origin is Origin.THIRD_PARTY]
    records, catalogue = records or Records(), catalogue or default_catalogue()
    names = namesakes(records, (entry.component for entry in judged))
    decider = _Decider(actor, use, as_of, records, catalogue)
    certain = _Decider(actor, use, as_of, without(records, names), catalogue)

    def decision(entry: Licensed) -> Decision:
        counted, rivals = decider.decide(entry), names.get(entry.component.name)
        return agreed(certain.decide(entry), counted, rivals) if rivals else counted

    return tuple(map(decision, judged))


def _depth(component: Component) -> dict[str, Fact]:
    """What the dependency graph proves: that a component is installed directly.

    That one comes in only through others does not say whose these others are, which some licences ask.
    """
    if component.depth is not Depth.DIRECT:
        return {}
    evidence = Evidence(kind=EvidenceKind.DERIVED, reference="the dependency graph")
    return {"dependency_depth": Fact(name="dependency_depth", value="direct", evidence=evidence)}


class _Ruling(msgspec.Struct, frozen=True):
    """A judgement in the words of a decision; the same for every component alike."""

    judgement: Judgement
    because: tuple[Reason, ...]
    duties: tuple[Duty, ...]
    missing: tuple[MissingFact, ...]
    changes: tuple[Change, ...]


_Key = tuple[Expression, tuple[str, ...], tuple[tuple[str, Fact], ...]]


class _Decider:
    """Decides for one actor; remembers rulings, since most components share a licence."""

    def __init__(self, actor: Actor, use: Use, as_of: datetime.date, records: Records, catalogue: Catalogue) -> None:
        self.actor, self.use, self.as_of, self.records = actor, use, as_of, records
        self.book = Rulebook(catalogue, records.readings)
        self.rulings: dict[_Key, _Ruling] = {}

    def decide(self, licensed: Licensed) -> Decision:
        component = licensed.component
        doubt = _doubt_about_licence(licensed)
        if doubt is not None or licensed.expression is None:
            decision = _uncertain(licensed, doubt or Doubt.UNKNOWN_LICENCE)
        else:
            decision = self._kept(self._chosen(component, licensed.expression))
        if decision.verdict.free:
            return decision
        rights = rights_over(component, self.records.entitlements)
        decision = with_rights(decision, rights, self.actor.party, self.as_of)
        exemption = None if decision.verdict.free else self.records.exemption_for(decision, self.as_of)
        return msgspec.structs.replace(decision, exemption=exemption, rung=Rung.EXCEPTION) if exemption else decision

    def _chosen(self, component: Component, expression: Expression) -> Decision:
        """The decision on the licence of an OR that was taken on record, if one was."""
        choice = self.records.choice_for(component)
        taken = narrowed(expression, parse(choice.take)) if choice else expression
        decision = self._judged(component, taken)
        if choice is None or taken == expression:
            return decision
        says = f"Of {expression}, {choice.take} was taken: {choice.reason}"
        reason = Reason(license=str(expression), clause="", says=says, stance=Stance.RECORD)
        return msgspec.structs.replace(decision, license=str(expression), because=(*decision.because, reason))

    def _kept(self, decision: Decision) -> Decision:
        """The decision with the breaches on record counted."""
        breaches = self.records.breaches_of(decision.component, self.as_of) if decision.verdict.free else ()
        if not breaches:
            return decision
        rules = {term.license: self.book.rules(term) for term in parse(decision.chosen).terms()}
        ends = [End(license_id, found.termination if found else None) for license_id, found in rules.items()]
        return after_breach(decision, breaches, ends, self.as_of)

    def _judged(self, component: Component, expression: Expression) -> Decision:
        """The ruling; where several commons with the same licence claim the component, only what holds without them."""
        commons = self.records.commons_of(component)
        licences = [license_of(entry) for entry in commons]
        rivals = [entry for entry in commons if licences.count(license_of(entry)) > 1]
        rivals = [entry for entry in rivals if license_of(entry) in {term.license for term in expression.terms()}]
        alone = [entry for entry in commons if entry not in rivals]
        decision = _decision(component, expression, self._ruling(component, expression, alone))
        return _claimed_twice(decision, rivals) if rivals and not decision.verdict.free else decision

    def _ruling(self, component: Component, expression: Expression, commons: Sequence[Commons]) -> _Ruling:
        own = {**_depth(component), **self.records.facts_about(component)}
        key = (expression, tuple(entry.id for entry in commons), tuple(sorted(own.items())))
        if key not in self.rulings:
            self.rulings[key] = self._rule(expression, commons, own)
        return self.rulings[key]

    def _rule(self, expression: Expression, commons: Sequence[Commons], own: dict[str, Fact]) -> _Ruling:
        facts = {**self.actor.facts, **self.use.facts, **own}
        for entry in commons:
            theirs = self.actor.commons.get(entry.id, {})
            facts.update({f"{name}@{entry.id}": fact for name, fact in theirs.items()})
        facts = {name: current(fact, self.as_of) for name, fact in facts.items()}
        given = Known(facts, self.actor.rates, self.as_of)
        known = Known(derive(facts), self.actor.rates, self.as_of)
        judgement = judge(expression, known, commons, self.book)
        closed_way = judgement.verdict in (Verdict.FEE_DUE, Verdict.LICENCE_NEEDED, Verdict.PROHIBITED)
        return _Ruling(
            judgement=judgement,
            because=tuple(_reason(clause, known, settled=judgement.doubt is None) for clause in judgement.because),
            duties=tuple(_duty(duty, known) for duty in dict.fromkeys(judgement.duties)) if judgement.best.free else (),
            missing=tuple(map(_missing, judgement.missing)),
            changes=changes(expression, given, commons, self.book) if closed_way else (),
        )


def _decision(component: Component, expression: Expression, ruling: _Ruling) -> Decision:
    judgement = ruling.judgement
    return Decision(
        component=component,
        license=str(expression),
        chosen=str(judgement.chosen),
        verdict=judgement.verdict,
        worst=judgement.worst,
        best=judgement.best,
        rung=judgement.rung,
        because=ruling.because,
        doubt=judgement.doubt,
        duties=ruling.duties,
        missing=ruling.missing,
        changes=ruling.changes,
        commons=judgement.commons.id if judgement.commons else "",
        also_due=tuple(entry.id for entry in judgement.also),
        next_step=_next_step(judgement),
    )


def _next_step(judgement: Judgement) -> str:
    commons = judgement.commons
    steward = commons.steward.name if commons and commons.steward.name else "the licensor"
    if judgement.verdict is Verdict.FEE_DUE and commons:
        stewards = " and of ".join([steward, *(entry.steward.name for entry in judgement.also)])
        return f"Pay the fee of {stewards} (copyfair notice), or change what decides, or replace the component."
    if judgement.verdict is Verdict.LICENCE_NEEDED:
        return f"Ask {steward} for a separate licence and record it as [[entitlement]], or replace the component."
    if judgement.verdict is Verdict.PROHIBITED:
        return (
            f"Stop using it or replace it, unless {steward} grants a separate licence; record that as [[entitlement]]."
        )
    if judgement.doubt is Doubt.MISSING_FACT:
        return "Answer the question" + ("s" if len(judgement.missing) > 1 else "") + " named as missing."
    if judgement.doubt is Doubt.SILENT_TEXT:
        choose = " or choose a reading as [[reading]]," if any(clause.reading for clause in judgement.because) else ""
        return f"Ask {steward} how they read it,{choose} and record the answer as [[entitlement]]."
    if judgement.doubt is Doubt.UNKNOWN_LICENCE:
        return "Read the licence, then record what it allows as [[entitlement]], or replace the component."
    return ""


def _doubt_about_licence(licensed: Licensed) -> Doubt | None:
    if licensed.conflicts:
        return Doubt.CONFLICT
    if licensed.modified:
        return Doubt.MODIFIED_TEXT
    return None


_UNCERTAIN_STEPS = {
    Doubt.CONFLICT: "Find out which statement is right and record it as [[component]] with its license and the reason.",
    Doubt.MODIFIED_TEXT: "Read the changed licence text; record what was agreed as [[entitlement]], or ask the licensor.",
    Doubt.UNKNOWN_LICENCE: "Find out the licence and record it as [[component]] with its license and the reason.",
}


def _uncertain(licensed: Licensed, doubt: Doubt) -> Decision:
    """Nothing about who may use it can be said while the licence itself is open."""
    name = str(licensed.expression) if licensed.expression else ""
    says = [conflict.says for conflict in licensed.conflicts] or [licensed.why]
    if doubt is Doubt.MODIFIED_TEXT:
        changed = " and ".join(licensed.modified)
        says = [f"The licence text with it is that of {changed} with words added, changed or left out. {licensed.why}"]
    because = tuple(Reason(license=name, clause="", says=text, stance=Stance.EVIDENCE) for text in says)
    return Decision(
        component=licensed.component,
        license=name,
        chosen=name,
        verdict=Verdict.UNDETERMINED,
        worst=Verdict.PROHIBITED,
        best=Verdict.PERMITTED,
        rung=Rung.OPEN,
        because=because,
        doubt=doubt,
        next_step=_UNCERTAIN_STEPS[doubt],
    )


def _claimed_twice(decision: Decision, rivals: Sequence[Commons]) -> Decision:
    """The licence alone does not suffice, and who speaks for the licensor is not certain."""
    names = " and ".join(entry.id for entry in rivals)
    says = f"Several commons claim this component under the same licence ({names}); only one of them can be its own."
    reason = Reason(license=decision.license, clause="", says=says, stance=Stance.EVIDENCE)
    return msgspec.structs.replace(
        decision,
        verdict=Verdict.UNDETERMINED,
        worst=Verdict.PROHIBITED,
        best=Verdict.PERMITTED,
        rung=Rung.OPEN,
        because=(reason, *decision.because),
        doubt=Doubt.CONFLICT,
        missing=(),
        changes=(),
        commons="",
        also_due=(),
        next_step="Find out which commons the component belongs to, and leave the other one out of the settings.",
    )


def _reason(clause: Clause, known: Known, *, settled: bool) -> Reason:
    """The clause as a reason; a settled verdict may rest on several that nobody needs to tell apart."""
    certain = clause.when is None or simplify(clause.when, close(clause.atoms, known)[0]) is True
    return Reason(
        license=clause.license,
        clause=clause.number,
        says=clause.says,
        stance=clause.stance if certain or not settled else Stance.OPEN,
        condition=say(clause.when) if clause.when is not None else "",
        reading=clause.reading,
        facts=tuple(_used(name, known) for name in dict.fromkeys(atom.fact for atom in clause.atoms)),
    )


def _used(fact_name: str, known: Known) -> UsedFact:
    name = about(fact_name).name
    fact = known.facts.get(fact_name)
    if fact is None or fact.value is None:
        return UsedFact(name=name, value="unknown", evidence=fact.note if fact else "")
    return UsedFact(name=name, value=show(fact.value), evidence=str(fact.evidence))


def show(value: Value | Decimal) -> str:
    """A fact's value as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Money):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else str(value)


def _duty(duty: DutyRule, known: Known) -> Duty:
    applies = {True: Trigger.YES, False: Trigger.NO, None: Trigger.UNKNOWN}[duty.asked]
    if duty.when is not None and applies is not Trigger.NO:
        closed, _ = close(atoms(duty.when), known)
        outcome = simplify(duty.when, closed)
        if outcome is not True:
            applies = Trigger.NO if outcome is False else Trigger.UNKNOWN
    return Duty(
        kind=duty.kind,
        license=duty.license,
        says=duty.says,
        clause=duty.clause,
        when=say(duty.when) if duty.when is not None else "",
        applies=applies,
        reading=duty.reading,
    )


def _missing(variable: Variable) -> MissingFact:
    if variable.name.partition("@")[0] not in vocabulary():
        what = variable.name.rpartition(" ")[2]
        if variable.name.startswith("exchange rate"):
            return MissingFact(
                name=variable.name, ask=f"What is the {variable.name}?", where=f'[rates] "{what}" in actor.toml'
            )
        return MissingFact(
            name=variable.name, ask=f"What is the {variable.name}?", where="a newer version of copyfair has it"
        )
    homes = {
        About.ACTOR: "[facts] in actor.toml",
        About.USE: "[use] in actor.toml",
        About.COMPONENT: "`facts` of a [[component]] in copyfair.toml",
        About.COMMONS: f"[commons.{commons_of(variable.name)}] in actor.toml",
    }
    word = about(variable.name)
    return MissingFact(name=word.name, ask=word.ask, where=homes[word.about])
