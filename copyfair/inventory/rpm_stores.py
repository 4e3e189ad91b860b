"""The two older kinds of file in which rpm keeps its packages: a hash of Berkeley DB, and rpm's own ndb.

Both are read for the packages that they hold; indexes, checksums and what was deleted are passed over. Sources: the page
layout of Berkeley DB (db_page.h) and rpm's description of ndb at the head of rpmpkg.c.
"""

import struct
from collections.abc import Iterator

__all__ = ["is_berkeley", "is_ndb", "of_berkeley", "of_ndb"]

_HASH_MAGIC = 0x00061561
_HASH_META, _OVERFLOW = 8, 7
_HASH_PAGES = (2, 13)  # unsorted, and sorted as later versions have it
_INLINE, _ELSEWHERE = 1, 3
_PAGE_HEAD = 26

_NDB_MAGIC, _SLOT_MAGIC, _BLOB_MAGIC = b"RpmP", b"Slot", b"BlbS"
_SLOT, _SLOTS_A_PAGE, _SLOTS_OF_HEAD = 16, 256, 2


def is_berkeley(data: bytes) -> bool:
    """It begins like a hash of Berkeley DB, of whichever byte order."""
    return _order(data) != ""


def is_ndb(data: bytes) -> bool:
    """It begins like a database of rpm's own kind."""
    return data.startswith(_NDB_MAGIC)


def _order(data: bytes) -> str:
    orders = {_HASH_MAGIC.to_bytes(4, "little"): "<", _HASH_MAGIC.to_bytes(4, "big"): ">"}
    return orders.get(data[12:16], "")


def of_berkeley(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and record of each package; an empty one for a package that is torn, and under 0 for what was cut off.

    Raises:
        ValueError: the file is no hash, or encrypted.
    """
    order = _order(data)
    size, encrypted, kind = *struct.unpack_from(f"{order}I", data, 20), data[24], data[25]
    if kind != _HASH_META or encrypted or size < 512 or size & (size - 1):
        raise ValueError("its first page is none of a hash, or it is encrypted")
    (last,) = struct.unpack_from(f"{order}I", data, 32)
    store = _Hash(data, size, order)
    for start in range(size, len(data) - size + 1, size):
        if data[start + 25] in _HASH_PAGES:
            yield from store.records(data[start : start + size])
    if (last + 1) * size > len(data):
        yield 0, b""


class _Hash:
    """A file of Berkeley DB, page by page."""

    def __init__(self, data: bytes, size: int, order: str) -> None:
        self._data, self._size, self._order = data, size, order
        self._read: set[int] = set()

    def records(self, page: bytes) -> Iterator[tuple[int, bytes]]:
        """The items of a page lie from its end to its beginning, each key before its value."""
        (count,) = struct.unpack_from(f"{self._order}H", page, 20)
        places = struct.unpack_from(f"{self._order}{count}H", page, _PAGE_HEAD)
        ends = (len(page), *places)
        for index in range(0, count - 1, 2):
            key = page[places[index] + 1 : ends[index]]
            at, end = places[index + 1], ends[index + 1]
            number = struct.unpack(f"{self._order}I", key)[0] if len(key) == 4 else 0
            if not number:
                continue  # under 0 rpm keeps the highest number that it has given away
            if page[at] == _INLINE:
                yield number, page[at + 1 : end]
            elif page[at] == _ELSEWHERE:
                yield number, self._elsewhere(*struct.unpack_from(f"{self._order}II", page, at + 4))

    def _elsewhere(self, number: int, length: int) -> bytes:
        """What is longer than a page allows lies on pages that are of one package only, each of which names the next."""
        pieces: list[bytes] = []
        left = length
        while number and left > 0:
            start = number * self._size
            page = self._data[start : start + self._size]
            if len(page) < self._size or page[25] != _OVERFLOW or number in self._read:
                return b""
            self._read.add(number)
            number, _, used = struct.unpack_from(f"{self._order}IHH", page, 16)
            if not 0 < used <= self._size - _PAGE_HEAD:
                return b""
            pieces.append(page[_PAGE_HEAD : _PAGE_HEAD + used])
            left -= used
        return b"".join(pieces)[:length]


def of_ndb(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and record of each package; an empty one for a package that is torn.

    Raises:
        ValueError: it is of a later version, or cut short.
    """
    version, _, pages = struct.unpack_from("<III", data, 4)
    if version != 0 or pages * _SLOTS_A_PAGE * _SLOT > len(data):
        raise ValueError("it is of a later version, or cut short")
    for index in range(_SLOTS_OF_HEAD, pages * _SLOTS_A_PAGE):
        magic, number, block, _ = struct.unpack_from("<4sIII", data, index * _SLOT)
        if magic == _SLOT_MAGIC and not number:
            continue
        start = block * _SLOT
        head, owner, _, length = struct.unpack("<4sIII", data[start : start + _SLOT].ljust(_SLOT, b"\0"))
        is_whole = (
            magic == _SLOT_MAGIC and head == _BLOB_MAGIC and owner == number and start + _SLOT + length <= len(data)
        )
        yield number, data[start + _SLOT : start + _SLOT + length] if is_whole else b""
