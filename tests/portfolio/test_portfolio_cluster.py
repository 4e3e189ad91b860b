"""The same estate read by a Dask cluster: what is killed costs time, and nothing else."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import portfolio_killers as killers
import portfolio_sample as sample
import pytest
from portfolio_killers import DOCUMENTS, SECONDS, alive, decided, finished, wait

from copyfair.errors import InputError, MissingExtraError
from copyfair.portfolio.cluster import DaskCluster
from copyfair.portfolio.ingest import ingest
from copyfair.portfolio.prune import prune
from copyfair.portfolio.store import Store


def test_without_the_extra_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"copyfair\[cluster\]"):
        DaskCluster()


class Cluster:
    """A scheduler and two nodes, each a process with one below it, as they are started on machines of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self.address = f"tcp://127.0.0.1:{self._port}"
        self.scheduler = self._start("scheduler", "--port", str(self._port), "--host", "127.0.0.1")
        self.nodes = [self.node() for _ in range(2)]

    def node(self) -> subprocess.Popen:
        return self._start("worker", self.address, "--nthreads", "1", "--local-directory", str(self._folder))

    def _start(self, what: str, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{what}", *arguments, "--no-dashboard"],
            cwd=self._folder,
            env={**os.environ, "PYTHONPATH": str(Path(killers.__file__).parent)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def end(self) -> None:
        for process in (*self.nodes, self.scheduler):
            kill_all(process)


def kill_all(process: subprocess.Popen) -> None:
    """A node: the process and those below it."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=SECONDS)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    found = Cluster(folder)
    try:
        yield found
    finally:
        found.end()


def read_while(happens: Callable[[], None], place: Path, store: Path, address: str, notes: Path) -> None:
    """An ingest during which something happens, once a first shard is there."""
    notes.mkdir()

    def strike() -> None:
        wait(lambda: store.exists() and len(list((store / "shards").glob("[!.]*"))) >= 1)
        happens()

    thread = threading.Thread(target=strike)
    thread.start()
    try:
        engine = killers.Before(DaskCluster(address, patience=20), partial(killers.leave_pid, notes))
        found = ingest([str(place)], store, executor=engine, largest=1_000_000)
    finally:
        thread.join()
    assert (found.documents, found.quarantined) == (DOCUMENTS, 0)


@pytest.fixture
def dask() -> None:
    pytest.importorskip("distributed", reason="Dask is not installed (extra cluster)")


@pytest.mark.usefixtures("dask")
def test_workers_nodes_and_scheduler_are_killed(place: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    with running(tmp_path) as cluster:
        notes = tmp_path / "of-worker"
        read_while(lambda: os.kill(latest(notes), signal.SIGKILL), place, tmp_path / "worker", cluster.address, notes)
        read_while(lambda: kill_all(cluster.nodes[0]), place, tmp_path / "node", cluster.address, tmp_path / "of-node")
        with pytest.raises(InputError, match="the scheduler is gone; start it and run the same command again"):
            read_while(
                lambda: kill_all(cluster.scheduler), place, tmp_path / "all", cluster.address, tmp_path / "of-all"
            )
        assert not (tmp_path / "all" / "manifest.json").exists()
    assert decided(place, tmp_path / "worker") == whole
    assert decided(place, tmp_path / "node") == whole
    assert finished(place, tmp_path / "all") == whole


def latest(notes: Path) -> int:
    """A worker that is at a task."""
    return int(max(notes.iterdir(), key=lambda file: file.stat().st_mtime_ns).name)


@pytest.mark.usefixtures("dask")
def test_a_cluster_for_the_run_loses_only_the_guilty(place: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    store, guilty = tmp_path / "store", f"{place}/wheels/app-3.cdx.json"
    engine = killers.Before(DaskCluster(workers=2), partial(killers.die_of, (guilty,)))
    found = ingest([str(place)], store, executor=engine, largest=1_000_000)
    assert [(one.name, one.reason) for one in Store(store).manifest().rejects] == [(guilty, "worker-died")]
    assert (found.documents, found.quarantined) == (DOCUMENTS - 1, 1)
    finished(place, store)
    prune(store)
    assert decided(place, store) == whole


@pytest.mark.usefixtures("dask")
def test_the_driver_of_a_cluster_that_only_this_machine_reaches_is_killed(
    place: Path, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    store, notes = tmp_path / "store", tmp_path / "notes"
    notes.mkdir()
    arguments = [sys.executable, killers.__file__, "cluster", str(place), str(store), str(notes)]
    driver = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
    wait(lambda: store.exists() and len(list((store / "shards").glob("[!.]*"))) >= 1)
    assert {one.laddr.ip for one in listening(driver.pid)} == {"127.0.0.1"}
    driver.send_signal(signal.SIGKILL)
    driver.communicate(timeout=SECONDS)
    wait(lambda: not any(alive(int(file.name)) for file in notes.iterdir()))
    assert not (store / "manifest.json").exists()
    assert finished(place, store) == whole


def listening(driver: int) -> list:
    """The sockets on which a process, and those below it, can be reached."""
    import psutil  # which Dask brings

    found = psutil.Process(driver)
    return [
        connection
        for process in (found, *found.children(recursive=True))
        for connection in process.net_connections()
        if connection.status == "LISTEN"
    ]


@pytest.mark.usefixtures("dask")
def test_nobody_answers(place: Path, tmp_path: Path) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(InputError, match=rf"{address}: no Dask scheduler answers there"):
        ingest([str(place)], tmp_path / "store", executor=DaskCluster(address, patience=0.5))
    with pytest.raises(InputError, match="nonsense://: no Dask scheduler answers there"):
        ingest([str(place)], tmp_path / "store", executor=DaskCluster("nonsense://", patience=0.5))


@pytest.mark.usefixtures("dask")
def test_a_cluster_without_workers(place: Path, tmp_path: Path) -> None:
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=0, dashboard_address="127.0.0.1:0"
    ) as cluster:  # any port: other tests have clusters too
        engine = DaskCluster(cluster.scheduler_address, patience=0.5)
        with pytest.raises(InputError, match="has had no worker for 0 seconds"):
            ingest([str(place)], tmp_path / "store", executor=engine)


def test_workers_that_do_not_see_the_sources(place: Path, tmp_path: Path) -> None:
    class Elsewhere(sample.Here):
        def run(self, work, tasks):
            chunks = list(tasks)
            place.rename("hidden")
            yield from super().run(work, chunks)

    with pytest.raises(InputError, match=r"estate/[a-z]+: the folder is not there, or not any more; all workers must"):
        ingest([str(place)], tmp_path / "store", executor=Elsewhere())
    assert not Store(tmp_path / "store").has_manifest()


def test_workers_that_write_elsewhere(place: Path, tmp_path: Path) -> None:
    class Forgetful(sample.Here):
        def run(self, work, tasks):
            for task, done in super().run(work, tasks):
                Store(tmp_path / "store").remove(done.shard)
                yield task, done

    with pytest.raises(InputError, match=r"store: [1-9]\d* shards that workers wrote are not there; all workers must"):
        ingest([str(place)], tmp_path / "store", executor=Forgetful())
    assert not Store(tmp_path / "store").has_manifest()


def test_a_worker_with_another_copyfair(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Older(sample.Here):
        def run(self, work, tasks):
            chunks = list(tasks)
            monkeypatch.setattr("copyfair.portfolio.ingest.TOOL", "copyfair 0.0.1")
            yield from super().run(work, chunks)

    with pytest.raises(InputError, match=r"a worker has copyfair 0\.0\.1, and this is copyfair .*: install the same"):
        ingest([str(place)], tmp_path / "store", executor=Older())
