"""What it takes to decide a portfolio that was read before, from its shards.

    python benchmarks/portfolio_decide.py
    python benchmarks/portfolio_decide.py --documents 1000000 --workers 1 2

Makes shards of 500 documents with 70 components each: facts as the reader makes them from the documents of
`portfolio.py`, drawn anew for each document. Every shard has documents of every organisation, which is the harder case.
Compares with reading the bytes of the shards and hashing them, which is the least that must be done, on one core.
"""

import argparse
import gc
import hashlib
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec
from portfolio import COMMONS, COMPANY, COMPONENTS, DAY, ORGANISATIONS, cpu, document

from copyfair.commons import load_text
from copyfair.portfolio.databases import DATABASES, Database
from copyfair.portfolio.decide import decide
from copyfair.portfolio.model import Document, Given, Manifest, Shard
from copyfair.portfolio.results import opened
from copyfair.portfolio.shards import make_shard
from copyfair.portfolio.store import Store

IN_A_SHARD = 500
READ = 2_000
"""Documents that are read, for the facts in them."""
DRAWN = 100
"""Shards that are drawn; the others have documents of other names that list what these list."""


class Cost(NamedTuple):
    """Seconds on the clock and of all processors; MiB of the largest worker and of the process that decides."""

    clock: float
    cpu: float
    worker: float
    driver: float


def facts() -> Shard:
    chance = random.Random(7)
    bills = ((Given(name=f"app-{number}.cdx.json"), document(number, chance), "") for number in range(READ))
    return make_shard(bills)


def shard(number: int, all_: Shard, chance: random.Random) -> Shard:
    """A shard of documents that list some of the facts; it holds those that they list."""
    held: dict[int, int] = {}
    count = len(all_.facts)
    documents = []
    for place in range(number * IN_A_SHARD, (number + 1) * IN_A_SHARD):
        picked = {int(chance.random() * count) for _ in range(COMPONENTS)}
        documents.append(named(place, tuple(sorted(held.setdefault(one, len(held)) for one in picked))))
    said: dict[int, int] = {}
    says = tuple(said.setdefault(all_.says[one], len(said)) for one in held)
    facts = tuple(all_.facts[one] for one in held)
    statements = tuple(all_.statements[one] for one in said)
    return Shard(documents=tuple(documents), facts=facts, says=says, statements=statements)


def named(place: int, listed: tuple[int, ...]) -> Document:
    organisation, sha256 = f"org-{place % ORGANISATIONS:02}", hashlib.sha256(str(place).encode()).hexdigest()
    name = f"boms/{organisation}/app-{place}.cdx.json"
    return Document(name=name, organisation=organisation, sha256=sha256, facts=listed)


def renamed(number: int, drawn: Shard) -> Shard:
    documents = (named(number * IN_A_SHARD + place, one.facts) for place, one in enumerate(drawn.documents))
    return msgspec.structs.replace(drawn, documents=tuple(documents))


def make(folder: Path, count: int) -> Path:
    """A store; what is there already stays, so that a folder can be used again."""
    store, all_, chance = Store(folder / "store"), facts(), random.Random(11)
    drawn: list[Shard] = []
    names = [hashlib.sha256(str(number).encode()).hexdigest()[:40] for number in range(count // IN_A_SHARD)]
    with store.locked():
        for number, name in enumerate(names):
            if number < DRAWN:
                drawn.append(shard(number, all_, chance))
            if store.counts(name) is None:
                store.put(name, renamed(number, drawn[number % DRAWN]))
        store.set_manifest(Manifest(sources=("boms",), shards=tuple(names)))
    (folder / "actors").mkdir(exist_ok=True)
    for number in range(ORGANISATIONS):
        (folder / "actors" / f"org-{number:02}.toml").write_text(COMPANY.format(number=number), "utf-8")
    return store.shards


def least(shards: Path) -> None:
    for file in sorted(shards.iterdir()):
        hashlib.sha256(file.read_bytes()).digest()


def whole(folder: Path, database: Database, workers: int) -> None:
    commons = [load_text(COMMONS, "commons.toml")]
    decide(folder / "store", actors=folder / "actors", as_of=DAY, commons=commons, workers=workers, database=database)


def ask(folder: Path) -> None:
    """All sums that a report shows."""
    with opened(folder / "store", DAY) as results:
        (results.counts(), results.owed(), results.verdicts(), results.cells(), results.used(), results.rejects())


def cost(work: Callable[[], object]) -> Cost:
    gc.set_threshold(50_000)  # as the command line does
    start, used = time.perf_counter(), cpu()
    work()
    clock, processor = time.perf_counter() - start, cpu() - used
    return Cost(clock, processor, peak(resource.RUSAGE_CHILDREN), peak(resource.RUSAGE_SELF))


def peak(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def alone(work: Callable[[], object]) -> Cost:
    """In a process of its own, so that peaks are those of this piece of work."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(cost, work).result()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--documents", type=int, nargs="+", default=[20_000])
    options.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options.add_argument("--folder", type=Path, help="keep the shards here")
    given = options.parse_args()
    print("| documents | what | seconds: clock | processor | MiB: driver | a worker |")
    print("|---:|---|---:|---:|---:|---:|")
    for count in given.documents:
        with tempfile.TemporaryDirectory() as own:
            folder = given.folder / str(count) if given.folder else Path(own)
            folder.mkdir(parents=True, exist_ok=True)
            measure(folder, count, given.workers)


def measure(folder: Path, count: int, workers: list[int]) -> None:
    shards = make(folder, count)
    row(count, "read and hash the shards", alone(partial(least, shards)))
    for database in DATABASES:
        name = database.suffix.removeprefix(".")
        for number in workers:
            row(count, f"decide, {name}, workers: {number}", alone(partial(whole, folder, database, number)))
        row(count, f"all sums of a report, {name}", alone(partial(ask, folder)))


def row(count: int, name: str, took: Cost) -> None:
    figures = f"{took.clock:.1f} | {took.cpu:.1f} | {took.driver:.0f} | {took.worker:.0f}"
    print(f"| {count:,} | {name} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
