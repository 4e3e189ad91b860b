"""Fee models that are really in use, to the cent; the numbers are those of their published tariffs."""

import datetime
from decimal import Decimal

import pytest
from fee_sample import DAY, commons, fee_of, licensee, number, owed, steps, tariff

from copyfair.fees.model import FeeState

# ---------------------------------------------------------------- Unreal Engine

UNREAL = """
period = "calendar quarter"
fee = { kind = "lifetime-share", rate = "0.05", above = "1000000 USD", ignore_below = "10000 USD" }
"""


def test_a_lifetime_share_with_a_quarterly_floor():
    before, asked = 0, []
    for earned in (500_000, 700_000, 300_000, 5_000, 100_000):
        asked.append(owed(UNREAL, currency="USD", product_revenue_before=before, product_revenue=earned))
        before += earned
    # 200,000 of the second quarter lie above the million; the fourth earned less than 10,000.
    assert asked == [0, 10_000, 15_000, 0, 5_000]
    assert sum(asked) == 30_000


@pytest.mark.parametrize(
    ("before", "earned", "fee"),
    [
        ("990000", "10000", "0"),  # exactly a million
        ("990000", "10000.20", "0.01"),
        ("5000000", "9999.99", "0"),
        ("5000000", "10000", "500"),
    ],
)
def test_the_edges_of_a_lifetime_share(before, earned, fee):
    assert owed(UNREAL, currency="USD", product_revenue_before=before, product_revenue=earned) == number(fee)


def test_a_quarter_below_the_floor_needs_no_earlier_revenue():
    assert owed(UNREAL, currency="USD", product_revenue=9_999) == 0
    assert owed(UNREAL, currency="USD", product_revenue=10_000) == "needs-input"


SEATS = """
fee = { kind = "per-unit", of = "seats", price = "1850 USD" }
waivers = [{ clause = "3", says = "Small businesses.", when = "revenue <= money('1000000 USD')" }]
"""


@pytest.mark.parametrize(("revenue", "fee"), [("1000000", 0), ("1000000.01", 3 * 1850)])
def test_seats_above_a_revenue(revenue, fee):
    assert owed(SEATS, currency="USD", revenue=revenue, seats=3) == fee


# ---------------------------------------------------------------- Post-Open

POST_OPEN = """fee = { kind = "cliff", rate = "0.01", threshold = "5000000 USD" }"""


@pytest.mark.parametrize(("revenue", "fee"), [("5000000", "0"), ("5000000.01", "50000"), ("5000001", "50000.01")])
def test_one_percent_of_everything_above_a_cliff(revenue, fee):
    assert owed(POST_OPEN, currency="USD", revenue=revenue) == number(fee)


# ---------------------------------------------------------------- SABAM, music at work

SABAM = """
[tariffs.fee]
kind = "brackets"
of = "employees"
mode = "band"
brackets = [
  { up_to = 8, amount = "0 EUR" },
  { up_to = 10, amount = "126.55 EUR" },
  { up_to = 25, amount = "227.76 EUR" },
  { up_to = 50, amount = "438.66 EUR" },
  { up_to = 100, amount = "489.26 EUR" },
  { up_to = 200, amount = "927.93 EUR" },
  { up_to = 500, amount = "1940.22 EUR" },
  { up_to = 1000, amount = "2733.16 EUR" },
]
step = { every = 100, price = "206.27 EUR" }
"""


@pytest.mark.parametrize(
    ("people", "fee"),
    [
        (0, "0"), (8, "0"), (9, "126.55"), (10, "126.55"), (11, "227.76"), (25, "227.76"), (26, "438.66"), (50, "438.66"),
        (51, "489.26"), (100, "489.26"), (101, "927.93"), (200, "927.93"), (201, "1940.22"), (500, "1940.22"),
        (501, "2733.16"), (1000, "2733.16"), (1001, "2939.43"), (1100, "2939.43"), (1101, "3145.70"), (2000, "4795.86"),
    ],
)  # fmt: skip
def test_bands_by_the_number_of_people_with_a_step_beyond_the_last(people, fee):
    assert owed(SABAM, employees=people) == number(fee)


