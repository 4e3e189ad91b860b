"""Which quick way a document may take, by its name and by what it says it is."""

from functools import lru_cache
from pathlib import Path, PurePosixPath

import msgspec

from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import all_formats
from copyfair.portfolio.plain import Part, Parts
from copyfair.portfolio.plain_cyclonedx import CycloneDxWay
from copyfair.portfolio.plain_spdx import SpdxWay

__all__ = ["Ways"]

_BY_CONTENT = frozenset({"cyclonedx-json", "spdx-json", "spdx-3", "go-binary"})
"""Formats to which a name is no claim: bills of materials, and programs, which no JSON is."""
_RIVALS = {False: ("spdx",), True: ("cdx", "cyclonedx", "spdx3", "json-ld")}
"""A name with one of these speaks for another kind of document than what is in it (True: SPDX 2)."""


class Ways:
    """The quick ways of one worker: an estate lists the same components again and again.

    Attributes:
        parts: those that it met.
    """

    def __init__(self) -> None:
        self.parts = Parts()
        self._cyclonedx, self._spdx = CycloneDxWay(self.parts), SpdxWay(self.parts)

    def forget(self, more_than: int) -> None:
        """Forget everything when there is more of any kind."""
        ways = (self._cyclonedx, self._spdx)
        if max(len(self.parts), *map(len, ways)) > more_than:
            for memory in (self.parts, *ways):
                memory.forget()

    def read(self, name: str, data: bytes) -> list[Part] | None:
        """The components of a document, as `Way.read` gives them; `name` is that of its file."""
        is_spdx = _seems_spdx(data)
        if not _is_free_name(name, is_spdx=is_spdx):
            return None
        try:
            return self._spdx.read(data) if is_spdx else self._cyclonedx.read(data)
        except (msgspec.DecodeError, RecursionError):  # a number without end in what it is about, say
            return None


_HEAD = 4096


def _seems_spdx(data: bytes) -> bool:
    """What it seems to be from its head, if that says so; the way looks at all of it, and gives up where this is wrong."""
    head = data[:_HEAD]
    return b'"spdxVersion"' in head or (b'"bomFormat"' not in head and b'"spdxVersion"' in data)


@lru_cache(maxsize=4096)
def _is_free_name(name: str, *, is_spdx: bool) -> bool:
    """A file of this name is known by its content: no format claims the name for itself."""
    low = name.lower()
    if any(rival in low for rival in _RIVALS[is_spdx]):
        return False
    if name.endswith((".cdx.json", ".spdx.json")):
        return True
    entry = Entry(Path(), PurePosixPath(name))
    return all(found.folder or found.name in _BY_CONTENT or not found.matches(entry) for found in all_formats())
