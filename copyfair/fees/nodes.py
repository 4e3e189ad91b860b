"""One function for each kind of fee: from facts to the range the fee lies in, with the steps that say so."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import msgspec

from copyfair.commons.tariff import (
    Brackets,
    CappedReturn,
    Cliff,
    Flat,
    Highest,
    LifetimeShare,
    Lowest,
    Negotiated,
    Node,
    PerUnit,
    Price,
    Share,
    Sum,
)
from copyfair.fees.amounts import ZERO, Quantity, Range
from copyfair.fees.brackets import Ladder, brackets_range, brackets_words
from copyfair.fees.model import Step
from copyfair.language.saying import Percent, Value, said
from copyfair.money import Money
from copyfair.reciprocity.model import MissingFact

__all__ = ["Part", "Reader", "distinct", "part"]


class Reader(msgspec.Struct, frozen=True):
    """How a tariff gets at what it counts with.

    Attributes:
        currency: of the tariff.
        language: in which the steward wrote it (BCP 47); empty where nobody says.
        days: of the period of the fee.
        count, money: a fact by name; money in the tariff's currency.
        word: a yes-no or choice fact by name: its word, None when unknown, and what to say of it.
        price: what a price of the tariff comes to on the day.
        given: whether anybody wrote a fact down at all, if only as unknown.
        asked: how a fact is asked for.
    """

    currency: str
    language: str
    days: int
    count: Callable[[str], Quantity]
    money: Callable[[str], Quantity]
    word: Callable[[str], tuple[str | None, Quantity]]
    price: Callable[[Price], Quantity]
    given: Callable[[str], bool]
    asked: Callable[[str], MissingFact]

    def shown(self, amount: Fraction) -> Money:
        """An amount in the tariff's currency, to look at."""
        return Money.shown(amount, self.currency)


class Part(msgspec.Struct, frozen=True):
    """What a fee, or the sum so far, comes to.

    Attributes:
        range: between what and what it lies.
        steps: how.
        missing: facts that would settle it; empty when it is settled.
    """

    range: Range
    steps: tuple[Step, ...]
    missing: tuple[MissingFact, ...] = ()


def part(node: Node, read: Reader) -> Part:
    """What one fee of a tariff comes to."""
    match node:
        case Flat():
            return _flat(node, read)
        case PerUnit():
            return _per_unit(node, read)
        case Brackets():
            return _brackets(node, read)
        case Share():
            return _share(node, read)
        case LifetimeShare():
            return _lifetime_share(node, read)
        case Cliff():
            return _cliff(node, read)
        case CappedReturn():
            return _capped_return(node, read)
        case Negotiated():
            return _negotiated(read)
        case Sum():
            return _sum([part(one, read) for one in node.parts], read)
        case Lowest():
            return _extreme([part(one, read) for one in node.parts], min, "lowest", read)
        case Highest():
            return _extreme([part(one, read) for one in node.parts], max, "highest", read)


def distinct(missing: Sequence[MissingFact]) -> tuple[MissingFact, ...]:
    """Each missing fact once."""
    return tuple({fact.name: fact for fact in missing}.values())


def _settled(amount: Fraction, told: Sequence[Value], read: Reader) -> Part:
    return Part(Range.just(amount), (Step(told=tuple(told), amount=read.shown(amount)),))


def _worked_out(
    bounds: Range, quantities: Sequence[Quantity], how: Callable[[], Sequence[Value]], read: Reader
) -> Part:
    """The part from its range; when facts are missing and matter, the step says which instead of how much."""
    missing = [quantity.missing for quantity in quantities if quantity.missing is not None]
    told = tuple(clause for quantity in quantities for clause in quantity.told)
    if bounds.settled:
        return _settled(bounds.low, told if missing else (*told, *how()), read)
    return Part(bounds, (Step(told=told),), distinct(missing))


def _prices(*prices: Quantity) -> list[Quantity]:
    """Those prices that are not known; the others are told where they are used."""
    return [price for price in prices if price.missing is not None]


