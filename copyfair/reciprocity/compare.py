"""One inventory, many actors side by side."""

import datetime
from collections.abc import Callable, Iterable, Mapping

import msgspec

from copyfair.actor.model import Actor, Use
from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.model import Licensed, third_party
from copyfair.reciprocity.decide import decide
from copyfair.reciprocity.model import Decision, Doubt, Verdict
from copyfair.reciprocity.records import Records

__all__ = ["Cell", "ComparedLine", "compare"]


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for one actor and the components of one line.

    Attributes:
        actor: name under which it is compared.
        verdict, doubt, chosen: as in `Decision`.
        license, clause, says: the first reason.
        missing: names of the facts that would settle it.
        accepted: an exception on record covers it.
    """

    actor: str
    verdict: Verdict
    doubt: Doubt | None
    chosen: str
    license: str
    clause: str
    says: str
    missing: tuple[str, ...]
    accepted: bool


class ComparedLine(msgspec.Struct, frozen=True, kw_only=True):
    """Components that come to the same for every actor.

    Attributes:
        license: the expression judged; empty where there is none.
        components: package URLs, or names where there is none, in inventory order.
        cells: one for each actor, in their order.
    """

    license: str
    components: tuple[str, ...]
    cells: tuple[Cell, ...]


def compare(
    licensed: Iterable[Licensed],
    actors: Mapping[str, tuple[Actor, Use]],
    as_of: datetime.date,
    *,
    records: Records | None = None,
    catalogue: Catalogue | None = None,
    then: Callable[[tuple[Decision, ...], Actor], tuple[Decision, ...]] = lambda decisions, _actor: decisions,
) -> tuple[ComparedLine, ...]:
    """Decide for several actors; what comes to the same for all of them stands on one line.

    `actors` says who uses them and what for, by the name to show; the other arguments and the errors are those of
    `decide`. `then` says what later stages make of the decisions about an actor. Lines come by licence, then by
    first component.
    """
    judged = third_party(licensed)
    columns = [
        tuple(
            _cell(name, decision)
            for decision in then(decide(judged, actor, use, as_of, records=records, catalogue=catalogue), actor)
        )
        for name, (actor, use) in actors.items()
    ]
    alike: dict[tuple[str, tuple[Cell, ...]], list[str]] = {}
    for one, cells in zip(judged, zip(*columns, strict=True), strict=True):
        license_ = str(one.expression) if one.expression is not None else ""
        alike.setdefault((license_, cells), []).append(one.component.purl or one.component.name)
    lines = (
        ComparedLine(license=license_, components=tuple(components), cells=cells)
        for (license_, cells), components in alike.items()
    )
    return tuple(sorted(lines, key=lambda line: (line.license, line.components)))


def _cell(actor: str, decision: Decision) -> Cell:
    reason = decision.because[0]
    return Cell(
        actor=actor,
        verdict=decision.verdict,
        doubt=decision.doubt,
        chosen=decision.chosen,
        license=reason.license,
        clause=reason.clause,
        says=reason.says,
        missing=tuple(fact.name for fact in decision.missing),
        accepted=decision.exemption is not None,
    )
