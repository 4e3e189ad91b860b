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
from copyfair.fees.wording import sentence
from copyfair.reciprocity.conditions import Condition, about, atoms, of_commons, parse_condition, say
from copyfair.reciprocity.model import MissingFact
from copyfair.reciprocity.wording import missing_of
from copyfair.reciprocity.worlds import Known, close, simplify

__all__ = ["Waived", "condition_of", "waived"]

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
        where = f"{commons.source or commons.id}: {tariff.id} waivers[{index}].when"
        condition = condition_of(waiver, commons, where)
        closed, _ = close(atoms(condition), known)
        rest = simplify(condition, closed)
        if rest is True:
            says = f"{waiver.clause}: {waiver.says.rstrip('.')}; here {say(condition)}, so nothing is asked"
            return Waived(applies=True, steps=(Step(says=sentence(says)),))
        if rest is not False:
            missing += close(atoms(rest), known)[1]
            steps.append(
                Step(
                    says=sentence(
                        f"{waiver.clause} lets off whom it covers ({waiver.says.rstrip('.')})",
                        f"it is not known whether {say(rest)}",
                    )
                )
            )
    return Waived(applies=False, steps=tuple(steps), missing=tuple(missing_of(name) for name in dict.fromkeys(missing)))


def _facts(commons: Commons, actor: Actor) -> Mapping[str, Fact]:
    theirs = actor.commons.get(commons.id, {})
    return {**actor.facts, **{f"{name}@{commons.id}": fact for name, fact in theirs.items()}}
