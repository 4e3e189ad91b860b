"""A package of conda: a tar archive (``*.tar.bz2``), or a zip archive of two tar archives (``*.conda``)."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from copyfair.inventory.archives import Archive
from copyfair.inventory.conda import package
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict, load
from copyfair.inventory.model import Found
from copyfair.inventory.packed import MOST_MEMBER_BYTES, archive_of, is_tarball_with, odd_names, packed
from copyfair.inventory.problems import apart
from copyfair.inventory.tarballs import Tarball
from copyfair.inventory.texts import text_claims
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_NAME = re.compile(r"[^/]+-[^/-]+-[^/-]+\.(?:conda|tar\.bz2)")
_INFO = re.compile(r"info-[^/]+\.tar\.zst")
_INDEX, _LICENCES = "info/index.json", "info/licenses/"
_MOST_BYTES = 64 * 1024 * 1024


def matches(entry: Entry) -> bool:
    """``<name>-<version>-<build>.conda``, or the older ``.tar.bz2``."""
    return _NAME.fullmatch(entry.name) is not None


def recognises(entry: Entry) -> bool:
    """Everybody packs files with bzip2.

    Raises:
        Unreadable: it unpacks to more than copyfair looks at.
    """
    return matches(entry) and (entry.name.endswith(".conda") or is_tarball_with(entry, "index.json", "info"))


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The package.

    Raises:
        Unreadable: it is no package of conda, or needs what is not installed.
    """
    info = Tarball(_info(entry), _is_wanted, MOST_MEMBER_BYTES)
    yield from odd_names(entry, info)
    if _INDEX not in info:
        raise Unreadable("bad-syntax", "the archive holds no file that describes a package")
    top = packed(entry, info)
    index, replaced = load(top.child("info", "index.json"))
    yield from replaced
    files = [top.child(*name.split("/")) for name in sorted(info) if name.startswith(_LICENCES)]
    texts, problems = apart(text_claims(files, top.child("info", "licenses")))
    yield from problems
    for item in archive_of(entry, package(entry, as_dict(index))):
        yield item if isinstance(item, Problem) else replace(item, claims=(*item.claims, *texts))


def _info(entry: Entry) -> bytes:
    """The tar archive that describes the package."""
    if not entry.name.endswith(".conda"):
        return entry.data
    archive = Archive(entry.data)
    named = [name for name in archive if _INFO.fullmatch(name)]
    if len(named) != 1:
        raise Unreadable("bad-syntax", "the archive holds no other archive that describes a package")
    return archive.read(named[0], _MOST_BYTES)


def _is_wanted(name: str) -> bool:
    return name == _INDEX or name.startswith(_LICENCES)


FORMAT = Format(
    name="conda-package",
    reads="a package of conda (`*.conda`, with the extra `zst`, or the older `*.tar.bz2`)",
    files=("*-1.0-0.conda", "*-1.0-0.tar.bz2"),
    licences="`license` of info/index.json; the files in info/licenses.",
    lists="One expression or name.",
    gaps=(
        "`*.conda` without the extra `zst`.",
        "Channel, build and platform are not part of a component's name.",
        "Conda's folder of packages outside of the project is not looked at.",
    ),
    matches=matches,
    recognises=recognises,
    read=read,
)
