"""What the formats of Perl share: distributions, and the files they are in."""

import re

import msgspec

from copyfair.inventory import purl

__all__ = ["Distribution", "distribution"]

_PATH = re.compile(r"(?:[A-Z]/[A-Z][A-Z0-9-]/)?([A-Z][A-Z0-9-]{0,30})/(?:[^/]+/)*([^/]+)", re.ASCII)
_FILE = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_.+-]*?)-(v?\d[A-Za-z0-9_.]*(?:-TRIAL\d*)?)", re.ASCII)
_ENDING = re.compile(r"\.(?:tar\.(?:gz|bz2|xz|Z)|tgz|tbz|zip)$")


class Distribution(msgspec.Struct, frozen=True, kw_only=True):
    """A distribution of CPAN.

    Attributes:
        name: with hyphens.
        version: as written.
        author: whose it is there, empty where nothing says it.
    """

    name: str
    version: str | None
    author: str = ""

    @property
    def purl(self) -> str:
        """The package URL; the author is the namespace."""
        return purl.make("cpan", self.name, self.version, self.author or None)


def distribution(path: str) -> Distribution | None:
    """By the path of its file (``A/AU/AUTHOR/Name-1.0.tar.gz``) or its plain name; None for what is none."""
    if len(path) > 500:
        return None
    found = _PATH.fullmatch(path)
    file = _FILE.fullmatch(_ENDING.sub("", found[2] if found else path))
    return Distribution(name=file[1], version=file[2], author=found[1] if found else "") if file else None
