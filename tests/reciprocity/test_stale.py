"""Exceptions that no longer hold, records nobody needs, and plain names that mean several things."""

import datetime
from typing import Any

import msgspec
import pytest
from reciprocity_sample import COMMERCE, COMPANY, DAY, THING, commons, decided, missing

from copyfair import component, decide
from copyfair.actor import read
from copyfair.actor.load import component_facts
from copyfair.problem import Problem
from copyfair.reciprocity import held, outgrown, stale
from copyfair.reciprocity.model import Decision, Doubt, Rung, Verdict
from copyfair.reciprocity.namesakes import agreed
from copyfair.reciprocity.records import Records
from copyfair.settings import Breach, Choice, Entitlement, Exemption


def accepted(name: str = THING, verdict: str = "", **changed: Any) -> Exemption:
    given = Exemption(component=name, reason="being replaced", approver="board", until=DAY, verdict=verdict)
    return msgspec.structs.replace(given, **changed)


def bought(name: str, **changed: Any) -> Entitlement:
    return Entitlement(component=name, reference="PO-7", licensor="Friends", **changed)


def judged(
    records: Records, *things: tuple[str, str], facts: dict[str, Any] = COMPANY
) -> tuple[list[Decision], list[Problem]]:
    """Decisions about things with their licences, and what is to be said of the records."""
    actor, use = read({"facts": facts, "use": COMMERCE}, where="actor.toml", as_of=DAY)
    licensed = [component(*thing) for thing in things]
    decisions = decide(licensed, actor, use, DAY, records=records)
    rights = held(decisions, records.entitlements, actor.party, DAY)
    problems = [
        *stale(records, licensed, DAY, where="copyfair.toml"),
        *outgrown(records, decisions, rights, DAY, where="copyfair.toml"),
    ]
    return list(decisions), sorted(problems)


# ---------------------------------------------------------------- exceptions


@pytest.mark.parametrize(
    ("verdict", "facts", "holds"),
    [
        ("", COMPANY, True),
        ("prohibited", COMPANY, True),
        ("licence-needed", COMPANY, False),
        ("fee-due", COMPANY, False),
        ("undetermined", COMPANY, False),
        ("undetermined", {}, True),
        ("prohibited", {}, True),
        ("licence-needed", {}, False),
    ],
)
def test_an_exception_holds_for_nothing_worse_than_was_accepted(
    verdict: str, facts: dict[str, Any], holds: bool
) -> None:
    decision = decided("PPL", facts, COMMERCE, exemptions=(accepted(verdict=verdict),))
    assert (decision.exemption is not None, decision.needs_act) == (holds, not holds)
    assert (decision.rung is Rung.EXCEPTION) is holds


def test_an_exception_holds_for_something_better() -> None:
    decision = decided("PPL", COMPANY, COMMERCE, commons=[commons()], exemptions=(accepted(verdict="licence-needed"),))
    assert (decision.verdict, decision.needs_act) == (Verdict.FEE_DUE, False)


def test_an_exception_or_a_breach_is_about_what_it_names_and_nothing_else() -> None:
    other = "pkg:generic/other"
    assert decided("PPL", COMPANY, COMMERCE, exemptions=(accepted(other),)).exemption is None
    breach = Breach(component=other, reference="letter", noticed_on=DAY)
    assert decided("PPL", {"kind": "individual"}, {"commercial": False}, breaches=(breach,)).verdict.free


def test_what_is_free_has_not_grown_worse() -> None:
    wide = accepted("pkg:generic/*", verdict="undetermined")
    things = ((f"{THING}@1", "MIT"), ("pkg:generic/other@1", "LicenseRef-nobody-knows"))
    assert judged(Records(exemptions=(wide,)), *things)[1] == []


def test_of_several_exceptions_one_that_holds_counts() -> None:
    wide = accepted(verdict="prohibited")
    assert decided("PPL", COMPANY, COMMERCE, exemptions=(accepted(verdict="fee-due"), wide)).exemption == wide


