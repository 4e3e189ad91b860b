"""An invoice drawn up in the ledger: checked whole before a number is drawn, and once more with its number."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec

from copyfair.bank.references import plain, structured_reference
from copyfair.errors import InvoiceError
from copyfair.invoices.draw_up import payment_terms
from copyfair.invoices.model import CODES, Fault, Invoice
from copyfair.invoices.payable import payable
from copyfair.invoices.pdf import invoice_pdf
from copyfair.invoices.rules import trapped
from copyfair.invoices.validate import validate
from copyfair.invoices.write import cii, ubl
from copyfair.ledger.books import Ledger
from copyfair.ledger.model import SERIES, Account, Draft, File, Issued, Kind, Order
from copyfair.money import Money
from copyfair.notices.issue import signature
from copyfair.schema import encodable, schema_of, to_json
from copyfair.signing.keys import SigningKey

__all__ = ["INVOICE_TYPE", "SCHEMA", "Checks", "InvoiceDocument", "check", "issue", "read_invoice", "schema", "trial"]

INVOICE_TYPE = "urn:copyfair:invoice:1"
"""Of the statement that is signed about an invoice."""

SCHEMA = "copyfair/invoice/1"
"""Name and version of the JSON form; a field that changes its meaning changes the number."""

_SELF_BILLING = "-SB"
"""In the name of a Peppol rule file: it is for self-billing, and the others are not."""


class Checks(msgspec.Struct, frozen=True, kw_only=True):
    """By what an invoice is checked, beside our own rules and the XSD.

    Attributes:
        official: the EN 16931 rules; they need the extra ``validate``.
        more: rule files of one's own, such as those of Peppol.
        accounts: IBANs known to be the seller's.
    """

    official: bool = True
    more: tuple[Path, ...] = ()
    accounts: tuple[str, ...] = ()


class InvoiceDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The JSON form of an invoice.

    Attributes:
        schema: name and version of this form.
        invoice: what it says; its attachments without their bytes.
        tax, gross: VAT, and the sum with it.
        checked: by what the UBL and the CII were checked without a fault.
        warnings: what a rule would rather have otherwise.
    """

    schema: Annotated[str, msgspec.Meta(pattern=f"^{SCHEMA}$")] = SCHEMA
    invoice: Invoice
    tax: Money
    gross: Money
    checked: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def schema() -> bytes:
    """The JSON Schema of the JSON form, published as ``copyfair/invoices/data/invoice-1.schema.json``."""
    return schema_of(InvoiceDocument, name=SCHEMA, id="urn:copyfair:invoice:1")


def read_invoice(data: bytes) -> Invoice:
    """The invoice in its JSON form.

    Raises:
        InvoiceError: it is no such form.
    """
    try:
        return msgspec.json.decode(data, type=InvoiceDocument).invoice
    except msgspec.MsgspecError as error:
        raise InvoiceError("the JSON form", [str(error)[:300]]) from None


def check(invoice: Invoice, checks: Checks) -> tuple[bytes, bytes, InvoiceDocument]:
    """The invoice as UBL, CII and JSON, once nothing stands against it.

    Raises:
        InvoiceError: a rule is broken; names every one that is.
        MissingExtraError: a library is not installed.
    """
    _refuse(invoice, (*trapped(invoice), *payable(invoice, checks.accounts)))
    terms = payment_terms(invoice)
    written = ubl(invoice, terms), cii(invoice, terms)
    mine = _meant_for(checks.more, invoice.kind)
    found = [validate(xml, rules=checks.official, more=mine) for xml in written]
    _refuse(invoice, [fault for one in found for fault in one.errors])
    document = InvoiceDocument(
        invoice=msgspec.structs.replace(
            invoice, attachments=tuple(msgspec.structs.replace(one, data=b"") for one in invoice.attachments)
        ),
        tax=invoice.tax,
        gross=invoice.gross,
        checked=tuple(dict.fromkeys(by for one in found for by in one.by)),
        warnings=tuple(dict.fromkeys(str(fault) for one in found for fault in one.warnings)),
    )
    return *written, document


def _refuse(invoice: Invoice, faults: Sequence[Fault]) -> None:
    if faults:
        raise InvoiceError(
            f"the {invoice.kind} about {_about(invoice)}", [str(fault) for fault in dict.fromkeys(faults)]
        )


def _meant_for(files: Sequence[Path], kind: Kind) -> tuple[Path, ...]:
    return tuple(file for file in files if (_SELF_BILLING in file.stem) is (kind is Kind.SELF_BILLED))


