"""The traps of VAT and of Peppol, refused before anything is written, each by the name of its rule.

The official rules are run too (`copyfair.invoices.validate`). These here say it in words an issuer can act on, and
hold where the official ones are not installed. Sources: EN 16931-1 with the CEN rules (BR-…); Peppol BIS Billing 3.0
(PEPPOL-…); VAT Directive 2006/112/EC.
"""

from collections.abc import Iterator

from copyfair.invoices.model import CODES, Category, Fault, Invoice, Trader
from copyfair.ledger.model import Kind

__all__ = ["BELGIAN", "cautions", "trapped"]

BELGIAN = "0208"
"""ISO 6523 scheme of the KBO/BCE."""

_ABOUT_ANOTHER = (Kind.CREDIT_NOTE, Kind.REMINDER)
_EU = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
_MOST_DAYS = 60


def trapped(invoice: Invoice) -> Iterator[Fault]:
    """Everything for which an invoice is refused, whoever would have found it later."""
    if invoice.kind not in CODES:
        says = f"an {invoice.kind} is no e-invoice and is never sent as one; Peppol refuses pro-forma documents (325)"
        yield Fault(rule="PEPPOL-EN16931-P0100", says=says)
    yield from _parties(invoice)
    yield from _papers(invoice)
    yield from _vat(invoice)


def _parties(invoice: Invoice) -> Iterator[Fault]:
    sides = (
        ("seller", invoice.seller, "BR-06", "BR-09", "PEPPOL-EN16931-R020"),
        ("buyer", invoice.buyer, "BR-07", "BR-11", "PEPPOL-EN16931-R010"),
    )
    for side, trader, name, country, endpoint in sides:
        if not trader.party.name.strip():
            yield Fault(rule=name, says=f"the {side} has no name")
        if len(trader.party.country) != 2:
            yield Fault(rule=country, says=f"the {side} has no country; give its two letters (ISO 3166-1)")
        if not trader.endpoint or not trader.endpoint_scheme:
            says = f"the {side} has no electronic address; give endpoint = '0208:0123456749' (scheme of ISO 6523 and number)"
            yield Fault(rule=endpoint, says=says)
        yield from _numbers(side, trader)
    if not invoice.seller.number and not invoice.seller.party.vat:
        says = "the seller has neither a register number nor a VAT number, and must be told apart by one"
        yield Fault(rule="BR-CO-26", says=says)


def _numbers(side: str, trader: Trader) -> Iterator[Fault]:
    from stdnum.be import vat as kbo  # noqa: PLC0415 - comes with the extra

    pairs = {(trader.scheme, trader.number), (trader.endpoint_scheme, trader.endpoint)}
    for scheme, number in sorted(pairs):
        if scheme == BELGIAN and not (len(number) == 10 and number.isdigit() and kbo.is_valid(number)):
            says = f"{number[:40]!r} of the {side} is no number of the KBO: ten digits whose last two check the others"
            yield Fault(rule="PEPPOL-COMMON-R043", says=says)
    if trader.party.vat and not _is_vat(trader.party.vat):
        says = f"{trader.party.vat[:40]!r} of the {side} is no VAT number: it begins with the country and has its check digits"
        yield Fault(rule="BR-CO-09", says=says)


def _is_vat(number: str) -> bool:
    from stdnum import get_cc_module  # noqa: PLC0415 - comes with the extra

    country = {"EL": "gr", "XI": "gb"}.get(number[:2], number[:2].lower())
    module = get_cc_module(country, "vat") if number[:2].isalpha() and number == number.upper() else None
    return module is not None and bool(module.is_valid(number) or module.is_valid(number[2:]))


def _papers(invoice: Invoice) -> Iterator[Fault]:
    if not invoice.buyer_reference.strip() and not invoice.order.strip():
        says = "the buyer's accounting needs its reference or order number; ask for it (--buyer-reference, --order)"
        yield Fault(rule="PEPPOL-EN16931-R003", says=says)
    if invoice.kind in _ABOUT_ANOTHER and not invoice.preceding:
        says = f"a {invoice.kind} is about an earlier invoice and must name it; a first request is an invoice or debit note"
        yield Fault(rule="BR-55", says=says)


# ---------------------------------------------------------------- VAT


def _vat(invoice: Invoice) -> Iterator[Fault]:
    seller, buyer, vat = invoice.seller.party, invoice.buyer.party, invoice.vat
    zero = vat.category is not Category.STANDARD
    if zero and vat.rate != 0:
        rule = "BR-O-05" if vat.category is Category.OUTSIDE else f"BR-{vat.category}-05"
        yield Fault(rule=rule, says=f"{vat.category} has no rate above zero; a rate belongs to S")
    match vat.category:
        case Category.STANDARD:
            yield from _standard(invoice)
        case Category.REVERSE_CHARGE:
            if not seller.vat:
                yield Fault(rule="BR-AE-02", says="reverse charge needs the seller's VAT number")
            if not buyer.vat and not invoice.buyer.number:
                yield Fault(rule="BR-AE-02", says="reverse charge needs the buyer's VAT or register number")
        case Category.EXEMPT:
            if not seller.vat:
                says = "E needs the seller's VAT number; an issuer without one writes O (debit note 383)"
                yield Fault(rule="BR-E-02", says=says)
            if not vat.reason.strip():
                says = "E needs its reason in words, as 'small business, art. 56bis of the Belgian VAT Code'"
                yield Fault(rule="BR-E-10", says=says)
        case Category.OUTSIDE:
            if seller.vat or buyer.vat:
                says = "O takes no VAT number of either side; they are told apart by their register numbers"
                yield Fault(rule="BR-O-02", says=says)


def _standard(invoice: Invoice) -> Iterator[Fault]:
    vat = invoice.vat
    if not invoice.seller.party.vat:
        says = (
            "no VAT may be charged by whoever has no VAT number: VAT that stands on an invoice is owed (VAT Directive, "
            "article 203). Register first, or write E or O"
        )
        yield Fault(rule="BR-S-02", says=says)
    if vat.rate <= 0 or vat.rate >= 100:
        yield Fault(rule="BR-S-05", says="S needs its rate in per cent, as rate = '21'")
    if vat.reason or vat.code:
        yield Fault(rule="BR-S-10", says="S takes no reason why VAT is not charged")
    if invoice.net.currency != "EUR":
        says = "VAT in another currency than the euro must be said in both (BT-6, BT-111); that is not done here"
        yield Fault(rule="BR-53", says=says)


def cautions(invoice: Invoice) -> tuple[Fault, ...]:
    """What an accountant should look at once; nothing is refused for it."""
    return tuple(_doubts(invoice))


def _doubts(invoice: Invoice) -> Iterator[Fault]:
    seller, buyer, category = invoice.seller.party, invoice.buyer.party, invoice.vat.category
    abroad = seller.country != buyer.country
    if category is Category.REVERSE_CHARGE and not abroad:
        yield Fault(rule="AE", says="reverse charge within one country is unusual for a licence; most write S")
    if category is Category.REVERSE_CHARGE and buyer.country not in _EU:
        yield Fault(rule="AE", says=f"a buyer in {buyer.country} is outside the EU; most write O")
    if category is Category.STANDARD and abroad and buyer.country in _EU and buyer.vat:
        yield Fault(
            rule="S", says="a business in another EU country usually accounts for the VAT itself; most write AE"
        )
    if invoice.due_on is not None and (invoice.due_on - invoice.dated).days > _MOST_DAYS and seller.country == "BE":
        yield Fault(rule="due", says=f"in Belgium businesses pay within {_MOST_DAYS} days (law of 2 August 2002)")
