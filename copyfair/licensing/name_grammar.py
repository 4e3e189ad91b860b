"""Names that are read by grammar: GNU and Creative Commons licences, each a family, its elements and a number."""

import re

from copyfair.licensing.expression import single
from copyfair.licensing.model import Reading
from copyfair.licensing.name_table import even
from copyfair.licensing.readings import may_be, means
from copyfair.licensing.spdx import canonical_license

__all__ = ["gnu_id", "gnu_ids", "read_by_grammar"]


def read_by_grammar(text: str) -> Reading | None:
    """A GNU or Creative Commons licence with its number; None for anything else."""
    plain = even(text)
    found = _gnu(plain) or _creative_commons(plain)
    if isinstance(found, tuple):
        return may_be(found)
    return means(single(found)) if found else None


# --- GNU ----------------------------------------------------------------------------------------------------------

_FAMILIES = (
    ("AGPL", re.compile(r"(?:gnu[ /]+)?(?:affero general public|affero gpl|affero|agpl)(?![a-z])")),
    (
        "LGPL",
        re.compile(
            r"(?:gnu[ /]+)?(?:(?:library or lesser|library/lesser|lesser|library)(?: or library)? (?:general public|public|gpl)|lgpl)(?![a-z])"
        ),
    ),
    ("GPL", re.compile(r"(?:gnu[ /]+)?(?:general public|public|gpl)(?![a-z])")),
    ("GFDL", re.compile(r"(?:gnu[ /]+)?(?:free documentation|gfdl|fdl)(?![a-z])")),
)
_NUMBER = re.compile(r"[ ._-]*v?(\d)(?:[._]?(\d))?(?:\.0)?(?: ?(\+|plus)|[ -]*(only))?")
_GROUP = re.compile(r"\(([^()]*)\)")

_Parts = tuple[str, str, str]
"""Family, number ("" where none is said) and ending ("only", "or-later", "" where none is said)."""


def gnu_id(family: str, number: str, ending: str) -> str | None:
    """The id of a GNU licence; without an ending this version only is meant."""
    whole = number if "." in number else f"{number}.0"
    return canonical_license(f"{family}-{whole}-{ending or 'only'}")


def gnu_ids(family: str) -> tuple[str, ...]:
    """Every id of a family that is in use, oldest first."""
    numbers = {"AGPL": ("3.0",), "LGPL": ("2.0", "2.1", "3.0"), "GPL": ("1.0", "2.0", "3.0")}.get(
        family, ("1.1", "1.2", "1.3")
    )
    return tuple(f"{family}-{number}-{ending}" for number in numbers for ending in ("only", "or-later"))


def _gnu(plain: str) -> str | tuple[str, ...] | None:
    """``gpl3``, ``gnu lesser general public 2.1+ (lgpl2.1+)``: what the groups in brackets say must agree."""
    core = " ".join(_GROUP.sub(" ", plain).split())
    parts = _gnu_parts(core)
    if parts is None:
        return None
    for group in _GROUP.findall(plain):
        said = _gnu_parts(group.strip()) or _bare_number(group.strip(), parts[0])
        merged = said and _merged(parts, said)
        if not merged:
            return None
        parts = merged
    family, number, ending = parts
    return gnu_id(family, number, ending) if number else gnu_ids(family)


def _gnu_parts(plain: str) -> _Parts | None:
    for family, start in _FAMILIES:
        found = start.match(plain)
        if found is not None:
            rest = plain[found.end() :].strip(" -/_")
            return (family, "", "") if not rest else _bare_number(rest, family)
    return None


def _bare_number(text: str, family: str) -> _Parts | None:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    ending = "or-later" if found.group(3) else "only" if found.group(4) else ""
    return family, f"{found.group(1)}.{found.group(2) or '0'}", ending


def _merged(one: _Parts, other: _Parts) -> _Parts | None:
    """Two ways of saying the same; None where they differ. "v2 (GPLv2+)" differs, "(GPL) v2" does not."""
    if one[0] != other[0] or (one[1] and other[1] and one[1:] != other[1:]):
        return None
    return one if one[1] else other


# --- Creative Commons ---------------------------------------------------------------------------------------------

_CC_START = re.compile(r"^(?:cc|creative commons)\b[- ]*")
_CC_TITLE = re.compile(r"^attribution\b.*\b(?:international|unported|generic)\b")
_CC_WORDS = {
    "by": "BY",
    "attribution": "BY",
    "nc": "NC",
    "noncommercial": "NC",
    "sa": "SA",
    "sharealike": "SA",
    "nd": "ND",
    "noderivatives": "ND",
    "noderivs": "ND",
}
_CC_FILL = {"international", "unported", "generic", "public", "cc", "intl", "deed", "of"}
_CC_JOINED = re.compile(r"\b(non|no|share)[- ](?=commercial|deriv|alike)")
_CC_NUMBERS = ("1.0", "2.0", "2.5", "3.0", "4.0")


def _creative_commons(plain: str) -> str | tuple[str, ...] | None:
    start = _CC_START.match(plain) or (_CC_TITLE.match(plain) and re.match("", plain))
    if not start:
        return None
    words = re.findall(r"\d\.\d|\d\d\b|\d|[a-z]+|[^\sa-z\d()-]", _CC_JOINED.sub(r"\1", plain[start.end() :]))
    parts, numbers = [], []
    for word in words:
        if word in _CC_WORDS:
            parts.append(_CC_WORDS[word])
        elif word[0].isdigit():
            numbers.append(".".join(word.replace(".", "") if len(word) > 1 else f"{word}0"))
        elif word not in _CC_FILL:
            return None
    elements = list(dict.fromkeys(parts))
    if not elements or elements[0] != "BY" or len(set(numbers)) > 1:
        return None
    stem = "CC-" + "-".join(part for part in ("BY", "NC", "ND", "SA") if part in elements) + "-"
    if numbers:
        return canonical_license(stem + numbers[0])
    return tuple(found for n in _CC_NUMBERS if (found := canonical_license(stem + n))) or None
