"""The closed vocabulary of facts, and single facts with their evidence.

Licence files, commons files and actor files may only use the names listed in
``data/facts.toml``; a wrong name or a value of the wrong type is an error where
it is written. A fact is known (with evidence) or unknown, never assumed.
"""

import datetime
import difflib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Annotated, Any

import msgspec

from copyfair.data import package_file
from copyfair.errors import InputError, MoneyError
from copyfair.money import Money

__all__ = [
    "About",
    "Evidence",
    "EvidenceKind",
    "Fact",
    "FactInfo",
    "FactType",
    "Implication",
    "Value",
    "current",
    "implications",
    "info",
    "read_fact",
    "vocabulary",
]

Value = bool | str | Money | int | datetime.date


class FactType(StrEnum):
    """What kind of value a fact has."""

    YES_NO = "yes-no"
    CHOICE = "choice"
    MONEY = "money"
    COUNT = "count"
    DATE = "date"


class About(StrEnum):
    """What a fact is about, and so where it is written down."""

    ACTOR = "actor"
    """Who uses it: `[facts]` of actor.toml."""
    USE = "use"
    """What for: `[use]` of actor.toml or copyfair.toml."""
    COMPONENT = "component"
    """This very component: `[[component]] facts` in copyfair.toml."""
    COMMONS = "commons"
    """The actor and this very commons: `[commons.<id>]` of actor.toml."""


class FactInfo(msgspec.Struct, frozen=True, kw_only=True):
    """One word of the vocabulary.

    Attributes:
        name: as written in rules and files.
        type: kind of value.
        about: where it is written.
        meaning: what `yes` (or the value) means, in one sentence.
        ask: the question to put to a person.
        says: how a sentence names the fact ("the business is worker-owned").
        says_not: the same for `no`.
        values: for a choice: value -> meaning.
        unit: for counts and money: what is counted, over which period, who is included.
        means: for a choice that sums up other facts: value -> fact -> the value it has then.
        yearly: it is of the last completed tax year; an older one does not answer the question.
    """

    name: str
    type: FactType
    about: About
    meaning: str
    ask: str
    says: str
    says_not: str = ""
    values: dict[str, str] = {}
    unit: str = ""
    means: Mapping[str, Mapping[str, bool | str]] = {}
    yearly: bool = False


class Implication(msgspec.Struct, frozen=True, kw_only=True):
    """What follows from the definition of a fact: where `fact` is one of `among`, `then` is `value`."""

    fact: str
    among: tuple[bool | str, ...]
    then: str
    value: bool | str
    because: str


class EvidenceKind(StrEnum):
    """What a fact rests on, weakest first (`copyfair.actor.strength`)."""

    SELF_DECLARED = "self-declared"
    DERIVED = "derived"
    CONTRACT = "contract"
    ACCOUNTS = "accounts"
    CERTIFICATE = "certificate"
    REGISTER = "register"
    STATUTES = "statutes"


class Evidence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a fact is taken to hold.

    Attributes:
        kind: what sort of proof.
        reference: where to find it (register number, document, address).
        date: of the proof.
        valid_until: last day on which it counts; after it the fact is unknown.
        sha256: hash in hex of the document, so that it cannot be exchanged.
    """

    kind: EvidenceKind = EvidenceKind.SELF_DECLARED
    reference: str = ""
    date: datetime.date | None = None
    valid_until: datetime.date | None = None
    sha256: Annotated[str, msgspec.Meta(pattern="^(?:[0-9a-fA-F]{64})?$")] = ""

    def __str__(self) -> str:
        words = [self.kind.value]
        if self.reference:
            words.append(self.reference)
        if self.date:
            words.append(self.date.isoformat())
        if self.sha256:
            words.append(f"SHA-256 {self.sha256.lower()[:12]}…")
        return ", ".join(words)


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One fact about an actor, a use, a component or a contribution.

    Attributes:
        name: a word of the vocabulary.
        value: None means unknown, which is not no.
        evidence: what it rests on.
        year: for money: the tax year it is of, where given.
        note: why it is unknown although something was given (evidence ran out, say).
        reason: why it differs from the profile that the actor's file extends.
    """

    name: str
    value: Value | None
    evidence: Evidence = Evidence()
    year: int | None = None
    note: str = ""
    reason: str = ""


class _VocabularyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fact: tuple[FactInfo, ...]
    implies: tuple[Implication, ...]


