"""Whose documents are whose: a table from patterns of document names to actor files."""

import datetime
import re
from collections.abc import Iterable, Sequence
from fnmatch import translate
from pathlib import Path

import msgspec

from copyfair.actor import load
from copyfair.actor.model import Actor, Use
from copyfair.commons.model import Commons
from copyfair.errors import InputError
from copyfair.reciprocity import recognised
from copyfair.toml import read_toml

__all__ = ["Organisations", "actor_of", "read_organisations"]

_MOST_BYTES = 4_000_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pattern: str
    actor: str


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    organisation: tuple[_Row, ...] = ()


class Organisations:
    """The table; of several patterns that match, the first counts.

    Args:
        rows: pattern and organisation, in the order of the table.
    """

    def __init__(self, rows: Sequence[tuple[str, str]] = ()) -> None:
        self._rows = [(_literal(pattern), re.compile(translate(pattern)).match, name) for pattern, name in rows]

    def of(self, document: str) -> str:
        """The organisation of a document; empty where the table names none."""
        # To look for a piece of text is so much quicker than to match that thousands of rows cost little.
        return next((name for piece, match, name in self._rows if piece in document and match(document)), "")


def _literal(pattern: str) -> str:
    """The longest text that whatever matches a pattern must hold."""
    return "" if "[" in pattern else max(re.split(r"[*?]", pattern), key=len)


def read_organisations(path: Path) -> Organisations:
    """The table in a file: ``[[organisation]]`` with `pattern` (``*`` also stands for slashes) and `actor` (a file name).

    Raises:
        InputError: it cannot be read; names the field.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError("the table is larger than 4 MB", where=path.name)
        table = msgspec.convert(read_toml(path.read_text("utf-8-sig")), _Table)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path)) from None
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        raise InputError(f"is no table of organisations: {str(error)[:200]}", where=path.name) from None
    for number, row in enumerate(table.organisation):
        if not _NAME.fullmatch(row.actor.removesuffix(".toml")):
            where = f"{path.name}: $.organisation[{number}].actor"
            raise InputError("is the name of a file in the folder of actors, as 'acme.toml'", where=where)
    return Organisations([(row.pattern, row.actor.removesuffix(".toml")) for row in table.organisation])


def actor_of(
    organisation: str, folder: Path, as_of: datetime.date, commons: Iterable[Commons] = ()
) -> tuple[Actor, Use]:
    """Who an organisation is, with what it gave to the commons; nobody, where a document belongs to none.

    Raises:
        InputError: its file is missing or broken.
    """
    if not organisation:
        return Actor(), Use()
    actor, use = load(folder / f"{organisation}.toml", as_of=as_of)
    return recognised(actor, commons, as_of), use
