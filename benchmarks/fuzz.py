"""Runs every reader on changed files, guided by coverage, and on files blown up to megabytes.

    python -m pip install atheris                              # coverage-guided; tried with CPython 3.11 on Linux
    python benchmarks/fuzz.py                                  # every reader, 40 seconds each
    python benchmarks/fuzz.py yarn.lock cyclonedx-json --seconds 600 --keep findings
    python benchmarks/fuzz.py --grow --seconds 20              # blown up instead; needs no atheris
    python benchmarks/fuzz.py pom.xml --replay findings/pom.xml-1

A finding is an exception that is not ours, more than 5 seconds of CPU, or more than 500 MiB beside what was there before. Each
reader runs in a process of its own. See the README beside this file.
"""

import argparse
import contextlib
import json
import os
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from random import Random
from types import FrameType

from fuzz_changes import changed
from fuzz_growth import blown_up

MOST_SECONDS = 5.0
MOST_BYTES = 500 * 1024 * 1024


class TooSlow(BaseException):
    """The reader is stopped; no reader catches this by chance."""


class Campaign:
    """Runs of one target: counts them, and keeps each finding once."""

    def __init__(self, target: object, keep: Path | None, report: Path) -> None:
        self.target, self.keep, self.report = target, keep, report
        self.runs, self.slowest = 0, 0.0
        self.findings: dict[str, str] = {}
        signal.signal(signal.SIGPROF, _stop)

    def run(self, seed: object, data: bytes) -> None:
        """Read once, within the limits."""
        self.runs += 1
        start = time.process_time()
        try:
            with _limits():
                self.target.run(seed, data)
        except (Exception, TooSlow) as error:  # noqa: BLE001 - any exception is what is looked for
            self._found(seed, data, error)
        self.slowest = max(self.slowest, time.process_time() - start)

    def _found(self, seed: object, data: bytes, error: BaseException) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if "copyfair" in frame.filename] or list(frames)
        at = f"{Path(ours[-1].filename).name}:{ours[-1].name}"
        key = f"{type(error).__name__} in {at}"
        if key in self.findings:
            return
        self.findings[key] = f"{seed.path} ({len(data):,} bytes): {str(error)[:200]}"
        if self.keep:
            self.keep.mkdir(parents=True, exist_ok=True)
            name = f"{self.target.name}-{len(self.findings)}"
            number = self.target.seeds.index(seed)
            (self.keep / name).write_bytes(number.to_bytes(2, "little") + data)
            (self.keep / f"{name}.txt").write_text(
                f"{key}\n{''.join(traceback.format_exception(error))}", "utf-8", "replace"
            )
        self.save()

    def save(self) -> None:
        """What there is so far, for the parent."""
        self.report.write_text(json.dumps([self.runs, self.slowest, self.findings]), "utf-8")


@contextlib.contextmanager
def _limits() -> Iterator[None]:
    used = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MOST_BYTES, resource.RLIM_INFINITY))
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES * 4, resource.RLIM_INFINITY))


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlow("more than 5 seconds")


def guided(campaign: Campaign, scratch: Path, seconds: float, seed: int) -> None:
    """Change files with atheris until the time is over; libFuzzer never comes back."""
    import atheris

    target, kinds = campaign.target, campaign.target.kinds()
    corpus = scratch / "corpus"
    corpus.mkdir()
    for number, one in enumerate(target.seeds):
        (corpus / str(number)).write_bytes(number.to_bytes(2, "little") + one.data)
    end = time.process_time() + seconds

    def once(data: bytes) -> None:
        if time.process_time() > end:
            campaign.save()
            os._exit(0)
        campaign.run(target.seeds[_number(data, target)], data[2:])

    def change(data: bytes, most: int, number: int) -> bytes:
        random, which = Random(number), _number(data, target)
        if random.random() < 0.15:
            return data[:2] + atheris.Mutate(data[2:], max(1, most - 2))
        # Changes of changes soon are nothing that a reader knows; every third begins with the seed itself.
        begin = target.seeds[which].data if random.random() < 0.35 else data[2:]
        try:
            return (data[:2] + changed(begin, random, kinds[which]))[:most]
        except RecursionError:  # too deep to be written again
            return data[:2] + atheris.Mutate(data[2:], max(1, most - 2))

    options = [sys.argv[0], f"-seed={seed}", "-max_len=200000", "-len_control=0", "-timeout=60", "-rss_limit_mb=0"]
    atheris.Setup([*options, f"-artifact_prefix={scratch}/", str(corpus)], once, custom_mutator=change)
    atheris.Fuzz()


