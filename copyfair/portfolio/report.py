"""The page of a portfolio, and its tables as CSV."""

import datetime
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec

from copyfair.errors import InputError
from copyfair.money import Money
from copyfair.pages import render
from copyfair.portfolio.results import VERDICTS, Cell, Owed, Results, csv_files, days, opened
from copyfair.version import TOOL

__all__ = ["Report", "render_report"]

_MOST_ROWS = 500
"""Of a table on the page; the CSV file has all."""
_MOST_ORGANISATIONS, _MOST_LICENCES = 60, 24


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A page in HTML, and the tables as CSV by file name."""

    page: bytes
    tables: Mapping[str, bytes]


def render_report(store: Path, *, as_of: datetime.date | None = None, since: datetime.date | None = None) -> Report:
    """The report of a day.

    Args:
        store: folder of the store.
        as_of: a day that was decided; None: the latest.
        since: an earlier one, to say what changed.

    Raises:
        InputError: the store was not decided for one of the days.
    """
    decided = days(store)
    if not decided and as_of is None:
        raise InputError("was not decided yet: copyfair portfolio decide", where=str(store))
    day = as_of or decided[-1]
    with ExitStack() as stack:
        results = stack.enter_context(opened(store, day))
        earlier = stack.enter_context(opened(store, since)) if since else None
        return Report(page=_page(results, day, since, earlier), tables=csv_files(results, earlier))


def _page(results: Results, day: datetime.date, since: datetime.date | None, earlier: Results | None) -> bytes:
    owed, used, rejects = results.owed(), results.used(), results.rejects()
    changes = results.changes(earlier) if earlier else ()
    return render(
        "portfolio.html.j2",
        tool=TOOL,
        day=day,
        since=since,
        counts=results.counts(),
        verdicts=results.verdicts(),
        totals=_totals(owed),
        bars=_bars(owed),
        owed=owed[:_MOST_ROWS],
        map=_map(results.cells()),
        used=used[:_MOST_ROWS],
        changes=changes[:_MOST_ROWS],
        rejects=rejects[:_MOST_ROWS],
        more={
            "owed": max(0, len(owed) - _MOST_ROWS),
            "used": max(0, len(used) - _MOST_ROWS),
            "changes": max(0, len(changes) - _MOST_ROWS),
            "rejects": max(0, len(rejects) - _MOST_ROWS),
        },
    )


def _totals(owed: Sequence[Owed]) -> list[Money]:
    """What is due in all, by currency; currencies are never added up."""
    found: dict[str, Money] = {}
    for one in owed:
        if one.amount is not None:
            had = found.get(one.amount.currency)
            found[one.amount.currency] = one.amount if had is None else had + one.amount
    return [found[currency] for currency in sorted(found)]


class _Piece(msgspec.Struct, frozen=True):
    organisation: str
    amount: Money
    at: float
    width: float
    shade: int


class _Bar(msgspec.Struct, frozen=True):
    payee: str
    total: Money
    pieces: tuple[_Piece, ...]


_WIDE = 600
_SHADES = 6


def _bars(owed: Sequence[Owed]) -> list[_Bar]:
    """For each payee and currency a bar of what each organisation owes, as long as its sum beside that of the largest."""
    rows: dict[tuple[str, str], list[tuple[str, Money]]] = {}
    for one in owed:
        if one.amount is not None:
            rows.setdefault((one.amount.currency, one.payee), []).append((one.organisation, one.amount))
    largest: dict[str, Money] = {}
    sums: dict[tuple[str, str], Money] = {}
    for key, parts in rows.items():
        total = sum((amount for _, amount in parts[1:]), parts[0][1])
        sums[key] = total
        largest[key[0]] = max(largest.get(key[0], total), total)
    order = sorted(rows, key=lambda key: (key[0], -sums[key].amount, key[1]))
    return [_Bar(key[1], sums[key], _pieces(rows[key], largest[key[0]])) for key in order[:_MOST_LICENCES]]


def _pieces(parts: Sequence[tuple[str, Money]], largest: Money) -> tuple[_Piece, ...]:
    found, at = [], 0.0
    for number, (organisation, amount) in enumerate(sorted(parts, key=lambda part: (-part[1].amount, part[0]))):
        width = float(amount.amount / largest.amount) * _WIDE
        found.append(_Piece(organisation, amount, round(at, 1), round(width, 1), number % _SHADES))
        at += width
    return tuple(found)


class _Map(msgspec.Struct, frozen=True):
    licences: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]
    hidden: int


def _map(cells: Sequence[Cell]) -> _Map:
    """Organisations by licences; where there are more than fit, those with the worst verdicts and most components."""
    licences = _first(cells, "license", _MOST_LICENCES)
    organisations = _first(cells, "organisation", _MOST_ORGANISATIONS)
    by_place = {(cell.organisation, cell.license): cell for cell in cells}
    rows = tuple(
        (organisation, tuple(by_place.get((organisation, license_)) for license_ in licences))
        for organisation in organisations
    )
    shown = sum(1 for _, row in rows for cell in row if cell is not None)
    return _Map(licences, rows, len(cells) - shown)


def _first(cells: Sequence[Cell], field: str, most: int) -> tuple[str, ...]:
    weight: dict[str, tuple[int, int]] = {}
    for cell in cells:
        worst, count = weight.get(getattr(cell, field), (len(VERDICTS), 0))
        weight[getattr(cell, field)] = (min(worst, VERDICTS.index(cell.verdict)), count + cell.components)
    order = sorted(weight, key=lambda name: (weight[name][0], -weight[name][1], name))
    return tuple(order[:most])
