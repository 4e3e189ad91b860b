"""A made-up foundation and its customers, for every kind of invoice and every VAT treatment."""

import datetime
from decimal import Decimal

import msgspec

from copyfair.actor.model import Party
from copyfair.bank.references import ogm
from copyfair.invoices.model import Category, Invoice, Preceding, Vat
from copyfair.invoices.terms import Side, trader
from copyfair.ledger.model import Kind
from copyfair.money import Money

DAY = datetime.date(2026, 11, 27)
IBAN = "BE68 0001 2345 6789"

SELLER = Party(
    name="Vrienden van de Kaart vzw",
    country="BE",
    register="KBO 0123.456.749",
    vat="BE0123456749",
    address=("Radstraat 1", "1000 Brussel"),
    email="facturen@kaart.example",
)
BUYER = Party(
    name="Meridian & Zonen <NV>",
    country="BE",
    register="0999.999.922",
    vat="BE0999999922",
    address=("Molenlaan 2", "9000 Gent", "bus 3", "tweede verdieping"),
)
ABROAD = Party(name="Routes Réunies SAS", country="FR", register="303265045", vat="FR40303265045", address=("1 quai",))

TREATMENTS = {
    Category.STANDARD: Vat(category=Category.STANDARD, rate=Decimal(21)),
    Category.REVERSE_CHARGE: Vat(category=Category.REVERSE_CHARGE, reason="Reverse charge"),
    Category.EXEMPT: Vat(category=Category.EXEMPT, reason="Small business, art. 56bis of the Belgian VAT Code"),
    Category.OUTSIDE: Vat(category=Category.OUTSIDE, reason="Not subject to VAT"),
}
KINDS = tuple(kind for kind in Kind if kind is not Kind.ASSESSMENT)
_ABOUT = (Kind.CREDIT_NOTE, Kind.REMINDER)


def invoice(kind=Kind.INVOICE, category=Category.STANDARD, **changed):
    taxed = category is not Category.OUTSIDE
    abroad = category is Category.REVERSE_CHARGE
    endpoint = Side(endpoint="9957:FR40303265045" if abroad else "")
    unpaid = kind is Kind.CREDIT_NOTE
    made = Invoice(
        kind=kind,
        number="INV-2026-0001",
        dated=DAY,
        due_on=None if unpaid else DAY + datetime.timedelta(days=30),
        language="nl",
        seller=trader(SELLER, Side(), vat=taxed),
        buyer=trader(ABROAD if abroad else BUYER, endpoint, vat=taxed),
        buyer_reference="PO 77",
        contract="PPL",
        assessment="FA-2026-0001",
        preceding=(Preceding(number="INV-2026-0000", dated=DAY),) if kind in _ABOUT else (),
        covers_from=datetime.date(2026, 1, 1),
        covers_until=datetime.date(2026, 12, 31),
        title="Licentievergoeding Kaart Commons, kalenderjaar 2026",
        detail="pkg:npm/kaart & <meer>",
        net=Money.of("14500.01", "EUR"),
        vat=TREATMENTS[category],
        iban="" if unpaid else IBAN,
        bic="" if unpaid else "GEARBEBB",
        remittance="" if unpaid else ogm("INV-2026-0001"),
    )
    return msgspec.structs.replace(made, **changed)


def side(trader_, **changed):
    return msgspec.structs.replace(trader_, **changed)


def with_party(one, where, **changed):
    """An invoice whose seller or buyer has other words."""
    held = getattr(one, where)
    return msgspec.structs.replace(one, **{where: side(held, party=msgspec.structs.replace(held.party, **changed))})


def with_vat(one, **changed):
    return msgspec.structs.replace(one, vat=msgspec.structs.replace(one.vat, **changed))
