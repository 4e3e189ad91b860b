"""The rule language: what it takes, what it refuses and with which words, and how a condition says itself."""

import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copyfair.actor.facts import vocabulary
from copyfair.errors import RuleError
from copyfair.money import Money
from copyfair.reciprocity.conditions import (
    All,
    Among,
    Below,
    Condition,
    Either,
    Not,
    Reached,
    Unit,
    about,
    atoms,
    commons_of,
    later,
    of_commons,
    parse_condition,
    say,
)

COMMERCIAL, WORKERS = Among("commercial", (True,)), Among("worker_owned", (True,))
MILLION = Money.of(1_000_000, "USD")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("commercial", COMMERCIAL),
        ("  commercial\n", COMMERCIAL),
        ("not commercial", Not(COMMERCIAL)),
        ("commercial and worker_owned", All((COMMERCIAL, WORKERS))),
        ("commercial or worker_owned", Either((COMMERCIAL, WORKERS))),
        ("commercial or worker_owned and commercial", Either((COMMERCIAL, All((WORKERS, COMMERCIAL))))),
        ("(commercial or worker_owned) and commercial", All((Either((COMMERCIAL, WORKERS)), COMMERCIAL))),
        ("not (commercial and worker_owned)", Not(All((COMMERCIAL, WORKERS)))),
        ("kind == 'individual'", Among("kind", ("individual",))),
        ("kind != 'individual'", Not(Among("kind", ("individual",)))),
        ("kind in ('sole-trader', 'individual')", Among("kind", ("individual", "sole-trader"))),
        ("kind not in ('individual',)", Not(Among("kind", ("individual",)))),
        ("head_count < 100", Below("head_count", 100)),
        ("head_count <= 100", Below("head_count", 100, inclusive=True)),
        ("head_count > 100", Not(Below("head_count", 100, inclusive=True))),
        ("head_count >= 100", Not(Below("head_count", 100))),
        ("revenue < money('1000000 USD')", Below("revenue", MILLION)),
        ("revenue < money('1000000 USD', 2019)", Below("revenue", MILLION, year=2019)),
        ("revenue > money('1000000 USD', 2019, 'us-cpi-u')", Not(Below("revenue", MILLION, True, 2019, "us-cpi-u"))),
        ("as_of >= change_date", Reached("change_date")),
        ("as_of < change_date", Not(Reached("change_date"))),
        ("as_of > change_date", Reached("change_date", over=True)),
        ("as_of <= change_date", Not(Reached("change_date", over=True))),
        ("as_of >= release_date + years(4)", Reached("release_date", 4, Unit.YEARS)),
        ("as_of < release_date + years(99)", Not(Reached("release_date", 99, Unit.YEARS))),
        ("as_of >= release_date + months(1)", Reached("release_date", 1, Unit.MONTHS)),
        ("as_of < release_date + days(32)", Not(Reached("release_date", 32, Unit.DAYS))),
        ("as_of <= release_date + days(128)", Not(Reached("release_date", 128, Unit.DAYS, over=True))),
        (
            "as_of >= change_date or as_of >= release_date + years(4)",
            Either((Reached("change_date"), Reached("release_date", 4, Unit.YEARS))),
        ),
    ],
)
def test_what_it_takes(text: str, condition: Condition) -> None:
    assert parse_condition(text) == condition


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not a condition"),
        ("commercial and", "is not a condition"),
        ("commercial; worker_owned", "is not a condition"),
        ("commercial\x00", "is not a condition"),
        ("(" * 300 + "commercial" + ")" * 300, "is not a condition"),
        ("c" * 2001, "more than 2000 characters"),
        ("not " * 21 + "commercial", "nested deeper than 20 levels"),
        ("True", "'True' is not a fact, a comparison"),
        ("'text'", "is not a fact, a comparison"),
        ("-commercial", "is not a fact, a comparison"),
        ("commercial if worker_owned else commercial", "is not a fact, a comparison"),
        ("(lambda: commercial)()", "is not a fact, a comparison"),
        ("commercial.real", "is not a fact, a comparison"),
        ("[commercial]", "is not a fact, a comparison"),
        ("(x := commercial)", "is not a fact, a comparison"),
        ("__import__('os')", "is not a fact, a comparison"),
        ("1 < head_count < 3", "is not a fact, a comparison"),
        ("nobody", "there is no fact called 'nobody'"),
        ("nobody == 'x'", "there is no fact called 'nobody'"),
        ("as_of", "there is no fact called 'as_of'"),
        ("kind", "'kind' is a choice fact and cannot stand here"),
        ("head_count", "'head_count' is a count fact and cannot stand here"),
        ("commercial == True", "'commercial' is a yes-no fact and cannot stand here"),
        ("change_date < 3", "'change_date' is a date fact and cannot stand here"),
        ("100 > head_count", "begins with the name of a fact, not '100'"),
        ("money('1 USD') > revenue", "begins with the name of a fact"),
        ("kind == 'person'", "'kind' is never 'person'; it is one of individual, sole-trader, organisation"),
        ("kind in ('individual', 'person')", "'kind' is never 'person'"),
        ("kind == 3", "'kind' is never 3"),
        ("kind == ['individual']", "'kind' is never"),
        ("kind == {'individual': 1}", "'kind' is never"),
        ("kind in ({[]: 1},)", "is not a plain value"),
        ("kind == worker_owned", "'worker_owned' is not a plain value"),
        ("kind in ()", "'kind' is compared with nothing"),
        ("kind in 'individual'", "'kind' is compared with ==, !=, in or not in"),
        ("kind == ('individual',)", "'kind' is compared with ==, !=, in or not in"),
        ("kind < 'individual'", "'kind' is compared with ==, !=, in or not in"),
        ("kind is 'individual'", "'kind' is compared with ==, !=, in or not in"),
        ("head_count == 100", "'head_count' is compared with <, <=, > or >="),
        ("head_count < 1.5", "compare it with a whole number from 0"),
        ("head_count < True", "compare it with a whole number from 0"),
        ("head_count < -1", "compare it with a whole number from 0"),
        ("head_count < '100'", "compare it with a whole number from 0"),
        ("head_count < money('1 USD')", "is not a plain value"),
        ("revenue < 1000000", "'revenue' is money; compare it with money("),
        ("revenue < amount('1 USD')", "'revenue' is money; compare it with money("),
        ("revenue < money()", "money takes an amount with currency"),
        ("revenue < money(1, 'USD')", "money takes an amount with currency"),
        ("revenue < money('1 USD', 'us-cpi-u')", "money takes an amount with currency"),
        ("revenue < money('1 USD', True)", "money takes an amount with currency"),
        ("revenue < money('1 USD', 2019, 'us-cpi-u', 4)", "money takes an amount with currency"),
        ("revenue < money('1 USD', year=2019)", "without their names"),
        ("revenue < money(*('1 USD',))", "is not a plain value"),
        ("revenue < money('1 ZZZ')", "'ZZZ' is not a currency code"),
        ("revenue < money('many USD')", "is not an amount"),
        ("revenue < money('-1 USD')", "nothing is ever less than -1.00 USD"),
        ("revenue < money('1 USD', 2019, 'x')", "there is no price index 'x'"),
        ("revenue < money('1 USD', 1990, 'us-cpi-u')", "has no value for 1990"),
        ("revenue < money('1 USD', 20190)", "20190 is no year of which money is meant"),
        ("as_of >= commercial", "'commercial' is a yes-no fact and cannot stand here"),
        ("as_of >= '2026-01-01'", "as_of is compared with a date"),
        ("as_of >= release_date - years(4)", "as_of is compared with a date"),
        ("as_of >= release_date + 4", "as_of is compared with a date"),
        ("as_of >= release_date + weeks(4)", "or a date + days(n), months(n) or years(n)"),
        ("as_of >= release_date + years", "or a date + days(n), months(n) or years(n)"),
        ("as_of >= years(4) + release_date", "or a date + days(n), months(n) or years(n)"),
        ("as_of >= release_date + years(1) + days(3)", "or a date + days(n), months(n) or years(n)"),
        ("as_of >= release_date + years(0)", "years(n) takes one whole number from 1 to 99"),
        ("as_of >= release_date + years(100)", "years(n) takes one whole number from 1 to 99"),
        ("as_of >= release_date + months(1000)", "months(n) takes one whole number from 1 to 999"),
        ("as_of >= release_date + days(10000)", "days(n) takes one whole number from 1 to 9999"),
        ("as_of >= release_date + days(-1)", "days(n) takes one whole number"),
        ("as_of >= release_date + days(1.5)", "days(n) takes one whole number"),
        ("as_of >= release_date + years(True)", "years(n) takes one whole number"),
        ("as_of >= release_date + years()", "years(n) takes one whole number"),
        ("as_of >= release_date + years(4, n=1)", "years(n) takes one whole number"),
        ("as_of >= head_count + days(3)", "'head_count' is a count fact and cannot stand here"),
        ("as_of == change_date", "as_of is compared with >=, >, < or <="),
        ("as_of in change_date", "as_of is compared with >=, >, < or <="),
    ],
)
def test_what_it_refuses(text: str, why: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_condition(text, "x.toml: $.grants[0].when")
    assert str(caught.value).startswith("x.toml: $.grants[0].when: ")
    assert why in str(caught.value)


def test_twenty_levels_are_taken() -> None:
    assert len(atoms(parse_condition("not " * 20 + "commercial"))) == 1


def test_a_strange_escape_warns_nobody() -> None:
    with pytest.raises(RuleError, match="is never"):
        parse_condition(r"kind == '\d'")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("commercial", "the use is commercial"),
        ("not commercial", "the use is not commercial"),
        ("not not commercial", "it is not so that the use is not commercial"),
        ("commercial and worker_owned", "the use is commercial, and it is owned by its workers"),
        ("commercial or worker_owned", "the use is commercial, or it is owned by its workers"),
        (
            "worker_owned and (commercial or not distributes)",
            "it is owned by its workers, and (the use is commercial, or no copies are passed on)",
        ),
        (
            "worker_owned and not (commercial and distributes)",
            "it is owned by its workers, and it is not so that (the use is commercial, and copies are passed on)",
        ),
        ("kind == 'sole-trader'", "the actor is a person in business alone, perhaps through a company of their own"),
        ("kind != 'individual'", "the actor is not a person acting for themselves"),
        (
            "kind not in ('sole-trader', 'individual')",
            "the actor is none of: a person acting for themselves or a person in business alone, perhaps through a company of their own",
        ),
        ("head_count < 1000", "the head count is below 1,000"),
        ("head_count <= 1000", "the head count is at most 1,000"),
        ("head_count > 1000", "the head count is above 1,000"),
        ("head_count >= 1000", "the head count is at least 1,000"),
        ("revenue < money('1000000 USD')", "the revenue is below 1,000,000.00 USD"),
        ("revenue < money('5 USD', 2019)", "the revenue is below 5.00 USD in money of 2019"),
        (
            "revenue >= money('5 USD', 2019, 'us-cpi-u')",
            "the revenue is at least 5.00 USD in money of 2019, moved by the price index us-cpi-u",
        ),
        ("as_of >= change_date", "the change date has come"),
        ("as_of < change_date", "the change date has not come yet"),
        ("as_of > change_date", "the change date is over"),
        ("as_of <= change_date", "the change date is not over yet"),
        ("as_of >= release_date + years(4)", "4 years have passed since the release date"),
        ("as_of < release_date + years(4)", "4 years have not yet passed since the release date"),
        ("as_of >= release_date + months(1)", "1 month has passed since the release date"),
        ("as_of <= release_date + days(1)", "no more than 1 day has passed since the release date"),
        ("as_of > release_date + days(128)", "more than 128 days have passed since the release date"),
        (
            "as_of >= change_date or as_of >= release_date + years(4)",
            "the change date has come, or 4 years have passed since the release date",
        ),
    ],
)
def test_it_says_itself(text: str, sentence: str) -> None:
    assert say(parse_condition(text)) == sentence


