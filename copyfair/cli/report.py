"""``copyfair report``: the full report as a file."""

from pathlib import Path
from typing import Any

import click

from copyfair.cli.options import assess_here, project_options, write


def _formats() -> list[str]:
    from copyfair.reports import formats

    return list(formats())


@click.command("report")
@project_options
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice(_formats()),
    help="By default what the output's ending says, else md.",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="By default standard output.")
def command(*, format_: str | None, output: Path | None, **given: Any) -> None:
    """Write the full report about PATH: every component, its licence, evidence, verdict, duties and fees.

    The exit code is 0 when the report was written, whatever it says; use `copyfair check` to let CI decide.

    \b
    Examples:
      copyfair report -o report.html
      copyfair report --actor actor.toml -f json > report.json
    """
    from copyfair.reports import render

    chosen = format_ or (output.suffix.lstrip(".").lower() if output else "md")
    if chosen not in _formats():
        raise click.BadParameter(
            f"no report format is called {chosen!r}; choose one with --format", param_hint="--output"
        )
    write(render(assess_here(**given), chosen), output)
