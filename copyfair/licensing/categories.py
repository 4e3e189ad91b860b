"""Licences of the SPDX list that restrict nobody: their category and what they ask in return.

The table is `data/categories.toml`. A licence that is not under a category there is never taken as open to
everybody: it is either known to restrict somebody, or nobody has reviewed it.
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any

import msgspec

from copyfair.data import package_file
from copyfair.licensing.spdx import canonical_exception

__all__ = ["Category", "CategoryDuty", "category", "category_says", "duties", "restriction", "widens"]


class Category(StrEnum):
    """How much a licence that restricts nobody asks in return, least first."""

    PUBLIC_DOMAIN = "public-domain"
    PERMISSIVE = "permissive"
    WEAK_COPYLEFT = "weak-copyleft"
    STRONG_COPYLEFT = "strong-copyleft"
    NETWORK_COPYLEFT = "network-copyleft"


class CategoryDuty(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something asked in return.

    Attributes:
        kind: value of `copyfair.reciprocity.model.DutyKind`.
        says: what to do, in our own words.
        when: condition that triggers it, in the rule language; empty: every use.
    """

    kind: str
    says: str
    when: str


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    says: str
    ids: tuple[str, ...]
    duties: tuple[CategoryDuty, ...] = ()


class _Extra(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    ids: tuple[str, ...]
    kind: str
    says: str
    when: str


class _Lacking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A duty of the category that these licences do not ask for."""

    ids: tuple[str, ...]
    kind: str


class _Exceptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    widening: tuple[str, ...]


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reviewed: dict[str, object]
    unreviewed: tuple[str, ...]
    categories: dict[Category, _Entry]
    lacking: tuple[_Lacking, ...]
    extra: tuple[_Extra, ...]
    restricting: dict[str, str]
    exceptions: _Exceptions


@cache
def _table() -> _Table:
    text = package_file("licensing/data/categories.toml").read_text("utf-8")
    return msgspec.convert(_split(tomllib.loads(text)), _Table)


def _split(value: Any) -> Any:
    """Lists of ids stand as one string each, which TOML reads many times faster than a list of strings."""
    if not isinstance(value, dict):
        return [_split(item) for item in value] if isinstance(value, list) else value
    lists = ("ids", "unreviewed", "widening")
    return {key: item.split() if key in lists else _split(item) for key, item in value.items()}


@cache
def _by_id() -> Mapping[str, Category]:
    return {name: kind for kind, entry in _table().categories.items() for name in entry.ids}


@cache
def _widening() -> frozenset[str]:
    return frozenset(_table().exceptions.widening)


def category(license_id: str) -> Category | None:
    """The category of an SPDX id in its official spelling; None if it restricts somebody or is not reviewed."""
    return _by_id().get(license_id)


def category_says(kind: Category) -> str:
    """The category in a sentence."""
    return _table().categories[kind].says


def duties(license_id: str) -> tuple[CategoryDuty, ...]:
    """What the licence asks in return; empty for one without a category."""
    kind = category(license_id)
    if kind is None:
        return ()
    table = _table()
    lacking = {lack.kind for lack in table.lacking if license_id in lack.ids}
    extras = (extra for extra in table.extra if license_id in extra.ids)
    own = tuple(CategoryDuty(kind=extra.kind, says=extra.says, when=extra.when) for extra in extras)
    return tuple(duty for duty in table.categories[kind].duties if duty.kind not in lacking) + own


def restriction(license_id: str) -> str | None:
    """In one word, what a licence of the SPDX list limits ("non-commercial", "military" …); None if not known to."""
    return _table().restricting.get(license_id)


def widens(exception_id: str) -> bool:
    """An SPDX exception that only adds permissions to the licence before WITH."""
    return (canonical_exception(exception_id) or exception_id) in _widening()
