"""Zip archives (jars, packages of NuGet …) read in memory: nothing is unpacked to disk, and every size has a limit."""

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from copyfair.inventory.entry import Unreadable

__all__ = ["Archive"]

_MOST_MEMBERS = 200_000
_MOST_BYTES = 256 * 1024 * 1024
_HEADING = b"PK\x01\x02"
"""With which the entry of each member in the directory begins."""


@contextmanager
def _told(message: str) -> Iterator[None]:
    """What the standard library raises for archives that are broken, encrypted, or packed in a way it does not know."""
    import lzma  # noqa: PLC0415 - with the next: few trees hold archives
    import struct  # noqa: PLC0415
    import zipfile  # noqa: PLC0415
    import zlib  # noqa: PLC0415

    broken = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError)
    odd = (NotImplementedError, RuntimeError, ValueError, KeyError, OverflowError)
    try:
        yield
    except (*broken, *odd):
        raise Unreadable("bad-syntax", message) from None


class Archive:
    """A zip archive.

    Args:
        data: its bytes.
        budget: how many bytes may still be unpacked, shared with the archives inside it.

    Raises:
        Unreadable: it is no zip archive, or has too many members.
    """

    def __init__(self, data: bytes, budget: list[int] | None = None) -> None:
        import zipfile  # noqa: PLC0415 - few trees hold archives

        self._budget = [_MOST_BYTES] if budget is None else budget
        # Counted before it is opened: the standard library lists all members at once.
        if data.count(_HEADING) > _MOST_MEMBERS:
            raise Unreadable("file-too-large", f"the archive has more than {_MOST_MEMBERS:,} members")
        with _told("broken zip archive"):
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._members = {info.filename: info for info in self._zip.infolist()}
        names = Counter(info.filename for info in self._zip.infolist())
        self.twice = {name for name, count in names.items() if count > 1}
        """The names of members that stand in it more than once."""

    def __iter__(self) -> Iterator[str]:
        """The names of its members, as they stand in it."""
        return iter(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str, most: int) -> bytes:
        """One member.

        Raises:
            Unreadable: it is larger than `most`, all together is too much, or it cannot be unpacked.
        """
        most = min(most, self._budget[0])
        with _told("a member of the archive cannot be unpacked"), self._zip.open(self._members[name]) as member:
            data = member.read(most + 1)
        if len(data) > most:
            raise Unreadable("file-too-large", "a member of the archive, or all of it, is larger than copyfair unpacks")
        self._budget[0] -= len(data)
        return data

    def inner(self, name: str, most: int) -> "Archive":
        """An archive inside it.

        Raises:
            Unreadable: as `read`, or it is no zip archive.
        """
        return Archive(self.read(name, most), self._budget)