@pytest.mark.parametrize(
    ("exemption", "terms", "says"),
    [
        (accepted(), "PPL", []),
        (accepted(verdict="prohibited"), "PPL", []),
        (accepted("pkg:generic/gone"), "PPL", ["the exception for 'pkg:generic/gone' matches no component"]),
        (
            accepted(until=DAY - datetime.timedelta(days=1)),
            "PPL",
            [f"the exception for '{THING}' ran out on 2026-11-21"],
        ),
        (accepted(), "MIT", [f"the exception for '{THING}' is not needed: what it is about is free without it"]),
        (
            accepted(verdict="fee-due"),
            "PPL",
            [f"the exception for '{THING}' no longer holds: fee-due was accepted, and thing 1 is prohibited"],
        ),
        (
            accepted(verdict="fee-due"),
            "LicenseRef-nobody-knows",
            [
                (
                    f"the exception for '{THING}' no longer holds: fee-due was accepted, and thing 1 is undetermined "
                    "(at worst prohibited)"
                )
            ],
        ),
    ],
)
def test_exceptions_somebody_should_look_at(exemption: Exemption, terms: str, says: list[str]) -> None:
    _, problems = judged(Records(exemptions=(exemption,)), (f"{THING}@1", terms))
    assert [problem.message for problem in problems] == says


def test_an_exception_for_several_is_needed_while_one_of_them_is_not_free() -> None:
    records = Records(exemptions=(accepted("pkg:generic/*"),))
    assert judged(records, (f"{THING}@1", "MIT"), ("pkg:generic/other@1", "PPL"))[1] == []


def test_a_record_about_one_of_several_components_matches() -> None:
    every = Records(
        commons=(commons(),),
        exemptions=(accepted(),),
        choices=(Choice(component=THING, take="PPL", reason="r"),),
        breaches=(Breach(component=THING, reference="letter", noticed_on=DAY),),
    )
    assert judged(every, (f"{THING}@1", "MIT OR PPL"), ("pkg:generic/other@1", "MIT"))[1] == []


def test_what_ran_out_or_may_mean_two_things_is_said_once() -> None:
    late = accepted(until=DAY - datetime.timedelta(days=1))
    assert len(judged(Records(exemptions=(late,)), (f"{THING}@1", "MIT"))[1]) == 1
    twins = (("pkg:npm/twin@1", "MIT"), ("pkg:pypi/twin@1", "MIT"))
    assert [problem.code for problem in judged(Records(exemptions=(accepted("twin"),)), *twins)[1]] == [
        "ambiguous-record"
    ]


# ---------------------------------------------------------------- rights that nobody needs


def test_a_right_to_what_is_free_anyway_is_reported() -> None:
    records = Records(entitlements=(bought(THING),))
    (problem,) = judged(records, (f"{THING}@1", "MIT"))[1]
    assert problem.message == f"the entitlement 'PO-7' for '{THING}' is not needed: what it is about is free without it"
    assert judged(records, (f"{THING}@1", "MIT"), (f"{THING}@2", "PPL"))[1] == []
    others = Records(entitlements=(bought(THING, licensee="Them"),))
    assert judged(others, (f"{THING}@1", "MIT"))[1] == [], "that they need it none of us can say"


# ---------------------------------------------------------------- plain names

TWINS = (("pkg:npm/twin@1", "PPL"), ("pkg:pypi/twin@1", "PPL"))
AMBIGUOUS = "'twin' may be pkg:npm/twin@1 or pkg:pypi/twin@1: write the package URL of the one that is meant"


