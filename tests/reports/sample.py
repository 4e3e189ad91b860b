"""Assessments built by hand: one with everything, one without an actor, a clean one, and one with only problems."""

from datetime import date
from decimal import Decimal

from copyfair.actor.facts import Evidence as FactEvidence
from copyfair.actor.facts import EvidenceKind, Fact
from copyfair.actor.model import Actor, Party, Use
from copyfair.assessment import Assessment
from copyfair.commons.model import Commons, Payee
from copyfair.commons.tariff import Flat, Price, Sum, Tariff
from copyfair.commons.tariff import Share as ShareAbove
from copyfair.fees.model import Fee, FeeState, Portion, Step
from copyfair.inventory.model import (
    Claim,
    Combine,
    Component,
    Depth,
    Inventory,
    Origin,
    Scope,
    Source,
    Standing,
)
from copyfair.licensing.expression import parse
from copyfair.licensing.model import Conflict, Evidence, Licensed, Match, Reading
from copyfair.money import Money
from copyfair.policy.model import PolicyFinding, PolicyReason, Ruling
from copyfair.problem import Problem
from copyfair.reciprocity.model import (
    Change,
    Decision,
    Doubt,
    Duty,
    DutyKind,
    Exemption,
    MissingFact,
    MovedLimit,
    NextQuestion,
    Outlook,
    Reason,
    Rung,
    Stance,
    Trigger,
    Turn,
    UsedFact,
    Verdict,
)

AS_OF = date(2026, 11, 22)
TOOL = "copyfair 0.1.0"
HOSTILE = (
    '<script>alert("1")</script>',
    "\x1b[31mred\x1b[0m\x07",
    "two\nlines\r\n# heading",
    "=cmd|'/c calc'!A0",
    "safe\u202egnp.exe",
    "| a | [b](javascript:alert(1)) `c` </details>",
)
LONG_NAME = "a-very-long-name-" * 40


def claim(statement, file="package-lock.json", *, field="license", line=3, **more):
    source = Source(file=file, field=field, line=line, sha256="ab" * 32, format="package-lock.json")
    return Claim(statements=(statement,), source=source, **more)


def evidence(statement, expression=None, match=Match.EXPRESSION, note="", candidates=(), **more):
    read = parse(expression) if expression else None
    reading = Reading(statement=statement, match=match, expression=read, note=note, candidates=candidates)
    return Evidence(claim=claim(statement, **more), readings=(reading,), expression=read)


def component(name, version="1.0.0", *, origin=Origin.THIRD_PARTY, scope=Scope.RUNTIME, way=("kaart-web",), ways=1):
    depth = Depth.ROOT if origin is Origin.FIRST_PARTY else Depth.DIRECT if len(way) == 1 else Depth.TRANSITIVE
    path = (name,) if origin is Origin.FIRST_PARTY else (*way, name)
    purl = f"pkg:npm/{name}@{version}" if version else f"pkg:npm/{name}"
    return Component(
        purl=purl,
        name=name,
        version=version,
        scope=scope,
        depth=depth,
        origin=origin,
        paths=(path, *(("kaart-web", f"other-{at}", name) for at in range(1, ways))),
        claims=(),
        found_in=(Source(file="package-lock.json", line=3),),
    )


def licensed(component, expression=None, **more):
    more.setdefault("why", "package-lock.json declares it." if expression else "No file states a licence.")
    if expression and "evidence" not in more:
        more["evidence"] = (evidence(expression, expression),)
    more.setdefault("evidence", ())
    return Licensed(component=component, expression=parse(expression) if expression else None, **more)


def decision(component, license_, verdict, because, **more):
    more.setdefault("chosen", license_)
    more.setdefault("worst", verdict)
    more.setdefault("best", verdict)
    more.setdefault("rung", Rung.LICENCE)
    return Decision(component=component, license=license_, verdict=verdict, because=because, **more)


