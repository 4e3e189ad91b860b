"""Breaches on record: mended in time, to be mended, or the end of the licence. Nobody is presumed to have breached."""

import datetime
from pathlib import Path

import pytest
from license_sample import ID, catalogue
from reciprocity_sample import THING, decided

from copyfair.reciprocity.model import Doubt, Rung, Stance, Trigger, Verdict
from copyfair.settings import Breach, Entitlement

FREE = """
[[grants]]
clause = "2"
says = "Free outside commerce."
when = "not commercial"
"""
CURABLE = FREE + '[termination]\nclause = "7"\nsays = "A breach ends the licence unless mended."\ncure_days = 30\n'
STRICT = FREE + '[termination]\nclause = "7(a)"\nsays = "A breach ends the licence at once."\n'
NOTICED = datetime.date(2026, 10, 1)
LAST = datetime.date(2026, 10, 31)
AFTER = datetime.date(2026, 11, 1)
USE = {"commercial": False}


def breach(cured_on: datetime.date | None = None, noticed_on: datetime.date = NOTICED) -> Breach:
    return Breach(component=THING, reference="letter 5", noticed_on=noticed_on, cured_on=cured_on)


def test_nobody_is_presumed_to_have_breached(tmp_path: Path) -> None:
    assert decided(ID, {}, USE, catalogue=catalogue(tmp_path, STRICT)).verdict is Verdict.PERMITTED


def test_without_a_cure_it_ends_at_once(tmp_path: Path) -> None:
    files = catalogue(tmp_path, STRICT)
    decision = decided(ID, {}, USE, catalogue=files, breaches=(breach(NOTICED),), day=NOTICED)
    assert (decision.verdict, decision.rung) == (Verdict.LICENCE_NEEDED, Rung.NEGOTIATE)
    assert decision.because[0].clause == "7(a)"
    assert "letter 5" in decision.because[0].says


@pytest.mark.parametrize("day", [NOTICED, LAST])
def test_while_it_can_be_mended_that_is_a_duty(tmp_path: Path, day: datetime.date) -> None:
    decision = decided(ID, {}, USE, catalogue=catalogue(tmp_path, CURABLE), breaches=(breach(),), day=day)
    assert decision.verdict is Verdict.PERMITTED_WITH_DUTIES
    assert decision.duties[0].applies is Trigger.YES
    assert "by 2026-10-31" in decision.duties[0].says


@pytest.mark.parametrize("cured_on", [None, AFTER])
def test_too_late_is_the_end(tmp_path: Path, cured_on: datetime.date | None) -> None:
    decision = decided(ID, {}, USE, catalogue=catalogue(tmp_path, CURABLE), breaches=(breach(cured_on),), day=AFTER)
    assert decision.verdict is Verdict.LICENCE_NEEDED
    assert "not mended by 2026-10-31" in decision.because[0].says


def test_mended_in_time_is_as_before_and_says_so(tmp_path: Path) -> None:
    decision = decided(ID, {}, USE, catalogue=catalogue(tmp_path, CURABLE), breaches=(breach(LAST),))
    assert decision.verdict is Verdict.PERMITTED
    assert "was mended on 2026-10-31" in decision.because[-1].says


def test_what_is_mended_only_later_is_not_yet_mended(tmp_path: Path) -> None:
    decision = decided(ID, {}, USE, catalogue=catalogue(tmp_path, CURABLE), breaches=(breach(LAST),), day=NOTICED)
    assert decision.verdict is Verdict.PERMITTED_WITH_DUTIES


def test_only_the_first_breach_can_be_mended_where_the_text_says_so(tmp_path: Path) -> None:
    files = catalogue(tmp_path, CURABLE + "first_only = true\n")
    first, second = breach(LAST), breach(None, datetime.date(2026, 11, 10))
    assert decided(ID, {}, USE, catalogue=files, breaches=(first,)).verdict is Verdict.PERMITTED
    decision = decided(ID, {}, USE, catalogue=files, breaches=(second, first))
    assert decision.verdict is Verdict.LICENCE_NEEDED
    assert "2026-11-10" in decision.because[0].says


def test_a_breach_that_is_not_noticed_yet_does_nothing(tmp_path: Path) -> None:
    day = NOTICED - datetime.timedelta(days=1)
    decision = decided(ID, {}, USE, catalogue=catalogue(tmp_path, STRICT), breaches=(breach(),), day=day)
    assert decision.verdict is Verdict.PERMITTED


