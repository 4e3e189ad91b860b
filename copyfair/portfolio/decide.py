"""Decides a portfolio for a day: every distinct statement for every organisation, by the functions of ``copyfair check``."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from copyfair import fees, licensing, reciprocity
from copyfair.actor.model import Actor, Use
from copyfair.actor.quadrants import place
from copyfair.commons.model import Commons
from copyfair.errors import InputError
from copyfair.inventory.model import Component, Depth, Inventory, Origin, Scope
from copyfair.licensing.model import Licensed
from copyfair.portfolio.databases import SQLITE, Database
from copyfair.portfolio.executor import Executor, LocalPool
from copyfair.portfolio.gather import Gathered, gather
from copyfair.portfolio.organisations import actor_of
from copyfair.portfolio.results import answers_file, keep_only
from copyfair.portfolio.store import Store, commit
from copyfair.portfolio.tables import TABLES, Answer, OrganisationAnswers, Tables
from copyfair.reciprocity.model import Decision, Verdict
from copyfair.reciprocity.records import Records

__all__ = ["Decided", "decide"]


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it.

    Attributes:
        file: the file with all answers for the day.
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


def decide(
    store: Path,
    *,
    actors: Path,
    as_of: datetime.date,
    commons: Sequence[Commons] = (),
    workers: int = 1,
    executor: Executor | None = None,
    database: Database = SQLITE,
) -> Decided:
    """Decide everything that the store holds, and write the answers into one file of the store for this day.

    An organisation owes a commons one fee, however many of its documents list what it is owed for. The answers are the
    same however many workers there are; killed at any moment, the file of the day is the old one or the new one.

    Args:
        store: folder of the store.
        actors: folder of the actor files that the table of organisations names.
        as_of: the day for which the answers hold.
        commons: whose components may be used.
        workers: processes that read the shards; one does it in this process.
        executor: who reads the shards; None: as many processes of this machine as `workers` says.
        database: what kind of file.

    Raises:
        InputError: nothing was ingested; an actor file is missing or broken; a commons covers a plain name.
        MissingExtraError: the database is not installed.
    """
    where = Store(store)
    _check(commons)
    where.manifest()  # before a lock makes the folder
    readers = executor or (LocalPool(workers) if workers > 1 else None)
    work = _Work(store, actors, as_of, tuple(commons), readers)
    with where.locked():
        file = answers_file(where.decided, as_of, database)
        commit(file, lambda draft: work.write(draft, database))
        keep_only(file)
    return Decided(
        file=file,
        documents=work.found.documents.total(),
        rejects=len(work.found.rejects),
        organisations=len(work.found.documents),
        statements=len(work.found.statements),
        decisions=work.decisions,
    )


class _Work:
    """Reads, decides and writes; what came of it is known afterwards."""

    found: Gathered
    decisions: int

    def __init__(
        self,
        store: Path,
        actors: Path,
        as_of: datetime.date,
        commons: tuple[Commons, ...],
        executor: Executor | None,
    ) -> None:
        self._store, self._actors, self._as_of = store, actors, as_of
        self._commons, self._executor = commons, executor

    def write(self, draft: Path, database: Database) -> None:
        """Write all tables into a file."""
        with database.writing(draft, TABLES) as file:
            tables = Tables(file, self._commons)
            self.found = found = gather(self._store, self._commons, self._executor, tables.documents)
            judge = _Judge(found, self._commons, self._as_of)
            self.decisions = 0
            for name, documents in sorted(found.documents.items()):
                row = judge.organisation(name, *actor_of(name, self._actors, self._as_of, self._commons))
                tables.organisation(row, documents)
                self.decisions += len(row.answers)
            tables.rest(found, self._as_of)


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

    def __init__(self, found: Gathered, commons: tuple[Commons, ...], as_of: datetime.date) -> None:
        self._found, self._licensed, self._as_of = found, _licensed(found), as_of
        self._records = Records(commons=commons)

    def organisation(self, name: str, actor: Actor, use: Use) -> OrganisationAnswers:
        """The answers for one organisation, and what it owes."""
        uses = self._found.uses(name)
        alike, key_of = defaultdict[int, list[int]](list), self._found.key_of
        for number in sorted(uses):
            alike[key_of[number]].append(number)
        first = [self._as_licensed(numbers[0]) for numbers in alike.values()]
        decisions = reciprocity.decide(first, actor, use, self._as_of, records=self._records, ways=False)
        owed = fees.assess(self._each(decisions, alike.values()), self._records.commons, actor, self._as_of)
        decisions = fees.settled(decisions, owed)
        return OrganisationAnswers(
            organisation=name,
            party=actor.party.name,
            place=place(actor.party.name or name, actor),
            answers=tuple(
                Answer(decision=decision, facts=tuple(numbers))
                for decision, numbers in zip(decisions, alike.values(), strict=True)
            ),
            uses=uses,
            fees=owed,
        )

    def _as_licensed(self, number: int) -> Licensed:
        statement = self._found.key(number)[0]
        return msgspec.structs.replace(self._licensed[statement], component=self._found.component(number))

    def _each(self, decisions: Iterable[Decision], alike: Iterable[Sequence[int]]) -> Iterator[Decision]:
        """The decisions that a fee may follow from, for each component."""
        for decision, numbers in zip(decisions, alike, strict=True):
            if decision.verdict is Verdict.FEE_DUE:
                for number in numbers:
                    yield msgspec.structs.replace(decision, component=self._found.component(number))