def undetermined(component, license_, doubt, because, **more):
    more.setdefault("worst", Verdict.PROHIBITED)
    more.setdefault("best", Verdict.PERMITTED_WITH_DUTIES)
    more.setdefault("rung", Rung.OPEN)
    return decision(component, license_, Verdict.UNDETERMINED, because, doubt=doubt, **more)


def duty(license_, kind=DutyKind.ATTRIBUTION, says="Keep the copyright notices.", **more):
    return Duty(kind=kind, license=license_, says=says, **more)


GRANT = Reason(license="MIT", clause="1", says="Anyone may use, change and pass on the work.", stance=Stance.GRANTS)
BSD_GRANT = Reason(license="BSD-3-Clause", clause="1", says="Anyone may use it.", stance=Stance.GRANTS)
COMMERCIAL = UsedFact(name="commercial", value="yes", evidence="self-declared")
BARRED = Reason(
    license="PPL",
    clause="4(d)",
    says="No use by a privately owned and managed business that seeks profit from waged work.",
    stance=Stance.BARS,
    condition="it is a privately owned and managed business and it seeks profit from waged work",
    facts=(
        UsedFact(name="privately_owned_and_managed", value="yes", evidence="register, NL-KVK 12345678, 2026-03-01"),
        UsedFact(name="profits_from_wage_labour", value="yes", evidence="accounts, annual report 2025"),
    ),
)
TARIFF_ON_RECORD = Reason(
    license="open-map",
    clause="Charter 5",
    says="The steward sells a licence by a published tariff.",
    stance=Stance.RECORD,
)
RESERVED = Reason(
    license="PPL",
    clause="4(f)",
    says="Royalties for other than non-commercial use are reserved.",
    stance=Stance.RESERVES,
    condition="the use is commercial",
    facts=(COMMERCIAL,),
)
MAY_PAY_OUT = Reason(
    license="PPL",
    clause="4(c)",
    says="Commercial use is open to worker-owned businesses that pay all surplus to their worker-owners.",
    stance=Stance.GRANTS,
    condition="it is owned by its workers and the surplus goes all to them",
    facts=(
        UsedFact(name="worker_owned", value="unknown", evidence=""),
        UsedFact(name="surplus", value="unknown", evidence=""),
    ),
)
MAY_BAR = Reason(
    license="PPL",
    clause="4(d)",
    says=BARRED.says,
    stance=Stance.BARS,
    condition=BARRED.condition,
    facts=(UsedFact(name="privately_owned_and_managed", value="unknown", evidence=""),),
)
ALSO_SOLD = Reason(license="PPL", clause="7(b)", says="The licensor may sell a separate licence.", stance=Stance.RECORD)
SILENT = Reason(
    license="PPL",
    clause="4(c)",
    says="Whether a sole trader without employees counts as worker-owned is not said.",
    stance=Stance.SILENT,
    condition="the actor is a sole trader",
    facts=(UsedFact(name="kind", value="sole-trader", evidence="self-declared"),),
)
WITHOUT_RULES = Reason(
    license="FSL-1.1-MIT", clause="", says="copyfair has no rules for FSL-1.1-MIT yet.", stance=Stance.EVIDENCE
)
CHANGED = Reason(
    license="PPL", clause="", says="The text was changed, so the reviewed rules need not hold.", stance=Stance.EVIDENCE
)
WORKER_OWNED = MissingFact(
    name="worker_owned",
    ask="Is the business or collective owned by the people who work in it?",
    where="actor.toml [facts] worker_owned",
)
SURPLUS = MissingFact(
    name="surplus", ask="Where does the whole surplus of the business go?", where="actor.toml [facts] surplus"
)
RELEASE = MissingFact(
    name="release_date",
    ask="When was this version first published?",
    where="copyfair.toml [[component]] facts.release_date",
)
REVENUE = MissingFact(
    name="revenue", ask="What was the revenue of the last full year?", where="actor.toml [facts] revenue"
)

