"""What travels out of the combination check: which pairs of licences go together, and why."""

from enum import StrEnum

import msgspec

from copyfair.inventory.model import Component
from copyfair.settings import How

__all__ = ["Cited", "Finding", "Fit", "How", "Outbound", "Own", "Pair", "best", "worst"]


class Fit(StrEnum):
    """Whether a component may go out in a project under the project's own licence, best first."""

    COMPATIBLE = "compatible"
    """Both licences can be kept as they are."""
    CONDITIONS = "compatible-with-conditions"
    """Both can be kept if something is done or said; the finding names it."""
    POSSIBLE = "possible-conflict"
    """It turns on how the two are combined, on a fact that is missing, or on a place where the text is disputed."""
    UNKNOWN = "unknown"
    """One side's terms on combining are in no data that copyfair has."""
    CONFLICT = "conflict"
    """Who keeps to one licence breaks the other."""

    @property
    def fine(self) -> bool:
        """Compatible, with or without conditions."""
        return self in (Fit.COMPATIBLE, Fit.CONDITIONS)


_RANK = {fit: number for number, fit in enumerate(Fit)}
"""Lower is better."""


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """One clause of one side. `clause` is empty where the licence is known by its category only."""

    license: str
    clause: str
    says: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for two licences.

    Attributes:
        fit: the answer.
        says: the reason in a sentence.
        because: the clauses of both sides that it rests on.
        todo: what to do; empty when nothing.
        missing: names of facts that would settle it.
    """

    fit: Fit
    says: str
    because: tuple[Cited, ...] = ()
    todo: str = ""
    missing: tuple[str, ...] = ()


def best(findings: list[Finding]) -> Finding:
    """Of several ways that are open, the best; of equal ones the first."""
    return min(findings, key=lambda finding: _RANK[finding.fit])


def worst(findings: list[Finding]) -> Finding:
    """Of several demands that all bind, the worst; of equal ones the first."""
    return max(findings, key=lambda finding: _RANK[finding.fit])


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the project with a licence of its own.

    Attributes:
        name: as people write it.
        license: its expression; empty where it is not settled.
        why: how it came to be known, or why it is not.
    """

    name: str
    license: str
    why: str


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """One component in one part of the project.

    Attributes:
        component: what goes in.
        project: the name of the `Own` it goes into.
        how: how the two are combined.
        how_known: what that rests on.
        license: the component's licence; of an OR the side that fits best.
        project_license: the same of the project's licence.
        finding: what holds.
    """

    component: Component
    project: str
    how: How
    how_known: str
    license: str
    project_license: str
    finding: Finding


class Outbound(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the project may go out under its own licence with what is in it.

    Attributes:
        own: the licences of the project's own parts.
        pairs: every third-party component with every part it goes into, in inventory order.
        traps: licences that defeat each other within one expression, and choices that fit each component but not all.
        assumed: facts about the use that nobody gave and that are taken for the question's sake: that copies go out.
    """

    own: tuple[Own, ...] = ()
    pairs: tuple[Pair, ...] = ()
    traps: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()

    def of(self, *fits: Fit) -> tuple[Pair, ...]:
        """The pairs with one of these answers."""
        return tuple(pair for pair in self.pairs if pair.finding.fit in fits)
