"""rebar.lock of Erlang's rebar3: terms of Erlang, read as text."""

import re
from collections.abc import Iterator
from itertools import pairwise

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Depth, Found
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_TOP = re.compile(r'\s*(?:\{\s*"([^"]*)"\s*,\s*)?\[')
_ENTRY = re.compile(r'\{\s*<<"([^"\n]*)"(?:/utf8)?>>\s*,\s*\{\s*(\w+)')
_PACKAGE = re.compile(r'\{\s*pkg\s*,\s*<<"([^"\n]*)">>\s*,\s*<<"([^"\n]*)">>')
_LEVEL = re.compile(r"\}\s*,\s*(\d+)\s*\}\s*\Z")
_NAME = re.compile(r"[a-zA-Z0-9_@]{1,127}", re.ASCII)
_VERSION = re.compile(r"\d[0-9A-Za-z.+-]{0,100}", re.ASCII)
_COMMENT = re.compile(r"^[ \t]*%.*$", re.MULTILINE)


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "rebar.lock"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages in the order of the file.

    Raises:
        Unreadable: it is no lockfile of rebar3.
    """
    text = _COMMENT.sub("", entry.text())
    top = _TOP.match(text)
    if top is None:
        raise Unreadable("bad-syntax", "it does not begin with a list of packages, as Erlang writes it")
    # The list ends with the first full stop; hashes follow it, and name what is already known.
    end = re.compile(r"\]\s*\}\s*\." if top[1] is not None else r"\]\s*\.").search(text, top.end() - 1)
    if end is None:
        raise Unreadable("bad-syntax", "the list of packages has no end")
    listed = text[: end.start()]
    borders = [*(found.start() for found in _ENTRY.finditer(listed)), len(listed)]
    if before := listed[top.end() : borders[0]].strip():
        yield problem(entry, "bad-entry", f"no package: {shown(before)}; it was left out")
    line = 1 + listed.count("\n", 0, borders[0])
    for begin, until in pairwise(borders):
        yield _package(entry, listed[begin:until], line)
        line += listed.count("\n", begin, until)


def _package(entry: Entry, written: str, line: int) -> Found | Problem:
    """One entry; what comes from a repository of code is known by the name of the application."""
    begin, package = _ENTRY.match(written), _PACKAGE.search(written)
    kind = begin[2] if begin else ""
    at = begin[1] if begin else ""
    name, said = (package[1], package[2]) if package else (at, "")
    version = said if _VERSION.fullmatch(said) else None
    if not _NAME.fullmatch(name) or (kind == "pkg" and version is None):
        return problem(entry, "bad-entry", f"no package: {shown(written.strip())}; it was left out", line)
    level = _LEVEL.search(written.rstrip().rstrip(",").rstrip())
    depth = Depth.UNKNOWN if level is None else Depth.DIRECT if int(level[1]) == 0 else Depth.TRANSITIVE
    return Found(
        purl=purl.make("hex", name, version),
        name=name,
        version=version,
        source=entry.source(at, line),
        depth=depth,
    )


FORMAT = Format(
    name="rebar.lock",
    reads="rebar.lock of Erlang's rebar3",
    files=("rebar.lock",),
    licences="None in the file.",
    gaps=(
        "The file says what is direct, not what needs what; rebar.config is not read.",
        "What comes from a repository of code has no version.",
        "Rebar's folders of fetched packages are not looked at.",
    ),
    matches=matches,
    read=read,
)
