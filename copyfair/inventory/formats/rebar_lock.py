"""rebar.lock of Erlang's rebar3: terms of Erlang, read as text."""

import re
from collections.abc import Iterator
from itertools import pairwise

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.hashes import from_hex
from copyfair.inventory.hex import application, claims, is_version
from copyfair.inventory.model import Depth, Found
from copyfair.inventory.paths import origin_of
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_APPS = ("apps", "lib")

_TOP = re.compile(r'\s*(?:\{\s*"([^"]*)"\s*,\s*)?\[')
_ENTRY = re.compile(r'\{\s*<<"([^"\n]*)"(?:/utf8)?>>\s*,\s*\{\s*(\w+)')
_PACKAGE = re.compile(r'\{\s*pkg\s*,\s*<<"([^"\n]*)">>\s*,\s*<<"([^"\n]*)">>')
_LEVEL = re.compile(r"\}\s*,\s*(\d+)\s*\}\s*\Z")
_NAME = re.compile(r"[a-zA-Z0-9_@]{1,127}", re.ASCII)
_OUTER = re.compile(r"\{\s*pkg_hash_ext\s*,\s*\[")
"""Of the archives as they are fetched; ``pkg_hash`` is of what is inside, in an order of Hex's own."""
_HASH = re.compile(r'<<"([^"\n]*)">>\s*,\s*<<"([0-9A-Fa-f]{64})">>')
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
    yield from _project(entry)
    listed = text[: end.start()]
    borders = [*(found.start() for found in _ENTRY.finditer(listed)), len(listed)]
    if before := listed[top.end() : borders[0]].strip():
        yield problem(entry, "bad-entry", f"no package: {shown(before)}; it was left out")
    hashes = _hashes(text, end.end())
    line = 1 + listed.count("\n", 0, borders[0])
    for begin, until in pairwise(borders):
        yield _package(entry, listed[begin:until], line, hashes)
        line += listed.count("\n", begin, until)


def _hashes(text: str, begin: int) -> dict[str, str]:
    """Application -> hash of its archive, as they follow the list of packages."""
    outer = _OUTER.search(text, begin)
    end = text.find("]", outer.end()) if outer else -1
    return dict(_HASH.findall(text, outer.end(), end)) if outer and end >= 0 else {}


def _project(entry: Entry) -> Iterator[Found]:
    """The applications of the project: the one whose sources lie here, or those in the folders that rebar3 looks through."""
    folders = [entry.beside(), *(one for name in _APPS if (at := entry.beside(name)).is_dir() for one in at.children())]
    for folder in folders:
        named = application(folder)
        if named is not None:
            name, version = named
            home = str(folder.path)
            identity = purl.make("hex", name, version)
            source = entry.source(f"{name}.app.src")
            yield Found(purl=identity, name=name, version=version, source=source, origin=origin_of(home), home=home)


def _package(entry: Entry, written: str, line: int, hashes: dict[str, str]) -> Found | Problem:
    """One entry; of what comes from a repository of code only what was fetched has a version."""
    begin, package = _ENTRY.match(written), _PACKAGE.search(written)
    kind = begin[2] if begin else ""
    at = begin[1] if begin else ""
    name, said = (package[1], package[2]) if package else (at, "")
    version = said if is_version(said) else None
    if not _NAME.fullmatch(name) or not _NAME.fullmatch(at) or (kind == "pkg" and version is None):
        return problem(entry, "bad-entry", f"no package: {shown(written.strip())}; it was left out", line)
    folder = entry.beside("_build", "default", "lib", at)
    fetched = application(folder) if kind != "pkg" else None
    version = fetched[1] if fetched else version
    level = _LEVEL.search(written.rstrip().rstrip(",").rstrip())
    depth = Depth.UNKNOWN if level is None else Depth.TRANSITIVE if level[1].strip("0") else Depth.DIRECT
    return Found(
        purl=purl.make("hex", name, version),
        name=name,
        version=version,
        source=entry.source(at, line),
        depth=depth,
        home=str(folder.path) if folder.is_dir() else None,
        claims=tuple(claims(folder)),
        hashes=from_hex("SHA-256", hashes.get(at)) if kind == "pkg" else (),
        elsewhere=kind != "pkg",
    )


FORMAT = Format(
    name="rebar.lock",
    reads="rebar.lock of Erlang's rebar3",
    files=("rebar.lock",),
    licences="None in the file; `licenses` of `_build/default/lib/*/hex_metadata.config`, and licence files there.",
    lists="Several have no meaning in the format: read as all of them, and the report says so.",
    gaps=(
        "The file says what is direct, not what needs what; rebar.config is not read.",
        "What comes from a repository of code has no version unless it lies below `_build`.",
        "What only a profile (`test`) asks for is not in the file.",
    ),
    matches=matches,
    read=read,
)
