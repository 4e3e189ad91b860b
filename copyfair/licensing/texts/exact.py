"""Texts that are known word for word, by the hash of their evened-out form."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache

import msgspec

from copyfair.data import package_file
from copyfair.licensing.texts.evening import normalise

__all__ = ["fingerprints_of", "known_ids"]


def _hash(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:16]


_END = "end of terms and conditions"
_HOW = (" appendix how to apply", " how to apply these terms")
_NOTE = "licensed under the apache license version 2 0"


def variants(body: str) -> Iterator[str]:
    """A normalised text and the forms in which people ship it: without the advice on how to apply it."""
    yield body
    start, found, rest = body.partition(_END)
    if found and any(rest.startswith(how) for how in _HOW):
        yield start + found
        yield start.strip()
        if _NOTE in rest:
            yield f"{start}{found} {rest[rest.index(_NOTE) :]}"


def fingerprints_of(text: str) -> tuple[str, ...]:
    """The hashes under which a licence text and its usual forms are known, sorted."""
    return tuple(sorted({_hash(body) for body in variants(normalise(text))}))


def known_ids(body: str) -> tuple[str, ...]:
    """The ids whose text this evened-out text is, word for word."""
    return _index().get(_hash(body), ())


@cache
def _index() -> Mapping[str, tuple[str, ...]]:
    data = package_file("licensing/data/fingerprints.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, tuple[str, ...]])
