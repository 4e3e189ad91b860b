"""A file or folder of the scanned tree, read within limits.

Formats never open anything themselves: they get an `Entry`, whose methods read,
decode and look at neighbours, and turn everything that can go wrong into
`Unreadable`. Nothing outside the scanned root is ever opened through it.
"""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import msgspec

from copyfair import toml
from copyfair.inventory.model import Source

__all__ = ["BEGINNING", "MOST_BYTES", "Entry", "Held", "Unreadable"]

MOST_BYTES = 64 * 1024 * 1024
"""Files over this size are a `file-too-large` problem, not read."""

BEGINNING = 4596
"""So many bytes are looked at for what stands at the head of a source file: 4096, and what goes on from there."""


_T = TypeVar("_T")


class Unreadable(Exception):  # noqa: N818 - it is an outcome, and the core turns it into a Problem
    """An entry that cannot be read; carries the problem code and, where known, the line."""

    def __init__(self, code: str, message: str, line: int | None = None) -> None:
        self.code, self.message, self.line = code, message, line
        super().__init__(message)


class Entry:
    """One file or folder below the scanned root.

    Args:
        root: the scanned folder on disk.
        path: relative to it, with forward slashes.
    """

    def __init__(self, root: Path, path: PurePosixPath, *, format_name: str = "") -> None:
        self.root, self.path, self.format_name = root, path, format_name
        self._held: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"Entry({str(self.path)!r})"

    @cached_property
    def name(self) -> str:
        """The last part of the path; every format asks for it, of every file."""
        return self.path.name

    def as_format(self, name: str) -> "Entry":
        """The same file for a reader of another format; what one of them has read, the others need not read again."""
        twin = Entry(self.root, self.path, format_name=name)
        twin._held = self._held
        return twin

    def once(self, what: str, find: Callable[[], _T]) -> _T:
        """What `find` says of this file, asked once for all its formats."""
        if what not in self._held:
            self._held[what] = find()
        found: _T = self._held[what]
        return found

    @property
    def folder(self) -> str:
        """The folder it lies in, relative to the root; ``.`` for the root."""
        return str(self.path.parent)

    @property
    def disk(self) -> Path:
        """Where it is on this machine; never to be shown."""
        return self.root / self.path

    @property
    def _at(self) -> str:
        # As `disk`, without the cost of a Path: every file of a tree comes by here.
        return f"{os.fspath(self.root)}/{self.path}"

    def at(self, path: PurePosixPath, *, format_name: str | None = None) -> "Entry":
        """What lies elsewhere in the same tree (it need not exist)."""
        return Entry(self.root, path, format_name=self.format_name if format_name is None else format_name)

    def beside(self, *names: str) -> "Entry":
        """The neighbour with this name (it need not exist)."""
        return self.at(self.path.parent.joinpath(*names))

    def child(self, *names: str) -> "Entry":
        """What lies below this folder under this name (it need not exist)."""
        return self.at(self.path.joinpath(*names))

    def _inside(self) -> bool:
        parts = self.path.parts
        if ".." in parts or self.path.is_absolute():
            return False
        if os.sep == "/" and not _has_link(os.fspath(self.root), parts):
            return True
        try:
            root = os.path.realpath(self.root)
            real = os.path.realpath(self._at)
        except (OSError, ValueError):  # ValueError: a NUL or a lone surrogate in the name
            return False
        return real == root or real.startswith(root if root.endswith(os.sep) else root + os.sep)

    def is_file(self) -> bool:
        """It exists, is a plain file and lies (after links) inside the root."""
        try:
            return os.path.isfile(self._at) and self._inside()  # noqa: PTH113 - see `_at`
        except (OSError, ValueError):
            return False

    def is_dir(self) -> bool:
        """It exists, is a folder and lies (after links) inside the root."""
        try:
            return os.path.isdir(self._at) and self._inside()  # noqa: PTH112 - see `_at`
        except (OSError, ValueError):
            return False

    def names(self) -> list[str]:
        """The names of what lies in this folder, sorted.

        Raises:
            Unreadable: the folder cannot be listed.
        """
        try:
            return sorted(os.listdir(self._at))  # noqa: PTH208 - see `_at`
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", error)
            raise Unreadable("not-readable", f"the folder cannot be listed: {reason}") from None

    def children(self) -> Iterator["Entry"]:
        """What lies in this folder, sorted by name.

        Raises:
            Unreadable: the folder cannot be listed.
        """
        return (self.child(name) for name in self.names())

    def _read(self, most: int, *, whole: bool) -> bytes:
        """Up to so many bytes; with `whole`, a file that has more is refused before it is read."""
        if not self._inside():
            raise Unreadable("symlink-outside", "it leads out of the scanned folder")
        try:
            # O_NONBLOCK: a FIFO must not hang the scan before we see that it is one.
            descriptor = os.open(self._at, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        except FileNotFoundError:
            raise Unreadable("missing-file", "the file is not there") from None
        except (OSError, ValueError) as error:
            raise Unreadable("not-readable", f"it cannot be opened: {getattr(error, 'strerror', error)}") from None
        try:
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode):
                kind = "a folder" if stat.S_ISDIR(about.st_mode) else "not a plain file"
                raise Unreadable("not-a-file", f"it is {kind}")
            if whole and about.st_size > most:
                size = about.st_size >> 20
                raise Unreadable("file-too-large", f"it has {size} MiB; copyfair reads up to {most >> 20} MiB")
            return _pieces(descriptor, about.st_size, most)
        except OSError as error:
            raise Unreadable("not-readable", f"it cannot be read: {error.strerror}") from None
        finally:
            os.close(descriptor)

    @property
    def data(self) -> bytes:
        """The bytes of the file.

        Raises:
            Unreadable: not a file, not readable, too large, or leads out of the root.
        """
        return self.once("data", lambda: self._read(MOST_BYTES, whole=True))

    def head(self, most: int) -> bytes:
        """The first `most` bytes of the file, however large it is.

        Raises:
            Unreadable: not a file, not readable, or leads out of the root.
        """
        return self._read(most, whole=False)

    @property
    def beginning(self) -> bytes:
        """The first `BEGINNING` bytes of the file, read once for all formats; of every source file of a tree they are looked at.

        Raises:
            Unreadable: as `head`.
        """
        return self.once("beginning", lambda: self.head(BEGINNING))

    @property
    def sha256(self) -> str:
        """Hash of the file in hex."""
        return self.once("sha256", lambda: hashlib.sha256(self.data).hexdigest())

    def text(self) -> str:
        """The file as text in UTF-8, a byte-order mark removed, line ends as ``\\n``.

        Raises:
            Unreadable: it is not UTF-8, or as `data`.
        """
        try:
            text = self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.data.count(b"\n", 0, error.start) + 1
            raise Unreadable("bad-encoding", f"byte {error.start} is not UTF-8", line) from None
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def json(self) -> Any:
        """The file as JSON.

        Raises:
            Unreadable: broken or nested too deep; says where.
        """
        data = self.data.removeprefix(b"\xef\xbb\xbf")
        try:
            return msgspec.json.decode(data)
        except RecursionError:
            raise Unreadable("too-deep", "its JSON is nested deeper than copyfair follows") from None
        except UnicodeDecodeError as error:
            raise Unreadable("bad-encoding", f"byte {error.start} is not UTF-8") from None
        except msgspec.DecodeError as error:
            raise Unreadable("bad-syntax", f"broken JSON: {error}", _line_of(data, str(error))) from None

    def toml(self) -> dict[str, Any]:
        """The file as TOML.

        Raises:
            Unreadable: broken; says where.
        """
        try:
            return toml.loads(self.text())
        except ValueError as error:
            raise Unreadable("bad-syntax", f"broken TOML: {error}") from None
        except RecursionError:
            raise Unreadable("too-deep", "its TOML is nested deeper than copyfair follows") from None

    def yaml(self) -> list[Any]:
        """The documents of the file as YAML: every value a text, a list or a table, whatever it looks like.

        Raises:
            Unreadable: broken or nested too deep; says where.
        """
        import yaml  # noqa: PLC0415 - few files of a tree are YAML

        text = self.text()
        try:
            return list(yaml.load_all(text, Loader=yaml.CBaseLoader))
        except RecursionError:
            raise Unreadable("too-deep", "its YAML is nested deeper than copyfair follows") from None
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else None
            raise Unreadable("bad-syntax", f"broken YAML: {error.problem or error.context}", line) from None
        except (yaml.YAMLError, ValueError):
            raise Unreadable("bad-syntax", "broken YAML: a character that YAML does not allow") from None

    def source(self, field: str = "", line: int | None = None, *, hashed: bool = True) -> Source:
        """Where something in this file stands."""
        sha256 = (self._held.get("sha256") or self.sha256) if hashed else None  # every claim comes by here
        return Source(file=self._shown, field=field, line=line, sha256=sha256, format=self.format_name)

    @cached_property
    def _shown(self) -> str:
        return str(self.path)


