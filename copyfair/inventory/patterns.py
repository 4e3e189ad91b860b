"""Patterns of files in REUSE.toml and in Debian's copyright files: which files they fit, and which other patterns they cover."""

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase

__all__ = ["covers", "covers_dep5", "is_plain", "last_words"]

_MOST_PATTERNS = 300
"""Each is compared with those that follow it; behind so many all are taken to count."""
_MOST_STEPS = 20
_MANY = "\0"
"""What stands for ``**`` where a pattern is looked at as a path: nothing but ``**`` fits it."""


def covers(pattern: str, other: str) -> bool:
    """Every file that fits the other pattern of REUSE.toml fits this one; a path is a pattern that one file fits.

    ``*`` stands for anything without a slash, ``**`` for anything (REUSE specification 3.3). Nothing is taken to fit a
    pattern that is not plain.
    """
    if not is_plain(pattern):
        return False
    steps = [_MANY if step == "**" else step for step in other.split("/")]
    reached = {0}  # so many steps of the other one are fitted
    for part in pattern.split("/"):
        if part == "**":
            reached = set(range(min(reached), len(steps) + 1)) if reached else set()
        else:
            reached = {at + 1 for at in reached if at < len(steps) and _fits(part, steps[at])}
    return len(steps) in reached


def is_plain(pattern: str) -> bool:
    """`covers` understands all of it: no sign is escaped, ``**`` is never a part of a step, and it has few steps."""
    steps = pattern.split("/")
    return len(steps) <= _MOST_STEPS and "\\" not in pattern and all(step == "**" or "**" not in step for step in steps)


def _fits(part: str, step: str) -> bool:
    if _MANY in step or "**" in part or "**" in step:
        return False
    return fnmatchcase(step, part.replace("[", "[[]").replace("?", "[?]"))


def covers_dep5(pattern: str, other: str) -> bool:
    """As `covers`, for Debian's: ``*`` stands for anything, slashes too, and ``?`` for one character."""
    if "?" in pattern and "*" in other:
        return False  # one character is not any number of them
    return fnmatchcase(other, pattern.replace("[", "[[]"))


def last_words(patterns: Sequence[str], fits: Callable[[str, str], bool]) -> list[bool]:
    """Of patterns in the order of a file, in which the last one that a file fits counts: does each count for any file?

    Args:
        patterns: of all paragraphs.
        fits: `covers` or `covers_dep5`.
    """
    later = patterns[:_MOST_PATTERNS]
    return [not any(fits(other, pattern) for other in later[index + 1 :]) for index, pattern in enumerate(patterns)]
