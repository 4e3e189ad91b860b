"""Money that came in, as a bank tells it."""

import datetime
from collections.abc import Iterable, Iterator

import msgspec

from copyfair.money import Money

__all__ = ["Credit", "told_apart"]


class Credit(msgspec.Struct, frozen=True, kw_only=True):
    """One amount that came in.

    Attributes:
        where: file and line or entry, for messages.
        id: the bank's own reference; where it gives none, a digest of everything else. The second of the same id in a
            file has a 2 behind it: the same statement read again gives the same ids.
        account: IBAN that it came in on, without blanks; empty where the file does not say.
        amount: how much.
        on: the day the bank booked it.
        reference: structured reference, as the bank has it; empty: none.
        text: what the payer wrote.
        payer, payer_account: name and IBAN of the payer, where they are told.
    """

    where: str
    id: str
    account: str
    amount: Money
    on: datetime.date
    reference: str = ""
    text: str = ""
    payer: str = ""
    payer_account: str = ""


def told_apart(credits_: Iterable[Credit]) -> Iterator[Credit]:
    """The credits of a file, each with an id of its own: two may be the same to the letter, and are two transfers."""
    seen: dict[str, int] = {}
    for credit in credits_:
        seen[credit.id] = seen.get(credit.id, 0) + 1
        times = seen[credit.id]
        yield credit if times == 1 else msgspec.structs.replace(credit, id=f"{credit.id} {times}")
