"""Open places of a licence text: undetermined until a reading is chosen by name, and the choice shows in the reason."""

from pathlib import Path

import pytest
from license_sample import ID, catalogue
from reciprocity_sample import decided

from copyfair.errors import InputError, RuleError
from copyfair.reciprocity.model import Doubt, Stance, Trigger, Verdict
from copyfair.reciprocity.readings import check_choices
from copyfair.settings import ReadingChoice

OPEN = """
[[bars]]
clause = "1"
says = "Not for the military."
when = "law_enforcement_or_military"

[[silent]]
clause = "3"
says = "Whether reserves are allowed is not said."
when = "commercial and surplus == 'all-but-reserves'"
question = "reserves"

[[silent.readings]]
name = "literal"
holds = "withheld"
says = "All means all."

[[silent.readings]]
name = "steward"
holds = "granted"
says = "Reserves are allowed."
source = "the steward's page, https://steward.example/reserves"

[[grants]]
clause = "2"
says = "Free outside commerce."
when = "not commercial"

[[grants]]
clause = "3"
says = "Free for those who pay out all."
when = "surplus == 'all-to-worker-owners'"

[[duties]]
kind = "same-licence"
clause = "4"
says = "Adaptations stay under it."
when = "modifies and distributes"
question = "adaptations"

[[duties.readings]]
name = "literal"
holds = "not-asked"
says = "The clause speaks of the work itself."

[[duties.readings]]
name = "summary"
holds = "asked"
says = "The summary speaks of adaptations too."
"""
RESERVES = {"kind": "organisation", "surplus": "all-but-reserves", "law_enforcement_or_military": False}
COMMERCE = {"commercial": True, "modifies": True, "distributes": True}


def choice(question: str, take: str) -> ReadingChoice:
    return ReadingChoice(license=ID, question=question, take=take, reason="counsel's advice of 2026-05-01.")


def test_an_open_place_is_undetermined_and_names_its_readings(tmp_path: Path) -> None:
    decision = decided(ID, RESERVES, COMMERCE, catalogue=catalogue(tmp_path, OPEN))
    assert (decision.verdict, decision.doubt) == (Verdict.UNDETERMINED, Doubt.SILENT_TEXT)
    (reason,) = decision.because
    assert (reason.clause, reason.stance) == ("3", Stance.SILENT)
    assert reason.reading == "open question 'reserves', which may be read as literal or steward"
    assert "[[reading]]" in decision.next_step


@pytest.mark.parametrize(
    ("take", "verdict", "says", "stance"),
    [
        ("literal", Verdict.LICENCE_NEEDED, "All means all.", Stance.RESERVES),
        ("steward", Verdict.PERMITTED_WITH_DUTIES, "Reserves are allowed.", Stance.GRANTS),
    ],
)
def test_a_reading_settles_it_and_says_so(
    tmp_path: Path, take: str, verdict: Verdict, says: str, stance: Stance
) -> None:
    readings = (choice("reserves", take),)
    decision = decided(ID, RESERVES, COMMERCE, catalogue=catalogue(tmp_path, OPEN), readings=readings)
    first = decision.because[0]
    assert (decision.verdict, first.says, first.stance) == (verdict, says, stance)
    assert f"read as {take}" in first.reading
    assert first.reading.endswith("chosen: counsel's advice of 2026-05-01")
    assert ("https://steward.example" in first.reading) is (take == "steward")


def test_a_choice_for_another_licence_is_no_choice_for_this_one(tmp_path: Path) -> None:
    """Two licences may call their open questions by the same name."""
    other = ReadingChoice(license="PPL", question="reserves", take="literal", reason="counsel's advice")
    files = catalogue(tmp_path, OPEN)
    alone = decided(ID, RESERVES, COMMERCE, catalogue=files)
    assert decided(ID, RESERVES, COMMERCE, catalogue=files, readings=(other,)) == alone


def test_what_a_reading_withholds_cites_the_clause_that_reserves_too(tmp_path: Path) -> None:
    readings = (choice("reserves", "literal"),)
    decision = decided(ID, RESERVES, COMMERCE, catalogue=catalogue(tmp_path, OPEN), readings=readings)
    assert [reason.clause for reason in decision.because] == ["3", "9"]


