"""What an actor gave to a commons: dated records, each with its evidence.

They are what the actor says. What counts, and for how much, the steward's rule says (`copyfair.commons.recognition`).
"""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from copyfair.actor.facts import Evidence
from copyfair.errors import InputError, MoneyError
from copyfair.money import Money

__all__ = ["UNITS", "Contribution", "Given", "read_contributions"]


class Given(StrEnum):
    """What can be given."""

    MONEY = "money"
    WORK = "work"
    CODE = "code"
    HOSTING = "hosting"
    CARE = "care"


UNITS: Mapping[Given, str] = {
    Given.WORK: "hours",
    Given.CODE: "commits",
    Given.HOSTING: "months",
    Given.CARE: "hours",
}
"""What each kind but money is counted in."""

_MOST = 10**12
_MOST_PLACES = 6
_MOST_RECORDS = 10_000


class Contribution(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One record of what was given.

    Attributes:
        commons: id of the commons.
        kind: what was given.
        amount: more than nothing; of money with its currency, else in the unit of `UNITS`.
        on: the day of it; of what took longer, its last day.
        what: in a few words.
        evidence: what it rests on.
    """

    commons: str
    kind: Given
    amount: Money | Decimal
    on: datetime.date
    what: str = ""
    evidence: Evidence = Evidence()

    @property
    def shown(self) -> str:
        """The amount with its unit."""
        return str(self.amount) if isinstance(self.amount, Money) else f"{self.amount:,f} {UNITS[self.kind]}"


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of `[[contributions]]`."""

    commons: Annotated[str, msgspec.Meta(min_length=1)]
    kind: Given
    amount: Any
    on: datetime.date
    what: str = ""
    evidence: Evidence = Evidence()


def read_contributions(tables: Sequence[Any], *, where: str) -> tuple[Contribution, ...]:
    """The records of `[[contributions]]` in an actor.toml, in their order.

    Raises:
        InputError: one of them is wrong; names it and what it takes.
    """
    if len(tables) > _MOST_RECORDS:
        raise InputError(f"there are more than {_MOST_RECORDS}; sum them up by month", where=where)
    return tuple(_contribution(table, f"{where}[{number}]") for number, table in enumerate(tables))


def _contribution(table: Any, where: str) -> Contribution:
    try:
        record = msgspec.convert(table, _Record)
    except msgspec.ValidationError as error:
        raise InputError(str(error), where=where) from None
    amount = _money(record.amount, where) if record.kind is Given.MONEY else _number(record, where)
    return Contribution(
        commons=record.commons,
        kind=record.kind,
        amount=amount,
        on=record.on,
        what=record.what,
        evidence=record.evidence,
    )


def _money(given: Any, where: str) -> Money:
    try:
        amount = Money.parse(given) if isinstance(given, str) else None
    except MoneyError as error:
        raise InputError(f"money is given as an amount like '250 EUR': {error}", where=f"{where}.amount") from None
    if amount is None or amount.amount <= 0:
        raise InputError("money is given as an amount like '250 EUR', more than nothing", where=f"{where}.amount")
    return amount


def _number(record: _Record, where: str) -> Decimal:
    given = record.amount
    try:
        number = Decimal(given) if isinstance(given, int | str | Decimal) and not isinstance(given, bool) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or not 0 < number < _MOST or _places(number) > _MOST_PLACES:
        message = f"{record.kind} is given as a number of {UNITS[record.kind]}, more than nothing"
        raise InputError(message, where=f"{where}.amount")
    return number


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
