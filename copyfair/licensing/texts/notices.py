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
from copyfair.licensing.model import Match, Reading
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
    if len(even) > 120 and not _HINT.search(even):
        return Notices(said=(), choice=False, rest=even)
    found: list[Said] = []
    for read in (_tags, _reversed, _gnu, _licensed, _cc, _addresses, _names):
        for said in read(even, catalogue, found):
            if not any(said.start < other.end and other.start < said.end for other in found):
                found.append(said)
    found = sorted(found, key=lambda said: said.start)[:MOST_NAMES]
    return Notices(said=tuple(found), choice=_may_choose(even, found), rest=_without(even, found))


_HINT = re.compile(
    r"licen[sc]|gpl|spdx|\bterms\b|public domain|creative commons|\bcc[- ]|apache|mozilla|\bmit\b|\bbsd\b|\bisc\b|wtfpl|boost|eclipse|artistic",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"on debian[^.\n]{0,40}systems?, [^\n]{0,240}?common-licenses/[\w.-]{1,20}|(?:the )?(?:full|complete) text of [^\n]{0,160}? can be found [^\n]{0,80}",
    re.IGNORECASE,
)
"""Where a text is to be found, not which one holds."""
_MARKS = re.compile(
    r"(?m)^[ \t]*(?:[/*#;%>|!]+|--|\.\\\"|dnl\b|rem\b|\(\*)[ \t]*|[ \t]*(?:\*/|\*\)|-->)[ \t]*$", re.IGNORECASE
)
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
    plain = _LINK.sub(r"\1 (\2)", plain)
    paragraphs = (" ".join(paragraph.split()) for paragraph in _PARAGRAPH.split(plain))
    return "\n".join(_POINTER.sub(" ", paragraph) for paragraph in paragraphs)


_LINK = re.compile(r"\[([^\]\n]{1,100})\]\(([^()\s]{1,200})\)")
_PARAGRAPH = re.compile(r"\n[ \t.]*\n|\n(?=[ \t]*[\w-]{3,30}:)|(?<=[:=-]{4})\n|\n(?=[=-]{4})")


# --- tags and addresses -----------------------------------------------------------------------------------------

_TAG = re.compile(r"SPDX-License-Identifier:[ \t]*([^\n]{1,300})", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.)?(?:opensource\.org|apache\.org|gnu\.org|creativecommons\.org|mozilla\.org|spdx\.org|unlicense\.org"
    r"|boost\.org|eclipse\.org|opensource\.linux-mirror\.org|scripts\.sil\.org|wtfpl\.net|polyformproject\.org|prosperitylicense\.com"
    r"|paritylicense\.com|anticapitalist\.software|isocpp\.org|choosealicense\.com|artlibre\.org|joinup\.ec\.europa\.eu)/[^\s<>\"')\]]{1,120}",
    re.IGNORECASE,
)


def _tags(even: str, _catalogue: Catalogue, _found: Sequence[Said]) -> Iterator[Said]:
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


def _addresses(even: str, catalogue: Catalogue, _found: Sequence[Said]) -> Iterator[Said]:
    for found in _ADDRESS.finditer(even):
        reading = read_statement(found.group().rstrip(".,;:"), catalogue)
        if reading.expression is not None:
            yield Said(expression=reading.expression, words=found.group(), start=found.start(), end=found.end())


# --- GNU --------------------------------------------------------------------------------------------------------

