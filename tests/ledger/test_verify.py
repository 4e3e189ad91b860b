"""A ledger that was changed anywhere is found out, and the place is named; by us, and by whoever has only a file."""

import re
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_sample import clock, eur, issue

from copyfair.errors import LedgerError
from copyfair.ledger.books import FIRST, create_ledger, open_ledger
from copyfair.ledger.export import export, verify_export
from copyfair.ledger.model import Action, Event, Head, Kind
from copyfair.ledger.tables import GUARDS
from copyfair.ledger.verify import verify

pytest.importorskip("rfc8785", reason="a ledger needs the extra `ledger`")


def fill(books):
    one, two = issue(books, 1), issue(books, 2, licensee="Bolts & Co \u00e9\udcff")
    books.record(Event(action=Action.ACCEPT, number=one), by="Ada", why="they wrote so")
    issue(books, 3, kind=Kind.INVOICE, about=one)
    books.record(
        Event(action=Action.PAY, number="INV-2026-0001", key="bank 1", paid=eur(70), withheld=eur(30)), by="Ada"
    )
    books.record(Event(action=Action.WAIVE, number=two), by="Ada", why="they contribute")


@pytest.fixture
def books(place):
    with create_ledger(place, clock=clock) as made:
        fill(made)
        yield made


def unguarded(books):
    """As an administrator could: without the triggers, with anything done, and the triggers back."""

    def change(*statements):
        base = books.base
        for name, made in GUARDS[base.engine].items():
            table = made.partition(" ON ")[2].split()[0]
            base.rows(f"DROP TRIGGER {name}" + (f" ON {table}" if base.engine == "postgresql" else ""))
        for statement in statements:
            base.rows(*statement) if isinstance(statement, tuple) else base.rows(statement)
        for made in GUARDS[base.engine].values():
            base.rows(made)

    return change


def told(books, **more):
    return [str(flaw) for flaw in verify(books, **more).flaws]


def test_a_ledger_that_nobody_touched_is_whole(books):
    found = verify(books)
    assert (found.flaws, found.head, found.documents, found.without_files) == ((), books.head(), 3, 0)


def test_an_empty_ledger_is_whole(place):
    with create_ledger(place) as books:
        assert verify(books).flaws == ()
        assert books.head().hash == FIRST
        assert verify_export(export(books)).flaws == ()


