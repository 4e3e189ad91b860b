"""Rockspecs of LuaRocks: programs in Lua that only set values. They are read as text, never run."""

import re
from collections.abc import Iterator

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.lua import DOCS, Value, is_inside_rocks, is_rock, is_version, rock, table_of, text_of, values
from copyfair.inventory.manifests import Want, library, project
from copyfair.inventory.model import Claim, Found, Origin, Requirement, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.texts import licence_files, text_claims
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_FILE = re.compile(r"(.+)-([^-]+-\d+)\.rockspec")
_ASKED = re.compile(r"(?:[\w.-]+/)?([^\s=<>~!,/]+)\s*(.*)", re.DOTALL)
_PIN = re.compile(r"={1,2}\s*([\w.+-]+)")
_MOST_BYTES = 256 * 1024
_LISTS = (
    ("dependencies", Scope.RUNTIME),
    ("build_dependencies", Scope.BUILD),
    ("test_dependencies", Scope.TEST),
)
_FIELDS = ("package", "version", "description", *(field for field, _ in _LISTS))


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
    said = values(entry.text())
    if not any(one.key in _FIELDS for one in said):
        raise Unreadable("bad-syntax", f"it sets none of {', '.join(_FIELDS)}")
    by_name = _FILE.fullmatch(entry.name)
    name = text_of(said, "package") or (by_name[1] if by_name else "")
    written = text_of(said, "version") or (by_name[2] if by_name else "")
    is_named, version = is_rock(name), written if is_version(written) else None
    if name and not is_named:
        yield problem(entry, "bad-entry", f"package is {shown(name)}, no name of a rock")
    identity = rock(name, version) if is_named else None
    claims, wants = tuple(_claims(entry, said)), list(_wants(entry, said))
    if is_inside_rocks(entry.path) and identity is not None:  # of somebody else
        known = {Requirement(target=want.purl, scope=want.scope) for want in wants if isinstance(want, Want)}
        told = (*claims, *_texts(entry))
        yield from library(
            entry, purl=identity, name=name, version=version, claims=told, requires=known, home=entry.folder
        )
    else:
        known_as = name if is_named else None
        yield from project(entry, wants, purl=identity, name=known_as, version=version, claims=claims)


def _texts(entry: Entry) -> Iterator[Claim | Problem]:
    """The licence files of an installed rock, which LuaRocks puts among its pages for readers."""
    for folder in map(entry.beside, DOCS):
        if folder.is_dir():
            yield from text_claims(licence_files(folder), folder)


def _claims(entry: Entry, said: list[Value]) -> Iterator[Claim]:
    for one in table_of(said, "description"):
        if one.key == "license" and isinstance(one.said, str) and one.said.strip():
            yield Claim(statements=(one.said.strip(),), source=entry.source("description.license", one.line))


def _wants(entry: Entry, said: list[Value]) -> Iterator[Want | Problem]:
    for field, scope in _LISTS:
        for one in table_of(said, field):
            if isinstance(one.said, str) and not one.key:
                yield _want(entry, field, one.said, one.line, scope)


def _want(entry: Entry, field: str, said: str, line: int, scope: Scope) -> Want | Problem:
    asked = _ASKED.fullmatch(said.strip())
    if asked is None or not is_rock(asked[1]):
        return problem(entry, "bad-entry", f"{field}: {shown(said)} names no rock; it was left out", line)
    pin = _PIN.fullmatch(asked[2].strip())
    return Want(
        purl=rock(asked[1], pin[1] if pin else None),
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
    licences="`license` of `description`; licence files beside it, of an installed rock those below `doc` too.",
    gaps=(
        "A rockspec is a program and read as text: what it computes is not known.",
        "Ranges are not resolved: a component has a version only where one is pinned.",
        "What is asked for on single platforms (`platforms`) is not followed.",
        "Several rockspecs in one folder count as one project.",
    ),
    matches=matches,
    read=read,
)
