"""The invoice in the business terms of EN 16931, from which `factur-x` writes UBL and CII."""

from decimal import Decimal
from typing import Any

from copyfair.invoices.model import CODES, Attachment, Category, Invoice, Trader, Vat
from copyfair.ledger.model import Kind
from copyfair.money import Money
from copyfair.pages import clean

__all__ = ["EN16931", "business_terms", "process"]

EN16931 = "urn:cen.eu:en16931:2017"

_BILLING = (
    f"{EN16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
    "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0",
)
_SELF_BILLING = (
    f"{EN16931}#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0",
    "urn:fdc:peppol.eu:2017:poacc:selfbilling:01:1.0",
)

_CODES = {Category.REVERSE_CHARGE: "VATEX-EU-AE", Category.OUTSIDE: "VATEX-EU-O"}
_SEPA = "58"
_TRANSFER = "30"
_PIECE = "C62"


def process(invoice: Invoice) -> tuple[str, str]:
    """Customisation and profile by which Peppol tells billing from self-billing (BT-24, BT-23)."""
    return _SELF_BILLING if invoice.kind is Kind.SELF_BILLED else _BILLING


def business_terms(invoice: Invoice, terms_text: str) -> dict[str, Any]:
    """The invoice by number of business term, made anew for each call since `factur-x` changes what it is given.

    Args:
        invoice: with its number.
        terms_text: payment terms in words (BT-20).
    """
    total: dict[str, Any] = {
        "BT-1": invoice.number,
        "BT-2": invoice.dated,
        "BT-3": CODES[invoice.kind],
        "BT-5": invoice.net.currency,
        "BT-9": invoice.due_on,
        "BT-10": invoice.buyer_reference,
        "BT-12": invoice.contract,
        "BT-13": invoice.order,
        "BT-20": terms_text,
        "BT-23": process(invoice)[1],
        "BT-24": EN16931,
        "BT-72": invoice.covers_until or invoice.dated,  # without it the CII of factur-x 7.8 fails its XSD
        "BT-73": invoice.covers_from,
        "BT-74": invoice.covers_until,
        "BT-106": _number(invoice.net),
        "BT-109": _number(invoice.net),
        "BT-110": _number(invoice.tax),
        "BT-112": _number(invoice.gross),
        "BT-115": _number(invoice.gross),
        "BG-1": [{"BT-22": invoice.note}] if invoice.note else [],
        "BG-3": [{"BT-25": one.number, "BT-26": one.dated} for one in invoice.preceding],
        "BG-4": _party(invoice.seller),
        "BG-7": _party(invoice.buyer),
        "BG-23": [_breakdown(invoice)],
        "BG-24": [_attachment(one) for one in invoice.attachments],
        "BG-25": [_line(invoice)],
        **_payment(invoice),
    }
    return {key: _cleaned(value) for key, value in total.items() if value}


def _number(money: Money) -> str:
    return str(money).rpartition(" ")[0].replace(",", "")


def _party(trader: Trader) -> dict[str, Any]:
    party = trader.party
    lines = (*party.address, "", "", "")
    given = {
        "name": party.name,
        "addr_l1": lines[0],
        "addr_l2": lines[1],
        "addr_l3": ", ".join(line for line in lines[2:] if line),
        "country_code": party.country,
        "vat_identifier": party.vat,
        "legal_identifier": trader.number,
        "legal_identifier_schemeid": trader.scheme,
        "einvoicing_addr": trader.endpoint,
        "einvoicing_addr_schemeid": trader.endpoint_scheme,
        "contacts": [{"name": party.name, "email": party.email}] if party.email else [],
    }
    return {key: value for key, value in given.items() if value}


def _rate(vat: Vat) -> dict[str, str]:
    return {} if vat.category is Category.OUTSIDE else {"BT-119": _percent(vat.rate)}


def _percent(rate: Decimal) -> str:
    return f"{rate.normalize():f}"


def _breakdown(invoice: Invoice) -> dict[str, str]:
    vat = invoice.vat
    given = {
        "BT-116": _number(invoice.net),
        "BT-117": _number(invoice.tax),
        "BT-118": vat.category.value,
        **_rate(vat),
        "BT-120": vat.reason,
        "BT-121": vat.code or _CODES.get(vat.category, ""),
    }
    return {key: value for key, value in given.items() if value}


def _attachment(one: Attachment) -> dict[str, Any]:
    return {
        "BT-122": one.number,
        "BT-123": f"sha256 {one.sha256}",
        "BT-125": one.data,
        "BT-125-1": one.media_type,
        "BT-125-2": one.name,
    }


def _line(invoice: Invoice) -> dict[str, str]:
    given = {
        "BT-126": "1",
        "BT-129": "1",
        "BT-130": _PIECE,
        "BT-131": _number(invoice.net),
        "BT-146": _number(invoice.net),
        "BT-151": invoice.vat.category.value,
        **({"BT-152": rate} if (rate := _rate(invoice.vat).get("BT-119")) else {}),
        "BT-153": invoice.title,
        "BT-154": invoice.detail,
    }
    return {key: value for key, value in given.items() if value}


def _payment(invoice: Invoice) -> dict[str, str]:
    if not invoice.iban:
        return {}
    return {
        "BT-81": _SEPA if invoice.net.currency == "EUR" else _TRANSFER,
        "BT-83": invoice.remittance,
        "BT-84": invoice.iban.replace(" ", ""),
        "BT-85": invoice.holder or invoice.seller.party.name,
        "BT-86": invoice.bic,
    }


def _cleaned(value: Any) -> Any:
    """Foreign text on one line without what cannot be seen; XML could not even hold some of it."""
    match value:
        case str():
            return clean(value)
        case list():
            return [_cleaned(item) for item in value]
        case dict():
            return {key: cleaned for key, item in value.items() if (cleaned := _cleaned(item))}
        case _:
            return value
