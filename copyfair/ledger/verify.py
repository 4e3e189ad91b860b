"""Whether a ledger is whole: the chain, the numbers, the files, and that everything that happened could happen.

The same check runs over the database and over an exported file, which anybody can make who never saw the database.
It shows a change to whoever holds an earlier head: notices print one, and both sides keep them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Self

import msgspec

from copyfair.canonical import sha256
from copyfair.errors import LedgerError
from copyfair.ledger.books import FIRST, Ledger, columns, entry_of
from copyfair.ledger.model import Document, Entry, Filed, Head
from copyfair.ledger.states import Standing, after, standing
from copyfair.ledger.tables import GUARDS

__all__ = ["Checked", "Flaw", "Line", "check", "verify"]


class Flaw(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is not as it was written.

    Attributes:
        where: ``entry 12 (FA-2026-0003)``, or a table.
        says: what is wrong with it.
    """

    where: str
    says: str

    def __str__(self) -> str:
        return f"{self.where}: {self.says}"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as it is stored or was exported.

    Attributes:
        seq: the place it claims.
        hash: the hash it claims.
        text: the entry, canonical.
        files: bytes of the files it names, by hash; None: they were left out of the export.
    """

    seq: int
    hash: str
    text: bytes
    files: Mapping[str, bytes] | None


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a check came to.

    Attributes:
        flaws: everything that is wrong, in the order in which it was found.
        head: as worked out from the entries; None where there is no entry that can be read.
        documents: how many documents there are.
        without_files: documents whose files were left out, so that only their hashes were seen.
    """

    flaws: tuple[Flaw, ...]
    head: Head | None
    documents: int
    without_files: int = 0


def check(lines: Iterable[Line], *, heads: Sequence[Head] = ()) -> Checked:
    """Check entries one after the other.

    Args:
        lines: in order.
        heads: what somebody wrote down earlier (from a notice, a signed head, an earlier export); each must be found.
    """
    chain = _Chain()
    flaws = [flaw for line in lines for flaw in chain.take(line)]
    for head in heads:
        flaws.extend(chain.missing(head))
    return Checked(flaws=tuple(flaws), head=chain.head, documents=len(chain.standings), without_files=chain.unseen)


def verify(ledger: Ledger, *, heads: Sequence[Head] = ()) -> Checked:
    """Check a ledger in its database: the entries as `check` does, and the tables around them."""
    flaws: list[Flaw] = []
    with ledger.base.snapshot():
        damage = ledger.base.damage()
        if damage:
            return Checked(flaws=(Flaw(where="the database file", says=damage),), head=None, documents=0)
        found = check(_lines(ledger, flaws), heads=heads)
        flaws += [*_around(ledger, found), *_guards(ledger)]
    return msgspec.structs.replace(found, flaws=(*found.flaws, *flaws))


class _Chain:
    """What is known after some lines of a chain."""

    def __init__(self) -> None:
        self.head: Head | None = None
        self.hashes: list[str] = []
        self.standings: dict[str, Standing] = {}
        self.series: dict[str, int] = {}
        self.keys: dict[str, int] = {}
        self.last: Entry | None = None
        self.unseen = 0

    def take(self, line: Line) -> Iterator[Flaw]:
        """What is wrong with the next line."""
        place = len(self.hashes) + 1
        before = self.hashes[-1] if self.hashes else FIRST
        actual = sha256(line.text)
        self.hashes.append(actual)
        try:
            entry = entry_of(line.text)
        except LedgerError:
            yield Flaw(where=f"entry {place}", says="is no entry that can be read")
            return
        where = f"entry {place} ({entry.what.number})"
        self.head = Head(ledger=entry.ledger, seq=place, hash=actual)
        found = [*_of_line(line, entry, actual), *self._of_chain(entry, place, before)]
        for says in (*found, *self._of_document(line, entry)):
            yield Flaw(where=where, says=says)
        self.last = entry

    def _of_chain(self, entry: Entry, place: int, before: str) -> Iterator[str]:
        if entry.seq != place:
            yield f"says it is entry {entry.seq}"
        if entry.prev != before:
            yield "does not follow from the entry before it, which was changed, taken out or put in"
        if self.last is not None and entry.ledger != self.last.ledger:
            yield "is of another ledger"
        if self.last is not None and entry.at < self.last.at:
            yield "is older than the entry before it"
        key = columns(entry)[1]
        if key is not None and self.keys.setdefault(key, place) != place:
            yield f"has the key of entry {self.keys[key]}"

    def _of_document(self, line: Line, entry: Entry) -> Iterator[str]:
        what = entry.what
        if isinstance(what, Document):
            yield from self._number(what)
            yield from self._files(line, what)
        elif line.files:
            yield "comes with a file that it does not name"
        about = what.about if isinstance(what, Document) else what.number
        if about:
            one = self.standings.get(about)
            try:
                if one is None:
                    yield f"is about {about}, which is not there"
                else:
                    self.standings[about] = after(one, entry)
            except LedgerError as error:
                yield str(error)
        if isinstance(what, Document):
            self.standings.setdefault(what.number, standing(what, entry.seq))

    def _number(self, document: Document) -> Iterator[str]:
        series, _, place = document.number.rpartition("-")
        wanted = self.series.get(series, 0) + 1
        self.series[series] = max(int(place), wanted)
        if int(place) < wanted:
            yield f"has a number that was given before, or out of order: {series}-{wanted:04} was next"
        elif int(place) > wanted:
            yield f"leaves a gap: {series}-{wanted:04} was next"
        elif document.number != f"{series}-{wanted:04}":
            yield "has a number that is not written as it should be"

    def _files(self, line: Line, document: Document) -> Iterator[str]:
        if line.files is None:
            self.unseen += 1
            return
        for filed in document.files:
            yield from _file(filed, line.files.get(filed.sha256))
        if set(line.files) - {filed.sha256 for filed in document.files}:
            yield "comes with a file that it does not name"

    def missing(self, head: Head) -> Iterator[Flaw]:
        """What speaks against a head that somebody wrote down."""
        where = f"the head {head.seq}"
        if self.head is not None and head.ledger != self.head.ledger:
            yield Flaw(where=where, says=f"is of another ledger, {head.ledger}")
        elif head.seq > len(self.hashes):
            yield Flaw(where=where, says=f"was written down, and the ledger ends at entry {len(self.hashes)}")
        elif (self.hashes[head.seq - 1] if head.seq else FIRST) != head.hash:
            yield Flaw(
                where=where, says=f"was written down with another hash: entries up to {head.seq} were changed since"
            )


