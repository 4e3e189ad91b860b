"""The rule language: small conditions over facts, parsed once, typed, able to say themselves.

    worker_owned and surplus == 'all-to-worker-owners'
    head_count < 100 and revenue < money('1000000 USD', 2019, 'us-cpi-u')
    as_of >= change_date or as_of >= release_date + years(4)
    as_of <= outgrew_limits_on + days(128)

Names are words of the vocabulary (`copyfair.actor.facts`). The text is read by the
standard library's parser and only the node types below are let through; nothing is
ever evaluated as Python.
"""

import ast
import calendar
import datetime
import warnings
from enum import StrEnum
from functools import lru_cache
from typing import Any

import msgspec

from copyfair.actor.facts import About, FactInfo, FactType, vocabulary
from copyfair.errors import MoneyError, RuleError
from copyfair.money import Money
from copyfair.reciprocity.indices import indexed

__all__ = [
    "All",
    "Among",
    "Atom",
    "Below",
    "Condition",
    "Either",
    "Not",
    "Reached",
    "Unit",
    "about",
    "atoms",
    "commons_of",
    "later",
    "of_commons",
    "parse_condition",
    "say",
]

_MOST_CHARACTERS = 2000
_MOST_LEVELS = 20
_YEARS = range(1900, 2201)


