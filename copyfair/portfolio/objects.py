"""Object storage: documents that lie in a bucket, and a store that does.

Who may read and write is settled by the environment, as for other programs (AWS_PROFILE, AWS_ACCESS_KEY_ID and its
like). Messages are in our words only: what a server answers may repeat what it was sent.
"""

import glob
import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from copyfair.errors import CopyfairError, InputError, MissingExtraError

__all__ = ["REFUSED", "Bucket", "Found", "fetch", "find", "is_url", "opened"]


class Found(NamedTuple):
    """An object.

    Attributes:
        url: as ``s3://bucket/key``.
        version: by which its present content is known (ETag).
        size: bytes.
    """

    url: str
    version: str
    size: int


def is_url(place: str) -> bool:
    """It is called by a URL, not by a path."""
    return "://" in place


def checked(url: str) -> str:
    """A URL that can be used, and shown.

    Raises:
        InputError: it is of another kind, or holds a key.
    """
    scheme, _, rest = url.partition("://")
    bucket = rest.partition("/")[0]
    if "@" in bucket:  # only what stands behind it is shown
        message = "a key in a URL would end up in reports; give it by AWS_PROFILE, or AWS_ACCESS_KEY_ID and its like"
        raise InputError(message, where=f"{scheme}://…@{rest.rpartition('@')[2]}")
    if scheme != "s3":
        raise InputError("of places with a URL, only s3://BUCKET/… can be used", where=url)
    if not bucket:
        raise InputError("names no bucket", where=url)
    return url


def _storage() -> Any:
    try:
        import fsspec  # noqa: PLC0415 - an extra

        return fsspec.filesystem("s3", use_listings_cache=False)
    except ImportError:
        raise MissingExtraError("Object storage", "cloud") from None


@contextmanager
def _asking(where: str) -> Iterator[Any]:
    """The storage, for some questions about a place.

    Raises:
        InputError: it gives no good answer.
    """
    try:
        yield _storage()
    except CopyfairError:
        raise
    except Exception as error:  # noqa: BLE001 - botocore, aiohttp and s3fs each have their own, without a common base
        raise _failure(error, where) from None


REFUSED = "access is refused: look at AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
"""What is said when the storage does not let us in."""


def _failure(error: Exception, where: str) -> InputError:
    kind = type(error).__name__
    if isinstance(error, FileNotFoundError):
        message = "is not there"
    elif isinstance(error, PermissionError) or "Credentials" in kind:
        message = REFUSED
    else:
        message = f"the object storage does not answer as it should ({kind}); what was read is kept: run this again"
    return InputError(message, where=where)


# ---------------------------------------------------------------- documents


def find(source: str) -> tuple[list[Found], bool]:
    """The objects of a source by name, and whether they were meant one by one, by their name or a pattern.

    Args:
        source: URL of an object, of a folder, or with ``*``, ``?`` and ``**``.

    Raises:
        InputError: there are none, or the storage gives no good answer.
    """
    with _asking(checked(source)) as storage:
        if glob.has_magic(source) and not storage.exists(source):
            listed, is_exact = storage.glob(source, detail=True), True
        else:
            listed = storage.find(source, detail=True)
            is_exact = len(listed) == 1 and f"s3://{next(iter(listed))}" == source
    found = [
        Found(f"s3://{name}", _version(info), int(info["size"] or 0))
        for name, info in listed.items()
        if _is_object(info)
    ]
    if not found:
        raise InputError("there is no such object or folder, and nothing of this pattern", where=source)
    return sorted(found), is_exact


def _is_object(info: dict[str, Any]) -> bool:
    return info["type"] == "file" and not info["name"].endswith("/")  # a folder may have an object that stands for it


def _version(info: dict[str, Any]) -> str:
    tag = str(info.get("ETag", "")).strip('"')
    return tag or f"{info.get('LastModified')} {info['size']}"  # some storage that speaks S3 has no tags


