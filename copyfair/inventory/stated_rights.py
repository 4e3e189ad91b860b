"""Rights of use as CycloneDX states them (`licensing`, since 1.5): read from an SBOM and written as one.

CycloneDX has no place for what a right covers in numbers and words; these stand in
properties of ours. An entry that bears the property ``copyfair:entitlement`` is a
right on record only: it says nothing about the licence that everybody else gets.
"""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from copyfair.inventory.entry import Entry
from copyfair.inventory.loose_json import as_dict, as_list, as_text
from copyfair.inventory.model import StatedRight
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem
from copyfair.settings import Count, Entitlement, RightType

__all__ = ["is_record", "read_rights", "write_right"]

_REFERENCE, _SCOPE, _FROM = "copyfair:entitlement", "copyfair:scope", "copyfair:valid-from"
_COUNTED, _BOUGHT, _IN_USE = "copyfair:counted", "copyfair:bought", "copyfair:in-use"
_PARTIES = ("licensor", "licensee", "purchaser")
_TYPES = frozenset(RightType)
_MOST_DIGITS = 15
_MOMENT = datetime.timedelta(microseconds=1)


def is_record(item: Any) -> bool:
    """An entry of a `licenses` list that only puts a right on record."""
    licence = as_dict(as_dict(item).get("license"))
    return isinstance(licence.get("licensing"), dict) and bool(_properties(licence).get(_REFERENCE))


def read_rights(entry: Entry, purl: str, listed: Any, at: str) -> Iterator[StatedRight | Problem]:
    """Every right of use in the `licenses` of a component; one that cannot be read whole is a problem, never a right.

    Args:
        entry: the document.
        purl: the component's package URL.
        listed: the value of its `licenses`.
        at: the place of that list in the document.
    """
    items = [as_dict(item) for item in as_list(listed)]
    stated = [(index, item) for index, item in enumerate(items) if _holder(item).get("licensing") is not None]
    several = bool(stated) and sum(not is_record(item) for item in items) > 1
    for index, item in stated:
        holder, record = _holder(item), is_record(item)
        field = f"{at}[{index}].licensing" if holder is item else f"{at}[{index}].license.licensing"
        try:
            right = _entitlement(purl, holder)
        except _WrongError as wrong:
            yield problem(entry, "bad-entry", f"{field}{wrong}; the right is not counted")
            continue
        yield StatedRight(
            entitlement=right,
            license="" if record else _name(holder),
            source=entry.source(field),
            beside=several and not record,
        )


def _holder(item: dict[str, Any]) -> dict[str, Any]:
    """What bears the name and the `licensing`: a licence, or since 1.7 an expression."""
    return as_dict(item.get("license")) or item


class _WrongError(ValueError):
    """A field that does not hold what it should; the message begins with its name."""


def _entitlement(purl: str, holder: Mapping[str, Any]) -> Entitlement:
    said, more = holder["licensing"], _properties(holder)
    if not isinstance(said, dict):
        raise _WrongError(f" is {shown(said)}")
    if not _name(holder):
        raise _WrongError(" belongs to no licence that has a name")
    names = {party: _party(said, party) for party in _PARTIES}
    order = as_text(said.get("purchaseOrder"))
    alt_ids = tuple(filter(None, map(as_text, as_list(said.get("altIds")))))
    return Entitlement(
        component=purl,
        reference=more.get(_REFERENCE) or order or next(iter(alt_ids), "") or _name(holder),
        licensor=names["licensor"],
        licensee=names["licensee"],
        valid_from=_day(more, _FROM),
        valid_until=_day(said, "expiration", before=_MOMENT),
        scope=more.get(_SCOPE, ""),
        types=_types(said.get("licenseTypes")),
        count=_count(more),
        renewed=_day(said, "lastRenewal"),
        purchaser=names["purchaser"],
        purchase_order=order,
        alt_ids=alt_ids,
    )


def _name(holder: Mapping[str, Any]) -> str:
    return next(filter(None, (as_text(holder.get(key)) for key in ("id", "name", "expression"))), "")


def _properties(holder: Any) -> dict[str, str]:
    listed = map(as_dict, as_list(as_dict(holder).get("properties")))
    return {as_text(one.get("name")): as_text(one.get("value")) for one in listed}


def _party(said: Mapping[str, Any], party: str) -> str:
    value = said.get(party)
    if value is not None and not isinstance(value, dict):
        raise _WrongError(f".{party} is {shown(value)}")
    named = as_dict(value)
    return as_text(as_dict(named.get("organization")).get("name")) or as_text(
        as_dict(named.get("individual")).get("name")
    )


def _types(listed: Any) -> tuple[RightType, ...]:
    if listed is not None and not isinstance(listed, list):
        raise _WrongError(f".licenseTypes is {shown(listed)}")
    unknown = [found for found in as_list(listed) if not isinstance(found, str) or found not in _TYPES]
    if unknown:
        raise _WrongError(f".licenseTypes has {shown(unknown[0])}")
    return tuple(RightType(found) for found in as_list(listed))


def _day(
    said: Mapping[str, Any], field: str, *, before: datetime.timedelta = datetime.timedelta()
) -> datetime.date | None:
    value = said.get(field)
    if value is None:
        return None
    try:
        return (datetime.datetime.fromisoformat(as_text(value)) - before).date()
    except (ValueError, OverflowError):
        raise _WrongError(f": {field} is {shown(value)}, not a date and time") from None


def _count(more: Mapping[str, str]) -> Count | None:
    if not more.keys() & {_COUNTED, _BOUGHT, _IN_USE}:
        return None
    bought, in_use = _number(more, _BOUGHT), _number(more, _IN_USE)
    if not bought or not more.get(_COUNTED):
        raise _WrongError(f": {_COUNTED} and {_BOUGHT} say together what is counted and how many were bought")
    return Count(of=more[_COUNTED], bought=bought, in_use=in_use)


def _number(more: Mapping[str, str], field: str) -> int | None:
    digits = more.get(field)
    if digits is None:
        return None
    if not digits.isascii() or not digits.isdigit() or len(digits) > _MOST_DIGITS:
        raise _WrongError(f": {field} is {shown(digits)}, not a whole number")
    return int(digits)


def write_right(right: Entitlement) -> dict[str, Any]:
    """A right as an entry of `licenses` in CycloneDX 1.6; `read_rights` reads the same right from it."""
    parties = {party: {"organization": {"name": getattr(right, party)}} for party in _PARTIES if getattr(right, party)}
    licensing: dict[str, Any] = {
        "altIds": list(right.alt_ids),
        **parties,
        "purchaseOrder": right.purchase_order,
        "licenseTypes": [kind.value for kind in right.types],
        "lastRenewal": f"{right.renewed}T00:00:00Z" if right.renewed else "",
        "expiration": f"{right.valid_until}T23:59:59Z" if right.valid_until else "",
    }
    counted = right.count
    properties = {
        _REFERENCE: right.reference,
        _SCOPE: right.scope,
        _FROM: str(right.valid_from or ""),
        _COUNTED: counted.of if counted else "",
        _BOUGHT: str(counted.bought) if counted else "",
        _IN_USE: str(counted.in_use) if counted and counted.in_use is not None else "",
    }
    licence = {
        "name": f"Right of use granted by {right.licensor}",
        "licensing": {key: value for key, value in licensing.items() if value},
        "properties": [{"name": name, "value": value} for name, value in properties.items() if value],
    }
    return {"license": licence}
