"""Hashes of the archives that package managers fetch, as lockfiles write them, and whether several places agree on them."""

import binascii
import hashlib
import re
from collections.abc import Iterable

from copyfair.inventory.model import Found, Hash

__all__ = ["agreed", "from_hex", "from_integrity", "from_prefixed", "is_of", "of_archive"]

_HEX = re.compile(r"[0-9a-fA-F]+", re.ASCII)
_LENGTHS = {"MD5": 32, "SHA-1": 40, "SHA-256": 64, "SHA-384": 96, "SHA-512": 128, "yarn": 128}
_INTEGRITY = {"sha1": "SHA-1", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}


def from_hex(algorithm: str, text: object) -> tuple[Hash, ...]:
    """A hash in hex; none where there is none or what stands there is none."""
    if not isinstance(text, str) or len(text) != _LENGTHS[algorithm] or _HEX.fullmatch(text) is None:
        return ()
    return (Hash(algorithm, text.lower()),)


def from_integrity(text: object) -> tuple[Hash, ...]:
    """What npm and its kin write (``sha512-<base64>``, several with blanks between them; W3C, Subresource Integrity)."""
    found: list[Hash] = []
    for word in text.split()[:10] if isinstance(text, str) else ():
        written, _, value = word.partition("-")
        algorithm = _INTEGRITY.get(written, "")
        try:
            data = binascii.a2b_base64(value.partition("?")[0], strict_mode=True)
        except ValueError:
            continue
        if algorithm and 2 * len(data) == _LENGTHS[algorithm]:
            found.append(Hash(algorithm, data.hex()))
    return tuple(found)


def from_prefixed(texts: Iterable[object]) -> tuple[Hash, ...]:
    """What the lockfiles of Python write (``sha256:<hex>``), one for each archive of a version, each once and sorted."""
    found: set[Hash] = set()
    for text in texts:
        algorithm, _, value = text.partition(":") if isinstance(text, str) else ("", "", "")
        if algorithm in _INTEGRITY:
            found.update(from_hex(_INTEGRITY[algorithm], value))
    return tuple(sorted(found))


def of_archive(data: bytes, algorithm: str) -> Hash:
    """The hash of an archive that lies here."""
    name = "sha512" if algorithm == "yarn" else algorithm.replace("-", "").lower()
    return Hash(algorithm, hashlib.new(name, data, usedforsecurity=False).hexdigest())


def is_of(data: bytes, hashes: Iterable[Hash], algorithm: str) -> bool:
    """The archive has one of the hashes of this algorithm; where there is none of it, it cannot be told and is not."""
    return of_archive(data, algorithm) in hashes


def agreed(places: Iterable[Found]) -> tuple[Hash, ...] | None:
    """The hashes that all places give which give any of their algorithm; None where two places name different archives.

    Where one place names some of the archives of another (those of one platform, or the one that is installed), they agree.
    An archive that lies here is one of those that a lockfile names, or was left out: it counts where none is named.
    """
    given = [one for one in places if one.hashes]
    if not given or all(one.hashes == given[0].hashes for one in given):  # nearly always
        return tuple(sorted(given[0].hashes)) if given else ()
    found: dict[str, tuple[Hash, ...]] = {}
    for place in sorted(given, key=lambda one: one.is_archive):
        for algorithm in {one.algorithm for one in place.hashes}:
            same = tuple(sorted({one for one in place.hashes if one.algorithm == algorithm}))
            known = found.setdefault(algorithm, same)
            if known == same or place.is_archive:
                continue
            if not (set(known) <= set(same) or set(same) <= set(known)):
                return None
            found[algorithm] = max(known, same, key=len)
    return tuple(one for algorithm in sorted(found) for one in found[algorithm])
