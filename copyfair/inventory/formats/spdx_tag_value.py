"""SPDX 2.2 and 2.3 as tag-value: one tag a line, texts of several lines between ``<text>`` and ``</text>``."""

import re
from collections.abc import Iterator
from typing import Any

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Found
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.sbom import Kind, kind
from copyfair.inventory.spdx import read_document
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_NAMES = re.compile(r".*\.(?:spdx|tag)", re.IGNORECASE | re.DOTALL)
_VERSION = re.compile(rb"^[^\S\n]*SPDXVersion:", re.MULTILINE)
_TAG = re.compile(r"\s*([A-Za-z]+):[ \t]*(.*)", re.DOTALL)

_BEGINS = {
    "PackageName": "packages",
    "FileName": "files",
    "LicenseID": "hasExtractedLicensingInfos",
    "SnippetSPDXID": "snippets",
    "SnippetSPDXIdentifier": "snippets",
}
"""Tags that begin an entry, with the list that it belongs to."""

_FIELDS = {
    "SPDXVersion": "spdxVersion",
    "SPDXID": "SPDXID",
    "PackageName": "name",
    "PackageVersion": "versionInfo",
    "PackageLicenseConcluded": "licenseConcluded",
    "PackageLicenseDeclared": "licenseDeclared",
    "SnippetSPDXID": "SPDXID",
    "SnippetSPDXIdentifier": "SPDXID",
    "LicenseID": "licenseId",
    "ExtractedText": "extractedText",
}
_THREE_WORDS = ("Relationship", "ExternalRef")
"""Tags whose value is three words."""


def _matches(entry: Entry) -> bool:
    return _NAMES.fullmatch(entry.name) is not None


def _recognises(entry: Entry) -> bool:
    head = entry.head(1 << 16)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and kind(entry) is Kind.SPDX_2:
        return False  # JSON under the name of the other serialisation, as images of some makers have it
    return entry.name.lower().endswith(".spdx") or _VERSION.search(head) is not None


def read(entry: Entry) -> Iterator[Found | Problem]:
    """Every package of the document.

    Raises:
        Unreadable: it is no SPDX document as tag-value.
    """
    document: dict[str, Any] = {}
    holder = document
    for line, tag, value in _tags(entry):
        if tag in _BEGINS:
            holder = {}
            document.setdefault(_BEGINS[tag], []).append(holder)
        message = _take(document, holder, tag, value)
        if message:
            yield problem(entry, "bad-entry", message, line)
    if "spdxVersion" not in document:
        raise Unreadable("unsupported", "it is no SPDX 2 document as tag-value: SPDXVersion is missing")
    yield from read_document(entry, document)


def _tags(entry: Entry) -> Iterator[tuple[int, str, str]]:
    """Line, tag and value of each; a line that is none has an empty tag."""
    lines = entry.text().split("\n")
    at = 0
    while at < len(lines):
        begins, line = at + 1, lines[at]
        at += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _TAG.match(line)
        if found is None:
            yield begins, "", line
            continue
        tag, value = found[1], found[2]
        if value.startswith("<text>"):
            pieces = [value.removeprefix("<text>")]
            while "</text>" not in pieces[-1]:
                if at == len(lines):
                    raise Unreadable("bad-syntax", f"the <text> of {tag} has no end", begins)
                pieces.append(lines[at])
                at += 1
            value = "\n".join(pieces).partition("</text>")[0]
        yield begins, tag, value.strip()


def _take(document: dict[str, Any], holder: dict[str, Any], tag: str, value: str) -> str:
    """Put a tag in its place; what is wrong with it, if anything is."""
    if not tag:
        return f"{shown(value)} is no tag with a value"
    if tag in _THREE_WORDS:
        words = value.split(maxsplit=2)
        if len(words) != 3:
            return f"{tag} is {shown(value)}, not three words"
        if tag == "Relationship":
            names = ("spdxElementId", "relationshipType", "relatedSpdxElement")
            document.setdefault("relationships", []).append(dict(zip(names, words, strict=True)))
        else:
            names = ("referenceCategory", "referenceType", "referenceLocator")
            holder.setdefault("externalRefs", []).append(dict(zip(names, words, strict=True)))
    elif tag == "PackageLicenseInfoFromFiles":
        holder.setdefault("licenseInfoFromFiles", []).append(value)
    elif tag in _FIELDS:
        field = _FIELDS[tag]
        if field in holder:
            # Which of the two counts is not known: neither does, and the reader says so.
            holder[field] = [holder[field], value]
            return f"{tag} stands twice in one entry"
        holder[field] = value
    return ""


FORMAT = Format(
    name="spdx-tag-value",
    reads="SPDX 2.2 and 2.3 documents as tag-value (*.spdx)",
    files=("*.spdx", "*.tag"),
    licences="`PackageLicenseConcluded`, `PackageLicenseDeclared`, `PackageLicenseInfoFromFiles`, `ExtractedText`.",
    lists="SPDX expressions say it themselves.",
    matches=_matches,
    read=read,
    recognises=_recognises,
)
