"""A package of Debian: an ar archive of two tar archives, one that describes it and one with its files."""

from collections.abc import Iterator

import msgspec

from copyfair.inventory.dep5 import copyright_claims
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.formats.dpkg_status import described
from copyfair.inventory.model import Claim, Found
from copyfair.inventory.packed import MOST_MEMBER_BYTES, archive_of, odd_names, packed
from copyfair.inventory.problems import problem, unread
from copyfair.inventory.stanzas import stanzas
from copyfair.inventory.system import installed
from copyfair.inventory.tarballs import Tarball
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_MAGIC = b"!<arch>\n"
_HEADER = 60
_MOST_PARTS = 20


def matches(entry: Entry) -> bool:
    """By the ending."""
    return entry.name.endswith((".deb", ".udeb"))


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The package.

    Raises:
        Unreadable: it is no package of Debian.
    """
    parts = dict(_parts(entry.data))
    control = Tarball(_part(parts, "control.tar"), lambda name: name == "control", MOST_MEMBER_BYTES)
    yield from odd_names(entry, control)
    if "control" not in control:
        raise Unreadable("bad-syntax", "the archive holds no file that describes a package")
    stanza = next(stanzas(packed(entry, control).child("control").text()), None)
    package = described(entry, stanza) if stanza is not None else problem(entry, "bad-entry", "it describes nothing")
    if isinstance(package, Problem):
        yield package
        return
    claims = list(_claims(entry, parts, package.name))
    yield from (one for one in claims if isinstance(one, Problem))
    said = tuple(one for one in claims if isinstance(one, Claim))
    yield from archive_of(entry, installed("deb", "debian", [msgspec.structs.replace(package, claims=said)]))


def _parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The members of an ar archive: a heading of 60 characters each, with name and size, then the bytes, to an even place."""
    if not data.startswith(_MAGIC):
        raise Unreadable("bad-syntax", "it is no ar archive, as packages of Debian are")
    at = len(_MAGIC)
    for _ in range(_MOST_PARTS):
        heading = data[at : at + _HEADER]
        size = heading[48:58].strip()
        if len(heading) < _HEADER or not size.isdigit():
            return
        at += _HEADER
        yield heading[:16].decode("ascii", "replace").strip().rstrip("/"), data[at : at + int(size)]
        at += int(size) + int(size) % 2


def _part(parts: dict[str, bytes], name: str) -> bytes:
    found = next((data for key, data in parts.items() if key == name or key.startswith(f"{name}.")), None)
    if found is None:
        raise Unreadable("bad-syntax", f"the archive holds no {name}")
    return found


def _claims(entry: Entry, parts: dict[str, bytes], name: str) -> Iterator[Claim | Problem]:
    place = f"usr/share/doc/{name}/copyright"
    try:
        data = Tarball(_part(parts, "data.tar"), lambda member: member == place, MOST_MEMBER_BYTES)
    except Unreadable as stop:
        yield unread(entry, stop)
        return
    yield from odd_names(entry, data)
    yield from copyright_claims(packed(entry, data).child(*place.split("/")))


FORMAT = Format(
    name="deb",
    reads="a package of Debian",
    files=("*.deb", "*.udeb"),
    licences="`usr/share/doc/<package>/copyright`: the `License` fields of its files, else the text.",
    lists="All licences of the files of a package bind.",
    gaps=(
        "Packages whose parts are packed with Zstandard (Ubuntu), without the extra `zst`.",
        "Whose package it is, of the systems that are made of such packages, is not in it: it is named as one of Debian.",
        "A copyright file that is a link to that of another package.",
    ),
    matches=matches,
    read=read,
)
