"""Facts as the numbers a tariff counts with: exact where they are known, a range where they are not.

A missing fact is the range from nothing to infinity. Every tariff is monotone in
its facts, so the two ends of a range give the two ends of the fee; where both
ends agree the fact does not matter, and nobody is asked for it.
"""

from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, Inexact, InvalidOperation

import msgspec

from copyfair.actor.facts import About, Fact, info
from copyfair.actor.model import Actor
from copyfair.commons.model import Commons
from copyfair.money import Money
from copyfair.reciprocity.model import MissingFact

__all__ = [
    "EXACT",
    "INFINITY",
    "ZERO",
    "Known",
    "Quantity",
    "Range",
    "Unknown",
    "count",
    "fact_of",
    "money",
    "range_of",
]

ZERO, INFINITY = Decimal(0), Decimal("Infinity")

EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact, InvalidOperation])
"""Sums and products without any rounding. Never divide in it: the quotient would fill the memory."""

_MOST_RATE_DIGITS = 30


class Range(msgspec.Struct, frozen=True):
    """Between `low` and `high`, both possible; settled when they are equal."""

    low: Decimal
    high: Decimal

    @property
    def settled(self) -> bool:
        """It is one number."""
        return self.low == self.high


class Known(msgspec.Struct, frozen=True):
    """A fact with its number.

    Attributes:
        number: for money: in the tariff's currency, unrounded.
        says: the fact with its value and evidence, in words.
    """

    number: Decimal
    says: str


class Unknown(msgspec.Struct, frozen=True):
    """A fact without a number.

    Attributes:
        missing: what has to be given.
        says: why there is no number, in words.
    """

    missing: MissingFact
    says: str


Quantity = Known | Unknown


def range_of(quantity: Quantity) -> Range:
    """The numbers that a quantity may be."""
    match quantity:
        case Known(number=number):
            return Range(number, number)
        case Unknown():
            return Range(ZERO, INFINITY)


def count(name: str, commons: Commons, actor: Actor) -> Quantity:
    """A fact of type count."""
    fact = fact_of(name, commons, actor)
    value = fact.value if fact else None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        return _unknown(name, commons, fact)
    return Known(Decimal(value), _told(name, f"{value:,}", fact))


def money(name: str, currency: str, commons: Commons, actor: Actor) -> Quantity:
    """A fact of type money in the currency of a tariff.

    Another currency is converted only at a rate that the actor vouches for.
    """
    fact = fact_of(name, commons, actor)
    value = fact.value if fact else None
    if not isinstance(value, Money) or value.amount < 0:
        return _unknown(name, commons, fact)
    told = _told(name, str(value), fact)
    if value.currency == currency:
        return Known(value.amount, told)
    pair = f"{value.currency}/{currency}"
    rate = actor.rates.get(pair)
    if rate is None or not _usable(rate):
        ask = f"How many {currency} was one {value.currency} worth in the period of the fee?"
        missing = MissingFact(name=f"exchange rate {pair}", ask=ask, where="[rates] in actor.toml")
        return Unknown(missing, f"{told}, but no exchange rate {pair} was given")
    amount = EXACT.multiply(value.amount, rate)
    return Known(amount, f"{told}; at {rate:f} {currency} for one {value.currency}: {Money(amount, currency)}")


def _usable(rate: Decimal) -> bool:
    exponent = rate.as_tuple().exponent
    return isinstance(exponent, int) and rate > 0 and -exponent <= _MOST_RATE_DIGITS >= rate.adjusted()


def fact_of(name: str, commons: Commons, actor: Actor) -> Fact | None:
    """A fact from where it belongs: about the actor, or about the actor and this very commons."""
    facts = actor.commons.get(commons.id, {}) if info(name).about is About.COMMONS else actor.facts
    return facts.get(name)


def _told(name: str, value: str, fact: Fact | None) -> str:
    evidence = str(fact.evidence) if fact else ""
    year = f" of {fact.year}" if fact and fact.year else ""
    return f"{info(name).says}{year} is {value} ({evidence})"


def _unknown(name: str, commons: Commons, fact: Fact | None) -> Unknown:
    word = info(name)
    where = f"[commons.{commons.id}] in actor.toml" if word.about is About.COMMONS else "[facts] in actor.toml"
    note = f": {fact.note}" if fact and fact.note else ""
    return Unknown(MissingFact(name=name, ask=word.ask, where=where), f"{word.says} is not known{note}")
