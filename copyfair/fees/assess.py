"""From decisions to fees: one for each commons whose tariff applies."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

import msgspec

from copyfair.actor.model import Actor
from copyfair.commons.model import Commons, Payee
from copyfair.commons.registry import payable_account
from copyfair.commons.tariff import Minimum, Tariff
from copyfair.errors import InputError
from copyfair.fees import amounts
from copyfair.fees.adjustments import adjusted
from copyfair.fees.amounts import ZERO, Range, fact_of
from copyfair.fees.model import Fee, FeeState, Portion, Step
from copyfair.fees.nodes import Part, Reader, distinct, part
from copyfair.fees.prices import priced
from copyfair.fees.upstream import allocations
from copyfair.fees.waivers import waived
from copyfair.inventory.model import Component
from copyfair.language.saying import Quoted, Value, said
from copyfair.money import Money, split
from copyfair.reciprocity.model import Decision, MissingFact, Rung, Stance, Verdict

__all__ = ["assess", "reader", "worked_out"]


def assess(
    decisions: Iterable[Decision],
    commons: Iterable[Commons],
    actor: Actor,
    as_of: datetime.date,
    *,
    project: Iterable[Component] = (),
) -> tuple[Fee, ...]:
    """What is owed to each commons, sorted by its id.

    A component counts when its verdict is fee-due and no accepted exception defers it.
    Nothing is estimated: a fact that is missing and matters gives `FeeState.NEEDS_INPUT`.

    Args:
        decisions: of one assessment.
        commons: those the decisions name, and any others.
        actor: whose facts the tariffs count with.
        as_of: day of the assessment; decides which tariff is valid, which period is meant and when payment is due.
        project: what needs what in the licensee's project, where the decisions are not about all of it.

    Raises:
        InputError: a decision names a commons that is not given.
        RuleError: a waiver of a tariff is no condition.
    """
    every = tuple(decisions)
    by_id = {one.id: one for one in commons}
    owed: dict[str, list[Decision]] = {}
    for decision in every:
        if decision.verdict is Verdict.FEE_DUE and decision.rung is Rung.FEE and decision.exemption is None:
            for name in (decision.commons, *decision.also_due):
                owed.setdefault(name, []).append(decision)
    unknown = sorted(set(owed) - set(by_id))
    if unknown:
        raise InputError(f"a fee is due to the commons {unknown[0]!r}, but its commons.toml was not given")
    components = {one.purl: one for one in (*(decision.component for decision in every), *project)}
    return tuple(_fee(by_id[name], owed[name], components, actor, as_of) for name in sorted(owed))


def _fee(
    commons: Commons,
    decisions: Sequence[Decision],
    components: Mapping[str, Component],
    actor: Actor,
    as_of: datetime.date,
) -> Fee:
    tariff = commons.tariff_on(as_of)
    outcome = _no_tariff(commons, as_of) if tariff is None else _outcome(commons, tariff, actor, as_of)
    purls = tuple(sorted({decision.component.purl for decision in decisions}))
    due = outcome.total if outcome.state is FeeState.DUE else None
    return Fee(
        commons=commons,
        tariff=tariff,
        components=purls,
        clauses=_clauses(decisions),
        state=outcome.state,
        total=outcome.total,
        steps=outcome.steps,
        portions=_portions(due, commons, as_of) if due is not None else (),
        allocations=allocations(due, commons, purls, components, as_of) if due is not None else (),
        carried=outcome.carried,
        missing=outcome.missing,
        due_on=_days_after(as_of, tariff.due_days if tariff else 0),
    )


def _clauses(decisions: Iterable[Decision]) -> tuple[str, ...]:
    closing = (Stance.BARS, Stance.RESERVES)
    return tuple(
        sorted({f"{r.license} {r.clause}".strip() for d in decisions for r in d.because if r.stance in closing})
    )


def _days_after(day: datetime.date, days: int) -> datetime.date:
    return datetime.date.fromordinal(min(day.toordinal() + days, datetime.date.max.toordinal()))


# ---------------------------------------------------------------- who is paid


def _portions(total: Money, commons: Commons, as_of: datetime.date) -> tuple[Portion, ...]:
    """Each payee's part; where the association passes fees on, all goes to the first, which is the association's."""
    payees = [payee for payee in commons.payees if payee.share > 0] or [Payee(party=commons.steward)]
    if commons.split is not None:
        payees = payees[:1]
    parts = split(total, [payee.share for payee in payees])
    paid = (_with_account(payee, commons, as_of) for payee in payees)
    return tuple(Portion(payee=payee, amount=amount) for payee, amount in zip(paid, parts, strict=True))


def _with_account(payee: Payee, commons: Commons, as_of: datetime.date) -> Payee:
    """The payee with the account that counts on the day, where a registry holds it."""
    if not payee.id:
        return payee
    account = payable_account(commons.registry, payee.id, as_of).account
    iban, bic = (account.iban, account.bic) if account is not None else ("", "")
    return msgspec.structs.replace(payee, iban=iban, bic=bic)


# ---------------------------------------------------------------- the sum


class _Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a tariff comes to for an actor; the fields are those of `Fee`."""

    state: FeeState
    steps: tuple[Step, ...]
    total: Money | None = None
    carried: Money | None = None
    missing: tuple[MissingFact, ...] = ()


