"""GNU licences in a notice: the name, the version that follows it, and whether later ones are meant too."""

import re
from collections.abc import Iterator

from copyfair.licensing.expression import parse
from copyfair.licensing.texts.said import Said, says

__all__ = ["gnu_licences"]

_GNU = re.compile(
    r"\b(?:gnu |the )?(?:(affero|lesser|library) )?(?:gnu )?(?:(affero|lesser|library) )?general public licen[sc]e\b|(?<![\w/.-])(?:gnu )?(a|l)?gpl(?=[-\s,;.v)+\d/|]|$)(?!-?\d?(?:\.\d)?\.(?:txt|md|html))"
    r"|\b(?:gnu )(lesser|library) (?:gpl|public licen[sc]e)\b|\bgnu free documentation licen[sc]e\b|\b(?:gnu )?gfdl(?=[-\s,;.v)+\d]|$)",
    re.IGNORECASE,
)
_SIGNS = ("gpl", "gfdl", "public licen", "documentation licen")
"""Each name has one of these; they are found ten times faster."""
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


def gnu_licences(even: str) -> Iterator[Said]:
    """Each GNU licence that an evened-out passage says holds."""
    low = even.lower()
    matches = list(_GNU.finditer(even)) if any(sign in low for sign in _SIGNS) else []
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
        if said is not None and (says(even, found.start()) or said.end - found.start() > 0.5 * len(even)):
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
