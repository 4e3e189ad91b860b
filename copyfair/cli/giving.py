"""What ``copyfair actor given`` prints: each contribution on record, and what it counts for."""

import datetime
from collections.abc import Iterator, Sequence
from fractions import Fraction

from copyfair.actor.model import Actor
from copyfair.commons.model import Commons
from copyfair.pages import clean
from copyfair.reciprocity.recognised import Counted, Standing, plain, standing

__all__ = ["given_lines"]


def given_lines(actor: Actor, commons: Sequence[Commons], as_of: datetime.date) -> Iterator[str]:
    """How far the actor is with each commons, then what no commons was given for."""
    for one in commons:
        yield from _about(one, standing(actor, one, as_of))
    elsewhere = sorted({one.commons for one in actor.contributions} - {one.id for one in commons})
    for name in elsewhere:
        yield f"{clean(name)}: there are contributions on record, and no commons.toml of it was given"


def _about(commons: Commons, found: Standing | None) -> Iterator[str]:
    name = clean(commons.name)
    if found is None:
        yield f"{name}: the steward has published no rule about contributions ([recognition])"
        return
    yield f"{name}: {clean(found.says)}, {_how_far(found)}"
    yield f"  {clean(found.rule.says)}"
    for one in found.counted:
        yield f"  {_record(one)}"
    for kind, bricks in found.capped.items():
        yield f"  {kind} counts for {plain(bricks)} at most"
    if not found.counted:
        yield "  no contribution is on record"
    if found.bricks:
        yield f"  proven: {plain(found.proven)}; on the actor's word alone: {plain(found.bricks - found.proven)}"
    if found.worth is not None:
        yield f"  towards the fee: {found.worth.value}, {clean(found.worth.evidence.reference)}"


def _how_far(found: Standing) -> str:
    if not found.enough:
        return f"{plain(Fraction(found.rule.enough) - found.bricks)} more to go"
    return f"enough until {found.last}" if found.last else "enough"


def _record(counted: Counted) -> str:
    one = counted.contribution
    what = f", {clean(one.what)}" if one.what else ""
    bricks = f"counts {plain(counted.bricks)}" if not counted.why else "does not count"
    why = f"; {clean(counted.why)}" if counted.why else ""
    until = f"; until {counted.last}" if counted.last and not counted.why else ""
    return f"{bricks}: {one.kind}, {one.shown}, {one.on}{what} ({clean(str(one.evidence))}{until}{why})"