def _number(data: bytes, target: object) -> int:
    """Of the seed, which the first two bytes say."""
    return int.from_bytes(data[:2], "little") % len(target.seeds)


def grown(campaign: Campaign, seconds: float, seed: int) -> None:
    """Blow files up until the time is over."""
    seeds = list(zip(campaign.target.seeds, campaign.target.kinds(), strict=True))
    end = time.process_time() + seconds
    while time.process_time() < end:
        random = Random(seed)
        one, kind = random.choice(seeds)
        campaign.run(one, blown_up(one.data, random, kind))
        seed += 1
    campaign.save()


def replay(name: str, scratch: Path, file: Path) -> None:
    """Read a file that was kept, with the whole traceback."""
    from fuzz_targets import targets

    target, data = targets(scratch)[name], file.read_bytes()
    start = time.process_time()
    target.run(target.seeds[_number(data, target)], data[2:])
    print(f"read without a finding in {time.process_time() - start:.1f} s")


def in_a_process(target: object, scratch: Path, arguments: argparse.Namespace) -> None:
    """All runs of a target; this process ends with them."""
    log = os.open(scratch / "log", os.O_WRONLY | os.O_CREAT)
    os.dup2(log, 1)
    os.dup2(log, 2)
    try:
        for one in target.seeds:
            target.run(one, one.data)  # what is imported late is no part of the memory, and is watched as well
        campaign = Campaign(target, Path(arguments.keep).resolve() if arguments.keep else None, scratch / "report.json")
        if arguments.grow:
            grown(campaign, arguments.seconds, arguments.seed)
        else:
            guided(campaign, scratch, arguments.seconds, arguments.seed)
        os._exit(0)
    except BaseException:  # noqa: BLE001 - said by the parent
        traceback.print_exc()
        os._exit(1)


def rows(arguments: argparse.Namespace) -> Iterator[str]:
    """A line of the table for each reader, and one for each finding."""
    with tempfile.TemporaryDirectory() as folder:
        every = _targets(Path(folder, "trees"), watched=not arguments.grow)
        for name in arguments.readers or every:
            scratch = Path(folder, f"{name}.run")
            scratch.mkdir()
            child = os.fork()
            if not child:
                in_a_process(every[name], scratch, arguments)
            _, status = os.waitpid(child, 0)
            report = scratch / "report.json"
            runs, slowest, findings = json.loads(report.read_text("utf-8")) if report.exists() else (0, 0, {})
            if status:
                last = (scratch / "log").read_text("utf-8", "replace").strip().splitlines()[-1:]
                findings["ended"] = f"{os.waitstatus_to_exitcode(status)}: {''.join(last)}"
            yield f"| {name} | {runs:,} | {slowest:.1f} | {_ways(scratch / 'log')} | {len(findings)} |"
            yield from (f"    {key}: {what}" for key, what in findings.items())


def _ways(log: Path) -> str:
    """Ways through our code that the seeds took, and that all files took, as libFuzzer counts them."""
    counts = re.findall(r"(?:INITED|NEW|REDUCE|pulse|RELOAD).* ft: (\d+)", log.read_text("utf-8", "replace"))
    return f"{counts[0]} → {counts[-1]}" if counts else ""


def _targets(scratch: Path, *, watched: bool) -> dict[str, object]:
    """Everything that is fuzzed; with `watched`, atheris counts the ways through our code."""
    if not watched:
        from fuzz_targets import targets

        return targets(scratch)
    import atheris

    with atheris.instrument_imports(include=["copyfair"], enable_loader_override=False):
        from fuzz_targets import targets

        return targets(scratch)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("readers", nargs="*", help="names of formats, or of what else is read; all without any")
    parser.add_argument("--seconds", type=float, default=40, help="of CPU for each reader")
    parser.add_argument("--seed", type=int, default=1, help="of chance")
    parser.add_argument("--grow", action="store_true", help="blow files up to megabytes, instead of small changes")
    parser.add_argument("--keep", help="a folder for the files that made a finding")
    parser.add_argument("--replay", help="one of these files; name its reader")
    arguments = parser.parse_args()
    if arguments.replay:
        with tempfile.TemporaryDirectory() as folder:
            replay(arguments.readers[0], Path(folder), Path(arguments.replay))
    else:
        print("| reader | runs | slowest, CPU s | ways | findings |\n|---|---:|---:|---:|---:|", flush=True)
        for line in rows(arguments):
            print(line, flush=True)


if __name__ == "__main__":
    main()
