"""What can become of a document: its state is what its entries make of it, and nothing else is stored.

    assessment → accepted | disputed | waived → invoice or debit note → reminder → paid | credit note

Money that came in is booked whatever was said before: the books follow the bank.
"""

import datetime
from decimal import Decimal
from enum import StrEnum

import msgspec

from copyfair.errors import LedgerError
from copyfair.ledger.model import Action, Document, Entry, Event, Kind
from copyfair.money import Money

__all__ = ["Standing", "State", "Step", "after", "possible", "refusal", "standing"]

Step = Action | Kind
"""What can follow a document: an event, or another document about it."""


class State(StrEnum):
    """Where a document stands."""

    ISSUED = "issued"
    ACCEPTED = "accepted"
    DISPUTED = "disputed"
    WAIVED = "waived"
    INVOICED = "invoiced"
    """An invoice or debit note took its place, and is what is paid."""
    REMINDED = "reminded"
    PAID = "paid"
    CREDITED = "credited"
    """A credit note took it back whole."""


_A, _K, _S = Action, Kind, State
_BILLS = frozenset({_K.INVOICE, _K.DEBIT_NOTE, _K.SELF_BILLED})
_BOOKED = frozenset({_A.PAY, _A.REFUND})

_OF_ASSESSMENT: dict[State, dict[Step, State]] = {
    _S.ISSUED: {_A.ACCEPT: _S.ACCEPTED, _A.DISPUTE: _S.DISPUTED, _A.WAIVE: _S.WAIVED},
    _S.ACCEPTED: {_A.DISPUTE: _S.DISPUTED, _A.WAIVE: _S.WAIVED} | dict.fromkeys(_BILLS, _S.INVOICED),
    _S.DISPUTED: {_A.ACCEPT: _S.ACCEPTED, _A.WAIVE: _S.WAIVED},
}
_MORE = (_K.CREDIT_NOTE, _K.DEBIT_NOTE)
"""Corrections of a bill, downward and upward; they leave it where it stands."""
_OF_BILL: dict[State, dict[Step, State]] = {
    **{
        state: {_A.DISPUTE: _S.DISPUTED, _K.REMINDER: _S.REMINDED, **dict.fromkeys(_MORE, state)}
        for state in (_S.ISSUED, _S.ACCEPTED, _S.REMINDED)
    },
    _S.DISPUTED: {_A.ACCEPT: _S.ACCEPTED, _K.CREDIT_NOTE: _S.DISPUTED},
    _S.PAID: dict.fromkeys(_MORE, _S.PAID),
}
_STEPS: dict[Kind, dict[State, dict[Step, State]]] = {
    _K.ASSESSMENT: _OF_ASSESSMENT,
    **dict.fromkeys(_BILLS, _OF_BILL),
    _K.CREDIT_NOTE: {},
    _K.REMINDER: {},
}
_NO_PAYMENT = frozenset({_S.INVOICED})
"""Money for an assessment with an invoice belongs to the invoice."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A document with what has become of it.

    Attributes:
        document: itself.
        state: where it stands.
        settled: what was paid, or withheld as a tax at source, less what went back; None where it had no total.
        withheld: the part of `settled` that was withheld.
        credited: what credit notes took back.
        waived: what the steward let go: the whole, or what was not paid yet.
        followers: numbers of the documents about it, in order.
        last: the entry that changed it last.
    """

    document: Document
    state: State
    settled: Money | None
    withheld: Money | None
    credited: Money | None
    waived: Money | None
    followers: tuple[str, ...] = ()
    last: int

    @property
    def open(self) -> Money | None:
        """What is still to be paid; below zero: what was paid too much. None where it had no total."""
        total = self.document.total
        if total is None or self.settled is None or self.credited is None or self.waived is None:
            return None
        if self.state is State.INVOICED or self.document.kind in (Kind.CREDIT_NOTE, Kind.REMINDER):
            return Money(-self.settled.amount, total.currency) if self.settled.amount else _zero(total)
        return total - self.credited - self.waived - self.settled


def _zero(total: Money) -> Money:
    return Money(Decimal(0), total.currency).rounded()


def standing(document: Document, seq: int) -> Standing:
    """A document that was just drawn up by entry `seq`."""
    nothing = _zero(document.total) if document.total is not None else None
    return Standing(
        document=document,
        state=State.ISSUED,
        settled=nothing,
        withheld=nothing,
        credited=nothing,
        waived=nothing,
        last=seq,
    )


