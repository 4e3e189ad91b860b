"""Numbers, the same document twice, and what the ledger refuses; in both engines."""

import datetime
import sys

import pytest
from ledger_sample import DAY, NOON, clock, eur, issue, order, render

from copyfair.errors import LedgerError, MissingExtraError
from copyfair.ledger import books as books_module
from copyfair.ledger import tables
from copyfair.ledger.books import FIRST, create_ledger, open_ledger
from copyfair.ledger.model import Action, Document, Event, Kind
from copyfair.ledger.rivals import Rivals
from copyfair.ledger.states import State
from copyfair.ledger.verify import verify

pytest.importorskip("rfc8785", reason="a ledger needs the extra `ledger`")


@pytest.fixture
def books(place):
    with create_ledger(place, clock=clock) as made:
        yield made


def accepted(books, basis, **changed):
    number = issue(books, basis, **changed)
    books.record(Event(action=Action.ACCEPT, number=number), by="Ada")
    return number


def test_each_kind_and_year_counts_for_itself(books):
    one = accepted(books, 1)
    two = accepted(books, 2)
    assert [one, two, issue(books, 3, dated=datetime.date(2027, 1, 2))] == [
        "FA-2026-0001", "FA-2026-0002", "FA-2027-0001",
    ]  # fmt: skip
    assert issue(books, 4, kind=Kind.INVOICE, about=one) == "INV-2026-0001"
    assert issue(books, 5, kind=Kind.DEBIT_NOTE, about=two) == "DN-2026-0001"
    assert issue(books, 6, kind=Kind.CREDIT_NOTE, about="INV-2026-0001") == "CN-2026-0001"
    assert verify(books).flaws == ()


def test_the_same_basis_and_content_give_the_same_document(books):
    first = books.issue(order("x"), render, by="Ada")
    again = books.issue(order("x", due_on=datetime.date(2027, 1, 1)), render, by="Bob")
    assert (again.document, again.files, again.head) == (first.document, first.files, first.head)
    assert (first.again, again.again) == (False, True)
    assert len(list(books.entries())) == 1


def test_the_same_basis_with_other_content_is_refused(books):
    issue(books, "x")
    with pytest.raises(LedgerError, match="FA-2026-0001 was drawn up on the same basis and says something else"):
        issue(books, "x", content={"sum": "101"})
    assert issue(books, "y") == "FA-2026-0002"


def test_a_waived_document_can_be_replaced_by_one_with_other_content(books):
    number = issue(books, "x")
    with pytest.raises(LedgerError, match="is issued; it must be waived or credited"):
        issue(books, "x", content={"sum": "101"}, replaces=number)
    books.record(Event(action=Action.WAIVE, number=number), by="Ada", why="a fact was wrong")
    assert issue(books, "x", content={"sum": "101"}, replaces=number) == "FA-2026-0002"


def test_what_fails_while_it_is_written_draws_no_number(books):
    def failing(draft):
        assert draft.number == "FA-2026-0001"
        raise RuntimeError("no paper")

    for _ in range(3):
        with pytest.raises(RuntimeError, match="no paper"):
            books.issue(order("x"), failing, by="Ada")
    assert books.head().seq == 0
    assert issue(books, "x") == "FA-2026-0001"


def test_a_document_knows_its_number_and_the_head_before_it(books):
    drafts = []

    def told(draft):
        drafts.append(draft)
        return render(draft)

    first = books.issue(order(1), told, by="Ada")
    second = books.issue(order(2), told, by="Ada")
    assert [(one.number, one.head.seq, one.head.hash) for one in drafts] == [
        ("FA-2026-0001", 0, FIRST), ("FA-2026-0002", 1, first.head.hash),
    ]  # fmt: skip
    assert books.head() == second.head


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entries SET entry = 'x' WHERE seq = 1",
        "DELETE FROM ledger_entries",
        "UPDATE ledger_files SET data = data",
        "DELETE FROM ledger_files",
        "UPDATE ledger_head SET seq = 0",
        "UPDATE ledger_head SET hash = 'x'",
        "UPDATE ledger_series SET last = last - 1",
        "UPDATE ledger_series SET last = last + 2",
    ],
)
def test_rows_are_written_once(books, statement):
    issue(books, 1)
    issue(books, 2)
    with pytest.raises(LedgerError, match="a ledger is only added to"):
        books.base.rows(statement)
    assert verify(books).flaws == ()


