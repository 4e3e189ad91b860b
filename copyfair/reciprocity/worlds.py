"""Unknown facts as possible worlds.

What is known about an actor leaves some comparisons of a rule open. A *world* closes
them all in one way that the definitions of the facts allow. A verdict is settled when
it is the same in every world; the facts that must be known are found by looking at
which worlds differ.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, product

import msgspec

from copyfair.actor.derive import violated
from copyfair.actor.facts import Fact, FactType, Value, vocabulary
from copyfair.money import Money
from copyfair.reciprocity.conditions import All, Among, Atom, Below, Condition, Either, Not, Reached, anniversary
from copyfair.reciprocity.indices import indexed

__all__ = ["Known", "Option", "TooManyWorldsError", "Variable", "World", "holds", "look", "simplify", "smallest", "worlds"]

MOST_WORLDS = 20_000


class TooManyWorldsError(Exception):
    """More combinations of unknown facts than are tried."""


class Option(msgspec.Struct, frozen=True):
    """One way in which an unknown may turn out.

    Attributes:
        value: for a yes-no or choice fact: its value; None for a range of numbers.
        truths: what the comparisons on this unknown then come to.
    """

    value: Value | None
    truths: tuple[tuple[Atom, bool], ...]


class Variable(msgspec.Struct, frozen=True):
    """Something unknown that a rule turns on.

    Attributes:
        name: a word of the vocabulary, or "exchange rate EUR/USD", "price index us-cpi-u for 2025".
        options: the ways it may turn out.
    """

    name: str
    options: tuple[Option, ...]


class Known(msgspec.Struct, frozen=True):
    """What there is to decide on.

    Attributes:
        facts: by name; absent or without value: unknown.
        rates: "EUR/USD" -> dollars for one euro.
        as_of: day of the decision.
    """

    facts: Mapping[str, Fact]
    rates: Mapping[str, Decimal]
    as_of: datetime.date

    def value(self, name: str) -> Value | None:
        """The fact's value, or None."""
        fact = self.facts.get(name)
        return fact.value if fact else None


class World(msgspec.Struct, frozen=True):
    """One closed state of affairs: which option each variable took, and what that makes of every open comparison."""

    choice: tuple[int, ...]
    truths: Mapping[Atom, bool]


def look(atoms: Iterable[Atom], known: Known) -> tuple[dict[Atom, bool], tuple[Variable, ...]]:
    """Close the comparisons that the known facts close; gather the others by what they depend on."""
    closed: dict[Atom, bool] = {}
    open_facts: dict[str, list[Atom]] = {}
    others: dict[str, list[Atom]] = {}
    for atom in dict.fromkeys(atoms):
        value = known.value(atom.fact)
        if value is None:
            open_facts.setdefault(atom.fact, []).append(atom)
            continue
        outcome = _compare(atom, value, known)
        if isinstance(outcome, bool):
            closed[atom] = outcome
        else:
            others.setdefault(outcome, []).append(atom)
    order = {name: number for number, name in enumerate(vocabulary())}
    variables = [Variable(name, _options(name, open_facts[name], known)) for name in sorted(open_facts, key=order.__getitem__)]
    variables += [Variable(name, _free(others[name])) for name in sorted(others)]
    return closed, tuple(variables)


def _compare(atom: Atom, value: Value, known: Known) -> bool | str:
    """True or false, or the name of what is missing for the comparison."""
    match atom:
        case Among(values=values):
            return value in values
        case Reached(years=years):
            return isinstance(value, datetime.date) and anniversary(value, years) <= known.as_of
        case Below(limit=int(limit), inclusive=inclusive):
            return isinstance(value, int) and (value <= limit if inclusive else value < limit)
        case Below(limit=Money() as limit):
            return _compare_money(atom, limit, value, known) if isinstance(value, Money) else False
    return False


def _compare_money(atom: Below, limit: Money, value: Money, known: Known) -> bool | str:
    if value.currency != limit.currency:
        pair = f"{value.currency}/{limit.currency}"
        rate = known.rates.get(pair)
        if rate is None:
            return f"exchange rate {pair}"
        value = Money(value.amount * rate, limit.currency)
    lowest, highest = limit, limit
    fact = known.facts.get(atom.fact)
    year = (fact.year if fact else None) or known.as_of.year - 1
    if atom.index and atom.year:
        lowest, highest = indexed(limit, atom.year, year, atom.index)
    if value < lowest or (atom.inclusive and value == lowest):
        return True
    if value > highest or (value == highest and not atom.inclusive):
        return False
    return f"price index {atom.index} for {year}"


def _options(name: str, atoms: Sequence[Atom], known: Known) -> tuple[Option, ...]:
    about = vocabulary()[name]
    if about.type is FactType.YES_NO or about.type is FactType.CHOICE:
        values: tuple[bool | str, ...] = (True, False) if about.type is FactType.YES_NO else tuple(about.values)
        return tuple(
            Option(value, tuple((atom, isinstance(atom, Among) and value in atom.values) for atom in atoms)) for value in values
        )
    samples = _samples(atoms, known)
    vectors = dict.fromkeys(tuple((atom, _compare(atom, sample, known) is True) for atom in atoms) for sample in samples)
    if about.type is FactType.MONEY and len({_limit(atom).currency for atom in atoms}) > 1:
        return _free(atoms)
    return tuple(Option(None, vector) for vector in vectors)


