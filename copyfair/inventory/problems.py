"""Problems as the formats report them: with the file's path, the line, and what was foreign made harmless to print."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.problem import Problem

__all__ = ["apart", "mistyped", "problem", "shown", "unread"]

_T = TypeVar("_T")

_KINDS: dict[type, str] = {dict: "a table", list: "a list", str: "a text"}


def problem(entry: Entry, code: str, message: str, line: int | None = None) -> Problem:
    """Something about this file; `code` is a key of `copyfair.problem.CODES`."""
    where = str(entry.path) if line is None else f"{entry.path}:{line}"
    return Problem(where=where, code=code, message=message)


def unread(entry: Entry, stop: Unreadable) -> Problem:
    """The file could not be read."""
    return problem(entry, stop.code, stop.message, stop.line)


def mistyped(entry: Entry, at: str, value: object, kind: type, line: int | None = None) -> Iterator[Problem]:
    """A value that is there and of another kind than it should be."""
    if value is not None and not isinstance(value, kind):
        yield problem(entry, "bad-entry", f"{at} is {shown(value)}, not {_KINDS[kind]}", line)


def apart(items: Iterable[_T | Problem]) -> tuple[list[_T], list[Problem]]:
    """What was read, and what was wrong on the way."""
    read: list[_T] = []
    problems: list[Problem] = []
    for item in items:
        if isinstance(item, Problem):
            problems.append(item)
        else:
            read.append(item)
    return read, problems


def shown(value: object, most: int = 80) -> str:
    """A foreign value for a message: quoted, control characters escaped, cut."""
    # Cut before quoting: the repr of a hostile value may be far larger than what is shown of it.
    if isinstance(value, str):
        text = repr(value[: most + 1])
    elif value is None or isinstance(value, bool | int | float):
        text = str(value) if not isinstance(value, int) or value.bit_length() < 256 else "a huge number"
    else:
        text = f"a {type(value).__name__}"
    return text if len(text) <= most else text[: most - 1] + "…"
