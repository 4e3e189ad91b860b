"""Measures copyfair against an empty Python, and against pip-licenses where it is there. Standard library only.

    python benchmarks/run.py
    python benchmarks/run.py --pip-licenses VENV/bin/python --environment ENVIRONMENT

See the README beside this file.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

DAY = "2026-11-22"
MIB = 1024 * 1024
LICENCES = ("MIT", "Apache-2.0", "BSD-3-Clause", "ISC", "MPL-2.0", "GPL-3.0-or-later", "MIT OR Apache-2.0", "0BSD")
RECIPROCAL = (*LICENCES, "PPL", "MIT OR PPL", "PolyForm-Small-Business-1.0.0", "LicenseRef-copyfair-CoopCycle")


class Cost(NamedTuple):
    """What a process used: CPU seconds (user and system), and the most memory it had, in bytes."""

    cpu: float
    peak: int


# ---------------------------------------------------------------- whole processes


class Row(NamedTuple):
    """A command to measure.

    Attributes:
        name: what is measured.
        command: arguments of a process.
        codes: the exit codes that mean it did its work.
    """

    name: str
    command: list[str]
    codes: tuple[int, ...] = (0,)


ENV = {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV")}
"""Of every measured process: as where a tool is installed, byte code is kept; `main` says where."""


def cost_of(row: Row) -> Cost:
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            row.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, env=ENV
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in row.codes:
            errors.seek(0)
            raise SystemExit(f"{row.name}: exit code {process.returncode}\n{errors.read().decode(errors='replace')}")
    return Cost(used.ru_utime + used.ru_stime, peak_of(used))


def peak_of(used: resource.struct_rusage) -> int:
    return used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def medians(rows: list[Row], runs: int) -> list[Cost]:
    """The median of each row. The rows take turns, so that a slow minute of the machine meets all of them."""
    for row in rows:
        cost_of(row)  # byte code is compiled and files are cached once, for every row
    taken: list[list[Cost]] = [[] for _ in rows]
    for number in range(runs):
        for row, costs in zip(rows, taken, strict=True):
            costs.append(cost_of(row))
        note(f"run {number + 1} of {runs}")
    note("")
    return [Cost(statistics.median(c.cpu for c in costs), max(c.peak for c in costs)) for costs in taken]


def note(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def whole_processes(folder: Path, given: argparse.Namespace) -> list[Row]:
    copyfair = [sys.executable, "-m", "copyfair"]
    check = [*copyfair, "check", "--as-of", DAY]
    rows = [
        Row("python -c pass", [sys.executable, "-c", "pass"]),
        Row("copyfair --version", [*copyfair, "--version"]),
        Row("copyfair --help", [*copyfair, "--help"]),
        Row("check: 10 packages of npm, lock and node_modules", [*check, str(npm_project(folder / "npm", 10))]),
        Row("check: 10 packages of Python, installed", [*check, str(python_project(folder / "python", 10))]),
        Row("check: 400 distributions, generated", [*check, str(environment(folder / "big", 400))]),
    ]
    if given.pip_licenses:
        rows += pip_licenses(given, folder / "big")
    return rows


FOUND_SOMETHING = tuple(range(0, 128, 4))
"""A real environment may hold what needs an act; then the check ends with its bits."""


def pip_licenses(given: argparse.Namespace, generated: Path) -> list[Row]:
    """Both tools on the same environments."""
    theirs = [given.pip_licenses, "-m", "piplicenses", "--from=mixed", "--format=json"]

    def row(name: str, environment: Path) -> Row:
        return Row(f"pip-licenses: {name}", [*theirs, f"--python={stand_in(generated.parent, environment)}"])

    rows = [row("400 distributions, generated", generated)]
    if given.environment:
        count = sum(1 for _ in site_packages(Path(given.environment)).glob("*.dist-info"))
        ours = [sys.executable, "-m", "copyfair", "check", "--as-of", DAY, given.environment]
        rows.append(Row(f"check: {count} distributions, installed", ours, FOUND_SOMETHING))
        rows.append(row(f"{count} distributions, installed", Path(given.environment)))
    return rows


def stand_in(folder: Path, environment: Path) -> Path:
    """Answers, as an interpreter would, what the search path of an environment is.

    pip-licenses starts the environment's interpreter to ask; a shell script costs it less than that.
    """
    path = folder / f"interpreter-{len(list(folder.glob('interpreter-*')))}"
    path.write_text(f"#!/bin/sh\nprintf '%s\\n' '{site_packages(environment).resolve()}'\n")
    path.chmod(0o755)
    return path


# ---------------------------------------------------------------- what is measured on


def npm_project(folder: Path, count: int) -> Path:
    packages: dict[str, object] = {}
    for number in range(count):
        name, license_ = f"part-{number}", LICENCES[number % len(LICENCES)]
        needs = {f"part-{number + 1}": "^1.0.0"} if number + 1 < count else {}
        entry = {"version": "1.0.0", "license": license_, "dependencies": needs}
        packages[f"node_modules/{name}"] = entry
        write(folder / "node_modules" / name / "package.json", json.dumps({"name": name, **entry}))
    wanted = {"part-0": "^1.0.0", f"part-{count // 2}": "^1.0.0"}
    root = {"name": "shop", "version": "1.0.0", "license": "Apache-2.0", "dependencies": wanted}
    lock = {"name": "shop", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": root, **packages}}
    write(folder / "package-lock.json", json.dumps(lock, indent=2))
    write(folder / "package.json", json.dumps(root, indent=2))
    return folder


def python_project(folder: Path, count: int) -> Path:
    environment(folder / ".venv", count)
    wanted = ", ".join(f'"part-{number}"' for number in range(count))
    write(folder / "pyproject.toml", f'[project]\nname = "shop"\nversion = "1.0.0"\ndependencies = [{wanted}]\n')
    return folder


def environment(folder: Path, count: int) -> Path:
    write(folder / "pyvenv.cfg", "version = 3.12\n")
    for number in range(count):
        needs = f"Requires-Dist: part-{number + 1}>=1.0\n" if number % 10 and number + 1 < count else ""
        license_ = f"License-Expression: {LICENCES[number % len(LICENCES)]}\n"
        head = f"Metadata-Version: 2.4\nName: part-{number}\nVersion: 1.0.{number}\n{license_}{needs}"
        info = site_packages(folder) / f"part_{number}-1.0.{number}.dist-info"
        write(info / "METADATA", head + "\n" + "A part of a benchmark.\n" * 40)
        modules = [f"part_{number}/module_{n}.py" for n in range(20)]
        files = [*modules, f"{info.name}/METADATA", f"{info.name}/RECORD"]
        write(info / "RECORD", "".join(f"{file},,\n" for file in files))
    return folder


def site_packages(folder: Path) -> Path:
    there = sorted(folder.glob("lib/python*/site-packages"))
    return there[0] if there else folder / "lib" / "python3.12" / "site-packages"


def spdx(path: Path, count: int) -> Path:
    packages = [
        {
            "SPDXID": f"SPDXRef-{number}",
            "name": f"part-{number}",
            "versionInfo": "1.0.0",
            "licenseDeclared": LICENCES[number % len(LICENCES)],
            "licenseConcluded": "NOASSERTION",
            "externalRefs": [
                {
                    "referenceCategory": "PACKAGE-MANAGER",
                    "referenceType": "purl",
                    "referenceLocator": f"pkg:npm/part-{number}@1.0.0",
                }
            ],
        }
        for number in range(count)
    ]
    edges = [
        {
            "spdxElementId": f"SPDXRef-{number}",
            "relationshipType": "DEPENDS_ON",
            "relatedSpdxElement": f"SPDXRef-{after}",
        }
        for number in range(count)
        for after in (number * 2 + 1, number * 2 + 2)
        if after < count
    ]
    document = {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "shop", "packages": packages}
    return write(path, json.dumps({**document, "relationships": edges}))


def cyclonedx(path: Path, count: int) -> Path:
    components = [
        {
            "type": "library",
            "bom-ref": f"part-{number}",
            "name": f"part-{number}",
            "version": "1.0.0",
            "purl": f"pkg:npm/part-{number}@1.0.0",
            "licenses": [{"expression": LICENCES[number % len(LICENCES)]}],
        }
        for number in range(count)
    ]
    edges = [
        {"ref": f"part-{number}", "dependsOn": [f"part-{n}" for n in (number * 2 + 1, number * 2 + 2) if n < count]}
        for number in range(count)
    ]
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": components}
    return write(path, json.dumps({**document, "dependencies": edges}))


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


# ---------------------------------------------------------------- the library, each row in a process of its own

COUNT = 10_000

FACTS: tuple[tuple[dict[str, object], dict[str, object]], ...] = (
    ({}, {}),
    ({"kind": "individual"}, {"commercial": False}),
    ({"kind": "individual"}, {"commercial": True}),
    ({"kind": "sole-trader", "employs_non_owners": False}, {"commercial": True}),
    ({"nonprofit": True}, {"commercial": False}),
    ({"nonprofit": True, "worker_owned": False}, {"commercial": True}),
    ({"government": True}, {"commercial": False}),
    ({"kind": "organisation", "worker_owned": True}, {"commercial": True}),
    ({"kind": "organisation", "worker_owned": True, "surplus": "all-to-worker-owners"}, {"commercial": True}),
    ({"kind": "organisation", "privately_owned_and_managed": True}, {"commercial": True, "distributes": True}),
    (
        {"kind": "organisation", "privately_owned_and_managed": True, "profits_from_wage_labour": True},
        {"commercial": True, "distributes": True},
    ),
    ({"kind": "organisation", "head_count": 40, "revenue": "900000 USD"}, {"commercial": True, "modifies": True}),
)
"""Twelve actors and their uses."""


def read_spdx(folder: Path) -> Callable[[], int]:
    return reading(spdx(folder / "bom.spdx.json", COUNT))


def read_cyclonedx(folder: Path) -> Callable[[], int]:
    return reading(cyclonedx(folder / "bom.cdx.json", COUNT))


def reading(path: Path) -> Callable[[], int]:
    from copyfair import inventory

    return lambda: len(inventory.read(path).components)


def decide(_folder: Path) -> Callable[[], int]:
    """Every component for every actor: 120,000 decisions."""
    import datetime

    import copyfair

    licensed = [
        copyfair.component(f"pkg:npm/part-{number}@1.0.0", RECIPROCAL[number % len(RECIPROCAL)])
        for number in range(COUNT)
    ]
    day = datetime.date.fromisoformat(DAY)

    def work() -> int:
        for facts, use in FACTS:
            who, what = copyfair.describe(facts=facts, use=use, as_of=day)
            decisions = copyfair.decide(licensed, who, what, day)
            if len(decisions) != COUNT:
                raise SystemExit("decide: not every component was decided")
        return COUNT

    return work


LIBRARY: dict[str, Callable[[Path], Callable[[], int]]] = {
    "inventory.read: SPDX, 10,000 components": read_spdx,
    "inventory.read: CycloneDX, 10,000 components": read_cyclonedx,
    "decide: 10,000 components, 12 actors": decide,
}


def library_row(name: str) -> None:
    """Measure one row and print its cost; what it works on is made before the clock starts."""
    with tempfile.TemporaryDirectory() as folder:
        work = LIBRARY[name](Path(folder))
        start = time.process_time()
        if work() < COUNT:
            raise SystemExit(f"{name}: something is missing")
        print(json.dumps([time.process_time() - start, peak_of(resource.getrusage(resource.RUSAGE_SELF))]))


def library(name: str, runs: int) -> Cost:
    costs = []
    for _ in range(runs):
        command = [sys.executable, __file__, "--row", name]
        printed = subprocess.run(command, check=True, capture_output=True, env=ENV).stdout
        costs.append(Cost(*json.loads(printed)))
    return Cost(statistics.median(cost.cpu for cost in costs), max(cost.peak for cost in costs))


# ---------------------------------------------------------------- the table


def table(rows: Iterable[tuple[str, Cost]], unit: Cost) -> None:
    print("| what | times `python -c pass` | CPU seconds | peak MiB |")
    print("|---|---:|---:|---:|")
    for name, cost in rows:
        print(f"| {name} | {cost.cpu / unit.cpu:.1f} | {cost.cpu:.3f} | {cost.peak / MIB:.0f} |")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--runs", type=int, default=11, help="runs of each whole process (11)")
    options.add_argument("--pip-licenses", metavar="PYTHON", help="the interpreter that has pip-licenses")
    options.add_argument("--environment", metavar="DIR", help="a real environment for both")
    options.add_argument("--row", choices=LIBRARY, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.row:
        library_row(given.row)
        return
    with tempfile.TemporaryDirectory() as folder:
        ENV["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "byte-code")
        rows = whole_processes(Path(folder), given)
        costs = medians(rows, max(1, given.runs))
        named = [(row.name, cost) for row, cost in zip(rows, costs, strict=True)]
        named += [(name, library(name, max(1, given.runs // 4))) for name in LIBRARY]
    print(f"Python {sys.version.split()[0]}, {max(1, given.runs)} runs in turn, medians of user and system time\n")
    table(named, costs[0])


if __name__ == "__main__":
    main()
