"""Who does the work: one small protocol, and the pool of processes on this machine that follows it."""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Generic, Protocol, TypeVar

__all__ = ["Executor", "LocalPool", "Lost", "R", "T", "end_with"]

T = TypeVar("T")
R = TypeVar("R")


class Lost(Generic[T]):
    """A task that killed its worker twice, the second time alone.

    Attributes:
        task: what was to be done.
    """

    def __init__(self, task: T) -> None:
        self.task = task


class Executor(Protocol):
    """Does tasks, in any order and perhaps more than once: what a task leaves behind must be the same each time."""

    def run(self, work: Callable[[T], R], tasks: Iterable[T]) -> "Iterator[tuple[T, R] | Lost[T]]":
        """Each task with its result, as they come in; tasks are taken from their iterator only as they are needed."""


class LocalPool:
    """Processes on this machine.

    Args:
        workers: how many.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def run(self, work: Callable[[T], R], tasks: Iterable[T]) -> "Iterator[tuple[T, R] | Lost[T]]":
        """As `Executor.run`.

        When a worker dies, nobody can tell at which of the tasks under way. Each of them is then done alone, and what
        kills its worker again is lost; all others are done.
        """
        waiting = iter(tasks)
        while True:
            under_way: dict[Future[R], T] = {}
            try:
                with self._pool(self._workers) as pool:
                    yield from self._flow(pool, work, waiting, under_way)
            except BrokenProcessPool:
                for task in under_way.values():
                    yield self._alone(work, task)
            else:
                return

    def _flow(
        self,
        pool: ProcessPoolExecutor,
        work: Callable[[T], R],
        waiting: Iterator[T],
        under_way: dict["Future[R]", T],
    ) -> Iterator[tuple[T, R]]:
        more = True
        while more or under_way:
            while more and len(under_way) <= self._workers:  # one waits for whoever is done first
                try:
                    task = next(waiting)
                except StopIteration:
                    more = False
                    break
                under_way[_submitted(pool, work, task)] = task
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                result = future.result()
                yield under_way.pop(future), result

    def _alone(self, work: Callable[[T], R], task: T) -> "tuple[T, R] | Lost[T]":
        try:
            with self._pool(1) as pool:
                return task, pool.submit(work, task).result()
        except BrokenProcessPool:
            return Lost(task)

    def _pool(self, workers: int) -> ProcessPoolExecutor:
        # Started anew, not forked: no worker holds what the driver has open, and threads of the driver do not matter.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(workers, mp_context=context, initializer=end_with, initargs=(os.getpid(),))


def _submitted(pool: ProcessPoolExecutor, work: Callable[[T], R], task: T) -> "Future[R]":
    try:
        return pool.submit(work, task)
    except BrokenProcessPool as error:  # a moment ago; the task is among those that were under way
        broken: Future[R] = Future()
        broken.set_exception(error)
        return broken


def end_with(driver: int) -> None:
    """In a worker: end when the process that started it is gone; a killed driver leaves its workers behind."""

    def look() -> None:
        while os.getppid() == driver:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()
