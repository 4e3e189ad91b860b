"""Every licence file is checked by its cases, and its cases stand on both sides of every condition."""

import datetime
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from copyfair import component, decide
from copyfair.actor import read
from copyfair.actor.derive import derive
from copyfair.actor.load import component_facts
from copyfair.licensing.catalogue import default_catalogue
from copyfair.reciprocity.model import Trigger
from copyfair.reciprocity.records import Records
from copyfair.reciprocity.rules import check_rules
from copyfair.reciprocity.worlds import Known, look
from copyfair.settings import ReadingChoice

HERE = Path(__file__).parent
DAY = datetime.date(2026, 11, 22)
RULES = check_rules(default_catalogue())


def cases(license_id: str) -> list[dict[str, Any]]:
    return tomllib.loads((HERE / f"{license_id}.toml").read_text("utf-8"))["case"]


def known(case: dict[str, Any]) -> tuple[Any, Any, Records]:
    tables = {key: case[key] for key in ("facts", "use", "rates") if case.get(key)}
    day = case.get("day", DAY)
    actor, use = read(tables, where=case["name"], as_of=day)
    facts = component_facts(case.get("component", {}), where=case["name"], as_of=day)
    return actor, use, Records(facts=(("pkg:generic/thing", facts),))


EVERY = [(license_id, case) for license_id in RULES for case in cases(license_id)]


@pytest.mark.parametrize(("license_id", "case"), EVERY, ids=[f"{name}: {case['name']}" for name, case in EVERY])
def test_case(license_id: str, case: dict[str, Any]) -> None:
    actor, use, records = known(case)
    thing = component("pkg:generic/thing@1", case.get("license", license_id))
    (decision,) = decide([thing], actor, use, case.get("day", DAY), records=records)
    assert decision.verdict == case["verdict"]
    assert decision.doubt == case.get("doubt")
    if "clause" in case:
        own = [reason for reason in decision.because if reason.license == license_id or "license" not in case]
        assert own[0].clause == case["clause"]
    if "applies" in case:
        kinds = {duty.kind.value for duty in decision.duties if duty.applies is Trigger.YES}
        assert sorted(kinds) == case["applies"]
    if "missing" in case:
        assert [fact.name for fact in decision.missing] == case["missing"]


@pytest.mark.parametrize("license_id", sorted(RULES))
def test_cases_stand_on_both_sides_of_every_comparison(license_id: str) -> None:
    seen: dict[Any, set[bool]] = {atom: set() for clause in RULES[license_id].decides for atom in clause.atoms}
    for case in cases(license_id):
        actor, use, records = known(case)
        facts = derive({**actor.facts, **use.facts, **records.facts[0][1]})
        closed, _ = look(seen, Known(facts, actor.rates, case.get("day", DAY)))
        for atom, truth in closed.items():
            seen[atom].add(truth)
    one_sided = {str(atom): sides for atom, sides in seen.items() if len(sides) < 2}
    assert not one_sided


@pytest.mark.parametrize("license_id", sorted(RULES))
def test_every_clause_decides_a_case(license_id: str) -> None:
    deciding = {case["clause"] for case in cases(license_id) if "clause" in case}
    clauses = {clause.number for clause in RULES[license_id].decides} | {RULES[license_id].otherwise.number}
    assert clauses <= deciding


def test_no_case_without_a_licence() -> None:
    assert {path.stem for path in HERE.glob("*.toml")} == set(RULES)


def choices(license_id: str, case: dict[str, Any]) -> list[tuple[ReadingChoice, str]]:
    """Every reading of the open place that a case turns on, as a choice, with what it holds."""
    actor, use, records = known(case)
    (decision,) = decide([component("pkg:generic/thing@1", license_id)], actor, use, DAY, records=records)
    file = default_catalogue().get(license_id)
    assert file is not None
    return [
        (ReadingChoice(license=license_id, question=clause.question, take=reading.name, reason="a case"), reading.holds)
        for clause in file.silent
        if clause.says == decision.because[0].says
        for reading in clause.readings
    ]


OPEN = [
    (license_id, case, choice, holds)
    for license_id, case in EVERY
    if case.get("doubt") == "silent-text" and "clause" in case
    for choice, holds in choices(license_id, case)
]


@pytest.mark.parametrize(
    ("license_id", "case", "choice", "holds"),
    OPEN,
    ids=[f"{lic}: {case['name']}: {c.take}" for lic, case, c, _ in OPEN],
)
def test_a_reading_settles_the_open_place(license_id: str, case: dict[str, Any], choice: Any, holds: str) -> None:
    """Where a case turns on several open places, the others stay open."""
    actor, use, records = known(case)
    records = msgspec.structs.replace(records, readings=(choice,))
    (decision,) = decide([component("pkg:generic/thing@1", license_id)], actor, use, DAY, records=records)
    assert decision.verdict.free is (holds == "granted") or decision.doubt == "silent-text"
    assert holds == "granted" or decision.verdict == "licence-needed"
    assert "read as" in decision.because[0].reading or decision.doubt == "silent-text"


def test_every_question_is_asked_by_a_case() -> None:
    asked = {(license_id, choice.question, choice.take) for license_id, _, choice, _ in OPEN}
    every = {
        (file.id, clause.question, reading.name)
        for file in default_catalogue().all()
        for clause in file.silent
        if not clause.default
        for reading in clause.readings
    }
    assert every == asked


@pytest.mark.parametrize(
    "license_id",
    ["LicenseRef-copyfair-CSL", "LicenseRef-scancode-cooperative-non-violent-4.0", "LicenseRef-copyfair-CNPL-5"],
)
def test_any_of_is_read_as_all_unless_somebody_chooses_otherwise(license_id: str) -> None:
    consumers = {"kind": "organisation", "worker_owned": False, "privately_owned_and_managed": False}
    company = {"kind": "organisation", "privately_owned_and_managed": True, "profits_from_wage_labour": True}
    use = {"commercial": True, "acts_for_other_entity": False, "banned_by_non_violence": False}
    choice = ReadingChoice(license=license_id, question="any-of", take="any", reason="a case")

    def verdict(facts: dict[str, Any], *readings: ReadingChoice) -> tuple[str, str]:
        actor, what = read({"facts": facts, "use": use}, where="case", as_of=DAY)
        things = [component("pkg:generic/thing@1", license_id)]
        (decision,) = decide(things, actor, what, DAY, records=Records(readings=readings))
        return decision.verdict.value, decision.because[0].reading

    assert verdict(consumers)[0] == "licence-needed"
    assert "taken unless another reading is chosen" in verdict(consumers)[1]
    assert verdict(consumers, choice)[0] == "permitted-with-duties"
    assert verdict(company, choice)[0] == "prohibited"
