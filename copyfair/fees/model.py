"""What travels out of the fees: exact money, with every step of the sum."""

import datetime
from enum import StrEnum

import msgspec

from copyfair.commons.model import Commons, Payee
from copyfair.money import Money
from copyfair.reciprocity.model import MissingFact

__all__ = ["Fee", "FeeState", "Portion", "Step"]


class FeeState(StrEnum):
    """What came of applying a tariff."""

    DUE = "due"
    """A sum is owed."""
    NIL = "nil"
    """The tariff applies and comes to nothing."""
    NEEDS_INPUT = "needs-input"
    """A fact is missing; nothing is estimated."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the sum.

    Attributes:
        says: in words, with the numbers and where they come from.
        amount: what the step comes to, unrounded; None where it only states something.
    """

    says: str
    amount: Money | None = None


class Portion(msgspec.Struct, frozen=True, kw_only=True):
    """What one payee receives of the total."""

    payee: Payee
    amount: Money


class Fee(msgspec.Struct, frozen=True, kw_only=True):
    """What is owed to one commons.

    Attributes:
        commons: to which.
        components: package URLs of the components it is owed for.
        clauses: the clauses that close the free way, as "PPL 4(d)".
        state: due, nil or needs input.
        total: rounded once, at the end; None unless due or nil.
        steps: the sum, step by step.
        portions: the total split among the payees to the last minor unit.
        missing: facts without which there is no sum.
        due_on: last day to pay.
    """

    commons: Commons
    components: tuple[str, ...]
    clauses: tuple[str, ...]
    state: FeeState
    total: Money | None
    steps: tuple[Step, ...]
    portions: tuple[Portion, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    due_on: datetime.date
