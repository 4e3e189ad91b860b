"""What an answer carries beside its verdict, and what it must not carry."""

import datetime
from pathlib import Path

import msgspec
import pytest
from license_sample import ID, catalogue
from reciprocity_sample import COMMERCE, COMPANY, DAY, THING, clauses, commons, decided, missing

from copyfair import component, decide, describe
from copyfair.actor.facts import vocabulary
from copyfair.actor.model import Actor, Use
from copyfair.inventory.model import Depth
from copyfair.reciprocity import Records, next_question
from copyfair.reciprocity.model import Decision, Doubt, Rung, Stance, Trigger, Verdict
from copyfair.settings import Choice, Count, Entitlement, Exemption, RightType

COOPERATIVE = {
    "kind": "organisation",
    "worker_owned": True,
    "surplus": "all-to-worker-owners",
    "employs_non_owners": False,
}
ACCEPTED = Exemption(component=THING, reason="known", approver="N", until=DAY)


def right(*types: RightType, count: Count | None = None, scope: str = "") -> Entitlement:
    return Entitlement(component=THING, reference="PO-7", licensor="Friends", types=types, count=count, scope=scope)


# ---------------------------------------------------------------- several commons


def test_who_speaks_for_the_licensor_is_open_where_two_commons_claim_it() -> None:
    decision = decided("PPL", COMPANY, COMMERCE, commons=(commons("a"), commons("b")))
    assert (decision.verdict, decision.worst, decision.best) == (
        Verdict.UNDETERMINED, Verdict.PROHIBITED, Verdict.PERMITTED,
    )  # fmt: skip
    assert (decision.doubt, decision.rung) == (Doubt.CONFLICT, Rung.OPEN)
    assert (decision.missing, decision.changes, decision.commons, decision.also_due) == ((), (), "", ())
    assert decision.because[0].stance is Stance.EVIDENCE
    assert "a and b" in decision.because[0].says


def test_the_interval_is_open_on_both_sides_where_two_commons_claim_it() -> None:
    facts = {**COMPANY, "head_count": 500, "revenue": "9000000 USD"}
    small = "PolyForm-Small-Business-1.0.0"
    assert decided(small, facts, COMMERCE).worst is Verdict.LICENCE_NEEDED
    decision = decided(small, facts, COMMERCE, commons=(commons("a", small), commons("b", small)))
    assert (decision.worst, decision.best) == (Verdict.PROHIBITED, Verdict.PERMITTED)


def test_no_fact_is_asked_for_while_two_commons_claim_it() -> None:
    decision = decided("PPL", {"kind": "organisation"}, COMMERCE, commons=(commons("a"), commons("b")))
    assert (decision.doubt, missing(decision)) == (Doubt.CONFLICT, [])


def test_two_commons_change_nothing_where_the_licence_alone_permits() -> None:
    one = decided("PPL", COOPERATIVE, COMMERCE)
    assert one.verdict.free
    assert decided("PPL", COOPERATIVE, COMMERCE, commons=(commons("a"), commons("b"))) == one


def test_two_commons_of_another_licence_are_no_rivals() -> None:
    others = (commons("a", "CC-BY-NC-4.0"), commons("b", "CC-BY-NC-4.0"))
    decision = decided("PPL", COMPANY, COMMERCE, commons=(*others, commons("own")))
    assert (decision.verdict, decision.commons) == (Verdict.FEE_DUE, "own")


def test_one_more_commons_of_another_licence_stands_beside_the_rivals() -> None:
    rivals = (commons("a"), commons("b"))
    decision = decided("PPL OR CC-BY-NC-4.0", COMPANY, COMMERCE, commons=(*rivals, commons("c", "CC-BY-NC-4.0")))
    assert decision.doubt is Doubt.CONFLICT
    assert "a and b" in decision.because[0].says
    assert "(a and b and c)" not in decision.because[0].says


def test_what_is_due_to_a_second_commons_is_listed_only_where_it_has_a_tariff() -> None:
    both = "PPL AND CC-BY-NC-4.0"
    facts = {**COMPANY, "noncommercial_organisation": False}
    use = {**COMMERCE, "economic_advantage": True}
    owed = decided(both, facts, use, commons=(commons("a"), commons("b", "CC-BY-NC-4.0")))
    assert (owed.verdict, {owed.commons, *owed.also_due}) == (Verdict.FEE_DUE, {"a", "b"})
    assert len(owed.also_due) == 1
    without = decided(both, facts, use, commons=(commons("a"), commons("b", "CC-BY-NC-4.0", tariff=False)))
    assert without.also_due == ()


