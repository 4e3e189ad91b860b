"""The invoice as data: what EN 16931 asks for, once, whatever is written of it.

Source of the codes: EN 16931-1; UNTDID 1001 (kinds) and 5305 (VAT categories).
"""

import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import msgspec

from copyfair.actor.model import Party
from copyfair.ledger.model import Kind
from copyfair.money import Money

__all__ = ["CODES", "Attachment", "Category", "Fault", "Invoice", "Preceding", "Trader", "Vat", "Withholding"]

CODES: dict[Kind, str] = {
    Kind.INVOICE: "380",
    Kind.DEBIT_NOTE: "383",
    Kind.CREDIT_NOTE: "381",
    Kind.REMINDER: "71",
    Kind.SELF_BILLED: "389",
}
"""Kind -> code of UNTDID 1001. An assessment has none here: it is no invoice, and never goes out as one."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Why an invoice is refused, or what its issuer should look at.

    Attributes:
        rule: the official rule that is broken, or ``payable`` for a check of our own.
        says: what is wrong and what to do, in a sentence.
    """

    rule: str
    says: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.says}"


class Category(StrEnum):
    """How VAT treats what is charged (UNTDID 5305)."""

    STANDARD = "S"
    """Standard or reduced rate; the seller is registered for VAT."""
    REVERSE_CHARGE = "AE"
    """The buyer accounts for the VAT: a supply to a business in another country."""
    EXEMPT = "E"
    """Exempt, or the seller is a small business under the exemption scheme."""
    OUTSIDE = "O"
    """Outside the scope of VAT: no supply, a compensation, a customer outside the EU."""


class Vat(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The VAT treatment of a whole invoice; one treatment only.

    Attributes:
        category: see `Category`.
        rate: per cent, ``21``; above zero for S and zero for all others.
        reason: why no VAT is charged, in words (BT-120).
        code: the same as a code of the VATEX list (BT-121); for AE and O it is known by itself.
    """

    category: Category
    rate: Decimal = Decimal(0)
    reason: str = ""
    code: str = ""


class Trader(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Seller or buyer.

    Attributes:
        party: name, address, VAT number.
        scheme, number: register number with its scheme of ISO 6523 (``0208`` and ten digits of the KBO).
        endpoint_scheme, endpoint: electronic address, to which Peppol delivers.
    """

    party: Party
    scheme: str = ""
    number: str = ""
    endpoint_scheme: str = ""
    endpoint: str = ""


class Preceding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An earlier document that this one is about (BG-3)."""

    number: str
    dated: datetime.date


class Withholding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be known where the payer's country taxes royalties at source.

    Attributes:
        treaty: the treaty that lowers or lifts the tax, in words.
        certificate: proof of residence that the issuer has, or gets on request (``276R``).
        gross_up: whether the payer bears the tax on top of the sum.
    """

    treaty: str = ""
    certificate: str = ""
    gross_up: bool = False


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A document that goes along (BG-24)."""

    number: str
    name: str
    media_type: str
    sha256: str
    data: bytes


class Invoice(msgspec.Struct, frozen=True, kw_only=True):
    """An invoice, debit note, credit note, reminder or self-billed invoice.

    Attributes:
        kind: what it is.
        number: of its series; empty until the ledger gives it.
        dated, due_on: day of issue, last day to pay; a credit note has nothing to pay.
        language: in which it is printed.
        seller, buyer: who supplies and who receives. Of a self-billed invoice the buyer is the issuer.
        buyer_reference: what the buyer's accounting asks for (BT-10).
        order: the buyer's order number, where there is one (BT-13).
        commons: id of the commons.
        contract: the licence that is paid for (BT-12).
        assessment: number of the assessment it follows.
        preceding: the documents it is about.
        covers_from, covers_until: the period it covers.
        title, detail: what is charged, in one line and in more words.
        net: before VAT, of an amount that can be paid.
        vat: treatment.
        iban, bic, holder: account to be paid into.
        remittance: structured reference or text of the transfer.
        withholding: None: nothing was said about a tax at source.
        note: one note, in words; Peppol takes no second.
        attachments: what goes along.
    """

    kind: Kind
    number: str = ""
    dated: datetime.date
    due_on: datetime.date | None = None
    language: Annotated[str, msgspec.Meta(min_length=2)] = "en"
    seller: Trader
    buyer: Trader
    buyer_reference: str = ""
    order: str = ""
    commons: str = ""
    contract: str = ""
    assessment: str = ""
    preceding: tuple[Preceding, ...] = ()
    covers_from: datetime.date | None = None
    covers_until: datetime.date | None = None
    title: str
    detail: str = ""
    net: Money
    vat: Vat
    iban: str = ""
    bic: str = ""
    holder: str = ""
    remittance: str = ""
    withholding: Withholding | None = None
    note: str = ""
    attachments: tuple[Attachment, ...] = ()

    @property
    def tax(self) -> Money:
        """The VAT, rounded once on the total (EN 16931, BR-CO-17)."""
        return (self.net * self.vat.rate * Decimal("0.01")).rounded()

    @property
    def gross(self) -> Money:
        """With VAT: what is to be paid, or given back."""
        return self.net + self.tax
