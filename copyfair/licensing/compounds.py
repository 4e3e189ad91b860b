"""Statements of several words around or between licence names: lists, dual licences, sentences, names with an address.

They are read only when every part is a licence for certain; where a choice has a part that is open, the answer is open.
"""

import re
from collections.abc import Sequence

import msgspec

from copyfair.licensing.addresses import address_in, read_address
from copyfair.licensing.as_expression import as_expression
from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.expression import Expression, all_of, any_of, single
from copyfair.licensing.model import Match, Reading
from copyfair.licensing.name_grammar import read_by_grammar
from copyfair.licensing.name_table import even
from copyfair.licensing.names import LONGEST_NAME, hint, read_name
from copyfair.licensing.readings import may_be, means, not_known
from copyfair.licensing.spdx import canonical_license
from copyfair.licensing.weigh import without_ending

__all__ = ["read_words"]

_BLANKS, _LINE_BREAK = re.compile(r"[^\S\n]+"), re.compile(r"\s*\n\s*")
_DEEPEST = 4
"""Brackets, frames and lists inside each other; people do not write more."""


def read_words(text: str, catalogue: Catalogue) -> Reading:
    """Read a statement that is no SPDX expression; the statement itself is left for the caller to fill in."""
    if len(text) > LONGEST_NAME:
        return _pasted(text, catalogue)
    plain = _LINE_BREAK.sub("\n", _BLANKS.sub(" ", text))
    return _read(plain, catalogue, 0) or _not_read(text, catalogue)


def _not_read(text: str, catalogue: Catalogue) -> Reading:
    """No name of a licence; it may still speak of one that limits who may use the work."""
    from copyfair.licensing.mentioned import limits_named_in  # noqa: PLC0415 - few statements get here

    named = limits_named_in(text, catalogue)
    note = hint(text) or (f"it speaks of {' and '.join(named)}" if named else "")
    return not_known(note, named)


def _read(text: str, catalogue: Catalogue, depth: int) -> Reading | None:
    plain = text.strip()
    if depth > _DEEPEST or not plain:
        return None
    return (
        read_name(plain, catalogue)
        or _with_address(plain, catalogue, depth)
        or _with_short_name(plain, catalogue, depth)
        or _framed(plain, catalogue, depth)
        or _listed_ids(plain)
        or _joined(plain, catalogue, depth)
    )


# --- a name and a second sign ---------------------------------------------------------------------------------------

_IN_BRACKETS = re.compile(r"(.*\S)\s*\(([^()]+)\)")


def _with_address(text: str, catalogue: Catalogue, depth: int) -> Reading | None:
    """``MIT (https://opensource.org/licenses/MIT)``."""
    address = address_in(text)
    if address is None:
        return None
    page = read_address(address, catalogue)
    name = _read(text.replace(address, " ").strip(" ()<>[]:,;.-"), catalogue, depth + 1)
    return _agreed(name, page) if page is not None and page.match is not Match.UNKNOWN else name


def _with_short_name(text: str, catalogue: Catalogue, depth: int) -> Reading | None:
    """``Apache Software License (Apache-2.0)``."""
    found = _IN_BRACKETS.fullmatch(text)
    if found is None:
        return None
    name, short = (_part(part, catalogue, depth) for part in found.groups())
    return _agreed(name, short) if short is not None and short.match is not Match.UNKNOWN else None


def _agreed(name: Reading | None, sign: Reading) -> Reading | None:
    """Two signs for one licence: they must agree, and may settle each other."""
    if name is None or name.match is Match.UNKNOWN:
        return name
    named, told = without_ending(_told(name)), without_ending(_told(sign))
    if not named & told:
        return not_known(
            f"the name and what stands beside it differ: that means {' or '.join(sorted(_told(sign))[:4])}"
        )
    if name.expression is not None or sign.expression is not None:
        return name if name.expression is not None else sign
    note = next((one.note for one in (name, sign) if not one.is_one_of), "")  # what may have words of its own still may
    return may_be(tuple(i for i in name.candidates if without_ending((i,)) & told), note)


def _told(found: Reading) -> frozenset[str]:
    return frozenset(t.license for t in found.expression.terms()) if found.expression else frozenset(found.candidates)


# --- sentences ----------------------------------------------------------------------------------------------------

