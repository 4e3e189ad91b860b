"""EU size classes: the ceilings, who is counted and how much, and that what is unknown settles nothing it could change."""

import datetime
from decimal import Decimal

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from copyfair.actor import load
from copyfair.actor.size import Enterprise, Figures, SizeClass, Tied, size_class, together
from copyfair.cli import command
from copyfair.errors import InputError

MILLION = 1_000_000
ORDER = list(SizeClass)


def figures(staff=None, turnover=None, balance=None):
    given_ = {"staff": staff, "turnover": turnover, "balance": balance}
    return Figures(**{name: None if value is None else Decimal(value) for name, value in given_.items()})


def alone(*numbers):
    return size_class(Enterprise(own=figures(*numbers)))


def tied(share, *numbers, **more):
    return Tied(name="Other", share=Decimal(share), figures=figures(*numbers), **more)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((9, 2 * MILLION, 9 * MILLION), "micro"),
        ((9, 9 * MILLION, 2 * MILLION), "micro"),
        ((10, 2 * MILLION, 2 * MILLION), "small"),
        ((9, 2 * MILLION + 1, 2 * MILLION + 1), "small"),
        ((49, 10 * MILLION, 99 * MILLION), "small"),
        ((50, 1, 1), "medium"),
        ((249, 51 * MILLION, 43 * MILLION), "medium"),
        ((249, 50 * MILLION + 1, 43 * MILLION + 1), "large"),
        ((250, 1, 1), "large"),
        (("9.5", 1, None), "micro"),
        ((9, 3 * MILLION, None), None),  # its balance sheet may be small enough
        ((None, 1, 1), None),
        ((None, 51 * MILLION, 44 * MILLION), "large"),  # however few work there
        ((300, None, None), "large"),
        ((None, None, None), None),
    ],
)
def test_an_enterprise_alone(numbers, expected):
    assert alone(*numbers) == expected


@pytest.mark.parametrize(("share", "staff"), [("24.9", 8), ("25", 33), ("50", 58), ("50.1", 108), ("100", 108)])
def test_partners_count_in_proportion_and_linked_ones_in_full(share, staff):
    assert together(Enterprise(own=figures(8, 0, 0), tied=(tied(share, 100, 0, 0),))).staff == staff


def test_who_controls_is_linked_whatever_the_share():
    assert together(Enterprise(own=figures(8, 0, 0), tied=(tied(10, 100, 0, 0, controls=True),))).staff == 108


def test_a_small_firm_of_a_group_is_as_large_as_the_group():
    group = Enterprise(own=figures(5, MILLION, MILLION), tied=(tied(80, 5000, 900 * MILLION, 900 * MILLION),))
    assert size_class(group) is SizeClass.LARGE


def test_an_unknown_partner_leaves_it_open_and_one_below_a_quarter_does_not():
    assert size_class(Enterprise(own=figures(5, 1, 1), tied=(tied(30),))) is None
    assert size_class(Enterprise(own=figures(5, 1, 1), tied=(tied(20),))) is SizeClass.MICRO


@pytest.mark.parametrize("share", ["-1", "101"])
def test_a_share_is_a_percentage(share):
    with pytest.raises(ValueError, match="Other: a share is a percentage"):
        size_class(Enterprise(own=figures(1, 1, 1), tied=(tied(share, 1, 1, 1),)))


AMOUNTS = st.integers(0, 100 * MILLION)
NUMBERS = st.tuples(st.integers(0, 600), AMOUNTS, AMOUNTS)


@given(NUMBERS, st.integers(0, 100), NUMBERS)
def test_ties_never_make_it_smaller(own, share, other):
    before, after = alone(*own), size_class(Enterprise(own=figures(*own), tied=(tied(share, *other),)))
    assert ORDER.index(after) >= ORDER.index(before)


TABLE = """
[actor]
name = "Hands Together"
[size]
own = { staff = 8.5, turnover = 1500000, balance = 900000 }
[[size.tied]]
name = "Handy Holding"
share = 30
figures = { staff = 100, turnover = 9000000, balance = 4000000 }
"""


def test_an_actor_file_may_say_it(tmp_path):
    file = tmp_path / "us.toml"
    file.write_text(TABLE, "utf-8")
    actor, _ = load(file, as_of=datetime.date(2026, 11, 22))
    assert together(actor.enterprise) == figures("38.5", 4_200_000, 2_100_000)
    ran = CliRunner().invoke(command, ["actor", "examine", str(file)])
    assert "\nEU size class: small (staff 38.5, turnover 4,200,000, balance sheet 2,100,000" in ran.output


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("share = 30", "share = 300", "a percentage from 0 to 100"),
        ("staff = 8.5", "staff = -1", "less than nothing"),
        ("staff = 8.5", 'staff = "many"', "size"),
        ("staff = 8.5", "stuff = 8", "stuff"),
        ("staff = 8.5", "staff = inf", "staff"),
    ],
)
def test_what_cannot_be_is_an_error_that_names_the_table(tmp_path, before, after, says):
    file = tmp_path / "us.toml"
    file.write_text(TABLE.replace(before, after), "utf-8")
    with pytest.raises(InputError, match=says) as raised:
        load(file, as_of=datetime.date(2026, 11, 22))
    assert "us.toml: [size]" in str(raised.value)