CHANGES = [
    ("UPDATE ledger_entries SET entry = replace(entry, '\"100.00\"', '\"10.00\"') WHERE seq = 2", "entry 2 (FA-2026-0002): was changed"),
    ("UPDATE ledger_entries SET entry = replace(entry, 'they wrote', 'they wr0te') WHERE seq = 3", "entry 3 (FA-2026-0001): was changed"),
    ("UPDATE ledger_entries SET entry = 'x' WHERE seq = 4", "entry 4: is no entry that can be read"),
    ("UPDATE ledger_entries SET hash = 'x' WHERE seq = 4", "entry 4 (INV-2026-0001): was changed: its hash"),
    ("UPDATE ledger_entries SET number = 'FA-2026-0009' WHERE seq = 2", "entry 2 (FA-2026-0002): is stored under other names"),
    ("UPDATE ledger_entries SET key = 'x' WHERE seq = 1", "entry 1 (FA-2026-0001): is stored under other names"),
    ("UPDATE ledger_entries SET drawn = NULL WHERE seq = 1", "entry 1 (FA-2026-0001): is stored under other names"),
    ("UPDATE ledger_entries SET about = '' WHERE seq = 4", "entry 4 (INV-2026-0001): is stored under other names"),
    ("UPDATE ledger_entries SET seq = 99 WHERE seq = 6", "entry 6 (FA-2026-0002): is stored as entry 99"),
    ("DELETE FROM ledger_entries WHERE seq = 3", "entry 3 (INV-2026-0001): says it is entry 4"),
    ("DELETE FROM ledger_entries WHERE seq = 6", "ledger_head: says 6 entries; there are 5"),
    ("UPDATE ledger_head SET hash = 'x'", "ledger_head: says 6 entries"),
    ("UPDATE ledger_series SET last = 9 WHERE series = 'FA'", "ledger_series: does not say which number was given last"),
    ("DELETE FROM ledger_series WHERE series = 'INV'", "ledger_series: does not say which number was given last"),
    ("UPDATE ledger_meta SET value = 'x' WHERE name = 'id'", "ledger_meta: says this is the ledger"),
    ("DELETE FROM ledger_files WHERE length(data) = 22", "entry 4 (INV-2026-0001): the file 'INV-2026-0001.json' is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "flaw"), CHANGES)
def test_a_changed_row_is_found_and_named(books, statement, flaw):
    unguarded(books)(statement)
    books.id = books.base.rows("SELECT value FROM ledger_meta WHERE name = 'id'")[0][0]
    assert [line for line in told(books) if flaw in line], told(books)


def test_without_the_entry_of_a_document_nobody_stands_anywhere(books):
    unguarded(books)("DELETE FROM ledger_entries WHERE seq = 2")
    with pytest.raises(
        LedgerError, match="entry 6 is about FA-2026-0002, which is not there; run `copyfair ledger verify`"
    ):
        books.standings()


@pytest.mark.parametrize(
    "damage",
    ["DELETE FROM ledger_head", "UPDATE ledger_head SET seq = 4611686018427387904", "UPDATE ledger_head SET seq = -7"],
)
def test_a_ledger_that_lost_its_head_says_so_and_writes_nothing(books, damage):
    unguarded(books)(damage)
    with pytest.raises(LedgerError, match="lost its head"):
        books.head()
    with pytest.raises(LedgerError, match="lost its head"):
        issue(books, 4)
    assert [line for line in told(books) if line.startswith("ledger_head: says ")]


def test_a_changed_document_is_found_and_named(books):
    name = next(iter(books.entries())).what.files[0].sha256
    unguarded(books)(("UPDATE ledger_files SET data = ? WHERE sha256 = ?", b"x", name))
    assert told(books) == ["entry 1 (FA-2026-0001): the file 'FA-2026-0001.json' was changed"]
    with pytest.raises(LedgerError, match="is not what was written; run `copyfair ledger verify`"):
        books.files(books.standing("FA-2026-0001").document)


def test_a_file_that_nobody_wrote_is_found(books):
    books.base.rows("INSERT INTO ledger_files VALUES (?, ?)", "0" * 64, b"x")
    assert told(books) == ["ledger_files: holds a file that no document names, or lacks one"]


def test_a_trigger_that_was_dropped_or_made_harmless_is_found(books):
    sqlite = books.base.engine == "sqlite"
    name = "ledger_entries_no_update"
    books.base.rows(f"DROP TRIGGER {name}" + ("" if sqlite else " ON ledger_entries"))
    assert told(books) == [f"the trigger {name}: was taken away or changed; rows could be changed since"]
    if sqlite:
        harmless = f"CREATE TRIGGER {name} BEFORE UPDATE ON ledger_entries BEGIN SELECT 1; END"
    else:
        harmless = (
            f"CREATE TRIGGER {name} BEFORE UPDATE ON ledger_entries FOR EACH ROW "
            "WHEN (false) EXECUTE FUNCTION ledger_refuse()"
        )
    books.base.rows(harmless)
    assert told(books) == [f"the trigger {name}: was taken away or changed; rows could be changed since"]


def test_triggers_whose_function_was_emptied_are_found(books):
    if books.base.engine == "sqlite":
        pytest.skip("SQLite has no functions of its own")
    books.base.rows(
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$"
    )
    assert len(told(books)) == len(GUARDS["postgresql"])


def test_who_redoes_the_whole_chain_is_found_by_an_earlier_head(tmp_path, monkeypatch):
    monkeypatch.setattr("secrets.token_hex", lambda _length: "0123456789abcdef")
    with create_ledger(str(tmp_path / "books.sqlite"), clock=clock) as books:
        fill(books)
        early = books.head()
    with create_ledger(str(tmp_path / "forged.sqlite"), clock=clock) as forged:
        for basis in range(7):
            issue(forged, basis, total=eur(1))
        assert told(forged) == []
        wanted = ["the head 6: was written down with another hash: entries up to 6 were changed since"]
        assert told(forged, heads=[early]) == wanted
        assert [str(flaw) for flaw in verify_export(export(forged), heads=[early]).flaws] == wanted


def test_heads_that_were_written_down(books):
    heads = [Head(ledger=books.id, seq=0, hash=FIRST), books.head()]
    assert told(books, heads=heads) == []
    late = Head(ledger=books.id, seq=7, hash="0" * 64)
    assert told(books, heads=[late]) == ["the head 7: was written down, and the ledger ends at entry 6"]
    other = Head(ledger="another", seq=1, hash="0" * 64)
    assert told(books, heads=[other]) == ["the head 1: is of another ledger, another"]


# ---------------------------------------------------------------- an exported file


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    with create_ledger(str(tmp_path_factory.mktemp("ledger") / "books.sqlite"), clock=clock) as books:
        fill(books)
        return tuple(export(books))


def test_anybody_can_check_an_export_without_us(lines, tmp_path, monkeypatch):
    """The program in docs/ledger.md, as it stands there: with nothing but hashes and canonical JSON."""
    page = Path(__file__).resolve().parents[2] / "docs" / "ledger.md"
    if not page.is_file():
        pytest.skip("the pages are not beside the tests (they run against a wheel)")
    (program,) = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    export_ = tmp_path / "books.ndjson"
    export_.write_bytes(b"".join(lines))
    exec(program, {})  # noqa: S102 - it is our own page
    export_.write_bytes(b"".join(lines).replace(b"Gears", b"Bears", 1))
    with pytest.raises(AssertionError):
        exec(program, {})  # noqa: S102


def test_an_export_is_whole_with_and_without_its_files(books):
    whole, bare = verify_export(export(books)), verify_export(export(books, files=False))
    assert (whole.flaws, whole.head, whole.documents, whole.without_files) == ((), books.head(), 3, 0)
    assert (bare.flaws, bare.head, bare.without_files) == ((), books.head(), 3)


@pytest.mark.parametrize("place", ["1e999", "NaN", "[]", "null", '"x"'])
def test_an_entry_of_an_export_whose_place_is_no_number_is_found(lines, place):
    (first, *rest) = [line.decode() for line in lines]
    changed = [first.replace('"seq":1,', f'"seq":{place},'), *rest]
    assert changed[0] != first
    told_ = [str(flaw) for flaw in verify_export(line.encode() for line in changed).flaws]
    assert "line 1 of the file: is neither an entry nor a head" in told_


@settings(max_examples=400)
@given(data=st.data())
def test_a_flipped_bit_anywhere_in_an_export_is_found(lines, data):
    whole = b"".join(lines)
    place = data.draw(st.integers(0, len(whole) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = bytearray(whole)
    changed[place] ^= 1 << bit
    assert verify_export(bytes(changed).splitlines(keepends=True)).flaws


@pytest.mark.parametrize("gone", range(7))
def test_a_line_that_was_taken_out_is_found(lines, gone):
    assert verify_export([*lines[:gone], *lines[gone + 1 :]]).flaws


def test_lines_in_another_order_twice_or_after_the_end_are_found(lines):
    assert verify_export([lines[1], lines[0], *lines[2:]]).flaws
    assert verify_export([lines[0], *lines]).flaws
    assert [str(flaw) for flaw in verify_export([*lines, lines[-2]]).flaws] == [
        "line 8 of the file: stands after the head"
    ]
    assert verify_export([]).flaws
    assert verify_export([b"\xff\n", b"[" * 100_000 + b"\n", b"{}\n", b'{"entry":1,"hash":2}\n']).flaws


def test_an_entry_that_could_not_happen_is_found_however_well_it_is_chained(tmp_path):
    """Somebody with a program of their own appends what the state machine refuses, hashes and head in order."""
    with create_ledger(str(tmp_path / "books.sqlite"), clock=clock) as books:
        number = issue(books, 1)
        books.record(Event(action=Action.WAIVE, number=number), by="Ada", why="w")
        with books._turn() as head:
            event = Event(action=Action.ACCEPT, number=number)
            books._write(books._entry_for(event, clock(), head, by="Eve", why=""))
        assert told(books)[0].startswith("entry 3 (FA-2026-0001): FA-2026-0001 (assessment) is waived: accept is not")


# ---------------------------------------------------------------- the bytes of the database file


@pytest.fixture(scope="module")
def at_rest(tmp_path_factory):
    """A ledger's one file, with nothing left in the write-ahead log."""
    path = tmp_path_factory.mktemp("ledger") / "books.sqlite"
    with create_ledger(str(path), clock=clock) as books:
        fill(books)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    whole = path.read_bytes()
    found, exported = said(path)
    assert not found
    return path, whole, exported


def said(path):
    """What a ledger says: its flaws, or that it cannot be read; and its export."""
    try:
        with open_ledger(str(path), clock=clock) as books:
            return bool(verify(books).flaws), b"".join(export(books))
    except LedgerError:
        return True, b""


@settings(max_examples=100)
@given(data=st.data())
def test_a_flipped_bit_of_the_database_file_is_found_or_changes_nothing(at_rest, data):
    """Some bytes of the file belong to no row: free space, counters of the engine. All others are found."""
    path, whole, untouched = at_rest
    used = [place for place, byte in enumerate(whole) if byte]
    place = data.draw(st.sampled_from(used))
    changed = bytearray(whole)
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    for log in (path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        log.unlink(missing_ok=True)
    path.write_bytes(bytes(changed))
    found, exported = said(path)
    assert found or exported == untouched
