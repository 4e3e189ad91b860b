"""The languages of documents: complete, exact, and offered because their file is there."""

import datetime
import re
import string
from decimal import Decimal
from pathlib import Path

import notice_sample as sample
import pytest
from hypothesis import given
from hypothesis import strategies as st

import copyfair
from copyfair.actor.facts import EvidenceKind, FactType, vocabulary
from copyfair.actor.model import Actor
from copyfair.commons.tariff import Period
from copyfair.data import folder
from copyfair.errors import InputError
from copyfair.fees.model import FeeState
from copyfair.fees.model import Line as BookedAs
from copyfair.inventory.model import Depth, Origin, Scope
from copyfair.language import ENGLISH, language, languages
from copyfair.ledger.model import Kind
from copyfair.money import MINOR_UNITS, Money
from copyfair.notices import draw_up, render_notice
from copyfair.policy.model import Ruling
from copyfair.problem import Severity
from copyfair.reciprocity.model import Stance, Verdict
from copyfair.reports import who_may, words
from copyfair.reports.acts import _PLANS
from copyfair.reports.from_assessment import BY

HERE = Path(__file__).parent
OTHERS = [code for code in languages() if code != ENGLISH]


def forms(message):
    return message if isinstance(message, dict) else {"other": message}


def placeholders(text):
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def worded(message):
    """What of a text stands outside of its placeholders."""
    return " ".join(literal for form in forms(message).values() for literal, *_ in string.Formatter().parse(form))


def test_four_languages_are_offered():
    assert languages() == ("de", "en", "fr", "nl")


@pytest.mark.parametrize("code", languages())
def test_a_catalogue_has_every_key_in_order_and_nothing_else(code):
    english, other = language(ENGLISH).messages, language(code).messages
    assert list(other) == list(english)
    assert all(isinstance(other[key], dict) == isinstance(english[key], dict) for key in english)
    assert all(set(forms(text)) == {"one", "other"} for text in other.values() if isinstance(text, dict))


@pytest.mark.parametrize("code", languages())
def test_every_text_of_a_catalogue_has_the_placeholders_of_the_english_one(code):
    english = language(ENGLISH).messages
    for key, message in language(code).messages.items():
        for form, text in forms(message).items():
            assert placeholders(text) == placeholders(forms(english[key])[form]), (code, key)
            assert text.strip() == text != "", (code, key)


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_is_translated(code):
    english, other = language(ENGLISH).messages, language(code).messages
    same = {key for key in english if english[key] == other[key] and len(worded(english[key]).split()) > 3}
    assert same == set()


@pytest.mark.parametrize("code", OTHERS)
def test_what_a_tariff_counts_has_a_name_in_every_language(code):
    counted = {one.name for one in vocabulary().values() if one.type in (FactType.MONEY, FactType.COUNT)}
    assert set(language(code).facts) == counted
    assert all(name.strip() == name != "" for name in language(code).facts.values())


ENTRIES = (
    *("Questions", "The statements about the licence disagree", "Who speaks for the licensor is not certain"),
    *("The licence text was changed", "No rules for the licence", "No licence is stated for certain"),
)
REPORT_WORDS = {
    "report-act": [plan.key for plan in _PLANS],
    "report-depth": [*Depth],
    "report-duty": [*words.DUTIES.values()],
    "report-entry": [*ENTRIES],
    "report-fee": [*FeeState, "due-to"],
    "report-headline-free": ["for", "anyone"],
    "report-headline-part-free": ["for", "anyone"],
    "report-lead": [plan.key for plan in _PLANS],
    "report-licence": [words.NO_LICENCE, words.OPEN_LICENCE],
    "report-note": [*words.DOUBTS.values(), *BY.values(), "exception on record", "not judged"],
    "report-part": ["who-may-not", "left-open", "who-may", "otherwise", "breach", "duties"],
    "report-scope": [*Scope],
    "report-severity": [*Severity],
    "report-stance": [word for word in (*words.STANCES.values(), *words.WOULD.values()) if word],
    "report-verdict": [
        *words.VERDICTS.values(),
        words.ORIGINS[Origin.FIRST_PARTY],
        words.ORIGINS[Origin.STANDARD_LIBRARY],
    ],
    "report-who": [*who_may._WORDS.values(), words.NOTE],
}
"""The closed lists of the reports, by the beginning of their keys."""


def report_keys():
    for kind, listed in REPORT_WORDS.items():
        for word in listed:
            yield f"{kind}-{re.sub('[^a-z0-9]+', '-', word.lower()).strip('-')}"


@pytest.mark.parametrize("kind", ["duty", "entry", "licence", "note", "scope", "stance", "verdict", "who"])
def test_a_word_of_a_closed_list_is_itself_in_english_and_another_word_elsewhere(kind):
    for word in REPORT_WORDS[f"report-{kind}"]:
        assert language(ENGLISH).word(f"report-{kind}", word) == word
        assert {language(code).word(f"report-{kind}", word) for code in OTHERS} - {"test", "optional"} - {word}


@pytest.mark.parametrize("word", ["yes (2025)", "no 1", "noyes", "yes or no"])
def test_what_only_begins_like_a_word_of_a_closed_list_stays_as_it_is(word):
    assert language("nl").word("value", word) == word


