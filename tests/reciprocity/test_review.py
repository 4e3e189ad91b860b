"""Ways to a wrong answer that were found by looking for them, each held shut by a test."""

import datetime
from collections.abc import Mapping
from decimal import Decimal

import msgspec
import pytest
from reciprocity_sample import COMMERCE, COMPANY, DAY, THING, clauses, commons, decided, missing

from copyfair import component, decide
from copyfair.actor import read
from copyfair.actor.facts import Evidence, EvidenceKind, Fact
from copyfair.actor.model import Actor, Use
from copyfair.commons.model import Permission
from copyfair.errors import InputError, RuleError
from copyfair.inventory.model import Claim, Source, Standing
from copyfair.licensing.model import Conflict
from copyfair.licensing.model import Evidence as Claimed
from copyfair.money import Money
from copyfair.reciprocity.indices import indexed
from copyfair.reciprocity.model import Doubt, DutyKind, Rung, Stance, Trigger, Verdict
from copyfair.reciprocity.records import Records
from copyfair.settings import Entitlement, Exemption

SMALL = "PolyForm-Small-Business-1.0.0"


# ---------------------------------------------------------------- tariffs and their days


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "verdict"),
    [
        ("2026-01-01", "", Verdict.FEE_DUE),
        ("2026-11-22", "2026-11-22", Verdict.FEE_DUE),
        ("2026-01-01", "2026-11-21", Verdict.PROHIBITED),
        ("2026-11-23", "", Verdict.PROHIBITED),
    ],
)
def test_a_fee_is_due_only_under_a_tariff_of_the_day(valid_from: str, valid_until: str, verdict: Verdict) -> None:
    gears = commons(valid_from=valid_from, valid_until=valid_until)
    decision = decided("PPL", COMPANY, COMMERCE, commons=[gears])
    assert decision.verdict is verdict
    if verdict is Verdict.PROHIBITED:
        assert f"none is known for {DAY}" in decision.because[-1].says
        assert decision.rung is Rung.NEGOTIATE


def test_a_lapsed_tariff_does_not_bound_what_a_silent_text_may_come_to() -> None:
    sole = {"kind": "sole-trader", "profits_from_wage_labour": False}
    with_it = decided("PPL", sole, COMMERCE, commons=[commons()])
    without = decided("PPL", sole, COMMERCE, commons=[commons(valid_until="2026-02-01")])
    assert (with_it.verdict, with_it.doubt, with_it.worst) == (
        Verdict.UNDETERMINED,
        Doubt.SILENT_TEXT,
        Verdict.FEE_DUE,
    )
    assert (without.doubt, without.worst) == (Doubt.SILENT_TEXT, Verdict.LICENCE_NEEDED)


# ---------------------------------------------------------------- several commons


def test_a_contribution_to_one_commons_opens_no_other() -> None:
    both = [commons("gears", "PPL", "contributes"), commons("maps", "CC-BY-NC-4.0", "contributes")]
    theirs = {"gears": {"contributes": False}, "maps": {"contributes": True}}
    assert decided("PPL", COMPANY, COMMERCE, commons=both, theirs=theirs).verdict is Verdict.FEE_DUE
    unknown = decided("PPL", COMPANY, COMMERCE, commons=both, theirs={"maps": {"contributes": True}})
    assert unknown.verdict is Verdict.UNDETERMINED
    assert [(fact.name, fact.where) for fact in unknown.missing] == [("contributes", "[commons.gears] in actor.toml")]


def test_the_question_about_a_commons_names_that_commons() -> None:
    both = [commons("maps", "CC-BY-NC-4.0"), commons("gears", "PPL", "contributes")]
    decision = decided("PPL", COMPANY, COMMERCE, commons=both)
    assert [fact.where for fact in decision.missing] == ["[commons.gears] in actor.toml"]
    assert decision.commons == "gears"


def test_each_licence_of_an_and_is_opened_by_its_own_commons() -> None:
    both = [commons("gears", "PPL", "contributes"), commons("maps", "CC-BY-NC-4.0", "contributes")]
    every = {"gears": {"contributes": True}, "maps": {"contributes": True}}
    decision = decided("PPL AND CC-BY-NC-4.0", COMPANY, COMMERCE, commons=both, theirs=every)
    assert (decision.verdict, decision.rung) == (Verdict.PERMITTED_WITH_DUTIES, Rung.STEWARD)
    half = {"gears": {"contributes": True}, "maps": {"contributes": False}}
    decision = decided("PPL AND CC-BY-NC-4.0", COMPANY, COMMERCE, commons=both, theirs=half)
    assert (decision.verdict, decision.commons, decision.also_due) == (Verdict.FEE_DUE, "maps", ())


