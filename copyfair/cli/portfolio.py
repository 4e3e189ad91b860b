"""``copyfair portfolio``: a whole estate, read once, decided for a day, reported together."""

import datetime
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from copyfair.cli.exits import UNREAD
from copyfair.cli.options import DAY, commons_option, day_option, make_folder, today, write
from copyfair.cli.signing import by_option, key_option, secret_key

_F = TypeVar("_F", bound=Callable[..., object])

if TYPE_CHECKING:
    from copyfair.portfolio.executor import Executor
    from copyfair.portfolio.ingest import Progress

_ACTORS = click.option(
    "--actors",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    required=True,
    metavar="DIR",
    help="The actor files that the table of organisations names.",
)


class _PlaceType(click.ParamType[Path | str]):
    """A folder, or a URL of object storage."""

    name = "place"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Path | str:
        if "://" in value:
            return value
        click.Path(file_okay=False).convert(value, param, ctx)
        return Path(value)


def _store(
    use: Callable[[click.Context, Path | str], Path | str] = lambda _context, store: store,
) -> Callable[[_F], _F]:
    """The option for the store, and what becomes of it before the command sees it."""
    return click.option(
        "--store",
        type=_PlaceType(),
        required=True,
        metavar="PLACE",
        help="The store: a folder, or s3://BUCKET/… (extra cloud).",
        callback=lambda context, _option, store: use(context, store),
    )


def _at_hand(*, shards: bool) -> Callable[[click.Context, Path | str], Path | str]:
    def use(context: click.Context, store: Path | str) -> Path:
        from copyfair.portfolio.mirror import at_hand

        return context.with_resource(at_hand(store, shards=shards))

    return use


_PLACE = _store()
_STORE = _store(_at_hand(shards=True))
_DECIDED = _store(_at_hand(shards=False))


@click.group("portfolio")
def command() -> None:
    """Say for many documents of many organisations who owes what to whom, and who uses what under which licence.

    Documents are read into a store once, decided for a day as often as wanted, and reported together. Nothing leaves
    this machine, unless you name a cluster or object storage.
    """


@command.command("ingest")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@_PLACE
@click.option(
    "--organisations",
    "table",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Whose documents are whose: [[organisation]] with pattern and actor. Without it they are nobody's.",
)
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes.")
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="Who does the work: processes of this machine, or a Dask cluster that is started on it for this run.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="A Dask cluster that runs already, as tcp://10.0.0.5:8786. Its workers must reach the sources and the store.",
)
@click.option(
    "--largest", type=click.IntRange(1, 64), default=8, show_default=True, help="MiB of a document that are read."
)
def ingest_command(
    sources: Sequence[str],
    *,
    store: Path | str,
    table: Path | None,
    workers: int,
    engine: str,
    scheduler: str | None,
    largest: int,
) -> None:
    """Read every document of the SOURCEs into the store, which then holds these and no others.

    A SOURCE is a folder, a file, or a pattern in quotes: bills of materials (CycloneDX, SPDX), projects (folders with
    .git or copyfair.toml), .ndjson files of one document a line (.gz and .zst too), and tar archives; in object storage
    as s3://BUCKET/… What was read before is
    not read again; after a crash the same command goes on where it stopped. The exit code is 4 when documents were
    rejected; every report lists them.

    \b
    Examples:
      copyfair portfolio ingest suppliers --store estate --organisations organisations.toml
      copyfair portfolio ingest 'boms/**/*.cdx.json' more.ndjson.gz --store estate --workers 4
      copyfair portfolio ingest /net/boms --store /net/estate --scheduler tcp://10.0.0.5:8786
    """
    from copyfair.portfolio.ingest import ingest
    from copyfair.portfolio.organisations import read_organisations

    found = ingest(
        sources,
        store,
        organisations=read_organisations(table) if table else None,
        executor=_engine(engine, scheduler, workers, (*sources, str(store))),
        largest=largest * 1024 * 1024,
        watch=_progress(),
    )
    click.echo(f"{found.documents:,} documents in {found.shards:,} shards, {found.new_shards:,} of them new")
    if found.dropped_shards:
        click.echo(f"{found.dropped_shards:,} shards of the ingest before are no longer part of the estate")
    if found.quarantined:
        click.echo(f"{found.quarantined:,} documents killed the worker that read them and were left out")
    if found.rejects:
        click.echo(f"{found.rejects:,} documents were rejected: copyfair portfolio report lists them")
        raise SystemExit(UNREAD)


