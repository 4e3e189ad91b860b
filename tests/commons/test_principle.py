"""The ready-made commons file of the copyfair principle: four kinds of user go through it, and only one owes."""

import datetime
from typing import Any

import pytest
from click.testing import CliRunner

from copyfair import component, decide
from copyfair.actor import read
from copyfair.cli.explain import command
from copyfair.commons import load, load_text
from copyfair.data import folder
from copyfair.fees import assess
from copyfair.reciprocity.model import Decision, Rung, Verdict
from copyfair.reciprocity.records import Records

DAY = datetime.date(2026, 11, 27)
PRINCIPLE = load(folder("templates") / "commons" / "copyfair-principle.toml")
COMPANY = {
    "kind": "organisation",
    "worker_owned": False,
    "cooperative_model": False,
    "privately_owned_and_managed": True,
    "profits_from_wage_labour": True,
}
NOBODY = {"contributes": False, "coalition_member": False, "ethical_enterprise": False}
COMMERCE = {"commercial": True}
MONEY = {
    "revenue": "1250000 EUR",
    "capital_invested": "100000 EUR",
    "returns_taken": "950000 EUR",
    "distributable_return": "80000 EUR",
}


def test_a_steward_gets_it_from_the_command_line() -> None:
    printed = CliRunner().invoke(command, ["copyfair-principle"])
    assert printed.exit_code == 0
    assert load_text(printed.output, PRINCIPLE.source) == PRINCIPLE


def judged(facts: dict[str, Any], use: dict[str, Any], theirs: dict[str, Any]) -> tuple[Decision, Any]:
    tables = {"facts": facts, "use": use, "commons": {PRINCIPLE.id: theirs}}
    actor, what = read(tables, where="actor.toml", as_of=DAY)
    things = [component(f"{PRINCIPLE.covers[0]}@1", PRINCIPLE.license)]
    (decision,) = decide(things, actor, what, DAY, records=Records(commons=(PRINCIPLE,)))
    return decision, actor


@pytest.mark.parametrize(
    ("facts", "use", "theirs", "clause"),
    [
        (COMPANY, {"commercial": False}, NOBODY, "Principle 1"),
        (COMPANY, COMMERCE, {**NOBODY, "contributes": True}, "Principle 2"),
        ({"kind": "organisation", "worker_owned": True, "surplus": "reinvested"}, COMMERCE, NOBODY, "Principle 3"),
        (
            {**COMPANY, "cooperative_model": True, "privately_owned_and_managed": False},
            COMMERCE,
            NOBODY,
            "Principle 3",
        ),
        (COMPANY, COMMERCE, {**NOBODY, "ethical_enterprise": True}, "Principle 4"),
        (COMPANY, COMMERCE, {**NOBODY, "coalition_member": True}, "Principle 4"),
    ],
)
def test_those_for_whom_it_is_free(
    facts: dict[str, Any], use: dict[str, Any], theirs: dict[str, Any], clause: str
) -> None:
    decision, _ = judged(facts, use, theirs)
    assert (decision.verdict, decision.rung) == (Verdict.PERMITTED_WITH_DUTIES, Rung.STEWARD)
    assert decision.because[-1].clause == clause


@pytest.mark.parametrize(
    "wide", [COMPANY, {**COMPANY, "cooperative_model": True}], ids=["company", "false cooperative"]
)
def test_everybody_else_owes_one_per_cent_and_what_goes_beyond_ten_times_the_capital(wide: dict[str, Any]) -> None:
    decision, actor = judged({**wide, **MONEY}, COMMERCE, NOBODY)
    assert (decision.verdict, decision.rung) == (Verdict.FEE_DUE, Rung.FEE)
    (fee,) = assess([decision], [PRINCIPLE], actor, DAY)
    # 1 % of 1,000,000; 950,000 + 80,000 - 10 x 100,000 flows back.
    assert str(fee.total) == "40,000.00 EUR"
    assert [str(portion.amount) for portion in fee.portions] == ["30,000.00 EUR", "10,000.00 EUR"]


def test_nobody_owes_before_it_is_known_that_no_principle_covers_them() -> None:
    decision, _ = judged(COMPANY, COMMERCE, {"contributes": False, "ethical_enterprise": False})
    assert decision.verdict is Verdict.UNDETERMINED
    assert [fact.name for fact in decision.missing] == ["coalition_member"]
