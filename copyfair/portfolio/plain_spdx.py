"""The quick way through an SPDX 2 document in JSON that is as most of them are."""

from collections.abc import Iterable

import msgspec

from copyfair.inventory.entry import Held
from copyfair.inventory.model import Scope
from copyfair.inventory.purl import is_versioned
from copyfair.inventory.spdx import IS_NEEDED, NEEDS, VERSIONS, identified
from copyfair.portfolio.model import statement_of
from copyfair.portfolio.plain import Known, Listed, Part, Way, is_text

__all__ = ["SpdxWay"]

_NOWHERE = Held("bom.json", b"", format_name="spdx-json")
_DESCRIBES, _DESCRIBED_BY = "DESCRIBES", "DESCRIBED_BY"

# What stands in a field of the type None, or in a list that must be empty, makes a document unusual.


class _Relation(msgspec.Struct, frozen=True, gc=False):
    first: str = msgspec.field(name="spdxElementId")
    kind: str = msgspec.field(name="relationshipType")
    second: str = msgspec.field(name="relatedSpdxElement")


class _Document(msgspec.Struct, frozen=True, gc=False):
    spdxVersion: str  # noqa: N815
    packages: tuple[msgspec.Raw, ...] = ()
    relationships: tuple[_Relation, ...] = ()
    documentDescribes: tuple[str, ...] = ()  # noqa: N815
    hasExtractedLicensingInfos: tuple[msgspec.Raw, ...] = ()  # noqa: N815
    files: tuple[msgspec.Raw, ...] = ()
    snippets: tuple[msgspec.Raw, ...] = ()
    sbom: None = None
    bomFormat: None = None  # noqa: N815


_decode = msgspec.json.Decoder(_Document).decode


class SpdxWay(Way):
    """SPDX 2.2 and 2.3."""

    def read(self, data: bytes) -> list[Part] | None:
        """As `Way.read`."""
        if not is_text(data):
            return None
        try:
            document = _decode(data.removeprefix(b"\xef\xbb\xbf"))
            found = self._all(document.packages)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        more = document.hasExtractedLicensingInfos or document.files or document.snippets
        if found is None or more or document.spdxVersion not in VERSIONS:
            return None
        by_id = {one[0]: one for one in found}
        needs = _needs(document.relationships, by_id)
        if needs is None or len(by_id) < len(found):
            return None
        described = _described(document) & by_id.keys()
        root = by_id.pop(described.pop()) if len(described) == 1 and needs.get(next(iter(described))) else None
        rest = list(by_id.values())
        # Without one root that needs others, it takes more to say who stands where.
        if not rest or (root is None and needs) or not all(one[-1].is_versioned for one in rest):
            return None
        return self._placed(rest, root[0] if root else "", root[-1] if root else None, needs)

    def _listed(self, written: bytes) -> Listed | None:
        value = msgspec.json.decode(written)
        identifier = value.get("SPDXID") if isinstance(value, dict) else None
        told = identified(_NOWHERE, value) if isinstance(identifier, str) and identifier == identifier.strip() else None
        if told is None or not identifier:
            return None
        what, claims = told
        known = Known(what, statement_of(claims, ()), is_versioned(what.purl), [None] * 3)
        return self._as_listed(identifier, known)


def _described(document: _Document) -> set[str]:
    """What the document is about, by the ids of all that it says so of."""
    said = {one.second for one in document.relationships if one.kind == _DESCRIBES}
    return said.union(
        document.documentDescribes, (one.first for one in document.relationships if one.kind == _DESCRIBED_BY)
    )


def _needs(relations: Iterable[_Relation], known: Iterable[str]) -> dict[str, list[str]] | None:
    """Who needs whom; None where a relation is out of the ordinary."""
    packages = frozenset(known)
    needs: dict[str, list[str]] = {}
    for one in relations:
        kind, first, second = one.kind, one.first, one.second
        if first in packages and second in packages:
            if kind in _FORTH:
                pass
            elif kind in _BACK:
                first, second = second, first
            elif kind in _NO_NEED:
                continue
            else:
                return None
            if first != second:
                needs.setdefault(first, []).append(second)
        elif kind not in _NO_NEED or not _is_id(first) or not _is_id(second):
            return None
    return needs


def _is_id(text: str) -> bool:
    return bool(text) and text == text.strip()


_FORTH = frozenset(kind for kind, scope in NEEDS.items() if scope is Scope.RUNTIME)
_BACK = frozenset(kind for kind, scope in IS_NEEDED.items() if scope is Scope.RUNTIME)
_NO_NEED = frozenset(
    {_DESCRIBES, _DESCRIBED_BY, "OTHER", "GENERATED_FROM", "VARIANT_OF", "ANCESTOR_OF", "DESCENDANT_OF"}
)
"""Relations that ask for nothing; any other takes more to read."""
