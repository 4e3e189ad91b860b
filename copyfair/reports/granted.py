"""For what is free on a condition: by which clause, because of which facts."""

from collections.abc import Iterable, Iterator

from copyfair.reciprocity.model import Decision, Reason, Stance
from copyfair.reports import words
from copyfair.reports.view import Granted
from copyfair.reports.words import cite, cut

__all__ = ["granted"]


def granted(decisions: Iterable[Decision]) -> Iterator[Granted]:
    """One line for each clause that makes components free to this user, and might not to another."""
    found: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for decision in decisions:
        if decision.verdict.free:
            for reason in filter(_conditional, decision.because):
                facts = tuple(cut(f"{fact.name} is {fact.value}{_by(fact.evidence)}") for fact in reason.facts)
                key = (cite(reason.license, reason.clause), words.said(reason.says, reason.reading), facts)
                found.setdefault(key, []).append(words.label(decision.component))
    for (clause, says, facts), labels in sorted(found.items()):
        yield Granted(clause, says, facts, tuple(labels))


def _conditional(reason: Reason) -> bool:
    return reason.stance is Stance.RECORD or (reason.stance is Stance.GRANTS and bool(reason.condition))


def _by(evidence: str) -> str:
    return f" ({evidence})" if evidence else ""
