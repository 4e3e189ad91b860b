"""From an accepted assessment to an invoice, and from an invoice to its credit note or reminder."""

import datetime

import msgspec

from copyfair.errors import InvoiceError
from copyfair.invoices.accounts import own_account, own_payments
from copyfair.invoices.model import Attachment, Category, Fault, Invoice, Preceding, Trader, Vat
from copyfair.invoices.terms import Terms, trader
from copyfair.language import Language, language
from copyfair.ledger.model import Document, Kind
from copyfair.money import Money
from copyfair.notices.model import Notice

__all__ = ["bill", "credit", "debit", "payment_terms", "remind"]

_MOST_COMPONENTS = 5


def bill(
    assessment: Document,
    notice: Notice,
    terms: Terms,
    dated: datetime.date,
    *,
    kind: Kind = Kind.INVOICE,
    attachments: tuple[Attachment, ...] = (),
) -> Invoice:
    """The invoice, debit note or self-billed invoice for an assessment.

    Args:
        assessment: as it stands in the ledger.
        notice: what it says.
        terms: how its issuer writes invoices.
        dated: day of issue.
        kind: which of the three.
        attachments: what goes along.

    Raises:
        InvoiceError: the assessment has no sum, or pays others than the seller and the terms do not say that the
            seller collects for them; or a self-billed invoice rests on no agreement.
        InputError: there is no such language.
    """
    faults = tuple(_unfit(assessment, notice, terms, kind))
    if notice.total is None or faults:
        missing = () if notice.total is not None else (Fault(rule="payable", says="the assessment has no sum yet"),)
        raise InvoiceError(f"the {kind} for {assessment.number}", [str(fault) for fault in (*missing, *faults)])
    words = language(terms.language or notice.language)
    taxed = terms.vat.category is not Category.OUTSIDE
    account = terms.account or own_account(notice)
    return Invoice(
        kind=kind,
        dated=dated,
        due_on=terms.due(dated),
        language=words.code,
        seller=trader(notice.steward, terms.seller, vat=taxed),
        buyer=trader(notice.licensee, terms.buyer, vat=taxed),
        buyer_reference=terms.buyer.reference,
        order=terms.buyer.order,
        commons=notice.commons,
        contract=notice.commons_license,
        assessment=assessment.number,
        covers_from=assessment.covers_from,
        covers_until=assessment.covers_until,
        title=words.say("bill-fee-line", commons=notice.commons_name, period=_period(assessment, words)),
        detail=_components(assessment, words),
        net=notice.total.money.rounded(),
        vat=_vat(terms.vat, words),
        iban=account.iban,
        bic=account.bic,
        holder=account.holder,
        withholding=terms.withholding,
        note=_note(terms, notice, kind, words),
        attachments=attachments,
    )


def credit(bills: Invoice, dated: datetime.date, *, reason: str, net: Money | None = None) -> Invoice:
    """The credit note about an invoice: under the same VAT treatment, for all of it or for a part.

    Args:
        bills: the invoice, with its number.
        dated: day of issue.
        reason: why, in a sentence.
        net: before VAT; by default the whole of it.
    """
    words = language(bills.language)
    return msgspec.structs.replace(
        bills,
        kind=Kind.CREDIT_NOTE,
        number="",
        dated=dated,
        due_on=None,
        preceding=(Preceding(number=bills.number, dated=bills.dated),),
        title=words.say("bill-credit-line", numbers=bills.number, reason=reason),
        detail="",
        net=net if net is not None else bills.net,
        iban="",
        bic="",
        holder="",
        remittance="",
        withholding=None,
        note="",
        attachments=(),
    )


def debit(bills: Invoice, *, dated: datetime.date, due_on: datetime.date, reason: str, net: Money) -> Invoice:
    """The debit note that corrects an invoice upward, under the same VAT treatment.

    Args:
        bills: the invoice, with its number.
        dated: day of issue.
        due_on: last day to pay.
        reason: why, in a sentence.
        net: what is added, before VAT.
    """
    words = language(bills.language)
    return msgspec.structs.replace(
        bills,
        kind=Kind.DEBIT_NOTE,
        number="",
        dated=dated,
        due_on=due_on,
        preceding=(Preceding(number=bills.number, dated=bills.dated),),
        title=words.say("bill-debit-line", numbers=bills.number, reason=reason),
        detail="",
        net=net,
        remittance="",
        note="",
        attachments=(),
    )