def _limit(atom: Atom) -> Money:
    if isinstance(atom, Below) and isinstance(atom.limit, Money):
        return atom.limit
    raise TypeError(f"{atom!r} is not about money")


def _samples(atoms: Sequence[Atom], known: Known) -> list[Value]:
    """Values on both sides of every limit."""
    found: list[Value] = []
    for atom in atoms:
        match atom:
            case Reached(years=years):
                found += [known.as_of - datetime.timedelta(days=366 * years), known.as_of + datetime.timedelta(days=1)]
                found += [known.as_of - datetime.timedelta(days=365 * years - 2)] if years else []
            case Below(limit=int(limit)):
                found += [max(limit - 1, 0), limit, limit + 1]
            case Below(limit=Money() as limit, year=year, index=index):
                low, high = indexed(limit, year, known.as_of.year - 1, index) if year and index else (limit, limit)
                cent = Decimal("0.01")
                found += [Money(low.amount - cent, low.currency), limit, Money(high.amount + cent, high.currency)]
            case Among():
                pass
    return sorted(found, key=str)


def _free(atoms: Sequence[Atom]) -> tuple[Option, ...]:
    """Every way in which the comparisons may turn out."""
    return tuple(Option(None, tuple(zip(atoms, row, strict=True))) for row in product((True, False), repeat=len(atoms)))


def worlds(variables: Sequence[Variable], known: Known) -> list[World]:
    """Every combination of options that the definitions of the facts allow.

    Raises:
        TooManyWorldsError: there are more than `MOST_WORLDS`.
    """
    size = 1
    for variable in variables:
        size *= len(variable.options)
    if size > MOST_WORLDS:
        raise TooManyWorldsError(str(size))
    fixed = {name: fact.value for name, fact in known.facts.items() if fact.value is not None}
    found = []
    for choice in product(*(range(len(variable.options)) for variable in variables)):
        taken = [variable.options[index] for variable, index in zip(variables, choice, strict=True)]
        values = {**fixed, **{variable.name: option.value for variable, option in zip(variables, taken, strict=True)}}
        if not violated(values):
            found.append(World(choice, {atom: truth for option in taken for atom, truth in option.truths}))
    return found


def simplify(condition: Condition | bool, closed: Mapping[Atom, bool]) -> Condition | bool:
    """The condition with its closed comparisons filled in."""
    match condition:
        case bool():
            return condition
        case Not(part=part):
            inner = simplify(part, closed)
            return not inner if isinstance(inner, bool) else Not(inner)
        case All(parts=parts):
            return _join(parts, closed, All, neutral=True)
        case Either(parts=parts):
            return _join(parts, closed, Either, neutral=False)
        case _:
            return closed.get(condition, condition)


def _join(
    parts: Sequence[Condition], closed: Mapping[Atom, bool], kind: type[All] | type[Either], *, neutral: bool
) -> Condition | bool:
    left: list[Condition] = []
    for part in parts:
        inner = simplify(part, closed)
        if not isinstance(inner, bool):
            left.append(inner)
        elif inner is not neutral:
            return inner
    if not left:
        return neutral
    return left[0] if len(left) == 1 else kind(tuple(left))


def holds(condition: Condition | bool, truths: Mapping[Atom, bool]) -> bool:
    """Whether a condition holds in a world that closes all of its comparisons."""
    match condition:
        case bool():
            return condition
        case Not(part=part):
            return not holds(part, truths)
        case All(parts=parts):
            return all(holds(part, truths) for part in parts)
        case Either(parts=parts):
            return any(holds(part, truths) for part in parts)
        case _:
            return truths[condition]


def smallest(variables: Sequence[Variable], found: Sequence[World], outcomes: Sequence[object]) -> tuple[Variable, ...]:
    """The smallest set of variables that, once known, settles the outcome in every world; most telling first.

    A variable belongs to every such set when two worlds that differ in nothing else
    differ in outcome. Where those alone do not settle it, the fewest others are added.
    """
    by_choice = {world.choice: outcome for world, outcome in zip(found, outcomes, strict=True)}
    needed = {index for index in range(len(variables)) if _flips(index, by_choice, len(variables[index].options))}
    others = [index for index in range(len(variables)) if index not in needed]
    for extra in range(len(others) + 1):
        for added in combinations(others, extra):
            chosen = sorted(needed | set(added))
            if _settles(chosen, by_choice):
                return tuple(sorted((variables[index] for index in chosen), key=lambda v: -_telling(variables.index(v), by_choice)))
    return tuple(variables)


def _flips(index: int, by_choice: Mapping[tuple[int, ...], object], options: int) -> bool:
    for choice, outcome in by_choice.items():
        for option in range(choice[index] + 1, options):
            twin = (*choice[:index], option, *choice[index + 1 :])
            if twin in by_choice and by_choice[twin] != outcome:
                return True
    return False


def _settles(chosen: Sequence[int], by_choice: Mapping[tuple[int, ...], object]) -> bool:
    seen: dict[tuple[int, ...], object] = {}
    return all(seen.setdefault(tuple(choice[i] for i in chosen), outcome) == outcome for choice, outcome in by_choice.items())


def _telling(index: int, by_choice: Mapping[tuple[int, ...], object]) -> int:
    """In how many of its ways the variable alone settles the outcome."""
    outcomes: dict[int, set[object]] = {}
    for choice, outcome in by_choice.items():
        outcomes.setdefault(choice[index], set()).add(outcome)
    return sum(len(found) == 1 for found in outcomes.values())
