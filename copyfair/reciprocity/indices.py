"""Price indices as data: values with source and date, and honest bounds where a value is not on record."""

import tomllib
from decimal import Decimal
from functools import cache

import msgspec

from copyfair.data import package_file
from copyfair.errors import RuleError
from copyfair.money import Money

__all__ = ["Index", "index", "indexed"]

_MOST_YEARS = 30
"""Further from the years on record the bounds say nothing."""
_ANYTHING = Decimal(10) ** 100


class Index(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One price index.

    Attributes:
        id: as rules name it.
        name: in full, with its base.
        source: who publishes it.
        recorded: what the values rest on and when they were written down.
        values: year -> annual average.
        lowest, highest: bounds on the yearly factor for years that are not on
            record, with `bounds` saying where they come from.
    """

    id: str
    name: str
    source: str
    recorded: str
    bounds: str
    lowest: Decimal
    highest: Decimal
    values: dict[str, Decimal]


@cache
def index(index_id: str) -> Index:
    """The index a rule names.

    Raises:
        RuleError: there is no such index.
    """
    text = package_file("reciprocity/data/price-indices.toml").read_text("utf-8")
    for entry in tomllib.loads(text, parse_float=Decimal)["index"]:
        if entry["id"] == index_id:
            return msgspec.convert(entry, Index)
    raise RuleError(f"there is no price index {index_id!r}")


def indexed(limit: Money, base: int, year: int, index_id: str) -> tuple[Money, Money]:
    """A limit in money of `base`, moved to `year`: the lowest and highest it can be.

    Both are equal where the index is on record for both years. Before the first
    year on record prices were lower by what they have risen since.

    Raises:
        RuleError: the base year is not on record.
    """
    found = index(index_id)
    years = {int(key): value for key, value in found.values.items()}
    if base not in years:
        raise RuleError(f"the price index {index_id!r} has no value for {base}")
    known = min(max(years), max(year, min(years)))
    factor = years[known] / years[base]
    gap = year - known
    if abs(gap) > _MOST_YEARS:
        return Money.of(0, limit.currency), Money(_ANYTHING, limit.currency)
    ends = (factor * found.lowest**gap, factor * found.highest**gap)
    return limit * min(ends), limit * max(ends)
