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
from copyfair.reciprocity.records import Records, is_about, worse
from copyfair.settings import Choice, Entitlement, Exemption

__all__ = ["outgrown", "stale"]


def stale(records: Records, licensed: Iterable[Licensed], as_of: datetime.date, *, where: str) -> Iterator[Problem]:
    """Records that match no third-party component any more, do not fit it, or have run out, whoever the actor is."""
    judged = third_party(licensed)
    every = [one.component for one in judged]
    yield from rivals(records, namesakes(records, every), where=where)
    for message in (*_unmatched(records, every, as_of), *_unfit(records, judged)):
        yield Problem(code="stale-record", where=where, message=message)


def _unmatched(records: Records, components: Sequence[Component], as_of: datetime.date) -> Iterator[str]:
    dated: list[tuple[str, str, datetime.date | None]] = [
        *((_right(right), right.component, right.valid_until) for right in records.entitlements),
        *((_exception(exemption), exemption.component, exemption.until) for exemption in records.exemptions),
        *((f"the choice for {choice.component!r}", choice.component, None) for choice in records.choices),
        *((f"the breach for {breach.component!r}", breach.component, None) for breach in records.breaches),
        *((f"the combination for {entry.component!r}", entry.component, None) for entry in records.combinations),
    ]
    for title, pattern, until in dated:
        if not any(is_about(pattern, component) for component in components):
            yield f"{title} matches no component"
        elif until is not None and until < as_of:
            yield f"{title} ran out on {until}"
    for commons in records.commons:
        if not any(covers(commons, component.purl, component.name) for component in components):
            yield f"the commons {commons.id!r} covers no component found here"


def _unfit(records: Records, judged: Sequence[Licensed]) -> Iterator[str]:
    for choice in records.choices:
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
    said = [f"{_right(right.entitlement)} {free}" for right in idle if not _over(right.entitlement.valid_until, as_of)]
    for exemption in records.exemptions:
        own = [decision for decision in judged if is_about(exemption.component, decision.component)]
        if not own or _over(exemption.until, as_of) or exemption.component in names:
            continue
        if exemption not in needed and all(decision.verdict.free for decision in own):
            said.append(f"{_exception(exemption)} {free}")
        said.extend(_worsened(exemption, decision) for decision in own if worse(decision, exemption))
    for message in said:
        yield Problem(code="stale-record", where=where, message=message)


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
