"""What the JavaScript formats share: package names, direct dependencies, node's way to find them, licence fields."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry
from copyfair.inventory.loose_json import UNREADABLE, as_dict, as_text
from copyfair.inventory.model import Claim, Combine, Scope, Standing
from copyfair.inventory.paths import neighbour
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.sbom import generic
from copyfair.inventory.texts import text_claims
from copyfair.problem import Problem

__all__ = [
    "Wanted",
    "exact",
    "is_name",
    "locations",
    "name_at",
    "npm",
    "resolve",
    "stated_claims",
    "wanted",
    "with_texts",
]

T = TypeVar("T")

_NAME = re.compile(r"(?:@[A-Z0-9~*!'()._-]+/)?[A-Z0-9~*!'()_-][A-Z0-9~*!'()._-]*", re.IGNORECASE | re.ASCII)
_EXACT = re.compile(r"[v=\s]*(\d+\.\d+\.\d+(?:-[0-9A-Z.-]+)?(?:\+[0-9A-Z.-]+)?)\s*", re.IGNORECASE | re.ASCII)
_SEE_FILE = re.compile(r"\s*SEE\s+LICEN[CS]E\s+IN\s+(.+?)\s*", re.IGNORECASE | re.DOTALL)
_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_FIRST_FIELD = re.compile(rb'^([ \t]{1,16})"', re.MULTILINE)
_MOST_STEPS = 400
"""Folders that are climbed to find a dependency; no real tree is a tenth as deep."""


def is_name(name: str) -> bool:
    """A name that npm allows, or once did: old packages have capitals in theirs."""
    return len(name) <= 214 and _NAME.fullmatch(name) is not None


def npm(name: str, version: str | None = None) -> str:
    """The package URL of an npm package; the scope (``@scope/``) is its namespace.

    A name of which no npm URL can be made gets a generic one.
    """
    scope, slash, rest = name.partition("/")
    try:
        return purl.make("npm", rest, version, scope) if slash and scope[:1] == "@" else purl.make("npm", name, version)
    except (TypeError, ValueError):
        return generic(name, version)


def exact(specifier: str) -> str | None:
    """The version that a specifier pins (``1.2.3``, ``=1.2.3``); None for a range, a tag, a URL or a folder."""
    found = _EXACT.fullmatch(specifier)
    return found[1] if found else None


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A direct dependency as a manifest states it.

    Attributes:
        name: under which it is installed; an alias of the author's choice where `specifier` begins with ``npm:``.
        specifier: version, range, tag, URL or folder.
        scope: what it is needed for.
        field: where it stands, as ``devDependencies``.
    """

    name: str
    specifier: str
    scope: Scope
    field: str

    @property
    def package(self) -> tuple[str, str | None]:
        """The real name, and the version if one is pinned."""
        alias, colon, rest = self.specifier.partition(":")
        if alias.strip() != "npm" or not colon:
            return self.name, exact(self.specifier)
        at = rest.rfind("@")
        name, specifier = (rest[:at], rest[at + 1 :]) if at > 0 else (rest, "")
        return name.strip() or self.name, exact(specifier)


_FIELDS = (
    (
        "optionalDependencies",
        Scope.OPTIONAL,
    ),  # "entries in optionalDependencies will override entries of the same name"
    ("dependencies", Scope.RUNTIME),
    ("peerDependencies", Scope.RUNTIME),
    ("devDependencies", Scope.DEV),
)


def wanted(entry: Entry, manifest: Mapping[str, Any], *, dev: bool, at: str = "") -> Iterator[Wanted | Problem]:
    """The direct dependencies of a package, each name once.

    Args:
        entry: the file, for problems.
        manifest: a package.json, or an entry of a lockfile that has the same fields.
        dev: with `devDependencies`, which only the project itself installs.
        at: place of `manifest` in the file.
    """
    optional_peers = as_dict(manifest.get("peerDependenciesMeta"))
    seen: set[str] = set()
    for field, scope in _FIELDS:
        listed = manifest.get(field)
        if not listed or (field == "devDependencies" and not dev):
            continue
        if not isinstance(listed, dict):
            yield problem(entry, "bad-entry", f"{at}{field} is {shown(listed)}")
            continue
        for name, specifier in listed.items():
            if not name.strip() or not isinstance(specifier, str):
                yield problem(entry, "bad-entry", f"{at}{field}: {shown(name)} is asked for as {shown(specifier)}")
            if not name.strip() or name in seen:
                continue
            seen.add(name)
            is_optional = field == "peerDependencies" and as_dict(optional_peers.get(name)).get("optional") is True
            yield Wanted(
                name=name,
                specifier=as_text(specifier),
                scope=Scope.OPTIONAL if is_optional else scope,
                field=field,
            )


