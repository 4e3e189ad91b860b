"""Reads `commons.toml` strictly: a wrong field in a tariff costs somebody money."""

import os
import stat
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import msgspec

from copyfair.commons.faults import Fault, faults
from copyfair.commons.model import Commons
from copyfair.commons.registry import Registry, read_registry
from copyfair.commons.written import Written, put_prices, refuse_old
from copyfair.errors import InputError
from copyfair.inventory import purl as package_url
from copyfair.toml import read_toml

__all__ = ["MOST_BYTES", "covers", "faults_of", "load", "load_text"]

MOST_BYTES = 1024 * 1024
"""A larger `commons.toml` is refused."""
_OURS = ("source", "registry")


def load(path: Path) -> Commons:
    """The commons described by a file, with the payee registry that lies beside it if it names one.

    Raises:
        InputError: one of them cannot be read or says something that makes no sense; names file and field.
    """
    commons = load_text(_text(path), path.name)
    return _with_registry(commons, path.parent)


def faults_of(path: Path) -> tuple[Fault, ...]:
    """Everything that `load` would refuse in a file that can be read at all, where `load` stops at the first.

    Raises:
        InputError: it cannot be read as a commons.toml.
    """
    commons = _converted(_text(path), path.name)
    found = tuple(faults(commons))
    if not found:
        _with_registry(commons, path.parent)
    return found


def load_text(text: str, where: str) -> Commons:
    """The commons described by the text of a `commons.toml`; a registry that it names is not read.

    Args:
        text: the whole file.
        where: its name, for errors and as `Commons.source`.

    Raises:
        InputError: it says something that makes no sense; names the field.
    """
    commons = _converted(text, where)
    for field, message in faults(commons):
        raise InputError(message, where=f"{where}: {field}")
    return commons


def _text(path: Path) -> str:
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
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"byte {error.start} is not UTF-8; save it as UTF-8", where=where) from None


def _with_registry(commons: Commons, folder: Path) -> Commons:
    """The commons with its registry, and with every payee that it names found there."""
    name = commons.split.registry if commons.split is not None else ""
    registry = read_registry(_text(folder / name), name) if name else Registry()
    for index, payee in enumerate(commons.payees):
        if payee.id and registry.payee(payee.id) is None:
            message = f"no payee {payee.id[:60]!r} is in the registry {name[:60]!r}"
            raise InputError(message, where=f"{commons.source}: $.payees[{index}].id")
    return msgspec.structs.replace(commons, registry=registry)


def _converted(text: str, where: str) -> Commons:
    if len(text) > MOST_BYTES:
        raise InputError(f"it is longer than {MOST_BYTES} characters; no commons needs that much", where=where)
    try:
        given = read_toml(text.replace("\r\n", "\n"), parse_float=Decimal)
    except (ValueError, InvalidOperation) as error:  # also a whole number of more than 4,300 digits
        raise InputError(f"broken TOML: {_short(error)}", where=where) from None
    except RecursionError:
        raise InputError("its TOML is nested deeper than copyfair follows", where=where) from None
    for name in _OURS:
        if name in given:
            raise InputError("it is not written here: copyfair fills it in", where=f"{where}: $.{name}")
    given["source"] = where
    try:
        refuse_old(given)
        put_prices(given)
    except Written as wrong:
        raise InputError(wrong.message, where=f"{where}: {wrong.field}") from None
    return _typed(given, where)


def _typed(given: dict[str, Any], where: str) -> Commons:
    try:
        return msgspec.convert(given, Commons)
    except (msgspec.ValidationError, InvalidOperation, RecursionError) as error:
        raise _field_error(error, where) from None


def _short(error: object) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else text[:197] + "…"


def _field_error(error: Exception, where: str) -> InputError:
    """What msgspec found, said as `commons.toml: $.tariffs[0].fee.rate: …`."""
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
