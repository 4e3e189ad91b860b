"""Who reads the shards, and what kind of file keeps the answers, changes nothing about the answers."""

import datetime
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import portfolio_killers as killers
import portfolio_sample as sample
import pytest

from copyfair.commons import load as load_commons
from copyfair.errors import InputError, MissingExtraError
from copyfair.portfolio import gather, sources
from copyfair.portfolio.databases import DATABASES, DUCKDB, SQLITE, Database
from copyfair.portfolio.decide import decide
from copyfair.portfolio.drawings import quarter_bars
from copyfair.portfolio.ingest import ingest
from copyfair.portfolio.organisations import read_organisations
from copyfair.portfolio.parquet import write_parquet
from copyfair.portfolio.report import render_report
from copyfair.portfolio.results import days, opened
from copyfair.portfolio.store import Store
from copyfair.portfolio.tables import TABLES
from copyfair.portfolio.trend import quarter_of, quarters

DAY = datetime.date(2026, 11, 22)
HOSTILE = "part \x00 \" ' \\ \u2028 \U0001f600 {} [] , \r\n;\x1b[31m"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An estate in several shards, with names that mean something to every format and database."""
    monkeypatch.setattr(sources, "_ABOUT", killers.ABOUT)
    monkeypatch.setattr(gather, "_SHARDS_A_TASK", 2)
    place = sample.estate(tmp_path)
    parts = [{**sample.part("odd", "PPL"), "name": HOSTILE}, sample.part("gears", HOSTILE), sample.part("\ud800x")]
    sample.write(place / "fiets" / "hostile.cdx.json", sample.json.dumps(sample.bill(*parts)))
    table = read_organisations(tmp_path / "organisations.toml")
    monkeypatch.chdir(tmp_path)  # where a shard ends depends on the names
    ingest([place.name], tmp_path / "store", organisations=table, executor=sample.Here(), largest=1_000_000)
    assert len(Store(tmp_path / "store").manifest().shards) >= 4
    return tmp_path


def decided(folder: Path, database: Database = SQLITE, **more) -> Path:
    commons = [load_commons(folder / "commons.toml")]
    return decide(
        folder / "store", actors=folder / "actors", as_of=DAY, commons=commons, database=database, **more
    ).file


def tables(folder: Path) -> dict[str, list[tuple]]:
    with opened(folder / "store", DAY) as results:
        return {name: list(results.table(name)) for name in TABLES}


def test_every_engine_gives_the_same_rows(folder: Path) -> None:
    pytest.importorskip("duckdb", reason="the extra lake is not installed")
    found = {}
    for database in DATABASES:
        file = decided(folder, database)
        assert [one.name for one in file.parent.iterdir()] == [f"{DAY}{database.suffix}"]
        found[database.suffix] = tables(folder)
        with opened(folder / "store", DAY) as results:
            found[database.suffix]["sums"] = [
                (results.counts(), results.verdicts(), results.cells(), results.used(), results.owed())
            ]
            found[database.suffix]["sums"].append((results.rejects(), list(results.by_component())))
    assert found[".sqlite"] == found[".duckdb"]
    assert all(found[".sqlite"].values())
    assert any("\x00" in row[1] for row in found[".sqlite"]["facts"])


def test_the_sums_are_those_of_the_rows(folder: Path) -> None:
    decided(folder)
    found = tables(folder)
    verdict = {row[-1]: (row[0], row[1], row[3]) for row in found["answers"]}
    expected: dict[tuple, int] = {}
    for answer, _, _ in found["uses"]:
        expected[verdict[answer]] = expected.get(verdict[answer], 0) + 1
    assert {row[:3]: row[3] for row in found["licences"]} == expected
    names: dict[tuple, set] = {}
    for document, organisation, commons, _ in found["commons_uses"]:
        names.setdefault((commons, organisation), set()).add(document)
    assert {row[:2]: row[2:] for row in found["commons_totals"]} == {
        key: (min(documents), len(documents)) for key, documents in names.items()
    }


def test_workers_change_no_byte(folder: Path) -> None:
    one = decided(folder).read_bytes()
    assert decided(folder, workers=2).read_bytes() == one
    assert decided(folder, executor=Backwards()).read_bytes() == one
    assert decided(folder, executor=sample.Here()).read_bytes() == one


class Backwards:
    """Does the last task first."""

    def run(self, work, tasks):
        for task in reversed(list(tasks)):
            yield task, work(task)


def test_a_worker_that_dies_each_time_is_said(folder: Path) -> None:
    before = decided(folder).read_bytes()
    with pytest.raises(InputError, match=r"killed their worker twice"):
        decided(folder, executor=killers.Around(killers.die))
    assert (folder / "store" / "decided" / f"{DAY}.sqlite").read_bytes() == before


def test_a_shard_of_another_version_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "content", lambda _self, _name: msgspec.msgpack.encode({"documents": []}))
    with pytest.raises(InputError, match=r"was made by another version of copyfair: ingest again"):
        decided(folder)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("database", DATABASES, ids=lambda database: database.suffix)
def test_killed_at_any_step_the_old_answers_or_the_new_ones_are_there(folder: Path, database: Database) -> None:
    if database is DUCKDB:
        pytest.importorskip("duckdb", reason="the extra lake is not installed")
    decided(folder, database)
    old = tables(folder)
    sample.write(folder / "actors" / "fiets.toml", sample.COMPANY)  # no cooperative any more: other answers
    seen = []
    with subprocess.Popen(
        [sys.executable, killers.__file__, "decide", folder, database.suffix],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as driver:
        for step in range(1000):
            print(step, file=driver.stdin, flush=True)
            ended = int(driver.stdout.readline())
            assert days(folder / "store") == (DAY,)
            seen.append(tables(folder))
            if ended != -signal.SIGKILL:
                break
        driver.stdin.close()
    assert ended == 0
    first_new = seen.index(seen[-1])
    assert seen[:first_new] == [old] * first_new
    assert seen[first_new:] == [seen[-1]] * (len(seen) - first_new)
    assert seen[-1]["organisations"] != old["organisations"]
    assert 3 < first_new < len(seen) - 1
    assert [one.name for one in (folder / "store" / "decided").iterdir()] == [f"{DAY}{database.suffix}"]


@pytest.mark.parametrize("database", DATABASES, ids=lambda database: database.suffix)
def test_on_a_full_disk_the_answers_of_before_stay(folder: Path, database: Database) -> None:
    if database is DUCKDB:
        pytest.importorskip("duckdb", reason="the extra lake is not installed")
    decided(folder, database)
    old = tables(folder)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, before[1]))
    try:
        with pytest.raises(InputError, match=r"(cannot be written|full|disk I/O error)"):
            decided(folder, database)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert tables(folder) == old
    decided(folder, database)
    assert [one.name for one in (folder / "store" / "decided").iterdir()] == [f"{DAY}{database.suffix}"]


@pytest.mark.parametrize("database", DATABASES, ids=lambda database: database.suffix)
def test_a_damaged_file_is_said(folder: Path, database: Database) -> None:
    if database is DUCKDB:
        pytest.importorskip("duckdb", reason="the extra lake is not installed")
    file = decided(folder, database)
    file.write_bytes(file.read_bytes()[:3000].replace(b"SQLite", b"SQLate"))
    with pytest.raises(InputError, match=rf"{DAY}\{database.suffix}: cannot be read: .*; decide this day again"):
        tables(folder)


def test_without_the_extra_it_is_said_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'copyfair\[lake\]'"):
        decided(folder, DUCKDB)
    assert not list((folder / "store" / "decided").iterdir())


def test_parquet_has_the_rows_of_every_kind_of_file(folder: Path, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="the extra lake is not installed")
    for database in DATABASES:
        decided(folder, database)
        target = tmp_path / "it's" / database.suffix
        write_parquet(folder / "store", DAY, target)
        assert {one.name for one in target.iterdir()} == {f"{name}.parquet" for name in TABLES}
        for name, rows in tables(folder).items():
            file = target / f"{name}.parquet"
            assert duckdb.execute("SELECT * FROM read_parquet(?)", [str(file)]).fetchall() == rows


# ---------------------------------------------------------------- quarters

TARIFF = """
[[tariffs]]
id = "gears-2025"
currency = "USD"
clause = "Charter 4"
says = "A flat fee."
valid_from = 2025-01-01
valid_until = 2025-12-31
fee = { kind = "flat", amount = "100 USD" }
"""


def test_a_quarter_is_as_on_its_last_day_and_currencies_stay_apart(folder: Path) -> None:
    """Decided twice in a quarter, before there is a tariff in euros, and later than the day that is reported."""
    with (folder / "commons.toml").open("a") as file:
        file.write(TARIFF)
    commons = [load_commons(folder / "commons.toml")]
    for day in ("2025-11-30", "2026-04-01", "2026-06-30", "2026-11-22", "2027-01-01"):
        decide(folder / "store", actors=folder / "actors", as_of=datetime.date.fromisoformat(day), commons=commons)
    trend = quarters(folder / "store", DAY)
    assert [(one.quarter, str(one.day), one.commons, str(one.owed)) for one in trend.commons] == [
        ("2025-Q4", "2025-11-30", "gears", "100.00 USD"),
        ("2026-Q2", "2026-06-30", "gears", "20,000.00 EUR"),
        ("2026-Q4", "2026-11-22", "gears", "20,000.00 EUR"),
    ]
    assert {(one.organisations, one.documents, one.needs_input) for one in trend.commons} == {(3, 15, 0)}
    assert [one.components["fee-due"] for one in trend.verdicts] == [1, 1, 1]
    bars = quarter_bars(trend.commons)
    assert [(bar.name, bar.says, [piece.width for piece in bar.pieces]) for bar in bars] == [
        ("2026-Q2 (2026-06-30)", "20,000.00 EUR", [600.0]),
        ("2026-Q4 (2026-11-22)", "20,000.00 EUR", [600.0]),
        ("2025-Q4 (2025-11-30)", "100.00 USD", [600.0]),
    ]


@pytest.mark.parametrize(
    ("day", "quarter"), [("2026-03-31", "2026-Q1"), ("2026-04-01", "2026-Q2"), ("2026-12-31", "2026-Q4")]
)
def test_the_quarter_of_a_day(day: str, quarter: str) -> None:
    assert quarter_of(datetime.date.fromisoformat(day)) == quarter


def test_the_page_shows_where_organisations_stand(folder: Path) -> None:
    says = 'infrastructure_control = "distributed"\norientation = "commons"\n[use]'
    sample.write(folder / "actors" / "fiets.toml", sample.COOPERATIVE.replace("[use]", says))
    decided(folder)
    page = render_report(folder / "store").page.decode()
    assert "1. Kleine Fiets cv: local resilience" in page
    assert "One organisation does not say where it stands" in page
