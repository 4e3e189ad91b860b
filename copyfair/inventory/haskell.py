"""What the formats of Haskell share: names and versions."""

import re

from copyfair.inventory import purl
from copyfair.inventory.model import Origin

__all__ = ["hackage", "is_name", "is_version", "origin_of_package"]

_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*", re.ASCII)
_VERSION = re.compile(r"\d+(?:\.\d+)*", re.ASCII)
_OF_THE_COMPILER = frozenset("base ghc ghc-bignum ghc-prim integer-gmp rts template-haskell".split())


def is_name(text: str) -> bool:
    """It can be the name of a package."""
    return len(text) <= 200 and _NAME.fullmatch(text) is not None


def is_version(text: str) -> bool:
    """It can be a version."""
    return len(text) <= 100 and _VERSION.fullmatch(text) is not None


def origin_of_package(name: str) -> Origin:
    """A few packages are part of the compiler and cannot be had without it."""
    return Origin.STANDARD_LIBRARY if name in _OF_THE_COMPILER else Origin.THIRD_PARTY


def hackage(name: str, version: str | None = None) -> str:
    """The package URL of a package."""
    return purl.make("hackage", name, version)
