"""SPDX 2.2 and 2.3 in XML: the same fields as in JSON, an element for each; lists are elements that stand several times."""

import re
from collections.abc import Iterator
from typing import Any

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.markup import Tag, load
from copyfair.inventory.model import Found
from copyfair.inventory.spdx import LISTS, read_document
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_NAMES = re.compile(r".*\.spdx\.xml", re.IGNORECASE | re.DOTALL)


def _matches(entry: Entry) -> bool:
    return _NAMES.fullmatch(entry.name) is not None


def _recognises(entry: Entry) -> bool:
    if _matches(entry):
        return b"http://spdx.org/rdf/terms" not in entry.head(4096)  # the serialisation as RDF may have the same name
    return b"<spdxVersion>" in entry.head(1 << 16)


def read(entry: Entry) -> Iterator[Found | Problem]:
    """Every package of the document.

    Raises:
        Unreadable: it is no SPDX document in XML.
    """
    document = _object(load(entry))
    if not isinstance(document.get("spdxVersion"), str):
        raise Unreadable("unsupported", "it is no SPDX 2 document, whatever its name says")
    yield from read_document(entry, document)


def _object(tag: Tag) -> dict[str, Any]:
    """An element as an object; what is no list and stands twice becomes one there, which is nowhere a valid value."""
    several: dict[str, list[Any]] = {}
    for child in tag.children:
        several.setdefault(child.name, []).append(_object(child) if child.children else child.text)
    return {name: values if name in LISTS or len(values) > 1 else values[0] for name, values in several.items()}


FORMAT = Format(
    name="spdx-xml",
    reads="SPDX 2.2 and 2.3 documents in XML (*.spdx.xml)",
    files=("*.spdx.xml",),
    licences="`licenseConcluded`, `licenseDeclared`, `hasExtractedLicensingInfos`.",
    lists="SPDX expressions say it themselves.",
    matches=_matches,
    read=read,
    recognises=_recognises,
)
