"""Every licence file is checked by its cases, and its cases stand on both sides of every condition."""

import datetime
import tomllib
from pathlib import Path
from typing import Any

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
