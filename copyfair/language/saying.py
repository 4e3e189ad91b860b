"""What a program has to say before it is known in which language: a message by its key, with values that are not yet words.

A stage that decides says things as `Saying`; `copyfair.language.Language.tell` words them where a document is written.
"""

import datetime
from decimal import Decimal
from fractions import Fraction

import msgspec

from copyfair.money import Money

__all__ = ["Label", "Percent", "Quoted", "Saying", "Value", "Word", "said"]


class Percent(msgspec.Struct, frozen=True):
    """A rate, 0.015 for one and a half per cent."""

    rate: Decimal


class Word(msgspec.Struct, frozen=True):
    """A word of a closed list; the message ``<kind>-<word>``."""

    kind: str
    word: str


class Quoted(msgspec.Struct, frozen=True):
    """Somebody's own words, which no catalogue translates.

    Attributes:
        text: as they stand.
        language: in which (BCP 47); empty where nobody says.
    """

    text: str
    language: str = ""


class Label(msgspec.Struct, frozen=True):
    """What a fact is called.

    Attributes:
        name: the word of the vocabulary.
        english: what it is called where a language has no word of its own.
    """

    name: str
    english: str


class Saying(msgspec.Struct, frozen=True):
    """A message of the catalogues.

    Attributes:
        key: of the message.
        values: by the name of the placeholder.
    """

    key: str
    values: "tuple[tuple[str, Value], ...]" = ()


Value = (
    str
    | int
    | Decimal
    | Fraction
    | datetime.date
    | Money
    | Percent
    | Word
    | Label
    | Quoted
    | Saying
    | tuple["Value", ...]
)
"""What fills a placeholder: a name as it is, a number or a day as the language writes it, or several of them."""


def said(key: str, /, **values: Value) -> Saying:
    """A message with its values."""
    return Saying(key, tuple(values.items()))
