"""``copyfair ledger list``, ``show``, ``verify``, ``head`` and ``export``: what the books say."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from copyfair.cli.exits import NOT_GENUINE
from copyfair.cli.ledger.common import JSON, LEDGER, OUTPUT, as_json, open_here, plain, say
from copyfair.cli.options import today, write
from copyfair.cli.signing import FILE, key_option, secret_key

if TYPE_CHECKING:
    from copyfair.ledger.model import Head
    from copyfair.ledger.states import Standing

STATES = ("issued", "accepted", "disputed", "waived", "invoiced", "reminded", "paid", "credited")


@click.command("list")
@LEDGER
@click.option("--state", type=click.Choice(STATES), multiple=True, help="Only these. May be repeated.")
@JSON
def list_(ledger: str, *, state: Sequence[str], format_: str) -> None:
    """List the documents with what has become of them."""
    with open_here(ledger) as books:
        found = [one for one in books.standings() if not state or one.state in state]
    if format_ == "json":
        write(as_json([plain(one) for one in found]), None)
        return
    rows = [("number", "kind", "state", "total", "open", "due on", "licensee"), *map(_row, found)]
    widths = [max(len(row[place]) for row in rows) for place in range(6)]
    for row in rows:
        cells = [
            text.rjust(width) if place in (3, 4) else text.ljust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=False))
        ]
        click.echo("  ".join((*cells, row[6])).rstrip())


def _row(one: "Standing") -> tuple[str, ...]:
    from copyfair.pages import clean

    document = one.document
    amounts = [str(money) if money is not None else "" for money in (document.total, one.open)]
    return (document.number, document.kind, one.state, *amounts, str(document.due_on or ""), clean(document.licensee))


@click.command("show")
@click.argument("number")
@LEDGER
@JSON
@click.option(
    "--file", "name", metavar="ENDING", help="Give the document itself in this form: html, json, md, dsse.json."
)
@OUTPUT
def show(number: str, *, ledger: str, format_: str, name: str | None, output: Path | None) -> None:
    """Show a document: what was drawn up, what happened to it since, and what can happen next."""
    from copyfair.errors import InputError

    with open_here(ledger) as books:
        one = books.standing(number)
        if name is not None:
            files = {file.name.removeprefix(f"{number}."): file.data for file in books.files(one.document)}
            if name not in files:
                raise InputError(f"{number} has no {name}; there are {', '.join(files)}")
            write(files[name], output)
            return
        entries = tuple(books.entries(number))
    if format_ == "json":
        import msgspec

        write(as_json({**plain(one), "entries": msgspec.to_builtins(entries)}), output)
        return
    _show(one, entries)


def _show(one: "Standing", entries: Sequence[Any]) -> None:
    from copyfair.ledger.model import Document
    from copyfair.ledger.states import possible

    document = one.document
    say(f"{document.number}, {document.kind}, {one.state}")
    say(f"from {document.issuer} to {document.licensee} {document.licensee_id}", "  ")
    if document.total is not None:
        due = f", due on {document.due_on}" if document.due_on else ""
        withheld = (
            f", {one.withheld} of it withheld at source" if one.withheld is not None and one.withheld.amount else ""
        )
        waived = f"; waived {one.waived}" if one.waived is not None and one.waived.amount else ""
        say(f"{document.total}{due}; settled {one.settled}{withheld}{waived}; open {one.open}", "  ")
    if document.reference:
        say(f"reference {document.reference}", "  ")
    for entry in entries:
        what = entry.what
        did = f"{what.kind} {what.number}" if isinstance(what, Document) else _did(what)
        say(
            f"{entry.at:%Y-%m-%d %H:%M}  {did}  by {entry.by}{': ' if entry.why else ''}{entry.why}",
            f"  {entry.seq:>5}  ",
        )
    say(f"possible now: {', '.join(possible(one)) or 'nothing more'}", "  ")


def _did(event: Any) -> str:
    paid = f" {event.paid}" if event.paid is not None else ""
    withheld = f", withheld {event.withheld}" if event.withheld is not None else ""
    return f"{event.action}{paid}{withheld}{f' on {event.on}' if event.on else ''}"


@click.command("verify")
@click.argument("file", type=FILE, required=False)
@click.option("--ledger", "-l", envvar="COPYFAIR_LEDGER", metavar="LEDGER", help="The ledger, where no FILE is given.")
@click.option(
    "--head",
    "heads",
    multiple=True,
    metavar="HEAD",
    help="A head that was written down, as notices print it. May be repeated.",
)
def verify(file: Path | None, *, ledger: str | None, heads: Sequence[str]) -> None:
    """Check that a ledger is whole: FILE, an export that anybody may hold, or else the ledger itself.

    Without a --head it finds what was changed by somebody who did not redo the whole chain; with the head that stands
    on a notice it finds every change up to that notice. The exit code is 0 when it is whole, 5 when it is not.
    """
    from copyfair.ledger.export import verify_export
    from copyfair.ledger.verify import verify as verify_ledger

    known = [_head(text) for text in heads]
    if file is not None:
        with _binary(file) as lines:
            found = verify_export(lines, heads=known)
    elif ledger is None:
        raise click.UsageError("give an exported FILE, or a --ledger")
    else:
        with open_here(ledger) as books:
            found = verify_ledger(books, heads=known)
    for flaw in found.flaws:
        say(f"NOT WHOLE: {flaw}")
    if found.flaws:
        raise SystemExit(NOT_GENUINE)
    unseen = f"; the files of {found.without_files} were left out" if found.without_files else ""
    say(f"whole: {found.head.seq if found.head else 0} entries, {found.documents} documents{unseen}")
    say(f"head: {found.head or 'none yet'}")


def _binary(file: Path) -> Any:
    from copyfair.errors import InputError

    try:
        return file.open("rb")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(file)) from None


def _head(text: str) -> "Head":
    from copyfair.errors import InputError
    from copyfair.ledger.model import Head

    ledger, _, rest = text.strip().partition(":")
    seq, _, hash_ = rest.partition(":")
    if not ledger or not seq.isdecimal() or len(seq) > 15 or len(hash_) != 64:
        raise InputError(f"{text[:100]!r} is no head; it looks like 0123456789abcdef:12:<64 digits>")
    return Head(ledger=ledger, seq=int(seq), hash=hash_.lower())


@click.command("head")
@LEDGER
@key_option()
@OUTPUT
def head(ledger: str, *, key: Path | None, output: Path | None) -> None:
    """Print the ledger's head; with --key, as a signed statement to be published."""
    import msgspec

    from copyfair.signing.envelope import Subject, sign

    signer = secret_key(key)
    with open_here(ledger) as books:
        found = books.head()
    if signer is None:
        write(f"{found}\n".encode(), output)
        return
    subject = Subject.of(f"ledger-{found.ledger}-{found.seq}", found.hash)
    signed = sign([subject], "urn:copyfair:ledger-head:1", msgspec.to_builtins(found), signer, today())
    write(signed.encoded(), output)


@click.command("export")
@LEDGER
@OUTPUT
@click.option("--files/--no-files", default=True, show_default=True, help="With the documents, or only their hashes.")
def export_(ledger: str, *, output: Path | None, files: bool) -> None:
    """Write the ledger as one line of JSON for each entry, for others to check with `ledger verify FILE`."""
    from copyfair.ledger.export import export

    with open_here(ledger) as books:
        write(b"".join(export(books, files=files)), output)
