"""Days on which something happens by itself: to a record, to the evidence of a fact, by a date in a licence."""

import datetime
from collections.abc import Iterable, Iterator

import msgspec

from copyfair.actor.facts import Fact
from copyfair.actor.model import Actor, Use
from copyfair.money import Money
from copyfair.reciprocity.clauses import Rules
from copyfair.reciprocity.conditions import Below, Reached, about, later, say
from copyfair.reciprocity.records import Records
from copyfair.settings import Entitlement

__all__ = ["Event", "events"]

_ONE_DAY = datetime.timedelta(days=1)


class Event(msgspec.Struct, frozen=True, order=True):
    """Something that happens on a day; `pattern` names the components it is about, empty: any."""

    day: datetime.date
    says: str
    pattern: str = ""


def events(
    actor: Actor,
    use: Use,
    records: Records,
    rules: Iterable[Rules],
    *,
    stated: Iterable[Entitlement] = (),
    years: Iterable[int],
) -> list[Event]:
    """Everything that may change an answer, by day.

    The first day of each of `years` counts where something depends on the tax year; `rules` are those of the licences
    in play, `stated` the rights that files state.
    """
    known = tuple(rules)
    facts = [*_facts(actor, use), *((pattern, fact) for pattern, own in records.facts for fact in own.values())]
    every = {
        *_of_rights(records, stated),
        *_of_tariffs(records),
        *_of_breaches(records, known),
        *(event for pattern, fact in facts for event in _of_evidence(fact, pattern)),
        *(event for pattern, fact in facts for event in _of_dates(fact, pattern, known)),
    }
    if any(fact.year for _, fact in facts) or any(_indexed(one) for one in known):
        every |= {
            Event(datetime.date(year, 1, 1), "a new tax year: yearly figures and limits move on") for year in years
        }
    return sorted(every)


def _facts(actor: Actor, use: Use) -> Iterator[tuple[str, Fact]]:
    """The facts that are not about a single component."""
    for table in (actor.facts, use.facts, *actor.commons.values()):
        yield from (("", fact) for fact in table.values())


def _of_rights(records: Records, rights: Iterable[Entitlement]) -> Iterator[Event]:
    for right in (*records.entitlements, *rights):
        name = f"the right {right.reference!r}"
        begins = right.valid_from or right.renewed
        if begins is not None:
            yield Event(begins, f"{name} begins", right.component)
        if right.valid_until is not None:
            yield from _after(right.valid_until, f"{name} has run out", right.component)
    for exemption in records.exemptions:
        says = f"the exception ({exemption.reason}) has run out"
        yield from _after(exemption.until, says, exemption.component)


def _of_tariffs(records: Records) -> Iterator[Event]:
    for commons in records.commons:
        for tariff in commons.tariffs:
            name = f"the tariff {tariff.id} of {commons.name or commons.id}"
            yield Event(tariff.valid_from, f"{name} begins")
            if tariff.valid_until is not None:
                yield from _after(tariff.valid_until, f"{name} has ended")


def _of_breaches(records: Records, rules: Iterable[Rules]) -> Iterator[Event]:
    cures = {one.termination.cure_days for one in rules if one.termination is not None}
    for breach in records.breaches:
        if breach.cured_on is not None:
            yield Event(breach.cured_on, f"the breach ({breach.reference}) is mended", breach.component)
        for days in cures - {None}:
            last = breach.noticed_on + datetime.timedelta(days=days or 0)
            yield from _after(last, f"the time to mend the breach ({breach.reference}) is over", breach.component)


def _of_evidence(fact: Fact, pattern: str) -> Iterator[Event]:
    if fact.value is not None and fact.evidence.valid_until is not None:
        yield from _after(fact.evidence.valid_until, f"the evidence for {fact.name!r} has run out", pattern)


def _of_dates(fact: Fact, pattern: str, rules: Iterable[Rules]) -> Iterator[Event]:
    """The days on which a comparison of a licence with this date turns."""
    if not isinstance(fact.value, datetime.date):
        return
    clauses = [clause for one in rules for clause in one.decides]
    for atom in dict.fromkeys(atom for clause in clauses for atom in clause.atoms):
        if isinstance(atom, Reached) and about(atom.fact).name == fact.name:
            day = later(fact.value, atom.count, atom.unit)
            if day is not None:
                yield from _after(day, say(atom), pattern) if atom.over else (Event(day, say(atom), pattern),)


def _indexed(rules: Rules) -> bool:
    """Some limit of the licence moves with prices."""
    atoms = (atom for clause in rules.decides for atom in clause.atoms)
    return any(isinstance(atom, Below) and isinstance(atom.limit, Money) and atom.index for atom in atoms)


def _after(last: datetime.date, says: str, pattern: str = "") -> Iterator[Event]:
    """The day after the last one on which something holds, if there is such a day."""
    if last < datetime.date.max:
        yield Event(last + _ONE_DAY, says, pattern)