def test_every_fact_can_be_asked_and_said() -> None:
    forms = {
        "yes-no": ("{}", "not {}"),
        "choice": ("{} == '{value}'", "{} != '{value}'"),
        "count": ("{} < 5", "{} >= 5"),
        "money": ("{} < money('5 EUR')", "{} >= money('5 EUR')"),
        "date": ("as_of >= {} + days(2)", "as_of < {} + days(2)"),
    }
    for name, word in vocabulary().items():
        value = next(iter(word.values), "")
        sentences = {say(parse_condition(form.format(name, value=value))) for form in forms[word.type]}
        assert len(sentences) == 2, name
        assert all(sentence.strip() and "None" not in sentence for sentence in sentences)


def test_comparisons_are_listed_once_from_left_to_right() -> None:
    condition = parse_condition("worker_owned and (commercial or not worker_owned) and head_count < 3")
    assert atoms(condition) == (WORKERS, COMMERCIAL, Below("head_count", 3))


def test_only_facts_about_a_commons_are_bound_to_one() -> None:
    text = "not (commercial or contributes and contribution_value >= money('5 EUR'))"
    bound = of_commons(parse_condition(text), "gears")
    assert [atom.fact for atom in atoms(bound)] == ["commercial", "contributes@gears", "contribution_value@gears"]
    assert [commons_of(atom.fact) for atom in atoms(bound)] == ["", "gears", "gears"]
    assert about("contributes@gears") == about("contributes") == vocabulary()["contributes"]
    assert say(bound) == say(parse_condition(text))


