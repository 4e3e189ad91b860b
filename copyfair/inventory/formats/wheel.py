"""A distribution of Python, packed as a wheel or as an egg."""

import re
from collections.abc import Iterator

from copyfair.inventory.archives import Archive
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.formats.site_packages import read_distribution
from copyfair.inventory.model import Found
from copyfair.inventory.packed import archive_of, folders_with, odd_names, packed
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]


_EGG = re.compile(r"[^-]+-\d[^-]*(?:-.+)?\.egg")


def matches(entry: Entry) -> bool:
    """``*.whl``, and ``name-1.0-py3.10.egg``; other tools have eggs of their own."""
    return entry.name.endswith(".whl") or _EGG.fullmatch(entry.name) is not None


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The distribution.

    Raises:
        Unreadable: it is neither.
    """
    archive = Archive(entry.data)
    yield from odd_names(entry, archive)
    if entry.name.endswith(".egg"):
        if "EGG-INFO/PKG-INFO" not in archive:
            raise Unreadable("bad-syntax", "the archive holds no metadata of a distribution")
        yield from archive_of(entry, read_distribution(entry, packed(entry, archive).child("EGG-INFO", "PKG-INFO")))
        return
    folders = [name for name in folders_with(archive, "METADATA") if name.endswith(".dist-info")]
    if len(folders) != 1:
        raise Unreadable("bad-syntax", f"the archive holds {len(folders)} distributions, where a wheel has one")
    yield from archive_of(entry, read_distribution(packed(entry, archive).child(folders[0])))


FORMAT = Format(
    name="wheel",
    reads="a distribution of Python packed as a wheel or an egg",
    files=("*.whl", "*-1.0-py3.10.egg"),
    licences="`License-Expression`, `License`, classifiers of METADATA; the licence files that lie beside it.",
    lists="Several classifiers have no meaning together: read as all of them, and the report says so.",
    gaps=("What it asks for only on other machines, or with an extra, is not followed.",),
    matches=matches,
    read=read,
)
