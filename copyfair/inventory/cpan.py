"""What the formats of Perl share: distributions, and the files they are in."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from copyfair.inventory import purl
from copyfair.inventory.loose_json import as_dict
from copyfair.inventory.model import Scope

__all__ = ["Distribution", "asked", "distribution", "prereqs"]

_PATH = re.compile(r"(?:[A-Z]/[A-Z][A-Z0-9-]/)?([A-Z][A-Z0-9-]{0,30})/(?:[^/]+/)*([^/]+)", re.ASCII)
_FILE = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_.+-]*?)-(v?\d[A-Za-z0-9_.]*(?:-TRIAL\d*)?)", re.ASCII)
_ASKED = re.compile(
    r"""\bon\s+['"]?(?P<phase>\w+)['"]?\s*=>\s*sub\s*\{ | \bfeature\b[^;{}]{0,300}(?P<feature>\{) | (?P<brace>[{}])
    | \b(?:(?P<kind>test|author|build|configure)_)?(?P<how>requires|recommends|suggests)\s*\(?\s*['"](?P<module>[\w:]+)['"]""",
    re.VERBOSE | re.ASCII,
)
_REMARK = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_PHASES = {
    "runtime": Scope.RUNTIME,
    "configure": Scope.BUILD,
    "build": Scope.BUILD,
    "test": Scope.TEST,
    "develop": Scope.DEV,
    "author": Scope.DEV,
}
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


def asked(cpanfile: str) -> Iterator[tuple[str, Scope]]:
    """The modules that a cpanfile asks for, with what for. It is a program of Perl: it is read as text and never run."""
    around = [Scope.RUNTIME]
    for found in _ASKED.finditer(_REMARK.sub("", cpanfile)):
        if found["phase"]:
            around.append(_PHASES.get(found["phase"], Scope.UNKNOWN))
        elif found["feature"]:
            around.append(Scope.OPTIONAL)
        elif found["brace"] == "{":
            around.append(around[-1])
        elif found["brace"]:
            if len(around) > 1:
                around.pop()
        else:
            scope = _PHASES[found["kind"]] if found["kind"] else around[-1]
            yield found["module"], _weaker(scope, found["how"])


def prereqs(meta: Mapping[str, Any]) -> Iterator[tuple[str, Scope]]:
    """The modules that a META.json asks for (``prereqs`` by phase and kind), with what for."""
    for phase, kinds in as_dict(meta.get("prereqs")).items():
        for how in ("requires", "recommends", "suggests"):
            for module in as_dict(as_dict(kinds).get(how)):
                yield module, _weaker(_PHASES.get(phase, Scope.UNKNOWN), how)


def _weaker(scope: Scope, how: str) -> Scope:
    """What is only recommended or suggested need not be there."""
    return scope if how == "requires" or scope is not Scope.RUNTIME else Scope.OPTIONAL
