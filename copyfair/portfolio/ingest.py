"""Reads an estate into a store; what was read before is not read again."""

import gc
import hashlib
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from copyfair.errors import InputError
from copyfair.portfolio.executor import Executor, LocalPool, Lost
from copyfair.portfolio.model import Done, Given, Manifest, Read, Reject
from copyfair.portfolio.organisations import Organisations
from copyfair.portfolio.shards import make_shard
from copyfair.portfolio.sources import LARGEST, chunks, contents, documents, fetched, writable
from copyfair.portfolio.store import Store, shard_name
from copyfair.version import TOOL

__all__ = ["Ingested", "Progress", "ingest"]

_PARTS = 8
"""Into so many parts goes a shard that killed its worker, until the document that does it is alone."""


class Chunk(NamedTuple):
    """Documents that become a shard.

    Attributes:
        order: number of the shard and, for part of one, numbers of the parts.
        given: the documents.
    """

    order: tuple[int, ...]
    given: list[Given]

    def parts(self) -> "list[Chunk]":
        """The same in several; none where it is one document."""
        size = max(1, -(-len(self.given) // _PARTS))
        pieces = [self.given[start : start + size] for start in range(0, len(self.given), size)]
        return [Chunk((*self.order, n), piece) for n, piece in enumerate(pieces)] if len(pieces) > 1 else []


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far an ingest is.

    Attributes:
        documents, rejects, size: read so far, rejected so far, bytes read so far.
        seconds: since it began.
        total: documents in all; None while they are still being listed.
    """

    documents: int
    rejects: int
    size: int
    seconds: float
    total: int | None


class Ingested(msgspec.Struct, frozen=True, kw_only=True):
    """What the store holds after an ingest.

    Attributes:
        documents: that were read.
        rejects: documents that were not.
        shards: in all.
        new_shards: made by this run.
        quarantined: documents that killed their worker, each alone; they are among the rejects.
        dropped_shards: of the ingest before, and no longer part of the estate.
    """

    documents: int
    rejects: int
    shards: int
    new_shards: int
    quarantined: int
    dropped_shards: int


def ingest(
    sources: Sequence[str],
    store: Path | str,
    *,
    organisations: Organisations | None = None,
    workers: int = 1,
    largest: int = LARGEST,
    executor: Executor | None = None,
    watch: Callable[[Progress], None] = lambda _progress: None,
) -> Ingested:
    """Read every document of the sources into a store, which then holds these and no others.

    Whatever stops it (a full disk, a power cut, a killed process), running it again goes on where it stopped, and
    what comes of it is the same to the byte.

    Args:
        sources: folders, files or patterns, on disk or in object storage: bills of materials, projects, ``.ndjson`` (also
            ``.gz`` and ``.zst``) and tar archives.
        store: folder of the store, or its URL in object storage.
        organisations: whose documents are whose; None: all are nobody's.
        workers: processes.
        largest: bytes of a document that are read.
        executor: who does the work; None: a pool of processes on this machine.
        watch: called as shards come in.

    Raises:
        InputError: a source is not there, the store is in use or cannot be written, or a worker does not reach either.
    """
    place = Store(store)
    table = organisations or Organisations()
    engine = executor or LocalPool(workers)
    with place.locked():
        before = place.manifest() if place.has_manifest() else Manifest()
        tally = _Tally(watch)
        work = partial(read_chunk, store, largest, TOOL)
        waiting: Iterable[Chunk] = tally.counted(chunks(documents(sources, table, largest)))
        while waiting:
            waiting = [part for outcome in engine.run(work, waiting) for part in tally.take(outcome)]
        manifest = tally.manifest(tuple(map(writable, sources)))
        _check(place, manifest)
        place.set_manifest(manifest)
    return tally.ingested(len(set(before.shards) - set(manifest.shards)))


def _check(place: Store, manifest: Manifest) -> None:
    missing = len(set(manifest.shards) - place.sizes().keys())
    if missing:
        message = (
            f"{missing:,} shards that workers wrote are not there; all workers must reach the store under this name"
        )
        raise InputError(message, where=place.name)


def read_chunk(store: Path | str, largest: int, tool: str, chunk: Chunk) -> Done:
    """In a worker: the shard of some documents, unless the store has it.

    Raises:
        InputError: the driver is another copyfair than the worker, or object storage gives no good answer.
        OSError: the system failed.
    """
    if tool != TOOL:
        raise InputError(f"a worker has {TOOL}, and this is {tool}: install the same there", where=platform.node())
    place, read = Store(store), contents(chunk.given, largest)
    name = shard_name(read, largest)
    known = place.counts(name)
    if known is None:
        read = fetched(read)
        name = shard_name(read, largest)  # another one if something could not be fetched
        with _rarely_collected():
            shard = make_shard((one.given, one.fault or one.data, _sha256(one)) for one in read)
        place.put(name, shard)
    documents, rejects = known or (len(shard.documents), len(shard.rejects))
    return Done(
        shard=name,
        documents=documents,
        rejects=rejects,
        size=sum(one.given.size for one in read),
        is_new=known is None,
    )


@contextmanager
def _rarely_collected() -> Iterator[None]:
    """As in the command line: much is made and kept, little thrown away. A worker of a cluster is not ours alone."""
    before = gc.get_threshold()
    gc.set_threshold(50_000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _sha256(one: Read) -> str:
    return one.identity if one.given.version is None else hashlib.sha256(one.data).hexdigest()


class _Tally:
    """What came in so far."""

    def __init__(self, watch: Callable[[Progress], None]) -> None:
        self._watch = watch
        self._start = time.monotonic()
        self._done: dict[tuple[int, ...], Done] = {}
        self._lost: list[Reject] = []
        self._documents = self._rejects = self._size = 0
        self._listed = 0
        self._all_listed = False

    def counted(self, found: Iterable[list[Given]]) -> Iterator[Chunk]:
        for number, chunk in enumerate(found):
            self._listed += len(chunk)
            yield Chunk((number,), chunk)
        self._all_listed = True

    def take(self, outcome: tuple[Chunk, Done] | Lost[Chunk]) -> list[Chunk]:
        """What is to be done because of it: the parts of what was lost."""
        if isinstance(outcome, Lost):
            parts = outcome.task.parts()
            if not parts:
                self._lost += [_killer(one) for one in outcome.task.given]
        else:
            chunk, done = outcome
            parts = []
            self._done[chunk.order] = done
            self._documents += done.documents
            self._rejects += done.rejects
            self._size += done.size
        self._watch(self._progress())
        return parts

    def _progress(self) -> Progress:
        return Progress(
            documents=self._documents,
            rejects=self._rejects + len(self._lost),
            size=self._size,
            seconds=time.monotonic() - self._start,
            total=self._listed if self._all_listed else None,
        )

    def manifest(self, sources: tuple[str, ...]) -> Manifest:
        shards = dict.fromkeys(self._done[order].shard for order in sorted(self._done))
        return Manifest(sources=sources, shards=tuple(shards), rejects=tuple(sorted(self._lost)))

    def ingested(self, dropped: int) -> Ingested:
        now = self._progress()
        return Ingested(
            documents=now.documents,
            rejects=now.rejects,
            shards=len(self._done),
            new_shards=sum(one.is_new for one in self._done.values()),
            quarantined=len(self._lost),
            dropped_shards=dropped,
        )


def _killer(one: Given) -> Reject:
    message = "it killed the worker that read it, twice, the second time alone"
    return Reject(name=one.name, organisation=one.organisation, reason="worker-died", message=message)
