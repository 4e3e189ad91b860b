"""``copyfair actor``: who uses it and what for, asked and shown."""

import datetime
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copyfair.actor.languages import languages
from copyfair.cli.declaring import sign, verify
from copyfair.cli.looking_up import lookup
from copyfair.cli.options import DAY, day_option, interview_here, place_options, today, write
from copyfair.errors import InputError

if TYPE_CHECKING:
    from copyfair.actor.model import Actor
    from copyfair.actor.quadrants import Place
    from copyfair.actor.size import Enterprise
    from copyfair.commons.model import Commons
    from copyfair.settings import Selection

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("actor")
def command() -> None:
    """Describe who uses it and what for.

    What is said stays on this machine, in an actor.toml that is plain text.
    """


command.add_command(lookup)
command.add_command(sign)
command.add_command(verify)


@command.command("ask")
@place_options
@click.option(
    "--actor", "target", type=FILE, metavar="FILE", help="The file to go on with. By default actor.toml in PATH."
)
@click.option("--answers", type=FILE, metavar="FILE", help="Answers from a file like an actor.toml, not from people.")
@click.option(
    "--language", metavar="CODE", help=f"{', '.join(languages())}. By default that of the environment, else English."
)
def ask(
    path: Path,
    *,
    commons: Sequence[Path],
    environments: Sequence[Path],
    selection: "Selection",
    as_of: datetime.date | None,
    target: Path | None,
    answers: Path | None,
    language: str | None,
) -> None:
    """Ask what the licences in PATH turn on, and nothing else, and write the answers into an actor.toml.

    The question that settles most comes first, with the clauses that ask it. What you do not know stays unknown and
    is not asked again in this run. The file is written after each answer: stop when you like, and run the command
    again to go on. Answers may come from a pipe, one a line.

    \b
    Examples:
      copyfair actor ask
      copyfair actor ask --language nl
      copyfair actor ask --answers known.toml --actor actor.toml
    """
    from copyfair.actor.languages import language as catalogue
    from copyfair.cli.interviewing import Sheet, conduct

    folder = path if path.is_dir() else path.parent
    target = target or folder / "actor.toml"
    tongue = catalogue(language or _spoken())
    sheet = Sheet(answers) if answers else None
    _check_settings(path, target)
    interview = interview_here(path, commons=commons, environments=environments, selection=selection, as_of=as_of)
    conduct(interview, target, tongue, sheet)