def test_rows_are_not_replaced_or_truncated(books):
    issue(books, 1)
    if books.base.engine == "sqlite":
        statements = [
            "INSERT OR REPLACE INTO ledger_entries SELECT * FROM ledger_entries",
            "INSERT OR REPLACE INTO ledger_entries SELECT 9, 'x', number, NULL, drawn, about, 'x' FROM ledger_entries",
            "INSERT OR REPLACE INTO ledger_files SELECT sha256, 'x' FROM ledger_files",
        ]
    else:
        statements = ["TRUNCATE ledger_entries", "TRUNCATE ledger_files"]
    for statement in statements:
        with pytest.raises(LedgerError, match="a ledger is only added to"):
            books.base.rows(statement)


def test_an_event_with_a_key_is_written_once(books):
    number = accepted(books, 1)
    event = Event(action=Action.PAY, number=number, key="bank 77", paid=eur(40))
    assert books.record(event, by="Ada").open == eur(60)
    assert books.record(event, by="Bob").open == eur(60)
    with pytest.raises(LedgerError, match="'bank 77' was booked before, as something else"):
        books.record(Event(action=Action.PAY, number=number, key="bank 77", paid=eur(60)), by="Ada")
    twice = Event(action=Action.PAY, number=number, paid=eur(30))
    assert [books.record(twice, by="Ada").state for _ in range(2)] == [State.ACCEPTED, State.PAID]


def test_what_is_not_there(books):
    with pytest.raises(LedgerError, match="no document 'FA-2026-0009'"):
        books.record(Event(action=Action.ACCEPT, number="FA-2026-0009"), by="Ada")
    with pytest.raises(LedgerError, match="no document 'FA-2026-0009'"):
        issue(books, 1, kind=Kind.INVOICE, about="FA-2026-0009")
    with pytest.raises(LedgerError, match="a credit-note follows another document: say which"):
        issue(books, 1, kind=Kind.CREDIT_NOTE)
    with pytest.raises(LedgerError, match="says who made it"):
        books.issue(order(1), render, by=" ")
    number = issue(books, 0)
    with pytest.raises(LedgerError, match="waive needs a reason"):
        books.record(Event(action=Action.WAIVE, number=number), by="Ada", why=" ")
    with pytest.raises(LedgerError, match="has no file"):
        books.issue(order(1), lambda _draft: (), by="Ada")
    assert issue(books, 1) == "FA-2026-0002"


def test_numbers_of_invoices_follow_their_days(books):
    one, two = accepted(books, 1), accepted(books, 2)
    issue(books, 3, kind=Kind.INVOICE, about=one)
    with pytest.raises(LedgerError, match="cannot be dated 2026-11-21: INV-2026-0001 is dated 2026-11-22"):
        issue(books, 4, kind=Kind.INVOICE, about=two, dated=DAY - datetime.timedelta(days=1))
    assert issue(books, 4, kind=Kind.INVOICE, about=two) == "INV-2026-0002"


def test_a_clock_that_goes_back_is_noticed(place):
    with create_ledger(place, clock=clock) as books:
        issue(books, 1)
    with open_ledger(place, clock=lambda: NOON - datetime.timedelta(minutes=4)) as behind:
        issue(behind, 2)
        assert [entry.at for entry in behind.entries()] == [NOON, NOON]
    with (
        open_ledger(place, clock=lambda: NOON - datetime.timedelta(minutes=6)) as wrong,
        pytest.raises(LedgerError, match="set the clock"),
    ):
        issue(wrong, 3)


def test_names_of_every_kind(books):
    name = "'; DROP TABLE ledger_entries; -- \u202e \U0001f4a3 \udcff \\ \" ? %s"
    number = issue(books, name, licensee=name, period=name)
    assert books.standing(number).document.licensee == name.replace("\udcff", "\\udcff")
    assert verify(books).flaws == ()
    assert books.issue(order(name, licensee=name), render, by=name).again


def test_amounts_are_texts_and_come_back_exactly(books):
    number = issue(books, 1, total=eur("123456789012345678.90"))
    ((text,),) = books.base.rows("SELECT entry FROM ledger_entries")
    assert '"total":{"amount":"123456789012345678.90","currency":"EUR"}' in text
    assert books.standing(number).document.total == eur("123456789012345678.90")


