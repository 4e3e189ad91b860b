"""Which document a transfer pays: booked only where reference, amount and account all say the same."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from copyfair.bank.model import Credit
from copyfair.bank.references import mentions, plain
from copyfair.ledger.model import Action, Event
from copyfair.ledger.states import Standing, State, possible
from copyfair.money import Money

__all__ = ["Found", "Match", "event_of", "match"]


class Found(StrEnum):
    """How sure a match is."""

    EXACT = "exact"
    """One document, its reference, what is open on it, and its account: it can be booked."""
    PROPOSAL = "proposal"
    """Something speaks for these documents, and something is missing or against it: somebody decides."""
    BOOKED = "booked"
    """This very transfer was booked before."""
    NOTHING = "nothing"
    """Nothing speaks for any document."""


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer and what it may pay.

    Attributes:
        credit: the transfer.
        found: how sure it is.
        numbers: of the documents it may pay, the likeliest first; of an exact match, the one.
        why: what speaks for it, and what does not.
    """

    credit: Credit
    found: Found
    numbers: tuple[str, ...] = ()
    why: str


def event_of(credit: Credit, number: str) -> Event:
    """The booking of a transfer to a document; the bank's reference keeps it from being booked twice."""
    return Event(action=Action.PAY, number=number, key=f"bank {credit.id}", paid=credit.amount, on=credit.on)


def match(credits_: Iterable[Credit], standings: Sequence[Standing], booked: Iterable[Event]) -> tuple[Match, ...]:
    """Match transfers, in their order; each counts the ones before it as paid.

    Args:
        credits_: what came in.
        standings: every document.
        booked: every payment that stands in the ledger.
    """
    keys = {event.key: event.number for event in booked if event.key}
    paid_now: dict[str, list[Credit]] = {}
    matches = []
    for credit in credits_:
        found = _match(credit, standings, paid_now, keys)
        if found.found is Found.EXACT:
            paid_now.setdefault(found.numbers[0], []).append(credit)
        matches.append(found)
    return tuple(matches)


def _is_open(one: Standing) -> bool:
    over = one.state in (State.WAIVED, State.CREDITED, State.PAID)
    return Action.PAY in possible(one) and not over


def _match(
    credit: Credit, standings: Sequence[Standing], paid_now: dict[str, list[Credit]], keys: dict[str, str]
) -> Match:
    before = keys.get(event_of(credit, "").key)
    if before is not None:
        return Match(credit=credit, found=Found.BOOKED, numbers=(before,), why="was booked before")
    named = [one for one in standings if _refers(credit, one)]
    if len(named) == 1:
        (one,) = named
        against = _against(credit, one, paid_now.get(one.document.number, []))
        return Match(
            credit=credit,
            found=Found.PROPOSAL if against else Found.EXACT,
            numbers=(one.document.number,),
            why=f"has its reference{'; but ' if against else ', amount and account'}{against}",
        )
    if named:
        numbers = tuple(one.document.number for one in named)
        return Match(
            credit=credit, found=Found.PROPOSAL, numbers=numbers, why="has the references of several documents"
        )
    return _guess(credit, [one for one in standings if _is_open(one)])


def _refers(credit: Credit, one: Standing) -> bool:
    reference = one.document.reference
    if not reference:
        return False
    return credit.reference == plain(reference) if credit.reference else mentions(credit.text, reference)


def _against(credit: Credit, one: Standing, paid_now: Sequence[Credit]) -> str:
    """What keeps a transfer with a document's reference from being an exact match; empty where nothing does."""
    document, still = one.document, one.open
    if one.state is State.DISPUTED:
        return "an objection is open"
    if not _is_open(one):
        instead = f" by {', '.join(one.followers)}" if one.state is State.INVOICED else ""
        return f"it is {one.state} already{instead}"
    if still is None or credit.amount.currency != still.currency:
        return "it is in another currency"
    accounts = [account for account in document.accounts if account.iban]
    if accounts and credit.account and credit.account not in {account.iban for account in accounts}:
        return "it came in on an account that the document does not name"
    wanted = _wanted(credit, one, still, paid_now)
    return "" if credit.amount == wanted else _difference(credit.amount, wanted)


def _wanted(credit: Credit, one: Standing, still: Money, paid_now: Sequence[Credit]) -> Money:
    """What should come in on the account of this transfer: its own part while no other way of paying was seen."""
    for earlier in paid_now:
        still -= earlier.amount
    untouched = one.settled is not None and not one.settled.amount
    if untouched and credit.account not in {earlier.account for earlier in paid_now}:
        return next((part.amount for part in one.document.accounts if part.iban == credit.account), still)
    return still


def _difference(paid: Money, wanted: Money) -> str:
    if paid > wanted:
        return f"{paid - wanted} more than the {wanted} that are open"
    return f"{wanted - paid} less than the {wanted} that are open: a part, or a tax was withheld at source?"


def _guess(credit: Credit, standings: Sequence[Standing]) -> Match:
    """What speaks for a document where no reference does; never more than a proposal."""
    signs: dict[str, list[str]] = {}
    for one in standings:
        document = one.document
        if mentions(credit.text, document.number):
            signs.setdefault(document.number, []).append("the text has its number")
        if one.open == credit.amount:
            signs.setdefault(document.number, []).append("the amount is the one that is open")
        if credit.payer and plain(credit.payer) == plain(document.licensee) != "":
            signs.setdefault(document.number, []).append("the payer has the licensee's name")
    if not signs:
        return Match(credit=credit, found=Found.NOTHING, why="no reference, number, amount or name of an open document")
    numbers = sorted(signs, key=lambda number: (-len(signs[number]), number))
    why = "; ".join(f"{number}: {' and '.join(signs[number])}" for number in numbers[:5])
    return Match(credit=credit, found=Found.PROPOSAL, numbers=tuple(numbers), why=f"has no reference. {why}")
