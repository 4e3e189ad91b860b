"""Evening out: what differs from copy to copy of a licence text and says nothing."""

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import partial

import msgspec

__all__ = ["SUSPECT", "Words", "normalise", "split", "without_addresses", "words_of"]

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
    lines = _plain(text).split("\n")
    body = " ".join(split(" ".join(bare for _, bare in _kept(lines))))
    for wild, even in _SPELLINGS:
        if wild in body:
            body = body.replace(wild, even)
    return _with_fixed_names(body)


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a text and the line on which each stands, counted from one."""

    words: list[str]
    lines: list[int]


def words_of(text: str) -> Words:
    """The words of any text, with what markup, encodings and printing did to them undone as far as it can be."""
    words: list[str] = []
    lines: list[int] = []
    for number, bare in _kept(_plain(without_addresses(_undone(text))).split("\n")):
        found = split(bare.replace("_", " "))
        words.extend(found)
        lines.extend([number] * len(found))
    return Words(words=[_SPELT.get(word, word) for word in words], lines=lines)


_ADDRESS = re.compile(
    r"<?\b(?:(?:https?|ftp)://|www\.)[^\s<>\"')\]]{1,300}>?|<?[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,5}>?"
    r"|\b[a-z][\w-]{1,40}(?:\.[a-z][\w-]{1,40}){0,3}\.(?:org|com|net)\b(?:/[^\s<>\"')\]]{0,200})?",
    re.IGNORECASE,
)
"""Addresses change when a site moves; none decides anything."""


def without_addresses(text: str) -> str:
    """The text with a blank for each address of a page or a person."""
    lines = text.split("\n")
    return "\n".join([_ADDRESS.sub(" ", line) if _has_address(line) else line for line in lines])


def _has_address(line: str) -> bool:
    """Cheap to ask, and for most lines no."""
    return "." in line and (
        "://" in line or "@" in line or ".org" in line or ".com" in line or ".net" in line or "www." in line
    )


_TAG = re.compile(r"</?[a-z!][^<>]{0,400}>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8});", re.IGNORECASE)
_BROKEN = (("â€œ", '"'), ("â€\x9d", '"'), ("â€™", "'"), ("â€“", "-"), ("â€”", "-"), ("Â©", "©"), ("\u00ad", ""))


def _undone(text: str) -> str:
    if "\x00" in text:  # two bytes a letter, read as one
        text = text.replace("\x00", "").removeprefix("ÿþ").removeprefix("þÿ")
    if "</" in text or "<p" in text or "<br" in text:
        text = _TAG.sub(_blank, text)
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    if not text.isascii():
        for wild, even in _BROKEN:
            text = text.replace(wild, even)
        text = unicodedata.normalize("NFKC", text)
    return text


def _blank(tag: re.Match[str]) -> str:
    """What stands for a tag: its line breaks, so that lines keep their numbers; nothing for a placeholder."""
    return " " + "\n" * tag.group().count("\n")


def _plain(text: str) -> str:
    lowered = text.lower().replace("\r\n", "\n").replace("\r", "\n")
    for wild, even in _MARKUP:
        lowered = lowered.replace(wild, even)
    return lowered


_SPELT = {
    "acknowledgement": "acknowledgment",
    "authorisation": "authorization",
    "authorise": "authorize",
    "authorised": "authorized",
    "favour": "favor",
    "fulfil": "fulfill",
    "judgement": "judgment",
    "licence": "license",
    "licenced": "licensed",
    "licences": "licenses",
    "licencing": "licensing",
    "merchantibility": "merchantability",
    "organisation": "organization",
    "organisations": "organizations",
    "programme": "program",
    "recognise": "recognize",
    "sublicence": "sublicense",
    "utilise": "utilize",
    "whilst": "while",
    "wilful": "willful",
}
"""One word, two spellings."""

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


def _kept(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers: without notices of who holds the copyright, titles at the top, marks and numbers."""
    after_blank, at_top = True, True
    for number, line in enumerate(lines, 1):
        bare = line.strip(_MARKS)
        if not bare or _is_notice(bare, after_blank=after_blank) or (at_top and _is_title(bare)):
            after_blank = True
            continue
        after_blank = at_top = False
        if "." in bare[:6] or ")" in bare[:6]:
            bare = _NUMBERING.sub("", bare, count=1) if _NUMBERING.match(bare) else bare
        yield number, bare[4:] if bare.startswith(("rem ", "dnl ")) else bare


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
