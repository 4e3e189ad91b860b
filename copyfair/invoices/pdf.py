"""The invoice on paper: PDF/A-3b with the invoice as data inside (Factur-X)."""

import datetime
import io
import re
import tempfile
from pathlib import Path
from typing import Any

from copyfair.errors import MissingExtraError
from copyfair.invoices.draw_up import payment_terms
from copyfair.invoices.model import Invoice, Trader
from copyfair.language import Language, language
from copyfair.ledger.model import Kind
from copyfair.notices.pdf import party_lines
from copyfair.notices.transfer import transfer_code
from copyfair.notices.typeset import cleaned, typeset

__all__ = ["invoice_pdf"]

_WORDS = ("bill-buyer", "bill-description", "bill-net", "bill-seller", "how-to-pay")

_TIME = re.compile(rb"(D(?::|\\072))[0-9]{14}(?=\+|\\053)")
"""Of the file's own dates, as pypdf writes them: with its signs as they are, or escaped."""
_XMP_TIME = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+00:00")


def invoice_pdf(invoice: Invoice, xml: bytes, tool: str) -> bytes:
    """The invoice as Factur-X; the same invoice and day give the same bytes.

    Args:
        invoice: with its number.
        xml: the same as CII.
        tool: the program that wrote it.

    Raises:
        MissingExtraError: the extra ``invoice`` is not installed.
    """
    try:
        from facturx import generate_from_file  # noqa: PLC0415 - an extra, and heavy
    except ImportError:
        raise MissingExtraError("an invoice as PDF", "invoice") from None
    words = language(invoice.language)
    sheet = cleaned(_sheet(invoice, words, tool))
    sheet["codes"] = _codes(invoice, words)
    sheet["attached"] = []
    paper = typeset("invoice.typ", sheet, invoice.dated, written_out=words.say("written-out"))
    about = {"author": sheet["author"], "title": sheet["title"], "subject": sheet["title"], "keywords": "Factur-X"}
    # Not generate_from_binary: in factur-x 7.8 it leaves the whole paper in front of the file it writes.
    with tempfile.TemporaryDirectory(prefix="copyfair-") as folder:
        made = Path(folder) / "invoice.pdf"
        generate_from_file(
            io.BytesIO(paper),
            xml,
            flavor="factur-x",
            level="en16931",
            check_xsd=False,
            pdf_metadata=about,
            lang=words.code,
            output_pdf_file=str(made),
            afrelationship="alternative",
            xmp_compression=False,
        )
        return _dated(made.read_bytes(), invoice.dated)


def _dated(pdf: bytes, day: datetime.date) -> bytes:
    """The same file with the invoice's day for its time of creation, every time as long as it was before."""
    pdf = _TIME.sub(rb"\g<1>" + f"{day:%Y%m%d}000000".encode(), pdf)
    return _XMP_TIME.sub(f"{day:%Y-%m-%d}T00:00:00+00:00".encode(), pdf)


def _sheet(invoice: Invoice, words: Language, tool: str) -> dict[str, Any]:
    say = words.say
    kind = say(f"kind-{invoice.kind}")
    credited = invoice.kind is Kind.CREDIT_NOTE
    return {
        "language": words.code,
        "title": f"{kind} {invoice.number}",
        "title-short": f"{kind} {invoice.number}",
        "subtitle": invoice.seller.party.name,
        "tag": kind,
        "author": invoice.seller.party.name,
        "footer": say("bill-footer", kind=kind, number=invoice.number),
        "words": {key: say(key) for key in _WORDS},
        "seller": _trader(invoice.seller, words),
        "buyer": _trader(invoice.buyer, words),
        "about": _about(invoice, words),
        "lines": [{"title": invoice.title, "detail": invoice.detail, "net": words.money(invoice.net)}],
        "totals": _totals(invoice, words),
        "sum": {
            "label": say("bill-gross-credit" if credited else "bill-gross"),
            "figure": words.money(invoice.gross),
        },
        "payment": _payment(invoice, words),
        "said": [text for text in (payment_terms(invoice), invoice.note) if text],
        "statements": [say("bill-electronic"), say("drawn-up", tool=tool, day=words.day(invoice.dated))],
    }


def _trader(trader: Trader, words: Language) -> dict[str, Any]:
    shown = party_lines(trader.party, words)
    address = f"Peppol {trader.endpoint_scheme}:{trader.endpoint}" if trader.endpoint else ""
    return {**shown, "small": [*shown["small"], *([address] if address else [])]}


def _about(invoice: Invoice, words: Language) -> list[tuple[str, str]]:
    say = words.say
    covers = (
        say("bill-period-days", start=words.day(invoice.covers_from), end=words.day(invoice.covers_until))
        if invoice.covers_from is not None and invoice.covers_until is not None
        else ""
    )
    preceding = "; ".join(
        say("bill-preceding-one", number=one.number, day=words.day(one.dated)) for one in invoice.preceding
    )
    rows = [
        ("bill-number", invoice.number),
        ("bill-dated", words.day(invoice.dated)),
        ("bill-due-on", words.day(invoice.due_on) if invoice.due_on else ""),
        ("bill-buyer-reference", invoice.buyer_reference),
        ("bill-order", invoice.order),
        ("bill-preceding", preceding),
        ("bill-assessment", invoice.assessment),
        ("bill-contract", invoice.contract),
        ("bill-period", covers),
    ]
    return [(say(key), value) for key, value in rows if value]


def _totals(invoice: Invoice, words: Language) -> list[tuple[str, str]]:
    vat = invoice.vat
    label = words.say("bill-vat-rate", rate=f"{vat.rate.normalize():f}".replace(".", words.decimal))
    net = (words.say("bill-net"), words.money(invoice.net))
    if vat.rate:
        return [net, (label, words.money(invoice.tax))]
    return [net, (f"{words.say('bill-vat')}: {vat.reason}", words.money(invoice.tax))]


def _payment(invoice: Invoice, words: Language) -> list[tuple[str, str]]:
    if not invoice.iban:
        return []
    rows = [
        ("payee", invoice.holder or invoice.seller.party.name),
        ("bill-iban", invoice.iban),
        ("bill-bic", invoice.bic),
        ("remittance", invoice.remittance),
    ]
    return [(words.say(key), value) for key, value in rows if value]


def _codes(invoice: Invoice, words: Language) -> list[dict[str, str]]:
    payee = invoice.holder or invoice.seller.party.name
    svg = transfer_code(payee, invoice.iban, invoice.bic, invoice.gross, invoice.remittance)
    caption = cleaned(f"{payee}: {words.money(invoice.gross)}")
    return [{"svg": svg, "label": words.say("qr-code"), "caption": caption}] if svg else []
