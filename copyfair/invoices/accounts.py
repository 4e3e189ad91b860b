"""Which accounts are known to be the seller's: from the assessment, and from the payee registry where there is one."""

import datetime

from copyfair.actor.model import Party
from copyfair.commons.model import Commons
from copyfair.commons.registry import payable_account
from copyfair.errors import InvoiceError
from copyfair.invoices.terms import Account
from copyfair.notices.model import Notice, Payment

__all__ = ["known_accounts", "own_account", "own_payments"]


def own_payments(notice: Notice) -> tuple[Payment, ...]:
    """What the assessment pays to the steward, and not to others."""
    return tuple(payment for payment in notice.payments if _same(payment.payee, notice.steward))


def own_account(notice: Notice) -> Account:
    """The account that the assessment names for the steward; an empty IBAN where it named none."""
    own = next((payment for payment in own_payments(notice) if payment.iban), None)
    return Account(iban=own.iban, bic=own.bic) if own is not None else Account(iban="")


def known_accounts(notice: Notice, commons: Commons | None = None, day: datetime.date | None = None) -> tuple[str, ...]:
    """The IBANs into which the seller may be paid; empty where nobody said.

    Args:
        notice: the assessment.
        commons: with its registry: then the account that counts on the day, and no other.
        day: of the invoice; by default that of the assessment.

    Raises:
        InvoiceError: the registry has the seller, and no account of it counts on that day; or the commons is another.
    """
    if commons is None:
        return tuple(payment.iban for payment in own_payments(notice) if payment.iban)
    if commons.id != notice.commons:
        raise InvoiceError("the invoice", [f"payable: the assessment is about {notice.commons}, not {commons.id}"])
    seller = next((one for one in commons.registry.payees if _same(one.party, notice.steward)), None)
    if seller is None:
        return known_accounts(notice)
    counts = payable_account(commons.registry, seller.id, day or notice.issued_on)
    if counts.account is None:
        raise InvoiceError("the invoice", [f"payable: {reason}" for reason in counts.reasons])
    return (counts.account.iban,)


def _same(one: Party, other: Party) -> bool:
    return " ".join(one.name.casefold().split()) == " ".join(other.name.casefold().split())
