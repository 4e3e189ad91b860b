"""`commons.toml` is read strictly: what is wrong is named with file, field and what to do."""

import datetime
import os
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copyfair.commons import covers, load, load_text
from copyfair.commons.load import MOST_BYTES
from copyfair.commons.tariff import (
    Bracket,
    Brackets,
    Cap,
    CappedReturn,
    Cliff,
    Credit,
    Flat,
    Floor,
    Index,
    Mode,
    Period,
    PerUnit,
    Price,
    Share,
    Stairs,
    Sum,
)
from copyfair.errors import InputError
from copyfair.money import Money

GOOD = """
id = "gears"
name = "Gears Commons"
license = "LicenseRef-PPL"
covers = ["pkg:npm/gearbox", "pkg:npm/@gears/*", "pkg:pypi/Gear_Wheel"]
dispute = "Write to the members' meeting."

[steward]
name = "Gears Commons Association"
country = "BE"
address = ["Wheel Street 1", "1000 Brussels"]

[[permissions]]
clause = "Charter 3"
says = "Members of the coalition use it freely."
when = "coalition_member"

[[tariffs]]
id = "tariff-2026"
currency = "EUR"
clause = "Charter 5"
says = "Companies that do not contribute pay."
valid_from = 2026-01-01
valid_until = 2026-12-31
due_days = 45
waivers = [{ clause = "Charter 6", says = "Schools pay nothing.", when = "educational_institution" }]
adjust = [
  { kind = "credit", most = 0.5 },
  { kind = "floor", amount = "10 EUR" },
  { kind = "cap", amount = "25_000 EUR" },
]

[tariffs.fee]
kind = "sum"
parts = [
  { kind = "flat", amount = "100.50 EUR" },
  { kind = "per-unit", of = "head_count", price = "12 EUR", free = 5 },
  { kind = "share-above", rate = 0.01, threshold = "1000000 EUR" },
  { kind = "cliff", rate = "0.001", threshold = "5000000 EUR", of = "revenue" },
  { kind = "capped-return", multiple = 10 },
  { kind = "brackets", of = "units", mode = "band", brackets = [
    { up_to = 8, amount = "0 EUR" },
    { up_to = 1_000, amount = { amount = "126.55 EUR", index = { series = "cpi", base = 151.33 } } },
  ], step = { every = 100, price = "7 EUR" } },
]

[[tariffs]]
id = "tariff-2027"
currency = "EUR"
clause = "Charter 5"
says = "As before, by the quarter."
valid_from = 2027-01-01
period = "calendar quarter"
fee = { kind = "negotiated" }

[[payees]]
party = { name = "Gears Commons Association" }
share = 2
iban = "BE68 0001 2345 6789"

[[payees]]
party = { name = "Bolts Upstream" }
share = 0.5
"""


