"""A fee against one of its facts: points, jumps, the picture; and what the lint names."""

import datetime
import re
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from fee_sample import DAY, commons, owed, tariff
from test_fee_models import AVC, POST_OPEN, SABAM, UNREAL

from copyfair.actor.facts import Fact
from copyfair.errors import InputError, RuleError
from copyfair.fees.chart import svg
from copyfair.fees.curve import curve
from copyfair.fees.lint import check_conditions, remarks
from copyfair.money import Money

HERE = Path(__file__).parent
SLAB = """
fee = { kind = "brackets", of = "units", mode = "slab", brackets = [{ up_to = 100, price = "5 EUR" }, { price = "3 EUR" }] }
"""


def drawn(lines, of, high, *, low=0, currency="EUR", others=None, pieces=10):
    made = commons(tariff(lines, currency=currency))
    ends = (Fraction(low), Fraction(high))
    return curve(made, made.tariffs[0], of, ends, others=others or {}, as_of=DAY, pieces=pieces)


def told(found):
    return [(found.shown(j.at), str(found.fee(j.before)), str(found.fee(j.after)), j.falls) for j in found.jumps]


def test_a_cliff_is_found_to_the_cent():
    found = drawn(POST_OPEN, "revenue", 10_000_000, currency="USD")
    assert told(found) == [("5,000,000.00 USD", "0.00 USD", "50,000.00 USD", False)]
    assert [str(found.fee(point.fee)) for point in found.points][4:8] == [
        "0.00 USD",
        "0.00 USD",
        "50,000.00 USD",
        "60,000.00 USD",
    ]


def test_every_point_of_a_curve_is_the_fee_there():
    found = drawn(SABAM, "employees", 1500, pieces=37)
    assert len(found.jumps) == 8
    for point in found.points:
        assert found.fee(point.fee).amount == owed(SABAM, employees=int(point.at))


def test_a_fee_that_falls_is_a_jump_and_a_kink_is_none():
    assert told(drawn(SLAB, "units", 200)) == [("100", "500.00 EUR", "303.00 EUR", True)]
    assert drawn(AVC.format(cap=3_500_000), "units", 4 * 10**7, currency="USD").jumps == ()


def test_a_jump_hangs_on_the_other_facts():
    late = {"product_revenue_before": Fact(name="product_revenue_before", value=Money.parse("5000000 USD"))}
    early = {"product_revenue_before": Fact(name="product_revenue_before", value=Money.parse("0 USD"))}
    found = drawn(UNREAL, "product_revenue", 20_000, currency="USD", others=late)
    assert told(found) == [("9,999.99 USD", "0.00 USD", "500.00 USD", False)]
    assert drawn(UNREAL, "product_revenue", 20_000, currency="USD", others=early).jumps == ()


@pytest.mark.parametrize(
    ("of", "low", "high", "says"),
    [
        (
            "head_count",
            0,
            10,
            "does not count with 'head_count'; it counts with product_revenue, product_revenue_before",
        ),
        ("product_revenue", 10, 10, "there is nothing to show"),
        ("product_revenue", 10, 5, "there is nothing to show"),
        ("product_revenue", -1, 5, "there is nothing to show"),
        ("product_revenue", 0, 20_000, "also depends on product_revenue_before; give a value, as --with"),
    ],
)
def test_what_cannot_be_drawn_is_said(of, low, high, says):
    with pytest.raises(InputError, match=says):
        drawn(UNREAL, of, high, low=low, currency="USD")


# ---------------------------------------------------------------- the picture


def test_the_picture_of_a_tariff(golden):
    golden(HERE / "tariff.expected.svg", svg(drawn(SABAM, "employees", 1500, pieces=240), "Music at work").decode())


def test_the_picture_is_well_formed_whatever_the_names_are_and_runs_nothing():
    hostile = """</text><script>alert(1)</script>&"'\x1b[31m\u202e""" + "x" * 5000
    text = svg(drawn(POST_OPEN, "revenue", 10**7, currency="USD"), hostile, hostile).decode()
    root = ET.fromstring(text)  # noqa: S314 - it is our own
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names == {"svg", "title", "desc", "style", "rect", "text", "line", "polyline", "circle"}
    assert not re.search(r"\son[a-z]+=|href|url\(|javascript", text)
    assert len(text) < 20_000


