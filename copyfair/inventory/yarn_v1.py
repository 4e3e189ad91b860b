"""The notation of yarn.lock before yarn 2: nearly YAML, and no YAML."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

__all__ = ["Block", "blocks"]

_WORD = re.compile(r'"((?:[^"\\]++|\\.)*+)"|"[^\n]*|([^\s",:](?:[^\s",:]++|:(?!\s|$))*+)(?=("?))')
"""A quoted word, what is quoted without an end, a bare word; the colon that ends a key is no part of it."""


class Block(msgspec.Struct):
    """One entry.

    Attributes:
        keys: what was asked for, as ``name@range``.
        line: where it begins.
        fields: its values; a nested list of dependencies is a table.
    """

    keys: list[str]
    line: int
    fields: dict[str, Any]


def blocks(text: str) -> Iterator[Block | int]:
    """The entries in the order of the file; the number of a line that is none."""
    block: Block | None = None
    inner: dict[str, str] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        depth = len(line) - len(line.lstrip(" "))
        words = _words(bare)
        if depth == 0:
            if block is not None:
                yield block
            block = Block(words, number, {}) if bare.endswith(":") and words else None
            inner = None
            if block is None:
                yield number
        elif block is None or not words:
            yield number
        elif depth <= 2 and bare.endswith(":") and len(words) == 1:
            inner = block.fields[words[0]] = {}
        elif len(words) < 2:
            yield number
        elif depth <= 2:
            block.fields[words[0]], inner = words[1], None
        elif inner is not None:
            inner[words[0]] = words[1]
    if block is not None:
        yield block


def _words(line: str) -> list[str]:
    found = _WORD.findall(line)  # a bare word with a quote at its heels is none
    return [_unescaped(quoted) if quoted else bare for quoted, bare, heel in found if quoted or (bare and not heel)]


def _unescaped(quoted: str) -> str:
    if "\\" not in quoted:
        return quoted
    try:
        return msgspec.json.decode(f'"{quoted}"', type=str)
    except msgspec.DecodeError:
        return quoted