def test_two_tariffs_that_both_bind_are_both_named() -> None:
    both = [commons("gears"), commons("maps", "CC-BY-NC-4.0")]
    decision = decided("PPL AND CC-BY-NC-4.0", COMPANY, COMMERCE, commons=both)
    assert (decision.verdict, decision.commons, decision.also_due) == (Verdict.FEE_DUE, "gears", ("maps",))
    assert "Friends of gears and of Friends of maps" in decision.next_step
    one = decided("PPL OR CC-BY-NC-4.0", COMPANY, COMMERCE, commons=both)
    assert (one.verdict, one.also_due) == (Verdict.FEE_DUE, ())
    assert one.chosen in ("PPL", "CC-BY-NC-4.0")


def test_the_fee_goes_to_the_commons_whose_tariff_decides() -> None:
    both = [commons("gears", tariff=False), commons("maps", "CC-BY-NC-4.0")]
    facts = {"kind": "organisation", "worker_owned": True, "surplus": "all-to-worker-owners"}
    facts["employs_non_owners"] = False
    decision = decided("PPL AND CC-BY-NC-4.0", facts, COMMERCE, commons=both)
    assert (decision.verdict, decision.commons) == (Verdict.FEE_DUE, "maps")


def test_two_commons_that_claim_one_component_settle_nothing() -> None:
    both = [commons("gears", "PPL", "contributes"), commons("maps", "PPL")]
    theirs = {"gears": {"contributes": True}}
    decision = decided("PPL", COMPANY, COMMERCE, commons=both, theirs=theirs)
    assert (decision.verdict, decision.doubt, decision.commons) == (Verdict.UNDETERMINED, Doubt.CONFLICT, "")
    assert "gears and maps" in decision.because[0].says
    assert decided("PPL", {"kind": "individual"}, {"commercial": False}, commons=both).verdict.free
    assert decided("MIT", commons=both).verdict.free
    other = [commons("gears"), commons("maps", "LicenseRef-x"), commons("wheels", "LicenseRef-x")]
    assert decided("PPL", COMPANY, COMMERCE, commons=other).verdict is Verdict.FEE_DUE


def test_a_commons_with_another_licence_says_nothing_about_this_one() -> None:
    maps = commons("maps", "CC-BY-NC-4.0", "contributes")
    decision = decided("PPL", COMPANY, COMMERCE, commons=[maps], theirs={"maps": {"contributes": True}})
    assert (decision.verdict, decision.commons) == (Verdict.PROHIBITED, "")


def test_a_commons_may_spell_its_licence_in_small_letters() -> None:
    gears = commons("gears", "ppl", "contributes")
    decision = decided("PPL", COMPANY, COMMERCE, commons=[gears], theirs={"gears": {"contributes": True}})
    assert (decision.verdict, decision.rung) == (Verdict.PERMITTED_WITH_DUTIES, Rung.STEWARD)


def test_a_permission_that_is_certain_asks_for_nothing_more() -> None:
    gears = commons("gears", "PPL", "contributes")
    decision = decided("PPL", commons=[gears], theirs={"gears": {"contributes": True}})
    assert (decision.verdict, decision.rung, decision.missing) == (Verdict.PERMITTED_WITH_DUTIES, Rung.STEWARD, ())
    assert [reason.license for reason in decision.because] == ["gears"]


def test_the_steward_may_answer_where_the_text_is_silent() -> None:
    gears = commons("gears", "PPL", "ethical_enterprise")
    sole = {"kind": "sole-trader", "profits_from_wage_labour": False}
    yes = decided("PPL", sole, COMMERCE, commons=[gears], theirs={"gears": {"ethical_enterprise": True}})
    no = decided("PPL", sole, COMMERCE, commons=[gears], theirs={"gears": {"ethical_enterprise": False}})
    assert (yes.verdict, yes.rung) == (Verdict.PERMITTED_WITH_DUTIES, Rung.STEWARD)
    assert (no.verdict, no.doubt, no.missing) == (Verdict.UNDETERMINED, Doubt.SILENT_TEXT, ())


# ---------------------------------------------------------------- a choice of licences


def test_no_fee_is_due_while_another_branch_may_be_free() -> None:
    for expression in ("PPL OR CC-BY-NC-4.0", "CC-BY-NC-4.0 OR PPL"):
        decision = decided(expression, COMPANY, commons=[commons()])
        assert (decision.verdict, decision.worst, missing(decision)) == (
            Verdict.UNDETERMINED,
            Verdict.FEE_DUE,
            ["commercial"],
        )
        assert decided(expression, COMPANY, COMMERCE, commons=[commons()]).verdict is Verdict.FEE_DUE
        free = decided(expression, COMPANY, {"commercial": False}, commons=[commons()])
        assert (free.verdict, free.chosen) == (Verdict.PERMITTED_WITH_DUTIES, "CC-BY-NC-4.0")