# ---------------------------------------------------------------- the licence itself is open


def test_a_changed_text_leaves_everything_open() -> None:
    thing = msgspec.structs.replace(component(f"{THING}@1", "MIT"), modified=("MIT",))
    (decision,) = decide([thing], Actor(), Use(), DAY)
    assert (decision.license, decision.chosen) == ("MIT", "MIT")
    assert (decision.worst, decision.best) == (Verdict.PROHIBITED, Verdict.PERMITTED)
    assert (decision.verdict, decision.doubt, decision.rung) == (
        Verdict.UNDETERMINED, Doubt.MODIFIED_TEXT, Rung.OPEN,
    )  # fmt: skip
    assert {reason.stance for reason in decision.because} == {Stance.EVIDENCE}


@pytest.mark.parametrize("expression", ["LicenseRef-nobody-knows", "NONE"])
def test_a_licence_without_rules_may_be_anything(expression: str) -> None:
    decision = decided(expression)
    assert (decision.verdict, decision.worst, decision.best) == (
        Verdict.UNDETERMINED, Verdict.PROHIBITED, Verdict.PERMITTED,
    )  # fmt: skip
    assert (decision.doubt, decision.because[0].stance) == (Doubt.UNKNOWN_LICENCE, Stance.EVIDENCE)


def test_an_exception_that_only_widens_leaves_the_licence_as_it_is() -> None:
    plain, widened = decided("GPL-2.0-only"), decided("GPL-2.0-only WITH Classpath-exception-2.0")
    assert plain.verdict is widened.verdict is Verdict.PERMITTED_WITH_DUTIES


# ---------------------------------------------------------------- records


def test_an_exception_is_not_used_up_where_all_is_free() -> None:
    entitled = decided("PPL", COMPANY, COMMERCE, entitlements=(right(),), exemptions=(ACCEPTED,))
    assert (entitled.verdict, entitled.rung, entitled.exemption) == (
        Verdict.PERMITTED_WITH_DUTIES, Rung.ENTITLEMENT, None,
    )  # fmt: skip


@pytest.mark.parametrize(("days", "counts"), [(-1, False), (0, True), (1, True)])
def test_an_exception_counts_up_to_its_last_day(days: int, *, counts: bool) -> None:
    until = DAY + datetime.timedelta(days=days)
    decision = decided("PPL", COMPANY, COMMERCE, exemptions=(msgspec.structs.replace(ACCEPTED, until=until),))
    assert (decision.exemption is not None, decision.rung is Rung.EXCEPTION) == (counts, counts)


def test_what_is_accepted_covers_what_is_less_bad_and_nothing_worse() -> None:
    owed = decided("PPL", COMPANY, COMMERCE, commons=(commons(),), exemptions=(accepting("licence-needed"),))
    assert (owed.verdict, owed.rung) == (Verdict.FEE_DUE, Rung.EXCEPTION)
    needed = decided("PolyForm-Noncommercial-1.0.0", COMPANY, COMMERCE, exemptions=(accepting("fee-due"),))
    assert needed.exemption is None
    barred = decided("PPL", COMPANY, COMMERCE, exemptions=(accepting("licence-needed"),))
    assert (barred.verdict, barred.exemption) == (Verdict.PROHIBITED, None)


def accepting(verdict: str) -> Exemption:
    return msgspec.structs.replace(ACCEPTED, verdict=verdict)


def test_a_right_settles_what_was_open_and_leaves_no_question_and_no_change() -> None:
    for facts in ({"kind": "organisation"}, COMPANY):
        decision = decided("PPL", facts, COMMERCE, entitlements=(right(scope="the shop"),))
        assert (decision.verdict, decision.rung, decision.doubt) == (
            Verdict.PERMITTED_WITH_DUTIES, Rung.ENTITLEMENT, None,
        )  # fmt: skip
        assert (decision.missing, decision.changes, decision.next_step) == ((), (), "")
        assert [duty.applies for duty in decision.duties] == [Trigger.YES]
        assert decision.because[0].stance is Stance.RECORD


def test_an_open_right_leaves_no_change() -> None:
    decision = decided("PPL", COMPANY, COMMERCE, entitlements=(right(RightType.SUBSCRIPTION),))
    assert (decision.verdict, decision.doubt, decision.rung) == (
        Verdict.UNDETERMINED, Doubt.MISSING_FACT, Rung.OPEN,
    )  # fmt: skip
    assert decision.changes == ()
    assert decision.missing


COUNTED = ("client-access", "concurrent-user", "core-points", "custom-metric", "device", "named-user", "node-locked",
           "processor-points", "user")  # fmt: skip


