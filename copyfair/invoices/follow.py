"""What can follow a document in the ledger, as an invoice that is still without a number."""

import datetime

import msgspec

from copyfair.canonical import sha256
from copyfair.commons.model import Commons
from copyfair.errors import InputError
from copyfair.invoices.accounts import known_accounts
from copyfair.invoices.draw_up import bill, credit, debit, remind
from copyfair.invoices.issue import read_invoice
from copyfair.invoices.model import Attachment, Category, Invoice
from copyfair.invoices.terms import Terms
from copyfair.ledger.books import Ledger
from copyfair.ledger.model import Document, Kind
from copyfair.money import Money
from copyfair.notices.model import Notice

__all__ = ["Wish", "follow"]

_DAYS = 30
"""To the due date, where no terms say otherwise."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be written.

    Attributes:
        dated: day of issue.
        kind: None: an invoice for an assessment; a debit note where the sum is outside the scope of VAT.
        terms: how the issuer writes invoices; an assessment needs them.
        commons: with the payee registry that has the seller's account.
        reason: why, of a credit note or of a debit note about an invoice.
        net: before VAT: of a debit note about an invoice, or of a credit note for a part.
    """

    dated: datetime.date
    kind: Kind | None = None
    terms: Terms | None = None
    commons: Commons | None = None
    reason: str = ""
    net: Money | None = None

    @property
    def due(self) -> datetime.date:
        """The last day to pay."""
        days = self.terms.due_days if self.terms is not None else _DAYS
        return self.dated + datetime.timedelta(days=days)


def follow(books: Ledger, number: str, wish: Wish) -> tuple[Invoice, tuple[str, ...]]:
    """The invoice that follows an assessment, or the credit note, debit note or reminder that follows an invoice.

    Args:
        books: the ledger.
        number: of the document that it follows.
        wish: what is to be written.

    Returns:
        The invoice, and the IBANs that are known to be the seller's; none where nobody said.

    Raises:
        InputError: what is wished cannot follow this document, or something is missing for it.
        InvoiceError: as `bill` and `known_accounts`.
        LedgerError: there is no such document.
    """
    about = books.standing(number)
    document = about.document
    if document.kind is Kind.ASSESSMENT:
        return _bill(books, document, wish)
    if wish.kind is Kind.CREDIT_NOTE:
        return credit(_earlier(books, document), wish.dated, reason=_reason(wish, number), net=wish.net), ()
    if wish.kind is Kind.DEBIT_NOTE:
        if wish.net is None:
            raise InputError("a debit note that adds to it needs its amount before VAT (--amount)", where=number)
        earlier, reason = _earlier(books, document), _reason(wish, number)
        return debit(earlier, dated=wish.dated, due_on=wish.due, reason=reason, net=wish.net), (earlier.iban,)
    if wish.kind is Kind.REMINDER:
        if about.open is None or about.open.amount <= 0:
            raise InputError("nothing is open on it, so there is nothing to remind of", where=number)
        earlier = _earlier(books, document)
        return remind(earlier, about.open, wish.dated, wish.due), (earlier.iban,)
    message = f"its kind is {document.kind}, and what can follow it is a credit-note, debit-note or reminder; say which (--as)"
    raise InputError(message, where=number)


def _reason(wish: Wish, number: str) -> str:
    if not wish.reason.strip():
        raise InputError(f"a {wish.kind} needs its reason (--why)", where=number)
    return wish.reason


def _bill(books: Ledger, document: Document, wish: Wish) -> tuple[Invoice, tuple[str, ...]]:
    if wish.terms is None:
        message = "an invoice for it needs the issuer's terms, an invoice.toml (--terms); see docs/notices.md"
        raise InputError(message, where=document.number)
    notice = _notice(books, document)
    usual = Kind.DEBIT_NOTE if wish.terms.vat.category is Category.OUTSIDE else Kind.INVOICE
    kind, papers = wish.kind or usual, _attachments(books, document)
    invoice = bill(document, notice, wish.terms, wish.dated, kind=kind, attachments=papers)
    return invoice, known_accounts(notice, wish.commons, wish.dated)


def _earlier(books: Ledger, document: Document) -> Invoice:
    return read_invoice(_json(books, document))


def _notice(books: Ledger, document: Document) -> Notice:
    try:
        return msgspec.json.decode(_json(books, document), type=Notice)
    except msgspec.MsgspecError as error:
        raise InputError(f"its JSON form cannot be read: {error}", where=document.number) from None


def _json(books: Ledger, document: Document) -> bytes:
    name = f"{document.number}.json"
    data = next((file.data for file in books.files(document) if file.name == name), None)
    if data is None:
        raise InputError(f"the ledger has no {name}", where=document.number)
    return data


def _attachments(books: Ledger, document: Document) -> tuple[Attachment, ...]:
    """The assessment on paper, where it was written; e-invoices take no JSON along."""
    paper = f"{document.number}.pdf"
    return tuple(
        Attachment(
            number=document.number,
            name=file.name,
            media_type=file.media_type,
            sha256=sha256(file.data),
            data=file.data,
        )
        for file in books.files(document)
        if file.name == paper
    )
