"""A whole portfolio against reading the same bytes as JSON and doing nothing with them.

    python benchmarks/portfolio.py
    python benchmarks/portfolio.py --documents 20000 --workers 1 2 --engine dask

Makes CycloneDX documents of some 40 KB in a temporary folder: components of 15,000 packages in three versions, of 40
organisations. A component is called by its package URL, as by most tools. Compares with `orjson.loads` where orjson is installed, and with `msgspec.json.decode`, on one core.
"""

import argparse
import datetime
import gc
import json
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from copyfair.commons import load_text
from copyfair.portfolio.cluster import DaskCluster
from copyfair.portfolio.decide import decide
from copyfair.portfolio.executor import Executor, LocalPool
from copyfair.portfolio.ingest import ingest
from copyfair.portfolio.organisations import Organisations

ORGANISATIONS = 40
PACKAGES = 5_000
COMPONENTS = 70
LICENCES = ("MIT", "Apache-2.0", "BSD-3-Clause", "ISC", "MPL-2.0", "GPL-3.0-or-later", "PPL", "MIT OR PPL")
DAY = datetime.date(2026, 11, 22)

COMPANY = """
[actor]
name = "Company {number}"
[facts]
kind = "organisation"
worker_owned = false
privately_owned_and_managed = true
profits_from_wage_labour = true
revenue = {{ value = "3000000 EUR", year = 2025 }}
[use]
commercial = true
[commons.parts]
contributes = false
"""

COMMONS = """
id = "parts"
name = "Parts Commons"
license = "PPL"
covers = ["pkg:npm/part-7*"]
[steward]
name = "Friends of Parts"
country = "BE"
[[tariffs]]
id = "parts-2026"
currency = "EUR"
clause = "Charter 1"
says = "One per cent of the revenue above one million euros."
valid_from = 2026-01-01
fee = { kind = "share-above", rate = "0.01", threshold = "1000000 EUR", of = "revenue" }
[[payees]]
party = { name = "Friends of Parts", country = "BE" }
"""


def document(number: int, chance: random.Random) -> bytes:
    picked = chance.sample(range(PACKAGES), COMPONENTS)
    components = [component(package, chance.randrange(3)) for package in picked]
    refs = [str(one["bom-ref"]) for one in components]
    edges = [{"ref": "root", "dependsOn": refs[:8]}]
    edges += [{"ref": ref, "dependsOn": refs[2 * place + 8 : 2 * place + 10]} for place, ref in enumerate(refs)]
    root = {"type": "application", "bom-ref": "root", "name": f"app-{number}", "version": "1.0.0"}
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"component": root}}
    return json.dumps({**bill, "components": components, "dependencies": edges}, indent=1).encode()


def component(package: int, minor: int) -> dict[str, object]:
    name, version = f"part-{package}", f"{package % 7}.{package % 11}.{minor}"
    licence = LICENCES[package % len(LICENCES)]
    stated = {"expression": licence} if " " in licence else {"license": {"id": licence}}
    return {
        "type": "library",
        "bom-ref": f"pkg:npm/{name}@{version}",
        "name": name,
        "version": version,
        "purl": f"pkg:npm/{name}@{version}",
        "licenses": [stated],
        "hashes": [{"alg": "SHA-256", "content": f"{package * 7919:064x}"}],
        "externalReferences": [{"type": "distribution", "url": f"https://files.example/{name}-{version}.tgz"}],
    }


def make(folder: Path, count: int) -> list[Path]:
    chance = random.Random(7)
    files = []
    for number in range(count):
        file = folder / f"org-{number % ORGANISATIONS:02}" / f"app-{number}.cdx.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(document(number, chance))
        files.append(file)
    return files


class Cost(NamedTuple):
    """What a piece of work took: seconds on the clock, and of all processes on the processor."""

    wall: float
    cpu: float

    def __add__(self, other: "Cost") -> "Cost":  # type: ignore[override]
        return Cost(self.wall + other.wall, self.cpu + other.cpu)


def cost(work: Callable[[], object]) -> Cost:
    start, used = time.perf_counter(), cpu()
    work()
    return Cost(time.perf_counter() - start, cpu() - used)


def cpu() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def raw(files: list[Path], loads: Callable[[bytes], object]) -> Cost:
    def work() -> None:
        for file in files:
            loads(file.read_bytes())

    return cost(work)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--documents", type=int, nargs="+", default=[2000, 20000])
    options.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options.add_argument("--engine", choices=["local", "dask"], default="local")
    given = options.parse_args()
    gc.set_threshold(50_000)  # as the command line does
    print(
        "| documents | what | a second of processor time | share of the first row: processor | clock | peak MiB of a worker |"
    )
    print("|---:|---|---:|---:|---:|---:|")
    for count in given.documents:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), count, given.workers, DaskCluster if given.engine == "dask" else pool)


def pool(*, workers: int) -> Executor:
    return LocalPool(workers)


def measure(folder: Path, count: int, workers: list[int], engine: Callable[..., Executor]) -> None:
    files = make(folder / "boms", count)
    for number in range(ORGANISATIONS):
        (folder / "actors").mkdir(exist_ok=True)
        (folder / "actors" / f"org-{number:02}.toml").write_text(COMPANY.format(number=number), "utf-8")
    readers = {"msgspec.json.decode": msgspec.json.decode}
    try:
        import orjson

        readers = {"orjson.loads": orjson.loads, **readers}
    except ImportError:
        pass
    raw(files, bytes)  # files are cached once, for every row
    first = None
    for name, loads in readers.items():
        took = raw(files, loads)
        first = first or took
        row(count, f"{name}, 1 core", took, first, 0)
    for number in workers:
        parts = whole(folder, engine(workers=number))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        row(count, f"ingest, workers: {number}", parts[0], first, peak)
        row(count, f"ingest and decide, workers: {number}", parts[0] + parts[1], first, peak)


def whole(folder: Path, engine: Executor) -> tuple[Cost, Cost]:
    store = folder / "store"
    shutil.rmtree(store, ignore_errors=True)
    table = Organisations([(f"*/org-{number:02}/*", f"org-{number:02}") for number in range(ORGANISATIONS)])
    read = cost(lambda: ingest([str(folder / "boms")], store, organisations=table, executor=engine))
    commons = [load_text(COMMONS, "commons.toml")]
    decided = cost(lambda: decide(store, actors=folder / "actors", as_of=DAY, commons=commons))
    return read, decided


def row(count: int, name: str, took: Cost, first: Cost, peak: int) -> None:
    memory = f"{peak >> 20}" if peak else ""
    shares = f"{first.cpu / took.cpu:.2f} | {first.wall / took.wall:.2f}"
    print(f"| {count:,} | {name} | {count / took.cpu:,.0f} | {shares} | {memory} |", flush=True)


if __name__ == "__main__":
    main()
