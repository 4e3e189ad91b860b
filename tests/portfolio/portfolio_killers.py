"""Workers that die, and a driver to be killed; started in processes of their own, so they stand in a module."""

import os
import resource
import signal
import sys
import time
from functools import partial
from pathlib import Path

from copyfair.errors import CopyfairError
from copyfair.portfolio import sources
from copyfair.portfolio.executor import LocalPool
from copyfair.portfolio.ingest import ingest

ABOUT = 3
"""Documents to a shard here, so that a small estate has several."""


class Around:
    """A pool whose workers do something before each task."""

    def __init__(self, before, workers: int = 2) -> None:
        self._before, self._workers = before, workers

    def run(self, work, tasks):
        return LocalPool(self._workers).run(partial(_after, self._before, work), tasks)


def _after(before, work, task):
    before(task)
    return work(task)


def die_once(mark: Path, _task) -> None:
    """Dies as a worker that the system kills, the first time."""
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def die_of(name: str, task) -> None:
    """Dies of one document, each time."""
    if any(given.name.endswith(name) for given in task[1]):
        os.kill(os.getpid(), signal.SIGKILL)


def leave_pid(folder: Path, _task) -> None:
    """Says which process it is, and is slow."""
    (folder / str(os.getpid())).touch()
    time.sleep(0.4)


def nothing(_task) -> None:
    """An ordinary worker."""


def main(what: str, place: str, store: str, notes: str) -> None:
    """A driver: slow, so that it can be killed, or on a disk that is soon full."""
    sources._ABOUT = ABOUT
    before = partial(leave_pid, Path(notes)) if what == "slow" else nothing
    if what == "full":
        resource.setrlimit(resource.RLIMIT_FSIZE, (1500, resource.RLIM_INFINITY))
    try:
        ingest([place], Path(store), executor=Around(before), largest=1_000_000)
    except CopyfairError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(*sys.argv[1:])
