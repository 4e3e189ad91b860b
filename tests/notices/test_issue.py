"""Notices drawn up in a ledger: their number, their reference, the head on them, and when two are the same."""

import datetime
import json

import msgspec
import notice_sample as sample
import pytest
from test_notices import HERE, drawn, valid

from copyfair.actor.model import Actor, Party
from copyfair.commons.tariff import Cap, Period, Price
from copyfair.errors import LedgerError
from copyfair.ledger.books import FIRST, create_ledger
from copyfair.ledger.model import Action, Event, Kind
from copyfair.ledger.verify import verify
from copyfair.money import Money
from copyfair.notices import issue
from copyfair.notices.issue import order_of
from copyfair.notices.model import Notice
from copyfair.notices.render import writable
from copyfair.signing.envelope import Envelope
from copyfair.signing.envelope import verify as verify_signature
from copyfair.signing.files import verify_file
from copyfair.signing.keys import KeyDirectory, PublicKey, SigningKey

pytest.importorskip("rfc8785", reason="a ledger needs the extra `ledger`")

NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


@pytest.fixture
def books(tmp_path, monkeypatch):
    monkeypatch.setattr("secrets.token_hex", lambda _length: "0123456789abcdef")
    with create_ledger(str(tmp_path / "books.sqlite"), clock=lambda: NOON) as made:
        yield made


def forms(issued):
    return {file.name.partition(".")[2]: file.data for file in issued.files}


@pytest.mark.parametrize("kind", ["html", "json", "md"])
def test_a_numbered_notice_in_every_format(books, kind, golden):
    golden(HERE / f"notice-numbered.expected.{kind}", forms(issue(drawn(), books, by="Ada"))[kind].decode())


def test_it_has_a_number_a_structured_reference_and_the_head_before_it(books):
    first = issue(drawn(), books, by="Ada")
    second = issue(drawn(actor=sample.company(party=Party(name="Bolts Ltd"))), books, by="Ada")
    one, two = (msgspec.json.decode(forms(issued)["json"], type=Notice) for issued in (first, second))
    assert (one.reference, two.reference) == ("FA-2026-0001", "FA-2026-0002")
    assert (one.remittance, two.remittance) == ("+++126/0000/00171+++", "+++126/0000/00272+++")
    assert (one.ledger.hash, two.ledger) == (FIRST, first.head)
    assert valid(one)["ledger"]["seq"] == 0
    assert not any("digest" in says for says in one.statements)
    assert verify(books).flaws == ()


