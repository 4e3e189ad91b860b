"""``copyfair ship``: may the project go out as it is, and what must its users be?"""

import sys
from pathlib import Path
from typing import Any

import click

from copyfair.cli.exits import SHIP_CODES, ship_exit_code
from copyfair.cli.options import assess_here, project_options, write
from copyfair.cli.redacting import redact_options, redacted

_EPILOG = "Exit codes (from 4 up they add up):\n\n\b\n" + "\n".join(
    f"{code:>4}  {name:<15} {meaning}" for code, name, meaning in SHIP_CODES
)


@click.command("ship", epilog=_EPILOG)
@project_options
@redact_options
@click.option("--format", "-f", "format_", type=click.Choice(("txt", "json")), default="txt", show_default=True)
@click.option("--verbose", "-v", is_flag=True, help="Name every component.")
def command(*, format_: str, verbose: bool, redact: bool, salt: Path | None, **given: Any) -> None:
    """Say which components of PATH conflict with the project's own licence, then what its users have to be.

    The project's licence is that of its manifest or LICENSE file, or `license` of [project] in copyfair.toml. How a
    component is combined with it no graph can tell; [[combination]] in copyfair.toml says it: linked, bundled, tool
    or service. That copies are passed on is assumed unless the [use] says that none are.

    \b
    Examples:
      copyfair ship
      copyfair ship -f json
    """
    assessment = redacted(assess_here(**given), redact=redact, salt=salt)
    code = ship_exit_code(assessment)
    if format_ == "json":
        from copyfair.reports.ship_document import encode

        write(encode(assessment), None)
    else:
        from copyfair.reports.ship_text import ship_text

        encoding = sys.stdout.encoding or "utf-8"
        write(ship_text(assessment, width=_width(), verbose=verbose).encode(encoding, "backslashreplace"), None)
    raise SystemExit(code) if code else click.exceptions.Exit(0)


def _width() -> int:
    import os
    import shutil

    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() or os.environ.get("COLUMNS") else 100
