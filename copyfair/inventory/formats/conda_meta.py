"""``conda-meta/*.json``: what is installed in an environment of conda, one file a package."""

from collections.abc import Iterator

from copyfair.inventory.conda import conda, is_name, is_version, needed
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.hashes import from_hex
from copyfair.inventory.loose_json import as_list, as_text, load
from copyfair.inventory.model import Claim, Depth, Found, Requirement
from copyfair.inventory.problems import problem, shown
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
    name, version = record.get("name"), record.get("version")
    if not is_name(name):
        yield problem(entry, "bad-entry", f"no name of a package: {shown(name)}; it was left out")
        return
    if not is_version(version):
        yield problem(entry, "bad-entry", f"{name}: not a version: {shown(version)}")
        version = None
    licence = as_text(record.get("license"))
    if record.get("license") not in (None, "") and not licence:
        yield problem(entry, "bad-entry", f"license is {shown(record['license'])}, which names no licence")
    needs = filter(None, map(needed, as_list(record.get("depends"))))
    yield Found(
        purl=conda(name, version),
        name=name,
        version=version,
        source=entry.source(),
        claims=(Claim(statements=(licence,), source=entry.source("license")),) if licence else (),
        requires=tuple(sorted({Requirement(target=conda(one)) for one in needs})),
        depth=_depth(record),
        hashes=from_hex("SHA-256", record.get("sha256")),
    )


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