def test_without_a_rule_for_breaches_nobody_can_say(tmp_path: Path) -> None:
    decision = decided(ID, {}, USE, catalogue=catalogue(tmp_path, FREE), breaches=(breach(),))
    assert (decision.verdict, decision.doubt) == (Verdict.UNDETERMINED, Doubt.SILENT_TEXT)
    assert decided("MIT", {}, USE, breaches=(breach(),)).doubt is Doubt.SILENT_TEXT


def test_a_right_on_record_stands_beside_the_ended_licence(tmp_path: Path) -> None:
    right = Entitlement(component=THING, reference="contract 9", licensor="Friends")
    files = catalogue(tmp_path, STRICT)
    decision = decided(ID, {}, USE, catalogue=files, breaches=(breach(),), entitlements=(right,))
    assert decision.rung is Rung.ENTITLEMENT


def test_what_has_ended_is_not_revived_by_a_later_breach_that_can_be_mended(tmp_path: Path) -> None:
    files = catalogue(tmp_path, CURABLE)
    later = breach(noticed_on=datetime.date(2026, 11, 10))
    assert decided(ID, {}, USE, catalogue=files, breaches=(later,)).verdict is Verdict.PERMITTED_WITH_DUTIES
    decision = decided(ID, {}, USE, catalogue=files, breaches=(breach(), later))
    assert decision.verdict is Verdict.LICENCE_NEEDED
    assert "2026-10-31" in decision.because[0].says


def test_it_is_mended_from_the_very_day_on(tmp_path: Path) -> None:
    decision = decided(ID, {}, USE, catalogue=catalogue(tmp_path, CURABLE), breaches=(breach(LAST),), day=LAST)
    assert decision.verdict is Verdict.PERMITTED
    assert decision.because[-1].stance is Stance.RECORD


def test_any_number_of_breaches_can_be_mended_unless_the_text_says_otherwise(tmp_path: Path) -> None:
    files = catalogue(tmp_path, CURABLE)
    second = breach(noticed_on=datetime.date(2026, 11, 10))
    assert decided(ID, {}, USE, catalogue=files, breaches=(breach(LAST), second)).verdict is (
        Verdict.PERMITTED_WITH_DUTIES
    )


def test_the_duty_to_mend_stands_beside_the_others_and_cites_its_clause(tmp_path: Path) -> None:
    duty = '[[duties]]\nkind = "attribution"\nclause = "3"\nsays = "Name the author."\n'
    decision = decided(ID, {}, USE, catalogue=catalogue(tmp_path, CURABLE + duty), breaches=(breach(),), day=LAST)
    assert [(one.clause, one.applies) for one in decision.duties] == [("7", Trigger.YES), ("3", Trigger.YES)]
    assert decision.worst is decision.best is decision.verdict is Verdict.PERMITTED_WITH_DUTIES


def test_to_be_mended_is_a_duty_even_where_nothing_else_is_asked(tmp_path: Path) -> None:
    decision = decided(ID, {}, USE, catalogue=catalogue(tmp_path, CURABLE), breaches=(breach(),), day=LAST)
    assert decision.worst is decision.best is Verdict.PERMITTED_WITH_DUTIES


def test_the_end_is_settled_asks_nothing_and_keeps_the_reasons(tmp_path: Path) -> None:
    duty = '[[duties]]\nkind = "attribution"\nclause = "3"\nsays = "Name the author."\n'
    decision = decided(ID, {}, USE, catalogue=catalogue(tmp_path, STRICT + duty), breaches=(breach(),))
    assert decision.worst is decision.best is Verdict.LICENCE_NEEDED
    assert (decision.doubt, decision.duties, decision.missing, decision.changes) == (None, (), (), ())
    assert [(one.clause, one.stance) for one in decision.because] == [("7(a)", Stance.BARS), ("2", Stance.GRANTS)]
    assert "no cure" in decision.because[0].says
    assert "Stop using it" in decision.next_step


def test_where_the_text_is_silent_of_breaches_anything_up_to_the_old_answer_may_hold(tmp_path: Path) -> None:
    decision = decided(ID, {}, USE, catalogue=catalogue(tmp_path, FREE), breaches=(breach(),))
    assert (decision.worst, decision.best, decision.rung) == (Verdict.PROHIBITED, Verdict.PERMITTED, Rung.OPEN)
    assert decision.because[0].stance is Stance.SILENT
    assert "ask the licensor" in decision.next_step