def test_of_two_free_branches_the_one_that_asks_less_is_taken() -> None:
    assert decided("GPL-3.0-only OR MIT").chosen == "MIT"
    assert decided("MIT OR GPL-3.0-only").chosen == "MIT"
    company = decided("PPL OR CC-BY-NC-SA-4.0", COMPANY, COMMERCE)
    assert (company.verdict, company.chosen) == (Verdict.LICENCE_NEEDED, "CC-BY-NC-SA-4.0")


def test_an_exception_that_nobody_reviewed_leaves_the_licence_unread() -> None:
    assert decided("GPL-2.0-only WITH Classpath-exception-2.0").verdict.free
    narrowed = decided("Apache-2.0 WITH AdditionRef-not-for-you")
    assert (narrowed.verdict, narrowed.doubt) == (Verdict.UNDETERMINED, Doubt.UNKNOWN_LICENCE)
    assert decided("PPL+", COMPANY, COMMERCE).verdict is Verdict.PROHIBITED


# ---------------------------------------------------------------- reasons


def test_a_fee_that_is_due_anyhow_accuses_nobody_of_what_is_not_known() -> None:
    facts = {"kind": "organisation", "worker_owned": False}
    decision = decided("PPL", facts, COMMERCE, commons=[commons()])
    assert decision.verdict is Verdict.FEE_DUE
    assert clauses(decision, Stance.BARS) == []
    assert clauses(decision, Stance.OPEN) == ["4(d)"]
    assert clauses(decision, Stance.RESERVES) == ["4(f)"]
    assert clauses(decided("PPL", COMPANY, COMMERCE, commons=[commons()]), Stance.BARS) == ["4(d)"]


def test_the_right_to_sell_is_a_remark_and_closes_nothing() -> None:
    decision = decided("PPL", COMPANY, COMMERCE)
    assert [(reason.clause, reason.stance) for reason in decision.because] == [
        ("4(d)", Stance.BARS),
        ("7(b)", Stance.RECORD),
    ]


def test_evidence_is_that_of_the_very_component() -> None:
    licensed = [component(f"pkg:generic/{name}@1", "BUSL-1.1") for name in ("one", "other")]
    facts = tuple(
        (
            f"pkg:generic/{name}",
            {
                "within_additional_use_grant": Fact(
                    name="within_additional_use_grant",
                    value=True,
                    evidence=Evidence(kind=EvidenceKind.CONTRACT, reference=f"letter about {name}"),
                )
            },
        )
        for name in ("one", "other")
    )
    decisions = decide(licensed, Actor(), Use(), DAY, records=Records(facts=facts))
    told = ["; ".join(used.evidence for reason in d.because for used in reason.facts) for d in decisions]
    assert "letter about one" in told[0]
    assert "letter about one" not in told[1]
    assert "letter about other" in told[1]


@pytest.mark.parametrize(("word", "says"), [("NONE", "there is no licence"), ("NOASSERTION", "no assertion")])
def test_no_licence_is_not_a_licence_without_rules(word: str, says: str) -> None:
    decision = decided(word)
    assert (decision.verdict, decision.doubt) == (Verdict.UNDETERMINED, Doubt.UNKNOWN_LICENCE)
    assert says in decision.because[0].says
    assert decided(f"MIT AND {word}").verdict is Verdict.UNDETERMINED
    assert decided(f"MIT OR {word}").verdict.free


# ---------------------------------------------------------------- what is missing


def test_no_fact_is_asked_for_that_settles_nothing() -> None:
    facts = {"kind": "organisation", "worker_owned": True, "employs_non_owners": False}
    decision = decided("PPL AND LicenseRef-nobody-knows", facts, COMMERCE)
    assert (decision.doubt, decision.missing) == (Doubt.UNKNOWN_LICENCE, ())


def test_an_unread_licence_is_named_before_a_silent_one() -> None:
    silent = {"kind": "organisation", "worker_owned": True, "surplus": "all-but-reserves"}
    for expression in ("PPL AND LicenseRef-x", "LicenseRef-x AND PPL", "PPL OR LicenseRef-x", "LicenseRef-x OR PPL"):
        assert decided(expression, silent, COMMERCE).doubt is Doubt.UNKNOWN_LICENCE


def test_too_many_unknowns_still_ask_for_no_more_than_each_licence_does() -> None:
    decision = decided(
        "PPL AND LicenseRef-copyfair-CoopCycle AND LicenseRef-scancode-anti-capitalist-1.4 AND BUSL-1.1", COMPANY
    )
    assert decision.verdict is Verdict.PROHIBITED
    decision = decided("PPL AND LicenseRef-copyfair-CoopCycle AND LicenseRef-scancode-anti-capitalist-1.4 AND BUSL-1.1")
    assert decision.doubt is Doubt.MISSING_FACT
    assert "network_service" not in missing(decision)
    assert {"kind", "worker_owned", "social_economy", "has_owners", "change_date"} <= set(missing(decision))


