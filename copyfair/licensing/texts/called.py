"""Licences called by their name in a sentence that says that one holds."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

import msgspec

from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.model import Match, Reading
from copyfair.licensing.statements import read_statement
from copyfair.licensing.texts.said import Said, says

__all__ = ["MOST_NAMES", "creative_commons", "licensed_adjective", "named_licences", "version_first"]

MOST_NAMES = 24
LONGEST_NAME_WORDS = 14

_CC = re.compile(r"\b(?:creative commons\b|cc[- ](?=by|0|zero))", re.IGNORECASE)
_SAYS = re.compile(
    r"\b(?:licen[sc]ed?(?: is| are)?(?: distributed| made available)?(?: for use)? under|licen[sc]ing(?: information)?:|licen[sc]es?:|licen[sc]es? is|"
    r"under|terms of|terms and conditions of|conditions of|subject to|governed by|covered by|protected by|licen[sc]ed(?: with| by| as| to you under)?:?|"
    r"released (?:as|in|into|with)|according to|provisions of|terms:|in accordance with|dual[- ]licen[sc]ed|follows|either|or|and|of|with|"
    r"available (?:as|in)|is an?|use the|using the|uses the|has an?|alternatively,?|adheres to|accept the|agree to)\s+",
    re.IGNORECASE,
)
_HOLDERS = re.compile(r"\W*(?:copyright\b|\(c\)|©)", re.IGNORECASE)
"""A name of a licence does not begin so; a notice of who holds the copyright does."""
_LEADS = re.compile(
    r"^(?:(?:liberal|standard|permissive|open[- ]source|free|popular|very|same|simple|the|a|an|terms|of|and|conditions|version|following|either|both|one|or|your|choice|its|this|:|-|is)\s+){1,6}",
    re.IGNORECASE,
)


def creative_commons(even: str, catalogue: Catalogue, found_before: Sequence[Said]) -> Iterator[Said]:
    """Each Creative Commons licence."""
    for found in islice(_CC.finditer(even), 2 * MOST_NAMES):
        if says(even, found.start()):
            yield from _longest(even, found.start(), _until(found.start(), found_before), catalogue)


def named_licences(even: str, catalogue: Catalogue, found_before: Sequence[Said]) -> Iterator[Said]:
    """Each licence named after words such as "licensed under"; what is known already is passed over."""
    tried, end = 0, 0
    places = [0, *(found.end() for found in _SAYS.finditer(even)), *(m.end() for m in re.finditer(r"\n", even))]
    for place in sorted(set(places)):
        if place < end or tried > 4 * MOST_NAMES:
            continue
        lead = _LEADS.match(even[place : place + 80])
        start = place + (lead.end() if lead else 0)
        if (
            _HOLDERS.match(even, start)
            or not _worth(even[start : start + 40])
            or not says(even, start)
            or _is_within(start, found_before)
        ):
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
    tokens = list(islice(takewhile(_may_be_of_a_name, _TOKEN.finditer(even, start, reach)), LONGEST_NAME_WORDS))
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


def _may_be_of_a_name(token: re.Match[str]) -> bool:
    word = token.group().lower()
    return word not in ("(c)", "©") and word.strip("\"'.,;:()[]/|") not in NEVER_NAMED


NEVER_NAMED = frozenset(
    "this these are was were be been may has have had does did from which who whom where your our their its an also "
    "unless otherwise except below above following found used using copy copies obtain obtained include includes "
    "included contain contains reproduced redistribute granted hereby some such most different certain along should "
    "will shall must received makes made means written fitness particular statically linked according "
    "contributions starting about into between".split()
)
"""Words that stand in no name of a licence. Asking whether every phrase with one is a name would cost more than all the rest."""


def _bare(words: str) -> str:
    """Without quotes, brackets and marks around it; a bracket that was opened inside stays."""
    words = words.strip(" \"'.,;:[]/|")
    return words if words.count("(") == words.count(")") else words.strip("()")


def _named(words: str, catalogue: Catalogue) -> Reading:
    """The name as it stands, else without the word "version"."""
    reading = read_statement(words, catalogue)
    if reading.expression is not None or not _FIGURE.search(words):
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
_FIGURE = re.compile(r"\d")
_VERSION_WORD = re.compile(r",?\s(?:either )?(?:version|ver\.|v\.?)\s?(?=\d)", re.IGNORECASE)
_CONNECTS = re.compile(r"(?:^|\s)(?:or|and|and/or|the|a)$|[^\w)\"'+.]$", re.IGNORECASE)
_KNOWN_SHORT = frozenset("mit isc zlib unlicense wtfpl 0bsd bsd beerware expat x11 ncsa gpl lgpl agpl".split())
_ENDS_NAME = re.compile(
    r"\s*(?:$|[.,;:)\]\n/|]|licen[sc]|or\b|and\b|style\b|terms\b|\(|-\s|as\b|for\b|with\b|which\b|that\b|so\b|see\b|found\b|open[- ]source|software licen|public licen|\"|\[)",
    re.IGNORECASE,
)
_CLASHING = frozenset("ppl csl cal fcl npl bsl fair intel nokia xerox adobe apple sun ibm".split())


_LICENCE_WORD = re.compile(
    r"licen[sc]|public|domain|terms|gnu|gpl|commons|perl|clause|\bmit\b|\bbsd\b|apache|mozilla|free|boost|artistic",
    re.IGNORECASE,
)
"""A longer name has one of these; asking for every phrase that has none would cost more than all the rest."""


def _sure(words: str, even: str, end: int) -> bool:
    """A name of one word without a figure is one only beside the word licence, unless everybody knows it."""
    if _FIGURE.search(words):
        return True
    if len(words.split()) > 2:
        return _LICENCE_WORD.search(words) is not None
    if words.lower() in _KNOWN_SHORT | _CLASHING:
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


def licensed_adjective(even: str, catalogue: Catalogue) -> Iterator[Said]:
    """Such as "is MIT licensed"."""
    for found in islice(_LICENSED.finditer(even), 2 * MOST_NAMES):
        name = found.group(1)
        reading = read_statement(name, catalogue)
        if reading.expression is not None and (name.lower() in _KNOWN_SHORT or any(map(str.isdigit, name))):
            yield Said(expression=reading.expression, words=found.group(), start=found.start(), end=found.end())


_REVERSED = re.compile(
    r"\b(?:version|v) ?(\d(?:\.\d{1,2}){0,2}) of the ([\w][\w .-]{1,60}?licen[sc]e|(?:GNU )?[AL]?GPL|MPL|EPL)\b",
    re.IGNORECASE,
)


def version_first(even: str, catalogue: Catalogue) -> Iterator[Said]:
    """Such as "version 3.01 of the PHP license"."""
    for found in islice(_REVERSED.finditer(even), 2 * MOST_NAMES):
        reading = read_statement(f"{found.group(2)} {found.group(1)}", catalogue)
        if reading.expression is not None:
            yield Said(expression=reading.expression, words=found.group(), start=found.start(), end=found.end())