class Held(Entry):
    """A file whose bytes are at hand: a member of an archive, a line of a stream. It has no neighbours.

    Args:
        name: what to call it; nothing of this name is looked for on disk.
        data: its bytes.
    """

    def __init__(self, name: str, data: bytes, *, format_name: str = "") -> None:
        super().__init__(Path(), PurePosixPath(name), format_name=format_name)
        self._held["data"] = data


def _has_link(root: str, parts: tuple[str, ...]) -> bool:
    """A symbolic link lies on the way down; without one (nearly always) nothing can lead out of the root."""
    step = root
    for part in parts:
        step = f"{step}/{part}"
        if os.path.islink(step):  # noqa: PTH114 - see `Entry._at`
            return True
    return False


def _pieces(descriptor: int, size: int, most: int) -> bytes:
    """What is left to read, up to so many bytes; `size` is what the file system says (0 for some that have more)."""
    pieces: list[bytes] = []
    ask = min(most, size + 1)
    while most > 0 and (piece := os.read(descriptor, min(most, max(ask, 4096)))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)


def _line_of(data: bytes, message: str) -> int | None:
    """The line of msgspec's ``(byte 123)``; None where it names none."""
    _, _, tail = message.rpartition("(byte ")
    number = tail.rstrip(")")
    return data.count(b"\n", 0, int(number)) + 1 if number.isdigit() else None
