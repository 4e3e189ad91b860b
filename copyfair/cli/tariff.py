"""``copyfair tariff``: what a steward looks at before a tariff is published."""

import datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from copyfair.cli.options import day_option, today, write
from copyfair.errors import InputError, MoneyError

if TYPE_CHECKING:
    from copyfair.actor.facts import Fact
    from copyfair.commons.tariff import Tariff
    from copyfair.fees.curve import Curve

_FILE = click.argument("file", type=click.Path(path_type=Path))
_OF = click.option("--of", metavar="FACT", help="The fact to vary. By default the first that the tariff counts with.")
_FROM = click.option("--from", "low", metavar="NUMBER", default="0", show_default=True, help="Where to begin.")
_TO = click.option("--to", "high", metavar="NUMBER", required=True, help="Where to end, in the tariff's currency.")
_WITH = click.option(
    "--with", "given", metavar="FACT=VALUE", multiple=True, help="Another fact the fee depends on. May be repeated."
)


@click.group("tariff")
def command() -> None:
    """Check, tabulate or plot the tariff of a commons.toml; list unverified hints at payees."""


@command.command("check")
@_FILE
@day_option
def check(file: Path, as_of: datetime.date | None) -> None:
    """Say what makes no sense in FILE, and what somebody should look at before it is published.

    Ends with 2 when something makes no sense, and with 0 otherwise: gaps between versions, cliffs, fees that fall,
    weights of payees and the like are named, and may be meant.
    """
    from copyfair.commons.load import faults_of, load
    from copyfair.fees.lint import check_conditions, remarks
    from copyfair.pages import clean

    wrong = faults_of(file)
    for field, message in wrong:
        click.echo(f"wrong     {clean(f'{file.name}: {field}: {message}')}")
    if wrong:
        raise click.exceptions.Exit(2)
    commons = load(file)
    check_conditions(commons)
    found = remarks(commons, as_of or today())
    for remark in found:
        click.echo(f"{remark.code:<9} {clean(f'{file.name}: {remark.where}: {remark.says}')}")
    versions = len(commons.tariffs)
    click.echo(
        f"{versions} version{'s' if versions != 1 else ''} of the tariff, nothing wrong, {len(found)} to look at."
    )


@command.command("table")
@_FILE
@_OF
@_FROM
@_TO
@_WITH
@click.option(
    "--rows", type=click.IntRange(2, 500), default=11, show_default=True, help="Rows, beside those at cliffs."
)
@day_option
def table(*, rows: int, **given: Any) -> None:
    """Print what the tariff in FILE comes to, from one value of a fact to another; waivers are left aside.

    \b
    Example:
      copyfair tariff table commons.toml --of revenue --to 10000000 --with head_count=25
    """
    curve, _ = _curve(pieces=rows - 1, **given)
    head = (curve.of, "fee", "share" if curve.money else "for one")
    cells = [
        (curve.shown(point.at), str(curve.fee(point.fee)), _each(curve, point.at, point.fee)) for point in curve.points
    ]
    widths = [max(len(row[column]) for row in (head, *cells)) for column in range(3)]
    marked = {jump.at: "falls after this" if jump.falls else "cliff after this" for jump in curve.jumps}
    marks = ["", *(marked.get(point.at, "") for point in curve.points)]
    for row, mark in zip((head, *cells), marks, strict=True):
        line = "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(f"{line}  {mark}".rstrip())


def _each(curve: "Curve", at: Fraction, fee: Fraction) -> str:
    """The fee as a share of the amount, or for one of the counted."""
    if not at:
        return ""
    return f"{float(100 * fee / at):.3f} %" if curve.money else str(curve.fee(fee / at))


@command.command("plot")
@_FILE
@_OF
@_FROM
@_TO
@_WITH
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Write it here, not to standard output."
)
@day_option
def plot(*, output: Path | None, **given: Any) -> None:
    """Draw what the tariff in FILE comes to as an SVG picture, with its cliffs marked; waivers are left aside.

    \b
    Example:
      copyfair tariff plot commons.toml --of revenue --to 10000000 -o fee.svg
    """
    from copyfair.fees.chart import svg

    curve, name = _curve(pieces=240, **given)
    others = ", ".join(given["given"])
    write(svg(curve, f"{name}: fee by {curve.of}", others), output)


@command.command("hints")
@click.argument("path", type=click.Path(path_type=Path), default=".")
def hints(path: Path) -> None:
    """List where the files below PATH say that money is welcome.

    Reads funding.json, the `funding` of npm packages, .github/FUNDING.yml and the project addresses of Python packages.
    Nobody has verified any of it, so it is never an account to pay into: whom a steward pays stands in the payee
    registry.
    """
    from copyfair.commons.hints import hints as found_in
    from copyfair.inventory.read import is_there
    from copyfair.pages import clean

    if not is_there(path) or not path.is_dir():
        raise InputError("there is no such folder", where=str(path))
    found = found_in(path)
    for hint in found:
        click.echo(clean(hint))
    if not found:
        click.echo("No file here says so.", err=True)


def _curve(
    *,
    file: Path,
    of: str | None,
    low: str,
    high: str,
    given: tuple[str, ...],
    as_of: datetime.date | None,
    pieces: int,
) -> "tuple[Curve, str]":
    """The curve that the options ask for, and the name of the commons."""
    from copyfair.commons.load import load
    from copyfair.fees.curve import countable, curve

    day = as_of or today()
    commons = load(file)
    tariff = commons.tariff_on(day)
    if tariff is None:
        raise InputError(f"no tariff in it applies on {day}; choose a day with --as-of", where=file.name)
    names = countable(tariff)
    if not names:
        raise InputError(f"{tariff.id} counts with no fact: the fee is the same for everybody", where=file.name)
    fact = of or names[0]
    others = _others(given)
    ends = (_number(low, tariff, "--from"), _number(high, tariff, "--to"))
    found = curve(commons, tariff, fact, ends, others=others, as_of=day, pieces=pieces)
    return found, commons.name


def _others(given: tuple[str, ...]) -> "dict[str, Fact]":
    from copyfair.actor.facts import FactType, info, read_fact

    found: dict[str, Fact] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise InputError(f"write FACT=VALUE, not {text[:60]!r}", where="--with")
        count = info(name, where="--with").type is FactType.COUNT
        found[name] = read_fact(name, int(value) if count and value.isdecimal() else value, where=f"--with {name}")
    return found


def _number(text: str, tariff: "Tariff", where: str) -> Fraction:
    from copyfair.money import Money

    try:
        money = Money.parse(text) if " " in text.strip() else Money.of(text, tariff.currency)
    except MoneyError as error:
        raise InputError(str(error), where=where) from None
    if money.currency != tariff.currency:
        raise InputError(f"the tariff is in {tariff.currency}, not {money.currency}", where=where)
    return Fraction(money.amount)
