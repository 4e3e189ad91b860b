"""What the words beside the licence texts say: notices, names, tags, addresses, and whether one may choose.

Only words that are of no known licence text come here. A name counts where somebody says that a licence holds
("licensed under …", "License: …", a tag), never where it is merely mentioned.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise

import msgspec

from copyfair.errors import ExpressionError
from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.expression import any_of, parse
from copyfair.licensing.statements import read_statement
from copyfair.licensing.texts.called import (
    MOST_NAMES,
    creative_commons,
    licensed_adjective,
    named_licences,
    version_first,
)
from copyfair.licensing.texts.gnu import gnu_licences
from copyfair.licensing.texts.said import Said

__all__ = ["Notices", "Said", "read_notices"]

LONGEST = 60_000
"""Notices are looked for in so many characters beside the texts."""


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
    if not _HINT.search(even):
        return Notices(said=(), choice=False, rest=even)
    found: list[Said] = []
    for said in _everything(even, catalogue, found):
        if not any(said.start < other.end and other.start < said.end for other in found):
            found.append(said)
    found = sorted(found, key=lambda said: said.start)[:MOST_NAMES]
    choice = _may_choose(even, found)
    taken = tuple(map(_as_choice, found)) if choice else tuple(found)
    return Notices(said=taken, choice=choice, rest=_without(even, found))


def _everything(even: str, catalogue: Catalogue, found: Sequence[Said]) -> Iterator[Said]:
    """The surest first; `found` grows while this is read, and what is in it is not looked at again."""
    yield from _tags(even)
    yield from version_first(even, catalogue)
    yield from gnu_licences(even)
    yield from licensed_adjective(even, catalogue)
    yield from creative_commons(even, catalogue, found)
    yield from _addresses(even, catalogue)
    yield from named_licences(even, catalogue, found)


_HINT = re.compile(
    r"licen[sc]|gpl|spdx|\bterms\b|public domain|creative commons|\bcc[- ]|apache|mozilla|\bmit\b|\bbsd\b|\bisc\b|wtfpl|boost|eclipse|artistic|zlib|unlicense|\bcc0|\b[a-z]{2,5}[- ]\d",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"on debian[^.\n]{0,40}systems?, [^\n]{0,240}?common-licenses/[\w.-]{1,20}|(?:the )?(?:full|complete) text of [^\n]{0,160}? can be found [^\n]{0,80}",
    re.IGNORECASE,
)
"""Where a text is to be found, not which one holds."""
_POINTS = re.compile(r"common-licenses/|can be found", re.IGNORECASE)
_MARKS = re.compile(
    r"(?m)^[ \t]*+(?:[/*#;%>|!]+|--|\.\\\"|dnl\b|rem\b|\(\*)[ \t]*",
    re.IGNORECASE,
)
_END_MARKS = re.compile(r"(?m)(?:(?<![ \t])[ \t]*+)?-->[ \t]*$")  # looks at each run of blanks once
_QUOTES = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "\u2018": "'",
        "\u2019": "'",
        "\u2013": "-",
        "—": "-",
        "\u00a0": " ",
        "`": " ",
        "*": " ",
        "\ufeff": "",
    }
)


def _evened(passage: str) -> str:
    """On one line but for ends of paragraphs, without comment marks."""
    plain = _MARKS.sub("", passage.translate(_QUOTES))
    if "-->" in plain:
        plain = _END_MARKS.sub("", plain)
    plain = _LINK.sub(r"\1 (\2)", plain)
    paragraphs = (" ".join(paragraph.split()) for paragraph in _PARAGRAPH.split(plain))
    even = "\n".join(paragraphs)
    return _POINTER.sub(" ", even) if _POINTS.search(even) else even


_LINK = re.compile(r"\[([^\]\n]{1,100})\]\(([^()\s]{1,200})\)")
_PARAGRAPH = re.compile(r"\n[ \t.]*\n|\n(?=[ \t]*[\w-]{3,30}:)|(?<=[:=-]{4})\n|\n(?=[=-]{4})")


# --- tags and addresses -----------------------------------------------------------------------------------------

_TAG = re.compile(r"SPDX-License-Identifier:[ \t]*([^\n]{1,300})", re.IGNORECASE)
_SITES = (
    "opensource.org apache.org gnu.org creativecommons.org mozilla.org spdx.org unlicense.org boost.org eclipse.org "
    "opensource.linux-mirror.org scripts.sil.org wtfpl.net polyformproject.org prosperitylicense.com paritylicense.com "
    "anticapitalist.software isocpp.org choosealicense.com artlibre.org joinup.ec.europa.eu".split()
)


@lru_cache(maxsize=64)
def _pages_of(sites: tuple[str, ...]) -> re.Pattern[str]:
    """The address of a page of one of these sites; a text is searched for the few that it names at all."""
    return re.compile(f"(?:{'|'.join(map(re.escape, sites))})" + r"/[^\s<>\"')\]]{1,120}", re.IGNORECASE)


_SCHEME = re.compile(r"(?:(?:https?://)?www\.|https?://)\Z", re.IGNORECASE)


def _tags(even: str) -> Iterator[Said]:
    for found in islice(_TAG.finditer(even), 4 * MOST_NAMES):
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
    low = even.lower()
    sites = tuple(site for site in _SITES if f"{site}/" in low)
    pages = _pages_of(sites).finditer(even) if sites else ()
    for found in islice(pages, 4 * MOST_NAMES):
        before = _SCHEME.search(even, max(0, found.start() - 12), found.start())
        start = before.start() if before else found.start()
        words = even[start : found.end()]
        reading = read_statement(words.rstrip(".,;:"), catalogue)
        if reading.expression is not None:
            yield Said(expression=reading.expression, words=words, start=start, end=found.end())


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
    if len(found) > 1 and all(even[a.end : b.start].strip() in ("/", "|", "/ ") for a, b in pairwise(found)):
        return True
    if _CHOICE.search(plain):
        return re.search(r"\bor\b|alternativ|choice|choose|option|dual", plain, re.IGNORECASE) is not None
    between = [even[one.end : other.start] for one, other in pairwise(found)]
    return any(len(words) < 60 and re.search(r"\bor\b", _OR_LATER.sub(" ", words), re.IGNORECASE) for words in between)


def _as_choice(said: Said) -> Said:
    """Where one may choose, "A and B" is a list of what there is to choose from."""
    if said.expression is None or " AND " not in str(said.expression) or "(" in str(said.expression):
        return said
    parts = [parse(part) for part in str(said.expression).split(" AND ")]
    return msgspec.structs.replace(said, expression=any_of(parts))


def _without(even: str, found: Sequence[Said]) -> str:
    parts, at = [], 0
    for said in found:
        parts.append(even[at : said.start])
        at = max(at, said.end)
    return " … ".join([*parts, even[at:]])
