"""``copyfair tariff`` from the outside."""

from pathlib import Path

import pytest
from running import DAY, copyfair

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
COMMONS = (EXAMPLES / "commons.toml").read_text("utf-8")
CLIFF = COMMONS.replace('kind = "share-above"', 'kind = "cliff"')


@pytest.fixture
def here(tmp_path):
    (tmp_path / "commons.toml").write_text(CLIFF)
    return tmp_path


def tariff(here, *arguments):
    return copyfair("tariff", *arguments, "--as-of", DAY, folder=here)


def test_check_names_what_to_look_at(here):
    ran = tariff(here, "check", "commons.toml")
    assert (ran.code, ran.err) == (0, "")
    cliff, shares, summary = ran.text.splitlines()
    assert cliff.startswith(
        "cliff     commons.toml: $.tariffs[0].fee: After these values of revenue the fee jumps: 1,000,000.00"
    )
    assert shares.startswith("shares    commons.toml: $.payees: ")
    assert summary == "1 version of the tariff, nothing wrong, 2 to look at."


def test_check_names_everything_that_is_wrong_and_not_just_the_first(here):
    (here / "commons.toml").write_text(
        CLIFF.replace('"0.01"', '"1.01"').replace('"0.5"', '"1.5"').replace("share = 1", "share = -1")
    )
    ran = tariff(here, "check", "commons.toml")
    assert ran.code == 2
    assert [line.split(": ")[1] for line in ran.text.splitlines()] == [
        "$.tariffs[0].fee.rate",
        "$.tariffs[0].adjust[0].most",
        "$.payees[1].share",
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('when = "contributes"', 'when = "contributs"', "commons.toml: $.permissions[0].when: there is no fact called"),
        ("[[tariffs]]", "[tariff]", "commons.toml: $.tariff: a tariff is now written as [[tariffs]]"),
        ('id = "peer-map"', 'id = "peer-map', "commons.toml: broken TOML"),
    ],
)
def test_check_refuses_what_it_cannot_read(here, old, new, says):
    (here / "commons.toml").write_text(COMMONS.replace(old, new, 1))
    ran = tariff(here, "check", "commons.toml")
    assert (ran.code, ran.out) == (2, b"")
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_table_shows_fee_share_and_cliffs(here):
    ran = tariff(here, "table", "commons.toml", "--to", "2000000", "--rows", "3")
    assert ran.code == 0
    assert [line.rpartition("  ")[2] for line in ran.text.splitlines()] == [
        "share", "0.00 EUR", "cliff after this", "1.000 %", "1.000 %",
    ]  # fmt: skip
    assert "1,000,000.01 EUR  10,000.00 EUR  1.000 %" in ran.text


def test_plot_writes_a_picture(here):
    ran = tariff(here, "plot", "commons.toml", "--of", "revenue", "--to", "2000000 EUR", "-o", "fee.svg")
    assert (ran.code, ran.out) == (0, b"")
    text = (here / "fee.svg").read_text("utf-8")
    assert '<title id="title">Peer Map Commons: fee by revenue</title>' in text
    assert "1. cliff after 1,000,000.00 EUR: from 0.00 EUR to 10,000.00 EUR" in text
    assert tariff(here, "plot", "commons.toml", "--to", "2000000").text == text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--to", "x"), "--to: 'x' is not an amount"),
        (("--to", "10 USD"), "--to: the tariff is in EUR, not USD"),
        (("--to", "10", "--of", "seats"), "does not count with 'seats'; it counts with revenue, contribution_value"),
        (("--to", "10", "--with", "seats"), "--with: write FACT=VALUE, not 'seats'"),
        (("--to", "10", "--with", "seatz=1"), "there is no fact called 'seatz'; did you mean 'seats'?"),
        (("--to", "10", "--with", "seats=many"), "--with seats: seats is a whole number from 0 or unknown, not 'many'"),
        (("--to", "10", "--from", "20"), "there is nothing to show"),
        ((), "Missing option '--to'"),
    ],
)
def test_what_cannot_be_shown_is_said_in_a_line(here, arguments, says):
    for kind in ("table", "plot"):
        ran = tariff(here, kind, "commons.toml", *arguments)
        assert (ran.code, ran.out) == (2, b"")
        assert says in ran.err
        assert "Traceback" not in ran.err


def test_hints_are_listed_as_what_they_are(here):
    (here / "package.json").write_text('{"name": "shop", "funding": "https://shop.example/give"}')
    ran = copyfair("tariff", "hints", folder=here)
    assert (ran.code, ran.text) == (
        0,
        "unverified hint about shop: https://shop.example/give (package.json, funding)\n",
    )
    assert "there is no such folder" in copyfair("tariff", "hints", "nowhere", folder=here).err


def test_a_day_without_a_tariff_is_said(here):
    ran = copyfair("tariff", "plot", "commons.toml", "--to", "10", "--as-of", "2020-01-01", folder=here)
    assert ran.code == 2
    assert "commons.toml: no tariff in it applies on 2020-01-01; choose a day with --as-of" in ran.err
