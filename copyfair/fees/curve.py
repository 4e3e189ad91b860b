"""A fee against one of its facts: what it comes to at each point, and where it jumps."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

import msgspec

from copyfair.actor.facts import About, Evidence, Fact, FactType, info
from copyfair.actor.model import Actor
from copyfair.commons.model import Commons
from copyfair.commons.tariff import (
    Bracket,
    Brackets,
    Cliff,
    Highest,
    LifetimeShare,
    Lowest,
    Node,
    PerUnit,
    Price,
    Share,
    Stairs,
    Sum,
    Tariff,
)
from copyfair.errors import InputError
from copyfair.fees.assess import reader, worked_out
from copyfair.fees.facts import fact_names
from copyfair.fees.nodes import Reader
from copyfair.money import MINOR_UNITS, Money

__all__ = ["Curve", "Jump", "Point", "breaks", "countable", "curve", "jumps"]


class Point(msgspec.Struct, frozen=True, order=True):
    """What the fee comes to at one value of the fact, unrounded."""

    at: Fraction
    fee: Fraction


class Jump(msgspec.Struct, frozen=True):
    """Where one unit more changes the fee by more than the next unit does.

    Attributes:
        at: the last value before it.
        before, after: the fee there, and one unit later.
    """

    at: Fraction
    before: Fraction
    after: Fraction

    @property
    def falls(self) -> bool:
        """Who has more pays less."""
        return self.after < self.before


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """A fee against one fact.

    Attributes:
        tariff: which version.
        of: name of the fact.
        money: it is an amount in the tariff's currency, not a count.
        points: in rising order.
        jumps: in rising order; each ends a stretch of points, and the next begins one unit later.
    """

    tariff: Tariff
    of: str
    money: bool
    points: tuple[Point, ...]
    jumps: tuple[Jump, ...]

    def shown(self, at: Fraction) -> str:
        """A value of the fact, as people write it."""
        return str(Money.shown(at, self.tariff.currency)) if self.money else f"{int(at):,}"

    def fee(self, amount: Fraction) -> Money:
        """A fee, rounded to what can be paid."""
        return Money.nearest(amount, self.tariff.currency)


def countable(tariff: Tariff) -> tuple[str, ...]:
    """The facts of a tariff that are numbers, in the order in which it counts with them."""
    return tuple(name for name in fact_names(tariff) if info(name).type in (FactType.MONEY, FactType.COUNT))


def curve(
    commons: Commons,
    tariff: Tariff,
    of: str,
    ends: tuple[Fraction, Fraction],
    *,
    others: Mapping[str, Fact],
    as_of: datetime.date,
    pieces: int = 240,
) -> Curve:
    """The fee from one value of a fact to another, all its other facts being as given.

    Args:
        commons: whose tariff it is.
        tariff: the version.
        of: a fact of type money or count that the tariff counts with.
        ends: from and to.
        others: the other facts, by name.
        as_of: decides the period and the values of indices.
        pieces: into how many equal parts the way is divided; what lies around jumps comes on top.

    Raises:
        InputError: the tariff does not count with the fact, or the fee depends on one that is not given.
    """
    if of not in countable(tariff):
        raise InputError(f"{tariff.id} does not count with {of[:60]!r}; it counts with {', '.join(countable(tariff))}")
    low, high = ends
    money = info(of).type is FactType.MONEY
    unit = Fraction(1, 10 ** MINOR_UNITS[tariff.currency]) if money else Fraction(1)
    if not 0 <= low < high or high - low < unit * 2:
        raise InputError(f"from {low} to {high} there is nothing to show; give --from and --to with --to the larger")

    def fee(at: Fraction) -> Fraction:
        return _fee(commons, tariff, {**others, of: _fact(of, at, tariff.currency)}, as_of)

    read = reader(commons, tariff, Actor(), as_of)
    inside = sorted(at for at in breaks(tariff.fee, of, read, unit) if low <= at < high)
    found = tuple(jumps(fee, inside, unit))
    grid = {_whole(low + (high - low) * n / pieces, unit) for n in range(pieces + 1)}
    ends_of = {jump.at for jump in found} | set(_treads(tariff.fee, of, read, (low, high)))
    around = {value for at in ends_of for value in (at, at + unit)}
    points = tuple(Point(at, fee(at)) for at in sorted(grid | around | set(inside)))
    return Curve(tariff=tariff, of=of, money=money, points=points, jumps=found)


def _whole(at: Fraction, unit: Fraction) -> Fraction:
    return at // unit * unit


def _fact(name: str, at: Fraction, currency: str) -> Fact:
    if info(name).type is FactType.COUNT:
        return Fact(name=name, value=int(at))
    return Fact(name=name, value=Money.shown(at, currency), evidence=Evidence())


def _fee(commons: Commons, tariff: Tariff, facts: Mapping[str, Fact], as_of: datetime.date) -> Fraction:
    theirs = {name: fact for name, fact in facts.items() if info(name).about is About.COMMONS}
    ours = {name: fact for name, fact in facts.items() if name not in theirs}
    actor = Actor(facts=ours, commons={commons.id: theirs}, given=True)
    total = worked_out(tariff, reader(commons, tariff, actor, as_of))
    if not total.range.settled:
        names = ", ".join(fact.name for fact in total.missing)
        raise InputError(f"the fee also depends on {names}; give a value, as --with {total.missing[0].name}=…")
    return total.range.low


# ---------------------------------------------------------------- where a fee may jump


def breaks(node: Node, of: str, read: Reader, unit: Fraction) -> set[Fraction]:
    """The values of a fact after which a fee may jump: ends of brackets, thresholds, what is ignored."""

    def at(price: Price | int | None, before: Fraction = Fraction(0)) -> Iterator[Fraction]:
        number = read.price(price).number if isinstance(price, Price) else Fraction(price or 0)
        if price is not None and number >= before:
            yield number - before

    match node:
        case Sum(parts=parts) | Lowest(parts=parts) | Highest(parts=parts):
            return {value for part in parts for value in breaks(part, of, read, unit)}
        case Brackets() if node.of == of:
            return {value for one in node.brackets for value in at(one.up_to)}
        case Cliff() if node.of == of:
            return set(at(node.threshold))
        case Share() | LifetimeShare() if node.of == of:
            return set(at(node.ignore_below, unit))
    return set()


_MOST_TREADS = 200


def _treads(node: Node, of: str, read: Reader, ends: tuple[Fraction, Fraction]) -> Iterator[Fraction]:
    """The last values of the steps of a stair, where they are few enough to be seen."""
    low, high = ends
    match node:
        case Sum(parts=parts) | Lowest(parts=parts) | Highest(parts=parts):
            for part in parts:
                yield from _treads(part, of, read, ends)
            return
        case PerUnit(package=package, free=free) if node.of == of and package > 1:
            start, width = Fraction(free), Fraction(package)
        case Brackets(step=Stairs(every=every), brackets=(*_, Bracket(up_to=up_to))) if node.of == of:
            start, width = (read.price(x).number if isinstance(x, Price) else Fraction(x or 0) for x in (up_to, every))
        case _:
            return
    first = max(start, start + (low - start) // width * width)
    if (high - first) / width <= _MOST_TREADS:
        yield from (first + width * n for n in range(int((high - first) // width)) if first + width * n >= low)


def jumps(fee: Callable[[Fraction], Fraction], candidates: Sequence[Fraction], unit: Fraction) -> Iterator[Jump]:
    """Those of the candidates after which one unit makes another difference than the unit after it."""
    for at in candidates:
        before, after, later = fee(at), fee(at + unit), fee(at + 2 * unit)
        if after < before or after - before > later - after:
            yield Jump(at, before, after)
