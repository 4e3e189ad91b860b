"""All rights of use of a project, with what becomes of each."""

import datetime
from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from copyfair.actor.model import Party
from copyfair.inventory.model import Component
from copyfair.reciprocity.model import Decision, Rung
from copyfair.reciprocity.rights import Right, Weighed, rights_over, weigh
from copyfair.settings import Entitlement

__all__ = ["Held", "HeldState", "held"]


class HeldState(StrEnum):
    """What becomes of a right in this project."""

    COVERS = "covers"
    """At least one component is free by it."""
    OPEN = "open"
    """It may cover something; what is missing must be answered first."""
    REFUSED = "does-not-count"
    """It covers nobody here today; the reason is given."""
    NOT_NEEDED = "not-needed"
    """Whatever it is about is free without it."""
    UNMATCHED = "matches-nothing"
    """No component here is what it is about."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A right with what it is about in this project.

    Attributes:
        right: as written.
        state: what becomes of it.
        says: why, as a sentence; empty where the state says it all.
        components: what it is about.
        covered: those that are free by it.
    """

    right: Right
    state: HeldState
    says: str
    components: tuple[Component, ...]
    covered: tuple[Component, ...]


def held(
    decisions: Iterable[Decision],
    recorded: Iterable[Entitlement],
    party: Party,
    as_of: datetime.date,
) -> tuple[Held, ...]:
    """Every right on record, then every right that a file states, with what it is about.

    Args:
        decisions: what was decided with these very rights.
        recorded: what the user put on record.
        party: the actor.
        as_of: the day of the decisions.
    """
    recorded = tuple(recorded)
    about: dict[Right, list[Decision]] = {Right(entitlement=entry): [] for entry in recorded}
    for decision in decisions:
        for right in rights_over(decision.component, recorded):
            about.setdefault(right, []).append(decision)
    return tuple(_held(weigh(right, party, as_of), about[right]) for right in about)


def _held(weighed: Weighed, decisions: Sequence[Decision]) -> Held:
    covered = [d.component for d in decisions if weighed.covers and d.rung is Rung.ENTITLEMENT]
    says = f"It {weighed.refusal.rstrip('.')}." if weighed.refusal else " ".join(fact.ask for fact in weighed.missing)
    if not decisions:
        state, says = HeldState.UNMATCHED, ""
    elif weighed.refusal:
        state = HeldState.REFUSED
    elif covered:
        state = HeldState.COVERS
    elif all(decision.verdict.free for decision in decisions):
        state, says = HeldState.NOT_NEEDED, ""
    else:
        state, says = HeldState.OPEN, says or "Which component it means is not certain."
    components = tuple(decision.component for decision in decisions)
    return Held(right=weighed.right, state=state, says=says, components=components, covered=tuple(covered))