def _spoken() -> str:
    """The language of the environment, if there are questions in it."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    code = named[:2].lower()
    return code if code in languages() else "en"


def _check_settings(path: Path, target: Path) -> None:
    """An actor.toml takes the place of the facts in copyfair.toml, so these must not be lost unseen."""
    from copyfair.settings import find_settings

    if target.exists() or not path.is_dir():
        return
    settings, where = find_settings(path)
    known = [name for table in (settings.facts, settings.use) for name, value in table.items() if value != "unknown"]
    if known:
        message = f"answers {known[0]!r} already; move its [actor], [facts] and [use] to {target.name} first"
        raise InputError(message, where=where)


@command.command("place")
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option(
    "--svg", "picture", type=FILE, metavar="FILE", help="Draw the quadrants into FILE; - for standard output."
)
@click.option("--commons", type=FILE, multiple=True, metavar="FILE", help="A commons.toml, to place them around it.")
@day_option
def place_command(
    files: Sequence[Path], *, picture: Path | None, commons: Sequence[Path], as_of: datetime.date | None
) -> None:
    """Say where the actors in FILES stand: in the four quadrants, and among the three partners around a commons.

    Only what an actor declares counts: infrastructure_control and orientation for the quadrants. It is a label and
    no legal test: no verdict and no fee turns on it.

    \b
    Example:
      copyfair actor place us.toml them.toml --svg quadrants.svg
    """
    from copyfair.actor import load
    from copyfair.actor.quadrants import chart, place
    from copyfair.commons import load as load_commons
    from copyfair.reciprocity.recognised import recognised

    day = as_of or today()
    around = [load_commons(file) for file in commons]
    actors = [recognised(load(file, as_of=day)[0], around, day) for file in files]
    names = [actor.party.name or file.stem for actor, file in zip(actors, files, strict=True)]
    places = [place(name, actor) for name, actor in zip(names, actors, strict=True)]
    if str(picture) != "-":
        for actor, one in zip(actors, places, strict=True):
            for line in _placed(actor, one, around):
                click.echo(line)
    if picture is not None:
        write(chart(places), picture)


def _placed(actor: "Actor", one: "Place", around: Sequence["Commons"]) -> Iterator[str]:
    from copyfair.actor.quadrants import partners
    from copyfair.pages import clean
    from copyfair.reciprocity.rights import is_party

    yield f"{clean(one.name)}: {clean(one.label)}"
    for entry in around:
        named = (entry.steward.name, entry.steward.register, entry.steward.vat)
        # Another spelling of the name proves nothing, so nobody is said not to be the steward.
        steward = any(is_party(one, actor.party) for one in named if one) or None
        roles = partners(actor, entry.id, steward=steward)
        for said, word in ((True, "is in the"), (False, "is not in the"), (None, "not known:")):
            for partner in (partner for partner, holds in roles.items() if holds is said):
                yield f"  {clean(entry.name or entry.id)}: {word} {partner}"


@command.command("examine")
@click.argument("file", type=FILE, default="actor.toml")
@day_option
def examine_command(file: Path, *, as_of: datetime.date | None) -> None:
    """Say what is known of the actor in FILE, what is only likely, and why.

    Declared facts count with their evidence, and so does what the law of the legal form leaves no choice about. What
    the form or a sign only makes likely stays unknown, and no verdict turns on it. Numbers are checked for their shape
    and their check digits, which says nothing about whose they are.

    \b
    Example:
      copyfair actor examine us.toml
    """
    from copyfair.actor import load

    actor, _ = load(file, as_of=as_of or today())
    for line in _examined(actor):
        click.echo(line)


def _examined(actor: "Actor") -> Iterator[str]:
    from copyfair.actor.facts import info
    from copyfair.actor.forms import names
    from copyfair.actor.identifiers import faults
    from copyfair.actor.inference import form_of, infer
    from copyfair.pages import clean
    from copyfair.reciprocity.wording import shown

    form, silent = form_of(actor)
    called = " / ".join(names(form.code)) if form else ""
    name = f"{form.code}, {form.meaning.name}" if form else clean(silent)
    yield f"legal form: {name}" + (f" ({clean(called)})" if called else "")
    for fault in faults(actor.party):
        yield f"number: {clean(fault)}"
    if actor.enterprise is not None:
        yield _sized(actor.enterprise)
    for one in infer(actor):
        leans = {None: "", True: ", rather yes", False: ", rather no"}[one.leaning]
        known = "unknown" if one.value is None else shown(one.value)
        because = f" ({clean('; '.join(one.because))})" if one.because else ""
        yield f"{info(one.fact).name}: {known}{leans}{because}"


def _sized(enterprise: "Enterprise") -> str:
    from copyfair.actor.size import size_class, together

    sums = together(enterprise)
    figures = {"staff": sums.staff, "turnover": sums.turnover, "balance sheet": sums.balance}
    told = ", ".join(
        f"{name} {'unknown' if value is None else f'{value.normalize():,f}'}" for name, value in figures.items()
    )
    tied = "partners in proportion, linked enterprises in full; one period only"
    return f"EU size class: {size_class(enterprise) or 'unknown'} ({told}; {tied})"


@command.command("contributions")
@click.argument("path", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option(
    "--domain", "domains", multiple=True, metavar="DOMAIN", help="Only authors with such an address. May be repeated."
)
@click.option("--since", type=DAY, metavar="DAY", help="First day that counts.")
@click.option("--until", type=DAY, metavar="DAY", help="Last day that counts.")
def contributions_command(
    path: Path, *, domains: Sequence[str], since: datetime.date | None, until: datetime.date | None
) -> None:
    """Count commits and lines by author in the git repository PATH, on its current branch.

    Authors are joined by the repository's .mailmap. The counts are what the commits say; nobody checked who wrote
    them. They are never turned into money: what a contribution is worth, the steward's rule says.

    \b
    Example:
      copyfair actor contributions gears --domain hands.example --since 2026-01-01
    """
    from copyfair.actor.contributions import contributions
    from copyfair.pages import clean
    from copyfair.reports.words import number

    found = contributions(path, domains=domains, since=since, until=until)
    for one in found:
        days = f"{one.first} to {one.last}"
        lines = f"{number(one.added, 'line')} added, {one.removed:,} removed"
        click.echo(f"{clean(one.name)} <{clean(one.email)}>: {number(one.commits, 'commit')}, {lines}, {days}")
    commits, added, removed = (sum(getattr(one, of) for one in found) for of in ("commits", "added", "removed"))
    told = f"{number(commits, 'commit')}, {number(added, 'line')} added, {removed:,} removed"
    click.echo(f"together: {told}, by {number(len(found), 'author')}")


@command.command("given")
@click.argument("file", type=FILE, default="actor.toml")
@click.option(
    "--commons", type=FILE, multiple=True, required=True, metavar="FILE", help="A commons.toml. May be repeated."
)
@day_option
def given_command(file: Path, *, commons: Sequence[Path], as_of: datetime.date | None) -> None:
    """Say how far the actor in FILE is with each commons: what of its contributions counts, and for how much.

    The contributions are those on record in FILE; what counts, and how much is enough, the steward's [recognition] in
    the commons.toml says.

    \b
    Example:
      copyfair actor given us.toml --commons gears/commons.toml
    """
    from copyfair.actor import load
    from copyfair.cli.giving import given_lines
    from copyfair.commons import load as load_commons

    day = as_of or today()
    actor, _ = load(file, as_of=day)
    for line in given_lines(actor, [load_commons(one) for one in commons], day):
        click.echo(line)
