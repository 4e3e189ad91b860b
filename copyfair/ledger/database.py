"""A database under a ledger: SQLite in a file, or PostgreSQL by its URL.

Plain SQL over Python's own database interface: the statements are the same for both but for the mark of a parameter,
and what differs (how a writer waits for its turn, how a trigger is written) no library hides.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from copyfair.errors import LedgerError, MissingExtraError
from copyfair.ledger.tables import REFUSAL

__all__ = ["Database", "connect"]

_PATIENCE = 60
"""Seconds that a writer waits for the others."""


class Database(Protocol):
    """What a ledger asks of an engine."""

    engine: str
    """``sqlite`` or ``postgresql``: the key of `GUARDS` and `MIGRATIONS`."""

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Carry out a statement with ``?`` for each value, and give its rows."""

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside happens, or nothing."""

    def snapshot(self) -> AbstractContextManager[None]:
        """Everything inside reads the same moment; writers go on."""

    def tables(self) -> frozenset[str]:
        """The ledger's tables that are there."""

    def triggers(self) -> dict[str, str]:
        """The triggers on the ledger's tables that are in force: name -> definition."""

    def damage(self) -> str:
        """What the engine itself finds wrong with its files; empty where nothing is."""

    def close(self) -> None:
        """Let go of it."""


def connect(place: str) -> Database:
    """Open a database.

    Args:
        place: ``postgresql://…`` or the path of a SQLite file, which is made where it is not there.

    Raises:
        LedgerError: it cannot be opened.
        MissingExtraError: PostgreSQL, and its driver is not installed.
    """
    if place.startswith(("postgresql://", "postgres://")):
        return _Postgres(place)
    if "://" in place:
        raise LedgerError("a ledger is the path of a file, or postgresql://…; there is no other kind")
    return _Sqlite(Path(place))


class _Sqlite:
    engine = "sqlite"

    def __init__(self, path: Path) -> None:
        import sqlite3  # noqa: PLC0415 - only a ledger needs it

        # A damaged file can break the very text of an error.
        self.path, self.error = path, (sqlite3.Error, UnicodeError)
        try:
            self.connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
            # A damaged text is read as it is, so that `verify` can say where it stands.
            self.connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
            # Each commit is on the disk before anybody is told its number.
            for setting in ("journal_mode = WAL", "synchronous = FULL", "trusted_schema = OFF", "cell_size_check = ON"):
                self.connection.execute(f"PRAGMA {setting}").fetchall()
        except self.error as error:
            if hasattr(self, "connection"):
                self.connection.close()
            raise LedgerError(f"{path}: cannot be opened as a ledger: {error}") from None

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self.connection.execute(statement, values).fetchall()
        except self.error as error:
            raise LedgerError(f"{self.path}: {error}") from None

    def transaction(self) -> AbstractContextManager[None]:
        return self._between("BEGIN IMMEDIATE")

    def snapshot(self) -> AbstractContextManager[None]:
        return self._between("BEGIN")

    @contextmanager
    def _between(self, begin: str) -> Iterator[None]:
        self.rows(begin)
        try:
            yield
            self.rows("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def tables(self) -> frozenset[str]:
        found = self.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'ledger_%'")
        return frozenset(name for (name,) in found)

    def triggers(self) -> dict[str, str]:
        found = self.rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {str(name): str(made) for name, made in found}  # in a damaged file they need not be texts

    def damage(self) -> str:
        found = self.rows("PRAGMA integrity_check(3)")
        return "" if found == [("ok",)] else "; ".join(str(line) for (line,) in found)

    def close(self) -> None:
        self.connection.close()


class _Postgres:
    engine = "postgresql"

    def __init__(self, url: str) -> None:
        try:
            import psycopg  # noqa: PLC0415 - an extra
        except ModuleNotFoundError:
            raise MissingExtraError("A ledger in PostgreSQL", "postgres") from None
        self.error = psycopg.Error
        try:
            self.connection = psycopg.connect(url, autocommit=True, connect_timeout=_PATIENCE)
            self.connection.execute(f"SET lock_timeout = '{_PATIENCE}s'")
            self.connection.execute("SET synchronous_commit = on")
            # A writer waits for its turn at the head's row, then sees what the one before it wrote.
            self.connection.execute("SET default_transaction_isolation = 'read committed'")
        except psycopg.Error as error:  # its text may hold the URL's host and user, never the password
            raise LedgerError(f"the ledger's database cannot be opened: {str(error).strip()}") from None

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            cursor = self.connection.execute(statement.replace("?", "%s"), values or None)
            return cursor.fetchall() if cursor.description is not None else []
        except self.error as error:
            raise LedgerError(f"the ledger's database: {str(error).strip()}") from None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        try:
            with self.connection.transaction():
                yield
        except self.error as error:
            raise LedgerError(f"the ledger's database: {str(error).strip()}") from None

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        with self.transaction():
            self.rows("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield

    def tables(self) -> frozenset[str]:
        found = self.rows(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND starts_with(tablename, 'ledger_')"
        )
        return frozenset(name for (name,) in found)

    def triggers(self) -> dict[str, str]:
        """As PostgreSQL tells them, without the schema; one whose function does something else is none."""
        return dict(
            self.rows(
                "SELECT t.tgname, replace(pg_get_triggerdef(t.oid), quote_ident(current_schema()) || '.', '') "
                "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc f ON f.oid = t.tgfoid "
                "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND f.prosrc = ? "
                "AND c.relnamespace = current_schema()::regnamespace",
                REFUSAL,
            )
        )

    def damage(self) -> str:
        return ""

    def close(self) -> None:
        self.connection.close()
