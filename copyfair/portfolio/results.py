"""What the tables of a day say: who owes what to whom, who uses what under which licence, and what changed since."""

import csv
import datetime
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from copyfair.actor.quadrants import Place, stands
from copyfair.errors import InputError
from copyfair.money import Money
from copyfair.portfolio.databases import DATABASES, Database, Reading
from copyfair.reports.writers.csv import safe

__all__ = ["Cell", "Changed", "Results", "answers_file", "csv_files", "csv_of", "days", "keep_only", "opened"]

VERDICTS = ("prohibited", "licence-needed", "fee-due", "undetermined", "permitted-with-duties", "permitted")
"""Worst first."""


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """What an organisation owes a payee, or what stands in the way of a sum (`state`, `missing`)."""

    organisation: str
    commons: str
    payee: str
    state: str
    amount: Money | None
    due_on: str
    clauses: str
    components: int
    missing: str


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation and a licence: the worst verdict, and components that it uses under it."""

    organisation: str
    license: str
    verdict: str
    components: int


class Used(msgspec.Struct, frozen=True, kw_only=True):
    """Where a commons is used: by whom, in how many documents, and the first of these by name."""

    commons: str
    organisation: str
    documents: int
    first: str


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """A component of an organisation with its verdict on an earlier and a later day; empty: it was not used."""

    organisation: str
    purl: str
    license: str
    before: str
    after: str


class Reject(msgspec.Struct, frozen=True, kw_only=True):
    """A document that was not read, or (`reason` read-in-part) not to the end."""

    document: str
    organisation: str
    reason: str
    message: str


_Place = tuple[str, str, str]
"""An organisation, a package URL and a licence."""


class Results:
    """The tables of one day.

    Args:
        file: an open file of answers.
    """

    def __init__(self, file: Reading) -> None:
        self._file = file

    def counts(self) -> dict[str, int]:
        """How many documents, rejects, organisations, distinct components and distinct decisions there are."""
        tables = {
            "documents": "documents",
            "rejects": "rejects",
            "organisations": "organisations",
            "components": "facts",
            "decisions": "answers",
        }
        return {name: next(self._file.rows(f"SELECT count(*) FROM {table}"))[0] for name, table in tables.items()}  # noqa: S608 - names of our own

    def table(self, name: str) -> Iterator[tuple[Any, ...]]:
        """All rows of a table."""
        return self._file.rows(f"SELECT * FROM {name}")  # noqa: S608 - names of our own

    def places(self) -> tuple[Place, ...]:
        """Where each organisation stands in the quadrants, by its name."""
        query = "SELECT organisation, party, control, purpose FROM organisations WHERE organisation <> '' ORDER BY 1"
        return tuple(
            stands(party or organisation, control, purpose)
            for organisation, party, control, purpose in self._file.rows(query)
        )

    def owed(self) -> tuple[Owed, ...]:
        """Every line of every fee, by organisation and commons."""
        query = "SELECT organisation, commons, payee, state, amount, currency, due_on, clauses, components, missing FROM fees ORDER BY 1, 2, rowid"
        return tuple(_owed(row) for row in self._file.rows(query))

    def verdicts(self) -> dict[str, int]:
        """Components that organisations use, by verdict; one that two use counts twice."""
        query = "SELECT verdict, sum(components) FROM licences GROUP BY verdict"
        found = dict(self._file.rows(query))
        return {verdict: int(found[verdict]) for verdict in VERDICTS if verdict in found}

    def cells(self) -> tuple[Cell, ...]:
        """Every organisation and licence; an organisation's worst verdict on the licence."""
        query = "SELECT organisation, license, verdict, components FROM licences"
        worst: dict[tuple[str, str], tuple[str, int]] = {}
        for organisation, license_, verdict, count in self._file.rows(query):
            had, before = worst.get((organisation, license_), (verdict, 0))
            worst[organisation, license_] = (min(had, verdict, key=VERDICTS.index), before + count)
        return tuple(
            Cell(organisation=organisation, license=license_, verdict=verdict, components=count)
            for (organisation, license_), (verdict, count) in sorted(worst.items())
        )

    def used(self) -> tuple[Used, ...]:
        """Where which commons is used."""
        query = "SELECT commons, organisation, documents, first FROM commons_totals ORDER BY 1, 2"
        return tuple(
            Used(commons=commons, organisation=organisation, documents=count, first=first)
            for commons, organisation, count, first in self._file.rows(query)
        )

    def rejects(self) -> tuple[Reject, ...]:
        """Everything that was not read, or not to the end."""
        query = (
            "SELECT document, organisation, reason, message FROM rejects UNION ALL "
            "SELECT document, organisation, 'read-in-part', problems FROM documents WHERE problems <> '' ORDER BY 1, 3"
        )
        return tuple(
            Reject(document=document, organisation=organisation, reason=reason, message=message)
            for document, organisation, reason, message in self._file.rows(query)
        )

    def by_component(self) -> Iterator[tuple[_Place, str]]:
        """The worst verdict for each organisation, package URL and licence, in their order."""
        query = (
            "SELECT organisation, purl, license, verdict FROM answers JOIN uses USING (answer) JOIN facts USING (fact) "
            "ORDER BY 1, 2, 3"
        )
        for place, rows in groupby(self._file.rows(query), key=lambda row: row[:3]):
            yield place, min((row[3] for row in rows), key=VERDICTS.index)

    def changes(self, earlier: "Results") -> tuple[Changed, ...]:
        """What has another verdict than on an earlier day, came in or went."""
        before = ((place, False, verdict) for place, verdict in earlier.by_component())
        after = ((place, True, verdict) for place, verdict in self.by_component())
        found = []
        for (organisation, purl, license_), rows in groupby(merge(before, after), key=lambda row: row[0]):
            said = {is_after: verdict for _, is_after, verdict in rows}
            if said.get(False) != said.get(True):
                then, now = said.get(False, ""), said.get(True, "")
                found.append(Changed(organisation=organisation, purl=purl, license=license_, before=then, after=now))
        return tuple(found)