# ---------------------------------------------------------------- money, years, rates


def test_old_revenue_is_not_that_of_the_last_year() -> None:
    for year, free in ((2024, True), (2025, True), (2026, True), (2023, False), (2010, False), (2027, False)):
        small = {"kind": "organisation", "head_count": 3, "revenue": {"value": "1226991 USD", "year": year}}
        decision = decided(SMALL, small)
        assert decision.verdict.free is free
        if not free:
            assert missing(decision) == ["revenue"]
            facts = {used.name: used for used in decision.because[0].facts}
            assert facts["revenue"].evidence == f"it is of {year}, not of the last completed tax year"


def test_a_limit_moved_back_in_time_is_lower() -> None:
    limit = Money.of(1_000_000, "USD")
    low, high = indexed(limit, 2019, 2010, "us-cpi-u")
    assert low < Money.of(853_000, "USD") < high, "what the published index gives for 2010"
    assert high < Money.of(1_100_000, "USD")
    low, high = indexed(limit, 2019, 2030, "us-cpi-u")
    assert Money.of(1_100_000, "USD") < low < high
    assert indexed(limit, 2019, 1700, "us-cpi-u")[0] == Money.of(0, "USD")
    for year in (-5000, 0, 9999, 10**9):
        low, high = indexed(limit, 2019, year, "us-cpi-u")
        assert low < high


def test_nothing_is_nothing_at_any_rate() -> None:
    small = {"kind": "organisation", "head_count": 3, "revenue": {"value": "0 EUR", "year": 2025}}
    assert decided(SMALL, small).verdict.free
    small["revenue"] = {"value": "1 EUR", "year": 2025}
    assert missing(decided(SMALL, small)) == ["exchange rate EUR/USD"]


@pytest.mark.parametrize("rate", [Decimal("1E+999999"), Decimal("1E-999999"), Decimal(-1), Decimal(0)])
def test_a_rate_nobody_quotes_is_no_rate(rate: Decimal) -> None:
    facts = {
        "kind": Fact(name="kind", value="organisation"),
        "head_count": Fact(name="head_count", value=3),
        "revenue": Fact(name="revenue", value=Money.of(100, "EUR"), year=2025),
    }
    actor = Actor(facts=facts, rates={"EUR/USD": rate})
    (decision,) = decide([component("pkg:generic/thing@1", SMALL)], actor, Use(), DAY)
    assert missing(decision) == ["exchange rate EUR/USD"]


@pytest.mark.parametrize(
    ("comparison", "amount", "verdict"),
    [
        ("<", "999.99 USD", Verdict.PERMITTED_WITH_DUTIES),
        ("<", "1000 USD", Verdict.PROHIBITED),
        ("<=", "1000 USD", Verdict.PERMITTED_WITH_DUTIES),
        ("<=", "1000.01 USD", Verdict.PROHIBITED),
        (">", "1000 USD", Verdict.PROHIBITED),
        (">=", "1000 USD", Verdict.PERMITTED_WITH_DUTIES),
    ],
)
def test_money_at_its_limit(comparison: str, amount: str, verdict: Verdict) -> None:
    gears = commons("gears", "PPL", f"revenue {comparison} money('1000 USD')", tariff=False)
    assert decided("PPL", {**COMPANY, "revenue": amount}, COMMERCE, commons=[gears]).verdict is verdict


@pytest.mark.parametrize(
    ("comparison", "amount", "verdict"),
    [
        ("<", "98.99 USD", Verdict.PERMITTED_WITH_DUTIES),
        ("<", "99 USD", Verdict.UNDETERMINED),
        ("<=", "99 USD", Verdict.PERMITTED_WITH_DUTIES),
        ("<", "113.99 USD", Verdict.UNDETERMINED),
        ("<", "114 USD", Verdict.PROHIBITED),
        ("<=", "114 USD", Verdict.UNDETERMINED),
        ("<=", "114.01 USD", Verdict.PROHIBITED),
    ],
)
def test_money_at_the_bounds_of_a_limit_that_is_not_on_record(comparison: str, amount: str, verdict: Verdict) -> None:
    gears = commons("gears", "PPL", f"revenue {comparison} money('100 USD', 2025, 'us-cpi-u')", tariff=False)
    revenue = {"value": amount, "year": 2026}
    assert decided("PPL", {**COMPANY, "revenue": revenue}, COMMERCE, commons=[gears]).verdict is verdict


