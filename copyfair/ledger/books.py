"""The ledger itself: documents are drawn up in it, and what happens to them is written down in it.

Whoever writes holds the one row of `ledger_head` from the start of the transaction to its end, so entries come one
after the other whatever the number of processes. A number is drawn, the document written and the chain extended in
that transaction: all of it, or nothing.
"""

import datetime
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

import msgspec

from copyfair.canonical import canonical, digest, sha256
from copyfair.errors import LedgerConflictError, LedgerError, MoneyError
from copyfair.ledger.database import Database, connect
from copyfair.ledger.model import (
    SERIES,
    Action,
    Document,
    Draft,
    Entry,
    Event,
    File,
    Filed,
    Head,
    Issued,
    Kind,
    Order,
    Render,
)
from copyfair.ledger.states import Standing, State, after, standing
from copyfair.ledger.tables import MIGRATIONS

__all__ = ["FIRST", "Ledger", "columns", "create_ledger", "entry_of", "event_key", "open_ledger"]

FIRST = "0" * 64
"""What the first entry has for the hash of the one before it."""

_MOST_ENTRIES = 2**53
"""What JSON can say of a number; a head with more was damaged."""

_MOST_SKEW = datetime.timedelta(minutes=5)
"""How far the clocks of two writers may be apart."""

_NEEDS_REASON = frozenset({Action.DISPUTE, Action.WAIVE})

_FOLLOWS = frozenset({Kind.INVOICE, Kind.DEBIT_NOTE, Kind.CREDIT_NOTE, Kind.REMINDER})
"""Kinds that never stand alone; what they follow has to allow them. A licensee that bills itself may begin with that."""

_DATED_IN_ORDER = frozenset({Kind.INVOICE, Kind.DEBIT_NOTE, Kind.CREDIT_NOTE, Kind.SELF_BILLED})
"""Their numbers follow their days. Source: VAT Directive, article 226(2), and the practice of the tax offices."""

Clock = Callable[[], datetime.datetime]


def _now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.UTC)


def create_ledger(place: str, *, clock: Clock = _now) -> "Ledger":
    """Make a new, empty ledger.

    Raises:
        LedgerError: there is one already, or it cannot be made.
    """
    with _kept(place) as base:
        with base.transaction():
            if "ledger_meta" in base.tables():
                raise LedgerError(f"{_shown(place)}: is a ledger already")
            _migrate(base, 0)
            for name, value in (("id", secrets.token_hex(8)), ("version", str(len(MIGRATIONS[base.engine])))):
                base.rows("INSERT INTO ledger_meta VALUES (?, ?)", name, value)
            base.rows("INSERT INTO ledger_head VALUES (1, 0, ?)", FIRST)
        return Ledger(base, clock)


def open_ledger(place: str, *, clock: Clock = _now) -> "Ledger":
    """Open a ledger; tables of an earlier version are brought up to date.

    Args:
        place: path of a SQLite file, or ``postgresql://…``.
        clock: tells the time; entries carry it.

    Raises:
        LedgerError: there is none, it cannot be opened, or a newer copyfair made it.
    """
    from pathlib import Path  # noqa: PLC0415 - for one look

    if "://" not in place and not Path(place).is_file():
        raise LedgerError(f"{_shown(place)}: there is no ledger; `copyfair ledger create` makes one")
    with _kept(place) as base:
        if "ledger_meta" not in base.tables():
            raise LedgerError(f"{_shown(place)}: holds no ledger; `copyfair ledger create` makes one")
        known = len(MIGRATIONS[base.engine])
        if _version(base) != known:
            _update(base, place, known)
        return Ledger(base, clock)


def _update(base: Database, place: str, known: int) -> None:
    with base.transaction():
        version = _version(base)
        if version > known:
            raise LedgerError(f"{_shown(place)}: was made by a newer copyfair (tables {version}, known {known})")
        _migrate(base, version)
        base.rows("UPDATE ledger_meta SET value = ? WHERE name = 'version'", str(known))


