"""What the Python formats share: names, requirements, groups, and how a project states its licence."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TypeGuard

import msgspec

from copyfair.inventory import purl
from copyfair.inventory.model import Claim, Combine, Scope, Source, Standing

__all__ = [
    "Wanted",
    "best_scope",
    "canonical",
    "is_name",
    "is_version",
    "pypi",
    "scope_of",
    "stated_claims",
    "wanted",
]

_SCOPES = (Scope.RUNTIME, Scope.OPTIONAL, Scope.BUILD, Scope.DEV, Scope.TEST, Scope.UNKNOWN)
"""From the best known use to the least."""

_NAME = re.compile(r"[A-Z0-9](?:[A-Z0-9._-]{0,198}[A-Z0-9])?", re.IGNORECASE | re.ASCII)
_VERSION = re.compile(r"[A-Z0-9][A-Z0-9.!+_~^*-]{0,127}", re.IGNORECASE | re.ASCII)
_SEPARATORS = re.compile(r"[-_.]+")
_MOST_CHARACTERS = 4000
_GROUPS: tuple[tuple[Scope, re.Pattern[str]], ...] = (
    (Scope.RUNTIME, re.compile(r"main|default|prod(uction)?|runtime|base")),
    (Scope.TEST, re.compile(r"tests?|testing|pytest|coverage|e2e|integration")),
    (Scope.BUILD, re.compile(r"build|packaging|release|publish")),
    (
        Scope.DEV,
        re.compile(
            r"dev(el(op(ment|er)?)?)?|docs?|documentation|lint(ing|ers?)?|typ(e|es|ing|echeck(ing)?)|mypy|style|format(ting)?"
            r"|quality|local|ci|tox|nox|precommit|commit|examples?|benchmarks?|bench|tools?"
        ),
    ),
)


@lru_cache(maxsize=65536)
def canonical(name: str) -> str:
    """A name in the form in which names are compared (PEP 503)."""
    return _SEPARATORS.sub("-", name).lower()


def is_name(value: object) -> TypeGuard[str]:
    """It can be the name of a distribution (PEP 508), and no more than 200 characters long."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def is_version(value: object) -> TypeGuard[str]:
    """It can be a version: PEP 440, or what was written before there was one."""
    return isinstance(value, str) and _VERSION.fullmatch(value) is not None


def pypi(name: str, version: str | None = None) -> str:
    """The package URL of a distribution."""
    return purl.make("pypi", canonical(name), version)


def scope_of(group: str, otherwise: Scope) -> Scope:
    """What a group, extra or requirements file is for, by the words of its name (``dev``, ``tests``, ``docs`` …)."""
    words = canonical(group).split("-")
    return next((scope for scope, known in _GROUPS if any(known.fullmatch(word) for word in words)), otherwise)


def best_scope(scopes: Iterable[Scope]) -> Scope:
    """The best known use; UNKNOWN for none."""
    return min(scopes, key=_SCOPES.index, default=Scope.UNKNOWN)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement.

    Attributes:
        name: as written.
        extras: in the form in which they are compared.
        pin: the version of ``==`` or ``===``, None without one.
    """

    name: str
    extras: tuple[str, ...] = ()
    pin: str | None = None

    @property
    def purl(self) -> str:
        """The package URL, with the version where one is pinned."""
        return pypi(self.name, self.pin)


def wanted(text: object) -> Wanted:
    """Read one requirement (PEP 508), whatever its marker says.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(text, str) or len(text) > _MOST_CHARACTERS:
        raise ValueError("not a requirement")
    return _wanted(text)


@lru_cache(maxsize=16384)
def _wanted(text: str) -> Wanted:
    """Many distributions want the same ones, in the same words."""
    from packaging.requirements import Requirement  # noqa: PLC0415 - late: not every scan meets a requirement

    try:
        plain = _without_marker(text)
        read = Requirement(plain)
    except (ValueError, RecursionError):  # their words quote the text, control characters and all
        raise ValueError("not a requirement") from None
    if not is_name(read.name):  # too long, or with a sign at its end that the library lets pass
        raise ValueError("not a requirement")
    exact = {one.version for one in read.specifier if one.operator in ("==", "===") and not one.version.endswith(".*")}
    pin = exact.pop() if len(exact) == 1 else None
    extras = tuple(sorted({canonical(extra) for extra in read.extras}))
    return Wanted(name=read.name, extras=extras, pin=pin if is_version(pin) else None)


def _without_marker(text: str) -> str:
    """The requirement without its marker, which is read once only, however many requirements have it.

    Raises:
        ValueError: the marker is none.
    """
    plain, semicolon, marker = text.partition(";")
    if "@" in plain:  # an address, in which a semicolon may stand
        return text
    if semicolon:
        _check_marker(marker.strip(" \t"))
    return plain


@lru_cache(maxsize=4096)
def _check_marker(marker: str) -> None:
    from packaging.markers import Marker  # noqa: PLC0415 - late, as in `_wanted`

    Marker(marker)


_LONGEST_NAME_OF_A_LICENCE = 200
_SAYS_NOTHING = frozenset({"", "unknown"})
_UMBRELLA = "License :: OSI Approved"


def stated_claims(
    expression: str, licence: str, classifiers: Iterable[str], source: Callable[[str], Source]
) -> Iterator[Claim]:
    """What metadata state about the licence, each field its own claim.

    Source: core metadata specification, and PEP 639: an expression takes the place of the older licence field.

    Args:
        expression: ``License-Expression``, empty where there is none.
        licence: ``License``; several lines or a long one are a licence text.
        classifiers: all classifiers; those that do not begin with ``License ::`` are passed over.
        source: where a field stands.
    """
    named = bool(_says(expression) or _says(licence))
    if _says(expression):
        yield Claim(statements=(expression.strip(),), source=source("License-Expression"), is_spdx=True)
    elif _says(licence):
        text = licence.strip()
        is_text = "\n" in text or len(text) > _LONGEST_NAME_OF_A_LICENCE
        yield Claim(statements=(text,), source=source("License"), is_text=is_text, primary=is_text)
    found = {" :: ".join(part.strip() for part in line.split("::")): None for line in classifiers}
    about = [line for line in found if line.startswith("License :: ")]
    telling = [line for line in about if line != _UMBRELLA]
    if telling or (about and not named):
        statements = tuple(telling or about)
        combine = Combine.UNDEFINED if len(statements) > 1 else Combine.ONE
        yield Claim(statements=statements, source=source("Classifier"), combine=combine, standing=Standing.DECLARED)


def _says(text: str) -> bool:
    return text.strip().lower() not in _SAYS_NOTHING
