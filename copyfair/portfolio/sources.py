"""What is to be read: documents in folders, under patterns, in streams of lines and in archives."""

import glob
import gzip
import hashlib
import os
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO, cast

import msgspec

from copyfair.errors import InputError
from copyfair.portfolio.model import Given
from copyfair.portfolio.organisations import Organisations

__all__ = ["LARGEST", "chunks", "contents", "documents", "writable"]

LARGEST = 8 * 1024 * 1024
"""Bytes of a document that are read; a larger one is rejected. A document takes some ten times as much memory."""
_SUFFIXES = (".json", ".spdx", ".cdx", ".xml", ".rdf", ".yaml", ".yml", ".tag")
_ALWAYS = (".json", ".spdx", ".cdx")
_BILL = ("bom", "spdx", "cdx", "cyclonedx")
_LINES = (".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz")
_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2")
_PROJECT = (".git", "copyfair.toml")
_SKIPPED = frozenset({".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv"})


def documents(sources: Sequence[str], organisations: Organisations, largest: int = LARGEST) -> Iterator[Given]:
    """Every document of the sources, each once, in an order that depends on their names only.

    Args:
        sources: folders, files, or patterns with ``*``, ``?`` and ``**``.
        organisations: whose documents are whose.
        largest: bytes of a document that are read.

    Raises:
        InputError: a source is not there.
    """
    seen: set[str] = set()
    for source in dict.fromkeys(sources):
        for place in _places(source):
            for given in _inside(place, largest):
                key = _place_of(given.path) if given.path is not None else f"\0{given.name}"
                if key not in seen:
                    seen.add(key)
                    yield _named(given, organisations)


def _place_of(path: Path) -> str:
    """The same for the same file, whatever way leads to it; below a folder no link is followed."""
    return os.path.realpath(path) if path.is_symlink() else f"{_real(os.path.dirname(path))}/{path.name}"  # noqa: PTH120


@lru_cache(maxsize=1024)
def _real(folder: str) -> str:
    return os.path.realpath(folder)


def _named(given: Given, organisations: Organisations) -> Given:
    name = writable(given.name)
    return msgspec.structs.replace(given, name=name, organisation=organisations.of(name))


def writable(name: str) -> str:
    """A name that can be written as UTF-8, whatever bytes the name of a file has."""
    return name.encode("utf-8", "backslashreplace").decode()


def _places(source: str) -> list[Path]:
    path = Path(source)
    try:
        if path.exists():
            return [path]
        found = sorted(glob.glob(source, recursive=True)) if glob.has_magic(source) else []  # noqa: PTH207 - as typed
    except (OSError, ValueError):
        found = []
    if not found:
        raise InputError("there is no such file or folder, and nothing of this pattern", where=source)
    return [Path(one) for one in found]


def _inside(place: Path, largest: int) -> Iterator[Given]:
    if place.is_dir():
        yield from _folder(place, largest)
    else:
        yield from _file(place, largest)


def _folder(top: Path, largest: int) -> Iterator[Given]:
    """The documents below a folder, by path; a project among them is one document, and is not looked into."""
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield Given(name=folder.as_posix(), fault=f"not-readable: the folder cannot be listed: {error.strerror}")
            continue
        if any(entry.name in _PROJECT for entry in entries):
            yield Given(name=folder.as_posix(), path=folder, is_repository=True)
            continue
        below = []
        for entry in entries:
            path = folder / entry.name
            if entry.is_symlink():
                if _is_wanted(entry.name):
                    yield Given(name=path.as_posix(), fault="not-readable: it is a link; give the place it leads to")
            elif entry.is_dir(follow_symlinks=False):
                below += [path] if entry.name not in _SKIPPED else []
            elif _is_wanted(entry.name):
                yield from _file(path, largest)
        waiting.extend(reversed(below))


def _is_wanted(name: str) -> bool:
    low = name.lower()
    if low.endswith(_ALWAYS) or low.endswith((*_LINES, *_ARCHIVES)):
        return True
    return low.endswith(_SUFFIXES) and any(word in low for word in _BILL)


