"""Which fact to ask for next: the one whose answer settles most of what is open, over the whole inventory."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

import msgspec

from copyfair.actor.facts import About, vocabulary
from copyfair.inventory.model import Component
from copyfair.reciprocity.conditions import about
from copyfair.reciprocity.judge import Judgement
from copyfair.reciprocity.model import Doubt, NextQuestion
from copyfair.reciprocity.wording import missing_of
from copyfair.reciprocity.worlds import doubt, telling

__all__ = ["Candidate", "best_question", "most_telling", "open_facts"]

_Key = tuple[str, str]
"""A fact, and for a fact about one component alone its package URL."""


class Candidate(msgspec.Struct):
    """A question that could be asked, and what is known of it; the sums are over components.

    Attributes:
        name: a word of the vocabulary, bound to its commons where it is about one, or a rate or an index.
        component: for a fact about one component alone: its package URL, or its name; else empty.
        gain: how much of the doubt an answer takes away on average, as a share of it.
        settles: components that every answer settles by itself.
        bears_on: components about which an answer says something.
    """

    name: str
    component: str = ""
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
    best = most_telling(judged)
    if best is None:
        return None
    asked = missing_of(best.name)
    return NextQuestion(
        name=asked.name,
        ask=asked.ask,
        where=asked.where,
        component=best.component,
        settles=best.settles,
        bears_on=best.bears_on,
    )


def most_telling(
    judged: Iterable[tuple[Component, Judgement]], *, among: Callable[[str], bool] = lambda _name: True
) -> Candidate | None:
    """The candidate that helps most, as `best_question` counts.

    Args:
        judged: as there.
        among: says of the name of an unknown whether it may be asked.
    """
    candidates: dict[_Key, Candidate] = {}
    for component, judgement in judged:
        if judgement.doubt is Doubt.MISSING_FACT:
            _count(candidates, component, judgement)
    order = {name: place for place, name in enumerate(vocabulary())}

    def rank(one: Candidate) -> tuple[Fraction, int, _Key]:
        return -one.gain, order.get(one.name.partition("@")[0], len(order)), (one.name, one.component)

    return min((one for one in candidates.values() if among(one.name)), key=rank, default=None)


def open_facts(judged: Iterable[tuple[Component, Judgement]]) -> frozenset[str]:
    """The names of all unknowns about which an answer says something."""
    lacking = (judgement for _, judgement in judged if judgement.doubt is Doubt.MISSING_FACT)
    return frozenset(name for judgement in lacking for name, _ in _gains(judgement))


def _count(candidates: dict[_Key, Candidate], component: Component, judgement: Judgement) -> None:
    for name, gain in _gains(judgement):
        own = _own(name, component)
        candidate = candidates.setdefault((name, own), Candidate(name=name, component=own))
        candidate.gain += gain
        candidate.settles += gain == 1
        candidate.bears_on += 1


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
