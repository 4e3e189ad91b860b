"""A package that lies in the tree as one archive: its members are entries, so that whoever reads an unpacked one reads it."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Protocol

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.hashes import of_archive
from copyfair.inventory.model import Found, Hash, Origin
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.tarballs import Tarball
from copyfair.problem import Problem

__all__ = [
    "MOST_MEMBER_BYTES",
    "Member",
    "Members",
    "archive_of",
    "folders_with",
    "is_tarball_with",
    "odd_names",
    "packed",
]

MOST_MEMBER_BYTES = 1024 * 1024
"""Metadata and licence texts in an archive over this size are a `file-too-large` problem, not read."""


class Members(Protocol):
    """An archive of any kind."""

    @property
    def twice(self) -> set[str]:
        """The names of members that stand in it more than once."""

    def __iter__(self) -> Iterator[str]: ...

    def __contains__(self, name: str) -> bool: ...

    def read(self, name: str, most: int) -> bytes:
        """One member; raises `Unreadable` where it is larger than `most` or cannot be unpacked."""


class Member(Entry):
    """A file or folder inside an archive; its path is that of the archive, ``!`` and the path in there.

    Args:
        outer: the archive.
        members: what is in it.
        path: with that of the archive in front.
    """

    def __init__(self, outer: Entry, members: Members, path: PurePosixPath, *, format_name: str = "") -> None:
        super().__init__(outer.root, path, format_name=format_name)
        self._outer, self._members = outer, members
        self._top = f"{outer.path}!"

    @property
    def _name(self) -> str:
        """Its name in the archive; empty for the top and for whatever lies outside."""
        top, path = PurePosixPath(self._top), self.path
        return str(path.relative_to(top)) if path != top and path.is_relative_to(top) else ""

    def at(self, path: PurePosixPath, *, format_name: str | None = None) -> "Member":
        """Another member of the same archive; nothing on disk is ever reached from here."""
        name = self.format_name if format_name is None else format_name
        return Member(self._outer, self._members, path, format_name=name)

    def is_file(self) -> bool:
        """The archive has a file of this name."""
        return self._name in self._members

    def is_dir(self) -> bool:
        """The archive has something below this name."""
        return not self.is_file() and bool(self.names())

    def names(self) -> list[str]:
        """The names of what lies in this folder, sorted."""
        if self.path == PurePosixPath(self._top):
            below = ""
        elif self._name:
            below = f"{self._name}/"
        else:
            return []
        return sorted({name[len(below) :].partition("/")[0] for name in self._members if name.startswith(below)} - {""})

    def _read(self, most: int, *, whole: bool) -> bytes:  # noqa: ARG002 - a member is small: too large is refused either way
        if self._name not in self._members:
            raise Unreadable("missing-file", "the file is not in the archive")
        return self._members.read(self._name, MOST_MEMBER_BYTES)[:most]


def packed(entry: Entry, members: Members) -> Member:
    """The top folder of an archive, as an entry."""
    return Member(entry, members, PurePosixPath(f"{entry.path}!"), format_name=entry.format_name)


def odd_names(entry: Entry, members: Members) -> Iterator[Problem]:
    """Members that would be written outside of the archive's folder, or that stand in it twice: nobody packs so by chance."""
    for name in sorted(members):
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts:
            yield problem(entry, "bad-entry", f"the archive has a member that leads out of it: {shown(name)}")
    for name in sorted(members.twice):
        yield problem(entry, "bad-entry", f"the archive has {shown(name)} twice; the last one counts")


def folders_with(members: Members, name: str) -> list[str]:
    """The folders at the top of an archive that hold a file of this name, sorted; what stands in none of them counts not."""
    return sorted(one.removesuffix(f"/{name}") for one in members if one.endswith(f"/{name}") and one.count("/") == 1)


def is_tarball_with(entry: Entry, name: str, folder: str = "") -> bool:
    """A tar archive with a file of this name in one folder at its top; a large or broken file may be anything.

    Args:
        entry: the file.
        name: of the member.
        folder: the folder's name, where that is fixed.

    Raises:
        Unreadable: it unpacks to more than copyfair looks at.
    """
    try:
        data = entry.data
    except Unreadable:
        return False
    try:
        folders = folders_with(Tarball(data, lambda _name: False, 0), name)
    except Unreadable as stop:
        if stop.code == "file-too-large":
            raise
        return False
    return folder in folders if folder else len(folders) == 1


def archive_of(
    entry: Entry, items: Iterable[Found | Problem], *, algorithm: str = "SHA-256", evidence_only: bool = False
) -> Iterator[Found | Problem]:
    """What was read in an archive, as what the archive is: one package of somebody else's.

    Args:
        entry: the archive.
        items: from a reader of such packages.
        algorithm: in which lockfiles have the hash of such an archive.
        evidence_only: that it lies here is no reason to list it.
    """
    for item in items:
        if isinstance(item, Problem):
            yield item
        else:
            yield msgspec.structs.replace(
                item,
                source=entry.source(),
                hashes=(_hash(entry, algorithm),),
                is_archive=True,
                evidence_only=evidence_only,
                origin=Origin.THIRD_PARTY,
                home=None if evidence_only else str(entry.path),
                weak=False,
            )


def _hash(entry: Entry, algorithm: str) -> Hash:
    return Hash("SHA-256", entry.sha256) if algorithm == "SHA-256" else of_archive(entry.data, algorithm)
