"""Sentences outside a licence text that may change who may use the work, or what for."""

import re

from copyfair.licensing.texts.stream import without_addresses

__all__ = ["limiting_sentences", "widening_sentences"]

_LIMITS = re.compile(
    r"\bnon[- ]?commerc|\bcommerc|\bprofit|\brevenue|\bturnover|\bworker|\bemployee|\bmilitar|\bweapon|\bevaluat|\bacademic|\beducation"
    r"|\bresearch|\bpersonal\b|\binternal|\bonly\b|\bexcept|\bunless\b|\bprohibit|\bforbid|\bmust\b|\bmay not\b|\bcannot\b|\bcan ?not\b"
    r"|\bshall not\b|\bnot (?:be )?(?:permitted|allowed|used|use|granted|sell|redistribute|copy)|\bwithout (?:prior |written |our |my |express )+"
    r"|\brestrict|\bfees?\b|\bpay|\bpurchas|\bgovernment|\bcompan|\bcorporat|\bcompet|\bethic|\bhuman rights|\bevil\b|\bharm|\bnot for\b"
    r"|\bno (?:right|licen|permission|commercial|person|entity)|\bexclud|\bnuclear|\bsurveil|\bcooperative|\bcollective|\bthan \d|\btrial\b"
    r"|\blimited to\b|\bcondition that\b|\bprovided that\b|\bso long as\b|\bas long as\b|\bsubscri|\bhosted|\bsaas\b|\bpolice|\blaw enforcement"
    r"|\b(?:does|do|is|are|shall|will) not (?:hold|apply|extend|cover)|\bhereby grant|\byou agree\b|\bagree to\b|\bends? (?:after|on|when|in|with)\b|\bexpir|\bterminat|\b(?:prior|written) permission|\bpermission of|\bgambl|\bmining|\btrain(?:ing)?\b|\bartificial|\bsanction|\bcitizens?\b|\bcountr|\bjurisdiction|\bread ?only\b|\bmillion",
    re.IGNORECASE,
)
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
        if not _LIMITS.search(sentence) or _CODE.search(sentence):
            continue
        plain = _HARMLESS.sub(" ", sentence)
        if _NOTICE.match(plain):
            plain = _HOLDERS.sub(" ", plain)
        if _LIMITS.search(plain) and (_STRONG.search(plain) or _ABOUT_USE.search(plain) or len(plain.split()) <= 14):
            found.append(sentence.strip())
    return tuple(found)
