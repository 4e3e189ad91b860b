"""`commons.toml` is read strictly: what is wrong is named with file, field and what to do."""

import datetime
import os
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copyfair.commons import covers, load, load_text
from copyfair.commons.load import MOST_BYTES
from copyfair.commons.model import CappedReturn, Cliff, Flat, PerHead, Share
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

[tariff]
id = "tariff-2026"
currency = "EUR"
clause = "Charter 5"
says = "Companies that do not contribute pay."
valid_from = 2026-01-01
valid_until = 2026-12-31
due_days = 45
credit = { most = 0.5 }
cap = { highest = "25_000 EUR", lowest = "10 EUR" }

[[tariff.fees]]
kind = "flat"
amount = "100.50 EUR"

[[tariff.fees]]
kind = "per-head"
price = "12 EUR"
free = 5

[[tariff.fees]]
kind = "share-above"
rate = 0.01
threshold = "1000000 EUR"

[[tariff.fees]]
kind = "cliff"
rate = "0.001"
threshold = "5000000 EUR"
of = "revenue"

[[tariff.fees]]
kind = "capped-return"
multiple = 10

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
    tariff = commons.tariff
    assert (tariff.valid_from, tariff.valid_until) == (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    assert (tariff.due_days, tariff.period, tariff.credit.most) == (45, "calendar year", Decimal("0.5"))
    assert (tariff.cap.highest, tariff.cap.lowest) == (Money.of(25_000, "EUR"), Money.of(10, "EUR"))
    assert tariff.fees == (
        Flat(amount=Money.of("100.50", "EUR")),
        PerHead(price=Money.of(12, "EUR"), free=5),
        Share(rate=Decimal("0.01"), threshold=Money.of(1_000_000, "EUR")),
        Cliff(rate=Decimal("0.001"), threshold=Money.of(5_000_000, "EUR")),
        CappedReturn(multiple=Decimal(10)),
    )
    assert [(payee.party.name, payee.share) for payee in commons.payees] == [
        ("Gears Commons Association", Decimal(2)),
        ("Bolts Upstream", Decimal("0.5")),
    ]


def test_a_commons_without_a_tariff_needs_no_payees():
    text = GOOD[: GOOD.index("[tariff]")]
    assert load_text(text, "commons.toml").tariff is None


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
    ('id = "gears"', 'id = "gears"\nfavourite = "x"', "commons.toml: $: unknown field `favourite`: check its spelling"),
    ('name = "Gears Commons"', 'name = " "', "commons.toml: $.name: it is empty"),
    ('"LicenseRef-PPL"', '"PPL OR MIT"', "commons.toml: $.license: 'PPL OR MIT' is not one SPDX licence id"),
    (
        '[steward]\nname = "Gears Commons Association"',
        '[steward]\nname = ""',
        "commons.toml: $.steward.name: it is empty",
    ),
    ('clause = "Charter 3"', 'clause = ""', "commons.toml: $.permissions[0].clause: it is empty"),
    ('id = "tariff-2026"', 'id = "2026 A"', "commons.toml: $.tariff.id: '2026 A' is not an id"),
    ('currency = "EUR"', 'currency = "EURO"', "commons.toml: $.tariff.currency: 'EURO' is not a currency code"),
    ('currency = "EUR"', 'currency = "USD"', "$.tariff.fees[0].amount: it is in EUR, but the tariff's currency is USD"),
    ("valid_until = 2026-12-31", "valid_until = 2025-12-31", "$.tariff.valid_until: 2025-12-31 is before valid_from"),
    ("valid_from = 2026-01-01", "valid_from = 2026", "commons.toml: $.tariff.valid_from: "),
    ("due_days = 45", "due_days = 4500", "commons.toml: $.tariff.due_days: Expected `int` <= 366"),
    ("due_days = 45", "due_days = -1", "commons.toml: $.tariff.due_days: Expected `int` >= 0"),
    ("most = 0.5", "most = 1.5", "commons.toml: $.tariff.credit.most: it must be a number from 0 to 1; 1 % is 0.01"),
    ("most = 0.5", 'of = "revenue"', "$.tariff.credit.of: revenue is about the actor; a tariff can only count"),
    (
        "most = 0.5",
        'of = "contributes"',
        "$.tariff.credit.of: contributes is of type yes-no; here a fact of type money",
    ),
    ('lowest = "10 EUR"', 'lowest = "30_000 EUR"', "$.tariff.cap.lowest: it is more than highest, 25,000.00 EUR"),
    ('lowest = "10 EUR"', 'lowest = "0.001 EUR"', "$.tariff.cap.lowest: 0.001 EUR cannot be paid exactly"),
    (
        'lowest = "10 EUR"',
        "lowest = 10",
        "$.tariff.cap.lowest: an amount is a text with a currency, like '1000.50 EUR'",
    ),
    ('kind = "flat"', 'kind = "gift"', "commons.toml: $.tariff.fees[0].kind: Invalid value 'gift'"),
    ('kind = "flat"\n', "", "commons.toml: $.tariff.fees[0]: missing required field `kind`"),
    ('"100.50 EUR"', "100.50", "commons.toml: $.tariff.fees[0].amount: an amount is a text with a currency"),
    ('"100.50 EUR"', '"1e5 EUR"', "commons.toml: $.tariff.fees[0].amount: '1e5' is not an amount"),
    ('"100.50 EUR"', '"-1 EUR"', "commons.toml: $.tariff.fees[0].amount: it is less than nothing"),
    ("free = 5", "free = -5", "commons.toml: $.tariff.fees[1].free: Expected `int` >= 0"),
    (
        "free = 5",
        'of = "revenue"',
        "commons.toml: $.tariff.fees[1].of: revenue is of type money; here a fact of type count",
    ),
    (
        "free = 5",
        'of = "head_cound"',
        "$.tariff.fees[1].of: there is no fact called 'head_cound'; did you mean 'head_count'?",
    ),
    ("rate = 0.01", "rate = 1.01", "commons.toml: $.tariff.fees[2].rate: it must be a number from 0 to 1"),
    ("rate = 0.01", "rate = -0.01", "commons.toml: $.tariff.fees[2].rate: it must be a number from 0 to 1"),
    ("rate = 0.01", "rate = nan", "commons.toml: $.tariff.fees[2].rate: it must be a number from 0 to 1"),
    ("rate = 0.01", "rate = inf", "commons.toml: $.tariff.fees[2].rate: it must be a number from 0 to 1"),
    (
        "rate = 0.01",
        "rate = 1e-999999",
        "commons.toml: $.tariff.fees[2].rate: it has more than 12 digits after the point",
    ),
    ("rate = 0.01", "rate = true", "commons.toml: $.tariff.fees[2].rate: Expected `decimal`, got `bool`"),
    ("rate = 0.01", 'rate = "one"', "commons.toml: $.tariff.fees[2].rate: Invalid decimal string"),
    ("rate = 0.01", "rat = 0.01", "commons.toml: $.tariff.fees[2]: "),
    (
        "multiple = 10",
        "multiple = 1e9",
        "commons.toml: $.tariff.fees[4].multiple: it must be a number from 0 to 1,000,000",
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
    start, end = GOOD.index("[[tariff.fees]]"), GOOD.index("[[payees]]")
    no_fees = GOOD[:start].replace("[tariff]", "[tariff]\nfees = []") + GOOD[end:]
    assert "$.tariff.fees: it is empty; a commons that asks nothing has no tariff" in error(no_fees)
    assert "$.payees: a tariff needs somebody who is paid" in error(GOOD[:end])
    nobody = GOOD.replace("share = 2\n", "share = 0\n").replace("share = 0.5", "share = 0")
    assert "$.payees: a tariff needs somebody who is paid" in error(nobody)


@pytest.mark.parametrize("value", ['"x"', "1", "[]", "[1]", "[[1]]", "true", "1.5", "2026-01-01", "{}", "{ fees = 1 }"])
@pytest.mark.parametrize("field", ["tariff", "steward", "payees", "covers", "permissions"])
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
        assert (commons.source, commons.tariff.id) == ("commons.toml", "tariff-2026")

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