@pytest.mark.parametrize("kind", COUNTED)
def test_a_right_of_a_counted_type_without_a_count_is_no_right_yet(kind: str) -> None:
    decision = decided("PPL", COMPANY, COMMERCE, entitlements=(right(RightType(kind), scope="all"),))
    assert decision.verdict is Verdict.UNDETERMINED
    enough = right(RightType(kind), scope="all", count=Count(of="seats", bought=5, in_use=5))
    assert decided("PPL", COMPANY, COMMERCE, entitlements=(enough,)).verdict is Verdict.PERMITTED_WITH_DUTIES


@pytest.mark.parametrize("kind", ["academic", "appliance", "client-access", "evaluation", "oem", "other"])
def test_a_right_for_some_uses_only_has_to_say_which(kind: str) -> None:
    ends = {"valid_until": DAY, "count": Count(of="seats", bought=5, in_use=5)}
    silent = msgspec.structs.replace(right(RightType(kind)), **ends)
    assert decided("PPL", COMPANY, COMMERCE, entitlements=(silent,)).verdict is Verdict.UNDETERMINED
    told = msgspec.structs.replace(right(RightType(kind), scope="the shop"), **ends)
    assert decided("PPL", COMPANY, COMMERCE, entitlements=(told,)).verdict is Verdict.PERMITTED_WITH_DUTIES


@pytest.mark.parametrize("kind", ["subscription", "evaluation"])
def test_a_right_that_ends_has_to_say_when(kind: str) -> None:
    decision = decided("PPL", COMPANY, COMMERCE, entitlements=(right(RightType(kind), scope="all"),))
    assert decision.verdict is Verdict.UNDETERMINED
    until = msgspec.structs.replace(right(RightType(kind), scope="all"), valid_until=DAY)
    assert decided("PPL", COMPANY, COMMERCE, entitlements=(until,)).verdict is Verdict.PERMITTED_WITH_DUTIES


# ---------------------------------------------------------------- choices on record


def take(expression: str) -> dict[str, tuple[Choice, ...]]:
    return {"choices": (Choice(component=THING, take=expression, reason="settled in May"),)}


def test_a_choice_on_record_brings_the_duties_of_its_side_and_says_so_last() -> None:
    chosen = decided("MIT OR AGPL-3.0-only", **take("AGPL-3.0-only"))
    assert (chosen.license, chosen.chosen) == ("MIT OR AGPL-3.0-only", "AGPL-3.0-only")
    assert {duty.license for duty in chosen.duties} == {"AGPL-3.0-only"}
    assert chosen.because[:-1] == decided("AGPL-3.0-only").because
    assert "settled in May" in chosen.because[-1].says


def test_a_choice_that_is_no_side_of_it_changes_nothing() -> None:
    assert decided("MIT OR 0BSD", **take("AGPL-3.0-only")) == decided("MIT OR 0BSD")


# ---------------------------------------------------------------- changes


def settled_badly() -> list[Decision]:
    return [
        decided("PPL", COMPANY, COMMERCE),
        decided("PPL", COMPANY, COMMERCE, commons=(commons(),)),
        decided("PolyForm-Small-Business-1.0.0", {**COMPANY, "head_count": 500, "revenue": "9000000 USD"}, COMMERCE),
    ]


def test_every_verdict_that_is_settled_and_not_free_says_what_would_change_it() -> None:
    verdicts = [decision.verdict for decision in settled_badly()]
    assert verdicts == [Verdict.PROHIBITED, Verdict.FEE_DUE, Verdict.LICENCE_NEEDED]
    assert all(decision.changes for decision in settled_badly())


def test_an_open_verdict_says_what_is_missing_instead() -> None:
    decision = decided("PPL", {"kind": "organisation"}, COMMERCE)
    assert (decision.changes, bool(decision.missing)) == ((), True)


def test_a_changed_fact_supposes_nothing_about_what_the_component_is() -> None:
    """That the licence has changed by now is a fact about the component, which nobody can make different."""
    own = {"release_date": DAY, "change_date": DAY + datetime.timedelta(days=9), "within_additional_use_grant": False}
    decision = decided("BUSL-1.1", COMPANY, {**COMMERCE, "production_use": True}, own=own)
    assert decision.verdict is Verdict.LICENCE_NEEDED
    assert decision.changes
    assert not any("date" in change.says or "grant" in change.says for change in decision.changes)


