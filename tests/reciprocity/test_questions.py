"""The next question: the one fact that settles most, over all components."""

from collections.abc import Mapping
from typing import Any

import pytest
from reciprocity_sample import DAY, commons

from copyfair import component, describe
from copyfair.actor.facts import About, vocabulary
from copyfair.reciprocity import Doubt, Records, decide, next_question
from copyfair.settings import Entitlement

PURL = "pkg:generic/thing{}@1"


def things(*licences: str):
    return [component(PURL.format(number), license_id) for number, license_id in enumerate(licences)]


def asked(
    licences: tuple[str, ...],
    facts: Mapping[str, Any] | None = None,
    use: Mapping[str, Any] | None = None,
    **records: Any,
):
    actor, what = describe(facts=facts, use=use, as_of=DAY)
    return next_question(things(*licences), actor, what, DAY, records=Records(**records))


def test_nothing_is_asked_where_nothing_is_missing() -> None:
    assert asked(("MIT", "NOASSERTION")) is None
    assert asked(("PPL",), {"kind": "individual"}, {"commercial": False}) is None


def test_the_fact_that_settles_most_components_comes_first() -> None:
    """Commerce settles the two non-commercial licences whatever the answer; the others need more than one fact."""
    question = asked(("CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "PPL"))
    assert question is not None
    assert (question.name, question.settles, question.where) == ("commercial", 2, "[use] in actor.toml")


def test_one_missing_fact_is_that_one() -> None:
    facts = {"kind": "organisation", "worker_owned": True, "employs_non_owners": False}
    question = asked(("PPL", "PPL", "MIT"), facts, {"commercial": True})
    assert question is not None
    assert (question.name, question.settles, question.bears_on) == ("surplus", 2, 2)


def test_a_fact_about_one_component_is_asked_for_that_component() -> None:
    """Both need their own release date: the answer for one says nothing of the other."""
    question = asked(
        ("BUSL-1.1", "BUSL-1.1"),
        use={"production_use": True},
    )
    assert question is not None
    assert vocabulary()[question.name].about is About.COMPONENT
    assert question.component == PURL.format(0)
    assert question.bears_on == 1


def test_what_a_right_on_record_settles_is_not_asked() -> None:
    right = Entitlement(component="pkg:generic/thing0", reference="order 1", licensor="Friends")
    assert asked(("PPL",), entitlements=(right,)) is None


def test_a_fact_about_a_commons_names_the_commons() -> None:
    gears = commons("gears", "CC-BY-NC-4.0", "contributes", tariff=False)
    actor, use = describe(use={"commercial": True, "economic_advantage": True}, as_of=DAY)
    thing = component("pkg:generic/thing@1", "CC-BY-NC-4.0")
    question = next_question([thing], actor, use, DAY, records=Records(commons=(gears,)))
    assert question is not None
    assert (question.name, question.where, question.settles) == ("contributes", "[commons.gears] in actor.toml", 1)


ANSWERS: dict[str, Mapping[str, Any]] = {
    "a company": {
        "facts": {
            "kind": "organisation", "privately_owned_and_managed": True, "profits_from_wage_labour": True,
            "for_profit_purpose": True, "worker_owned": False, "nonprofit": False, "government": False,
            "educational_institution": False, "surplus": "to-outside-owners", "has_owners": True,
            "all_owners_work_there": False, "all_workers_are_owners": False, "shares_profit_with_all_members": False,
            "law_enforcement_or_military": False, "employs_non_owners": True, "head_count": 250,
            "revenue": "30000000 USD", "social_economy": False, "cooperative_model": False,
            "noncommercial_organisation": False,
        },
        "use": {"commercial": True, "acts_for_other_entity": False, "production_use": True, "distributes": False},
    },
    "a cooperative": {
        "facts": {
            "kind": "organisation", "privately_owned_and_managed": False, "profits_from_wage_labour": False,
            "for_profit_purpose": False, "worker_owned": True, "nonprofit": False, "government": False,
            "educational_institution": False, "surplus": "all-to-worker-owners", "has_owners": True,
            "all_owners_work_there": True, "all_workers_are_owners": True, "shares_profit_with_all_members": True,
            "non_members_set_their_price": True, "equal_equity_or_vote": True,
            "law_enforcement_or_military": False, "employs_non_owners": False, "head_count": 9,
            "revenue": "400000 USD", "social_economy": True, "cooperative_model": True,
            "workers_are_employees": True, "noncommercial_organisation": False,
        },
        "use": {"commercial": True, "acts_for_other_entity": False, "production_use": True, "distributes": False},
    },
}  # fmt: skip


@pytest.mark.parametrize("who", ANSWERS)
def test_an_interview_asks_few_questions(who: str) -> None:
    """Whoever answers the next question again and again has 200 components under three such licences settled soon."""
    licences = ("PPL", "LicenseRef-copyfair-CSL", "CC-BY-NC-SA-4.0")
    inventory = things(*(licences * 67)[:200])
    said: dict[str, dict[str, Any]] = {"facts": {}, "use": {}}
    for count in range(12):  # noqa: B007 - it counts the questions
        actor, use = describe(**said, as_of=DAY)
        question = next_question(inventory, actor, use, DAY)
        if question is None:
            break
        table = "use" if vocabulary()[question.name].about is About.USE else "facts"
        said[table][question.name] = ANSWERS[who][table][question.name]
    else:
        pytest.fail(f"more than twelve questions: {said}")
    doubts = {decision.doubt for decision in decide(inventory, actor, use, DAY)}
    assert Doubt.MISSING_FACT not in doubts
    assert count <= 7, said  # no order needs fewer than five for the one, six for the other
