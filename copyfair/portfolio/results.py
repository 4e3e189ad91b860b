"""What the tables of a day say: who owes what to whom, who uses what under which licence, and what changed since."""

import csv
import datetime
import io
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path

import msgspec

from copyfair.errors import InputError
from copyfair.money import Money
from copyfair.reports.writers.csv import safe

__all__ = ["Cell", "Changed", "Results", "csv_files", "days", "opened"]

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


class Results:
    """The tables of one day.

    Args:
        db: an open file of answers.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def _rows(self, query: str, *values: object) -> list[tuple[str, ...]]:
        return self._db.execute(query, values).fetchall()

    def counts(self) -> dict[str, int]:
        """How many documents, rejects, organisations, distinct components and distinct decisions there are."""
        tables = {
            "documents": "documents",
            "rejects": "rejects",
            "organisations": "organisations",
            "components": "facts",
            "decisions": "answers",
        }
        return {name: self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for name, table in tables.items()}  # noqa: S608

    def owed(self) -> tuple[Owed, ...]:
        """Every line of every fee, by organisation and commons."""
        query = "SELECT organisation, commons, payee, state, amount, currency, due_on, clauses, components, missing FROM fees ORDER BY 1, 2, rowid"
        return tuple(_owed(row) for row in self._db.execute(query))

    def verdicts(self) -> dict[str, int]:
        """Components that organisations use, by verdict; one that two use counts twice."""
        query = "SELECT verdict, count(*) FROM answers JOIN uses USING (answer) GROUP BY verdict"
        found = dict(self._db.execute(query).fetchall())
        return {verdict: found[verdict] for verdict in VERDICTS if verdict in found}

    def cells(self) -> tuple[Cell, ...]:
        """Every organisation and licence; an organisation's worst verdict on the licence."""
        query = "SELECT organisation, license, verdict, count(*) FROM answers JOIN uses USING (answer) GROUP BY 1, 2, 3"
        worst: dict[tuple[str, str], tuple[str, int]] = {}
        for organisation, license_, verdict, count in self._db.execute(query):
            had, before = worst.get((organisation, license_), (verdict, 0))
            worst[organisation, license_] = (min(had, verdict, key=VERDICTS.index), before + count)
        return tuple(
            Cell(organisation=organisation, license=license_, verdict=verdict, components=count)
            for (organisation, license_), (verdict, count) in sorted(worst.items())
        )

    def used(self) -> tuple[Used, ...]:
        """Where which commons is used."""
        query = "SELECT commons, organisation, count(DISTINCT document), min(document) FROM commons_uses GROUP BY 1, 2 ORDER BY 1, 2"
        return tuple(
            Used(commons=commons, organisation=organisation, documents=count, first=first)
            for commons, organisation, count, first in self._db.execute(query)
        )

    def rejects(self) -> tuple[Reject, ...]:
        """Everything that was not read, or not to the end."""
        query = (
            "SELECT document, organisation, reason, message FROM rejects UNION ALL "
            "SELECT document, organisation, 'read-in-part', problems FROM documents WHERE problems <> '' ORDER BY 1, 3"
        )
        return tuple(
            Reject(document=document, organisation=organisation, reason=reason, message=message)
            for document, organisation, reason, message in self._db.execute(query)
        )

    def by_component(self) -> dict[tuple[str, str, str], str]:
        """The worst verdict for each organisation, package URL and licence."""
        query = (
            "SELECT organisation, purl, license, verdict FROM answers JOIN uses USING (answer) JOIN facts USING (fact)"
        )
        found: dict[tuple[str, str, str], str] = {}
        for organisation, purl, license_, verdict in self._db.execute(query):
            key = (organisation, purl, license_)
            found[key] = min(found.get(key, verdict), verdict, key=VERDICTS.index)
        return found

    def changes(self, earlier: "Results") -> tuple[Changed, ...]:
        """What has another verdict than on an earlier day, came in or went."""
        before, after = earlier.by_component(), self.by_component()
        return tuple(
            Changed(
                organisation=key[0],
                purl=key[1],
                license=key[2],
                before=before.get(key, ""),
                after=after.get(key, ""),
            )
            for key in sorted(before.keys() | after.keys())
            if before.get(key) != after.get(key)
        )


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


def days(store: Path) -> tuple[datetime.date, ...]:
    """The days for which a store was decided, in order."""
    return tuple(
        sorted(datetime.date.fromisoformat(file.stem) for file in (store / "decided").glob("????-??-??.sqlite"))
    )


@contextmanager
def opened(store: Path, day: datetime.date) -> Iterator[Results]:
    """The results of a day, for reading.

    Raises:
        InputError: the store was not decided for this day, or the file is damaged.
    """
    file = store / "decided" / f"{day}.sqlite"
    if not file.is_file():
        raise InputError(f"was not decided for {day}: copyfair portfolio decide --as-of {day}", where=str(store))
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as db:
            yield Results(db)
    except sqlite3.DatabaseError as error:
        raise InputError(f"cannot be read: {error}; decide this day again", where=file.name) from None


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
    return {f"{name}.csv": _csv(heads[name], rows) for name, rows in tables.items()}


def _csv(kind: type[msgspec.Struct], rows: Sequence[msgspec.Struct]) -> bytes:
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