def remind(bills: Invoice, still: Money, dated: datetime.date, due_on: datetime.date) -> Invoice:
    """The reminder of an invoice that is past due.

    It asks again for money and charges nothing, so no VAT stands on it, whatever stood on the invoice. The transfer
    keeps the invoice's own reference.

    Args:
        bills: the invoice, with its number.
        still: what is open on it.
        dated: day of issue.
        due_on: last day to pay now.
    """
    words = language(bills.language)
    due = bills.due_on or bills.dated
    about = words.say("bill-reminder-line", number=bills.number, day=words.day(bills.dated), due=words.day(due))
    return msgspec.structs.replace(
        bills,
        seller=_untaxed(bills.seller),
        buyer=_untaxed(bills.buyer),
        kind=Kind.REMINDER,
        number="",
        dated=dated,
        due_on=due_on,
        preceding=(Preceding(number=bills.number, dated=bills.dated),),
        title=about,
        detail="",
        net=still,
        vat=_vat(Vat(category=Category.OUTSIDE), words),
        note=words.say("bill-reminder-note"),
        attachments=(),
    )


def _untaxed(side: Trader) -> Trader:
    return msgspec.structs.replace(side, party=msgspec.structs.replace(side.party, vat=""))


def _unfit(assessment: Document, notice: Notice, terms: Terms, kind: Kind) -> list[Fault]:
    found = []
    own = own_payments(notice)
    others = [payment.payee.name for payment in notice.payments if payment not in own]
    if others and not terms.collects:
        says = (
            f"{assessment.number} pays {', '.join(others[:3])} beside the seller. Say collects = true where the "
            "seller collects the whole sum and passes their parts on; otherwise each payee writes its own invoice"
        )
        found.append(Fault(rule="payable", says=says))
    if kind is Kind.SELF_BILLED and not terms.agreement.strip():
        says = (
            "a self-billed invoice rests on an agreement made before (VAT Directive, article 224); give agreement = '…'"
        )
        found.append(Fault(rule="389", says=says))
    return found


# ---------------------------------------------------------------- words


def payment_terms(invoice: Invoice) -> str:
    """The payment terms in words (BT-20)."""
    words = language(invoice.language)
    if invoice.due_on is None:
        return words.say("bill-terms-credit", numbers=", ".join(one.number for one in invoice.preceding))
    said = [words.say("bill-terms", day=words.day(invoice.due_on)), *_withheld(invoice, words)]
    return " ".join(said)


def _withheld(invoice: Invoice, words: Language) -> list[str]:
    tax = invoice.withholding
    if tax is None:
        return []
    return [
        words.say("bill-withholding"),
        *([words.say("bill-withholding-treaty", treaty=tax.treaty)] if tax.treaty else []),
        *([words.say("bill-withholding-certificate", certificate=tax.certificate)] if tax.certificate else []),
        words.say("bill-withholding-gross-up" if tax.gross_up else "bill-withholding-net"),
    ]


def _vat(vat: Vat, words: Language) -> Vat:
    """The treatment with the words the law asks for."""
    key = {Category.REVERSE_CHARGE: "bill-reverse", Category.OUTSIDE: "bill-outside"}.get(vat.category)
    return msgspec.structs.replace(vat, reason=words.say(key)) if key and not vat.reason else vat


def _period(assessment: Document, words: Language) -> str:
    if assessment.covers_from is None or assessment.covers_until is None:
        return words.word("period", assessment.period) or str(assessment.dated.year)
    start, end = words.day(assessment.covers_from), words.day(assessment.covers_until)
    return words.say("bill-period-days", start=start, end=end)


def _components(assessment: Document, words: Language) -> str:
    shown = ", ".join(assessment.components[:_MOST_COMPONENTS])
    more = len(assessment.components) - _MOST_COMPONENTS
    return f"{shown} {words.say('more-ways', count=more)}" if more > 0 else shown


def _note(terms: Terms, notice: Notice, kind: Kind, words: Language) -> str:
    collects = len(own_payments(notice)) < len(notice.payments)
    said = [
        *([words.say("bill-self-billed", agreement=terms.agreement)] if kind is Kind.SELF_BILLED else []),
        *([words.say("bill-passes-on")] if collects else []),
        *([terms.note] if terms.note.strip() else []),
    ]
    return " ".join(said)
