"""Reads `commons.toml` strictly: a wrong field in a tariff costs somebody money."""

import os
import re
import stat
import tomllib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import msgspec

from copyfair.actor import facts
from copyfair.actor.facts import About, FactType
from copyfair.commons.model import CappedReturn, Cliff, Commons, Flat, PerHead, Share, Tariff
from copyfair.errors import InputError, MoneyError
from copyfair.inventory import purl as package_url
from copyfair.money import MINOR_UNITS, Money

__all__ = ["MOST_BYTES", "covers", "load", "load_text"]

MOST_BYTES = 1024 * 1024
"""A larger `commons.toml` is refused."""
_MOST_PATTERNS, _MOST_FEES, _MOST_PAYEES, _MOST_PERMISSIONS = 10_000, 50, 1_000, 500
_MOST_PLACES = 12

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_LICENSE = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?[A-Za-z0-9][A-Za-z0-9.+-]*")
_PATTERN = re.compile(r"pkg:(?P<type>[a-z][a-z0-9.+-]*)/(?P<rest>.+)")
_WILD = re.compile(r"[*?\[]")


def load(path: Path) -> Commons:
    """The commons described by a file.

    Raises:
        InputError: it cannot be read or says something that makes no sense; names file and field.
    """
    where = path.name
    try:
        # O_NONBLOCK: a named pipe must not hang us before we see that it is one.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise InputError("it is not a plain file", where=where)
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"it cannot be read: {reason}", where=where) from None
    if len(data) > MOST_BYTES:
        raise InputError(f"it is larger than {MOST_BYTES // 1024} KiB; no commons needs that much", where=where)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"byte {error.start} is not UTF-8; save it as UTF-8", where=where) from None
    return load_text(text, where)


def load_text(text: str, where: str) -> Commons:
    """The commons described by the text of a `commons.toml`.

    Args:
        text: the whole file.
        where: its name, for errors and as `Commons.source`.

    Raises:
        InputError: it says something that makes no sense; names the field.
    """
    if len(text) > MOST_BYTES:
        raise InputError(f"it is longer than {MOST_BYTES} characters; no commons needs that much", where=where)
    try:
        given = tomllib.loads(text.replace("\r\n", "\n"), parse_float=Decimal)
    except (ValueError, InvalidOperation) as error:  # also a whole number of more than 4,300 digits
        raise InputError(f"broken TOML: {_short(error)}", where=where) from None
    except RecursionError:
        raise InputError("its TOML is nested deeper than copyfair follows", where=where) from None
    if "source" in given:
        raise InputError("it is not written here: copyfair puts the name of the file there", where=f"{where}: $.source")
    given["source"] = where
    _read_amounts(given, where)
    try:
        commons = msgspec.convert(given, Commons)
    except (msgspec.ValidationError, InvalidOperation, RecursionError) as error:
        raise _field_error(error, where) from None
    for field, message in _faults(commons):
        raise InputError(message, where=f"{where}: {field}")
    return commons


def _short(error: object) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else text[:197] + "…"


def _field_error(error: Exception, where: str) -> InputError:
    """What msgspec found, said as `commons.toml: $.tariff.fees[0].rate: …`."""
    message, _, field = str(error).rpartition(" - at `")
    if not message:
        message, field = str(error), "$`"
    field = field.removesuffix("`")
    if isinstance(error, InvalidOperation):
        message = "a number in it is none that can be calculated with"
    elif message.startswith("Object contains unknown field"):
        message = f"{message.removeprefix('Object contains ')}: check its spelling, or leave it out"
    elif message.startswith("Object missing required field"):
        message = f"{message.removeprefix('Object ')}: add it"
    return InputError(_short(message), where=f"{where}: {field}")


# ---------------------------------------------------------------- amounts: texts like "1000.50 EUR"

_AMOUNTS = ("amount", "price", "threshold")


def _read_amounts(given: dict[str, Any], where: str) -> None:
    """Put `Money` in the places where a tariff holds text like ``"1000.50 EUR"``."""
    tariff = given.get("tariff")
    if not isinstance(tariff, dict):
        return
    fees = tariff.get("fees")
    for index, fee in enumerate(fees if isinstance(fees, list) else ()):
        _replace(fee, _AMOUNTS, f"{where}: $.tariff.fees[{index}]")
    _replace(tariff.get("cap"), ("highest", "lowest"), f"{where}: $.tariff.cap")


def _replace(table: object, names: tuple[str, ...], where: str) -> None:
    if not isinstance(table, dict):
        return
    for name in names:
        if name not in table:
            continue
        value = table[name]
        if not isinstance(value, str):
            raise InputError("an amount is a text with a currency, like '1000.50 EUR'", where=f"{where}.{name}")
        try:
            table[name] = Money.parse(value)
        except MoneyError as error:
            raise InputError(str(error), where=f"{where}.{name}") from None


# ---------------------------------------------------------------- what the types alone cannot hold

Fault = tuple[str, str]
"""Field and what is wrong with it."""


def _faults(commons: Commons) -> Iterator[Fault]:
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
    yield from _payee_faults(commons)
    if commons.tariff is not None:
        yield from _tariff_faults(commons.tariff)
        if not any(payee.share > 0 for payee in commons.payees):
            yield "$.payees", "a tariff needs somebody who is paid: add a [[payees]] with a share above 0"


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


