"""Whom a tariff lets off: its waivers, tried on what is known about the actor."""

import datetime
from collections.abc import Mapping

import msgspec

from copyfair.actor.derive import derive
from copyfair.actor.facts import About, Fact
from copyfair.actor.model import Actor
from copyfair.commons.model import Commons
from copyfair.commons.tariff import Tariff, Waiver
from copyfair.errors import RuleError
from copyfair.fees.model import Step
from copyfair.language import ENGLISH
from copyfair.language.saying import Quoted, Value, said
from copyfair.reciprocity.conditions import Condition, about, atoms, of_commons, parse_condition, say
from copyfair.reciprocity.model import MissingFact
from copyfair.reciprocity.wording import missing_of
from copyfair.reciprocity.worlds import Known, close, simplify

__all__ = ["Waived", "condition_of", "place", "waived"]

_COUNTED = (About.ACTOR, About.COMMONS)


class Waived(msgspec.Struct, frozen=True):
    """What the waivers of a tariff come to for an actor.

    Attributes:
        applies: one of them lets the actor off.
        steps: which, or which may.
        missing: facts that would tell; empty where none can apply, or one does.
    """

    applies: bool
    steps: tuple[Step, ...] = ()
    missing: tuple[MissingFact, ...] = ()


def place(commons: Commons, tariff: Tariff, index: int) -> str:
    """File and field of the condition of a waiver."""
    return f"{commons.source or commons.id}: $.tariffs[{commons.tariffs.index(tariff)}].waivers[{index}].when"


def condition_of(waiver: Waiver, commons: Commons, where: str) -> Condition:
    """The condition of a waiver, its facts bound to the commons.

    Raises:
        RuleError: it is no condition, or turns on more than actor and commons; names file and field.
    """
    condition = of_commons(parse_condition(waiver.when, where), commons.id)
    for atom in atoms(condition):
        if about(atom.fact).about not in _COUNTED:
            word = about(atom.fact)
            message = f"{word.name} is about the {word.about}; a waiver turns on facts about the actor or the commons"
            raise RuleError(f"{where}: {message}")
    return condition


def waived(tariff: Tariff, commons: Commons, actor: Actor, as_of: datetime.date) -> Waived:
    """Whether one of the waivers lets the actor off."""
    if not tariff.waivers:
        return Waived(applies=False)
    known = Known(derive(_facts(commons, actor)), actor.rates, as_of)
    steps: list[Step] = []
    missing: list[str] = []
    for index, waiver in enumerate(tariff.waivers):
        condition = condition_of(waiver, commons, place(commons, tariff, index))
        closed, _ = close(atoms(condition), known)
        rest = simplify(condition, closed)
        if rest is True:
            told = (_clause("step-waiver", waiver, commons), said("step-waived", condition=_quoted(condition)))
            return Waived(applies=True, steps=(Step(told=told),))
        if rest is not False:
            missing += close(atoms(rest), known)[1]
            open_ = said("step-not-known-whether", condition=_quoted(rest))
            steps.append(Step(told=(_clause("step-perhaps-waived", waiver, commons), open_)))
    return Waived(applies=False, steps=tuple(steps), missing=tuple(missing_of(name) for name in dict.fromkeys(missing)))


def _clause(key: str, waiver: Waiver, commons: Commons) -> Value:
    return said(key, clause=waiver.clause, says=Quoted(waiver.says.rstrip("."), commons.language))


def _quoted(condition: Condition) -> Quoted:
    return Quoted(say(condition), ENGLISH)


def _facts(commons: Commons, actor: Actor) -> Mapping[str, Fact]:
    theirs = actor.commons.get(commons.id, {})
    return {**actor.facts, **{f"{name}@{commons.id}": fact for name, fact in theirs.items()}}