# ---------------------------------------------------------------- the ledger


def issue(
    invoice: Invoice,
    books: Ledger,
    *,
    by: str,
    tool: str,
    checks: Checks,
    key: SigningKey | None = None,
    why: str = "",
) -> Issued:
    """Draw an invoice up in a ledger: as UBL, as Factur-X PDF and as JSON.

    Everything is checked under a number that nobody gets, so that a refusal comes before the ledger is touched; and
    once more inside the transaction, under the number that is drawn.

    Args:
        invoice: without a number.
        books: the ledger of its issuer.
        by: who draws it up.
        tool: the program, as it stands on paper.
        checks: by what it is checked.
        key: signs every file.
        why: for what reason, where the document does not say it.

    Raises:
        InvoiceError: a rule is broken; names every one that is.
        LedgerError: the document it follows does not allow it; says what is possible.
        MissingExtraError: a library is not installed.
    """
    trial(invoice, checks)

    def render(draft: Draft) -> tuple[File, ...]:
        files = _files(_numbered(invoice, draft.number), checks, tool)
        return (*files, signature(files, draft, key, INVOICE_TYPE)) if key is not None else files

    return books.issue(_order(invoice), render, by=by, why=why)


def trial(invoice: Invoice, checks: Checks) -> InvoiceDocument:
    """The invoice under a number that nobody gets, once nothing stands against it.

    Raises:
        InvoiceError: a rule is broken; names every one that is.
        MissingExtraError: a library is not installed.
    """
    if invoice.kind not in CODES:
        _refuse(invoice, tuple(trapped(invoice)))
    return check(_numbered(invoice, f"{SERIES[invoice.kind]}-{invoice.dated.year:04}-0000"), checks)[2]


def _numbered(invoice: Invoice, number: str) -> Invoice:
    remittance = invoice.remittance or (_reference(invoice)(number) if invoice.iban else "")
    return msgspec.structs.replace(invoice, number=number, remittance=remittance)


class _Reference(msgspec.Struct, frozen=True):
    """Makes the structured reference for an account of one country."""

    country: str

    def __call__(self, number: str) -> str:
        return structured_reference(number, self.country)


def _reference(invoice: Invoice) -> _Reference:
    return _Reference(plain(invoice.iban)[:2])


def _files(invoice: Invoice, checks: Checks, tool: str) -> tuple[File, ...]:
    as_ubl, as_cii, document = check(invoice, checks)
    forms = (
        ("json", "application/json", to_json(document)),
        ("pdf", "application/pdf", invoice_pdf(invoice, as_cii, tool)),
        ("xml", "application/xml", as_ubl),
    )
    return tuple(File(name=f"{invoice.number}.{ending}", media_type=kind, data=data) for ending, kind, data in forms)


def _about(invoice: Invoice) -> str:
    """The document it follows."""
    return invoice.preceding[0].number if invoice.preceding else invoice.assessment


def _order(invoice: Invoice) -> Order:
    seller, buyer = invoice.seller.party, invoice.buyer.party
    about = _about(invoice)
    paid = bool(invoice.iban) and invoice.kind is not Kind.REMINDER  # a reminder asks for the invoice's own transfer
    return Order(
        kind=invoice.kind,
        dated=invoice.dated,
        basis=_basis(invoice, about),
        content=_content(invoice),
        about=about,
        issuer=seller.name,
        issuer_id=seller.register or seller.vat,
        licensee=buyer.name,
        licensee_id=buyer.register or buyer.vat,
        commons=invoice.commons,
        covers_from=invoice.covers_from,
        covers_until=invoice.covers_until,
        total=invoice.gross,
        due_on=invoice.due_on,
        reference=_reference(invoice) if paid else None,
        accounts=(Account(iban=plain(invoice.iban), amount=invoice.gross),) if paid else (),
    )


def _basis(invoice: Invoice, about: str) -> object:
    """Whoever has this in common means the same document."""
    if invoice.kind is Kind.REMINDER:
        return {"about": about, "dated": str(invoice.dated)}
    if invoice.preceding:  # a correction: another reason or sum is another correction
        return {"about": about, "says": invoice.title, "net": str(invoice.net)}
    return {"about": about}


def _content(invoice: Invoice) -> object:
    """What it says, in the parts that money and law depend on; a later day or better wording is no other invoice."""
    return encodable(
        {
            "seller": invoice.seller,
            "buyer": invoice.buyer,
            "net": invoice.net,
            "vat": [invoice.vat.category, str(invoice.vat.rate.normalize())],
            "account": plain(invoice.iban),
        }
    )
