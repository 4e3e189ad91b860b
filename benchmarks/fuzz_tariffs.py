"""Tariffs, from the examples of our own page: read, looked over, and the fee worked out for somebody and for nobody."""

import datetime
import re
import tomllib
from collections.abc import Iterable
from functools import cache

from fuzz_targets import TOP

AS_OF = datetime.date(2026, 11, 22)
_EXAMPLE = re.compile(r"```toml\n((?:(?!```).)*?)```\n\n((?:- [^\n]*\n)+)", re.DOTALL)
_COMMONS = """
id = "gears"
name = "Gears"
license = "PPL"
covers = ["pkg:npm/gear*"]
[steward]
name = "Friends of Gears vzw"
[[tariffs]]
id = "tariff-2026"
currency = "EUR"
clause = "Charter 5"
says = "A fee."
valid_from = 1990-01-01
{lines}
[[payees]]
party = {{ name = "Friends of Gears vzw" }}
"""


def seeds() -> list[str]:
    """A commons for each example of the page."""
    page = (TOP / "docs" / "tariffs.md").read_text("utf-8")
    return [_COMMONS.format(lines=lines) for lines, _ in _EXAMPLE.findall(page)]


def fees_of(text: str) -> None:
    """Read a commons, look over its tariffs, and work out the fee.

    Raises:
        ValueError: the portions are not the total.
    """
    from copyfair.commons import load_text
    from copyfair.fees import assess
    from copyfair.fees.lint import check_conditions, remarks

    commons = load_text(text, "commons.toml")
    check_conditions(commons)
    list(remarks(commons, AS_OF))
    for actor in _actors():
        for fee in assess((_due(commons.id),), (commons,), actor, AS_OF):
            if (
                fee.total is not None
                and fee.portions
                and sum(one.amount.amount for one in fee.portions) != fee.total.amount
            ):
                raise ValueError(f"the portions of {fee.total} are another sum")


@cache
def _actors() -> tuple[object, ...]:
    from copyfair.actor import read
    from copyfair.actor.facts import About, info
    from copyfair.actor.model import Actor

    page = (TOP / "docs" / "tariffs.md").read_text("utf-8")
    said = {
        fact for _, lines in _EXAMPLE.findall(page) for fact in re.findall(r"([a-z_]+ = (?:\"[^\"]*\"|[\w.-]+))", lines)
    }
    given = tomllib.loads("\n".join(_first_of_each(sorted(said))))
    theirs = {name: value for name, value in given.items() if info(name).about is About.COMMONS}
    ours = {name: value for name, value in given.items() if name not in theirs}
    return Actor(), read({"facts": ours, "commons": {"gears": theirs}}, where="actor.toml", as_of=AS_OF)[0]


def _first_of_each(facts: Iterable[str]) -> list[str]:
    return list({fact.partition(" =")[0]: fact for fact in facts}.values())


def _due(commons: str) -> object:
    """The decision that a fee is due to a commons."""
    from copyfair.inventory.model import Component, Depth, Origin, Scope
    from copyfair.reciprocity.model import Decision, Reason, Rung, Stance, Verdict

    one = Component(
        purl="pkg:npm/gearbox@1.0.0", name="gearbox", version="1.0.0", scope=Scope.RUNTIME, depth=Depth.DIRECT,
        origin=Origin.THIRD_PARTY, paths=(), claims=(), found_in=(), requires=(),
    )  # fmt: skip
    reason = Reason(license="PPL", clause="4(d)", says="Not for businesses on waged work.", stance=Stance.BARS)
    return Decision(
        component=one, license="PPL", chosen="PPL", verdict=Verdict.FEE_DUE, worst=Verdict.FEE_DUE, best=Verdict.FEE_DUE,
        rung=Rung.FEE, because=(reason,), commons=commons,
    )  # fmt: skip
