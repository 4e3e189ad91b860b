"""What follows from the facts that were given, by the definitions of the vocabulary alone."""

from collections.abc import Iterator, Mapping
from functools import cache

from msgspec.structs import replace

from copyfair.actor.facts import Evidence, EvidenceKind, Fact, Implication, Value, implications, info
from copyfair.errors import InputError

__all__ = ["derive", "linked", "spelled_out", "violated"]


def derive(facts: Mapping[str, Fact], *, where: str = "") -> dict[str, Fact]:
    """The facts together with those that follow from them.

    A derived fact says from which one it follows. Runs until nothing new follows.

    Raises:
        InputError: two given facts contradict each other by definition.
    """
    known = dict(facts)
    while True:
        new = next(_following(known, where), None)
        if new is None:
            return known
        known[new.name] = new


def spelled_out(facts: Mapping[str, Fact], *, where: str = "") -> dict[str, Fact]:
    """The facts together with those that a summing-up among them says, on the same evidence.

    Raises:
        InputError: it says something else than a given fact.
    """
    said = dict(facts)
    for fact in facts.values():
        for name, value in info(fact.name).means.get(str(fact.value), {}).items():
            given = facts.get(name)
            if given is None or (given.value is None and not given.note):
                said[name] = replace(fact, name=name, value=value)
            elif given.value not in (None, value):
                raise InputError(f"{fact.name} = {fact.value!r} and {name} contradict each other", where=where)
    return said


def _following(known: Mapping[str, Fact], where: str) -> Iterator[Fact]:
    for rule in implications():
        given, then = _value(known, rule.fact), _value(known, rule.then)
        if given is not None and given in rule.among:
            if then is None:
                yield _derived(rule.then, rule.value, rule)
            elif then != rule.value:
                message = f"{rule.fact} and {rule.then} contradict each other: {rule.because}"
                raise InputError(message, where=where)
        elif given is None and then is not None and then != rule.value and rule.among == (True,):
            yield _derived(rule.fact, value=False, rule=rule)


def _value(known: Mapping[str, Fact], name: str) -> Value | None:
    fact = known.get(name)
    return fact.value if fact else None


def _derived(name: str, value: bool | str, rule: Implication) -> Fact:
    source = rule.then if name == rule.fact else rule.fact
    reference = f"follows from {source!r}: {rule.because}"
    return Fact(name=name, value=value, evidence=Evidence(kind=EvidenceKind.DERIVED, reference=reference))


@cache
def linked() -> frozenset[str]:
    """The facts that a definition ties to others; every other one may always have any value."""
    return frozenset(name for rule in implications() for name in (rule.fact, rule.then))


def violated(values: Mapping[str, Value | None]) -> bool:
    """These values cannot hold together by definition; a value that is absent or None is open."""
    for rule in implications():
        given, then = values.get(rule.fact), values.get(rule.then)
        if given is not None and given in rule.among and then is not None and then != rule.value:
            return True
    return False
