"""The words of documents, and how a language writes dates, amounts and plurals.

A language is one file in ``data/``; being there is being offered. Amounts stay exact: their digits are
only set apart differently.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Annotated

import msgspec

from copyfair.data import package_file
from copyfair.errors import InputError
from copyfair.language.saying import Label, Percent, Quoted, Saying, Value, Word
from copyfair.money import Money

__all__ = ["ENGLISH", "Language", "language", "languages"]

ENGLISH = "en"
"""Of the licences as we retell them, and of what a catalogue has no word for."""

_FOLDER = "language/data"
_APART = re.compile(r"[^a-z0-9]+")
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)


class Language(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One language of documents.

    Attributes:
        code: BCP 47, the name of its file.
        name: in the language itself.
        decimal, group: what stands before the decimals, and between groups of three digits.
        date: how a day is written, of ``{day}``, ``{month}`` and ``{year}``.
        months: their names, from January.
        first_day: how the first of a month is written, where it is not plainly 1.
        one: the counts that take the singular.
        joint: what stands between the clauses of a sentence.
        colon: what stands between a label and what it labels.
        facts: what facts are called, by their word in the vocabulary; the vocabulary itself has the English.
        messages: key -> text with ``{placeholders}``; where a count decides, a text for ``one`` and for ``other``.
    """

    code: str = ""
    name: str
    decimal: str
    group: str
    date: str
    months: Annotated[tuple[str, ...], msgspec.Meta(min_length=12, max_length=12)]
    first_day: str = "1"
    one: tuple[int, ...]
    joint: str = "; "
    colon: str = ":"
    facts: dict[str, str] = {}
    messages: dict[str, str | dict[str, str]]

    def say(self, key: str, /, **values: object) -> str:
        """A text with its values in place.

        Raises:
            KeyError: no such key, or a placeholder without a value.
        """
        text = self.messages[key]
        if isinstance(text, dict):
            text = text["one" if values["count"] in self.one else "other"]
        shown = {name: self.number(value) if isinstance(value, int) else str(value) for name, value in values.items()}
        return text.format_map(shown)

    def tell(self, value: Value) -> str:
        """What was said, in this language.

        Raises:
            KeyError: no such message, or a placeholder without a value.
        """
        match value:
            case Saying():
                given = {name: one if isinstance(one, int) else self.tell(one) for name, one in value.values}
                return self.say(value.key, **given)
            case Quoted():
                return value.text
            case Label():
                return self.facts.get(value.name, value.english)
            case Word():
                return self.word(value.kind, value.word)
            case Money():
                return self.money(value)
            case datetime.date():
                return self.day(value)
            case tuple():
                return ", ".join(map(self.tell, value))
            case str():
                return value
            case _:
                return self.number(value)

    def sentence(self, clauses: Iterable[Value]) -> str:
        """Clauses as one sentence: capital first, full stop last."""
        text = self.joint.join(map(self.tell, clauses))
        return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"

    def foreign(self, clauses: Iterable[Value]) -> str:
        """The language of what stands untranslated among clauses (BCP 47); empty where there is nothing."""
        return next((found for clause in clauses for found in self._foreign(clause)), "")

    def _foreign(self, value: Value) -> Iterator[str]:
        match value:
            case Saying():
                for _, one in value.values:
                    yield from self._foreign(one)
            case tuple():
                for one in value:
                    yield from self._foreign(one)
            case Quoted(language=code) if code not in ("", self.code):
                yield code
            case Label(name=name) if name not in self.facts and self.code != ENGLISH:
                yield ENGLISH
            case _:
                pass

    def number(self, value: int | Decimal | Fraction | Percent) -> str:
        """A whole number in groups, a decimal number or a rate: ``1.000``, ``1,25``, ``1,5 %``."""
        match value:
            case Decimal():
                return f"{value:f}".replace(".", self.decimal)
            case Percent():
                digits = f"{value.rate.scaleb(2):f}"
                digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
                return f"{digits.replace('.', self.decimal)} %"
            case _:
                return f"{int(value):,}".replace(",", self.group)

    def word(self, kind: str, word: str) -> str:
        """A word of a closed list (``period``: ``calendar year``); one that is on no list stays as it is."""
        text = self.messages.get(f"{kind}-{_APART.sub('-', word.lower()).strip('-')}")
        return text if isinstance(text, str) else word

    def day(self, day: datetime.date) -> str:
        """A day as the language writes it."""
        number = self.first_day if day.day == 1 else str(day.day)
        return self.date.format(day=number, month=self.months[day.month - 1], year=day.year)

    def money(self, money: Money) -> str:
        """An amount with its currency's code, every digit as it is: ``14.500,01 EUR``."""
        number, _, currency = str(money).rpartition(" ")
        whole, point, cut = number.partition(".")
        return f"{whole.replace(',', self.group)}{self.decimal if point else ''}{cut} {currency}"


@cache
def languages() -> tuple[str, ...]:
    """The codes of the languages there are, in alphabetical order."""
    return tuple(sorted(file.stem for file in package_file(_FOLDER).glob("*.toml")))


@cache
def language(code: str) -> Language:
    """A language by its code.

    Raises:
        InputError: there is none of that code.
    """
    if not _CODE.fullmatch(code) or code not in languages():
        raise InputError(f"there is no language {code[:20]!r}; there are {', '.join(languages())}")
    text = package_file(f"{_FOLDER}/{code}.toml").read_bytes()
    return msgspec.structs.replace(msgspec.toml.decode(text, type=Language), code=code)