# ---------------------------------------------------------------- by amount and by number


def _flat(node: Flat, read: Reader) -> Part:
    price = read.price(node.amount)
    if price.missing is not None:
        return _worked_out(price.range, [price], tuple, read)
    return _settled(price.number, [said("step-flat", price=price.told)], read)


def _per_unit(node: PerUnit, read: Reader) -> Part:
    price = read.price(node.price)
    if not price.range.high:
        return _settled(ZERO, [said("step-price-nothing")], read)
    counted = read.count(node.of)

    def packages(units: Fraction) -> int:
        paid = max(ZERO, units - node.free)
        return -(-paid // node.package)

    def how() -> list[Value]:
        units = packages(counted.number)
        if node.package == 1:
            paid = said("step-units-each", units=units, price=price.told)
        else:
            paid = said("step-units-begun", units=units, price=price.told, package=node.package)
        return [(said("step-free", free=node.free), paid) if node.free else paid]

    bounds = Range(packages(counted.range.low) * price.range.low, packages(counted.range.high) * price.range.high)
    return _worked_out(bounds, [counted, *_prices(price)], how, read)


def _brackets(node: Brackets, read: Reader) -> Part:
    ladder = Ladder.of(node, read.price)
    counted = (read.money if ladder.money else read.count)(node.of)
    if ladder.unknown:
        return _worked_out(ladder.anything, [counted, *ladder.unknown], tuple, read)
    return _worked_out(
        brackets_range(ladder, counted.range),
        [counted],
        lambda: brackets_words(ladder, counted.number, read.currency),
        read,
    )


# ---------------------------------------------------------------- shares


def _share(node: Share, read: Reader) -> Part:
    if not node.rate:
        return _settled(ZERO, _NO_RATE, read)
    base, less = read.money(node.of), [read.money(name) for name in node.less]
    threshold, ignored = read.price(node.threshold), _or_nothing(node.ignore_below, read)

    def owed(amount: Fraction, taken_off: Fraction, limit: Fraction, ignore_below: Fraction) -> Fraction:
        rest = max(ZERO, amount - taken_off)
        return max(ZERO, rest - limit) * Fraction(node.rate) if rest >= ignore_below else ZERO

    def how() -> list[Value]:
        rest = max(ZERO, base.number - sum(one.number for one in less))
        if rest < ignored.number:
            return [said("step-below", least=ignored.told)]
        rate, above = Percent(node.rate), read.shown(max(ZERO, rest - threshold.number))
        if not threshold.number:
            return [said("step-share", rate=rate, amount=above)]
        return [said("step-share-above", rate=rate, threshold=threshold.told, amount=above)]

    most_off, least_off = (sum((getattr(one.range, end) for one in less), ZERO) for end in ("high", "low"))
    bounds = Range(
        owed(base.range.low, most_off, threshold.range.high, ignored.range.high),
        owed(base.range.high, least_off, threshold.range.low, ignored.range.low),
    )
    return _worked_out(bounds, [base, *less, *_prices(threshold, ignored)], how, read)


def _or_nothing(price: Price | None, read: Reader) -> Quantity:
    return read.price(price) if price is not None else _NOTHING


_NOTHING = Quantity(Range.just(ZERO), ())
_NO_RATE = (said("step-no-rate-charged"),)


def _lifetime_share(node: LifetimeShare, read: Reader) -> Part:
    if not node.rate:
        return _settled(ZERO, _NO_RATE, read)
    now, before = read.money(node.of), read.money(node.before)
    above, ignored = read.price(node.above), _or_nothing(node.ignore_below, read)

    def owed(earned: Fraction, earlier: Fraction, limit: Fraction, ignore_below: Fraction) -> Fraction:
        beyond = min(earned, max(ZERO, earlier + earned - limit))
        return beyond * Fraction(node.rate) if earned >= ignore_below else ZERO

    def how() -> list[Value]:
        if now.number < ignored.number:
            return [said("step-period-below", least=ignored.told)]
        beyond = read.shown(min(now.number, max(ZERO, before.number + now.number - above.number)))
        return [said("step-lifetime", rate=Percent(node.rate), above=above.told, amount=beyond)]

    bounds = Range(
        owed(now.range.low, before.range.low, above.range.high, ignored.range.high),
        owed(now.range.high, before.range.high, above.range.low, ignored.range.low),
    )
    return _worked_out(bounds, [now, before, *_prices(above, ignored)], how, read)


def _cliff(node: Cliff, read: Reader) -> Part:
    if not node.rate:
        return _settled(ZERO, _NO_RATE, read)
    base, threshold = read.money(node.of), read.price(node.threshold)

    def owed(amount: Fraction, limit: Fraction) -> Fraction:
        return amount * Fraction(node.rate) if amount > limit else ZERO

    def how() -> list[Value]:
        if base.number > threshold.number:
            return [said("step-over-cliff", threshold=threshold.told, rate=Percent(node.rate))]
        return [said("step-under-cliff", threshold=threshold.told)]

    bounds = Range(owed(base.range.low, threshold.range.high), owed(base.range.high, threshold.range.low))
    return _worked_out(bounds, [base, *_prices(threshold)], how, read)


def _capped_return(node: CappedReturn, read: Reader) -> Part:
    if not node.sweep:
        return _settled(ZERO, [said("step-no-sweep")], read)
    could = read.money("distributable_return")
    if could.range == Range.just(ZERO):
        return _worked_out(could.range, [could], lambda: [said("step-no-return")], read)
    invested = read.money("capital_invested") if node.multiple else _NOTHING
    no_cap = invested.range == Range.just(ZERO)
    before = read.money("returns_taken") if not no_cap else _NOTHING

    def owed(capital: Fraction, taken: Fraction, coming: Fraction) -> Fraction:
        cap = Fraction(node.multiple) * capital
        return min(coming, max(ZERO, taken + coming - cap)) * Fraction(node.sweep)

    bounds = Range(
        owed(invested.range.high, before.range.low, could.range.low),
        owed(invested.range.low, before.range.high, could.range.high),
    )

    def how() -> list[Value]:
        multiple = node.multiple
        if not bounds.low:
            return [said("step-below-cap", multiple=multiple)]
        back = read.shown(bounds.low)
        return [said("step-beyond-cap", multiple=multiple, share=Percent(node.sweep), amount=back)]

    return _worked_out(bounds, [fact for fact in (could, invested, before) if fact is not _NOTHING], how, read)


def _negotiated(read: Reader) -> Part:
    agreed = read.money("agreed_fee")
    return _worked_out(agreed.range, [agreed], lambda: [said("step-agreed")], read)


# ---------------------------------------------------------------- several put together


def _sum(parts: Sequence[Part], read: Reader) -> Part:
    total = Range(sum((one.range.low for one in parts), ZERO), sum((one.range.high for one in parts), ZERO))
    steps = [step for one in parts for step in one.steps]
    if len(parts) > 1 and all(one.range.settled for one in parts):
        steps.append(Step(told=(said("step-together"),), amount=read.shown(total.low)))
    return Part(total, tuple(steps), distinct([fact for one in parts for fact in one.missing]))


def _extreme(parts: Sequence[Part], pick: Callable[[list[Fraction]], Fraction], name: str, read: Reader) -> Part:
    """The lowest or highest; a part that cannot be it whatever comes out is not asked for."""
    result = Range(pick([one.range.low for one in parts]), pick([one.range.high for one in parts]))
    steps = [step for one in parts for step in one.steps]
    if not result.settled:
        possible = [one for one in parts if one.range.low <= result.high and one.range.high >= result.low]
        return Part(result, tuple(steps), distinct([fact for one in possible for fact in one.missing]))
    if all(one.range.settled for one in parts):
        told = said(f"step-{name}", number=len(parts))
    else:
        told = said(f"step-{name}-anyway")
    return Part(result, (*steps, Step(told=(told,), amount=read.shown(result.low))))
