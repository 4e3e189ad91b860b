"""``copyfair invoice``: from an accepted assessment to an invoice, and from that to its credit note or reminder."""

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from copyfair.cli.exits import BAD_INPUT
from copyfair.cli.ledger.common import LEDGER, open_here, say
from copyfair.cli.options import DAY, make_folder, today, write
from copyfair.cli.signing import FILE, by_option, key_option, secret_key
from copyfair.errors import InputError, InvoiceError

if TYPE_CHECKING:
    from copyfair.invoices.follow import Wish
    from copyfair.invoices.terms import Terms
    from copyfair.ledger.model import Issued

F = TypeVar("F", bound=Callable[..., Any])

_KINDS = ("invoice", "debit-note", "self-billed-invoice", "credit-note", "reminder")
_MOST_BYTES = 1_000_000


def _content_options(function: F) -> F:
    options = (
        click.argument("number"),
        LEDGER,
        click.option(
            "--terms", type=FILE, metavar="FILE", help="An invoice.toml: VAT, account, numbers of both sides."
        ),
        click.option(
            "--as",
            "kind",
            type=click.Choice(_KINDS),
            help="By default an invoice; a debit note where the sum is outside the scope of VAT.",
        ),
        click.option("--buyer-reference", metavar="TEXT", help="What the buyer's accounting asks for."),
        click.option("--order", metavar="TEXT", help="The buyer's order number."),
        click.option(
            "--amount",
            metavar="MONEY",
            help="Of a credit or debit note about an invoice, before VAT; a credit note is for the whole by default.",
        ),
        click.option("--why", default="", metavar="TEXT", help="For what reason; a correction needs one."),
        click.option("--dated", type=DAY, metavar="DAY", help="Day of issue. By default today."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _check_options(function: F) -> F:
    options = (
        click.option(
            "--commons", type=FILE, metavar="FILE", help="A commons.toml whose payee registry has the account."
        ),
        click.option(
            "--rules",
            type=FILE,
            multiple=True,
            metavar="FILE",
            help="More official rules as XSLT, such as those of Peppol (PEPPOL-EN16931-UBL.xslt). May be repeated.",
        ),
        click.option(
            "--without-rules",
            is_flag=True,
            help="Do not run the EN 16931 rules (the extra validate); the XSD and our own checks still run.",
        ),
        click.option("--dry-run", is_flag=True, help="Check everything and draw no number."),
    )
    for option in reversed(options):
        function = option(function)
    return function


@click.command("invoice")
@_content_options
@_check_options
@click.option("--format", "-f", "format_", type=click.Choice(("json", "pdf", "xml")), default="json", show_default=True)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write every form into this folder. By default one goes to standard output.",
)
@by_option
@key_option()
def command(*, format_: str, output: Path | None, dry_run: bool, by: str, key: Path | None, **given: Any) -> None:
    """Write the invoice for the accepted assessment NUMBER; or the credit note or reminder of the invoice NUMBER.

    It is written as UBL for Peppol (xml), as Factur-X (pdf) and as JSON. Everything is checked before a number is
    drawn: our own rules, the XSD, the EN 16931 rules, and whether it can be paid into the right account.

    \b
    Examples:
      copyfair ledger accept FA-2026-0001 --ledger books.sqlite
      copyfair invoice FA-2026-0001 --ledger books.sqlite --terms invoice.toml --buyer-reference 'PO 77' -o invoices
      copyfair invoice INV-2026-0001 --as credit-note --why 'charged twice' --ledger books.sqlite -o invoices
    """
    try:
        _run(format_=format_, output=output, dry_run=dry_run, by=by, key=key, **given)
    except InvoiceError as error:
        say_error(f"{error.what} is refused; no number was drawn:")
        for fault in error.faults:
            say_error(f"  {fault}")
        raise SystemExit(BAD_INPUT) from None


def say_error(text: str) -> None:
    """A line that may hold foreign text, on standard error."""
    from copyfair.pages import clean

    click.echo(f"  {clean(text)}" if text.startswith("  ") else clean(text), err=True)


def _run(
    *,
    number: str,
    ledger: str,
    rules: Sequence[Path],
    without_rules: bool,
    dry_run: bool,
    format_: str,
    output: Path | None,
    by: str,
    key: Path | None,
    **given: Any,
) -> None:
    from copyfair.invoices import Checks, cautions, follow, issue, trial
    from copyfair.schema import to_json
    from copyfair.version import TOOL

    with open_here(ledger) as books:
        invoice, accounts = follow(books, number, _wish(**given))
        for doubt in cautions(invoice):
            say_error(f"look at this: {doubt}")
        checks = Checks(official=not without_rules, more=tuple(rules), accounts=accounts)
        if dry_run:
            write(to_json(trial(invoice, checks)), None)
            return
        issued = issue(invoice, books, by=by, tool=TOOL, checks=checks, key=secret_key(key), why=given["why"])
    _write(issued, format_, output)
    if without_rules:
        say_error("not checked: the EN 16931 rules (--without-rules)")
    if not rules:
        say_error("not checked: the rules of Peppol; name them with --rules, or let your access point check them")


def _wish(
    *,
    kind: str | None,
    terms: Path | None,
    dated: datetime.date | None,
    commons: Path | None,
    amount: str | None,
    why: str,
    **buyer: str | None,
) -> "Wish":
    from copyfair.commons.load import load
    from copyfair.invoices import Wish
    from copyfair.ledger.model import Kind
    from copyfair.money import Money

    return Wish(
        dated=dated or today(),
        kind=Kind(kind) if kind is not None else None,
        terms=_terms(terms, **buyer) if terms is not None else None,
        commons=load(commons) if commons is not None else None,
        reason=why,
        net=Money.parse(amount) if amount is not None else None,
    )


def _terms(file: Path, *, buyer_reference: str | None, order: str | None) -> "Terms":
    import msgspec

    from copyfair.invoices import read_terms

    try:
        if not file.is_file() or file.stat().st_size > _MOST_BYTES:  # a named pipe would hang us
            raise InputError("is no file of terms: not a plain file, or larger than a megabyte", where=str(file))
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", where=str(file)) from None
    terms = read_terms(text, str(file))
    told = {"reference": buyer_reference or terms.buyer.reference, "order": order or terms.buyer.order}
    return msgspec.structs.replace(terms, buyer=msgspec.structs.replace(terms.buyer, **told))


# ---------------------------------------------------------------- what is said and written


def _write(issued: "Issued", format_: str, output: Path | None) -> None:
    number = issued.document.number
    if output is None:
        write(next(file.data for file in issued.files if file.name == f"{number}.{format_}"), None)
    else:
        make_folder(output)
        for file in issued.files:
            write(file.data, output / file.name)
            say(output / file.name)
    again = " was drawn up before" if issued.again else ""
    due = f", due {issued.document.due_on}" if issued.document.due_on else ""
    say_error(f"{number}{again}: {issued.document.total}{due}")