_OPENING = re.compile(
    r"^(?:(?:this|the)\s+(?:software|project|package|program|library|code|work|module|plugin|theme)\s+)?"
    r"(?:(?:is|are)\s+)?(?:(?:free|open[- ]source)\s+software\s*[,:]?\s*)?"
    r"(?:licen[sc]ed?|released|distributed|available|published|provided|made available|under)\b"
    r"(?:\s*:|(?:\s+(?:is|are))?(?:\s+(?:under|with|by|as))?(?:\s+the\s+terms\s+(?:of|and\s+conditions\s+of))?)\s+(?:the\s+)?",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\s*[,;(\-\u2013]*\s*(?:please\s+)?(?:see|read|refer\s+to)\s+(?:the\s+)?(?:file\s+)?[\"'`<]?"
    r"(?:licen[cs]e|copying|copyright)(?:[-.][a-z]{1,8})?[\"'`>]?"
    r"(?:\s+file)?(?:\s+for\s+(?:more\s+|further\s+|the\s+)?(?:details?|information|full\s+(?:text|license|licence)))?\s*\)?\.?$",
    re.IGNORECASE,
)


def _framed(text: str, catalogue: Catalogue, depth: int) -> Reading | None:
    """The name out of "Licensed under the … license (see LICENSE)"."""
    inner = _CLOSING.sub("", text)
    opening = _OPENING.match(inner)
    if opening and opening.end() < len(inner):
        inner = inner[opening.end() :]
    inner = inner.strip()
    if inner == text or not inner:
        return None
    found = _part(inner, catalogue, depth)
    return found if found and found.match is not Match.UNKNOWN else None


# --- R: a template to fill in --------------------------------------------------------------------------------------

_AND_FILE = re.compile(r"\s*\+\s*file\s+['\"]?LICEN[CS]E['\"]?\s*$", re.IGNORECASE)
_TEMPLATES = frozenset({"MIT", "BSD-2-Clause", "BSD-3-Clause"})


def _with_file(text: str, catalogue: Catalogue, depth: int) -> Reading | None:
    """``MIT + file LICENSE``, as R has it: for MIT and BSD the file holds year and holder, else terms of its own."""
    found = _AND_FILE.search(text)
    base = _part(text[: found.start()], catalogue, depth) if found else None
    if base is None or base.expression is None:
        return base
    ids = tuple(term.license for term in base.expression.terms())
    return base if _TEMPLATES.issuperset(ids) else may_be(ids, "a file with terms of its own is added to it")


# --- lists --------------------------------------------------------------------------------------------------------

_JOINT = re.compile(r"\s+(?:or|and)\s+|\s*(?:\|\|?|&&?|[,;/\n])\s*(?:(?:or|and)\s+)?", re.IGNORECASE)
_COMMA_NUMBER = re.compile(r",\s*(?=(?:version|v\.?\s*\d|ver\b))", re.IGNORECASE)
_LATER_WORDS = re.compile(
    r"\s*,?\s*\(?\s*or\s*\(?\s*(?:at\s+your\s+option\s*\)?\s*)?(?:any\s+)?(?:later|newer|greater|above|higher)(?:\s+versions?)?\s*\)?",
    re.IGNORECASE,
)
_UNDERSCORED = re.compile(r"_(or|and)_", re.IGNORECASE)
_WEAKER = re.compile(r",\s+(?:and|or)\s+", re.IGNORECASE)
_MIXED = re.compile(r"\band\s*/\s*or\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"^(?:dual|tri|triple|multi)(?:[- ]?licen[sc](?:ed|e|ing))?\b\s*(?:\(|:)?\s*(?:consisting\s+of\s+|under\s+|of\s+)?(?:the\s+)?"
    r"|\s*\(?\b(?:dual|tri|triple|multi)[- ]?licen[sc](?:ed|e|ing)\)?\s*$",
    re.IGNORECASE,
)
_UNDEFINED = "the list does not say whether all bind or one may be chosen; read as all"
_CHOICE = "a dual licence: one of them may be chosen"


def _joined(text: str, catalogue: Catalogue, depth: int) -> Reading | None:
    """Names joined by words or marks: "or", "and", "|", "/" and so on, with brackets around groups."""
    plain = _COMMA_NUMBER.sub(" ", _UNDERSCORED.sub(r" \1 ", _unwrapped(text)))
    is_choice = _SEVERAL.search(plain) is not None
    plain = _LATER_WORDS.sub("+", _unwrapped(_SEVERAL.sub("", plain).rstrip(")") if is_choice else plain))
    pieces = _pieces(plain)
    if pieces is None or "://" in plain or _MIXED.search(plain):
        return _with_file(plain, catalogue, depth)
    parts, joints = pieces
    meaning = "or" if is_choice and len(parts) > 1 else _joined_by(joints)
    if meaning is None and _WEAKER.search(plain):
        # "A or B, and C": as Debian has it, a word behind a comma binds less than one without.
        parts, joints = _pieces(plain, _WEAKER) or (parts, joints)
        meaning = _joined_by(joints)
    if meaning is None:
        return not_known("“and” and “or” stand side by side without brackets") if len(parts) > 2 else None
    read = _parts(parts, catalogue, depth)
    known = [found for found in read if found is not None and found.match is not Match.UNKNOWN]
    if len(known) != len(parts):
        return None
    note = _CHOICE if is_choice else _UNDEFINED if meaning == "," else ""
    return _combined(known, meaning, note, parts)


def _combined(known: Sequence[Reading], meaning: str, note: str, parts: Sequence[str]) -> Reading:
    expressions = [found.expression for found in known if found.expression is not None]
    notes = "; ".join(dict.fromkeys(n for n in (note, *(found.note for found in known if found.expression)) if n))
    if len(expressions) == len(known):
        return means(any_of(expressions) if meaning == "or" else all_of(expressions), notes)
    unclear = next(part.strip() for part, found in zip(parts, known, strict=True) if found.expression is None)
    because = f"“{unclear}” does not say which licence is meant"
    if meaning != "or":
        return may_be((), because)
    # Of a choice each part may be the one that is taken.
    return may_be(tuple(dict.fromkeys(name for found in known for name in sorted(_told(found)))), because)


def _parts(parts: Sequence[str], catalogue: Catalogue, depth: int) -> list[Reading | None]:
    read: list[Reading | None] = []
    for part in parts:
        before = parts[len(read) - 1] if read else ""
        read.append(_part(part, catalogue, depth) or _same_family(before, part))
    return read


def _part(text: str, catalogue: Catalogue, depth: int) -> Reading | None:
    return as_expression(text, catalogue) or _read(text, catalogue, depth + 1) if text.strip() else None


_FAMILY_NAME = re.compile(r"^(.*?[a-z])[-. v]*\d[\d.+]*$")


def _same_family(before: str, number: str) -> Reading | None:
    """``GPL v2 or v3``: a bare number is one of the licence before it."""
    family = _FAMILY_NAME.match(even(before))
    if family is None or not re.fullmatch(r"\s*v?\.?\s*\d(?:\.\d)*\+?\s*", number, re.IGNORECASE):
        return None
    return read_by_grammar(f"{family.group(1)} {number.strip()}")


def _unwrapped(text: str) -> str:
    """Without brackets around the whole."""
    plain = text.strip()
    while plain.startswith("(") and _closes(plain) == len(plain) - 1:
        plain = plain[1:-1].strip()
    return plain


def _closes(text: str) -> int:
    """Where the bracket at the start is closed; -1 if it is not."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at
    return -1


def _pieces(text: str, joint: re.Pattern[str] = _JOINT) -> tuple[list[str], list[str]] | None:
    """The parts and what joins them, split outside brackets only; None where nothing joins or a bracket is loose."""
    if joint.search(text) is None:
        return None
    parts, joints, start, depth, at = [], [], 0, 0, 0
    while at < len(text):
        depth += (text[at] == "(") - (text[at] == ")")
        found = joint.match(text, at) if depth == 0 else None
        if depth < 0:
            return None
        if found is None or found.end() == at:
            at += 1
            continue
        parts.append(text[start:at])
        joints.append(_operator(found.group()))
        start = at = found.end()
    parts.append(text[start:])
    return (parts, joints) if joints and depth == 0 else None


def _operator(joint: str) -> str:
    word = joint.strip().strip(",").lower() or ","
    if word.endswith("or") or word in ("/", "|", "||"):
        return "or"
    return "and" if word.endswith("and") or word in ("&", "&&") else ","


def _joined_by(joints: Sequence[str]) -> str | None:
    """One meaning for the whole list; None where "or" and "and" are mixed without brackets."""
    kinds = set(joints)
    if len(kinds) == 1:
        return joints[0]
    # "A, B or C": the last word speaks for the whole list.
    last_speaks = "," in kinds and len(kinds) == 2 and joints[-1] != "," and joints.count(joints[-1]) == 1
    return joints[-1] if last_speaks else None


def _listed_ids(text: str) -> Reading | None:
    """``MIT BSD-3-Clause``: SPDX ids and nothing between them, as old package indexes have it."""
    words = text.split()
    ids: list[Expression] = [single(found) for word in words if (found := canonical_license(word))]
    return means(all_of(ids), _UNDEFINED) if len(words) > 1 and len(ids) == len(words) else None


# --- a text in the place of a name ----------------------------------------------------------------------------------


def _pasted(text: str, catalogue: Catalogue) -> Reading:
    """A whole licence text in a field that is made for a name."""
    from copyfair.licensing.texts import read_text  # noqa: PLC0415 - fingerprints are loaded only when asked for

    found = read_text(text, catalogue)
    note = "a licence text stands where a name belongs" + (f"; {found.note}" if found.note else "")
    return msgspec.structs.replace(found, note=note)
