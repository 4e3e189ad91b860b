"""Exact money: a decimal amount and an ISO 4217 currency. Floats are refused.

The number of minor units comes from our own table, because common locale data
disagrees with ISO 4217 for some currencies (Iraqi dinar, Malagasy ariary).
"""

import re
from collections.abc import Sequence
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal, Inexact
from fractions import Fraction
from typing import Self

import msgspec

from copyfair.errors import MoneyError

__all__ = ["MINOR_UNITS", "Money", "split"]

_TWO = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC "
    "CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD "
    "KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO "
    "NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL "
    "THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"
)
MINOR_UNITS: dict[str, int] = {
    **dict.fromkeys(_TWO.split(), 2),
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
"""Currency code -> digits after the decimal point (ISO 4217, list one)."""

_MOST_DIGITS = 30
"""Of an amount that is given, before and after the point each."""
_MOST_PLACES = 200
"""Of an amount that was worked out from such amounts and rates; more can only be an attack."""
_WRITTEN = re.compile(r"[+-]?[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?", re.ASCII)

# Python's usual context rounds sums and products at 28 digits without a word. This one is exact: sums and products
# take as many digits as they need, and what cannot be exact raises. (Never divide in it: it would fill the memory.)
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, rounding=ROUND_HALF_UP, traps=[Inexact])
_ROUNDING = Context(prec=2 * _MOST_PLACES, rounding=ROUND_HALF_UP)


def _shown(amount: object) -> str:
    """An offending value for a message, short whatever it is."""
    if isinstance(amount, int) and not -(10**_MOST_DIGITS) < amount < 10**_MOST_DIGITS:
        return "a number too long to show"
    text = repr(amount)
    return text if len(text) <= 60 else text[:57] + "…"


def _decimal(amount: object) -> Decimal:
    if isinstance(amount, bool | float):
        raise MoneyError(
            f"an amount must be a whole number or a text like '12.50', not {_shown(amount)}: floats are not exact"
        )
    if isinstance(amount, int):
        if abs(amount) >= 10 ** (_MOST_DIGITS + 1):
            raise MoneyError(f"{_shown(amount)} is not an amount anybody pays")
        return Decimal(amount)
    if isinstance(amount, Decimal):
        value = amount
    elif isinstance(amount, str):
        text = amount.strip()
        if len(text) > 3 * _MOST_DIGITS or not _WRITTEN.fullmatch(text):
            raise MoneyError(f"{_shown(amount)} is not an amount; write it like '1250.50'")
        value = Decimal(text.replace("_", ""))
    else:
        raise MoneyError(f"{_shown(amount)} is not an amount")
    if not _within(value, _MOST_DIGITS):
        raise MoneyError(f"{_shown(amount)} is not an amount anybody pays")
    return value


def _within(value: Decimal, digits: int) -> bool:
    """It is finite and has at most so many digits before the point, and after it."""
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -digits and value.adjusted() <= digits


