"""A licence that a passage says holds, and whether the words before a name say so."""

import re

import msgspec

from copyfair.licensing.expression import Expression

__all__ = ["Said", "says"]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A licence that a passage says holds.

    Attributes:
        expression: which; None where the name may mean several.
        otherwise: what a GNU name without a version means, where nothing else says which version.
        candidates: those several.
        words: as it stands there.
        start: where in the passage it begins, and where it ends.
    """

    expression: Expression | None
    otherwise: Expression | None = None
    candidates: tuple[str, ...] = ()
    words: str
    start: int
    end: int


_SAYS_BEFORE = re.compile(
    r"\b(?:licen[sc]|under\b|terms\b|releas|distribut|redistribut|available\b|covered\b|subject\b|govern|conditions?\b|dual|public domain|free software)",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:not (?:\w+ ){0,3}(?:under|licensed)|incompatible|compatible with|unlike|instead of|rather than|convert|relicens|as opposed to|formerly|"
    r"previously|no longer|similar to|based on|differs from|does not mean|combine|other software)\b[^.]{0,40}$",
    re.IGNORECASE,
)


def says(even: str, start: int) -> bool:
    """Before this place somebody says that a licence holds, and does not deny it."""
    before = even[max(0, start - 160) : start]
    if _DENIES.search(before[-90:]):
        return False
    few = len(before.split()) <= 6 and len(even) < 200
    return few or _SAYS_BEFORE.search(before) is not None
