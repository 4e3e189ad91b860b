"""What the formats of Deno share: packages of JSR, what an import asks for, and modules by their address."""

import re
from urllib.parse import urlsplit

import msgspec

from copyfair.inventory import purl
from copyfair.inventory.javascript import exact, is_name, npm

__all__ = ["Asked", "asked", "jsr", "remote"]

_SPECIFIER = re.compile(r"(npm|jsr):/?((?:@[^/@]+/)?[^/@]+)(?:@([^/]*))?(?:/.*)?", re.DOTALL)
_VERSIONED = re.compile(r"(.*?)@(v?\d[\w.+-]*)(?:/.*)?", re.DOTALL)


class Asked(msgspec.Struct, frozen=True):
    """What an import leads to.

    Attributes:
        purl: package URL, with the version where one is pinned.
        name: as people write it.
        version: the pinned version, None for a range.
    """

    purl: str
    name: str
    version: str | None


def jsr(name: str, version: str | None = None) -> str:
    """The package URL of a package of JSR; its scope is the namespace."""
    scope, _, rest = name.rpartition("/")
    return purl.make("jsr", rest, version, scope or None)


def remote(address: str) -> Asked | None:
    """A module by its address; those below one ``name@version`` are one thing. None for what is no such address."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    found = _VERSIONED.fullmatch(parts.path)
    path, version = (found[1], found[2]) if found else (parts.path, None)
    name = "/".join(step for step in (host, *path.split("/")) if step.strip())
    namespace, _, last = name.rpartition("/")
    return Asked(purl.make("generic", last, version, namespace or None), name, version)


def asked(specifier: str) -> Asked | None:
    """What ``npm:name@range``, ``jsr:@scope/name@range`` or an address asks for; None for a file, or for what is none."""
    found = _SPECIFIER.fullmatch(specifier)
    if found is None:
        return remote(specifier)
    kind, name, version = found[1], found[2], exact(found[3] or "")
    if not is_name(name) or (kind == "jsr" and "/" not in name):
        return None
    return Asked(npm(name, version) if kind == "npm" else jsr(name, version), name, version)
