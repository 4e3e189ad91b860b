"""What is done to a fee after it is known, in order: days, classes, bounds, contributions, small sums; and waivers."""

import datetime

import pytest
from fee_sample import DAY, commons, fee_of, licensee, number, owed, steps, tariff

from copyfair.errors import RuleError
from copyfair.fees.model import FeeState
from copyfair.money import Money

FLAT = """fee = {{ kind = "flat", amount = "{amount} EUR" }}\nadjust = [{adjust}]\n{more}"""


def flat(amount, *adjust, more=""):
    return FLAT.format(amount=amount, adjust=", ".join(adjust), more=more)


def missing(lines, *, day=DAY, **facts):
    return [fact.name for fact in fee_of(commons(tariff(lines)), licensee(**facts), day).missing]


# ---------------------------------------------------------------- days of the period

LATER = datetime.date(2027, 7, 1)
"""The last completed tax year, 2026, has no price index on record."""
PRORATE = '{ kind = "prorate" }'


@pytest.mark.parametrize(
    ("period", "day", "days", "fee"),
    [
        ("calendar year", "2028-06-01", 60, "60.00"),  # 366 days
        ("calendar year", "2027-06-01", 60, "60.16"),  # 366 EUR * 60 / 365 = 60.164…
        ("calendar year", "2100-06-01", 365, "366.00"),  # no leap year
        ("calendar year", "2000-02-29", 366, "366.00"),
        ("calendar quarter", "2028-03-31", 91, "366.00"),
        ("calendar quarter", "2027-02-01", 45, "183.00"),  # 90 days
        ("calendar month", "2028-02-01", 1, "12.62"),  # 366 / 29 = 12.6206…
        ("calendar month", "2026-12-31", 31, "366.00"),
        ("calendar month", "2026-12-31", 0, "0.00"),
    ],
)
def test_only_the_days_of_use_of_the_very_period(period, day, days, fee):
    lines = flat(366, PRORATE, more=f'period = "{period}"')
    assert owed(lines, day=datetime.date.fromisoformat(day), days_used=days) == number(fee)


def test_more_days_than_the_period_has_are_a_mistake_and_no_fact():
    lines = flat(366, PRORATE)
    assert owed(lines, day=datetime.date(2027, 1, 1), days_used=366) == "needs-input"
    fee = fee_of(commons(tariff(lines)), licensee(days_used=366))
    assert "but the period has only 365 days" in fee.steps[-1].says


def test_a_number_that_never_ends_is_counted_on_exactly_and_rounded_once():
    # A third of 100 three times: only the last rounding counts.
    lines = flat(
        100,
        PRORATE,
        '{ kind = "factor", by = "contributes", values = { yes = 3, no = 1 } }',
        more='period = "calendar month"',
    )
    day = datetime.date(2026, 11, 1)
    fee = fee_of(commons(tariff(lines)), licensee(days_used=10, contributes=True), day)
    assert (str(fee.total), [str(step.amount) for step in fee.steps[2:]]) == (
        "100.00 EUR",
        ["33.333333 EUR", "100.00 EUR"],
    )


# ---------------------------------------------------------------- classes

SOLIDARITY = """{ kind = "factor", by = "income_group", says = "Solidarity prices.", values = { high = 1, upper-middle = 0.5, lower-middle = 0.25, low = 0 } }"""


@pytest.mark.parametrize(
    ("group", "fee"), [("high", "99.99"), ("upper-middle", "50.00"), ("lower-middle", "25.00"), ("low", "0")]
)
def test_solidarity_prices(group, fee):
    assert owed(flat("99.99", SOLIDARITY), income_group=group) == number(fee)


def test_a_class_that_is_not_known_is_asked_for_unless_nothing_is_due():
    assert missing(flat(100, SOLIDARITY)) == ["income_group"]
    assert owed(flat(0, SOLIDARITY)) == 0
    same = """{ kind = "factor", by = "contributes", values = { yes = 0.5, no = 0.5 } }"""
    assert owed(flat(100, same)) == 50


# ---------------------------------------------------------------- bounds, in the order they stand in


def test_the_order_decides():
    cap, half = '{ kind = "cap", amount = "80 EUR" }', '{ kind = "credit", most = 0.5 }'
    assert owed(flat(100, cap, half), contribution_value=1000) == 40
    assert owed(flat(100, half, cap), contribution_value=1000) == 50
    assert owed(flat(100, half, cap), contribution_value=10) == 80


