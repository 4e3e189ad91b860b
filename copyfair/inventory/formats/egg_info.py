"""Metadata of an installed distribution in the older form, outside of a folder that Python knows as an environment."""

import re
from collections.abc import Iterator

from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.formats.site_packages import read_distribution
from copyfair.inventory.model import Found
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_INSTALLED = re.compile(r"[^-]+-\d[^/]*\.(?:egg-info|egg)", re.IGNORECASE)


def _bearer(entry: Entry) -> Entry:
    """The file or folder that bears the name of the distribution."""
    above = entry.path.parent
    if entry.name != "PKG-INFO":
        return entry
    return entry.at(above.parent if above.name.upper() == "EGG-INFO" else above)


def matches(entry: Entry) -> bool:
    """``name-1.0.egg-info``, ``PKG-INFO`` in a folder of such a name, and ``name-1.0.egg/EGG-INFO/PKG-INFO``.

    A folder without a version in its name is what setuptools leaves in a project.
    """
    if not entry.name.endswith((".egg-info", "PKG-INFO")):
        return False
    return _INSTALLED.fullmatch(_bearer(entry).name) is not None


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The distribution."""
    return read_distribution(_bearer(entry), entry)


FORMAT = Format(
    name="egg-info",
    reads="metadata of an installed Python distribution in the older form, where it lies outside of site-packages",
    files=("*-1.0.egg-info", "*-1.0.egg-info/PKG-INFO", "*-1.0.egg/EGG-INFO/PKG-INFO"),
    licences="`License-Expression`, `License`, classifiers.",
    lists="Several classifiers have no meaning together: read as all of them, and the report says so.",
    gaps=(
        "An `*.egg-info` folder without a version in its name, which setuptools leaves in a project, is not read.",
        "PKG-INFO at the top of an unpacked archive of source is not read.",
        "What it asks for only on other machines, or with an extra, is not followed.",
    ),
    matches=matches,
    read=read,
)
