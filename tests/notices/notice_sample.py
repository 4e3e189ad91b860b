"""A made-up assessment: a company that profits from wage labour owes a fee to the Gears Commons."""

import datetime
from decimal import Decimal

import msgspec

from copyfair.actor.facts import Evidence, EvidenceKind, Fact
from copyfair.actor.model import Actor, Party, Use
from copyfair.assessment import Assessment
from copyfair.commons.model import Commons, Payee, Permission
from copyfair.commons.tariff import Cap, Credit, PerUnit, Price, Share, Sum, Tariff
from copyfair.fees import assess
from copyfair.inventory.model import Claim, Component, Depth, Inventory, Origin, Scope, Source
from copyfair.licensing.expression import single
from copyfair.licensing.model import Evidence as LicenceEvidence
from copyfair.licensing.model import Licensed, Match, Reading
from copyfair.money import Money
from copyfair.reciprocity.model import Change, Decision, Outlook, Reason, Rung, Stance, UsedFact, Verdict

DAY = datetime.date(2026, 11, 22)
ACCOUNTS = Evidence(kind=EvidenceKind.ACCOUNTS, reference="annual report 2025", date=datetime.date(2026, 4, 30))

STEWARD = Party(
    name="Gears Commons Association",
    country="BE",
    register="KBO 0123.456.749",
    address=("Wheel Street 1", "1000 Brussels"),
    email="steward@gears.example",
)
LICENSEE = Party(name="Cogs & Sons Ltd", country="GB", register="GB 01234567", address=("2 Mill Lane", "Leeds"))

COMMONS = Commons(
    id="gears",
    name="Gears Commons",
    license="LicenseRef-PPL",
    covers=("pkg:npm/gear*",),
    steward=STEWARD,
    permissions=(
        Permission(clause="Charter 3", says="Members of the coalition use it freely.", when="coalition_member"),
    ),
    tariffs=(
        Tariff(
            id="tariff-2026",
            currency="EUR",
            clause="Charter 5",
            says="Companies that do not contribute pay 1 % of revenue above a million and 20 EUR a head above five.",
            valid_from=datetime.date(2026, 1, 1),
            fee=Sum(
                parts=(
                    Share(rate=Decimal("0.01"), threshold=Price.of("1000000 EUR")),
                    PerUnit(of="head_count", price=Price.of("20 EUR"), free=5),
                )
            ),
            adjust=(Credit(most=Decimal("0.5")), Cap(amount=Price.of("25000 EUR"))),
        ),
    ),
    payees=(
        Payee(
            party=STEWARD, share=Decimal(2), iban="BE68 0001 2345 6789", bic="gearbebb", role="for-benefit association"
        ),
        Payee(party=Party(name="Bolts Upstream"), iban="NL00 GEAR 0123 4567 89", role="upstream commons"),
    ),
    dispute="The members' meeting hears objections within 60 days.",
    source="commons.toml",
)

BARRED = Reason(
    license="LicenseRef-PPL",
    clause="4(d)",
    says="No use by a privately owned and managed business that profits from wage labour.",
    stance=Stance.BARS,
    condition="the business is privately owned and profits from wage labour",
    facts=(
        UsedFact(name="privately_owned", value="yes", evidence="register, GB 01234567"),
        UsedFact(name="profits_from_wage_labour", value="yes", evidence="self-declared"),
    ),
)
ON_RECORD = Reason(license="gears", clause="Charter 5", says=COMMONS.tariffs[0].says, stance=Stance.RECORD)
CHANGES = (
    Change(verdict=Verdict.PERMITTED, says="the use is not commercial", clause="LicenseRef-PPL 4(b)"),
    Change(
        verdict=Verdict.PERMITTED_WITH_DUTIES,
        says="the actor is a member of the coalition",
        clause="gears Charter 3",
    ),
)


def component(name, version="1.2.0"):
    return Component(
        purl=f"pkg:npm/{name}@{version}",
        name=name,
        version=version,
        scope=Scope.RUNTIME,
        depth=Depth.TRANSITIVE,
        origin=Origin.THIRD_PARTY,
        paths=(("mill", "loom", name),),
        claims=(),
        found_in=(Source(file="package-lock.json", field=f"packages.node_modules/{name}", line=12),),
    )


def licensed(one):
    source = Source(file=f"node_modules/{one.name}/package.json", field="license")
    expression = single("LicenseRef-PPL")
    reading = Reading(statement="PPL", match=Match.NAME, expression=expression)
    evidence = LicenceEvidence(
        claim=Claim(statements=("PPL",), source=source), readings=(reading,), expression=expression
    )
    return Licensed(component=one, expression=expression, evidence=(evidence,), why="Its metadata names the licence.")


def decision(one, **changed):
    fields = {
        "component": one,
        "license": "LicenseRef-PPL",
        "chosen": "LicenseRef-PPL",
        "verdict": Verdict.FEE_DUE,
        "worst": Verdict.FEE_DUE,
        "best": Verdict.FEE_DUE,
        "rung": Rung.FEE,
        "because": (BARRED, ON_RECORD),
        "changes": CHANGES,
        "commons": "gears",
    }
    return Decision(**(fields | changed))


def fact(name, value, **more):
    return Fact(name=name, value=value, evidence=ACCOUNTS, **more)


def company(**changed):
    facts = {
        "revenue": fact("revenue", Money.of("2500000.50", "EUR"), year=2025),
        "head_count": fact("head_count", 12),
    }
    about = {"gears": {"contribution_value": fact("contribution_value", Money.of(640, "EUR"))}}
    return Actor(**({"party": LICENSEE, "facts": facts, "commons": about, "given": True} | changed))


def assessment(components=None, *, actor=None, commons=COMMONS, decisions=None, as_of=DAY):
    components = tuple(components or (component("gearbox"), component("gearwheel", "0.9.1")))
    decisions = tuple(decisions or (decision(one) for one in components))
    actor = actor or company()
    return Assessment(
        project="mill",
        as_of=as_of,
        tool="copyfair 0.1.0",
        inventory=Inventory(root="mill", components=components, sources=(), problems=()),
        licensed=tuple(licensed(one) for one in components),
        actor=actor,
        use=Use(),
        decisions=decisions,
        fees=assess(decisions, (commons,), actor, as_of),
        outlook=Outlook(until=as_of),
        problems=(),
    )


def with_tariff(**changed):
    return msgspec.structs.replace(COMMONS, tariffs=(msgspec.structs.replace(COMMONS.tariffs[0], **changed),))
