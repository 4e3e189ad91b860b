"""What the words beside the licence texts say: notices, names, tags, addresses, and whether one may choose.

Only words that are of no known licence text come here. A name counts where somebody says that a licence holds
("licensed under …", "License: …", a tag), never where it is merely mentioned.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from copyfair.errors import ExpressionError
from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.expression import Expression, parse
from copyfair.licensing.model import Match
from copyfair.licensing.statements import read_statement

__all__ = ["Notices", "Said", "read_notices"]

MOST_NAMES = 24
LONGEST_NAME_WORDS = 14
LONGEST = 60_000
"""Notices are looked for in so many characters beside the texts."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A licence that a passage says holds.

    Attributes:
        expression: which; None where the name may mean several.
        candidates: those several.
        words: as it stands there.
        start: where in the passage it begins, and where it ends.
    """

    expression: Expression | None
    candidates: tuple[str, ...] = ()
    words: str
    start: int
    end: int


class Notices(msgspec.Struct, frozen=True, kw_only=True):
    """What passages beside the texts say.

    Attributes:
        said: each licence once.
        choice: the user may choose one of them.
        rest: the passages without what was understood.
    """

    said: tuple[Said, ...]
    choice: bool
    rest: str


def read_notices(passage: str, catalogue: Catalogue) -> Notices:
    """Read passages that are part of no licence text."""
    even = _evened(passage[:LONGEST])
    found: list[Said] = []
    for said in (*_tags(even), *_gnu(even), *_cc(even), *_addresses(even, catalogue), *_names(even, catalogue)):
        if not any(said.start < other.end and other.start < said.end for other in found):
            found.append(said)
        if len(found) >= MOST_NAMES:
            break
    found.sort(key=lambda said: said.start)
    return Notices(said=tuple(found), choice=_may_choose(even, found), rest=_without(even, found))


_MARKS = re.compile(r"(?m)^[ \t]*(?:[/*#;%>|!]+|--|\.\\\"|dnl\b|rem\b|\(\*)[ \t]*|[ \t]*(?:\*/|\*\)|-->)[ \t]*$", re.IGNORECASE)
_QUOTES = str.maketrans(
    {"“": '"', "”": '"', "\u2018": "'", "\u2019": "'", "\u2013": "-", "—": "-", "\u00a0": " ", "`": " ", "*": " ", "\ufeff": ""}
)


def _evened(passage: str) -> str:
    """On one line but for ends of paragraphs, without comment marks."""
    plain = _MARKS.sub("", passage.translate(_QUOTES))
    return "\n".join(" ".join(paragraph.split()) for paragraph in re.split(r"\n[ \t]*\n|\n(?=[ \t]*[\w-]{3,30}:)", plain))


# --- tags and addresses -----------------------------------------------------------------------------------------

_TAG = re.compile(r"SPDX-License-Identifier:[ \t]*([^\n]{1,300})", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.)?(?:opensource\.org|apache\.org|gnu\.org|creativecommons\.org|mozilla\.org|spdx\.org|unlicense\.org"
    r"|boost\.org|eclipse\.org|opensource\.linux-mirror\.org|scripts\.sil\.org|wtfpl\.net|polyformproject\.org|prosperitylicense\.com"
    r"|paritylicense\.com|anticapitalist\.software|isocpp\.org|choosealicense\.com|artlibre\.org|joinup\.ec\.europa\.eu)/[^\s<>\"')\]]{1,120}",
    re.IGNORECASE,
)


def _tags(even: str) -> Iterator[Said]:
    for found in _TAG.finditer(even):
        words = found.group(1).split()
        for size in range(min(len(words), 24), 0, -1):
            text = " ".join(words[:size]).rstrip("*/-> ;.,\"'")
            try:
                expression = parse(text)
            except ExpressionError:
                continue
            yield Said(expression=expression, words=text, start=found.start(), end=found.end())
            break


def _addresses(even: str, catalogue: Catalogue) -> Iterator[Said]:
    for found in _ADDRESS.finditer(even):
        reading = read_statement(found.group().rstrip(".,;:"), catalogue)
        if reading.expression is not None:
            yield Said(expression=reading.expression, words=found.group(), start=found.start(), end=found.end())


# --- GNU --------------------------------------------------------------------------------------------------------

_GNU = re.compile(
    r"\b(?:gnu |the )?(?:(affero|lesser|library) )?(?:gnu )?(?:(affero|lesser|library) )?general public licen[sc]e\b|\b(?:gnu )?(a|l)?gpl(?=[-\s,;.v)+\d]|$)"
    r"|\b(?:gnu )(lesser|library) (?:gpl|public licen[sc]e)\b|\bgnu free documentation licen[sc]e\b|\b(?:gnu )?gfdl(?=[-\s,;.v)+\d]|$)",
    re.IGNORECASE,
)
_VERSION = re.compile(r"(?:version|ver\.?|v\.?|-|,| |\()\s{0,3}([123])(?:\.([0-9]))?(?!\d|\.\d)", re.IGNORECASE)
_LATER = re.compile(
    r"\b(?:any|all) (?:later|newer)\b|\bor[- ](?:\(?(?:at your option|any)\)?,? )?(?:later|newer|above|higher|greater)\b|\band (?:later|above|newer)\b"
    r"|\bat your option\)?,? any\b|^[-\s\w.(]{0,12}\d\+|\bor, at your option, any",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\bonly\b|\bno later\b", re.IGNORECASE)
_VERSIONS = {
    "GPL": ("1.0", "2.0", "3.0"),
    "LGPL": ("2.0", "2.1", "3.0"),
    "AGPL": ("1.0", "3.0"),
    "GFDL": ("1.1", "1.2", "1.3"),
}
_REACH = 240


def _gnu(even: str) -> Iterator[Said]:
    matches = list(_GNU.finditer(even))
    end = 0
    for n, found in enumerate(matches):
        if found.start() < end:
            continue
        family = _family(found)
        after = even[found.end() : found.end() + _REACH]
        following = matches[n + 1].start() - found.end() if n + 1 < len(matches) else _REACH
        said = _gnu_version(family, found, after, following)
        if said is not None and (_says(even, found.start()) or said.end - found.start() > 0.5 * len(even)):
            end = said.end
            yield said


def _family(found: re.Match[str]) -> str:
    words = found.group().lower()
    kind = next((group.lower() for group in found.groups() if group), "")
    if "documentation" in words or "gfdl" in words:
        return "GFDL"
    return {"affero": "AGPL", "a": "AGPL", "lesser": "LGPL", "library": "LGPL", "l": "LGPL"}.get(kind, "GPL")


def _gnu_version(family: str, found: re.Match[str], after: str, following: int) -> Said | None:
    """The version that follows the name, and whether later ones are meant too."""
    stop = after.find("\n")
    near = after if stop < 0 or stop > 140 else after[:stop]
    version = _VERSION.search(near)
    if version is None or version.start() > min(150, max(following, 12)):
        return None
    number = f"{version.group(1)}.{version.group(2) or '0'}"
    if number not in _VERSIONS[family]:
        return None
    rest = near[version.start() : version.start() + 130]
    cut = _GNU.search(rest, 4)
    rest = rest[: cut.start()] if cut and cut.start() > 30 and "later" not in rest[cut.start() : cut.start() + 60] else rest
    later = _LATER.search(rest) is not None or re.match(r"[^\w+]{0,2}\+", near[version.end() : version.end() + 3]) is not None
    ending = "-or-later" if later else "-only"
    end = found.end() + version.end()
    return Said(
        expression=parse(f"{family}-{number}{ending}"), words=" ".join(found.group().split()), start=found.start(), end=end
    )


# --- Creative Commons, and all other names ----------------------------------------------------------------------

_CC = re.compile(r"\b(?:creative commons\b|cc[- ](?=by|0|zero))", re.IGNORECASE)
_SAYS = re.compile(
    r"\b(?:licen[sc]ed?(?: is| are)?(?: distributed| made available)?(?: for use)? under|licen[sc]ing(?: information)?:|licen[sc]es?:|licen[sc]es? is|"
    r"under|terms of|terms and conditions of|conditions of|subject to|governed by|covered by|protected by|licen[sc]ed(?: with| by| as| to you under)?:?|"
    r"released (?:as|in|into|with)|according to|provisions of|terms:|in accordance with|dual[- ]licen[sc]ed|follows|either|or|and|of|with|"
    r"available (?:as|in)|is an?|use the|using the|uses the|has an?|alternatively,?|adheres to|accept the|agree to)\s+",
    re.IGNORECASE,
)
_SAYS_BEFORE = re.compile(
    r"\b(?:licen[sc]|under\b|terms\b|releas|distribut|redistribut|available\b|covered\b|subject\b|govern|conditions?\b|dual|public domain|free software)",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:not (?:under|licensed)|incompatible|compatible with|unlike|instead of|rather than|convert|relicens|as opposed to|formerly|"
    r"previously|no longer|similar to|based on|differs from)\b[^.]{0,40}$",
    re.IGNORECASE,
)
_LEADS = re.compile(r"^(?:(?:the|a|an|terms|of|and|conditions|version|following|either|both|one|or|your|choice|its|this|:|-|is)\s+){1,6}", re.IGNORECASE)


def _says(even: str, start: int) -> bool:
    """Before this place somebody says that a licence holds, and does not deny it."""
    before = even[max(0, start - 160) : start]
    if _DENIES.search(before[-90:]):
        return False
    return len(before.split()) <= 6 or _SAYS_BEFORE.search(before) is not None


def _cc(even: str) -> Iterator[Said]:
    for found in _CC.finditer(even):
        if _says(even, found.start()):
            yield from _longest(even, found.start(), None)


def _names(even: str, catalogue: Catalogue) -> Iterator[Said]:
    tried, end = 0, 0
    places = [0, *(found.end() for found in _SAYS.finditer(even)), *(m.end() for m in re.finditer(r"\n", even))]
    for place in sorted(set(places)):
        if place < end or tried > 4 * MOST_NAMES:
            continue
        lead = _LEADS.match(even[place : place + 80])
        start = place + (lead.end() if lead else 0)
        if not _worth(even[start : start + 40]) or not _says(even, start):
            continue
        tried += 1
        for said in _longest(even, start, catalogue):
            end = said.end
            yield said


_WORTH = re.compile(r"[\"'(]?[A-Z0-9]|[\"'(]?(?:mit|isc|bsd|apache|zlib|unlicense|wtfpl|public|same|perl|artistic|boost|mozilla|eclipse)\b")


def _worth(text: str) -> bool:
    """Names begin with a capital or a figure, or are among the best known."""
    return _WORTH.match(text) is not None


def _longest(even: str, start: int, catalogue: Catalogue | None) -> Iterator[Said]:
    """The longest name that begins here."""
    stop = even.find("\n", start)
    tokens = list(re.finditer(r"\S+", even[start : min(stop if stop >= 0 else len(even), start + 160)]))[:LONGEST_NAME_WORDS]
    open_name: Said | None = None
    for size in range(len(tokens), 0, -1):
        words = even[start : start + tokens[size - 1].end()].strip(" \"'.,;:()[]")
        if not words or (size == 1 and len(words) < 3) or _CONNECTS.search(words):
            continue
        reading = read_statement(words, catalogue)
        if reading.expression is not None and _sure(words, even, start + tokens[size - 1].end()):
            yield Said(expression=reading.expression, words=words, start=start, end=start + tokens[size - 1].end())
            return
        if reading.match is Match.AMBIGUOUS and open_name is None and _sure(words, even, start + tokens[size - 1].end()):
            open_name = Said(
                expression=None, candidates=reading.candidates, words=words, start=start, end=start + tokens[size - 1].end()
            )
    if open_name is not None:
        yield open_name


_CONNECTS = re.compile(r"\b(?:or|and|and/or)$|[^\w)\"'+.]$", re.IGNORECASE)
_KNOWN_SHORT = frozenset("mit isc zlib unlicense wtfpl 0bsd bsd beerware expat x11 ncsa gpl lgpl agpl".split())


def _sure(words: str, even: str, end: int) -> bool:
    """A name of one word without a figure is one only beside the word licence, unless everybody knows it."""
    if any(letter.isdigit() for letter in words) or len(words.split()) > 2 or words.lower() in _KNOWN_SHORT:
        return True
    said = f"{words} {even[end : end + 12]}".lower()
    return "licen" in said or "public domain" in said


# --- may one choose? --------------------------------------------------------------------------------------------

_OR_LATER = re.compile(
    r"\(?\b(?:or|and),? \(?(?:,? ?at your option,? ?)?\)?,? ?any (?:later|newer)[^.;\n]{0,40}|\bor \(at your option\) any|either version \d"
    r"|express or implied|or later\b",
    re.IGNORECASE,
)
_CHOICE = re.compile(
    r"\bat your (?:own )?(?:option|choice|discretion)|\byour choice|\byou (?:may|can) (?:choose|select|use)|\bdual(?:ly)?[- ]?licen|\beither\b|"
    r"\balternatively\b|\bone of the following|\bany of the following|\bchoose\b|\bmultiple licen|\btri[- ]licen|\bwhichever\b",
    re.IGNORECASE,
)


def _may_choose(even: str, found: Sequence[Said]) -> bool:
    plain = _OR_LATER.sub(" ", even)
    if _CHOICE.search(plain):
        return re.search(r"\bor\b|alternativ|choice|choose|option|dual", plain, re.IGNORECASE) is not None
    between = [even[one.end : other.start] for one, other in zip(found, found[1:], strict=False)]
    return any(len(words) < 60 and re.search(r"\bor\b", _OR_LATER.sub(" ", words), re.IGNORECASE) for words in between)


def _without(even: str, found: Sequence[Said]) -> str:
    parts, at = [], 0
    for said in found:
        parts.append(even[at : said.start])
        at = max(at, said.end)
    return " … ".join([*parts, even[at:]])
