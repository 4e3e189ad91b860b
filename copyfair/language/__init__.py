"""The words of documents, and how a language writes dates, amounts and plurals.

A language is one file in ``data/``; being there is being offered. Amounts stay exact: their digits are
only set apart differently.
"""

import datetime
import re
from functools import cache
from typing import Annotated

import msgspec

from copyfair.data import package_file
from copyfair.errors import InputError
from copyfair.money import Money

__all__ = ["ENGLISH", "Language", "language", "languages"]

ENGLISH = "en"
"""Of the licences as we retell them, of the facts, and of the steps of a sum."""

_FOLDER = "language/data"
_APART = re.compile(r"[^a-z]+")
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
    messages: dict[str, str | dict[str, str]]

    def say(self, key: str, /, **values: object) -> str:
        """A text with its values in place.

        Raises:
            KeyError: no such key, or a placeholder without a value.
        """
        text = self.messages[key]
        if isinstance(text, dict):
            text = text["one" if values["count"] in self.one else "other"]
        shown = {name: str(value) for name, value in values.items()}
        if isinstance(values.get("count"), int):
            shown["count"] = self.number(values["count"])
        return text.format_map(shown)

    def word(self, kind: str, word: str) -> str:
        """A word of a closed list (``period``: ``calendar year``); one that is on no list stays as it is."""
        text = self.messages.get(f"{kind}-{_APART.sub('-', word.lower()).strip('-')}")
        return text if isinstance(text, str) else word

    def number(self, count: object) -> str:
        """A count as the language writes it: ``10.000``."""
        return f"{count:,}".replace(",", self.group)

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
