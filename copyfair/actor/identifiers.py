"""Numbers that identify an organisation: whether they are written rightly, which says nothing about whose they are."""

import re
from collections.abc import Callable

from copyfair.actor.model import Party
from copyfair.errors import InputError, MissingExtraError

__all__ = ["SCHEMES", "faults", "normal"]

_KVK = re.compile(r"\d{8}")


def _stdnum(module: str) -> Callable[[str], str]:
    def validate(number: str) -> str:
        import importlib  # noqa: PLC0415 - comes with the extra

        try:
            checks = importlib.import_module(f"stdnum.{module}")
            errors = importlib.import_module("stdnum.exceptions")
        except ImportError:
            raise MissingExtraError("Checking a number", "legal-forms") from None
        try:
            return str(checks.validate(number))
        except errors.InvalidChecksum:
            raise InputError("its check digits are wrong") from None
        except errors.ValidationError:
            raise InputError("it has not the shape of such a number") from None

    return validate


def _kvk(number: str) -> str:
    plain = re.sub(r"[ .]", "", number)
    if not _KVK.fullmatch(plain):
        raise InputError("it has not the shape of such a number: eight digits")
    return plain


SCHEMES: dict[str, Callable[[str], str]] = {
    "BCE": _stdnum("be.vat"),
    "IBAN": _stdnum("iban"),
    "KBO": _stdnum("be.vat"),
    "KVK": _kvk,
    "LEI": _stdnum("lei"),
    "SIREN": _stdnum("fr.siren"),
    "SIRET": _stdnum("fr.siret"),
    "VAT": _stdnum("eu.vat"),
}
"""Name of a scheme, as it stands before the number -> gives the plain number, or raises an error that says what is wrong."""


def normal(scheme: str, number: str) -> str:
    """The number without dots and spaces.

    Raises:
        InputError: it cannot be such a number, or nobody here knows the scheme.
        MissingExtraError: the library that checks it is not installed.
    """
    check = SCHEMES.get(scheme.upper())
    if check is None:
        raise InputError(
            f"the scheme {scheme[:20]!r} is not known; one of {', '.join(SCHEMES)} stands before the number"
        )
    try:
        return check(number)
    except InputError as error:
        raise InputError(str(error), where=f"{scheme.upper()} {number[:40]}") from None


def faults(party: Party) -> tuple[str, ...]:
    """What is wrong with the numbers of a party, or keeps it from being known; an unknown register is passed over."""
    scheme, _, number = party.register.partition(" ")
    given = [(scheme, number)] if scheme.upper() in SCHEMES else []
    if party.vat:
        given.append(("VAT", party.vat))
    found = []
    for name, digits in given:
        try:
            normal(name, digits)
        except (InputError, MissingExtraError) as error:
            found.append(str(error))
    return tuple(found)