OPEN_MAP = Commons(
    id="open-map",
    name="Open Map Commons",
    license="PPL",
    covers=("pkg:npm/maplib*",),
    steward=Party(name="Stichting Open Map", country="NL", url="https://open-map.example/"),
    tariffs=(
        Tariff(
            id="2026",
            currency="EUR",
            clause="Charter 5",
            says="One in a thousand of the revenue above 100,000 EUR, and 250 EUR for the notice.",
            valid_from=date(2026, 1, 1),
            fee=Sum(
                parts=(
                    ShareAbove(rate=Decimal("0.001"), threshold=Price.of("100000 EUR")),
                    Flat(amount=Price.of("250 EUR")),
                )
            ),
        ),
    ),
    payees=(Payee(party=Party(name="Stichting Open Map"), role="for-benefit association"),),
    dispute="Write to the board within 30 days.",
)
SEEDS = Commons(
    id="seeds",
    name="Seed <b>Library</b> Commons",
    license="PPL",
    covers=("pkg:npm/seed-*",),
    steward=Party(name="Seeds e.V.", url="javascript:alert(1)"),
)


def _fees():
    total = Money.of("950.00", "EUR")
    due = Fee(
        commons=OPEN_MAP,
        tariff=OPEN_MAP.tariffs[0],
        components=("pkg:npm/maplib@2.1.0", "pkg:npm/maplib-tiles@2.1.0"),
        clauses=("PPL 4(d)",),
        state=FeeState.DUE,
        total=total,
        steps=(
            Step(told=("Revenue of 2025 as declared",), amount=Money.of("800000", "EUR")),
            Step(told=("Above the free 100,000.00 EUR: 0.1 % of 700,000.00 EUR",), amount=Money.of("700.000", "EUR")),
            Step(told=("Flat part of the tariff",), amount=Money.of("250", "EUR")),
        ),
        portions=(
            Portion(payee=OPEN_MAP.payees[0], amount=Money.of("665.00", "EUR")),
            Portion(
                payee=Payee(party=Party(name="Upstream | Geo"), role="upstream commons"),
                amount=Money.of("285.00", "EUR"),
            ),
        ),
        due_on=date(2026, 12, 22),
    )
    needs = Fee(
        commons=SEEDS,
        components=("pkg:npm/seed-sorter@0.9.0",),
        clauses=("PPL 4(d)",),
        state=FeeState.NEEDS_INPUT,
        total=None,
        steps=(),
        missing=(REVENUE,),
        due_on=date(2026, 12, 22),
    )
    return due, needs


def _free():
    mit_duty = duty("MIT", clause="1", when="copies are passed on", applies=Trigger.YES)
    network = duty(
        "AGPL-3.0-only",
        DutyKind.NETWORK_SOURCE,
        "Offer the source to those who use it over a network.",
        clause="13",
        when="it is changed and others use it over a network",
    )
    not_here = duty("MIT", DutyKind.RENAME, "Never shown: it does not apply.", applies=Trigger.NO)
    for name in ("array-tools", "left-pad", "right-pad"):
        part = component(name, way=("kaart-web", "build-kit"))
        yield (
            licensed(part, "MIT"),
            decision(part, "MIT", Verdict.PERMITTED_WITH_DUTIES, (GRANT,), duties=(mit_duty, not_here)),
        )
    both = component("dual", "3.2.1")
    yield (
        licensed(both, "GPL-3.0-only OR BSD-3-Clause"),
        decision(
            both,
            "GPL-3.0-only OR BSD-3-Clause",
            Verdict.PERMITTED_WITH_DUTIES,
            (BSD_GRANT,),
            chosen="BSD-3-Clause",
            duties=(duty("BSD-3-Clause", clause="1", when="copies are passed on", applies=Trigger.YES),),
        ),
    )
    net = component("net-db", "4.0.0")
    agpl = Reason(license="AGPL-3.0-only", clause="2", says="Anyone may run it.", stance=Stance.GRANTS)
    yield (
        licensed(net, "AGPL-3.0-only"),
        decision(net, "AGPL-3.0-only", Verdict.PERMITTED_WITH_DUTIES, (agpl,), duties=(network,)),
    )
    public = component("public-domain-words", scope=Scope.DEV)
    cc0 = Reason(license="CC0-1.0", clause="2", says="All rights are given up.", stance=Stance.GRANTS)
    yield licensed(public, "CC0-1.0"), decision(public, "CC0-1.0", Verdict.PERMITTED, (cc0,))
    bought = component("bought-chart", "7.0.0")
    paid = Reason(license="PPL", clause="", says="A licence was bought: order 4711.", stance=Stance.RECORD)
    yield licensed(bought, "PPL"), decision(bought, "PPL", Verdict.PERMITTED, (paid,), rung=Rung.ENTITLEMENT)
    for name in (*HOSTILE, LONG_NAME):
        part = component(name, version="1.0.0\x1b[2J")
        yield licensed(part, "MIT"), decision(part, "MIT", Verdict.PERMITTED_WITH_DUTIES, (GRANT,), duties=(mit_duty,))


