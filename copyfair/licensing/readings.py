"""The three answers that a name gets; whoever asked fills the statement in."""

from collections.abc import Sequence

from copyfair.licensing.expression import Expression
from copyfair.licensing.model import Match, Reading

__all__ = ["may_be", "means", "not_known"]


def means(expression: Expression, note: str = "") -> Reading:
    """It stands for this and nothing else."""
    return Reading(statement="", match=Match.NAME, expression=expression, note=note)


def may_be(candidates: Sequence[str], note: str = "") -> Reading:
    """It may stand for any of these ids, and is not guessed."""
    several = len(candidates) > 1
    told = "the name does not say which of these is meant" if several else "the name alone is not proof"
    return Reading(
        statement="",
        match=Match.AMBIGUOUS,
        candidates=tuple(candidates),
        is_one_of=several and not note,
        note=note or told,
    )


def not_known(note: str = "", likely: Sequence[str] = (), unnamed: int = 0) -> Reading:
    """It is no licence that we know; it speaks of, or is a relative of, the likely ones, or of so many that it does not name."""
    return Reading(statement="", match=Match.UNKNOWN, note=note, candidates=tuple(likely), unnamed=unnamed)
