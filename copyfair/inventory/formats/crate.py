"""A crate of Rust, as Cargo packs it."""

from collections.abc import Iterator
from pathlib import PurePosixPath

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format, cargo_toml
from copyfair.inventory.model import Found
from copyfair.inventory.packed import MOST_MEMBER_BYTES, archive_of, folders_with, odd_names, packed
from copyfair.inventory.problems import apart
from copyfair.inventory.tarballs import Tarball
from copyfair.inventory.texts import licence_files, text_claims
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_MOST_DEPTH = 4
"""A licence file that the manifest names lies no deeper."""


def matches(entry: Entry) -> bool:
    """By the ending."""
    return entry.name.endswith(".crate")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The crate.

    Raises:
        Unreadable: it is no crate.
    """
    archive = Tarball(entry.data, _is_wanted, MOST_MEMBER_BYTES)
    yield from odd_names(entry, archive)
    folders = folders_with(archive, "Cargo.toml")
    if len(folders) != 1:
        raise Unreadable("bad-syntax", f"the archive holds {len(folders)} crates, where Cargo puts one")
    yield from archive_of(entry, _crate(packed(entry, archive).child(folders[0])))


def _is_wanted(name: str) -> bool:
    """The manifest, and whatever is no source: the manifest may name any file as the licence."""
    path = PurePosixPath(name)
    return path.name == "Cargo.toml" or (len(path.parts) <= _MOST_DEPTH and path.suffix != ".rs")


def _crate(folder: Entry) -> Iterator[Found | Problem]:
    for item in cargo_toml.read(folder.child("Cargo.toml")):
        if isinstance(item, Problem):
            yield item
        elif item.home is not None:  # the rest is what it asks for, which is not here
            named = {claim.source.file for claim in item.claims if claim.is_text}
            files = [file for file in licence_files(folder) if str(file.path) not in named]
            texts, problems = apart(text_claims(files, folder))
            yield from problems
            yield msgspec.structs.replace(item, claims=(*item.claims, *texts))


FORMAT = Format(
    name="crate",
    reads="a crate of Rust as Cargo packs it",
    files=("*.crate",),
    licences="`license`, then the file of `license-file`; licence files at the top.",
    lists="One SPDX expression; a slash in old ones means that the user may choose.",
    matches=matches,
    read=read,
)
