"""For a report without an actor: what each reciprocal licence says to whom."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from copyfair.reciprocity.model import Decision, Doubt, Reason, Stance
from copyfair.reports import words
from copyfair.reports.view import ReasonLine, WhoMay
from copyfair.reports.words import LONG, cite, cut

__all__ = ["was_told", "who_may"]

_WORDS: Mapping[Stance, str] = {
    Stance.GRANTS: "may",
    Stance.BARS: "may not",
    Stance.OPEN: "depends",
    Stance.SILENT: "unclear",
    Stance.RESERVES: "otherwise",
    Stance.RECORD: "the steward",
}
_ORDER = (*_WORDS.values(), words.NOTE)


class _Told(msgspec.Struct):
    """What was gathered about one licence."""

    users: int = 0
    lines: dict[ReasonLine, None] = msgspec.field(default_factory=dict)
    facts: dict[str, None] = msgspec.field(default_factory=dict)
    asked: bool = True


def who_may(decisions: Iterable[Decision]) -> Iterator[WhoMay]:
    """What each licence that asks who you are says to whom, and which facts decide."""
    told: dict[str, _Told] = {}
    for decision in decisions:
        if not decision.verdict.free:
            for license_id in _reciprocal(decision):
                _gather(told.setdefault(license_id, _Told()), decision, license_id)
    for license_id, found in sorted(told.items()):
        lines = sorted(_once_otherwise(found.lines), key=lambda line: _ORDER.index(line.word))
        facts = () if found.asked else tuple(map(cut, found.facts))
        yield WhoMay(cut(license_id), found.users, tuple(lines), facts)


def _gather(found: _Told, decision: Decision, license_id: str) -> None:
    here = [reason for reason in decision.because if reason.license in (license_id, decision.commons)]
    found.users += 1
    found.lines.update(dict.fromkeys(_line(reason, license_id) for reason in here if reason.stance in _WORDS))
    found.facts.update(dict.fromkeys(used.name for r in here for used in r.facts if used.value == "unknown"))
    # The questions that settle the component follow in the report, and name the facts.
    found.asked &= decision.doubt is Doubt.MISSING_FACT and decision.needs_act


def _line(reason: Reason, license_id: str) -> ReasonLine:
    """The clause, without the name of the licence that the block is about."""
    own = reason.license == license_id
    return ReasonLine(
        cut(reason.clause) if own else cite(reason.license, reason.clause),
        words.NOTE if own and reason.stance is Stance.RECORD else _WORDS[reason.stance],
        words.said(reason.says, reason.reading),
        cut(reason.condition, LONG),
        (),
    )


def _once_otherwise(lines: Iterable[ReasonLine]) -> Iterator[ReasonLine]:
    """A licence has one clause for everything else; what it reserves beside that is a remark."""
    seen = False
    for line in lines:
        reserves = line.word == _WORDS[Stance.RESERVES]
        yield msgspec.structs.replace(line, word=words.NOTE) if reserves and seen else line
        seen = seen or reserves


def _reciprocal(decision: Decision) -> set[str]:
    """The licences of a decision that ask who you are; one that only grants depends on nobody."""
    asks = (Stance.OPEN, Stance.BARS, Stance.SILENT, Stance.RESERVES)
    return {reason.license for reason in decision.because if reason.license and reason.stance in asks}


def was_told(reason: Reason, decision: Decision, told: set[str]) -> bool:
    """Whether a reason of an open decision stands in the blocks about these licences."""
    if decision.doubt is not Doubt.MISSING_FACT or not told:
        return False
    about = told | {decision.commons} if _reciprocal(decision) <= told else told
    return reason.stance in _WORDS and reason.license in about
