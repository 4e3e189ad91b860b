"""A fee against one of its facts as a picture: SVG, without scripts, for light, dark and paper."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import msgspec

from copyfair.actor.facts import info
from copyfair.fees.curve import Curve, Point
from copyfair.language import ENGLISH, language
from copyfair.money import Money
from copyfair.pages import render

__all__ = ["svg"]

_WIDTH, _TOP, _LEFT, _RIGHT, _PLOT = 760, 92, 84, 28, 300
_LINE = 18
_MOST_NOTES = 12
_CLOSE = 22
"""Pixels between two numbers."""
_UNITS = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"))


class _Axis(msgspec.Struct, frozen=True):
    """One axis: from nothing or `low` to `high` over so many pixels, with ticks at round values."""

    low: Fraction
    high: Fraction
    start: int
    length: int
    ticks: tuple[Fraction, ...]
    scale: int
    unit: str

    @classmethod
    def over(cls, low: Fraction, high: Fraction, start: int, length: int) -> "_Axis":
        """An axis that ends at a tick, or at `high` where it must not be longer."""
        step = _round_step((high - low) / 5)
        first, last = -(-low // step), high // step
        scale, unit = next(((size, name) for size, name in _UNITS if high >= 10 * size), (1, ""))
        ticks = tuple(step * n for n in range(first, last + 1))
        return cls(low, high, start, length, ticks, scale, unit)

    def at(self, value: Fraction) -> str:
        """Where a value lies, in pixels."""
        return f"{self.start + float((value - self.low) / (self.high - self.low)) * self.length:.1f}"

    def label(self, value: Fraction) -> str:
        """A tick as people write it."""
        number = Money.shown(value / self.scale, "EUR").amount.normalize()
        return f"{number:,f}"


def _round_step(rough: Fraction) -> Fraction:
    """The next 1, 2 or 5 times a power of ten."""
    power = Fraction(1)
    while power > rough:
        power /= 10
    while power * 10 <= rough:
        power *= 10
    return next(power * n for n in (1, 2, 5, 10) if power * n >= rough)


def svg(curve: Curve, title: str, note: str = "") -> bytes:
    """The picture of a curve, in UTF-8.

    Args:
        curve: with at least two points.
        title: what it is about, in a line.
        note: what else holds for it, in a line.
    """
    highest = max(point.fee for point in curve.points)
    step = _round_step((highest or Fraction(5)) / 5)
    across = _Axis.over(curve.points[0].at, curve.points[-1].at, _LEFT, _WIDTH - _LEFT - _RIGHT)
    top = -(-highest // step) * step or step * 5
    up = _Axis.over(Fraction(0), top, _TOP + _PLOT, -_PLOT)
    notes = _notes(curve)
    return render(
        "tariff.svg.j2",
        title=_cut(title, 68),
        subtitle=_cut(
            f"{curve.tariff.id}, {language(ENGLISH).tell(curve.tariff.days)}{'; ' if note else ''}{note}", 96
        ),
        width=_WIDTH,
        height=_TOP + _PLOT + 56 + _LINE * (len(notes) + 1),
        box={"left": _LEFT, "right": _WIDTH - _RIGHT, "top": _TOP, "bottom": _TOP + _PLOT},
        x_title=_titled(info(curve.of).says, curve.tariff.currency if curve.money else "", across.unit),
        y_title=_titled("fee", curve.tariff.currency, up.unit),
        x_ticks=[(across.at(tick), across.label(tick)) for tick in across.ticks],
        y_ticks=[(up.at(tick), up.label(tick)) for tick in up.ticks],
        lines=[[(across.at(one.at), up.at(one.fee)) for one in _corners(stretch)] for stretch in _stretches(curve)],
        marks=[(across.at(jump.at), up.at(jump.before), up.at(jump.after)) for jump in curve.jumps],
        labels=list(_labels(curve, across, up)),
        notes=notes,
        line=_LINE,
        says=_says(curve),
    )


def _titled(what: str, currency: str, unit: str) -> str:
    words = " ".join(word for word in (unit, currency) if word)
    return f"{what} ({words})" if words else what


def _stretches(curve: Curve) -> Iterator[Sequence[Point]]:
    """The points between two jumps, each stretch by itself."""
    ends = {jump.at for jump in curve.jumps}
    stretch: list[Point] = []
    for point in curve.points:
        stretch.append(point)
        if point.at in ends:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _corners(points: Sequence[Point]) -> Iterator[Point]:
    """The points without those that lie on the straight line between their neighbours."""
    for n, one in enumerate(points):
        if 0 < n < len(points) - 1:
            before, after = points[n - 1], points[n + 1]
            if (one.fee - before.fee) * (after.at - one.at) == (after.fee - one.fee) * (one.at - before.at):
                continue
        yield one


def _labels(curve: Curve, across: _Axis, up: _Axis) -> Iterator[tuple[str, str, str]]:
    """Where the numbers of the jumps stand, and the numbers: one label for those that lie close together."""
    places = [(float(across.at(jump.at)), up.at(max(jump.before, jump.after))) for jump in curve.jumps]
    first = 0
    for n, (x, y) in enumerate(places):
        if n + 1 < len(places) and places[n + 1][0] - x < _CLOSE:
            continue
        text = str(n + 1) if n == first else f"{first + 1}-{n + 1}"
        yield f"{x:.1f}", y, text
        first = n + 1


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _notes(curve: Curve) -> list[str]:
    """A line for each jump, as far as there is room."""
    notes = [
        f"{number}. {'falls' if jump.falls else 'cliff'} after {curve.shown(jump.at)}: "
        f"from {curve.fee(jump.before)} to {curve.fee(jump.after)}"
        for number, jump in enumerate(curve.jumps[:_MOST_NOTES], start=1)
    ]
    rest = len(curve.jumps) - len(notes)
    return [*notes, f"and {rest} more"] if rest else notes


def _says(curve: Curve) -> str:
    """The picture for those who cannot see it."""
    first, last = curve.points[0], curve.points[-1]
    cliffs = "; ".join(_notes(curve)) or "without a cliff"
    return f"From {curve.fee(first.fee)} at {curve.shown(first.at)} to {curve.fee(last.fee)} at {curve.shown(last.at)}: {cliffs}."
