"""JSON as tools really write it: one bad string or number costs that value, not the document."""

import json
import re
from typing import Any

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.problems import problem
from copyfair.problem import Problem

__all__ = ["UNREADABLE", "as_dict", "as_list", "as_text", "commented", "load"]

UNREADABLE = "(an entry without a readable name)"
"""Stands in a list of licences for an entry that names none: what is not known must not look like nothing."""

_MOST_DIGITS = 300

_STRING = r'("(?:[^"\\]++|\\.)*+(?:"|\\?\Z))'
_COMMENT = re.compile(rf"{_STRING}|//[^\n]*|/\*.*?\*/|(/\*.*)", re.DOTALL)
_LAST_COMMA = re.compile(rf"{_STRING}|,(?=\s*[}}\]])", re.DOTALL)
"""What is not closed reaches to the end, or a file of many beginnings would be read as often as it has some."""

_ESCAPE = re.compile(
    r"(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"  # a pair: one character outside the base plane
    r"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"  # half a pair: no character at all
    r"|\\.",  # any other escape, taken whole so that a double backslash starts nothing
    re.DOTALL,
)


def load(entry: Entry) -> tuple[Any, tuple[Problem, ...]]:
    """The file as JSON, and what had to be replaced in it to read it.

    A byte that is not UTF-8, half a surrogate pair and a number out of range are
    replaced and reported; everything else that is not JSON (RFC 8259) is refused.

    Raises:
        Unreadable: as `Entry.json`.
    """
    try:
        return entry.json(), ()
    except Unreadable as stop:
        if stop.code not in ("bad-syntax", "bad-encoding"):
            raise
        return _mended(entry, stop)


def commented(entry: Entry) -> Any:
    """JSON with comments and commas before a closing bracket, as people and some tools write it.

    Raises:
        Unreadable: as `Entry.json`.
    """
    text = _COMMENT.sub(lambda found: found[1] or found[2] or "", entry.text())
    text = _LAST_COMMA.sub(lambda found: found[1] or "", text)
    try:
        return msgspec.json.decode(text)
    except RecursionError:
        raise Unreadable("too-deep", "its JSON is nested deeper than copyfair follows") from None
    except (msgspec.DecodeError, UnicodeError) as error:
        raise Unreadable("bad-syntax", f"broken JSON: {error}") from None


def _mended(entry: Entry, stop: Unreadable) -> tuple[Any, tuple[Problem, ...]]:
    data = entry.data.removeprefix(b"\xef\xbb\xbf")
    text = data.decode("utf-8", errors="replace")
    mended = _ESCAPE.sub(lambda found: "\\ufffd" if found[2] else found[0], text)
    try:
        value = json.loads(mended, parse_int=_whole, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise stop from None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return value, (problem(entry, "bad-encoding", f"byte {error.start} is not UTF-8; it was replaced", line),)
    message = "a string or number is not valid JSON and was replaced"
    return value, (problem(entry, "bad-entry", message, stop.line),)


def _whole(digits: str) -> int | str:
    # Python refuses to read whole numbers of more than 4,300 digits; no field of ours is one.
    return int(digits) if len(digits) <= _MOST_DIGITS else "a huge number"


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def as_text(value: object) -> str:
    """A string without blanks around it; ``""`` for anything else."""
    return value.strip() if isinstance(value, str) else ""


def as_dict(value: object) -> dict[str, Any]:
    """A JSON object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """A JSON array; an empty one for anything else."""
    return value if isinstance(value, list) else []
