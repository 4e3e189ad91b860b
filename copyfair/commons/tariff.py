"""Tariffs as data: what a fee is made of, what is done to it afterwards, and on which days all this holds.

A tariff is one *node* (a fee, or several put together) and a list of *adjustments* that are made to it in their
order. Every word that a `[[tariffs]]` table of commons.toml may hold is a field below.
"""

import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

import msgspec

from copyfair.actor.facts import Evidence
from copyfair.language.saying import Saying, said
from copyfair.money import Money

__all__ = [
    "Adjustment",
    "Bracket",
    "Brackets",
    "Cap",
    "CappedReturn",
    "Cliff",
    "Credit",
    "Factor",
    "Flat",
    "Floor",
    "Highest",
    "Index",
    "LifetimeShare",
    "Lowest",
    "Minimum",
    "Mode",
    "Negotiated",
    "Node",
    "PerUnit",
    "Period",
    "Price",
    "Prorate",
    "Rate",
    "Share",
    "Stairs",
    "Sum",
    "Tariff",
    "Waiver",
]

Rate = Decimal
"""From 0 to 1. `copyfair.commons.faults` holds the bounds: msgspec knows none for decimals."""


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of commons.toml: frozen, and a field it does not know is an error."""


class Index(_Table, frozen=True, kw_only=True):
    """A price index that an amount moves with.

    Attributes:
        series: which index ("us-cpi-u", or a name that the evidence explains).
        base: its value to which the amount belongs.
        now: its value for the period of the fee. None: the value on record in copyfair for the year before; where
            there is none the amount is not known.
        evidence: where `now` was published.
    """

    series: str
    base: Decimal
    now: Decimal | None = None
    evidence: Evidence = Evidence()


class Price(_Table, frozen=True, kw_only=True):
    """An amount that a tariff names: ``"12.50 EUR"``, or a table with an index it moves with."""

    amount: Money
    index: Index | None = None

    @classmethod
    def of(cls, text: str) -> Self:
        """A price without an index, from ``'12.50 EUR'``."""
        return cls(amount=Money.parse(text))


# ---------------------------------------------------------------- what a fee is made of


class Flat(_Table, frozen=True, kw_only=True, tag_field="kind", tag="flat"):
    """The same amount for everybody."""

    amount: Price


class PerUnit(_Table, frozen=True, kw_only=True, tag_field="kind", tag="per-unit"):
    """An amount for each of something counted, beyond a free number.

    Attributes:
        of: a fact of type count (``head_count``, ``seats``, ``units``).
        price: for one package.
        free: how many cost nothing.
        package: how many one price buys; a package that is begun is paid.
    """

    of: str
    price: Price
    free: Annotated[int, msgspec.Meta(ge=0)] = 0
    package: Annotated[int, msgspec.Meta(ge=1)] = 1


class Mode(StrEnum):
    """How brackets are charged."""

    MARGINAL = "marginal"
    """Each part at the charge of the bracket it lies in."""
    SLAB = "slab"
    """The whole at the charge of the bracket it ends in."""
    BAND = "band"
    """A fixed amount for each bracket."""


class Bracket(_Table, frozen=True, kw_only=True):
    """One bracket, from the end of the one before up to and including its own.

    Attributes:
        up_to: its last number or amount; None: no end.
        price: for each of a count (marginal, slab).
        rate: share of an amount of money (marginal, slab).
        amount: for the bracket as a whole (band).
    """

    up_to: int | Price | None = None
    price: Price | None = None
    rate: Rate | None = None
    amount: Price | None = None


class Stairs(_Table, frozen=True, kw_only=True):
    """Beyond the last bracket: a price for each `every` that is begun."""

    every: int | Price
    price: Price


class Brackets(_Table, frozen=True, kw_only=True, tag_field="kind", tag="brackets"):
    """Brackets of a count or of an amount of money.

    Attributes:
        of: a fact of type count or money.
        mode: marginal, slab or band.
        brackets: in rising order; the last has no end, or `step` goes on from it.
        step: what is added beyond the last bracket.
    """

    of: str
    mode: Mode
    brackets: tuple[Bracket, ...]
    step: Stairs | None = None


class Share(_Table, frozen=True, kw_only=True, tag_field="kind", tag="share-above"):
    """Marginal: a share of only that part of an amount which lies above a threshold.

    Attributes:
        rate: from 0 to 1.
        threshold: what stays free for everybody.
        of: a fact of type money (``revenue``).
        less: facts of type money that are deducted first.
        ignore_below: where the amount is less than this, nothing is owed.
    """

    rate: Rate
    threshold: Price
    of: str = "revenue"
    less: tuple[str, ...] = ()
    ignore_below: Price | None = None


class LifetimeShare(_Table, frozen=True, kw_only=True, tag_field="kind", tag="lifetime-share"):
    """A share of what a product earns in a period, once all it ever earned lies above a threshold.

    Attributes:
        rate: from 0 to 1.
        above: of the lifetime sum that stays free.
        ignore_below: a period that earns less owes nothing.
        before: what was earned before the period.
        of: what was earned in the period.
    """

    rate: Rate
    above: Price
    ignore_below: Price | None = None
    before: str = "product_revenue_before"
    of: str = "product_revenue"


class Cliff(_Table, frozen=True, kw_only=True, tag_field="kind", tag="cliff"):
    """Cliff: nothing up to and including a threshold, and above it a share of the *whole* amount."""

    rate: Rate
    threshold: Price
    of: str = "revenue"


class CappedReturn(_Table, frozen=True, kw_only=True, tag_field="kind", tag="capped-return"):
    """Returns are capped at a multiple of the capital; what goes beyond flows back to the commons.

    Attributes:
        multiple: of the capital invested that may be taken in all (10 = ten times).
        sweep: share of what goes beyond that flows back.
    """

    multiple: Decimal = Decimal(10)
    sweep: Rate = Decimal(1)


class Negotiated(_Table, frozen=True, kw_only=True, tag_field="kind", tag="negotiated"):
    """What actor and steward agreed on: the fact `agreed_fee`. Without it there is no fee, and nothing is guessed."""


class Sum(_Table, frozen=True, kw_only=True, tag_field="kind", tag="sum"):
    """Everything added up."""

    parts: tuple["Node", ...]


class Lowest(_Table, frozen=True, kw_only=True, tag_field="kind", tag="min"):
    """The lowest of several fees."""

    parts: tuple["Node", ...]


class Highest(_Table, frozen=True, kw_only=True, tag_field="kind", tag="max"):
    """The highest of several fees."""

    parts: tuple["Node", ...]


Node = Flat | PerUnit | Brackets | Share | LifetimeShare | Cliff | CappedReturn | Negotiated | Sum | Lowest | Highest


# ---------------------------------------------------------------- what is done to it, in order


class Prorate(_Table, frozen=True, kw_only=True, tag_field="kind", tag="prorate"):
    """Only for some days of the period: a fact of type count, of all the days that this very period has."""

    of: str = "days_used"


class Factor(_Table, frozen=True, kw_only=True, tag_field="kind", tag="factor"):
    """By class: solidarity prices, purchasing power.

    Attributes:
        by: a choice or yes-no fact.
        values: its every value -> what the fee is multiplied by.
        says: why, in a sentence.
    """

    by: str
    values: dict[str, Decimal]
    says: str = ""


class Floor(_Table, frozen=True, kw_only=True, tag_field="kind", tag="floor"):
    """Where anything is due, it is at least this."""

    amount: Price


class Cap(_Table, frozen=True, kw_only=True, tag_field="kind", tag="cap"):
    """Never more than an amount, or than a share of a fact of type money."""

    amount: Price | None = None
    share: Rate | None = None
    of: str = ""


class Credit(_Table, frozen=True, kw_only=True, tag_field="kind", tag="credit"):
    """Contributions count towards the fee.

    Attributes:
        of: a fact of type money about the actor and this commons.
        most: largest share of the fee that contributions can cover.
    """

    of: str = "contribution_value"
    most: Rate = Decimal(1)


class Minimum(_Table, frozen=True, kw_only=True, tag_field="kind", tag="minimum"):
    """Small sums are not asked for: they are carried forward until together they reach an amount.

    Attributes:
        amount: from which on it is paid.
        of: what was carried forward from earlier periods: a fact of type money about the actor and this commons.
    """

    amount: Price
    of: str = "carried_forward"


Adjustment = Prorate | Factor | Floor | Cap | Credit | Minimum


class Waiver(_Table, frozen=True, kw_only=True):
    """Whom the steward lets off, though the tariff applies to them.

    Attributes:
        clause: where the steward published it.
        says: whom, in a sentence.
        when: condition in the rule language of `copyfair.reciprocity.conditions`.
    """

    clause: str
    says: str
    when: str


# ---------------------------------------------------------------- the tariff


class Period(StrEnum):
    """What one fee covers: the period in which the day of the assessment lies."""

    YEAR = "calendar year"
    QUARTER = "calendar quarter"
    MONTH = "calendar month"

    def around(self, day: datetime.date) -> tuple[datetime.date, datetime.date]:
        """Its first and its last day, for the one in which a day lies."""
        months = {Period.YEAR: 12, Period.QUARTER: 3, Period.MONTH: 1}[self]
        first = (day.month - 1) // months * months + 1
        last = first + months - 1
        ends = datetime.date(day.year, 12, 31) if last == 12 else datetime.date(day.year, last + 1, 1) - _ONE_DAY
        return datetime.date(day.year, first, 1), ends


_ONE_DAY = datetime.timedelta(days=1)


class Tariff(_Table, frozen=True, kw_only=True):
    """What the steward asks of those whom neither the licence nor a permission covers.

    Attributes:
        id: identifies this version.
        currency: ISO 4217; every amount of the tariff is in it.
        clause: where the steward published it ("Charter 5").
        says: the tariff in a sentence.
        period: what one fee covers.
        valid_from, valid_until: first and last day on which this version applies.
        due_days: days from the notice to the due date.
        waivers: who is let off.
        fee: what is asked.
        adjust: what is done to the fee, in this order, before it is rounded once.
    """

    id: str
    currency: str
    clause: str
    says: str
    valid_from: datetime.date
    valid_until: datetime.date | None = None
    period: Period = Period.YEAR
    due_days: Annotated[int, msgspec.Meta(ge=0, le=366)] = 30
    waivers: tuple[Waiver, ...] = ()
    fee: Node
    adjust: tuple[Adjustment, ...] = ()

    def holds_on(self, day: datetime.date) -> bool:
        """It is valid on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def distance(self, day: datetime.date) -> int:
        """How many days a day lies outside of its own."""
        if day < self.valid_from:
            return (self.valid_from - day).days
        return (day - self.valid_until).days if self.valid_until is not None and day > self.valid_until else 0

    @property
    def days(self) -> Saying:
        """Its days ("valid from 1 January 2026 to 31 December 2026")."""
        if self.valid_until is None:
            return said("step-valid-from", first=self.valid_from)
        return said("step-valid", first=self.valid_from, last=self.valid_until)
