"""Unknown facts as possible worlds.

What is known about an actor leaves some comparisons of a rule open. Answering them one
after the other, only as long as an answer still matters, gives a tree; each of its leaves
is a *world*: a set of answers that settles the outcome, whatever the rest may be. A
verdict is settled when it is the same in every world. The facts that must be known are
the fewest that tell worlds of different outcome apart.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, product

import msgspec

from copyfair.actor.derive import violated
from copyfair.actor.facts import Fact, FactType, Value, vocabulary
from copyfair.money import Money
from copyfair.reciprocity.conditions import All, Among, Atom, Below, Condition, Either, Not, Reached, anniversary
from copyfair.reciprocity.indices import indexed

__all__ = [
    "Known",
    "Option",
    "TooManyWorldsError",
    "Variable",
    "World",
    "holds",
    "look",
    "simplify",
    "smallest",
    "worlds",
]

MOST_WORLDS = 400


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
    """One leaf of the tree of answers.

    Attributes:
        allowed: for each variable the options it may still take here: one where
            it was answered, else those that the definitions of the facts allow.
        truths: what every comparison that matters comes to.
    """

    allowed: tuple[frozenset[int], ...]
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
    variables = [
        Variable(name, _options(name, open_facts[name], known)) for name in sorted(open_facts, key=order.__getitem__)
    ]
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
            Option(value, tuple((atom, isinstance(atom, Among) and value in atom.values) for atom in atoms))
            for value in values
        )
    samples = _samples(atoms, known)
    vectors = dict.fromkeys(
        tuple((atom, _compare(atom, sample, known) is True) for atom in atoms) for sample in samples
    )
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


Question = Callable[[Mapping[Atom, bool]], Atom | None]
"""Given the comparisons closed so far: one that still matters, or None when the outcome is clear."""


def explore(
    variables: Sequence[Variable], closed: Mapping[Atom, bool], known: Known, question: Question
) -> list[World]:
    """Answer what matters in every way that the definitions of the facts allow.

    Raises:
        TooManyWorldsError: there are more than `MOST_WORLDS`.
    """
    owner = {atom: index for index, variable in enumerate(variables) for atom, _ in variable.options[0].truths}
    fixed = {name: fact.value for name, fact in known.facts.items() if fact.value is not None}
    found: list[World] = []
    waiting: list[tuple[dict[int, int], Mapping[Atom, bool]]] = [({}, closed)]
    while waiting:
        answers, truths = waiting.pop()
        asked = question(truths)
        if asked is None:
            found.append(World(_allowed(variables, answers, fixed), truths))
            if len(found) > MOST_WORLDS:
                raise TooManyWorldsError
            continue
        index = owner[asked]
        for number in reversed(range(len(variables[index].options))):
            more = {**answers, index: number}
            if not violated({**fixed, **_values(variables, more)}):
                waiting.append((more, {**truths, **dict(variables[index].options[number].truths)}))
    return found


def _values(variables: Sequence[Variable], answers: Mapping[int, int]) -> dict[str, Value | None]:
    return {variables[index].name: variables[index].options[number].value for index, number in answers.items()}


def _allowed(
    variables: Sequence[Variable], answers: Mapping[int, int], fixed: Mapping[str, Value | None]
) -> tuple[frozenset[int], ...]:
    values = {**fixed, **_values(variables, answers)}

    def options(index: int, variable: Variable) -> frozenset[int]:
        if index in answers:
            return frozenset({answers[index]})
        possible = enumerate(variable.options)
        return frozenset(number for number, option in possible if not violated({**values, variable.name: option.value}))

    return tuple(options(index, variable) for index, variable in enumerate(variables))


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


def smallest(variables: Sequence[Variable], found: Sequence[World], outcomes: Sequence[object]) -> tuple[Variable, ...]:
    """The fewest variables that, once known, settle the outcome; most telling first.

    Two worlds of different outcome are told apart by every variable that cannot be
    the same in both. The answer is the smallest set with such a variable for each pair.
    """
    pairs: set[frozenset[int]] = set()
    for (one, here), (other, there) in combinations(zip(found, outcomes, strict=True), 2):
        if here != there:
            apart = enumerate(zip(one.allowed, other.allowed, strict=True))
            pairs.add(frozenset(index for index, (mine, yours) in apart if not mine & yours))
    needed = {index for pair in pairs if len(pair) == 1 for index in pair}
    left = [pair for pair in pairs if not pair & needed]
    others = sorted(frozenset().union(*left))
    for extra in range(len(others) + 1):
        for added in combinations(others, extra):
            if all(pair & set(added) for pair in left):
                chosen = sorted({*needed, *added})
                return tuple(
                    variables[i] for i in sorted(chosen, key=lambda i: -_telling(i, variables[i], found, outcomes))
                )
    return tuple(variables)


def _telling(index: int, variable: Variable, found: Sequence[World], outcomes: Sequence[object]) -> int:
    """In how many of its ways the variable alone settles the outcome."""
    ways = [
        {outcome for world, outcome in zip(found, outcomes, strict=True) if number in world.allowed[index]}
        for number in range(len(variable.options))
    ]
    return sum(len(possible) == 1 for possible in ways)