_GNU = re.compile(
    r"\b(?:gnu |the )?(?:(affero|lesser|library) )?(?:gnu )?(?:(affero|lesser|library) )?general public licen[sc]e\b|(?<![\w/.-])(?:gnu )?(a|l)?gpl(?=[-\s,;.v)+\d/|]|$)(?!-?\d?(?:\.\d)?\.(?:txt|md|html))"
    r"|\b(?:gnu )(lesser|library) (?:gpl|public licen[sc]e)\b|\bgnu free documentation licen[sc]e\b|\b(?:gnu )?gfdl(?=[-\s,;.v)+\d]|$)",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"(?:^[-\s,(:/]{0,3}|\b(?:version|versions|ver\.?|v\.?)\s{0,3})v?([123])(?:\.([0-9]))?(?!\w|\.\d)", re.IGNORECASE
)
_LATER = re.compile(
    r"\b(?:any|all) (?:later|newer)\b|\bor[- ](?:\(?(?:at your option|any)\)?,? )?(?:later|newer|above|higher|greater)\b|\band (?:later|above|newer)\b"
    r"|\bat your option\)?,? any\b|^[-\s\w.(]{0,12}\d\+|\bor, at your option, any",
    re.IGNORECASE,
)
_ONLY = re.compile(r"[ ,(]{0,3}only\b|[ ,(]{0,3}(?:and|but) no (?:later|other)(?: version)?", re.IGNORECASE)
_VERSIONS = {
    "GPL": ("1.0", "2.0", "3.0"),
    "LGPL": ("2.0", "2.1", "3.0"),
    "AGPL": ("1.0", "3.0"),
    "GFDL": ("1.1", "1.2", "1.3"),
}
_REACH = 240


def _gnu(even: str, _catalogue: Catalogue, _found: Sequence[Said]) -> Iterator[Said]:
    matches = list(_GNU.finditer(even))
    end = 0
    for n, found in enumerate(matches):
        if found.start() < end:
            continue
        family = _family(found)
        after = even[found.end() : found.end() + _REACH]
        following = matches[n + 1].start() - found.end() if n + 1 < len(matches) else _REACH
        said = _gnu_version(family, found, after, following)
        if said is None and _is_stated(even, found):
            said = _gnu_bare(family, found)
        if said is not None and (_says(even, found.start()) or said.end - found.start() > 0.5 * len(even)):
            end = said.end
            yield said


def _is_stated(even: str, found: re.Match[str]) -> bool:
    """A GNU name without a version counts right after words that say it holds; in full, also at the head of a line."""
    before = even[max(0, found.start() - 80) : found.start()]
    full = "general" in found.group().lower() and before.strip(" #*") in ("", "the")
    return full or _SAYS_NEAR.search(before) is not None


_SAYS_NEAR = re.compile(
    r"(?:\b(?:under|licen[sc]ed?|licen[sc]es?:|terms of|released|covered|governed|conditions of|dual|see the|copy of the)\b[^.;\n]{0,60})$",
    re.IGNORECASE,
)
_ANY_VERSION = {"GPL": "GPL-1.0-or-later", "LGPL": "LGPL-2.0-or-later"}


def _gnu_bare(family: str, found: re.Match[str]) -> Said | None:
    """No version is named: the GPL and the LGPL say of themselves that any may be chosen then."""
    words = " ".join(found.group().split())
    meant = _ANY_VERSION.get(family) or (
        "AGPL-3.0-or-later" if words.lower().startswith("gnu") and family == "AGPL" else None
    )
    if meant is None:
        return None
    return Said(
        expression=None,
        otherwise=parse(meant),
        candidates=tuple(
            f"{family}-{number}{ending}" for number in _VERSIONS[family] for ending in ("-only", "-or-later")
        ),
        words=words,
        start=found.start(),
        end=found.end(),
    )


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
    rest = (
        rest[: cut.start()]
        if cut and cut.start() > 30 and "later" not in rest[cut.start() : cut.start() + 60]
        else rest
    )
    later = _LATER.search(rest) or re.match(r"[^\w+]{0,2}\+", near[version.end() : version.end() + 3])
    only = _ONLY.match(rest[version.end() - version.start() :])
    ending = "-or-later" if later else "-only"
    end = found.end() + version.end() + (only.end() if only and not later else 0)
    return Said(
        expression=parse(f"{family}-{number}{ending}"),
        words=" ".join(found.group().split()),
        start=found.start(),
        end=end,
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
    r"\b(?:not (?:\w+ ){0,3}(?:under|licensed)|incompatible|compatible with|unlike|instead of|rather than|convert|relicens|as opposed to|formerly|"
    r"previously|no longer|similar to|based on|differs from|does not mean|combine|other software)\b[^.]{0,40}$",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"^(?:(?:liberal|standard|permissive|open[- ]source|free|popular|very|same|simple|the|a|an|terms|of|and|conditions|version|following|either|both|one|or|your|choice|its|this|:|-|is)\s+){1,6}",
    re.IGNORECASE,
)


