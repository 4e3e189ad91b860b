"""codemeta.json: a project described in the words of schema.org."""

from collections.abc import Iterator

from copyfair.inventory.about_project import about_folder, stated
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import load
from copyfair.inventory.model import Found
from copyfair.inventory.problems import shown
from copyfair.problem import Problem

__all__ = ["FORMAT"]


def _matches(entry: Entry) -> bool:
    return entry.name == "codemeta.json"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The folder with the licence that the file states, if it states one.

    Raises:
        Unreadable: it is no JSON object.
    """
    document, replaced = load(entry)
    yield from replaced
    if not isinstance(document, dict):
        raise Unreadable("bad-syntax", f"a codemeta.json is a JSON object, this is {shown(document)}")
    yield from about_folder(entry, entry.folder, stated(entry, document.get("license"), "license"))


FORMAT = Format(
    name="codemeta.json",
    reads="descriptions of software by CodeMeta (codemeta.json)",
    files=("codemeta.json",),
    licences="`license`: an address, a name, or an object with one.",
    lists="Not defined: read as all of them, and the report says so.",
    matches=_matches,
    read=read,
)
