"""Workers that die, and a driver to be killed; started in processes of their own, so they stand in a module."""

import datetime
import os
import resource
import signal
import sys
import time
from functools import partial
from pathlib import Path

import portfolio_sample as sample

from copyfair.commons import load as load_commons
from copyfair.errors import CopyfairError
from copyfair.portfolio import databases, sources
from copyfair.portfolio.cluster import DaskCluster
from copyfair.portfolio.decide import decide
from copyfair.portfolio.executor import LocalPool
from copyfair.portfolio.ingest import ingest

DAY = datetime.date(2026, 11, 22)
DOCUMENTS = 14
SECONDS = 240
ABOUT = 3
"""Documents to a shard here, so that a small estate has several."""


class Before:
    """An engine whose workers do something before each task."""

    def __init__(self, engine, before) -> None:
        self._engine, self._before = engine, before

    def run(self, work, tasks):
        return self._engine.run(partial(after, self._before, work), tasks)


class Around(Before):
    """A pool of which the same holds."""

    def __init__(self, before, workers: int = 2) -> None:
        super().__init__(LocalPool(workers), before)


def after(before, work, task):
    before(task)
    return work(task)


def die_once(mark: Path, _task) -> None:
    """Dies as a worker that the system kills, the first time."""
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def die_of(names: tuple[str, ...], task) -> None:
    """Dies of some documents, each time."""
    if any(given.name in names for given in task.given):
        os.kill(os.getpid(), signal.SIGKILL)


def die(_task) -> None:
    """Dies of everything, each time."""
    os.kill(os.getpid(), signal.SIGKILL)


def leave_pid(folder: Path, _task) -> None:
    """Says which process it is, and is slow."""
    (folder / str(os.getpid())).touch()
    time.sleep(0.4)


def nothing(_task) -> None:
    """An ordinary worker."""


def finished(place: Path, store: Path) -> dict[str, bytes]:
    """Ingest and decide to the end, and everything that the store then holds."""
    found = ingest([str(place)], store, executor=sample.Here(), largest=1_000_000)
    assert found.documents == DOCUMENTS
    return decided(place, store)


def decided(place: Path, store: Path) -> dict[str, bytes]:
    decide(store, actors=place.parent / "actors", as_of=DAY, commons=[load_commons(place.parent / "commons.toml")])
    files = (file for file in store.rglob("*") if file.is_file() and file.name != "lock")
    return {str(file.relative_to(store)): file.read_bytes() for file in files}


def wait(holds) -> None:
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, "it never came to pass"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        try:
            os.kill(pid, 0)
        except OSError:
            return False
        return not Path("/proc/self").exists()
    return state != "Z"  # whoever ended and was not asked for yet


def main(what: str, place: str, store: str, notes: str) -> None:
    """A driver: slow, so that it can be killed, or on a disk that is soon full."""
    sources._ABOUT = ABOUT
    before = partial(leave_pid, Path(notes)) if what in ("slow", "cluster", "shared") else nothing
    engine = Before(DaskCluster(workers=2) if what == "cluster" else LocalPool(1 if what == "shared" else 2), before)
    if what == "full":
        resource.setrlimit(resource.RLIMIT_FSIZE, (1100, resource.RLIM_INFINITY))
    try:
        ingest([place], store if "://" in store else Path(store), executor=engine, largest=1_000_000)
    except CopyfairError as error:
        sys.exit(str(error))


# ---------------------------------------------------------------- a decision that is killed

DAY = datetime.date(2026, 11, 22)


def decide_and_die(folder: str, suffix: str) -> None:
    """For each number that comes in: decide in a process of its own, killed at this step; and say how it ended.

    A step is whatever is written, flushed, renamed or taken away.
    """
    database = next(one for one in databases.DATABASES if one.suffix == suffix)
    commons = [load_commons(Path(folder, "commons.toml"))]
    for number in sys.stdin:
        if os.fork() == 0:
            _die_at(int(number))
            decide(Path(folder, "store"), actors=Path(folder, "actors"), as_of=DAY, commons=commons, database=database)
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)  # noqa: T201 - to the test


def _die_at(number: int) -> None:
    left = iter(range(number))

    def counted(work):
        def counting(*args, **more):
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            return work(*args, **more)

        return counting

    for kind, name in (
        (databases._Sqlite, "insert"),
        (databases._Sqlite, "run"),
        (databases._Duckdb, "insert"),
        (databases._Duckdb, "run"),
        (os, "fsync"),
        (Path, "replace"),
        (Path, "unlink"),
    ):
        setattr(kind, name, counted(getattr(kind, name)))


if __name__ == "__main__":
    decide_and_die(*sys.argv[2:]) if sys.argv[1] == "decide" else main(*sys.argv[1:])
