"""The outlook against asking again on every single day."""

import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from reciprocity_sample import DAY, THING, commons

from copyfair import component, decide
from copyfair.actor import read
from copyfair.actor.load import component_facts
from copyfair.reciprocity import Records, outlook
from copyfair.settings import Breach, Entitlement, Exemption

AHEAD = 45  # over New Year, when yearly figures grow old
DAYS = st.integers(-2, AHEAD + 1).map(lambda n: DAY + datetime.timedelta(days=n))
MAYBE = st.none() | DAYS
LICENCES = st.sampled_from(("PPL", "CC-BY-NC-4.0", "BUSL-1.1", "PolyForm-Small-Business-1.0.0", "MIT"))


def dated(name: str, value: Any) -> st.SearchStrategy[dict[str, Any]]:
    """A fact whose evidence may run out."""
    evidence = st.builds(lambda day: {} if day is None else {"evidence": {"valid_until": day}}, MAYBE)
    return evidence.map(lambda rest: {name: {"value": value, **rest}})


def merged(tables: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    return {name: value for table in tables for name, value in table.items()}


FACTS = st.tuples(
    dated("kind", "organisation"),
    dated("privately_owned_and_managed", value=True),
    dated("profits_from_wage_labour", value=True),
    dated("head_count", 5),
    st.sampled_from(({}, *({"revenue": {"value": "5000 USD", "year": year}} for year in (2024, 2025)))),
).map(merged)
USE = st.tuples(dated("commercial", value=True), dated("production_use", value=True)).map(merged)
OWN = st.fixed_dictionaries(
    {},
    optional={
        "change_date": DAYS,
        "release_date": DAYS.map(lambda day: day.replace(year=day.year - 4)),
        "within_additional_use_grant": st.just(value=False),
    },
)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """Records with dates that come up."""
    found: dict[str, Any] = {}
    if draw(st.booleans()):
        start, end = draw(DAYS), draw(MAYBE)
        until = "" if end is None or end < start else end.isoformat()
        license_id = draw(st.sampled_from(("PPL", "CC-BY-NC-4.0")))
        found["commons"] = (commons("gears", license_id, valid_from=start.isoformat(), valid_until=until),)
    if draw(st.booleans()):
        right = Entitlement(component=THING, reference="PO-1", licensor="Friends")
        start, end = draw(MAYBE), draw(MAYBE)
        found["entitlements"] = (
            Entitlement(component=THING, reference="PO-1", licensor="Friends", valid_from=start, valid_until=end),
            *((right,) if draw(st.integers(0, 9)) == 0 else ()),
        )
    if draw(st.booleans()):
        found["exemptions"] = (Exemption(component=THING, reason="known", approver="N", until=draw(DAYS)),)
    if draw(st.booleans()):
        noticed = draw(st.sampled_from((DAY - datetime.timedelta(days=20), DAY - datetime.timedelta(days=1), DAY)))
        later = draw(st.none() | st.integers(1, AHEAD))
        cured = None if later is None else noticed + datetime.timedelta(days=later)
        found["breaches"] = (Breach(component=THING, reference="a letter", noticed_on=noticed, cured_on=cured),)
    return found


@given(LICENCES, FACTS, USE, OWN, records())
@settings(max_examples=60)
def test_the_answer_turns_on_the_days_that_are_listed_and_on_no_other(
    license_id: str, facts: dict[str, Any], use: dict[str, Any], own: dict[str, Any], on_record: dict[str, Any]
) -> None:
    actor, what = read({"facts": facts, "use": use}, where="actor.toml", as_of=DAY)
    about = component_facts(own, where="copyfair.toml", as_of=DAY)
    stands = Records(facts=((THING, about),), **on_record)
    thing = component(f"{THING}@1", license_id)
    expected = []
    (before,) = decide([thing], actor, what, DAY, records=stands)
    for n in range(1, AHEAD + 1):
        day = DAY + datetime.timedelta(days=n)
        (after,) = decide([thing], actor, what, day, records=stands)
        if (before.verdict, before.doubt, before.needs_act) != (after.verdict, after.doubt, after.needs_act):
            expected.append((day, before.verdict, after.verdict, after.needs_act))
        before = after
    found = outlook([thing], actor, what, DAY, records=stands, days=AHEAD).turns
    assert [(turn.day, turn.before, turn.after, turn.needs_act) for turn in found] == expected
    assert all(turn.because and turn.component == thing.component.purl for turn in found)