@pytest.mark.parametrize(
    ("date", "count", "unit", "day"),
    [
        ("2022-11-22", 4, Unit.YEARS, "2026-11-22"),
        ("2024-02-29", 4, Unit.YEARS, "2028-02-29"),
        ("2024-02-29", 1, Unit.YEARS, "2025-03-01"),
        ("2096-02-29", 4, Unit.YEARS, "2100-03-01"),
        ("9995-12-31", 4, Unit.YEARS, "9999-12-31"),
        ("9996-01-01", 4, Unit.YEARS, None),
        ("2026-01-31", 1, Unit.MONTHS, "2026-03-01"),
        ("2024-01-29", 1, Unit.MONTHS, "2024-02-29"),
        ("2026-03-31", 1, Unit.MONTHS, "2026-05-01"),
        ("2026-11-30", 1, Unit.MONTHS, "2026-12-30"),
        ("2026-12-31", 2, Unit.MONTHS, "2027-03-01"),
        ("2026-11-15", 14, Unit.MONTHS, "2028-01-15"),
        ("9999-12-01", 1, Unit.MONTHS, None),
        ("2024-02-28", 2, Unit.DAYS, "2024-03-01"),
        ("2025-02-28", 2, Unit.DAYS, "2025-03-02"),
        ("2026-07-24", 128, Unit.DAYS, "2026-11-29"),
        ("9999-12-30", 1, Unit.DAYS, "9999-12-31"),
        ("9999-12-30", 2, Unit.DAYS, None),
    ],
)
def test_the_day_some_time_later(date: str, count: int, unit: Unit, day: str | None) -> None:
    expected = datetime.date.fromisoformat(day) if day else None
    assert later(datetime.date.fromisoformat(date), count, unit) == expected


