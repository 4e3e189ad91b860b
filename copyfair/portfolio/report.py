"""The page of a portfolio, and its tables as CSV."""

import datetime
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec
from markupsafe import Markup

from copyfair.actor.quadrants import Place, chart
from copyfair.errors import InputError
from copyfair.pages import render
from copyfair.portfolio.drawings import payee_bars, quarter_bars, verdict_bars
from copyfair.portfolio.results import VERDICTS, Cell, Results, csv_files, csv_of, days, opened
from copyfair.portfolio.trend import Quarter, Trend, quarters, totals
from copyfair.version import TOOL

__all__ = ["Report", "render_report"]

_MOST_ROWS = 500
"""Of a table on the page; the CSV file has all."""
_MOST_ORGANISATIONS, _MOST_LICENCES = 60, 24


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A page in HTML, the tables as CSV by file name, and the day of both."""

    day: datetime.date
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
    trend = quarters(store, day)
    with ExitStack() as stack:
        results = stack.enter_context(opened(store, day))
        earlier = stack.enter_context(opened(store, since)) if since else None
        page = _page(results, day, since, earlier, trend)
        return Report(
            day=day, page=page, tables=csv_files(results, earlier) | {"quarters.csv": csv_of(Quarter, trend.commons)}
        )


def _page(
    results: Results, day: datetime.date, since: datetime.date | None, earlier: Results | None, trend: Trend
) -> bytes:
    owed, used, rejects = results.owed(), results.used(), results.rejects()
    changes = results.changes(earlier) if earlier else ()
    due = quarter_bars(trend.commons)
    return render(
        "portfolio.html.j2",
        tool=TOOL,
        day=day,
        since=since,
        counts=results.counts(),
        verdicts=results.verdicts(),
        totals=totals(one.amount for one in owed),
        bars=payee_bars(owed),
        quarters=trend.commons,
        quarter_bars=due,
        shades=sorted({(piece.name, piece.look) for bar in due for piece in bar.pieces}),
        verdict_bars=verdict_bars(trend.verdicts),
        places=_places(results.places()),
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


class _Places(msgspec.Struct, frozen=True):
    drawing: Markup
    silent: int
    hidden: int


def _places(found: Sequence[Place]) -> _Places:
    """The quadrants with those that say where they stand, as far as they fit."""
    placed = [one for one in found if not one.missing]
    shown = placed[:_MOST_ORGANISATIONS]
    drawing = chart(shown, inside="quadrants-").decode() if shown else ""
    # Made from a template of ours, which escapes what comes from outside.
    return _Places(Markup(drawing), len(found) - len(placed), len(placed) - len(shown))  # noqa: S704


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
