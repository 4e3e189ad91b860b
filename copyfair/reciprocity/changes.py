"""What would have to be different for another outcome; every answer was tried with the same judge."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

from copyfair.actor.derive import derive
from copyfair.actor.facts import About, Evidence, EvidenceKind, Fact, FactType, Value, implications, vocabulary
from copyfair.commons.model import Commons
from copyfair.errors import InputError
from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.expression import Expression, Term
from copyfair.money import Money
from copyfair.reciprocity.conditions import Below, Condition, Not, say
from copyfair.reciprocity.judge import judge
from copyfair.reciprocity.model import Change, Stance
from copyfair.reciprocity.rules import Clause, permissions, rules_for
from copyfair.reciprocity.worlds import Known, look

__all__ = ["changes"]

_MOST_FACTS = 3
_MOST_ANSWERS = 3
_FIXED = frozenset({"kind"})
"""Facts nobody changes in order to use a component."""


def changes(
    expression: Expression, given: Known, commons: Sequence[Commons], catalogue: Catalogue
) -> tuple[Change, ...]:
    """The smallest changes of fact that would make the verdict free, at most three.

    Args:
        expression: the licence judged.
        given: the facts as given, without what was derived from them.
        commons: as for `judge`.
        catalogue: as for `judge`.
    """
    clauses = [clause for term in expression.terms() for clause in _clauses(term, commons, catalogue)]
    options = _options(clauses, given)
    for size in range(1, _MOST_FACTS + 1):
        found = [
            change
            for names in combinations(options, size)
            for values in product(*(options[name] for name in names))
            if (change := _try(dict(zip(names, values, strict=True)), expression, given, commons, catalogue))
        ]
        if found:
            return tuple(dict.fromkeys(found))[:_MOST_ANSWERS]
    return ()


def _clauses(term: Term, commons: Sequence[Commons], catalogue: Catalogue) -> Iterator[Clause]:
    rules = rules_for(term, catalogue)
    if rules:
        yield from rules.decides
        for entry in commons:
            if entry.license == rules.license:
                yield from permissions(entry)


def _options(clauses: Sequence[Clause], given: Known) -> dict[str, tuple[Value, ...]]:
    """Every fact the clauses turn on that could be different, with the values it could have."""
    asked = dict.fromkeys(atom for clause in clauses for atom in clause.atoms)
    result: dict[str, tuple[Value, ...]] = {}
    for name, about in vocabulary().items():
        own = [atom for atom in asked if atom.fact == name]
        if not own or name in _FIXED or about.about is About.COMPONENT:
            continue
        if about.type in (FactType.YES_NO, FactType.CHOICE):
            values: tuple[Value, ...] = (True, False) if about.type is FactType.YES_NO else tuple(about.values)
        else:
            values = tuple(_below(atom) for atom in own if isinstance(atom, Below))
        result[name] = tuple(value for value in values if value != given.value(name))
    return result


def _below(atom: Below) -> Value:
    if isinstance(atom.limit, Money):
        return atom.limit if atom.inclusive else Money.of(0, atom.limit.currency)
    return atom.limit if atom.inclusive else max(atom.limit - 1, 0)


def _try(
    different: Mapping[str, Value],
    expression: Expression,
    given: Known,
    commons: Sequence[Commons],
    catalogue: Catalogue,
) -> Change | None:
    facts = dict(given.facts)
    supposed = Evidence(kind=EvidenceKind.SELF_DECLARED, reference="supposed")
    for name, value in different.items():
        facts[name] = Fact(name=name, value=value, evidence=supposed)
    for rule in implications():
        if different.get(rule.fact) in rule.among and rule.fact in different and rule.then not in different:
            facts.pop(rule.then, None)
    try:
        known = Known(derive(facts), given.rates, given.as_of)
        judgement = judge(expression, known, commons, catalogue)
    except InputError:
        return None
    if not judgement.verdict.free:
        return None
    grants = [clause for clause in judgement.because if clause.stance in (Stance.GRANTS, Stance.RECORD)]
    clause = f"{grants[0].license} {grants[0].number}".strip() if grants else ""
    return Change(verdict=judgement.verdict, says=_say(different, judgement.because, known), clause=clause)


def _say(different: Mapping[str, Value], because: Sequence[Clause], known: Known) -> str:
    return " and ".join(_say_one(name, value, because, known) for name, value in different.items())


def _say_one(name: str, value: Value, because: Sequence[Clause], known: Known) -> str:
    about = vocabulary()[name]
    if about.type is FactType.YES_NO:
        return about.says if value else about.says_not
    if about.type is FactType.CHOICE:
        return f"{about.says} {about.values[str(value)]}"
    own = [atom for clause in because for atom in clause.atoms if atom.fact == name]
    closed, _ = look(own, known)
    sentences: list[Condition] = [atom if closed.get(atom) else Not(atom) for atom in own]
    return ", and ".join(dict.fromkeys(say(sentence) for sentence in sentences))
