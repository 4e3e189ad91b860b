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
from copyfair.language import ENGLISH
from copyfair.language.saying import Label, Quoted, Value, Word, said
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
        told: what it is, with value and evidence, or why it is not known; the clauses of a sentence.
        missing: what has to be given; None when it is known.
    """

    range: Range
    told: tuple[Value, ...]
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
    return Quantity(Range.just(Fraction(value)), (_told(name, value, fact),))


def money(name: str, currency: str, commons: Commons, actor: Actor) -> Quantity:
    """A fact of type money in the currency of a tariff.

    Another currency is converted only at a rate that the actor vouches for.
    """
    fact = fact_of(name, commons, actor)
    value = fact.value if fact else None
    if not isinstance(value, Money) or value.amount < 0:
        return _unknown(name, commons, fact)
    told = _told(name, value, fact)
    if value.currency == currency or not value.amount:
        return Quantity(Range.just(Fraction(value.amount)), (told,))
    pair = f"{value.currency}/{currency}"
    rate = actor.rates.get(pair)
    if rate is None or not _usable(rate):
        ask = f"How many {currency} was one {value.currency} worth in the period of the fee?"
        missing = MissingFact(name=f"exchange rate {pair}", ask=ask, where="[rates] in actor.toml")
        return Quantity(ANYTHING, (said("step-no-rate", told=told, pair=pair),), missing)
    number = Fraction(value.amount) * Fraction(rate)
    at = said("step-exchanged", rate=rate, to=currency, one=value.currency, amount=Money.shown(number, currency))
    return Quantity(Range.just(number), (told, at))


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
        return ("yes" if value else "no"), Quantity(Range.just(ZERO), (_holds(says, fact),))
    if isinstance(value, str) and value in about.values:
        return value, Quantity(Range.just(ZERO), (_holds(f"{about.says} {about.values[value]}", fact),))
    return None, _unknown(name, commons, fact)


def fact_of(name: str, commons: Commons, actor: Actor) -> Fact | None:
    """A fact from where it belongs: about the actor, or about the actor and this very commons."""
    facts = actor.commons.get(commons.id, {}) if info(name).about is About.COMMONS else actor.facts
    return facts.get(name)


def _evidence(fact: Fact | None) -> Value:
    if fact is None:
        return ""
    kind = fact.evidence.kind
    rest = str(fact.evidence).removeprefix(kind.value).removeprefix(", ")
    return (Word("evidence", kind.value), *([rest] if rest else []))


def _holds(says: str, fact: Fact | None) -> Value:
    return said("step-holds", says=Quoted(says, ENGLISH), evidence=_evidence(fact))


def _label(name: str) -> Label:
    return Label(name, info(name).says)


def _told(name: str, value: int | Money, fact: Fact | None) -> Value:
    if fact and fact.year:
        year = str(fact.year)
        return said("step-fact-of-year", fact=_label(name), year=year, value=value, evidence=_evidence(fact))
    return said("step-fact", fact=_label(name), value=value, evidence=_evidence(fact))


def asked(name: str, commons: Commons) -> MissingFact:
    """How a fact is asked for."""
    about = info(name)
    where = f"[commons.{commons.id}] in actor.toml" if about.about is About.COMMONS else "[facts] in actor.toml"
    return MissingFact(name=name, ask=about.ask, where=where)


def _unknown(name: str, commons: Commons, fact: Fact | None) -> Quantity:
    about = info(name)
    number = about.type in _NUMBERS
    told = said("step-not-known", fact=_label(name)) if number else said("step-not-known-which", fact=name)
    if fact and fact.note:
        told = said("step-note", told=told, note=Quoted(fact.note, ENGLISH))
    return Quantity(ANYTHING, (told,), asked(name, commons))


_NUMBERS = (FactType.MONEY, FactType.COUNT)
