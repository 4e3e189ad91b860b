"""What somebody has to be and do for a licence to be free to them: its rules turned into one condition.

Unlike `judge`, which asks whether one actor passes, this says what anybody would have to meet.
"""

import datetime
from collections.abc import Iterable
from functools import lru_cache

from copyfair.actor.facts import About, FactType
from copyfair.licensing.expression import Term
from copyfair.reciprocity.clauses import Rules
from copyfair.reciprocity.conditions import All, Among, Condition, Either, Not, about, atoms
from copyfair.reciprocity.model import Stance
from copyfair.reciprocity.possible import Wish, satisfiable
from copyfair.reciprocity.rules import Rulebook
from copyfair.reciprocity.worlds import Known, TooManyWorldsError
from copyfair.settings import ReadingChoice

__all__ = ["about_component", "both", "either", "excluded", "granted_either_way", "implies", "negated", "required"]

_NOTHING_KNOWN = Known({}, {}, datetime.date(2000, 1, 1))


def required(rules: Rules) -> Condition | bool:
    """No clause that withholds or leaves open applies, and some grant does."""
    closing = (clause for clause in rules.decides if clause.stance is not Stance.GRANTS and clause.restricts)
    withheld = [negated(clause.when) for clause in closing]
    granted = [clause.when or True for clause in rules.decides if clause.stance is Stance.GRANTS]
    return both([*withheld, either(granted)])


def granted_either_way(book: Rulebook, term: Term) -> Rulebook:
    """The same book, where an open place of this licence is closed if each of its readings grants: it shuts nobody out."""
    file = book.catalogue.get(term.license)
    chosen = {choice.question for choice in book.readings if choice.license == term.license}
    idle = tuple(
        ReadingChoice(license=term.license, question=place.question, take=place.readings[0].name, reason="each grants")
        for place in (file.silent if file else ())
        if place.question not in chosen and place.readings and all(one.holds == "granted" for one in place.readings)
    )
    return Rulebook(book.catalogue, (*book.readings, *idle)) if idle else book


def negated(condition: Condition | None) -> Condition | bool:
    """It does not hold, said of its single comparisons; None: a condition that always holds."""
    match condition:
        case None:
            return False
        case Not(part=part):
            return part
        case All(parts=parts):
            return either([negated(part) for part in parts])
        case Either(parts=parts):
            return both([negated(part) for part in parts])
        case Among(fact=fact, values=values) if about(fact).type is FactType.CHOICE:
            others = tuple(value for value in sorted(about(fact).values) if value not in values)
            return Among(fact, others) if 0 < len(others) <= len(values) else Not(condition)
        case _:
            return Not(condition)


def both(parts: Iterable[Condition | bool]) -> Condition | bool:
    """All of them hold; parts that are conjunctions are taken in, repeated ones dropped."""
    flat: dict[Condition, None] = {}
    for part in parts:
        if part is False:
            return False
        if part is not True:
            flat.update(dict.fromkeys(part.parts if isinstance(part, All) else (part,)))
    return True if not flat else next(iter(flat)) if len(flat) == 1 else All(tuple(flat))


def either(parts: Iterable[Condition | bool]) -> Condition | bool:
    """One of them holds; parts that are alternatives are taken in, repeated ones dropped."""
    flat: dict[Condition, None] = {}
    for part in parts:
        if part is True:
            return True
        if part is not False:
            flat.update(dict.fromkeys(part.parts if isinstance(part, Either) else (part,)))
    return False if not flat else next(iter(flat)) if len(flat) == 1 else Either(tuple(flat))


def implies(one: Condition | bool, other: Condition | bool) -> bool:
    """Whoever meets the one is sure to meet the other.

    Conditions on a component (its release date, say) are about different components, so two of
    them never imply each other. Where there is too much to try, nothing is implied.
    """
    if one == other:
        return True
    if about_component(one) and about_component(other):
        return False
    return excluded((one, True), (other, False))


@lru_cache(maxsize=4096)
def excluded(*wishes: Wish) -> bool:
    """It is certain that no case makes all of these come true; where there is too much to try, it is not."""
    try:
        return not satisfiable(wishes, _NOTHING_KNOWN)
    except TooManyWorldsError:
        return False


def about_component(condition: Condition | bool) -> bool:
    """It asks for facts of one component."""
    return not isinstance(condition, bool) and any(
        about(atom.fact).about is About.COMPONENT for atom in atoms(condition)
    )
