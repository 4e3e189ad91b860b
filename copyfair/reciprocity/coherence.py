"""Rules of one licence that contradict each other: a clause that can never decide anything.

Clauses decide in a fixed order (bars, open places, grants). A grant that a bar always
overrides, a question that no case can reach, a condition that cannot hold: whoever wrote
that meant something else, so it is an error of the file and never "the first one wins".
"""

import datetime

from copyfair.errors import RuleError
from copyfair.reciprocity.clauses import Clause, Rules
from copyfair.reciprocity.possible import Wish, satisfiable
from copyfair.reciprocity.worlds import Known, TooManyWorldsError

__all__ = ["check_coherence"]

_NOTHING_KNOWN = Known({}, {}, datetime.date(2000, 1, 1))


def check_coherence(rules: Rules) -> None:
    """Every clause decides in some case that the definitions of the facts allow.

    Raises:
        RuleError: names the clause that never does, and those that come before it.
    """
    seen: list[Clause] = []
    for clause in rules.decides:
        twin = next((other for other in seen if other.when == clause.when), None)
        if twin is not None:
            raise _error(clause, f"has the condition of {_cited(twin)}")
        if not _decides(clause, seen):
            before = f", because of {', '.join(map(_cited, seen))}" if seen else ""
            raise _error(clause, f"can never decide anything{before}")
        seen.append(clause)


def _decides(clause: Clause, before: list[Clause]) -> bool:
    """There is a case in which this clause applies and none before it does."""
    wishes: list[Wish] = [(clause.when or True, True), *((earlier.when or True, False) for earlier in before)]
    try:
        return satisfiable(wishes, _NOTHING_KNOWN)
    except TooManyWorldsError:
        return True  # not shown to be wrong


def _cited(clause: Clause) -> str:
    return f"{clause.stance} {clause.number!r}"


def _error(clause: Clause, what: str) -> RuleError:
    return RuleError(f"{clause.license}.toml: the clause {_cited(clause)} {what}")
