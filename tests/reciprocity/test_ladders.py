"""Comparisons of one unknown number or date: every way in which they can turn out is among those that are tried."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reciprocity_sample import DAY, decided

from copyfair.actor.facts import Evidence, EvidenceKind, Fact
from copyfair.money import Money
from copyfair.reciprocity.conditions import Atom, Below, Reached, Unit
from copyfair.reciprocity.model import Verdict
from copyfair.reciprocity.worlds import Known, close, look

UNKNOWN = Known({}, {}, DAY)
DATE = "release_date"


def ways(*atoms: Atom) -> set[tuple[bool, ...]]:
    """The ways in which comparisons of one unknown may turn out."""
    _, (variable,) = look(atoms, UNKNOWN)
    return {tuple(dict(option.truths)[atom] for atom in atoms) for option in variable.options}


def found(atoms: tuple[Atom, ...], value: Any, year: int | None = None) -> tuple[bool, ...]:
    """What they come to for one value."""
    fact = Fact(name=atoms[0].fact, value=value, year=year, evidence=Evidence(kind=EvidenceKind.SELF_DECLARED))
    closed, unknown = close(atoms, Known({atoms[0].fact: fact}, {}, DAY))
    assert not unknown
    return tuple(closed[atom] for atom in atoms)


SPANS = st.builds(
    Reached, st.just(DATE), st.integers(0, 40), st.sampled_from((Unit.DAYS, Unit.MONTHS, Unit.YEARS)), st.booleans()
)
COUNTS = st.builds(Below, st.just("head_count"), st.integers(0, 5), st.booleans())


@given(st.lists(SPANS, min_size=1, max_size=4, unique=True), st.integers(-16_000, 3))
def test_whatever_the_date_its_comparisons_turn_out_in_a_way_that_was_tried(atoms: list[Atom], days: int) -> None:
    assert found(tuple(atoms), DAY + datetime.timedelta(days=days)) in ways(*atoms)


@given(st.lists(COUNTS, min_size=1, max_size=4, unique=True))
def test_a_count_turns_out_only_in_ways_that_were_tried(atoms: list[Atom]) -> None:
    assert {found(tuple(atoms), value) for value in range(7)} <= ways(*atoms)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=4, unique=True))
def test_an_amount_turns_out_only_in_ways_that_were_tried(limits: list[tuple[int, bool]]) -> None:
    atoms = tuple(Below("revenue", Money.of(limit, "EUR"), inclusive) for limit, inclusive in limits)
    assert {found(atoms, Money.of(value, "EUR")) for value in range(7)} <= ways(*atoms)


@pytest.mark.parametrize(
    ("shorter", "longer"),
    [
        (Reached(DATE, 1, Unit.YEARS), Reached(DATE, 18, Unit.MONTHS)),
        (Reached(DATE, 18, Unit.MONTHS), Reached(DATE, 2, Unit.YEARS)),
        (Reached(DATE, 11, Unit.MONTHS), Reached(DATE, 1, Unit.YEARS)),
        (Reached(DATE, 1, Unit.YEARS), Reached(DATE, 13, Unit.MONTHS)),
        (Reached(DATE, 10, Unit.DAYS), Reached(DATE, 40, Unit.DAYS)),
        (Reached(DATE), Reached(DATE, 1, Unit.YEARS)),
        (Reached(DATE), Reached(DATE, over=True)),
        (Reached(DATE, 3, Unit.MONTHS), Reached(DATE, 3, Unit.MONTHS, over=True)),
    ],
)
def test_when_more_time_has_passed_so_has_less(shorter: Atom, longer: Atom) -> None:
    every = {(False, False), (True, False), (True, True)}
    assert ways(shorter, longer) == every
    assert ways(longer, shorter) == {(late, early) for early, late in every}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Below("revenue", Money.of(5, "EUR")), Below("revenue", Money.of(9, "USD"))),
        (
            Below("revenue", Money.of(5, "USD"), year=2019, index="us-cpi-u"),
            Below("revenue", Money.of(9, "USD"), year=2023, index="us-cpi-u"),
        ),
        (
            Below("revenue", Money.of(5, "USD"), year=2019),
            Below("revenue", Money.of(9, "USD"), year=2019, index="us-cpi-u"),
        ),
        (Reached(DATE, 40, Unit.DAYS), Reached(DATE, 1, Unit.MONTHS)),
    ],
)
def test_limits_in_no_known_order_are_independent(one: Atom, other: Atom) -> None:
    assert ways(one, other) == {(False, False), (True, False), (False, True), (True, True)}


@pytest.mark.parametrize(("people", "at_most", "below"), [(99, True, True), (100, True, False), (101, False, False)])
def test_at_most_counts_the_limit_itself_and_below_does_not(people: int, at_most: bool, below: bool) -> None:
    atoms = (Below("head_count", 100, inclusive=True), Below("head_count", 100))
    assert found(atoms, people) == (at_most, below)


@pytest.mark.parametrize(("rate", "verdict"), [("0.5", Verdict.PERMITTED_WITH_DUTIES), ("2", Verdict.LICENCE_NEEDED)])
def test_a_rate_below_one_is_a_rate(rate: str, verdict: Verdict) -> None:
    facts = {"kind": "organisation", "head_count": 5, "revenue": "1500000 EUR"}
    decision = decided("PolyForm-Small-Business-1.0.0", facts, {"commercial": True}, rates={"EUR/USD": rate})
    assert decision.verdict is verdict
