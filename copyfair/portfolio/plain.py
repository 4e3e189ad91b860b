"""The quick way through a CycloneDX document that is as most of them are.

It reads with types only what facts need, and gives up at the first thing that is out of the ordinary: then
`copyfair.inventory` reads the document. What it does give is what `copyfair.inventory` would give; a test holds the two
against each other.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Annotated

import msgspec

from copyfair.inventory.cyclonedx import Identified, claims_of, identified
from copyfair.inventory.cyclonedx_rules import HASH, SERIAL, Algorithm, Kind, is_moment
from copyfair.inventory.entry import Entry, Held
from copyfair.inventory.formats import all_formats
from copyfair.inventory.formats.cyclonedx_json import VERSIONS
from copyfair.inventory.model import Depth, Scope
from copyfair.inventory.purl import is_versioned, versionless
from copyfair.portfolio.model import Fact, Statement, statement_of

__all__ = ["Known", "Part", "Reader", "fact_of", "is_free_name"]


_NONE = msgspec.Raw(b"[]")

# Fields of the type None must be absent or null: whatever else stands there makes a document unusual.


class _Property(msgspec.Struct, frozen=True, gc=False):
    name: str


class _Hash(msgspec.Struct, frozen=True, gc=False):
    alg: Algorithm
    content: Annotated[str, msgspec.Meta(pattern=rf"^(?:{HASH})\Z")]


class _Evidence(msgspec.Struct, frozen=True, gc=False):
    licenses: None = None


class _Component(msgspec.Struct, frozen=True, gc=False):
    name: str
    type: Kind
    purl: str = ""
    version: str = ""
    group: str = ""
    scope: str | None = None
    ref: Annotated[str, msgspec.Meta(min_length=1)] = msgspec.field(name="bom-ref", default="")
    licenses: msgspec.Raw = _NONE
    evidence: _Evidence | None = None
    components: None = None
    hashes: tuple[_Hash, ...] = ()
    properties: tuple[_Property, ...] = ()
    pedigree: None = None
    swid: None = None
    versionRange: None = None  # noqa: N815


class _Dependency(msgspec.Struct, frozen=True, gc=False):
    ref: str
    dependsOn: tuple[str, ...] = ()  # noqa: N815


class _Metadata(msgspec.Struct, frozen=True, gc=False):
    component: _Component | None = None
    timestamp: str | None = None
    licenses: None = None
    distribution: None = None
    properties: tuple[_Property, ...] = ()


class _Document(msgspec.Struct, frozen=True, gc=False):
    bomFormat: str  # noqa: N815
    specVersion: str  # noqa: N815
    components: tuple[_Component, ...] = ()
    metadata: _Metadata | None = None
    serialNumber: Annotated[str, msgspec.Meta(pattern=rf"^(?:{SERIAL})\Z")] | None = None  # noqa: N815
    services: None = None
    citations: None = None
    dependencies: tuple[_Dependency, ...] = ()


_decode = msgspec.json.Decoder(_Document).decode
_Key = tuple[str, str, str, str, str | None, bytes]
_NOWHERE = Held("bom.json", b"", format_name="cyclonedx-json")


class Known(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A component that documents list: what it is, and what is said of its licence."""

    what: Identified
    said: Statement
    is_versioned: bool


Part = tuple[Known, int]
"""A component of a document, and how many steps it is from the root: 1, 2 (or more), 0 where no way leads to it."""
_DEPTHS = (Depth.UNKNOWN, Depth.DIRECT, Depth.TRANSITIVE)


def fact_of(part: Part, statement: int) -> Fact:
    """The fact that a part stands for; `statement` is the number of its statement."""
    known, steps = part
    what, scope = known.what, known.what.scope
    return Fact(
        purl=what.purl,
        name=what.name,
        version=what.version,
        scope=Scope.RUNTIME if steps and scope is Scope.UNKNOWN else scope,
        depth=_DEPTHS[steps],
        statement=statement,
    )


