"""The words of any file with their lines: markup, encodings, addresses and spellings undone."""

import html
import re
import unicodedata
from collections.abc import Sequence

import msgspec

from copyfair.licensing.texts.evening import kept, plain, split

__all__ = ["Words", "without_addresses", "words_of"]


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a text and the line on which each stands, counted from one."""

    words: list[str]
    lines: list[int]


def words_of(text: str) -> Words:
    """The words of any text, with what markup, encodings and printing did to them undone as far as it can be."""
    words: list[str] = []
    lines: list[int] = []
    said, numbers = _lines(plain(without_addresses(_undone(text))))
    for number, bare in kept(said):
        found = split(bare.replace("_", " "))
        words.extend(found)
        lines.extend([numbers[number - 1]] * len(found))
    return Words(words=[_SPELT.get(word, word) for word in words], lines=lines)


def _lines(text: str) -> tuple[list[str], Sequence[int]]:
    """The lines of a text and their numbers. In strings of JSON or of a program a line has the lines of a whole text."""
    lines = text.split("\n")
    if text.count("\\n") <= len(lines):
        return lines, range(1, len(lines) + 1)
    parts = [(part, n) for n, line in enumerate(lines, 1) for part in _ESCAPED.split(line)]
    return [part for part, _ in parts], [n for _, n in parts]


_ESCAPED = re.compile(r"(?:\\[rnt])+")

_ADDRESS = re.compile(
    r"<?\b(?:(?:https?|ftp)://|www\.)[^\s<>\"')\]]{1,300}>?|<?[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,5}>?"
    r"|\b[a-z][\w-]{1,40}(?:\.[a-z][\w-]{1,40}){0,3}\.(?:org|com|net)\b(?:/[^\s<>\"')\]]{0,200})?",
    re.IGNORECASE,
)
"""Addresses change when a site moves; none decides anything."""


def without_addresses(text: str) -> str:
    """The text with a blank for each address of a page or a person."""
    lines = text.split("\n")
    return "\n".join([_ADDRESS.sub(" ", line) if _has_address(line) else line for line in lines])


def _has_address(line: str) -> bool:
    """Cheap to ask, and for most lines no."""
    return "." in line and (
        "://" in line or "@" in line or ".org" in line or ".com" in line or ".net" in line or "www." in line
    )


_TAG = re.compile(r"</?[a-z!][^<>]{0,400}>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8});", re.IGNORECASE)
_BROKEN = (("â€œ", '"'), ("â€\x9d", '"'), ("â€™", "'"), ("â€“", "-"), ("â€”", "-"), ("Â©", "©"), ("\u00ad", ""))


def _undone(text: str) -> str:
    if "\x00" in text:  # two bytes a letter, read as one
        text = text.replace("\x00", "").removeprefix("ÿþ").removeprefix("þÿ")
    if "</" in text or "<p" in text or "<br" in text:
        text = _TAG.sub(_blank, text)
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    if not text.isascii():
        for wild, even in _BROKEN:
            text = text.replace(wild, even)
        text = unicodedata.normalize("NFKC", text)
    return text


def _blank(tag: re.Match[str]) -> str:
    """What stands for a tag: its line breaks, so that lines keep their numbers; nothing for a placeholder."""
    return " " + "\n" * tag.group().count("\n")


_SPELT = {
    "acknowledgement": "acknowledgment",
    "authorisation": "authorization",
    "authorise": "authorize",
    "authorised": "authorized",
    "favour": "favor",
    "fulfil": "fulfill",
    "judgement": "judgment",
    "licence": "license",
    "licenced": "licensed",
    "licences": "licenses",
    "licencing": "licensing",
    "merchantibility": "merchantability",
    "organisation": "organization",
    "organisations": "organizations",
    "programme": "program",
    "recognise": "recognize",
    "sublicence": "sublicense",
    "utilise": "utilize",
    "whilst": "while",
    "wilful": "willful",
}
"""One word, two spellings."""