DATES = st.dates(datetime.date(1900, 1, 1), datetime.date(2900, 1, 1))


@given(DATES, DATES, st.integers(1, 99), st.sampled_from(Unit))
def test_more_time_or_a_later_date_never_ends_earlier(
    one: datetime.date, other: datetime.date, count: int, unit: Unit
) -> None:
    ends = [later(min(one, other), count, unit), later(max(one, other), count, unit)]
    longer = later(one, count + 1, unit)
    assert None not in ends
    assert ends == sorted(ends)
    assert later(one, count, unit) < longer


@given(DATES, st.integers(1, 80))
def test_twelve_months_are_a_year(date: datetime.date, count: int) -> None:
    assert later(date, 12 * count, Unit.MONTHS) == later(date, count, Unit.YEARS)


WORDS = st.sampled_from(
    [
        *"commercial kind head_count revenue as_of release_date years days months money not and or in == != < <= > >= ( ) , + -".split(),
        *"'individual' '1 USD' 2019 4 True None [ ] { } : = * . lambda if else is 'us-cpi-u' \\ \n \x00 é".split(" "),
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=14).map(" ".join)))
@example("commercial and kind == 'individual'")
@example("'\ud800'")
def test_any_text_is_a_condition_or_an_error_that_says_where(text: str) -> None:
    try:
        condition = parse_condition(text, "x.toml: $.when")
    except RuleError as error:
        message = str(error)
    else:
        message = ""
    if message:
        assert message.startswith("x.toml: $.when: ")
        return
    assert say(condition)
    assert atoms(condition)
    assert all(atom.fact in vocabulary() for atom in atoms(condition))


CONDITIONS = st.recursive(
    st.sampled_from(
        ["commercial", "kind == 'individual'", "head_count < 3", "revenue < money('3 EUR')", "as_of >= change_date"]
    ),
    lambda inner: st.one_of(
        inner.map("not ({})".format),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: "({}) {} ({})".format(*parts)),
    ),
    max_leaves=6,
)


@given(CONDITIONS)
def test_every_condition_that_is_built_from_its_parts_is_taken(text: str) -> None:
    condition = parse_condition(text)
    assert say(condition).count("commercial") == text.count("commercial")