def _owed(row: Sequence[str]) -> Owed:
    organisation, commons, payee, state, amount, currency, due_on, clauses, components, missing = row
    return Owed(
        organisation=organisation,
        commons=commons,
        payee=payee,
        state=state,
        amount=None if amount is None else Money(Decimal(amount), currency),
        due_on=due_on,
        clauses=clauses,
        components=int(components),
        missing=missing,
    )


def answers_file(decided: Path, day: datetime.date, database: Database) -> Path:
    """The file of a day in the folder of what was decided."""
    return decided / f"{day}{database.suffix}"


def keep_only(file: Path) -> None:
    """From now on this file counts: away with that of another database."""
    for database in DATABASES:
        other = file.with_suffix(database.suffix)
        if other != file:
            other.unlink(missing_ok=True)


def days(store: Path) -> tuple[datetime.date, ...]:
    """The days for which a store was decided, in order."""
    files = (file for database in DATABASES for file in (store / "decided").glob(f"????-??-??{database.suffix}"))
    return tuple(sorted({datetime.date.fromisoformat(file.stem) for file in files}))


@contextmanager
def opened(store: Path, day: datetime.date) -> Iterator[Results]:
    """The results of a day, for reading.

    Raises:
        InputError: the store was not decided for this day, or the file is damaged.
        MissingExtraError: it is a file of an database that is not installed.
    """
    places = ((answers_file(store / "decided", day, database), database) for database in DATABASES)
    # Two are there where a decision was killed after it had written the one and before it took away the other.
    found = [(file.stat().st_mtime_ns, file, database) for file, database in places if file.is_file()]
    if not found:
        raise InputError(f"was not decided for {day}: copyfair portfolio decide --as-of {day}", where=str(store))
    _, file, database = max(found, key=lambda one: one[0])
    with database.reading(file) as reading:
        yield Results(reading)


def csv_files(results: Results, earlier: Results | None = None) -> dict[str, bytes]:
    """The tables as CSV by file name, safe to open in a spreadsheet."""
    tables: dict[str, Sequence[msgspec.Struct]] = {
        "fees": results.owed(),
        "licences": results.cells(),
        "commons": results.used(),
        "rejects": results.rejects(),
    }
    if earlier is not None:
        tables["changes"] = results.changes(earlier)
    heads: dict[str, type[msgspec.Struct]] = {
        "fees": Owed,
        "licences": Cell,
        "commons": Used,
        "rejects": Reject,
        "changes": Changed,
    }
    return {f"{name}.csv": csv_of(heads[name], rows) for name, rows in tables.items()}


def csv_of(kind: type[msgspec.Struct], rows: Sequence[msgspec.Struct]) -> bytes:
    """A table as CSV with a column for each field of its rows, safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(kind.__struct_fields__)
    for row in rows:
        writer.writerow([_plain(getattr(row, field)) for field in kind.__struct_fields__])
    return out.getvalue().encode("utf-8", "backslashreplace")


def _plain(value: object) -> str:
    if isinstance(value, Money):
        return f"{value.amount:f} {value.currency}"
    return "" if value is None else safe(str(value))
