"""What travels out of the fees: exact money, with every step of the sum."""

import datetime
from enum import StrEnum

import msgspec

from copyfair.commons.model import Commons, Payee
from copyfair.commons.tariff import Tariff
from copyfair.language import ENGLISH, language
from copyfair.language.saying import Value
from copyfair.money import Money
from copyfair.reciprocity.model import MissingFact

__all__ = ["Allocation", "Fee", "FeeState", "Line", "Portion", "Step"]


class FeeState(StrEnum):
    """What came of applying a tariff."""

    DUE = "due"
    """A sum is owed."""
    NIL = "nil"
    """The tariff applies and comes to nothing."""
    WAIVED = "waived"
    """The tariff applies, and the steward lets this actor off."""
    CARRIED_FORWARD = "carried-forward"
    """A sum too small to be asked for; it is added to the next period's."""
    NEEDS_INPUT = "needs-input"
    """A fact is missing; nothing is estimated."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the sum.

    Attributes:
        told: the clauses of a sentence, with the numbers and where they come from.
        amount: what the step comes to, unrounded (to six places where it never ends); None where it only states
            something.
    """

    told: tuple[Value, ...]
    amount: Money | None = None

    @property
    def says(self) -> str:
        """The sentence in English."""
        return language(ENGLISH).sentence(self.told)


class Portion(msgspec.Struct, frozen=True, kw_only=True):
    """What one payee receives of the total; the payee holds the account that counts on the day."""

    payee: Payee
    amount: Money


class Line(StrEnum):
    """As what a part of a fee is booked when the association passes it on."""

    ASSOCIATION = "association"
    """The association's share for its work."""
    OWN = "own"
    """The payees of the commons itself."""
    UPSTREAM = "upstream"
    """A verified payee of something that the commons stands on."""
    RESERVE = "reserve"
    """Held by the association under the name of its reserve."""


class Allocation(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the split upstream.

    Attributes:
        line: as what it is booked.
        payee: name of who gets it, or for whom it is held; empty where nobody is known.
        amount: in whole minor units; the lines of a fee add up to its total.
        told: why; the clauses of a sentence.
        payee_id: in the registry; empty for others.
        components: package URLs through which it came.
    """

    line: Line
    payee: str
    amount: Money
    told: tuple[Value, ...]
    payee_id: str = ""
    components: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """The sentence in English."""
        return language(ENGLISH).sentence(self.told)


class Fee(msgspec.Struct, frozen=True, kw_only=True):
    """What is owed to one commons.

    Attributes:
        commons: to which.
        tariff: the version that applies on the day; None where there is none.
        components: package URLs of the components it is owed for.
        clauses: the clauses that close the free way, as "PPL 4(d)".
        state: due, nil, waived, carried forward or needs input.
        total: what is to be paid now, rounded once, at the end; None when facts are missing.
        steps: the sum, step by step.
        portions: the total split among those who are paid, to the last minor unit.
        allocations: how the association passes the total on; empty where its commons.toml has no split.
        carried: what is added to the next period's fee instead of being asked for.
        missing: facts without which there is no sum.
        due_on: last day to pay.
    """

    commons: Commons
    tariff: Tariff | None = None
    components: tuple[str, ...]
    clauses: tuple[str, ...]
    state: FeeState
    total: Money | None
    steps: tuple[Step, ...]
    portions: tuple[Portion, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    carried: Money | None = None
    missing: tuple[MissingFact, ...] = ()
    due_on: datetime.date
