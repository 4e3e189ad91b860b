"""What somebody should look at in a tariff that makes sense: gaps, cliffs, fees that fall, payees nobody pays."""

import datetime
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import msgspec

from copyfair.actor.facts import FactType, info
from copyfair.actor.model import Actor
from copyfair.commons.account import printed_iban
from copyfair.commons.model import Commons
from copyfair.commons.registry import payable_account
from copyfair.commons.tariff import (
    Brackets,
    Cliff,
    Credit,
    Highest,
    LifetimeShare,
    Lowest,
    Node,
    Share,
    Sum,
    Tariff,
)
from copyfair.fees.amounts import MOST, ZERO, Quantity, Range
from copyfair.fees.assess import reader
from copyfair.fees.curve import Jump, breaks, jumps
from copyfair.fees.nodes import Reader, part
from copyfair.fees.waivers import condition_of, place
from copyfair.money import MINOR_UNITS, Money
from copyfair.reciprocity.rules import permissions

__all__ = ["Remark", "check_conditions", "remarks"]

_ONE_DAY = datetime.timedelta(days=1)
_MOST_SHOWN = 6


class Remark(msgspec.Struct, frozen=True, order=True):
    """Something to look at.

    Attributes:
        where: field of commons.toml.
        code: what kind, in a word or two.
        says: what, in a sentence.
    """

    where: str
    code: str
    says: str


def check_conditions(commons: Commons) -> None:
    """Read every condition of a commons, so that a bad one is found before it is needed.

    Raises:
        RuleError: names the file and the field.
    """
    permissions(commons)
    for tariff in commons.tariffs:
        for index, waiver in enumerate(tariff.waivers):
            condition_of(waiver, commons, place(commons, tariff, index))


def remarks(commons: Commons, as_of: datetime.date) -> tuple[Remark, ...]:
    """What somebody should look at, in the order of the file.

    Args:
        commons: one that makes sense: `load` took it.
        as_of: the day on which a tariff should apply and accounts should count.
    """
    found = [*_between(commons, as_of)]
    for number, tariff in enumerate(commons.tariffs):
        where = f"$.tariffs[{number}]"
        found += _of_node(tariff.fee, f"{where}.fee", reader(commons, tariff, Actor(), as_of))
        found += _of_credit(tariff, where)
    return (*found, *_of_payees(commons, as_of))


# ---------------------------------------------------------------- versions


def _between(commons: Commons, as_of: datetime.date) -> Iterator[Remark]:
    numbered = sorted(enumerate(commons.tariffs), key=lambda pair: pair[1].valid_from)
    for (_, before), (number, after) in pairwise(numbered):
        until = before.valid_until
        if until is not None and until + _ONE_DAY < after.valid_from:
            says = f"From {until + _ONE_DAY} to {after.valid_from - _ONE_DAY} no tariff applies."
            yield Remark(f"$.tariffs[{number}].valid_from", "gap", says)
        if before.currency != after.currency:
            says = f"{before.id} is in {before.currency}, {after.id} in {after.currency}."
            yield Remark(f"$.tariffs[{number}].currency", "currency", says)
    if commons.tariffs and commons.tariff_on(as_of) is None:
        yield Remark("$.tariffs", "gap", f"No tariff applies on {as_of}.")


# ---------------------------------------------------------------- jumps


def _of_node(node: Node, where: str, read: Reader) -> Iterator[Remark]:
    match node:
        case Sum(parts=parts) | Lowest(parts=parts) | Highest(parts=parts):
            for number, one in enumerate(parts):
                yield from _of_node(one, f"{where}.parts[{number}]", read)
        case Brackets() | Cliff() | Share() | LifetimeShare():
            yield from _of_jumps(node, where, read)


def _of_jumps(node: Brackets | Cliff | Share | LifetimeShare, where: str, read: Reader) -> Iterator[Remark]:
    """The jumps of one fee by itself, its other facts being none at all, or for earlier revenue more than anybody's."""
    money = info(node.of).type is FactType.MONEY
    unit = Fraction(1, 10 ** MINOR_UNITS[read.currency]) if money else Fraction(1)

    def fee(at: Fraction) -> Fraction:
        return part(node, _only(node, at, read)).range.low

    found = list(jumps(fee, sorted(breaks(node, node.of, read, unit)), unit))
    for code, chosen in (("cliff", [j for j in found if not j.falls]), ("falls", [j for j in found if j.falls])):
        if chosen:
            verb = "jumps" if code == "cliff" else "falls (who has more pays less)"
            told = "; ".join(_told(jump, read, money=money) for jump in chosen[:_MOST_SHOWN])
            more = f"; and {len(chosen) - _MOST_SHOWN} more" if len(chosen) > _MOST_SHOWN else ""
            yield Remark(where, code, f"After these values of {node.of} the fee {verb}: {told}{more}.")


def _only(node: Node, at: Fraction, read: Reader) -> Reader:
    """The same reader with one fact known, and the others out of the way."""
    of, before = getattr(node, "of", ""), getattr(node, "before", "")

    def fact(name: str) -> Quantity:
        return Quantity(Range.just(at if name == of else MOST if name == before else ZERO), (name,))

    return msgspec.structs.replace(read, count=fact, money=fact)


def _told(jump: Jump, read: Reader, *, money: bool) -> str:
    at = str(Money.shown(jump.at, read.currency)) if money else f"{int(jump.at):,}"
    before, after = (Money.nearest(fee, read.currency) for fee in (jump.before, jump.after))
    return f"{at} (from {before} to {after})"


# ---------------------------------------------------------------- contributions and payees


def _of_credit(tariff: Tariff, where: str) -> Iterator[Remark]:
    for number, rule in enumerate(tariff.adjust):
        if isinstance(rule, Credit) and rule.most == 1:
            says = "Contributions can cover the whole fee, so that nothing is paid."
            yield Remark(f"{where}.adjust[{number}].most", "credit", says)


def _of_payees(commons: Commons, as_of: datetime.date) -> Iterator[Remark]:
    shares = [payee.share for payee in commons.payees]
    if len(shares) > 1 and sum(shares) != 1:
        told = ", ".join(f"{payee.party.name} {payee.share}/{sum(shares)}" for payee in commons.payees[:_MOST_SHOWN])
        yield Remark("$.payees", "shares", f"The shares are weights: {told}.")
    seen: set[str] = set()
    for number, payee in enumerate(commons.payees):
        where = f"$.payees[{number}]"
        if not payee.share:
            yield Remark(f"{where}.share", "shares", f"{payee.party.name} is never paid anything.")
        if payee.party.name in seen:
            yield Remark(f"{where}.party.name", "payee", f"{payee.party.name} is there twice.")
        seen.add(payee.party.name)
        if payee.iban and not printed_iban(payee.iban):
            yield Remark(f"{where}.iban", "account", "Its check digits are wrong, so no notice prints it (ISO 13616).")
    for registered in commons.registry.payees:
        account = payable_account(commons.registry, registered.id, as_of)
        if account.account is None:
            says = f"{registered.party.name} is not paid on {as_of}. {' '.join(account.reasons)}"
            yield Remark("$.split.registry", "account", says)
