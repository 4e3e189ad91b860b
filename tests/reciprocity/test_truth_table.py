"""Who may use what: typical users against the licences of the copyfarleft core, cell by cell.

A cell names the answer and the clause that decides. Y: free. N: not free. ?: the text is silent or
vague, and the answer says so. open: it turns on a fact that the archetype's description leaves
open; the facts stand behind the colon.
"""

import datetime
from typing import Any

import msgspec
import pytest

from copyfair import component, decide
from copyfair.actor.archetypes import archetypes
from copyfair.actor.facts import Fact
from copyfair.reciprocity.model import Decision, Doubt, DutyKind, Trigger, Verdict

DAY = datetime.date(2026, 11, 27)
LICENCES = (
    "PPL",
    "LicenseRef-copyfair-CoopCycle",
    "LicenseRef-scancode-anti-capitalist-1.4",
    "LicenseRef-scancode-cooperative-non-violent-6.0",
    "LicenseRef-copyfair-Concord-1.0",
    "LicenseRef-copyfair-Cooperative-1.0",
)
PPL, COOPCYCLE, ACSL, CNPL, CONCORD, COOPERATIVE = LICENCES
ESS, PAST = "open 3.I: social_economy", "open 2: took_part_in_abuses"

# fmt: off
TABLE = {
    "hobbyist": ("Y 4(b)", "Y 3.II", "Y 2(a)", "Y 4(b)", "Y 3", "Y 2(a)"),
    "sole-trader": ("? 4(c)(i)", "N 3.I", "Y 2(a)", "? 4(e)(i)", "N 3", "? 1, Restricted Entity"),
    "worker-cooperative": ("Y 4(c)", "? 3.I.2", "Y 2(d), 3", "Y 4(e)", "Y 3, waiver", "Y 2(a)"),
    "scop": ("? 4(c)(ii)", "Y 3.I", "Y 2(d), 3", "? 4(e)(ii)", "Y 3, waiver", "Y 2(a)"),
    "worker-cooperative-with-staff": ("? 4(c)(i)", ESS, "N 2-3", "? 4(e)(i)", "Y 3, waiver", "Y 2(a)"),
    "consumer-cooperative": ("N 4(f)", ESS, "N 2-3", "N 4(i)", "Y 3, waiver", "Y 2(b)"),
    "charity": ("Y 4(b)", "Y 3.II", "Y 2(b)-(c), 3", "Y 4(b)", "Y 3", "Y 2(a)"),
    "charity-selling-services": (
        "N 4(f)", "N 3.I", "Y 2(b)-(c), 3", "N 4(i)", "open 3, waiver: board_selects_itself", "Y 2(a)",
    ),
    "university": ("Y 4(b)", "Y 3.II", "Y 2(b)-(c), 3", "Y 4(b)", "Y 3", "Y 2(a)"),
    "public-body": ("Y 4(b)", "Y 3.II", "? 2", "Y 4(b)", PAST, "Y 2(b)"),
    "police": ("Y 4(b)", "Y 3.II", "N 4", "N 4(g)", PAST, "Y 2(b)"),
    "small-company": ("N 4(d)", "N 3.I", "N 2-3", "N 4(f)", "Y 3", "Y 2(b)"),
    "corporation": ("N 4(d)", "N 3.I", "N 2-3", "N 4(f)", "N 3", "Y 2(b)"),
    "subsidiary": ("N 4(d)", "N 3.I", "N 2-3", "N 4(f)", "N 3", "Y 2(b)"),
    "platform": ("N 4(d)", "N 3.I", "N 2-3", "N 4(f)", "N 3", "Y 2(b)"),
}
# fmt: on
CELLS = [(who, license_id, cell) for who, row in TABLE.items() for license_id, cell in zip(LICENCES, row, strict=True)]
SETTLED = [
    ("worker-cooperative-with-staff", COOPCYCLE, {"social_economy": True}, "Y 3.I"),
    ("worker-cooperative-with-staff", COOPCYCLE, {"social_economy": False}, "N 3.I"),
    ("consumer-cooperative", COOPCYCLE, {"social_economy": True}, "Y 3.I"),
    ("consumer-cooperative", COOPCYCLE, {"social_economy": False}, "N 3.I"),
    ("charity-selling-services", CONCORD, {"board_selects_itself": False}, "Y 3, waiver"),
    ("charity-selling-services", CONCORD, {"board_selects_itself": True}, "N 3"),
    ("public-body", CONCORD, {"took_part_in_abuses": False}, "Y 3"),
    ("public-body", CONCORD, {"took_part_in_abuses": True}, "N 2"),
    ("police", CONCORD, {"took_part_in_abuses": False}, "Y 3"),
    ("police", CONCORD, {"took_part_in_abuses": True}, "N 2"),
    ("police", CNPL, {"banned_by_non_violence": False}, "Y 4(b)"),
    ("sole-trader", COOPCYCLE, {"wage_portage": "worker"}, "? 3.I"),
    ("sole-trader", COOPCYCLE, {"wage_portage": "worker", "social_economy": True}, "Y 3.I, exception"),
    ("sole-trader", CONCORD, {"sells_dependent_products": False, "embeds_in_commercial_product": False}, "Y 3"),
    ("worker-cooperative-with-staff", COOPERATIVE, {"most_workers_own_or_will": True}, "Y 2(a)"),
    ("worker-cooperative-with-staff", COOPERATIVE, {"most_workers_own_or_will": False}, "Y 2(b)"),
]
"""The cells that a fact settles, with the fact given either way."""


