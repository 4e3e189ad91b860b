"""A throw-away PostgreSQL: made with initdb, reached by a socket in its own folder, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest

pytest.importorskip("rfc8785", reason="a ledger needs the extra `ledger`")


def programs() -> Path | None:
    """The folder with initdb and postgres; Debian keeps it off the path."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((place for place in reversed(places) if (place / "postgres").is_file()), None)


def owner() -> str | None:
    """Who runs the server: it refuses to run as root."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Path]:
    """The folder of a running server's socket."""
    pytest.importorskip("psycopg", reason="PostgreSQL needs the extra `postgres`")
    bin_ = programs()
    if bin_ is None:
        pytest.skip("PostgreSQL is not on this machine (Debian's package postgresql)")
    user = owner()
    folder = Path(tempfile.mkdtemp(prefix="copyfair-pg-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        quiet = {"user": user, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
        subprocess.run(
            [bin_ / "initdb", "-A", "trust", "-U", "copyfair", "-N", "-D", folder / "data"], check=True, **quiet
        )
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        control = [bin_ / "pg_ctl", "-D", folder / "data", "-l", folder / "log"]
        subprocess.run([*control, "-w", "-o", options, "start"], check=True, **quiet)
        try:
            yield folder
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_schemas = count(1)


def postgres_url(folder: Path) -> str:
    """A URL at which there is nothing yet."""
    import psycopg

    schema = f"books{next(_schemas)}"
    base = {"host": str(folder), "user": "copyfair"}
    with psycopg.connect(f"postgresql:///postgres?{urlencode(base)}", autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    return f"postgresql:///postgres?{urlencode({**base, 'options': f'-csearch_path={schema}'})}"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a ledger can be made, once in each engine."""
    if request.param == "sqlite":
        return str(tmp_path / "books.sqlite")
    return postgres_url(request.getfixturevalue("cluster"))
