"""``copyfair ledger bank`` and ``receipt``: money that came in, and what it gives."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copyfair.cli.exits import UNDETERMINED
from copyfair.cli.ledger.common import LEDGER, OUTPUT, open_here, say
from copyfair.cli.options import DAY, today, write
from copyfair.cli.signing import FILE, by_option, key_option, secret_key

if TYPE_CHECKING:
    from copyfair.bank.model import Credit


@click.command("bank")
@click.argument("file", type=FILE)
@LEDGER
@by_option
@click.option("--dry-run", is_flag=True, help="Book nothing; show what would be booked.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=HEADING",
    help="Of a CSV file: which column holds what. FIELD is amount, on, currency, account, reference, text, payer, payer_account or id.",
)
@click.option("--delimiter", default=";", show_default=True, help="Of a CSV file.")
@click.option("--decimal", type=click.Choice((",", ".")), default=",", show_default=True, help="Of a CSV file.")
@click.option("--day-form", default="%d/%m/%Y", show_default=True, help="Of a CSV file, as strptime has it.")
@click.option("--encoding", default="utf-8-sig", show_default=True, help="Of a CSV file.")
@click.option("--account", default="", help="IBAN of a CSV file without such a column.")
@click.option("--currency", default="EUR", show_default=True, help="Of a CSV file without such a column.")
def bank(file: Path, *, ledger: str, by: str, dry_run: bool, columns: Sequence[str], **layout: str) -> None:
    """Match a bank statement with the open documents: CAMT.053 (XML), or CSV with --column.

    A transfer with a document's structured reference, its open amount and its account is booked. Everything else is
    only proposed, with a reason. The exit code is 8 where something is left to decide.

    \b
    Examples:
      copyfair ledger bank statement.xml
      copyfair ledger bank july.csv --column amount=Bedrag --column on=Datum --column text=Mededeling
    """
    from copyfair.bank.matching import Found, event_of, match
    from copyfair.ledger.model import Event

    credits_ = _credits(file, columns, layout)
    with open_here(ledger) as books:
        booked = [entry.what for entry in books.entries() if isinstance(entry.what, Event)]
        found = match(credits_, books.standings(), booked)
        for one in found:
            if one.found is Found.EXACT and not dry_run:
                books.record(event_of(one.credit, one.numbers[0]), by=by, why=f"bank statement, {one.credit.where}")
            word = "would book" if one.found is Found.EXACT and dry_run else _WORDS[one.found]
            say(
                f"{word}: {one.credit.amount} on {one.credit.on} ({one.credit.where}): {', '.join(one.numbers[:5])} {one.why}"
            )
    if any(one.found is Found.PROPOSAL for one in found):
        raise SystemExit(UNDETERMINED)


_WORDS = {"exact": "booked", "proposal": "PLEASE DECIDE", "booked": "known", "nothing": "no document"}


def _credits(file: Path, columns: Sequence[str], layout: dict[str, str]) -> "tuple[Credit, ...]":
    from copyfair.bank.camt import read_camt
    from copyfair.bank.table import FIELDS, Columns, read_table
    from copyfair.errors import InputError

    if not columns:
        return read_camt(file)
    names = dict(column.partition("=")[::2] for column in columns)
    wrong = next((name for name in names if name not in FIELDS or not names[name]), None)
    if wrong is not None or not {"amount", "on"} <= set(names):
        raise InputError(f"write --column FIELD=HEADING for amount and on, and any of {', '.join(FIELDS)}")
    layout["day"] = layout.pop("day_form")
    return read_table(file, Columns(names=names, **layout))


@click.command("receipt")
@click.argument("number")
@LEDGER
@key_option(required=True)
@click.option("--until", type=DAY, metavar="DAY", help="Last day; by default that of the period the fee covers.")
@OUTPUT
def receipt(number: str, *, ledger: str, key: Path, until: datetime.date | None, output: Path | None) -> None:
    """Write a signed receipt for a document that was paid; the licensee lists it in copyfair.toml, and may then use it.

    \b
    Example:
      copyfair ledger receipt FA-2026-0001 --key steward.pem -o FA-2026-0001.receipt.json
    """
    from copyfair.notices.receipt import receipt_for, signed_receipt

    signer = secret_key(key)
    with open_here(ledger) as books:
        made = receipt_for(books, number, until=until)
        document = books.standing(number).document
    if signer is not None:
        write(signed_receipt(made, document, signer, today()).encoded(), output)
