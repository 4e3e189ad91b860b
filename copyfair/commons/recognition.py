"""Give a brick, get a house: what a steward counts as a contribution, and how much of it is enough.

A brick is the steward's own measure. Nothing counts that the steward does not list, and nothing is worth money unless
the steward says how much.
"""

from decimal import Decimal
from typing import Annotated

import msgspec

from copyfair.actor.facts import EvidenceKind
from copyfair.actor.given import Given
from copyfair.commons.tariff import Period
from copyfair.money import Money

__all__ = ["Counts", "Recognition"]


class Counts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one kind of contribution counts.

    Attributes:
        kind: what is given.
        bricks: for one unit of it: an hour, a commit, a month, one euro.
        currency: for money: of which.
        most: bricks of this kind at most; None: no limit.
        worth: one unit in money, where it may count towards a fee (`credit`); None: it does not.
        evidence: the weakest that counts for this kind; None: as for the others.
    """

    kind: Given
    bricks: Decimal
    currency: str = ""
    most: Decimal | None = None
    worth: Money | None = None
    evidence: EvidenceKind | None = None


class Recognition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the steward recognises somebody as a contributor.

    Attributes:
        clause: where the steward published it ("Charter 4").
        says: what is asked, in a sentence.
        enough: bricks that make a contributor.
        months: how long a brick counts, from its day on.
        period: instead of `months`: a brick counts in the calendar period in which it was given. Without both it counts
            for good.
        evidence: the weakest that counts.
        counts: the kinds that count.
    """

    clause: str
    says: str
    enough: Decimal
    months: Annotated[int, msgspec.Meta(ge=1, le=1200)] | None = None
    period: Period | None = None
    evidence: EvidenceKind = EvidenceKind.SELF_DECLARED
    counts: tuple[Counts, ...]

    def of(self, kind: Given) -> Counts | None:
        """How a kind counts, or None where it does not."""
        return next((one for one in self.counts if one.kind is kind), None)

    def weakest(self, counts: Counts) -> EvidenceKind:
        """The weakest evidence that counts for a kind."""
        return counts.evidence or self.evidence
