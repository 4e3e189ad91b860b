"""Reads an estate into a store; what was read before is not read again."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import msgspec

from copyfair.portfolio.executor import Executor, LocalPool, Lost
from copyfair.portfolio.model import Done, Given, Manifest, Reject
from copyfair.portfolio.organisations import Organisations
from copyfair.portfolio.shards import make_shard
from copyfair.portfolio.sources import LARGEST, chunks, contents, documents, writable
from copyfair.portfolio.store import Store, shard_name

__all__ = ["Ingested", "Progress", "ingest"]

Task = tuple[int, list[Given]]


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
        quarantined: shards that killed their worker; their documents are among the rejects.
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
    store: Path,
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
        sources: folders, files or patterns: bills of materials, projects, ``.ndjson`` (``.gz``) and tar archives.
        store: folder of the store.
        organisations: whose documents are whose; None: all are nobody's.
        workers: processes.
        largest: bytes of a document that are read.
        executor: who does the work; None: a pool of processes on this machine.
        watch: called as shards come in.

    Raises:
        InputError: a source is not there, or the store is in use or cannot be written.
    """
    place = Store(store)
    table = organisations or Organisations()
    engine = executor or LocalPool(workers)
    with place.locked():
        before = _manifest(place)
        tally = _Tally(watch)
        work = partial(read_chunk, store, largest)
        for outcome in engine.run(work, tally.counted(chunks(documents(sources, table, largest)))):
            tally.take(outcome)
        manifest = tally.manifest(tuple(map(writable, sources)))
        place.set_manifest(manifest)
    return tally.ingested(len(set(before.shards) - set(manifest.shards)))


def _manifest(place: Store) -> Manifest:
    return place.manifest() if (place.folder / "manifest.json").exists() else Manifest()


def read_chunk(store: Path, largest: int, task: Task) -> Done:
    """In a worker: the shard of some documents, unless the store has it."""
    read = [(given, *contents(given, largest)) for given in task[1]]
    place, name = Store(store), shard_name(read, largest)
    known = place.counts(name)
    if known is None:
        shard = make_shard(read)
        place.put(name, shard)
    documents, rejects = known or (len(shard.documents), len(shard.rejects))
    return Done(
        shard=name,
        documents=documents,
        rejects=rejects,
        size=sum(len(data) for _, data, _ in read if isinstance(data, bytes)),
        is_new=known is None,
    )


class _Tally:
    """What came in so far."""

    def __init__(self, watch: Callable[[Progress], None]) -> None:
        self._watch = watch
        self._start = time.monotonic()
        self._done: dict[int, Done] = {}
        self._lost: list[Reject] = []
        self._quarantined = 0
        self._listed = 0
        self._all_listed = False

    def counted(self, found: Iterable[list[Given]]) -> Iterator[Task]:
        for number, chunk in enumerate(found):
            self._listed += len(chunk)
            yield number, chunk
        self._all_listed = True

    def take(self, outcome: tuple[Task, Done] | Lost[Task]) -> None:
        if isinstance(outcome, Lost):
            self._quarantined += 1
            message = f"its shard of {len(outcome.task[1])} documents killed its worker twice"
            self._lost += [
                Reject(name=one.name, organisation=one.organisation, reason="worker-died", message=message)
                for one in outcome.task[1]
            ]
        else:
            self._done[outcome[0][0]] = outcome[1]
        self._watch(self._progress())

    def _progress(self) -> Progress:
        return Progress(
            documents=sum(one.documents for one in self._done.values()),
            rejects=sum(one.rejects for one in self._done.values()) + len(self._lost),
            size=sum(one.size for one in self._done.values()),
            seconds=time.monotonic() - self._start,
            total=self._listed if self._all_listed else None,
        )

    def manifest(self, sources: tuple[str, ...]) -> Manifest:
        shards = dict.fromkeys(self._done[number].shard for number in sorted(self._done))
        return Manifest(sources=sources, shards=tuple(shards), rejects=tuple(sorted(self._lost)))

    def ingested(self, dropped: int) -> Ingested:
        now = self._progress()
        return Ingested(
            documents=now.documents,
            rejects=now.rejects,
            shards=len(self._done),
            new_shards=sum(one.is_new for one in self._done.values()),
            quarantined=self._quarantined,
            dropped_shards=dropped,
        )
