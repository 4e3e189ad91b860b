"""Many conditions that all bind, brought down to those that no other one implies."""

from collections.abc import Iterable, Sequence

import msgspec

from copyfair.actor.derive import linked
from copyfair.actor.facts import About, FactInfo, FactType
from copyfair.reciprocity.conditions import Condition, Either, about, atoms, say
from copyfair.reciprocity.downstream_model import Axis, Basis, Requirement
from copyfair.reciprocity.requirements import about_component, either, excluded, implies

__all__ = ["Asked", "Merged", "Piece", "contradictory", "reduced", "strictest"]


class Piece(msgspec.Struct, frozen=True):
    """One condition that a licence makes.

    Attributes:
        condition: what has to hold; False: nothing can.
        license, clause: who makes it.
        sure: False where the text only leaves open what holds otherwise.
    """

    condition: Condition | bool
    license: str
    clause: str
    sure: bool


class Asked(msgspec.Struct, frozen=True):
    """A condition, and the components for which it is made."""

    piece: Piece
    components: tuple[str, ...]


class Merged(msgspec.Struct, frozen=True):
    """A condition that several may make; `covers`: who asks less."""

    condition: Condition | bool
    sure: bool
    because: tuple[Basis, ...]
    covers: tuple[Basis, ...] = ()

    @property
    def says(self) -> str:
        """The condition as a sentence."""
        if isinstance(self.condition, bool):
            return "Nobody may use it under this licence."
        text = say(self.condition)
        return f"{text[0].upper()}{text[1:]}."


def strictest(asked: Iterable[Asked]) -> tuple[Requirement, ...]:
    """Every condition that no other one implies, by axis; whom the others come from stays on record."""
    found = [
        Requirement(axes=_axes(one.condition), says=one.says, sure=one.sure, because=one.because, covers=one.covers)
        for one in reduced(asked)
    ]
    order = list(Axis)
    return tuple(sorted(found, key=lambda one: (order.index(one.axes[0]), not one.sure, one.says)))


def reduced(asked: Iterable[Asked]) -> tuple[Merged, ...]:
    """The conditions without those that another one implies; together they still ask for the same.

    A condition that a text is sure about is never taken as covered by one that it only leaves open.
    """
    every = _merged(asked)
    above: dict[int, int] = {}
    for low, weak in enumerate(every):
        strong = (high for high in range(len(every)) if high != low and high not in above)
        over = next((high for high in strong if _covers(every[high], weak)), None)
        if over is not None:
            above[low] = over
    kept = [_with_covered(every, number, above) for number in range(len(every)) if number not in above]
    firm = [one for one in kept if one.sure]
    return tuple(one if one.sure else _shortened(one, firm) for one in kept)


def contradictory(asked: Iterable[Asked]) -> bool:
    """It is certain that nobody meets all conditions that the texts are sure about."""
    sure = [one.piece.condition for one in asked if one.piece.sure]
    if any(condition is False for condition in sure):
        return True
    general = [c for c in dict.fromkeys(sure) if not isinstance(c, bool) and Axis.VERSION not in _axes(c)]
    return excluded(*((condition, True) for condition in general))


def _merged(asked: Iterable[Asked]) -> list[Merged]:
    """Equal conditions as one, in an order that does not depend on that of the components."""
    rows: dict[tuple[Condition | bool, bool], dict[tuple[str, str], set[str]]] = {}
    for one in asked:
        piece = one.piece
        cites = rows.setdefault((piece.condition, piece.sure), {})
        cites.setdefault((piece.license, piece.clause), set()).update(one.components)
    found = [
        Merged(condition, sure, tuple(map(_basis, sorted(cites.items())))) for (condition, sure), cites in rows.items()
    ]
    return sorted(found, key=lambda one: (not one.sure, len(one.says), one.says, repr(one.condition)))


def _basis(row: tuple[tuple[str, str], set[str]]) -> Basis:
    (license_id, clause), components = row
    return Basis(license=license_id, clause=clause, components=tuple(sorted(components)))


def _covers(strong: Merged, weak: Merged) -> bool:
    if weak.sure and not strong.sure:
        return False
    touching = _facts(strong.condition) & _facts(weak.condition)
    definitions = linked() & _facts(strong.condition) and linked() & _facts(weak.condition)
    return bool(touching or definitions) and implies(strong.condition, weak.condition)


def _facts(condition: Condition | bool) -> frozenset[str]:
    return frozenset() if isinstance(condition, bool) else frozenset(atom.fact for atom in atoms(condition))


def _with_covered(every: Sequence[Merged], number: int, above: dict[int, int]) -> Merged:
    one = every[number]
    below = [every[low] for low in above if _top(low, above) == number]
    covered = {basis for weak in below for basis in weak.because if basis not in one.because}
    covers = tuple(sorted(covered, key=lambda basis: (basis.license, basis.clause)))
    return msgspec.structs.replace(one, covers=covers)


def _top(number: int, above: dict[int, int]) -> int:
    while number in above:
        number = above[number]
    return number


def _shortened(one: Merged, firm: Sequence[Merged]) -> Merged:
    """An open question without the alternatives that a firm requirement beside it makes idle."""
    if not isinstance(one.condition, Either):
        return one
    parts: list[Condition] = list(one.condition.parts)
    for part in one.condition.parts:
        rest = [other for other in parts if other != part]
        if rest and any(_idle(part, rest, beside) for beside in firm if _comparable(one, beside)):
            parts = rest
    return msgspec.structs.replace(one, condition=either(parts))


def _idle(part: Condition, rest: Sequence[Condition], beside: Merged) -> bool:
    return excluded((beside.condition, True), (part, True), (either(rest), False))


def _comparable(one: Merged, other: Merged) -> bool:
    """They share a fact, and what they ask of a component they ask of the same ones."""
    if not _facts(one.condition) & _facts(other.condition):
        return False
    if not (about_component(one.condition) and about_component(other.condition)):
        return True
    return {c for basis in one.because for c in basis.components} == {c for b in other.because for c in b.components}


_COMMERCE = ("commercial", "economic_advantage", "sells_dependent_products")


def _axes(condition: Condition | bool) -> tuple[Axis, ...]:
    """What a condition is about, in the order of the axes."""
    if isinstance(condition, bool):
        return (Axis.USER,)
    found = {_axis(about(atom.fact)) for atom in atoms(condition)}
    return tuple(axis for axis in Axis if axis in found)


def _axis(fact: FactInfo) -> Axis:
    if fact.name in _COMMERCE:
        return Axis.COMMERCE
    if fact.about is About.COMPONENT:
        return Axis.VERSION
    if fact.about is About.USE:
        return Axis.FIELD
    return Axis.SIZE if fact.type in (FactType.COUNT, FactType.MONEY) else Axis.USER
