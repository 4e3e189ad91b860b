"""What the types alone cannot hold: everything in a commons that makes no sense, with its field."""

import re
from collections.abc import Iterator
from itertools import pairwise

from copyfair.commons.model import Commons
from copyfair.commons.tariff import Split, Tariff, Waiver
from copyfair.commons.tariff_faults import adjustment_faults, node_faults, number_fault
from copyfair.inventory import purl as package_url
from copyfair.money import MINOR_UNITS

__all__ = ["Fault", "faults"]

Fault = tuple[str, str]
"""Field and what is wrong with it."""

_MOST_PATTERNS, _MOST_TARIFFS, _MOST_PAYEES, _MOST_PERMISSIONS, _MOST_WAIVERS = 10_000, 200, 1_000, 500, 100
_MOST_ADJUSTMENTS = 20

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_LICENSE = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?[A-Za-z0-9][A-Za-z0-9.+-]*")
_PATTERN = re.compile(r"pkg:(?P<type>[a-z][a-z0-9.+-]*)/(?P<rest>.+)")
_WILD = re.compile(r"[*?\[]")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}\.(?:toml|json)")


def faults(commons: Commons) -> Iterator[Fault]:
    """Everything that makes no sense, in the order of the file."""
    if not _ID.fullmatch(commons.id):
        yield "$.id", f"{commons.id[:60]!r} is not an id; use small letters, digits and hyphens, as in 'common-gears'"
    if not commons.name.strip():
        yield "$.name", "it is empty; give the full name of the commons"
    if not _LICENSE.fullmatch(commons.license):
        yield "$.license", f"{commons.license[:60]!r} is not one SPDX licence id or LicenseRef"
    if not commons.steward.name.strip():
        yield "$.steward.name", "it is empty; name the association that looks after the commons"
    yield from _covers_faults(commons)
    yield from _permission_faults(commons)
    yield from _tariffs_faults(commons)
    yield from _payee_faults(commons)
    if commons.split is not None:
        yield from _split_faults(commons.split, commons)


def _covers_faults(commons: Commons) -> Iterator[Fault]:
    if not commons.covers:
        yield "$.covers", "it is empty; list the package URLs of what belongs to the commons"
    if len(commons.covers) > _MOST_PATTERNS:
        yield "$.covers", f"it has more than {_MOST_PATTERNS} entries; use patterns"
    for index, pattern in enumerate(commons.covers):
        message = _pattern_fault(pattern)
        if message:
            yield f"$.covers[{index}]", message


def _pattern_fault(pattern: str) -> str:
    """Why a pattern is refused; empty when it is fine. One that takes in other people's work is never fine."""
    shown = repr(pattern if len(pattern) <= 60 else pattern[:57] + "…")
    if not pattern.startswith("pkg:"):
        if not pattern.strip() or _WILD.search(pattern):
            return f"{shown} is neither a package URL nor the plain name of a component; write it like 'pkg:npm/gears'"
        return ""
    match = _PATTERN.fullmatch(package_url.encoded(pattern))
    if not match:
        return f"{shown} is not a package URL; write it like 'pkg:npm/gears' or 'pkg:npm/%40gears/*'"
    rest = match["rest"]
    if any(mark in rest for mark in "@#"):
        return f"{shown} has a version or subpath; a commons covers every version of a package"
    if not rest.removeprefix("%40")[:1].isalnum():
        return f"{shown} would cover packages of others; begin it with the name or namespace of your own"
    return ""


def _permission_faults(commons: Commons) -> Iterator[Fault]:
    if len(commons.permissions) > _MOST_PERMISSIONS:
        yield "$.permissions", f"there are more than {_MOST_PERMISSIONS}"
    for index, permission in enumerate(commons.permissions):
        for name in ("clause", "says", "when"):
            if not getattr(permission, name).strip():
                yield (
                    f"$.permissions[{index}].{name}",
                    "it is empty; a permission says where it stands and whom it reaches",
                )


# ---------------------------------------------------------------- who is paid