def test_everything_a_steward_can_write_is_read_exactly():
    commons = load_text(GOOD, "commons.toml")
    assert (commons.id, commons.license, commons.source) == ("gears", "LicenseRef-PPL", "commons.toml")
    assert commons.steward.address == ("Wheel Street 1", "1000 Brussels")
    assert commons.permissions[0].when == "coalition_member"
    tariff, later = commons.tariffs
    assert (tariff.valid_from, tariff.valid_until) == (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    assert (tariff.due_days, tariff.period, later.period) == (45, Period.YEAR, Period.QUARTER)
    assert tariff.adjust == (
        Credit(most=Decimal("0.5")),
        Floor(amount=Price.of("10 EUR")),
        Cap(amount=Price.of("25000 EUR")),
    )
    indexed = Price(amount=Money.parse("126.55 EUR"), index=Index(series="cpi", base=Decimal("151.33")))
    bands = (Bracket(up_to=8, amount=Price.of("0 EUR")), Bracket(up_to=1000, amount=indexed))
    assert tariff.fee == Sum(
        parts=(
            Flat(amount=Price.of("100.50 EUR")),
            PerUnit(of="head_count", price=Price.of("12 EUR"), free=5),
            Share(rate=Decimal("0.01"), threshold=Price.of("1000000 EUR")),
            Cliff(rate=Decimal("0.001"), threshold=Price.of("5000000 EUR")),
            CappedReturn(multiple=Decimal(10)),
            Brackets(of="units", mode=Mode.BAND, brackets=bands, step=Stairs(every=100, price=Price.of("7 EUR"))),
        )
    )
    assert [(payee.party.name, payee.share) for payee in commons.payees] == [
        ("Gears Commons Association", Decimal(2)),
        ("Bolts Upstream", Decimal("0.5")),
    ]


def test_a_commons_without_a_tariff_needs_no_payees():
    text = GOOD[: GOOD.index("[[tariffs]]")]
    assert load_text(text, "commons.toml").tariffs == ()


def error(text, where="commons.toml"):
    with pytest.raises(InputError) as caught:
        load_text(text, where)
    assert len(str(caught.value)) < 400
    return str(caught.value)


WRONG = [
    # (what is replaced, by what, what the error says)
    ('id = "gears"\n', "", "commons.toml: $: missing required field `id`: add it"),
    ('id = "gears"', 'id = "Gears"', "commons.toml: $.id: 'Gears' is not an id; use small letters"),
    ('id = "gears"', 'id = "gears/.."', "commons.toml: $.id: "),
    ('id = "gears"', "id = 1", "commons.toml: $.id: Expected `str`, got `int`"),
    ('id = "gears"', 'id = "gears"\nsource = "x"', "commons.toml: $.source: it is not written here"),
    ('id = "gears"', 'id = "gears"\nregistry = {}', "commons.toml: $.registry: it is not written here"),
    ('id = "gears"', 'id = "gears"\nfavourite = "x"', "commons.toml: $: unknown field `favourite`: check its spelling"),
    ('name = "Gears Commons"', 'name = " "', "commons.toml: $.name: it is empty"),
    ('"LicenseRef-PPL"', '"PPL OR MIT"', "commons.toml: $.license: 'PPL OR MIT' is not one SPDX licence id"),
    (
        '[steward]\nname = "Gears Commons Association"',
        '[steward]\nname = ""',
        "commons.toml: $.steward.name: it is empty",
    ),
    ('clause = "Charter 3"', 'clause = ""', "commons.toml: $.permissions[0].clause: it is empty"),
    ('id = "tariff-2026"', 'id = "2026 A"', "commons.toml: $.tariffs[0].id: '2026 A' is not an id"),
    ('currency = "EUR"', 'currency = "EURO"', "commons.toml: $.tariffs[0].currency: 'EURO' is not a currency code"),
    (
        'currency = "EUR"',
        'currency = "USD"',
        "$.tariffs[0].fee.parts[0].amount: it is in EUR, but the tariff's currency is USD",
    ),
    (
        "valid_until = 2026-12-31",
        "valid_until = 2025-12-31",
        "$.tariffs[0].valid_until: 2025-12-31 is before valid_from",
    ),
    ("valid_from = 2026-01-01", "valid_from = 2026", "commons.toml: $.tariffs[0].valid_from: "),
    ("due_days = 45", "due_days = 4500", "commons.toml: $.tariffs[0].due_days: Expected `int` <= 366"),
    ("due_days = 45", "due_days = -1", "commons.toml: $.tariffs[0].due_days: Expected `int` >= 0"),
    (
        "most = 0.5",
        "most = 1.5",
        "commons.toml: $.tariffs[0].adjust[0].most: it must be a number from 0 to 1; 1 % is 0.01",
    ),
    ("most = 0.5", 'of = "revenue"', "$.tariffs[0].adjust[0].of: revenue is about the actor; a tariff can only count"),
    (
        "most = 0.5",
        'of = "contributes"',
        "$.tariffs[0].adjust[0].of: contributes is of type yes-no; here a fact of type money",
    ),
    (
        'amount = "10 EUR"',
        'amount = "30_000 EUR"',
        "$.tariffs[0].adjust[1].amount: it is more than the cap, 25,000.00 EUR",
    ),
    ('amount = "10 EUR"', 'amount = "0.001 EUR"', "$.tariffs[0].adjust[1].amount: 0.001 EUR cannot be paid exactly"),
    (
        'amount = "10 EUR"',
        "amount = 10",
        "$.tariffs[0].adjust[1].amount: an amount is a text with a currency, like '1000.50 EUR'",
    ),
    ('kind = "flat"', 'kind = "gift"', "commons.toml: $.tariffs[0].fee.parts[0].kind: Invalid value 'gift'"),
    ('kind = "flat", ', "", "commons.toml: $.tariffs[0].fee.parts[0]: missing required field `kind`"),
    ('"100.50 EUR"', "100.50", "commons.toml: $.tariffs[0].fee.parts[0].amount: an amount is a text with a currency"),
    ('"100.50 EUR"', '"1e5 EUR"', "commons.toml: $.tariffs[0].fee.parts[0].amount: '1e5' is not an amount"),
    ('"100.50 EUR"', '"-1 EUR"', "commons.toml: $.tariffs[0].fee.parts[0].amount: it is less than nothing"),
    ("free = 5", "free = -5", "commons.toml: $.tariffs[0].fee.parts[1].free: Expected `int` >= 0"),
    (
        'of = "head_count"',
        'of = "revenue"',
        "commons.toml: $.tariffs[0].fee.parts[1].of: revenue is of type money; here a fact of type count",
    ),
    (
        'of = "head_count"',
        'of = "head_cound"',
        "$.tariffs[0].fee.parts[1].of: there is no fact called 'head_cound'; did you mean 'head_count'?",
    ),
    ("rate = 0.01", "rate = 1.01", "commons.toml: $.tariffs[0].fee.parts[2].rate: it must be a number from 0 to 1"),
    ("rate = 0.01", "rate = -0.01", "commons.toml: $.tariffs[0].fee.parts[2].rate: it must be a number from 0 to 1"),
    ("rate = 0.01", "rate = nan", "commons.toml: $.tariffs[0].fee.parts[2].rate: it must be a number from 0 to 1"),
    ("rate = 0.01", "rate = inf", "commons.toml: $.tariffs[0].fee.parts[2].rate: it must be a number from 0 to 1"),
    (
        "rate = 0.01",
        "rate = 1e-999999",
        "commons.toml: $.tariffs[0].fee.parts[2].rate: it has more than 12 digits after the point",
    ),
    ("rate = 0.01", "rate = true", "commons.toml: $.tariffs[0].fee.parts[2].rate: Expected `decimal`, got `bool`"),
    ("rate = 0.01", 'rate = "one"', "commons.toml: $.tariffs[0].fee.parts[2].rate: Invalid decimal string"),
    ("rate = 0.01", "rat = 0.01", "commons.toml: $.tariffs[0].fee.parts[2]: "),
    (
        "multiple = 10",
        "multiple = 1e9",
        "commons.toml: $.tariffs[0].fee.parts[4].multiple: it must be a number from 0 to 1,000,000",
    ),
    (
        "valid_from = 2027-01-01",
        "valid_from = 2026-12-31",
        "$.tariffs[1].valid_from: from 2026-12-31 on tariff-2026 applies",
    ),
    ('id = "tariff-2027"', 'id = "tariff-2026"', "$.tariffs[1].id: another version is called 'tariff-2026' too"),
    ("valid_until = 2026-12-31", "", "$.tariffs[1].valid_from: from 2027-01-01 on tariff-2026 applies as well"),
    (
        'period = "calendar quarter"',
        'period = "month"',
        "commons.toml: $.tariffs[1].period: Invalid enum value 'month'",
    ),
    ('says = "Schools pay nothing."', 'says = " "', "$.tariffs[0].waivers[0].says: it is empty"),
    ("up_to = 1_000", "up_to = 8", "parts[5].brackets[1].up_to: nothing ever reaches it: it ends no later"),
    ("up_to = 8, ", "", "parts[5].brackets[1]: nothing ever reaches it: the bracket before has no end"),
    (", step = { every = 100", ", setp = { every = 100", "parts[5]: unknown field `setp`"),
    ("every = 100", "every = 0", "parts[5].step.every: it must be more than nothing"),
    (
        'up_to = 8, amount = "0 EUR"',
        'up_to = 8, price = "0 EUR"',
        "parts[5].brackets[0]: here a bracket has amount, not price",
    ),
    ('up_to = 8, amount = "0 EUR"', "up_to = 8", "parts[5].brackets[0]: here a bracket has amount; it has nothing"),
    ("up_to = 8", 'up_to = "8 EUR"', "parts[5].brackets[0].up_to: this fact is a count; write a whole number"),
    ("base = 151.33", "base = 0", "index.base: no index is ever nothing"),
    ("base = 151.33", "base = 151.33, now = 160.1", "index.evidence: say where the present value was published"),
    (
        'kind = "floor", amount = "10 EUR"',
        'kind = "minimum", amount = "10 EUR"',
        "$.tariffs[0].adjust[1]: a minimum comes last",
    ),
    (
        'kind = "floor", amount = "10 EUR"',
        'kind = "cap"',
        "$.tariffs[0].adjust[1]: a cap is an amount, or a share of a fact",
    ),
    (
        'kind = "floor", amount = "10 EUR"',
        'kind = "factor", by = "income_group", values = { low = 0.5 }',
        "$.tariffs[0].adjust[1].values: it needs a number for each of high, upper-middle, lower-middle, low, and",
    ),
    (
        "share = 2\n",
        'share = 2\nid = "x"\n',
        "$.payees[0].id: it is an id of a registry, and the [split] table names none",
    ),
    (
        "[[payees]]",
        '[split]\npass_on = 1.5\nreserve = "R"\n[[payees]]',
        "$.split.pass_on: it must be a number from 0 to 1",
    ),
    (
        "[[payees]]",
        '[split]\npass_on = 0.5\nreserve = " "\n[[payees]]',
        "$.split.reserve: it is empty; name the reserve",
    ),
    (
        "[[payees]]",
        '[split]\npass_on = 0.5\nreserve = "R"\nregistry = "../x.toml"\n[[payees]]',
        "$.split.registry: it is the name",
    ),
    (
        "[[payees]]",
        '[split]\npass_on = 0.5\nreserve = "R"\nleast = "1 USD"\n[[payees]]',
        "$.split.least: it is in USD, but fees",
    ),
    ("share = 2\n", "share = -2\n", "commons.toml: $.payees[0].share: it must be a number from 0 to 1,000,000"),
    ('party = { name = "Bolts Upstream" }', "party = {}", "commons.toml: $.payees[1].party.name: it is empty"),
    ("share = 0.5", "share = 0.5\nshare = 1", "commons.toml: broken TOML: "),
    ("id =", "id = =", "commons.toml: broken TOML: "),
    ("due_days = 45", "due_days = " + "9" * 5000, "commons.toml: broken TOML: "),
    ("due_days = 45", "due_days = " + "[" * 5000 + "]" * 5000, "commons.toml: its TOML is nested deeper"),
]


@pytest.mark.parametrize(("old", "new", "says"), WRONG)
def test_what_is_wrong_is_named_with_its_field(old, new, says):
    assert old in GOOD
    assert says in error(GOOD.replace(old, new, 1))


def test_a_tariff_without_fees_or_payees_is_an_error():
    start, end = GOOD.index("[tariffs.fee]"), GOOD.index("[[payees]]")
    nothing = GOOD[:start] + '[tariffs.fee]\nkind = "sum"\nparts = []\n' + GOOD[end:]
    assert "$.tariffs[0].fee.parts: it is empty; a commons that asks nothing has no tariff" in error(nothing)
    assert "$.payees: a tariff needs somebody who is paid" in error(GOOD[:end])
    nobody = GOOD.replace("share = 2\n", "share = 0\n").replace("share = 0.5", "share = 0")
    assert "$.payees: a tariff needs somebody who is paid" in error(nobody)


OLD = [
    ("[[tariffs]]", "[tariff]", "$.tariff: a tariff is now written as [[tariffs]], once for each version"),
    ("due_days = 45", "fees = []", "$.tariffs[0].fees: a tariff has one fee; write several as fee = { kind = 'sum'"),
    ("due_days = 45", "credit = { most = 0.5 }", "$.tariffs[0].credit: write it as one step of adjust"),
    ("due_days = 45", 'cap = { highest = "1 EUR" }', "$.tariffs[0].cap: write it as steps of adjust"),
    (
        'fee = { kind = "negotiated" }',
        'fee = { kind = "per-head", price = "1 EUR" }',
        "per-head is now written as per-unit",
    ),
]


@pytest.mark.parametrize(("old", "new", "says"), OLD)
def test_ways_of_writing_that_are_gone_are_told_how_it_is_written_now(old, new, says):
    assert old in GOOD
    text = GOOD[: GOOD.index("[[tariffs]]")] + "[tariff]\n" if new == "[tariff]" else GOOD.replace(old, new, 1)
    assert says in error(text)


@pytest.mark.parametrize(
    "value",
    [
        '"x"',
        "1",
        "[]",
        "[1]",
        "[[1]]",
        "true",
        "1.5",
        "2026-01-01",
        "[{}]",
        "[{ fee = 1 }]",
        "[{ fee = [[[]]], adjust = 5 }]",
    ],
)
@pytest.mark.parametrize("field", ["tariffs", "steward", "payees", "covers", "permissions", "split"])
def test_a_value_of_another_type_is_an_input_error(field, value):
    text = f'id = "gears"\nname = "Gears"\nlicense = "MIT"\n{field} = {value}\n'
    assert error(text).startswith("commons.toml: $")


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("*", "neither a package URL nor the plain name"),
        ("gear*", "neither a package URL nor the plain name"),
        ("", "neither a package URL nor the plain name"),
        ("pkg:*", "is not a package URL"),
        ("pkg:npm", "is not a package URL"),
        ("pkg:*/gear", "is not a package URL"),
        ("pkg:npm/*", "would cover packages of others"),
        ("pkg:npm/@*", "would cover packages of others"),
        ("pkg:npm/?ear", "would cover packages of others"),
        ("pkg:npm/[a-z]*", "would cover packages of others"),
        ("pkg:npm/gear@1.0.0", "has a version or subpath"),
        ("pkg:npm/@gears/box@1.0.0", "has a version or subpath"),
        ("pkg:npm/gear#src", "has a version or subpath"),
        ("x" * 5000 + "*", "neither a package URL nor the plain name"),
    ],
)
def test_a_pattern_must_name_its_own_packages(pattern, says):
    text = error(GOOD.replace("pkg:npm/gearbox", pattern))
    assert text.startswith("commons.toml: $.covers[0]: ")
    assert says in text


