"""datapackage.json: a set of data with its licences (Data Package of Frictionless)."""

from collections.abc import Iterator

from copyfair.inventory.about_project import about_files, about_folder, stated
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict, as_list, as_text, load
from copyfair.inventory.model import Found
from copyfair.inventory.paths import place
from copyfair.inventory.problems import shown
from copyfair.problem import Problem

__all__ = ["FORMAT"]


def _matches(entry: Entry) -> bool:
    return entry.name == "datapackage.json"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The folder with the licences of the data, and each resource that has licences of its own.

    Raises:
        Unreadable: it is no JSON object.
    """
    document, replaced = load(entry)
    yield from replaced
    if not isinstance(document, dict):
        raise Unreadable("bad-syntax", f"a datapackage.json is a JSON object, this is {shown(document)}")
    yield from about_folder(entry, entry.folder, stated(entry, document.get("licenses"), "licenses"))
    for index, value in enumerate(as_list(document.get("resources"))):
        resource, at = as_dict(value), f"resources[{index}].licenses"
        for said in stated(entry, resource.get("licenses"), at):
            path = place(entry, resource.get("path"))
            yield said if isinstance(said, Problem) else about_files(path or as_text(resource.get("name")) or at, said)


FORMAT = Format(
    name="datapackage.json",
    reads="sets of data (datapackage.json)",
    files=("datapackage.json",),
    licences="`licenses`: `name`, `path` or `title`; of the package, and of each resource.",
    lists="Not defined: read as all of them, and the report says so.",
    matches=_matches,
    read=read,
)
