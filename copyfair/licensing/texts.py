"""Which licence a text is, word for word; anything less than that is not taken for a licence.

A text is evened out (case, punctuation, line breaks, comment marks, list numbers, copyright lines, a bare title at
the top, the holder's name in the places made for it) and looked up by its hash. Nothing else is ever removed, so a
restriction slipped in anywhere makes it another text. Licences that ask who you are (the licence files of the
catalogue) are also known by their clauses: a text that has them but is not the exact one is reported as modified.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache, partial

import msgspec

from copyfair.data import package_file
from copyfair.licensing.catalogue import Catalogue, default_catalogue
from copyfair.licensing.expression import single
from copyfair.licensing.model import Match, Reading

__all__ = ["fingerprints_of", "limits_use", "normalise", "read_text"]

LONGEST = 400_000
"""No licence is longer, in characters; a longer text is not looked into."""
SHOWN = 120


def read_text(text: str, catalogue: Catalogue | None = None) -> Reading:
    """Read a licence text.

    Args:
        text: the whole file, as it is.
        catalogue: the licence files whose clauses count; copyfair's own by default.
    """
    return _read(text, catalogue or default_catalogue())


@lru_cache(maxsize=4096)
def _read(text: str, catalogue: Catalogue) -> Reading:
    shown = _shown(text)
    if len(text) > LONGEST:
        return Reading(
            statement=shown, match=Match.UNKNOWN, note="it is longer than any licence and was not looked into"
        )
    body = normalise(text)
    ids = _index().get(_hash(body), ())
    if ids:
        return _clean(shown, ids)
    padded = f" {body} "
    changed = tuple(name for name, contains, lacks in _marks(catalogue) if _has(padded, contains, lacks))
    if changed:
        note = f"it has the clauses of {' and '.join(changed)}, but words were added, changed or left out"
        return Reading(statement=shown, match=Match.MODIFIED_TEXT, candidates=changed, note=note)
    return Reading(statement=shown, match=Match.UNKNOWN, note=_warning(padded))


def _clean(shown: str, ids: tuple[str, ...]) -> Reading:
    if len(ids) == 1:
        return Reading(statement=shown, match=Match.TEXT, expression=single(ids[0]))
    narrow = [name for name in ids if name.endswith("-only")]
    if len(narrow) == 1 and set(ids) == {narrow[0], narrow[0].removesuffix("-only") + "-or-later"}:
        note = "the text is the same for this version only and for any later one; read as this version only"
        return Reading(statement=shown, match=Match.TEXT, expression=single(narrow[0]), candidates=ids, note=note)
    plain = min(ids, key=len)
    if not plain.startswith("GFDL") and all(name.startswith(plain) for name in ids):
        note = f"{' and '.join(name for name in ids if name != plain)} has the same text; read as {plain}"
        return Reading(statement=shown, match=Match.TEXT, expression=single(plain), candidates=ids, note=note)
    note = "these ids of the SPDX list share the text"
    return Reading(statement=shown, match=Match.AMBIGUOUS, candidates=ids, note=note)


def _shown(text: str) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in text.lstrip()[: 2 * SHOWN]).split())
    return line if len(line) <= SHOWN and len(text) <= 2 * SHOWN else line[: SHOWN - 1] + "…"


# --- evening out --------------------------------------------------------------------------------------------------

_WORD = re.compile(r"\w+")
_SUSPECT = re.compile(
    r"commerc|profit|\buse|usage|\bonly\b|permi|prohib|restrict|forbid|\bmust\b|\bshall\b|\bnot\b|\bunless\b|except|provided|"
    r"militar|\bcompan(?:y|ies) (?:may|can|with)|revenue|\bfees?\b|\bpay|\bsell|evil|licen[sc]e|\bterms\b|\bno\b|\bmay\b(?! \d)|"
    r"\bcan\b|cannot|allow|exclu|require|worker|agree|evaluat|expir|\btrial\b|\bfor\b|personal|internal|academic"
)
"""A line or name with such a word is never taken for a mere notice or name."""
_NOTICE = re.compile(
    r"(?:portions?\s|parts\s|modifications\s)?(?:copyrights?\b\W*(?:\(c\)|©|&copy;|\d{4}|[\[<{]\s*(?:yyyy|year))"
    r"|\(c\)|©|\d{4}[\d, -]*(?:\(c\)|©))"
)
# "Copyright The Example Authors", in a paragraph's first line.
_UNDATED = re.compile(
    r"copyright:? (?!notice|holder|owner|law|and\b|or\b|interest|right|in\b|on\b|to\b|of\b|is\b|as\b)[^\n]{1,100}\Z"
)
_LONGEST_NOTICE = 240
_NUMBERING = re.compile(r"\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})[.)](?=\s)")
_MARKS = " \t\f\v#*/;%>|=_<!-+•~`'\"\\"
_TITLE_WORDS = (
    "a the mit license licence bsd isc apache zlib libpng expat x11 new old original simplified revised modified "
    "clause zero two three 0 2 3 4 style software unlicense version"
)
_TITLE = frozenset(_TITLE_WORDS.split())


def normalise(text: str) -> str:
    """The words of a licence text on one line, without what differs from copy to copy."""
    lowered = text.lower().replace("\r\n", "\n").replace("\r", "\n")
    for wild, even in _MARKUP:
        lowered = lowered.replace(wild, even)
    body = " ".join(_words(" ".join(_kept(lowered.split("\n")))))
    for wild, even in _SPELLINGS:
        if wild in body:
            body = body.replace(wild, even)
    return _with_fixed_names(body)


_MARKUP = (
    ("http://", " "),
    ("https://", " "),
    ("www.", " "),
    ("<br>", " "),
    ("<br/>", " "),
    ("<br />", " "),
    ("“", '"'),
    ("”", '"'),
    ("\u2019", "'"),
    ("\u2018", "'"),
    ("\u2013", "-"),
    ("—", "-"),
    ("\u00a0", " "),
    ("\ufeff", ""),
)
_BREAKS = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) == "_")}
_ASCII = str.maketrans(_BREAKS)


def _words(text: str) -> list[str]:
    """Runs of letters and digits. Texts in plain ASCII, nearly all, take a way that is ten times faster."""
    return text.translate(_ASCII).split() if text.isascii() else _WORD.findall(text)


def _kept(lines: list[str]) -> Iterator[str]:
    """The lines that say something: without notices of who holds the copyright, titles at the top, marks and numbers."""
    after_blank, at_top = True, True
    for line in lines:
        bare = line.strip(_MARKS)
        if not bare or _is_notice(bare, after_blank=after_blank) or (at_top and _is_title(bare)):
            after_blank = True
            continue
        after_blank = at_top = False
        if "." in bare[:6] or ")" in bare[:6]:
            bare = _NUMBERING.sub("", bare, count=1) if _NUMBERING.match(bare) else bare
        yield bare[4:] if bare.startswith(("rem ", "dnl ")) else bare


def _is_notice(bare: str, *, after_blank: bool) -> bool:
    if "copyright" not in bare and "(c)" not in bare and "©" not in bare:
        return False
    if len(bare) > _LONGEST_NOTICE or not (_NOTICE.match(bare) or (after_blank and _UNDATED.match(bare))):
        return False
    return not _SUSPECT.search(bare)


def _is_title(bare: str) -> bool:
    words = _words(bare)
    return not words or words == ["all", "rights", "reserved"] or (len(words) <= 8 and _TITLE.issuperset(words))


_SPELLINGS = (
    ("all rights reserved ", ""),
    ("non infringement", "noninfringement"),
    ("sub license", "sublicense"),
    ("licence", "license"),
    ("licencing", "licensing"),
    ("expressed or implied", "express or implied"),
    ("including the next paragraph ", ""),
    ("copyright holders", "copyright holder"),
    ("a brief idea of what it does", "an idea of what it does"),
)
"""Spellings and optional words that change nothing."""

_Place = tuple[str, re.Pattern[str], str]
_PLACES: tuple[_Place, ...] = (
    (
        " nor the names of",
        re.compile(r"neither the names? of (.{1,160}?) nor the names of (?:its |the |any |their )?contributors"),
        "neither the name of holder nor the names of contributors",
    ),
    (
        " as is and any",
        re.compile(r"software is provided by (.{1,160}?) as is and any"),
        "software is provided by holder as is and any",
    ),
    ("in no event", re.compile(r"in no event shall (.{1,160}?) be liable"), "in no event shall holder be liable"),
    (
        "provided as is and",
        re.compile(r"provided as is and (.{1,80}?) disclaims? all"),
        "provided as is and holder disclaims all",
    ),
    (
        "python software foundation",
        re.compile(r"((?:\b(?:19|20)\d\d )+)python software foundation"),
        "python software foundation",
    ),
    (
        "boston ma",
        re.compile(
            r"((?:51 franklin st(?:reet)?|59 temple place)(?: (?:fifth floor|suite \d+))?) boston ma(?: \d{4,5})*(?: usa)?"
        ),
        "",
    ),
)
"""Where a licence has room for a name, a year or an address: a mark of it, the place, what is put there."""
_BAD_NAME = re.compile(_SUSPECT.pattern.replace("|licen[sc]e", "").replace("|provided", ""))


def _with_fixed_names(body: str) -> str:
    for mark, place, fixed in _PLACES:
        if mark in body:
            body = place.sub(partial(_fixed, to=fixed), body)
    return " ".join(body.split())


def _fixed(found: re.Match[str], *, to: str) -> str:
    return found.group() if _BAD_NAME.search(found.group(1)) else to


# --- the index ----------------------------------------------------------------------------------------------------


def _hash(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:16]


_END = "end of terms and conditions"
_HOW = (" appendix how to apply", " how to apply these terms")
_NOTE = "licensed under the apache license version 2 0"


def variants(body: str) -> Iterator[str]:
    """A normalised text and the forms in which people ship it: without the advice on how to apply it."""
    yield body
    start, found, rest = body.partition(_END)
    if found and any(rest.startswith(how) for how in _HOW):
        yield start + found
        yield start.strip()
        if _NOTE in rest:
            yield f"{start}{found} {rest[rest.index(_NOTE) :]}"


def fingerprints_of(text: str) -> tuple[str, ...]:
    """The hashes under which a licence text and its usual forms are known, sorted."""
    return tuple(sorted({_hash(body) for body in variants(normalise(text))}))


@cache
def _index() -> Mapping[str, tuple[str, ...]]:
    data = package_file("licensing/data/fingerprints.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, tuple[str, ...]])


# --- clauses ------------------------------------------------------------------------------------------------------

_Mark = tuple[str, tuple[str, ...], tuple[str, ...]]


@lru_cache(maxsize=8)
def _marks(catalogue: Catalogue) -> tuple[_Mark, ...]:
    marked = (file for file in catalogue.all() if file.text.contains)
    return tuple((file.id, _phrases(file.text.contains), _phrases(file.text.lacks)) for file in marked)


def _phrases(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(f" {' '.join(_WORD.findall(phrase.lower().replace('licence', 'license')))} " for phrase in phrases)


def _has(padded: str, contains: tuple[str, ...], lacks: tuple[str, ...]) -> bool:
    return all(phrase in padded for phrase in contains) and not any(phrase in padded for phrase in lacks)


_RESTRICTING = (
    "academic use",
    "annual revenue",
    "commercial advantage",
    "commercial license",
    "commercial purpose",
    "commercial use",
    "competing",
    "evaluation purposes",
    "evaluation use",
    "for good not evil",
    "gross revenue",
    "internal use",
    "military",
    "may not be used",
    "may not use",
    "must not be used",
    "must not use",
    "non commercial",
    "noncommercial",
    "personal use",
    "research purposes only",
    "worker owned",
)


_LIMITING = (
    "academic purposes",
    "academic use",
    "annual revenue",
    "commercial license",
    "commercial use is",
    "commons clause",
    "educational purposes",
    "evaluation only",
    "evaluation purposes",
    "evaluation use",
    "for good not evil",
    "for non commercial",
    "gross revenue",
    "internal use",
    "military",
    "non commercial purposes",
    "non commercial use only",
    "noncommercial purposes",
    "noncommercial use",
    "not for commercial",
    "not use this software for commercial",
    "personal use",
    "research purposes only",
    "without written permission",
    "worker owned",
)
"""As above, but never in a licence that restricts nobody, nor in the texts people bundle with one."""


def _warning(padded: str) -> str:
    """Say so when an unknown text may limit who uses it or what for."""
    limits = [phrase for phrase in _LIMITING if f" {phrase}" in padded]
    found = [*limits, *(phrase for phrase in _RESTRICTING if f" {phrase}" in padded)]
    seems = "seems to limit its use: it " if limits else ""
    words = ", ".join(f"“{phrase}”" for phrase in found[:4])
    return f"it is no licence text that we know, and it {seems}speaks of {words}" if found else ""


def limits_use(statement: str) -> bool:
    """A statement that is no name of a licence speaks of who may use the work or what for."""
    padded = f" {' '.join(_WORD.findall(statement.lower().replace('licence', 'license')))} "
    return any(f" {phrase}" in padded for phrase in (*_LIMITING, *_RESTRICTING))
