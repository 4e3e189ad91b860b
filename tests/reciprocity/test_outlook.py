"""What changes by itself within a year, and what does not."""

import datetime
from typing import Any

import msgspec
import pytest
from reciprocity_sample import COMMERCE, COMPANY, DAY, THING, commons

from copyfair import component, decide
from copyfair.actor import read
from copyfair.actor.load import component_facts
from copyfair.reciprocity import Outlook, Records, Verdict, outlook
from copyfair.settings import Breach, Entitlement, Exemption

LAST = datetime.date(2027, 3, 1)
NEXT = datetime.date(2027, 3, 2)


def ahead(
    license_id: str, facts: dict[str, Any], use: dict[str, Any], own: dict[str, Any] | None = None, **records: Any
) -> Outlook:
    actor, what = read({"facts": facts, "use": use}, where="actor.toml", as_of=DAY)
    about = component_facts(own or {}, where="copyfair.toml", as_of=DAY)
    thing = component(f"{THING}@1", license_id)
    return outlook([thing], actor, what, DAY, records=Records(facts=((THING, about),), **records))


def test_where_nothing_is_dated_nothing_changes() -> None:
    found = ahead("PPL", COMPANY, COMMERCE)
    assert (found.turns, found.limits) == ((), ())
    assert found.until == datetime.date(2027, 11, 22)


def test_a_right_that_runs_out() -> None:
    right = Entitlement(component=THING, reference="order 1", licensor="Friends", valid_until=LAST)
    (turn,) = ahead("PPL", COMPANY, COMMERCE, entitlements=(right,)).turns
    assert (turn.day, turn.before, turn.after, turn.needs_act) == (
        NEXT, Verdict.PERMITTED_WITH_DUTIES, Verdict.PROHIBITED, True,
    )  # fmt: skip
    assert turn.because == ("the right 'order 1' has run out",)


def test_a_right_that_begins() -> None:
    right = Entitlement(component=THING, reference="order 1", licensor="Friends", valid_from=LAST)
    (turn,) = ahead("PPL", COMPANY, COMMERCE, entitlements=(right,)).turns
    assert (turn.day, turn.after) == (LAST, Verdict.PERMITTED_WITH_DUTIES)


def test_a_right_that_runs_out_while_nobody_needs_it_changes_nothing() -> None:
    right = Entitlement(component=THING, reference="order 1", licensor="Friends", valid_until=LAST)
    assert ahead("MIT", COMPANY, COMMERCE, entitlements=(right,)).turns == ()


def test_an_exception_that_runs_out_asks_for_an_act() -> None:
    kept = Exemption(component=THING, reason="being replaced", approver="N. Peeters", until=LAST)
    (turn,) = ahead("PPL", COMPANY, COMMERCE, exemptions=(kept,)).turns
    assert (turn.day, turn.before, turn.after, turn.needs_act) == (NEXT, Verdict.PROHIBITED, Verdict.PROHIBITED, True)


def test_evidence_that_runs_out() -> None:
    facts = {
        **COMPANY,
        "profits_from_wage_labour": {"value": False, "evidence": {"kind": "accounts", "valid_until": LAST}},
    }
    (turn,) = ahead("PPL", facts, {"commercial": False}).turns
    assert (turn.day, turn.before, turn.after) == (NEXT, Verdict.PERMITTED_WITH_DUTIES, Verdict.UNDETERMINED)
    assert turn.because == ("the evidence for 'profits_from_wage_labour' has run out",)


@pytest.mark.parametrize(
    ("own", "day"),
    [
        ({"change_date": LAST, "release_date": datetime.date(2026, 1, 1)}, LAST),
        ({"change_date": datetime.date(2030, 1, 1), "release_date": datetime.date(2023, 3, 1)}, LAST),
    ],
)
def test_a_change_date_comes(own: dict[str, Any], day: datetime.date) -> None:
    own = {**own, "within_additional_use_grant": False}
    (turn,) = ahead("BUSL-1.1", {}, {"production_use": True}, own).turns
    assert (turn.day, turn.before, turn.after) == (day, Verdict.LICENCE_NEEDED, Verdict.PERMITTED_WITH_DUTIES)


def test_a_trial_ends_on_the_first_day_after_it() -> None:
    use = {"commercial": True, "trial_began_on": datetime.date(2026, 11, 1), "contributes_back": False}
    (turn,) = ahead("LicenseRef-scancode-prosperity-3.0", {"noncommercial_organisation": False}, use).turns
    assert (turn.day, turn.before, turn.after) == (
        datetime.date(2026, 12, 1), Verdict.PERMITTED_WITH_DUTIES, Verdict.LICENCE_NEEDED,
    )  # fmt: skip
    assert turn.because == ("30 days have passed since the day on which the trial began",)


