"""The cache that yarn 2 and later keep with a project: one zip archive a package."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from copyfair.inventory.archives import Archive
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Found
from copyfair.inventory.npm_package import alone
from copyfair.inventory.packed import archive_of, odd_names, packed
from copyfair.inventory.problems import unread
from copyfair.problem import Problem

__all__ = ["FORMAT", "read", "read_zip"]

_MANIFEST = re.compile(r"(node_modules/(?:@[^/]+/)?[^/]+)/package\.json")


def matches(entry: Entry) -> bool:
    """``.yarn/cache``."""
    return entry.path.parts[-2:] == (".yarn", "cache")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """What each archive says of its package.

    Raises:
        Unreadable: the folder cannot be listed.
    """
    for file in entry.children():
        if file.name.endswith(".zip"):
            try:
                yield from read_zip(file)
            except Unreadable as stop:
                yield unread(file, stop)


def read_zip(entry: Entry) -> Iterator[Found | Problem]:
    """What one archive says of its package.

    Raises:
        Unreadable: it is no zip archive, or not one package.
    """
    archive = Archive(entry.data)
    yield from odd_names(entry, archive)
    folders = [found[1] for name in archive if (found := _MANIFEST.fullmatch(name)) is not None]
    if len(folders) != 1:
        raise Unreadable("bad-syntax", f"the archive holds {len(folders)} packages, where yarn puts one")
    folder = packed(entry, archive).child(*PurePosixPath(folders[0]).parts)
    yield from archive_of(entry, alone(folder), algorithm="yarn", evidence_only=True)


FORMAT = Format(
    name="yarn-cache",
    reads="the archives of `.yarn/cache`, as yarn 2 and later keep them with a project",
    files=(".yarn/cache/",),
    licences="`license` (or the older `licenses`) of package.json in each archive; licence files beside it.",
    lists="The older `licenses` list never had a meaning: read as all of them, and the report says so.",
    gaps=("The archives say what the licence of a component is; they list none.",),
    matches=matches,
    read=read,
    folder=True,
)