class Money(msgspec.Struct, frozen=True):
    """An exact amount in one currency; may carry more digits than can be paid until `rounded`.

    Attributes:
        amount: decimal, never a float.
        currency: ISO 4217 code with a known number of minor units.

    Raises:
        MoneyError: on a float, an unknown currency or a mix of currencies.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in MINOR_UNITS:
            raise MoneyError(f"{_shown(self.currency)} is not a currency code of ISO 4217")
        if not isinstance(self.amount, Decimal):
            raise MoneyError(f"the amount {_shown(self.amount)} is not a Decimal; use Money.of")
        if not _within(self.amount, _MOST_PLACES):
            raise MoneyError(f"{_shown(self.amount)} is not an amount anybody pays")

    @classmethod
    def of(cls, amount: int | str | Decimal, currency: str) -> Self:
        """Money from a whole number, a text such as ``'1_000.50'`` or a Decimal."""
        return cls(_decimal(amount), currency)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Money from ``'1000.50 EUR'`` (amount, blank, currency)."""
        parts = text.split(maxsplit=2)
        if len(parts) != 2:
            raise MoneyError(f"{_shown(text)} is not money; write it like '1000.50 EUR'")
        return cls.of(parts[0], parts[1])

    @classmethod
    def nearest(cls, number: Fraction, currency: str) -> Self:
        """An exact number rounded half up, away from nothing, to what can be paid: the one rounding of a sum."""
        units = abs(number) * 10 ** MINOR_UNITS[currency] + Fraction(1, 2)
        return cls.of_units(units.numerator // units.denominator * (-1 if number < 0 else 1), currency)

    @classmethod
    def shown(cls, number: Fraction, currency: str, places: int = 6) -> Self:
        """An exact number to look at: with every digit it has, or to some places where it never ends."""
        rest, twos, fives = number.denominator, 0, 0
        while rest % 2 == 0:
            rest, twos = rest // 2, twos + 1
        while rest % 5 == 0:
            rest, fives = rest // 5, fives + 1
        shift = max(twos, fives) if rest == 1 and max(twos, fives) <= _MOST_PLACES else places
        return cls(Decimal(round(number * 10**shift)).scaleb(-shift, context=_EXACT), currency)

    @classmethod
    def of_units(cls, units: int, currency: str) -> Self:
        """Money from a whole number of minor units (cents)."""
        return cls(Decimal(units).scaleb(-MINOR_UNITS[currency], context=_EXACT), currency)

    def rounded(self) -> "Money":
        """Rounded half up to what can be paid in this currency."""
        unit = Decimal(1).scaleb(-MINOR_UNITS[self.currency])
        amount = self.amount.quantize(unit, context=_ROUNDING)
        return Money(amount or amount.copy_abs(), self.currency)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise MoneyError(f"{self.currency} and {other.currency} cannot be added or compared without a rate")

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(_EXACT.add(self.amount, other.amount), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(_EXACT.subtract(self.amount, other.amount), self.currency)

    def __mul__(self, factor: int | Decimal) -> "Money":
        return Money(_EXACT.multiply(self.amount, _decimal(factor)), self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount <= other.amount

    def __gt__(self, other: "Money") -> bool:
        return other < self

    def __ge__(self, other: "Money") -> bool:
        return other <= self

    def __str__(self) -> str:
        """``1,250.50 EUR``: grouped, with at least the currency's minor units."""
        places = MINOR_UNITS[self.currency]
        _, _, cut = f"{self.amount:f}".partition(".")
        places = max(places, len(cut.rstrip("0")))
        shown = f"{self.amount:,.{places}f}"
        return f"{shown if self.amount else shown.removeprefix('-')} {self.currency}"


def split(total: Money, weights: Sequence[Fraction | int | Decimal]) -> tuple[Money, ...]:
    """Divide a rounded total by weights so that the parts add up to it to the last minor unit.

    Largest remainder: everyone gets the part rounded down, then one minor unit
    more in the order of what was cut off; ties go to the earlier weight.

    Raises:
        MoneyError: no weights, a negative weight, all weights zero, or a total that cannot be paid exactly.
    """
    if any(isinstance(weight, bool | float) for weight in weights):
        raise MoneyError("weights are whole numbers, decimals or fractions: floats are not exact")
    shares = [Fraction(weight) for weight in weights]
    whole = sum(shares)
    if not shares or min(shares) < 0 or whole == 0:
        raise MoneyError("a total is split by weights of which none is negative and one is more than zero")
    if total != total.rounded():
        raise MoneyError(f"{total} cannot be paid exactly; round it before it is split")
    units = int(total.amount.scaleb(MINOR_UNITS[total.currency], context=_EXACT))
    exact = [units * share / whole for share in shares]
    floors = [part.numerator // part.denominator for part in exact]
    order = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    for index in order[: units - sum(floors)]:
        floors[index] += 1
    return tuple(Money.of_units(part, total.currency) for part in floors)
