"""The example of the README: one project, several actors, a commons, and what is said to each."""

import datetime
from pathlib import Path

import pytest

import copyfair
from copyfair.notices import draw_up, render_notice
from copyfair.reports import render
from copyfair.reports.document import encode

HERE = Path(__file__).parent
DAY = datetime.date(2026, 11, 22)
WHO = ["worker-coop", "surplus-unknown", "company", "hobbyist"]


def assess(who: str | None, *, commons: bool = False) -> copyfair.Assessment:
    return copyfair.assess(
        HERE / "project",
        actor=HERE / "actors" / f"{who}.toml" if who else None,
        commons=[HERE / "commons.toml"] if commons else [],
        as_of=DAY,
    )


@pytest.mark.parametrize("who", [*WHO, None])
def test_terminal_report(who: str | None, golden) -> None:
    golden(HERE / "expected" / f"{who or 'nobody'}.txt", render(assess(who), "txt").decode())


def test_company_with_a_tariff(golden) -> None:
    assessment = assess("company", commons=True)
    golden(HERE / "expected" / "company-with-tariff.txt", render(assessment, "txt").decode())
    (notice,) = draw_up(assessment)
    golden(HERE / "expected" / "notice.md", render_notice(notice, "md").decode())


@pytest.mark.parametrize(
    ("who", "commons", "verdict", "clause"),
    [
        ("worker-coop", False, "permitted-with-duties", "4(c)"),
        ("surplus-unknown", False, "undetermined", "4(c)"),
        ("company", False, "prohibited", "4(d)"),
        ("company", True, "fee-due", "4(d)"),
        ("hobbyist", False, "permitted-with-duties", "4(b)"),
        ("worker-coop", True, "permitted-with-duties", "4(c)"),
    ],
)
def test_verdicts(who: str, commons: bool, verdict: str, clause: str) -> None:
    (decision,) = (d for d in assess(who, commons=commons).decisions if d.component.name == "peer-map")
    assert decision.verdict == verdict
    assert decision.because[0].clause == clause
    assert [fact.name for fact in decision.missing] == (["surplus"] if who == "surplus-unknown" else [])


def test_the_same_day_gives_the_same_bytes() -> None:
    assert encode(assess("company", commons=True)) == encode(assess("company", commons=True))