def _owing():
    change = Change(
        verdict=Verdict.PERMITTED_WITH_DUTIES, says="it is not a privately owned and managed business", clause="4(b)"
    )
    other = Change(verdict=Verdict.PERMITTED, says="a right on record covers it")
    third = Change(verdict=Verdict.PERMITTED, says="never shown: only two changes are")
    for name in ("maplib", "maplib-tiles"):
        part = component(name, "2.1.0", ways=3)
        yield (
            licensed(part, "PPL"),
            decision(
                part,
                "PPL",
                Verdict.FEE_DUE,
                (BARRED, TARIFF_ON_RECORD),
                rung=Rung.FEE,
                commons="open-map",
                changes=(change, other, third),
                next_step="Pay the notice of Stichting Open Map, or stop using it.",
                duties=(duty("PPL", says="Name the authors and the work.", clause="4(e)", applies=Trigger.YES),),
            ),
        )
    seed = component("seed-sorter", "0.9.0")
    yield (
        licensed(seed, "PPL"),
        decision(
            seed, "PPL", Verdict.FEE_DUE, (BARRED,), rung=Rung.FEE, commons="seeds", next_step="Give the missing fact."
        ),
    )
    needed = component("poem-font", None)
    yield (
        licensed(needed, "PPL"),
        decision(
            needed,
            "PPL",
            Verdict.LICENCE_NEEDED,
            (RESERVED,),
            rung=Rung.NEGOTIATE,
            next_step="Ask its authors for a licence.",
        ),
    )
    barred = component("peace-lib", "6.0.0", way=("kaart-web", "kit", "peace-ui"))
    yield (
        licensed(barred, "LicenseRef-scancode-cooperative-non-violent-6.0"),
        decision(
            barred,
            "LicenseRef-scancode-cooperative-non-violent-6.0",
            Verdict.PROHIBITED,
            (BARRED,),
            rung=Rung.NEGOTIATE,
            next_step="Replace it.",
        ),
    )
    known = component("legacy-ui", "0.3.0")
    yield (
        licensed(known, "PPL"),
        decision(
            known,
            "PPL",
            Verdict.LICENCE_NEEDED,
            (RESERVED,),
            rung=Rung.EXCEPTION,
            exemption=Exemption(
                component="legacy-ui",
                reason="It is replaced in the next release.",
                approver="N. Peeters",
                until=date(2027, 1, 31),
            ),
        ),
    )


def _open():
    for name in ("coop-auth", "coop-mail", "coop-shop"):
        part = component(name, "5.0.0")
        yield (
            licensed(part, "PPL"),
            undetermined(
                part,
                "PPL",
                Doubt.MISSING_FACT,
                (MAY_PAY_OUT, MAY_BAR, ALSO_SOLD),
                missing=(WORKER_OWNED, SURPLUS),
                next_step="Answer the questions.",
            ),
        )
    timed = component("timed-db", "2.0.0")
    busl = Reason(
        license="BUSL-1.1",
        clause="Change Date",
        says="After the change date another licence holds.",
        stance=Stance.OPEN,
        condition="the change date has passed",
        facts=(UsedFact(name="release_date", value="unknown", evidence=""),),
    )
    yield (
        licensed(timed, "BUSL-1.1"),
        undetermined(
            timed, "BUSL-1.1", Doubt.MISSING_FACT, (busl,), missing=(RELEASE,), next_step="Answer the question."
        ),
    )
    sole = component("sole-kit", "1.1.0")
    yield (
        licensed(sole, "PPL"),
        undetermined(sole, "PPL", Doubt.SILENT_TEXT, (SILENT,), next_step="Ask its authors, in writing."),
    )
    yield from _uncertain()


