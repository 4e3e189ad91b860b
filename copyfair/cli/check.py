"""``copyfair check``: yes or no, and why."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from copyfair.assessment import Assessment
from copyfair.cli.exits import CODES, FAIL_ON, exit_code, explained, tally
from copyfair.cli.options import assess_here, project_options, write
from copyfair.cli.redacting import redact_options, redacted
from copyfair.errors import InputError
from copyfair.reciprocity.combination_model import Fit

if TYPE_CHECKING:
    from copyfair.reports.baseline import Compared

_MOST_BYTES = 50_000_000

_EPILOG = "Exit codes (from 4 up they add up):\n\n\b\n" + "\n".join(
    f"{code:>4}  {name:<15} {meaning}" for code, name, meaning in CODES
)


class _Kinds(click.ParamType[tuple[str, ...]]):
    name = "KINDS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        words = tuple(word.strip() for word in value.split(",")) if isinstance(value, str) else tuple(value)
        wrong = [word for word in words if word not in FAIL_ON]
        if wrong:
            self.fail(f"{wrong[0][:40]!r} is none of {', '.join(FAIL_ON)}", param, ctx)
        return words


@click.command("check", epilog=_EPILOG)
@project_options
@click.option(
    "--baseline",
    "before",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Stop only at what is new against this file of an earlier --write-baseline, and say what is gone. What could not be read always counts.",
)
@click.option(
    "--write-baseline",
    "after",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write what needs an act today to a file, for --baseline; the exit code is then 0 unless something could not be read or found.",
)
@click.option(
    "--fail-on",
    type=_Kinds(),
    default=tuple(FAIL_ON),
    metavar="KINDS",
    help=f"The kinds that the exit code counts, of {', '.join(FAIL_ON)}, with commas between them. By default all.",
)
@click.option("--explain-exit", is_flag=True, help="Say at the end why the exit code is what it is.")
@redact_options
@click.option("--verbose", "-v", is_flag=True, help="Show every problem and every component that needs an act.")
@click.option(
    "--color/--no-color", default=None, help="Colour or none; by default colour on a terminal unless NO_COLOR is set."
)
def command(
    *,
    before: Path | None,
    after: Path | None,
    fail_on: tuple[str, ...],
    explain_exit: bool,
    redact: bool,
    salt: Path | None,
    verbose: bool,
    color: bool | None,
    **given: Any,
) -> None:
    """Say for every component of PATH whether it may be used, and what to do where it may not.

    PATH is a project's folder, an installed environment, a node_modules folder, or a single lockfile or SBOM; the
    current folder by default. Without an actor the check says, for each licence that asks who you are, who may and
    who may not use it, and which facts about you it needs.

    \b
    Examples:
      copyfair check
      copyfair check --actor actor.toml --commons commons.toml
      copyfair check bom.json --as-of 2026-12-31
      copyfair check --write-baseline .copyfair-baseline.json
      copyfair check --baseline .copyfair-baseline.json
    """
    if before is not None and after is not None:
        raise click.UsageError("--baseline reads what --write-baseline writes: give one of them")
    known = _read(before) if before is not None else None
    assessment = redacted(assess_here(**given), redact=redact, salt=salt)
    compared = _against(assessment, known, after)
    found = tally(assessment, compared.decisions, compared.policy) if compared else tally(assessment)
    code = exit_code(assessment, found, fail_on)
    if compared is not None and after is None:
        _print_new(assessment, compared, verbose=verbose)
    else:
        _print(assessment, verbose=verbose, color=color)
        _conflicts(assessment)
    if after is not None and compared is not None:
        click.echo(f"\n{compared.known:,} findings written to {after}: --baseline stops at what comes new.")
    if explain_exit:
        click.echo()
        for line in explained(code, found, [word for word in FAIL_ON if word not in fail_on]):
            click.echo(line)
    raise SystemExit(code) if code else click.exceptions.Exit(0)


def _read(file: Path) -> Any:
    from copyfair.reports.baseline import read

    try:
        if not file.is_file() or file.stat().st_size > _MOST_BYTES:
            raise InputError("is no file that can be a baseline; --write-baseline writes one", where=str(file))
        return read(file.read_bytes(), str(file))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(file)) from None


def _against(assessment: Assessment, known: Any, after: Path | None) -> "Compared | None":
    """The assessment against what was known; or against what is written now, which leaves nothing new."""
    if known is None and after is None:
        return None
    from copyfair.reports.baseline import against, baseline, encode

    if known is None:
        known = baseline(assessment)
        write(encode(known), after)
    return against(assessment, known)


def _conflicts(assessment: Assessment) -> None:
    conflicts = len(assessment.outbound.of(Fit.CONFLICT))
    if conflicts:
        what = "component conflicts" if conflicts == 1 else "components conflict"
        click.echo(f"\n{conflicts:,} {what} with the project's own licence: copyfair ship")


def _print_new(assessment: Assessment, compared: "Compared", *, verbose: bool) -> None:
    from copyfair.reports.baseline_text import new_lines

    for line in new_lines(assessment, compared, verbose=verbose):
        click.echo(line)


def _print(assessment: Any, *, verbose: bool, color: bool | None) -> None:
    import os
    import shutil

    from copyfair.reports.terminal import print_report

    if color is None:
        color = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() or os.environ.get("COLUMNS") else 100
    print_report(assessment, file=sys.stdout, color=color, width=width, verbose=verbose)
