"""What travels out of the downstream question: what whoever gets the whole has to be and do."""

from enum import StrEnum

import msgspec

from copyfair.reciprocity.model import DutyKind

__all__ = ["Axis", "Basis", "Downstream", "Requirement", "TravellingDuty", "Unclear"]


class Axis(StrEnum):
    """What a requirement is about."""

    COMMERCE = "commercial-use"
    USER = "kind-of-user"
    SIZE = "size"
    FIELD = "field-of-use"
    VERSION = "version"
    """Days and numbers that stand with the component itself: its release, its change date."""


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """Which clause of which licence asks for something, and for which components (or parts of the project)."""

    license: str
    clause: str
    components: tuple[str, ...]


class Requirement(msgspec.Struct, frozen=True, kw_only=True):
    """Something every user of the whole has to meet, at the strictest that any component asks.

    Attributes:
        axes: what it is about, the leading one first.
        says: the condition, as a sentence.
        sure: False where a text only leaves open what holds for those who do not meet it.
        because: who asks it.
        covers: who asks less, which whoever meets this meets anyway.
    """

    axes: tuple[Axis, ...]
    says: str
    sure: bool
    because: tuple[Basis, ...]
    covers: tuple[Basis, ...] = ()


class TravellingDuty(msgspec.Struct, frozen=True, kw_only=True):
    """A duty that whoever gets the whole takes over.

    Attributes:
        kind: from the closed list.
        says: what to do, in our own words.
        when: the uses that trigger it, as a sentence; empty: every use.
        disputed: it can be argued whether the text asks it.
        cites: the licences that ask it, with their clauses.
        components: how many components ask it.
    """

    kind: DutyKind
    says: str
    when: str
    disputed: bool
    cites: tuple[str, ...]
    components: int


class Unclear(msgspec.Struct, frozen=True, kw_only=True):
    """A component that may ask for more, since its licence is not known or has no rules."""

    component: str
    why: str


class Downstream(msgspec.Struct, frozen=True, kw_only=True):
    """What must hold for whoever uses the whole, if it is passed on.

    Attributes:
        requirements: all of them bind; by axis, none implied by another.
        duties: what goes on binding whoever passes it on further, changes it or offers it over a network.
        unclear: components for which nothing can be said; the rest is then incomplete.
        left_out: components that are only used to make the project and are not passed on.
        nobody: the requirements contradict each other, so no user meets them.
    """

    requirements: tuple[Requirement, ...] = ()
    duties: tuple[TravellingDuty, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    left_out: tuple[str, ...] = ()
    nobody: bool = False

    @property
    def complete(self) -> bool:
        """Every licence is known."""
        return not self.unclear

    def on(self, axis: Axis) -> tuple[Requirement, ...]:
        """The requirements whose leading axis this is."""
        return tuple(requirement for requirement in self.requirements if requirement.axes[0] is axis)
