"""Unknown facts as possible worlds.

What is known about an actor leaves some comparisons of a rule open. Answering them one
after the other, only as long as an answer still matters, gives a tree; each of its leaves
is a *world*: a set of answers that settles the outcome, whatever the rest may be. A
verdict is settled when it is the same in every world. The facts that must be known are
the fewest that tell worlds of different outcome apart.
"""

import datetime
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, islice, product

import msgspec

from copyfair.actor.derive import linked, violated
from copyfair.actor.facts import Fact, FactType, Value, vocabulary
from copyfair.errors import MoneyError
from copyfair.money import Money
from copyfair.reciprocity.conditions import (
    All,
    Among,
    Atom,
    Below,
    Condition,
    Either,
    Not,
    Reached,
    Unit,
    about,
    later,
)
from copyfair.reciprocity.indices import indexed

__all__ = [
    "Known",
    "Option",
    "TooManyWorldsError",
    "Unknown",
    "Variable",
    "World",
    "close",
    "doubt",
    "explore",
    "look",
    "simplify",
    "smallest",
    "telling",
]

MOST_WORLDS = 400
_MOST_SETS = 20_000
"""Sets of facts tried for the smallest that settles; beyond that a small one has to do."""


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


def close(atoms: Iterable[Atom], known: Known) -> tuple[dict[Atom, bool], dict[str, list[Atom]]]:
    """Close the comparisons that the known facts close; gather the others by the name of what they depend on."""
    closed: dict[Atom, bool] = {}
    facts: dict[str, list[Atom]] = {}
    others: dict[str, list[Atom]] = {}
    for atom in dict.fromkeys(atoms):
        value = known.value(atom.fact)
        outcome = None if value is None else _compare(atom, value, known)
        if outcome is None:
            facts.setdefault(atom.fact, []).append(atom)
        elif isinstance(outcome, bool):
            closed[atom] = outcome
        else:
            others.setdefault(outcome, []).append(atom)
    order = {name: number for number, name in enumerate(vocabulary())}
    names = sorted(facts, key=lambda name: (order[about(name).name], name))
    return closed, {name: facts[name] for name in names} | {name: others[name] for name in sorted(others)}


def look(atoms: Iterable[Atom], known: Known) -> tuple[dict[Atom, bool], tuple[Variable, ...]]:
    """The comparisons that the known facts close, and what is unknown with the ways in which it may turn out.

    Raises:
        TooManyWorldsError: there are more ways than are tried.
    """
    closed, unknown = close(atoms, known)
    return closed, tuple(Variable(name, _options(own)) for name, own in unknown.items())


def _compare(atom: Atom, value: Value, known: Known) -> bool | str:
    """True or false, or the name of what is missing for the comparison."""
    match atom:
        case Among(values=values):
            return value in values
        case Reached(count=count, unit=unit, over=over):
            day = later(value, count, unit) if isinstance(value, datetime.date) else None
            return day is not None and (day < known.as_of if over else day <= known.as_of)
        case Below(limit=int(limit), inclusive=inclusive):
            return isinstance(value, int) and (value <= limit if inclusive else value < limit)
        case Below(limit=Money() as limit):
            return _compare_money(atom, limit, value, known) if isinstance(value, Money) else False
    return False


def _compare_money(atom: Below, limit: Money, value: Money, known: Known) -> bool | str:
    if value.currency != limit.currency:
        pair = f"{value.currency}/{limit.currency}"
        converted = _converted(value, known.rates.get(pair), limit.currency)
        if converted is None:
            return f"exchange rate {pair}"
        value = converted
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


def _converted(value: Money, rate: Decimal | None, currency: str) -> Money | None:
    """The amount in another currency; nothing is nothing at any rate."""
    if not value.amount:
        return Money.of(0, currency)
    try:
        return Money((value * rate).amount, currency) if rate is not None and rate > 0 else None
    except MoneyError:
        return None  # no rate that anybody pays


def _options(atoms: Sequence[Atom]) -> tuple[Option, ...]:
    word = about(atoms[0].fact)
    if word.type is FactType.YES_NO or word.type is FactType.CHOICE:
        values: tuple[bool | str, ...] = (True, False) if word.type is FactType.YES_NO else tuple(word.values)
        return tuple(
            Option(value, tuple((atom, isinstance(atom, Among) and value in atom.values) for atom in atoms))
            for value in values
        )
    return _ladders(atoms)


def _ladders(atoms: Sequence[Atom]) -> tuple[Option, ...]:
    """The ways in which comparisons of one number or date with several limits may turn out.

    Whatever is below a limit is below every higher one, so limits of one kind make a
    ladder. Limits in different currencies, moved by different indices, or so many days on one
    side and months on the other, are not in a known order; they are taken as independent,
    which allows too much rather than too little.
    """
    ladders: dict[object, list[Atom]] = {}
    for atom in atoms:
        ladders.setdefault(_kind(atom), []).append(atom)
    ways = [_ways(sorted(ladder, key=_step)) for ladder in ladders.values()]
    if math.prod(len(way) for way in ways) > MOST_WORLDS:
        raise TooManyWorldsError
    rows = (dict(pair for part in row for pair in part) for row in product(*ways))
    return tuple(Option(None, tuple((atom, row[atom]) for atom in atoms)) for row in rows)