def _uncertain():
    yield _conflict("radio", "MIT", "LicenseRef-scancode-cooperative-non-violent-6.0")
    yield _conflict("radio-old", "MIT", "LicenseRef-scancode-cooperative-non-violent-6.0")
    for name in ("nameless", "nameless-too"):
        yield _unknown(component(name, "0.0.1"), "No licence is stated.")
    for at in range(3):
        # Only the lockfile and the component differ: one cause.
        fair = component(f"@fair/tool-{at}", "2.0.0", way=("kaart-web", "a", "b", "c", "d", "e"))
        found = evidence(
            "FSL-1.1-MIT", "FSL-1.1-MIT", field=f"packages['node_modules/{fair.name}'].license", line=at + 20
        )
        yield (
            licensed(fair, "FSL-1.1-MIT", evidence=(found,), why=f"Its metadata (…['{fair.name}']…) says FSL-1.1-MIT."),
            undetermined(
                fair, "FSL-1.1-MIT", Doubt.UNKNOWN_LICENCE, (WITHOUT_RULES,), next_step="Read it, then record it."
            ),
        )
    yield from _vague()
    turned = component("turned", "1.0.0")
    text = evidence(
        "PEER PRODUCTION LICENSE with additions",
        match=Match.MODIFIED_TEXT,
        candidates=("PPL",),
        note="42 words were added",
        file="node_modules/turned/LICENSE",
        field="",
        line=1,
        standing=Standing.FOUND,
        is_text=True,
    )
    yield (
        licensed(turned, None, evidence=(text,), modified=("PPL",), why="Its licence text was changed."),
        undetermined(
            turned, "", Doubt.MODIFIED_TEXT, (CHANGED,), next_step="Read the differences, then record the answer."
        ),
    )


def _conflict(name, says, text):
    part = component(name, "3.0.0")
    folder = f"node_modules/{name}"
    declared = evidence(says, says, file=f"{folder}/package.json", line=7)
    found = evidence(
        "Cooperative Non-Violent \x1b[1mPublic License",
        text,
        match=Match.TEXT,
        file=f"{folder}/LICENSE",
        field="",
        line=1,
        standing=Standing.FOUND,
        is_text=True,
    )
    locked = evidence(says, says, line=12)
    sentence = f"It states {says}, but the text in {folder}/LICENSE is that of {text}."
    reason = Reason(license="", clause="", says=sentence, stance=Stance.EVIDENCE)
    return (
        licensed(
            part,
            None,
            evidence=(declared, locked, found),
            conflict=Conflict(one=declared, others=(found,), says=(sentence,)),
            why=f"Its metadata ({folder}/package.json, license) says {says}.",
        ),
        undetermined(part, "", Doubt.CONFLICT, (reason,), next_step="Ask its authors, then record the answer."),
    )


def _unknown(part, why, **more):
    reason = Reason(license="", clause="", says=why, stance=Stance.EVIDENCE)
    step = "Find its licence and record it in copyfair.toml."
    return (
        licensed(part, None, why=why, **more),
        undetermined(part, "", Doubt.UNKNOWN_LICENCE, (reason,), next_step=step),
    )


BSD = ("BSD-2-Clause", "BSD-3-Clause", "BSD-4-Clause", "0BSD")


