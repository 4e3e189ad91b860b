"""What a breach on record does to a right: mended in time, still to be mended, or the end of it."""

import datetime
from collections.abc import Sequence

import msgspec

from copyfair.licensing.catalogue import Termination
from copyfair.reciprocity.model import Decision, Doubt, Duty, DutyKind, Reason, Rung, Stance, Trigger, Verdict
from copyfair.settings import Breach

__all__ = ["End", "after_breach"]


class End(msgspec.Struct, frozen=True):
    """A licence and what a breach does to it; None: that is not on record."""

    license: str
    termination: Termination | None


def after_breach(decision: Decision, breaches: Sequence[Breach], ends: Sequence[End], as_of: datetime.date) -> Decision:
    """The decision once the breaches on record are counted.

    Args:
        decision: a free one.
        breaches: those about its component, in the order in which they were noticed.
        ends: the licences it stands on.
        as_of: the day of the decision.
    """
    for number, breach in enumerate(breaches):
        for end in ends:
            decision = _counted(decision, breach, end, as_of, first=not number)
            if not decision.verdict.free:
                return decision
    return decision


def _counted(decision: Decision, breach: Breach, end: End, as_of: datetime.date, *, first: bool) -> Decision:
    termination = end.termination
    if termination is None:
        return _silent(decision, breach, end.license)
    until = _last_day(breach, termination, first=first)
    cured = breach.cured_on if breach.cured_on is not None and breach.cured_on <= as_of else None
    if until is None or (cured or as_of) > until:
        return _ended(decision, breach, end.license, termination, until)
    if cured is None:
        return _to_mend(decision, breach, end.license, termination, until)
    says = f"A breach noticed on {breach.noticed_on} was mended on {cured}, by {until} ({breach.reference})."
    reason = Reason(license=end.license, clause=termination.clause, says=says, stance=Stance.RECORD)
    return msgspec.structs.replace(decision, because=(*decision.because, reason))


def _last_day(breach: Breach, termination: Termination, *, first: bool) -> datetime.date | None:
    """The last day on which the breach can be mended; None where it cannot."""
    if termination.cure_days is None or (termination.first_only and not first):
        return None
    return breach.noticed_on + datetime.timedelta(days=termination.cure_days)


def _to_mend(
    decision: Decision, breach: Breach, license_id: str, termination: Termination, until: datetime.date
) -> Decision:
    says = f"Mend the breach noticed on {breach.noticed_on} ({breach.reference}) by {until}, or the licence ends."
    duty = Duty(kind=DutyKind.OTHER, license=license_id, says=says, clause=termination.clause, applies=Trigger.YES)
    return msgspec.structs.replace(
        decision,
        verdict=Verdict.PERMITTED_WITH_DUTIES,
        worst=Verdict.PERMITTED_WITH_DUTIES,
        best=Verdict.PERMITTED_WITH_DUTIES,
        duties=(duty, *decision.duties),
    )


def _ended(
    decision: Decision, breach: Breach, license_id: str, termination: Termination, until: datetime.date | None
) -> Decision:
    late = f"It was not mended by {until}." if until else "The text knows no cure for it."
    says = f"{termination.says} A breach was noticed on {breach.noticed_on} ({breach.reference}). {late}"
    return _turned(
        decision,
        Reason(license=license_id, clause=termination.clause, says=says, stance=Stance.BARS),
        Verdict.LICENCE_NEEDED,
        None,
        "Stop using it and ask the licensor for the licence back; record that as [[entitlement]], or replace it.",
    )


def _silent(decision: Decision, breach: Breach, license_id: str) -> Decision:
    says = (
        f"A breach was noticed on {breach.noticed_on} ({breach.reference}); copyfair has no rule for what a breach of "
        f"{license_id} does."
    )
    return _turned(
        decision,
        Reason(license=license_id, clause="", says=says, stance=Stance.SILENT),
        Verdict.UNDETERMINED,
        Doubt.SILENT_TEXT,
        "Read what the licence says of a breach; ask the licensor and record the answer as [[entitlement]].",
    )


def _turned(decision: Decision, reason: Reason, verdict: Verdict, doubt: Doubt | None, next_step: str) -> Decision:
    settled = verdict is not Verdict.UNDETERMINED
    return msgspec.structs.replace(
        decision,
        verdict=verdict,
        worst=verdict if settled else Verdict.PROHIBITED,
        best=verdict if settled else decision.verdict,
        doubt=doubt,
        rung=Rung.NEGOTIATE if settled else Rung.OPEN,
        because=(reason, *decision.because),
        duties=(),
        missing=(),
        changes=(),
        next_step=next_step,
    )
