"""Writes answers into an actor.toml, line by line, so that what a person wrote there stays as it is."""

import datetime
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from copyfair.cli.recording import quoted
from copyfair.errors import InputError

__all__ = ["HEAD", "toml_value", "with_answer"]

HEAD = """\
# Who uses it, and what for. `copyfair actor ask` asks and writes; `copyfair explain facts` explains every fact.
# Change what you like. "unknown" is an answer too: nothing is guessed from it.

[actor]
name = ""  # the person or organisation that uses it
"""


def with_answer(
    text: str, table: Sequence[str], key: str, value: str, *, comment: Iterable[str] = (), where: str = ""
) -> str:
    """The text with one answer more.

    Args:
        text: of an actor.toml.
        table: the names of the table it stands in, outermost first.
        key: the fact.
        value: the answer, as TOML.
        comment: lines to put above it, where it is new.
        where: the file, for errors.

    Raises:
        InputError: the file is written in a way that a line cannot be added to.
    """
    lines = text.splitlines()
    start, end = _section(lines, table)
    entry = f"{_key(key)} = {value}"
    if start is None:
        header = "[" + ".".join(map(_key, table)) + "]"
        lines += [*([""] if lines and lines[-1].strip() else []), header, *_comments(comment), entry]
    else:
        at = next((number for number in range(start, end) if key in _parsed(lines[number])), None)
        if at is not None:
            lines[at] = entry
        else:
            while lines[end - 1].strip() == "" and end > start:
                end -= 1
            lines[end:end] = [*_comments(comment), entry]
    newline = "\r\n" if "\r\n" in text else "\n"
    changed = newline.join(lines) + newline
    _check(text, changed, table, key, value=value, where=where)
    return changed


def toml_value(value: object) -> str:
    """A fact's value as it stands in an actor.toml."""
    if value is None:
        return '"unknown"'
    if isinstance(value, bool):
        return '"yes"' if value else '"no"'
    if isinstance(value, int):
        return str(value)
    return value.isoformat() if isinstance(value, datetime.date) else quoted(str(value))


def _section(lines: Sequence[str], table: Sequence[str]) -> tuple[int | None, int]:
    """The first line of a table and the one behind its last."""
    start = None
    for number, line in enumerate(lines):
        if not line.lstrip().startswith("["):
            continue
        if start is not None:
            return start, number
        if _path(_parsed(line)) == tuple(table):
            start = number + 1
    return start, len(lines)


def _path(header: Mapping[str, Any]) -> tuple[str, ...]:
    path: list[str] = []
    inside: Any = header
    while isinstance(inside, dict) and len(inside) == 1:
        name, inside = next(iter(inside.items()))
        path.append(name)
    return tuple(path) if inside == {} else ()


def _parsed(line: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(line)
    except (ValueError, RecursionError):
        return {}


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").replace("-", "").isalnum() else quoted(name)


def _comments(lines: Iterable[str]) -> list[str]:
    return [f"# {line}" for line in lines]


def _check(before: str, after: str, table: Sequence[str], key: str, *, value: str, where: str) -> None:
    """Nothing but this answer may have changed."""
    wanted = tomllib.loads(before, parse_float=Decimal)
    inside = wanted
    for name in table:
        inside = inside.setdefault(name, {})
        if not isinstance(inside, dict):
            break
    else:
        inside[key] = tomllib.loads(f"value = {value}")["value"]
        try:
            if tomllib.loads(after, parse_float=Decimal) == wanted:
                return
        except ValueError:
            pass
    message = (
        f"the answer cannot be added; write it yourself under [{'.'.join(map(_key, table))}]: {_key(key)} = {value}"
    )
    raise InputError(message, where=where)
