"""Brackets: what they charge at a point, and between what and what the charge lies over a range of points."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import msgspec

from copyfair.actor.facts import FactType, info
from copyfair.commons.tariff import Bracket, Brackets, Mode, Price
from copyfair.fees.amounts import MOST, ZERO, Quantity, Range
from copyfair.language.saying import Percent, Value, said
from copyfair.money import Money

__all__ = ["Ladder", "Rung", "brackets_range", "brackets_words", "charged"]


class Rung(msgspec.Struct, frozen=True):
    """One bracket with its numbers.

    Attributes:
        above, up_to: it reaches from above the first to the second, which is None where there is no end.
        charge: for one (marginal, slab) or for the whole bracket (band).
    """

    above: Fraction
    up_to: Fraction | None
    charge: Fraction


class Ladder(msgspec.Struct, frozen=True):
    """Brackets with their numbers for the day.

    Attributes:
        mode: how they are charged.
        money: they are brackets of an amount of money, not of a count.
        rungs: from the bottom up.
        every, step: beyond the last rung, for each `every` that is begun; None without.
        unknown: prices that are not known for the day; the numbers then mean nothing.
    """

    mode: Mode
    money: bool
    rungs: tuple[Rung, ...]
    every: Fraction | None
    step: Fraction
    unknown: tuple[Quantity, ...]

    @classmethod
    def of(cls, node: Brackets, price: Callable[[Price], Quantity]) -> "Ladder":
        """The brackets of a tariff, priced for a day."""
        prices = {one: price(one) for one in _prices(node)}

        def value(given: Price | Decimal | int) -> Fraction:
            return prices[given].number if isinstance(given, Price) else Fraction(given)

        ends = [None if one.up_to is None else value(one.up_to) for one in node.brackets]
        starts = [ZERO, *(end or ZERO for end in ends)]
        charges = [value(_charge(one)) for one in node.brackets]
        return cls(
            mode=node.mode,
            money=_money(node),
            rungs=tuple(Rung(*rung) for rung in zip(starts, ends, charges, strict=False)),
            every=value(node.step.every) if node.step is not None else None,
            step=value(node.step.price) if node.step is not None else ZERO,
            unknown=tuple(quantity for quantity in prices.values() if quantity.missing is not None),
        )

    @property
    def anything(self) -> Range:
        """Where the charge lies when a price is not known."""
        return Range(ZERO, MOST)


def _prices(node: Brackets) -> Iterator[Price]:
    stairs = (node.step.every, node.step.price) if node.step is not None else ()
    values = [value for one in node.brackets for value in (one.up_to, one.price, one.amount)]
    yield from dict.fromkeys(value for value in (*values, *stairs) if isinstance(value, Price))


def _charge(bracket: Bracket) -> Price | Decimal | int:
    given = (bracket.price, bracket.rate, bracket.amount)
    return next((charge for charge in given if charge is not None), 0)


def _money(node: Brackets) -> bool:
    return info(node.of).type is FactType.MONEY


# ---------------------------------------------------------------- what is charged


def charged(ladder: Ladder, at: Fraction) -> Fraction:
    """The charge for a number or amount."""
    if at <= 0:
        return _within(ladder, ZERO)
    top = ladder.rungs[-1].up_to
    if top is None or at <= top or ladder.every is None:
        return _within(ladder, at)
    begun = -((top - at) // ladder.every)
    return _within(ladder, top) + begun * ladder.step


def _within(ladder: Ladder, at: Fraction) -> Fraction:
    if ladder.mode is Mode.MARGINAL:
        return sum((_part(rung, at) * rung.charge for rung in ladder.rungs), ZERO)
    rung = _rung(ladder, at)
    return rung.charge * at if ladder.mode is Mode.SLAB else rung.charge


def _part(rung: Rung, at: Fraction) -> Fraction:
    """How much of a number lies in a bracket."""
    end = at if rung.up_to is None else min(at, rung.up_to)
    return max(ZERO, end - rung.above)


def _rung(ladder: Ladder, at: Fraction) -> Rung:
    return next((rung for rung in ladder.rungs if rung.up_to is None or at <= rung.up_to), ladder.rungs[-1])


def brackets_range(ladder: Ladder, points: Range) -> Range:
    """Between what and what the charge lies, for any point of a range.

    Within a bracket the charge never falls, so the ends of the brackets and what comes right after them bound it.
    """
    found = [charged(ladder, points.low), charged(ladder, points.high)]
    for rung, after in pairwise((*ladder.rungs, None)):
        if rung is None or rung.up_to is None or not points.low <= rung.up_to < points.high:
            continue
        found += [charged(ladder, rung.up_to), _just_above(ladder, rung.up_to, after)]
    return Range(min(found), max(found))


def _just_above(ladder: Ladder, end: Fraction, after: Rung | None) -> Fraction:
    """What the charge begins with right above the end of a bracket."""
    if after is None:
        return charged(ladder, end) + ladder.step
    if ladder.mode is Mode.MARGINAL:
        return charged(ladder, end)
    return after.charge * end if ladder.mode is Mode.SLAB else after.charge


# ---------------------------------------------------------------- in words


def brackets_words(ladder: Ladder, at: Fraction, currency: str) -> tuple[Value, ...]:
    """How the charge comes about, for a point that is known; the clauses of a sentence."""
    top = ladder.rungs[-1].up_to
    inside = at if top is None or ladder.every is None else min(at, top)
    told = _inside_words(ladder, inside, currency)
    if top is None or ladder.every is None or at <= top:
        return (told,)
    beyond = said(
        "step-beyond",
        top=_shown(ladder, top, currency),
        times=Fraction(-((top - at) // ladder.every)),
        price=Money.shown(ladder.step, currency),
        every=_shown(ladder, ladder.every, currency),
    )
    return told, beyond


def _inside_words(ladder: Ladder, at: Fraction, currency: str) -> Value:
    if ladder.mode is Mode.MARGINAL:
        parts = [(_part(rung, at), rung.charge) for rung in ladder.rungs]
        told = tuple(_charged(ladder, part, charge, currency) for part, charge in parts if part)
        return told or said("step-no-bracket")
    rung = _rung(ladder, at)
    reach = _reach(ladder, rung, currency)
    if ladder.mode is Mode.BAND:
        return said("step-band", reach=reach, price=Money.shown(rung.charge, currency))
    return said("step-slab", reach=reach, part=_charged(ladder, at, rung.charge, currency))


def _reach(ladder: Ladder, rung: Rung, currency: str) -> Value:
    above = _shown(ladder, rung.above, currency)
    if rung.up_to is None:
        return said("step-above", above=above)
    up_to = _shown(ladder, rung.up_to, currency)
    return said("step-up-to", end=up_to) if not rung.above else said("step-between", above=above, end=up_to)


def _shown(ladder: Ladder, value: Fraction, currency: str) -> Money | Fraction:
    return Money.shown(value, currency) if ladder.money else value


def _charged(ladder: Ladder, part: Fraction, charge: Fraction, currency: str) -> Value:
    shown = _shown(ladder, part, currency)
    if ladder.money:
        rate = Money.shown(charge * 100, currency).amount.scaleb(-2)
        return said("step-at-rate", amount=shown, rate=Percent(rate))
    return said("step-units-each", units=shown, price=Money.shown(charge, currency))
