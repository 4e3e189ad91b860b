"""The quick way through a CycloneDX document that is as most of them are.

It reads with types only what facts need, and gives up at the first thing that is out of the ordinary: then
`copyfair.inventory` reads the document. What it does give is what `copyfair.inventory` would give; a test holds the two
against each other.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Annotated, cast

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
    components: tuple[msgspec.Raw, ...] = ()
    metadata: _Metadata | None = None
    serialNumber: Annotated[str, msgspec.Meta(pattern=rf"^(?:{SERIAL})\Z")] | None = None  # noqa: N815
    services: None = None
    citations: None = None
    dependencies: tuple[_Dependency, ...] = ()


_decode = msgspec.json.Decoder(_Document).decode
_decode_component = msgspec.json.Decoder(_Component).decode
_Key = tuple[str, str, str, str, str | None, bytes]
_NOWHERE = Held("bom.json", b"", format_name="cyclonedx-json")


class Known(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A component that documents list: what it is, and what is said of its licence."""

    what: Identified
    said: Statement
    is_versioned: bool


_Listed = tuple[str, str, Scope, Known]
"""A component as documents list it: its ref (empty where it has none), package URL and scope, and all that is known."""
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
        self._written: dict[bytes, _Listed] = {}
        self._known: dict[_Key, Known | None] = {}
        self._said: dict[bytes, Statement | None] = {}

    def forget(self, more_than: int) -> None:
        """Forget all components when there are more; whoever held one holds it still."""
        for memory in (self._written, self._known, self._said):
            if len(memory) > more_than:
                memory.clear()

    def read(self, data: bytes) -> list[Part] | None:
        """The components that are judged, in the order of the document; None where it is out of the ordinary."""
        if not _is_text(data):
            return None
        try:
            document = _decode(data.removeprefix(b"\xef\xbb\xbf"))
            found = self._all(document.components)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        if found is None or document.bomFormat != "CycloneDX" or document.specVersion not in VERSIONS:
            return None
        about = document.metadata or _Metadata()
        if about.timestamp is not None and not is_moment(about.timestamp):
            return None
        root = about.component
        top = self._made(root) if root else None
        if not found or (root is not None and top is None):
            return None
        return _parts(document, found, top)

    def _all(self, components: tuple[msgspec.Raw, ...]) -> list[_Listed] | None:
        """Each with its ref; many documents list it in the very same words, and it is read once only."""
        written = list(map(bytes, components))
        found = list(map(self._written.get, written))
        for place, one in enumerate(found) if None in found else ():
            if one is None:
                found[place] = self._listed(written[place])
        return None if None in found else cast("list[_Listed]", found)

    def _listed(self, written: bytes) -> _Listed | None:
        one = _decode_component(written)
        known = self._made(one)
        # Without a version it may be another place of one that has a version, and does not stand for itself.
        if known is None or not known.is_versioned:
            return None
        self._written[written] = listed = (one.ref, known.what.purl, known.what.scope, known)
        return listed

    def _made(self, one: _Component) -> Known | None:
        key = (one.purl, one.version, one.name, one.group, one.scope, bytes(one.licenses))
        if key not in self._known:
            self._known[key] = self._found(one, key[-1])
        return self._known[key]

    def _found(self, one: _Component, said: bytes) -> Known | None:
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


def _parts(document: _Document, found: Sequence[_Listed], top: Known | None) -> list[Part] | None:
    """Each with its distance from the root and its scope; None where these take more to work out."""
    refs, purls, scopes, known = zip(*found, strict=True)
    root = document.metadata.component.ref if document.metadata and document.metadata.component else ""
    if not _are_apart(purls, top) or not _are_named(refs, root):
        return None
    needs = {one.ref: one.dependsOn for one in document.dependencies}
    asked = set(chain.from_iterable(needs.values()))
    there = {*refs, root}
    if len(needs) < len(document.dependencies) or "" in needs or "" in asked or not there >= asked | needs.keys():
        return None
    if not asked:
        return [(one, 0) for one in known]
    if "" in there or _has_ways_for_some(frozenset(scopes)):
        return None
    direct, reached = _steps(root, needs)
    # Something that the root does not reach and that needs others is a start of its own.
    if len(reached) < len(refs) and any(set(needs[ref]) - {ref} for ref in needs.keys() - reached - {root}):
        return None
    return [(one, 1 if ref in direct else 2 if ref in reached else 0) for ref, one in zip(refs, known, strict=True)]


def _are_apart(purls: Sequence[str], top: Known | None) -> bool:
    """No two of them would be put together as one; each has a version, so that it stands for itself."""
    apart = set(purls)
    if len(apart) < len(purls):
        return False
    if top is None:
        return True
    return top.what.purl not in apart and (top.is_versioned or top.what.purl not in map(versionless, apart))


def _are_named(refs: Sequence[str], root: str) -> bool:
    """Those that have a name have it alone."""
    if len({*refs, root}) > len(refs):
        return True
    named = [ref for ref in (*refs, root) if ref]
    return len(set(named)) == len(named)


def _steps(root: str, needs: Mapping[str, tuple[str, ...]]) -> tuple[frozenset[str], set[str]]:
    """What the root needs itself, and all that can be reached from it, by their refs."""
    direct = frozenset(needs.get(root, ())) - {root}
    reached, last = set(direct), set(direct)
    while last:
        last = set(chain.from_iterable([needs[ref] for ref in last if ref in needs])) - reached
        last.discard(root)
        reached |= last
    return direct, reached


def _has_ways_for_some(scopes: frozenset[Scope]) -> bool:
    """Some scopes are stated and not all for running: what is not stated then depends on the way to it."""
    return Scope.UNKNOWN in scopes and not scopes <= {Scope.UNKNOWN, Scope.RUNTIME}


@lru_cache(maxsize=4096)
def is_free_name(name: str) -> bool:
    """A file of this name is known by its content: no format but those of bills of materials claims the name."""
    if "spdx" in name.lower():  # a name that speaks for another kind of document than what is in it
        return False
    if name.endswith(".cdx.json"):
        return True
    entry = Entry(Path(), PurePosixPath(name))
    return all(found.folder or found.name in _BILLS or not found.matches(entry) for found in all_formats())


_BILLS = ("cyclonedx-json", "spdx-json")
