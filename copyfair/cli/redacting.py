"""The options that leave the actor's amounts and names out of what is shown."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from copyfair.assessment import Assessment
from copyfair.errors import InputError

__all__ = ["redact_options", "redacted", "salt_of"]

F = TypeVar("F", bound=Callable[..., Any])

_MOST_BYTES = 4096


def redact_options(function: F) -> F:
    """``--redact`` and ``--salt``; the command hands both to `redacted` or `salt_of`."""
    function = click.option(
        "--salt",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="The secret of the hashes, to show later what stood there. A new one is written where there is no such file. "
        "Without it nobody can.",
    )(function)
    return click.option(
        "--redact",
        is_flag=True,
        help="Put salted hashes in place of the actor's facts, names and records, and leave sums out.",
    )(function)


def redacted(assessment: Assessment, *, redact: bool, salt: Path | None) -> Assessment:
    """The assessment as the options want it shown.

    Raises:
        InputError, UsageError: as `salt_of`.
    """
    secret = salt_of(redact=redact, salt=salt)
    if secret is None:
        return assessment
    from copyfair import redaction

    return redaction.redact(assessment, secret)


def salt_of(*, redact: bool, salt: Path | None) -> bytes | None:
    """The secret of the hashes, or None where nothing is to be redacted.

    Raises:
        InputError: a salt that cannot be read or written, or is too short.
        UsageError: a salt without ``--redact``.
    """
    if redact:
        return _salt(salt)
    if salt is not None:
        raise click.UsageError("--salt goes with --redact")
    return None


def _salt(file: Path | None) -> bytes:
    import secrets

    from copyfair.redaction import LEAST_SALT

    if file is None:
        return secrets.token_bytes(2 * LEAST_SALT)
    try:
        if not file.exists():
            file.touch(mode=0o600, exist_ok=False)
            file.write_text(secrets.token_hex(2 * LEAST_SALT) + "\n", "ascii")
        if not file.is_file() or not file.stat().st_size <= _MOST_BYTES:
            raise InputError(f"a salt is a plain file of at most {_MOST_BYTES} bytes", where=str(file))
        salt = file.read_bytes().strip()
    except OSError as error:
        raise InputError(f"cannot be used: {error.strerror}", where=str(file)) from None
    if len(salt) < LEAST_SALT:
        raise InputError(
            f"a salt has at least {LEAST_SALT} characters; without the file a new one is written", where=str(file)
        )
    return salt
