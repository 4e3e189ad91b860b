"""Licence choices on record."""

import pytest
from reciprocity_sample import DAY, THING, decided

from copyfair import component
from copyfair.licensing.expression import parse
from copyfair.reciprocity.choices import narrowed
from copyfair.reciprocity.model import Verdict
from copyfair.reciprocity.records import Records
from copyfair.reciprocity.stale import stale
from copyfair.settings import Choice

COMPANY = {"kind": "organisation", "privately_owned_and_managed": True, "profits_from_wage_labour": True}


def choice(take: str) -> Choice:
    return Choice(component=THING, take=take, reason="we sell an exception")


@pytest.mark.parametrize(
    ("expression", "take", "left"),
    [
        ("MIT OR PPL", "PPL", "PPL"),
        ("MIT OR PPL", "ISC", "MIT OR PPL"),
        ("ISC AND (MIT OR PPL)", "MIT", "ISC AND MIT"),
        ("PPL OR (ISC AND MIT)", "ISC AND MIT", "ISC AND MIT"),
        ("MIT AND PPL", "PPL", "MIT AND PPL"),
        ("(MIT OR PPL) AND (PPL OR ISC)", "PPL", "PPL"),
    ],
)
def test_narrowed(expression: str, take: str, left: str) -> None:
    assert str(narrowed(parse(expression), parse(take))) == left


def test_the_choice_on_record_is_judged_even_where_another_would_be_better() -> None:
    decision = decided("MIT OR PPL", COMPANY, {"commercial": True}, choices=(choice("PPL"),))
    assert (decision.verdict, decision.chosen, decision.license) == (Verdict.PROHIBITED, "PPL", "MIT OR PPL")
    assert decision.because[-1].says == "Of MIT OR PPL, PPL was taken: we sell an exception"


def test_without_a_choice_the_user_gets_the_better_one() -> None:
    decision = decided("PPL OR MIT", COMPANY, {"commercial": True})
    assert (decision.verdict, decision.chosen) == (Verdict.PERMITTED_WITH_DUTIES, "MIT")


@pytest.mark.parametrize(("take", "says"), [("ISC", "leaves no such choice"), ("MIT", None)])
def test_a_choice_that_does_not_fit_is_reported(take: str, says: str | None) -> None:
    thing = component(f"{THING}@1", "MIT OR PPL")
    problems = list(stale(Records(choices=(choice(take),)), [thing], DAY, where="copyfair.toml"))
    assert [says in problem.message for problem in problems] == ([True] if says else [])