def test_every_text_is_used_and_every_text_that_is_used_is_there():
    places = [
        *Path(copyfair.__file__).parent.glob("notices/*.py"),
        *Path(copyfair.__file__).parent.glob("invoices/*.py"),
        *Path(copyfair.__file__).parent.glob("fees/*.py"),
        *Path(copyfair.__file__).parent.glob("commons/*.py"),
        *Path(copyfair.__file__).parent.glob("reports/*.py"),
        *(path for path in folder("templates").rglob("*.*") if path.is_file()),
    ]
    code = "\n".join(path.read_text("utf-8") for path in places)
    keys = set(language(ENGLISH).messages)
    made = {f"stance-{one}" for one in Stance} | {f"verdict-{one}" for one in Verdict}
    made |= {f"kind-{one}" for one in Kind if one is not Kind.ASSESSMENT}
    made |= {f"period-{one.replace(' ', '-')}" for one in Period}
    made |= {f"line-{one}" for one in BookedAs}
    made |= {f"evidence-{one}" for one in EvidenceKind} | {"evidence-vouched-for"}
    made |= {f"value-{one}" for one in ("yes", "no", "unknown")}
    made |= set(report_keys()) | {f"report-ruling-{one}" for one in Ruling}
    made |= {f"step-{one}{how}" for one in ("lowest", "highest") for how in ("", "-anyway")}
    assert made <= keys
    unused = {key for key in keys - made if not re.search(rf"(?<![a-z-]){key}(?![a-z-])", code)}
    assert unused == set()
    asked = set(re.findall(r"\b(?:say|said)\(\s*\"([a-z-]+)\"", code))
    assert {key for key in asked if not key.endswith("-")} <= keys


# ---------------------------------------------------------------- numbers, days, plurals


@pytest.mark.parametrize(
    ("code", "money", "day", "first"),
    [
        ("en", "1,234,567.005 EUR", "22 November 2026", "1 March 2026"),
        ("nl", "1.234.567,005 EUR", "22 november 2026", "1 maart 2026"),
        ("fr", "1\u202f234\u202f567,005 EUR", "22 novembre 2026", "1er mars 2026"),
        ("de", "1.234.567,005 EUR", "22. November 2026", "1. März 2026"),
    ],
)
def test_amounts_and_days_are_written_as_the_language_writes_them(code, money, day, first):
    words = language(code)
    assert words.money(Money.of("1234567.005", "EUR")) == money
    assert words.day(datetime.date(2026, 11, 22)) == day
    assert words.day(datetime.date(2026, 3, 1)) == first


@given(
    st.sampled_from(languages()),
    st.decimals(min_value=-(10**15), max_value=10**15, places=7),
    st.sampled_from(sorted(MINOR_UNITS)),
)
def test_no_digit_is_lost_in_any_language(code, amount, currency):
    words, money = language(code), Money.of(amount, currency)
    number, _, shown = words.money(money).rpartition(" ")
    back = number.replace(words.group, "").replace(words.decimal, ".")
    assert (Decimal(back), shown) == (money.amount, currency)


@pytest.mark.parametrize(
    ("code", "none", "one", "two"),
    [
        ("en", "0 answers are", "1 answer is", "2 answers are"),
        ("nl", "0 antwoorden ontbreken", "1 antwoord ontbreekt", "2 antwoorden ontbreken"),
        ("fr", "0 réponse manque", "1 réponse manque", "2 réponses manquent"),
        ("de", "0 Antworten fehlen", "1 Antwort fehlt", "2 Antworten fehlen"),
    ],
)
def test_the_plural_follows_the_language(code, none, one, two):
    for count, says in ((0, none), (1, one), (2, two)):
        assert says in language(code).say("sum-unknown", count=count)


@pytest.mark.parametrize("code", ["", "xx", "EN", "../en", "en\n", "e" * 1000])
def test_another_language_is_an_input_error(code):
    with pytest.raises(InputError, match="there are de, en, fr, nl"):
        language(code)


# ---------------------------------------------------------------- notices


@pytest.mark.parametrize("code", OTHERS)
def test_a_notice_in_every_language(code, golden):
    (notice,) = draw_up(sample.assessment(), code)
    golden(HERE / f"notice-{code}.expected.md", render_notice(notice, "md").decode("utf-8"))


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("actor", [sample.company(), Actor()])
def test_the_reference_is_the_same_in_every_language(code, actor):
    (english,) = draw_up(sample.assessment(actor=actor))
    (notice,) = draw_up(sample.assessment(actor=actor), code)
    assert (notice.reference, notice.total, notice.language) == (english.reference, english.total, code)


@pytest.mark.parametrize("code", OTHERS)
def test_what_stands_in_another_language_is_marked(code):
    (notice,) = draw_up(sample.assessment(), code)
    page = render_notice(notice, "html").decode("utf-8")
    assert f'<html lang="{code}">' in page
    assert f'<span lang="en">{sample.BARRED.says}</span> <span class="mark">EN</span>' in page
    (english,) = draw_up(sample.assessment())
    assert 'mark">EN' not in render_notice(english, "html").decode("utf-8")


def test_the_stewards_own_texts_are_marked_with_their_language():
    import msgspec

    commons = msgspec.structs.replace(sample.COMMONS, language="nl")
    (notice,) = draw_up(sample.assessment(commons=commons), "fr")
    page = render_notice(notice, "html").decode("utf-8")
    assert '<span lang="nl">upstream commons</span> <span class="mark">NL</span>' in page
    (dutch,) = draw_up(sample.assessment(commons=commons), "nl")
    assert '<span class="mark">NL</span>' not in render_notice(dutch, "html").decode("utf-8")
