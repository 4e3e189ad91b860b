"""The engine for more than one machine: a Dask cluster, found at its address or started for the run."""

import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from itertools import islice
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Generic

from copyfair.errors import InputError, MissingExtraError
from copyfair.portfolio.executor import Lost, R, T, end_with

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ["DaskCluster"]

_NOWHERE = "127.0.0.1:0"
"""Some port of this machine, which nobody outside reaches; Dask always opens one."""
_LOOK = 2.0
"""Seconds after which the cluster is asked again how many workers it has."""


class DaskCluster:
    """Workers of a Dask cluster.

    Dask itself does a task again when its worker is gone, some times. A task on which it gives up is done once more
    while nothing else is under way, so that only what is to blame is lost, not what stood next to it.

    Args:
        address: of the scheduler, as ``tcp://10.0.0.5:8786``; None: a cluster of processes on this machine, which ends
            with the run.
        workers: processes of such a cluster.
        patience: seconds to wait for an answer, and for a first or another worker.

    Raises:
        MissingExtraError: Dask is not installed.
    """

    def __init__(self, address: str | None = None, *, workers: int = 1, patience: float = 60) -> None:
        try:
            import distributed  # noqa: F401, PLC0415 - an extra
        except ImportError:
            raise MissingExtraError("A cluster", "cluster") from None
        self._address, self._workers, self._patience = address, workers, patience

    def run(self, work: Callable[[T], R], tasks: Iterable[T]) -> "Iterator[tuple[T, R] | Lost[T]]":
        """As `copyfair.portfolio.executor.Executor.run`.

        Raises:
            InputError: the cluster does not answer, has no workers, or is gone.
        """
        with self._client() as client:
            flow = _Flow(client, work, self._address or "the cluster of this run", self._patience)
            suspects = []
            for outcome in flow.each(tasks):
                if isinstance(outcome, Lost):
                    suspects.append(outcome.task)
                else:
                    yield outcome
            for task in suspects:
                yield from flow.each([task])

    @contextmanager
    def _client(self) -> "Iterator[Client]":
        import dask  # noqa: PLC0415 - an extra
        from distributed import Client, LocalCluster  # noqa: PLC0415 - an extra

        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB", **_STARTED}):
            if self._address is None:
                with (
                    LocalCluster(
                        n_workers=self._workers,
                        threads_per_worker=1,
                        security=True,  # other users of this machine must not hand it work
                        dashboard_address=_NOWHERE,
                        worker_dashboard_address=_NOWHERE,
                        silence_logs=logging.CRITICAL,
                        preload=__name__,
                    ) as cluster,
                    Client(cluster, set_as_default=False) as client,
                ):
                    yield client
                return
            try:
                client = Client(self._address, timeout=self._patience, set_as_default=False)
            except (OSError, ValueError, TypeError, RuntimeError) as error:
                message = f"no Dask scheduler answers there: {error or type(error).__name__}"
                raise InputError(message, where=self._address) from None
            with client:
                yield client


_STARTED = {
    "distributed.scheduler.allowed-failures": 0,  # its workers die of what they do, not of what happens to machines
    "distributed.scheduler.http.routes": [],  # pages about the run, for whoever is on this machine
    "distributed.worker.http.routes": [],
    "distributed.nanny.http.routes": [],
}
"""Of a cluster that is started for the run."""


def dask_setup(_worker: Any) -> None:
    """In a worker of a cluster that was started for the run: end with the driver. Dask calls it by this name."""
    end_with(os.getppid())


class _Flow(Generic[T, R]):
    """Tasks on their way through a cluster: as many at a time as keep its workers busy.

    Args:
        client: of the cluster.
        work: what is done with each task.
        where: what messages call the cluster.
        patience: seconds that it may be without a worker.
    """

    def __init__(self, client: "Client", work: Callable[[T], R], where: str, patience: float) -> None:
        self._client, self._work, self._where, self._patience = client, work, where, patience
        self._done: SimpleQueue[Future[R]] = SimpleQueue()
        self._under_way: dict[object, tuple[Future[R], T]] = {}
        self._width, self._looked, self._seen = 0, 0.0, time.monotonic()

    def each(self, tasks: Iterable[T]) -> "Iterator[tuple[T, R] | Lost[T]]":
        """Each task with its result; lost is what Dask gave up."""
        waiting = iter(tasks)
        while True:
            self._look()
            for task in islice(waiting, max(0, 2 * self._width - len(self._under_way))):
                self._submit(task)
            if self._width and not self._under_way:
                return
            outcome = self._next()
            if outcome is not None:
                yield outcome

    def _submit(self, task: T) -> None:
        from distributed.client import ClosedClientError  # noqa: PLC0415 - an extra

        try:
            future = self._client.submit(self._work, task, pure=False)
        except (OSError, ClosedClientError):
            raise self._gone() from None
        self._under_way[future.key] = future, task
        future.add_done_callback(self._done.put)

    def _next(self) -> "tuple[T, R] | Lost[T] | None":
        """What is done next; None: nothing for a while."""
        from distributed import KilledWorker  # noqa: PLC0415 - an extra
        from distributed.comm import CommClosedError  # noqa: PLC0415 - an extra

        try:
            future = self._done.get(timeout=_LOOK)
        except Empty:
            return None
        _, task = self._under_way.pop(future.key)
        try:
            return task, future.result()
        except KilledWorker:
            return Lost(task)
        except (CancelledError, CommClosedError):  # the second is an OSError, but none of what the task met
            raise self._gone() from None
        except ModuleNotFoundError as error:
            message = f"its workers have no {error.name!r}: install the same copyfair there as here"
            raise InputError(message, where=self._where) from None

    def _look(self) -> None:
        """How many threads the workers have now; a cluster may grow and shrink."""
        now = time.monotonic()
        if self._width and now - self._looked < _LOOK:
            return
        try:
            self._width = sum(self._client.nthreads().values())
        except OSError:
            raise self._gone() from None
        self._looked = now
        if self._width:
            self._seen = now
        elif now - self._seen > self._patience:
            message = f"has had no worker for {self._patience:.0f} seconds; what was read is kept, so run this again"
            raise InputError(message, where=self._where)

    def _gone(self) -> InputError:
        message = "the scheduler is gone; start it and run the same command again, which goes on where it stopped"
        return InputError(message, where=self._where)
