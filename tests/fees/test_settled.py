"""Where no tariff asks for anything now, nothing is due; where a sum is owed or unknown, it stays due."""

import datetime
from pathlib import Path

import pytest
from fee_sample import DAY, commons, due, licensee, tariff
from msgspec.structs import replace

import copyfair
from copyfair.cli.exits import exit_code
from copyfair.commons import load_text
from copyfair.fees import assess, settled
from copyfair.fees.model import FeeState
from copyfair.reciprocity.model import Duty, DutyKind, Rung, Trigger, Verdict
from copyfair.settings import Exemption

EXAMPLES = Path(__file__).parents[1] / "examples"
SHARE = 'fee = { kind = "share-above", rate = "0.01", threshold = "1000 EUR", of = "revenue" }'
SMALL = SHARE + '\nadjust = [{ kind = "minimum", amount = "50 EUR" }]'
WAIVED = SHARE + '\nwaivers = [{ clause = "Charter 6", when = "contributes", says = "Contributors give in kind." }]'


def decided(lines, decision=None, **facts):
    decision = decision or due()
    fees = assess([decision], [commons(tariff(lines))], licensee(**facts), DAY)
    (after,) = settled([decision], fees)
    return fees[0].state if fees else None, after


@pytest.mark.parametrize(
    ("lines", "facts", "state"),
    [
        (SHARE, {"revenue": 1000}, FeeState.NIL),
        (SMALL, {"revenue": 2000, "carried_forward": 0}, FeeState.CARRIED_FORWARD),
        (WAIVED, {"revenue": 9000, "contributes": True}, FeeState.WAIVED),
    ],
)
def test_a_tariff_that_asks_for_nothing_now_leaves_nothing_due(lines, facts, state):
    found, after = decided(lines, **facts)
    assert found is state
    assert (after.verdict, after.worst, after.best, after.needs_act) == (
        Verdict.PERMITTED, Verdict.PERMITTED, Verdict.PERMITTED, False,
    )  # fmt: skip
    assert (after.rung, after.because[0].license, after.because[0].clause) == (Rung.FEE, "gears", "Charter 5")
    assert after.because[1:] == due().because


@pytest.mark.parametrize(
    ("lines", "facts", "state"),
    [
        (SHARE, {"revenue": 2000}, FeeState.DUE),
        (SHARE, {}, FeeState.NEEDS_INPUT),
        (SMALL, {"revenue": 6000, "carried_forward": 0}, FeeState.DUE),
        (WAIVED, {"revenue": 9000, "contributes": False}, FeeState.DUE),
    ],
)
def test_a_sum_that_is_owed_or_unknown_stays_due(lines, facts, state):
    assert decided(lines, **facts) == (state, due())


def test_the_duties_of_a_decision_stay():
    duty = Duty(kind=DutyKind.ATTRIBUTION, license="PPL", says="Name the authors.", applies=Trigger.YES)
    _, after = decided(SHARE, replace(due(), duties=(duty,)), revenue=10)
    assert (after.verdict, after.duties) == (Verdict.PERMITTED_WITH_DUTIES, (duty,))


def test_two_tariffs_and_only_one_comes_to_nothing():
    both = replace(due(), also_due=("cogs",))
    other = tariff('fee = { kind = "flat", amount = "5 EUR" }')
    cogs = load_text(
        f'id = "cogs"\nname = "Cogs"\nlicense = "PPL"\ncovers = ["pkg:npm/cog"]\n[steward]\nname = "Cogs"\n{other}\n[[payees]]\nparty = {{ name = "Cogs" }}\n',
        "cogs.toml",
    )
    fees = assess([both], [commons(tariff(SHARE)), cogs], licensee(revenue=10), DAY)
    assert [fee.state for fee in fees] == [FeeState.DUE, FeeState.NIL]
    assert settled([both], fees) == (both,)


def test_an_exception_on_record_is_left_as_it_is():
    until = datetime.date(2027, 1, 1)
    kept = replace(due(), exemption=Exemption(component="gearbox", reason="r", approver="a", until=until))
    assert decided(SHARE, kept, revenue=10) == (None, kept)


def test_a_check_is_clean_where_the_tariff_comes_to_nothing(tmp_path):
    actor = tmp_path / "small.toml"
    actor.write_text(
        '[facts]\nkind = "organisation"\nprivately_owned_and_managed = true\nprofits_from_wage_labour = true\n'
        'revenue = { value = "900000 EUR", year = 2025 }\n[use]\ncommercial = true\n[commons.peer-map]\ncontributes = false\n',
        "utf-8",
    )
    arguments = {"actor": actor, "commons": [EXAMPLES / "commons.toml"], "as_of": DAY}
    result = copyfair.assess(EXAMPLES / "project", **arguments)
    assert [(fee.state, str(fee.total)) for fee in result.fees] == [(FeeState.NIL, "0.00 EUR")]
    assert exit_code(result) == 0
    ours = next(one for one in result.decisions if one.license == "PPL")
    assert ours.verdict is Verdict.PERMITTED_WITH_DUTIES
    assert {DutyKind.ATTRIBUTION, DutyKind.LICENCE_TEXT} <= {duty.kind for duty in ours.duties}
    company = copyfair.assess(EXAMPLES / "project", **arguments | {"actor": EXAMPLES / "actors" / "company.toml"})
    assert exit_code(company) == 16


def test_a_comparison_says_the_same():
    facts = {"kind": "organisation", "privately_owned_and_managed": True, "profits_from_wage_labour": True}
    who = {
        name: copyfair.describe(
            facts={**facts, "revenue": {"value": f"{amount} EUR", "year": 2025}},
            use={"commercial": True},
            commons={"peer-map": {"contributes": False}},
            as_of=DAY,
        )
        for name, amount in (("small", 900_000), ("large", 5_000_000))
    }
    table = copyfair.compare(EXAMPLES / "project", who, as_of=DAY, commons=[EXAMPLES / "commons.toml"])
    line = next(line for line in table.lines if line.license == "PPL")
    assert [cell.verdict for cell in line.cells] == [Verdict.PERMITTED_WITH_DUTIES, Verdict.FEE_DUE]


def test_what_is_needed_beside_the_commons_keeps_its_duties():
    facts = {"kind": "organisation", "privately_owned_and_managed": True, "profits_from_wage_labour": True}
    actor, use = copyfair.describe(
        facts={**facts, "revenue": {"value": "10 EUR", "year": 2025}},
        use={"commercial": True},
        commons={"gears": {"contributes": False}},
        as_of=DAY,
    )
    gears = commons(tariff(SHARE))
    thing = copyfair.component("pkg:npm/gearbox@1", "PPL AND MIT")
    decisions = copyfair.decide([thing], actor, use, DAY, records=copyfair.Records(commons=(gears,)))
    assert [one.verdict for one in decisions] == [Verdict.FEE_DUE]
    (after,) = settled(decisions, assess(decisions, [gears], actor, DAY))
    assert after.verdict is Verdict.PERMITTED_WITH_DUTIES
    assert {duty.license for duty in after.duties} == {"PPL", "MIT"}
