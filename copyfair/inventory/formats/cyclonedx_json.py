"""CycloneDX 1.2 to 1.7 in JSON (ECMA-424).

A list of several licences has no meaning in CycloneDX (specification, issue 349),
so it is handed on as `Combine.UNDEFINED`; one expression is one statement.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import UNREADABLE, as_dict, as_list, as_text, load
from copyfair.inventory.model import Claim, Combine, Found, Origin, Requirement, Scope, Standing, StatedRight
from copyfair.inventory.paths import folder_name, folder_purl
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.purl import parse
from copyfair.inventory.sbom import (
    Kind,
    canonical,
    generic,
    kind,
    licence_refs,
    looks_like_sbom,
    nobody_elses,
)
from copyfair.inventory.stated_rights import is_record, read_rights
from copyfair.problem import Problem

__all__ = ["FORMAT", "VERSIONS", "Identified", "claims_of", "identified"]

VERSIONS = ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
"""Those of the specification that are known."""
_NAMES = re.compile(r".*\.cdx\.json|cyclonedx.*\.json", re.IGNORECASE | re.DOTALL)
_SURE_NAMES = re.compile(r".*\.cdx\.json|cyclonedx\.json", re.IGNORECASE | re.DOTALL)

_SCOPES = {
    "required": Scope.RUNTIME,
    "optional": Scope.OPTIONAL,
    # "Components that are excluded provide the ability to document component usage for test and other non-runtime purposes."
    "excluded": Scope.DEV,
}


class _Part(msgspec.Struct, kw_only=True):
    """A component with its place in the document."""

    value: dict[str, Any]
    at: str
    purl: str
    name: str
    version: str | None
    scope: Scope
    is_root: bool
    parent: int | None
    requires: set[Requirement]


def _matches(entry: Entry) -> bool:
    return _NAMES.fullmatch(entry.name) is not None or looks_like_sbom(entry)


def _recognises(entry: Entry) -> bool:
    if _SURE_NAMES.fullmatch(entry.name):
        return True
    found = kind(entry)
    return found is Kind.CYCLONEDX or nobody_elses(entry, found)


def read(entry: Entry) -> Iterator[Found | Problem]:
    """Every component of the document, at any depth.

    Raises:
        Unreadable: it is no CycloneDX document.
    """
    document, replaced = load(entry)
    yield from replaced
    if not isinstance(document, dict) or not _is_cyclonedx(document):
        raise Unreadable("unsupported", "it is neither CycloneDX nor SPDX 2, whatever its name says")
    yield from _format_problems(entry, document)
    parts: list[_Part] = []
    yield from _collect(entry, document, parts)
    yield from _connect(entry, document, parts)
    if not any(part.is_root for part in parts):
        yield _unnamed_root(entry)
    for part in parts:
        yield from _found(entry, part)


def _is_cyclonedx(document: dict[str, Any]) -> bool:
    return document.get("bomFormat") == "CycloneDX" or isinstance(document.get("specVersion"), str)


def _format_problems(entry: Entry, document: dict[str, Any]) -> Iterator[Problem]:
    if document.get("bomFormat") != "CycloneDX":
        yield problem(entry, "bad-entry", f"bomFormat is {shown(document.get('bomFormat'))}, not 'CycloneDX'")
    version = document.get("specVersion")
    if version not in VERSIONS:
        message = f"CycloneDX {shown(version)} is not known (1.2 to 1.7 are); it was read as far as it is alike"
        yield problem(entry, "unsupported", message)


def _unnamed_root(entry: Entry) -> Found:
    return Found(
        purl=folder_purl(entry.root, entry.folder),
        name=folder_name(entry.root, entry.folder),
        source=entry.source("metadata"),
        origin=Origin.FIRST_PARTY,
        home=entry.folder,
        weak=True,
    )


def _collect(entry: Entry, document: dict[str, Any], parts: list[_Part]) -> Iterator[Problem]:
    """Walk the components in the order of the document, without recursion."""
    todo: list[tuple[Any, str, int | None]] = []
    _push(todo, document.get("components"), "components", None)
    root = as_dict(document.get("metadata")).get("component")
    if root is not None:
        todo.append((root, "metadata.component", None))
    for name, value in (("components", document.get("components")), ("metadata", document.get("metadata"))):
        if value is not None and not isinstance(value, list if name == "components" else dict):
            yield problem(entry, "bad-entry", f"{name} is {shown(value)}")
    while todo:
        value, at, parent = todo.pop()
        if not isinstance(value, dict):
            yield problem(entry, "bad-entry", f"{at} is no component but {shown(value)}")
            continue
        made = _part(entry, value, at, parent)
        yield from made[1]
        if made[0] is not None:
            parts.append(made[0])
            parent = len(parts) - 1
        inner = value.get("components")
        if inner is not None and not isinstance(inner, list):
            yield problem(entry, "bad-entry", f"{at}.components is {shown(inner)}")
        _push(todo, inner, f"{at}.components", parent)


def _push(todo: list[tuple[Any, str, int | None]], values: Any, at: str, parent: int | None) -> None:
    listed = as_list(values)
    todo.extend((listed[index], f"{at}[{index}]", parent) for index in reversed(range(len(listed))))


def _part(entry: Entry, value: dict[str, Any], at: str, parent: int | None) -> tuple[_Part | None, list[Problem]]:
    problems: list[Problem] = []
    name, group = as_text(value.get("name")), as_text(value.get("group"))
    version = as_text(value.get("version")) or None
    purl, said = "", value.get("purl")
    if said is not None:
        try:
            purl = canonical(as_text(said), version)
        except ValueError:
            problems.append(problem(entry, "bad-entry", f"{at}.purl is no package URL: {shown(said)}"))
    if not name:
        problems.append(problem(entry, "bad-entry", f"{at} has no name"))
        if not purl:
            return None, problems
    scope = Scope.UNKNOWN
    if value.get("scope") is not None:
        scope = _SCOPES.get(as_text(value["scope"]), Scope.UNKNOWN)
        if scope is Scope.UNKNOWN:
            problems.append(problem(entry, "bad-entry", f"{at}.scope is {shown(value['scope'])}"))
    part = _Part(
        value=value,
        at=at,
        purl=purl or generic(name, version, group),
        name=_label(purl, group, name),
        version=version or (parse(purl).version if purl else None) or None,
        scope=scope,
        is_root=at == "metadata.component",
        parent=parent,
        requires=set(),
    )
    return part, problems


class Identified(msgspec.Struct, frozen=True, kw_only=True):
    """What a component is: `purl`, `name`, `version` and `scope` as in `copyfair.inventory.model.Found`."""

    purl: str
    name: str
    version: str | None
    scope: Scope


def identified(entry: Entry, value: dict[str, Any]) -> Identified | None:
    """What a component says it is, apart from all others; None where something is wrong with it."""
    part, problems = _part(entry, value, "components[]", None)
    if part is None or problems:
        return None
    return Identified(purl=part.purl, name=part.name, version=part.version, scope=part.scope)


def claims_of(entry: Entry, listed: list[Any]) -> tuple[Claim, ...] | None:
    """What a list of licences says of a component, apart from rights of use; None where something is wrong with it."""
    said = tuple(_licences(entry, listed, "components[].licenses", None))
    claims = tuple(dict.fromkeys(item for item in said if isinstance(item, Claim)))
    return None if any(isinstance(item, Problem) for item in said) else claims


def _label(purl: str, group: str, name: str) -> str:
    if not name:
        found = parse(purl)
        group, name = found.namespace or "", found.name
    if not group:
        return name
    return f"{group}:{name}" if purl.startswith("pkg:maven/") else f"{group}/{name}"


def _connect(entry: Entry, document: dict[str, Any], parts: list[_Part]) -> Iterator[Problem]:
    """Fill in who needs whom: what a component holds inside it, and what `dependencies` says."""
    for part in parts:
        if part.parent is not None:
            _need(parts[part.parent], part)
    by_ref: dict[str, _Part] = {}
    for part in parts:
        ref = as_text(part.value.get("bom-ref"))
        if ref and by_ref.setdefault(ref, part) is not part:
            yield problem(entry, "bad-entry", f"{part.at}: bom-ref {shown(ref)} is used twice; the first one counts")
    for part in parts:
        by_ref.setdefault(part.purl, part)  # some tools name components by their package URL without saying so
    dependencies = document.get("dependencies")
    if dependencies is not None and not isinstance(dependencies, list):
        yield problem(entry, "bad-entry", f"dependencies is {shown(dependencies)}")
    settled = _other_refs(document)
    for index, dependency in enumerate(as_list(dependencies)):
        yield from _depend(entry, dependency, f"dependencies[{index}]", by_ref, settled)


def _depend(entry: Entry, dependency: Any, at: str, by_ref: dict[str, _Part], settled: set[str]) -> Iterator[Problem]:
    """One entry of `dependencies`; `settled` are the refs that need no (further) problem."""
    wanted = as_dict(dependency).get("dependsOn")
    if not isinstance(dependency, dict) or (wanted is not None and not isinstance(wanted, list)):
        yield problem(entry, "bad-entry", f"{at} is not a ref with a list of what it depends on")
        return
    ends: list[_Part | None] = []
    for ref in (dependency.get("ref"), *as_list(wanted)):
        name = as_text(ref)
        ends.append(by_ref.get(name))
        if name not in by_ref and name not in settled:
            settled.add(name)
            yield problem(entry, "bad-entry", f"{at} names {shown(ref)}, which is no component of the document")
    first, *others = ends
    for other in others:
        if first is not None and other is not None:
            _need(first, other)


def _need(part: _Part, other: _Part) -> None:
    if part.purl != other.purl:
        scope = Scope.RUNTIME if other.scope is Scope.UNKNOWN else other.scope
        part.requires.add(Requirement(target=other.purl, scope=scope))


def _other_refs(document: dict[str, Any]) -> set[str]:
    """The bom-refs of what is no component of the inventory: services, and the tools that wrote the document."""
    refs: set[str] = set()
    tools = as_dict(as_dict(document.get("metadata")).get("tools"))
    todo = [*as_list(document.get("services")), *as_list(tools.get("components")), *as_list(tools.get("services"))]
    while todo:
        value = as_dict(todo.pop())
        refs.add(as_text(value.get("bom-ref")))
        todo.extend((*as_list(value.get("services")), *as_list(value.get("components"))))
    return refs - {""}


def _found(entry: Entry, part: _Part) -> Iterator[Found | Problem]:
    evidence, listed, at = part.value.get("evidence"), part.value.get("licenses"), f"{part.at}.licenses"
    said = [
        *_licences(entry, listed, at, None),
        *_licences(entry, as_dict(evidence).get("licenses"), f"{part.at}.evidence.licenses", Standing.FOUND),
        *read_rights(entry, part.purl, listed, at),
    ]
    yield from (item for item in said if isinstance(item, Problem))
    yield Found(
        purl=part.purl,
        name=part.name,
        version=part.version,
        source=entry.source(part.at),
        claims=tuple(item for item in said if isinstance(item, Claim)),
        rights=tuple(item for item in said if isinstance(item, StatedRight)),
        requires=tuple(sorted(part.requires)),
        scope=part.scope,
        origin=Origin.FIRST_PARTY if part.is_root else Origin.THIRD_PARTY,
    )


def _licences(entry: Entry, listed: Any, at: str, standing: Standing | None) -> Iterator[Claim | Problem]:
    """One claim for all statements of one standing, and one for each text.

    Args:
        entry: the document.
        listed: the value of a `licenses` field.
        at: its place in the document.
        standing: on whose word, where the place says it; None: each entry says so itself.
    """
    if listed is not None and not isinstance(listed, list):
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
    key = next((key for key in ("id", "name", "url") if as_text(value.get(key))), None)
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


FORMAT = Format(
    name="cyclonedx-json",
    reads="CycloneDX software bills of materials in JSON, versions 1.2 to 1.7 (*.cdx.json, bom.json, sbom.json …)",
    files=("*.cdx.json", "bom.json", "*.bom.json", "sbom.json"),
    licences="`licenses` of each component: `expression`, `license.id`, `license.name`, `license.text`, `license.url`.",
    lists="Several entries have no meaning in the specification: read as all of them, and the report says so.",
    gaps=("CycloneDX in XML is not read by this format.",),
    matches=_matches,
    read=read,
    recognises=_recognises,
)
