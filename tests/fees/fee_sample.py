"""What the tests of fees share: a commons from the text of its tariff, a licensee from plain values, a decision."""

import datetime
from decimal import Decimal

from copyfair.actor.facts import About, Evidence, EvidenceKind, Fact, FactType, info
from copyfair.actor.model import Actor
from copyfair.commons import load_text
from copyfair.fees import assess
from copyfair.inventory.model import Component, Depth, Origin, Scope
from copyfair.money import Money
from copyfair.reciprocity.model import Decision, Reason, Rung, Stance, Verdict

DAY = datetime.date(2026, 11, 22)
BOOKS = Evidence(kind=EvidenceKind.ACCOUNTS, reference="annual report")

COMMONS = """
id = "gears"
name = "Gears Commons"
license = "PPL"
covers = ["pkg:npm/gear*"]
[steward]
name = "Gears Commons Association"
{tariffs}
[[payees]]
party = {{ name = "Gears Commons Association" }}
{more}
"""

TARIFF = """
[[tariffs]]
id = "{name}"
currency = "{currency}"
clause = "Charter 5"
says = "A fee."
valid_from = {valid_from}
{lines}
"""


def tariff(lines, *, currency="EUR", name="tariff-2026", valid_from="2020-01-01"):
    """The text of one version of a tariff."""
    return TARIFF.format(name=name, currency=currency, valid_from=valid_from, lines=lines)


def commons(*tariffs, more=""):
    """The Gears Commons with these tariffs."""
    return load_text(COMMONS.format(tariffs="\n".join(tariffs), more=more), "commons.toml")


def licensee(currency="EUR", *, rates=None, **given):
    """A licensee with these facts, each where it belongs; None is a fact that was written down as unknown."""
    facts, theirs = {}, {}
    for name, value in given.items():
        word = info(name)
        if word.type is FactType.MONEY and value is not None and not isinstance(value, Money):
            value = Money.of(str(value), currency)
        where = theirs if word.about is About.COMMONS else facts
        where[name] = Fact(name=name, value=value, evidence=BOOKS)
    return Actor(facts=facts, commons={"gears": theirs}, rates=rates or {}, given=True)


def component(name, *requires, depth=Depth.DIRECT):
    """A package, and the packages that it needs."""
    return Component(
        purl=f"pkg:npm/{name}@1.0.0",
        name=name,
        version="1.0.0",
        scope=Scope.RUNTIME,
        depth=depth,
        origin=Origin.THIRD_PARTY,
        paths=(),
        claims=(),
        found_in=(),
        requires=tuple(f"pkg:npm/{need}@1.0.0" for need in requires),
    )


BARRED = Reason(license="PPL", clause="4(d)", says="Not for businesses on waged work.", stance=Stance.BARS)


def due(one="gearbox"):
    """The decision that a fee is due for a component."""
    return Decision(
        component=component(one) if isinstance(one, str) else one,
        license="PPL",
        chosen="PPL",
        verdict=Verdict.FEE_DUE,
        worst=Verdict.FEE_DUE,
        best=Verdict.FEE_DUE,
        rung=Rung.FEE,
        because=(BARRED,),
        commons="gears",
    )


def fee_of(gears, who, day=DAY):
    """What the licensee owes the Gears Commons."""
    (fee,) = assess((due(),), (gears,), who, day)
    return fee


def owed(lines, *, currency="EUR", day=DAY, **facts):
    """The sum under a tariff for these facts; the state's name where nothing is asked and something is open."""
    fee = fee_of(commons(tariff(lines, currency=currency)), licensee(currency, **facts), day)
    return fee.state.value if fee.total is None else fee.total.amount


def steps(fee):
    """The trace as pairs of words and amount."""
    return [(step.says, str(step.amount or "")) for step in fee.steps]


def number(text):
    return Decimal(text)
