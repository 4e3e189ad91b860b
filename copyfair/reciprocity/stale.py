"""Records that no longer do anything: they match nothing, have run out, do not fit, or nobody needs them."""

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence

from copyfair.commons import covers
from copyfair.inventory.model import Component
from copyfair.licensing.expression import parse
from copyfair.licensing.model import Licensed, third_party
from copyfair.problem import Problem
from copyfair.reciprocity.choices import narrowed
from copyfair.reciprocity.holdings import Held, HeldState
from copyfair.reciprocity.model import Decision
from copyfair.reciprocity.namesakes import namesakes, rivals
from copyfair.reciprocity.records import Record, Records, is_about, worse
from copyfair.settings import Breach, Choice, Combination, Entitlement, Exemption

__all__ = ["outgrown", "stale"]


def stale(records: Records, licensed: Iterable[Licensed], as_of: datetime.date, *, where: str) -> Iterator[Problem]:
    """Records that match no third-party component any more, do not fit it, or have run out, whoever the actor is."""
    judged = third_party(licensed)
    every = [one.component for one in judged]
    yield from rivals(records, namesakes(records, every), where=where)
    for file, message in _unmatched(records, every, as_of):
        yield Problem(code="stale-record", where=file or where, message=message)
    for message in _unfit(records, judged):
        yield Problem(code="stale-record", where=where, message=message)


def _unmatched(records: Records, components: Sequence[Component], as_of: datetime.date) -> Iterator[tuple[str, str]]:
    """Records that match nothing or have run out, with the file; a shared one may be about another project."""
    for record in records.every:
        until, file = _until(record), records.file_of(record)
        if not any(is_about(record.component, component) for component in components):
            if not file:
                yield file, f"{_title(record)} matches no component"
        elif until is not None and until < as_of:
            yield file, f"{_title(record)} ran out on {until}"
    for commons in records.commons:
        if not any(covers(commons, component.purl, component.name) for component in components):
            yield "", f"the commons {commons.id!r} covers no component found here"


def _until(record: Record) -> datetime.date | None:
    match record:
        case Entitlement():
            return record.valid_until
        case Exemption():
            return record.until
        case _:
            return None


def _title(record: Record) -> str:
    match record:
        case Entitlement():
            return _right(record)
        case Exemption():
            return _exception(record)
        case Choice():
            return f"the choice for {record.component!r}"
        case Breach():
            return f"the breach for {record.component!r}"
        case Combination():
            return f"the combination for {record.component!r}"


def _unfit(records: Records, judged: Sequence[Licensed]) -> Iterator[str]:
    for choice in (choice for choice in records.choices if not records.file_of(choice)):
        about = [one.expression for one in judged if one.expression and is_about(choice.component, one.component)]
        if about and not any(narrowed(expression, parse(choice.take)) != expression for expression in about):
            yield f"{_choice(choice)}: its licence leaves no such choice"


def outgrown(
    records: Records,
    decisions: Iterable[Decision],
    rights: Iterable[Held],
    as_of: datetime.date,
    *,
    where: str,
    needed: Collection[Exemption] = (),
) -> Iterator[Problem]:
    """Records that match and have not run out, and that this actor does not need, or needs anew.

    Args:
        records: what is on record.
        decisions: what was decided with them, for every third-party component.
        rights: what became of the rights on record, as `held` has it.
        as_of: the day of the decisions.
        where: the file that holds the records.
        needed: exceptions that something other than a verdict needs.
    """
    judged = tuple(decisions)
    names = namesakes(records, (decision.component for decision in judged))
    free = "is not needed: what it is about is free without it"
    idle = [one.right for one in rights if one.state is HeldState.NOT_NEEDED and not one.right.where]
    said = [
        ("", f"{_right(right.entitlement)} {free}")
        for right in idle
        if not _over(right.entitlement.valid_until, as_of) and not records.file_of(right.entitlement)
    ]
    for exemption in records.exemptions:
        own = [decision for decision in judged if is_about(exemption.component, decision.component)]
        if not own or _over(exemption.until, as_of) or exemption.component in names:
            continue
        file = records.file_of(exemption)
        if not file and exemption not in needed and all(decision.verdict.free for decision in own):
            said.append((file, f"{_exception(exemption)} {free}"))
        said.extend((file, _worsened(exemption, decision)) for decision in own if worse(decision, exemption))
    for file, message in said:
        yield Problem(code="stale-record", where=file or where, message=message)


def _worsened(exemption: Exemption, decision: Decision) -> str:
    worst = "" if decision.worst is decision.verdict else f" (at worst {decision.worst})"
    now = f"{decision.component.label} is {decision.verdict}{worst}"
    return f"{_exception(exemption)} no longer holds: {exemption.verdict} was accepted, and {now}"


def _over(until: datetime.date | None, as_of: datetime.date) -> bool:
    return until is not None and until < as_of


def _right(right: Entitlement) -> str:
    return f"the entitlement {right.reference!r} for {right.component!r}"


def _exception(exemption: Exemption) -> str:
    return f"the exception for {exemption.component!r}"


def _choice(choice: Choice) -> str:
    return f"the choice of {choice.take} for {choice.component!r}"
