"""TOML from anywhere: as the standard library reads it, but for keys whose reading would not come to an end."""

import re
import tomllib
from collections.abc import Callable
from typing import Any

__all__ = ["read_toml"]

_MOST_PARTS = 200
_LONG_KEY = re.compile(
    rf"""(?<![\w."'-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{_MOST_PARTS}}}""", re.ASCII
)
"""A key of very many parts (``a.b.c`` has three): `tomllib` takes a time for it that grows with their square."""


def read_toml(text: str, *, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """Read a document.

    Args:
        text: with line ends as ``\\n``, or ``\\r\\n``.
        parse_float: makes a number of its text.

    Raises:
        tomllib.TOMLDecodeError: it is no TOML, or a key in it has more than 200 parts; is a `ValueError`.
        ValueError: a number is none that Python reads.
        RecursionError: it is nested too deep.
    """
    found = _LONG_KEY.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise tomllib.TOMLDecodeError(f"a key of more than {_MOST_PARTS} parts (at line {line})")
    return tomllib.loads(text, parse_float=parse_float)
