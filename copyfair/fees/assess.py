"""From decisions to fees: one for each commons whose tariff applies."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import partial

from copyfair.actor.model import Actor
from copyfair.commons.model import Commons, Payee, Tariff
from copyfair.errors import InputError
from copyfair.fees import amounts
from copyfair.fees.amounts import EXACT, INFINITY, ZERO, Known, Quantity, Range, Unknown, range_of
from copyfair.fees.kinds import Part, Reader, part, percent, sentence
from copyfair.fees.model import Fee, FeeState, Portion, Step
from copyfair.money import Money, split
from copyfair.reciprocity.model import Decision, MissingFact, Rung, Stance, Verdict

__all__ = ["assess"]


def assess(
    decisions: Iterable[Decision], commons: Iterable[Commons], actor: Actor, as_of: datetime.date
) -> tuple[Fee, ...]:
    """What is owed to each commons, sorted by its id.

    A component counts when its verdict is fee-due and no accepted exception defers it.
    Nothing is estimated: a fact that is missing and matters gives `FeeState.NEEDS_INPUT`.

    Args:
        decisions: of one assessment.
        commons: those the decisions name, and any others.
        actor: whose facts the tariffs count with.
        as_of: day of the assessment; decides which tariff is valid and when payment is due.

    Raises:
        InputError: a decision names a commons that is not given.
    """
    by_id = {one.id: one for one in commons}
    owed: dict[str, list[Decision]] = {}
    for decision in decisions:
        if decision.verdict is Verdict.FEE_DUE and decision.rung is Rung.FEE and decision.exemption is None:
            for name in (decision.commons, *decision.also_due):
                owed.setdefault(name, []).append(decision)
    unknown = sorted(set(owed) - set(by_id))
    if unknown:
        raise InputError(f"a fee is due to the commons {unknown[0]!r}, but its commons.toml was not given")
    return tuple(_fee(by_id[name], owed[name], actor, as_of) for name in sorted(owed))


def _fee(commons: Commons, decisions: Sequence[Decision], actor: Actor, as_of: datetime.date) -> Fee:
    tariff = commons.tariff
    if tariff is None or not _valid(tariff, as_of):
        steps, total, missing = _no_tariff(commons, as_of)
    else:
        steps, total, missing = _total(commons, tariff, actor)
    state = FeeState.NEEDS_INPUT if total is None else FeeState.DUE if total.amount else FeeState.NIL
    return Fee(
        commons=commons,
        components=tuple(sorted({decision.component.purl for decision in decisions})),
        clauses=_clauses(decisions),
        state=state,
        total=total,
        steps=steps,
        portions=_portions(total, commons) if total is not None and state is FeeState.DUE else (),
        missing=missing,
        due_on=_days_after(as_of, tariff.due_days if tariff else 0),
    )


def _clauses(decisions: Iterable[Decision]) -> tuple[str, ...]:
    closing = (Stance.BARS, Stance.RESERVES)
    return tuple(
        sorted({f"{r.license} {r.clause}".strip() for d in decisions for r in d.because if r.stance in closing})
    )


def _days_after(day: datetime.date, days: int) -> datetime.date:
    return datetime.date.fromordinal(min(day.toordinal() + days, datetime.date.max.toordinal()))


def _portions(total: Money, commons: Commons) -> tuple[Portion, ...]:
    payees = [payee for payee in commons.payees if payee.share > 0] or [Payee(party=commons.steward)]
    parts = split(total, [payee.share for payee in payees])
    return tuple(Portion(payee=payee, amount=amount) for payee, amount in zip(payees, parts, strict=True))


# ---------------------------------------------------------------- the sum

_Sum = tuple[tuple[Step, ...], Money | None, tuple[MissingFact, ...]]
"""Steps, the rounded total or None, and the facts without which there is none."""


def _valid(tariff: Tariff, as_of: datetime.date) -> bool:
    return tariff.valid_from <= as_of and (tariff.valid_until is None or as_of <= tariff.valid_until)


def _no_tariff(commons: Commons, as_of: datetime.date) -> _Sum:
    tariff = commons.tariff
    if tariff is None:
        says = f"{commons.name} has published no tariff."
    else:
        until = f" to {tariff.valid_until}" if tariff.valid_until else ""
        says = f"The tariff {tariff.id} is valid from {tariff.valid_from}{until}, not on {as_of}; no other is known."
    missing = MissingFact(
        name=f"tariff for {as_of}",
        ask=f"Which tariff of {commons.name} applies on {as_of}? Its steward, {commons.steward.name}, can say.",
        where=commons.source or "commons.toml",
    )
    return (Step(says=says),), None, (missing,)


def _total(commons: Commons, tariff: Tariff, actor: Actor) -> _Sum:
    read = Reader(
        currency=tariff.currency,
        count=partial(amounts.count, commons=commons, actor=actor),
        money=partial(amounts.money, currency=tariff.currency, commons=commons, actor=actor),
    )
    parts = [part(fee, read) for fee in tariff.fees]
    before = Range(_added(one.range.low for one in parts), _added(one.range.high for one in parts))
    credit = _credit(commons, tariff, actor, read)
    # The fee rises with the sum and falls with the credit, so these are its ends.
    given = range_of(credit)
    ends = Range(_finish(before.low, given.high, tariff), _finish(before.high, given.low, tariff))
    intro = Step(says=f"Tariff {tariff.id}, {tariff.clause}: {tariff.says}")
    steps = [intro, *(one.step for one in parts)]
    if not ends.settled:
        missing = _distinct([fact for one in parts for fact in one.missing] + _open_credit(credit, before, tariff))
        if isinstance(credit, Unknown) and credit.missing in missing:
            steps.append(Step(says=sentence(credit.says)))
        return tuple(steps), None, missing
    steps += _closing(parts, before, credit, ends.low, tariff)
    total = Money(ends.low, tariff.currency).rounded()
    if total.amount != ends.low:
        steps.append(Step(says="Rounded once, half up, to what can be paid.", amount=total))
    return tuple(steps), total, ()


def _added(numbers: Iterable[Decimal]) -> Decimal:
    total = ZERO
    for number in numbers:
        total = EXACT.add(total, number)
    return total


def _distinct(missing: Iterable[MissingFact]) -> tuple[MissingFact, ...]:
    return tuple({fact.name: fact for fact in missing}.values())


# ---------------------------------------------------------------- credit and cap

_NO_CREDIT = Known(ZERO, "")


def _credit(commons: Commons, tariff: Tariff, actor: Actor, read: Reader) -> Quantity:
    """The contributions that count; none when none were claimed, unknown only when somebody wrote so."""
    rule = tariff.credit
    if rule is None or not rule.most:
        return _NO_CREDIT
    if rule.of not in actor.commons.get(commons.id, {}):
        return Known(ZERO, "no contributions were put on record, so none count towards the fee")
    return read.money(rule.of)


def _covered(total: Decimal, credit: Decimal, tariff: Tariff) -> Decimal:
    """How much of a sum the contributions cover."""
    most = tariff.credit.most if tariff.credit else ZERO
    if not total or not most or not credit:
        return ZERO
    return min(credit, EXACT.multiply(most, total))


def _bounded(owed: Decimal, tariff: Tariff) -> Decimal:
    """A sum within the cap; the lower bound holds only where anything is due at all."""
    if owed <= 0:
        return ZERO
    if tariff.cap.lowest is not None:
        owed = max(owed, tariff.cap.lowest.amount)
    return min(owed, tariff.cap.highest.amount) if tariff.cap.highest is not None else owed


def _finish(total: Decimal, credit: Decimal, tariff: Tariff) -> Decimal:
    covered = _covered(total, credit, tariff)
    return _bounded(total if total == INFINITY else EXACT.subtract(total, covered), tariff)


def _open_credit(credit: Quantity, before: Range, tariff: Tariff) -> list[MissingFact]:
    """The credit, where it is unknown and would change something."""
    if not isinstance(credit, Unknown):
        return []
    least, most = _finish(before.high, INFINITY, tariff), _finish(before.high, ZERO, tariff)
    return [credit.missing] if least != most or before.high == INFINITY else []


def _closing(parts: Sequence[Part], before: Range, credit: Quantity, total: Decimal, tariff: Tariff) -> list[Step]:
    """The steps from the parts to the unrounded total."""
    currency = tariff.currency
    if not before.settled or isinstance(credit, Unknown):
        return [Step(says=_same_anyhow(total, tariff), amount=Money(total, currency))]
    steps: list[Step] = []
    if len(parts) > 1:
        steps.append(Step(says="Together.", amount=Money(before.low, currency)))
    if credit.says:
        steps.append(_credit_step(before.low, credit, tariff))
    owed = EXACT.subtract(before.low, _covered(before.low, credit.number, tariff))
    if total < owed:
        steps.append(Step(says=f"The fee is never more than {tariff.cap.highest}.", amount=Money(total, currency)))
    elif total > owed:
        steps.append(
            Step(says=f"Where anything is due, it is at least {tariff.cap.lowest}.", amount=Money(total, currency))
        )
    return steps


def _same_anyhow(total: Decimal, tariff: Tariff) -> str:
    highest = tariff.cap.highest
    if highest is not None and total == highest.amount:
        return f"Whatever is not known, the fee reaches its highest, {highest}."
    return "Whatever is not known, the fee comes to the same."


def _credit_step(total: Decimal, credit: Known, tariff: Tariff) -> Step:
    covered = _covered(total, credit.number, tariff)
    if not covered:
        return Step(says=sentence(credit.says))
    most = f"contributions cover at most {percent(tariff.credit.most)} of the fee" if tariff.credit else ""
    amount = Money(EXACT.subtract(ZERO, covered), tariff.currency)
    return Step(says=sentence(credit.says, most), amount=amount)
