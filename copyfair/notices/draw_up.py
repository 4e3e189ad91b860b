"""From an assessment to notices: one for each fee, drawn up only from what the assessment holds."""

import hashlib
from collections.abc import Iterable, Sequence

import msgspec

from copyfair.actor.facts import Fact, Value
from copyfair.assessment import Assessment
from copyfair.commons.account import printed_bic, printed_iban
from copyfair.commons.model import Commons
from copyfair.commons.tariff import Tariff
from copyfair.fees.amounts import fact_of
from copyfair.fees.facts import fact_names
from copyfair.fees.model import Allocation, Fee, FeeState, Portion, Step
from copyfair.inventory.model import Source
from copyfair.language import ENGLISH, Language
from copyfair.language import language as language_of
from copyfair.language.saying import Quoted, Saying, Word, said
from copyfair.licensing.model import Licensed
from copyfair.money import Money
from copyfair.notices.model import Amount, Basis, Item, Line, Notice, Passed, Payment, Told
from copyfair.reciprocity.model import Change, Decision, Reason, Rung, Stance, UsedFact, Verdict
from copyfair.schema import encodable

__all__ = ["draw_up"]

_MOST_REMITTANCE = 140  # SEPA credit transfer, unstructured remittance information


def draw_up(assessment: Assessment, language: str = ENGLISH) -> tuple[Notice, ...]:
    """One notice for each fee of an assessment, in the order of the fees.

    A fee that comes to nothing has one too: it shows that and why. The
    reference is a digest of the content, as long as no ledger gives a number
    (`copyfair.notices.issue`); the same assessment always gives the same notices,
    and in every language the same reference.

    Args:
        assessment: what was found.
        language: code of the language to write in; see `copyfair.language.languages`.

    Raises:
        InputError: there is no such language.
    """
    licensed = {one.component.purl: one for one in assessment.licensed}
    words = language_of(language)
    return tuple(_drawn_up(fee, assessment, licensed, words) for fee in assessment.fees)


def _drawn_up(fee: Fee, assessment: Assessment, licensed: dict[str, Licensed], words: Language) -> Notice:
    english = _notice(fee, assessment, licensed, language_of(ENGLISH))
    notice = english if words.code == ENGLISH else _notice(fee, assessment, licensed, words)
    return _referenced(notice, english)


def _notice(fee: Fee, assessment: Assessment, licensed: dict[str, Licensed], words: Language) -> Notice:
    commons, actor = fee.commons, assessment.actor
    tariff = fee.tariff
    decisions = _decisions(fee, assessment.decisions)
    due = fee.state is FeeState.DUE
    return Notice(
        language=words.code,
        texts=commons.language,
        issued_on=assessment.as_of,
        project=assessment.project,
        tool=assessment.tool,
        steward=commons.steward,
        licensee=actor.party,
        commons=commons.id,
        commons_name=commons.name,
        commons_license=commons.license,
        tariff=tariff.id if tariff else "",
        tariff_clause=tariff.clause if tariff else "",
        tariff_says=tariff.says if tariff else "",
        period=tariff.period if tariff else "",
        state=fee.state,
        total=Amount.of(fee.total) if fee.total is not None else None,
        carried=_amount(fee.carried) if fee.state is FeeState.CARRIED_FORWARD else None,
        due_on=fee.due_on if due else None,
        steps=tuple(_line(step, words) for step in fee.steps),
        missing=fee.missing,
        payments=tuple(_payment(portion) for portion in fee.portions),
        passed_on=tuple(_passed(one, words) for one in fee.allocations),
        items=tuple(_item(decision, licensed.get(decision.component.purl)) for decision in decisions),
        basis=_basis(decisions, words),
        evidence=_evidence(tariff, assessment, commons, words) if tariff else (),
        sources=_sources(fee, words),
        how_to_pay=_how_to_pay(fee, words),
        how_to_dispute=_how_to_dispute(commons, words),
        how_to_be_exempt=_how_to_be_exempt(decisions, commons, words),
        statements=_statements(commons, words),
    )


