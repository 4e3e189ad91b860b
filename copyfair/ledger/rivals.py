"""Assessments that ask for the same thing twice."""

from copyfair.ledger.books import Ledger, entry_of
from copyfair.ledger.model import Document
from copyfair.ledger.states import State

__all__ = ["Rivals"]

_OPEN = (State.ISSUED, State.ACCEPTED, State.DISPUTED)


class Rivals:
    """Finds open assessments that ask the same licensee for the same commons and period.

    Every document is read once, however often it is asked: what others have drawn up since is read too.

    Args:
        books: the ledger.
    """

    def __init__(self, books: Ledger) -> None:
        self._books = books
        self._read = 0
        self._numbers: dict[tuple[object, ...], list[str]] = {}

    def of(self, document: Document) -> tuple[str, ...]:
        """Numbers of the others, in the order in which they were drawn up."""
        self._catch_up()
        others = (number for number in self._numbers.get(_about(document), ()) if number != document.number)
        return tuple(number for number in others if self._books.standing(number).state in _OPEN)

    def _catch_up(self) -> None:
        rows = self._books.base.rows(
            "SELECT seq, entry FROM ledger_entries WHERE seq > ? AND drawn IS NOT NULL ORDER BY seq", self._read
        )
        for seq, text in rows:
            what = entry_of(text).what
            if isinstance(what, Document):
                self._numbers.setdefault(_about(what), []).append(what.number)
            self._read = seq


def _about(document: Document) -> tuple[object, ...]:
    period = (document.period, document.covers_from, document.covers_until)
    return document.kind, document.issuer, document.licensee, document.commons, *period
