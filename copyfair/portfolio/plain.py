"""The quick way through a CycloneDX document that is as most of them are.

It reads with types only what facts need, and gives up at the first thing that is out of the ordinary: then
`copyfair.inventory` reads the document. What it does give is what `copyfair.inventory` would give; a test holds the two
against each other.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from copyfair.inventory.entry import Entry, Held
from copyfair.inventory.formats import all_formats
from copyfair.inventory.formats.cyclonedx_json import VERSIONS, component
from copyfair.inventory.model import Depth, Found, Scope
from copyfair.inventory.purl import versionless

__all__ = ["Part", "Reader", "is_free_name"]


# Fields of the type None must be absent or null: whatever else stands there makes a document unusual.


class _License(msgspec.Struct, frozen=True, omit_defaults=True):
    id: str = ""
    name: str = ""
    url: str = ""
    text: None = None
    acknowledgement: None = None
    licensing: None = None


class _Choice(msgspec.Struct, frozen=True, omit_defaults=True):
    license: _License | None = None
    expression: str | None = None
    acknowledgement: None = None
    expressionDetails: None = None  # noqa: N815 - the key as it stands in the document
    licensing: None = None


class _Evidence(msgspec.Struct, frozen=True):
    licenses: None = None


class _Component(msgspec.Struct, frozen=True, omit_defaults=True):
    name: str
    purl: str = ""
    version: str = ""
    group: str = ""
    scope: str | None = None
    ref: str = msgspec.field(name="bom-ref", default="")
    licenses: tuple[_Choice, ...] = ()
    evidence: _Evidence | None = None
    components: None = None


class _Dependency(msgspec.Struct, frozen=True):
    ref: str
    dependsOn: tuple[str, ...] = ()  # noqa: N815


class _Metadata(msgspec.Struct, frozen=True):
    component: _Component | None = None


class _Document(msgspec.Struct, frozen=True):
    bomFormat: str  # noqa: N815
    specVersion: str  # noqa: N815
    components: tuple[_Component, ...] = ()
    metadata: _Metadata | None = None
    dependencies: tuple[_Dependency, ...] = ()


_decode = msgspec.json.Decoder(_Document).decode
_Key = tuple[str, str, str, str, str | None, tuple[_Choice, ...]]
_NOWHERE = Held("bom.json", b"", format_name="cyclonedx-json")


class Part(msgspec.Struct, frozen=True):
    """A component of a document: what was found, how far it is from the root, and what it is needed for."""

    found: Found
    depth: Depth
    scope: Scope


class Reader:
    """Reads documents one after the other, and remembers the components that many of them list."""

    def __init__(self) -> None:
        self._known: dict[_Key, Found | None] = {}

    def read(self, data: bytes) -> list[Part] | None:
        """The components that are judged, in the order of the document; None where it is out of the ordinary."""
        if b"\\ud" in data or b"\\uD" in data or not _is_utf8(data):
            return None
        try:
            document = _decode(data.removeprefix(b"\xef\xbb\xbf"))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        if document.bomFormat != "CycloneDX" or document.specVersion not in VERSIONS:
            return None
        root = document.metadata.component if document.metadata else None
        top = component(_NOWHERE, _value(root), "metadata.component") if root else None
        found = [self._found(one) for one in document.components]
        whole = [one for one in found if one is not None]
        if len(whole) < len(found) or (root is not None and top is None) or not _are_apart(whole, top):
            return None
        levels = _levels(document, whole, top)
        return None if levels is None else _parts(whole, levels)

    def _found(self, one: _Component) -> Found | None:
        key = (one.purl, one.version, one.name, one.group, one.scope, one.licenses)
        try:
            return self._known[key]
        except KeyError:
            found = component(_NOWHERE, _value(one), "components[]") if one.purl else None
            found = found if found is not None and _is_versioned(found.purl) else None
            self._known[key] = found
            return found


def _value(one: _Component) -> Any:
    """The component as it stands in the document, as far as it was read."""
    return msgspec.json.decode(msgspec.json.encode(one))


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        str(data, "utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_versioned(purl: str) -> bool:
    return versionless(purl) != purl.partition("?")[0].partition("#")[0]


def _are_apart(found: Sequence[Found], top: Found | None) -> bool:
    """No two of them would be put together as one."""
    purls = {one.purl for one in found}
    if len(purls) < len(found):
        return False
    if top is None:
        return True
    return top.purl not in purls and (_is_versioned(top.purl) or top.purl not in map(versionless, purls))


_ROOT = -1
_FAR = 2


def _levels(document: _Document, found: Sequence[Found], top: Found | None) -> dict[int, int] | None:
    """Steps from the root by number of the component, for those that can be reached; None: out of the ordinary."""
    numbers = _numbers(document, found, top)
    if numbers is None:
        return None
    needs: dict[int, set[int]] = {}
    try:
        for entry in document.dependencies:
            needs.setdefault(numbers[entry.ref], set()).update([numbers[ref] for ref in entry.dependsOn])
    except KeyError:  # it names what is no component
        return None
    levels, reached, level = {_ROOT: 0}, {_ROOT}, 0
    while reached:
        level = min(level + 1, _FAR)
        reached = set[int]().union(*(needs[one] for one in reached if one in needs)) - levels.keys()
        levels.update(dict.fromkeys(reached, level))
    # Something that nobody needs and that needs others is a start of its own.
    return None if any(needs[one] - {one} for one in needs.keys() - levels.keys()) else levels


def _numbers(document: _Document, found: Sequence[Found], top: Found | None) -> dict[str, int] | None:
    """By what a document calls its components; None where one name stands for several."""
    root = document.metadata.component if document.metadata else None
    refs = {one.ref: number for number, one in enumerate(document.components) if one.ref}
    count = sum(1 for one in document.components if one.ref)
    if root is not None and root.ref:
        refs[root.ref] = _ROOT
        count += 1
    if len(refs) < count:
        return None
    purls = {one.purl: number for number, one in enumerate(found)}
    if top is not None:
        purls[top.purl] = _ROOT
    return purls | refs


def _parts(found: Sequence[Found], levels: Mapping[int, int]) -> list[Part] | None:
    scopes = {one.scope for one in found}
    # A scope that is not stated depends on those along the way to it.
    if len(levels) > 1 and Scope.UNKNOWN in scopes and scopes - {Scope.UNKNOWN, Scope.RUNTIME}:
        return None
    return [
        Part(
            one,
            _DEPTHS[levels.get(number, 0)],
            Scope.RUNTIME if one.scope is Scope.UNKNOWN and number in levels else one.scope,
        )
        for number, one in enumerate(found)
    ]


_DEPTHS = (Depth.UNKNOWN, Depth.DIRECT, Depth.TRANSITIVE)


@lru_cache(maxsize=4096)
def is_free_name(name: str) -> bool:
    """A file of this name is known by its content: no format but those of bills of materials claims the name."""
    entry = Entry(Path(), PurePosixPath(name))
    return all(found.folder or found.name in _BILLS or not found.matches(entry) for found in all_formats())


_BILLS = ("cyclonedx-json", "spdx-json")
