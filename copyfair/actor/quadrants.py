"""Where an actor stands: in the four quadrants, and among the three partners around a commons.

A label from what the actor declares, never a legal test: no verdict and no fee turns on it.

The quadrants are those of Vasilis Kostakis and Michel Bauwens (Network Society and Future
Scenarios for a Collaborative Economy, 2014): who controls, and what for. The partners are
those of the P2P Foundation: the community that contributes, the entrepreneurial coalition
that earns a living, and the for-benefit association that looks after it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from copyfair.actor.facts import Fact, info
from copyfair.actor.model import Actor
from copyfair.pages import clean, render

__all__ = ["Partner", "Place", "chart", "partners", "place", "stands"]

_CONTROL, _PURPOSE = "infrastructure_control", "orientation"
_ROWS = ("central", "mixed", "distributed")
_COLUMNS = ("capital", "both", "commons")

QUADRANTS: Mapping[tuple[str, str], str] = {
    ("central", "capital"): "netarchical capitalism",
    ("distributed", "capital"): "distributed capitalism",
    ("distributed", "commons"): "local resilience",
    ("central", "commons"): "global commons",
}
"""The four names, by who controls and what for."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where an actor stands in the quadrants.

    Attributes:
        name: as the actor is called.
        control: who controls: central, mixed or distributed; empty: not known.
        purpose: what for: capital, both or commons; empty: not known.
        missing: the facts without which the actor is in no quadrant, by name.
    """

    name: str
    control: str = ""
    purpose: str = ""
    missing: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The quadrant, or for a hybrid those it stands between; in words what is missing where it is in none."""
        if self.missing:
            return "not placed: " + "; ".join(f"{name} is not known ({info(name).ask})" for name in self.missing)
        rows = ("central", "distributed") if self.control == "mixed" else (self.control,)
        columns = ("capital", "commons") if self.purpose == "both" else (self.purpose,)
        around = [QUADRANTS[row, column] for row in rows for column in columns]
        if len(around) == len(QUADRANTS):
            return "between all four quadrants"
        return around[0] if len(around) == 1 else f"between {around[0]} and {around[1]}"


def place(name: str, actor: Actor) -> Place:
    """Where an actor stands by the facts it declares, and by nothing else."""
    return stands(name, _said(actor.facts, _CONTROL), _said(actor.facts, _PURPOSE))


def stands(name: str, control: str, purpose: str) -> Place:
    """Where somebody stands of whom both facts are known, or not (empty)."""
    missing = tuple(fact for fact, value in ((_CONTROL, control), (_PURPOSE, purpose)) if not value)
    return Place(name=name, control=control, purpose=purpose, missing=missing)


def _said(facts: Mapping[str, Fact], name: str) -> str:
    """The value, if it is one of the vocabulary: that of a redacted fact is none."""
    fact = facts.get(name)
    return str(fact.value) if fact is not None and fact.value in info(name).values else ""


# --- the three partners -------------------------------------------------------------------------------------------


class Partner(StrEnum):
    """What an actor is to a commons; it may be several of them."""

    COMMUNITY = "productive community"
    COALITION = "entrepreneurial coalition"
    ASSOCIATION = "for-benefit association"


_BY_FACT = {Partner.COMMUNITY: "contributes", Partner.COALITION: "coalition_member"}


def partners(actor: Actor, commons: str, *, steward: bool | None = None) -> dict[Partner, bool | None]:
    """Whether the actor is each of the partners around a commons; None: not known.

    Args:
        actor: who.
        commons: id of the commons.
        steward: the actor is the one that the commons names as its steward; None: not known.
    """
    facts = actor.commons.get(commons, {})
    found: dict[Partner, bool | None] = {}
    for partner, name in _BY_FACT.items():
        fact = facts.get(name)
        found[partner] = fact.value if fact is not None and isinstance(fact.value, bool) else None
    return {**found, Partner.ASSOCIATION: steward}


# --- the picture --------------------------------------------------------------------------------------------------

