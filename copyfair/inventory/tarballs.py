"""Tar archives (crates, gems, packages of npm, source distributions …) read in memory, in one pass and within limits."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

from copyfair.inventory.entry import Unreadable
from copyfair.inventory.zstandard import EXTRA, zstandard

__all__ = ["Tarball", "unpacked"]

_MOST_MEMBERS = 200_000
_MOST_BYTES = 256 * 1024 * 1024
_MOST_KEPT = 32 * 1024 * 1024
_PIECE = 1024 * 1024
_ZSTANDARD = b"\x28\xb5\x2f\xfd"


class Tarball:
    """A tar archive, packed or not; of its members only those that are wanted are kept.

    Args:
        data: its bytes.
        wanted: is the member of this name worth keeping?
        most: members over this size are not kept, nor is what would be too much together; to read one is refused.

    Raises:
        Unreadable: it is no tar archive, has too many members, or unpacks to too much.
    """

    def __init__(self, data: bytes, wanted: Callable[[str], bool], most: int) -> None:
        self._members: dict[str, bytes | None] = {}
        self.twice: set[str] = set()
        """The names of members that stand in it more than once."""
        import tarfile  # noqa: PLC0415 - few trees hold archives

        left = max(most, _MOST_KEPT)

        with _told(data), tarfile.open(fileobj=_Limited(_opened(data)), mode="r|") as archive:
            for count, member in enumerate(archive):
                if count >= _MOST_MEMBERS:
                    raise Unreadable("file-too-large", f"the archive has more than {_MOST_MEMBERS:,} members")
                if not member.isfile():
                    continue
                name = member.name.removeprefix("./")
                if name in self._members:
                    self.twice.add(name)
                self._members[name] = None
                if member.size <= min(most, left) and wanted(name):
                    content = archive.extractfile(member)
                    self._members[name] = content.read() if content is not None else b""
                    left -= member.size

    def __iter__(self) -> Iterator[str]:
        """The names of its files, as they stand in it, without a dot at the beginning."""
        return iter(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str, most: int) -> bytes:
        """One of the members that were wanted.

        Raises:
            Unreadable: it is larger than `most`.
        """
        data = self._members[name]
        if data is None or len(data) > most:
            raise Unreadable("file-too-large", "a member of the archive is larger than copyfair unpacks")
        return data


def unpacked(data: bytes, most: int) -> bytes:
    """What one packed file holds (gzip, xz, bzip2, Zstandard), up to so many bytes.

    Raises:
        Unreadable: it is broken, or holds more.
    """
    with _told(data):
        content = _opened(data).read(most + 1)
    if len(content) > most:
        raise Unreadable("file-too-large", "it unpacks to more than copyfair reads")
    return content


def _opened(data: bytes) -> io.BufferedIOBase:
    """By the first bytes, whatever the name says."""
    import bz2  # noqa: PLC0415 - with the next: few trees hold archives
    import gzip  # noqa: PLC0415
    import lzma  # noqa: PLC0415

    raw = io.BytesIO(data)
    if data.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=raw)
    if data.startswith(b"\xfd7zXZ\x00"):
        return lzma.LZMAFile(raw)
    if data.startswith(b"BZh"):
        return bz2.BZ2File(raw)
    if data.startswith(_ZSTANDARD):
        return _of_zstandard(raw)
    return raw


def _of_zstandard(raw: io.BytesIO) -> io.BufferedIOBase:
    zstd = zstandard()
    if zstd is None:
        message = f"it is packed with Zstandard, which needs more: pip install 'copyfair[{EXTRA}]'"
        raise Unreadable("unsupported", message)
    return cast("io.BufferedIOBase", zstd.ZstdFile(raw))


class _Limited(io.RawIOBase):
    """What is unpacked, up to a limit: a small archive may hold far more than any memory."""

    def __init__(self, source: io.BufferedIOBase) -> None:
        self._source, self._left = source, _MOST_BYTES

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(_PIECE if size < 0 else min(size, _PIECE))
        self._left -= len(data)
        if self._left < 0:
            raise Unreadable("file-too-large", f"the archive unpacks to more than {_MOST_BYTES >> 20} MiB")
        return data


@contextmanager
def _told(data: bytes) -> Iterator[None]:
    """What is raised for archives that are broken or cut."""
    import lzma  # noqa: PLC0415 - as above
    import tarfile  # noqa: PLC0415
    import zlib  # noqa: PLC0415

    zstd = zstandard() if data.startswith(_ZSTANDARD) else None
    faults: tuple[type[Exception], ...] = (
        tarfile.TarError,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        OSError,
        ValueError,
        OverflowError,
    )
    if zstd is not None:
        faults = (*faults, zstd.ZstdError)
    try:
        yield
    except faults:
        raise Unreadable("bad-syntax", "broken archive, or none") from None
