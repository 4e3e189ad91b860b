"""``copyfair ledger``: the books of a steward."""

import click

from copyfair.cli.ledger import events, money, reading
from copyfair.cli.ledger.common import LEDGER
from copyfair.cli.options import now

__all__ = ["command"]


@click.group("ledger")
def command() -> None:
    """Keep the books: numbered notices, what becomes of them, payments and receipts.

    A ledger is only added to, and every entry seals those before it. `copyfair notice --ledger` draws up notices in it.
    """


@command.command("create")
@LEDGER
def create(ledger: str) -> None:
    """Make a new, empty ledger."""
    from copyfair.ledger.books import create_ledger

    with create_ledger(ledger, clock=now) as books:
        click.echo(f"made the ledger {books.id}", err=True)


for _one in (
    reading.list_,
    reading.show,
    events.accept,
    events.dispute,
    events.waive,
    events.pay,
    events.refund,
    money.bank,
    money.receipt,
    reading.verify,
    reading.head,
    reading.export_,
):
    command.add_command(_one)
