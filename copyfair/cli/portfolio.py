"""``copyfair portfolio``: a whole estate, read once, decided for a day, reported together."""

import datetime
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copyfair.cli.exits import UNREAD
from copyfair.cli.options import DAY, day_option, today, write

if TYPE_CHECKING:
    from copyfair.portfolio.ingest import Progress

_STORE = click.option(
    "--store", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DIR", help="The store."
)


@click.group("portfolio")
def command() -> None:
    """Say for many documents of many organisations who owes what to whom, and who uses what under which licence.

    Documents are read into a store once, decided for a day as often as wanted, and reported together. Nothing leaves
    this machine.
    """


@command.command("ingest")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@_STORE
@click.option(
    "--organisations",
    "table",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Whose documents are whose: [[organisation]] with pattern and actor. Without it they are nobody's.",
)
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes.")
@click.option(
    "--largest", type=click.IntRange(1, 64), default=8, show_default=True, help="MiB of a document that are read."
)
def ingest_command(sources: Sequence[str], *, store: Path, table: Path | None, workers: int, largest: int) -> None:
    """Read every document of the SOURCEs into the store, which then holds these and no others.

    A SOURCE is a folder, a file, or a pattern in quotes: bills of materials (CycloneDX, SPDX), projects (folders with
    .git or copyfair.toml), .ndjson files of one document a line (.gz too), and tar archives. What was read before is
    not read again; after a crash the same command goes on where it stopped. The exit code is 4 when documents were
    rejected; every report lists them.

    \b
    Examples:
      copyfair portfolio ingest suppliers --store estate --organisations organisations.toml
      copyfair portfolio ingest 'boms/**/*.cdx.json' more.ndjson.gz --store estate --workers 4
    """
    from copyfair.portfolio.ingest import ingest
    from copyfair.portfolio.organisations import read_organisations

    found = ingest(
        sources,
        store,
        organisations=read_organisations(table) if table else None,
        workers=workers,
        largest=largest * 1024 * 1024,
        watch=_progress(),
    )
    click.echo(f"{found.documents:,} documents in {found.shards:,} shards, {found.new_shards:,} of them new")
    if found.dropped_shards:
        click.echo(f"{found.dropped_shards:,} shards of the ingest before are no longer part of the estate")
    if found.quarantined:
        click.echo(f"{found.quarantined:,} shards killed their worker twice and were left out")
    if found.rejects:
        click.echo(f"{found.rejects:,} documents were rejected: copyfair portfolio report lists them")
        raise SystemExit(UNREAD)


def _progress() -> "Callable[[Progress], None]":
    """On a terminal, a line with the rate and, once all is listed, the time left."""

    def show(now: "Progress") -> None:
        if not sys.stderr.isatty():
            return
        done = now.documents + now.rejects
        rate = done / max(now.seconds, 0.001)
        left = "" if now.total is None else f" of {now.total:,}, {(now.total - done) / max(rate, 0.001):.0f} s left"
        end = "\n" if done == now.total else ""
        sys.stderr.write(f"\r\x1b[K{done:,}{left}, {rate:,.0f} documents a second, {now.rejects:,} rejected{end}")
        sys.stderr.flush()

    return show


@command.command("decide")
@_STORE
@click.option(
    "--actors",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    required=True,
    metavar="DIR",
    help="The actor files that the table of organisations names.",
)
@click.option(
    "--commons",
    "files",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="A commons.toml: its steward, wider permissions and tariff. May be repeated.",
)
@day_option
def decide_command(*, store: Path, actors: Path, files: Sequence[Path], as_of: datetime.date | None) -> None:
    """Decide everything that the store holds for a day, as `copyfair check` would decide each document.

    An organisation owes a commons one fee, however many of its documents list what the fee is for. The answers stand
    in DIR/decided/DAY.sqlite, where other programs can read them too.

    \b
    Example:
      copyfair portfolio decide --store estate --actors actors --commons commons.toml --as-of 2026-12-31
    """
    from copyfair.commons import load
    from copyfair.pages import clean
    from copyfair.portfolio.decide import decide
    from copyfair.portfolio.results import opened

    day = as_of or today()
    found = decide(store, actors=actors, as_of=day, commons=[load(file) for file in files])
    click.echo(f"{found.documents:,} documents of {found.organisations:,} organisations, {found.rejects:,} rejected")
    with opened(store, day) as results:
        for verdict, count in results.verdicts().items():
            click.echo(f"  {verdict}: {count:,} components")
        for one in results.owed():
            if one.state in ("due", "needs-input"):
                what = f"{one.amount}" if one.amount else f"a sum that is not known without {one.missing}"
                click.echo(clean(f"{one.organisation or '(nobody)'} owes {one.payee} for {one.commons}: {what}"))


@command.command("report")
@_STORE
@day_option
@click.option("--since", type=DAY, metavar="DAY", help="An earlier day that was decided: say what changed.")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="The page. By default standard output."
)
@click.option(
    "--csv",
    "tables",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the tables as CSV too.",
)
def report_command(
    *,
    store: Path,
    as_of: datetime.date | None,
    since: datetime.date | None,
    output: Path | None,
    tables: Path | None,
) -> None:
    """Write the page of a day that was decided: fees, licences by organisation, where commons are used, rejects.

    By default the latest day that was decided.

    \b
    Example:
      copyfair portfolio report --store estate --since 2026-09-30 -o estate.html --csv tables
    """
    from copyfair.errors import InputError
    from copyfair.portfolio.report import render_report

    made = render_report(store, as_of=as_of, since=since)
    if tables is not None:
        try:
            tables.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"cannot be made: {error.strerror}", where=str(tables)) from None
        for name, data in made.tables.items():
            write(data, tables / name)
    write(made.page, output)
