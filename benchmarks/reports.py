"""CPU time of each report format over 1,000 and 10,000 components, and how it grows.

Run ``python benchmarks/reports.py [FORMAT …]``. Writing is linear where ten times the components take about ten times
as long; the last column is that ratio.
"""

import datetime
import sys
import time

from copyfair.actor.model import Actor, Use
from copyfair.assessment import Assessment
from copyfair.inventory.model import Claim, Component, Depth, Inventory, Origin, Scope, Source
from copyfair.licensing.expression import parse
from copyfair.licensing.model import Evidence, Licensed, Match, Reading
from copyfair.reciprocity.model import Decision, Outlook, Reason, Rung, Stance, Verdict
from copyfair.reports import formats, render

DAY = datetime.date(2026, 11, 22)
SIZES = (1_000, 10_000)


def assessment(size: int) -> Assessment:
    """A project of that many components; each needs the next two, and every tenth needs a licence."""
    pairs = [_pair(index, size) for index in range(size)]
    components = tuple(one.component for one, _ in pairs)
    return Assessment(
        project="big",
        as_of=DAY,
        tool="copyfair 0",
        inventory=Inventory(root="big", components=components, sources=(), problems=()),
        licensed=tuple(one for one, _ in pairs),
        actor=Actor(),
        use=Use(),
        decisions=tuple(found for _, found in pairs),
        fees=(),
        outlook=Outlook(until=DAY),
        problems=(),
    )


def _pair(index: int, size: int) -> tuple[Licensed, Decision]:
    licence = ("MIT", "Apache-2.0 OR MIT", "PPL")[index % 3]
    source = Source(file="package-lock.json", field="license", line=index + 1, format="package-lock.json")
    claim = Claim(statements=(licence,), source=source)
    expression = parse(licence)
    reading = Reading(statement=licence, match=Match.EXPRESSION, expression=expression)
    component = Component(
        purl=_purl(index),
        name=f"part-{index}",
        version="1.0.0",
        scope=Scope.RUNTIME,
        depth=Depth.TRANSITIVE,
        origin=Origin.THIRD_PARTY,
        paths=(("big", f"part-{index}"),),
        claims=(claim,),
        found_in=(source,),
        requires=tuple(_purl(other) for other in (index + 1, index + 2) if other < size),
    )
    verdict = Verdict.PERMITTED if index % 10 else Verdict.LICENCE_NEEDED
    reason = Reason(license=licence, clause="1", says="Anyone may use it.", stance=Stance.GRANTS)
    decision = Decision(
        component=component,
        license=licence,
        chosen=licence,
        verdict=verdict,
        worst=verdict,
        best=verdict,
        rung=Rung.LICENCE,
        because=(reason,),
    )
    evidence = Evidence(claim=claim, readings=(reading,), expression=expression)
    licensed = Licensed(component=component, expression=expression, evidence=(evidence,), why="It is declared.")
    return licensed, decision


def _purl(index: int) -> str:
    return f"pkg:npm/part-{index}@1.0.0"


def main() -> None:
    """Print a line for each format: seconds for each size, bytes of the largest, ratio."""
    big = {size: assessment(size) for size in SIZES}
    for name in sys.argv[1:] or formats():
        render(big[SIZES[0]], name)  # what is imported and compiled once does not count
        seconds = []
        for size in SIZES:
            start = time.process_time()
            written = render(big[size], name)
            seconds.append(time.process_time() - start)
        ratio = seconds[1] / seconds[0]
        print(f"{name:16}{seconds[0]:8.3f} s{seconds[1]:8.3f} s{len(written) / 1e6:8.1f} MB{ratio:6.1f}x")


if __name__ == "__main__":
    main()
