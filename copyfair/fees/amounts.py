"""Facts and prices as the numbers a tariff counts with: exact where they are known, a range where they are not.

A missing fact is the range from nothing to more than anybody ever has. A tariff counted with ranges gives the range
in which the fee lies; where both its ends agree the fact does not matter, and nobody is asked for it.
"""

from decimal import Decimal
from fractions import Fraction

import msgspec

from copyfair.actor.facts import About, Fact, FactType, info
from copyfair.actor.model import Actor
from copyfair.commons.model import Commons
from copyfair.money import Money
from copyfair.reciprocity.model import MissingFact

__all__ = ["ANYTHING", "MOST", "ZERO", "Quantity", "Range", "asked", "count", "fact_of", "money", "word"]

ZERO = Fraction(0)
MOST = Fraction(10**60)
"""More than any fact can be: money has at most 31 digits before the point, also at any rate of exchange."""

_MOST_RATE_DIGITS = 15


class Range(msgspec.Struct, frozen=True):
    """Between `low` and `high`, both possible; settled when they are equal."""

    low: Fraction
    high: Fraction

    @classmethod
    def just(cls, number: Fraction) -> "Range":
        """One number."""
        return cls(number, number)

    @property
    def settled(self) -> bool:
        """It is one number."""
        return self.low == self.high


ANYTHING = Range(ZERO, MOST)


class Quantity(msgspec.Struct, frozen=True):
    """A number that a tariff counts with.

    Attributes:
        range: where it lies; one number when it is known.
        says: what it is, with value and evidence, or why it is not known, in words.
        missing: what has to be given; None when it is known.
    """

    range: Range
    says: str
    missing: MissingFact | None = None

    @property
    def number(self) -> Fraction:
        """The number, of a quantity that is known."""
        return self.range.low


def count(name: str, commons: Commons, actor: Actor) -> Quantity:
    """A fact of type count."""
    fact = fact_of(name, commons, actor)
    value = fact.value if fact else None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        return _unknown(name, commons, fact)
    return Quantity(Range.just(Fraction(value)), _told(name, f"{value:,}", fact))


def money(name: str, currency: str, commons: Commons, actor: Actor) -> Quantity:
    """A fact of type money in the currency of a tariff.

    Another currency is converted only at a rate that the actor vouches for.
    """
    fact = fact_of(name, commons, actor)
    value = fact.value if fact else None
    if not isinstance(value, Money) or value.amount < 0:
        return _unknown(name, commons, fact)
    told = _told(name, str(value), fact)
    if value.currency == currency or not value.amount:
        return Quantity(Range.just(Fraction(value.amount)), told)
    pair = f"{value.currency}/{currency}"
    rate = actor.rates.get(pair)
    if rate is None or not _usable(rate):
        ask = f"How many {currency} was one {value.currency} worth in the period of the fee?"
        missing = MissingFact(name=f"exchange rate {pair}", ask=ask, where="[rates] in actor.toml")
        return Quantity(ANYTHING, f"{told}, but no exchange rate {pair} was given", missing)
    number = Fraction(value.amount) * Fraction(rate)
    shown = Money.shown(number, currency)
    return Quantity(Range.just(number), f"{told}; at {rate:f} {currency} for one {value.currency}: {shown}")


def _usable(rate: Decimal) -> bool:
    exponent = rate.as_tuple().exponent
    return isinstance(exponent, int) and rate > 0 and -exponent <= _MOST_RATE_DIGITS >= rate.adjusted()


def word(name: str, commons: Commons, actor: Actor) -> tuple[str | None, Quantity]:
    """A yes-no or choice fact as the word that a table of a tariff has for it, None when it is not known."""
    fact = fact_of(name, commons, actor)
    value = fact.value if fact else None
    about = info(name)
    if about.type is FactType.YES_NO and isinstance(value, bool):
        says = about.says if value else about.says_not
        return ("yes" if value else "no"), Quantity(Range.just(ZERO), f"{says} ({_evidence(fact)})")
    if isinstance(value, str) and value in about.values:
        return value, Quantity(Range.just(ZERO), f"{about.says} {about.values[value]} ({_evidence(fact)})")
    return None, _unknown(name, commons, fact)


def fact_of(name: str, commons: Commons, actor: Actor) -> Fact | None:
    """A fact from where it belongs: about the actor, or about the actor and this very commons."""
    facts = actor.commons.get(commons.id, {}) if info(name).about is About.COMMONS else actor.facts
    return facts.get(name)


def _evidence(fact: Fact | None) -> str:
    return str(fact.evidence) if fact else ""


def _told(name: str, value: str, fact: Fact | None) -> str:
    year = f" of {fact.year}" if fact and fact.year else ""
    return f"{info(name).says}{year} is {value} ({_evidence(fact)})"


def asked(name: str, commons: Commons) -> MissingFact:
    """How a fact is asked for."""
    about = info(name)
    where = f"[commons.{commons.id}] in actor.toml" if about.about is About.COMMONS else "[facts] in actor.toml"
    return MissingFact(name=name, ask=about.ask, where=where)


def _unknown(name: str, commons: Commons, fact: Fact | None) -> Quantity:
    about = info(name)
    note = f": {fact.note}" if fact and fact.note else ""
    says = f"{about.says} is not known" if about.type in _NUMBERS else f"it is not known which is true of {name}"
    return Quantity(ANYTHING, f"{says}{note}", asked(name, commons))


_NUMBERS = (FactType.MONEY, FactType.COUNT)
