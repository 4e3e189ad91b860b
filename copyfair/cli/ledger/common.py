"""What the subcommands of ``copyfair ledger`` have in common."""

from typing import TYPE_CHECKING, Any

import click

from copyfair.cli.options import now
from copyfair.cli.signing import FILE

if TYPE_CHECKING:
    from copyfair.ledger.books import Ledger
    from copyfair.ledger.states import Standing

__all__ = ["JSON", "LEDGER", "OUTPUT", "as_json", "open_here", "plain", "say", "say_standing"]

LEDGER = click.option(
    "--ledger",
    "-l",
    envvar="COPYFAIR_LEDGER",
    required=True,
    metavar="LEDGER",
    help="A file, or postgresql://…; COPYFAIR_LEDGER says it too.",
)
JSON = click.option("--format", "-f", "format_", type=click.Choice(("txt", "json")), default="txt", show_default=True)
OUTPUT = click.option("--output", "-o", type=FILE, metavar="FILE", help="By default standard output.")


def open_here(ledger: str) -> "Ledger":
    """The ledger that an option names."""
    from copyfair.ledger.books import open_ledger

    return open_ledger(ledger, clock=now)


def say(text: object, indent: str = "") -> None:
    """A line that may hold foreign text."""
    from copyfair.pages import clean

    click.echo(indent + clean(text))


def say_standing(one: "Standing") -> None:
    """Where a document stands now."""
    still = f", {one.open} open" if one.open is not None and one.open.amount else ""
    say(f"{one.document.number} is {one.state}{still}")


def plain(one: "Standing") -> dict[str, Any]:
    """A document as plain values, with what is open and what can follow."""
    import msgspec

    from copyfair.ledger.states import possible

    told = msgspec.to_builtins({"open": one.open, "possible": possible(one)})
    return {**msgspec.to_builtins(one), **told}


def as_json(value: object) -> bytes:
    """Plain values as a JSON file."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
