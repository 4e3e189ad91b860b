"""What the formats of Erlang and Elixir share: versions, what a fetched package says of its licence, and who an application is."""

import re
from collections.abc import Iterator

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.model import Claim, Combine

__all__ = ["application", "claims", "is_version"]

_VERSION = re.compile(r"\d[0-9A-Za-z.+-]{0,100}", re.ASCII)
_LICENCES = re.compile(r'\{<<"licenses">>,\s*\[([^\[\]]*)\]\}')
_TEXT = re.compile(r'<<"([^"]*)"(?:/utf8)?>>')
_APPLICATION = re.compile(r"\{\s*application\s*,\s*'?([a-zA-Z0-9_@]{1,127})'?\s*,", re.ASCII)
_ITS_VERSION = re.compile(r'\{\s*vsn\s*,\s*"([^"\n]*)"\s*\}')
_COMMENT = re.compile(r"^[ \t]*%.*$", re.MULTILINE)


def is_version(text: str) -> bool:
    """It can be the version of a package of Hex."""
    return _VERSION.fullmatch(text) is not None


def claims(folder: Entry) -> Iterator[Claim]:
    """What the metadata of a fetched package say; where they cannot be read its licence files have the word."""
    file = folder.child("hex_metadata.config")
    try:
        found = _LICENCES.search(file.text()) if file.is_file() else None
    except Unreadable:
        return
    names = tuple(name for name in _TEXT.findall(found[1]) if name.strip()) if found else ()
    if names:
        combine = Combine.UNDEFINED if len(names) > 1 else Combine.ONE
        yield Claim(statements=names, source=file.source("licenses"), combine=combine)


def application(folder: Entry) -> tuple[str, str | None] | None:
    """Name and version of the application whose sources lie in a folder, by its ``src/*.app.src``; None where none does."""
    sources = folder.child("src")
    try:
        names = sources.names() if sources.is_dir() else []
        text = next((sources.child(name).text() for name in names if name.endswith(".app.src")), "")
    except Unreadable:
        return None
    text = _COMMENT.sub("", text)
    name, version = _APPLICATION.search(text), _ITS_VERSION.search(text)
    if name is None:
        return None
    return name[1], version[1] if version and is_version(version[1]) else None
