"""Where the answers of a day are kept: a file of SQLite, or of DuckDB where the extra `lake` is installed.

Both get the same rows, and the same SQL brings them together. What little differs between the two stands here.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from copyfair.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from types import ModuleType

    import duckdb

__all__ = ["DATABASES", "DUCKDB", "SQLITE", "Database", "Reading", "Row", "Table", "Writing", "parquet_file"]

Row = Sequence[str | int | None]


class Table(msgspec.Struct, frozen=True):
    """A table: its columns with their types, and those that tell its rows apart and put them in order, if any do."""

    columns: Mapping[str, str]
    key: tuple[str, ...] = ()


class Writing(Protocol):
    """A file that is being made."""

    def insert(self, table: str, rows: Iterable[Row]) -> None:
        """Add rows to a table."""

    def run(self, statement: str) -> None:
        """Run one statement of SQL."""


class Reading(Protocol):
    """A file that is read."""

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query."""


class Database(msgspec.Struct, frozen=True):
    """A kind of file.

    Attributes:
        suffix: of its name.
        writing: makes one of given tables.
        reading: opens one; what is wrong with it is an `InputError`.
    """

    suffix: str
    writing: Callable[[Path, Mapping[str, Table]], Any]
    reading: Callable[[Path], Any]


def _create(name: str, table: Table, end: str = "") -> str:
    columns = ", ".join(f"{column} {kind}" for column, kind in table.columns.items())
    return f"CREATE TABLE {name} ({columns}{end}"


def _damaged(file: Path, error: Exception) -> InputError:
    return InputError(f"cannot be read: {error}; decide this day again", where=file.name)


# ---------------------------------------------------------------- SQLite


_MOST_VALUES = 900
"""Of one statement; every SQLite takes so many."""


class _Sqlite:
    def __init__(self, db: sqlite3.Connection, tables: Mapping[str, Table]) -> None:
        self._db, self._tables = db, tables

    def insert(self, table: str, rows: Iterable[Row]) -> None:
        """Many rows go into one statement: a statement a row takes more than twice as long."""
        columns = len(self._tables[table].columns)
        row, values = f"({', '.join('?' * columns)})", chain.from_iterable(rows)
        while some := list(islice(values, _MOST_VALUES // columns * columns)):
            marks = ", ".join([row] * (len(some) // columns))
            self._db.execute(f"INSERT INTO {table} VALUES {marks}", some)  # noqa: S608 - a name of our own

    def run(self, statement: str) -> None:
        self._db.execute(statement)

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        return iter(self._db.execute(query))


@contextmanager
def _writing_sqlite(file: Path, tables: Mapping[str, Table]) -> Iterator[Writing]:
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
        for name, table in tables.items():
            key = f", PRIMARY KEY ({', '.join(table.key)})) WITHOUT ROWID" if table.key else ")"
            db.execute(_create(name, table, key))
        yield _Sqlite(db, tables)
        db.execute("COMMIT")


@contextmanager
def _reading_sqlite(file: Path) -> Iterator[Reading]:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as db:
            yield _Sqlite(db, {})
    except sqlite3.DatabaseError as error:
        raise _damaged(file, error) from None


SQLITE = Database(".sqlite", _writing_sqlite, _reading_sqlite)

# ---------------------------------------------------------------- DuckDB

_AT_ONCE = 200_000
"""Rows that are handed over together."""


class _Duckdb:
    def __init__(self, db: "duckdb.DuckDBPyConnection", tables: Mapping[str, Table], beside: Path) -> None:
        self._db, self._tables, self._beside = db, tables, beside

    def insert(self, table: str, rows: Iterable[Row]) -> None:
        """Rows go through a file: to bind them one by one takes a hundred times as long."""
        waiting = iter(rows)
        while _write_lines(self._beside, self._tables[table], islice(waiting, _AT_ONCE)):
            query = f"INSERT INTO {table} SELECT * FROM {_lines(self._tables[table])}"  # noqa: S608 - names of our own
            self._db.execute(query, [str(self._beside)])

    def run(self, statement: str) -> None:
        self._db.execute(statement)

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        found = self._db.execute(query)
        while some := found.fetchmany(10_000):
            yield from some


def _write_lines(file: Path, table: Table, rows: Iterable[Row]) -> bool:
    """Rows as lines of JSON; False when there are none."""
    names = tuple(table.columns)
    encode = msgspec.json.Encoder().encode_lines
    waiting, is_any = iter(rows), False
    with file.open("wb") as stream:
        while some := [dict(zip(names, row, strict=True)) for row in islice(waiting, 10_000)]:
            stream.write(encode(some))
            is_any = True
    return is_any


def _lines(table: Table) -> str:
    """A file of such lines, as SQL; its name is the parameter."""
    kinds = {name: kind.partition(" ")[0] for name, kind in table.columns.items()}
    return f"read_json(?, format = 'newline_delimited', columns = {kinds})"


def parquet_file(table: Table, rows: Iterable[Row], file: Path) -> None:
    """Write a table as a file of Parquet.

    Raises:
        MissingExtraError: DuckDB is not installed.
        InputError: the file cannot be written.
    """
    duckdb, beside = _duckdb(), file.with_name(f"{file.name}.rows")
    try:
        with closing(duckdb.connect(config={**_SETTINGS, "temp_directory": f"{file}.tmp"})) as db:
            _write_lines(beside, table, rows)
            target = str(file).replace("'", "''")
            query = f"COPY (SELECT * FROM {_lines(table)}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"  # noqa: S608 - names of our own
            db.execute(query, [str(beside)])
    except duckdb.Error as error:
        raise InputError(f"cannot be written: {error}", where=str(file.parent)) from None
    finally:
        beside.unlink(missing_ok=True)


def _duckdb() -> "ModuleType":
    try:
        import duckdb  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        raise MissingExtraError("A file of DuckDB", "lake") from None
    return duckdb


_SETTINGS = {"memory_limit": "600MB", "autoinstall_known_extensions": False, "autoload_known_extensions": False}


@contextmanager
def _writing_duckdb(file: Path, tables: Mapping[str, Table]) -> Iterator[Writing]:
    duckdb = _duckdb()
    file.unlink(missing_ok=True)
    beside = file.with_name(f"{file.name}.rows")
    try:
        with closing(duckdb.connect(str(file), config=_SETTINGS)) as db:
            for name, table in tables.items():
                db.execute(_create(name, table, ")"))
            yield _Duckdb(db, tables, beside)
            db.execute("CHECKPOINT")
    except duckdb.Error as error:
        raise InputError(f"cannot be written: {error}", where=str(file.parent)) from None
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _reading_duckdb(file: Path) -> Iterator[Reading]:
    duckdb = _duckdb()
    try:
        with closing(duckdb.connect(str(file), read_only=True, config=_SETTINGS)) as db:
            yield _Duckdb(db, {}, file)
    except duckdb.Error as error:
        raise _damaged(file, error) from None


DUCKDB = Database(".duckdb", _writing_duckdb, _reading_duckdb)
DATABASES = (SQLITE, DUCKDB)