def test_a_cap_at_a_share_of_the_revenue():
    lines = flat(1000, '{ kind = "cap", share = 0.001, of = "revenue" }')
    assert owed(lines, revenue=500_000) == 500
    assert owed(lines, revenue=1_000_000) == owed(lines, revenue=2_000_000) == 1000
    assert missing(lines) == ["revenue"]
    fee = fee_of(commons(tariff(lines)), licensee(revenue=500_000))
    assert steps(fee)[-1] == (
        "The revenue is 500,000.00 EUR (accounts, annual report); the fee is never more than 0.1 % of it.",
        "500.00 EUR",
    )


def test_a_credit_above_the_fee_leaves_nothing_and_never_less():
    fee = fee_of(commons(tariff(flat(100, '{ kind = "credit" }'))), licensee(contribution_value=1_000_000))
    assert (fee.state, str(fee.total), fee.portions) == (FeeState.NIL, "0.00 EUR", ())
    assert str(fee.steps[-1].amount) == "-100.00 EUR"


# ---------------------------------------------------------------- small sums

MINIMUM = '{ kind = "minimum", amount = "50 EUR" }'


def test_small_sums_are_carried_forward_until_they_are_worth_asking_for():
    lines = f"""
period = "calendar quarter"
fee = {{ kind = "share-above", rate = "0.01", threshold = "0 EUR", of = "product_revenue" }}
adjust = [{MINIMUM}]
"""
    gears = commons(tariff(lines))
    first = fee_of(gears, licensee(product_revenue="2000.50", carried_forward=0))
    assert (first.state, str(first.total), str(first.carried)) == (FeeState.CARRIED_FORWARD, "0.00 EUR", "20.01 EUR")
    assert (first.portions, first.missing) == ((), ())
    second = fee_of(gears, licensee(product_revenue="2998", carried_forward=first.carried))
    assert (second.state, str(second.carried)) == (FeeState.CARRIED_FORWARD, "49.99 EUR")
    third = fee_of(gears, licensee(product_revenue="1", carried_forward=second.carried))
    assert (third.state, str(third.total), third.carried) == (FeeState.DUE, "50.00 EUR", None)
    assert [str(portion.amount) for portion in third.portions] == ["50.00 EUR"]


def test_what_was_carried_forward_is_not_guessed():
    assert missing(flat(100, MINIMUM)) == ["carried_forward"]
    nothing = fee_of(commons(tariff(flat(0, MINIMUM))), licensee(carried_forward=0))
    assert nothing.state is FeeState.NIL


def test_a_minimum_that_moves_with_an_unknown_index_is_asked_for_only_where_it_matters():
    moved = '{ kind = "minimum", amount = { amount = "50 EUR", index = { series = "be-cpi", base = 100 } } }'
    assert missing(flat(60, moved), carried_forward=0) == ["price index be-cpi for 2025"]


# ---------------------------------------------------------------- index

LIMIT = """
fee = {{ kind = "cliff", rate = "0.01", threshold = {{ amount = "1000000 USD", index = {{ series = "us-cpi-u", base = "255.657"{now} }} }} }}
"""


def test_a_threshold_moves_with_an_index_on_record():
    # 1,000,000 in money of 2019 is 1,000,000 * 313.689 / 255.657 = 1,226,991.63… in money of 2024.
    day = datetime.date(2025, 7, 1)
    assert owed(LIMIT.format(now=""), currency="USD", day=day, revenue="1226991.63") == 0
    assert owed(LIMIT.format(now=""), currency="USD", day=day, revenue="1226991.64") == number("12269.92")


def test_where_the_index_is_not_on_record_only_what_is_sure_is_said():
    # 2026 is not on record: the threshold lies between 0.99 and 1.14 times that of 2025.
    lines = LIMIT.format(now="")
    assert owed(lines, currency="USD", day=LATER, revenue="1246600") == 0
    assert owed(lines, currency="USD", day=LATER, revenue="1500000") == 15_000
    fee = fee_of(commons(tariff(lines, currency="USD")), licensee("USD", revenue="1300000"), LATER)
    assert [fact.name for fact in fee.missing] == ["price index us-cpi-u for 2026"]
    assert fee.missing[0].where == "index in commons.toml"
    stated = LIMIT.format(now=', now = "320", evidence = { kind = "register", reference = "table A" }')
    assert owed(stated, currency="USD", day=LATER, revenue="1300000") == 13_000


