"""Orders for documents that say next to nothing, and a clock that stands still."""

import datetime

from copyfair.ledger.model import File, Kind, Order
from copyfair.money import Money

DAY = datetime.date(2026, 11, 22)
NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


def clock():
    return NOON


def eur(amount):
    return Money.of(amount, "EUR")


def order(basis, **changed):
    fields = {
        "kind": Kind.ASSESSMENT,
        "dated": DAY,
        "basis": basis,
        "content": {"sum": "100"},
        "issuer": "Gears Commons Association",
        "licensee": "Cogs & Sons Ltd",
        "total": eur(100),
        "due_on": datetime.date(2026, 12, 22),
    }
    return Order(**(fields | changed))


def render(draft):
    return (
        File(name=f"{draft.number}.json", media_type="application/json", data=f'{{"n": "{draft.number}"}}'.encode()),
        File(name=f"{draft.number}.md", media_type="text/markdown", data=b"# the same in each\n"),
    )


def issue(books, basis, **changed):
    return books.issue(order(basis, **changed), render, by="Ada").document.number
