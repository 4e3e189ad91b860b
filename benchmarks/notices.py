"""What notices and invoices cost on paper and as data: CPU seconds, and as a ratio to an empty Python.

    python benchmarks/notices.py
    python benchmarks/notices.py --documents 100

Needs copyfair with the extra `validate`. See the README beside this file.
"""

import argparse
import datetime
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path[:0] = [str(TESTS / "notices"), str(TESTS / "invoices")]
import invoice_sample
import msgspec
import notice_sample

from copyfair.invoices.draw_up import payment_terms
from copyfair.invoices.issue import Checks, check
from copyfair.invoices.pdf import invoice_pdf
from copyfair.invoices.write import cii, ubl
from copyfair.language import languages
from copyfair.notices import draw_up, render_notice

RUNS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=1000, help="how many notices; a tenth as many invoices")
    count = parser.parse_args().documents
    empty = empty_python()
    print("| what | documents | CPU seconds | each, times `python -c pass` |")
    print("|---|--:|--:|--:|")
    for name, work, number in rows(count):
        spent = cpu(work)
        print(f"| {name} | {number} | {spent:.1f} | {spent / number / empty:.2f} |", flush=True)
    print(f"\npeak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


def rows(count: int) -> Iterable[tuple[str, Callable[[], object], int]]:
    few = max(1, count // 10)
    yield "notices drawn up and written as PDF, four languages", lambda: notices(count), count
    yield "invoices as UBL and CII", lambda: [(ubl(i, "t"), cii(i, "t")) for i in invoices(few)], few
    yield "invoices as Factur-X", lambda: [paper(i) for i in invoices(few)], few
    yield "invoices checked by every rule, compiled first", lambda: [check(i, Checks()) for i in invoices(few)], few


def notices(count: int) -> None:
    """Each another one: another licensee's component, in the next language."""
    codes = languages()
    for number in range(count):
        part = notice_sample.component(f"gear-{number}")
        (notice,) = draw_up(notice_sample.assessment([part]), codes[number % len(codes)])
        render_notice(notice, "pdf")


def invoices(count: int) -> list[invoice_sample.Invoice]:
    day = datetime.date(2026, 1, 1)
    return [
        msgspec.structs.replace(invoice_sample.invoice(), number=f"INV-2026-{number:04}", dated=day)
        for number in range(1, count + 1)
    ]


def paper(invoice: invoice_sample.Invoice) -> bytes:
    return invoice_pdf(invoice, cii(invoice, payment_terms(invoice)), "copyfair")


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def empty_python() -> float:
    costs = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        costs.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(costs)


if __name__ == "__main__":
    main()
