"""A source distribution of Python: a tar archive with PKG-INFO in its one folder."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.formats.site_packages import read_distribution
from copyfair.inventory.model import Claim, Found
from copyfair.inventory.packed import MOST_MEMBER_BYTES, archive_of, folders_with, is_tarball_with, odd_names, packed
from copyfair.inventory.problems import apart
from copyfair.inventory.tarballs import Tarball
from copyfair.inventory.texts import is_licence_name, licence_files, text_claims
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_NAME = re.compile(r".+-\d[^/]*\.tar\.(?:gz|bz2|xz)")


def matches(entry: Entry) -> bool:
    """``<name>-<version>.tar.gz``, also packed in other ways."""
    return _NAME.fullmatch(entry.name) is not None


def recognises(entry: Entry) -> bool:
    """Everybody packs sources so; Python's have a PKG-INFO.

    Raises:
        Unreadable: it unpacks to more than copyfair looks at.
    """
    return is_tarball_with(entry, "PKG-INFO")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The distribution.

    Raises:
        Unreadable: it is no source distribution.
    """
    archive = Tarball(entry.data, _is_wanted, MOST_MEMBER_BYTES)
    yield from odd_names(entry, archive)
    folders = folders_with(archive, "PKG-INFO")
    if len(folders) != 1:
        raise Unreadable(
            "bad-syntax", f"the archive holds {len(folders)} distributions, where a source archive has one"
        )
    yield from archive_of(entry, _with_texts(packed(entry, archive).child(folders[0])))


def _is_wanted(name: str) -> bool:
    path = PurePosixPath(name)
    return len(path.parts) == 2 and (path.name in ("PKG-INFO", "requires.txt") or is_licence_name(path.name))


def _with_texts(folder: Entry) -> Iterator[Found | Problem]:
    """The licence files at the top of the sources, which metadata may name by patterns."""
    texts, problems = apart(text_claims(licence_files(folder), folder))
    yield from problems
    for item in read_distribution(folder, folder.child("PKG-INFO")):
        yield item if isinstance(item, Problem) else _and(item, texts)


def _and(found: Found, texts: list[Claim]) -> Found:
    return msgspec.structs.replace(found, claims=(*found.claims, *texts))


FORMAT = Format(
    name="sdist",
    reads="a source distribution of Python (`<name>-<version>.tar.gz` with a PKG-INFO)",
    files=("*.tar.gz",),
    licences="`License-Expression`, `License`, classifiers of PKG-INFO; licence files beside it.",
    lists="Several classifiers have no meaning together: read as all of them, and the report says so.",
    gaps=("Source distributions packed as zip.",),
    matches=matches,
    recognises=recognises,
    read=read,
)
