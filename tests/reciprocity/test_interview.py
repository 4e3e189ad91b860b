"""The interview: few questions, none twice, and each with the clauses that ask it."""

import pytest
from reciprocity_sample import DAY, commons

from copyfair import component, describe
from copyfair.actor.archetypes import archetypes
from copyfair.actor.derive import derive, spelled_out
from copyfair.actor.facts import About, Fact, vocabulary
from copyfair.actor.model import Actor, Use
from copyfair.reciprocity import Doubt, Interview, Records, decide

SHARE_ALIKE = "CC-BY-NC-SA-4.0"
THREES = {
    "CSL": ("PPL", "LicenseRef-copyfair-CSL", SHARE_ALIKE),
    "CoopCycle": ("PPL", "LicenseRef-copyfair-CoopCycle", SHARE_ALIKE),
    "anti-capitalist": ("PPL", "LicenseRef-scancode-anti-capitalist-1.4", SHARE_ALIKE),
    "CNPL": ("PPL", "LicenseRef-scancode-cooperative-non-violent-7.0", SHARE_ALIKE),
    "three of cooperatives": (
        "LicenseRef-copyfair-CSL",
        "LicenseRef-scancode-cooperative-non-violent-7.0",
        "LicenseRef-copyfair-CoopCycle",
    ),
    "three of workers": (
        "PPL",
        "LicenseRef-scancode-cooperative-non-violent-7.0",
        "LicenseRef-scancode-anti-capitalist-1.4",
    ),
    "Prosperity": ("PPL", "LicenseRef-scancode-prosperity-3.0", "PolyForm-Noncommercial-1.0.0"),
}
MOST_QUESTIONS = 6


def interview(*licences: str, count: int | None = None) -> Interview:
    count = count or len(licences)
    things = tuple(component(f"pkg:generic/thing{n}@1", licences[n % len(licences)]) for n in range(count))
    return Interview(licensed=things, records=Records(), as_of=DAY)


def held(one: Interview, answers: dict[str, Fact]) -> tuple[list[str], Actor, Use]:
    """What is asked of somebody who knows these facts and says "don't know" to everything else."""
    actor, use, asked = Actor(given=True), Use(), []
    declined: set[str] = set()
    while (question := one.question(actor, use, declined=declined)) is not None:
        asked.append(question.name)
        fact = answers.get(question.name)
        if fact is None:
            declined.add(question.name)
        elif vocabulary()[question.name].about is About.USE:
            use = Use(facts={**use.facts, question.name: fact})
        else:
            actor = Actor(facts=spelled_out({**actor.facts, question.name: fact}), given=True)
    return asked, actor, use


@pytest.mark.parametrize("licences", THREES)
@pytest.mark.parametrize("who", archetypes(DAY))
def test_200_components_under_three_licences_are_settled_by_six_questions(who: str, licences: str) -> None:
    """Every archetype, whatever it is; what their files leave open is answered as the definitions allow."""
    actor, use = archetypes(DAY)[who]
    answers = derive({**actor.facts, **use.facts, **LEFT_OPEN.get(who, {})})
    one = interview(*THREES[licences], count=200)
    asked, actor, use = held(one, answers)
    assert len(asked) == len(set(asked)) <= MOST_QUESTIONS, asked
    assert one.lacking(actor, use) == ()
    assert all(decision.doubt is not Doubt.MISSING_FACT for decision in decide(one.licensed, actor, use, DAY))


def no(name: str) -> dict[str, Fact]:
    return {name: Fact(name=name, value=False)}


LEFT_OPEN = {
    "charity": no("privately_owned_and_managed"),
    "charity-selling-services": no("privately_owned_and_managed"),
    "consumer-cooperative": no("social_economy"),
    "worker-cooperative-with-staff": no("social_economy"),
}


def test_what_is_not_known_is_asked_once() -> None:
    asked, actor, use = held(interview("PPL", "CC-BY-NC-4.0"), {})
    assert asked
    assert len(asked) == len(set(asked))
    assert not actor.facts
    assert not use.facts


def test_nothing_is_asked_that_nobody_needs() -> None:
    assert held(interview("MIT", "Apache-2.0"), {})[0] == []


def test_a_question_names_the_clauses_that_ask_it() -> None:
    actor, use = describe(facts={"kind": "organisation", "worker_owned": True}, use={"commercial": True}, as_of=DAY)
    question = interview("PPL").question(actor, use)
    assert question is not None
    assert question.name == "surplus"
    assert {(clause.license, clause.clause) for clause in question.why} >= {("PPL", "4(c)")}
    assert all(clause.says for clause in question.why)


def test_a_fact_about_a_commons_is_asked_for_that_commons() -> None:
    records = Records(commons=(commons("gears", "CC-BY-NC-4.0", "contributes", tariff=False),))
    actor, use = describe(use={"commercial": True, "economic_advantage": True}, as_of=DAY)
    thing = component("pkg:generic/thing@1", "CC-BY-NC-4.0")
    question = Interview(licensed=(thing,), records=records, as_of=DAY).question(actor, use)
    assert question is not None
    assert (question.name, question.table, question.key) == ("contributes@gears", ("commons", "gears"), "contributes")


def test_a_fact_about_one_component_is_not_asked_but_named() -> None:
    one = interview("BUSL-1.1")
    actor, use = describe(use={"production_use": True}, as_of=DAY)
    assert one.question(actor, use) is None
    assert one.lacking(actor, use) == ("pkg:generic/thing0@1",)
    assert "change_date" in one.elsewhere(actor, use) or "within_additional_use_grant" in one.elsewhere(actor, use)
