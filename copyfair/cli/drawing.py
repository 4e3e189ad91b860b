"""Draws up the notices of a portfolio, and says what came of it. No command of its own."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copyfair.assessment import Assessment
from copyfair.cli.exits import UNDETERMINED
from copyfair.cli.ledger.common import open_here
from copyfair.cli.options import make_folder, write

if TYPE_CHECKING:
    from copyfair.ledger.model import File
    from copyfair.portfolio.notices import Drawn, Row
    from copyfair.signing.keys import SigningKey

__all__ = ["draw"]


def draw(
    assessed: Iterable[Assessment],
    folder: Path,
    format_: str,
    language: str,
    *,
    ledger: str | None,
    by: str,
    key: "SigningKey | None",
    replaces: Sequence[str],
) -> None:
    """Draw up every notice, through a ledger where one is named, and write notices and tables into a folder.

    Raises:
        SystemExit: somebody has to do something before there is a notice for every fee.
    """
    from copyfair.portfolio.notices import draw_up_all, in_books, rows, tables, unnumbered

    keep = _keeping(folder, format_)
    with open_here(ledger) if ledger is not None else nullcontext() as books:
        if books is None:
            drawing = unnumbered(format_, keep)
        else:
            drawing = in_books(books, by=by, key=key, replaces=replaces, keep=keep)
        drawn = tuple(draw_up_all(assessed, drawing, language))
        found = rows(drawn, books)
    for name, data in tables(drawn, found).items():
        write(data, folder / name)
    _tell(drawn, found)


def _keeping(folder: Path, format_: str) -> "Callable[[Sequence[File]], None]":
    """Writes the files of a notice that are wanted; the folder is made."""
    from copyfair.errors import InputError, MissingExtraError
    from copyfair.notices.render import writable

    if format_ not in writable():
        raise MissingExtraError("a document as PDF", "invoice")
    make_folder(folder)

    def keep(made: "Sequence[File]") -> None:
        if not any(file.name.endswith(f".{format_}") for file in made):
            raise InputError(f"the ledger has it in no {format_}: ask for another format", where=made[0].name)
        for file in made:
            if file.name.endswith((f".{format_}", ".dsse.json")):
                write(file.data, folder / file.name)

    return keep


def _tell(drawn: "Sequence[Drawn]", rows: "Sequence[Row]") -> None:
    """Say what came of it; the exit code is 8 where somebody has to do something."""
    from copyfair.pages import clean
    from copyfair.portfolio.notices import Outcome, unwritten

    numbered = [one for one in drawn if one.document is not None]
    new = sum(one.is_new for one in numbered)
    bare = sum(one.outcome is Outcome.UNNUMBERED for one in drawn)
    competing = {row.number for row in rows if row.competes_with}
    if numbered:
        click.echo(f"notices drawn up: {new:,}; there before: {len(numbered) - new:,}")
    if bare:
        click.echo(f"notices without a number: {bare:,}; name a --ledger to draw them up")
    if not numbered and not bare:
        click.echo("no notice to draw up")
    if competing:
        click.echo(
            f"notices beside others for the same licensee, commons and period: {len(competing):,}; see notices.csv"
        )
    groups: dict[str, list[str]] = {}
    for one in unwritten(drawn):
        missing = " ".join(fact.name for fact in one.notice.missing)
        why = f"{one.notice.commons}: not known: {missing}" if missing else f"{one.notice.commons}: {one.why}"
        groups.setdefault(why, []).append(one.organisation or "(nobody)")
    for why, organisations in sorted(groups.items()):
        more = f" and {len(organisations) - _MOST_NAMED:,} more" if len(organisations) > _MOST_NAMED else ""
        click.echo(clean(f"no notice for {why}: {', '.join(organisations[:_MOST_NAMED])}{more}"))
    if groups:
        raise SystemExit(UNDETERMINED)


_MOST_NAMED = 5
"""Organisations that are named in a line; notices.csv names all."""
