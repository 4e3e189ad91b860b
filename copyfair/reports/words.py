"""The words that every report shares: verdicts, stances, numbers, places."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

from copyfair.actor.facts import Value
from copyfair.inventory.model import Combine, Component, Origin, Source, Standing
from copyfair.licensing.model import Match
from copyfair.money import Money
from copyfair.pages import clean
from copyfair.reciprocity.model import Decision, Doubt, DutyKind, Rung, Stance, Verdict

__all__ = [
    "ARROW",
    "COMBINE",
    "DOUBTS",
    "DUTIES",
    "LONG",
    "MATCHES",
    "NOTE",
    "NO_LICENCE",
    "OPEN_LICENCE",
    "ORIGINS",
    "STANCES",
    "STANDINGS",
    "VERDICTS",
    "WOULD",
    "and_more",
    "cite",
    "counts",
    "cut",
    "https",
    "label",
    "licence",
    "number",
    "path",
    "place",
    "said",
    "steps",
    "value",
]

K = TypeVar("K")

ARROW = " \u203a "
"""Between the steps of a way from the root: a small arrow head."""

NO_LICENCE = "none known"

OPEN_LICENCE = "one of several"
"""Which of them is meant is not known; whichever it is, no more is asked than by all of them."""

NOTE = "note"
"""What a clause does that neither grants nor takes: it tells something."""

VERDICTS: Mapping[Verdict, str] = {verdict: verdict.value.replace("-", " ") for verdict in Verdict}

DOUBTS: Mapping[Doubt, str] = {
    Doubt.MISSING_FACT: "a fact is missing",
    Doubt.SILENT_TEXT: "the licence does not say",
    Doubt.MODIFIED_TEXT: "the licence text was changed",
    Doubt.CONFLICT: "the statements disagree",
    Doubt.UNKNOWN_LICENCE: "the licence is not known",
}

STANCES: Mapping[Stance, str] = {
    Stance.GRANTS: "grants",
    Stance.BARS: "bars",
    Stance.SILENT: "is silent",
    Stance.RESERVES: "reserves",
    Stance.OPEN: "is open",
    Stance.RECORD: "(on record)",
    Stance.EVIDENCE: "",
}

WOULD: Mapping[Stance, str] = {
    **STANCES,
    Stance.GRANTS: "would grant",
    Stance.BARS: "would bar",
    Stance.SILENT: "would be silent",
    Stance.RESERVES: "would reserve",
}
"""The same, for a clause of which it is not known yet whether it applies."""

STANDINGS: Mapping[Standing, str] = {
    Standing.MENTIONED: "mentioned in its README",
    Standing.FOUND: "found beside it",
    Standing.DECLARED: "declared",
    Standing.CONCLUDED: "concluded by somebody",
    Standing.RECORDED: "recorded in copyfair.toml",
}

MATCHES: Mapping[Match, str] = {
    Match.EXPRESSION: "an SPDX expression",
    Match.NAME: "a name for one licence",
    Match.TEXT: "the text of one licence",
    Match.NOTICE: "says that a licence holds",
    Match.MODIFIED_TEXT: "a changed licence text",
    Match.AMBIGUOUS: "may mean several licences",
    Match.UNKNOWN: "not understood",
}

COMBINE: Mapping[Combine, str] = {
    Combine.ONE: "",
    Combine.ANY: "a list to choose from",
    Combine.ALL: "a list that binds as a whole",
    Combine.UNDEFINED: "a list whose meaning the format leaves open, read as binding as a whole",
}

ORIGINS: Mapping[Origin, str] = {
    Origin.THIRD_PARTY: "third-party",
    Origin.FIRST_PARTY: "first-party",
    Origin.STANDARD_LIBRARY: "standard library",
}

DUTIES: Mapping[DutyKind, str] = {
    DutyKind.ATTRIBUTION: "Name the authors",
    DutyKind.LICENCE_TEXT: "Pass on the licence text",
    DutyKind.NOTICE_OF_CHANGES: "Mark changes",
    DutyKind.SOURCE: "Give the source",
    DutyKind.SAME_LICENCE: "Keep the same licence",
    DutyKind.NETWORK_SOURCE: "Give the source to network users",
    DutyKind.NO_FURTHER_TERMS: "Add no further terms",
    DutyKind.NO_ENDORSEMENT: "Claim no endorsement",
    DutyKind.ADVERTISING_NOTICE: "Print a notice in advertising",
    DutyKind.RENAME: "Use another name",
    DutyKind.PATENT_PEACE: "Claim no patents on it",
    DutyKind.OTHER: "Other duties",
}

LONG = 900
"""Characters of the longest sentence that is shown whole."""

_LONGEST = 240
_LONGEST_WAY = 20
_LONGEST_URL = 500


def cut(text: str, longest: int = _LONGEST) -> str:
    """Foreign text as one clean line (`copyfair.pages.clean`) of a length that a page can bear."""
    if len(text) > longest:
        # Cut before it is cleaned: a licence text of a megabyte would be cleaned only to be thrown away.
        return f"{clean(text[:longest])[:longest]}…"
    return clean(text)


def number(count: int, noun: str, plural: str = "") -> str:
    """``1 component``, ``2,000 components``."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def counts(tally: Mapping[K, int]) -> list[tuple[K, int]]:
    """Most frequent first, equal ones by name."""
    return sorted(tally.items(), key=lambda pair: (-pair[1], str(pair[0])))


