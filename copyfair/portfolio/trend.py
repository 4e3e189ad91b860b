"""How a portfolio went from quarter to quarter: what was owed, and what was used."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from copyfair.money import Money
from copyfair.portfolio.results import Owed, Used, days, opened

__all__ = ["Quarter", "Trend", "Verdicts", "quarters", "totals"]


class Quarter(msgspec.Struct, frozen=True, kw_only=True):
    """A commons in a quarter, as it was on the last day of the quarter that was decided.

    Attributes:
        quarter: as 2026-Q4.
        day: that day.
        commons: its id.
        organisations, documents: that use it.
        owed: what is due to it; None where nothing is, or no sum is known.
        needs_input: organisations of which no sum is known.
    """

    quarter: str
    day: datetime.date
    commons: str
    organisations: int
    documents: int
    owed: Money | None
    needs_input: int


class Verdicts(msgspec.Struct, frozen=True, kw_only=True):
    """Components by verdict in a quarter, as on `day`; one that two organisations use counts twice."""

    quarter: str
    day: datetime.date
    components: Mapping[str, int]


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """The quarters of a portfolio, oldest first: each commons, and each quarter's verdicts."""

    commons: tuple[Quarter, ...]
    verdicts: tuple[Verdicts, ...]


def quarters(store: Path, until: datetime.date) -> Trend:
    """Every quarter that has a day that was decided, oldest first.

    Args:
        store: folder of the store.
        until: no day after this one counts.

    Raises:
        InputError: what was decided for one of the days cannot be read.
    """
    last = {quarter_of(day): day for day in days(store) if day <= until}
    found: list[Quarter] = []
    verdicts: list[Verdicts] = []
    for name, day in last.items():
        with opened(store, day) as results:
            found += _commons(name, day, results.used(), results.owed())
            verdicts.append(Verdicts(quarter=name, day=day, components=results.verdicts()))
    return Trend(commons=tuple(found), verdicts=tuple(verdicts))


def quarter_of(day: datetime.date) -> str:
    """The quarter of the calendar that a day is in."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _commons(name: str, day: datetime.date, used: Sequence[Used], owed: Sequence[Owed]) -> Iterable[Quarter]:
    """A row for each commons; one for each currency where several are owed, for currencies are never added up."""
    for commons in sorted({one.commons for one in used} | {one.commons for one in owed}):
        uses = [one for one in used if one.commons == commons]
        fees = [one for one in owed if one.commons == commons]
        sums: Sequence[Money | None] = totals(one.amount for one in fees) or (None,)
        for total in sums:
            yield Quarter(
                quarter=name,
                day=day,
                commons=commons,
                organisations=len(uses),
                documents=sum(one.documents for one in uses),
                owed=total,
                needs_input=sum(one.state == "needs-input" for one in fees),
            )


def totals(amounts: Iterable[Money | None]) -> list[Money]:
    """Sums by currency; currencies are never added up."""
    found: dict[str, Money] = {}
    for one in amounts:
        if one is not None:
            had = found.get(one.currency)
            found[one.currency] = one if had is None else had + one
    return [found[currency] for currency in sorted(found)]