def test_the_band_is_told_in_the_steps():
    fee = fee_of(commons(tariff(SABAM)), licensee(employees=1101))
    assert steps(fee)[1] == (
        "The number of employees is 1,101 (accounts, annual report); the band above 500 up to 1,000 costs 2,733.16 EUR; "
        "beyond 1,000: 2 times 206.27 EUR for each 100 that is begun.",
        "3,145.70 EUR",
    )


INDEXED_BAND = """
fee = { kind = "flat", amount = { amount = "126.55 EUR", index = { series = "be-cpi", base = "151.33", now = "160", evidence = { reference = "official gazette", date = 2026-10-30 } } } }
"""


def test_a_price_moves_with_the_index_that_is_printed_on_the_tariff():
    fee = fee_of(commons(tariff(INDEXED_BAND)), licensee())
    assert fee.total.amount == number("133.80")  # 126.55 * 160 / 151.33 = 133.8003…
    assert (
        "moved by the index be-cpi from 151.33 to 160 now (self-declared, official gazette, 2026-10-30)"
        in steps(fee)[1][0]
    )


# ---------------------------------------------------------------- the H.264/AVC pool

AVC = """
[tariffs.fee]
kind = "brackets"
of = "units"
mode = "marginal"
brackets = [
  {{ up_to = 100_000, price = "0 USD" }},
  {{ up_to = 5_000_000, price = "0.20 USD" }},
  {{ price = "0.10 USD" }},
]
[[tariffs.adjust]]
kind = "cap"
amount = "{cap} USD"
"""
AVC_POOL = (
    tariff(f"valid_until = 2006-12-31\n{AVC.format(cap=3_500_000)}", currency="USD", name="a", valid_from="2005-01-01"),
    tariff(f"valid_until = 2008-12-31\n{AVC.format(cap=4_250_000)}", currency="USD", name="b", valid_from="2007-01-01"),
    tariff(f"valid_until = 2010-12-31\n{AVC.format(cap=5_000_000)}", currency="USD", name="c", valid_from="2009-01-01"),
)


@pytest.mark.parametrize(
    ("units", "fee"),
    [
        (100_000, "0"),
        (100_001, "0.20"),
        (5_000_000, "980000"),
        (5_000_001, "980000.10"),
        (6_000_000, "1080000"),
        (30_200_000, "3500000"),
        (30_200_001, "3500000"),
        (10**11, "3500000"),
    ],
)
def test_units_in_brackets_up_to_an_enterprise_cap(units, fee):
    assert owed(AVC.format(cap=3_500_000), currency="USD", units=units) == number(fee)


@pytest.mark.parametrize(
    ("day", "fee"),
    [
        ("2004-12-31", None),
        ("2005-01-01", 3_500_000),
        ("2006-12-31", 3_500_000),
        ("2007-01-01", 4_250_000),
        ("2009-06-30", 5_000_000),
        ("2011-01-01", None),
    ],
)
def test_of_several_versions_every_day_finds_its_own(day, fee):
    found = fee_of(commons(*AVC_POOL), licensee(units=10**9), datetime.date.fromisoformat(day))
    assert (found.total and found.total.amount) == fee
    assert (found.tariff is None) == (fee is None)


SUBSCRIBERS = """
[tariffs.fee]
kind = "brackets"
of = "units"
mode = "band"
brackets = [
  { up_to = 100_000, amount = "0 USD" },
  { up_to = 250_000, amount = "25000 USD" },
  { up_to = 500_000, amount = "50000 USD" },
  { up_to = 1_000_000, amount = "75000 USD" },
  { amount = "100000 USD" },
]
"""


@pytest.mark.parametrize(
    ("subscribers", "fee"),
    [(100_000, 0), (100_001, 25_000), (250_000, 25_000), (250_001, 50_000), (500_001, 75_000), (10**7, 100_000)],
)
def test_bands_of_subscribers(subscribers, fee):
    assert owed(SUBSCRIBERS, currency="USD", units=subscribers) == fee


TITLES = """
[tariffs.fee]
kind = "min"
parts = [
  { kind = "share-above", rate = "0.02", threshold = "0 USD", of = "product_revenue" },
  { kind = "per-unit", of = "units", price = "0.02 USD" },
]
"""


@pytest.mark.parametrize(("price", "fee"), [("500", "10"), ("1000", "20"), ("2000", "20")])
def test_titles_cost_the_lower_of_a_share_and_a_price(price, fee):
    assert owed(TITLES, currency="USD", product_revenue=price, units=1000) == number(fee)


