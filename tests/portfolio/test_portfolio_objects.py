"""Documents and stores in object storage: the same as on disk, and what goes wrong there is said without a secret."""

import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import portfolio_buckets as buckets
import portfolio_killers as killers
import portfolio_sample as sample
import pytest

from copyfair.errors import InputError, MissingExtraError
from copyfair.portfolio import objects
from copyfair.portfolio.executor import LocalPool
from copyfair.portfolio.ingest import ingest
from copyfair.portfolio.mirror import at_hand
from copyfair.portfolio.organisations import Organisations
from copyfair.portfolio.prune import prune
from copyfair.portfolio.sources import documents
from copyfair.portfolio.store import Store

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from running import DAY, copyfair


def test_without_the_extra_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(MissingExtraError, match=r"copyfair\[cloud\]"):
        objects.find("s3://somewhere/boms")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://files.example/boms", "https://files.example/boms: of places with a URL, only s3://BUCKET/"),
        ("s3://", "s3://: names no bucket"),
        ("s3://AKIA:hidden@boms/all", "s3://…@boms/all: a key in a URL would end up in reports"),
    ],
)
def test_urls_that_cannot_be_used(tmp_path: Path, url: str, says: str) -> None:
    for call in (lambda: ingest([url], tmp_path / "store"), lambda: ingest([str(tmp_path)], url)):
        with pytest.raises(InputError) as error:
            call()
        assert says in str(error.value)
        assert "hidden" not in str(error.value)


# ---------------------------------------------------------------- a server that behaves


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Callable:
    """Makes a server the one that is asked, by the environment, as users do."""
    s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed (extra cloud)")

    def to(address: str):
        for name, value in {**buckets.ACCOUNT, "AWS_ENDPOINT_URL": address}.items():
            monkeypatch.setenv(name, value)
        s3fs.S3FileSystem.clear_instance_cache()
        return s3fs.S3FileSystem(use_listings_cache=False)

    return to


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("moto", reason="moto is not installed")
    with buckets.moto(tmp_path_factory.mktemp("moto")) as address:
        yield address


@pytest.fixture
def storage(server: str, connect: Callable):
    urllib.request.urlopen(f"{server}/moto-api/reset", data=b"").close()  # noqa: S310 - our own server
    found = connect(server)
    found.mkdir("estate")
    return found


def names(shards: Store) -> list[tuple[str, str]]:
    """Documents and rejects of a store, with what they say."""
    found = []
    for name in shards.manifest().shards:
        shard = shards.get(name)
        found += [(one.name, one.sha256) for one in shard.documents]
        found += [(one.name, one.reason) for one in shard.rejects]
    return found


@pytest.mark.usefixtures("place")
def test_a_source_in_a_bucket_is_read_as_one_on_disk(tmp_path: Path, storage) -> None:
    on_disk, in_bucket = tmp_path / "on-disk", tmp_path / "in-bucket"
    ingest(["estate"], on_disk, executor=sample.Here(), largest=1_000_000)
    buckets.upload(storage, tmp_path / "estate", "estate")
    found = ingest(["s3://estate"], in_bucket, executor=LocalPool(1), largest=1_000_000)
    project = "s3://estate/fiets/shop"
    assert (found.documents, found.rejects) == (killers.DOCUMENTS - 1, 4)
    told = dict(names(Store(in_bucket)))
    assert told.pop(project) == "not-readable"
    assert told == {f"s3://{name}": what for name, what in names(Store(on_disk)) if not name.endswith("fiets/shop")}
    again = ingest(["s3://estate/"], in_bucket, executor=sample.Here(), largest=1_000_000)
    assert (again.documents, again.new_shards) == (found.documents, 0)


@pytest.mark.usefixtures("place")
def test_a_store_in_a_bucket_holds_the_same_bytes(tmp_path: Path, storage, whole: dict[str, bytes]) -> None:
    store = "s3://estate/kept/store"
    arguments = ("portfolio", "decide", "--store", store, "--actors", "actors", "--commons", "commons.toml")
    with pytest.raises(InputError, match=f"{store}: nothing was ingested"):
        prune(store)
    found = ingest(["estate"], store, executor=sample.Here(), largest=1_000_000)
    assert found.documents == killers.DOCUMENTS
    early = copyfair("portfolio", "report", "--store", store, folder=tmp_path)
    assert (early.code, early.err) == (2, f"copyfair: {store}: was not decided yet: copyfair portfolio decide\n")
    decided = copyfair(*arguments, "--as-of", DAY, folder=tmp_path)
    assert (decided.code, decided.err) == (0, "")
    assert "14 documents of 1 organisations" in decided.text
    kept = {name.removeprefix("estate/kept/store/"): storage.cat_file(name) for name in storage.find("estate/kept")}
    assert kept == whole
    page = copyfair("portfolio", "report", "--store", store, folder=tmp_path)
    assert (page.code, "large.cdx.json" in page.text) == (0, True)

    assert ingest(["estate/wheels"], store, executor=sample.Here(), largest=1_000_000).dropped_shards > 0
    assert prune(store).deleted > 0
    assert set(Store(store).sizes()) == set(Store(store).manifest().shards)
    assert ingest(["estate"], store, executor=sample.Here(), largest=1_000_000).documents == killers.DOCUMENTS


def test_two_drivers_share_a_store_in_a_bucket_and_one_is_killed(
    place: Path, tmp_path: Path, storage, whole: dict[str, bytes]
) -> None:
    store, notes = "s3://estate/store", tmp_path / "notes"
    notes.mkdir()
    start = [sys.executable, killers.__file__, "shared", str(place), store, str(notes)]
    first, second = (subprocess.Popen(start) for _ in range(2))
    killers.wait(lambda: len(storage.find("estate/store/shards")) >= 1)
    first.send_signal(signal.SIGKILL)
    assert [one.wait(timeout=killers.SECONDS) for one in (first, second)] == [-signal.SIGKILL, 0]
    with at_hand(store, shards=True) as folder:
        assert killers.decided(place, folder) == whole


