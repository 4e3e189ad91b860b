"""What travels out of licensing: each component with its licence, and why we think so."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from copyfair.inventory.model import Claim, Component, Origin
from copyfair.licensing.expression import Expression

__all__ = [
    "Change",
    "Conflict",
    "Evidence",
    "Licensed",
    "Match",
    "Parameter",
    "Reading",
    "TextMatch",
    "third_party",
]


class Match(StrEnum):
    """How a statement was understood."""

    EXPRESSION = "expression"
    """It is an SPDX expression."""
    NAME = "name"
    """It is a name or a URL that stands for one licence."""
    TEXT = "text"
    """It is the text of one licence, word for word."""
    MODIFIED_TEXT = "modified-text"
    """It has the clauses of a licence, but words were added, changed or left out."""
    NOTICE = "notice"
    """It says that a licence holds, without the licence's text."""
    AMBIGUOUS = "ambiguous"
    """It may mean several licences and is not guessed."""
    UNKNOWN = "unknown"
    """It is in no list we have."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Words by which a text differs from the licence it is held against.

    Attributes:
        line: of the file, counted from one.
        added: words of the file that are not in the licence.
        left_out: words of the licence that are not in the file; "…" for each one of which only a hash is kept.
    """

    line: int
    added: str = ""
    left_out: str = ""


class TextMatch(msgspec.Struct, frozen=True, kw_only=True):
    """The text of one licence in a file.

    Attributes:
        ids: the licence; several where they share the text.
        share: of the licence's words, how many are there (0 to 1); advice on how to apply it does not count.
        lines: first and last line of the file, counted from one.
        changes: the differences that mean something; empty for a clean match.
        rival: the id of the licence that comes next; empty where none comes near, or the text is there word for word.
        rival_share: of its words, how many are there.
        rival_behind: how many words of the file it explains less.
    """

    ids: tuple[str, ...]
    share: float
    lines: tuple[int, int]
    changes: tuple[Change, ...] = ()
    rival: str = ""
    rival_share: float = 0.0
    rival_behind: int = 0


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """What was filled in where a licence leaves room for it (a change date, a licensor)."""

    name: str
    value: str
    line: int


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One statement and what it was understood to mean.

    Attributes:
        statement: as written; for a text its first words.
        match: how it was understood.
        expression: what it means, None when ambiguous or unknown.
        candidates: for an ambiguous statement: every id it may stand for; for
            a text that several ids share (GPL -only and -or-later): those ids;
            for a modified text: the licence it was made from; for what is
            unknown: licences that it names or is a relative of.
        is_one_of: it is one of the candidates; False where it may also be something else.
        unnamed: it says that there are so many licences at least, and names none of them; 0 where it says no such thing.
        note: in a sentence, what a reader should know about this reading.
        matches: for a text: each licence text in it, in the order of the file.
        parameters: for a text: what was filled in.
    """

    statement: str
    match: Match
    expression: Expression | None = None
    candidates: tuple[str, ...] = ()
    is_one_of: bool = False
    unnamed: int = 0
    note: str = ""
    matches: tuple[TextMatch, ...] = ()
    parameters: tuple[Parameter, ...] = ()


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One claim with its readings and the expression they make together (None if one of them is open)."""

    claim: Claim
    readings: tuple[Reading, ...]
    expression: Expression | None


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence that cannot all be right.

    Attributes:
        one: the evidence that stands highest.
        others: everything that speaks against it.
        says: what the disagreement is, a sentence for each side.
    """

    one: Evidence
    others: tuple[Evidence, ...]
    says: tuple[str, ...]


class Licensed(msgspec.Struct, frozen=True, kw_only=True):
    """A component and its licence.

    Attributes:
        component: what it is about.
        expression: its licence, or None when no evidence settles it.
        evidence: every claim and how it was read, strongest first.
        conflict: all the evidence that disagrees, None where nothing does.
        modified: ids of licences whose text lies with the component in a changed form.
        candidates: for an unsettled licence: what it may be.
        at_most: for an unsettled licence: whichever it is, it asks for no more than this; None where nobody can say.
        why: one sentence: how the expression was reached, or why there is none.
    """

    component: Component
    expression: Expression | None
    evidence: tuple[Evidence, ...]
    conflict: Conflict | None = None
    modified: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    at_most: Expression | None = None
    why: str


def third_party(licensed: Iterable[Licensed]) -> tuple[Licensed, ...]:
    """Those that are judged: neither the project's own components nor the standard library."""
    return tuple(one for one in licensed if one.component.origin is Origin.THIRD_PARTY)