def _amount(money: Money | None) -> Amount | None:
    return Amount.of(money) if money is not None else None


def _decisions(fee: Fee, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions a fee was made from, in inventory order, each component once."""
    components = set(fee.components)
    found = {
        decision.component.purl: decision
        for decision in decisions
        if decision.component.purl in components
        and fee.commons.id in (decision.commons, *decision.also_due)
        and (decision.verdict is Verdict.FEE_DUE or decision.verdict.free)
        and decision.rung is Rung.FEE
        and decision.exemption is None
    }
    return tuple(found[purl] for purl in sorted(found))


# ---------------------------------------------------------------- components and reasons

_CLOSING = (Stance.BARS, Stance.RESERVES)


def _item(decision: Decision, licensed: Licensed | None) -> Item:
    component = decision.component
    clauses = {f"{r.license} {r.clause}".strip() for r in decision.because if r.stance in _CLOSING}
    read = tuple(_place(evidence.claim.source) for evidence in licensed.evidence) if licensed else ()
    return Item(
        name=component.name,
        version=component.version,
        purl=component.purl,
        license=decision.chosen or decision.license,
        clauses=tuple(sorted(clauses)),
        found_in=_once(_place(source) for source in component.found_in),
        paths=tuple(" → ".join(path) for path in component.paths),
        license_found=_once(read),
        license_why=licensed.why if licensed else "",
    )


def _place(source: Source) -> str:
    line = f":{source.line}" if source.line else ""
    field = f" ({source.field})" if source.field else ""
    return f"{source.file}{line}{field}"


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _basis(decisions: Sequence[Decision], words: Language) -> tuple[Basis, ...]:
    """Every reason once, in the order in which the decisions give them."""
    reasons: dict[Reason, int] = {}
    for decision in decisions:
        for reason in dict.fromkeys(decision.because):
            reasons[reason] = reasons.get(reason, 0) + 1
    return tuple(
        Basis(
            license=reason.license,
            clause=reason.clause,
            says=reason.says,
            stance=reason.stance,
            condition=reason.condition,
            facts=tuple(_worded(fact, words) for fact in reason.facts),
            components=times,
        )
        for reason, times in reasons.items()
    )


def _worded(fact: UsedFact, words: Language) -> UsedFact:
    """The fact with the words of closed lists in the language of the notice."""
    kind, joint, rest = fact.evidence.partition(", ")
    value, note, why = fact.value.partition(": ")
    return UsedFact(
        name=fact.name,
        value=words.word("value", value) + note + why,
        evidence=words.word("evidence", kind) + joint + rest,
    )


def _evidence(tariff: Tariff, assessment: Assessment, commons: Commons, words: Language) -> tuple[UsedFact, ...]:
    actor = assessment.actor
    facts = [fact_of(name, commons, actor) for name in fact_names(tariff)]
    rates = tuple(
        UsedFact(name=f"exchange rate {pair}", value=words.tell(rate), evidence="vouched for")
        for pair, rate in sorted(actor.rates.items())
        if pair.endswith(f"/{tariff.currency}")
    )
    used = (*(_used(fact, words) for fact in facts if fact is not None), *rates)
    return tuple(_worded(fact, words) for fact in used)


def _used(fact: Fact, words: Language) -> UsedFact:
    if fact.value is None:
        return UsedFact(name=fact.name, value=f"unknown: {fact.note}" if fact.note else "unknown", evidence="")
    year = f" ({fact.year})" if fact.year else ""
    return UsedFact(name=fact.name, value=f"{_value(fact.value, words)}{year}", evidence=str(fact.evidence))


def _value(value: Value, words: Language) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | Money():
            return words.tell(value)
        case _:
            return str(value)


def _sources(fee: Fee, words: Language) -> tuple[str, ...]:
    if fee.tariff is None:
        return ()
    file = fee.commons.source or "commons.toml"
    return (words.say("tariff-source", tariff=f"{fee.tariff.id}, {words.tell(fee.tariff.days)}", file=file),)


# ---------------------------------------------------------------- money


def _payment(portion: Portion) -> Payment:
    payee = portion.payee
    iban = printed_iban(payee.iban)
    return Payment(
        payee=payee.party,
        role=payee.role,
        amount=Amount.of(portion.amount),
        iban=iban,
        bic=printed_bic(payee.bic) if iban else "",
    )


def _line(step: Step, words: Language) -> Line:
    return Line(says=words.sentence(step.told), language=words.foreign(step.told), amount=_amount(step.amount))


def _passed(one: Allocation, words: Language) -> Passed:
    return Passed(
        line=one.line.value,
        payee=one.payee,
        payee_id=one.payee_id,
        amount=Amount.of(one.amount),
        says=words.sentence(one.told),
        language=words.foreign(one.told),
        components=one.components,
    )


def _how_to_pay(fee: Fee, words: Language) -> tuple[str, ...]:
    steward = fee.commons.steward.name
    if fee.state is FeeState.NEEDS_INPUT:
        return words.say("pay-missing"), words.say("pay-missing-next")
    if fee.state is FeeState.CARRIED_FORWARD and fee.carried is not None:
        return (words.say("pay-carried", amount=words.money(fee.carried)),)
    if fee.state is not FeeState.DUE:
        return (words.say("pay-nothing"),)
    return (
        words.say("pay-all" if len(fee.portions) > 1 else "pay-one", day=words.day(fee.due_on)),
        words.say("pay-confirm", steward=steward),
        words.say("pay-invoice", steward=steward),
    )


# ---------------------------------------------------------------- what else can be done


def _how_to_dispute(commons: Commons, words: Language) -> tuple[Told, ...]:
    reach = commons.steward.email or commons.steward.url
    at = f" ({reach})" if reach else ""
    own = [Quoted(commons.dispute, commons.language)] if commons.dispute.strip() else []
    write = said("dispute-write", steward=f"{commons.steward.name}{at}")
    return _told([*own, write, said("dispute-correct")], words)


def _how_to_be_exempt(decisions: Sequence[Decision], commons: Commons, words: Language) -> tuple[Told, ...]:
    changes = [_change(change) for decision in decisions for change in decision.changes]
    permissions = [
        said("exempt-permission", commons=commons.name, clause=one.clause, says=Quoted(one.says, commons.language))
        for one in commons.permissions
    ]
    return _told([*changes, *permissions, said("exempt-entitlement")], words)


def _change(change: Change) -> Saying:
    key = "exempt-change-clause" if change.clause else "exempt-change"
    condition = Quoted(change.says.rstrip("."), ENGLISH)
    return said(key, change=condition, verdict=Word("verdict", change.verdict), clause=change.clause)


def _told(sayings: Iterable[Saying | Quoted], words: Language) -> tuple[Told, ...]:
    """Each once, worded."""
    return tuple(Told(says=words.tell(one), language=words.foreign([one])) for one in dict.fromkeys(sayings))


def _statements(commons: Commons, words: Language) -> tuple[str, ...]:
    return (
        words.say("statement-assessment", steward=commons.steward.name),
        words.say("statement-vat"),
        words.say("digest-number"),
        words.say("statement-clauses"),
    )


# ---------------------------------------------------------------- reference


def _referenced(notice: Notice, english: Notice) -> Notice:
    """The notice with what tells it from others: its reference, remittance text, and the digest of its facts.

    The digest is taken over the whole content in English as JSON with sorted
    keys, without the reference itself, the name of the program and what a
    ledger adds.
    """
    content = encodable(msgspec.structs.replace(english, reference="", remittance="", tool=""))
    del content["ledger"], content["key"], content["language"], content["facts_sha256"]
    reference = f"FA-{notice.issued_on.year:04}-{_digest(content)[:8]}"
    remittance = f"{reference} {notice.commons}"[:_MOST_REMITTANCE] if notice.payments else ""
    facts = [sorted(english.evidence, key=str), [sorted(one.facts, key=str) for one in english.basis]]
    return msgspec.structs.replace(
        notice, reference=reference, remittance=remittance, facts_sha256=_digest(encodable(facts))
    )


def _digest(content: object) -> str:
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()