def test_a_change_that_a_steward_allows_cites_the_steward() -> None:
    facts = {**COMPANY, "cooperative_model": False}
    decision = decided("PPL", facts, COMMERCE, commons=(commons("gears", "PPL", "cooperative_model"),))
    cited = {change.says: change.clause for change in decision.changes}
    assert cited[vocabulary()["cooperative_model"].says] == "gears Charter 3"


def test_a_grant_is_cited_after_what_closes_it() -> None:
    decision = decided("PPL", COMPANY, COMMERCE)
    assert clauses(decision, "bars") or clauses(decision, "reserves")
    assert decision.because[0].stance in (Stance.BARS, Stance.RESERVES)


# ---------------------------------------------------------------- branches that nobody needs

MANY = " AND ".join(
    f"({one})"
    for one in (
        "LicenseRef-copyfair-CSL", "LicenseRef-copyfair-CoopCycle", "LicenseRef-copyfair-CNPL-5", "BUSL-1.1",
        "Hippocratic-2.1", "LicenseRef-scancode-six-labors-split-1.0", "PolyForm-Small-Business-1.0.0",
    )
)  # fmt: skip


def test_no_question_is_asked_about_a_branch_that_nobody_needs() -> None:
    alone = decided("MIT AND PPL", {"kind": "organisation"}, COMMERCE)
    beside = decided(f"(MIT OR ({MANY})) AND PPL", {"kind": "organisation"}, COMMERCE)
    assert missing(beside) == missing(alone)
    assert (beside.verdict, beside.chosen) == (alone.verdict, alone.chosen)


def test_a_branch_that_is_free_as_a_whole_is_seen_to_be_so() -> None:
    """Both licences of the left side are certain to be free, so nothing is asked about the right one."""
    alone = decided("MIT AND ISC AND PPL", {"kind": "organisation"}, COMMERCE)
    beside = decided(f"((MIT AND ISC) OR ({MANY})) AND PPL", {"kind": "organisation"}, COMMERCE)
    assert missing(beside) == missing(alone)
    assert set(beside.chosen.split(" AND ")) == set(alone.chosen.split(" AND "))


def test_nobody_becomes_a_government_or_a_person_to_use_a_component(tmp_path: Path) -> None:
    grants = ("government", "kind == 'individual'", "social_economy")
    body = "".join(f"[[grants]]\nclause = '{n}'\nsays = 'May.'\nwhen = \"{when}\"\n" for n, when in enumerate(grants))
    facts = {"kind": "organisation", "government": False, "social_economy": False}
    decision = decided(ID, facts, catalogue=catalogue(tmp_path, body))
    assert decision.verdict is Verdict.LICENCE_NEEDED
    assert [change.says for change in decision.changes] == [vocabulary()["social_economy"].says]


def test_what_is_due_beside_it_is_open_too_where_two_commons_claim_it() -> None:
    rivals, other = (commons("a"), commons("b")), commons("c", "CC-BY-NC-4.0")
    facts, use = {**COMPANY, "noncommercial_organisation": False}, {**COMMERCE, "economic_advantage": True}
    decision = decided("PPL AND CC-BY-NC-4.0", facts, use, commons=(*rivals, other))
    assert (decision.doubt, decision.commons, decision.also_due) == (Doubt.CONFLICT, "", ())


def test_a_component_that_is_installed_directly_is_known_to_be(tmp_path: Path) -> None:
    body = "[[grants]]\nclause = '1'\nsays = 'May.'\nwhen = \"dependency_depth == 'direct'\"\n"
    thing = component(f"{THING}@1", ID)
    found = {}
    for depth in Depth:
        one = msgspec.structs.replace(thing, component=msgspec.structs.replace(thing.component, depth=depth))
        (decision,) = decide([one], Actor(), Use(), DAY, catalogue=catalogue(tmp_path, body))
        found[depth] = decision.verdict
    assert found.pop(Depth.DIRECT) is Verdict.PERMITTED
    assert set(found.values()) == {Verdict.UNDETERMINED}


def test_nothing_is_asked_about_a_changed_text_or_the_side_that_was_not_taken() -> None:
    actor, use = describe(facts={"kind": "organisation"}, use=COMMERCE, as_of=DAY)
    changed = msgspec.structs.replace(component(f"{THING}@1", "PPL"), modified=("PPL",))
    assert next_question([changed], actor, use, DAY) is None
    either, small = component(f"{THING}@1", "PPL OR PolyForm-Small-Business-1.0.0"), "PolyForm-Small-Business-1.0.0"
    asked = next_question([either], actor, use, DAY, records=Records(**take(small)))
    assert asked == next_question([component(f"{THING}@1", small)], actor, use, DAY)
