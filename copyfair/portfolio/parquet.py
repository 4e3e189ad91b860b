"""The tables of a day as Parquet, for whoever goes on with them in another program."""

import datetime
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from copyfair.errors import InputError
from copyfair.portfolio.databases import Row, parquet_file
from copyfair.portfolio.results import opened
from copyfair.portfolio.store import commit
from copyfair.portfolio.tables import TABLES

__all__ = ["write_parquet"]


def write_parquet(store: Path, day: datetime.date, folder: Path) -> None:
    """Write each table of a day into a file of a folder, whole or not at all.

    Args:
        store: folder of the store.
        day: one that was decided.
        folder: made when it is not there.

    Raises:
        InputError: the store was not decided for the day, or the folder cannot be written.
        MissingExtraError: the extra `lake` is not installed.
    """
    with opened(store, day) as results:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, table in TABLES.items():
                rows: Iterator[Row] = results.table(name)
                commit(folder / f"{name}.parquet", partial(parquet_file, table, rows))
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", where=str(folder)) from None
