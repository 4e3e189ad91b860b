"""One function for each adjustment: from the sum so far to the sum after it, with the step that says so."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from copyfair.commons.tariff import Adjustment, Cap, Credit, Factor, Floor, Minimum, Prorate
from copyfair.fees.amounts import ANYTHING, ZERO, Quantity, Range
from copyfair.fees.model import Step
from copyfair.fees.nodes import Part, Reader, distinct
from copyfair.language.saying import Percent, Quoted, Value, said

__all__ = ["adjusted"]


def adjusted(total: Part, rule: Adjustment, read: Reader) -> Part:
    """The sum after one adjustment."""
    match rule:
        case Prorate():
            return _prorated(total, rule, read)
        case Factor():
            return _multiplied(total, rule, read)
        case Floor():
            return _at_least(total, rule, read)
        case Cap():
            return _at_most(total, rule, read)
        case Credit():
            return _credited(total, rule, read)
        case Minimum():
            return _with_earlier(total, rule, read)


def _after(total: Part, result: Range, by: Quantity, step: Callable[[], Step | None], read: Reader) -> Part:
    """The sum after an adjustment.

    Args:
        total: the sum before.
        result: the sum after.
        by: the number that made the difference; it may not be known.
        step: says how, where everything is known.
        read: shows amounts.
    """
    if not result.settled:
        if by.missing is None:
            return Part(result, total.steps, total.missing)
        return Part(result, (*total.steps, Step(told=by.told)), distinct((*total.missing, by.missing)))
    if total.range.settled and by.missing is None:
        told = step()
    elif total.range == result:
        told = None  # whatever it may be, it changes nothing
    else:
        told = Step(told=(said("step-same-anyway"),), amount=read.shown(result.low))
    return Part(result, (*total.steps, told) if told is not None else total.steps)


def _prorated(total: Part, rule: Prorate, read: Reader) -> Part:
    days = read.count(rule.of)
    if days.missing is None and days.number > read.days:  # a mistake is no fact
        told = said("step-too-many-days", told=days.told, days=read.days)
        days = Quantity(ANYTHING, (told,), read.asked(rule.of))
    low, high = (min(end / read.days, Fraction(1)) for end in (days.range.low, days.range.high))
    result = Range(total.range.low * low, total.range.high * high)

    def step() -> Step:
        part = said("step-prorated", used=int(days.number), days=read.days)
        return Step(told=(*days.told, part), amount=read.shown(result.low))

    return _after(total, result, days, step, read)


def _multiplied(total: Part, rule: Factor, read: Reader) -> Part:
    word, told = read.word(rule.by)
    factors = [Fraction(value) for name, value in rule.values.items() if word in (None, name)]
    result = Range(total.range.low * min(factors), total.range.high * max(factors))

    def step() -> Step:
        times = said("step-times", factor=rule.values[word or ""])
        return Step(told=(*told.told, times, *_quoted(rule.says, read)), amount=read.shown(result.low))

    return _after(total, result, told, step, read)


def _at_least(total: Part, rule: Floor, read: Reader) -> Part:
    least = read.price(rule.amount)

    def bounded(owed: Fraction, bound: Fraction) -> Fraction:
        return max(owed, bound) if owed else ZERO

    result = Range(bounded(total.range.low, least.range.low), bounded(total.range.high, least.range.high))

    def step() -> Step | None:
        if result == total.range:
            return None
        return Step(told=(said("step-at-least", least=least.told),), amount=read.shown(result.low))

    return _after(total, result, least, step, read)


def _at_most(total: Part, rule: Cap, read: Reader) -> Part:
    if rule.amount is not None:
        most = read.price(rule.amount)
        told: tuple[Value, ...] = (said("step-at-most", most=most.told),)
    else:
        share, of = rule.share or Decimal(0), read.money(rule.of)
        most = Quantity(Range(of.range.low * Fraction(share), of.range.high * Fraction(share)), of.told, of.missing)
        told = (*of.told, said("step-at-most-share", share=Percent(share)))
    result = Range(min(total.range.low, most.range.low), min(total.range.high, most.range.high))
    if result.settled and not total.range.settled and most.missing is None and result.low == most.number:
        reached = said("step-highest-reached", most=read.shown(most.number))
        return Part(result, (*total.steps, Step(told=(reached,), amount=read.shown(result.low))))

    def step() -> Step | None:
        return Step(told=told, amount=read.shown(result.low)) if result != total.range else None

    return _after(total, result, most, step, read)


def _credited(total: Part, rule: Credit, read: Reader) -> Part:
    """Contributions that nobody put on record were not claimed; unknown ones are those that somebody wrote so."""
    if not rule.most:
        return total
    given = read.money(rule.of) if read.given(rule.of) else _NONE_CLAIMED

    def covered(owed: Fraction, credit: Fraction) -> Fraction:
        return min(credit, Fraction(rule.most) * owed)

    low, high = total.range.low, total.range.high
    result = Range(low - covered(low, given.range.high), high - covered(high, given.range.low))

    def step() -> Step:
        taken_off = covered(low, given.number)
        if not taken_off:
            return Step(told=given.told)
        most = said("step-credit-most", most=Percent(rule.most))
        return Step(told=(*given.told, most), amount=read.shown(-taken_off))

    return _after(total, result, given, step, read)


_NONE_CLAIMED = Quantity(Range.just(ZERO), (said("step-none-claimed"),))


def _quoted(says: str, read: Reader) -> tuple[Value, ...]:
    """The steward's own words as a clause."""
    return (Quoted(says.rstrip("."), read.language),) if says else ()


def _with_earlier(total: Part, rule: Minimum, read: Reader) -> Part:
    earlier = read.money(rule.of)
    result = Range(total.range.low + earlier.range.low, total.range.high + earlier.range.high)
    return _after(total, result, earlier, lambda: Step(told=earlier.told, amount=read.shown(earlier.number)), read)
