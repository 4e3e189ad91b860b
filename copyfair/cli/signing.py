"""What the commands that sign and check signatures have in common. No command of its own."""

import getpass
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from copyfair.signing.keys import KeyDirectory, SigningKey

__all__ = ["by_option", "key_option", "password", "secret_key", "trusted_keys"]

F = TypeVar("F", bound=Callable[..., Any])

FILE = click.Path(path_type=Path, dir_okay=False)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no name on this machine: then it must be said
        return ""


def by_option(function: F) -> F:
    """`--by`: who makes an entry."""
    return click.option(
        "--by", envvar="COPYFAIR_BY", default=_user, show_default="you", metavar="NAME", help="Who makes the entry."
    )(function)


def key_option(**more: Any) -> Callable[[F], F]:
    """`--key`: the secret key that signs."""
    text = "Sign with this secret key (`copyfair keys new`). COPYFAIR_KEY_PASSWORD opens one that has a password."
    return click.option("--key", type=FILE, metavar="FILE", help=text, **more)


def password() -> str:
    """Of the secret key."""
    return os.environ.get("COPYFAIR_KEY_PASSWORD", "")


def secret_key(path: Path | None) -> "SigningKey | None":
    """The key in a file, where one is given."""
    from copyfair.signing.keys import SigningKey

    return SigningKey.read(path, password()) if path is not None else None


def trusted_keys(paths: Sequence[Path]) -> "tuple[KeyDirectory, ...]":
    """The key directories that are trusted."""
    from copyfair.signing.keys import KeyDirectory

    return tuple(KeyDirectory.read(path) for path in paths)
