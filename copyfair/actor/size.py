"""The size class of an enterprise in the European Union, with the enterprises that it is tied to.

Source: Commission Recommendation 2003/361/EC, annex, articles 2, 3 and 6. It is a label: no verdict turns on it. One
period is looked at; that a class is lost or gained only after two in a row (article 4) is for the reader to know.
"""

from decimal import Decimal
from enum import StrEnum

import msgspec

__all__ = ["Enterprise", "Figures", "SizeClass", "Tied", "size_class", "together"]

_LEAST_PARTNER, _MOST_PARTNER = Decimal(25), Decimal(50)


class Figures(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Figures of the last approved accounts; None: not known.

    Attributes:
        staff: annual work units, part-time ones as fractions.
        turnover: in euros, without VAT, over the year.
        balance: balance sheet total in euros.
    """

    staff: Decimal | None = None
    turnover: Decimal | None = None
    balance: Decimal | None = None


class Tied(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another enterprise with a holding in this one, or held by it.

    Attributes:
        name: as people write it.
        share: the higher of the percentages of capital and of voting rights, 0 to 100.
        controls: it is linked in another way than by more than half of the votes: by contract or a dominant influence.
        figures: its own, those of its linked enterprises included.
    """

    name: str
    share: Decimal
    controls: bool = False
    figures: Figures


class Enterprise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An enterprise with those it is tied to."""

    own: Figures
    tied: tuple[Tied, ...] = ()


class SizeClass(StrEnum):
    """From the smallest to the largest."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


_CEILINGS = (
    (SizeClass.MICRO, 10, 2_000_000, 2_000_000),
    (SizeClass.SMALL, 50, 10_000_000, 10_000_000),
    (SizeClass.MEDIUM, 250, 50_000_000, 43_000_000),
)
"""Fewer people than, and turnover or balance sheet total up to."""


def together(enterprise: Enterprise) -> Figures:
    """The figures with those of linked enterprises in full and of partners in proportion; below a quarter none count.

    A figure that is unknown of anybody who counts is unknown altogether.

    Raises:
        ValueError: a share is no percentage, or a figure is below nothing.
    """
    weights = [(enterprise.own, Decimal(1)), *((one.figures, _weight(one)) for one in enterprise.tied)]
    counted = [(figures, weight) for figures, weight in weights if weight]
    return Figures(**{name: _sum(name, counted) for name in Figures.__struct_fields__})


def size_class(enterprise: Enterprise) -> SizeClass | None:
    """The class of an enterprise; None where what is unknown could change it."""
    figures = together(enterprise)
    for size, people, turnover, balance in _CEILINGS:
        few = None if figures.staff is None else figures.staff < people
        low = _either(_within(figures.turnover, turnover), _within(figures.balance, balance))
        if few is False or low is False:
            continue
        return size if few and low else None
    return SizeClass.LARGE


def _weight(one: Tied) -> Decimal:
    if not 0 <= one.share <= 100:
        raise ValueError(f"{one.name}: a share is a percentage from 0 to 100, not {one.share}")
    if one.controls or one.share > _MOST_PARTNER:
        return Decimal(1)
    return one.share / 100 if one.share >= _LEAST_PARTNER else Decimal(0)


def _sum(name: str, counted: list[tuple[Figures, Decimal]]) -> Decimal | None:
    total = Decimal(0)
    for figures, weight in counted:
        value: Decimal | None = getattr(figures, name)
        if value is None:
            return None
        if not value.is_finite() or value < 0:
            raise ValueError(f"{name} cannot be less than nothing, or without end")
        total += value * weight
    return total


def _within(value: Decimal | None, ceiling: int) -> bool | None:
    return None if value is None else value <= ceiling


def _either(one: bool | None, other: bool | None) -> bool | None:
    """One of two is enough."""
    if one or other:
        return True
    return False if one is False and other is False else None
