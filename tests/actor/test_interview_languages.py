"""The catalogues of the interview: every question in every language, in the vocabulary's own words in English."""

import string

import msgspec
import pytest
from click.testing import CliRunner

from copyfair.actor.facts import About, vocabulary
from copyfair.actor.languages import Says, language, languages
from copyfair.cli.actor import ask
from copyfair.errors import InputError

ASKED = [name for name, fact in vocabulary().items() if fact.about is not About.COMPONENT]
TRANSLATED = [code for code in languages() if code != "en"]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_languages_of_the_seeds_are_there() -> None:
    assert {"en", "fr", "nl"} <= set(languages())


def test_the_command_names_the_languages_that_there_are() -> None:
    """So that a catalogue more is one file more."""
    ran = CliRunner().invoke(ask, ["--help"])
    assert f"{', '.join(languages())}. By default" in " ".join(ran.output.split())


def test_english_says_what_the_vocabulary_says() -> None:
    """There is one place to change an English question."""
    assert language("en").facts == {}
    assert language("en").words("kind").ask == vocabulary()["kind"].ask
    assert language("en").words("kind").values == vocabulary()["kind"].values


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalogue_is_complete_and_has_nothing_else(code: str) -> None:
    """Every fact an actor.toml has a place for, in the order of the vocabulary, with every value of a choice."""
    facts = language(code).facts
    assert list(facts) == ASKED
    for name, words in facts.items():
        assert list(words.values) == list(vocabulary()[name].values), name
        assert all(text.strip() for text in (words.ask, words.help, *words.values.values())), name
        assert words.ask != vocabulary()[name].ask, name
        assert words.ask.rstrip().endswith("?"), name


@pytest.mark.parametrize("code", languages())
def test_a_sentence_is_filled_in_with_what_there_is(code: str) -> None:
    english = msgspec.structs.asdict(language("en").say)
    own = msgspec.structs.asdict(language(code).say)
    assert {name: fields(text) for name, text in own.items()} == {name: fields(text) for name, text in english.items()}
    assert set(own) == {field.name for field in msgspec.structs.fields(Says)}


@pytest.mark.parametrize("code", languages())
def test_no_answer_means_two_things(code: str) -> None:
    answers = [word for words in msgspec.structs.asdict(language(code).answers).values() for word in words]
    assert len(answers) == len(set(answers))
    assert answers == [word.lower() for word in answers]


def test_a_choice_keeps_its_words_in_the_question() -> None:
    """The question for the kind of actor names the values, for they are what stands in the file."""
    for code in languages():
        for value in vocabulary()["kind"].values:
            assert f"({value})" in language(code).words("kind").ask


@pytest.mark.parametrize("code", ["", "xx", "../facts", "EN"])
def test_another_language_is_an_error_that_names_those_there_are(code: str) -> None:
    with pytest.raises(InputError, match=r"en, fr, nl"):
        language(code)