def test_names_that_nobody_expects(storage) -> None:
    bill = json.dumps(sample.bill(sample.part("one"))).encode()
    keys = ["a//b.cdx.json", "a/../c.cdx.json", "a/ü?versionId=1.json", "b[1].json", "b*.json"]
    for key in (*keys, "folder/", "node_modules/x.json", "notes.txt", "p/copyfair.toml", "p/q/bom.json", "g/.git/HEAD"):
        storage.call_s3("put_object", Bucket="estate", Key=key, Body=bill)
    found = list(documents(["s3://estate", "s3://estate/*.json", "s3://estate/notes.txt"], Organisations()))
    faults = {one.name.removeprefix("s3://estate/"): one.fault.partition(":")[0] for one in found}
    assert faults == {**dict.fromkeys(keys, ""), "notes.txt": "", "p": "not-readable", "g": "not-readable"}
    assert len(found) == len(faults)


def test_streams_in_a_bucket(tmp_path: Path, storage) -> None:
    line = json.dumps(sample.bill(sample.part("one"))).encode()
    storage.pipe_file("estate/all.ndjson", line + b"\n\n" + line)
    storage.pipe_file("estate/broken.ndjson.gz", b"\x1f\x8b\x08\x00" + bytes(40))
    found = ingest(["s3://estate"], tmp_path / "store", executor=LocalPool(1))
    assert dict(names(Store(tmp_path / "store"))).keys() == {
        "s3://estate/all.ndjson:1",
        "s3://estate/all.ndjson:3",
        "s3://estate/broken.ndjson.gz (the rest)",
    }
    assert (found.documents, found.rejects) == (2, 1)


def test_nothing_of_this_name(storage) -> None:
    for source in ("s3://estate/nowhere", "s3://estate/*.json", "s3://elsewhere/x"):
        with pytest.raises(InputError) as error:
            list(documents([source], Organisations()))
        assert str(error.value).startswith((f"{source}: there is no such object", f"{source}: is not there"))
    assert storage.find("estate") == []


# ---------------------------------------------------------------- a server that does not


@pytest.fixture
def grudging(connect: Callable) -> Iterator[buckets.Grudging]:
    one, two = (json.dumps(sample.bill(sample.part(name))).encode() for name in ("one", "two"))
    server = buckets.Grudging({"a.json": one, "b.json": two, "empty.json": b""})
    with server.running() as address:
        connect(address)
        yield server


def test_what_was_read_is_not_fetched_again(grudging: buckets.Grudging, tmp_path: Path) -> None:
    ingest(["s3://estate"], tmp_path / "store", executor=sample.Here())
    assert sorted(key for _, key in grudging.asked if key) == ["a.json", "b.json"]
    grudging.asked.clear()
    grudging.objects["b.json"] += b" "
    assert ingest(["s3://estate"], tmp_path / "store", executor=sample.Here()).new_shards == 1
    grudging.asked.clear()
    assert ingest(["s3://estate"], tmp_path / "store", executor=sample.Here()).new_shards == 0
    assert [key for _, key in grudging.asked if key] == []


@pytest.mark.parametrize("mood", ["refuse", "fail", "garbage"])
def test_bad_answers_are_said_without_secrets(
    grudging: buckets.Grudging, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mood: str
) -> None:
    import s3fs

    monkeypatch.setattr(s3fs.S3FileSystem, "retries", 1)  # else it waits in between
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    says = "access is refused: look at AWS_PROFILE" if mood == "refuse" else "the object storage does not answer as it"
    grudging.mood = mood
    calls = [
        lambda: ingest(["s3://estate"], tmp_path / "store"),
        lambda: ingest([str(tmp_path)], "s3://estate/store"),
        lambda: objects.Bucket("s3://estate/store").write("x", b"x"),
    ]
    for call in calls[:1] if mood == "garbage" else calls:
        with pytest.raises(InputError) as error:
            call()
        assert str(error.value).startswith("s3://estate")
        assert says in str(error.value)
        assert buckets.SECRET not in str(error.value)
        assert buckets.KEY not in str(error.value)


def test_a_refusal_is_one_line_on_the_terminal(grudging: buckets.Grudging, tmp_path: Path) -> None:
    grudging.mood = "refuse"
    ran = copyfair("portfolio", "ingest", "s3://estate", "--store", "store", folder=tmp_path)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err == f"copyfair: s3://estate: {objects.REFUSED}\n"


def test_what_changes_while_it_is_read_is_rejected_and_read_the_next_time(
    grudging: buckets.Grudging, tmp_path: Path
) -> None:
    grudging.mood = "replaced"
    ingest(["s3://estate"], tmp_path / "store", executor=sample.Here())
    told = dict(names(Store(tmp_path / "store")))
    assert told == {
        "s3://estate/a.json": "not-readable",
        "s3://estate/b.json": "not-readable",
        "s3://estate/empty.json": "broken",
    }
    grudging.mood = "well"
    assert ingest(["s3://estate"], tmp_path / "store", executor=sample.Here()).documents == 2


def test_an_answer_that_breaks_off_stops_the_run(grudging: buckets.Grudging, tmp_path: Path) -> None:
    grudging.mood = "cut"
    with pytest.raises(InputError, match=r"breaks off|does not answer as it should"):
        ingest(["s3://estate"], tmp_path / "store", executor=sample.Here())
    assert not Store(tmp_path / "store").has_manifest()
