"""publiccode.yml: software that public bodies share."""

from collections.abc import Iterator

from copyfair.inventory.about_project import about_folder, stated
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict
from copyfair.inventory.model import Found
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT"]


def _matches(entry: Entry) -> bool:
    return entry.name in ("publiccode.yml", "publiccode.yaml")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The folder with the licence that the file states, if it states one.

    Raises:
        Unreadable: it is no such file.
    """
    documents = entry.yaml()
    document = as_dict(documents[0]) if len(documents) == 1 else {}
    if not document:
        raise Unreadable("bad-syntax", "a publiccode.yml is one table in YAML")
    legal = document.get("legal")
    if legal is not None and not isinstance(legal, dict):
        yield problem(entry, "bad-entry", f"legal is {shown(legal)}, no table")
    said = stated(entry, as_dict(legal).get("license"), "legal.license", is_spdx=True)
    yield from about_folder(entry, entry.folder, said)


FORMAT = Format(
    name="publiccode.yml",
    reads="descriptions of public software (publiccode.yml)",
    files=("publiccode.yml", "publiccode.yaml"),
    licences="`legal.license`.",
    matches=_matches,
    read=read,
)