class Unit(StrEnum):
    """What a stretch of time is counted in."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


_MOST = {Unit.DAYS: 9999, Unit.MONTHS: 999, Unit.YEARS: 99}


class Among(msgspec.Struct, frozen=True):
    """A yes-no or choice fact has one of these values."""

    fact: str
    values: tuple[bool | str, ...]


class Below(msgspec.Struct, frozen=True):
    """A count or an amount is below a limit (or at most the limit).

    Attributes:
        fact: a fact of type count or money.
        limit: the limit; money is of `year`.
        inclusive: "at most" instead of "less than".
        year: the year whose money the limit is in; None: nominal.
        index: the price index by which the limit moves; None: it does not.
    """

    fact: str
    limit: int | Money
    inclusive: bool = False
    year: int | None = None
    index: str | None = None


class Reached(msgspec.Struct, frozen=True):
    """On the day of the decision a date, or the day some time after it, has come.

    Attributes:
        fact: a fact of type date.
        count: how many units after it; 0: the date itself.
        unit: what is counted, by the calendar (`later`).
        over: the day is over instead of having come.
    """

    fact: str
    count: int = 0
    unit: Unit = Unit.DAYS
    over: bool = False


class Not(msgspec.Struct, frozen=True):
    """The part does not hold."""

    part: "Condition"


class All(msgspec.Struct, frozen=True):
    """Every part holds."""

    parts: tuple["Condition", ...]


class Either(msgspec.Struct, frozen=True):
    """At least one part holds."""

    parts: tuple["Condition", ...]


Atom = Among | Below | Reached
Condition = Among | Below | Reached | Not | All | Either


@lru_cache(maxsize=2048)
def parse_condition(text: str, where: str = "") -> Condition:
    """Read a condition.

    Args:
        text: the condition.
        where: file and field, for errors.

    Raises:
        RuleError: not a condition, an unknown fact, or a comparison of unlike things.
    """
    if len(text) > _MOST_CHARACTERS:
        raise RuleError(f"{where}: a condition of more than {_MOST_CHARACTERS} characters")
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(text.strip(), mode="eval")
        return _Reader(where).condition(tree.body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise RuleError(f"{where}: {text!r} is not a condition") from None


class _Reader:
    def __init__(self, where: str) -> None:
        self.where = where

    def wrong(self, message: str) -> RuleError:
        return RuleError(f"{self.where}: {message}" if self.where else message)

    def condition(self, node: ast.expr, level: int = 0) -> Condition:
        if level > _MOST_LEVELS:
            raise self.wrong(f"a condition nested deeper than {_MOST_LEVELS} levels")
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return All(tuple(self.condition(value, level + 1) for value in values))
            case ast.BoolOp(op=ast.Or(), values=values):
                return Either(tuple(self.condition(value, level + 1) for value in values))
            case ast.UnaryOp(op=ast.Not(), operand=part):
                return Not(self.condition(part, level + 1))
            case ast.Name(id=name):
                self.typed(name, FactType.YES_NO)
                return Among(name, (True,))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self.comparison(left, op, right)
            case _:
                raise self.wrong(f"{ast.unparse(node)!r} is not a fact, a comparison, or these joined by and, or, not")

    def typed(self, name: str, *types: FactType) -> FactInfo:
        about = vocabulary().get(name)
        if about is None:
            raise self.wrong(f"there is no fact called {name!r}")
        if about.type not in types:
            raise self.wrong(f"{name!r} is a {about.type} fact and cannot stand here")
        return about

    def comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Condition:
        if isinstance(left, ast.Name) and left.id == "as_of":
            return self.date(op, right)
        if not isinstance(left, ast.Name):
            raise self.wrong(f"a comparison begins with the name of a fact, not {ast.unparse(left)!r}")
        about = self.typed(left.id, FactType.CHOICE, FactType.COUNT, FactType.MONEY)
        if about.type is FactType.CHOICE:
            return self.choice(about, op, right)
        limit, year, index = self.limit(about, right)
        below = Below(left.id, limit, inclusive=isinstance(op, ast.LtE | ast.Gt), year=year, index=index)
        if isinstance(op, ast.Lt | ast.LtE):
            return below
        if isinstance(op, ast.Gt | ast.GtE):
            return Not(below)
        raise self.wrong(f"{left.id!r} is compared with <, <=, > or >=")

    def choice(self, about: FactInfo, op: ast.cmpop, right: ast.expr) -> Condition:
        values = self.constant(right)
        wanted = values if isinstance(values, tuple) else (values,)
        unknown = [value for value in wanted if not isinstance(value, str) or value not in about.values]
        if unknown:
            raise self.wrong(f"{about.name!r} is never {unknown[0]!r}; it is one of {', '.join(about.values)}")
        if not wanted:
            raise self.wrong(f"{about.name!r} is compared with nothing")
        among = Among(about.name, tuple(sorted(wanted)))
        if isinstance(op, ast.Eq | ast.In) and isinstance(op, ast.In) == isinstance(values, tuple):
            return among
        if isinstance(op, ast.NotEq | ast.NotIn) and isinstance(op, ast.NotIn) == isinstance(values, tuple):
            return Not(among)
        raise self.wrong(f"{about.name!r} is compared with ==, !=, in or not in")

    def constant(self, node: ast.expr) -> Any:
        try:
            return ast.literal_eval(node)
        except (ValueError, TypeError):
            raise self.wrong(f"{ast.unparse(node)!r} is not a plain value") from None

    def limit(self, about: FactInfo, node: ast.expr) -> tuple[int | Money, int | None, str | None]:
        if about.type is FactType.COUNT:
            value = self.constant(node)
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise self.wrong(f"{about.name!r} counts; compare it with a whole number from 0")
            return value, None, None
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "money"):
            raise self.wrong(f"{about.name!r} is money; compare it with money('1000000 USD', 2019, 'us-cpi-u')")
        if node.keywords:
            raise self.wrong("money takes its year and its price index without their names")
        return self.money([self.constant(argument) for argument in node.args])

    def money(self, values: list[Any]) -> tuple[Money, int | None, str | None]:
        year: int | None = None
        index: str | None = None
        match values:
            case [str(text)]:
                pass
            case [str(text), int(year)] if not isinstance(year, bool):
                pass
            case [str(text), int(year), str(index)] if not isinstance(year, bool):
                pass
            case _:
                raise self.wrong("money takes an amount with currency, then a year, then a price index")
        try:
            amount = Money.parse(text)
            if year is not None and index is not None:
                indexed(amount, year, year, index)
        except (MoneyError, RuleError) as error:
            raise self.wrong(str(error)) from None
        if amount.amount < 0:
            raise self.wrong(f"nothing is ever less than {amount}")
        if year is not None and year not in _YEARS:
            raise self.wrong(f"{year} is no year of which money is meant")
        return amount, year, index

    def date(self, op: ast.cmpop, right: ast.expr) -> Condition:
        match right:
            case ast.Name(id=name):
                count, unit = 0, Unit.DAYS
            case ast.BinOp(left=ast.Name(id=name), op=ast.Add(), right=ast.Call(func=ast.Name(id=word)) as span) if (
                word in _MOST
            ):
                count, unit = self.span(Unit(word), span)
            case _:
                raise self.wrong("as_of is compared with a date, or a date + days(n), months(n) or years(n)")
        self.typed(name, FactType.DATE)
        reached = Reached(name, count, unit, over=isinstance(op, ast.Gt | ast.LtE))
        if isinstance(op, ast.GtE | ast.Gt):
            return reached
        if isinstance(op, ast.Lt | ast.LtE):
            return Not(reached)
        raise self.wrong("as_of is compared with >=, >, < or <=")

    def span(self, unit: Unit, node: ast.Call) -> tuple[int, Unit]:
        match node:
            case ast.Call(args=[ast.Constant(value=int(count))], keywords=[]) if (
                not isinstance(count, bool) and 1 <= count <= _MOST[unit]
            ):
                return count, unit
        raise self.wrong(f"{unit}(n) takes one whole number from 1 to {_MOST[unit]}")


def about(fact: str) -> FactInfo:
    """The vocabulary's entry for the fact of a comparison, which may be bound to one commons."""
    return vocabulary()[fact.partition("@")[0]]