def _payee_faults(commons: Commons) -> Iterator[Fault]:
    if len(commons.payees) > _MOST_PAYEES:
        yield "$.payees", f"there are more than {_MOST_PAYEES}"
    for index, payee in enumerate(commons.payees):
        where = f"$.payees[{index}]"
        if not payee.party.name.strip():
            yield f"{where}.party.name", "it is empty; name who is paid"
        yield from _number_faults(payee.share, f"{where}.share", most=1_000_000)


def _tariff_faults(tariff: Tariff) -> Iterator[Fault]:
    where = "$.tariff"
    if not _ID.fullmatch(tariff.id):
        yield (
            f"{where}.id",
            f"{tariff.id[:60]!r} is not an id; use small letters, digits and hyphens, as in 'tariff-2026'",
        )
    if tariff.currency not in MINOR_UNITS:
        yield f"{where}.currency", f"{tariff.currency[:60]!r} is not a currency code of ISO 4217"
    for name in ("clause", "says"):
        if not getattr(tariff, name).strip():
            yield f"{where}.{name}", "it is empty; say where the tariff was published and what it asks"
    if tariff.valid_until is not None and tariff.valid_until < tariff.valid_from:
        yield f"{where}.valid_until", f"{tariff.valid_until} is before valid_from, {tariff.valid_from}"
    if not tariff.fees:
        yield f"{where}.fees", "it is empty; a commons that asks nothing has no tariff"
    if len(tariff.fees) > _MOST_FEES:
        yield f"{where}.fees", f"there are more than {_MOST_FEES}"
    for index, fee in enumerate(tariff.fees):
        yield from _fee_faults(fee, tariff.currency, f"{where}.fees[{index}]")
    if tariff.credit is not None:
        yield from _number_faults(tariff.credit.most, f"{where}.credit.most", most=1)
        yield from _fact_faults(tariff.credit.of, FactType.MONEY, f"{where}.credit.of", (About.COMMONS,))
    yield from _cap_faults(tariff, f"{where}.cap")


def _fee_faults(fee: Flat | PerHead | Share | Cliff | CappedReturn, currency: str, where: str) -> Iterator[Fault]:
    both = (About.ACTOR, About.COMMONS)
    match fee:
        case Flat():
            yield from _amount_faults(fee.amount, currency, f"{where}.amount")
        case PerHead():
            yield from _amount_faults(fee.price, currency, f"{where}.price")
            yield from _fact_faults(fee.of, FactType.COUNT, f"{where}.of", both)
        case Share() | Cliff():
            yield from _amount_faults(fee.threshold, currency, f"{where}.threshold")
            yield from _number_faults(fee.rate, f"{where}.rate", most=1)
            yield from _fact_faults(fee.of, FactType.MONEY, f"{where}.of", both)
        case CappedReturn():
            yield from _number_faults(fee.sweep, f"{where}.sweep", most=1)
            yield from _number_faults(fee.multiple, f"{where}.multiple", most=1_000_000)
            for name in ("capital_invested", "returns_taken", "distributable_return"):
                yield from _fact_faults(name, FactType.MONEY, where, both)


def _cap_faults(tariff: Tariff, where: str) -> Iterator[Fault]:
    highest, lowest = tariff.cap.highest, tariff.cap.lowest
    for name, amount in (("highest", highest), ("lowest", lowest)):
        if amount is not None:
            yield from _amount_faults(amount, tariff.currency, f"{where}.{name}")
            if amount != amount.rounded():
                # Rounding a sum that stands at the cap would step over it.
                yield f"{where}.{name}", f"{amount} cannot be paid exactly"
    if highest is not None and lowest is not None and highest < lowest:
        yield f"{where}.lowest", f"it is more than highest, {highest}"


def _amount_faults(amount: Money, currency: str, where: str) -> Iterator[Fault]:
    if amount.currency != currency:
        yield where, f"it is in {amount.currency}, but the tariff's currency is {currency}"
    if amount.amount < 0:
        yield where, "it is less than nothing"


def _number_faults(number: Decimal, where: str, *, most: int) -> Iterator[Fault]:
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or not 0 <= number <= most:
        yield where, f"it must be a number from 0 to {most:,}" + ("; 1 % is 0.01" if most == 1 else "")
    elif exponent < -_MOST_PLACES:
        yield where, f"it has more than {_MOST_PLACES} digits after the point"


def _fact_faults(name: str, kind: FactType, where: str, about: tuple[About, ...]) -> Iterator[Fault]:
    try:
        fact = facts.info(name[:200])
    except InputError as error:
        yield where, error.message
        return
    if fact.type is not kind:
        yield where, f"{name} is of type {fact.type}; here a fact of type {kind} is needed"
    elif fact.about not in about:
        allowed = " or ".join(word.value for word in about)
        yield where, f"{name} is about the {fact.about}; a tariff can only count facts about the {allowed}"


# ---------------------------------------------------------------- does the commons cover a component?


def covers(commons: Commons, purl: str, name: str) -> bool:
    """Whether a component belongs to a commons.

    Args:
        commons: with its patterns: package URLs without a version, in which ``*``, ``?`` and ``[…]`` stand for
            other text as in file names; or the plain name of a component, which must agree to the letter.
        purl: of the component; version, qualifiers and subpath do not matter.
        name: of the component as people write it.
    """
    package = package_url.versionless(purl)
    return any(package_url.matches(pattern, package, name) for pattern in commons.covers)
