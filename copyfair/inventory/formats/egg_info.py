"""Metadata of an installed distribution in the older form, outside of a folder that Python knows as an environment."""

import re
from collections.abc import Iterator

from copyfair.inventory.distributions import identity, stated
from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.headers import read_headers
from copyfair.inventory.model import Found
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.python import is_name, is_version, pypi
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_INSTALLED = re.compile(r"[^-]+-\d[^/]*\.(?:egg-info|egg)", re.IGNORECASE)
_MOST_BYTES = 1024 * 1024


def _bearer(entry: Entry) -> str:
    """The file or folder that bears the name of the distribution."""
    above = entry.path.parent
    if entry.name != "PKG-INFO":
        return entry.name
    return above.parent.name if above.name.upper() == "EGG-INFO" else above.name


def matches(entry: Entry) -> bool:
    """``name-1.0.egg-info``, ``PKG-INFO`` in a folder of such a name, and ``name-1.0.egg/EGG-INFO/PKG-INFO``.

    A folder without a version in its name is what setuptools leaves in a project.
    """
    if not entry.name.endswith((".egg-info", "PKG-INFO")):
        return False
    return _INSTALLED.fullmatch(_bearer(entry)) is not None


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The distribution.

    Raises:
        Unreadable: it cannot be read.
    """
    headers = read_headers(entry.head(_MOST_BYTES))
    name, version = identity(_bearer(entry), headers)
    if "name" not in headers:
        yield problem(entry, "bad-entry", "it names no distribution; the name of the file or folder was taken")
    if not is_name(name):
        yield problem(entry, "bad-entry", f"the distribution has no usable name: {shown(name)}")
        return
    if not is_version(version):
        yield problem(entry, "bad-entry", f"not a version: {shown(version)}")
        version = None
    yield Found(
        purl=pypi(name, version),
        name=name,
        version=version,
        source=entry.source(),
        claims=tuple(stated(headers, entry.source)),
    )


FORMAT = Format(
    name="egg-info",
    reads="metadata of an installed Python distribution in the older form, where it lies outside of site-packages",
    files=("*-1.0.egg-info", "*-1.0.egg-info/PKG-INFO", "*-1.0.egg/EGG-INFO/PKG-INFO"),
    licences="`License-Expression`, `License`, classifiers.",
    lists="Several classifiers have no meaning together: read as all of them, and the report says so.",
    gaps=(
        "An `*.egg-info` folder without a version in its name, which setuptools leaves in a project, is not read.",
        "PKG-INFO at the top of an unpacked archive of source is not read.",
        "What the distribution needs is not followed.",
    ),
    matches=matches,
    read=read,
)