def said(says: str, reading: str) -> str:
    """What a clause or a duty says, with the reading of it that was taken."""
    return cut(f"{says} ({reading})" if reading else says, LONG)


def cite(license_id: str, clause: str) -> str:
    """``PPL 4(d)``; either part may be empty."""
    return cut(" ".join(part for part in (license_id, clause) if part))


def place(source: Source) -> str:
    """``web/package.json:12 (license)``: file, line and field as far as they are known."""
    line = f":{source.line}" if source.line is not None else ""
    field = f" ({cut(source.field)})" if source.field else ""
    return f"{cut(source.file)}{line}{field}"


def path(names: Sequence[str], *, whole: bool = False) -> str:
    """The way from the root, ``app > web > left-pad``; empty for a component that nothing leads to.

    Of more than five names the first and the last two are given, and how many stand between them; with `whole`
    only the middle of a way that no page can bear is left out.
    """
    return ARROW.join(steps(names, whole=whole))


def steps(names: Sequence[str], *, whole: bool = False) -> tuple[str, ...]:
    """The steps of `path`."""
    if len(names) < 2:
        return ()
    most, end = (_LONGEST_WAY, _LONGEST_WAY // 2) if whole else (5, 2)
    shown = [cut(name, 80) for name in (names if len(names) <= most else (*names[:end], *names[-end:]))]
    if len(names) > most:
        shown.insert(end, f"… ({len(names) - 2 * end:,} more)")
    return tuple(shown)


def value(given: Value | None) -> str:
    """A fact's value as people write it."""
    match given:
        case None:
            return "unknown"
        case bool():
            return "yes" if given else "no"
        case Money():
            return str(given)
        case int():
            return f"{given:,}"
        case str():
            return cut(given)
        case _:
            return given.isoformat()


def https(url: str) -> str:
    """The address if it may become a link: https, a host, nothing unseen in it; else empty."""
    if not url.startswith("https://") or url != clean(url) or " " in url or len(url) > _LONGEST_URL:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.hostname and not parts.username and not parts.password else ""


def label(component: Component) -> str:
    """Name and version, cut to what a line can bear."""
    return " ".join(cut(part, 120) for part in (component.name, component.version or "") if part)


def licence(decision: Decision) -> str:
    """The licence of a decision as text."""
    is_one_of_several = decision.verdict.free and decision.rung is Rung.LICENCE
    return cut(decision.license) or (OPEN_LICENCE if is_one_of_several else NO_LICENCE)


def and_more(names: Iterable[str], most: int) -> str:
    """``a, b and 3 more``."""
    listed = list(names)
    if len(listed) <= most:
        return ", ".join(listed)
    return f"{', '.join(listed[:most])} and {len(listed) - most:,} more"
