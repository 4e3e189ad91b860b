"""What the formats of R share: names, and fields that list packages."""

import re
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from copyfair.inventory import purl

__all__ = ["OF_R", "cran", "is_name", "is_version", "needed"]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9.]{0,127}", re.ASCII)
_VERSION = re.compile(r"\d[0-9A-Za-z.+-]{0,127}", re.ASCII)
OF_R = frozenset(
    """
    R base compiler datasets grDevices graphics grid methods parallel splines stats stats4 tcltk tools translations utils
    """.split()
)
"""R itself and the packages that are part of it."""


def is_name(value: object) -> TypeGuard[str]:
    """It can be the name of a package."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def is_version(value: object) -> TypeGuard[str]:
    """It can be a version."""
    return isinstance(value, str) and _VERSION.fullmatch(value) is not None


def cran(name: str, version: str | None = None) -> str:
    """The package URL of a package."""
    return purl.make("cran", name, version)


def needed(texts: Iterable[object]) -> Iterator[str]:
    """The names in ``name (>= 1.0)``; R and its own packages are left out."""
    for text in texts:
        name = text.partition("(")[0].strip() if isinstance(text, str) else ""
        if is_name(name) and name not in OF_R:
            yield name
