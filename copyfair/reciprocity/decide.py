"""The stage's verb: a decision for each component."""

import datetime
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from copyfair.actor.derive import derive
from copyfair.actor.facts import Evidence, EvidenceKind, Fact, current
from copyfair.actor.model import Actor, Use
from copyfair.commons.model import Commons
from copyfair.inventory.model import Component, Depth
from copyfair.licensing.additions import whole
from copyfair.licensing.catalogue import Catalogue, default_catalogue
from copyfair.licensing.expression import Expression, parse
from copyfair.licensing.model import Licensed, third_party
from copyfair.reciprocity.breaches import End, after_breach
from copyfair.reciprocity.changes import changes
from copyfair.reciprocity.choices import narrowed
from copyfair.reciprocity.judge import Judgement, judge, license_of
from copyfair.reciprocity.model import (
    Change,
    Decision,
    Doubt,
    Duty,
    MissingFact,
    NextQuestion,
    Reason,
    Rung,
    Stance,
    Verdict,
)
from copyfair.reciprocity.namesakes import agreed, namesakes, without
from copyfair.reciprocity.questions import best_question
from copyfair.reciprocity.records import Records
from copyfair.reciprocity.rights import rights_over, with_rights
from copyfair.reciprocity.rules import Rulebook
from copyfair.reciprocity.wording import duty_of, missing_of, next_step, reason_of
from copyfair.reciprocity.worlds import Known

__all__ = ["decide", "next_question", "open_judgements"]


