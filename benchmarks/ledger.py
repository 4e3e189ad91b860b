"""What the ledger costs, and what it stands: many processes, killed and thrown back at random.

    python benchmarks/ledger.py
    python benchmarks/ledger.py --documents 25 --runs 1

Needs copyfair with the extra `postgres`, and PostgreSQL on the machine (Debian's package postgresql); without it, only
SQLite is measured. See the README beside this file.
"""

import argparse
import datetime
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "tests" / "ledger"
sys.path.insert(0, str(TESTS))
from ledger_sample import order, render
from throwaway import NoPostgresError, cluster, empty_place

from copyfair.ledger.books import create_ledger, open_ledger
from copyfair.ledger.export import export, verify_export
from copyfair.ledger.rivals import Rivals
from copyfair.ledger.verify import verify

DOCUMENTS = 1000
BULK = 5000
NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


@contextmanager
def places() -> Iterator[dict[str, Callable[[], str]]]:
    """Engine -> makes a place where there is no ledger yet. PostgreSQL writes to the disk as it would for real."""
    with tempfile.TemporaryDirectory(prefix="copyfair-benchmark-") as folder:
        numbers = iter(range(1000))
        made: dict[str, Callable[[], str]] = {"SQLite": lambda: f"{folder}/{next(numbers)}.sqlite"}
        with suppress(NoPostgresError), cluster(fsync=True) as socket:
            yield {**made, "PostgreSQL": lambda: empty_place(socket)}
            return
        yield made


def race(place: str, documents: int, seed: int) -> str:
    """The row of one race, after the ledger was checked."""
    create_ledger(place).close()
    command = [
        sys.executable,
        TESTS / "race.py",
        place,
        "--documents",
        str(documents),
        "--seed",
        str(seed),
        "--kills",
        "40",
    ]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    with open_ledger(place) as books:
        found = verify(books)
        numbers = [one.document.number for one in books.standings()]
    whole = not found.flaws and not told["failed"]
    whole &= numbers == [f"FA-2026-{one:04}" for one in range(1, 8 * documents + 6)]
    each = 1000 * told["seconds"] / len(numbers)
    return (
        f"{len(numbers)} | {told['killed']} | {told['thrown back']} | {told['given back']} | {each:.1f} | "
        f"{'no gap, no duplicate, whole' if whole else f'BROKEN: {found.flaws[:3]}'} |"
    )


def timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def quiet(place: str) -> dict[str, float]:
    """CPU seconds of this process for one writer, for a check, and for an export with its check."""
    with create_ledger(place, clock=lambda: NOON) as books:
        costs = {"issue": timed(lambda: [books.issue(order(one), render, by="Ada") for one in range(DOCUMENTS)])}
        costs["again"] = timed(lambda: [books.issue(order(one), render, by="Ada") for one in range(DOCUMENTS)])
        costs["verify"] = timed(lambda: verify(books))
        lines: list[bytes] = []
        costs["export"] = timed(lambda: lines.extend(export(books)))
        costs["verify the export"] = timed(lambda: verify_export(lines))
    return costs


def bulk(place: str) -> list[float]:
    """CPU seconds for each thousand of many notices, each with a look for others that ask for the same."""
    with create_ledger(place, clock=lambda: NOON) as books:
        rivals = Rivals(books)

        def thousand(first: int) -> None:
            for one in range(first, first + DOCUMENTS):
                made = books.issue(order(one, licensee=f"Licensee {one}", commons="gears"), render, by="Ada")
                if rivals.of(made.document):
                    raise SystemExit(f"{made.document.number} has rivals, and each licensee has one notice")

        return [timed(partial(thousand, first)) for first in range(0, BULK, DOCUMENTS)]


def empty_python() -> float:
    """CPU seconds of ``python -c pass``."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=200, help="of each of 8 processes (200)")
    parser.add_argument("--runs", type=int, default=3, help="races in each engine (3)")
    given = parser.parse_args()
    unit = statistics.median(empty_python() for _ in range(11))
    with places() as engines:
        print("| race in | documents | killed | thrown back | given back | ms a document | afterwards |")
        print("|---|---:|---:|---:|---:|---:|---|")
        for engine, new in engines.items():
            for seed in range(1, given.runs + 1):
                print(f"| {engine} | {race(new(), given.documents, seed)}", flush=True)
        print(f"\n| {DOCUMENTS} documents, one writer | {' | '.join(engines)} |\n|---|{'---:|' * len(engines)}")
        costs = {engine: quiet(new()) for engine, new in engines.items()}
        for name in costs["SQLite"]:
            print(f"| {name} | {' | '.join(f'{costs[engine][name] / unit:.1f}' for engine in engines)} |")
        print(
            f"\n| {BULK} notices in bulk, thousand by thousand | {' | '.join(engines)} |\n|---|{'---:|' * len(engines)}"
        )
        grown = {engine: bulk(new()) for engine, new in engines.items()}
        for number in range(BULK // DOCUMENTS):
            cells = " | ".join(f"{grown[engine][number] / unit:.1f}" for engine in engines)
            print(f"| the {number + 1}. thousand | {cells} |")


if __name__ == "__main__":
    main()
