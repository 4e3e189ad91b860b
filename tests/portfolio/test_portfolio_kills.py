"""Whatever is killed, full or half written: running it again ends with the same bytes, no document lost and none twice."""

import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import portfolio_killers as killers
import portfolio_sample as sample
import pytest
from portfolio_killers import DOCUMENTS, SECONDS, alive, decided, finished, wait

from copyfair.errors import InputError
from copyfair.portfolio.ingest import ingest
from copyfair.portfolio.prune import prune
from copyfair.portfolio.store import Store


def test_several_shards_are_at_stake(whole: dict[str, bytes]) -> None:
    assert sum(name.startswith("shards") for name in whole) >= 4


def test_a_worker_is_killed(place: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    engine = killers.Around(partial(killers.die_once, tmp_path / "mark"))
    found = ingest([str(place)], tmp_path / "store", executor=engine, largest=1_000_000)
    assert (tmp_path / "mark").exists()
    assert (found.documents, found.quarantined) == (DOCUMENTS, 0)
    assert decided(place, tmp_path / "store") == whole


def test_of_a_poisoned_shard_only_the_guilty_are_lost(place: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    store = tmp_path / "store"
    guilty = {f"{place}/wheels/app-{number}.cdx.json" for number in (1, 3)}
    engine = killers.Around(partial(killers.die_of, tuple(guilty)))
    found = ingest([str(place)], store, executor=engine, largest=1_000_000)
    rejects = Store(store).manifest().rejects
    assert {(one.name, one.organisation, one.reason) for one in rejects} == {
        (name, "", "worker-died") for name in guilty
    }
    assert (found.documents, found.quarantined) == (DOCUMENTS - len(guilty), len(guilty))
    kept = [one.name for name in Store(store).manifest().shards for one in documents(Store(store), name)]
    everything = [
        one.name for name in named(tmp_path / "undisturbed") for one in documents(Store(tmp_path / "undisturbed"), name)
    ]
    assert kept == [name for name in everything if name not in guilty]
    finished(place, store)  # nothing is poisoned any more
    assert prune(store).deleted > 0
    assert decided(place, store) == whole


def named(store: Path) -> tuple[str, ...]:
    return Store(store).manifest().shards


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


def test_what_is_no_longer_part_of_the_estate_is_pruned(place: Path, tmp_path: Path, whole: dict[str, bytes]) -> None:
    store = tmp_path / "store"
    extra = place / "wheels" / "app-0a.cdx.json"
    extra.write_text((place / "wheels" / "app-0.cdx.json").read_text("utf-8"), "utf-8")
    ingest([str(place)], store, executor=sample.Here(), largest=1_000_000)
    extra.unlink()
    finished(place, store)
    notes = sample.write(store / "shards" / "notes.txt", "not ours")
    trial, done = prune(store, is_trial=True), prune(store)
    assert (trial, done.kept) == (done, len(shards(whole)))
    assert 1 <= done.deleted <= 2
    assert done.size > 0
    assert prune(store).deleted == 0
    notes.unlink()
    assert decided(place, store) == whole


def test_where_nothing_was_finished_nothing_is_pruned(place: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    finished(place, store.folder)
    (store.folder / "manifest.json").unlink()
    before = store.sizes()
    with pytest.raises(InputError, match="nothing was ingested"):
        prune(store.folder)
    assert store.sizes() == before
    with pytest.raises(InputError, match="nothing was ingested"):
        prune(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_store_in_use_is_not_pruned(place: Path, tmp_path: Path) -> None:
    finished(place, tmp_path / "store")
    with Store(tmp_path / "store").locked(), pytest.raises(InputError, match="at work on this store"):
        prune(tmp_path / "store")
