"""SPDX 2.2 and 2.3 in JSON (ISO/IEC 5962)."""

import re
from collections.abc import Iterator
from typing import Any

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict, load
from copyfair.inventory.model import Found
from copyfair.inventory.sbom import Kind, kind, looks_like_sbom
from copyfair.inventory.spdx import read_document
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_NAMES = re.compile(r".*\.spdx\.json|spdx.*\.json|.*\.spdx", re.IGNORECASE | re.DOTALL)
_SURE_NAMES = re.compile(r".*\.spdx\.json", re.IGNORECASE | re.DOTALL)


def _matches(entry: Entry) -> bool:
    return _NAMES.fullmatch(entry.name) is not None or looks_like_sbom(entry)


def _recognises(entry: Entry) -> bool:
    found = kind(entry)
    return found is Kind.SPDX_2 or (found is not Kind.SPDX_3 and _SURE_NAMES.fullmatch(entry.name) is not None)


def read(entry: Entry) -> Iterator[Found | Problem]:
    """Every package of the document.

    Raises:
        Unreadable: it is no SPDX 2 document.
    """
    document, replaced = load(entry)
    yield from replaced
    document, prefix = _unwrapped(document)
    if not isinstance(document.get("spdxVersion"), str):
        raise Unreadable("unsupported", "it is no SPDX 2 document, whatever its name says")
    yield from read_document(entry, document, prefix)


def _unwrapped(document: Any) -> tuple[dict[str, Any], str]:
    """The document itself; code hosts hand it out as ``{"sbom": {…}}``."""
    outer = as_dict(document)
    inner = as_dict(outer.get("sbom"))
    return (inner, "sbom.") if "spdxVersion" in inner and "spdxVersion" not in outer else (outer, "")


FORMAT = Format(
    name="spdx-json",
    reads="SPDX 2.2 and 2.3 documents in JSON (*.spdx.json, sbom.json …; *.spdx where it holds JSON)",
    files=("*.spdx.json", "sbom.json", "*.spdx"),
    licences="`licenseConcluded`, `licenseDeclared`, `hasExtractedLicensingInfos`.",
    lists="SPDX expressions say it themselves.",
    matches=_matches,
    read=read,
    recognises=_recognises,
)
