"""CycloneDX 1.2 to 1.7 in JSON (ECMA-424)."""

import re
from collections.abc import Iterator
from typing import Any

from copyfair.inventory.cyclonedx import read_document
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import load
from copyfair.inventory.model import Found
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.sbom import Kind, kind, looks_like_sbom, nobody_elses
from copyfair.problem import Problem

__all__ = ["FORMAT", "VERSIONS"]

VERSIONS = ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
"""Those of the specification that are known."""
_NAMES = re.compile(r".*\.cdx\.json|cyclonedx.*\.json", re.IGNORECASE | re.DOTALL)
_SURE_NAMES = re.compile(r".*\.cdx\.json|cyclonedx\.json", re.IGNORECASE | re.DOTALL)


def _matches(entry: Entry) -> bool:
    return _NAMES.fullmatch(entry.name) is not None or looks_like_sbom(entry)


def _recognises(entry: Entry) -> bool:
    if _SURE_NAMES.fullmatch(entry.name):
        return True
    found = kind(entry)
    return found is Kind.CYCLONEDX or nobody_elses(entry, found)


def read(entry: Entry) -> Iterator[Found | Problem]:
    """Every component of the document, at any depth.

    Raises:
        Unreadable: it is no CycloneDX document.
    """
    document, replaced = load(entry)
    yield from replaced
    if not isinstance(document, dict) or not _is_cyclonedx(document):
        raise Unreadable("unsupported", "it is neither CycloneDX nor SPDX 2, whatever its name says")
    yield from _format_problems(entry, document)
    yield from read_document(entry, document)


def _is_cyclonedx(document: dict[str, Any]) -> bool:
    return document.get("bomFormat") == "CycloneDX" or isinstance(document.get("specVersion"), str)


def _format_problems(entry: Entry, document: dict[str, Any]) -> Iterator[Problem]:
    if document.get("bomFormat") != "CycloneDX":
        yield problem(entry, "bad-entry", f"bomFormat is {shown(document.get('bomFormat'))}, not 'CycloneDX'")
    version = document.get("specVersion")
    if version not in VERSIONS:
        message = f"CycloneDX {shown(version)} is not known (1.2 to 1.7 are); it was read as far as it is alike"
        yield problem(entry, "unsupported", message)


FORMAT = Format(
    name="cyclonedx-json",
    reads="CycloneDX software bills of materials in JSON, versions 1.2 to 1.7 (*.cdx.json, bom.json, sbom.json …)",
    files=("*.cdx.json", "bom.json", "*.bom.json", "sbom.json"),
    licences="`licenses` of each component: `expression`, `license.id`, `license.name`, `license.text`, `license.url`.",
    lists="Several entries have no meaning in the specification: read as all of them, and the report says so.",
    matches=_matches,
    read=read,
    recognises=_recognises,
)
