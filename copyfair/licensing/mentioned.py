"""Names of licences in running text: an unknown licence text may say which licence it refers to."""

import re
from collections.abc import Mapping
from functools import lru_cache

from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.name_table import table
from copyfair.licensing.weigh import limits_of

__all__ = ["limits_named_in"]

_WORD = re.compile(r"\w+")
_SHORTEST = 14
"""Characters of a name; a shorter one ("fair source") may be two words of a sentence."""


def limits_named_in(text: str, catalogue: Catalogue) -> tuple[str, ...]:
    """The licences that limit who may use the work, and that a text names or gives the address of; sorted.

    Only names of several words count, and of these the longest.
    """
    padded = f" {' '.join(_words(text))} "
    lowered = text.lower()
    named = [phrase for phrase in _phrases(catalogue) if phrase in padded]
    longest = [phrase for phrase in named if not any(phrase != other and phrase in other for other in named)]
    found = {name for phrase in longest for name in _phrases(catalogue)[phrase]}
    found |= {name for address, ids in _pages(catalogue).items() if address in lowered for name in ids}
    return tuple(sorted(found))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("licence", "license"))


@lru_cache(maxsize=8)
def _phrases(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """Names of limiting licences as they stand in text -> the ids they may stand for."""
    limits = limits_of(catalogue)
    names: list[tuple[str, tuple[str, ...]]] = []
    names += [(name, (file.id,)) for file in catalogue.named() for name in (file.name, *file.names)]
    names += [(f"{name} License", ids) for name, ids in table().ambiguous.items() if all(map(limits, ids))]
    phrases: dict[str, tuple[str, ...]] = {}
    for name, ids in names:
        phrase = " ".join(_words(name))
        if len(phrase) >= _SHORTEST and phrase.count(" ") > 0:
            phrases.setdefault(f" {phrase} ", ids)
    return phrases


@lru_cache(maxsize=8)
def _pages(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    limits = limits_of(catalogue)
    single = {address: (meaning,) for address, meaning in table().urls.items()}
    pages = {**single, **table().unclear_urls}
    return {address: ids for address, ids in pages.items() if len(address) >= _SHORTEST and all(map(limits, ids))}