def _file(path: Path, largest: int) -> Iterator[Given]:
    name, low = path.as_posix(), path.name.lower()
    try:
        if not path.is_file():  # a named pipe would hang us
            yield Given(name=name, fault="not-readable: it is not a plain file, or a link that leads nowhere")
        elif low.endswith(_LINES):
            with path.open("rb") as stream:
                plain = cast("IO[bytes]", gzip.GzipFile(fileobj=stream)) if low.endswith(".gz") else stream
                yield from _lines(name, plain, largest)
        elif low.endswith(_ARCHIVES):
            with tarfile.open(path, "r|*") as archive:
                yield from _members(name, archive, largest)
        else:
            yield Given(name=name, path=path, size=path.stat().st_size)
    except (OSError, EOFError, tarfile.TarError) as error:
        what = getattr(error, "strerror", None) or error
        yield Given(name=f"{name} (the rest)", fault=f"not-readable: the file breaks off or cannot be read: {what}")


def _lines(name: str, stream: IO[bytes], largest: int) -> Iterator[Given]:
    number = 0
    while line := stream.readline(largest + 1):
        number += 1
        at = f"{name}:{number}"
        if len(line) > largest and not line.endswith(b"\n"):
            yield Given(name=at, fault=_too_large(largest))
            while line and not line.endswith(b"\n"):
                line = stream.readline(largest)
        elif line.strip():
            yield Given(name=at, data=line, size=len(line))


def _members(name: str, archive: tarfile.TarFile, largest: int) -> Iterator[Given]:
    for member in archive:
        if not member.isfile() or not _is_wanted(member.name):
            continue
        at = f"{name}/{member.name}"
        if member.size > largest:
            yield Given(name=at, fault=_too_large(largest))
            continue
        content = archive.extractfile(member)
        if content is not None:
            yield Given(name=at, data=content.read(), size=member.size)


def _too_large(largest: int) -> str:
    return f"too-large: it has more than the {largest:,} bytes that are read of a document"


# ---------------------------------------------------------------- shards

_ABOUT = 500
_MOST = 1000
_MOST_BYTES = 24 * 1024 * 1024


def chunks(given: Iterable[Given]) -> Iterator[list[Given]]:
    """Some five hundred documents at a time.

    Where one ends depends on the name of its last document, not on how many came before: a new document changes one
    shard, not all that come after it.
    """
    chunk: list[Given] = []
    size = 0
    for one in given:
        chunk.append(one)
        size += one.size
        ends = int.from_bytes(hashlib.blake2b(one.name.encode(), digest_size=4).digest()) % _ABOUT == 0
        if ends or len(chunk) >= _MOST or size >= _MOST_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def contents(given: Given, largest: int) -> tuple[bytes | str, str]:
    """The bytes of a document, or the sentence why there are none; and a hash of what it says."""
    if given.fault:
        return given.fault, ""
    if given.is_repository:
        return b"", _tree_hash(given.path or Path())
    data: bytes | str = given.data if given.data is not None else _read(given.path or Path(), largest)
    return data, hashlib.sha256(data).hexdigest() if isinstance(data, bytes) else ""


def _read(path: Path, largest: int) -> bytes | str:
    try:
        with path.open("rb") as stream:
            data = stream.read(largest + 1)
    except OSError as error:
        return f"not-readable: it cannot be read: {error.strerror}"
    return data if len(data) <= largest else _too_large(largest)


def _tree_hash(root: Path) -> str:
    """Of a project: its files by name, size and time, since its bytes may be many."""
    found = hashlib.sha256()
    for folder, below, files in os.walk(root):
        below[:] = sorted(name for name in below if name != ".git")
        for name in sorted(files):
            path = os.path.join(folder, name)  # noqa: PTH118 - many files
            with_time = os.lstat(path)
            line = f"{os.path.relpath(path, root)}\0{with_time.st_size}\0{with_time.st_mtime_ns}\n"
            found.update(line.encode("utf-8", "surrogateescape"))
    return found.hexdigest()