_WIDTHS = {"capital": 250, "both": 110, "commons": 250}
_LEFT, _TOP, _DOT, _PAD, _LINE = 96, 84, 30, 20, 20
_HEADS = {"central": 30, "mixed": 0, "distributed": 30}
"""Room for the name of the quadrant, by row."""
_LEAST = {"central": 150, "mixed": 70, "distributed": 150}
_LONGEST = 40


def chart(places: Sequence[Place], *, inside: str = "") -> bytes:
    """A picture of several actors in the quadrants, as SVG in UTF-8; the same actors give the same bytes.

    Who is in no quadrant stays off the drawing and is listed under it with what is missing.

    Args:
        places: where each stands.
        inside: for a drawing inside a page: what its ids begin with. It then has no style of its own; the page
            includes ``html/quadrants.css``, so that its content policy knows all of its styles.
    """
    cells = {(row, column): _in(places, row, column) for row in _ROWS for column in _COLUMNS}
    heights = {row: max(_height(row, column, len(cells[row, column])) for column in _COLUMNS) for row in _ROWS}
    tops, lefts = _starts(_TOP, _ROWS, heights), _starts(_LEFT, _COLUMNS, _WIDTHS)
    bottom, right = _TOP + sum(heights.values()), _LEFT + sum(_WIDTHS.values())
    legend = [*_legend(places)]
    boxes = [
        {"x": lefts[c], "y": tops[r], "width": _WIDTHS[c], "height": heights[r], "name": QUADRANTS.get((r, c), "")}
        for r in _ROWS
        for c in _COLUMNS
    ]
    dots = [
        {"x": x, "y": y, "number": number}
        for (row, column), inside in cells.items()
        for number, (x, y) in zip(
            inside, _spots(lefts[column], tops[row] + _HEADS[row], column, len(inside)), strict=True
        )
    ]
    return render(
        "quadrants.svg.j2",
        inside=inside,
        title="Who controls, and what for",
        says="; ".join(legend) or "Nobody was placed.",
        width=right + 24,
        height=bottom + 56 + _LINE * (len(legend) + 2),
        boxes=boxes,
        dots=dots,
        rows=[(tops[row] + heights[row] // 2, row) for row in _ROWS],
        columns=[(lefts[column] + _WIDTHS[column] // 2, column) for column in _COLUMNS],
        legend=[(bottom + 56 + _LINE * number, line) for number, line in enumerate(legend)],
        note=(bottom + 56 + _LINE * (len(legend) + 1), "From what each declares. A label, no legal test."),
        left=_LEFT,
        top=_TOP,
        foot=bottom + 24,
    )


def _in(places: Sequence[Place], row: str, column: str) -> list[int]:
    """The numbers of those in a cell."""
    return [number for number, one in enumerate(places, 1) if (one.control, one.purpose) == (row, column)]


def _starts(first: int, names: Sequence[str], sizes: Mapping[str, int]) -> dict[str, int]:
    return {name: first + sum(sizes[before] for before in names[:number]) for number, name in enumerate(names)}


def _a_row(column: str) -> int:
    return (_WIDTHS[column] - 2 * _PAD) // _DOT


def _height(row: str, column: str, count: int) -> int:
    return max(_LEAST[row], _HEADS[row] + 2 * _PAD + _DOT * -(-count // _a_row(column)))


def _spots(left: int, top: int, column: str, count: int) -> Iterator[tuple[int, int]]:
    for number in range(count):
        down, across = divmod(number, _a_row(column))
        yield left + _PAD + _DOT * across + _DOT // 2, top + _PAD + _DOT * down + _DOT // 2


def _legend(places: Collection[Place]) -> Iterator[str]:
    for number, one in enumerate(places, 1):
        about = f"not drawn, {' and '.join(one.missing)} not known" if one.missing else one.label
        name = clean(one.name)
        yield f"{number}. {name if len(name) <= _LONGEST else name[: _LONGEST - 1] + '…'}: {about}"
