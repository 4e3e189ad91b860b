"""The place that holds a portfolio: shards, the manifest that says which of them count, and what was decided.

What is written is written beside its place, flushed to the disk and then renamed: it is there whole or not at all. So
is an object in object storage. A shard is called after what it was made from, so making it again gives the same file, whoever makes it and how often.
"""

import hashlib
import os
import re
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from typing import Any, get_type_hints

import msgspec

from copyfair.errors import InputError
from copyfair.inventory.model import Claim, Source, StatedRight
from copyfair.portfolio.model import Document, Fact, Manifest, Read, Reject, Shard, Statement
from copyfair.portfolio.objects import Bucket
from copyfair.schema import encodable
from copyfair.settings import Entitlement
from copyfair.version import TOOL

__all__ = ["Store", "commit", "shard_name", "shard_statement"]

_READER = 2
"""Raised when shards made before must not be used any more."""
_HASH = 32
_NAME = re.compile(r"[0-9a-f]{40}")
"""Of a shard; whatever else lies in the folder is left alone."""


class Store:
    """A portfolio.

    Args:
        where: its folder, made when something is written; or a URL of object storage (`copyfair.portfolio.objects`).
    """

    def __init__(self, where: Path | str) -> None:
        self._files: _Folder | Bucket = Bucket(where) if isinstance(where, str) else _Folder(where)

    @property
    def name(self) -> str:
        """What messages call it."""
        return self._files.name

    @property
    def folder(self) -> Path:
        """Of a store on this disk.

        Raises:
            InputError: it is not on this disk.
        """
        if isinstance(self._files, Bucket):
            raise InputError("is not on this disk", where=self.name)
        return self._files.top

    @property
    def shards(self) -> Path:
        """Where the shards of a store on this disk lie."""
        return self.folder / "shards"

    @property
    def decided(self) -> Path:
        """Where the answers of a store on this disk lie."""
        return self.folder / "decided"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else writes to the store meanwhile; the lock goes with the process that holds it, however that ends.

        In object storage there is no lock: two that ingest at once write the same shards, and the manifest of the one
        that ends last counts, as if it had come after the other.

        Raises:
            InputError: somebody does, or it cannot be written.
        """
        with self._files.locked():
            yield

    def counts(self, name: str) -> tuple[int, int] | None:
        """How many documents and rejects a shard has; None: it is not there, or not whole."""
        data = self._bytes(name)
        if data is None:
            return None
        found = msgspec.msgpack.decode(memoryview(data)[_HASH:], type=_Counted)
        return len(found.documents), len(found.rejects)

    def put(self, name: str, shard: Shard) -> None:
        """Keep a shard.

        Raises:
            OSError: it cannot be written.
            InputError: the object storage does not take it.
        """
        try:
            data = msgspec.msgpack.encode(shard)
        except UnicodeEncodeError:
            data = msgspec.msgpack.encode(encodable(shard))
        self._files.write(f"shards/{name}", hashlib.sha256(data).digest() + data)

    def get(self, name: str) -> Shard:
        """A shard.

        Raises:
            InputError: it is not there, or damaged.
        """
        kept = msgspec.msgpack.decode(self.content(name), type=_Kept)
        return Shard(
            documents=kept.documents,
            facts=kept.facts,
            says=kept.says,
            statements=tuple(map(_statement, kept.statements)),
            rejects=kept.rejects,
        )

    def content(self, name: str) -> memoryview:
        """A shard as MessagePack.

        Raises:
            InputError: it is not there, or damaged.
        """
        data = self._bytes(name)
        if data is None:
            raise InputError("is missing or damaged: ingest again, which makes it anew", where=f"shard {name}")
        return memoryview(data)[_HASH:]

    def sizes(self) -> dict[str, int]:
        """The shards that are there, whether they count or not, with their bytes."""
        found = self._files.sizes("shards")
        return {name: size for name, size in found.items() if _NAME.fullmatch(name)}

    def remove(self, name: str) -> None:
        """Delete a shard."""
        self._files.remove(f"shards/{name}")

    def _bytes(self, name: str) -> bytes | None:
        data = self._files.read(f"shards/{name}")
        whole = data is not None and hashlib.sha256(memoryview(data)[_HASH:]).digest() == data[:_HASH]
        return data if whole else None

    def has_manifest(self) -> bool:
        """Something was ingested, to the end."""
        return self._files.read(_MANIFEST) is not None

    def manifest(self) -> Manifest:
        """What the store holds.

        Raises:
            InputError: nothing was ingested yet, or the manifest is damaged.
        """
        try:
            data = self._files.read(_MANIFEST)
            if data is None:
                raise InputError("nothing was ingested into this store yet", where=self.name)
            return msgspec.json.decode(data, type=Manifest)
        except (OSError, msgspec.MsgspecError) as error:
            raise InputError(f"cannot be read: {error}", where=f"{self.name}/{_MANIFEST}") from None

    def set_manifest(self, manifest: Manifest) -> None:
        """From now on the store holds this."""
        self._files.write(_MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")


_MANIFEST = "manifest.json"


class _Folder:
    """The files of a store on this disk.

    Args:
        top: the folder.
    """

    def __init__(self, top: Path) -> None:
        self.top, self.name = top, str(top)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """As `Store.locked`."""
        try:
            for place in (self.top / "shards", self.top / "decided"):
                place.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.top / "lock", timeout=0, isolation_level=None)) as lock:
                lock.execute("BEGIN EXCLUSIVE")
                self._sweep()
                yield
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", where=self.name) from None
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
            what = "another copyfair is at work on this store; wait until it is done" if busy else str(error)
            raise InputError(what, where=self.name) from None

    def _sweep(self) -> None:
        """Away with what killed writers left behind, and with what a database left beside their drafts."""
        for place in (self.top, self.top / "shards", self.top / "decided"):
            for draft in place.glob(".*.part*"):
                rmtree(draft) if draft.is_dir() else draft.unlink(missing_ok=True)

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None: it is not there."""
        try:
            return (self.top / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes) -> None:
        """A file, whole or not at all."""
        commit(self.top / name, data)

    def sizes(self, below: str) -> dict[str, int]:
        """The files of a folder, with their bytes."""
        return {file.name: file.stat().st_size for file in (self.top / below).iterdir()}

    def remove(self, name: str) -> None:
        """Delete a file."""
        (self.top / name).unlink(missing_ok=True)


