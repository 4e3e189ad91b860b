"""SPDX 2.2 and 2.3 in YAML: the same fields as in JSON."""

import re
from collections.abc import Iterator

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict
from copyfair.inventory.model import Found
from copyfair.inventory.spdx import read_document
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_NAMES = re.compile(r".*\.spdx\.ya?ml|(?:.*\.)?s?bom\.ya?ml", re.IGNORECASE | re.DOTALL)
_SURE_NAMES = re.compile(r".*\.spdx\.ya?ml", re.IGNORECASE | re.DOTALL)
_VERSION = re.compile(rb"^[\"']?spdxVersion[\"']?\s*:", re.MULTILINE)


def _matches(entry: Entry) -> bool:
    return _NAMES.fullmatch(entry.name) is not None


def _recognises(entry: Entry) -> bool:
    return _SURE_NAMES.fullmatch(entry.name) is not None or _VERSION.search(entry.data) is not None


def read(entry: Entry) -> Iterator[Found | Problem]:
    """Every package of the document.

    Raises:
        Unreadable: it is no SPDX document in YAML.
    """
    documents = entry.yaml()
    document = as_dict(documents[0]) if len(documents) == 1 else {}
    if not isinstance(document.get("spdxVersion"), str):
        raise Unreadable("unsupported", "it is no SPDX 2 document, whatever its name says")
    yield from read_document(entry, document)


FORMAT = Format(
    name="spdx-yaml",
    reads="SPDX 2.2 and 2.3 documents in YAML (*.spdx.yaml, *.spdx.yml)",
    files=("*.spdx.yaml", "*.spdx.yml"),
    licences="`licenseConcluded`, `licenseDeclared`, `hasExtractedLicensingInfos`.",
    lists="SPDX expressions say it themselves.",
    matches=_matches,
    read=read,
    recognises=_recognises,
)
