"""Can it be paid, and does the money reach the right account? No official rule asks.

A wrong check digit of an IBAN and a missing due date pass every official rule.
"""

from collections.abc import Iterator

from copyfair.bank.references import is_iban, plain
from copyfair.invoices.model import Fault, Invoice
from copyfair.ledger.model import Kind

__all__ = ["payable"]

_UNPAID = (Kind.CREDIT_NOTE,)


def payable(invoice: Invoice, accounts: tuple[str, ...] = ()) -> tuple[Fault, ...]:
    """What stands in the way of payment, or leads it astray.

    Args:
        invoice: a credit note needs no account and no due date.
        accounts: IBANs that are known to be the seller's, from the assessment and the payee registry. With any, the
            invoice's account must be one of them.
    """
    return tuple(_faults(invoice, accounts))


def _faults(invoice: Invoice, accounts: tuple[str, ...]) -> Iterator[Fault]:
    if invoice.net.amount <= 0:
        yield Fault(rule="payable", says=f"{invoice.net} is not above zero; to give money back write a credit note")
    if invoice.net != invoice.net.rounded():
        yield Fault(rule="payable", says=f"{invoice.net} cannot be paid exactly; round it")
    if invoice.kind in _UNPAID:
        return
    yield from _due(invoice)
    account = plain(invoice.iban)
    known = {plain(one) for one in accounts if one}
    if not account:
        yield Fault(rule="BR-61", says="there is no account to pay into; give [account] iban = '…'")
    elif not is_iban(account):
        yield Fault(rule="payable", says=f"the IBAN {invoice.iban[:40]!r} has wrong check digits (ISO 13616)")
    elif known and account not in known:
        says = (
            "the account is not the one that the assessment or the payee registry has for the seller. A changed "
            "account is the classic invoice fraud: have it approved in the registry, and draw the assessment up anew"
        )
        yield Fault(rule="payable", says=says)
    if invoice.remittance and not _checks(invoice.remittance):
        yield Fault(rule="payable", says=f"the reference {invoice.remittance[:40]!r} has wrong check digits")


def _due(invoice: Invoice) -> Iterator[Fault]:
    if invoice.due_on is None:
        yield Fault(rule="BR-CO-25", says="there is no due date; give due_days")
    elif invoice.due_on < invoice.dated:
        yield Fault(rule="payable", says=f"it is due on {invoice.due_on}, before its own date {invoice.dated}")


def _checks(reference: str) -> bool:
    """A structured reference holds its check digits; other text has none."""
    from stdnum import iso11649  # noqa: PLC0415 - comes with the extra
    from stdnum.be import ogm_vcs  # noqa: PLC0415

    if reference.startswith("+++"):
        return bool(ogm_vcs.is_valid(reference.strip("+")))
    if reference.startswith("RF"):
        return bool(iso11649.is_valid(reference))
    return True