@contextmanager
def _kept(place: str) -> Iterator[Database]:
    """A database that stays open if all goes well."""
    base = connect(place)
    try:
        yield base
    except BaseException:
        base.close()
        raise


def _shown(place: str) -> str:
    """A place without a password."""
    scheme, url, rest = place.partition("://")
    return f"{scheme}://{rest.partition('?')[0].rpartition('@')[2]}" if url else place


def _migrate(base: Database, version: int) -> None:
    for statements in MIGRATIONS[base.engine][version:]:
        for statement in statements:
            base.rows(statement)


def _meta(base: Database, name: str) -> str:
    found = base.rows("SELECT value FROM ledger_meta WHERE name = ?", name)
    if not found:
        raise LedgerError(f"the ledger has lost its {name}; restore it from a copy")
    return str(found[0][0])


def _version(base: Database) -> int:
    try:
        return int(_meta(base, "version"))
    except ValueError:
        raise LedgerError("the ledger has lost its version; restore it from a copy") from None


def event_key(event: Event) -> str | None:
    """What an event is found by when it comes again; None where the same may happen twice."""
    return f"event {event.key}" if event.key else None


class Ledger:
    """An open ledger. Close it, or use it in a ``with``.

    Attributes:
        id: its own name, drawn when it was made; stands in every entry.
        base: the database under it.
    """

    def __init__(self, base: Database, clock: Clock) -> None:
        self.base, self.clock = base, clock
        self.id = _meta(base, "id")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.base.close()

    # ------------------------------------------------------------ writing

    def issue(self, order: Order, render: Render, *, by: str, why: str = "") -> Issued:
        """Draw up a document, or give back the one that was drawn up on the same basis.

        Args:
            order: what it is about and says.
            render: writes it, knowing its number; runs inside the transaction, which holds up every other writer.
            by: who draws it up.
            why: for what reason, where the document does not say it.

        Raises:
            LedgerConflictError: the same basis has led to a document that says something else.
            LedgerError: the document it follows does not allow it; or an invoice would be dated before the one with
                the number before.
        """
        key = digest([order.kind, order.about, order.replaces, order.basis])
        content = digest(order.content)
        with self._turn() as head:
            found = self.base.rows("SELECT entry FROM ledger_entries WHERE key = ?", key)
            if found:
                return self._again(entry_of(found[0][0]), content, head)
            self._fits(order)
            draft = Draft(number=self._number(order), dated=order.dated, at=self._time(head), head=head)
            files = render(draft)
            document = _document(order, draft, key, content, files)
            for data in {sha256(file.data): file.data for file in files}.items():
                if not self.base.rows("SELECT 1 FROM ledger_files WHERE sha256 = ?", data[0]):
                    self.base.rows("INSERT INTO ledger_files VALUES (?, ?)", *data)
            now = self._append(document, draft.at, head, by=by, why=why)
        return Issued(document=document, files=files, head=now)

    def record(self, event: Event, *, by: str, why: str = "") -> Standing:
        """Write down that something happened to a document; the same event with a key is written once.

        Raises:
            LedgerError: there is no such document, the event cannot happen to it now (says what can), it needs a
                reason, or its key stands for another event.
        """
        if event.action in _NEEDS_REASON and not why.strip():
            raise LedgerError(f"{event.action} needs a reason")
        key = event_key(event)
        with self._turn() as head:
            found = self.base.rows("SELECT entry FROM ledger_entries WHERE key = ?", key) if key else []
            if found and entry_of(found[0][0]).what != event:
                raise LedgerError(
                    f"{event.key!r} was booked before, as something else (entry {entry_of(found[0][0]).seq})"
                )
            if not found:
                entry = self._entry_for(event, self._time(head), head, by=by, why=why)
                after(self.standing(event.number), entry)
                self._write(entry)
        return self.standing(event.number)

    @contextmanager
    def _turn(self) -> Iterator[Head]:
        """A transaction that no other writer can come between; gives the head at its start."""
        with self.base.transaction():
            yield self._head("UPDATE ledger_head SET seq = seq WHERE one = 1 RETURNING seq, hash")

    def _again(self, entry: Entry, content: str, head: Head) -> Issued:
        document = entry.what
        if not isinstance(document, Document) or document.content != content:
            raise LedgerConflictError(entry.what.number)
        return Issued(document=document, files=self.files(document), head=head, again=True)

    def _fits(self, order: Order) -> None:
        if order.kind in _FOLLOWS and not order.about:
            raise LedgerError(f"a {order.kind} follows another document: say which")
        if order.replaces:
            old = self.standing(order.replaces)
            if old.state not in (State.WAIVED, State.CREDITED):
                raise LedgerError(
                    f"{order.replaces} is {old.state}; it must be waived or credited before it is replaced"
                )
        newest = self.base.rows(
            "SELECT entry FROM ledger_entries WHERE drawn LIKE ? ORDER BY seq DESC LIMIT 1",
            f"{SERIES[order.kind]}-{order.dated.year:04}-%",
        )
        if newest and order.kind in _DATED_IN_ORDER:
            before = entry_of(newest[0][0]).what
            if isinstance(before, Document) and order.dated < before.dated:
                raise LedgerError(
                    f"a {order.kind} cannot be dated {order.dated}: {before.number} is dated {before.dated}, "
                    "and numbers follow the days"
                )

    def _number(self, order: Order) -> str:
        series, year = SERIES[order.kind], order.dated.year
        ((place,),) = self.base.rows(
            "INSERT INTO ledger_series VALUES (?, ?, 1) "
            "ON CONFLICT (series, year) DO UPDATE SET last = ledger_series.last + 1 RETURNING last",
            series,
            year,
        )
        return f"{series}-{year:04}-{place:04}"

    def _time(self, head: Head) -> datetime.datetime:
        """The clock's time, or that of the last entry where another writer's clock is a little ahead."""
        now = self.clock().astimezone(datetime.UTC).replace(microsecond=0)
        if not head.seq:
            return now
        ((text,),) = self.base.rows("SELECT entry FROM ledger_entries WHERE seq = ?", head.seq)
        last = entry_of(text).at
        if last - now > _MOST_SKEW:
            raise LedgerError(f"the clock says {now}, and the last entry was made at {last}: set the clock")
        return max(now, last)

    def _entry_for(self, what: Document | Event, at: datetime.datetime, head: Head, *, by: str, why: str) -> Entry:
        if not by.strip():
            raise LedgerError("an entry says who made it")
        return Entry(ledger=self.id, seq=head.seq + 1, at=at, by=by, why=why, prev=head.hash, what=what)

    def _append(self, document: Document, at: datetime.datetime, head: Head, *, by: str, why: str) -> Head:
        entry = self._entry_for(document, at, head, by=by, why=why)
        if document.about:
            after(self.standing(document.about), entry)
        return self._write(entry)

    def _write(self, entry: Entry) -> Head:
        text = canonical(entry)
        now = Head(ledger=self.id, seq=entry.seq, hash=sha256(text))
        self.base.rows(
            "INSERT INTO ledger_entries (seq, hash, number, key, drawn, about, entry) VALUES (?, ?, ?, ?, ?, ?, ?)",
            now.seq,
            now.hash,
            *columns(entry),
            text.decode("utf-8"),
        )
        self.base.rows("UPDATE ledger_head SET seq = ?, hash = ? WHERE one = 1", now.seq, now.hash)
        return now

    # ------------------------------------------------------------ reading

    def head(self) -> Head:
        """How far it has come.

        Raises:
            LedgerError: that is lost.
        """
        return self._head("SELECT seq, hash FROM ledger_head")

    def _head(self, statement: str) -> Head:
        rows = self.base.rows(statement)
        if len(rows) != 1 or not isinstance(rows[0][0], int) or not 0 <= rows[0][0] < _MOST_ENTRIES:
            raise LedgerError("the ledger has lost its head; restore it from a copy")
        return Head(ledger=self.id, seq=rows[0][0], hash=rows[0][1])

    def entries(self, number: str = "") -> Iterator[Entry]:
        """The entries in order: all, or those about one document."""
        if number:
            rows = self.base.rows(
                "SELECT entry FROM ledger_entries WHERE number = ? OR about = ? ORDER BY seq", number, number
            )
        else:
            rows = self.base.rows("SELECT entry FROM ledger_entries ORDER BY seq")
        return (entry_of(text) for (text,) in rows)

    def standing(self, number: str) -> Standing:
        """A document with what has become of it.

        Raises:
            LedgerError: there is none of that number.
        """
        one: Standing | None = None
        for entry in self.entries(number):
            if isinstance(entry.what, Document) and entry.what.number == number:
                one = standing(entry.what, entry.seq)
            elif one is not None:
                one = after(one, entry)
        if one is None:
            raise LedgerError(f"the ledger has no document {number!r}")
        return one

    def standings(self) -> tuple[Standing, ...]:
        """Every document with what has become of it, in the order in which they were drawn up.

        Raises:
            LedgerError: an entry cannot be read, or cannot follow those before it.
        """
        found: dict[str, Standing] = {}
        for entry in self.entries():
            what = entry.what
            about = what.about if isinstance(what, Document) else what.number
            if about and about not in found:
                raise LedgerError(
                    f"entry {entry.seq} is about {about}, which is not there; run `copyfair ledger verify`"
                )
            if about:
                found[about] = after(found[about], entry)
            if isinstance(what, Document):
                found[what.number] = standing(what, entry.seq)
        return tuple(found.values())

    def files(self, document: Document) -> tuple[File, ...]:
        """The bytes of a document, in every form it was written in.

        Raises:
            LedgerError: the bytes are not there, or not what was written.
        """
        return tuple(
            File(name=one.name, media_type=one.media_type, data=self._bytes(document.number, one))
            for one in document.files
        )

    def data(self, name: str) -> bytes:
        """The bytes that are stored under a hash, whether they fit it or not; none where there are none."""
        found = self.base.rows("SELECT data FROM ledger_files WHERE sha256 = ?", name)
        return found[0][0] if found and isinstance(found[0][0], bytes) else b""

    def _bytes(self, number: str, filed: Filed) -> bytes:
        data = self.data(filed.sha256)
        if sha256(data) != filed.sha256:
            raise LedgerError(
                f"{number}: the file {filed.name!r} is not what was written; run `copyfair ledger verify`"
            )
        return data