def test_the_picture_shows_each_stretch_and_each_end_of_a_cliff_in_its_place():
    root = ET.fromstring(svg(drawn(POST_OPEN, "revenue", 10**7, currency="USD"), "t"))  # noqa: S314
    lines = [element.get("points") for element in root.iter() if element.tag.endswith("polyline")]
    # Over 648 pixels from 84 on and 300 pixels up from 392: half of the way, and half of the way up.
    assert lines == ["84.0,392.0 408.0,392.0 ", "408.0,242.0 732.0,92.0 "]
    dots = [(e.get("cx"), e.get("cy")) for e in root.iter() if e.tag.endswith("circle")]
    assert dots == [("408.0", "392.0"), ("408.0", "242.0")]


def test_a_fee_of_nothing_can_be_drawn():
    text = svg(drawn("""fee = { kind = "cliff", rate = 0, threshold = "1 EUR" }""", "revenue", 10), "t").decode()
    assert text.count("<polyline") == 1


# ---------------------------------------------------------------- lint


def codes(made, day=DAY):
    return [(remark.code, remark.where) for remark in remarks(made, day)]


def test_gaps_between_versions_and_mixed_currencies():
    first = tariff(
        """valid_until = 2026-06-29\nfee = { kind = "flat", amount = "1 EUR" }""", name="a", valid_from="2026-01-01"
    )
    later = tariff("""fee = { kind = "flat", amount = "1 USD" }""", name="b", valid_from="2026-07-01", currency="USD")
    found = remarks(commons(later, first), DAY)
    assert [(one.where, one.says) for one in found] == [
        ("$.tariffs[0].valid_from", "From 2026-06-30 to 2026-06-30 no tariff applies."),
        ("$.tariffs[0].currency", "a is in EUR, b in USD."),
    ]
    assert codes(commons(first)) == [("gap", "$.tariffs")]
    next_day = first.replace("2026-06-29", "2026-06-30")
    assert codes(commons(next_day, later)) == [("currency", "$.tariffs[1].currency")]


def test_cliffs_and_falling_fees_are_named_where_they_stand():
    cliff, slab = POST_OPEN.partition("fee = ")[2].replace("USD", "EUR"), SLAB.partition("fee = ")[2]
    made = commons(tariff(f"fee = {{ kind = 'sum', parts = [{cliff.strip()}, {slab.strip()}] }}"))
    found = remarks(made, DAY)
    assert [(one.code, one.where) for one in found] == [
        ("cliff", "$.tariffs[0].fee.parts[0]"),
        ("falls", "$.tariffs[0].fee.parts[1]"),
    ]
    assert found[0].says.endswith("5,000,000.00 EUR (from 0.00 EUR to 50,000.00 EUR).")
    assert "100 (from 500.00 EUR to 303.00 EUR)" in found[1].says


def test_contributions_that_cover_everything_and_payees():
    lines = """fee = { kind = "flat", amount = "1 EUR" }\nadjust = [{ kind = "credit" }]"""
    payee = """[[payees]]\nparty = { name = "Gears Commons Association" }\nshare = 0\niban = "BE69 5390 0754 7034" """
    assert codes(commons(tariff(lines), more=payee)) == [
        ("credit", "$.tariffs[0].adjust[0].most"),
        ("shares", "$.payees[1].share"),
        ("payee", "$.payees[1].party.name"),
        ("account", "$.payees[1].iban"),
    ]
    third = payee.replace("share = 0", "share = 3").replace("69", "68").replace("Gears Commons Association", "Bolts")
    assert [one.says for one in remarks(commons(tariff(POST_OPEN.replace("USD", "EUR")), more=third), DAY)][1:] == [
        "The shares are weights: Gears Commons Association 1/4, Bolts 3/4."
    ]


def test_nothing_to_look_at():
    assert remarks(commons(tariff("""fee = { kind = "flat", amount = "1 EUR" }""")), datetime.date(2030, 1, 1)) == ()


def test_conditions_are_read_before_they_are_needed():
    waiver = """waivers = [{ clause = "6", says = "They.", when = "contributs" }]\nfee = { kind = "negotiated" }"""
    with pytest.raises(RuleError, match=r"commons\.toml: \$\.tariffs\[0\]\.waivers\[0\]\.when: there is no fact"):
        check_conditions(commons(tariff(waiver)))
