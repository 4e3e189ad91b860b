"""What the tariffs come to: worked examples, laws, and what happens when a fact is missing."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copyfair import component as licensed_component
from copyfair import decide, describe
from copyfair.actor.facts import Evidence, EvidenceKind, Fact
from copyfair.actor.model import Actor, Party
from copyfair.commons import load_text
from copyfair.commons.model import Commons, Payee
from copyfair.commons.tariff import Cap, CappedReturn, Cliff, Credit, Flat, Floor, PerUnit, Price, Share, Sum, Tariff
from copyfair.errors import InputError
from copyfair.fees import assess
from copyfair.fees.model import Fee, FeeState
from copyfair.inventory.model import Component, Depth, Origin, Scope
from copyfair.money import Money
from copyfair.reciprocity import Records
from copyfair.reciprocity.model import Decision, Exemption, Reason, Rung, Stance, Verdict

DAY = datetime.date(2026, 11, 22)
EUR = "EUR"


def eur(amount):
    return Money.of(amount, EUR)


def price(amount):
    return Price(amount=eur(amount))


def per_head(amount, free=0):
    return PerUnit(of="head_count", price=price(amount), free=free)


def component(name):
    return Component(
        purl=f"pkg:npm/{name}@1.0.0",
        name=name,
        version="1.0.0",
        scope=Scope.RUNTIME,
        depth=Depth.DIRECT,
        origin=Origin.THIRD_PARTY,
        paths=(),
        claims=(),
        found_in=(),
    )


BARRED = Reason(
    license="PPL", clause="4(d)", says="Not for businesses that profit from wage labour.", stance=Stance.BARS
)
TARIFF_ON_RECORD = Reason(license="gears", clause="Charter 5", says="A fee.", stance=Stance.RECORD)


def due(name="gearbox", commons="gears", **changed):
    fields = {
        "component": component(name),
        "license": "PPL",
        "chosen": "PPL",
        "verdict": Verdict.FEE_DUE,
        "worst": Verdict.FEE_DUE,
        "best": Verdict.FEE_DUE,
        "rung": Rung.FEE,
        "because": (BARRED, TARIFF_ON_RECORD),
        "commons": commons,
    }
    return Decision(**(fields | changed))


def gears(*fees, credit=None, highest=None, lowest=None, payees=None, currency=EUR, **changed):
    bounds = [Floor(amount=price(lowest))] if lowest is not None else []
    bounds += [Cap(amount=price(highest))] if highest is not None else []
    tariff = Tariff(
        id="tariff-2026",
        currency=currency,
        clause="Charter 5",
        says="Businesses that do not contribute pay.",
        valid_from=datetime.date(2026, 1, 1),
        valid_until=datetime.date(2026, 12, 31),
        fee=fees[0] if len(fees) == 1 else Sum(parts=fees),
        adjust=(*([credit] if credit else []), *bounds),
    )
    steward = Party(name="Gears Commons Association")
    fields = {
        "id": "gears",
        "name": "Gears Commons",
        "license": "PPL",
        "covers": ("pkg:npm/gear*",),
        "steward": steward,
        "tariffs": (tariff,),
        "payees": payees or (Payee(party=steward),),
        "source": "commons.toml",
    }
    return Commons(**(fields | changed))


def actor(rates=None, about_gears=None, **facts):
    register = Evidence(kind=EvidenceKind.ACCOUNTS, reference="annual report")

    def fact(name, value):
        return Fact(name=name, value=eur(value) if isinstance(value, Decimal) else value, evidence=register)

    return Actor(
        facts={name: fact(name, value) for name, value in facts.items()},
        commons={"gears": {name: fact(name, value) for name, value in (about_gears or {}).items()}},
        rates=rates or {},
        given=True,
    )


def fee_of(commons, who, *decisions, day=DAY) -> Fee:
    (fee,) = assess(decisions or (due(),), (commons,), who, day)
    return fee


def total(commons, who):
    fee = fee_of(commons, who)
    return None if fee.total is None else fee.total.amount


# ---------------------------------------------------------------- worked examples

ONE_PERCENT_CLIFF = Cliff(rate=Decimal("0.01"), threshold=price(5_000_000))


@pytest.mark.parametrize(
    ("revenue", "owed"),
    [("0", "0"), ("4999999.99", "0"), ("5000000", "0"), ("5000000.01", "50000.00"), ("5000001", "50000.01")],
)
def test_a_cliff_asks_nothing_up_to_the_threshold_and_a_share_of_the_whole_above(revenue, owed):
    assert total(gears(ONE_PERCENT_CLIFF), actor(revenue=Decimal(revenue))) == Decimal(owed)


@pytest.mark.parametrize(
    ("revenue", "owed"),
    [("0", "0"), ("1000000", "0"), ("1000000.10", "0.01"), ("1600000", "30000"), ("1000000.09", "0")],
)
def test_a_share_above_a_threshold_is_marginal(revenue, owed):
    tariff = gears(Share(rate=Decimal("0.05"), threshold=price(1_000_000)))
    assert total(tariff, actor(revenue=Decimal(revenue))) == Decimal(owed)


@pytest.mark.parametrize(("heads", "owed"), [(0, 0), (5, 0), (6, 50), (25, 1000)])
def test_seats_beyond_the_free_ones_are_paid(heads, owed):
    assert total(gears(per_head(50, free=5)), actor(head_count=heads)) == owed


@pytest.mark.parametrize(
    ("capital", "taken", "coming", "owed"),
    [
        (100_000, 0, 1_000_000, 0),  # exactly ten times: nothing flows back
        (100_000, 900_000, 100_000, 0),
        (100_000, 900_000, 100_001, 1),
        (100_000, 950_000, 200_000, 150_000),
        (100_000, 1_000_000, 200_000, 200_000),
        (100_000, 5_000_000, 200_000, 200_000),  # never more than the return of this period
        (0, 0, 300, 300),
    ],
)
def test_returns_beyond_ten_times_the_capital_flow_back(capital, taken, coming, owed):
    who = actor(capital_invested=Decimal(capital), returns_taken=Decimal(taken), distributable_return=Decimal(coming))
    assert total(gears(CappedReturn()), who) == owed
    assert total(gears(CappedReturn(sweep=Decimal("0.5"))), who) == Decimal(owed) / 2


def test_fees_add_up_and_the_steps_tell_how():
    tariff = gears(
        Flat(amount=price(100)),
        per_head("12.50", free=2),
        credit=Credit(most=Decimal("0.5")),
        highest=120,
    )
    fee = fee_of(tariff, actor(head_count=10, about_gears={"contribution_value": Decimal(40)}))
    credited = (
        "The value of the contributions is 40.00 EUR (accounts, annual report); "
        "contributions cover at most 50 % of the fee."
    )
    assert [(step.says, str(step.amount or "")) for step in fee.steps] == [
        ("Tariff tariff-2026, Charter 5: Businesses that do not contribute pay.", ""),
        ("A flat fee of 100.00 EUR.", "100.00 EUR"),
        ("The head count is 10 (accounts, annual report); 2 are free, 8 at 12.50 EUR each.", "100.00 EUR"),
        ("Together.", "200.00 EUR"),
        (credited, "-40.00 EUR"),
        ("The fee is never more than 120.00 EUR.", "120.00 EUR"),
    ]
    assert fee.total == eur(120)
    assert fee.state is FeeState.DUE


def test_the_fee_names_components_clauses_due_date_and_portions():
    payees = (Payee(party=Party(name="Association"), share=Decimal(2)), Payee(party=Party(name="Upstream")))
    decisions = (due("gearwheel"), due("gearbox"), due("gearbox"))
    fee = fee_of(gears(Flat(amount=price(100)), payees=payees), actor(), *decisions)
    assert fee.components == ("pkg:npm/gearbox@1.0.0", "pkg:npm/gearwheel@1.0.0")
    assert fee.clauses == ("PPL 4(d)",)
    assert fee.due_on == datetime.date(2026, 12, 22)
    assert [(p.payee.party.name, str(p.amount)) for p in fee.portions] == [
        ("Association", "66.67 EUR"),
        ("Upstream", "33.33 EUR"),
    ]


# ---------------------------------------------------------------- which decisions count


@pytest.mark.parametrize(
    "decision",
    [
        due(verdict=Verdict.PERMITTED, worst=Verdict.PERMITTED, best=Verdict.PERMITTED, rung=Rung.STEWARD),
        due(verdict=Verdict.LICENCE_NEEDED, rung=Rung.NEGOTIATE),
        due(verdict=Verdict.PROHIBITED, rung=Rung.NEGOTIATE),
        due(exemption=Exemption(component="gearbox", reason="r", approver="a", until=DAY)),
        due(rung=Rung.EXCEPTION),
    ],
)
def test_nothing_else_than_an_open_fee_makes_a_fee(decision):
    assert assess((decision,), (gears(Flat(amount=price(1))),), actor(), DAY) == ()


def test_each_commons_has_its_own_fee_sorted_by_id():
    bolts = gears(Flat(amount=price(2)), id="bolts")
    fees = assess((due(), due("bolt", "bolts")), (gears(Flat(amount=price(1))), bolts), actor(), DAY)
    assert [(fee.commons.id, str(fee.total)) for fee in fees] == [("bolts", "2.00 EUR"), ("gears", "1.00 EUR")]


def test_a_commons_that_was_not_given_is_an_error():
    with pytest.raises(InputError, match=r"'nuts', but its commons\.toml was not given"):
        assess((due(commons="nuts"),), (gears(Flat(amount=price(1))),), actor(), DAY)


# ---------------------------------------------------------------- what is not known stays unknown


def missing(fee):
    return [fact.name for fact in fee.missing]


@pytest.mark.parametrize(
    ("fee", "names"),
    [
        (ONE_PERCENT_CLIFF, ["revenue"]),
        (Share(rate=Decimal("0.01"), threshold=price(0)), ["revenue"]),
        (per_head(1), ["head_count"]),
        (CappedReturn(), ["distributable_return", "capital_invested", "returns_taken"]),
        (CappedReturn(multiple=Decimal(0)), ["distributable_return"]),
    ],
)
def test_a_missing_fact_gives_no_sum(fee, names):
    for who in (actor(), actor(**dict.fromkeys(names))):  # not there, and there as unknown
        result = fee_of(gears(Flat(amount=price(5)), fee), who)
        assert (result.state, result.total, result.portions) == (FeeState.NEEDS_INPUT, None, ())
        assert missing(result) == names
        assert all(fact.where == "[facts] in actor.toml" and fact.ask.endswith("?") for fact in result.missing)


@pytest.mark.parametrize(
    ("fee", "facts"),
    [
        (Cliff(rate=Decimal(0), threshold=price(1)), {}),
        (Share(rate=Decimal(0), threshold=price(1)), {}),
        (per_head(0), {}),
        (CappedReturn(sweep=Decimal(0)), {}),
        (CappedReturn(), {"distributable_return": Decimal(0)}),
    ],
)
def test_a_fact_that_changes_nothing_is_not_asked_for(fee, facts):
    result = fee_of(gears(fee), actor(**facts))
    assert (result.state, result.total, result.missing) == (FeeState.NIL, eur(0), ())


def test_a_fact_does_not_matter_once_the_cap_is_reached():
    result = fee_of(gears(Flat(amount=price(100)), ONE_PERCENT_CLIFF, highest=80), actor())
    assert (result.state, result.total) == (FeeState.DUE, eur(80))
    assert result.steps[-1].says == "Whatever is not known, the fee reaches its highest, 80.00 EUR."


def test_without_capital_the_returns_taken_before_do_not_matter():
    who = actor(capital_invested=Decimal(0), distributable_return=Decimal(70))
    assert total(gears(CappedReturn()), who) == 70
    assert missing(fee_of(gears(CappedReturn()), actor(capital_invested=Decimal(0)))) == ["distributable_return"]


def test_an_absent_contribution_was_not_claimed_and_an_unknown_one_is_asked_for():
    tariff = gears(Flat(amount=price(100)), credit=Credit())
    silent = fee_of(tariff, actor())
    assert silent.total == eur(100)
    assert silent.steps[-1].says == "No contributions were put on record, so none count towards the fee."
    unknown = fee_of(tariff, actor(about_gears={"contribution_value": None}))
    assert (unknown.state, missing(unknown)) == (FeeState.NEEDS_INPUT, ["contribution_value"])
    assert unknown.missing[0].where == "[commons.gears] in actor.toml"


def test_a_contribution_to_one_commons_is_none_to_another():
    who = actor()
    elsewhere = Actor(commons={"bolts": {"contribution_value": Fact(name="contribution_value", value=eur(100))}})
    tariff = gears(Flat(amount=price(100)), credit=Credit())
    assert total(tariff, elsewhere) == total(tariff, who) == 100


@pytest.mark.parametrize("credit", [Credit(most=Decimal(0)), None])
def test_an_unknown_contribution_that_could_cover_nothing_is_not_asked_for(credit):
    tariff = gears(Flat(amount=price(100)), credit=credit)
    assert total(tariff, actor(about_gears={"contribution_value": None})) == 100


def test_an_unknown_contribution_matters_even_where_the_sum_stands_at_the_cap():
    # 50 when the contributions cover half of the 100 that are sure, 80 when they cover nothing.
    tariff = gears(Flat(amount=price(100)), ONE_PERCENT_CLIFF, highest=80, credit=Credit(most=Decimal("0.5")))
    fee = fee_of(tariff, actor(about_gears={"contribution_value": None}))
    assert missing(fee) == ["revenue", "contribution_value"]


def test_the_lowest_fee_is_asked_only_where_anything_is_due():
    cliff = gears(ONE_PERCENT_CLIFF, lowest=50)
    assert total(cliff, actor(revenue=Decimal(1000))) == 0
    small = fee_of(gears(Flat(amount=price(1)), lowest=50), actor())
    assert (small.total, small.steps[-1].says) == (eur(50), "Where anything is due, it is at least 50.00 EUR.")
    credited = gears(Flat(amount=price(100)), lowest=50, credit=Credit())
    assert total(credited, actor(about_gears={"contribution_value": Decimal(100)})) == 0
    assert total(credited, actor(about_gears={"contribution_value": Decimal(99)})) == 50


def test_an_unknown_contribution_is_not_asked_for_where_nothing_is_due():
    tariff = gears(ONE_PERCENT_CLIFF, credit=Credit())
    assert total(tariff, actor(revenue=Decimal(1), about_gears={"contribution_value": None})) == 0


@pytest.mark.parametrize("day", [datetime.date(2025, 12, 31), datetime.date(2027, 1, 1)])
def test_outside_its_days_a_tariff_is_not_used(day):
    fee = fee_of(gears(Flat(amount=price(1))), actor(), day=day)
    assert (fee.state, fee.total) == (FeeState.NEEDS_INPUT, None)
    assert missing(fee) == [f"tariff for {day}"]
    assert fee.steps[0].says == (
        f"No tariff of Gears Commons is known for {day.day} {day:%B} {day.year}; "
        "tariff-2026 is valid from 1 January 2026 to 31 December 2026."
    )


@pytest.mark.parametrize("day", [datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)])
def test_on_its_first_and_last_day_a_tariff_holds(day):
    assert fee_of(gears(Flat(amount=price(1))), actor(), day=day).state is FeeState.DUE


def test_without_a_tariff_nothing_is_asked():
    fee = fee_of(gears(tariffs=()), actor())
    assert (fee.state, missing(fee)) == (FeeState.NEEDS_INPUT, [f"tariff for {DAY}"])


def test_the_last_day_there_is_does_not_overflow():
    tariff = gears(Flat(amount=price(1)))
    assert fee_of(tariff, actor(), day=datetime.date.max).due_on == datetime.date.max


# ---------------------------------------------------------------- other currencies


def test_another_currency_is_converted_only_at_a_rate_on_record():
    tariff = gears(Share(rate=Decimal("0.01"), threshold=Price.of("100 USD")), currency="USD")
    plain = fee_of(tariff, actor(revenue=Decimal(1000)))
    assert (plain.state, missing(plain)) == (FeeState.NEEDS_INPUT, ["exchange rate EUR/USD"])
    inverse = fee_of(tariff, actor(revenue=Decimal(1000), rates={"USD/EUR": Decimal("0.8")}))
    assert missing(inverse) == ["exchange rate EUR/USD"]
    fee = fee_of(tariff, actor(revenue=Decimal(1000), rates={"EUR/USD": Decimal("1.25")}))
    assert fee.total == Money.of("11.50", "USD")
    assert "at 1.25 USD for one EUR: 1,250.00 USD" in fee.steps[1].says


@pytest.mark.parametrize("rate", ["NaN", "Infinity", "0", "-1", "1e-999999", "1e999999"])
def test_a_rate_nobody_can_calculate_with_is_no_rate(rate):
    tariff = gears(Share(rate=Decimal("0.01"), threshold=Price.of("100 USD")), currency="USD")
    fee = fee_of(tariff, actor(revenue=Decimal(1000), rates={"EUR/USD": Decimal(rate)}))
    assert missing(fee) == ["exchange rate EUR/USD"]


def test_the_sum_is_exact_where_usual_decimals_round():
    # 31 digits and 12 places: Python's usual 28 digits would lose the cent.
    tariff = gears(Share(rate=Decimal("0.000000000001"), threshold=price(0)))
    revenue = Decimal("9999999999999999999999999999.99")
    assert total(tariff, actor(revenue=revenue)) == Decimal("10000000000000000.00")
    exact = gears(Flat(amount=price("9999999999999999999999999999.99")), Flat(amount=price("0.01")))
    assert total(exact, actor()) == 10**28


# ---------------------------------------------------------------- laws

amounts = st.decimals(min_value=0, max_value=10**12, places=2)
rates = st.decimals(min_value=0, max_value=1, places=4)


@settings(deadline=None)
@given(revenue=amounts, threshold=amounts, rate=rates)
def test_marginal_is_never_more_than_cliff(revenue, threshold, rate):
    who = actor(revenue=revenue)
    marginal = total(gears(Share(rate=rate, threshold=price(threshold))), who)
    assert marginal <= total(gears(Cliff(rate=rate, threshold=price(threshold))), who)


@settings(deadline=None)
@given(low=amounts, more=amounts, threshold=amounts, rate=rates)
def test_who_earns_more_never_pays_less(low, more, threshold, rate):
    for kind in (Share, Cliff):
        tariff = gears(kind(rate=rate, threshold=price(threshold)))
        assert total(tariff, actor(revenue=low)) <= total(tariff, actor(revenue=low + more))


@settings(deadline=None)
@given(flat=amounts, heads=st.integers(0, 10**6), credit=amounts, most=rates, bounds=st.tuples(amounts, amounts))
def test_credit_and_cap_keep_the_fee_in_bounds(flat, heads, credit, most, bounds):
    lowest, highest = sorted(bounds)
    tariff = gears(
        Flat(amount=price(flat)),
        per_head("0.333", free=3),
        credit=Credit(most=most),
        highest=highest,
        lowest=lowest,
    )
    owed = total(tariff, actor(head_count=heads, about_gears={"contribution_value": credit}))
    assert 0 <= owed <= highest
    before = Fraction(flat) + max(0, heads - 3) * Fraction("0.333")
    after = before - min(Fraction(credit), Fraction(most) * before)
    bounded = min(max(after, Fraction(lowest)), Fraction(highest)) if after > 0 else 0
    assert abs(Fraction(owed) - bounded) <= Fraction("0.005")


@settings(deadline=None)
@given(amount=amounts, shares=st.lists(st.decimals(min_value=0, max_value=100, places=3), min_size=1, max_size=9))
def test_portions_add_up_to_the_total_in_any_order_of_payees(amount, shares):
    shares.append(Decimal(1))
    payees = [Payee(party=Party(name=str(i)), share=share) for i, share in enumerate(shares)]
    one = fee_of(gears(Flat(amount=price(amount)), payees=tuple(payees)), actor())
    other = fee_of(gears(Flat(amount=price(amount)), payees=tuple(reversed(payees))), actor())
    assert sum((p.amount.amount for p in one.portions), Decimal(0)) == one.total.amount
    here, there = ({p.payee.party.name: p.amount.amount for p in fee.portions} for fee in (one, other))
    assert all(abs(here[name] - there[name]) <= Decimal("0.01") for name in here)
    paid = [Fraction(share) for share in shares if share > 0]
    cut_off = [Fraction(one.total.amount) * 100 * share / sum(paid) % 1 for share in paid]
    if len(set(cut_off)) == len(cut_off):  # no ties: then every payee gets the same in any order
        assert here == there


@settings(deadline=None)
@given(data=st.data())
def test_a_sum_with_unknown_facts_holds_whatever_they_are(data):
    """Where some facts are missing and yet there is a sum, every value of the missing facts gives that sum."""
    values = {
        "revenue": data.draw(amounts),
        "head_count": data.draw(st.integers(0, 1000)),
        "capital_invested": data.draw(st.sampled_from([Decimal(0), Decimal(10), Decimal(1000)])),
        "returns_taken": data.draw(amounts),
        "distributable_return": data.draw(st.sampled_from([Decimal(0), Decimal(50), Decimal(10**6)])),
    }
    some = st.sampled_from([Decimal(0), Decimal("0.1"), Decimal(1)])
    kinds = [
        Flat(amount=price(data.draw(st.sampled_from([0, 100])))),
        Cliff(rate=data.draw(some), threshold=price(1000)),
        per_head(data.draw(st.sampled_from([0, 1]))),
        CappedReturn(sweep=data.draw(some), multiple=data.draw(some) * 10),
    ]
    fees = data.draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=4))
    highest = data.draw(st.sampled_from([None, 0, 50, 100]))
    lowest = data.draw(st.sampled_from([None, 0]))
    credit = data.draw(st.sampled_from([None, Credit(), Credit(most=Decimal("0.5"))]))
    tariff = gears(*fees, highest=highest, lowest=lowest, credit=credit)
    hidden = data.draw(st.sets(st.sampled_from([*sorted(values), "contribution_value"])))
    value = data.draw(st.sampled_from([Decimal(0), Decimal(30), Decimal(10**6)]))
    full = fee_of(tariff, actor(**values, about_gears={"contribution_value": value}))
    assert full.total is not None
    known = {name: given for name, given in values.items() if name not in hidden}
    shown = {"contribution_value": None if "contribution_value" in hidden else value}
    part = fee_of(tariff, actor(**known, about_gears=shown))
    assert {fact.name for fact in part.missing} <= hidden
    if part.total is not None:
        assert part.total == full.total
    else:
        assert part.missing


def test_a_component_under_two_tariffs_owes_both() -> None:

    def published(name: str, license_id: str, amount: str) -> Commons:
        text = f"""
id = "{name}"
name = "{name}"
license = "{license_id}"
covers = ["pkg:npm/thing"]
steward = {{ name = "Friends of {name}" }}
payees = [{{ party = {{ name = "Friends of {name}" }} }}]
[[tariffs]]
id = "{name}-1"
currency = "EUR"
clause = "1"
says = "A flat fee."
valid_from = 2026-01-01
fee = {{ kind = "flat", amount = "{amount}" }}
"""
        return load_text(text, f"{name}.toml")

    both = (published("gears", "PPL", "100 EUR"), published("maps", "CC-BY-NC-4.0", "30 EUR"))
    day = datetime.date(2026, 11, 22)
    actor, use = describe(
        facts={"kind": "organisation", "privately_owned_and_managed": True, "profits_from_wage_labour": True},
        use={"commercial": True},
        as_of=day,
    )
    entry = licensed_component("pkg:npm/thing@1", "PPL AND CC-BY-NC-4.0")
    decisions = decide([entry], actor, use, day, records=Records(commons=both))
    fees = assess(decisions, both, actor, day)
    assert [(fee.commons.id, str(fee.total)) for fee in fees] == [("gears", "100.00 EUR"), ("maps", "30.00 EUR")]