@cache
def _file() -> _VocabularyFile:
    text = package_file("actor/data/facts.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _VocabularyFile)


@cache
def vocabulary() -> Mapping[str, FactInfo]:
    """Every fact there is, in the order in which one would ask."""
    return {fact.name: fact for fact in _file().fact}


def implications() -> tuple[Implication, ...]:
    """What follows from what by definition."""
    return _file().implies


def info(name: str, *, where: str = "") -> FactInfo:
    """The vocabulary's entry for a name.

    Raises:
        InputError: there is no such fact; names the nearest.
    """
    found = vocabulary().get(name)
    if found is None:
        near = difflib.get_close_matches(name, vocabulary(), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "; `copyfair explain facts` lists them"
        raise InputError(f"there is no fact called {_shown(name)}{hint}", where=where)
    return found


def read_fact(name: str, given: Any, *, where: str, as_of: datetime.date | None = None) -> Fact:
    """One fact from a TOML value: plain (``true``, ``"unknown"``, ``"1000 EUR"``) or a table with `value` and evidence.

    Args:
        name: a word of the vocabulary.
        given: the TOML value.
        where: file and field, for errors.
        as_of: day of the decision; evidence that ran out before makes the fact unknown.

    Raises:
        InputError: unknown fact, wrong type, unknown field.
    """
    about = info(name, where=where)
    if not isinstance(given, dict):
        return Fact(name=name, value=_value(about, given, where))
    unknown = set(given) - {"value", "evidence", "year", "reason"}
    if unknown:
        raise InputError(
            f"unknown field {_shown(min(unknown))}; a fact has value, evidence, year and reason", where=where
        )
    if "value" not in given:
        raise InputError("a fact written as a table needs `value`", where=where)
    try:
        evidence = msgspec.convert(given.get("evidence", {}), Evidence)
        year = msgspec.convert(given.get("year"), int | None)
        reason = msgspec.convert(given.get("reason", ""), str)
    except msgspec.ValidationError as error:
        raise InputError(str(error), where=where) from None
    if year is not None and year not in _YEARS:
        raise InputError(f"{year} is not a year in which anybody paid taxes", where=where)
    if year is not None and about.type is not FactType.MONEY:
        raise InputError(f"a year belongs to an amount of money, and {name} is none", where=where)
    fact = Fact(name=name, value=_value(about, given["value"], where), evidence=evidence, year=year, reason=reason)
    return current(fact, as_of) if as_of else fact


_YEARS = range(1900, 2201)


def current(fact: Fact, as_of: datetime.date) -> Fact:
    """The fact as it stands on a day: unknown when its evidence has run out, or its year is over for long.

    A tax year may be called after the calendar year in which it begins or ends, so that of
    the last completed one is the year of `as_of` or one of the two before it.
    """
    until = fact.evidence.valid_until
    if fact.value is None:
        return fact
    if until is not None and until < as_of:
        return _unknown(fact, f"its evidence ran out on {until}")
    word = vocabulary().get(fact.name)
    if word and word.yearly and fact.year is not None and not as_of.year - 2 <= fact.year <= as_of.year:
        return _unknown(fact, f"it is of {fact.year}, not of the last completed tax year")
    return fact


def _unknown(fact: Fact, note: str) -> Fact:
    return msgspec.structs.replace(fact, value=None, note=note)


_WORDS = {"yes": True, "no": False}


def _value(about: FactInfo, given: Any, where: str) -> Value | None:
    if isinstance(given, str) and given.strip().lower() == "unknown":
        return None
    reader = _READERS[about.type]
    return reader(about, given, where)


def _yes_no(about: FactInfo, given: Any, where: str) -> bool:
    value = _WORDS.get(given.lower()) if isinstance(given, str) else given
    if not isinstance(value, bool):
        raise InputError(f"{about.name} is yes, no or unknown, not {_shown(given)}", where=where)
    return value


def _choice(about: FactInfo, given: Any, where: str) -> str:
    if not isinstance(given, str) or given not in about.values:
        raise InputError(f"{about.name} is one of {_list(about.values)} or unknown, not {_shown(given)}", where=where)
    return given


def _money(about: FactInfo, given: Any, where: str) -> Money:
    wanted = f"{about.name} is money like '250000 EUR' or unknown"
    if not isinstance(given, str):
        raise InputError(f"{wanted}: {_shown(given)} has no currency", where=where)
    try:
        value = Money.parse(given)
    except MoneyError as error:
        raise InputError(f"{wanted}: {error}", where=where) from None
    if value.amount < 0:
        raise InputError(f"{about.name} cannot be less than nothing", where=where)
    return value


def _count(about: FactInfo, given: Any, where: str) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given < _TOO_MANY:
        raise InputError(f"{about.name} is a whole number from 0 or unknown, not {_shown(given)}", where=where)
    return given


def _date(about: FactInfo, given: Any, where: str) -> datetime.date:
    if isinstance(given, str):
        try:
            given = datetime.date.fromisoformat(given)
        except ValueError:
            given = None
    if isinstance(given, datetime.datetime) or not isinstance(given, datetime.date):
        raise InputError(f"{about.name} is a date like 2026-01-31 or unknown", where=where)
    return given


_TOO_MANY = 10**12


def _shown(given: object) -> str:
    """An offending value for a message, short whatever it is."""
    text = repr(given)
    return text if len(text) <= 60 else text[:57] + "…"


def _list(words: Iterable[str]) -> str:
    return ", ".join(repr(word) for word in words)


_READERS: Mapping[FactType, Callable[[FactInfo, Any, str], Value]] = {
    FactType.YES_NO: _yes_no,
    FactType.CHOICE: _choice,
    FactType.MONEY: _money,
    FactType.COUNT: _count,
    FactType.DATE: _date,
}
