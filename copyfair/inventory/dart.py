"""What the formats of Dart share: names and versions."""

import re
from typing import TypeGuard

from copyfair.inventory import purl

__all__ = ["exact", "is_name", "pub"]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}", re.ASCII)
_VERSION = re.compile(r"\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]{1,100})?", re.ASCII)


def is_name(value: object) -> TypeGuard[str]:
    """It can be the name of a package."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def exact(text: str) -> str | None:
    """A version; None for a range, for ``any`` and for what is none."""
    return text if _VERSION.fullmatch(text) else None


def pub(name: str, version: str | None = None) -> str:
    """The package URL of a package."""
    return purl.make("pub", name, version)