def test_revenue_without_a_year_is_of_the_year_before() -> None:
    small = {"kind": "organisation", "head_count": 3, "revenue": "1259277 USD"}
    assert decided(SMALL, small, day=datetime.date(2026, 6, 1)).verdict.free
    assert missing(decided(SMALL, small, day=datetime.date(2027, 6, 1))) == ["price index us-cpi-u for 2026"]


def test_dates_that_cannot_be_are_not_reckoned_with() -> None:
    never = commons("gears", "PPL", "as_of >= release_date + years(4) and as_of < release_date", tariff=False)
    assert decided("PPL", COMPANY, COMMERCE, commons=[never]).verdict is Verdict.PROHIBITED
    fresh = commons("gears", "PPL", "as_of >= release_date and as_of < release_date + years(4)", tariff=False)
    assert missing(decided("PPL", COMPANY, COMMERCE, commons=[fresh])) == ["release_date"]


def test_what_a_known_fact_rules_out_is_not_asked() -> None:
    """Whoever lives on waged work is no person acting for themselves, whatever else they are."""
    small = {"profits_from_wage_labour": True, "head_count": 3, "revenue": {"value": "5 USD", "year": 2024}}
    assert decided(SMALL, small).verdict.free
    assert missing(decided(SMALL, {**small, "profits_from_wage_labour": False})) == ["kind"]


def test_limits_of_different_kinds_are_not_taken_to_be_in_order() -> None:
    """In 2025 a limit of 2019 may have moved above or below a fixed one: both orders are possible."""
    gears = commons(
        "gears",
        "PPL",
        "revenue < money('1000000 USD', 2019, 'us-cpi-u') and revenue >= money('1300000 USD')",
        tariff=False,
    )
    decision = decided("PPL", COMPANY, COMMERCE, commons=[gears])
    assert (decision.verdict, missing(decision)) == (Verdict.UNDETERMINED, ["revenue"])
    never = commons("gears", "PPL", "revenue < money('1 USD') and revenue >= money('1 USD')", tariff=False)
    assert decided("PPL", COMPANY, COMMERCE, commons=[never]).verdict is Verdict.PROHIBITED


def test_nobody_has_less_than_nothing() -> None:
    never = commons("gears", "PPL", "revenue < money('0 USD') or head_count < 0", tariff=False)
    assert decided("PPL", COMPANY, COMMERCE, commons=[never]).verdict is Verdict.PROHIBITED
    nothing = commons("gears", "PPL", "revenue <= money('0 USD') or head_count <= 0", tariff=False)
    assert decided("PPL", COMPANY, COMMERCE, commons=[nothing]).verdict is Verdict.UNDETERMINED


# ---------------------------------------------------------------- days


@pytest.mark.parametrize("day", [datetime.date.min, datetime.date(60, 2, 28), datetime.date.max])
def test_the_first_and_the_last_day_of_the_calendar(day: datetime.date) -> None:
    decision = decided("BUSL-1.1", {}, {"production_use": True}, day=day)
    assert missing(decision) == ["within_additional_use_grant", "change_date", "release_date"]


def test_an_anniversary_after_the_last_year_never_comes() -> None:
    own = {"within_additional_use_grant": False, "change_date": "9999-12-31", "release_date": "9998-01-01"}
    assert decided("BUSL-1.1", {}, {"production_use": True}, own=own).verdict is Verdict.LICENCE_NEEDED


@pytest.mark.parametrize(
    ("release", "day", "verdict"),
    [
        ("2024-02-29", "2028-02-28", Verdict.LICENCE_NEEDED),
        ("2024-02-29", "2028-02-29", Verdict.PERMITTED_WITH_DUTIES),
        ("2096-02-29", "2100-02-28", Verdict.LICENCE_NEEDED),
        ("2096-02-29", "2100-03-01", Verdict.PERMITTED_WITH_DUTIES),
    ],
)
def test_the_fourth_anniversary_of_a_leap_day(release: str, day: str, verdict: Verdict) -> None:
    own = {"within_additional_use_grant": False, "change_date": "2999-01-01", "release_date": release}
    use = {"production_use": True}
    assert decided("BUSL-1.1", {}, use, own=own, day=datetime.date.fromisoformat(day)).verdict is verdict


def test_evidence_runs_out_on_the_day_of_the_decision_not_of_the_description() -> None:
    proved = {
        "value": "all-to-worker-owners",
        "evidence": {"kind": "accounts", "valid_until": datetime.date(2027, 6, 30)},
    }
    facts = {"kind": "organisation", "worker_owned": True, "employs_non_owners": False, "surplus": proved}
    for day, free in ((datetime.date(2027, 6, 30), True), (datetime.date(2027, 7, 1), False)):
        decision = decided("PPL", facts, COMMERCE, day=day, described=DAY)
        assert decision.verdict.free is free
        if not free:
            assert missing(decision) == ["surplus"]


