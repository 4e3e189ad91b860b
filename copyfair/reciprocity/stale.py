"""Records that no longer do anything: they match nothing, have run out, do not fit, or nobody needs them."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence

from copyfair.commons import covers
from copyfair.licensing.expression import parse
from copyfair.problem import Problem
from copyfair.reciprocity.choices import narrowed
from copyfair.reciprocity.model import Decision
from copyfair.reciprocity.namesakes import namesakes, rivals
from copyfair.reciprocity.records import Records, is_about, worse
from copyfair.reciprocity.rights import Held, HeldState
from copyfair.settings import Choice, Exemption

__all__ = ["stale"]


def stale(
    records: Records, decisions: Iterable[Decision], rights: Iterable[Held], as_of: datetime.date, *, where: str
) -> Iterator[Problem]:
    """A problem for each record that somebody should look at.

    Args:
        records: what is on record.
        decisions: what was decided with them, for every third-party component.
        rights: what became of the rights on record, as `held` has it.
        as_of: the day of the decisions.
        where: the file that holds the records.
    """
    judged = tuple(decisions)
    names = namesakes(records, (decision.component for decision in judged))
    yield from rivals(records, names, where=where)
    for message in _messages(records, judged, rights, as_of, names):
        yield Problem(code="stale-record", where=where, message=message)


def _messages(
    records: Records,
    decisions: Sequence[Decision],
    rights: Iterable[Held],
    as_of: datetime.date,
    names: Mapping[str, object],
) -> Iterator[str]:
    for held in rights:
        yield from _right(held, as_of)
    for exemption in records.exemptions:
        own = [decision for decision in decisions if is_about(exemption.component, decision.component)]
        yield from _exemption(exemption, own, as_of, meant=exemption.component not in names)
    for breach in records.breaches:
        if not any(is_about(breach.component, decision.component) for decision in decisions):
            yield f"the breach for {breach.component!r} matches no component"
    for choice in records.choices:
        yield from _choice(choice, [one for one in decisions if is_about(choice.component, one.component)])
    for commons in records.commons:
        if not any(covers(commons, one.component.purl, one.component.name) for one in decisions):
            yield f"the commons {commons.id!r} covers no component found here"


def _right(held: Held, as_of: datetime.date) -> Iterator[str]:
    said = held.right.entitlement
    if held.right.where:
        return
    title = f"the entitlement {said.reference!r} for {said.component!r}"
    if held.state is HeldState.UNMATCHED:
        yield f"{title} matches no component"
    elif said.valid_until is not None and said.valid_until < as_of:
        yield f"{title} ran out on {said.valid_until}"
    elif held.state is HeldState.NOT_NEEDED:
        yield f"{title} is not needed: what it is about is free without it"


def _exemption(exemption: Exemption, own: Sequence[Decision], as_of: datetime.date, *, meant: bool) -> Iterator[str]:
    title = f"the exception for {exemption.component!r}"
    outgrown = next((decision for decision in own if worse(decision, exemption)), None)
    if not own:
        yield f"{title} matches no component"
    elif exemption.until < as_of:
        yield f"{title} ran out on {exemption.until}"
    elif meant and all(decision.verdict.free for decision in own):
        yield f"{title} is not needed: what it is about is free without it"
    elif outgrown is not None:
        worst = "" if outgrown.worst is outgrown.verdict else f" (at worst {outgrown.worst})"
        now = f"{outgrown.component.label} is {outgrown.verdict}{worst}"
        yield f"{title} no longer holds: {exemption.verdict} was accepted, and {now}"


def _choice(choice: Choice, own: Sequence[Decision]) -> Iterator[str]:
    expressions = [parse(decision.license) for decision in own if decision.license]
    if not own:
        yield f"the choice for {choice.component!r} matches no component"
    elif expressions and not any(narrowed(expression, parse(choice.take)) != expression for expression in expressions):
        yield f"the choice of {choice.take} for {choice.component!r}: its licence leaves no such choice"
