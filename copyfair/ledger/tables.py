"""The tables of a ledger in both engines, and the steps from one version of them to the next.

Rows are written once. Triggers hold that against every program that comes along, this one included; who drops a
trigger is found by `verify`, which compares the triggers with those below.
"""

from collections.abc import Mapping

__all__ = ["GUARDS", "MIGRATIONS", "REFUSAL", "VERSION"]

_TABLES = (
    "CREATE TABLE ledger_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE ledger_head (one INTEGER PRIMARY KEY CHECK (one = 1), seq BIGINT NOT NULL, hash TEXT NOT NULL)",
    (
        "CREATE TABLE ledger_series (series TEXT NOT NULL, year INTEGER NOT NULL, last BIGINT NOT NULL, "
        "PRIMARY KEY (series, year))"
    ),
    (
        "CREATE TABLE ledger_entries (seq BIGINT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, number TEXT NOT NULL, "
        "key TEXT UNIQUE, drawn TEXT UNIQUE, about TEXT NOT NULL, entry TEXT NOT NULL)"
    ),
    "CREATE INDEX ledger_entries_number ON ledger_entries (number)",
    "CREATE INDEX ledger_entries_about ON ledger_entries (about)",
    "CREATE TABLE ledger_files (sha256 TEXT PRIMARY KEY, data {bytes} NOT NULL)",
)
"""`number` is the document that an entry writes or is about, `drawn` the same where it writes one."""

_ONCE = ("ledger_entries", "ledger_files")
_ONWARD = "NEW.seq = OLD.seq + 1 OR NEW.seq = OLD.seq AND NEW.hash = OLD.hash"
"""A head moves by one, or is written as it is: so a writer takes its turn."""

_SQLITE_GUARDS = {
    **{
        f"{table}_no_{verb.lower()}": f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END"
        for table in _ONCE
        for verb in ("UPDATE", "DELETE")
    },
    # INSERT OR REPLACE deletes without asking the trigger on DELETE.
    "ledger_entries_no_replace": "CREATE TRIGGER ledger_entries_no_replace BEFORE INSERT ON ledger_entries "
    "WHEN EXISTS (SELECT 1 FROM ledger_entries WHERE seq >= NEW.seq OR hash = NEW.hash OR key = NEW.key "
    "OR drawn = NEW.drawn) BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END",
    "ledger_files_no_replace": "CREATE TRIGGER ledger_files_no_replace BEFORE INSERT ON ledger_files "
    "WHEN EXISTS (SELECT 1 FROM ledger_files WHERE sha256 = NEW.sha256) "
    "BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END",
    "ledger_head_only_up": "CREATE TRIGGER ledger_head_only_up BEFORE UPDATE ON ledger_head "
    f"WHEN NOT ({_ONWARD}) BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END",
    "ledger_series_only_up": "CREATE TRIGGER ledger_series_only_up BEFORE UPDATE ON ledger_series "
    "WHEN NEW.last <> OLD.last + 1 BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END",
}

REFUSAL = "BEGIN RAISE EXCEPTION 'a ledger is only added to'; END"
"""Body of the function that the triggers of PostgreSQL call."""
_REFUSE = f"CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $${REFUSAL}$$"
_POSTGRES_GUARDS = {
    **{
        f"{table}_no_{verb.lower()}": f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"FOR EACH {'STATEMENT' if verb == 'TRUNCATE' else 'ROW'} EXECUTE FUNCTION ledger_refuse()"
        for table in _ONCE
        for verb in ("UPDATE", "DELETE", "TRUNCATE")
    },
    "ledger_head_only_up": "CREATE TRIGGER ledger_head_only_up BEFORE UPDATE ON ledger_head FOR EACH ROW "
    f"WHEN (NOT ({_ONWARD})) EXECUTE FUNCTION ledger_refuse()",
    "ledger_series_only_up": "CREATE TRIGGER ledger_series_only_up BEFORE UPDATE ON ledger_series FOR EACH ROW "
    "WHEN (NEW.last <> OLD.last + 1) EXECUTE FUNCTION ledger_refuse()",
}

GUARDS: Mapping[str, Mapping[str, str]] = {"sqlite": _SQLITE_GUARDS, "postgresql": _POSTGRES_GUARDS}
"""Engine -> name of a trigger -> the statement that makes it."""

MIGRATIONS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "sqlite": (tuple(one.format(bytes="BLOB") for one in _TABLES) + tuple(_SQLITE_GUARDS.values()),),
    "postgresql": ((*tuple(one.format(bytes="BYTEA") for one in _TABLES), _REFUSE, *_POSTGRES_GUARDS.values()),),
}
"""Engine -> for each version, the statements that lead to it from the one before."""

VERSION = len(MIGRATIONS["sqlite"])
"""Of the tables that this program writes."""