def test_what_followed_from_a_fact_falls_with_its_evidence() -> None:
    until = {"value": True, "evidence": {"kind": "register", "valid_until": datetime.date(2026, 11, 21)}}
    use = {"commercial": False}
    assert decided("PPL", {"nonprofit": True}, use).verdict.free
    assert set(missing(decided("PPL", {"nonprofit": until}, use))) == {
        "privately_owned_and_managed",
        "profits_from_wage_labour",
    }


# ---------------------------------------------------------------- contradictions are errors, never verdicts


@pytest.mark.parametrize(
    ("facts", "use"),
    [
        ({"worker_owned": True, "privately_owned_and_managed": True}, {}),
        ({"kind": "individual", "worker_owned": True}, {}),
        ({"kind": "individual", "for_profit_purpose": True}, {}),
        ({"kind": "sole-trader", "nonprofit": True}, {}),
        ({"government": True, "kind": "individual"}, {}),
        ({"nonprofit": True, "profits_from_wage_labour": True}, {}),
        ({}, {"commercial": True, "economic_advantage": False}),
    ],
)
def test_contradictory_facts_are_an_error(facts: dict[str, object], use: dict[str, object]) -> None:
    with pytest.raises(InputError, match=r"actor\.toml: .*contradict"):
        read({"facts": facts, "use": use}, where="actor.toml", as_of=DAY)
    given = Actor(facts={name: Fact(name=name, value=value) for name, value in facts.items()})
    what = Use(facts={name: Fact(name=name, value=value) for name, value in use.items()})
    for license_id in ("PPL", "MIT"):
        with pytest.raises(InputError, match="contradict"):
            decide([component("pkg:generic/thing@1", license_id)], given, what, DAY)


def test_a_fact_about_one_component_may_not_contradict_the_rest() -> None:
    with pytest.raises(InputError, match="contradict"):
        decided("PPL", {}, {"economic_advantage": False}, own={"commercial": True})


# ---------------------------------------------------------------- facts about one component


def test_a_fact_about_one_component_goes_before_that_about_the_use() -> None:
    assert decided("CC-BY-NC-4.0", {}, COMMERCE, own={"commercial": False}).verdict.free
    assert missing(decided("CC-BY-NC-4.0", {}, COMMERCE, own={"commercial": "unknown"})) == ["commercial"]


def test_a_changed_text_is_never_judged_by_the_rules_of_the_original() -> None:
    entry = msgspec.structs.replace(component(f"{THING}@1", "MIT"), modified=("MIT",), why="A line was added.")
    (decision,) = decide([entry], Actor(), Use(), DAY)
    assert (decision.verdict, decision.doubt) == (Verdict.UNDETERMINED, Doubt.MODIFIED_TEXT)
    bought = Records(entitlements=(right(),))
    (decision,) = decide([entry], Actor(), Use(), DAY, records=bought)
    assert (decision.verdict, decision.rung) == (Verdict.PERMITTED_WITH_DUTIES, Rung.ENTITLEMENT)


def test_statements_that_disagree_are_never_judged() -> None:
    entry = component(f"{THING}@1", "MIT")
    claim = Claim(statements=("MIT",), standing=Standing.DECLARED, source=Source(file="package.json"))
    one = Claimed(claim=claim, readings=(), expression=entry.expression)
    disagreeing = msgspec.structs.replace(entry, conflict=Conflict(one=one, others=(one,), says=("They differ.",)))
    (decision,) = decide([disagreeing], Actor(), Use(), DAY)
    assert (decision.verdict, decision.doubt) == (Verdict.UNDETERMINED, Doubt.CONFLICT)
    assert decision.because[0].says == "They differ."


# ---------------------------------------------------------------- rights on record


def right(**changed: object) -> Entitlement:
    return msgspec.structs.replace(Entitlement(component=THING, reference="PO-7", licensor="Friends"), **changed)


@pytest.mark.parametrize(
    ("entitlement", "applies"),
    [
        (right(), True),
        (right(licensee="Us"), True),
        (right(licensee="Them"), False),
        (right(component=f"{THING}@1"), True),
        (right(component=f"{THING}@2"), False),
        (right(component="pkg:generic/thing-else"), False),
        (right(component="thing"), True),
        (right(component="thin"), False),
        (right(valid_from=DAY, valid_until=DAY), True),
        (right(valid_from=DAY + datetime.timedelta(days=1)), False),
        (right(valid_until=DAY - datetime.timedelta(days=1)), False),
    ],
)
def test_a_right_holds_for_its_licensee_component_and_days(entitlement: Entitlement, applies: bool) -> None:
    decision = decided("PPL", COMPANY, COMMERCE, commons=[commons()], name="Us", entitlements=(entitlement,))
    assert decision.verdict is (Verdict.PERMITTED_WITH_DUTIES if applies else Verdict.FEE_DUE)
    assert decision.rung is (Rung.ENTITLEMENT if applies else Rung.FEE)


