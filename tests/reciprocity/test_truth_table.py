"""Who may use what: typical users against the licences of the copyfarleft core, cell by cell.

Y: free, on the clause given. N: not free. ?: the text is silent or vague, and the answer says so.
"""

import datetime

import pytest

from copyfair import component, decide
from copyfair.actor.archetypes import archetypes
from copyfair.reciprocity.model import Doubt, Verdict

DAY = datetime.date(2026, 11, 22)
PPL, COOPCYCLE, ACSL = "PPL", "LicenseRef-copyfair-CoopCycle", "LicenseRef-scancode-anti-capitalist-1.4"

TABLE = {
    "hobbyist": ("Y 4(b)", "Y 3.II", "Y 2(a)"),
    "sole-trader": ("? 4(c)(i)", "N 3.I", "Y 2(a)"),
    "worker-cooperative": ("Y 4(c)", "? 3.I.2", "Y 2(d), 3"),
    "worker-cooperative-with-staff": ("? 4(c)(i)", "Y 3.I", "N 2-3"),
    "scop": ("? 4(c)(ii)", "Y 3.I", "Y 2(d), 3"),
    "consumer-cooperative": ("N 4(f)", "Y 3.I", "N 2-3"),
    "charity": ("Y 4(b)", "Y 3.II", "Y 2(b)-(c), 3"),
    "charity-selling-services": ("N 4(f)", "N 3.I", "Y 2(b)-(c), 3"),
    "university": ("Y 4(b)", "Y 3.II", "Y 2(b)-(c), 3"),
    "public-body": ("Y 4(b)", "Y 3.II", "? 2"),
    "police": ("Y 4(b)", "Y 3.II", "N 4"),
    "small-company": ("N 4(d)", "N 3.I", "N 2-3"),
    "corporation": ("N 4(d)", "N 3.I", "N 2-3"),
}
CELLS = [
    (who, license_id, cell)
    for who, row in TABLE.items()
    for license_id, cell in zip((PPL, COOPCYCLE, ACSL), row, strict=True)
]


def answer(verdict: Verdict, doubt: Doubt | None) -> str:
    if verdict.free:
        return "Y"
    if verdict is Verdict.UNDETERMINED:
        return "?" if doubt is Doubt.SILENT_TEXT else f"open: {doubt}"
    return "N"


@pytest.mark.parametrize(("who", "license_id", "cell"), CELLS, ids=[f"{who}-{lic}" for who, lic, _ in CELLS])
def test_cell(who: str, license_id: str, cell: str) -> None:
    actor, use = archetypes(DAY)[who]
    (decision,) = decide([component("pkg:generic/thing@1", license_id)], actor, use, DAY)
    assert f"{answer(decision.verdict, decision.doubt)} {decision.because[0].clause}" == cell, decision.missing


def test_every_archetype_is_in_the_table() -> None:
    assert set(archetypes(DAY)) == set(TABLE)
