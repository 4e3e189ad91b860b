"""What is read from a bank's files: CAMT.053 of old and new versions, and tables."""

import datetime

import pytest
from bank_sample import ACCOUNT, camt, entry, part

from copyfair.bank.camt import read_camt
from copyfair.bank.table import Columns, read_table
from copyfair.errors import InputError
from copyfair.money import Money

pytest.importorskip("defusedxml", reason="bank statements need the extra `ledger`")


def read(tmp_path, text):
    path = tmp_path / "statement.xml"
    path.write_text(text, "utf-8")
    return read_camt(path)


@pytest.mark.parametrize(("version", "newer"), [("02", False), ("08", True)])
def test_a_transfer_in_every_version(tmp_path, version, newer):
    text = camt(
        entry("14000.00", part(reference="+++126/0000/00171+++", text="fee", newer=newer), id_="X1", newer=newer),
        version=version,
    )
    (credit,) = read(tmp_path, text)
    assert credit.amount == Money.of("14000.00", "EUR")
    assert (credit.account, credit.on) == (ACCOUNT, datetime.date(2026, 12, 1))
    assert (credit.reference, credit.text, credit.payer) == ("126000000171", "fee", "Cogs & Sons Ltd")
    assert credit.payer_account == "GB33BUKB20201555555555"
    assert credit.id == f"{ACCOUNT} 2026-12-01 X1"


def test_what_went_out_is_pending_or_was_taken_back_is_left_out(tmp_path):
    text = camt(
        entry("1", part(), side="DBIT"),
        entry("2", part(), status="PDNG"),
        entry("3", part(), reversal=True),
        entry("4", part()),
    )
    assert [credit.amount.amount for credit in read(tmp_path, text)] == [4]


def test_a_batch_is_taken_apart_where_the_parts_are_told(tmp_path):
    told = entry("30", part("10", id_="a"), part("20", id_="b"), id_="X")
    untold = entry("30", part(), part(), id_="Y")
    wrong = entry("31", part("10"), part("20"), id_="Z")
    credits_ = read(tmp_path, camt(told, untold, wrong))
    assert [(int(credit.amount.amount), credit.id.split()[2:]) for credit in credits_] == [
        (10, ["X", "a"]), (20, ["X", "b"]), (30, ["Y"]), (31, ["Z"]),
    ]  # fmt: skip


def test_the_same_statement_gives_the_same_ids_and_two_equal_transfers_two(tmp_path):
    text = camt(entry("5", part(text="hi")), entry("5", part(text="hi")), entry("5", part(text="ho")))
    first, second = read(tmp_path, text), read(tmp_path, text)
    assert [credit.id for credit in first] == [credit.id for credit in second]
    assert len({credit.id for credit in first}) == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no xml", "is no XML"),
        ("<Document/>", "no CAMT.053"),
        ('<!DOCTYPE d [<!ENTITY a "b">]><Document>&a;</Document>', "is no XML that can be read"),
        (camt(entry("1,50", part())), "an entry cannot be read"),
        (camt(entry("1", part(), day="soon")), "an entry cannot be read"),
        (camt(entry("1", part(), currency="XXX")), "an entry cannot be read"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        read(tmp_path, text)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_camt(tmp_path / "none.xml")


# ---------------------------------------------------------------- tables

NAMES = {"amount": "Bedrag", "on": "Datum", "text": "Mededeling", "payer": "Naam"}
TABLE = """\ufeffDatum;Naam;Mededeling;Bedrag
01/12/2026;Cogs & Sons Ltd;"+++126/0000/00171+++";1.234,50
02/12/2026;Out;x;-5,00
03/12/2026;Twice;x;7,00
03/12/2026;Twice;x;7,00
"""


def table(tmp_path, text, **changed):
    path = tmp_path / "july.csv"
    path.write_text(text, "utf-8")
    return read_table(path, Columns(**({"names": NAMES, "account": "BE71 0961 2345 6769"} | changed)))


def test_a_table(tmp_path):
    one, two, three = table(tmp_path, TABLE)
    assert (one.amount, one.on, one.payer) == (
        Money.of("1234.50", "EUR"),
        datetime.date(2026, 12, 1),
        "Cogs & Sons Ltd",
    )
    assert (one.account, one.text, one.where) == (ACCOUNT, "+++126/0000/00171+++", "july.csv:2")
    assert two.id != three.id
    assert [credit.id for credit in table(tmp_path, TABLE)] == [one.id, two.id, three.id]


def test_a_table_the_other_way_round(tmp_path):
    text = 'day,sum,cur\n2026-12-01,"1,234.50",USD\n'
    names = {"amount": "sum", "on": "day", "currency": "cur"}
    (one,) = table(tmp_path, text, names=names, delimiter=",", decimal=".", day="%Y-%m-%d")
    assert one.amount == Money.of("1234.50", "USD")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Datum;Naam\n", "has no column 'Bedrag'; there are: Datum, Naam"),
        ("Datum;Naam;Mededeling;Bedrag\n1 December;a;b;5,00\n", r"july.csv:2: .*does not match format"),
        ("Datum;Naam;Mededeling;Bedrag\n01/12/2026;a;b;5.00,0.0\n", "july.csv:2: .*is not an amount"),
        ("Datum;Naam;Mededeling;Bedrag\n01/12/2026;a;b;1e3\n", "july.csv:2: .*is not an amount"),
        ("Datum;Naam;Mededeling;Bedrag\n01/12/2026\n", "july.csv:2: .*is not an amount"),
        ('Datum;Naam;Mededeling;Bedrag\n01/12/2026;"a;b\n', "no table that can be read"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        table(tmp_path, text)