def test_what_the_ledger_knows_of_it(books):
    document = issue(drawn(), books, by="Ada").document
    assert (document.kind, document.issuer, document.licensee) == (
        Kind.ASSESSMENT, "Gears Commons Association", "Cogs & Sons Ltd",
    )  # fmt: skip
    assert (document.issuer_id, document.licensee_id) == ("KBO 0123.456.749", "GB 01234567")
    assert document.components == ("pkg:npm/gearbox", "pkg:npm/gearwheel")
    assert (document.covers_from, document.covers_until) == (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    assert (document.total, document.due_on) == (Money.of("14500.01", "EUR"), datetime.date(2026, 12, 22))
    assert [(one.iban, str(one.amount)) for one in document.accounts] == [
        ("BE68000123456789", "9,666.67 EUR"),
        ("", "4,833.34 EUR"),
    ]


def test_a_later_day_of_the_same_period_is_the_same_notice(books):
    first = issue(drawn(), books, by="Ada")
    again = issue(drawn(as_of=datetime.date(2026, 12, 30)), books, by="Bob")
    assert (again.again, again.document) == (True, first.document)
    another_version = issue(
        drawn(components=[sample.component("gearbox", "9.9"), sample.component("gearwheel")]), books, by="Ada"
    )
    assert another_version.again
    next_year = issue(drawn(as_of=datetime.date(2027, 1, 1)), books, by="Ada")
    assert next_year.document.number == "FA-2027-0001"


def test_other_facts_are_another_notice_and_other_content_is_refused(books):
    issue(drawn(), books, by="Ada")
    facts = sample.company().facts | {"head_count": sample.fact("head_count", 13)}
    assert issue(drawn(actor=sample.company(facts=facts)), books, by="Ada").document.number == "FA-2026-0002"
    with pytest.raises(LedgerError, match="FA-2026-0001 was drawn up on the same basis and says something else"):
        issue(drawn(components=[sample.component("gearbox")]), books, by="Ada")


def test_another_of_these_is_never_the_same_notice():
    base = order_of(drawn()).basis
    changed = [
        drawn(actor=sample.company(party=Party(name="Cogs & Sons Ltd", register="GB 7654321"))),
        drawn(commons=sample.with_tariff(id="tariff-2027")),
        drawn(commons=msgspec.structs.replace(sample.COMMONS, id="gears2"), decisions=[
            sample.decision(sample.component("gearbox"), commons="gears2")]),
        drawn(decisions=[sample.decision(sample.component("gearbox"), chosen="PPL")]),
        drawn(as_of=datetime.date(2027, 1, 1)),
    ]  # fmt: skip
    for notice in changed:
        assert order_of(notice).basis != base


@pytest.mark.parametrize(
    ("period", "day", "covered"),
    [
        (Period.YEAR, "2024-02-29", ("2024-01-01", "2024-12-31")),
        (Period.QUARTER, "2026-11-22", ("2026-10-01", "2026-12-31")),
        (Period.MONTH, "2024-02-03", ("2024-02-01", "2024-02-29")),
    ],
)
def test_the_days_that_a_period_covers(period, day, covered):
    order = order_of(
        drawn(
            commons=sample.with_tariff(period=period, valid_from=datetime.date(2024, 1, 1)),
            as_of=datetime.date.fromisoformat(day),
        )
    )
    assert tuple(one and one.isoformat() for one in (order.covers_from, order.covers_until)) == covered


def test_a_replaced_notice(books):
    number = issue(drawn(), books, by="Ada").document.number
    books.record(Event(action=Action.WAIVE, number=number), by="Ada", why="one component less")
    fewer = drawn(components=[sample.component("gearbox")])
    assert issue(fewer, books, by="Ada", replaces=number).document.number == "FA-2026-0002"


def test_without_a_sum_or_a_name_there_is_no_number(books):
    with pytest.raises(LedgerError, match="facts are missing"):
        issue(drawn(actor=Actor()), books, by="Ada")
    with pytest.raises(LedgerError, match=r"give its name under \[actor\]"):
        issue(drawn(actor=sample.company(party=Party())), books, by="Ada")
    assert books.head().seq == 0


def test_a_notice_of_nothing_has_a_number_and_no_reference(books):
    document = issue(
        drawn(commons=sample.with_tariff(adjust=(Cap(amount=Price.of("0 EUR")),))), books, by="Ada"
    ).document
    assert (document.number, document.reference, document.accounts) == ("FA-2026-0001", "", ())


def test_a_steward_abroad_gets_a_reference_of_iso_11649(books):
    commons = msgspec.structs.replace(
        sample.COMMONS, steward=Party(name="Tandwielen", country="NL"), payees=(sample.COMMONS.payees[1],)
    )
    assert issue(drawn(commons=commons), books, by="Ada").document.reference == "RF26 FA20 2600 01"


def test_a_signed_notice(books, tmp_path):
    pytest.importorskip("cryptography", reason="signatures need the extra `sign`")
    key = SigningKey.new()
    issued = issue(drawn(), books, by="Ada", key=key)
    for file in issued.files:
        (tmp_path / file.name).write_bytes(file.data)
    known = KeyDirectory(owner="Gears", keys=(PublicKey(public=key.public, valid_from=sample.DAY),))
    found = verify_file(tmp_path / "FA-2026-0001.html", [known])
    assert found.files == tuple(f"FA-2026-0001.{kind}" for kind in writable())
    signed = verify_signature(Envelope.decode(forms(issued)["dsse.json"]), known)
    assert signed.statement.predicate["number"] == "FA-2026-0001"
    assert signed.statement.predicate["ledger"] == json.loads(forms(issued)["json"])["ledger"]
    assert key.id in forms(issued)["html"].decode()
