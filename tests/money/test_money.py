"""Money is exact, refuses what is not money, and never loses a minor unit when it is split."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copyfair.errors import MoneyError
from copyfair.money import MINOR_UNITS, Money, split

currencies = st.sampled_from(sorted(MINOR_UNITS))
amounts = st.decimals(min_value=-(10**15), max_value=10**15, allow_nan=False, places=4)
weights = st.lists(
    st.one_of(st.integers(0, 1000), st.fractions(0, 1000), st.decimals(0, 1000, places=3)), min_size=1, max_size=20
).filter(lambda given: sum(Fraction(one) for one in given) > 0)


@settings(deadline=None)
@given(amount=amounts, currency=currencies, weights=weights)
def test_a_split_never_loses_a_minor_unit(amount, currency, weights):
    total = Money.of(amount, currency).rounded()
    parts = split(total, weights)
    assert sum((part.amount for part in parts), Decimal(0)) == total.amount
    assert all(part == part.rounded() for part in parts)
    unit = Fraction(1, 10 ** MINOR_UNITS[currency])
    whole = sum(Fraction(one) for one in weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Fraction(part.amount) - Fraction(total.amount) * Fraction(weight) / whole) < unit


@settings(deadline=None)
@given(amount=amounts, weights=weights)
def test_a_split_is_stable_and_gives_equal_weights_in_their_order(amount, weights):
    total = Money.of(abs(amount), "EUR").rounded()
    parts = split(total, weights)
    assert split(total, [Fraction(one) * 7 for one in weights]) == parts
    for i, one in enumerate(weights):
        for j in range(i + 1, len(weights)):
            if Fraction(one) == Fraction(weights[j]):
                assert parts[i] >= parts[j]


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        ("0.01 EUR", [1, 1, 1], ["0.01 EUR", "0.00 EUR", "0.00 EUR"]),
        ("100 EUR", [1, 1, 1], ["33.34 EUR", "33.33 EUR", "33.33 EUR"]),
        ("100 JPY", [1, 1, 1], ["34 JPY", "33 JPY", "33 JPY"]),
        ("1 KWD", [1, 2], ["0.333 KWD", "0.667 KWD"]),
        ("10 EUR", [0, 1], ["0.00 EUR", "10.00 EUR"]),
        ("-0.01 EUR", [1, 1], ["0.00 EUR", "-0.01 EUR"]),
        # The largest remainder wins, not the largest weight.
        ("0.10 EUR", [Decimal("0.5"), Decimal("0.26"), Decimal("0.24")], ["0.05 EUR", "0.03 EUR", "0.02 EUR"]),
    ],
)
def test_what_a_split_gives(total, weights, parts):
    assert [str(part) for part in split(Money.parse(total), weights)] == parts


def test_thousands_of_splits_lose_nothing_and_do_not_hang_on_the_order_of_different_parts():
    """The same over a million of them: benchmarks/fees.py."""
    chance = Random(5)  # noqa: S311 - no secret hangs on it
    for _ in range(2000):
        units, count = chance.randrange(10 ** chance.randrange(1, 16)), chance.randrange(1, 12)
        weights = [Fraction(chance.randrange(1000), chance.randrange(1, 100)) for _ in range(count)] + [Fraction(1)]
        total = Money.of_units(units, "EUR")
        parts = split(total, weights)
        assert sum(part.amount for part in parts) == total.amount
        order = chance.sample(range(len(weights)), len(weights))
        again = split(total, [weights[place] for place in order])
        whole = sum(weights)
        cut_off = [units * weight / whole % 1 for weight in weights]
        if len(set(cut_off)) == len(cut_off):
            assert [again[order.index(place)] for place in range(len(weights))] == list(parts)


@pytest.mark.parametrize("weights", [[0.5, 1], [1, 0.0], [True, 1]])
def test_weights_are_exact_numbers(weights):
    with pytest.raises(MoneyError, match="floats are not exact"):
        split(Money.of(1, "EUR"), weights)


@pytest.mark.parametrize(
    ("number", "currency", "nearest", "shown"),
    [
        (Fraction(1, 3), "EUR", "0.33 EUR", "0.333333 EUR"),
        (Fraction(2, 3), "EUR", "0.67 EUR", "0.666667 EUR"),
        (Fraction(1, 200), "EUR", "0.01 EUR", "0.005 EUR"),
        (Fraction(-1, 200), "EUR", "-0.01 EUR", "-0.005 EUR"),
        (Fraction(-1, 300), "EUR", "0.00 EUR", "-0.003333 EUR"),
        (Fraction(1, 2), "JPY", "1 JPY", "0.5 JPY"),
        (Fraction(1, 1024), "KWD", "0.001 KWD", "0.0009765625 KWD"),
        (Fraction(10**31), "EUR", f"{10**31:,}.00 EUR", f"{10**31:,}.00 EUR"),
    ],
)
def test_an_exact_number_is_rounded_once_and_shown_as_far_as_it_goes(number, currency, nearest, shown):
    assert str(Money.nearest(number, currency)) == nearest
    assert str(Money.shown(number, currency)) == shown


@settings(deadline=None)
@given(amount=amounts, currency=currencies)
def test_both_ways_to_round_agree(amount, currency):
    assert Money.nearest(Fraction(amount), currency) == Money.of(amount, currency).rounded()


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [Decimal("-0.1"), 5]])
def test_a_split_needs_weights(weights):
    with pytest.raises(MoneyError, match="weights"):
        split(Money.of(1, "EUR"), weights)


def test_what_cannot_be_paid_is_not_split():
    with pytest.raises(MoneyError, match="cannot be paid exactly"):
        split(Money.of("0.001", "EUR"), [1])


@pytest.mark.parametrize(
    ("given", "rounded"),
    [
        ("0.005 EUR", "0.01 EUR"),
        ("0.0049999 EUR", "0.00 EUR"),
        ("2.675 EUR", "2.68 EUR"),  # binary floats say 2.67
        ("-0.005 EUR", "-0.01 EUR"),
        ("-0.004 EUR", "0.00 EUR"),
        ("0.5 JPY", "1 JPY"),
        ("0.0005 IQD", "0.001 IQD"),  # three digits in ISO 4217, though locale data say none
        ("0.005 MGA", "0.01 MGA"),
        ("999999999999999999999999999999.995 EUR", "1,000,000,000,000,000,000,000,000,000,000.00 EUR"),
    ],
)
def test_rounding_is_half_up_at_the_minor_unit(given, rounded):
    assert str(Money.parse(given).rounded()) == rounded


@settings(deadline=None)
@given(amount=amounts, currency=currencies)
def test_rounding_twice_is_rounding_once_and_moves_less_than_half_a_unit(amount, currency):
    money = Money.of(amount, currency)
    once = money.rounded()
    assert once.rounded() == once
    assert abs(Fraction(once.amount) - Fraction(amount)) <= Fraction(1, 2 * 10 ** MINOR_UNITS[currency])


@settings(deadline=None)
@given(one=amounts, other=amounts, factor=st.decimals(-1000, 1000, places=8))
def test_sums_and_products_are_exact(one, other, factor):
    left, right = Money.of(one, "EUR"), Money.of(other, "EUR")
    assert Fraction((left + right).amount) == Fraction(one) + Fraction(other)
    assert Fraction((left - right).amount) == Fraction(one) - Fraction(other)
    assert Fraction((left * factor).amount) == Fraction(one) * Fraction(factor)
    assert (left < right) == (one < other)
    assert (left >= right) == (one >= other)


def test_more_digits_than_python_usually_keeps_are_kept():
    big, small = Money.parse("123456789012345678901234567890 EUR"), Money.parse("0.000000000001 EUR")
    assert str(big + small) == "123,456,789,012,345,678,901,234,567,890.000000000001 EUR"


@settings(deadline=None)
@given(amount=amounts, currency=currencies)
def test_what_is_printed_can_be_read_again(amount, currency):
    money = Money.of(amount, currency)
    assert Money.parse(str(money).replace(",", "")) == money


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1250.5 EUR", "1,250.50 EUR"),
        ("1_000_000 USD", "1,000,000.00 USD"),
        ("  7   EUR  ", "7.00 EUR"),
        ("+7 EUR", "7.00 EUR"),
        ("-7 EUR", "-7.00 EUR"),
        ("-0 EUR", "0.00 EUR"),
        ("0.0000001 EUR", "0.0000001 EUR"),
        ("10 JPY", "10 JPY"),
    ],
)
def test_how_money_is_read_and_printed(text, shown):
    assert str(Money.parse(text)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "EUR", "1000", "1000EUR", "EUR 1000", "1 EUR EUR", "1,000 EUR", "1.000,50 EUR", "1e3 EUR", "1e999999999 EUR",
        "NaN EUR", "Infinity EUR", "-Infinity EUR", "sNaN EUR", "0x10 EUR", "1__0 EUR", "_1 EUR", "1_ EUR", ".5 EUR", "5. EUR",
        "\u0663 EUR", "\uff11 EUR", "1 eur", "1 EURO", "1 XXX", "1 ", "1\x00 EUR", "=1+1 EUR", "--1 EUR", "1 €", "9" * 32 + " EUR",
        "0." + "0" * 31 + "1 EUR", "9" * 100_000 + " EUR", "1 " + "E" * 100_000, "x " * 100_000,
    ],
)  # fmt: skip
def test_a_text_that_is_not_money_is_refused_in_a_short_message(text):
    with pytest.raises(MoneyError) as caught:
        Money.parse(text)
    assert len(str(caught.value)) < 200


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_money_or_a_money_error(text):
    try:
        money = Money.parse(text)
    except MoneyError:
        return
    assert money.amount.is_finite()


@pytest.mark.parametrize(
    "amount",
    [1.5, 0.0, True, None, [], "1.5.5", b"1", 10**40, Decimal("NaN"), Decimal("Infinity"), Decimal("1e31")],
)
def test_floats_and_what_nobody_pays_are_refused(amount):
    with pytest.raises(MoneyError):
        Money.of(amount, "EUR")


def test_a_number_that_python_will_not_even_print_is_refused():
    with pytest.raises(MoneyError, match="too long to show"):
        Money.of(10**5000, "EUR")


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("sNaN"), Decimal("1e999999"), Decimal("1e-999999"), 1, 1.0])
def test_money_cannot_be_made_from_anything_else_than_a_sane_decimal(amount):
    with pytest.raises(MoneyError):
        Money(amount, "EUR")


@pytest.mark.parametrize("factor", [0.5, True, Decimal("NaN"), "x"])
def test_money_is_multiplied_by_exact_numbers_only(factor):
    with pytest.raises(MoneyError):
        Money.of(1, "EUR") * factor


def test_currencies_do_not_mix():
    one, other = Money.of(1, "EUR"), Money.of(1, "USD")
    for mix in (lambda: one + other, lambda: one - other, lambda: one < other, lambda: one >= other):
        with pytest.raises(MoneyError, match="without a rate"):
            mix()
    assert one != other


def test_the_currency_table_has_the_digits_of_iso_4217():
    assert {code for code, digits in MINOR_UNITS.items() if digits == 3} == {
        "BHD",
        "IQD",
        "JOD",
        "KWD",
        "LYD",
        "OMR",
        "TND",
    }
    assert (MINOR_UNITS["ISK"], MINOR_UNITS["HUF"], MINOR_UNITS["UGX"], MINOR_UNITS["MRU"]) == (0, 2, 0, 2)
    assert all(len(code) == 3 and code.isupper() for code in MINOR_UNITS)


def test_the_usual_decimal_context_would_have_failed_here():
    """Why sums run in a context of their own: this is what Python does by itself."""
    big = Decimal("1e30")
    assert big + Decimal("0.01") == big
    with pytest.raises(InvalidOperation):
        big.quantize(Decimal("0.01"))