def decide(
    licensed: Iterable[Licensed],
    actor: Actor,
    use: Use,
    as_of: datetime.date,
    *,
    records: Records | None = None,
    catalogue: Catalogue | None = None,
    ways: bool = True,
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
        ways: also look for ways to a better outcome (`Decision.changes`), which takes longer than all the rest.

    Raises:
        InputError: the given facts contradict each other.
        RuleError: a commons' permission is not a condition.
    """
    judged, records, catalogue = third_party(licensed), records or Records(), catalogue or default_catalogue()
    names = namesakes(records, (one.component for one in judged))
    decider = _Decider(actor, use, as_of, records, catalogue, ways=ways)
    certain = _Decider(actor, use, as_of, without(records, names), catalogue, ways=ways)

    def decision(one: Licensed) -> Decision:
        counted, rivals = decider.decide(one), names.get(one.component.name)
        return agreed(certain.decide(one), counted, rivals) if rivals else counted

    return tuple(map(decision, judged))


def next_question(
    licensed: Iterable[Licensed],
    actor: Actor,
    use: Use,
    as_of: datetime.date,
    *,
    records: Records | None = None,
    catalogue: Catalogue | None = None,
) -> NextQuestion | None:
    """The one fact whose answer settles most of what is open, or None where no fact is missing.

    Args, raises: as `decide`. Components that a right or an exception on record settles do not count.
    """
    return best_question(open_judgements(licensed, actor, use, as_of, records=records, catalogue=catalogue))


def open_judgements(
    licensed: Iterable[Licensed],
    actor: Actor,
    use: Use,
    as_of: datetime.date,
    *,
    records: Records | None = None,
    catalogue: Catalogue | None = None,
) -> Iterator[tuple[Component, Judgement]]:
    """The components about which somebody has to do something, with what holds for them.

    Args, raises: as `decide`. Components that a right or an exception on record settles are left out.
    """
    decider = _Decider(actor, use, as_of, records or Records(), catalogue or default_catalogue())
    open_ones = (one for one in third_party(licensed) if decider.decide(one).needs_act)
    return ((one.component, found) for one in open_ones if (found := decider.judgement(one)) is not None)


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

    license: str
    chosen: str
    judgement: Judgement
    because: tuple[Reason, ...]
    duties: tuple[Duty, ...]
    missing: tuple[MissingFact, ...]
    changes: tuple[Change, ...]
    next_step: str


_Key = tuple[Expression, tuple[str, ...], tuple[tuple[str, Fact], ...]]


class _Decider:
    """Decides for one actor; remembers rulings, since most components share a licence."""

    def __init__(
        self,
        actor: Actor,
        use: Use,
        as_of: datetime.date,
        records: Records,
        catalogue: Catalogue,
        *,
        ways: bool = True,
    ) -> None:
        self.actor, self.use, self.as_of, self.records, self.ways = actor, use, as_of, records, ways
        self.book = Rulebook(catalogue, records.readings)
        self.rulings: dict[_Key, _Ruling] = {}

    def decide(self, licensed: Licensed) -> Decision:
        component = licensed.component
        doubt = _doubt_about_licence(licensed)
        found = None
        if doubt is None and licensed.expression is not None:
            found = self._kept(self._chosen(component, licensed.expression))
        elif doubt is None:
            found = self._whichever(licensed)
        decision = found or _uncertain(licensed, doubt or Doubt.UNKNOWN_LICENCE)
        if decision.verdict.free:
            return decision
        rights = rights_over(component, self.records.entitlements)
        decision = with_rights(decision, rights, self.actor.party, self.as_of)
        exemption = None if decision.verdict.free else self.records.exemption_for(decision, self.as_of)
        return msgspec.structs.replace(decision, exemption=exemption, rung=Rung.EXCEPTION) if exemption else decision

    def _whichever(self, licensed: Licensed) -> Decision | None:
        """The licence is one of several, and keeping to all of them suffices; None where that does not make it free."""
        component, all_of_them = licensed.component, licensed.at_most
        if all_of_them is None or self.records.breaches_of(component, self.as_of):
            return None
        decision = self._judged(component, all_of_them)
        if not decision.verdict.free:
            return None
        names = ", ".join(dict.fromkeys(term.license for term in all_of_them.terms()))
        says = f"{licensed.why} It may be used in this way whichever it is of {names}, and the duties are those of all."
        reason = Reason(license="", clause="", says=says, stance=Stance.EVIDENCE)
        return msgspec.structs.replace(decision, license="", chosen="", because=(reason, *decision.because))

    def judgement(self, licensed: Licensed) -> Judgement | None:
        """What holds for a component by its licence alone; None where the licence itself is open."""
        if licensed.expression is None or _doubt_about_licence(licensed) is not None:
            return None
        choice = self.records.choice_for(licensed.component)
        taken = narrowed(licensed.expression, parse(choice.take)) if choice else licensed.expression
        alone, _ = self._commons(licensed.component, taken)
        return self._ruling(licensed.component, taken, alone).judgement

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
        alone, rivals = self._commons(component, expression)
        decision = _decision(component, self._ruling(component, expression, alone))
        return _claimed_twice(decision, rivals) if rivals and not decision.verdict.free else decision

    def _commons(self, component: Component, expression: Expression) -> tuple[list[Commons], list[Commons]]:
        """The commons that cover a component: those that stand alone, and those that claim the same licence of it."""
        commons = self.records.commons_of(component)
        licences = [license_of(entry) for entry in commons]
        rivals = [entry for entry in commons if licences.count(license_of(entry)) > 1]
        rivals = [entry for entry in rivals if license_of(entry) in {term.license for term in expression.terms()}]
        return [entry for entry in commons if entry not in rivals], rivals

    def _ruling(self, component: Component, expression: Expression, commons: Sequence[Commons]) -> _Ruling:
        own = {**_depth(component), **self.records.facts_about(component)}
        key = (expression, tuple(entry.id for entry in commons), tuple(sorted(own.items())))
        if key not in self.rulings:
            self.rulings[key] = self._rule(expression, commons, own)
        return self.rulings[key]

    def _rule(self, expression: Expression, commons: Sequence[Commons], own: dict[str, Fact]) -> _Ruling:
        expression = whole(expression, self.book.catalogue)
        facts = {**self.actor.facts, **self.use.facts, **own}
        for entry in commons:
            theirs = self.actor.commons.get(entry.id, {})
            facts.update({f"{name}@{entry.id}": fact for name, fact in theirs.items()})
        facts = {name: current(fact, self.as_of) for name, fact in facts.items()}
        given = Known(facts, self.actor.rates, self.as_of)
        known = Known(derive(facts), self.actor.rates, self.as_of)
        judgement = judge(expression, known, commons, self.book)
        # Whoever pays a tariff uses the work under its licence too, as whoever the steward permits it to.
        may_use = judgement.best.free or judgement.verdict is Verdict.FEE_DUE
        closed_way = self.ways and judgement.verdict in (Verdict.FEE_DUE, Verdict.LICENCE_NEEDED, Verdict.PROHIBITED)
        return _Ruling(
            license=str(expression),
            chosen=str(judgement.chosen),
            judgement=judgement,
            because=tuple(reason_of(clause, known, settled=judgement.doubt is None) for clause in judgement.because),
            duties=tuple(duty_of(duty, known) for duty in dict.fromkeys(judgement.duties)) if may_use else (),
            missing=tuple(missing_of(variable.name) for variable in judgement.missing),
            changes=changes(expression, given, commons, self.book) if closed_way else (),
            next_step=next_step(judgement),
        )


def _decision(component: Component, ruling: _Ruling) -> Decision:
    judgement = ruling.judgement
    return Decision(
        component=component,
        license=ruling.license,
        chosen=ruling.chosen,
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
        next_step=ruling.next_step,
    )


def _doubt_about_licence(licensed: Licensed) -> Doubt | None:
    if licensed.conflict:
        return Doubt.CONFLICT
    if licensed.modified:
        return Doubt.MODIFIED_TEXT
    return None


_UNCERTAIN_STEPS = {
    Doubt.CONFLICT: "Find out which statement is right and record it: `copyfair clarify` writes the [[overrides]] entry.",
    Doubt.MODIFIED_TEXT: "Read the changed licence text; record what was agreed as [[entitlement]], or ask the licensor.",
    Doubt.UNKNOWN_LICENCE: "Find out the licence and record it: `copyfair clarify` writes the [[overrides]] entry.",
}


def _uncertain(licensed: Licensed, doubt: Doubt) -> Decision:
    """Nothing about who may use it can be said while the licence itself is open."""
    name = str(licensed.expression) if licensed.expression else ""
    says = list(licensed.conflict.says) if licensed.conflict else [licensed.why]
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