def _kind(atom: Atom) -> object:
    match atom:
        case Below(limit=Money(currency=currency), year=year, index=moved):
            return currency, year, moved
        case Reached(unit=Unit.DAYS, count=count) if count:
            return Unit.DAYS  # how many days a month has depends on the date
    return None


def _step(atom: Atom) -> tuple[Decimal | int, bool]:
    """Its place on the ladder: whoever meets the comparison meets all those after it."""
    match atom:
        case Below(limit=Money(amount=amount), inclusive=inclusive):
            return amount, inclusive
        case Below(limit=int(limit), inclusive=inclusive):
            return limit, inclusive
        case Reached(count=count, unit=unit, over=over):
            return -count * (12 if unit is Unit.YEARS else 1), not over
    return 0, False


def _ways(ladder: Sequence[Atom]) -> list[tuple[tuple[Atom, bool], ...]]:
    """From the bottom of the ladder up; nothing is below zero, neither a count nor an amount."""
    least = next((n for n, atom in enumerate(ladder) if not _impossible(atom)), len(ladder))
    return [tuple((atom, n >= first) for n, atom in enumerate(ladder)) for first in range(least, len(ladder) + 1)]


def _impossible(atom: Atom) -> bool:
    return isinstance(atom, Below) and _step(atom) <= (0, False)


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
            if variables[index].name not in linked() or not violated({**fixed, **_values(variables, more)}):
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
        if variable.name not in linked():
            return frozenset(range(len(variable.options)))
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
    chosen = sorted({*needed, *_hitting(left)})
    return tuple(variables[i] for i in sorted(chosen, key=lambda i: -_telling(i, variables[i], found, outcomes)))


class Unknown(msgspec.Struct, frozen=True):
    """Everything that may still be, and what it comes to.

    Attributes:
        variables: what is unknown.
        worlds: the ways it may turn out.
        outcomes: what each of them comes to.
    """

    variables: tuple[Variable, ...]
    worlds: tuple[World, ...]
    outcomes: tuple[object, ...]


def telling(unknown: Unknown) -> dict[str, Fraction]:
    """How much doubt is left on average once a variable is known, from 0 (none) to 1, by its name.

    Doubt is the chance that two worlds taken at random have different outcomes (Gini impurity),
    every answer to every question being equally likely.
    """
    weights = [math.prod(len(allowed) for allowed in world.allowed) for world in unknown.worlds]
    return {
        variable.name: sum(_left(unknown, weights, index, len(variable.options)), Fraction()) / sum(weights)
        for index, variable in enumerate(unknown.variables)
    }


def _left(unknown: Unknown, weights: Sequence[int], index: int, options: int) -> Iterator[Fraction]:
    """For each way in which a variable may turn out: the doubt that is left, by weight."""
    for number in range(options):
        shares: dict[object, int] = {}
        for world, outcome, weight in zip(unknown.worlds, unknown.outcomes, weights, strict=True):
            allowed = world.allowed[index]
            if number in allowed:
                shares[outcome] = shares.get(outcome, 0) + weight // len(allowed)
        whole = sum(shares.values())
        if whole:
            yield whole - Fraction(sum(share * share for share in shares.values()), whole)


def doubt(unknown: Unknown) -> Fraction:
    """How much doubt there is before anything more is known, measured as in `telling`."""
    shares: dict[object, int] = {}
    for world, outcome in zip(unknown.worlds, unknown.outcomes, strict=True):
        weight = math.prod(len(allowed) for allowed in world.allowed)
        shares[outcome] = shares.get(outcome, 0) + weight
    whole = sum(shares.values())
    return 1 - Fraction(sum(share * share for share in shares.values()), whole * whole)


def _hitting(sets: Sequence[frozenset[int]]) -> tuple[int, ...]:
    """The smallest set that has a member in each of these; where there is too much to try, just a set without surplus."""
    members = sorted(frozenset().union(*sets))
    every = (added for extra in range(len(members) + 1) for added in combinations(members, extra))
    for added in islice(every, _MOST_SETS):
        if all(one & set(added) for one in sets):
            return added
    kept = set(members)
    for member in members:
        if all(one & (kept - {member}) for one in sets):
            kept.discard(member)
    return tuple(sorted(kept))


def _telling(index: int, variable: Variable, found: Sequence[World], outcomes: Sequence[object]) -> int:
    """In how many of its ways the variable alone settles the outcome."""
    ways = [
        {outcome for world, outcome in zip(found, outcomes, strict=True) if number in world.allowed[index]}
        for number in range(len(variable.options))
    ]
    return sum(len(possible) == 1 for possible in ways)
