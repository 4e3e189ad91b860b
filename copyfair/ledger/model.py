"""What stands in a ledger: documents and what happened to them, one entry after the other."""

import datetime
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import msgspec

from copyfair.canonical import sha256
from copyfair.money import Money

__all__ = [
    "SCHEMA",
    "SERIES",
    "Account",
    "Action",
    "Document",
    "Draft",
    "Entry",
    "Event",
    "File",
    "Filed",
    "Head",
    "Issued",
    "Kind",
    "Order",
    "Render",
]

SCHEMA = "copyfair/ledger/1"
"""Name and version of the form of an entry; a field that changes its meaning changes the number."""

Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Text = Annotated[str, msgspec.Meta(min_length=1)]


class Kind(StrEnum):
    """What a document is. Source of the codes: UNTDID 1001."""

    ASSESSMENT = "assessment"
    """What the tariff comes to; no invoice, and no number of an invoice series."""
    INVOICE = "invoice"
    """380: commercial invoice."""
    DEBIT_NOTE = "debit-note"
    """383: a sum owed without a supply, or a correction upward."""
    CREDIT_NOTE = "credit-note"
    """381: takes an invoice back, whole or in part."""
    SELF_BILLED = "self-billed-invoice"
    """389: an invoice that the licensee writes, by agreement."""
    REMINDER = "reminder"
    """71: asks again for what is past due."""


SERIES: dict[Kind, str] = {
    Kind.ASSESSMENT: "FA",
    Kind.INVOICE: "INV",
    Kind.DEBIT_NOTE: "DN",
    Kind.CREDIT_NOTE: "CN",
    Kind.SELF_BILLED: "SB",
    Kind.REMINDER: "RM",
}
"""The letters before the year: each kind counts for itself, from 1 each year."""


class Action(StrEnum):
    """What can happen to a document, other than that another one follows it."""

    ACCEPT = "accept"
    """The licensee agrees, or withdraws an objection."""
    DISPUTE = "dispute"
    """The licensee objects."""
    WAIVE = "waive"
    """The steward lets it go: the whole, or of what was paid in part the rest."""
    PAY = "pay"
    """Money came in, or was kept back as a tax at source."""
    REFUND = "refund"
    """Money went back: what was paid too much."""


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A document in one form: its bytes and what they are."""

    name: str
    media_type: str
    data: bytes


class Filed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file as an entry names it: by what its bytes hash to."""

    name: Text
    media_type: Text
    sha256: Sha256
    size: int

    @classmethod
    def of(cls, file: File) -> "Filed":
        """The entry's line about a file."""
        return cls(name=file.name, media_type=file.media_type, sha256=sha256(file.data), size=len(file.data))


class Account(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be paid into one account; the IBAN without blanks, empty where it was not known."""

    iban: str
    amount: Money


class Document(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="document", forbid_unknown_fields=True):
    """A document that was drawn up.

    Attributes:
        number: series, year and place in it: ``FA-2026-0001``.
        kind: what it is.
        dated: day of issue.
        key: SHA-256 of what it is about; no two documents have the same.
        content: SHA-256 of what it says, its number and day apart.
        about: number of the document it follows; empty where it stands alone.
        issuer, issuer_id: who is owed, and the register or VAT number.
        licensee, licensee_id: who owes, and the register or VAT number.
        commons: id of the commons.
        components: what it is owed for: package URLs without version.
        period: what the fee covers, in words.
        covers_from, covers_until: the same in days, where it is known.
        total: the sum; None where a fact was missing.
        due_on: last day to pay.
        reference: structured reference for the transfer, as printed; empty where nothing is payable.
        accounts: what is payable into which account.
        files: the document itself, in every form it was written in.
    """

    number: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2,3}-[0-9]{4}-[0-9]{4,9}$")]
    kind: Kind
    dated: datetime.date
    key: Sha256
    content: Sha256
    about: str = ""
    issuer: str
    issuer_id: str = ""
    licensee: str
    licensee_id: str = ""
    commons: str = ""
    components: tuple[str, ...] = ()
    period: str = ""
    covers_from: datetime.date | None = None
    covers_until: datetime.date | None = None
    total: Money | None
    due_on: datetime.date | None = None
    reference: str = ""
    accounts: tuple[Account, ...] = ()
    files: tuple[Filed, ...]


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="event", forbid_unknown_fields=True):
    """Something that happened to a document.

    Attributes:
        action: what.
        number: to which document.
        key: what tells this event from any other; empty where the same may happen twice. A bank's own reference of
            an entry, so that a statement that is read twice is booked once.
        paid: what came in (or, of a refund, went out).
        withheld: what was kept back as a tax at source; counts as settled.
        on: the day it happened, where that is not the day of the entry.
    """

    action: Action
    number: str
    key: str = ""
    paid: Money | None = None
    withheld: Money | None = None
    on: datetime.date | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the ledger.

    Attributes:
        schema: name and version of this form.
        ledger: the ledger's own id, drawn when it was made.
        seq: 1, 2, 3 …
        at: when, in UTC, to the second.
        by: who.
        why: for what reason; empty where the document itself says it.
        prev: hash of the entry before; of the first, 64 zeros.
        what: the document or event.
    """

    schema: Annotated[str, msgspec.Meta(pattern=f"^{SCHEMA}$")] = SCHEMA
    ledger: Text
    seq: Annotated[int, msgspec.Meta(ge=1)]
    at: Annotated[datetime.datetime, msgspec.Meta(tz=True)]
    by: Text
    why: str = ""
    prev: Sha256
    what: Document | Event


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far a ledger has come; who knows a head can tell whether anything before it was changed.

    Attributes:
        ledger: the ledger's own id.
        seq: number of entries.
        hash: of the last one.
    """

    ledger: str
    seq: int
    hash: Sha256

    def __str__(self) -> str:
        return f"{self.ledger}:{self.seq}:{self.hash}"


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What a document is told while it is drawn up: its number, and the ledger's head before it."""

    number: str
    dated: datetime.date
    at: datetime.datetime
    head: Head


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """A document to be drawn up: everything that `Document` says of it, save what only the ledger can give.

    Attributes:
        basis: what the document is about, as plain values: whoever comes with the same basis means the same document.
        content: what it says, as plain values, without number, day and place in the ledger.
        reference: makes the structured reference from the number; None where nothing is payable.
        replaces: number of the waived document in whose place this one is drawn up; part of the basis.
    """

    kind: Kind
    dated: datetime.date
    basis: object
    content: object
    issuer: str
    licensee: str
    total: Money | None
    about: str = ""
    replaces: str = ""
    issuer_id: str = ""
    licensee_id: str = ""
    commons: str = ""
    components: tuple[str, ...] = ()
    period: str = ""
    covers_from: datetime.date | None = None
    covers_until: datetime.date | None = None
    due_on: datetime.date | None = None
    reference: Callable[[str], str] | None = None
    accounts: tuple[Account, ...] = ()


Render = Callable[[Draft], tuple[File, ...]]
"""Writes a document, knowing its number. It runs inside the transaction: if it raises, no number was ever drawn."""


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """A document that stands in the ledger, with its bytes.

    Attributes:
        document: as recorded.
        files: the bytes, in the order of `Document.files`.
        head: the ledger's head once it was written.
        again: it was there before; nothing was written.
    """

    document: Document
    files: tuple[File, ...]
    head: Head
    again: bool = False