def test_of_the_lower_of_two_the_one_that_is_nothing_needs_no_other():
    assert owed(TITLES, currency="USD", product_revenue=0) == 0
    fee = fee_of(commons(tariff(TITLES, currency="USD")), licensee("USD", product_revenue=1))
    assert [fact.name for fact in fee.missing] == ["units"]


# ---------------------------------------------------------------- by the head

PLEDGE = """fee = { kind = "per-unit", of = "developers", price = "2000 USD" }"""
LICENSE_ZERO = """fee = { kind = "per-unit", of = "developers", price = "50 USD" }"""
MAINTENANCE = """
period = "calendar month"
waivers = [{ clause = "1.1", says = "Who earns little.", when = "revenue < money('10000 USD')" }]
[tariffs.fee]
kind = "brackets"
of = "head_count"
mode = "band"
brackets = [{ up_to = 20, amount = "10 USD" }, { up_to = 100, amount = "40 USD" }, { amount = "60 USD" }]
"""


def test_the_open_source_pledge_and_license_zero_count_developers():
    assert owed(PLEDGE, currency="USD", developers=7) == 14_000
    assert owed(LICENSE_ZERO, currency="USD", developers=4) == 200


@pytest.mark.parametrize(("people", "fee"), [(1, 10), (20, 10), (21, 40), (100, 40), (101, 60), (5000, 60)])
def test_a_monthly_maintenance_fee(people, fee):
    assert owed(MAINTENANCE, currency="USD", head_count=people, revenue=10_000) == fee
    assert owed(MAINTENANCE, currency="USD", head_count=people, revenue="9999.99") == 0


# ---------------------------------------------------------------- radio, capped return, negotiated

RADIO = """
fee = { kind = "share-above", rate = "0.0214", threshold = "0 USD", less = ["revenue_deductions"] }
"""


def test_a_share_of_net_revenue():
    assert owed(RADIO, currency="USD", revenue="1000000", revenue_deductions="120000.50") == number("18831.99")
    assert owed(RADIO, currency="USD", revenue="100", revenue_deductions="120") == 0
    assert owed(RADIO, currency="USD", revenue="100") == "needs-input"


@pytest.mark.parametrize(
    ("taken", "coming", "back"), [(0, 1_000_000, 0), (900_000, 100_001, 1), (950_000, 200_000, 150_000)]
)
def test_ten_times_the_capital_and_the_rest_flows_back(taken, coming, back):
    facts = {"capital_invested": 100_000, "returns_taken": taken, "distributable_return": coming}
    assert owed("""fee = { kind = "capped-return" }""", **facts) == back


def test_a_negotiated_fee_is_what_was_agreed_and_never_guessed():
    lines = """fee = { kind = "negotiated" }"""
    fee = fee_of(commons(tariff(lines)), licensee())
    assert (fee.state, [fact.name for fact in fee.missing]) == (FeeState.NEEDS_INPUT, ["agreed_fee"])
    assert owed(lines, agreed_fee="1234.56") == Decimal("1234.56")


def test_the_larger_of_two_and_several_together():
    lines = """
[tariffs.fee]
kind = "max"
parts = [
  { kind = "sum", parts = [{ kind = "flat", amount = "10 EUR" }, { kind = "per-unit", of = "seats", price = "3 EUR", free = 2, package = 5 }] },
  { kind = "flat", amount = "15 EUR" },
]
"""
    # Beyond two free ones, seats come in packages of five at 3 EUR.
    assert [owed(lines, seats=seats) for seats in (0, 2, 3, 7, 8, 12, 13)] == [15, 15, 15, 15, 16, 16, 19]
    assert steps(fee_of(commons(tariff(lines)), licensee(seats=8), DAY))[1:] == [
        ("A flat fee of 10.00 EUR.", "10.00 EUR"),
        (
            "The number of seats is 8 (accounts, annual report); 2 are free, 2 at 3.00 EUR for each 5 that are begun.",
            "6.00 EUR",
        ),
        ("Together.", "16.00 EUR"),
        ("A flat fee of 15.00 EUR.", "15.00 EUR"),
        ("The highest of these 2 counts.", "16.00 EUR"),
    ]
