"""``copyfair ledger accept``, ``dispute``, ``waive``, ``pay`` and ``refund``: what happens to a document."""

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from copyfair.cli.ledger.common import LEDGER, open_here, say_standing
from copyfair.cli.options import DAY, today
from copyfair.cli.signing import by_option

if TYPE_CHECKING:
    from copyfair.ledger.model import Action

F = TypeVar("F", bound=Callable[..., Any])


def _why(*, required: bool) -> Callable[[F], F]:
    """`--why`; click takes an option with any default, even None, for one that was given."""
    more: dict[str, Any] = {"required": True} if required else {"default": ""}
    return click.option("--why", help="For what reason.", **more)


def _event(name: str, words: str, *, reason: bool) -> click.Command:
    @click.command(name, help=words)
    @click.argument("number")
    @LEDGER
    @by_option
    @_why(required=reason)
    def write_down(number: str, *, ledger: str, by: str, why: str) -> None:
        from copyfair.ledger.model import Action, Event

        with open_here(ledger) as books:
            say_standing(books.record(Event(action=Action(name), number=number), by=by, why=why))

    return write_down


accept = _event("accept", "The licensee agrees, or withdraws an objection.", reason=False)
dispute = _event("dispute", "The licensee objects.", reason=True)
waive = _event("waive", "The steward lets it go: the whole, or of what was paid in part the rest.", reason=True)


def _booking(function: F) -> F:
    options = (
        click.argument("number"),
        LEDGER,
        click.option("--amount", required=True, metavar="MONEY", help="As '1250.50 EUR'."),
        click.option("--on", "day", type=DAY, metavar="DAY", help="The day it was booked. By default today."),
        click.option(
            "--id", "key", default="", help="The bank's own reference: booked once, however often it is said."
        ),
        by_option,
        _why(required=False),
    )
    for option in reversed(options):
        function = option(function)
    return function


@click.command("pay")
@_booking
@click.option("--withheld", metavar="MONEY", help="What was kept back as a tax at source; counts as settled.")
def pay(*, withheld: str | None, **given: Any) -> None:
    """Book money that came in for a document: the whole sum, a part, or the sum less a tax at source."""
    from copyfair.ledger.model import Action

    _book(Action.PAY, withheld=withheld, **given)


@click.command("refund")
@_booking
def refund(**given: Any) -> None:
    """Book money that went back: what was paid too much."""
    from copyfair.ledger.model import Action

    _book(Action.REFUND, withheld=None, **given)


def _book(
    action: "Action",
    *,
    number: str,
    ledger: str,
    amount: str,
    withheld: str | None,
    day: datetime.date | None,
    key: str,
    by: str,
    why: str,
) -> None:
    from copyfair.ledger.model import Event
    from copyfair.money import Money

    event = Event(
        action=action,
        number=number,
        key=key,
        paid=Money.parse(amount),
        withheld=Money.parse(withheld) if withheld else None,
        on=day or today(),
    )
    with open_here(ledger) as books:
        say_standing(books.record(event, by=by, why=why))