def test_a_reading_never_lifts_a_bar(tmp_path: Path) -> None:
    readings = (choice("reserves", "steward"),)
    facts = {**RESERVES, "law_enforcement_or_military": True}
    decision = decided(ID, facts, COMMERCE, catalogue=catalogue(tmp_path, OPEN), readings=readings)
    assert decision.verdict is Verdict.PROHIBITED


def test_another_open_place_stays_open_when_one_is_read_as_granted(tmp_path: Path) -> None:
    second = """
[[silent]]
clause = "5"
says = "Whether hired staff matters is not said."
when = "employs_non_owners"
"""
    body = OPEN.replace("[[grants]]", second + "\n[[grants]]", 1)
    readings = (choice("reserves", "steward"),)
    facts = {**RESERVES, "employs_non_owners": True}
    decision = decided(ID, facts, COMMERCE, catalogue=catalogue(tmp_path, body), readings=readings)
    assert (decision.doubt, decision.because[0].clause) == (Doubt.SILENT_TEXT, "5")


def test_a_default_is_taken_until_another_is_chosen(tmp_path: Path) -> None:
    files = catalogue(tmp_path, OPEN.replace('question = "reserves"', 'question = "reserves"\ndefault = "literal"'))
    assert decided(ID, RESERVES, COMMERCE, catalogue=files).verdict is Verdict.LICENCE_NEEDED
    chosen = decided(ID, RESERVES, COMMERCE, catalogue=files, readings=(choice("reserves", "steward"),))
    assert chosen.verdict is Verdict.PERMITTED_WITH_DUTIES


@pytest.mark.parametrize(
    ("readings", "applies"),
    [
        ((), Trigger.UNKNOWN),
        ((choice("adaptations", "literal"),), Trigger.NO),
        ((choice("adaptations", "summary"),), Trigger.YES),
    ],
)
def test_a_disputed_duty(tmp_path: Path, readings: tuple[ReadingChoice, ...], applies: Trigger) -> None:
    facts = {**RESERVES, "surplus": "all-to-worker-owners"}
    decision = decided(ID, facts, COMMERCE, catalogue=catalogue(tmp_path, OPEN), readings=readings)
    (duty,) = decision.duties
    assert (duty.applies, bool(duty.reading)) == (applies, True)


def test_a_disputed_duty_that_the_use_does_not_trigger(tmp_path: Path) -> None:
    facts = {**RESERVES, "surplus": "all-to-worker-owners"}
    use = {**COMMERCE, "distributes": False}
    (duty,) = decided(ID, facts, use, catalogue=catalogue(tmp_path, OPEN)).duties
    assert duty.applies is Trigger.NO


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('question = "reserves"', ""), "a question has readings"),
        (('question = "reserves"', 'question = "reserves"\ndefault = "mine"'), "'mine' is none of its readings"),
        (('question = "adaptations"', 'question = "reserves"'), "'reserves' is asked twice"),
        (('name = "literal"', 'name = "steward"'), "two readings have one name"),
        (('source = "the steward\'s page, https://steward.example/reserves"', ""), "steward needs its source"),
    ],
)
def test_a_wrong_question_is_an_error_of_the_file(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    assert change[0] in OPEN
    with pytest.raises(RuleError, match=message):
        catalogue(tmp_path, OPEN.replace(*change, 1)).get(ID)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([ReadingChoice(license="MIT", question="x", take="y", reason="z")], "no licence file for 'MIT'"),
        ([choice("colour", "literal")], "no open question 'colour'; it has: adaptations, reserves"),
        ([choice("reserves", "mine")], "'mine' is none of the readings literal, steward"),
        ([choice("reserves", "literal"), choice("reserves", "steward")], "answered twice"),
    ],
)
def test_a_wrong_choice_is_an_error_of_the_settings(tmp_path: Path, given: list[ReadingChoice], message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_choices(given, catalogue(tmp_path, OPEN), where="copyfair.toml")