class Reader:
    """Reads documents one after the other, and remembers the components that many of them list."""

    def __init__(self) -> None:
        self._known: dict[_Key, Known | None] = {}
        self._said: dict[bytes, Statement | None] = {}

    def forget(self, more_than: int) -> None:
        """Forget all components when there are more; whoever held one holds it still."""
        if len(self._known) > more_than:
            self._known.clear()
        if len(self._said) > more_than:
            self._said.clear()

    def read(self, data: bytes) -> list[Part] | None:
        """The components that are judged, in the order of the document; None where it is out of the ordinary."""
        if not _is_text(data):
            return None
        try:
            document = _decode(data.removeprefix(b"\xef\xbb\xbf"))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        if document.bomFormat != "CycloneDX" or document.specVersion not in VERSIONS:
            return None
        about = document.metadata or _Metadata()
        if about.timestamp is not None and not is_moment(about.timestamp):
            return None
        root = about.component
        top = self._all((root,))[0] if root else None
        found = self._all(document.components)
        known = [one for one in found if one is not None]
        if len(known) < len(found) or (root is not None and top is None) or not _are_apart(known, top):
            return None
        return _parts(document, known)

    def _all(self, components: tuple[_Component, ...]) -> list[Known | None]:
        known = self._known
        found: list[Known | None] = []
        for one in components:  # the one loop that every component of every document passes through
            key = (one.purl, one.version, one.name, one.group, one.scope, bytes(one.licenses))
            try:
                found.append(known[key])
            except KeyError:
                known[key] = self._made(one, key[-1])
                found.append(known[key])
        return found

    def _made(self, one: _Component, said: bytes) -> Known | None:
        value = {"name": one.name, "group": one.group, "version": one.version, "purl": one.purl or None}
        what = identified(_NOWHERE, {**value, "scope": one.scope})
        if said not in self._said:
            self._said[said] = _statement(said)
        statement = self._said[said]
        if what is None or statement is None:
            return None
        return Known(what, statement, is_versioned(what.purl))


def _statement(said: bytes) -> Statement | None:
    listed = msgspec.json.decode(said)
    # A right of use is one of its component, and not the same for all that say the same.
    if not isinstance(listed, list) or b"licensing" in said:
        return None
    claims = claims_of(_NOWHERE, listed)
    return None if claims is None else statement_of(claims, ())


_HALF = re.compile(rb"\\u[dD]")


def _is_text(data: bytes) -> bool:
    """All of it can be read as text; what is never decoded is not looked at otherwise."""
    if b"\\" in data and _HALF.search(data):  # perhaps half a character; most escapes are none
        return False
    if data.isascii():
        return True
    try:
        str(data, "utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _are_apart(found: Sequence[Known], top: Known | None) -> bool:
    """No two of them would be put together as one, and each has a version, so that it stands for itself."""
    purls = {one.what.purl for one in found}
    if len(purls) < len(found) or not all(one.is_versioned for one in found):
        return False
    if top is None:
        return True
    return top.what.purl not in purls and (top.is_versioned or top.what.purl not in map(versionless, purls))


def _parts(document: _Document, found: Sequence[Known]) -> list[Part] | None:
    """Each with its distance from the root and its scope; None where these take more to work out."""
    needs = {one.ref: one.dependsOn for one in document.dependencies}
    if len(needs) < len(document.dependencies) or not _are_named(document, needs):
        return None
    direct, reached = frozenset[str](), set[str]()
    if any(needs.values()):
        steps = _steps(document, needs)
        if steps is None or _has_ways_for_some(found):
            return None
        direct, reached = steps
    refs = [one.ref for one in document.components]
    levels = [1 if ref in direct else 2 if ref in reached else 0 for ref in refs]
    return list(zip(found, levels, strict=True))


def _are_named(document: _Document, needs: Mapping[str, tuple[str, ...]]) -> bool:
    """No two components have one name, and what needs or is needed is a component."""
    top = document.metadata.component if document.metadata else None
    named = [one.ref for one in (*document.components, *((top,) if top else ())) if one.ref]
    refs = set(named)
    return len(refs) == len(named) and refs.issuperset(needs) and all(refs.issuperset(some) for some in needs.values())


def _steps(document: _Document, needs: Mapping[str, tuple[str, ...]]) -> tuple[frozenset[str], set[str]] | None:
    """What the root needs itself, and all that can be reached from it, by their refs; None: out of the ordinary."""
    root = document.metadata.component.ref if document.metadata and document.metadata.component else ""
    refs = {one.ref for one in document.components}
    refs.add(root)
    if "" in refs or len(refs) <= len(document.components):  # without a name, or with that of another one
        return None
    direct = frozenset(needs.get(root, ())) - {root}
    reached, last = set(direct), set(direct)
    while last:
        last = set[str]().union(*[needs[ref] for ref in last if ref in needs]) - reached
        last.discard(root)
        reached |= last
    # Something that the root does not reach and that needs others is a start of its own.
    if any(set(needs[ref]) - {ref} for ref in needs.keys() - reached - {root}):
        return None
    return direct, reached


def _has_ways_for_some(found: Sequence[Known]) -> bool:
    """Some scopes are stated and not all for running: what is not stated then depends on the way to it."""
    scopes = {one.what.scope for one in found}
    return Scope.UNKNOWN in scopes and not scopes <= {Scope.UNKNOWN, Scope.RUNTIME}


@lru_cache(maxsize=4096)
def is_free_name(name: str) -> bool:
    """A file of this name is known by its content: no format but those of bills of materials claims the name."""
    if "spdx" in name.lower():  # a name that speaks for another kind of document than what is in it
        return False
    entry = Entry(Path(), PurePosixPath(name))
    return all(found.folder or found.name in _BILLS or not found.matches(entry) for found in all_formats())


_BILLS = ("cyclonedx-json", "spdx-json")
