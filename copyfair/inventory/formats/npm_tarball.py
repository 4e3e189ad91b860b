"""A package of npm, as npm packs it."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Found
from copyfair.inventory.npm_package import alone
from copyfair.inventory.packed import MOST_MEMBER_BYTES, archive_of, folders_with, is_tarball_with, odd_names, packed
from copyfair.inventory.problems import problem
from copyfair.inventory.tarballs import Tarball
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_SOURCES = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".map", ".css")


def matches(entry: Entry) -> bool:
    """By the ending."""
    return entry.name.endswith(".tgz")


def recognises(entry: Entry) -> bool:
    """Others pack things so as well; those of npm have a package.json in their one folder.

    Raises:
        Unreadable: it unpacks to more than copyfair looks at.
    """
    return is_tarball_with(entry, "package.json")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The package.

    Raises:
        Unreadable: it is no package of npm.
    """
    archive = Tarball(entry.data, _is_wanted, MOST_MEMBER_BYTES)
    yield from odd_names(entry, archive)
    folders = folders_with(archive, "package.json")
    if len(folders) != 1:
        raise Unreadable("bad-syntax", f"the archive holds {len(folders)} packages, where npm puts one")
    for item in archive_of(entry, alone(packed(entry, archive).child(folders[0])), algorithm="SHA-512"):
        if isinstance(item, Found) and item.version is None:  # the name may be no more than that of the folder
            yield problem(entry, "bad-entry", "its package.json gives no version, without which nothing is published")
        else:
            yield item


def _is_wanted(name: str) -> bool:
    """The manifest, and whatever is no source: the manifest may name any file as the licence."""
    path = PurePosixPath(name)
    return len(path.parts) <= 3 and path.suffix not in _SOURCES


FORMAT = Format(
    name="npm-tarball",
    reads="a package of npm as npm packs it (a `.tgz` with a package.json in its one folder)",
    files=("*.tgz",),
    licences="`license` (or the older `licenses`) of package.json; licence files beside it.",
    lists="The older `licenses` list never had a meaning: read as all of them, and the report says so.",
    gaps=("Packages that are bundled inside of it.",),
    matches=matches,
    recognises=recognises,
    read=read,
)