def _engine(engine: str, scheduler: str | None, workers: int, places: Sequence[str]) -> "Executor":
    """The engine; what a cluster on other machines reads must be called so that they find it too."""
    from copyfair.errors import InputError
    from copyfair.portfolio.cluster import DaskCluster
    from copyfair.portfolio.executor import LocalPool

    if scheduler is not None:
        own = next((place for place in places if "://" not in place and not Path(place).is_absolute()), None)
        if own is not None:
            raise InputError(
                "the workers of a cluster find only a full path, as /net/boms, or s3://BUCKET/…", where=own
            )
        return DaskCluster(scheduler)
    return DaskCluster(workers=workers) if engine == "dask" else LocalPool(workers)


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
@_ACTORS
@commons_option
@click.option(
    "--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes that read the shards."
)
@click.option(
    "--database",
    type=click.Choice(["sqlite", "duckdb"]),
    default="sqlite",
    show_default=True,
    help="The kind of file that keeps the answers; duckdb needs the extra lake. The answers are the same.",
)
@day_option
def decide_command(
    *,
    store: Path,
    actors: Path,
    commons: Sequence[Path],
    workers: int,
    database: str,
    as_of: datetime.date | None,
) -> None:
    """Decide everything that the store holds for a day, as `copyfair check` would decide each document.

    An organisation owes a commons one fee, however many of its documents list what the fee is for. The answers stand
    in DIR/decided/DAY.sqlite (or .duckdb), where other programs can read them too.

    \b
    Example:
      copyfair portfolio decide --store estate --actors actors --commons commons.toml --as-of 2026-12-31
    """
    from copyfair.commons import load
    from copyfair.pages import clean
    from copyfair.portfolio.databases import DUCKDB, SQLITE
    from copyfair.portfolio.decide import decide
    from copyfair.portfolio.results import opened

    day = as_of or today()
    found = decide(
        store,
        actors=actors,
        as_of=day,
        commons=[load(file) for file in commons],
        workers=workers,
        database=DUCKDB if database == "duckdb" else SQLITE,
    )
    click.echo(f"{found.documents:,} documents of {found.organisations:,} organisations, {found.rejects:,} rejected")
    with opened(store, day) as results:
        for verdict, count in results.verdicts().items():
            click.echo(f"  {verdict}: {count:,} components")
        for one in results.owed():
            if one.state in ("due", "needs-input"):
                what = f"{one.amount}" if one.amount else f"a sum that is not known without {one.missing}"
                click.echo(clean(f"{one.organisation or '(nobody)'} owes {one.payee} for {one.commons}: {what}"))


@command.command("report")
@_DECIDED
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
@click.option(
    "--parquet",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write all rows that were decided as Parquet too, a file a table; needs the extra lake.",
)
def report_command(
    *,
    store: Path,
    as_of: datetime.date | None,
    since: datetime.date | None,
    output: Path | None,
    tables: Path | None,
    parquet: Path | None,
) -> None:
    """Write the page of a day that was decided: fees, quarters, licences by organisation, uses of commons, rejects.

    By default the latest day that was decided.

    \b
    Examples:
      copyfair portfolio report --store estate --since 2026-09-30 -o estate.html --csv tables
      copyfair portfolio report --store estate --as-of 2026-12-31 -o estate.html --parquet lake
    """
    from copyfair.portfolio.parquet import write_parquet
    from copyfair.portfolio.report import render_report

    made = render_report(store, as_of=as_of, since=since)
    if tables is not None:
        make_folder(tables)
        for name, data in made.tables.items():
            write(data, tables / name)
    if parquet is not None:
        write_parquet(store, made.day, parquet)
    write(made.page, output)


@command.command("notices")
@_STORE
@_ACTORS
@commons_option
@day_option
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="The folder for the notices and the tables.",
)
@click.option(
    "--format", "-f", "format_", type=click.Choice(("html", "md", "json", "pdf")), default="pdf", show_default=True
)
@click.option("--language", default="en", show_default=True, metavar="CODE", help="In which language: en, nl, fr, de.")
@click.option(
    "--ledger",
    "-l",
    metavar="LEDGER",
    help="Draw up through this ledger (a file, or postgresql://…). Without it the notices have no number.",
)
@by_option
@key_option()
@click.option(
    "--replaces",
    multiple=True,
    metavar="NUMBER",
    help="A waived notice in whose place a new one may come, because it said something else. May be repeated.",
)
def notices_command(
    *,
    store: Path,
    actors: Path,
    commons: Sequence[Path],
    as_of: datetime.date | None,
    output: Path,
    format_: str,
    language: str,
    ledger: str | None,
    by: str,
    key: Path | None,
    replaces: Sequence[str],
) -> None:
    """Draw up the notices of a day that was decided: one for each organisation and commons to which something is due.

    Each is the document that `copyfair notice` makes. Through a ledger each gets its number, once: the same command
    again draws up nothing new, and goes on where a run was stopped. What is not due gets none. notices.csv says what
    came of every fee, passed-on.csv how the associations pass fees on. The exit code is 8 where facts are missing or
    a notice was refused.

    \b
    Example:
      copyfair portfolio notices --store estate --actors actors --commons commons.toml --as-of 2026-12-31 \\
          --ledger books.sqlite --key steward.pem -o notices
    """
    from copyfair.cli.drawing import draw
    from copyfair.commons import load
    from copyfair.portfolio.assessed import assessments

    if ledger is None and (key is not None or replaces):
        raise click.UsageError("--key and --replaces need a --ledger")
    assessed = assessments(store, actors=actors, as_of=as_of or today(), commons=[load(file) for file in commons])
    draw(assessed, output, format_, language, ledger=ledger, by=by, key=secret_key(key), replaces=replaces)


@command.command("prune")
@_PLACE
@click.option("--dry-run", "is_trial", is_flag=True, help="Delete nothing, only say what would go.")
def prune_command(*, store: Path | str, is_trial: bool) -> None:
    """Delete the shards that the last finished ingest left out of the estate; days that were decided stay.

    \b
    Example:
      copyfair portfolio prune --store estate --dry-run
    """
    from copyfair.portfolio.prune import prune

    found = prune(store, is_trial=is_trial)
    what = "would be deleted" if is_trial else "deleted"
    click.echo(f"{found.deleted:,} shards ({found.size / 1e6:,.1f} MB) {what}, {found.kept:,} kept")
