"""``copyfair notice``: what is owed, as a document for the payer and the steward."""

from pathlib import Path
from typing import Any

import click

from copyfair.cli.options import assess_here, project_options, write
from copyfair.errors import InputError

_FORMATS = ("html", "md", "json")


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
def command(*, format_: str, output: Path | None, **given: Any) -> None:
    """Draw up an assessment of what is owed for what PATH is made of: one notice for each commons.

    A notice says what is owed under which clause, how it was computed, how to pay, how to dispute it and how to
    become exempt. It is not an invoice, and no VAT is charged by it.

    \b
    Example:
      copyfair notice --actor actor.toml --commons commons.toml -f html -o notices
    """
    from copyfair.notices import draw_up, render_notice
    from copyfair.pages import clean

    assessment = assess_here(**given)
    notices = draw_up(assessment)
    if not notices:
        open_ = sum(not decision.verdict.free for decision in assessment.decisions)
        rest = f"; not free for other reasons: {open_}, see `copyfair check`" if open_ else ""
        click.echo(f"No fee is due under a tariff that was given, so there is no notice to draw up{rest}.", err=True)
        return
    for notice in notices:
        data = render_notice(notice, format_)
        if output is None:
            write(data, None)
            continue
        file = output / f"{notice.reference}.{format_}"
        try:
            output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"cannot be made: {error.strerror}", where=str(output)) from None
        write(data, file)
        click.echo(clean(str(file)), err=True)
