"""The receipt for a document that was paid, signed by the steward."""

import datetime

import msgspec

from copyfair.errors import LedgerError
from copyfair.ledger.books import Ledger
from copyfair.ledger.model import Document
from copyfair.ledger.states import State
from copyfair.receipts import RECEIPT_TYPE, Receipt
from copyfair.signing.envelope import Envelope, Subject, sign
from copyfair.signing.keys import SigningKey

__all__ = ["receipt_for", "signed_receipt"]


def receipt_for(books: Ledger, number: str, *, until: datetime.date | None = None) -> Receipt:
    """The receipt for a document that was paid.

    Args:
        books: the steward's ledger.
        number: of the assessment, invoice or debit note that was paid.
        until: last day; None: that of the period the fee covers.

    Raises:
        LedgerError: it is not paid, nothing says until when it holds, or the document names no component.
    """
    paid = books.standing(number)
    if paid.state is not State.PAID:
        still = f", {paid.open} are open" if paid.open is not None and paid.open.amount > 0 else ""
        raise LedgerError(f"{number} is {paid.state}{still}: a receipt is for what is paid")
    about = books.standing(paid.document.about).document if paid.document.about else paid.document
    end = until or about.covers_until
    if end is None:
        raise LedgerError(
            f"{number} does not say until when it holds ({about.period or 'no period'}); give the last day"
        )
    start = about.covers_from or about.dated
    if end < start or not about.components:
        raise LedgerError(f"{number} gives no right: it begins on {start}, ends on {end}, and names its components")
    return Receipt(
        number=number,
        commons=about.commons,
        licensor=about.issuer,
        licensee=about.licensee,
        licensee_id=about.licensee_id,
        components=about.components,
        valid_from=start,
        valid_until=end,
        ledger=books.head(),
    )


def signed_receipt(receipt: Receipt, document: Document, key: SigningKey, day: datetime.date) -> Envelope:
    """A receipt as the licensee gets it; its subject is the document, in every form it was written in."""
    predicate = msgspec.to_builtins(receipt)
    del predicate["signed_on"]
    return sign([Subject.of(one.name, one.sha256) for one in document.files], RECEIPT_TYPE, predicate, key, day)
