"""Reads `actor.toml`: who the actor is, what is known about them and what they do."""

import datetime
import stat
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import msgspec

from copyfair.actor.derive import derive, spelled_out
from copyfair.actor.extends import extended
from copyfair.actor.facts import About, Fact, info, read_fact
from copyfair.actor.given import read_contributions
from copyfair.actor.model import Actor, Party, Use
from copyfair.actor.size import Enterprise, together
from copyfair.errors import InputError
from copyfair.money import MINOR_UNITS
from copyfair.toml import read_toml

__all__ = ["component_facts", "load", "loads", "read", "read_file", "tables"]

_MOST_BYTES = 1_000_000
_MOST_DIGITS = 15


class _ActorFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    actor: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    use: dict[str, Any] = {}
    commons: dict[str, dict[str, Any]] = {}
    contributions: list[Any] = []
    rates: dict[str, Any] = {}
    size: dict[str, Any] = {}


def load(path: Path, *, as_of: datetime.date) -> tuple[Actor, Use]:
    """The actor and the use described in a file.

    Args:
        path: an actor.toml.
        as_of: evidence that ran out before this day no longer counts.

    Raises:
        InputError: the file is missing or broken; names the field and what it takes.
    """
    return loads(read_file(path), path, as_of=as_of)


def loads(text: str, path: Path, *, as_of: datetime.date) -> tuple[Actor, Use]:
    """The same for the text of a file, which need not have been written yet.

    Args:
        text: of an actor.toml.
        path: where it stands or will stand.
        as_of: as `load`.

    Raises:
        InputError: as `load`.
    """
    data = extended(tables(text, path), path, lambda other: tables(read_file(other), other))
    return read(data, where=path.name, as_of=as_of)


def tables(text: str, path: Path) -> dict[str, Any]:
    """The tables of an actor.toml.

    Raises:
        InputError: broken TOML.
    """
    try:
        return read_toml(text, parse_float=Decimal)
    except (ValueError, InvalidOperation, RecursionError) as error:  # also a number too long to read
        raise InputError(f"broken TOML: {str(error)[:200]}", where=path.name) from None


def read_file(path: Path) -> str:
    """The text of an actor.toml.

    Raises:
        InputError: it cannot be read, or is no text of a sensible size.
    """
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):  # a named pipe would hang us, a device never end
            raise InputError("is not a plain file", where=str(path))
        if about.st_size > _MOST_BYTES:
            raise InputError("the file is larger than a megabyte", where=path.name)
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path)) from None
    except UnicodeDecodeError:
        raise InputError("is not text in UTF-8", where=path.name) from None
    except ValueError as error:  # a name no file can have
        raise InputError(f"cannot be read: {error}", where=repr(str(path))) from None


def read(data: Mapping[str, Any], *, where: str, as_of: datetime.date) -> tuple[Actor, Use]:
    """The actor and the use from the tables of an actor.toml.

    Raises:
        InputError: as `load`, and for `extends`, which only a file can do; also when two facts contradict each other by definition.
    """
    try:
        file = msgspec.convert(dict(data), _ActorFile)
    except msgspec.ValidationError as error:
        raise InputError(str(error), where=where) from None
    try:
        party_fields = {key: value for key, value in file.actor.items() if key != "legal_form"}
        party = msgspec.convert(party_fields, Party)
        legal_form = msgspec.convert(file.actor.get("legal_form", ""), str)
    except msgspec.ValidationError as error:
        raise InputError(str(error), where=f"{where}: [actor]") from None
    facts = spelled_out(_facts(file.facts, About.ACTOR, f"{where}: [facts]", as_of), where=f"{where}: [facts]")
    use = _facts(file.use, About.USE, f"{where}: [use]", as_of)
    derive({**facts, **use}, where=where)
    actor = Actor(
        party=party,
        legal_form=legal_form,
        facts=facts,
        commons={
            key: _facts(table, About.COMMONS, f"{where}: [commons.{key}]", as_of) for key, table in file.commons.items()
        },
        contributions=read_contributions(file.contributions, where=f"{where}: $.contributions"),
        rates=_rates(file.rates, f"{where}: [rates]"),
        enterprise=_enterprise(file.size, f"{where}: [size]") if file.size else None,
        given=bool(data),
    )
    return actor, Use(facts=use)


def component_facts(table: Mapping[str, Any], *, where: str, as_of: datetime.date) -> dict[str, Fact]:
    """The facts of a `[[component]]` entry of copyfair.toml; may also narrow facts of the use to this component.

    Raises:
        InputError: an unknown fact or a wrong value.
    """
    return _facts(table, About.COMPONENT, where, as_of, also=About.USE)


def _facts(
    table: Mapping[str, Any], about: About, where: str, as_of: datetime.date, also: About | None = None
) -> dict[str, Fact]:
    read: dict[str, Fact] = {}
    for name, given in table.items():
        belongs = info(name, where=where).about
        if belongs not in (about, also):
            raise InputError(f"{name!r} is a fact about the {belongs}; {_HOMES[belongs]}", where=where)
        read[name] = read_fact(name, given, where=f"{where} {name}", as_of=as_of)
    return read


_HOMES = {
    About.ACTOR: "write it under [facts]",
    About.USE: "write it under [use]",
    About.COMMONS: "write it under [commons.<id of the commons>]",
    About.COMPONENT: "write it in `facts` of a [[component]] of copyfair.toml",
}


def _enterprise(table: Mapping[str, Any], where: str) -> Enterprise:
    try:
        enterprise = msgspec.convert(table, Enterprise)
        together(enterprise)  # what cannot be added up is a mistake to be told now
    except (msgspec.ValidationError, ValueError, InvalidOperation) as error:
        raise InputError(str(error)[:200] or "is no number", where=where) from None
    return enterprise


def _rates(table: Mapping[str, Any], where: str) -> dict[str, Decimal]:
    rates: dict[str, Decimal] = {}
    for pair, given in table.items():
        try:
            rate = Decimal(given) if isinstance(given, str | int | Decimal) and not isinstance(given, bool) else None
        except InvalidOperation:
            rate = None
        if rate is None or not _sensible(rate) or not _is_pair(pair):
            shown = f"{pair[:20]!r} = {repr(given)[:60]}"
            raise InputError(f'a rate is written like "EUR/USD" = "1.0812", not {shown}', where=where)
        rates[pair] = rate
    return rates


def _sensible(rate: Decimal) -> bool:
    """A positive number of no more digits than anybody quotes."""
    return rate.is_finite() and rate > 0 and abs(rate.adjusted()) <= _MOST_DIGITS >= len(rate.as_tuple().digits)


def _is_pair(pair: str) -> bool:
    """Two different currencies, ``EUR/USD``."""
    one, slash, other = pair.partition("/")
    return bool(slash) and one != other and one in MINOR_UNITS and other in MINOR_UNITS
