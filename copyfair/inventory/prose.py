"""What a project's README says about its licence: headings, badges and links, with the line of each.

Only words that claim something are taken, never the whole page; whoever reads them decides whether they mean a licence.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs, unquote, urlsplit

__all__ = ["Said", "licence_words"]

Said = tuple[str, str, int]
"""A statement, the kind of place it stands in, and its line counted from one."""

_MOST = 8
_LONGEST = 160
_SECTION = 12
"""Lines under a heading that are looked at."""

_WORD = r"(?:licen[sc]e?s?|licensing|lizenz(?:en|ierung)?|licentie|licence|licencia|licen[cç]a|licenza|licens|лицензия|许可证)"
_HEADING = re.compile(
    rf"^\s{{0,3}}(?:#{{1,6}}\s*|={{1,5}}\s+)?[^\w#=]{{0,12}}(?:copyrights?\s*(?:and|&)\s*)?{_WORD}"
    r"(?:\s*(?:and|&)\s*copyrights?|\s+information)?[\s:#=*]*$",
    re.IGNORECASE,
)
_MARKED = re.compile(r"^\s{0,3}(?:#{1,6}\s|={1,5}\s)")
_UNDERLINE = re.compile(r"^\s{0,3}([=\-~^\"*+#])\1{2,}\s*$")
_LINK = re.compile(r"\[([^\[\]\n]{1,120})\]\(\s*<?(https?://[^\s()<>]{1,300})[^()\n]{0,80}\)")
_RST_LINK = re.compile(r"`([^`<>\n]{1,120})\s<(https?://[^\s<>]{1,300})>`_")
_BADGE = re.compile(r"https?://img\.shields\.io/(?:[^\s()<>\"'\]]|\([^\s()<>\"'\]]{0,60}\)){1,300}")
_UNDER = re.compile(
    r"\b(?:licen[sc]ed|released|distributed|available|published|covered|provided|open[- ]sourced)\s+(?:\w+\s+){0,3}?"
    r"(?:under|by)\s+(?:the\s+)?(?:terms\s+of\s+(?:the\s+)?)?([^;\n]{2,120}?)(?=\.(?:\s|$)|;|$|\s[-\u2013\u2014(]|,\s+see\b)",
    re.IGNORECASE,
)
_ANY_LINK = re.compile(r"!?\[([^\[\]\n]{0,120})\]\([^()\n]{0,300}\)")
_EMPHASIS = re.compile(r"[*`]|(?<!\w)_|_(?!\w)")


def licence_words(text: str) -> list[Said]:
    """What a README says about the licence: badges anywhere, and the first lines under a heading that says "License"."""
    lines = text.split("\n")
    found: dict[str, Said] = {}
    for words, kind, line in (*_badges(lines), *_sections(lines)):
        plain = " ".join(words.split()).strip(" *_`:.,")
        if 1 < len(plain) <= _LONGEST:
            found.setdefault(plain.casefold(), (plain, kind, line))
    return list(found.values())[:_MOST]


# --- badges -------------------------------------------------------------------------------------------------------


def _badges(lines: Sequence[str]) -> Iterator[Said]:
    """``img.shields.io/badge/license-MIT-blue``; a badge that asks a service says nothing itself."""
    for number, line in enumerate(lines, 1):
        for address in _BADGE.findall(line) if "shields.io" in line else ():
            message = _message(address)
            if message:
                yield message, "badge", number


def _message(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    asked = parse_qs(parts.query)
    label, message = asked.get("label", [""])[0], asked.get("message", [""])[0]
    _, is_static, rest = parts.path.partition("/badge/")
    if is_static and not message:
        # "--" and "__" stand for themselves; "_" is a space; the last part is the colour.
        split = [piece.replace("\0", "-") for piece in rest.replace("--", "\0").split("-")]
        label, message = (split[0], "-".join(split[1:-1])) if len(split) > 2 else ("", "")
        label, message = _unescaped(label), _unescaped(message)
    return message.removesuffix(".svg") if re.search(_WORD, label, re.IGNORECASE) else ""


def _unescaped(part: str) -> str:
    return unquote(part.replace("__", "\0").replace("_", " ").replace("\0", "_"))


# --- sections -----------------------------------------------------------------------------------------------------


def _sections(lines: Sequence[str]) -> Iterator[Said]:
    for number, line in enumerate(lines, 1):
        if len(line) < _LONGEST and _HEADING.match(line) and _is_heading(lines, number):
            yield from _section(lines, number)


def _is_heading(lines: Sequence[str], number: int) -> bool:
    """Marked as one, underlined, or alone between empty lines in bold."""
    line = lines[number - 1]
    below = lines[number] if number < len(lines) else ""
    return bool(_MARKED.match(line) or _UNDERLINE.match(below) or line.strip().startswith("**"))


def _section(lines: Sequence[str], heading: int) -> Iterator[Said]:
    said = 0
    for number, line in enumerate(lines[heading : heading + _SECTION], heading + 1):
        if _UNDERLINE.match(line):
            continue
        if _MARKED.match(line) or (number < len(lines) and _UNDERLINE.match(lines[number]) and line.strip()):
            return
        if not line.strip() or len(line) > 10 * _LONGEST:
            continue
        said += 1
        yield from _line(line, number, is_first=said == 1)


def _line(line: str, number: int, *, is_first: bool) -> Iterator[Said]:
    links = [*_LINK.findall(line), *_RST_LINK.findall(line)]
    for words, address in links:
        yield words, "License section", number
        yield address, "License section", number
    plain = _EMPHASIS.sub("", _ANY_LINK.sub(r"\1", _RST_LINK.sub(r"\1", line)))
    for found in _UNDER.finditer(plain):
        yield found.group(1), "License section", number
    if is_first and len(plain) <= 60:
        yield re.split(r"\s(?:©|\(c\)|copyright)", plain, maxsplit=1, flags=re.IGNORECASE)[0], "License section", number
