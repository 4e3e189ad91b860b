"""The licence lists of CycloneDX: what each entry says, on whose word, and what a list of them means.

A list of several licences has no meaning in CycloneDX (specification, issue 349),
so it is handed on as `Combine.UNDEFINED`; one expression is one statement.
"""

import base64
import binascii
from collections.abc import Iterator
from typing import Any

import msgspec

from copyfair.inventory.entry import Entry
from copyfair.inventory.loose_json import UNREADABLE, as_dict, as_list, as_text
from copyfair.inventory.model import Claim, Combine, Standing
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.sbom import licence_refs
from copyfair.inventory.stated_rights import is_record
from copyfair.problem import Problem

__all__ = ["licences", "usual"]

_NAMES = ("id", "name", "url")


def usual(entry: Entry, listed: Any, at: str) -> Claim | None:
    """The claim of a list as nearly all are: one licence or expression, and nothing more; None for any other list.

    It is what `licences` gives, sooner.
    """
    if not isinstance(listed, list) or len(listed) != 1 or not isinstance(listed[0], dict) or len(listed[0]) != 1:
        return None
    (kind, value), *_ = listed[0].items()
    if kind == "license" and isinstance(value, dict) and len(value) == 1:
        (key, value), *_ = value.items()
        field = f"{at}[0].license.{key}" if key in _NAMES else ""
    else:
        key, field = kind, f"{at}[0].expression" if kind == "expression" else ""
    text = as_text(value)
    if not field or not text:
        return None
    return Claim(statements=(text,), source=entry.source(field), is_spdx=key in ("id", "expression"))


def licences(entry: Entry, listed: Any, at: str, standing: Standing | None) -> Iterator[Claim | Problem]:
    """One claim for all statements of one standing, and one for each text.

    Args:
        entry: the document.
        listed: the value of a `licenses` field.
        at: its place in the document.
        standing: on whose word, where the place says it; None: each entry says so itself.
    """
    if listed is None:
        return
    if not isinstance(listed, list):
        yield problem(entry, "bad-entry", f"{at} is {shown(listed)}")
    said: list[_Said] = []
    unnamed = 0
    for index, item in enumerate(as_list(listed)):
        if is_record(item):
            continue
        choice = list(_choice(entry, item, f"{at}[{index}]"))
        yield from (found for found in choice if isinstance(found, Problem))
        here = [found for found in choice if not isinstance(found, Problem)]
        unnamed += all(found.is_text for found in here)
        said.extend(here)
    stated: dict[Standing, list[_Said]] = {}
    for found in said:
        stands = standing or found.standing
        if not found.is_text:
            stated.setdefault(stands, []).append(found)
            continue
        primary = found.is_whole and len(as_list(listed)) == 1
        yield Claim(
            statements=(found.text,), source=entry.source(found.at), standing=stands, is_text=True, primary=primary
        )
    for stands, group in stated.items():
        # An entry without a name may bind as well: it stays in the list, as something unknown.
        statements = (*(found.text for found in group), *([UNREADABLE] if unnamed else []))
        is_one = len(statements) == 1
        yield Claim(
            statements=statements,
            source=entry.source(group[0].at if is_one else at),
            standing=stands,
            combine=Combine.ONE if is_one else Combine.UNDEFINED,
            is_spdx=all(found.is_spdx for found in group) and not unnamed,
        )


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that an entry of a licence list says.

    Attributes:
        text: the statement, or a whole licence text.
        at: its place in the document.
        standing: on whose word.
        is_whole: for a text: it is the text of all that the entry says.
        is_spdx: it stands where an SPDX id or expression belongs.
    """

    text: str
    at: str
    standing: Standing
    is_text: bool = False
    is_whole: bool = False
    is_spdx: bool = False


def _choice(entry: Entry, item: Any, at: str) -> Iterator[_Said | Problem]:
    value = as_dict(item)
    licence, expression = value.get("license"), value.get("expression")
    if licence is None and expression is None:
        yield problem(entry, "bad-entry", f"{at} is neither a licence nor an expression")
    if licence is not None:
        yield from _named(entry, licence, f"{at}.license")
    if expression is not None:
        yield from _expression(entry, value, at)


def _named(entry: Entry, licence: Any, at: str) -> Iterator[_Said | Problem]:
    value = as_dict(licence)
    standing = _standing(value.get("acknowledgement"))
    key = next((key for key in _NAMES if as_text(value.get(key))), None)
    text = _text(value.get("text"))
    if standing is None:
        yield problem(entry, "bad-entry", f"{at}.acknowledgement is {shown(value.get('acknowledgement'))}")
    if text is None:
        yield problem(entry, "bad-entry", f"{at}.text cannot be read")
    if key is None and not text:
        yield problem(entry, "bad-entry", f"{at} names no licence")
    if key is not None:
        stands = standing or Standing.DECLARED
        yield _Said(text=as_text(value[key]), at=f"{at}.{key}", standing=stands, is_spdx=key == "id")
    if text:
        yield _Said(text=text, at=f"{at}.text", standing=standing or Standing.DECLARED, is_text=True, is_whole=True)


def _expression(entry: Entry, value: dict[str, Any], at: str) -> Iterator[_Said | Problem]:
    expression, standing = as_text(value["expression"]), _standing(value.get("acknowledgement"))
    if standing is None:
        yield problem(entry, "bad-entry", f"{at}.acknowledgement is {shown(value.get('acknowledgement'))}")
    if not expression:
        yield problem(entry, "bad-entry", f"{at}.expression is {shown(value['expression'])}")
        return
    standing = standing or Standing.DECLARED
    yield _Said(text=expression, at=f"{at}.expression", standing=standing, is_spdx=True)
    refs = licence_refs(expression)
    for index, detail in enumerate(as_list(value.get("expressionDetails"))):
        # Only the text of the one licence without a public name says more than the expression does.
        name = as_text(as_dict(detail).get("licenseIdentifier"))
        if refs != {name}:
            continue
        text, place = _text(as_dict(detail).get("text")), f"{at}.expressionDetails[{index}].text"
        if text is None:
            yield problem(entry, "bad-entry", f"{place} cannot be read")
        elif text:
            yield _Said(text=text, at=place, standing=standing, is_text=True, is_whole=name == expression)


def _standing(acknowledgement: Any) -> Standing | None:
    if acknowledgement is None:
        return Standing.DECLARED
    return {"declared": Standing.DECLARED, "concluded": Standing.CONCLUDED}.get(as_text(acknowledgement))


def _text(attachment: Any) -> str | None:
    """An attached text; ``""`` where there is none, None where it cannot be read."""
    if attachment is None:
        return ""
    value = {"content": attachment} if isinstance(attachment, str) else as_dict(attachment)
    content, encoding = value.get("content"), value.get("encoding")
    if not isinstance(content, str) or encoding not in (None, "base64"):
        return None
    if encoding is None:
        return content if content.strip() else ""
    try:
        data = base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
