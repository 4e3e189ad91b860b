"""CITATION.cff (version 1.2 of the Citation File Format): how to cite a work, with its licence."""

from collections.abc import Iterator

from copyfair.inventory.about_project import about_folder, stated
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict
from copyfair.inventory.model import Combine, Found
from copyfair.problem import Problem

__all__ = ["FORMAT"]


def _matches(entry: Entry) -> bool:
    return entry.name == "CITATION.cff"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The folder with the licence that the file states, if it states one.

    Raises:
        Unreadable: it is no citation file.
    """
    documents = entry.yaml()
    document = as_dict(documents[0]) if len(documents) == 1 else {}
    if not document:
        raise Unreadable("bad-syntax", "a citation file is one table in YAML")
    field = "license" if "license" in document else "license-url"
    said = stated(entry, document.get(field), field, combine=Combine.ANY, is_spdx=field == "license")
    yield from about_folder(entry, entry.folder, said)


FORMAT = Format(
    name="CITATION.cff",
    reads="citation files (CITATION.cff)",
    files=("CITATION.cff",),
    licences="`license`, else `license-url`.",
    lists="The user may choose.",
    matches=_matches,
    read=read,
)
