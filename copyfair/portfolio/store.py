"""The folder that holds a portfolio: shards, the manifest that says which of them count, and what was decided.

What is written is written beside its place, flushed to the disk and then renamed: it is there whole or not at all. A
shard is called after what it was made from, so making it again gives the same file, whoever makes it and how often.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, get_type_hints

import msgspec

from copyfair.errors import InputError
from copyfair.inventory.model import Claim, Source, StatedRight
from copyfair.portfolio.model import Document, Fact, Given, Manifest, Reject, Shard, Statement
from copyfair.schema import encodable
from copyfair.settings import Entitlement
from copyfair.version import TOOL

__all__ = ["Store", "commit", "shard_name"]

_READER = 1
"""Raised when shards made before must not be used any more."""
_HASH = 32


class Store:
    """A portfolio on disk.

    Args:
        folder: where; made when something is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shards = folder / "shards"
        self.decided = folder / "decided"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else writes to the store meanwhile; the lock goes with the process that holds it, however that ends.

        Raises:
            InputError: somebody does, or the folder cannot be written.
        """
        try:
            for place in (self.shards, self.decided):
                place.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.folder / "lock", timeout=0, isolation_level=None)) as lock:
                lock.execute("BEGIN EXCLUSIVE")
                self._sweep()
                yield
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", where=str(self.folder)) from None
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
            what = "another copyfair is at work on this store; wait until it is done" if busy else str(error)
            raise InputError(what, where=str(self.folder)) from None

    def _sweep(self) -> None:
        """Away with what killed writers left behind."""
        for place in (self.folder, self.shards, self.decided):
            for draft in place.glob(".*.part"):
                draft.unlink(missing_ok=True)

    def counts(self, name: str) -> tuple[int, int] | None:
        """How many documents and rejects a shard has; None: it is not there, or not whole."""
        data = self._bytes(name)
        if data is None:
            return None
        found = msgspec.msgpack.decode(memoryview(data)[_HASH:], type=_Counted)
        return len(found.documents), len(found.rejects)

    def put(self, name: str, shard: Shard) -> None:
        """Keep a shard."""
        try:
            data = msgspec.msgpack.encode(shard)
        except UnicodeEncodeError:
            data = msgspec.msgpack.encode(encodable(shard))
        commit(self.shards / name, hashlib.sha256(data).digest() + data)

    def get(self, name: str) -> Shard:
        """A shard.

        Raises:
            InputError: it is not there, or damaged.
        """
        data = self._bytes(name)
        if data is None:
            raise InputError("is missing or damaged: ingest again, which makes it anew", where=f"shard {name}")
        kept = msgspec.msgpack.decode(memoryview(data)[_HASH:], type=_Kept)
        return Shard(
            documents=kept.documents,
            facts=kept.facts,
            statements=tuple(
                Statement(claims=one.claims, rights=tuple(map(_right, one.rights))) for one in kept.statements
            ),
            rejects=kept.rejects,
        )

    def _bytes(self, name: str) -> bytes | None:
        try:
            data = (self.shards / name).read_bytes()
        except FileNotFoundError:
            return None
        return data if hashlib.sha256(memoryview(data)[_HASH:]).digest() == data[:_HASH] else None

    def manifest(self) -> Manifest:
        """What the store holds.

        Raises:
            InputError: nothing was ingested yet, or the manifest is damaged.
        """
        file = self.folder / "manifest.json"
        try:
            return msgspec.json.decode(file.read_bytes(), type=Manifest)
        except FileNotFoundError:
            raise InputError("nothing was ingested into this store yet", where=str(self.folder)) from None
        except (OSError, msgspec.MsgspecError) as error:
            raise InputError(f"cannot be read: {error}", where=str(file)) from None

    def set_manifest(self, manifest: Manifest) -> None:
        """From now on the store holds this."""
        commit(self.folder / "manifest.json", msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")


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
    statements: tuple[_KeptStatement, ...]
    rejects: tuple[Reject, ...]


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
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
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


def shard_name(read: list[tuple[Given, bytes | str, str]], largest: int) -> str:
    """The name of a shard: a hash of everything it is made from, and of what makes it."""
    found = hashlib.sha256(f"{TOOL}\0{_READER}\0{largest}".encode())
    for given, data, sha256 in read:
        fault = data if isinstance(data, str) else ""
        found.update(msgspec.msgpack.encode((given.name, given.organisation, given.is_repository, sha256, fault)))
    return found.hexdigest()[:40]
