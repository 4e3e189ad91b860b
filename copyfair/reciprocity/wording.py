"""A judgement in words: reasons, duties, questions, and what to do."""

from collections.abc import Sized
from decimal import Decimal

from copyfair.actor.facts import About, Value, vocabulary
from copyfair.money import Money
from copyfair.reciprocity.clauses import Clause, DutyRule
from copyfair.reciprocity.conditions import about, atoms, commons_of, say
from copyfair.reciprocity.judge import Judgement
from copyfair.reciprocity.model import Doubt, Duty, MissingFact, Reason, Stance, Trigger, UsedFact, Verdict
from copyfair.reciprocity.worlds import Known, close, simplify

__all__ = ["answer", "duty_of", "missing_of", "next_step", "reason_of", "shown"]


def next_step(judgement: Judgement) -> str:
    """What to do now; empty when nothing."""
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
        return answer(judgement.missing)
    if judgement.doubt is Doubt.SILENT_TEXT:
        choose = " or choose a reading as [[reading]]," if any(clause.reading for clause in judgement.because) else ""
        return f"Ask {steward} how they read it,{choose} and record the answer as [[entitlement]]."
    if judgement.doubt is Doubt.UNKNOWN_LICENCE:
        return "Read the licence, then record what it allows as [[entitlement]], or replace the component."
    return ""


def answer(missing: Sized) -> str:
    """What to do where facts are missing."""
    return "Answer the question" + ("s" if len(missing) > 1 else "") + " named as missing."


def reason_of(clause: Clause, known: Known, *, settled: bool) -> Reason:
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
    evidence = f"{fact.evidence}; not as in the profile: {fact.reason}" if fact.reason else str(fact.evidence)
    return UsedFact(name=name, value=shown(fact.value), evidence=evidence)


def shown(value: Value | Decimal) -> str:
    """A fact's value as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Money):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else str(value)


def duty_of(duty: DutyRule, known: Known) -> Duty:
    """The duty, with whether the use triggers it."""
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


def missing_of(name: str) -> MissingFact:
    """The question behind the name of an unknown: a fact, perhaps bound to a commons, a rate or an index."""
    if name.partition("@")[0] not in vocabulary():
        what = name.rpartition(" ")[2]
        if name.startswith("exchange rate"):
            return MissingFact(name=name, ask=f"What is the {name}?", where=f'[rates] "{what}" in actor.toml')
        return MissingFact(name=name, ask=f"What is the {name}?", where="a newer version of copyfair has it")
    homes = {
        About.ACTOR: "[facts] in actor.toml",
        About.USE: "[use] in actor.toml",
        About.COMPONENT: "`facts` of a [[component]] in copyfair.toml",
        About.COMMONS: f"[commons.{commons_of(name)}] in actor.toml",
    }
    word = about(name)
    return MissingFact(name=word.name, ask=word.ask, where=homes[word.about])