def _of_line(line: Line, entry: Entry, actual: str) -> Iterator[str]:
    if actual != line.hash:
        yield "was changed: its hash is another"
    if line.seq != entry.seq:
        yield f"is stored as entry {line.seq}"


def _file(filed: Filed, data: bytes | None) -> Iterator[str]:
    if data is None:
        yield f"the file {filed.name!r} is missing"
    elif sha256(data) != filed.sha256 or len(data) != filed.size:
        yield f"the file {filed.name!r} was changed"


# ---------------------------------------------------------------- the database around the entries


def _lines(ledger: Ledger, flaws: list[Flaw]) -> Iterator[Line]:
    """The stored entries; what the columns beside them say is compared on the way."""
    statement = "SELECT seq, hash, number, key, drawn, about, entry FROM ledger_entries ORDER BY seq"
    for seq, hash_, *beside, text in ledger.base.rows(statement):
        data = str(text).encode("utf-8", "surrogateescape")
        named: tuple[Filed, ...] = ()
        try:
            entry = entry_of(data)
        except LedgerError:
            pass  # `check` says so
        else:
            named = entry.what.files if isinstance(entry.what, Document) else ()
            if tuple(beside) != columns(entry):
                flaws.append(
                    Flaw(where=f"entry {seq} ({entry.what.number})", says="is stored under other names than its own")
                )
        stored = {one.sha256: ledger.data(one.sha256) for one in named}
        files = {name: data for name, data in stored.items() if data or name == _NOTHING}
        yield Line(seq=seq, hash=str(hash_), text=data, files=files)


_NOTHING = sha256(b"")


class _Around(msgspec.Struct, frozen=True):
    """What the tables beside the entries hold."""

    id: str
    head: tuple[int, str]
    series: dict[str, int]
    files: frozenset[str]

    @classmethod
    def of(cls, ledger: Ledger) -> Self:
        base = ledger.base
        ((seq, last),) = base.rows("SELECT seq, hash FROM ledger_head") or [(-1, "")]
        rows = base.rows("SELECT series, year, last FROM ledger_series")
        files = frozenset(name for (name,) in base.rows("SELECT sha256 FROM ledger_files"))
        return cls(ledger.id, (seq, last), {f"{series}-{year}": last for series, year, last in rows}, files)


def _around(ledger: Ledger, found: Checked) -> Iterator[Flaw]:
    around = _Around.of(ledger)
    head = found.head or Head(ledger=around.id, seq=0, hash=FIRST)
    if around.head != (head.seq, head.hash):
        yield Flaw(
            where="ledger_head", says=f"says {around.head[0]} entries; there are {head.seq}, or the last is another"
        )
    if head.ledger != around.id:
        yield Flaw(where="ledger_meta", says=f"says this is the ledger {around.id}; the entries say {head.ledger}")
    if found.flaws:
        return  # what follows is read from the entries
    counted: dict[str, int] = {}
    named: set[str] = set()
    for entry in ledger.entries():
        if isinstance(entry.what, Document):
            series, _, place = entry.what.number.rpartition("-")
            counted[series] = int(place)
            named.update(one.sha256 for one in entry.what.files)
    if counted != around.series:
        yield Flaw(where="ledger_series", says="does not say which number was given last")
    if named != around.files:
        yield Flaw(where="ledger_files", says="holds a file that no document names, or lacks one")


def _guards(ledger: Ledger) -> Iterator[Flaw]:
    there = {name: _plain(text) for name, text in ledger.base.triggers().items()}
    for name, statement in GUARDS[ledger.base.engine].items():
        if there.get(name) != _plain(statement):
            yield Flaw(where=f"the trigger {name}", says="was taken away or changed; rows could be changed since")


def _plain(statement: str) -> str:
    """Without blanks, brackets and case, which PostgreSQL sets as it likes."""
    return "".join(statement.casefold().split()).replace("(", "").replace(")", "").rstrip(";")