def test_a_right_of_somebody_named_is_not_that_of_nobody() -> None:
    assert not decided("PPL", COMPANY, COMMERCE, entitlements=(right(licensee="Them"),)).verdict.free


def test_an_accepted_exception_keeps_the_verdict() -> None:
    accepted = Exemption(component=THING, reason="being replaced", approver="board", until=DAY)
    open_case = decided("PPL", exemptions=(accepted,))
    assert (open_case.verdict, open_case.doubt) == (Verdict.UNDETERMINED, Doubt.MISSING_FACT)
    assert (open_case.rung, open_case.exemption, open_case.needs_act) == (Rung.EXCEPTION, accepted, False)
    late = decided("PPL", exemptions=(accepted,), day=DAY + datetime.timedelta(days=1))
    assert late.exemption is None
    free = decided("MIT", exemptions=(accepted,))
    assert (free.rung, free.exemption) == (Rung.LICENCE, None)


# ---------------------------------------------------------------- changes


def test_no_change_turns_a_sole_trader_into_an_organisation() -> None:
    sole = {"kind": "sole-trader", "employs_non_owners": True, "profits_from_wage_labour": True}
    sole["privately_owned_and_managed"] = True
    decision = decided("LicenseRef-scancode-anti-capitalist-1.4 AND PPL", sole, COMMERCE)
    assert decision.verdict is Verdict.PROHIBITED
    assert not any("non-profit" in change.says for change in decision.changes)
    kind_of = commons("gears", "PPL", "nonprofit", tariff=False)
    offered = decided("PPL", sole, COMMERCE, commons=[kind_of])
    assert offered.verdict is Verdict.PROHIBITED
    assert not any("non-profit" in change.says for change in offered.changes)
    offered = decided("PPL", {**sole, "kind": "organisation", "nonprofit": False}, COMMERCE, commons=[kind_of])
    assert [change.says for change in offered.changes] == ["it is a non-profit organisation"]


def test_changes_of_many_licences_at_once_are_looked_for_within_bounds() -> None:
    every = (
        "PPL AND CC-BY-NC-4.0 AND CC-BY-NC-SA-4.0 AND BUSL-1.1 AND PolyForm-Small-Business-1.0.0 AND "
        "LicenseRef-copyfair-CoopCycle AND LicenseRef-scancode-anti-capitalist-1.4"
    )
    assert decided(every, COMPANY, COMMERCE).verdict is Verdict.PROHIBITED


def test_every_change_holds_when_it_is_made() -> None:
    """The sentences of the changes, turned back into facts and judged again."""
    facts = {"kind": "organisation", "worker_owned": True, "surplus": "reinvested", "employs_non_owners": False}
    decision = decided("PPL", facts, COMMERCE)
    assert decision.verdict is Verdict.LICENCE_NEEDED
    assert [(change.says, change.clause) for change in decision.changes] == [
        ("the use is not commercial", "PPL 4(b)"),
        ("of the surplus, all of it is distributed among the worker-owners", "PPL 4(c)"),
    ]
    assert decided("PPL", facts, {"commercial": False}).verdict.free
    assert decided("PPL", {**facts, "surplus": "all-to-worker-owners"}, COMMERCE).verdict.free
    big = {"kind": "organisation", "head_count": 500, "revenue": {"value": "9000000 USD", "year": 2024}}
    (change,) = decided(SMALL, big).changes
    assert change.says.startswith("the head count is below 100 and the revenue is below 1,000,000.00 USD")


# ---------------------------------------------------------------- duties


def test_after_the_change_date_the_duties_are_those_of_the_change_licence() -> None:
    use = {"production_use": True, "distributes": True}
    before = {"within_additional_use_grant": True, "change_date": "2028-01-01", "release_date": "2025-01-01"}
    after = {**before, "change_date": "2026-11-22"}

    def asked(own: Mapping[str, str | bool], kind: DutyKind) -> set[Trigger]:
        return {duty.applies for duty in decided("BUSL-1.1", {}, use, own=own).duties if duty.kind is kind}

    assert asked(before, DutyKind.SAME_LICENCE) == {Trigger.YES, Trigger.NO}
    assert asked(before, DutyKind.SOURCE) == {Trigger.NO}
    assert asked({**after, "change_licence": "permissive"}, DutyKind.SAME_LICENCE) == {Trigger.NO}
    assert asked({**after, "change_licence": "strong-copyleft"}, DutyKind.SOURCE) == {Trigger.YES}
    assert asked({**after, "change_licence": "strong-copyleft"}, DutyKind.NETWORK_SOURCE) == {Trigger.NO}
    assert asked(after, DutyKind.SOURCE) == {Trigger.UNKNOWN}
    assert asked(after, DutyKind.LICENCE_TEXT) == {Trigger.YES, Trigger.NO}


