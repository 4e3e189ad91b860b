"""Whatever is killed, full or half written: running it again ends with the same bytes, no document lost and none twice."""

import datetime
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import portfolio_killers as killers
import portfolio_sample as sample
import pytest

from copyfair.commons import load as load_commons
from copyfair.errors import InputError
from copyfair.portfolio import sources
from copyfair.portfolio.decide import decide
from copyfair.portfolio.ingest import ingest
from copyfair.portfolio.store import Store

DAY = datetime.date(2026, 11, 22)
DOCUMENTS = 14
SECONDS = 60


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The estate by a name that is the same in every run: where a shard ends depends on the names."""
    monkeypatch.setattr(sources, "_ABOUT", killers.ABOUT)
    monkeypatch.chdir(tmp_path)
    return sample.estate(tmp_path).relative_to(tmp_path)


@pytest.fixture
def whole(place: Path, tmp_path: Path) -> dict[str, bytes]:
    """What an ingest and a decision leave behind when nothing goes wrong."""
    return finished(place, tmp_path / "undisturbed")


def finished(place: Path, store: Path) -> dict[str, bytes]:
    """Ingest and decide to the end, and everything that the store then holds."""
    found = ingest([str(place)], store, executor=sample.Here(), largest=1_000_000)
    assert found.documents == DOCUMENTS
    return decided(place, store)


def decided(place: Path, store: Path) -> dict[str, bytes]:
    decide(store, actors=place.parent / "actors", as_of=DAY, commons=[load_commons(place.parent / "commons.toml")])
    files = (file for file in store.rglob("*") if file.is_file() and file.name != "lock")
    return {str(file.relative_to(store)): file.read_bytes() for file in files}


def test_several_shards_are_at_stake(whole: dict[str, bytes]) -> None:
    assert sum(name.startswith("shards") for name in whole) >= 4


def test_a_worker_is_killed(place: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    engine = killers.Around(partial(killers.die_once, tmp_path / "mark"))
    found = ingest([str(place)], tmp_path / "store", executor=engine, largest=1_000_000)
    assert (tmp_path / "mark").exists()
    assert (found.documents, found.quarantined) == (DOCUMENTS, 0)
    assert decided(place, tmp_path / "store") == whole


def test_a_poisoned_document_costs_its_shard_and_is_reported(
    place: Path, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    store = tmp_path / "store"
    engine = killers.Around(partial(killers.die_of, "wheels/app-3.cdx.json"))
    found = ingest([str(place)], store, executor=engine, largest=1_000_000)
    lost = {one.name for one in Store(store).manifest().rejects if one.reason == "worker-died"}
    assert found.quarantined == 1
    assert f"{place}/wheels/app-3.cdx.json" in lost
    kept = {one.name for name in Store(store).manifest().shards for one in documents(Store(store), name)}
    everything = {one.name for name in shards(whole) for one in documents(Store(tmp_path / "undisturbed"), name)}
    assert kept | lost == everything
    assert kept & lost == set()
    assert finished(place, store) == whole


def documents(store: Store, name: str) -> list:
    shard = store.get(name)
    return [*shard.documents, *shard.rejects]


def shards(whole: dict[str, bytes]) -> list[str]:
    return [Path(name).name for name in whole if name.startswith("shards")]


def test_the_driver_is_killed_and_its_workers_end(place: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    store, notes = tmp_path / "store", tmp_path / "notes"
    notes.mkdir()
    driver = start("slow", place, store, notes)
    wait(lambda: len(list((store / "shards").glob("[!.]*"))) >= 1)
    driver.send_signal(signal.SIGKILL)
    driver.communicate(timeout=SECONDS)
    assert not (store / "manifest.json").exists()
    assert 1 <= len(list((store / "shards").glob("[!.]*"))) < len(shards(whole))
    wait(lambda: not any(alive(int(file.name)) for file in notes.iterdir()))
    assert finished(place, store) == whole


def start(what: str, place: Path, store: Path, notes: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, killers.__file__, what, str(place), str(store), str(notes)], stderr=subprocess.PIPE, text=True
    )


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


def test_the_disk_is_full(place: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    store = tmp_path / "store"
    driver = start("full", place, store, tmp_path)
    _, said = driver.communicate(timeout=SECONDS)
    assert driver.returncode == 1
    assert said.strip() == f"{store}: cannot be written: File too large"
    assert not list(store.rglob(".*.part"))
    assert finished(place, store) == whole


def test_a_damaged_shard_is_made_again(place: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    store = tmp_path / "store"
    finished(place, store)
    hurt = min((store / "shards").iterdir())
    hurt.write_bytes(hurt.read_bytes()[:-7])
    (store / "shards" / ".half.1.part").write_bytes(b"half a shard")
    with pytest.raises(InputError, match=r"missing or damaged: ingest again"):
        decided(place, store)
    assert finished(place, store) == whole


def test_a_second_driver_is_refused(place: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    with store.locked():
        driver = start("", place, store.folder, tmp_path)
        _, said = driver.communicate(timeout=SECONDS)
    assert driver.returncode == 1
    assert "another copyfair is at work on this store" in said
    with store.locked():  # and free again
        assert not (store.folder / "manifest.json").exists()


def test_a_new_document_changes_one_shard_or_parts_it(place: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    store = tmp_path / "store"
    finished(place, store)
    (place / "wheels" / "app-0a.cdx.json").write_text((place / "wheels" / "app-0.cdx.json").read_text("utf-8"), "utf-8")
    found = ingest([str(place)], store, executor=sample.Here(), largest=1_000_000)
    assert found.documents == DOCUMENTS + 1
    assert 1 <= found.new_shards <= 2
    assert found.shards - found.new_shards == len(shards(whole)) - 1