def commons_of(fact: str) -> str:
    """The id of the commons that the fact of a comparison is bound to, or empty."""
    return fact.partition("@")[2]


def of_commons(condition: Condition, commons_id: str) -> Condition:
    """The condition with its facts about the actor and a commons bound to this very commons."""
    match condition:
        case Not(part=part):
            return Not(of_commons(part, commons_id))
        case All(parts=parts):
            return All(tuple(of_commons(part, commons_id) for part in parts))
        case Either(parts=parts):
            return Either(tuple(of_commons(part, commons_id) for part in parts))
        case _ if about(condition.fact).about is About.COMMONS:
            return msgspec.structs.replace(condition, fact=f"{condition.fact}@{commons_id}")
        case _:
            return condition


def atoms(condition: Condition) -> tuple[Atom, ...]:
    """The comparisons a condition is made of, from left to right, each once."""
    match condition:
        case Not(part=part):
            return atoms(part)
        case All(parts=parts) | Either(parts=parts):
            return tuple(dict.fromkeys(atom for part in parts for atom in atoms(part)))
        case _:
            return (condition,)


def later(date: datetime.date, count: int, unit: Unit) -> datetime.date | None:
    """The day some days, months or years after a date; None after the last year there is.

    Months and years end on the day of the same number; where the month has no such day
    (the 29th of February, the 31st), on the first of the next, when the time is over for certain.
    """
    if unit is Unit.DAYS:
        return None if (datetime.date.max - date).days < count else date + datetime.timedelta(days=count)
    months = date.month - 1 + count * (12 if unit is Unit.YEARS else 1)
    year, month = date.year + months // 12, months % 12 + 1
    if year > datetime.MAXYEAR:
        return None
    if date.day > calendar.monthrange(year, month)[1]:
        return datetime.date(year, month + 1, 1)
    return date.replace(year=year, month=month)


def say(condition: Condition) -> str:
    """The condition as an English sentence without its full stop."""
    match condition:
        case Not(part=Among() | Below() | Reached() as atom):
            return _say_atom(atom, holds=False)
        case Not(part=part):
            return f"it is not so that {_grouped(part)}"
        case All(parts=parts):
            return ", and ".join(_grouped(part) for part in parts)
        case Either(parts=parts):
            return ", or ".join(_grouped(part) for part in parts)
        case _:
            return _say_atom(condition, holds=True)


def _grouped(part: Condition) -> str:
    return f"({say(part)})" if isinstance(part, All | Either) else say(part)


def _say_atom(atom: Atom, *, holds: bool) -> str:
    word = about(atom.fact)
    match atom:
        case Among(values=values) if word.type is FactType.YES_NO:
            return word.says if (values == (True,)) is holds else word.says_not
        case Among(values=values):
            words = " or ".join(word.values[str(value)] for value in values)
            lacks = "not" if len(values) == 1 else "none of:"
            return f"{word.says} {words}" if holds else f"{word.says} {lacks} {words}"
        case Reached():
            return _say_reached(atom, word.says, holds=holds)
        case Below(limit=limit, inclusive=inclusive, year=year, index=index):
            relations = {
                (True, True): "is at most",
                (True, False): "is below",
                (False, True): "is above",
                (False, False): "is at least",
            }
            money = f" in money of {year}" if year else ""
            moved = f", moved by the price index {index}" if index else ""
            number = f"{limit:,}" if isinstance(limit, int) else str(limit)
            return f"{word.says} {relations[holds, inclusive]} {number}{money}{moved}"


def _say_reached(atom: Reached, date: str, *, holds: bool) -> str:
    if not atom.count:
        state = "is over" if atom.over else "has come"
        return f"{date} {state}" if holds else f"{date} {state.replace(' ', ' not ')} yet"
    time, have = (atom.unit[:-1], "has") if atom.count == 1 else (atom.unit, "have")
    if atom.over:
        return f"{'more' if holds else 'no more'} than {atom.count} {time} {have} passed since {date}"
    return f"{atom.count} {time} {have} {'passed' if holds else 'not yet passed'} since {date}"
