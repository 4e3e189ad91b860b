"""Package URLs, made and taken apart in one place (purl specification, ECMA-427)."""

import re
from fnmatch import fnmatchcase
from functools import lru_cache

from packageurl import PackageURL

__all__ = ["make", "matches", "parse", "versionless"]

_RUNS = re.compile(r"[-_.]+")


@lru_cache(maxsize=65536)
def make(kind: str, name: str, version: str | None = None, namespace: str | None = None) -> str:
    """The canonical package URL; names are normalised as the type demands.

    Raises:
        ValueError: the parts make no package URL (an empty name, say).
    """
    if kind == "pypi":
        name = _RUNS.sub("-", name)  # PEP 503 on top of purl's own rule for underscores
    try:
        return PackageURL(kind, namespace or None, name, version or None).to_string()
    except TypeError as error:  # what the library raises for a name of nothing but slashes
        raise ValueError(str(error)) from None


def parse(text: str) -> PackageURL:
    """Take a package URL apart; the scheme may be in any case.

    Raises:
        ValueError: it is none.
    """
    scheme, colon, rest = text.strip().partition(":")
    return PackageURL.from_string(f"{scheme.lower()}{colon}{rest}")


def versionless(purl: str) -> str:
    """The package URL without version, qualifiers and subpath: the package, whatever its version."""
    return purl.partition("#")[0].partition("?")[0].partition("@")[0]


def matches(pattern: str, purl: str, name: str) -> bool:
    """A record written for `pattern` is about this component.

    A pattern is a package URL, with a version for that version only, without for
    all; ``*`` and ``?`` as in file names; or the component's plain name.
    """
    if not pattern.startswith("pkg:"):
        return pattern == name
    return fnmatchcase(versionless(purl), pattern) or fnmatchcase(purl.partition("#")[0].partition("?")[0], pattern)
