"""What the types alone cannot hold: everything in a commons that makes no sense, with its field."""

import re
from collections.abc import Iterator
from itertools import pairwise

from copyfair.actor.facts import EvidenceKind
from copyfair.actor.given import Given
from copyfair.commons.model import Commons, Split
from copyfair.commons.patterns import pattern_fault
from copyfair.commons.recognition import Counts, Recognition
from copyfair.commons.tariff import Tariff, Waiver
from copyfair.commons.tariff_faults import adjustment_faults, node_faults, number_fault
from copyfair.money import MINOR_UNITS

__all__ = ["Fault", "faults"]

Fault = tuple[str, str]
"""Field and what is wrong with it."""

_MOST_PATTERNS, _MOST_TARIFFS, _MOST_PAYEES, _MOST_PERMISSIONS, _MOST_WAIVERS = 10_000, 200, 1_000, 500, 100
_MOST_ADJUSTMENTS = 20
_MOST_BRICKS = 10**9
_NOT_GIVEN = "nobody gives evidence of that kind: it is what copyfair works out"

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_LICENSE = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?[A-Za-z0-9][A-Za-z0-9.+-]*")
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
    if commons.recognition is not None:
        yield from _recognition_faults(commons.recognition, {tariff.currency for tariff in commons.tariffs})
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
        message = pattern_fault(pattern)
        if message:
            yield f"$.covers[{index}]", message


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


# ---------------------------------------------------------------- who contributes


def _recognition_faults(rule: Recognition, currencies: set[str]) -> Iterator[Fault]:
    for name in ("clause", "says"):
        if not getattr(rule, name).strip():
            yield f"$.recognition.{name}", "it is empty; say where it was published and what is asked"
    message = number_fault(rule.enough, most=_MOST_BRICKS) or (
        "" if rule.enough else "it is nothing; ask for something"
    )
    if message:
        yield "$.recognition.enough", message
    if rule.months is not None and rule.period is not None:
        yield "$.recognition.period", "either `months` or `period` says how long a brick counts; leave one out"
    if rule.evidence is EvidenceKind.DERIVED:
        yield "$.recognition.evidence", _NOT_GIVEN
    if not rule.counts:
        yield "$.recognition.counts", "it is empty; list what counts"
    kinds = [one.kind for one in rule.counts]
    for index, one in enumerate(rule.counts):
        where = f"$.recognition.counts[{index}]"
        if one.kind in kinds[:index]:
            yield f"{where}.kind", f"{one.kind} stands there twice"
        yield from _counts_faults(one, currencies, where)


def _counts_faults(one: Counts, currencies: set[str], where: str) -> Iterator[Fault]:
    for name, number in (("bricks", one.bricks), ("most", one.most)):
        message = number_fault(number, most=_MOST_BRICKS) if number is not None else ""
        if message:
            yield f"{where}.{name}", message
    if (one.kind is Given.MONEY) != (one.currency in MINOR_UNITS):
        wanted = "a currency code of ISO 4217" if one.kind is Given.MONEY else "for money only; leave it out"
        yield f"{where}.currency", f"it is {wanted}"
    if one.evidence is EvidenceKind.DERIVED:
        yield f"{where}.evidence", _NOT_GIVEN
    if one.worth is not None and one.worth.amount < 0:
        yield f"{where}.worth", "it is less than nothing"
    if one.worth is not None and currencies - {one.worth.currency}:
        yield f"{where}.worth", f"it is in {one.worth.currency}, but fees are in {', '.join(sorted(currencies))}"


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
