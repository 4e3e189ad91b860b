"""The questions in the languages people speak: one catalogue file a language, found by its name.

What a catalogue does not say is said in the words of the vocabulary, which are English.
"""

import tomllib
from collections.abc import Mapping
from functools import cache

import msgspec

from copyfair.actor.facts import info
from copyfair.data import package_file
from copyfair.errors import InputError

__all__ = ["Answers", "Language", "Says", "Words", "language", "languages"]


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One fact in one language.

    Attributes:
        ask: the question.
        help: what `yes`, or the value, means.
        values: for a choice: value -> meaning.
    """

    ask: str
    help: str
    values: Mapping[str, str] = {}


class Answers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What people type, in small letters; the first of each is shown."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    unknown: tuple[str, ...]
    stop: tuple[str, ...]
    help: tuple[str, ...]


class Says(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sentences around the questions; ``{…}`` is filled in."""

    begin: str
    why: str
    more_clauses: str
    settles: str
    bears_on: str
    rate: str
    rate_help: str
    hint_yes_no: str
    hint_choice: str
    hint_money: str
    hint_count: str
    hint_date: str
    hint_rate: str
    hint_always: str
    commons: str
    not_an_answer: str
    done: str
    stopped: str
    left_open: str
    not_counted: str
    in_settings: str
    next: str


class Language(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A language in which copyfair can ask.

    Attributes:
        name: as its speakers call it.
        answers, say: the words around the questions.
        facts: the questions, by fact.
    """

    name: str
    answers: Answers
    say: Says
    facts: Mapping[str, Words] = {}

    def words(self, fact: str) -> Words:
        """A fact in this language; in English where the catalogue has it not."""
        own = self.facts.get(fact)
        if own is not None:
            return own
        english = info(fact)
        return Words(ask=english.ask, help=english.meaning, values=english.values)


@cache
def languages() -> tuple[str, ...]:
    """The codes (ISO 639-1) of the languages there are, sorted."""
    found = package_file("actor/data/languages").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in found if file.name.endswith(".toml")))


@cache
def language(code: str) -> Language:
    """A language by its code.

    Raises:
        InputError: there is no catalogue for it.
    """
    if code not in languages():
        raise InputError(f"there are no questions in {code[:20]!r}, only in {', '.join(languages())}")
    text = package_file(f"actor/data/languages/{code}.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Language)
