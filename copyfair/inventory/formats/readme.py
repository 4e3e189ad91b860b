"""What a README says about the licence of the folder it lies in: prose, which may contradict but settles nothing."""

import re

from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Claim, Found, Origin, Source, Standing
from copyfair.inventory.paths import folder_name, folder_purl

__all__ = ["FORMAT", "read"]

_NAME = re.compile(r"readme(?:\.(?:md|markdown|rst|txt|adoc|asciidoc|org))?", re.IGNORECASE)
_MOST_BYTES = 256 * 1024
"""A page is read up to here; what follows is no introduction any more."""
_SIGNS = (b"licen", b"lizenz", b"\xd0\xbb\xd0\xb8\xd1\x86\xd0\xb5\xd0\xbd\xd0\xb7", b"\xe8\xae\xb8\xe5\x8f\xaf")


def matches(entry: Entry) -> bool:
    """A README of the project or of something that lies in it."""
    return _NAME.fullmatch(entry.name) is not None


def read(entry: Entry) -> list[Found]:
    """The folder, if its README names a licence; only something that is known otherwise takes this evidence.

    Raises:
        Unreadable: it cannot be read.
    """
    head = entry.head(_MOST_BYTES)
    if not any(sign in head.lower() for sign in _SIGNS):
        return []
    from copyfair.inventory.prose import licence_words  # noqa: PLC0415 - few files get here

    text = head.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    claims = tuple(
        Claim(
            statements=(words,),
            source=Source(file=str(entry.path), field=kind, line=line, format=entry.format_name),
            standing=Standing.MENTIONED,
        )
        for words, kind, line in licence_words(text)
    )
    if not claims:
        return []
    return [
        Found(
            purl=folder_purl(entry.root, entry.folder),
            name=folder_name(entry.root, entry.folder),
            source=Source(file=str(entry.path), format=entry.format_name),
            claims=claims,
            origin=Origin.FIRST_PARTY if entry.folder == "." else Origin.THIRD_PARTY,
            home=entry.folder,
            weak=True,
            evidence_only=True,
        )
    ]


FORMAT = Format(
    name="readme",
    reads="what a README says about the licence of its folder (a heading, a badge); it may contradict, it settles nothing",
    files=("README*",),
    licences="A heading or badge about the licence; it may contradict, it settles nothing.",
    matches=matches,
    read=read,
)