def _says(even: str, start: int) -> bool:
    """Before this place somebody says that a licence holds, and does not deny it."""
    before = even[max(0, start - 160) : start]
    if _DENIES.search(before[-90:]):
        return False
    few = len(before.split()) <= 6 and len(even) < 200
    return few or _SAYS_BEFORE.search(before) is not None


def _cc(even: str, catalogue: Catalogue, found_before: Sequence[Said]) -> Iterator[Said]:
    for found in _CC.finditer(even):
        if _says(even, found.start()):
            yield from _longest(even, found.start(), _until(found.start(), found_before), catalogue)


def _names(even: str, catalogue: Catalogue, found_before: Sequence[Said]) -> Iterator[Said]:
    tried, end = 0, 0
    places = [0, *(found.end() for found in _SAYS.finditer(even)), *(m.end() for m in re.finditer(r"\n", even))]
    for place in sorted(set(places)):
        if place < end or tried > 4 * MOST_NAMES:
            continue
        lead = _LEADS.match(even[place : place + 80])
        start = place + (lead.end() if lead else 0)
        if not _worth(even[start : start + 40]) or not _says(even, start) or _is_within(start, found_before):
            continue
        tried += 1
        for said in _longest(even, start, _until(start, found_before), catalogue):
            end = said.end
            yield said


def _is_within(start: int, found: Sequence[Said]) -> bool:
    return any(said.start <= start < said.end for said in found)


_WORTH = re.compile(
    r"[\"'(\[]?[A-Z0-9]|[\"'(\[]?(?:mit|isc|bsd|apache|zlib|unlicense|wtfpl|public|same|perl|artistic|boost|mozilla|eclipse)\b"
)


def _worth(text: str) -> bool:
    """Names begin with a capital or a figure, or are among the best known."""
    return _WORTH.match(text) is not None


def _until(start: int, found: Sequence[Said]) -> int:
    """Where the next licence that is known already begins."""
    return min((said.start for said in found if said.start > start), default=start + 200)


def _longest(even: str, start: int, stop: int, catalogue: Catalogue) -> Iterator[Said]:
    """The longest name that begins here and ends before `stop`."""
    line = even.find("\n", start)
    reach = min(line if line >= 0 else len(even), start + 160, stop)
    tokens = list(_TOKEN.finditer(even, start, reach))[:LONGEST_NAME_WORDS]
    open_name: Said | None = None
    for token in reversed(tokens):
        end = token.end()
        words = _bare(even[start:end])
        if len(words) < 3 or _CONNECTS.search(words) or not _sure(words, even, end):
            continue
        reading = _named(words, catalogue)
        said = Said(expression=reading.expression, candidates=reading.candidates, words=words, start=start, end=end)
        if reading.expression is not None and not _clashes(words, even):
            yield said
            return
        if reading.match is Match.AMBIGUOUS and open_name is None:
            open_name = said
        elif reading.expression is not None and open_name is None:
            ids = tuple(term.license for term in reading.expression.terms())
            open_name = msgspec.structs.replace(said, expression=None, candidates=ids)
    if open_name is not None:
        yield open_name


def _bare(words: str) -> str:
    """Without quotes, brackets and marks around it; a bracket that was opened inside stays."""
    words = words.strip(" \"'.,;:[]/|")
    return words if words.count("(") == words.count(")") else words.strip("()")


def _named(words: str, catalogue: Catalogue) -> Reading:
    """The name as it stands, else without the word "version"."""
    reading = read_statement(words, catalogue)
    if reading.expression is not None or not any(letter.isdigit() for letter in words):
        return reading
    for other in _other_forms(words):
        again = read_statement(other, catalogue)
        if again.expression is not None:
            return again
    return reading


def _other_forms(words: str) -> Iterator[str]:
    """The number of the version written in other ways; what stands in brackets left out, or alone."""
    plain = _VERSION_WORD.sub(" ", words)
    if plain != words:
        yield " ".join(plain.split())
        yield " ".join(_VERSION_WORD.sub(" v", words).split())
    brackets = _BRACKETS.search(words)
    if brackets and _NAMED.match(words[: brackets.start()]):
        yield " ".join(_VERSION_WORD.sub(" ", _BRACKETS.sub(" ", words)).split())
        yield brackets.group(1)


