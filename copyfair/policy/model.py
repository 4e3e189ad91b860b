"""What travels out of policy: the components that the organisation's own rules do not let through, and why."""

from enum import StrEnum

import msgspec

from copyfair.inventory.model import Component
from copyfair.reciprocity.model import Verdict
from copyfair.settings import Exemption

__all__ = ["PolicyFinding", "PolicyReason", "Ruling", "weighs"]


class Ruling(StrEnum):
    """What a policy says of a licence, best first."""

    ALLOWED = "allowed"
    UNLISTED = "unlisted"
    """There is a list of what is allowed, and it is not on it."""
    UNKNOWN = "unknown"
    """Nobody knows the licence, or to which group it belongs."""
    DENIED = "denied"


def weighs(ruling: Ruling) -> Verdict:
    """The verdict that weighs as much, for exit codes and for what an exception covers.

    What is denied is out of the question like what is prohibited; of anything else nobody has said yet.
    """
    match ruling:
        case Ruling.ALLOWED:
            return Verdict.PERMITTED
        case Ruling.DENIED:
            return Verdict.PROHIBITED
        case Ruling.UNLISTED | Ruling.UNKNOWN:
            return Verdict.UNDETERMINED


class PolicyReason(msgspec.Struct, frozen=True, kw_only=True):
    """What the policy says of one licence.

    Attributes:
        license: the licence as in an expression; empty where none is known.
        ruling: what it says.
        entry: the words of the policy that decided: an id or the name of a category; empty where none did.
        where: file and list in which they stand, as ``copyfair.toml: [policy] deny``; empty where none did.
        says: the same in a sentence.
    """

    license: str
    ruling: Ruling
    entry: str = ""
    where: str = ""
    says: str


class PolicyFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A component that the policy does not let through. It never changes what the licence itself allows.

    Attributes:
        component: what it is about.
        license: its licence expression as text; empty where it is not settled.
        ruling: what the policy says; never `Ruling.ALLOWED`.
        because: the licences it turned on; never empty.
        exemption: the accepted exception on record, or None.
        next_step: what to do now, in a sentence.

    Raises:
        ValueError: on a finding without a reason, or one about what is allowed.
    """

    component: Component
    license: str
    ruling: Ruling
    because: tuple[PolicyReason, ...]
    exemption: Exemption | None = None
    next_step: str

    def __post_init__(self) -> None:
        if not self.because or self.ruling is Ruling.ALLOWED:
            raise ValueError("a policy finding says why something is not allowed")

    @property
    def needs_act(self) -> bool:
        """Somebody has to do something: no accepted exception is on record."""
        return self.exemption is None