@pytest.mark.parametrize(
    "node",
    [
        """{ kind = "per-unit", of = "seats", price = PRICE }""",
        """{ kind = "brackets", of = "seats", mode = "marginal", brackets = [{ price = PRICE }] }""",
        """{ kind = "share-above", rate = 0.5, threshold = PRICE }""",
        """{ kind = "lifetime-share", rate = 0.5, above = PRICE }""",
        """{ kind = "flat", amount = PRICE }""",
    ],
)
def test_every_price_and_threshold_can_move_and_none_is_guessed(node):
    facts = {"seats": 10, "revenue": 50, "product_revenue": 50, "product_revenue_before": 50}
    index = '{ amount = "10 EUR", index = { series = "be-cpi", base = 100NOW } }'
    stated = ', now = 110, evidence = { reference = "gazette" }'
    plain = owed("fee = " + node.replace("PRICE", '"11 EUR"'), **facts)
    assert owed("fee = " + node.replace("PRICE", index.replace("NOW", stated)), **facts) == plain > 0
    open_ = "fee = " + node.replace("PRICE", index.replace("NOW", ""))
    assert "price index be-cpi for 2025" in missing(open_, **facts)


# ---------------------------------------------------------------- waivers

WAIVERS = """waivers = [
  { clause = "Charter 6", says = "Schools pay nothing.", when = "educational_institution" },
  { clause = "Charter 7", says = "Members who contribute pay nothing.", when = "coalition_member and contributes" },
]"""


def test_a_waiver_says_whom_it_lets_off_and_why():
    fee = fee_of(commons(tariff(flat(100, more=WAIVERS))), licensee(educational_institution=True))
    assert (fee.state, str(fee.total), fee.portions) == (FeeState.WAIVED, "0.00 EUR", ())
    assert fee.steps[-1].says.startswith("Charter 6: Schools pay nothing; here ")


def test_a_waiver_turns_on_the_actor_and_this_commons():
    lines = flat(100, more=WAIVERS)
    not_both = {"educational_institution": False, "coalition_member": True, "contributes": False}
    assert owed(lines, **not_both) == 100
    assert owed(lines, **(not_both | {"contributes": True})) == 0
    assert owed(lines, educational_institution=False, coalition_member=False) == 100


def test_a_waiver_that_may_apply_is_asked_for_and_nothing_is_charged_before():
    lines = flat(100, more=WAIVERS)
    assert missing(lines) == ["educational_institution", "contributes", "coalition_member"]
    assert missing(lines, educational_institution=False, coalition_member=True) == ["contributes"]
    assert owed(flat(0, more=WAIVERS)) == 0


def test_a_waiver_on_a_money_limit_that_moves():
    when = "revenue < money('1000000 EUR', 2019, 'us-cpi-u')"
    lines = flat(100, more=f"""waivers = [{{ clause = "6", says = "Small.", when = "{when}" }}]""")
    assert owed(lines, day=LATER, revenue="1100000") == 0
    assert owed(lines, day=LATER, revenue="1500000") == 100
    assert missing(lines, day=LATER, revenue="1300000") == ["price index us-cpi-u for 2026"]


@pytest.mark.parametrize(
    ("when", "says"),
    [
        ("not commercial", r"waivers\[0\]\.when: commercial is about the use; a waiver turns on"),
        ("contributs", "there is no fact called 'contributs'"),
        ("contributes and", "is not a condition"),
    ],
)
def test_a_waiver_that_is_none_is_an_error_with_its_place(when, says):
    lines = flat(100, more=f"""waivers = [{{ clause = "6", says = "They.", when = "{when}" }}]""")
    with pytest.raises(RuleError, match=says):
        fee_of(commons(tariff(lines)), licensee())


def test_other_currencies_are_converted_for_every_fact_and_nothing_is_nothing_at_any_rate():
    lines = flat(1000, '{ kind = "cap", share = 0.5, of = "revenue" }')
    dollars = Money.parse("100 USD")
    assert owed(lines, revenue=dollars) == "needs-input"
    fee = fee_of(commons(tariff(lines)), licensee(rates={"USD/EUR": number("0.9")}, revenue=dollars))
    assert str(fee.total) == "45.00 EUR"
    assert owed(lines, revenue=Money.parse("0 USD")) == 0
