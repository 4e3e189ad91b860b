"""``copyfair diff``: what changed between two reports or two revisions of a repository."""

import datetime
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from copyfair.cli.exits import CODES
from copyfair.cli.options import assess_here, today, write
from copyfair.cli.redacting import redact_options, salt_of
from copyfair.errors import InputError

if TYPE_CHECKING:
    from copyfair.reports.contract import Report

_MOST_BYTES = 200_000_000
_NAMES = {name.replace(" ", "-"): code for code, name, _ in CODES}


@click.command("diff")
@click.argument("old")
@click.argument("new", required=False)
@click.option(
    "--repository",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="The git repository of the revisions. By default the current folder.",
)
@click.option("--actor", type=click.Path(path_type=Path), metavar="FILE", help="Of revisions: who uses it.")
@click.option(
    "--commons", type=click.Path(path_type=Path), multiple=True, metavar="FILE", help="Of revisions: a commons.toml."
)
@redact_options
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="Of revisions: by default today.")
@click.option("--format", "-f", "format_", type=click.Choice(("txt", "md", "json")), default="txt", show_default=True)
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="By default standard output.")
@click.option(
    "--exit-code", is_flag=True, help="End with the code that `copyfair check` has for what newly needs an act."
)
def command(
    old: str,
    new: str | None,
    *,
    repository: Path,
    actor: Path | None,
    commons: Sequence[Path],
    as_of: datetime.datetime | None,
    redact: bool,
    salt: Path | None,
    format_: str,
    output: Path | None,
    exit_code: bool,
) -> None:
    """Say what changed from OLD to NEW: components, licences, verdicts, fees.

    OLD and NEW are JSON reports (`copyfair report -f json`), or revisions of a git repository: a branch, a tag, a
    commit. Without NEW the folder as it stands is compared. Files of a revision are read as they are stored; nothing
    of the repository is run.

    \b
    Examples:
      copyfair diff old.json new.json
      copyfair diff main
      copyfair diff v1.0 v2.0 --actor actor.toml -f md
    """
    from copyfair.reports.difference import difference, render

    day = as_of.date() if as_of else today()

    secret = salt_of(redact=redact, salt=salt)

    def report(name: str | None) -> "Report":
        found = _report(name, repository, actor=actor, commons=commons, as_of=day)
        return found if secret is None else _redacted(found, secret)

    found = difference(report(old), report(new), (old, new or "the folder as it stands"))
    write(render(found, format_), output)
    if exit_code:
        verdicts = {one.after.verdict for one in found.acts if one.after is not None}
        raise SystemExit(sum(_NAMES[verdict] for verdict in verdicts))


def _report(
    name: str | None, repository: Path, *, actor: Path | None, commons: Sequence[Path], as_of: datetime.date
) -> "Report":
    from copyfair.reports.document import document

    if name is not None and name.endswith(".json"):
        return _read(Path(name))
    given: dict[str, Any] = {"actor": actor, "commons": commons, "environments": (), "as_of": as_of}
    if name is None:
        return document(assess_here(repository, **given))
    from copyfair.git import unpack

    with tempfile.TemporaryDirectory(prefix="copyfair-") as folder:
        there = Path(folder) / (repository.resolve().name or "project")
        there.mkdir()
        unpack(repository, name, there)
        return document(assess_here(there, **given))


def _redacted(report: "Report", salt: bytes) -> "Report":
    """The report without what a difference would show of the actor: sums, and a project called after them."""
    from msgspec.structs import replace

    from copyfair.redaction import fingerprint

    name = report.actor.name
    project = report.project.replace(name, fingerprint("name", name, salt)) if name else report.project
    return replace(report, project=project, fees=tuple(replace(fee, total=None) for fee in report.fees))


def _read(file: Path) -> "Report":
    from copyfair.reports.difference import read

    try:
        if not file.is_file() or file.stat().st_size > _MOST_BYTES:
            raise InputError("is no file that can be a JSON report", where=str(file))
        return read(file.read_bytes(), str(file))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(file)) from None
