"""Money that came in, as a bank tells it."""

import datetime

import msgspec

from copyfair.money import Money

__all__ = ["Credit"]


class Credit(msgspec.Struct, frozen=True, kw_only=True):
    """One amount that came in.

    Attributes:
        where: file and line or entry, for messages.
        id: the bank's own reference; where it gives none, a digest of everything else.
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