def _payee_faults(commons: Commons) -> Iterator[Fault]:
    if len(commons.payees) > _MOST_PAYEES:
        yield "$.payees", f"there are more than {_MOST_PAYEES}"
    if commons.tariffs and not any(payee.share > 0 for payee in commons.payees):
        yield "$.payees", "a tariff needs somebody who is paid: add a [[payees]] with a share above 0"
    listed = bool(commons.split and commons.split.registry)
    for index, payee in enumerate(commons.payees):
        where = f"$.payees[{index}]"
        if not payee.party.name.strip():
            yield f"{where}.party.name", "it is empty; name who is paid"
        message = number_fault(payee.share, most=1_000_000)
        if message:
            yield f"{where}.share", message
        if payee.id and not listed:
            yield f"{where}.id", "it is an id of a registry, and the [split] table names none"
        if payee.id and payee.iban:
            yield f"{where}.iban", "the account of this payee stands in the registry; leave it out here"


def _split_faults(split: Split, commons: Commons) -> Iterator[Fault]:
    for name in ("administration", "pass_on", "most"):
        message = number_fault(getattr(split, name), most=1)
        if message:
            yield f"$.split.{name}", message
    if not split.reserve.strip():
        yield "$.split.reserve", "it is empty; name the reserve that holds what cannot be paid out"
    if split.registry and not _FILE_NAME.fullmatch(split.registry):
        yield "$.split.registry", "it is the name of a .toml or .json file beside commons.toml, without a folder"
    if split.least is None:
        return
    currencies = {tariff.currency for tariff in commons.tariffs}
    if split.least.amount < 0:
        yield "$.split.least", "it is less than nothing"
    if currencies - {split.least.currency}:
        yield "$.split.least", f"it is in {split.least.currency}, but fees are in {', '.join(sorted(currencies))}"


# ---------------------------------------------------------------- tariffs


def _tariffs_faults(commons: Commons) -> Iterator[Fault]:
    if len(commons.tariffs) > _MOST_TARIFFS:
        yield "$.tariffs", f"there are more than {_MOST_TARIFFS}"
    seen: set[str] = set()
    for index, tariff in enumerate(commons.tariffs):
        if tariff.id in seen:
            yield f"$.tariffs[{index}].id", f"another version is called {tariff.id[:60]!r} too"
        seen.add(tariff.id)
        yield from _tariff_faults(tariff, f"$.tariffs[{index}]")
    yield from _overlaps(commons.tariffs)


def _overlaps(tariffs: tuple[Tariff, ...]) -> Iterator[Fault]:
    numbered = sorted(enumerate(tariffs), key=lambda pair: pair[1].valid_from)
    for (_, before), (index, after) in pairwise(numbered):
        if before.valid_until is None or before.valid_until >= after.valid_from:
            yield (
                f"$.tariffs[{index}].valid_from",
                f"from {after.valid_from} on {before.id} applies as well; give that one a valid_until before this day",
            )


def _tariff_faults(tariff: Tariff, where: str) -> Iterator[Fault]:
    if not _ID.fullmatch(tariff.id):
        message = f"{tariff.id[:60]!r} is not an id; use small letters, digits and hyphens, as in 'tariff-2026'"
        yield f"{where}.id", message
    if tariff.currency not in MINOR_UNITS:
        yield f"{where}.currency", f"{tariff.currency[:60]!r} is not a currency code of ISO 4217"
    for name in ("clause", "says"):
        if not getattr(tariff, name).strip():
            yield f"{where}.{name}", "it is empty; say where the tariff was published and what it asks"
    if tariff.valid_until is not None and tariff.valid_until < tariff.valid_from:
        yield f"{where}.valid_until", f"{tariff.valid_until} is before valid_from, {tariff.valid_from}"
    yield from _waiver_faults(tariff.waivers, where)
    yield from node_faults(tariff.fee, tariff.currency, f"{where}.fee")
    if len(tariff.adjust) > _MOST_ADJUSTMENTS:
        yield f"{where}.adjust", f"there are more than {_MOST_ADJUSTMENTS}"
    yield from adjustment_faults(tariff.adjust, tariff.currency, f"{where}.adjust")


def _waiver_faults(waivers: tuple[Waiver, ...], where: str) -> Iterator[Fault]:
    if len(waivers) > _MOST_WAIVERS:
        yield f"{where}.waivers", f"there are more than {_MOST_WAIVERS}"
    for index, waiver in enumerate(waivers):
        for name in ("clause", "says", "when"):
            if not getattr(waiver, name).strip():
                yield (
                    f"{where}.waivers[{index}].{name}",
                    "it is empty; a waiver says where it stands and whom it lets off",
                )