def _vague():
    """Three that say only "BSD", in several spellings, and one that says more."""

    def says(name, statement, *, line, match=Match.AMBIGUOUS, candidates=BSD, note="which is not said", **more):
        file = f"lib/site-packages/{name}-0.2.0.dist-info/METADATA"
        return evidence(statement, match=match, candidates=candidates, note=note, file=file, line=line, **more)

    for name, spellings in {
        "vague": ("BSD",),
        "vaguer": ("License :: OSI Approved :: BSD License",),
        "vaguest": ("BSD", "License :: OSI Approved :: BSD License"),
    }.items():
        given = [says(name, text, line=at, combine=Combine.UNDEFINED) for at, text in enumerate(spellings, 9)]
        text = evidence(
            "Copyright by somebody. Never for war.",
            match=Match.UNKNOWN,
            note="it is no licence text that we know, and it speaks of \u201cwar\u201d",
            file=f"lib/site-packages/{name}-0.2.0.dist-info/LICENSE",
            field="",
            line=None,
            standing=Standing.FOUND,
            is_text=True,
        )
        shown = " and ".join(f"\u201c{text}\u201d" for text in spellings)
        yield _unknown(
            component(name, "0.2.0"),
            f"It states {shown}, which is not a licence for certain.",
            evidence=(*given, text) if name != "vague" else tuple(given),
        )
    dual = says("both-ways", "Dual License", line=4, match=Match.UNKNOWN, candidates=(), note="neither is named")
    bsd = says("both-ways", "License :: OSI Approved :: BSD License", line=5)
    yield _unknown(component("both-ways", "0.2.0"), "It states two things.", evidence=(dual, bsd))


def _own():
    yield licensed(component("kaart-web", "1.4.0", origin=Origin.FIRST_PARTY), "Apache-2.0"), None
    yield licensed(component("kaart-<i>tools</i>", None, origin=Origin.FIRST_PARTY)), None
    yield licensed(component("node:fs", None, origin=Origin.STANDARD_LIBRARY), "MIT"), None


PROBLEMS = (
    Problem(code="bad-syntax", where="web/yarn.lock:12", message="broken at '<b>\x1b[5m'"),
    *(Problem(code="bad-entry", where=f"pom.xml:{line}", message="no version") for line in range(10, 17)),
    Problem(code="stale-record", where="copyfair.toml", message="the exception for 'gone' matched nothing"),
    Problem(code="list-meaning-undefined", where="package-lock.json:3", message="vague has two licences in a list"),
)

KAART = Actor(
    party=Party(name="Coöperatie De Kaart", country="NL", register="KVK 12345678"),
    facts={
        "privately_owned_and_managed": Fact(
            name="privately_owned_and_managed",
            value=True,
            evidence=FactEvidence(kind=EvidenceKind.REGISTER, reference="NL-KVK 12345678", date=date(2026, 3, 1)),
        ),
        "revenue": Fact(name="revenue", value=Money.of(800_000, "EUR"), year=2025),
        "head_count": Fact(name="head_count", value=12),
        "worker_owned": Fact(name="worker_owned", value=None, note="its evidence ran out on 2026-01-01"),
    },
    commons={"open-map": {"contributes": Fact(name="contributes", value=False)}},
    given=True,
)
USE = Use(
    facts={"commercial": Fact(name="commercial", value=True), "change_date": Fact(name="change_date", value=AS_OF)}
)


OUTLOOK = Outlook(until=date(2027, 11, 22))


def assessment(
    pairs, *, actor=KAART, use=USE, fees=(), problems=(), project="De Kaart", first=None, ahead=OUTLOOK, stopped=()
):
    pairs = sorted(pairs, key=lambda pair: pair[0].component.purl)
    inventory = Inventory(
        root="de-kaart",
        components=tuple(one.component for one, _ in pairs),
        sources=(Source(file="package-lock.json", sha256="ab" * 32, format="package-lock.json"),) if pairs else (),
        problems=problems,
    )
    return Assessment(
        project=project,
        as_of=AS_OF,
        tool=TOOL,
        inventory=inventory,
        licensed=tuple(one for one, _ in pairs),
        actor=actor,
        use=use,
        decisions=tuple(found for _, found in pairs if found is not None),
        fees=fees,
        next_question=first,
        outlook=ahead,
        policy=stopped,
        problems=problems,
    )