def test_duties_are_told_wherever_the_use_may_be_free() -> None:
    assert decided("PPL").duties
    assert decided("PPL", {"kind": "sole-trader", "profits_from_wage_labour": False}, COMMERCE).duties
    assert not decided("PPL", COMPANY, COMMERCE).duties


def test_a_reason_says_what_a_derived_fact_follows_from() -> None:
    decision = decided(
        "LicenseRef-scancode-anti-capitalist-1.4",
        {"government": True, "educational_institution": False, "law_enforcement_or_military": False},
    )
    used = {fact.name: fact for fact in decision.because[0].facts}
    assert (decision.because[0].clause, used["kind"].value) == ("2", "organisation")
    assert used["kind"].evidence.startswith("derived, follows from 'government'")


def test_the_most_telling_question_comes_first() -> None:
    """Whether it is used in commerce settles the matter for most; what follows only after a yes comes later."""
    facts = {"kind": "organisation", "worker_owned": True, "employs_non_owners": False}
    assert missing(decided("PPL", facts)) == ["commercial", "surplus"]
    either = commons("gears", "PPL", "contributes or (coalition_member and ethical_enterprise)", tariff=False)
    assert missing(decided("PPL", COMPANY, commons=[either]))[0] == "contributes"


# ---------------------------------------------------------------- a hostile commons


@pytest.mark.parametrize(
    "when",
    [
        "kind == [1]",
        "kind in ({},)",
        "kind in ({[]: 1},)",
        "kind in ()",
        "revenue < money('1 USD', year=2019)",
        "revenue < money('1 USD', True)",
        "revenue < money('1 USD', 1990, 'us-cpi-u')",
        "revenue < money('1 USD', 2019, 'nobody-s')",
        "as_of >= release_date + years(True)",
        "as_of >= release_date + years(4, x=1)",
        "head_count < -3",
        "revenue < money('-3 USD')",
        "not " * 400 + "contributes",
        "(" * 90 + "contributes" + " and contributes)" * 90,
        "not (contributes and " * 60 + "contributes" + ")" * 60,
        "nobody_ever_heard_of_it",
        "x" * 2001,
        "contributes\x00",
    ],
)
def test_a_permission_that_is_no_condition_is_refused_by_name(when: str) -> None:
    gears = msgspec.structs.replace(commons(), permissions=(Permission(clause="C 1", says="x", when=when),))
    with pytest.raises(RuleError, match=r"^commons\.toml: \$\.permissions\[0\]\.when: "):
        decided("PPL", COMPANY, COMMERCE, commons=[gears])


def test_a_permission_with_very_many_limits_costs_no_more_than_a_doubt() -> None:
    many = [" or ".join(f"revenue < money('{n}{k:02} USD')" for k in range(50)) for n in range(1, 12)]
    decision = decided("PPL", {**COMPANY, "revenue": "100 EUR"}, COMMERCE, commons=[commons("gears", "PPL", *many)])
    assert (decision.verdict, decision.doubt) == (Verdict.UNDETERMINED, Doubt.MISSING_FACT)
    assert "exchange rate EUR/USD" in missing(decision)
    money = ("USD", "EUR", "GBP", "JPY", "CHF", "CZK", "DKK", "HUF", "NOK", "SEK")
    mixed = " or ".join(f"revenue < money('5 {currency}')" for currency in money)
    decision = decided("PPL", COMPANY, COMMERCE, commons=[commons("gears", "PPL", mixed)])
    assert (decision.verdict, decision.doubt) == (Verdict.UNDETERMINED, Doubt.MISSING_FACT)
    assert "revenue" in missing(decision)


def test_fifty_licences_are_judged() -> None:
    ids = ("PPL", "CC-BY-NC-4.0", "BUSL-1.1", SMALL, "LicenseRef-copyfair-CoopCycle")
    parts = [f"({ids[n % 5]} OR LicenseRef-x{n})" for n in range(50)]
    decision = decided(" AND ".join(parts), COMPANY, COMMERCE)
    assert (decision.verdict, decision.doubt) == (Verdict.UNDETERMINED, Doubt.UNKNOWN_LICENCE)
    parts = [f"({ids[n % 5]} AND LicenseRef-x{n})" for n in range(50)]
    assert decided(" OR ".join([*parts, "MIT"]), COMPANY, COMMERCE).chosen == "MIT"
