"""Streams and archives that are compressed or broken off; and what portfolio loads of the extras: nothing."""

import gzip
import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import portfolio_sample as sample
import pytest

from copyfair.errors import MissingExtraError
from copyfair.portfolio.organisations import Organisations
from copyfair.portfolio.sources import documents

BILL = json.dumps(sample.bill(sample.part("one"))).encode()


def faults(*places: Path, largest: int = 10_000) -> dict[str, str]:
    found = list(documents(list(map(str, places)), Organisations(), largest))
    told = {Path(one.name).name: one.fault.partition(":")[0] for one in found}
    assert len(told) == len(found)
    return told


@pytest.fixture
def zstd():
    if sys.version_info >= (3, 14):
        return pytest.importorskip("compression.zstd")
    return pytest.importorskip("backports.zstd", reason="what reads Zstandard is not installed (extra zst)")


def tar(*names: str) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = len(BILL)
            archive.addfile(member, io.BytesIO(BILL))
    return made.getvalue()


def test_streams_and_archives_of_zstandard(tmp_path: Path, zstd) -> None:
    lines = zstd.compress(BILL + b"\n\n" + b"x" * 20_000 + b"\n") + zstd.compress(BILL)  # two frames, as by appending
    (tmp_path / "all.ndjson.zst").write_bytes(lines)
    (tmp_path / "all.tar.zst").write_bytes(zstd.compress(tar("one.json", "notes.txt", "two.json")))
    (tmp_path / "cut.jsonl.zst").write_bytes(
        zstd.compress(BILL + b"\n" + "".join(map(str, range(200_000))).encode())[:-30]
    )
    (tmp_path / "odd.tzst").write_bytes(b"no Zstandard at all")
    assert faults(tmp_path) == {
        "all.ndjson.zst:1": "",
        "all.ndjson.zst:3": "too-large",
        "all.ndjson.zst:4": "",
        "one.json": "",
        "two.json": "",
        "cut.jsonl.zst:1": "",
        "cut.jsonl.zst:2": "too-large",
        "cut.jsonl.zst (the rest)": "not-readable",
        "odd.tzst (the rest)": "not-readable",
    }


def test_a_small_file_that_unpacks_to_much_takes_little_memory(tmp_path: Path, zstd) -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("the system does not say how much memory a process took")
    packer = zstd.ZstdCompressor()
    with (tmp_path / "much.ndjson.zst").open("wb") as file:
        for _ in range(200):
            file.write(packer.compress(bytes(1_000_000)))
        file.write(packer.flush())
    code = (
        "from copyfair.portfolio.sources import documents\n"
        "from copyfair.portfolio.organisations import Organisations\n"
        f"found = list(documents([{str(tmp_path)!r}], Organisations(), 1_000_000))\n"
        "print(len(found), found[0].fault.partition(':')[0])\n"
        "print(*(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))\n"
    )
    count, fault, peak = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.split()
    assert (count, fault) == (b"1", b"too-large")
    assert int(peak) < 120_000  # of 200 MB


@pytest.mark.parametrize("at", [5, 15, 60, -9, -3])
def test_a_compressed_stream_with_a_wrong_byte_is_no_crash(tmp_path: Path, at: int) -> None:
    data = bytearray(gzip.compress(BILL + b"\n" + BILL, mtime=0))
    data[at] ^= 0xFF
    (tmp_path / "all.ndjson.gz").write_bytes(data)
    told = faults(tmp_path)
    assert told.get("all.ndjson.gz (the rest)", "not-readable") == "not-readable"
    assert told


def test_without_the_extra_the_message_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.version_info >= (3, 14):
        pytest.skip("Python has it since 3.14")
    monkeypatch.setitem(sys.modules, "backports", None)
    (tmp_path / "all.ndjson.zst").write_bytes(b"")
    with pytest.raises(MissingExtraError, match=r"copyfair\[zst\]"):
        faults(tmp_path)


def test_a_portfolio_loads_no_extra_before_it_needs_it() -> None:
    code = (
        "import sys, copyfair.cli.portfolio, copyfair.portfolio.cluster, copyfair.portfolio.ingest\n"
        "import copyfair.portfolio.mirror, copyfair.portfolio.prune\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()
    assert "copyfair" in loaded
    assert not {"dask", "distributed", "fsspec", "s3fs", "botocore", "aiohttp", "backports", "duckdb"} & set(loaded)
