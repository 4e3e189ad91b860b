"""What holds for every tariff, whatever it is made of."""

from decimal import Decimal
from fractions import Fraction

import msgspec
from fee_sample import commons, fee_of, licensee, tariff
from hypothesis import given, settings
from hypothesis import strategies as st

from copyfair.commons.tariff import (
    Bracket,
    Brackets,
    Cap,
    CappedReturn,
    Cliff,
    Credit,
    Factor,
    Flat,
    Floor,
    Highest,
    Index,
    LifetimeShare,
    Lowest,
    Minimum,
    Mode,
    PerUnit,
    Price,
    Prorate,
    Share,
    Stairs,
    Sum,
    Waiver,
)
from copyfair.fees.amounts import Quantity, Range
from copyfair.fees.brackets import Ladder, brackets_range, charged
from copyfair.fees.model import FeeState

BASE = commons(tariff("""fee = { kind = "negotiated" }"""))

amounts = st.sampled_from(["0", "1", "10", "99.99", "1000", "100000"])
plain = amounts.map(lambda text: Price.of(f"{text} EUR"))
moved = st.builds(
    lambda price, now: msgspec.structs.replace(price, index=Index(series="us-cpi-u", base=Decimal("255.657"), now=now)),
    plain,
    st.sampled_from([None, Decimal(300), Decimal("251.1")]),
)
prices = plain | moved
rates = st.sampled_from([Decimal(0), Decimal("0.01"), Decimal("0.5"), Decimal(1)])


@st.composite
def brackets(draw, limits=prices):
    mode = draw(st.sampled_from(Mode))
    ends = sorted(draw(st.sets(st.integers(1, 500), min_size=1, max_size=4)))
    kind = "amount" if mode is Mode.BAND else "price"
    steps = [Bracket(up_to=end, **{kind: draw(limits)}) for end in ends]
    if draw(st.booleans()):
        stairs = Stairs(every=draw(st.integers(1, 50)), price=draw(limits))
        return Brackets(of="seats", mode=mode, brackets=tuple(steps), step=stairs)
    return Brackets(of="seats", mode=mode, brackets=(*steps, Bracket(**{kind: draw(limits)})))


leaves = st.one_of(
    st.builds(Flat, amount=prices),
    st.builds(PerUnit, of=st.just("seats"), price=prices, free=st.integers(0, 5), package=st.integers(1, 7)),
    brackets(),
    st.builds(
        Share, rate=rates, threshold=prices, less=st.just(("revenue_deductions",)), ignore_below=st.none() | prices
    ),
    st.builds(LifetimeShare, rate=rates, above=prices, ignore_below=st.none() | prices),
    st.builds(Cliff, rate=rates, threshold=prices),
    st.builds(CappedReturn, multiple=st.sampled_from([Decimal(0), Decimal(1), Decimal(10)]), sweep=rates),
)
several = st.lists(leaves, min_size=1, max_size=3).map(tuple)
nodes = leaves | st.builds(Sum, parts=several) | st.builds(Lowest, parts=several) | st.builds(Highest, parts=several)
adjustments = st.lists(
    st.one_of(
        st.just(Prorate()),
        st.builds(Factor, by=st.just("contributes"), values=st.fixed_dictionaries({"yes": rates, "no": rates})),
        st.builds(Floor, amount=plain),
        st.builds(Cap, amount=plain),
        st.builds(Cap, share=rates, of=st.just("revenue")),
        st.builds(Credit, most=rates),
    ),
    max_size=3,
)
waivers = st.lists(
    st.sampled_from(["contributes", "revenue < money('1000 EUR')", "seats > 3 and not coalition_member"]), max_size=2
).map(lambda whens: tuple(Waiver(clause="6", says="They.", when=when) for when in whens))

