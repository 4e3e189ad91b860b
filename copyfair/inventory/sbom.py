"""What the SBOM formats share: which kind a document is, and package URLs for what may have none."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Any

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.model import Scope
from copyfair.inventory.purl import is_canonical, make, parse

__all__ = ["Identified", "Kind", "canonical", "generic", "kind", "licence_refs", "looks_like_sbom", "nobody_elses"]

_SBOM_NAMES = re.compile(r"bom\.json|.*\.bom\.json|.*sbom.*\.json", re.IGNORECASE | re.DOTALL)
_SURE_NAMES = re.compile(r"(?:.*\.)?s?bom\.json", re.IGNORECASE | re.DOTALL)
_SBOM_BY_NAME = re.compile(r"(?:.*\.)?sbom\.json", re.IGNORECASE | re.DOTALL)
_MARKS = re.compile(rb'"(?:bomFormat"\s*:\s*"(CycloneDX)"|spdxVersion"\s*:\s*"(SPDX-))')
_LICENCE_REF = re.compile(r"(?<![A-Za-z0-9.:-])LicenseRef-[A-Za-z0-9.-]+")


class Kind(StrEnum):
    """What a JSON document is, by its own word."""

    CYCLONEDX = "CycloneDX"
    SPDX_2 = "SPDX 2"
    SPDX_3 = "SPDX 3"
    BROKEN = "broken"
    """It cannot be read and bears no mark of either kind."""
    OTHER = "other"


class Identified(msgspec.Struct, frozen=True, kw_only=True):
    """What a component is: `purl`, `name`, `version` and `scope` as in `copyfair.inventory.model.Found`."""

    purl: str
    name: str
    version: str | None
    scope: Scope


class _Head(msgspec.Struct):
    bomFormat: Any = None  # noqa: N815 - the key as it stands in the document
    spdxVersion: Any = None  # noqa: N815
    context: Any = msgspec.field(name="@context", default=None)
    sbom: Any = None


def looks_like_sbom(entry: Entry) -> bool:
    """The name says SBOM without saying which kind (``bom.json``, ``app.sbom.json``)."""
    return _SBOM_NAMES.fullmatch(entry.name) is not None


def kind(entry: Entry) -> Kind:
    """What the document says it is; a broken one is known by its marks, as far as it has any."""
    return entry.once("kind", lambda: _kind_of(entry))


def _kind_of(entry: Entry) -> Kind:
    try:
        data = entry.data
    except Unreadable:
        return Kind.BROKEN
    try:
        return _kind(msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Head))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if "Expected `object`" in str(error):
            return Kind.OTHER
        mark = _MARKS.search(data)
        if mark is None:
            return Kind.BROKEN
        return Kind.CYCLONEDX if mark[1] else Kind.SPDX_2


def _kind(head: _Head) -> Kind:
    if head.bomFormat == "CycloneDX":
        return Kind.CYCLONEDX
    wrapped = head.sbom.get("spdxVersion") if isinstance(head.sbom, dict) else None
    if any(isinstance(said, str) and said.startswith("SPDX-") for said in (head.spdxVersion, wrapped)):
        return Kind.SPDX_2
    contexts = head.context if isinstance(head.context, list) else [head.context]
    if any(isinstance(context, str) and "spdx.org/rdf/3" in context for context in contexts):
        return Kind.SPDX_3
    return Kind.OTHER


def nobody_elses(entry: Entry, found: Kind) -> bool:
    """A file that calls itself an SBOM and is of neither kind: one reader must say so, and it is the CycloneDX one."""
    if found is Kind.BROKEN:
        return _SURE_NAMES.fullmatch(entry.name) is not None
    return found is Kind.OTHER and _SBOM_BY_NAME.fullmatch(entry.name) is not None


def canonical(text: str, version: str | None = None) -> str:
    """A package URL in canonical form; `version` is filled in where it has none.

    Raises:
        ValueError: it is no package URL.
    """
    return text if is_canonical(text) else _canonical(text, version)


@lru_cache(maxsize=65536)
def _canonical(text: str, version: str | None) -> str:
    found = parse(text)
    whole = found.to_string()
    if found.version and found.type != "pypi":
        return whole
    try:
        base = make(found.type, found.name, found.version or version, found.namespace)
    except TypeError:
        raise ValueError("its name is empty") from None
    cut = min((at for at in (whole.find("?"), whole.find("#")) if at >= 0), default=len(whole))
    return base + whole[cut:]


def generic(name: str, version: str | None, group: str = "") -> str:
    """The package URL of something that is known by its name only: ``pkg:generic/<group>/<name>@<version>``."""
    try:
        return make("generic", name, version, group or None)
    except (ValueError, TypeError):
        # Only slashes, say: nothing that a package URL could hold as a name.
        return make("generic", "unnamed", version)


def licence_refs(expression: str) -> set[str]:
    """The ``LicenseRef-…`` of this very document that an expression uses."""
    return set(_LICENCE_REF.findall(expression))