def locations(start: str, name: str) -> Iterator[str]:
    """Where node looks for a package, nearest first (Node.js, "Loading from node_modules folders").

    Args:
        start: the folder of the package that asks; ``""`` or ``.`` for the outermost folder.
        name: what it asks for.
    """
    folder = "" if start == "." else start
    for _ in range(_MOST_STEPS):
        inner = folder.rpartition("/")[2]
        if inner == "..":
            return
        if inner != "node_modules":
            yield f"{folder}/node_modules/{name}" if folder else f"node_modules/{name}"
        if not folder:
            return
        folder = folder.rpartition("/")[0]


def resolve(find: Callable[[str], T | None], start: str, name: str) -> T | None:
    """What node finds; `find` says what lies at a location."""
    return next((found for place in locations(start, name) if (found := find(place)) is not None), None)


def name_at(location: str) -> str:
    """The package name in a location: what follows the last ``node_modules/``; else the last folder."""
    _, found, name = f"/{location}".rpartition("/node_modules/")
    return name if found else location.rpartition("/")[2]


def stated_claims(
    entry: Entry, manifest: Mapping[str, Any], *, at: str = "", line: int | None = None
) -> Iterator[Claim | Problem]:
    """What `license` says, or the older `licenses`, which npm never defined the meaning of.

    Args:
        entry: the file.
        manifest: a package.json, or an entry of a lockfile that has the same fields.
        at: place of `manifest` in the file, ending with a dot.
        line: of the entry in the file, where it is known.
    """
    for field in ("license", "licenses", "licence"):
        value = manifest.get(field)
        if value is None or value == "":
            continue
        said = [(item, _statement(item)) for item in (value if isinstance(value, list) else [value])]
        for item, statement in said:
            if not statement:
                yield problem(entry, "bad-entry", f"{at}{field} says {shown(item)}, which names no licence", line)
        if any(statement for _, statement in said):
            # What cannot be read may bind as well: it stays in the list, as something unknown.
            statements = [statement or UNREADABLE for _, statement in said]
            combine = Combine.ONE if len(statements) == 1 else Combine.UNDEFINED
            place = entry.source(f"{at}{field}", line if at or line else _line_of(entry, field))
            yield Claim(statements=tuple(statements), source=place, combine=combine, is_spdx=True)


def _line_of(entry: Entry, field: str) -> int | None:
    """The line of a field of the manifest itself, where fields stand on lines of their own as npm writes them."""
    first = _FIRST_FIELD.search(entry.data)
    at = entry.data.find(b'\n%b"%b":' % (first[1], field.encode())) if first else -1
    return entry.data.count(b"\n", 0, at) + 2 if at >= 0 else None


def _statement(item: object) -> str:
    """A licence as it is written: a string, or in old packages ``{"type": …, "url": …}``."""
    if isinstance(item, str):
        return item if item.strip() else ""
    fields = as_dict(item)
    return next((as_text(fields[key]) for key in ("type", "name", "url") if as_text(fields.get(key))), "")


def with_texts(entry: Entry, claims: Iterator[Claim | Problem], *, within: str) -> Iterator[Claim | Problem]:
    """Put the licence text in place of ``SEE LICENSE IN <file>``; where it cannot be read, the statement stays.

    Args:
        entry: the package.json.
        claims: from `stated_claims`.
        within: the folder out of which the file may not lie.
    """
    for claim in claims:
        names = [] if isinstance(claim, Problem) else [_SEE_FILE.fullmatch(said) for said in claim.statements]
        texts: list[Claim] = []
        for name in names:
            if name is None or _URL.match(name[1]):
                continue
            for found in _pointed(entry, name[1].strip("\"'<>"), within):
                if isinstance(found, Problem):
                    yield found
                else:
                    texts.append(msgspec.structs.replace(found, primary=len(names) == 1))
        if not (texts and len(names) == 1):
            yield claim
        yield from texts


def _pointed(entry: Entry, name: str, within: str) -> Iterator[Claim | Problem]:
    target = neighbour(entry, name)
    if target is None or not (within == "." or str(target.path).startswith(f"{within}/")):
        message = f"the licence is said to be in {shown(name)}, which lies outside; it was not read"
        yield problem(entry, "symlink-outside", message)
        return
    for found in text_claims([target], entry.beside(), field="license"):
        if isinstance(found, Claim):
            yield msgspec.structs.replace(found, standing=Standing.DECLARED)
        elif found.code == "missing-file":
            yield problem(entry, "missing-file", f"the licence is said to be in {shown(name)}, which is not there")
        else:
            yield found