money = st.sampled_from([Decimal(0), Decimal("0.01"), Decimal(100), Decimal("1000.5"), Decimal(10**6)])
KINDS = {
    "revenue": money,
    "revenue_deductions": money,
    "product_revenue": money,
    "product_revenue_before": money,
    "capital_invested": money,
    "returns_taken": money,
    "distributable_return": money,
    "contribution_value": money,
    "carried_forward": money,
    "seats": st.integers(0, 600),
    "days_used": st.integers(0, 365),
    "contributes": st.booleans(),
    "coalition_member": st.booleans(),
}
values = st.fixed_dictionaries(KINDS)


@st.composite
def tariffs(draw):
    last = draw(st.sampled_from([(), (Minimum(amount=Price.of("50 EUR")),)]))
    made = msgspec.structs.replace(
        BASE.tariffs[0], fee=draw(nodes), adjust=(*draw(adjustments), *last), waivers=draw(waivers)
    )
    return msgspec.structs.replace(BASE, tariffs=(made,))


@settings(max_examples=400)
@given(gears=tariffs(), facts=values, hidden=st.sets(st.sampled_from(sorted(KINDS)), max_size=6))
def test_a_sum_with_unknown_facts_holds_whatever_they_are(gears, facts, hidden):
    """Where some facts are missing and yet there is a sum, every value of the missing facts gives that sum."""
    shown = {name: None if name in hidden else value for name, value in facts.items()}
    part = fee_of(gears, licensee(**shown))
    if part.state is FeeState.NEEDS_INPUT:
        assert part.missing
        return
    full = fee_of(gears, licensee(**facts))
    assert (part.total, part.carried) == (full.total, full.carried)


@settings(max_examples=200)
@given(gears=tariffs(), facts=values)
def test_with_every_fact_only_an_index_can_be_missing(gears, facts):
    fee = fee_of(gears, licensee(**facts))
    assert all(fact.name.startswith("price index") for fact in fee.missing)
    if fee.total is not None:
        assert fee.total.amount >= 0
        assert (fee.state is FeeState.DUE) == bool(fee.portions) == bool(fee.total.amount)


@settings(max_examples=200)
@given(node=brackets(plain), low=st.integers(0, 700), more=st.integers(0, 400), at=st.fractions(0, 1))
def test_the_charge_of_any_point_lies_in_the_range_of_the_points_around(node, low, more, at):
    ladder = Ladder.of(node, _quantity)
    point = low + int(more * at)
    found = brackets_range(ladder, Range(Fraction(low), Fraction(low + more)))
    assert found.low <= charged(ladder, Fraction(point)) <= found.high


def test_a_fee_that_falls_right_above_the_known_end_of_a_range_is_not_missed():
    falling = (Bracket(up_to=100, price=Price.of("5 EUR")), Bracket(price=Price.of("3 EUR")))
    ladder = Ladder.of(Brackets(of="seats", mode=Mode.SLAB, brackets=falling), _quantity)
    assert brackets_range(ladder, Range(Fraction(100), Fraction(150))) == Range(Fraction(300), Fraction(500))


@settings(max_examples=200)
@given(node=brackets(plain), seats=st.integers(0, 700))
def test_brackets_agree_with_a_count_of_one_after_the_other(node, seats):
    ladder = Ladder.of(node, _quantity)
    assert charged(ladder, Fraction(seats)) == _by_hand(node, seats)


def _quantity(price):
    return Quantity(Range.just(Fraction(price.amount.amount)), "")


def _by_hand(node, seats):
    """The same, the slow way."""
    ends = [one.up_to for one in node.brackets]
    charges = [Fraction((one.price or one.amount).amount.amount) for one in node.brackets]

    def bracket(n):
        return next((i for i, end in enumerate(ends) if end is None or n <= end), len(ends) - 1)

    inside = seats if node.step is None else min(seats, ends[-1])
    if node.mode is Mode.MARGINAL:
        total = sum((charges[bracket(n)] for n in range(1, inside + 1)), Fraction(0))
    else:
        total = charges[bracket(inside)] * (inside if node.mode is Mode.SLAB else 1)
    beyond = seats - inside
    if beyond:
        total += -(-beyond // node.step.every) * Fraction(node.step.price.amount.amount)
    return total
