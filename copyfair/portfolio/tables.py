"""The answers for a day as tables of SQLite: one file a day, made whole or not at all, the same bytes each time."""

import datetime
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from copyfair.commons.model import Commons
from copyfair.fees.model import Fee
from copyfair.portfolio.gather import Gathered
from copyfair.portfolio.model import Statement
from copyfair.portfolio.store import commit
from copyfair.reciprocity.model import Decision
from copyfair.version import TOOL

__all__ = ["Answer", "OrganisationAnswers", "write_tables"]

_TABLES = """
CREATE TABLE about (what TEXT PRIMARY KEY, says TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE organisations (organisation TEXT PRIMARY KEY, party TEXT NOT NULL, documents INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
  document TEXT NOT NULL, organisation TEXT NOT NULL, sha256 TEXT NOT NULL, components INTEGER NOT NULL,
  problems TEXT NOT NULL
);
CREATE TABLE rejects (document TEXT NOT NULL, organisation TEXT NOT NULL, reason TEXT NOT NULL, message TEXT NOT NULL);
CREATE TABLE facts (
  fact INTEGER PRIMARY KEY, purl TEXT NOT NULL, name TEXT NOT NULL, version TEXT, scope TEXT NOT NULL,
  depth TEXT NOT NULL, says TEXT NOT NULL
);
CREATE TABLE answers (
  answer INTEGER PRIMARY KEY, organisation TEXT NOT NULL, license TEXT NOT NULL, chosen TEXT NOT NULL,
  verdict TEXT NOT NULL, doubt TEXT NOT NULL, rung TEXT NOT NULL, commons TEXT NOT NULL, cites TEXT NOT NULL,
  because TEXT NOT NULL, missing TEXT NOT NULL, next_step TEXT NOT NULL
);
CREATE TABLE uses (
  answer INTEGER NOT NULL, fact INTEGER NOT NULL, documents INTEGER NOT NULL, PRIMARY KEY (answer, fact)
) WITHOUT ROWID;
CREATE TABLE commons (commons TEXT PRIMARY KEY, name TEXT NOT NULL, steward TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE commons_uses (document TEXT NOT NULL, organisation TEXT NOT NULL, commons TEXT NOT NULL, fact INTEGER NOT NULL);
CREATE TABLE fees (
  organisation TEXT NOT NULL, commons TEXT NOT NULL, state TEXT NOT NULL, payee TEXT NOT NULL, amount TEXT,
  currency TEXT NOT NULL, due_on TEXT NOT NULL, clauses TEXT NOT NULL, components INTEGER NOT NULL, missing TEXT NOT NULL
);
"""


_INSERT_ANSWER = "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT_FEE = "INSERT INTO fees VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A decision, and the numbers of all facts for which it holds."""

    decision: Decision
    facts: tuple[int, ...]


class OrganisationAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for one organisation: its name in the table, the name of its party, the answers, and what it owes."""

    organisation: str
    party: str
    answers: tuple[Answer, ...]
    fees: tuple[Fee, ...]


def write_tables(
    file: Path, found: Gathered, rows: Sequence[OrganisationAnswers], as_of: datetime.date, commons: Sequence[Commons]
) -> None:
    """Write all tables.

    Args:
        file: where.
        found: the facts that the answers name by number.
        rows: by organisation.
        as_of: the day of the answers.
        commons: the commons that count.
    """
    commit(file, lambda draft: _write(draft, found, rows, as_of, commons))


def _write(
    file: Path, found: Gathered, rows: Sequence[OrganisationAnswers], as_of: datetime.date, commons: Sequence[Commons]
) -> None:
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;" + _TABLES)
        db.executemany("INSERT INTO about VALUES (?, ?)", [("as_of", str(as_of)), ("tool", TOOL)])
        db.executemany("INSERT INTO commons VALUES (?, ?, ?)", [(c.id, c.name, c.steward.name) for c in commons])
        _write_documents(db, found, rows, commons)
        db.executemany("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?)", _facts(found))
        number = 0
        for row in rows:
            uses = found.uses[row.organisation]
            for answer in row.answers:
                number += 1
                db.execute(_INSERT_ANSWER, (number, row.organisation, *_answer(answer)))
                own = ((number, fact, uses[fact]) for fact in answer.facts)
                db.executemany("INSERT INTO uses VALUES (?, ?, ?)", own)
            db.executemany(_INSERT_FEE, _fees(row))
        db.execute("COMMIT")


def _write_documents(
    db: sqlite3.Connection, found: Gathered, rows: Sequence[OrganisationAnswers], commons: Sequence[Commons]
) -> None:
    counts: dict[str, int] = {}
    for one in found.documents:
        counts[one.organisation] = counts.get(one.organisation, 0) + 1
    own = ((row.organisation, row.party, counts[row.organisation]) for row in rows)
    db.executemany("INSERT INTO organisations VALUES (?, ?, ?)", own)
    db.executemany(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?)",
        ((d.name, d.organisation, d.sha256, d.components, "\n".join(d.problems)) for d in found.documents),
    )
    rejects = sorted(found.rejects)
    db.executemany(
        "INSERT INTO rejects VALUES (?, ?, ?, ?)", ((r.name, r.organisation, r.reason, r.message) for r in rejects)
    )
    covered = (
        (d.name, d.organisation, commons[owner].id, fact)
        for d in found.documents
        for fact in d.covered
        for owner in found.owners[fact]
    )
    db.executemany("INSERT INTO commons_uses VALUES (?, ?, ?, ?)", covered)


def _facts(found: Gathered) -> Iterator[tuple[object, ...]]:
    said = [_said(one) for one in found.statements]
    for number, fact in enumerate(found.facts):
        scope, depth = str(fact.scope), str(fact.depth)
        yield number, fact.purl, fact.name, fact.version, scope, depth, said[fact.statement]


_LONGEST = 500


def _said(statement: Statement) -> str:
    """The statements word for word; of a text, how it begins."""
    texts = (text[:_LONGEST] for claim in statement.claims for text in claim.statements)
    return "\n".join(texts)


def _answer(answer: Answer) -> tuple[str, ...]:
    decision = answer.decision
    reason = decision.because[0]
    return (
        decision.license,
        decision.chosen,
        str(decision.verdict),
        str(decision.doubt or ""),
        str(decision.rung),
        " ".join(name for name in (decision.commons, *decision.also_due) if name),
        f"{reason.license} {reason.clause}".strip(),
        msgspec.json.encode(decision.because).decode(),
        " ".join(fact.name for fact in decision.missing),
        decision.next_step,
    )


def _fees(row: OrganisationAnswers) -> Iterable[tuple[object, ...]]:
    """A line for each payee; one without an amount where nothing is due, or not known to be."""
    for fee in row.fees:
        clauses, missing = ", ".join(fee.clauses), ", ".join(fact.name for fact in fee.missing)
        end = (str(fee.due_on), clauses, len(fee.components), missing)
        currency = fee.tariff.currency if fee.tariff else ""
        for portion in fee.portions:
            amount, payee = portion.amount, portion.payee.party.name
            yield row.organisation, fee.commons.id, str(fee.state), payee, f"{amount.amount:f}", currency, *end
        if not fee.portions:
            yield row.organisation, fee.commons.id, str(fee.state), fee.commons.steward.name, None, currency, *end
