"""The bars on the page of a portfolio: who pays whom, and how sums and verdicts went from quarter to quarter."""

from collections.abc import Iterable, Sequence

import msgspec

from copyfair.money import Money
from copyfair.portfolio.results import VERDICTS, Owed
from copyfair.portfolio.trend import Quarter, Verdicts

__all__ = ["Bar", "Piece", "payee_bars", "quarter_bars", "verdict_bars"]

_WIDE = 600
_SHADES = 6
_MOST_BARS = 24


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a bar: what it stands for, how much that is, where it lies, and the class that colours it."""

    name: str
    says: str
    at: float
    width: float
    look: str


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A bar: what it stands for, how much that is in all, and its parts from the left."""

    name: str
    says: str
    pieces: tuple[Piece, ...]


_Part = tuple[str, Money]


def payee_bars(owed: Sequence[Owed]) -> list[Bar]:
    """For each payee and currency, what each organisation owes; as long as its sum beside that of the largest."""
    rows: dict[tuple[str, str], list[_Part]] = {}
    for one in owed:
        if one.amount is not None:
            rows.setdefault((one.amount.currency, one.payee), []).append((one.organisation, one.amount))
    order = sorted(rows, key=lambda key: (key[0], -_sum(rows[key]).amount, key[1]))
    return _bars([(key[1], _largest_first(rows[key])) for key in order[:_MOST_BARS]])


def quarter_bars(trend: Sequence[Quarter]) -> list[Bar]:
    """For each quarter and currency, what was due to each commons, oldest first."""
    rows: dict[tuple[str, str], list[_Part]] = {}
    for one in trend:
        if one.owed is not None:
            name = f"{one.quarter} ({one.day})"
            rows.setdefault((one.owed.currency, name), []).append((one.commons, one.owed))
    order = sorted(rows)
    return _bars([(key[1], rows[key]) for key in order[-_MOST_BARS:]])


def _sum(parts: Sequence[_Part]) -> Money:
    return sum((amount for _, amount in parts[1:]), parts[0][1])


def _largest_first(parts: Iterable[_Part]) -> list[_Part]:
    return sorted(parts, key=lambda part: (-part[1].amount, part[0]))


def _bars(rows: Sequence[tuple[str, list[_Part]]]) -> list[Bar]:
    """Bars of sums, each as long as its sum beside the largest in its currency."""
    largest: dict[str, Money] = {}
    for _, parts in rows:
        total = _sum(parts)
        largest[total.currency] = max(largest.get(total.currency, total), total)
    shades: dict[str, int] = {}
    return [
        Bar(name=name, says=str(_sum(parts)), pieces=_pieces(parts, largest[parts[0][1].currency], shades))
        for name, parts in rows
    ]


def _pieces(parts: Sequence[_Part], largest: Money, shades: dict[str, int]) -> tuple[Piece, ...]:
    """The parts of a bar; who has a shade keeps it in every bar."""
    found, at = [], 0.0
    for name, amount in parts:
        width = float(amount.amount / largest.amount) * _WIDE if largest.amount else 0.0
        shade = shades.setdefault(name, len(shades) % _SHADES)
        found.append(Piece(name=name, says=str(amount), at=round(at, 1), width=round(width, 1), look=f"shade{shade}"))
        at += width
    return tuple(found)


def verdict_bars(trend: Sequence[Verdicts]) -> list[Bar]:
    """For each quarter the share of each verdict, worst first; the whole width is all components."""
    bars = []
    for one in trend[-_MOST_BARS:]:
        total = sum(one.components.values())
        pieces, at = [], 0.0
        for verdict in VERDICTS:
            count = one.components.get(verdict, 0)
            width = count / total * _WIDE if total else 0.0
            if count:
                pieces.append(
                    Piece(name=verdict, says=f"{count:,}", at=round(at, 1), width=round(width, 1), look=verdict)
                )
            at += width
        bars.append(Bar(name=f"{one.quarter} ({one.day})", says=f"{total:,} components", pieces=tuple(pieces)))
    return bars
