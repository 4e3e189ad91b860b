"""Measures fees as ratios, and splits a million sums.

    python benchmarks/fees.py
    python benchmarks/fees.py --splits 1000000

Ratios hold on any machine: how much longer one thing takes than another, done in the same minute. See the README
beside this file.
"""

import argparse
import datetime
import statistics
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "fees"))

import fee_sample as sample
import test_upstream as upstream

from copyfair.fees import assess
from copyfair.inventory.model import Depth
from copyfair.money import Money, split

FLAT = """fee = { kind = "flat", amount = "100 EUR" }"""
FULL = """
waivers = [{ clause = "6", says = "Schools.", when = "educational_institution" }]
adjust = [
  { kind = "prorate" },
  { kind = "credit", most = 0.5 },
  { kind = "cap", amount = "50000 EUR" },
]
[tariffs.fee]
kind = "sum"
parts = [
  { kind = "share-above", rate = 0.01, threshold = "1000000 EUR" },
  { kind = "brackets", of = "seats", mode = "marginal", brackets = [
    { up_to = 10, price = "0 EUR" }, { up_to = 100, price = "12.50 EUR" }, { price = "9 EUR" },
  ] },
  { kind = "min", parts = [{ kind = "flat", amount = "90 EUR" }, { kind = "cliff", rate = 0.1, threshold = "5 EUR" }] },
]
"""
FACTS = {
    "revenue": "7500000.50",
    "seats": 140,
    "days_used": 200,
    "contribution_value": "12000",
    "educational_institution": False,
}


def seconds(work: Callable[[], object], times: int) -> float:
    """The median of five runs, of one time each."""
    runs = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(times):
            work()
        runs.append((time.process_time() - start) / times)
    return statistics.median(runs)


def fee(lines: str) -> Callable[[], object]:
    made, who = sample.commons(sample.tariff(lines)), sample.licensee(**FACTS)
    decisions = (sample.due(),)
    return lambda: assess(decisions, (made,), who, datetime.date(2026, 11, 22))


def trickle(size: int) -> Callable[[], object]:
    """A fee passed on through a graph of so many packages, each needing some that lie further down."""
    chance = Random(size)
    names = ["gearbox", *(f"p{n}" for n in range(1, size))]
    parts = [
        sample.component(
            name,
            *(names[chance.randrange(n + 1, min(size, n + 200))] for _ in range(5) if n + 1 < size),
            depth=Depth.TRANSITIVE if n else Depth.DIRECT,
        )
        for n, name in enumerate(names)
    ]
    made = upstream.gears(upstream.SPLIT + "\nlevels = 6", *(f"p{n}" for n in range(1, 30)))
    decisions = [sample.due(parts[0]), *(upstream.free(one) for one in parts[1:])]
    who = sample.licensee()
    return lambda: assess(decisions, (made,), who, datetime.date(2026, 11, 22))


def splits(times: int) -> None:
    """So many random splits: each sums to its total, to the cent."""
    chance = Random(1)
    start = time.process_time()
    for _ in range(times):
        units = chance.randrange(10 ** chance.randrange(1, 15))
        weights = [Fraction(chance.randrange(1000), chance.randrange(1, 100)) for _ in range(chance.randrange(1, 8))]
        parts = split(Money.of_units(units, "EUR"), [*weights, 1])
        if sum(int(part.amount.scaleb(2)) for part in parts) != units:
            raise SystemExit(f"{units} cents were not split exactly by {weights}")
    taken = time.process_time() - start
    print(f"{times:,} random splits, each exact to the cent: {1e6 * taken / times:.0f} µs of CPU each")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--splits", type=int, default=100_000)
    splits(parser.parse_args().splits)
    flat, full = seconds(fee(FLAT), 500), seconds(fee(FULL), 200)
    print(
        f"a fee of six facts, brackets and three adjustments: {full / flat:.1f} times a flat one ({1e6 * full:.0f} µs)"
    )
    small, large = seconds(trickle(1000), 2), seconds(trickle(10_000), 1)
    print(f"a split through 10,000 packages: {large / small:.1f} times one through 1,000 ({1e3 * large:.0f} ms)")


if __name__ == "__main__":
    main()
