"""What is to be read: documents in folders, under patterns, in streams, in archives and in object storage."""

import glob
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path

import msgspec

from copyfair.errors import InputError
from copyfair.portfolio.model import Given, Read
from copyfair.portfolio.objects import Found, fetch, find, is_url, opened
from copyfair.portfolio.organisations import Organisations
from copyfair.portfolio.streams import is_stream, is_wanted, members, too_large

__all__ = ["LARGEST", "chunks", "contents", "documents", "fetched", "writable"]

LARGEST = 8 * 1024 * 1024
"""Bytes of a document that are read; a larger one is rejected. A document takes some ten times as much memory."""
_PROJECT = (".git", "copyfair.toml")
_SKIPPED = frozenset({".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv"})


def documents(sources: Sequence[str], organisations: Organisations, largest: int = LARGEST) -> Iterator[Given]:
    """Every document of the sources, each once, in an order that depends on their names only.

    Args:
        sources: folders, files, URLs of object storage, or patterns of these with ``*``, ``?`` and ``**``.
        organisations: whose documents are whose.
        largest: bytes of a document that are read.

    Raises:
        InputError: a source is not there.
    """
    seen: set[str] = set()
    places = [place for one in dict.fromkeys(sources) for place in ([one] if is_url(one) else _places(one))]
    for place in places:
        for given in _bucket(place, largest) if isinstance(place, str) else _inside(place, largest):
            # Only where there are several places can another name lead to the same file.
            key = _place_of(given.path) if given.path is not None and len(places) > 1 else f"\0{given.name}"
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
                if is_wanted(entry.name):
                    yield Given(name=path.as_posix(), fault="not-readable: it is a link; give the place it leads to")
            elif entry.is_dir(follow_symlinks=False):
                below += [path] if entry.name not in _SKIPPED else []
            elif is_wanted(entry.name):
                yield from _file(path, largest)
        waiting.extend(reversed(below))


def _file(path: Path, largest: int) -> Iterator[Given]:
    name = path.as_posix()
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):  # a named pipe would hang us
            yield Given(name=name, fault="not-readable: it is not a plain file")
        elif is_stream(name):
            yield from members(name, lambda: path.open("rb"), largest)
        else:
            yield Given(name=name, path=path, size=about.st_size)
    except FileNotFoundError:
        yield Given(name=name, fault="not-readable: it is a link that leads nowhere, or gone")
    except OSError as error:
        yield Given(name=name, fault=f"not-readable: it cannot be read: {error.strerror}")


# ---------------------------------------------------------------- object storage


def _bucket(source: str, largest: int) -> Iterator[Given]:
    """The documents among the objects of a source, by name; a project among them is not looked into."""
    found, is_exact = find(source)
    projects = {project for one in found if (project := _project_of(one.url))}
    told = set[str]()
    for one in found:
        inside = next((place for place in _above(one.url) if place in projects), "")
        if inside:
            if inside not in told:
                told.add(inside)
                yield Given(name=inside, fault="not-readable: a project is read from a disk, not from object storage")
        elif is_exact or (is_wanted(one.url) and _SKIPPED.isdisjoint(one.url.split("/"))):
            yield from _stored(one, largest)


def _project_of(url: str) -> str:
    """The folder that an object shows to be a project; empty for most."""
    folder, _, name = url.rpartition("/")
    at_git = folder.find("/.git")
    if at_git >= 0 and folder[at_git + 5 : at_git + 6] in ("", "/"):
        return folder[:at_git]
    return folder if name in _PROJECT else ""


def _above(url: str) -> Iterator[str]:
    """The folders that an object lies in, the outermost first."""
    at = url.find("/", len("s3://"))
    while at >= 0:
        yield url[:at]
        at = url.find("/", at + 1)


def _stored(one: Found, largest: int) -> Iterator[Given]:
    if is_stream(one.url):
        yield from members(one.url, partial(opened, one.url), largest)
    elif one.size > largest:
        yield Given(name=one.url, fault=too_large(largest))
    else:
        yield Given(name=one.url, version=one.version, size=one.size)


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


def contents(given: Sequence[Given], largest: int) -> list[Read]:
    """Documents with their bytes; those of objects are not fetched, since their ETags tell them apart.

    Raises:
        InputError: a folder is not there that was listed.
    """
    return [_content(one, largest) for one in given]


def _content(given: Given, largest: int) -> Read:
    if given.fault:
        return Read(given=given, fault=given.fault)
    if given.is_repository:
        return Read(given=given, identity=_tree_hash(given.path or Path()))
    if given.version is not None:
        return Read(given=given, identity=given.version)
    data = given.data if given.data is not None else _read(given.path or Path(), largest)
    if isinstance(data, str):
        return Read(given=given, fault=data)
    return Read(given=given, identity=hashlib.sha256(data).hexdigest(), data=data)


def fetched(read: Sequence[Read]) -> list[Read]:
    """The same with the bytes of objects.

    Raises:
        InputError: the object storage gives no good answer.
    """
    wanted = [one.given for one in read if one.given.version is not None]
    answers = dict(zip((one.name for one in wanted), fetch([_object(one) for one in wanted]), strict=True))
    return [_with(one, answers[one.given.name]) if one.given.version is not None else one for one in read]


def _object(given: Given) -> Found:
    return Found(given.name, given.version or "", given.size)


def _with(one: Read, answer: bytes | str) -> Read:
    if isinstance(answer, str):
        return Read(given=one.given, fault=answer)
    return msgspec.structs.replace(one, data=answer)


def _read(path: Path, largest: int) -> bytes | str:
    try:
        with path.open("rb", buffering=0) as stream:
            # A buffer as large as the largest document may be would cost more than to read most of them.
            data = stream.readall() if os.fstat(stream.fileno()).st_size <= largest else None
    except OSError as error:
        if not path.parent.exists():  # it was listed a moment ago: this is another machine, or the disk is gone
            message = "the folder is not there, or not any more; all workers must reach it under this name"
            raise InputError(message, where=str(path.parent)) from None
        return f"not-readable: it cannot be read: {error.strerror}"
    return data if data is not None and len(data) <= largest else too_large(largest)


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
