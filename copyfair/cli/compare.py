"""``copyfair compare``: one project, several actors side by side."""

import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copyfair.cli.exits import NOTHING_FOUND
from copyfair.cli.options import compare_here, place_options, today, write
from copyfair.cli.redacting import redact_options, salt_of

if TYPE_CHECKING:
    from copyfair.actor.model import Actor, Use
    from copyfair.settings import Selection

_FORMATS = ("txt", "md", "json")


@click.command("compare")
@place_options
@click.option(
    "--actors",
    "files",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="PATH",
    help="An actor.toml, or a folder of such files. May be repeated. By default the typical actors that come with copyfair.",
)
@click.option("--typical", is_flag=True, help="Compare the typical actors too, beside those of --actors.")
@redact_options
@click.option("--format", "-f", "format_", type=click.Choice(_FORMATS), default="txt", show_default=True)
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="By default standard output.")
def command(
    path: Path,
    *,
    files: Sequence[Path],
    typical: bool,
    redact: bool,
    salt: Path | None,
    format_: str,
    output: Path | None,
    commons: Sequence[Path],
    environments: Sequence[Path],
    selection: "Selection",
    as_of: datetime.date | None,
) -> None:
    """Show for every licence in PATH which of several actors may use it, and why.

    Without --actors it compares typical ones: a hobbyist, a sole trader, cooperatives of several kinds, a charity, a
    university, a public body, companies. They are examples, not definitions: your own facts decide what you may do.
    The exit code is 0 when the comparison was written, 3 when nothing was found.

    \b
    Examples:
      copyfair compare
      copyfair compare --actors members/ --as-of 2027-01-01
      copyfair compare bom.json --actors us.toml --typical -f json
    """
    from copyfair.reports.comparison import render

    day = as_of or today()
    actors = _actors(files, day, typical=typical or not files)
    secret = salt_of(redact=redact, salt=salt)
    found = compare_here(
        path, actors, commons=commons, environments=environments, selection=selection, as_of=day, redact=secret
    )
    write(render(found, format_), output)
    if not found.lines:
        raise SystemExit(NOTHING_FOUND)


def _actors(files: Iterable[Path], as_of: datetime.date, *, typical: bool) -> dict[str, tuple["Actor", "Use"]]:
    from copyfair.actor import load
    from copyfair.actor.archetypes import archetypes
    from copyfair.errors import InputError

    actors = dict(archetypes(as_of)) if typical else {}
    for given in files:
        inside = sorted(given.glob("*.toml")) if given.is_dir() else [given]
        if not inside:
            raise InputError("the folder holds no actor file (*.toml)", where=str(given))
        for file in inside:
            if file.stem in actors:
                raise InputError(f"two actors are called {file.stem!r}; rename one file", where=str(file))
            actors[file.stem] = load(file, as_of=as_of)
    return actors