def test_where_there_is_no_ledger(place, tmp_path):
    with pytest.raises(LedgerError, match=r"there is no ledger|holds no ledger"):
        open_ledger(place)
    create_ledger(place).close()
    with pytest.raises(LedgerError, match="is a ledger already"):
        create_ledger(place)
    other = tmp_path / "notes.txt"
    other.write_text("no database at all, but long enough to be taken for one" * 100)
    with pytest.raises(LedgerError, match="cannot be opened as a ledger"):
        open_ledger(str(other))
    with pytest.raises(LedgerError, match="no other kind"):
        create_ledger("mysql://somewhere")


def test_tables_of_another_version(place, monkeypatch):
    with create_ledger(place, clock=clock) as books:
        issue(books, 1)
    engine = books.base.engine
    later = {**tables.MIGRATIONS, engine: (*tables.MIGRATIONS[engine], ("CREATE TABLE ledger_more (one INTEGER)",))}
    monkeypatch.setattr(books_module, "MIGRATIONS", later)
    with open_ledger(place, clock=clock) as books:
        assert "ledger_more" in books.base.tables()
        assert issue(books, 2) == "FA-2026-0002"
        assert verify(books).flaws == ()
    monkeypatch.undo()
    with pytest.raises(LedgerError, match="made by a newer copyfair"):
        open_ledger(place)


def test_a_url_is_shown_without_its_password(postgres):
    from throwaway import empty_place

    place = empty_place(postgres) + "&password=secret-word"
    create_ledger(place).close()
    with pytest.raises(LedgerError, match="is a ledger already") as again:
        create_ledger(place)
    with pytest.raises(LedgerError, match="cannot be opened") as nowhere:
        open_ledger("postgresql://ada:secret-word@127.0.0.1:1/books")
    for raised in (again, nowhere):
        assert "secret-word" not in str(raised.value)


def test_in_postgresql_a_writer_needs_no_right_to_change_anything(postgres):
    """As docs/ledger.md says: another role owns the tables."""
    from throwaway import empty_place

    place = empty_place(postgres)
    with create_ledger(place, clock=clock) as books:
        (schema,) = books.base.rows("SELECT current_schema()")[0]
        for statement in (
            f"CREATE ROLE writer_{schema} LOGIN",
            f"GRANT USAGE ON SCHEMA {schema} TO writer_{schema}",
            f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA {schema} TO writer_{schema}",
            f"GRANT UPDATE ON ledger_head, ledger_series TO writer_{schema}",
        ):
            books.base.rows(statement)
    with open_ledger(place.replace("user=copyfair", f"user=writer_{schema}"), clock=clock) as books:
        assert [accepted(books, 1), issue(books, 2)] == ["FA-2026-0001", "FA-2026-0002"]
        assert verify(books).flaws == ()
        with pytest.raises(LedgerError, match="must be owner"):
            books.base.rows("DROP TRIGGER ledger_entries_no_update ON ledger_entries")
        with pytest.raises(LedgerError, match="permission denied"):
            books.base.rows("DELETE FROM ledger_entries")


def test_rivals_ask_the_same_licensee_for_the_same_period(books):
    one = issue(books, 1, period="calendar year", commons="gears")
    two = issue(books, 2, period="calendar year", commons="gears")
    issue(books, 3, period="calendar year", commons="bolts")
    rivals = Rivals(books)
    assert rivals.of(books.standing(two).document) == (one,)
    books.record(Event(action=Action.WAIVE, number=one), by="Ada", why="it lapsed")
    assert rivals.of(books.standing(two).document) == ()
    four = issue(books, 4, period="calendar year", commons="gears")
    assert rivals.of(books.standing(two).document) == (four,)


def test_without_the_library_a_ledger_says_what_to_install(tmp_path, monkeypatch):
    with create_ledger(str(tmp_path / "x"), clock=clock) as books:
        monkeypatch.setitem(sys.modules, "rfc8785", None)
        with pytest.raises(MissingExtraError, match=r"pip install 'copyfair\[ledger\]'"):
            issue(books, 1)


def test_entries_read_back_as_they_were_written(books):
    number = accepted(books, 1)
    document, event = (entry.what for entry in books.entries(number))
    assert isinstance(document, Document)
    assert event == Event(action=Action.ACCEPT, number=number)
