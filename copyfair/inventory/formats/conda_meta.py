"""``conda-meta/*.json``: what is installed in an environment of conda, one file a package."""

from collections.abc import Iterator

from msgspec.structs import replace

from copyfair.inventory.conda import package
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.hashes import from_hex
from copyfair.inventory.loose_json import as_list, as_text, load
from copyfair.inventory.model import Depth, Found
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]


def matches(entry: Entry) -> bool:
    """A JSON file in a folder ``conda-meta``."""
    return entry.name.endswith(".json") and entry.path.parent.name == "conda-meta"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The package.

    Raises:
        Unreadable: it is no record of a package.
    """
    record, replaced = load(entry)
    yield from replaced
    if not isinstance(record, dict) or not ("name" in record or "version" in record):
        raise Unreadable("bad-syntax", "it is no record of an installed package")
    for one in package(entry, record):
        if isinstance(one, Found):
            yield replace(one, depth=_depth(record), hashes=from_hex("SHA-256", record.get("sha256")))
        else:
            yield one


def _depth(record: dict[str, object]) -> Depth:
    """Somebody asked for it by name, or it came with another one; UNKNOWN for records that do not say."""
    if "requested_spec" not in record and "requested_specs" not in record:
        return Depth.UNKNOWN
    asked = as_text(record.get("requested_spec")) not in ("", "None") or bool(as_list(record.get("requested_specs")))
    return Depth.DIRECT if asked else Depth.TRANSITIVE


FORMAT = Format(
    name="conda-meta",
    reads="what is installed in an environment of conda, as conda and its like record it",
    files=("conda-meta/*.json",),
    licences="`license` of each record.",
    lists="One expression or name.",
    gaps=(
        "Channel and build are not part of a component's name.",
        "Licence texts in conda's cache of packages outside of the environment.",
    ),
    matches=matches,
    read=read,
)