def _stopped(pairs):
    """What a policy does not let through: all rulings, one of them excused, and hostile names."""
    by_name = {one.component.name: one for one, _ in pairs}

    def stopped(name, ruling, entry, says, **more):
        one = by_name[name]
        license_ = str(one.expression) if one.expression is not None else ""
        where = "copyfair.toml: [policy] deny" if entry else ""
        reason = PolicyReason(license=license_, ruling=ruling, entry=entry, where=where, says=says)
        more.setdefault("next_step", "Replace the component.")
        return PolicyFinding(component=one.component, license=license_, ruling=ruling, because=(reason,), **more)

    denied = "copyfair.toml: [policy] deny names network-copyleft."
    kept = Exemption(component="dual", reason="Only |built| with.", approver="N. <Peeters>", until=date(2027, 1, 31))
    return (
        stopped("net-db", Ruling.DENIED, "network-copyleft", denied),
        stopped(HOSTILE[0], Ruling.UNLISTED, "", f"No list of what is allowed has {HOSTILE[3]}."),
        stopped("timed-db", Ruling.UNKNOWN, "", "Nobody knows what it stands for."),
        stopped("dual", Ruling.UNLISTED, "", "It is not listed.", exemption=kept, next_step=""),
    )


def everything():
    """All verdicts, doubts, problems and hostile names at once."""
    pairs = [*_own(), *_free(), *_owing(), *_open()]
    first = NextQuestion(
        name="surplus",
        ask="Where does the whole surplus of the business go?",
        where="actor.toml [facts] surplus",
        settles=2,
        bears_on=3,
    )
    return assessment(pairs, fees=_fees(), problems=PROBLEMS, first=first, ahead=_ahead(pairs), stopped=_stopped(pairs))


def _ahead(pairs):
    """Rights that run out, a limit that moves, and a hostile reference."""
    purls = {one.component.name: one.component.purl for one, _ in pairs}
    day = date(2027, 3, 1)

    def turn(name, before, after, because, **changed):
        return Turn(
            day=day,
            component=purls[name],
            license="PPL",
            before=before,
            after=after,
            because=(because,),
            **{"needs_act": not after.free} | changed,
        )

    return Outlook(
        until=date(2027, 11, 22),
        turns=(
            turn("bought-chart", Verdict.PERMITTED, Verdict.PROHIBITED, "the right '<b>4711\x1b[1m' has run out"),
            turn("maplib", Verdict.FEE_DUE, Verdict.LICENCE_NEEDED, "the tariff 2026 has ended"),
            turn("maplib-tiles", Verdict.FEE_DUE, Verdict.LICENCE_NEEDED, "the tariff 2026 has ended"),
            turn("legacy-ui", Verdict.LICENCE_NEEDED, Verdict.LICENCE_NEEDED, "the exception has run out"),
        ),
        limits=(
            MovedLimit(
                day=date(2027, 1, 1),
                license="PolyForm-Small-Business-1.0.0",
                clause="Small Business",
                fact="revenue",
                says="from 1,240,000.00 USD for 2025 to between 1,250,000.00 USD and 1,300,000.00 USD for 2026",
            ),
        ),
    )


def nobody():
    """Nobody was described: one licence depends on who you are."""
    return assessment([*_own(), *_free(), *list(_open())[:3]], actor=Actor(), use=Use())


def clean():
    """Everything is free."""
    return assessment([pair for pair in _free() if pair[0].component.name not in HOSTILE])


def empty():
    """Nothing was found, and two files could not be read."""
    return assessment([], problems=PROBLEMS[:2])


def one_component(name):
    """One permitted component with this name."""
    part = component(name)
    return assessment([(licensed(part, "MIT"), decision(part, "MIT", Verdict.PERMITTED, (GRANT,)))])
