"""Decides a portfolio for a day: every distinct statement for every organisation, by the functions of ``copyfair check``."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from copyfair import fees, licensing, reciprocity
from copyfair.actor.model import Actor, Use
from copyfair.commons import covers
from copyfair.commons.model import Commons
from copyfair.errors import InputError
from copyfair.inventory.model import Component, Depth, Inventory, Origin, Scope
from copyfair.inventory.purl import versionless
from copyfair.licensing.model import Licensed
from copyfair.portfolio.gather import Gathered, Key, gather
from copyfair.portfolio.organisations import actor_of
from copyfair.portfolio.store import Store
from copyfair.portfolio.tables import Answer, OrganisationAnswers, write_tables
from copyfair.reciprocity.model import Decision, Verdict
from copyfair.reciprocity.records import Records

__all__ = ["Decided", "decide"]


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it.

    Attributes:
        file: the SQLite file with all answers for the day.
        documents, rejects, organisations: how many.
        statements: distinct statements about licences.
        decisions: how many were made; the rest are like one of these.
    """

    file: Path
    documents: int
    rejects: int
    organisations: int
    statements: int
    decisions: int


def decide(store: Path, *, actors: Path, as_of: datetime.date, commons: Sequence[Commons] = ()) -> Decided:
    """Decide everything that the store holds, and write the answers into one file of the store for this day.

    An organisation owes a commons one fee, however many of its documents list what it is owed for.

    Args:
        store: folder of the store.
        actors: folder of the actor files that the table of organisations names.
        as_of: the day for which the answers hold.
        commons: whose components may be used.

    Raises:
        InputError: nothing was ingested; an actor file is missing or broken; a commons covers a plain name.
    """
    place = Store(store)
    _check(commons)
    place.manifest()  # before a lock makes the folder
    with place.locked():
        found = gather(place, _Covering(commons))
        licensed = _licensed(found)
        judge = _Judge(found, licensed, tuple(commons), as_of)
        rows = [judge.organisation(name, *actor_of(name, actors, as_of)) for name in sorted(found.uses)]
        file = place.decided / f"{as_of}.sqlite"
        write_tables(file, found, rows, as_of, tuple(commons))
    return Decided(
        file=file,
        documents=len(found.documents),
        rejects=len(found.rejects),
        organisations=len(rows),
        statements=len(found.statements),
        decisions=sum(len(row.answers) for row in rows),
    )


def _check(commons: Sequence[Commons]) -> None:
    ids = [entry.id for entry in commons]
    doubled = next((name for name in ids if ids.count(name) > 1), None)
    if doubled is not None:
        raise InputError(f"the commons {doubled!r} is given twice")
    for entry in commons:
        plain = next((pattern for pattern in entry.covers if not pattern.startswith("pkg:")), None)
        if plain is not None:
            message = f"covers the plain name {plain!r}; among many documents only a package URL says what is meant"
            raise InputError(message, where=entry.source or entry.id)


class _Covering:
    """Which commons cover a component, by number; asked once for all versions of a package."""

    def __init__(self, commons: Sequence[Commons]) -> None:
        self._commons = commons
        self._known: dict[str, tuple[int, ...]] = {}

    def __call__(self, component: Component) -> tuple[int, ...]:
        package = versionless(component.purl)
        if package not in self._known:
            owners = (n for n, entry in enumerate(self._commons) if covers(entry, component.purl, component.name))
            self._known[package] = tuple(owners)
        return self._known[package]


def _licensed(found: Gathered) -> tuple[Licensed, ...]:
    """The licence of each distinct statement."""
    components = tuple(
        Component(
            purl="",
            name="",
            version=None,
            scope=Scope.UNKNOWN,
            depth=Depth.UNKNOWN,
            origin=Origin.THIRD_PARTY,
            paths=(),
            claims=statement.claims,
            found_in=(),
        )
        for statement in found.statements
    )
    inventory = Inventory(root="", components=components, sources=(), problems=())
    return licensing.identify(inventory, licensing.default_catalogue())


class _Judge:
    """Decides for one organisation after the other."""

    def __init__(
        self, found: Gathered, licensed: tuple[Licensed, ...], commons: tuple[Commons, ...], as_of: datetime.date
    ) -> None:
        self._found, self._licensed, self._as_of = found, licensed, as_of
        self._records = Records(commons=commons)

    def organisation(self, name: str, actor: Actor, use: Use) -> OrganisationAnswers:
        """The answers for one organisation, and what it owes."""
        uses = self._found.uses[name]
        alike: dict[Key, list[int]] = {}
        for number in sorted(uses):
            alike.setdefault(self._found.keys[number], []).append(number)
        first = [self._as_licensed(numbers[0]) for numbers in alike.values()]
        decisions = reciprocity.decide(first, actor, use, self._as_of, records=self._records, ways=False)
        owed = fees.assess(self._each(decisions, alike.values()), self._records.commons, actor, self._as_of)
        decisions = fees.settled(decisions, owed)
        return OrganisationAnswers(
            organisation=name,
            party=actor.party.name,
            answers=tuple(
                Answer(decision=decision, facts=tuple(numbers))
                for decision, numbers in zip(decisions, alike.values(), strict=True)
            ),
            fees=owed,
        )

    def _as_licensed(self, number: int) -> Licensed:
        fact = self._found.facts[number]
        return msgspec.structs.replace(self._licensed[fact.statement], component=self._found.component(number))

    def _each(self, decisions: Iterable[Decision], alike: Iterable[Sequence[int]]) -> Iterator[Decision]:
        """The decisions that a fee may follow from, for each component."""
        for decision, numbers in zip(decisions, alike, strict=True):
            if decision.verdict is Verdict.FEE_DUE:
                for number in numbers:
                    yield msgspec.structs.replace(decision, component=self._found.component(number))
