"""What the prices and thresholds of a tariff come to, for the day: an index moves them."""

import datetime
from decimal import Decimal
from fractions import Fraction

from copyfair.commons.tariff import Index, Price
from copyfair.errors import RuleError
from copyfair.fees.amounts import Quantity, Range
from copyfair.language.saying import Value, said
from copyfair.money import Money
from copyfair.reciprocity.indices import Index as Recorded
from copyfair.reciprocity.indices import index as recorded_index
from copyfair.reciprocity.model import MissingFact

__all__ = ["priced"]

_MOST_YEARS = 30
_NOTHING, _ANYTHING = Fraction(0), Fraction(10**20)


def priced(price: Price, as_of: datetime.date, where: str) -> Quantity:
    """A price on a day, exact; a range where its index is not known for the year.

    Args:
        price: as the tariff has it.
        as_of: day of the assessment; an index on record counts with its average of the year before.
        where: name of the commons file, for what is missing.
    """
    if price.index is None:
        return Quantity(Range.just(Fraction(price.amount.amount)), (price.amount,))
    index = price.index
    if index.now is not None:
        return _moved(price, index, index.now, said("step-index-now", value=index.now, source=str(index.evidence)))
    year = as_of.year - 1
    try:
        found = recorded_index(index.series)
    except RuleError:
        return _unknown(price, index, year, (_NOTHING, _ANYTHING), where)
    years = {int(key): value for key, value in found.values.items()}
    if year in years:
        told = said("step-index-of-year", value=years[year], year=str(year), source=found.source)
        return _moved(price, index, years[year], told)
    return _unknown(price, index, year, _bounds(found, years, year), where)


def _moved(price: Price, index: Index, now: Decimal, told: Value) -> Quantity:
    number = Fraction(price.amount.amount) * Fraction(now) / Fraction(index.base)
    shown = Money.shown(number, price.amount.currency)
    moved = said("step-moved", price=shown, base=price.amount, series=index.series, start=index.base, end=told)
    return Quantity(Range.just(number), (moved,))


def _bounds(found: Recorded, years: dict[int, Decimal], year: int) -> tuple[Fraction, Fraction]:
    """Between what and what an index lies in a year that is not on record."""
    nearest = min(years, key=lambda known: (abs(known - year), known))
    gap = year - nearest
    if abs(gap) > _MOST_YEARS:
        return _NOTHING, _ANYTHING
    ends = [Fraction(years[nearest]) * Fraction(factor) ** gap for factor in (found.lowest, found.highest)]
    return min(ends), max(ends)


def _unknown(price: Price, index: Index, year: int, bounds: tuple[Fraction, Fraction], where: str) -> Quantity:
    per_point = Fraction(price.amount.amount) / Fraction(index.base)
    missing = MissingFact(
        name=f"price index {index.series} for {year}",
        ask=f"What was the value of the price index {index.series} for {year}? Its publisher says; the steward writes it down as `now`.",
        where=f"index in {where}",
    )
    told = said("step-index-not-known", price=price.amount, series=index.series, year=str(year))
    return Quantity(Range(per_point * bounds[0], per_point * bounds[1]), (told,), missing)
