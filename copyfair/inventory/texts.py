"""Licence files in a folder: which they are, which one is *the* licence, and what they say."""

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.model import Claim, Source, Standing
from copyfair.inventory.problems import problem, unread
from copyfair.problem import Problem

__all__ = [
    "MOST_TEXT_BYTES",
    "claim_of",
    "is_licence_name",
    "licence_files",
    "primary_name",
    "text_claim",
    "text_claims",
]

MOST_TEXT_BYTES = 1024 * 1024
"""A licence file over this size is a `file-too-large` problem, not read."""

_NAME = re.compile(
    r"(?:(?:mit|bsd|isc|apache|l?gpl|mpl)[-_])?(?:un)?licen[cs]es?(?:[-_. ].*)?|copying(?:[-_. ].*)?",
    re.IGNORECASE | re.DOTALL,
)
_PLAIN = re.compile(r"(?:(?:un)?licen[cs]e|copying)(?:\.(?:txt|md|markdown|rst|adoc|text|html?))?", re.IGNORECASE)
_KINDS = r"(?:mit|bsd|isc|apache|[al]?gpl|mpl|zlib|boost|epl|cddl|artistic)"
_SAYS_WHICH = re.compile(
    rf"licen[cs]e[-_.]{_KINDS}[-_.]?v?[\d.-]*(?:\.(?:txt|md|text))?|{_KINDS}[-_.]licen[cs]e(?:\.(?:txt|md|text))?",
    re.IGNORECASE,
)
_LESSER = re.compile(r"copying[-_.](?:lesser|lib)(?:\.\w+)?", re.IGNORECASE)
_NOT_PROSE = re.compile(
    r".*\.(?:bat|bin|c|cc|cfg|cjs|class|cmake|conf|cpp|cs|css|csv|cts|dart|db|dll|ejs|erb|exs?|exe|fs|gif|go|gz|h|hbs|hpp|hs"
    r"|ico|ini?|ipynb|jar|java|jpe?g|jsx?|json5?|jsonl|key|kts?|less|lic|lock|log|lua|m|map|mjs|mo|mts|nix|o|pdf|pem|php|pl"
    r"|png|pot?|proto|ps1|py[cix]?|r|rb|rs|sass|scala|scss|sh|sig|so|sql|sum|svelte|svg|swift|tar|tmpl|toml|tsx?|tsv|vue"
    r"|wasm|webp|xlsx|xml|xs[dl]|ya?ml|zip)",
    re.IGNORECASE | re.DOTALL,
)
"""Endings of programs and data: `license.py` checks licences, it is none."""


def is_licence_name(name: str) -> bool:
    """A file of this name holds a licence text (``LICENSE.md``, ``COPYING``, ``LICENSE-MIT``, ``UNLICENSE`` …)."""
    return _NAME.fullmatch(name) is not None and _NOT_PROSE.fullmatch(name) is None


def licence_files(folder: Entry) -> list[Entry]:
    """The licence files directly in a folder: the plain ones (``LICENSE``) first, then by name.

    Raises:
        Unreadable: the folder cannot be listed.
    """
    named = [folder.child(name) for name in folder.names() if is_licence_name(name)]
    found = [entry for entry in named if not entry.is_dir()]
    return sorted(found, key=lambda entry: (_PLAIN.fullmatch(entry.name) is None, entry.name))


def text_claims(
    files: Iterable[Entry], folder: Entry, *, field: str = "", named: bool = False
) -> Iterator[Claim | Problem]:
    """What licence files say, one claim a file, in the order given.

    Args:
        files: from `licence_files`, or named by a manifest.
        folder: the folder of the component; only a file directly in it can be *the* licence.
        field: the field of a manifest that names the files, if one does.
        named: the manifest names one file as *the* licence, whatever it is called and wherever it lies.
    """
    entries = list(files)
    primary = primary_name(entry.name for entry in entries if entry.path.parent == folder.path)
    for entry in entries:
        is_primary = entry.path.parent == folder.path and entry.name == primary
        yield text_claim(entry, field, primary=is_primary or (named and len(entries) == 1))


def primary_name(names: Iterable[str]) -> str | None:
    """The name of the one plain licence file of a folder, or of its only one where that says which licence it is.

    None where several might be it.
    GNU's custom for the LGPL is `COPYING` with the GPL beside `COPYING.LESSER`: there `COPYING` is not the licence.
    """
    names = set(names)
    plain = [name for name in names if _PLAIN.fullmatch(name)]
    if len(names) == 1 and not plain:
        plain = [name for name in names if _SAYS_WHICH.fullmatch(name)]
    if len(plain) != 1 or any(_LESSER.fullmatch(name) for name in names):
        return None
    return plain[0]


def text_claim(entry: Entry, field: str = "", *, primary: bool = False) -> Claim | Problem:
    """What one licence file says; a `Problem` where it cannot be read."""
    try:
        data = entry.head(MOST_TEXT_BYTES + 1)
    except Unreadable as stop:
        return unread(entry, stop)
    if len(data) > MOST_TEXT_BYTES:
        return problem(entry, "file-too-large", f"a licence text is read up to {MOST_TEXT_BYTES >> 10} KiB")
    source = Source(
        file=str(entry.path), field=field, sha256=hashlib.sha256(data).hexdigest(), format=entry.format_name
    )
    return claim_of(data, source, primary=primary)


def claim_of(data: bytes, source: Source, *, primary: bool = False) -> Claim:
    """What a licence text says that was read from `source`, whatever its encoding."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    # A tree may hold one text a thousand times; one string is kept for all (and freed with the last of them).
    text = sys.intern(text)
    return Claim(statements=(text,), source=source, standing=Standing.FOUND, is_text=True, primary=primary)
