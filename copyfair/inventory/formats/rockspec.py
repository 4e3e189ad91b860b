"""Rockspecs of LuaRocks: programs in Lua that only set values. They are read as text, never run."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.manifests import Want, library, project
from copyfair.inventory.model import Claim, Found, Origin, Requirement, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_BLANK = re.compile(r"\s+|--(?!\[=*\[)[^\n]*")
_LONG = re.compile(r"(--)?\[(=*)\[")
_TOKEN = re.compile(
    r'"(?P<double>(?:[^"\\\n]|\\.)*)"|\'(?P<single>(?:[^\'\\\n]|\\.)*)\'|(?P<name>[A-Za-z_]\w*)|(?P<sign>.)', re.DOTALL
)
_FILE = re.compile(r"(.+)-([^-]+-\d+)\.rockspec")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_VERSION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+~-]{0,100}")
_ASKED = re.compile(r"(?:[\w.-]+/)?([^\s=<>~!,/]+)\s*(.*)", re.DOTALL)
_PIN = re.compile(r"={1,2}\s*([\w.+-]+)")
_MOST_BYTES = 256 * 1024
_LISTS = (
    ("dependencies", Scope.RUNTIME),
    ("build_dependencies", Scope.BUILD),
    ("test_dependencies", Scope.TEST),
)
_FIELDS = ("package", "version", "description", *(field for field, _ in _LISTS))


class _Value(NamedTuple):
    """What is set: a text, or a table with values of its own; None for what the program computes."""

    key: str
    said: "str | list[_Value] | None"
    line: int


def matches(entry: Entry) -> bool:
    """By the ending."""
    return entry.name.endswith(".rockspec")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The rock with its licence and what it asks for.

    Raises:
        Unreadable: it is no rockspec.
    """
    if len(entry.data) > _MOST_BYTES:
        raise Unreadable("file-too-large", f"a rockspec is read up to {_MOST_BYTES >> 10} KiB")
    values = _values(entry.text())
    if not any(one.key in _FIELDS for one in values):
        raise Unreadable("bad-syntax", f"it sets none of {', '.join(_FIELDS)}")
    by_name = _FILE.fullmatch(entry.name)
    name = _text(values, "package") or (by_name[1] if by_name else "")
    said = _text(values, "version") or (by_name[2] if by_name else "")
    is_named, version = _NAME.fullmatch(name) is not None, said if _VERSION.fullmatch(said) else None
    if name and not is_named:
        yield problem(entry, "bad-entry", f"package is {shown(name)}, no name of a rock")
    identity = purl.make("luarocks", name, version) if is_named else None
    claims, wants = tuple(_claims(entry, values)), list(_wants(entry, values))
    is_installed = any(part.startswith("rocks-") for part in entry.path.parts[:-1])
    if is_installed and identity is not None:  # of somebody else
        known = {Requirement(target=want.purl, scope=want.scope) for want in wants if isinstance(want, Want)}
        yield from library(entry, purl=identity, name=name, version=version, claims=claims, requires=known)
    else:
        known_as = name if is_named else None
        yield from project(entry, wants, purl=identity, name=known_as, version=version, claims=claims)


def _values(text: str) -> list[_Value]:
    """What the program sets, with its tables; a text counts where it is the whole of a value."""
    stack: list[list[_Value]] = [[]]
    name = key = before = ""
    for kind, said, line in _tokens(text):
        now = stack[-1]
        if kind == "text" and before in ("=", ",", ";", "{"):
            now.append(_Value(key, said, line))
        elif kind == "name":
            name = said
        elif said == "=":
            key = name
        elif said == "{":
            stack.append([])
            now.append(_Value(key if before == "=" else "", stack[-1], line))
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


def _text(values: list[_Value], key: str) -> str:
    return next((one.said for one in values if one.key == key and isinstance(one.said, str)), "")


def _table(values: list[_Value], key: str) -> list[_Value]:
    return next((one.said for one in values if one.key == key and isinstance(one.said, list)), [])


def _claims(entry: Entry, values: list[_Value]) -> Iterator[Claim]:
    for one in _table(values, "description"):
        if one.key == "license" and isinstance(one.said, str) and one.said.strip():
            yield Claim(statements=(one.said.strip(),), source=entry.source("description.license", one.line))


def _wants(entry: Entry, values: list[_Value]) -> Iterator[Want | Problem]:
    for field, scope in _LISTS:
        for one in _table(values, field):
            if isinstance(one.said, str) and not one.key:
                yield _want(entry, field, one.said, one.line, scope)


def _want(entry: Entry, field: str, said: str, line: int, scope: Scope) -> Want | Problem:
    asked = _ASKED.fullmatch(said.strip())
    if asked is None or not _NAME.fullmatch(asked[1]):
        return problem(entry, "bad-entry", f"{field}: {shown(said)} names no rock; it was left out", line)
    pin = _PIN.fullmatch(asked[2].strip())
    return Want(
        purl=purl.make("luarocks", asked[1], pin[1] if pin else None),
        name=asked[1],
        version=pin[1] if pin else None,
        scope=scope,
        at=f"{field}.{asked[1]}",
        line=line,
        origin=Origin.STANDARD_LIBRARY if asked[1] == "lua" else Origin.THIRD_PARTY,
    )


FORMAT = Format(
    name="rockspec",
    reads="rockspecs of LuaRocks: a rock that the project makes, or one that is installed in the tree",
    files=("*.rockspec",),
    licences="`license` of `description`; licence files beside it.",
    gaps=(
        "A rockspec is a program and read as text: what it computes is not known.",
        "Ranges are not resolved: a component has a version only where one is pinned.",
        "What is asked for on single platforms (`platforms`) is not followed.",
        "Several rockspecs in one folder count as one project.",
    ),
    matches=matches,
    read=read,
)