_NAMED = re.compile(r"(?:[\w.'-]+ ){0,6}licen[sc]e,? ?(?:(?:version|v\.?) ?[\d.]{1,6} ?)?$", re.IGNORECASE)
"""All that stands before a bracket with the short name of a licence: its long name."""
_BRACKETS = re.compile(r"\(([^()]{2,40})\)")


_TOKEN = re.compile(r"\S+")
_VERSION_WORD = re.compile(r",?\s(?:either )?(?:version|ver\.|v\.?)\s?(?=\d)", re.IGNORECASE)
_CONNECTS = re.compile(r"(?:^|\s)(?:or|and|and/or|the|a)$|[^\w)\"'+.]$", re.IGNORECASE)
_KNOWN_SHORT = frozenset("mit isc zlib unlicense wtfpl 0bsd bsd beerware expat x11 ncsa gpl lgpl agpl".split())
_ENDS_NAME = re.compile(
    r"\s*(?:$|[.,;:)\]\n/|]|licen[sc]|or\b|and\b|style\b|terms\b|\(|-\s|as\b|for\b|with\b|which\b|that\b|so\b|see\b|found\b|open[- ]source|software licen|public licen|\"|\[)",
    re.IGNORECASE,
)
_CLASHING = frozenset("ppl csl cal fcl npl bsl fair intel nokia xerox adobe apple sun ibm".split())


def _sure(words: str, even: str, end: int) -> bool:
    """A name of one word without a figure is one only beside the word licence, unless everybody knows it."""
    if any(letter.isdigit() for letter in words) or len(words.split()) > 2:
        return True
    if words.lower() in _KNOWN_SHORT:
        return _ENDS_NAME.match(even, end) is not None
    said = f"{words} {even[end : end + 12]}".lower()
    return "licen" in said or "public domain" in said


def _clashes(words: str, even: str) -> bool:
    """It is an abbreviation that several licences share, and nothing else says which is meant."""
    said = [word for word in re.findall(r"[a-z]+", words.lower()) if not word.startswith(("licen", "version"))]
    if len(said) != 1 or said[0] not in _CLASHING:
        return False
    return len(even.split()) < 200 and not re.search(
        r"peer production|copyfarleft|boost|business source|netscape", even, re.IGNORECASE
    )


_LICENSED = re.compile(
    r"\b(?:is|are|be|all) ([\w][\w.+-]{1,20}(?: [\d.]{1,5})?)[- ]licen[sc]ed\b(?! under)", re.IGNORECASE
)


def _licensed(even: str, catalogue: Catalogue, _found: Sequence[Said]) -> Iterator[Said]:
    """ "is MIT licensed"."""
    for found in _LICENSED.finditer(even):
        name = found.group(1)
        reading = read_statement(name, catalogue)
        if reading.expression is not None and (name.lower() in _KNOWN_SHORT or any(map(str.isdigit, name))):
            yield Said(expression=reading.expression, words=found.group(), start=found.start(), end=found.end())


_REVERSED = re.compile(
    r"\b(?:version|v) ?(\d(?:\.\d{1,2}){0,2}) of the ([\w][\w .-]{1,60}?licen[sc]e|(?:GNU )?[AL]?GPL|MPL|EPL)\b",
    re.IGNORECASE,
)


def _reversed(even: str, catalogue: Catalogue, _found: Sequence[Said]) -> Iterator[Said]:
    """ "version 3.01 of the PHP license"."""
    for found in _REVERSED.finditer(even):
        reading = read_statement(f"{found.group(2)} {found.group(1)}", catalogue)
        if reading.expression is not None:
            yield Said(expression=reading.expression, words=found.group(), start=found.start(), end=found.end())


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
    if len(found) > 1 and all(
        even[a.end : b.start].strip() in ("/", "|", "/ ") for a, b in zip(found, found[1:], strict=False)
    ):
        return True
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
