"""``copyfair notice``: what is owed, as a document for the payer and the steward."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from copyfair.cli.exits import UNDETERMINED
from copyfair.cli.options import assess_here, make_folder, now, project_options, write
from copyfair.cli.signing import by_option, key_option, secret_key

if TYPE_CHECKING:
    from copyfair.notices.model import Notice

_FORMATS = ("html", "md", "json", "pdf")


@click.command("notice")
@project_options
@click.option("--format", "-f", "format_", type=click.Choice(_FORMATS), default="md", show_default=True)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write one file for each notice into this folder. By default all go to standard output.",
)
@click.option(
    "--language",
    default="en",
    show_default=True,
    metavar="CODE",
    help="In which language: en, nl, fr, de. Licences and tariffs stay in the language they were written in.",
)
@click.option(
    "--ledger",
    "-l",
    metavar="LEDGER",
    help="Draw up through this ledger (a file, or postgresql://…): with the next number of the series, or as the notice that was drawn up before.",
)
@by_option
@key_option()
@click.option("--replaces", metavar="NUMBER", default="", help="The waived notice in whose place this one comes.")
def command(
    *,
    format_: str,
    output: Path | None,
    language: str,
    ledger: str | None,
    by: str,
    key: Path | None,
    replaces: str,
    **given: Any,
) -> None:
    """Draw up an assessment of what is owed for what PATH is made of: one notice for each commons.

    A notice says what is owed under which clause, how it was computed, how to pay, how to dispute it and how to
    become exempt. It is not an invoice, and no VAT is charged by it. With a ledger it gets a number; where a fact is
    still missing it gets none, and the exit code is 8.

    \b
    Examples:
      copyfair notice --actor actor.toml --commons commons.toml -f html -o notices
      copyfair notice --actor actor.toml --commons commons.toml --ledger books.sqlite --key steward.pem -o notices
    """
    from copyfair.notices import draw_up

    if ledger is None and (key is not None or replaces):
        raise click.UsageError("--key and --replaces need a --ledger")
    assessment = assess_here(**given)
    notices = draw_up(assessment, language)
    if not notices:
        open_ = sum(not decision.verdict.free for decision in assessment.decisions)
        rest = f"; not free for other reasons: {open_}, see `copyfair check`" if open_ else ""
        click.echo(f"No fee is due under a tariff that was given, so there is no notice to draw up{rest}.", err=True)
        return
    if ledger is None:
        _write(_unnumbered(notices, format_), output)
        return
    ready = [notice for notice in notices if notice.total is not None]
    _write(_numbered(ready, ledger, format_, by=by, key=key, replaces=replaces), output)
    if len(ready) < len(notices):
        short = ", ".join(notice.commons for notice in notices if notice.total is None)
        click.echo(f"No number for {short}: facts are missing; without --ledger the notice asks for them.", err=True)
        raise SystemExit(UNDETERMINED)


def _unnumbered(notices: "Sequence[Notice]", format_: str) -> Iterator[tuple[str, bytes]]:
    from copyfair.notices import render_notice

    return ((f"{notice.reference}.{format_}", render_notice(notice, format_)) for notice in notices)


def _numbered(
    notices: "Sequence[Notice]", ledger: str, format_: str, *, by: str, key: Path | None, replaces: str
) -> Iterator[tuple[str, bytes]]:
    from copyfair.ledger.books import open_ledger
    from copyfair.ledger.rivals import Rivals
    from copyfair.notices import issue

    signer = secret_key(key)
    with open_ledger(ledger, clock=now) as books:
        rivals = Rivals(books)
        for notice in notices:
            issued = issue(notice, books, by=by, key=signer, replaces=replaces)
            number = issued.document.number
            if issued.again:
                click.echo(f"{number} was drawn up before; it is {books.standing(number).state}", err=True)
            for other in rivals.of(issued.document):
                click.echo(f"{other} is for the same licensee, commons and period: waive the one that lapses", err=True)
            wanted = (f"{number}.{format_}", f"{number}.dsse.json")
            yield from ((file.name, file.data) for file in issued.files if file.name in wanted)


def _write(files: Iterator[tuple[str, bytes]], output: Path | None) -> None:
    from copyfair.pages import clean

    for name, data in files:
        if output is None:
            if not name.endswith(".dsse.json"):
                write(data, None)
            continue
        make_folder(output)
        write(data, output / name)
        click.echo(clean(str(output / name)), err=True)