def _no_tariff(commons: Commons, as_of: datetime.date) -> _Outcome:
    if commons.tariffs:
        none = said("step-no-tariff-for", commons=commons.name, day=as_of)
        told: tuple[Value, ...] = (
            none,
            *(said("step-tariff-days", tariff=one.id, days=one.days) for one in commons.tariffs[:5]),
        )
    else:
        told = (said("step-no-tariff", commons=commons.name),)
    missing = MissingFact(
        name=f"tariff for {as_of}",
        ask=f"Which tariff of {commons.name} applies on {as_of}? Its steward, {commons.steward.name}, can say.",
        where=commons.source or "commons.toml",
    )
    return _Outcome(state=FeeState.NEEDS_INPUT, steps=(Step(told=told),), missing=(missing,))


def reader(commons: Commons, tariff: Tariff, actor: Actor, as_of: datetime.date) -> Reader:
    """How a tariff gets at the facts of an actor, on a day."""
    first, last = tariff.period.around(as_of)
    return Reader(
        currency=tariff.currency,
        language=commons.language,
        days=(last - first).days + 1,
        count=partial(amounts.count, commons=commons, actor=actor),
        money=partial(amounts.money, currency=tariff.currency, commons=commons, actor=actor),
        word=partial(amounts.word, commons=commons, actor=actor),
        price=partial(priced, as_of=as_of, where=commons.source or "commons.toml"),
        given=lambda name: fact_of(name, commons, actor) is not None,
        asked=partial(amounts.asked, commons=commons),
    )


def _outcome(commons: Commons, tariff: Tariff, actor: Actor, as_of: datetime.date) -> _Outcome:
    words = Quoted(tariff.says, commons.language)
    intro = Step(told=(said("step-tariff", tariff=tariff.id, clause=tariff.clause, says=words),))
    waiver = waived(tariff, commons, actor, as_of)
    if waiver.applies:
        return _Outcome(state=FeeState.WAIVED, steps=(intro, *waiver.steps), total=Money.nearest(ZERO, tariff.currency))
    read = reader(commons, tariff, actor, as_of)
    total = worked_out(tariff, read)
    total = Part(total.range, (intro, *total.steps), total.missing)
    if waiver.missing and total.range.high:
        total = _perhaps_waived(total, waiver.steps, waiver.missing)
    if not total.range.settled:
        return _Outcome(state=FeeState.NEEDS_INPUT, steps=total.steps, missing=total.missing)
    return _closed(total, tariff, read)


def worked_out(tariff: Tariff, read: Reader) -> Part:
    """The fee with everything that is done to it, before it is rounded; waivers are left aside."""
    total = part(tariff.fee, read)
    for rule in tariff.adjust:
        total = adjusted(total, rule, read)
    return total


def _perhaps_waived(total: Part, steps: tuple[Step, ...], missing: tuple[MissingFact, ...]) -> Part:
    """The sum where it is not known whether it is asked for at all."""
    return Part(Range(ZERO, total.range.high), (*total.steps, *steps), distinct((*missing, *total.missing)))


def _closed(sum_: Part, tariff: Tariff, read: Reader) -> _Outcome:
    """The exact sum as what can be paid, or as what is carried forward."""
    exact, steps = sum_.range.low, list(sum_.steps)
    total = Money.nearest(exact, tariff.currency)
    if total.amount != exact:
        steps.append(Step(told=(said("step-rounded"),), amount=total))
    last = tariff.adjust[-1] if tariff.adjust else None
    if isinstance(last, Minimum) and total.amount:
        least = read.price(last.amount)
        if least.range.low <= total.amount < least.range.high and least.missing is not None:
            return _Outcome(state=FeeState.NEEDS_INPUT, steps=tuple(steps), missing=(least.missing,))
        if total.amount < least.range.low:
            steps.append(Step(told=(said("step-carried", least=least.told),), amount=total))
            nothing = Money.nearest(ZERO, tariff.currency)
            return _Outcome(state=FeeState.CARRIED_FORWARD, steps=tuple(steps), total=nothing, carried=total)
    state = FeeState.DUE if total.amount else FeeState.NIL
    return _Outcome(state=state, steps=tuple(steps), total=total)
