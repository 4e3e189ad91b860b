"""What the formats of LuaRocks share: programs in Lua that only set values. They are read as text, never run."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from copyfair.inventory import purl
from copyfair.inventory.entry import Unreadable

__all__ = ["DOCS", "Value", "is_inside_rocks", "is_rock", "is_version", "rock", "table_of", "text_of", "values"]

DOCS = ("doc", "docs")
"""Where LuaRocks puts the licence file of a rock, among its pages for readers."""
_BLANK = re.compile(r"\s+|--(?!\[=*\[)[^\n]*")
_LONG = re.compile(r"(--)?\[(=*)\[")
_TOKEN = re.compile(
    r'"(?P<double>(?:[^"\\\n]|\\.)*)"|\'(?P<single>(?:[^\'\\\n]|\\.)*)\'|(?P<name>[A-Za-z_]\w*)|(?P<sign>.)', re.DOTALL
)
_ROCKS = re.compile(r"rocks(?:-\d[\d.]*)?")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_VERSION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+~-]{0,100}")


class Value(NamedTuple):
    """What is set: a text, or a table with values of its own; None for what the program computes."""

    key: str
    said: "str | list[Value] | None"
    line: int


def is_rock(name: str) -> bool:
    """It can be the name of a rock."""
    return _NAME.fullmatch(name) is not None


def is_version(said: str) -> bool:
    """It can be the version of a rock."""
    return _VERSION.fullmatch(said) is not None


def rock(name: str, version: str | None = None) -> str:
    """The package URL of a rock."""
    return purl.make("luarocks", name, version)


def is_inside_rocks(path: PurePosixPath) -> bool:
    """It lies in the folder of a rock that is installed (``rocks-5.4/<name>/<version>/``)."""
    return any(map(_ROCKS.fullmatch, path.parts[:-3]))


def values(program: str) -> list[Value]:
    """What the program sets, with its tables; a text counts where it is the whole of a value."""
    stack: list[list[Value]] = [[]]
    name = key = before = ""
    for kind, said, line in _tokens(program):
        now = stack[-1]
        if kind == "text" and before == "[":
            name = said  # of `["name"] = …`
        elif kind == "text" and before in ("=", ",", ";", "{"):
            now.append(Value(key, said, line))
        elif kind == "name":
            name = said
        elif said == "=":
            key = name
        elif said == "{":
            stack.append([])
            now.append(Value(key if before == "=" else "", stack[-1], line))
            key = ""
        elif said == "}" and len(stack) == 1:
            raise Unreadable("bad-syntax", "} closes nothing", line)
        elif said == "}":
            stack.pop()
        elif said == "." and before == "text" and now:
            now[-1] = now[-1]._replace(said=None)  # joined with something else
        if said in (",", ";") or kind == "text":
            key = ""
        before = said if kind == "sign" else kind
    return stack[0]


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Texts, names and signs with their lines; comments are passed over."""
    at, line = 0, 1
    while at < len(text):
        begin = at
        blank, long = _BLANK.match(text, at), _LONG.match(text, at)
        if blank:
            at = blank.end()
        elif long:
            end = text.find(f"]{long[2]}]", long.end())
            if end < 0:
                raise Unreadable("bad-syntax", "a text or a comment does not end", line)
            if not long[1]:
                yield "text", text[long.end() : end], line
            at = end + len(long[2]) + 2
        elif found := _TOKEN.match(text, at):
            kind = found.lastgroup or ""
            yield "text" if kind in ("double", "single") else kind, found[kind], line
            at = found.end()
        line += text.count("\n", begin, at)


def text_of(said: list[Value], key: str) -> str:
    """The text that is set under a name; empty without one."""
    return next((one.said for one in said if one.key == key and isinstance(one.said, str)), "")


def table_of(said: list[Value], key: str) -> list[Value]:
    """The table that is set under a name; empty without one."""
    return next((one.said for one in said if one.key == key and isinstance(one.said, list)), [])
