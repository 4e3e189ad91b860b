"""What travels out of the decision: a verdict for each component, with its reasons."""

import datetime
from enum import StrEnum

import msgspec

from copyfair.inventory.model import Component
from copyfair.settings import Entitlement, Exemption

__all__ = [
    "Change",
    "Decision",
    "Doubt",
    "Duty",
    "DutyKind",
    "Entitlement",
    "Exemption",
    "MissingFact",
    "MovedLimit",
    "NextQuestion",
    "Outlook",
    "Reason",
    "Rung",
    "Stance",
    "Trigger",
    "Turn",
    "UsedFact",
    "Verdict",
]


class Verdict(StrEnum):
    """May this actor use this component in this way?"""

    PERMITTED = "permitted"
    """Yes, and nothing is asked in return."""
    PERMITTED_WITH_DUTIES = "permitted-with-duties"
    """Yes; some uses (passing it on, say) carry duties."""
    FEE_DUE = "fee-due"
    """Not freely, and a published tariff says how much is owed."""
    LICENCE_NEEDED = "licence-needed"
    """Not freely: the right is reserved and no tariff is known; negotiate."""
    PROHIBITED = "prohibited"
    """The public licence bars this actor or this use."""
    UNDETERMINED = "undetermined"
    """Nobody can say yet; `Decision.doubt` says of which kind."""

    @property
    def free(self) -> bool:
        """Permitted, with or without duties."""
        return self in (Verdict.PERMITTED, Verdict.PERMITTED_WITH_DUTIES)


class Doubt(StrEnum):
    """Why a verdict is undetermined."""

    MISSING_FACT = "missing-fact"
    """It turns on facts that nobody gave; `Decision.missing` names them."""
    SILENT_TEXT = "silent-text"
    """The licence does not answer the question; only its steward can."""
    MODIFIED_TEXT = "modified-text"
    """The licence text was changed, so its reviewed rules need not hold."""
    CONFLICT = "conflict"
    """The evidence about the licence disagrees."""
    UNKNOWN_LICENCE = "unknown-licence"
    """No licence is stated, or one that copyfair has no rules for."""


class Rung(StrEnum):
    """Where on the ladder from licence to negotiation a decision stopped."""

    LICENCE = "licence"
    ENTITLEMENT = "entitlement"
    STEWARD = "steward"
    EXCEPTION = "exception"
    FEE = "fee"
    NEGOTIATE = "negotiate"
    OPEN = "open"


class Stance(StrEnum):
    """What a reason does."""

    GRANTS = "grants"
    BARS = "bars"
    SILENT = "silent"
    RESERVES = "reserves"
    """No grant reached the actor, and the licence keeps this right back."""
    OPEN = "open"
    """It would grant, bar or stay silent, depending on facts that are missing."""
    RECORD = "record"
    """An entitlement, a steward's permission, an exception or a tariff on record."""
    EVIDENCE = "evidence"
    """The licence itself is not certain."""


class Trigger(StrEnum):
    """Whether a duty applies to the use as described."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class DutyKind(StrEnum):
    """The closed list of duties."""

    ATTRIBUTION = "attribution"
    LICENCE_TEXT = "licence-text"
    NOTICE_OF_CHANGES = "notice-of-changes"
    SOURCE = "source"
    SAME_LICENCE = "same-licence"
    NETWORK_SOURCE = "network-source"
    NO_FURTHER_TERMS = "no-further-terms"
    NO_ENDORSEMENT = "no-endorsement"
    ADVERTISING_NOTICE = "advertising-notice"
    RENAME = "rename"
    PATENT_PEACE = "patent-peace"
    """Claim no patent on it; who does loses the patent licence, or the whole licence."""
    OTHER = "other"


class UsedFact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that a reason turned on.

    Attributes:
        name: word of the vocabulary.
        value: as people write it ("yes", "all-to-worker-owners", "800,000 EUR"); "unknown" if missing.
        evidence: what it rests on, in words.
    """

    name: str
    value: str
    evidence: str


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why: one clause, what it says, and the facts it turned on.

    Attributes:
        license: id of the licence (or of the commons) the clause belongs to; for a right of use its reference.
        clause: its number, "4(c)"; empty where there is none to cite.
        says: the clause in our own words.
        stance: what it does here.
        condition: the condition it was tested by, as a sentence; empty where there is none.
        facts: the facts of that condition.
        reading: for a place that the text leaves open: which reading of it was taken and why, or which there are.
    """

    license: str
    clause: str
    says: str
    stance: Stance
    condition: str = ""
    facts: tuple[UsedFact, ...] = ()
    reading: str = ""


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """Something the licence asks in return.

    Attributes:
        kind: from a closed list.
        license: which licence asks it.
        says: what to do, in our own words.
        clause: where it stands.
        when: the uses that trigger it, as a sentence.
        applies: whether the use as described triggers it.
        reading: as in `Reason`, for a duty that is disputed.
    """

    kind: DutyKind
    license: str
    says: str
    clause: str = ""
    when: str = ""
    applies: Trigger = Trigger.UNKNOWN
    reading: str = ""


class MissingFact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that must be known before the verdict is settled.

    Attributes:
        name: word of the vocabulary, or "exchange rate EUR/USD", "price index …".
        ask: the question to answer.
        where: where to write the answer.
    """

    name: str
    ask: str
    where: str


class NextQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """The one fact that helps most over all components.

    Attributes:
        name, ask, where: as in `MissingFact`.
        component: for a fact about one component alone: its package URL, or its name; else empty.
        settles: components that every answer settles by itself.
        bears_on: components on which an answer has a bearing.
    """

    name: str
    ask: str
    where: str
    component: str = ""
    settles: int
    bears_on: int


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One way to another outcome; tried, not guessed.

    Attributes:
        verdict: what the verdict would be.
        says: what would have to be different, as a sentence.
        clause: the clause that would then decide, "4(c)".
    """

    verdict: Verdict
    says: str
    clause: str = ""


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which the answer for a component turns, all facts staying as they are; tried, not guessed.

    Attributes:
        day: the first day of the new answer.
        component: package URL, or name where there is none.
        license: the expression judged.
        before, after: the verdicts.
        needs_act: somebody has to do something from that day on.
        because: what happens on that day, in words.
    """

    day: datetime.date
    component: str
    license: str
    before: Verdict
    after: Verdict
    needs_act: bool
    because: tuple[str, ...]


class MovedLimit(msgspec.Struct, frozen=True, kw_only=True):
    """A limit in money that moves with a price index.

    Attributes:
        day: from which it is the new one.
        license, clause: where it stands.
        fact: what is limited.
        says: the old and the new limit; a range where the index is not on record.
    """

    day: datetime.date
    license: str
    clause: str
    fact: str
    says: str


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """What changes by itself within a time.

    Attributes:
        until: last day looked at.
        turns: answers that change, by day and component.
        limits: limits that move, by day and licence.
    """

    until: datetime.date
    turns: tuple[Turn, ...] = ()
    limits: tuple[MovedLimit, ...] = ()


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for one component.

    Attributes:
        component: what was judged.
        license: the licence expression judged, as text; empty where there is none.
        chosen: the branch of an OR that was taken, as text; the whole expression where there was no choice.
        verdict: the answer.
        worst, best: the ends of the interval an undetermined verdict lies in; both equal `verdict` when it is settled.
        doubt: for an undetermined verdict: of which kind.
        rung: where on the ladder it stopped.
        because: reasons; never empty.
        duties: what is asked in return under the chosen branch of whoever may use it, be it for a fee.
        missing: smallest set of facts that settles the verdict, most telling first.
        changes: tried ways to a better outcome, for verdicts that are not free.
        commons: id of the commons that covers the component, or empty.
        also_due: ids of further commons whose tariffs apply as well, where licences of several bind.
        exemption: the accepted exception on record, or None.
        next_step: what to do now, in a sentence; empty when nothing.

    Raises:
        ValueError: on a decision without a reason, or an undetermined one without a kind.
    """

    component: Component
    license: str
    chosen: str
    verdict: Verdict
    worst: Verdict
    best: Verdict
    rung: Rung
    because: tuple[Reason, ...]
    doubt: Doubt | None = None
    duties: tuple[Duty, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    changes: tuple[Change, ...] = ()
    commons: str = ""
    also_due: tuple[str, ...] = ()
    exemption: Exemption | None = None
    next_step: str = ""

    def __post_init__(self) -> None:
        if not self.because:
            raise ValueError("a verdict without a reason")
        if (self.verdict is Verdict.UNDETERMINED) != (self.doubt is not None):
            raise ValueError("a doubt belongs to an undetermined verdict, and to no other")

    @property
    def needs_act(self) -> bool:
        """Somebody has to do something: not free, and no accepted exception on record."""
        return not self.verdict.free and self.exemption is None
