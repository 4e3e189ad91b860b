"""Patterns of package URLs: whose package is whose."""

import re

from copyfair.inventory import purl as package_url

__all__ = ["pattern_fault"]

_PATTERN = re.compile(r"pkg:(?P<type>[a-z][a-z0-9.+-]*)/(?P<rest>.+)")
_WILD = re.compile(r"[*?\[]")


def pattern_fault(pattern: str) -> str:
    """Why a pattern is refused; empty when it is fine. One that takes in other people's work is never fine."""
    shown = repr(pattern if len(pattern) <= 60 else pattern[:57] + "…")
    if not pattern.startswith("pkg:"):
        if not pattern.strip() or _WILD.search(pattern):
            return f"{shown} is neither a package URL nor the plain name of a component; write it like 'pkg:npm/gears'"
        return ""
    match = _PATTERN.fullmatch(package_url.encoded(pattern))
    if not match:
        return f"{shown} is not a package URL; write it like 'pkg:npm/gears' or 'pkg:npm/%40gears/*'"
    rest = match["rest"]
    if any(mark in rest for mark in "@#"):
        return f"{shown} has a version or subpath; a commons covers every version of a package"
    if not rest.removeprefix("%40")[:1].isalnum():
        return f"{shown} would cover packages of others; begin it with the name or namespace of your own"
    return ""
