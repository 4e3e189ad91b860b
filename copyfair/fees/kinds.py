"""One function for each kind of fee: from facts to the range the fee lies in, with the step that says so."""

from collections.abc import Callable
from decimal import Decimal

import msgspec

from copyfair.commons.model import CappedReturn, Cliff, Fee, Flat, PerHead, Share, Tariff
from copyfair.fees.amounts import EXACT, INFINITY, ZERO, Known, Quantity, Range, Unknown, range_of
from copyfair.fees.model import Step
from copyfair.money import Money
from copyfair.reciprocity.model import MissingFact

__all__ = ["Part", "Reader", "fact_names", "part", "percent", "sentence"]


class Reader(msgspec.Struct, frozen=True):
    """How a kind of fee gets at facts: `count` and `money` (in the tariff's currency) by name."""

    currency: str
    count: Callable[[str], Quantity]
    money: Callable[[str], Quantity]


class Part(msgspec.Struct, frozen=True):
    """What one fee of a tariff comes to.

    Attributes:
        range: between what and what it lies.
        step: how.
        missing: facts that would settle it; empty when it is settled.
    """

    range: Range
    step: Step
    missing: tuple[MissingFact, ...] = ()


def part(fee: Fee, read: Reader) -> Part:
    """What one fee of a tariff comes to."""
    match fee:
        case Flat():
            return _settled(fee.amount.amount, f"A flat fee of {fee.amount}.", read)
        case PerHead():
            return _per_head(fee, read)
        case Share():
            return _share(fee, read)
        case Cliff():
            return _cliff(fee, read)
        case CappedReturn():
            return _capped_return(fee, read)


def fact_names(tariff: Tariff) -> tuple[str, ...]:
    """The facts a tariff counts with, in the order of its fees, the credit last."""
    names: dict[str, None] = {}
    for fee in tariff.fees:
        match fee:
            case PerHead() | Share() | Cliff():
                names[fee.of] = None
            case CappedReturn():
                names.update(dict.fromkeys(("capital_invested", "returns_taken", "distributable_return")))
            case Flat():
                pass
    if tariff.credit is not None:
        names[tariff.credit.of] = None
    return tuple(names)


def percent(rate: Decimal) -> str:
    """``0.015`` as ``1.5 %``."""
    digits = f"{EXACT.multiply(rate, Decimal(100)):f}"
    return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits} %"


def sentence(*parts: str) -> str:
    """Clauses as one sentence: capital first, full stop last."""
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _settled(amount: Decimal, says: str, read: Reader) -> Part:
    return Part(Range(amount, amount), Step(says=says, amount=Money(amount, read.currency)))


def _worked_out(bounds: Range, quantities: tuple[Quantity, ...], says: str, read: Reader) -> Part:
    """The part from its range; when facts are missing and matter, the step says which instead of how much."""
    unknown = [quantity for quantity in quantities if isinstance(quantity, Unknown)]
    told = [quantity.says for quantity in quantities]
    if bounds.settled:
        return _settled(bounds.low, sentence(*told, says), read)
    return Part(bounds, Step(says=sentence(*told)), tuple(quantity.missing for quantity in unknown))


def _per_head(fee: PerHead, read: Reader) -> Part:
    if not fee.price.amount:
        return _settled(ZERO, "The price for one is nothing.", read)
    counted = read.count(fee.of)
    heads = range_of(counted)
    bounds = Range(_times(_over(heads.low, fee.free), fee.price), _times(_over(heads.high, fee.free), fee.price))
    if isinstance(counted, Known):
        paid = int(_over(counted.number, fee.free))
        free = f"{fee.free:,} are free, " if fee.free else ""
        says = f"{free}{paid:,} at {fee.price} each"
    else:
        says = ""
    return _worked_out(bounds, (counted,), says, read)


def _over(number: Decimal, free: Decimal | int) -> Decimal:
    return max(ZERO, EXACT.subtract(number, Decimal(free)))


def _times(number: Decimal, price: Money) -> Decimal:
    return EXACT.multiply(number, price.amount)


def _share(fee: Share, read: Reader) -> Part:
    if not fee.rate:
        return _settled(ZERO, "The rate is 0 %.", read)
    base = read.money(fee.of)
    ends = range_of(base)

    def owed(amount: Decimal) -> Decimal:
        return EXACT.multiply(_over(amount, fee.threshold.amount), fee.rate)

    if isinstance(base, Known):
        above = Money(_over(base.number, fee.threshold.amount), read.currency)
        says = f"{percent(fee.rate)} of only the part above {fee.threshold}, which is {above}"
    else:
        says = ""
    return _worked_out(Range(owed(ends.low), owed(ends.high)), (base,), says, read)


def _cliff(fee: Cliff, read: Reader) -> Part:
    if not fee.rate:
        return _settled(ZERO, "The rate is 0 %.", read)
    base = read.money(fee.of)
    ends = range_of(base)

    def owed(amount: Decimal) -> Decimal:
        return EXACT.multiply(amount, fee.rate) if amount > fee.threshold.amount else ZERO

    if isinstance(base, Known) and base.number > fee.threshold.amount:
        says = f"that is more than {fee.threshold}, so {percent(fee.rate)} of the whole is due"
    else:
        says = f"that is not more than {fee.threshold}, so nothing is due"
    return _worked_out(Range(owed(ends.low), owed(ends.high)), (base,), says, read)


_NOTHING = Known(ZERO, "")


def _capped_return(fee: CappedReturn, read: Reader) -> Part:
    if not fee.sweep:
        return _settled(ZERO, "No share of the returns beyond the cap flows back.", read)
    could = read.money("distributable_return")
    if range_of(could) == Range(ZERO, ZERO):
        return _worked_out(Range(ZERO, ZERO), (could,), "there is no return that could go beyond the cap", read)
    invested = read.money("capital_invested") if fee.multiple else _NOTHING
    no_cap = range_of(invested) == Range(ZERO, ZERO)
    before = read.money("returns_taken") if not no_cap else _NOTHING
    coming, capital, taken = range_of(could), range_of(invested), range_of(before)
    bounds = Range(
        EXACT.multiply(_beyond(fee, capital.high, taken.low, coming.low), fee.sweep),
        EXACT.multiply(_beyond(fee, capital.low, taken.high, coming.high), fee.sweep),
    )
    told = tuple(fact for fact in (could, invested, before) if fact is not _NOTHING)
    return _worked_out(bounds, told, _capped_words(fee, bounds.low, read), read)


def _beyond(fee: CappedReturn, capital: Decimal, taken: Decimal, coming: Decimal) -> Decimal:
    """How much of the coming return lies beyond the cap, when `taken` was taken before."""
    cap = EXACT.multiply(fee.multiple, capital) if fee.multiple else ZERO
    if cap == INFINITY:
        return ZERO  # also for an infinite return: the lower end of a range never holds both
    return min(coming, _over(EXACT.add(taken, coming), cap))


def _capped_words(fee: CappedReturn, owed: Decimal, read: Reader) -> str:
    cap = f"returns are capped at {fee.multiple:f} times the capital invested"
    if not owed:
        return f"{cap}, and the return of this period stays below the cap"
    return f"{cap}, and {percent(fee.sweep)} of what the return of this period adds beyond the cap flows back: {Money(owed, read.currency)}"