def test_nothing_covered_is_an_error():
    text = GOOD.replace('covers = ["pkg:npm/gearbox", "pkg:npm/@gears/*", "pkg:pypi/Gear_Wheel"]', "covers = []")
    assert "$.covers: it is empty" in error(text)


@pytest.mark.parametrize(
    ("pattern", "purl", "name", "covered"),
    [
        ("pkg:npm/gearbox", "pkg:npm/gearbox@1.0.0", "gearbox", True),
        ("pkg:npm/gearbox", "pkg:npm/gearbox@1.0.0?arch=x#src", "gearbox", True),
        ("pkg:npm/gearbox", "pkg:npm/gearbox", "gearbox", True),
        ("pkg:npm/gearbox", "pkg:npm/gearbox-evil@1.0.0", "gearbox-evil", False),
        ("pkg:npm/gearbox", "pkg:pypi/gearbox@1.0.0", "gearbox", False),
        ("pkg:npm/gear*", "pkg:npm/gearbox@1.0.0", "gearbox", True),
        ("pkg:npm/gear*", "pkg:npm/GEARBOX@1.0.0", "GEARBOX", False),
        ("pkg:npm/gearbo?", "pkg:npm/gearbox@1.0.0", "gearbox", True),
        ("pkg:npm/@gears/*", "pkg:npm/%40gears/box@1.0.0", "@gears/box", True),
        ("pkg:npm/%40gears/box", "pkg:npm/%40gears/box@1.0.0", "@gears/box", True),
        ("pkg:npm/@gears/*", "pkg:npm/gears/box@1.0.0", "gears/box", False),
        ("pkg:pypi/Gear_Wheel", "pkg:pypi/gear-wheel@1.0.0", "Gear_Wheel", True),
        ("pkg:pypi/Gear_*", "pkg:pypi/gear-wheel@1.0.0", "Gear_Wheel", True),
        ("pkg:maven/org.gears/box", "pkg:maven/org.gears/box@1", "org.gears:box", True),
        ("gearbox", "pkg:generic/gearbox@1", "gearbox", True),
        ("gearbox", "pkg:generic/gearbox@1", "Gearbox", False),
    ],
)
def test_what_a_pattern_covers(pattern, purl, name, covered):
    commons = load_text(GOOD.replace('covers = ["pkg:npm/gearbox", ', f'covers = ["{pattern}"] #'), "commons.toml")
    assert commons.covers == (pattern,)
    assert covers(commons, purl, name) is covered


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_an_input_error(text):
    with pytest.raises(InputError):
        load_text(text, "commons.toml")


class TestFile:
    def test_a_file_is_read_and_named_without_its_folder(self, tmp_path):
        (tmp_path / "commons.toml").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
        commons = load(tmp_path / "commons.toml")
        assert (commons.source, commons.tariffs[0].id) == ("commons.toml", "tariff-2026")

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            (b"\xff\xfe", "byte 0 is not UTF-8"),
            (b"#" * (MOST_BYTES + 1), "larger than 1024 KiB"),
            (b"\x00", "broken TOML"),
        ],
    )
    def test_a_file_that_is_none_is_an_input_error(self, tmp_path, data, says):
        path = tmp_path / "commons.toml"
        path.write_bytes(data)
        with pytest.raises(InputError, match=says):
            load(path)

    def test_what_is_not_there_or_no_file_is_an_input_error(self, tmp_path):
        pipe = tmp_path / "pipe.toml"
        os.mkfifo(pipe)
        for path, says in [(tmp_path / "no.toml", "No such file"), (tmp_path, "read"), (pipe, "not a plain file")]:
            with pytest.raises(InputError, match=says) as caught:
                load(path)
            assert str(tmp_path.parent) not in str(caught.value)
