"""What the formats of Julia share: names, and the id that tells packages of one name apart."""

import re
from typing import TypeGuard

from copyfair.inventory import purl

__all__ = ["is_name", "is_uuid", "is_version", "julia"]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_!]{0,127}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_VERSION = re.compile(r"\d[0-9A-Za-z.+-]{0,100}", re.ASCII)


def is_name(value: object) -> TypeGuard[str]:
    """It can be the name of a package."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def is_uuid(value: object) -> TypeGuard[str]:
    """It can be the id of a package."""
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def is_version(value: object) -> TypeGuard[str]:
    """It can be a version."""
    return isinstance(value, str) and _VERSION.fullmatch(value) is not None


def julia(name: str, uuid: object, version: str | None = None) -> str:
    """The package URL of a package, with its id where that is known."""
    return purl.make("julia", name, version, qualifiers=f"uuid={uuid}" if is_uuid(uuid) else None)
