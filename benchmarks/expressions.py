"""Reads ten realistic licence expressions, uncached, and compares with two other readers where they are installed.

    python benchmarks/expressions.py

For the comparison: pip install license-expression packaging. See the README beside this file.
"""

import statistics
import sys
import time
from collections.abc import Callable

TREES = (
    "MIT",
    "Apache-2.0",
    "MIT OR Apache-2.0",
    "GPL-2.0-only WITH Classpath-exception-2.0",
    "(MIT OR Apache-2.0) AND Unicode-3.0",
    "BSD-3-Clause AND MIT AND ISC",
    "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
    "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
    "LicenseRef-own AND (PPL OR AGPL-3.0-only)",
    "(MIT AND Zlib) OR (0BSD AND (CC0-1.0 OR Unlicense))",
)
RUNS = 15
MEGABYTE = 1_000_000

Read = Callable[[str], object]


def ours() -> Read:
    from copyfair.licensing.expression import parse

    return parse.__wrapped__


def license_expression() -> Read:
    from license_expression import get_spdx_licensing

    licensing = get_spdx_licensing()
    return licensing.parse


def packaging() -> Read:
    from packaging.licenses import canonicalize_license_expression

    return canonicalize_license_expression


READERS = {"copyfair": ours, "license-expression": license_expression, "packaging.licenses": packaging}


def rate(read: Read) -> float:
    """Expressions a second of CPU time: the median of some runs, each of about a tenth of a second."""
    for text in TREES:
        read(text)
    rounds = 1
    while seconds(read, rounds) < 0.1:
        rounds *= 2
    return statistics.median(rounds * len(TREES) / seconds(read, rounds) for _ in range(RUNS))


def seconds(read: Read, rounds: int) -> float:
    start = time.process_time()
    for _ in range(rounds):
        for text in TREES:
            read(text)
    return time.process_time() - start


def hostile() -> dict[str, str]:
    deep = 10_000
    half = MEGABYTE // 2
    return {
        "10,000 brackets around one id": "(" * deep + "MIT" + ")" * deep,
        "10,000 groups, AND and OR in turn": "".join("(ISC AND " if n % 2 else "(Zlib OR " for n in range(deep))
        + "MIT"
        + ")" * deep,
        "1 MB: 77,000 ids": " OR ".join(f"LicenseRef-{n}" for n in range(MEGABYTE // 13)),
        "1 MB: one id": "LicenseRef-" + "a" * MEGABYTE,
        "1 MB: brackets": "(" * half + "MIT" + ")" * half,
        "1 MB: brackets that are never closed": "(" * MEGABYTE,
    }


def worst(read: Read, text: str) -> str:
    start = time.process_time()
    try:
        read(text)
        outcome = "read"
    except Exception as error:  # noqa: BLE001 - what a reader raises is what is measured
        outcome = type(error).__name__
    return f"{time.process_time() - start:.3f} s, {outcome}"


def main() -> None:
    readers: dict[str, Read] = {}
    for name, make in READERS.items():
        try:
            readers[name] = make()
        except ImportError:
            print(f"{name} is not installed", file=sys.stderr)
    rates = {name: rate(read) for name, read in readers.items()}
    print(f"Python {sys.version.split()[0]}; {len(TREES)} expressions, one process, CPU time, median of {RUNS} runs\n")
    print("| reader | expressions a second | ratio to copyfair |\n|---|---:|---:|")
    for name, found in rates.items():
        print(f"| {name} | {found:,.0f} | 1 : {rates['copyfair'] / found:.1f} |")
    print("\n| hostile text | " + " | ".join(readers) + " |\n|---|" + "---:|" * len(readers))
    for name, text in hostile().items():
        print(f"| {name} | " + " | ".join(worst(read, text) for read in readers.values()) + " |")


if __name__ == "__main__":
    main()