def possible(one: Standing) -> tuple[Step, ...]:
    """What can follow, in the order of the words."""
    steps = set(_STEPS[one.document.kind].get(one.state, {}))
    if one.document.kind is Kind.ASSESSMENT and one.settled is not None and one.settled.amount:
        steps -= _BILLS  # an invoice asks for the whole
        if one.open is not None and one.open.amount <= 0:
            steps -= {Action.WAIVE}
    if _payable(one):
        steps.add(Action.PAY)
        if one.open is not None and one.open.amount < 0:
            steps.add(Action.REFUND)
    return tuple(sorted(steps))


def _payable(one: Standing) -> bool:
    paid_for = one.document.kind in (Kind.ASSESSMENT, *_BILLS)
    return paid_for and one.document.total is not None and one.state not in _NO_PAYMENT


def after(one: Standing, entry: Entry) -> Standing:
    """A document once an entry about it is written.

    Raises:
        LedgerError: the entry cannot follow; says what can.
    """
    step: Step = entry.what.action if isinstance(entry.what, Event) else entry.what.kind
    message = refusal(one, entry.what, entry.at.date())
    if message:
        raise LedgerError(message)
    if isinstance(entry.what, Document):
        one = _followed(one, entry.what)
    elif entry.what.action in _BOOKED:
        one = _booked(one, entry.what)
    elif entry.what.action is Action.WAIVE:
        one = msgspec.structs.replace(one, waived=one.open)
    state = _STEPS[one.document.kind].get(one.state, {}).get(step, one.state)
    return msgspec.structs.replace(one, state=_settled(one, state), last=entry.seq)


def refusal(one: Standing, what: Document | Event, day: datetime.date) -> str:
    """Why an entry cannot follow a document; empty where it can."""
    step: Step = what.action if isinstance(what, Event) else what.kind
    number, can = one.document.number, possible(one)
    if step not in can:
        paid = " and something was paid for it" if one.settled is not None and one.settled.amount else ""
        words = ", ".join(can) or "nothing more"
        return f"{number} ({one.document.kind}) is {one.state}{paid}: {step} is not possible now; possible: {words}"
    if isinstance(what, Event):
        return _bad_booking(one, what)
    if what.kind is Kind.CREDIT_NOTE:
        return _bad_credit(one, what)
    if what.kind is Kind.REMINDER:
        due = one.document.due_on
        return f"{number} is not past due: it is due on {due}" if due is not None and day <= due else ""
    return ""


def _bad_booking(one: Standing, event: Event) -> str:
    amounts = [money for money in (event.paid, event.withheld) if money is not None]
    if event.action not in _BOOKED:
        return f"{event.action} takes no amount" if amounts else ""
    total, number = one.document.total, one.document.number
    if total is None or not amounts or any(money.amount < 0 for money in amounts):
        return f"{event.action} of {number} needs an amount above zero"
    if any(money.currency != total.currency for money in amounts):
        return f"{number} is in {total.currency}; book what arrived in that currency, and say the rate in the reason"
    if any(money != money.rounded() for money in amounts) or not any(money.amount for money in amounts):
        return f"{event.action} of {number} needs an amount above zero that can be paid in {total.currency}"
    if event.action is Action.REFUND and (
        event.withheld is not None or event.paid is None or one.open is None or (one.open + event.paid).amount > 0
    ):
        return f"no more can go back for {number} than was paid too much"
    return ""


def _bad_credit(one: Standing, note: Document) -> str:
    total, credited, number = one.document.total, one.credited, one.document.number
    if total is None or credited is None or note.total is None or note.total.currency != total.currency:
        return f"a credit note about {number} needs a sum in the same currency"
    if note.total.amount <= 0 or note.total > total - credited:
        return f"a credit note about {number} takes back at most {total - credited}, and more than zero"
    return ""


def _followed(one: Standing, document: Document) -> Standing:
    one = msgspec.structs.replace(one, followers=(*one.followers, document.number))
    if document.kind is Kind.CREDIT_NOTE and one.credited is not None and document.total is not None:
        return msgspec.structs.replace(one, credited=one.credited + document.total)
    return one


def _booked(one: Standing, event: Event) -> Standing:
    if one.settled is None or one.withheld is None:  # refusal() has said so before
        return one
    sign = -1 if event.action is Action.REFUND else 1
    nothing = Money(Decimal(0), one.settled.currency)
    withheld = event.withheld or nothing
    return msgspec.structs.replace(
        one,
        settled=one.settled + ((event.paid or nothing) + withheld) * sign,
        withheld=one.withheld + withheld,
    )


def _settled(one: Standing, state: State) -> State:
    """Paid and credited follow from the sums, not from a word: a last part, a withheld rest, a credit note."""
    total, still = one.document.total, one.open
    if total is None or still is None or state is State.INVOICED or (state is State.WAIVED and one.waived == total):
        return state
    if total.amount and one.credited == total:
        return State.CREDITED
    if still.amount <= 0 and total.amount and state is not State.DISPUTED:
        return State.PAID
    return state
