"""A policy as text for a copyfair.toml."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from copyfair.cli.recording import quoted

if TYPE_CHECKING:
    from copyfair.policy.foreign import Draft, Imported

__all__ = ["comment", "imported", "wrapped"]

_WIDTH = 100
_HINTS = {"until": "a day like 2027-01-31", "reason": "why", "approver": "who"}


def imported(policy: "Imported", source: str) -> str:
    """The part of a copyfair.toml that says the same as another tool's policy, and what it cannot say."""
    return "\n".join(_lines(policy, source)) + "\n"


def _lines(policy: "Imported", source: str) -> Iterator[str]:
    yield f"# Carried over from {comment(source)}. Read it before you use it."
    if policy.left:
        yield "#"
        yield "# Not carried over, or different here:"
        yield from (f"# - {comment(text)}" for text in policy.left)
    yield ""
    yield "[policy]"
    yield from _list("allow", [name for name in policy.allow if name not in policy.deny])
    yield from _list("deny", policy.deny)
    yield from (f"# allowed there as well: {comment(name)}" for name in policy.allow if name in policy.deny)
    yield from _list("scopes", policy.scopes)
    if policy.groups:
        yield ""
        yield "[policy.groups]"
        for name, members in policy.groups.items():
            yield from _list(quoted(name), members)
    for draft in policy.drafts:
        yield ""
        yield from _draft(draft)


def _list(name: str, values: Sequence[str]) -> Iterator[str]:
    whole = f"{name} = [{', '.join(map(quoted, values))}]"
    if values and len(whole) <= _WIDTH:
        yield whole
    elif values:
        yield f"{name} = ["
        yield from wrapped(values)
        yield "]"


def wrapped(values: Iterable[str], before: str = "  ") -> Iterator[str]:
    """Texts of a TOML list, as many on a line as fit."""
    line = before
    for value in values:
        word = f"{quoted(value)}, "
        if len(line) + len(word) > _WIDTH and line.strip(" #"):
            yield line.rstrip()
            line = before
        line += word
    yield line.rstrip()


def _draft(draft: "Draft") -> Iterator[str]:
    """A record as text; a comment as long as something in it is open."""
    mark = "# " if draft.open else ""
    fields: Mapping[str, str] = dict(draft.fields)
    yield f"{mark}[[{draft.table}]]"
    yield from (f"{mark}{key} = {quoted(value)}" for key, value in fields.items())
    yield from (f"# {key} =   # {_HINTS[key]}" for key in draft.open)


def comment(text: str) -> str:
    """One clean line."""
    from copyfair.pages import clean

    return clean(text)
