"""What makes no sense in the fee of a tariff and in its adjustments."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from copyfair.actor import facts
from copyfair.actor.facts import About, FactType
from copyfair.commons.tariff import (
    Adjustment,
    Bracket,
    Brackets,
    Cap,
    CappedReturn,
    Cliff,
    Credit,
    Factor,
    Flat,
    Floor,
    Highest,
    Index,
    LifetimeShare,
    Lowest,
    Minimum,
    Mode,
    Negotiated,
    Node,
    PerUnit,
    Price,
    Prorate,
    Share,
    Sum,
)
from copyfair.errors import InputError
from copyfair.money import Money

__all__ = ["adjustment_faults", "node_faults", "number_fault"]

Fault = tuple[str, str]

_MOST_PLACES = 12
_MOST_PARTS, _MOST_LEVELS, _MOST_BRACKETS, _MOST_COUNT = 50, 8, 200, 10**15
_BOTH = (About.ACTOR, About.COMMONS)


def node_faults(node: Node, currency: str, where: str, level: int = 0) -> Iterator[Fault]:
    """Everything that makes no sense in a fee, with its field."""
    match node:
        case Sum(parts=parts) | Lowest(parts=parts) | Highest(parts=parts):
            if not parts:
                yield f"{where}.parts", "it is empty; a commons that asks nothing has no tariff"
            if len(parts) > _MOST_PARTS or level > _MOST_LEVELS:
                yield (
                    f"{where}.parts",
                    f"more than {_MOST_PARTS} parts or {_MOST_LEVELS} levels; nobody could follow it",
                )
                return
            for index, part in enumerate(parts):
                yield from node_faults(part, currency, f"{where}.parts[{index}]", level + 1)
        case Brackets():
            yield from _bracket_faults(node, currency, where)
        case Flat(amount=amount):
            yield from _price_faults(amount, currency, f"{where}.amount")
        case PerUnit():
            yield from _price_faults(node.price, currency, f"{where}.price")
            yield from _fact_faults(node.of, (FactType.COUNT,), f"{where}.of")
        case Share() | LifetimeShare() | Cliff():
            yield from _share_faults(node, currency, where)
        case CappedReturn():
            yield from _number_faults(node.sweep, f"{where}.sweep", most=1)
            yield from _number_faults(node.multiple, f"{where}.multiple", most=1_000_000)
        case Negotiated():
            pass


def _share_faults(node: Share | LifetimeShare | Cliff, currency: str, where: str) -> Iterator[Fault]:
    yield from _number_faults(node.rate, f"{where}.rate", most=1)
    limit = "above" if isinstance(node, LifetimeShare) else "threshold"
    yield from _price_faults(getattr(node, limit), currency, f"{where}.{limit}")
    if not isinstance(node, Cliff) and node.ignore_below is not None:
        yield from _price_faults(node.ignore_below, currency, f"{where}.ignore_below")
    yield from _fact_faults(node.of, (FactType.MONEY,), f"{where}.of")
    if isinstance(node, LifetimeShare):
        yield from _fact_faults(node.before, (FactType.MONEY,), f"{where}.before")
    for index, name in enumerate(node.less if isinstance(node, Share) else ()):
        yield from _fact_faults(name, (FactType.MONEY,), f"{where}.less[{index}]")


# ---------------------------------------------------------------- brackets


def _bracket_faults(node: Brackets, currency: str, where: str) -> Iterator[Fault]:
    wrong = tuple(_fact_faults(node.of, (FactType.COUNT, FactType.MONEY), f"{where}.of"))
    yield from wrong
    if not 1 <= len(node.brackets) <= _MOST_BRACKETS:
        yield f"{where}.brackets", f"there must be 1 to {_MOST_BRACKETS}"
    if wrong:
        return
    money = facts.info(node.of).type is FactType.MONEY
    charge = "amount" if node.mode is Mode.BAND else "rate" if money else "price"
    for index, bracket in enumerate(node.brackets):
        at = f"{where}.brackets[{index}]"
        yield from _charge_faults(bracket, charge, currency, at)
        yield from _limit_faults(bracket.up_to, currency, f"{at}.up_to", money=money)
    yield from _order_faults(node, where)
    if node.step is not None:
        yield from _limit_faults(node.step.every, currency, f"{where}.step.every", money=money)
        yield from _price_faults(node.step.price, currency, f"{where}.step.price")
        if not _plain(node.step.every):
            yield f"{where}.step.every", "it must be more than nothing"


def _charge_faults(bracket: Bracket, charge: str, currency: str, where: str) -> Iterator[Fault]:
    given = [name for name in ("price", "rate", "amount") if getattr(bracket, name) is not None]
    if given != [charge]:
        yield where, f"here a bracket has {charge}" + (f", not {' and '.join(given)}" if given else "; it has nothing")
        return
    value = getattr(bracket, charge)
    if isinstance(value, Price):
        yield from _price_faults(value, currency, f"{where}.{charge}")
    else:
        yield from _number_faults(value, f"{where}.{charge}", most=1)


def _limit_faults(limit: int | Price | None, currency: str, where: str, *, money: bool) -> Iterator[Fault]:
    if isinstance(limit, Price):
        yield from _price_faults(limit, currency, where)
        if not money:
            yield where, "this fact is a count; write a whole number"
    elif limit is not None:
        if money:
            yield where, f"this fact is money; write an amount like '1000 {currency}'"
        if not 0 <= limit <= _MOST_COUNT:
            yield where, f"it must be a number from 0 to {_MOST_COUNT:,}"


def _order_faults(node: Brackets, where: str) -> Iterator[Fault]:
    for index, (before, after) in enumerate(pairwise(node.brackets), start=1):
        if before.up_to is None:
            yield f"{where}.brackets[{index}]", "nothing ever reaches it: the bracket before has no end (up_to)"
        elif after.up_to is not None and _plain(after.up_to) <= _plain(before.up_to):
            yield (
                f"{where}.brackets[{index}].up_to",
                "nothing ever reaches it: it ends no later than the bracket before",
            )
    last = node.brackets[-1] if node.brackets else Bracket()
    if last.up_to is None and node.step is not None:
        yield f"{where}.step", "nothing ever reaches it: the last bracket has no end (up_to)"
    if last.up_to is not None and node.step is None and node.brackets:
        at = f"{where}.brackets[{len(node.brackets) - 1}].up_to"
        yield at, "nothing is said of what lies beyond: leave up_to out of the last bracket, or add a step"


def _plain(limit: int | Price) -> Decimal:
    return limit.amount.amount if isinstance(limit, Price) else Decimal(limit)


# ---------------------------------------------------------------- adjustments


def adjustment_faults(adjust: Sequence[Adjustment], currency: str, where: str) -> Iterator[Fault]:
    """Everything that makes no sense in the adjustments, with its field."""
    for index, one in enumerate(adjust):
        at = f"{where}[{index}]"
        match one:
            case Prorate(of=of):
                yield from _fact_faults(of, (FactType.COUNT,), f"{at}.of")
            case Factor():
                yield from _factor_faults(one, at)
            case Floor(amount=amount):
                yield from _price_faults(amount, currency, f"{at}.amount")
                yield from _exact(amount.amount, f"{at}.amount")
            case Cap():
                yield from _cap_faults(one, currency, at)
            case Credit():
                yield from _number_faults(one.most, f"{at}.most", most=1)
                yield from _fact_faults(one.of, (FactType.MONEY,), f"{at}.of", (About.COMMONS,))
            case Minimum():
                yield from _price_faults(one.amount, currency, f"{at}.amount")
                yield from _exact(one.amount.amount, f"{at}.amount")
                yield from _fact_faults(one.of, (FactType.MONEY,), f"{at}.of", (About.COMMONS,))
                if index != len(adjust) - 1:
                    yield at, "a minimum comes last: it decides whether the sum is asked for at all"
    yield from _bounds_faults(adjust, where)


def _factor_faults(factor: Factor, where: str) -> Iterator[Fault]:
    wrong = tuple(_fact_faults(factor.by, (FactType.CHOICE, FactType.YES_NO), f"{where}.by"))
    yield from wrong
    if wrong:
        return
    fact = facts.info(factor.by)
    wanted = list(fact.values) if fact.type is FactType.CHOICE else ["yes", "no"]
    if sorted(factor.values) != sorted(wanted):
        yield f"{where}.values", f"it needs a number for each of {', '.join(wanted)}, and for nothing else"
    for name, value in factor.values.items():
        yield from _number_faults(value, f"{where}.values.{name[:40]}", most=1_000)


def _cap_faults(cap: Cap, currency: str, where: str) -> Iterator[Fault]:
    if (cap.amount is None) == (cap.share is None):
        yield where, "a cap is an amount, or a share of a fact"
    if cap.amount is not None:
        yield from _price_faults(cap.amount, currency, f"{where}.amount")
        yield from _exact(cap.amount.amount, f"{where}.amount")
    if cap.share is not None:
        yield from _number_faults(cap.share, f"{where}.share", most=1)
        yield from _fact_faults(cap.of, (FactType.MONEY,), f"{where}.of")


def _exact(amount: Money, where: str) -> Iterator[Fault]:
    if amount != amount.rounded():
        yield where, f"{amount} cannot be paid exactly"  # rounding a sum that stands there would step over it


def _bounds_faults(adjust: Sequence[Adjustment], where: str) -> Iterator[Fault]:
    floors = [(n, one.amount.amount) for n, one in enumerate(adjust) if isinstance(one, Floor)]
    caps = [one.amount.amount for one in adjust if isinstance(one, Cap) and one.amount is not None]
    for index, lowest in floors:
        for highest in caps:
            if lowest.currency == highest.currency and highest < lowest:
                yield f"{where}[{index}].amount", f"it is more than the cap, {highest}"


# ---------------------------------------------------------------- single values


def _price_faults(price: Price, currency: str, where: str) -> Iterator[Fault]:
    if price.amount.currency != currency:
        yield where, f"it is in {price.amount.currency}, but the tariff's currency is {currency}"
    if price.amount.amount < 0:
        yield where, "it is less than nothing"
    if price.index is not None:
        yield from _index_faults(price.index, f"{where}.index")


def _index_faults(index: Index, where: str) -> Iterator[Fault]:
    if not index.series.strip():
        yield f"{where}.series", "it is empty; name the index"
    for name, value in (("base", index.base), ("now", index.now)):
        if value is not None:
            yield from _number_faults(value, f"{where}.{name}", most=1_000_000)
            if not value:
                yield f"{where}.{name}", "no index is ever nothing"
    if index.now is not None and not index.evidence.reference.strip():
        yield f"{where}.evidence", "say where the present value was published: evidence = { reference = …, date = … }"


def _number_faults(number: Decimal, where: str, *, most: int) -> Iterator[Fault]:
    message = number_fault(number, most=most)
    if message:
        yield where, message


def number_fault(number: Decimal, *, most: int) -> str:
    """Why a number is refused; empty when it lies between nothing and the most, and has a sane number of digits."""
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or not 0 <= number <= most:
        return f"it must be a number from 0 to {most:,}" + ("; 1 % is 0.01" if most == 1 else "")
    return f"it has more than {_MOST_PLACES} digits after the point" if exponent < -_MOST_PLACES else ""


def _fact_faults(name: str, kinds: Iterable[FactType], where: str, about: tuple[About, ...] = _BOTH) -> Iterator[Fault]:
    try:
        fact = facts.info(name[:200])
    except InputError as error:
        yield where, error.message
        return
    if fact.type not in kinds:
        wanted = " or ".join(kind.value for kind in kinds)
        yield where, f"{name} is of type {fact.type}; here a fact of type {wanted} is needed"
    elif fact.about not in about:
        allowed = " or ".join(word.value for word in about)
        yield where, f"{name} is about the {fact.about}; a tariff can only count facts about the {allowed}"
