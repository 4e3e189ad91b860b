"""What the formats of Swift share: packages are known by the address of their repository."""

import re

from copyfair.inventory import purl

__all__ = ["is_step", "swift"]

_ADDRESS = re.compile(r"(?:[a-z+]+://)?(?:[^@/\s]+@)?([A-Za-z0-9.-]+)(?::\d+)?[:/](.+)", re.ASCII)
_STEP = re.compile(r"[A-Za-z0-9_.~+-]{1,200}", re.ASCII)


def is_step(text: str) -> bool:
    """It can be one step of a path in an address."""
    return _STEP.fullmatch(text) is not None and text not in (".", "..")


def swift(address: str, name: str, version: str | None) -> str:
    """The package URL by the address of the repository; a package of a registry has its scope before a dot."""
    found = _ADDRESS.fullmatch(address)
    steps = found[2].strip("/").removesuffix(".git").split("/") if found else []
    if found and all(is_step(step) for step in steps):
        return purl.make("swift", steps[-1], version, "/".join((found[1].lower(), *steps[:-1])))
    scope, dot, rest = name.partition(".")
    return purl.make("swift", rest, version, scope) if dot and scope and rest else purl.make("swift", name, version)
