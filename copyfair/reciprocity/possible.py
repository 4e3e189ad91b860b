"""Whether conditions can come true together, in any case that the definitions of the facts allow."""

from collections.abc import Mapping, Sequence

from copyfair.reciprocity.conditions import Atom, Condition, atoms
from copyfair.reciprocity.worlds import Known, explore, look, simplify

__all__ = ["Wish", "satisfiable"]

Wish = tuple[Condition | bool, bool]
"""A condition and what it should come to."""


def satisfiable(wishes: Sequence[Wish], known: Known) -> bool:
    """There is a case, among those that the definitions of the facts allow, in which all wishes come true.

    Raises:
        TooManyWorldsError: there are more cases than are tried.
    """

    def question(truths: Mapping[Atom, bool]) -> Atom | None:
        for condition, wanted in wishes:
            state = simplify(condition, truths)
            if not isinstance(state, bool):
                return atoms(state)[0]
            if state is not wanted:
                return None
        return None

    every = [atom for condition, _ in wishes if not isinstance(condition, bool) for atom in atoms(condition)]
    closed, variables = look(every, known)
    found = explore(variables, closed, known, question)
    return any(all(simplify(condition, world.truths) is wanted for condition, wanted in wishes) for world in found)
