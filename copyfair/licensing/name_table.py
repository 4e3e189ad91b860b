"""The table of licence names, `data/names.toml`, and the keys under which names are looked up in it."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache

import msgspec

from copyfair.data import package_file

__all__ = [
    "alike",
    "ambiguous",
    "even",
    "exact",
    "exceptions",
    "key",
    "light",
    "notes",
    "retired",
    "table",
    "unknown",
    "unnamed",
    "without_prefix",
]


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`data/names.toml`; its comments say what each table is for."""

    names: dict[str, str]
    retired: dict[str, str]
    exceptions: dict[str, tuple[str, ...]]
    urls: dict[str, str]
    ambiguous: dict[str, tuple[str, ...]]
    alike: dict[str, tuple[str, ...]]
    unclear_urls: dict[str, tuple[str, ...]]
    unknown: dict[str, str]
    unnamed: dict[str, int]
    notes: dict[str, str]


@cache
def table() -> Names:
    """The whole table, as it is written."""
    text = package_file("licensing/data/names.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Names)


@cache
def retired() -> Mapping[str, str]:
    """Ids that older lists had and the expression grammar no longer knows, in small letters, and what they mean."""
    return {old.lower(): new for old, new in table().retired.items()}


@cache
def exact() -> Mapping[str, str]:
    """Key of a name -> the expression it stands for, whoever writes it."""
    return {key(name): meaning for name, meaning in table().names.items()}


@cache
def ambiguous() -> Mapping[str, tuple[str, ...]]:
    """Key of a name -> the ids it may stand for."""
    return {key(name): ids for name, ids in table().ambiguous.items()}


@cache
def alike() -> Mapping[str, tuple[str, ...]]:
    """Key of a kind of licence -> ids that are of this kind."""
    return {key(name): ids for name, ids in table().alike.items()}


@cache
def unknown() -> Mapping[str, str]:
    """Key of what is no name of a licence -> what it says instead."""
    return {key(name): note for name, note in table().unknown.items()}


@cache
def unnamed() -> Mapping[str, int]:
    """Key of what leaves it to a licence text -> how many licences it speaks of at least."""
    return {key(name): number for name, number in table().unnamed.items()}


@cache
def notes() -> Mapping[str, str]:
    """Key of a name -> what a reader should know about its meaning."""
    return {key(name): note for name, note in table().notes.items()}


@cache
def exceptions() -> Mapping[str, tuple[str, ...]]:
    """Key of an exception's name, without the word itself -> its SPDX ids, one for each version of the licence."""
    return {key(name): ids for name, ids in table().exceptions.items()}


# --- keys -------------------------------------------------------------------------------------------------------

_PREFIX = re.compile(r"^\s*(?:licen[sc]e\s*::?\s*)?(?:osi approved\s*::\s*)?", re.IGNORECASE)
_QUOTES = str.maketrans({"“": '"', "”": '"', "\u2018": "'", "\u2019": "'", "\u2013": "-", "—": "-", "\u00a0": " "})
_LATER = re.compile(
    r"(?:\s*,?\s*(?:\(?\s*(?:or|and)\s*(?:\(?\s*at your option\s*\)?)?\s*)(?:any\s+)?(?:later|newer|greater|above|higher)"
    r"(?:\s+versions?)?\s*\)?|-or-(?:later|newer))"
)
_AT_LEAST = re.compile(r"\(?\s*(?:>=|≥)\s*v?(\d+(?:\.\d+)*)\s*\)?")
_EQUAL = re.compile(r"\(?\s*==?\s*v?(\d+(?:\.\d+)*)\s*\)?")
_DROPPED = re.compile(r"\b(?:the|licen[sc]e[ds]?|version|ver)\b|\bv\.?\s*(?=\d)|(?<=[a-z])v(?=\d)")
_SQUEEZED = re.compile(r"[^\w.+]+|_|(?<!\d)\.|\.(?!\d)")


def without_prefix(text: str) -> str:
    """The statement without ``License ::``, ``OSI Approved ::`` and ``License:`` in front of it."""
    return _PREFIX.sub("", text)


def light(text: str) -> str:
    """Case, white space, quotes, commas and the spelling of "licence" evened out; nothing else."""
    plain = text.translate(_QUOTES).casefold().replace("licence", "license").replace(",", " ")
    return " ".join(plain.strip(" .;\"'").split())


def even(text: str) -> str:
    """As `light`; "or later" and R's ``(>= 2)`` are written as a "+", and words that tell nothing are gone."""
    plain = _EQUAL.sub(r" \1", _AT_LEAST.sub(r" \1+", _LATER.sub("+", light(without_prefix(text)))))
    return " ".join(_DROPPED.sub(" ", plain).split())


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """The key of the tables: letters, digits, "+" and the dots of numbers."""
    squeezed = _SQUEEZED.sub("", even(text))
    return squeezed or _SQUEEZED.sub("", _LATER.sub("+", light(without_prefix(text))))
