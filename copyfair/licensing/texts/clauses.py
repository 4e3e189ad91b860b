"""Clauses: phrases by which a licence that asks who you are is told apart, and words that hint at a limit."""

import re
from collections.abc import Iterable
from functools import lru_cache

from copyfair.licensing.catalogue import Catalogue

__all__ = ["licences_by_clause", "limits_use", "warning"]

_WORD = re.compile(r"\w+")
_Mark = tuple[str, tuple[str, ...], tuple[str, ...]]


def licences_by_clause(padded: str, catalogue: Catalogue) -> tuple[str, ...]:
    """The licence files whose clauses stand in an evened-out text with a space at each end."""
    return tuple(name for name, contains, lacks in _marks(catalogue) if _has(padded, contains, lacks))


@lru_cache(maxsize=8)
def _marks(catalogue: Catalogue) -> tuple[_Mark, ...]:
    marked = (file for file in catalogue.named() if file.text.contains)
    return tuple((file.id, _phrases(file.text.contains), _phrases(file.text.lacks)) for file in marked)


def _phrases(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(f" {' '.join(_WORD.findall(phrase.lower().replace('licence', 'license')))} " for phrase in phrases)


def _has(padded: str, contains: tuple[str, ...], lacks: tuple[str, ...]) -> bool:
    return all(phrase in padded for phrase in contains) and not any(phrase in padded for phrase in lacks)


_RESTRICTING = (
    "academic use",
    "annual revenue",
    "commercial advantage",
    "commercial license",
    "commercial purpose",
    "commercial use",
    "competing",
    "evaluation purposes",
    "evaluation use",
    "for good not evil",
    "gross revenue",
    "internal use",
    "military",
    "may not be used",
    "may not use",
    "must not be used",
    "must not use",
    "non commercial",
    "noncommercial",
    "personal use",
    "research purposes only",
    "worker owned",
)


_LIMITING = (
    "academic purposes",
    "academic use",
    "annual revenue",
    "commercial license",
    "commercial use is",
    "commons clause",
    "educational purposes",
    "evaluation only",
    "evaluation purposes",
    "evaluation use",
    "for good not evil",
    "for non commercial",
    "gross revenue",
    "internal use",
    "military",
    "non commercial purposes",
    "non commercial use only",
    "noncommercial purposes",
    "noncommercial use",
    "not for commercial",
    "not use this software for commercial",
    "personal use",
    "research purposes only",
    "without written permission",
    "worker owned",
)
"""As above, but never in a licence that restricts nobody, nor in the texts people bundle with one."""


def warning(padded: str) -> str:
    """Say so when an unknown text may limit who uses it or what for."""
    limits = [phrase for phrase in _LIMITING if f" {phrase}" in padded]
    found = [*limits, *(phrase for phrase in _RESTRICTING if f" {phrase}" in padded)]
    seems = "seems to limit its use: it " if limits else ""
    words = ", ".join(f"“{phrase}”" for phrase in found[:4])
    return f"it is no licence text that we know, and it {seems}speaks of {words}" if found else ""


def limits_use(statement: str) -> bool:
    """A statement that is no name of a licence speaks of who may use the work or what for."""
    padded = f" {' '.join(_WORD.findall(statement.lower().replace('licence', 'license')))} "
    return any(f" {phrase}" in padded for phrase in (*_LIMITING, *_RESTRICTING))
