"""The quick way through a CycloneDX document in JSON that is as most of them are."""

from typing import Annotated

import msgspec

from copyfair.inventory.cyclonedx import claims_of, identified
from copyfair.inventory.cyclonedx_rules import HASH, SERIAL, Algorithm, Kind, is_moment
from copyfair.inventory.entry import Held
from copyfair.inventory.formats.cyclonedx_json import VERSIONS
from copyfair.inventory.purl import is_versioned
from copyfair.portfolio.model import Statement, statement_of
from copyfair.portfolio.plain import Known, Listed, Part, Parts, Way, is_text

__all__ = ["CycloneDxWay"]

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
    spdxVersion: None = None  # noqa: N815
    dependencies: tuple[_Dependency, ...] = ()


_decode = msgspec.json.Decoder(_Document).decode
_decode_component = msgspec.json.Decoder(_Component).decode
_Key = tuple[str, str, str, str, str | None, bytes]
_NOWHERE = Held("bom.json", b"", format_name="cyclonedx-json")


class CycloneDxWay(Way):
    """CycloneDX 1.2 to 1.7."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self._known: dict[_Key, Known | None] = {}
        self._said: dict[bytes, Statement | None] = {}

    def __len__(self) -> int:
        return max(super().__len__(), len(self._known), len(self._said))

    def forget(self) -> None:
        """As `Way.forget`."""
        super().forget()
        self._known.clear()
        self._said.clear()

    def read(self, data: bytes) -> list[Part] | None:
        """As `Way.read`."""
        if not is_text(data):
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
        needs = {one.ref: one.dependsOn for one in document.dependencies}
        if len(needs) < len(document.dependencies):
            return None
        return self._placed(found, root.ref if root else "", top, needs)

    def _listed(self, written: bytes) -> Listed | None:
        one = _decode_component(written)
        known = self._made(one)
        # Without a version it may be another place of one that has a version, and does not stand for itself.
        if known is None or not known.is_versioned:
            return None
        return self._as_listed(one.ref, known)

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
        return Known(what, statement, is_versioned(what.purl), [None] * 3)


def _statement(said: bytes) -> Statement | None:
    listed = msgspec.json.decode(said)
    # A right of use is one of its component, and not the same for all that say the same.
    if not isinstance(listed, list) or b"licensing" in said:
        return None
    claims = claims_of(_NOWHERE, listed)
    return None if claims is None else statement_of(claims, ())
