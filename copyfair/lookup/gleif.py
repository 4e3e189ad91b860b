"""The register of Legal Entity Identifiers (GLEIF): who an organisation is, and who consolidates it.

A reported parent is a strong sign; that none is reported is no sign at all, for there are many reasons not to report
one, and most small cooperatives have no LEI. Source: GLEIF API, version 1 (JSON:API).
"""

import datetime
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import msgspec

from copyfair.actor.identifiers import SCHEMES, normal
from copyfair.errors import InputError, RegisterError
from copyfair.lookup.client import Client

__all__ = ["BASE", "Above", "Level", "Record", "find", "lines", "with_parents"]

BASE = "https://api.gleif.org/api/v1"
_MOST_RECORDS = 20
_LONGEST = 300


class Level(StrEnum):
    """Which parent."""

    DIRECT = "direct"
    ULTIMATE = "ultimate"


class Above(msgspec.Struct, frozen=True, kw_only=True):
    """What is reported of a parent: who it is, or why none is given; neither: nothing is reported.

    Attributes:
        level: which parent.
        lei, name: of the parent.
        exception: the reason for giving none, in the register's word, like NATURAL_PERSONS.
    """

    level: Level
    lei: str = ""
    name: str = ""
    exception: str = ""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What the register says of one organisation.

    Attributes:
        lei: its identifier.
        name: legal name.
        country: ISO 3166-1 alpha-2 of its jurisdiction.
        number: in its national register.
        legal_form: ISO 20275 code.
        category: the register's word: GENERAL, FUND, BRANCH, SOLE_PROPRIETOR, RESIDENT_GOVERNMENT_ENTITY …
        status: ACTIVE or INACTIVE.
        registration: ISSUED, LAPSED (nobody renewed it, so it may be out of date) …
        on: the day on which the register was asked.
        above: its parents, once asked for.
    """

    lei: str
    name: str
    country: str
    number: str
    legal_form: str
    category: str
    status: str
    registration: str
    on: datetime.date
    above: tuple[Above, ...] = ()


class _Named(msgspec.Struct, frozen=True):
    name: str | None = None


class _Coded(msgspec.Struct, frozen=True):
    id: str | None = None


class _Entity(msgspec.Struct, frozen=True, rename="camel"):
    legal_name: _Named = _Named()
    legal_form: _Coded | None = None
    category: str | None = None
    status: str | None = None
    jurisdiction: str | None = None
    registered_as: str | None = None


class _Registration(msgspec.Struct, frozen=True):
    status: str | None = None


class _Attributes(msgspec.Struct, frozen=True):
    lei: str
    entity: _Entity
    registration: _Registration = _Registration()


class _Item(msgspec.Struct, frozen=True):
    attributes: _Attributes


class _One(msgspec.Struct, frozen=True):
    data: _Item


class _Many(msgspec.Struct, frozen=True):
    data: list[_Item]


class _Reason(msgspec.Struct, frozen=True):
    reason: str | None = None


class _Exceptional(msgspec.Struct, frozen=True):
    attributes: _Reason = _Reason()


class _Exception(msgspec.Struct, frozen=True):
    data: _Exceptional


def find(client: Client, query: str) -> tuple[Record, ...]:
    """The records that an LEI, a national number or a legal name leads to; several are for a person to choose from.

    Args:
        client: of the register.
        query: ``LEI …`` or the LEI alone; a number with its scheme before it (``KBO 0403.170.701``) or alone; else the
            exact legal name.

    Raises:
        RegisterError: the register cannot be asked, or says something that makes no sense.
        InputError: a number that cannot be one.
    """
    text = " ".join(query.split())[:_LONGEST]
    if not text:
        raise InputError("say whom to look up: an LEI, a national number or a legal name")
    scheme, _, number = text.partition(" ")
    lei = number if scheme.upper() == "LEI" else text
    if re.fullmatch(r"[0-9A-Za-z]{20}", lei) and any(map(str.isdigit, lei)):
        return _by_lei(client, normal("LEI", lei.upper()))
    if scheme.upper() in SCHEMES and number:
        spellings = dict.fromkeys((number, normal(scheme, number)))
    elif any(map(str.isdigit, text)) and not re.search(r"[^\W\d]{4}", text):
        spellings = dict.fromkeys((text, text.replace(" ", ""), text.replace(" ", "").replace(".", "")))
    else:
        return _filtered(client, "entity.legalName", text)
    return next((found for one in spellings if (found := _filtered(client, "entity.registeredAs", one))), ())


def with_parents(client: Client, record: Record) -> Record:
    """The record with what is reported of its direct and its ultimate parent.

    Raises:
        RegisterError: as `find`.
    """
    return msgspec.structs.replace(record, above=tuple(_above(client, record.lei, level) for level in Level))


def _by_lei(client: Client, lei: str) -> tuple[Record, ...]:
    answer = client.get(f"lei-records/{lei}")
    if answer.body is None:
        return ()
    record = _record(_shape(answer.body, _One, client).data, answer.on, client)
    if record.lei != lei:
        raise RegisterError(f"{client.host}: was asked about {lei} and answers about {record.lei[:20]!r}")
    return (record,)


def _filtered(client: Client, field: str, value: str) -> tuple[Record, ...]:
    answer = client.get("lei-records", {f"filter[{field}]": value, "page[size]": str(_MOST_RECORDS)})
    if answer.body is None:
        return ()
    found = _shape(answer.body, _Many, client).data
    return tuple(_record(item, answer.on, client) for item in found[:_MOST_RECORDS])


def _above(client: Client, lei: str, level: Level) -> Above:
    answer = client.get(f"lei-records/{lei}/{level}-parent")
    if answer.body is not None:
        parent = _record(_shape(answer.body, _One, client).data, answer.on, client)
        return Above(level=level, lei=parent.lei, name=parent.name)
    reason = client.get(f"lei-records/{lei}/{level}-parent-reporting-exception")
    if reason.body is None:
        return Above(level=level)
    return Above(level=level, exception=_cut(_shape(reason.body, _Exception, client).data.attributes.reason))


def _record(item: _Item, on: datetime.date, client: Client) -> Record:
    said = item.attributes
    entity = said.entity
    try:
        lei = normal("LEI", said.lei)
    except InputError:
        raise RegisterError(f"{client.host}: answers with {said.lei[:30]!r} for an LEI") from None
    form = entity.legal_form.id if entity.legal_form else ""
    return Record(
        lei=lei,
        name=_cut(entity.legal_name.name),
        country=_cut(entity.jurisdiction)[:2],
        number=_cut(entity.registered_as),
        legal_form=_cut(form),
        category=_cut(entity.category),
        status=_cut(entity.status),
        registration=_cut(said.registration.status),
        on=on,
    )


def _cut(text: str | None) -> str:
    return " ".join((text or "").split())[:_LONGEST]


def _shape(body: Any, kind: type[Any], client: Client) -> Any:
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as error:
        raise RegisterError(
            f"{client.host}: answers in a shape that copyfair does not know: {str(error)[:200]}"
        ) from None


def lines(record: Record) -> Iterator[str]:
    """The record as lines for a person, who cleans them."""
    yield f"{record.name}: LEI {record.lei}, {record.country or 'no country'}, number {record.number or 'not given'}"
    yield f"  legal form {record.legal_form or 'not given'}, {record.category or 'no category'}, {record.status or 'no status'}"
    if record.registration != "ISSUED":
        yield f"  the registration is {record.registration or 'of no known status'}: what it says may be out of date"
    for one in record.above:
        if one.lei:
            yield f"  {one.level} parent: {one.name}, LEI {one.lei}"
        elif one.exception:
            yield f"  {one.level} parent: none reported, for the reason {one.exception}, which says nothing against it"
        else:
            yield f"  {one.level} parent: nothing is reported, which says nothing"
    yield f"  asked on {record.on}"
