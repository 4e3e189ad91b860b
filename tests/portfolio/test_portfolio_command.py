"""``copyfair portfolio`` as a user runs it, from every kind of source to the page and the tables."""

import csv
import gzip
import io
import json
import re
import shlex
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import portfolio_sample as sample
import pytest

from copyfair.portfolio import sources
from copyfair.portfolio.ingest import ingest
from copyfair.portfolio.organisations import Organisations, read_organisations

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from running import DAY, copyfair

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an estate that was ingested and decided."""
    folder = tmp_path_factory.mktemp("portfolio")
    sample.estate(folder)
    first = copyfair(
        *("portfolio", "ingest", "estate", "--store", "store", "--organisations", "organisations.toml"),
        *("--largest", "1", "--workers", "2"),
        folder=folder,
    )
    assert (first.code, first.err) == (4, "")
    assert first.text.splitlines() == [
        "14 documents in 1 shards, 1 of them new",
        "3 documents were rejected: copyfair portfolio report lists them",
    ]
    return folder


@pytest.fixture(scope="module")
def answered(estate: Path) -> str:
    ran = copyfair(
        *("portfolio", "decide", "--store", "store", "--actors", "actors", "--commons", "commons.toml", "--as-of", DAY),
        folder=estate,
    )
    assert (ran.code, ran.err) == (0, "")
    return ran.text


def test_who_owes_what_to_whom(answered: str) -> None:
    """One per cent of two million, split three to one, though six documents list the component."""
    assert [line for line in answered.splitlines() if "owes" in line] == [
        "wheels owes Friends of Gears vzw for gears: 15,000.00 EUR",
        "wheels owes Cog Collective for gears: 5,000.00 EUR",
    ]


@pytest.mark.usefixtures("answered")
def test_the_tables(estate: Path) -> None:
    ran = copyfair("portfolio", "report", "--store", "store", "-o", "page.html", "--csv", "tables", folder=estate)
    assert (ran.code, ran.err, ran.out) == (0, "", b"")
    tables = {file.stem: list(csv.DictReader(io.StringIO(file.read_text()))) for file in (estate / "tables").iterdir()}
    assert [(row["organisation"], row["payee"], row["amount"]) for row in tables["fees"]] == [
        ("wheels", "Friends of Gears vzw", "15000.00 EUR"),
        ("wheels", "Cog Collective", "5000.00 EUR"),
    ]
    assert [(row["organisation"], row["documents"]) for row in tables["commons"]] == [
        ("", "1"),
        ("fiets", "7"),
        ("wheels", "6"),
    ]
    verdicts = {(row["organisation"], row["license"]): row["verdict"] for row in tables["licences"]}
    assert verdicts["wheels", "PPL"] == "fee-due"
    assert verdicts["fiets", "PPL"] == "permitted-with-duties"
    assert verdicts["", "PPL"] == "undetermined"
    assert {Path(row["document"]).name: row["reason"] for row in tables["rejects"]} == {
        "broken.cdx.json": "broken",
        "other.json": "no-sbom",
        "large.cdx.json": "too-large",
    }


@pytest.mark.usefixtures("answered")
def test_the_page_shows_fees_map_and_rejects(estate: Path, golden: Callable[[Path, str], None]) -> None:
    page = copyfair("portfolio", "report", "--store", "store", "--as-of", DAY, folder=estate).text
    assert "Due in all: <strong>20,000.00 EUR</strong>" in page
    assert "<title>wheels: 15,000.00 EUR</title>" in page
    assert 'class="on fee-due" title="fee-due">1</td>' in page
    assert "large.cdx.json" in page
    assert "<script" not in page
    golden(Path(__file__).parent / "portfolio.expected.html", page)


@pytest.mark.usefixtures("answered")
def test_what_changed_since(estate: Path) -> None:
    """Before the tariff holds there is none: the sum is not known."""
    for day in ("2025-06-30", DAY):
        ran = copyfair(
            *("portfolio", "decide", "--store", "store", "--actors", "actors", "--as-of", day),
            *(() if day == "2025-06-30" else ("--commons", "commons.toml")),
            folder=estate,
        )
        assert ran.code == 0
    ran = copyfair("portfolio", "report", "--store", "store", "--since", "2025-06-30", "--csv", "later", folder=estate)
    assert ran.code == 0
    rows = list(csv.DictReader(io.StringIO((estate / "later" / "changes.csv").read_text())))
    assert [(row["organisation"], row["purl"], row["before"], row["after"]) for row in rows] == [
        ("wheels", "pkg:npm/gears@1.0.0", "prohibited", "fee-due")
    ]


@pytest.mark.usefixtures("answered")
def test_a_second_ingest_reads_nothing_again(estate: Path) -> None:
    again = copyfair(
        *(
            "portfolio",
            "ingest",
            "estate",
            "--store",
            "store",
            "--organisations",
            "organisations.toml",
            "--largest",
            "1",
        ),
        folder=estate,
    )
    assert again.text.splitlines()[0] == "14 documents in 1 shards, 0 of them new"


def test_shards_that_no_longer_count_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample.estate(tmp_path)
    monkeypatch.chdir(tmp_path)  # where a shard ends depends on the names
    for source in ("estate", "estate/wheels"):
        ingest([source], tmp_path / "store", executor=sample.Here())
    said = [
        copyfair("portfolio", "prune", "--store", "store", *more, folder=tmp_path).text.strip()
        for more in (["--dry-run"], [], [])
    ]
    assert [re.sub(r"\(.*?\) ", "", line) for line in said] == [
        "1 shards would be deleted, 1 kept",
        "1 shards deleted, 1 kept",
        "0 shards deleted, 1 kept",
    ]


@pytest.mark.usefixtures("answered")
def test_a_cluster_for_the_run_gives_the_same(estate: Path) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed (extra cluster)")
    ran = copyfair(
        *("portfolio", "ingest", "estate", "--store", "by-dask", "--organisations", "organisations.toml"),
        *("--largest", "1", "--engine", "dask"),
        folder=estate,
    )
    assert (ran.code, ran.err) == (4, "")
    assert (estate / "by-dask" / "manifest.json").read_bytes() == (estate / "store" / "manifest.json").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("ingest", "estate", "--store", "/net/store", "--scheduler", "tcp://127.0.0.1:1"),
            "estate: the workers of a cluster find only a full path, as /net/boms, or s3://BUCKET/",
        ),
        (("ingest", "estate", "--store", "http://store.example"), "only s3://BUCKET/… can be used"),
        (("prune", "--store", "nowhere"), "nowhere: nothing was ingested into this store yet"),
        (
            ("ingest", "nowhere", "--store", "s"),
            "nowhere: there is no such file or folder, and nothing of this pattern",
        ),
        (("ingest", "estate", "--store", "s", "--organisations", "commons.toml"), "is no table of organisations"),
        (("decide", "--store", "s", "--actors", "actors"), "s: nothing was ingested into this store yet"),
        (("report", "--store", "s"), "s: was not decided yet: copyfair portfolio decide"),
        (("report", "--store", "store", "--as-of", "1999-01-01"), "was not decided for 1999-01-01"),
    ],
)
def test_what_is_wrong_is_said(estate: Path, arguments: tuple[str, ...], says: str) -> None:
    ran = copyfair("portfolio", *arguments, folder=estate)
    assert (ran.code, ran.out) == (2, b"")
    assert says in ran.err
    assert "Traceback" not in ran.err


# ---------------------------------------------------------------- sources


def test_streams_and_archives(tmp_path: Path) -> None:
    lines = [json.dumps(sample.bill(sample.part(name))) for name in ("one", "two")]
    with gzip.open(tmp_path / "all.ndjson.gz", "wt") as stream:
        stream.write(lines[0] + "\n\n" + "x" * 3000 + "\n" + lines[1])
    with tarfile.open(tmp_path / "all.tar.xz", "w:xz") as archive:
        for name, data in (("a/one.cdx.json", lines[0]), ("a/notes.txt", "-"), ("../two.cdx.json", lines[1])):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data.encode()))
    (tmp_path / "cut.ndjson.gz").write_bytes((tmp_path / "all.ndjson.gz").read_bytes()[:-20])
    found = list(sources.documents([f"{tmp_path}/all.*", str(tmp_path)], Organisations(), largest=1000))
    names = {one.name.removeprefix(f"{tmp_path}/"): one.fault.partition(":")[0] for one in found}
    assert names == {
        "all.ndjson.gz:1": "",
        "all.ndjson.gz:3": "too-large",
        "all.ndjson.gz:4": "",
        "all.tar.xz/a/one.cdx.json": "",
        "all.tar.xz/../two.cdx.json": "",
        "cut.ndjson.gz:1": "",
        "cut.ndjson.gz:3": "too-large",
        "cut.ndjson.gz (the rest)": "not-readable",
    }
    assert len(found) == len(names)


def test_of_several_patterns_the_first_counts(tmp_path: Path) -> None:
    rows = [("*/a/*", "first"), ("*", "rest"), ("*/a/b/*", "never")]
    text = "".join(f'[[organisation]]\npattern = "{pattern}"\nactor = "{actor}.toml"\n' for pattern, actor in rows)
    table = read_organisations(sample.write(tmp_path / "organisations.toml", text))
    assert [table.of(name) for name in ("x/a/b/c.json", "x/b/c.json", "line\nbreak")] == ["first", "rest", "rest"]


def test_every_command_of_the_page_runs(tmp_path: Path) -> None:
    page = DOCS / "portfolio.md"
    if not page.is_file():
        pytest.skip("the pages are not beside the tests (they run against a wheel)")
    sample.estate(tmp_path).rename(tmp_path / "suppliers")
    commands = re.findall(r"^    copyfair ((?:portfolio|ledger create) .*)$", page.read_text("utf-8"), re.MULTILINE)
    assert len(commands) >= 4
    for command in commands:
        ran = copyfair(*shlex.split(command), folder=tmp_path)
        assert ran.code in ((0, 4) if " ingest " in command else (0,)), ran.err