def columns(entry: Entry) -> tuple[str, str | None, str | None, str]:
    """What stands beside an entry so that it is found: number, key, number drawn, number it is about."""
    what = entry.what
    if isinstance(what, Document):
        return what.number, what.key, what.number, what.about
    return what.number, event_key(what), None, ""


def entry_of(text: str | bytes) -> Entry:
    """An entry as it is stored.

    Raises:
        LedgerError: it cannot be read.
    """
    try:
        return msgspec.json.decode(text, type=Entry)
    except (msgspec.MsgspecError, ValueError, TypeError, MoneyError) as error:  # damaged, it need not even be text
        raise LedgerError(f"an entry cannot be read: {str(error)[:200]}; run `copyfair ledger verify`") from None


def _document(order: Order, draft: Draft, key: str, content: str, files: tuple[File, ...]) -> Document:
    if not files:
        raise LedgerError(f"{draft.number} has no file: a document is its bytes")
    given = {name: getattr(order, name) for name in Document.__struct_fields__ if hasattr(order, name)}
    given |= {
        "number": draft.number,
        "key": key,
        "content": content,
        "total": order.total.rounded() if order.total is not None else None,
        "reference": order.reference(draft.number) if order.reference is not None else "",
        "files": tuple(Filed.of(file) for file in files),
    }
    # As it will be read: names in odd bytes are written out, and a later reading gives the same document.
    return msgspec.json.decode(canonical(Document(**given)), type=Document)
