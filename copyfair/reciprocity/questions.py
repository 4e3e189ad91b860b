"""Which fact to ask for next: the one whose answer settles most of what is open, over the whole inventory."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

import msgspec

from copyfair.actor.facts import About, vocabulary
from copyfair.inventory.model import Component
from copyfair.reciprocity.conditions import about
from copyfair.reciprocity.judge import Judgement
from copyfair.reciprocity.model import Doubt, NextQuestion
from copyfair.reciprocity.wording import missing_of
from copyfair.reciprocity.worlds import doubt, telling

__all__ = ["best_question"]

_Key = tuple[str, str]
"""A fact, and for a fact about one component alone its package URL."""


class _Tally(msgspec.Struct):
    """What is known of one candidate; the sums are over components.

    Attributes:
        gain: how much of the doubt an answer takes away on average, as a share of it.
        settles: components that every answer settles by itself.
        bears_on: components about which an answer says something.
    """

    gain: Fraction = Fraction()
    settles: int = 0
    bears_on: int = 0


def best_question(judged: Iterable[tuple[Component, Judgement]]) -> NextQuestion | None:
    """The question that helps most.

    First counts how much of the doubt about the components an answer takes away on average, then the order of the
    vocabulary, which is that in which one would ask.

    Args:
        judged: components with what holds for them; only those that lack a fact count.
    """
    tallies: dict[_Key, _Tally] = {}
    for component, judgement in judged:
        if judgement.doubt is Doubt.MISSING_FACT:
            _count(tallies, component, judgement)
    if not tallies:
        return None
    order = {name: place for place, name in enumerate(vocabulary())}

    def rank(key: _Key) -> tuple[Fraction, int, _Key]:
        return -tallies[key].gain, order.get(key[0].partition("@")[0], len(order)), key

    best = min(tallies, key=rank)
    name, purl = best
    asked = missing_of(name)
    tally = tallies[best]
    return NextQuestion(
        name=asked.name,
        ask=asked.ask,
        where=asked.where,
        component=purl,
        settles=tally.settles,
        bears_on=tally.bears_on,
    )


def _count(tallies: dict[_Key, _Tally], component: Component, judgement: Judgement) -> None:
    for name, gain in _gains(judgement):
        tally = tallies.setdefault((name, _own(name, component)), _Tally())
        tally.gain += gain
        tally.settles += gain == 1
        tally.bears_on += 1


def _gains(judgement: Judgement) -> Iterator[tuple[str, Fraction]]:
    """What each unknown takes away of the doubt about one component, as a share of it."""
    unknown = judgement.unknown
    if unknown is None:  # too much is open to try it all
        yield from ((variable.name, Fraction(1, len(judgement.missing) + 1)) for variable in judgement.missing)
        return
    before = doubt(unknown)
    gains = ((name, 1 - left / before) for name, left in telling(unknown).items())
    yield from ((name, gain) for name, gain in gains if gain > 0)


def _own(name: str, component: Component) -> str:
    """The component, for a fact that is about nothing else."""
    known = name.partition("@")[0] in vocabulary()
    return component.purl or component.name if known and about(name).about is About.COMPONENT else ""
