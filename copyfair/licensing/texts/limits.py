"""Sentences outside a licence text that may change who may use the work, or what for."""

import re

from copyfair.licensing.texts.stream import without_addresses

__all__ = ["limiting_sentences", "widening_sentences"]

_LIMITS = re.compile(
    r"\b(?:non[- ]?commerc|commerc|profit|revenue|turnover|worker|employee|militar|weapon|evaluat|academic|education"
    r"|research|personal\b|internal|only\b|except|unless\b|prohibit|forbid|must\b|may not\b|cannot\b|can ?not\b"
    r"|shall not\b|not (?:be )?(?:permitted|allowed|used|use|granted|sell|redistribute|copy)|without (?:prior |written |our |my |express )+"
    r"|restrict|fees?\b|pay|purchas|government|compan|corporat|compet|ethic|human rights|evil\b|harm|not for\b"
    r"|no (?:right|licen|permission|commercial|person|entity)|exclud|nuclear|surveil|cooperative|collective|than \d|trial\b"
    r"|limited to\b|condition that\b|provided that\b|so long as\b|as long as\b|subscri|hosted|saas\b|police|law enforcement"
    r"|(?:does|do|is|are|shall|will) not (?:hold|apply|extend|cover)|hereby grant|you agree\b|agree to\b|ends? (?:after|on|when|in|with)\b|expir|terminat|(?:prior|written) permission|permission of|gambl|mining|train(?:ing)?\b|artificial|sanction|citizens?\b|countr|jurisdiction|read ?only\b|million)"
)
"""For a sentence in small letters; where no word begins, and where none begins with such a letter, nothing is tried."""
_STRONG = re.compile(
    r"\bnon[- ]?commerc|\bcommercial (?:use|purpose)|\brevenue|\bturnover|\bworker[- ]?owned|\bmilitar|\bweapon|\bmore than \w+ employees|\bmakes? a profit",
    re.IGNORECASE,
)
"""These are about use whatever stands beside them."""
_ABOUT_USE = re.compile(
    r"\b(?:us(?:e|ed|es|ing|age)|cop(?:y|ies|ying)|(?:re)?distribut\w*|licen[sc]\w*|permi\w+|allow\w*|rights?|grant\w*|software|work|program|library|"
    r"modif\w*|sell|sold|sale|deploy\w*|project|code|application|product|anyone|person|entit\w+|organi[sz]ation\w*|purposes?)\b",
    re.IGNORECASE,
)
_HARMLESS = re.compile(
    r"(?:may|can) ?not use (?:this|these|the) \w+(?: \w+)? except in compliance with|\bas (?:required|permitted) by applicable law|unless required by (?:applicable )?law|"
    r"unless (?:otherwise |expressly |explicitly )?(?:noted|stated|specified|indicated|agreed)|except (?:as|where|when) (?:otherwise |expressly |explicitly |specifically )?(?:noted|indicated|stated|specified|documented|described)(?: otherwise)?|except where otherwise|except for the \S+ (?:files?|director\w+|folders?)|only \S*[./]\S* files|collective copyright|non-?profit organi[sz]ation (?:created|modell?ed|that|which)|"
    r"unless you explicitly state otherwise|without any warranty|without (?:even the )?implied warranty|without warrant|"
    r"(?:governing|specific language governing) permissions|only licen[sc]ed under|(?:these|this|it|which) (?:is|are) only|see the .{0,60} for more details|"
    r"should have received a copy|must be (?:retained|preserved|included|reproduced)|all rights reserved|for more (?:details|information)|"
    r"(?:the )?corporation for national research initiatives|research in amsterdam|(?:microsoft|oracle|intel|google|\w+) corporation|third[- ]party|version \d(?:\.\d)? only|only version \d|only under",
    re.IGNORECASE,
)
_NOTICE = re.compile(r"\W*(?:\(c\)|copyright\b|portions\b)|\s*©", re.IGNORECASE)
_HOLDERS = re.compile(
    r"\b(?:company|corporation|collective|cooperative|research|government|education)\b", re.IGNORECASE
)
"""Words of a holder's name."""
_CODE = re.compile(
    r"[{};]\s*$|\w\([^()]{0,80}\)\s*[:;{]?$|->|::|==|:=|&&|\|\||=>|\w \+?= \S|^\s*(?:#\s*include|def \w+\(|class \w+[:(]|from \S+ import )"
)
"""A line of a program, not of prose."""
_SENTENCE = re.compile(r"(?<=[.;!?])\s+|\n")


_WIDENS = re.compile(
    r"\b(?:may|can|free|allowed|allows|permitted|permission|grants?|granted|waives?|welcome|without paying)\b",
    re.IGNORECASE,
)


def widening_sentences(passage: str) -> tuple[str, ...]:
    """The sentences, outside a licence text, that may allow somebody more than it does."""
    sentences = _SENTENCE.split(without_addresses(passage))
    return tuple(s.strip() for s in sentences if _WIDENS.search(s) and _ABOUT_USE.search(s) and not _CODE.search(s))


def limiting_sentences(passage: str) -> tuple[str, ...]:
    """The sentences, outside a licence text, that may limit who uses the work or what for."""
    found = []
    for sentence in _SENTENCE.split(without_addresses(passage)):
        if not _LIMITS.search(sentence.casefold()) or _CODE.search(sentence):
            continue
        plain = _HARMLESS.sub(" ", sentence)
        if _NOTICE.match(plain):
            plain = _HOLDERS.sub(" ", plain)
        if _LIMITS.search(plain.casefold()) and (
            _STRONG.search(plain) or _ABOUT_USE.search(plain) or len(plain.split()) <= 14
        ):
            found.append(sentence.strip())
    return tuple(found)