@contextmanager
def opened(url: str) -> Iterator[IO[bytes]]:
    """An object to be read bit by bit; it is one and the same object to the end.

    Raises:
        InputError: the storage gives no good answer.
    """
    with _asking(url) as storage:
        stream = storage.open(url, "rb")
    with io.BufferedReader(_Stream(stream, url)) as reader:
        yield reader


class _Stream(io.RawIOBase):
    """Bytes of an object; what goes wrong on the way is told as everything else."""

    def __init__(self, stream: IO[bytes], url: str) -> None:
        self._stream, self._url = stream, url

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _asking(self._url):
            data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def fetch(wanted: Sequence[Found]) -> list[bytes | str]:
    """The bytes of objects, or the sentence why one has none, in their order.

    Raises:
        InputError: the storage gives no good answer, so that nothing is known about the objects.
    """
    full = [one for one in wanted if one.size]
    if not full:
        return [b""] * len(wanted)
    with _asking(full[0].url) as storage:
        answers = storage.cat_ranges([one.url for one in full], 0, [one.size for one in full], on_error="return")
        read = {one.url: _checked_answer(storage, one, answer) for one, answer in zip(full, answers, strict=True)}
    return [read.get(one.url, b"") for one in wanted]


def _checked_answer(storage: Any, wanted: Found, answer: bytes | Exception) -> bytes | str:
    if isinstance(answer, FileNotFoundError):
        return "not-readable: it is no longer there"
    if isinstance(answer, PermissionError):
        return "not-readable: access is refused"
    if isinstance(answer, Exception):
        raise _failure(answer, wanted.url)
    if hashlib.md5(answer, usedforsecurity=False).hexdigest() == wanted.version:  # an object that was put in one piece
        return answer
    try:
        now = storage.info(wanted.url)
    except FileNotFoundError:
        return "not-readable: it is no longer there"
    if _version(now) != wanted.version:
        return "not-readable: it was replaced while it was read"
    if len(answer) != wanted.size:
        raise InputError("breaks off; what was read is kept: run this again", where=wanted.url)
    return answer


# ---------------------------------------------------------------- a store


class Bucket:
    """The files of a store in object storage, where an object is put whole or not at all.

    Args:
        url: as ``s3://bucket/estate``.

    Raises:
        InputError: the URL cannot be used.
    """

    def __init__(self, url: str) -> None:
        self.name = checked(url).rstrip("/")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """As `copyfair.portfolio.store.Store.locked`."""
        yield

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None: it is not there."""
        with _asking(f"{self.name}/{name}") as storage:
            try:
                return bytes(storage.cat_file(f"{self.name}/{name}"))
            except FileNotFoundError:
                return None

    def write(self, name: str, data: bytes) -> None:
        """A file, whole or not at all."""
        with _asking(f"{self.name}/{name}") as storage:
            storage.pipe_file(f"{self.name}/{name}", data)

    def sizes(self, below: str) -> dict[str, int]:
        """The files of a folder, with their bytes."""
        place = f"{self.name}/{below}"
        with _asking(place) as storage:
            listed = storage.find(place, detail=True)
        return {f"s3://{name}".removeprefix(f"{place}/"): int(info["size"]) for name, info in listed.items()}

    def remove(self, name: str) -> None:
        """Delete a file."""
        with _asking(f"{self.name}/{name}") as storage:
            storage.rm_file(f"{self.name}/{name}")

    def bring(self, names: Sequence[str], folder: Path) -> None:
        """Copy files to a folder on this disk."""
        if not names:
            return
        files = [folder / name for name in names]
        for file in files:
            file.parent.mkdir(parents=True, exist_ok=True)
        with _asking(self.name) as storage:
            storage.get([f"{self.name}/{name}" for name in names], [str(file) for file in files])

    def put(self, file: Path, name: str) -> None:
        """Copy a file of this disk, whole or not at all."""
        with _asking(f"{self.name}/{name}") as storage:
            storage.put_file(str(file), f"{self.name}/{name}")
