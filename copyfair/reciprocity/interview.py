"""Questions one after the other: only those that the components at hand need, in the order that settles most."""

import datetime
from collections.abc import Container

import msgspec

from copyfair.actor.facts import About, vocabulary
from copyfair.actor.model import Actor, Use
from copyfair.actor.strength import Minimum, held
from copyfair.inventory.model import Component
from copyfair.licensing.model import Licensed
from copyfair.reciprocity.conditions import about, commons_of
from copyfair.reciprocity.decide import open_judgements
from copyfair.reciprocity.judge import Judgement
from copyfair.reciprocity.model import Doubt
from copyfair.reciprocity.questions import most_telling, open_facts
from copyfair.reciprocity.recognised import recognised
from copyfair.reciprocity.records import Records

__all__ = ["Asking", "Interview", "Question"]

_RATE = "exchange rate "
_SEVERAL = 3
"""Unknowns that make one question about all of them worth while."""


class Asking(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A clause that turns on the fact asked for.

    Attributes:
        license: the licence or commons it belongs to.
        clause: as printed, "4(c)".
        says: what it says, in copyfair's words.
    """

    license: str
    clause: str
    says: str


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What to ask next.

    Attributes:
        name: the unknown: a fact, perhaps bound to a commons ("contributes@gears"), or "exchange rate EUR/USD".
        table, key: where the answer stands in an actor.toml.
        settles: components that every answer settles by itself.
        bears_on: components on which an answer has a bearing.
        why: the clauses that ask, by licence and number.
    """

    name: str
    table: tuple[str, ...]
    key: str
    settles: int
    bears_on: int
    why: tuple[Asking, ...]


class Interview(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be settled by asking.

    Attributes:
        licensed: the components with their licences.
        records: what stands beside the licences.
        as_of: the day for which the answers count.
        minimum: the weakest evidence that counts, by fact.
    """

    licensed: tuple[Licensed, ...]
    records: Records
    as_of: datetime.date
    minimum: Minimum = {}

    def question(self, actor: Actor, use: Use, *, declined: Container[str] = ()) -> Question | None:
        """The question that helps most, or None where asking does not help any more.

        Args:
            actor: what is known of it by now.
            use: the same.
            declined: names of unknowns that are not asked for again.

        Raises:
            InputError: the given facts contradict each other.
        """
        judged = self._lacking(actor, use)
        best = most_telling(judged, among=lambda name: name not in declined and _can_be_asked(name))
        if best is None:
            return None
        name = _summary(best.name, open_facts(judged), actor, declined) or best.name
        table, key = _home(name)
        return Question(
            name=name,
            table=table,
            key=key,
            settles=best.settles if name == best.name else 0,
            bears_on=best.bears_on,
            why=_why(best.name, [judgement for _, judgement in judged]),
        )

    def lacking(self, actor: Actor, use: Use) -> tuple[str, ...]:
        """The components for which a fact is missing, by package URL or name."""
        return tuple(component.purl or component.name for component, _ in self._lacking(actor, use))

    def elsewhere(self, actor: Actor, use: Use) -> tuple[str, ...]:
        """The missing facts that no actor.toml has a place for, by name."""
        names = {unknown.name for _, judgement in self._lacking(actor, use) for unknown in judgement.missing}
        return tuple(sorted(name for name in names if not _can_be_asked(name)))

    def not_counted(self, actor: Actor, use: Use) -> dict[str, str]:
        """What was said and does not count, for want of good evidence: the names of the facts, and why."""
        who, what = self._counted(actor, use)
        said = {key: facts for key, facts in who.commons.items() if key in actor.commons}
        commons = {
            f"{name}@{key}": fact
            for key, facts in said.items()
            for name, fact in facts.items()
            if name in actor.commons[key]
        }
        every = {**who.facts, **what.facts, **commons}
        return {name: fact.note for name, fact in every.items() if fact.note}

    def _counted(self, actor: Actor, use: Use) -> tuple[Actor, Use]:
        return held(recognised(actor, self.records.commons, self.as_of), use, self.minimum)

    def _lacking(self, actor: Actor, use: Use) -> list[tuple[Component, Judgement]]:
        who, what = self._counted(actor, use)
        judged = open_judgements(self.licensed, who, what, self.as_of, records=self.records)
        return [(component, one) for component, one in judged if one.doubt is Doubt.MISSING_FACT]


def _summary(name: str, unknown: frozenset[str], actor: Actor, declined: Container[str]) -> str:
    """A fact that answers this one and several more unknowns at once, where there is one to be asked; else nothing."""
    for word in vocabulary().values():
        said = {fact for facts in word.means.values() for fact in facts}
        if (
            name in said
            and len(said & unknown) >= _SEVERAL
            and word.name not in declined
            and word.name not in actor.facts
        ):
            return word.name
    return ""


def _can_be_asked(name: str) -> bool:
    """An actor.toml has a place for it; facts about one component stand in copyfair.toml."""
    if name.partition("@")[0] in vocabulary():
        return about(name).about is not About.COMPONENT
    return name.startswith(_RATE)


def _home(name: str) -> tuple[tuple[str, ...], str]:
    if name.startswith(_RATE):
        return ("rates",), name.removeprefix(_RATE)
    word = about(name)
    homes = {About.ACTOR: ("facts",), About.USE: ("use",), About.COMMONS: ("commons", commons_of(name))}
    return homes[word.about], word.name


def _why(name: str, judgements: list[Judgement]) -> tuple[Asking, ...]:
    clauses = {
        Asking(license=clause.license, clause=clause.number, says=clause.says)
        for judgement in judgements
        for clause in judgement.because
        if any(atom.fact == name for atom in clause.atoms)
    }
    return tuple(sorted(clauses))
