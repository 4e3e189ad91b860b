"""A throw-away PostgreSQL: made with initdb, reached by a socket in its own folder, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlencode


class NoPostgresError(Exception):
    """There is none to be had here; says why."""


def _programs() -> Path:
    """The folder with initdb and postgres; Debian keeps it off the path."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    there = [place for place in places if (place / "postgres").is_file()]
    if not there:
        raise NoPostgresError("PostgreSQL is not on this machine (Debian's package postgresql)")
    return there[-1]


def _owner() -> str | None:
    """Who runs the server: it refuses to run as root."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise NoPostgresError("PostgreSQL does not run as root, and there is no user postgres") from None


@contextmanager
def cluster(*, fsync: bool = False) -> Iterator[Path]:
    """A running server; gives the folder of its socket.

    Raises:
        NoPostgresError: it cannot be had here.
    """
    programs, user = _programs(), _owner()
    folder = Path(tempfile.mkdtemp(prefix="copyfair-pg-"))
    quiet = {"user": user, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    control = [programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log"]
    try:
        if user is not None:
            shutil.chown(folder, user)
        made = [programs / "initdb", "-A", "trust", "-U", "copyfair", "-N", "-D", folder / "data"]
        subprocess.run(made, check=True, **quiet)
        options = f"-k {folder} -c listen_addresses= -c fsync={'on' if fsync else 'off'}"
        subprocess.run([*control, "-w", "-o", options, "start"], check=True, **quiet)
        try:
            yield folder
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_schemas = count(1)


def empty_place(folder: Path) -> str:
    """A URL at which there is nothing yet."""
    import psycopg

    schema = f"books{next(_schemas)}"
    base = {"host": str(folder), "user": "copyfair"}
    with psycopg.connect(f"postgresql:///postgres?{urlencode(base)}", autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    return f"postgresql:///postgres?{urlencode({**base, 'options': f'-csearch_path={schema}'})}"
