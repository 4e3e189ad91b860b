"""What changes by itself: dates that come, rights and evidence that run out, limits that move with prices.

Each day on which something happens is tried with the same decision as today, so a turn is
never guessed; a day on which no answer changes is not listed.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence

from copyfair.actor.model import Actor, Use
from copyfair.inventory.model import Component
from copyfair.inventory.purl import matches
from copyfair.licensing.catalogue import Catalogue, default_catalogue
from copyfair.licensing.model import Licensed, third_party
from copyfair.money import Money
from copyfair.reciprocity.clauses import Rules
from copyfair.reciprocity.conditions import Below, about
from copyfair.reciprocity.decide import decide
from copyfair.reciprocity.events import Event, events
from copyfair.reciprocity.indices import indexed
from copyfair.reciprocity.model import Decision, MovedLimit, Outlook, Turn
from copyfair.reciprocity.records import Records
from copyfair.reciprocity.rules import Rulebook

__all__ = ["outlook"]

_YEAR = 365
_ONE_DAY = datetime.timedelta(days=1)


def outlook(
    licensed: Iterable[Licensed],
    actor: Actor,
    use: Use,
    as_of: datetime.date,
    *,
    records: Records | None = None,
    catalogue: Catalogue | None = None,
    days: int = _YEAR,
) -> Outlook:
    """What changes within so many days after the day of the decision, all facts staying as they are.

    Arguments and errors are those of `decide`.
    """
    records = records or Records()
    book = Rulebook(catalogue or default_catalogue(), records.readings)
    judged = third_party(licensed)
    rules = _rules(judged, book)
    until = as_of + datetime.timedelta(days=days)
    stated = [right.entitlement for one in judged for right in one.component.rights]
    coming = events(actor, use, records, rules, stated=stated, years=range(as_of.year + 1, until.year + 1))
    soon = [event for event in coming if as_of < event.day <= until]

    def answers(day: datetime.date) -> tuple[Decision, ...]:
        return decide(judged, actor, use, day, records=records, catalogue=book.catalogue)

    return Outlook(
        until=until,
        turns=tuple(_turns(soon, answers)) if soon else (),
        limits=tuple(_limits(rules, as_of, until)),
    )


def _rules(judged: Iterable[Licensed], book: Rulebook) -> list[Rules]:
    terms = dict.fromkeys(term for one in judged if one.expression for term in one.expression.terms())
    return [rules for term in terms if (rules := book.rules(term)) is not None and rules.reciprocal]


def _turns(soon: Sequence[Event], answers: Callable[[datetime.date], tuple[Decision, ...]]) -> Iterator[Turn]:
    before = answers(soon[0].day - _ONE_DAY)
    for day in dict.fromkeys(event.day for event in soon):
        after = answers(day)
        for old, new in zip(before, after, strict=True):
            if (old.verdict, old.doubt, old.needs_act) != (new.verdict, new.doubt, new.needs_act):
                yield Turn(
                    day=day,
                    component=new.component.purl or new.component.name,
                    license=new.license,
                    before=old.verdict,
                    after=new.verdict,
                    needs_act=new.needs_act,
                    because=tuple(e.says for e in soon if e.day == day and _bears_on(e, new.component)),
                )
        before = after


def _bears_on(event: Event, component: Component) -> bool:
    return not event.pattern or matches(event.pattern, component.purl, component.name)


def _limits(rules: Iterable[Rules], as_of: datetime.date, until: datetime.date) -> Iterator[MovedLimit]:
    """The limits that stand in other money from the first of January on."""
    day = datetime.date(as_of.year + 1, 1, 1)
    if day > until:
        return
    found: dict[tuple[str, str, str], MovedLimit] = {}
    for clause in (clause for one in rules for clause in one.decides):
        for atom in clause.atoms:
            if isinstance(atom, Below) and isinstance(atom.limit, Money) and atom.year and atom.index:
                old = indexed(atom.limit, atom.year, as_of.year - 1, atom.index)
                new = indexed(atom.limit, atom.year, as_of.year, atom.index)
                says = f"from {_range(*old)} for {as_of.year - 1} to {_range(*new)} for {as_of.year}"
                says += "" if new[0] == new[1] else "; the index is not on record yet"
                found[clause.license, clause.number, atom.fact] = MovedLimit(
                    day=day, license=clause.license, clause=clause.number, fact=about(atom.fact).name, says=says
                )
    yield from (found[key] for key in sorted(found))


def _range(lowest: Money, highest: Money) -> str:
    low, high = lowest.rounded(), highest.rounded()
    return str(low) if low == high else f"{low} at least and {high} at most"
