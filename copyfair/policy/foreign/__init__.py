"""The policies of other tools. One module a format; being in this folder is being registered.

Each module defines ``FORMAT``: its name, the names of its files, and a reader that takes what the file holds. What
the reader cannot carry over it says; nothing is guessed, and nothing is let through that the other tool stops.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import PurePath
from pkgutil import iter_modules
from typing import Any

import msgspec

from copyfair.errors import InputError
from copyfair.toml import read_toml

__all__ = ["Draft", "ForeignPolicy", "Imported", "formats", "read"]


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A record that somebody still has to complete.

    Attributes:
        table: of copyfair.toml: ``exception``, ``overrides`` or ``choice``.
        fields: those that the other file gives, in order.
        open: those that it does not give and copyfair asks for.
    """

    table: str
    fields: tuple[tuple[str, str], ...]
    open: tuple[str, ...]


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a policy.

    Attributes:
        allow, deny, groups, scopes: as in `copyfair.settings.Policy`.
        drafts: records to complete.
        left: what could not be carried over or means something else here, a sentence each.
    """

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    groups: dict[str, tuple[str, ...]] = {}
    scopes: tuple[str, ...] = ()
    drafts: tuple[Draft, ...] = ()
    left: tuple[str, ...] = ()


class ForeignPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """How the policy of one tool is read.

    Attributes:
        name: on the command line.
        says: whose file it is.
        files: what its files are called.
        read: takes the tables of the file.
        unverified: what of the format rests on its documentation alone, a sentence each.
    """

    name: str
    says: str
    files: tuple[str, ...]
    read: Callable[[dict[str, Any]], Imported]
    unverified: tuple[str, ...] = ()


@cache
def formats() -> dict[str, ForeignPolicy]:
    """The `FORMAT` of each module in this folder, by its name."""
    names = sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))
    found = (import_module(f"{__name__}.{name}").FORMAT for name in names)
    return {one.name: one for one in found}


def read(text: str, file: str, name: str = "") -> tuple[ForeignPolicy, Imported]:
    """Read another tool's policy.

    Args:
        text: the file.
        file: its name, which says whose it is where `name` does not.
        name: of the format; empty: by the file's name.

    Raises:
        InputError: nobody's file is called that, or it cannot be read.
    """
    known = formats()
    if name and name not in known:
        raise InputError(f"{name!r} is no format of a policy; choose from {', '.join(known)}")
    found = known[name] if name else _by_file(PurePath(file).name)
    return found, found.read(_tables(text, file))


def _by_file(file: str) -> ForeignPolicy:
    for one in formats().values():
        if file in one.files:
            return one
    called = ", ".join(name for one in formats().values() for name in one.files)
    raise InputError(f"is not called like a policy of another tool ({called}); say which with --from", where=file)


def _tables(text: str, file: str) -> dict[str, Any]:
    where = PurePath(file).name
    data = _toml(text, where) if where.endswith(".toml") else _yaml(text, where)
    if not isinstance(data, dict):
        raise InputError("holds no settings by name", where=where)
    return data


def _toml(text: str, where: str) -> object:
    try:
        return read_toml(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"broken TOML: {str(error)[:200]}", where=where) from None


def _yaml(text: str, where: str) -> object:
    """Every value a text, a list or a table, whatever it looks like."""
    import yaml  # noqa: PLC0415 - only for an import

    try:
        return yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - it makes texts, lists and tables only
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"broken YAML: {str(error).splitlines()[0][:200]}", where=where) from None