def test_a_right_under_a_name_of_two_ecosystems_frees_neither_and_is_asked_about() -> None:
    decisions, problems = judged(Records(entitlements=(bought("twin"),)), *TWINS)
    for decision in decisions:
        assert (decision.rung, decision.next_step) == (Rung.OPEN, "Answer the question named as missing.")
        assert (decision.verdict, decision.doubt) == (Verdict.UNDETERMINED, Doubt.MISSING_FACT)
        assert (decision.worst, decision.best) == (Verdict.PROHIBITED, Verdict.PERMITTED_WITH_DUTIES)
        assert missing(decision) == ["component 'twin'"]
    assert [(problem.code, problem.where, problem.message) for problem in problems] == [
        ("ambiguous-record", "copyfair.toml", f"the entitlement: {AMBIGUOUS}")
    ]


def test_one_ecosystem_with_two_versions_is_one_name() -> None:
    decisions, problems = judged(Records(entitlements=(bought("twin"),)), TWINS[0], ("pkg:npm/twin@2", "PPL"))
    assert {decision.rung for decision in decisions} == {Rung.ENTITLEMENT}
    assert problems == []


def test_what_makes_no_difference_is_settled() -> None:
    decisions, problems = judged(Records(entitlements=(bought("twin"),)), ("pkg:npm/twin@1", "MIT"), TWINS[1])
    assert [decision.verdict for decision in decisions] == [Verdict.PERMITTED_WITH_DUTIES, Verdict.UNDETERMINED]
    assert [problem.code for problem in problems] == ["ambiguous-record"]


def test_of_two_free_answers_the_one_with_duties_holds() -> None:
    plain, dutiful = decided("0BSD"), decided("MIT")
    assert (plain.verdict, dutiful.verdict) == (Verdict.PERMITTED, Verdict.PERMITTED_WITH_DUTIES)
    assert agreed(plain, dutiful, ("a", "b")) == agreed(dutiful, plain, ("a", "b")) == dutiful


def test_an_exception_under_such_a_name_covers_neither() -> None:
    decisions, problems = judged(Records(exemptions=(accepted("twin"),)), *TWINS)
    assert [(decision.verdict, decision.exemption) for decision in decisions] == [(Verdict.PROHIBITED, None)] * 2
    assert [problem.message for problem in problems] == [f"the exception: {AMBIGUOUS}"]


def test_a_breach_a_choice_and_a_fact_under_such_a_name_settle_nothing() -> None:
    breach = Breach(component="twin", reference="letter", noticed_on=DAY)
    choice = Choice(component="twin", take="PPL", reason="we said so")
    about = component_facts({"commercial": False}, where="copyfair.toml", as_of=DAY)
    hobby = {"kind": "individual"}
    free = (("pkg:npm/twin@1", "GPL-3.0-only"), ("pkg:pypi/twin@1", "GPL-3.0-only"))
    either = (("pkg:npm/twin@1", "MIT OR PPL"), ("pkg:pypi/twin@1", "MIT OR PPL"))
    for records, things, facts in (
        (Records(breaches=(breach,)), free, hobby),
        (Records(choices=(choice,)), either, COMPANY),
        (
            Records(facts=(("twin", about),)),
            (("pkg:npm/twin@1", "CC-BY-NC-4.0"), ("pkg:pypi/twin@1", "CC-BY-NC-4.0")),
            hobby,
        ),
    ):
        decisions, problems = judged(records, *things, facts=facts)
        assert len(problems) == (0 if records.facts else 1), "names of components are reported by the inventory"
        assert [decision.verdict for decision in decisions] == [Verdict.UNDETERMINED] * 2, records
        assert all("component 'twin'" in missing(decision) for decision in decisions)


def test_a_commons_that_names_such_a_name_charges_nobody() -> None:
    gears = msgspec.structs.replace(commons(), covers=("twin",))
    decisions, problems = judged(Records(commons=(gears,)), *TWINS)
    assert [decision.verdict for decision in decisions] == [Verdict.UNDETERMINED] * 2
    assert [(problem.where, problem.message) for problem in problems] == [("commons.toml", f"the commons: {AMBIGUOUS}")]