def test_a_time_of_grace_ends_when_its_last_day_is_over() -> None:
    facts = {"kind": "organisation", "noncommercial_organisation": False, "head_count_peak": 25}
    facts |= {"outgrew_limits": True, "outgrew_limits_on": datetime.date(2026, 11, 1)}
    (turn,) = ahead("LicenseRef-copyfair-BigTime-2.0", facts, {"commercial": True}, {"fair_offer_missing": False}).turns
    assert (turn.day, turn.before, turn.after) == (
        datetime.date(2027, 3, 10), Verdict.PERMITTED_WITH_DUTIES, Verdict.LICENCE_NEEDED,
    )  # fmt: skip
    assert turn.because == ("more than 128 days have passed since the day on which it outgrew the limits",)


def test_a_tariff_that_ends() -> None:
    gears = commons(valid_until=LAST.isoformat())
    (turn,) = ahead("PPL", COMPANY, COMMERCE, commons=(gears,)).turns
    assert (turn.day, turn.before, turn.after) == (NEXT, Verdict.FEE_DUE, Verdict.PROHIBITED)


def test_the_time_to_mend_a_breach_runs_out() -> None:
    breach = Breach(component=THING, reference="letter 5", noticed_on=DAY)
    found = ahead("MIT", {}, {}, breaches=(breach,))
    assert found.turns == ()  # nothing is on record on what a breach does, today or later


def test_a_limit_that_moves_with_prices_is_named() -> None:
    facts = {"kind": "organisation", "head_count": 4, "revenue": "100 USD"}
    found = ahead("PolyForm-Small-Business-1.0.0", facts, COMMERCE)
    (limit,) = found.limits
    assert (limit.day, limit.clause, limit.fact) == (datetime.date(2027, 1, 1), "Small Business", "revenue")
    assert "for 2025 to" in limit.says
    assert found.turns == ()


def test_a_yearly_figure_grows_old() -> None:
    facts = {"kind": "organisation", "head_count": 4, "revenue": {"value": "100 USD", "year": 2024}}
    (turn,) = ahead("PolyForm-Small-Business-1.0.0", facts, COMMERCE).turns
    assert (turn.day, turn.after) == (datetime.date(2027, 1, 1), Verdict.UNDETERMINED)


def test_each_turn_is_what_a_decision_for_that_day_says() -> None:
    right = Entitlement(component=THING, reference="order 1", licensor="Friends", valid_until=LAST)
    actor, use = read({"facts": COMPANY, "use": COMMERCE}, where="actor.toml", as_of=DAY)
    records = Records(entitlements=(right,), commons=(commons(valid_until="2027-06-30"),))
    thing = component(f"{THING}@1", "PPL")
    turns = outlook([thing], actor, use, DAY, records=records).turns
    assert [turn.day.isoformat() for turn in turns] == ["2027-03-02", "2027-07-01"]
    for turn in turns:
        (before,) = decide([thing], actor, use, turn.day - datetime.timedelta(days=1), records=records)
        (after,) = decide([thing], actor, use, turn.day, records=records)
        assert (turn.before, turn.after) == (before.verdict, after.verdict)


def test_what_began_today_is_no_turn_of_tomorrow() -> None:
    """The exception that runs out tonight covers what the right that begins today covers as well."""
    right = Entitlement(component=THING, reference="order 1", licensor="Friends", valid_from=DAY)
    kept = Exemption(component=THING, reason="being replaced", approver="N. Peeters", until=DAY)
    assert ahead("PPL", COMPANY, COMMERCE, entitlements=(right,), exemptions=(kept,)).turns == ()


def test_a_turn_names_a_component_without_a_package_url_by_its_name() -> None:
    right = Entitlement(component="thing", reference="order 1", licensor="Friends", valid_until=LAST)
    actor, what = read({"facts": COMPANY, "use": COMMERCE}, where="actor.toml", as_of=DAY)
    thing = component(f"{THING}@1", "PPL")
    nameless = msgspec.structs.replace(thing, component=msgspec.structs.replace(thing.component, purl=""))
    for one, name in ((thing, f"{THING}@1"), (nameless, "thing")):
        (turn,) = outlook([one], actor, what, DAY, records=Records(entitlements=(right,))).turns
        assert turn.component == name