def decided(who: str, license_id: str, more: dict[str, Any] | None = None) -> Decision:
    actor, use = archetypes(DAY)[who]
    facts = {**actor.facts, **use.facts, **{name: Fact(name=name, value=value) for name, value in (more or {}).items()}}
    actor, use = msgspec.structs.replace(actor, facts=facts), msgspec.structs.replace(use, facts={})
    (decision,) = decide([component("pkg:generic/thing@1", license_id)], actor, use, DAY)
    return decision


def cell_of(decision: Decision) -> str:
    clause = decision.because[0].clause
    if decision.doubt is Doubt.MISSING_FACT:
        return f"open {clause}: {', '.join(fact.name for fact in decision.missing)}"
    if decision.verdict is Verdict.UNDETERMINED:
        return f"{'?' if decision.doubt is Doubt.SILENT_TEXT else decision.doubt} {clause}"
    return f"{'Y' if decision.verdict.free else 'N'} {clause}"


@pytest.mark.parametrize(("who", "license_id", "cell"), CELLS, ids=[f"{who}-{lic}" for who, lic, _ in CELLS])
def test_cell(who: str, license_id: str, cell: str) -> None:
    decision = decided(who, license_id)
    assert cell_of(decision) == cell
    assert all(reason.says for reason in decision.because)


@pytest.mark.parametrize(("who", "license_id", "more", "cell"), SETTLED)
def test_a_cell_that_turns_on_a_fact_is_settled_by_it(
    who: str, license_id: str, more: dict[str, Any], cell: str
) -> None:
    assert cell_of(decided(who, license_id, more)) == cell


@pytest.mark.parametrize(
    ("who", "applies"),
    [
        ("worker-cooperative", Trigger.NO),
        ("scop", Trigger.NO),
        ("charity-selling-services", Trigger.NO),
        ("worker-cooperative-with-staff", Trigger.UNKNOWN),
        ("consumer-cooperative", Trigger.YES),
        ("corporation", Trigger.YES),
        ("subsidiary", Trigger.YES),
    ],
)
def test_the_cooperative_license_excludes_nobody_but_asks_some_for_source(who: str, applies: Trigger) -> None:
    """Whether most workers own a cooperative or will, settles what it owes, not whether it may."""
    (duty,) = (
        duty for duty in decided(who, COOPERATIVE).duties if (duty.kind, duty.clause) == (DutyKind.SOURCE, "2(b)(i)")
    )
    assert duty.applies is applies


def test_every_archetype_is_in_the_table() -> None:
    assert set(archetypes(DAY)) == set(TABLE)