class _Counted(msgspec.Struct):
    documents: list[msgspec.Raw]
    rejects: list[msgspec.Raw]


class _KeptStatement(msgspec.Struct):
    claims: tuple[Claim, ...]
    rights: tuple[dict[str, Any], ...]


class _Kept(msgspec.Struct):
    """A shard as it comes from the disk."""

    documents: tuple[Document, ...]
    facts: tuple[Fact, ...]
    says: tuple[int, ...]
    statements: tuple[_KeptStatement, ...]
    rejects: tuple[Reject, ...]


def shard_statement(data: bytes) -> Statement:
    """A statement as it stands in the content of a shard."""
    return _statement(msgspec.msgpack.decode(data, type=_KeptStatement))


def _statement(kept: _KeptStatement) -> Statement:
    return Statement(claims=kept.claims, rights=tuple(map(_right, kept.rights)))


def _right(kept: Mapping[str, Any]) -> StatedRight:
    """A right as it was read: documents leave out what whoever puts one on record must say (its licensor)."""
    hints = get_type_hints(Entitlement)  # without the limits that records must keep to
    entitlement = {name: msgspec.convert(value, hints[name]) for name, value in kept["entitlement"].items()}
    return StatedRight(
        entitlement=Entitlement(**entitlement),
        license=kept["license"],
        source=msgspec.convert(kept["source"], Source),
        beside=kept["beside"],
    )


def commit(file: Path, data: bytes | Callable[[Path], None]) -> None:
    """Write a file whole or not at all; whoever has read it once finds it after a power cut.

    Args:
        file: its place.
        data: its bytes, or what writes them into a file.
    """
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}.part")  # nobody else's, on any machine
    try:
        if callable(data):
            data(draft)
        else:
            draft.write_bytes(data)
        with draft.open("rb+") as stream:
            os.fsync(stream.fileno())
        draft.replace(file)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        descriptor = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def shard_name(read: Iterable[Read], largest: int) -> str:
    """The name of a shard: a hash of everything it is made from, and of what makes it."""
    found = hashlib.sha256(f"{TOOL}\0{_READER}\0{largest}".encode())
    for one in read:
        given = one.given
        found.update(
            msgspec.msgpack.encode((given.name, given.organisation, given.is_repository, one.identity, one.fault))
        )
    return found.hexdigest()[:40]
