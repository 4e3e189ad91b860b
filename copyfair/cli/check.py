"""``copyfair check``: yes or no, and why."""

import sys
from pathlib import Path
from typing import Any

import click

from copyfair.cli.exits import CODES, exit_code
from copyfair.cli.options import assess_here, project_options
from copyfair.cli.redacting import redact_options, redacted
from copyfair.reciprocity.combination_model import Fit

_EPILOG = "Exit codes (from 4 up they add up):\n\n\b\n" + "\n".join(
    f"{code:>4}  {name:<15} {meaning}" for code, name, meaning in CODES
)


@click.command("check", epilog=_EPILOG)
@project_options
@redact_options
@click.option("--verbose", "-v", is_flag=True, help="Show every problem and every component that needs an act.")
@click.option(
    "--color/--no-color", default=None, help="Colour or none; by default colour on a terminal unless NO_COLOR is set."
)
def command(*, verbose: bool, color: bool | None, redact: bool, salt: Path | None, **given: Any) -> None:
    """Say for every component of PATH whether it may be used, and what to do where it may not.

    PATH is a project's folder, an installed environment, a node_modules folder, or a single lockfile or SBOM; the
    current folder by default. Without an actor the check says, for each licence that asks who you are, who may and
    who may not use it, and which facts about you it needs.

    \b
    Examples:
      copyfair check
      copyfair check --actor actor.toml --commons commons.toml
      copyfair check bom.json --as-of 2026-12-31
    """
    assessment = redacted(assess_here(**given), redact=redact, salt=salt)
    code = exit_code(assessment)
    _print(assessment, verbose=verbose, color=color)
    conflicts = len(assessment.outbound.of(Fit.CONFLICT))
    if conflicts:
        what = "component conflicts" if conflicts == 1 else "components conflict"
        click.echo(f"\n{conflicts:,} {what} with the project's own licence: copyfair ship")
    raise SystemExit(code) if code else click.exceptions.Exit(0)


def _print(assessment: Any, *, verbose: bool, color: bool | None) -> None:
    import os
    import shutil

    from copyfair.reports.terminal import print_report

    if color is None:
        color = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() or os.environ.get("COLUMNS") else 100
    print_report(assessment, file=sys.stdout, color=color, width=width, verbose=verbose)
