"""pixi.toml: what a project asks for, of conda and of PyPI, in all its features and for all platforms."""

from collections.abc import Iterator

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict, as_text
from copyfair.inventory.manifests import project
from copyfair.inventory.model import Claim, Found
from copyfair.inventory.paths import folder_purl
from copyfair.inventory.pixi import wants
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "pixi.toml"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project with what it asks for.

    Raises:
        Unreadable: it is no TOML, or no file of pixi.
    """
    data = entry.toml()
    about = next((as_dict(data[one]) for one in ("workspace", "project", "package") if one in data), None)
    if about is None:
        raise Unreadable("bad-syntax", "it has neither a workspace nor a project nor a package")
    name = as_text(about.get("name"))
    licence = as_text(about.get("license"))
    claims = (Claim(statements=(licence,), source=entry.source("license"), is_spdx=True),) if licence else ()
    yield from project(
        entry,
        wants(entry, data),
        purl=folder_purl(entry.root, entry.folder) if name else None,
        name=name or None,
        version=as_text(about.get("version")) or None,
        claims=claims,
    )


FORMAT = Format(
    name="pixi.toml",
    reads="pixi.toml: what a project asks for, of conda and of PyPI",
    files=("pixi.toml",),
    licences="`license` of the project; `conda-meta` of an environment in the tree, and pixi.lock, say it of the rest.",
    gaps=("Ranges are not resolved: without pixi.lock a component has no version unless it is pinned with `==`.",),
    matches=matches,
    read=read,
)
