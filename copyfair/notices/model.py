"""The fee notice as a document: what travels to people, and as JSON to accounting."""

import datetime
from typing import Annotated

import msgspec

from copyfair.actor.model import Party
from copyfair.fees.model import FeeState
from copyfair.language import ENGLISH
from copyfair.ledger.model import Head
from copyfair.money import Money
from copyfair.reciprocity.model import MissingFact, Stance, UsedFact

__all__ = [
    "SCHEMA",
    "Amount",
    "Basis",
    "Item",
    "Line",
    "Notice",
    "Passed",
    "Payment",
    "Told",
    "headline",
    "why_heading",
]

SCHEMA = "copyfair/notice/1"
"""Name and version of the JSON form; a field that changes its meaning changes the number."""


class Amount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An amount of money, its number as text so that no reader makes a float of it.

    Attributes:
        amount: plain decimal digits, at least the minor units of the currency.
        currency: ISO 4217.
    """

    amount: Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]

    @property
    def money(self) -> Money:
        """The same amount to count with."""
        return Money.of(self.amount, self.currency)

    @classmethod
    def of(cls, money: Money) -> "Amount":
        """The same amount as a document writes it."""
        number, _, currency = str(money).rpartition(" ")
        return cls(number.replace(",", ""), currency)

    def __str__(self) -> str:
        return str(self.money)


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A component for which the fee is owed.

    Attributes:
        name, version, purl: which.
        license: licence expression under which it stands.
        clauses: the clauses that close the free way ("PPL 4(d)").
        found_in: files that list it.
        paths: how it came into the project, names from the root to the component.
        license_found: where the licence was read.
        license_why: how it was understood, in English.
    """

    name: str
    version: str | None
    purl: str
    license: str
    clauses: tuple[str, ...]
    found_in: tuple[str, ...]
    paths: tuple[str, ...]
    license_found: tuple[str, ...]
    license_why: str


class Basis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reason why the fee is owed.

    Attributes:
        license: id of the licence or commons to which the clause belongs.
        clause: its number; empty where there is none to cite.
        says: the clause in our own words.
        stance: what it does here.
        condition: the condition it was tested by, as a sentence.
        facts: the facts it turned on, with their evidence.
        components: to how many of the components it applies.
    """

    license: str
    clause: str
    says: str
    stance: Stance
    condition: str
    facts: tuple[UsedFact, ...]
    components: int


class Told(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sentence.

    Attributes:
        says: what it says.
        language: of what stands untranslated in it (BCP 47); empty where nothing does.
    """

    says: str
    language: str = ""


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of the sum.

    Attributes:
        says: in a sentence.
        language: of what stands untranslated in it (BCP 47); empty where nothing does.
        amount: unrounded; None where the step only states something.
    """

    says: str
    language: str = ""
    amount: Amount | None


class Payment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one payee receives.

    Attributes:
        payee: who.
        role: why.
        amount: of the total.
        iban: in groups of four, only if its check digits are right; otherwise empty: ask the steward.
        bic: of the account's bank; empty where there is none.
    """

    payee: Party
    role: str
    amount: Amount
    iban: str
    bic: str


class Passed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of how the association passes a fee on.

    Attributes:
        line: as what it is booked: association, own, upstream or reserve.
        payee: who gets it, or for whom it is held; empty where nobody is known.
        payee_id: in the association's registry; empty for others.
        amount: in whole minor units; the lines add up to the total.
        says: why, in a sentence.
        language: of what stands untranslated in it (BCP 47); empty where nothing does.
        components: package URLs through which it came.
    """

    line: str
    payee: str
    payee_id: str = ""
    amount: Amount
    says: str
    language: str = ""
    components: tuple[str, ...]


class Notice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An assessment of what one licensee owes one commons; not an invoice.

    Attributes:
        schema: name and version of this form.
        reference: ``FA-<year>-<eight digits>``, made from the content: the same content has the same reference; or,
            drawn up in a ledger, the number of the series, ``FA-2026-0001``.
        language: in which it is written (BCP 47).
        texts: language of what the steward wrote: tariff, permissions, way to object; empty where it is not said.
        ledger: the ledger's head before this notice; None where no ledger gave the number.
        key: id of the key that signed it; empty where none did.
        issued_on: day of the assessment.
        project: what was assessed.
        tool: program that drew it up; no part of the reference.
        steward: to whom it is owed.
        licensee: who owes it; its name is empty where nobody was named.
        commons, commons_name, commons_license: id, full name and licence of the commons.
        tariff, tariff_clause, tariff_says: version, place and wording of the tariff; empty without one.
        period: what the fee covers.
        state: what came of applying the tariff.
        total: what is owed; None when facts are missing.
        carried: what is added to the next period's fee instead of being asked for; None where nothing is.
        due_on: last day to pay; None when nothing is payable.
        steps: how the total came about.
        missing: facts to give before there is a total.
        payments: who receives what; they add up to the total.
        passed_on: how the association passes the total on; empty where its commons.toml has no split.
        remittance: text of the transfer, or its structured reference; empty when nothing is payable.
        items: the components.
        basis: the reasons.
        evidence: the facts that were counted with.
        facts_sha256: of these facts and those in the reasons, the same in every language: with parties, period, tariff
            and licences it tells this notice from others.
        sources: where tariff and licences were read.
        how_to_pay, how_to_dispute, how_to_be_exempt: what can be done now, in sentences.
        statements: what this document is and is not.
    """

    schema: Annotated[str, msgspec.Meta(pattern=f"^{SCHEMA}$")] = SCHEMA
    reference: Annotated[str, msgspec.Meta(pattern=r"^(FA-[0-9]{4}-([0-9a-f]{8}|[0-9]{4,9}))?$")] = ""
    language: str = ENGLISH
    texts: str = ""
    ledger: Head | None = None
    key: str = ""
    issued_on: datetime.date
    project: str
    tool: str
    steward: Party
    licensee: Party
    commons: str
    commons_name: str
    commons_license: str
    tariff: str
    tariff_clause: str
    tariff_says: str
    period: str
    state: FeeState
    total: Amount | None
    carried: Amount | None = None
    due_on: datetime.date | None
    steps: tuple[Line, ...]
    missing: tuple[MissingFact, ...]
    payments: tuple[Payment, ...]
    passed_on: tuple[Passed, ...] = ()
    remittance: str = ""
    items: tuple[Item, ...]
    basis: tuple[Basis, ...]
    evidence: tuple[UsedFact, ...]
    facts_sha256: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$")] = ""
    sources: tuple[str, ...]
    how_to_pay: tuple[str, ...]
    how_to_dispute: tuple[Told, ...]
    how_to_be_exempt: tuple[Told, ...]
    statements: tuple[str, ...]


def why_heading(notice: Notice) -> str:
    """The key of the heading over the reasons: something is owed, or it only might be."""
    owed = notice.state in (FeeState.DUE, FeeState.NEEDS_INPUT)
    return "why-owed" if owed else "why-tariff"


def headline(notice: Notice) -> tuple[str, Amount | None]:
    """The key of the words that name the sum of a notice, and the sum; None while a fact is missing."""
    match notice.state:
        case FeeState.DUE:
            return "sum-due", notice.total
        case FeeState.CARRIED_FORWARD:
            return "sum-carried", notice.carried
        case FeeState.WAIVED:
            return "sum-waived", notice.total
        case FeeState.NIL:
            return "nothing-owed", notice.total
        case FeeState.NEEDS_INPUT:
            return "sum", None
