"""What the formats of conda share: names, versions, and specifications of what is wanted."""

import re
from typing import TypeGuard

from copyfair.inventory import purl

__all__ = ["conda", "is_name", "is_version", "needed", "spec"]

_NAME = re.compile(r"(?!__|\d+$)[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", re.ASCII)
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.+!-]{0,127}", re.ASCII)
_SPEC = re.compile(r"(?:[^\s\[\]:]+::)?([A-Za-z0-9_][A-Za-z0-9_.-]*)(.*)", re.ASCII | re.DOTALL)
_PIN = re.compile(r"(?:\s*==?\s*|\s+)(\d[0-9A-Za-z_.!]*(?:\+[0-9A-Za-z_.]+)?)(?:(?:=|\s+)[^\s=*<>,|]+)?\s*", re.ASCII)


def is_name(value: object) -> TypeGuard[str]:
    """It can be the name of a package: no mere number; what begins with two underscores is a property of the machine."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def is_version(value: object) -> TypeGuard[str]:
    """It can be a version."""
    return isinstance(value, str) and _VERSION.fullmatch(value) is not None


def conda(name: str, version: str | None = None) -> str:
    """The package URL of a package, whatever its channel and build."""
    return purl.make("conda", name.lower(), version)


def spec(text: str) -> tuple[str, str | None] | None:
    """Name and pinned version of ``channel::name=1.0=build`` and its like; None where it names no package."""
    found = _SPEC.fullmatch(text.strip()[:1000])
    if found is None or not is_name(found[1]):
        return None
    pinned = _PIN.fullmatch(found[2])
    return found[1], pinned[1] if pinned else None


def needed(text: object) -> str | None:
    """The name of what ``name >=1.0`` in the metadata of a package asks for."""
    name = text.strip().partition(" ")[0] if isinstance(text, str) else ""
    return name if is_name(name) else None
