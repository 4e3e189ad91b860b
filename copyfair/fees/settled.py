"""Decisions once the sums are known: where no tariff asks for anything now, nothing is due."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from copyfair.fees.model import Fee, FeeState
from copyfair.reciprocity.model import Decision, Reason, Rung, Stance, Verdict

__all__ = ["settled"]

_SAYS = {
    FeeState.NIL: "The tariff applies and comes to nothing.",
    FeeState.WAIVED: "The tariff applies, and the steward lets this actor off.",
    FeeState.CARRIED_FORWARD: "The sum is too small to be asked for: it is carried forward to the next period.",
}


def settled(decisions: Iterable[Decision], fees: Iterable[Fee]) -> tuple[Decision, ...]:
    """The decisions, those free for now whose every tariff asks for nothing now.

    Whoever keeps to a tariff may use the work; where it comes to nothing, is waived or is carried forward,
    nobody has to do anything. Such a decision stays on the rung of the fee and says why it is free. A fee whose sum
    is not known keeps its verdict: nothing is estimated.

    Args:
        decisions: of one assessment.
        fees: as `copyfair.fees.assess` gives them for these decisions.
    """
    by_commons = {fee.commons.id: fee for fee in fees}
    return tuple(_settled(decision, by_commons) for decision in decisions)


def _settled(decision: Decision, fees: Mapping[str, Fee]) -> Decision:
    if decision.verdict is not Verdict.FEE_DUE or decision.rung is not Rung.FEE or decision.exemption is not None:
        return decision
    own = [fees[name] for name in (decision.commons, *decision.also_due)]
    if not all(fee.state in _SAYS for fee in own):
        return decision
    verdict = Verdict.PERMITTED_WITH_DUTIES if decision.duties else Verdict.PERMITTED
    because = (*_reasons(own), *decision.because)
    return replace(decision, verdict=verdict, worst=verdict, best=verdict, because=because, changes=(), next_step="")


def _reasons(fees: Sequence[Fee]) -> Iterable[Reason]:
    for fee in fees:
        clause = fee.tariff.clause if fee.tariff else ""
        yield Reason(license=fee.commons.id, clause=clause, says=_SAYS[fee.state], stance=Stance.RECORD)
