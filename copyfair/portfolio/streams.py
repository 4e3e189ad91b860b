"""Files that hold many documents: streams of lines and archives, read from the beginning to the end, never all at once."""

import gzip
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import IO, Any, cast

from copyfair.errors import MissingExtraError
from copyfair.inventory.zstandard import EXTRA, zstandard
from copyfair.portfolio.model import Given

__all__ = ["is_stream", "is_wanted", "members", "too_large"]

_SUFFIXES = (".json", ".spdx", ".cdx", ".xml", ".rdf", ".yaml", ".yml", ".tag")
_ALWAYS = (".json", ".spdx", ".cdx")
_BILL = ("bom", "spdx", "cdx", "cyclonedx")
_LINES = (".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz", ".ndjson.zst", ".jsonl.zst")
_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".tar.zst", ".tzst")


def is_wanted(name: str) -> bool:
    """A file of this name is looked into when it lies in a folder or an archive."""
    low = name.lower()
    if low.endswith(_ALWAYS) or is_stream(name):
        return True
    return low.endswith(_SUFFIXES) and any(word in low for word in _BILL)


def is_stream(name: str) -> bool:
    """A file of this name holds many documents."""
    return name.lower().endswith((*_LINES, *_ARCHIVES))


def members(name: str, opening: Callable[[], AbstractContextManager[IO[bytes]]], largest: int) -> Iterator[Given]:
    """The documents of a stream or an archive; what cannot be read of it is one more, with the fault.

    Args:
        name: of the file, as reports call it.
        opening: opens it.
        largest: bytes of a document that are read.

    Raises:
        MissingExtraError: it is compressed with Zstandard, and what reads that is not installed.
    """
    low = name.lower()
    zstd = _zstd() if low.endswith("zst") else None
    faults = (OSError, EOFError, tarfile.TarError, zlib.error, *((zstd.ZstdError,) if zstd else ()))
    try:
        with ExitStack() as stack:
            stream = stack.enter_context(opening())
            if zstd is not None:
                stream = stack.enter_context(zstd.ZstdFile(stream))
            if low.endswith(_LINES):
                if low.endswith(".gz"):
                    stream = cast("IO[bytes]", stack.enter_context(gzip.GzipFile(fileobj=stream)))
                yield from _lines(name, stream, largest)
            else:
                mode = "r|*" if zstd is None else "r|"
                yield from _files(name, stack.enter_context(tarfile.open(fileobj=stream, mode=mode)), largest)  # type: ignore[call-overload]
    except faults as error:
        what = getattr(error, "strerror", None) or error
        yield Given(name=f"{name} (the rest)", fault=f"not-readable: the file breaks off or cannot be read: {what}")


def _zstd() -> Any:
    module = zstandard()
    if module is None:
        raise MissingExtraError("A file that ends with .zst", EXTRA)
    return module


def _lines(name: str, stream: IO[bytes], largest: int) -> Iterator[Given]:
    number = 0
    while line := stream.readline(largest + 1):
        number += 1
        at = f"{name}:{number}"
        if len(line) > largest and not line.endswith(b"\n"):
            yield Given(name=at, fault=too_large(largest))
            while line and not line.endswith(b"\n"):
                line = stream.readline(largest)
        elif line.strip():
            yield Given(name=at, data=line, size=len(line))


def _files(name: str, archive: tarfile.TarFile, largest: int) -> Iterator[Given]:
    for member in archive:
        if not member.isfile() or not is_wanted(member.name):
            continue
        at = f"{name}/{member.name}"
        if member.size > largest:
            yield Given(name=at, fault=too_large(largest))
            continue
        content = archive.extractfile(member)
        if content is not None:
            yield Given(name=at, data=content.read(), size=member.size)


def too_large(largest: int) -> str:
    """Why a document is not read that has more bytes than that."""
    return f"too-large: it has more than the {largest:,} bytes that are read of a document"
