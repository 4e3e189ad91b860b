"""What would have to be different for another outcome; every answer was tried with the same judge."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, islice, product

from copyfair.actor.derive import derive
from copyfair.actor.facts import About, Evidence, EvidenceKind, Fact, FactType, Value, implications, vocabulary
from copyfair.commons.model import Commons
from copyfair.errors import InputError
from copyfair.licensing.expression import Expression, Term
from copyfair.money import Money
from copyfair.reciprocity.clauses import Clause
from copyfair.reciprocity.conditions import Below, Condition, Not, about, say
from copyfair.reciprocity.judge import Judgement, Sureness, judge, license_of
from copyfair.reciprocity.model import Change, Stance
from copyfair.reciprocity.rules import Rulebook, permissions
from copyfair.reciprocity.worlds import Known, close

__all__ = ["changes"]

_MOST_FACTS = 3
_MOST_ANSWERS = 3
_MOST_TRIES = 4000
"""Combinations of facts tried; beyond that nothing more is looked for."""
_FIXED = frozenset({"kind", "government"})
"""Facts nobody changes in order to use a component."""


def changes(expression: Expression, given: Known, commons: Sequence[Commons], book: Rulebook) -> tuple[Change, ...]:
    """The smallest changes of fact that would make the verdict free, at most three.

    Args:
        expression: the licence judged.
        given: the facts as given, without what was derived from them.
        commons: as for `judge`.
        book: as for `judge`.
    """
    sureness = Sureness(expression, commons, book, given)
    known = Known(derive(given.facts), given.rates, given.as_of)
    closing = [term for term in dict.fromkeys(expression.terms()) if not sureness.term(term, known)]
    clauses = [clause for term in closing for clause in _clauses(term, commons, book)]
    options = _options(clauses, given)

    def judged(supposed: Known) -> Judgement | None:
        return judge(expression, supposed, commons, book) if sureness.free(supposed) else None

    found: dict[Change, None] = {}
    fewest = _MOST_FACTS
    for size, different in islice(_tries(options), _MOST_TRIES):
        if found and size > fewest:
            break
        change = _try(different, given, judged)
        if change is not None:
            found[change] = None
            fewest = size
    return tuple(found)[:_MOST_ANSWERS]


def _tries(options: Mapping[str, Sequence[Value]]) -> Iterator[tuple[int, dict[str, Value]]]:
    """Every way to have one, two, three facts different, with their number."""
    for size in range(1, _MOST_FACTS + 1):
        for names in combinations(options, size):
            for values in product(*(options[name] for name in names)):
                yield size, dict(zip(names, values, strict=True))


def _clauses(term: Term, commons: Sequence[Commons], book: Rulebook) -> Iterator[Clause]:
    rules = book.rules(term)
    if rules:
        yield from rules.decides
        for entry in commons:
            if license_of(entry) == rules.license:
                yield from permissions(entry)


def _options(clauses: Sequence[Clause], given: Known) -> dict[str, tuple[Value, ...]]:
    """Every fact the clauses turn on that could be different, with the values it could have."""
    asked = dict.fromkeys(atom for clause in clauses for atom in clause.atoms)
    order = list(vocabulary())
    result: dict[str, tuple[Value, ...]] = {}
    for name in sorted({atom.fact for atom in asked}, key=lambda name: (order.index(about(name).name), name)):
        word = about(name)
        own = [atom for atom in asked if atom.fact == name]
        if name in _FIXED or word.about is About.COMPONENT:
            continue
        if word.type in (FactType.YES_NO, FactType.CHOICE):
            values: tuple[Value, ...] = (True, False) if word.type is FactType.YES_NO else tuple(word.values)
        else:
            values = tuple(_below(atom) for atom in own if isinstance(atom, Below))
        result[name] = tuple(value for value in dict.fromkeys(values) if value != given.value(name))
    return result


def _below(atom: Below) -> Value:
    if isinstance(atom.limit, Money):
        return atom.limit if atom.inclusive else Money.of(0, atom.limit.currency)
    return atom.limit if atom.inclusive else max(atom.limit - 1, 0)


def _try(
    different: Mapping[str, Value],
    given: Known,
    judged: Callable[[Known], Judgement | None],
) -> Change | None:
    facts = dict(given.facts)
    supposed = Evidence(kind=EvidenceKind.SELF_DECLARED, reference="supposed")
    for name, value in different.items():
        facts[name] = Fact(name=about(name).name, value=value, evidence=supposed)
    for rule in implications():
        fixed = rule.then in different or rule.then in _FIXED
        if rule.fact in different and different[rule.fact] in rule.among and not fixed:
            facts.pop(rule.then, None)
    try:
        known = Known(derive(facts), given.rates, given.as_of)
        judgement = judged(known)
    except InputError:
        return None  # these facts cannot hold together
    if judgement is None or not judgement.verdict.free:
        return None
    grants = [clause for clause in judgement.because if clause.stance in (Stance.GRANTS, Stance.RECORD)]
    clause = f"{grants[0].license} {grants[0].number}".strip() if grants else ""
    return Change(verdict=judgement.verdict, says=_say(different, judgement.because, known), clause=clause)


def _say(different: Mapping[str, Value], because: Sequence[Clause], known: Known) -> str:
    return " and ".join(_say_one(name, value, because, known) for name, value in different.items())


def _say_one(name: str, value: Value, because: Sequence[Clause], known: Known) -> str:
    word = about(name)
    if word.type is FactType.YES_NO:
        return word.says if value else word.says_not
    if word.type is FactType.CHOICE:
        return f"{word.says} {word.values[str(value)]}"
    own = [atom for clause in because for atom in clause.atoms if atom.fact == name]
    closed, _ = close(own, known)
    sentences: list[Condition] = [atom if closed[atom] else Not(atom) for atom in own if atom in closed]
    return ", and ".join(dict.fromkeys(say(sentence) for sentence in sentences)) or f"{word.says} is {value}"
