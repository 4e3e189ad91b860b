"""Where a ledger can be made: a file, and a throw-away PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from throwaway import NoPostgresError, cluster, empty_place


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """The folder of a running server's socket."""
    pytest.importorskip("psycopg", reason="PostgreSQL needs the extra `postgres`")
    try:
        with cluster() as folder:
            yield folder
    except NoPostgresError as reason:
        pytest.skip(str(reason))


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a ledger can be made, once in each engine."""
    if request.param == "sqlite":
        return str(tmp_path / "books.sqlite")
    return empty_place(request.getfixturevalue("postgres"))
