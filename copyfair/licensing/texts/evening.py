"""Evening out: what differs from copy to copy of a licence text and says nothing."""

import re
from collections.abc import Iterator
from functools import partial

__all__ = ["SUSPECT", "kept", "normalise", "plain", "split"]

_WORD = re.compile(r"\w+")
SUSPECT = re.compile(
    r"commerc|profit|\buse|usage|\bonly\b|permi|prohib|restrict|forbid|\bmust\b|\bshall\b|\bnot\b|\bunless\b|except|provided|"
    r"militar|\bcompan(?:y|ies) (?:may|can|with)|revenue|\bfees?\b|\bpay|\bsell|evil|licen[sc]e|\bterms\b|\bno\b|\bmay\b(?! \d)|"
    r"\bcan\b|cannot|allow|exclu|require|worker|agree|evaluat|expir|\btrial\b|\bfor\b|personal|internal|academic"
)
"""A line or name with such a word is never taken for a mere notice or name."""
_NOTICE = re.compile(
    r"(?:portions?\s|parts\s|modifications\s)?(?:copyrights?\b\W*(?:\(c\)|©|&copy;|\d{4}|[\[<{]\s*(?:yyyy|year))"
    r"|\(c\)(?=[^\n]{0,200}\b(?:19|20)\d\d|\W*copyright)|©|\d{4}[\d, -]*(?:\(c\)|©))"
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
    lines = plain(text).split("\n")
    body = " ".join(split(" ".join(bare for _, bare in kept(lines))))
    for wild, even in _SPELLINGS:
        if wild in body:
            body = body.replace(wild, even)
    return _with_fixed_names(body)


def plain(text: str) -> str:
    """In small letters, with line breaks, quotes and dashes of one kind."""
    lowered = text.lower().replace("\r\n", "\n").replace("\r", "\n")
    for wild, even in _MARKUP:
        lowered = lowered.replace(wild, even)
    return lowered


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


def split(text: str) -> list[str]:
    """Runs of letters and digits. Texts in plain ASCII, nearly all, take a way that is ten times faster."""
    return text.translate(_ASCII).split() if text.isascii() else _WORD.findall(text)


_COMMENTS = ("rem ", "dnl ")


def kept(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers: without notices of who holds the copyright, titles at the top, marks and numbers."""
    after_blank, at_top = True, True
    for number, line in enumerate(lines, 1):
        bare = line.strip(_MARKS)
        if bare.startswith(_COMMENTS):
            bare = bare[4:].strip(_MARKS)
        if (
            not bare
            or bare in ("rem", "dnl")
            or _is_notice(bare, after_blank=after_blank)
            or (at_top and _is_title(bare))
        ):
            after_blank = True
            continue
        after_blank = at_top = False
        if "." in bare[:6] or ")" in bare[:6]:
            bare = _NUMBERING.sub("", bare, count=1) if _NUMBERING.match(bare) else bare
        yield number, bare


def _is_notice(bare: str, *, after_blank: bool) -> bool:
    if "copyright" not in bare and "(c)" not in bare and "©" not in bare:
        return False
    if len(bare) > _LONGEST_NOTICE or not (_NOTICE.match(bare) or (after_blank and _UNDATED.match(bare))):
        return False
    return not SUSPECT.search(bare)


def _is_title(bare: str) -> bool:
    words = split(bare)
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
_BAD_NAME = re.compile(SUSPECT.pattern.replace("|licen[sc]e", "").replace("|provided", ""))


def _with_fixed_names(body: str) -> str:
    for mark, place, fixed in _PLACES:
        if mark in body:
            body = place.sub(partial(_fixed, to=fixed), body)
    return " ".join(body.split())


def _fixed(found: re.Match[str], *, to: str) -> str:
    return found.group() if _BAD_NAME.search(found.group(1)) else to
