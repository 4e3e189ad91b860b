"""What a CycloneDX document says, whichever way it is written: its components, and who needs whom.

The readers of the formats bring every document into the shape of the JSON (ECMA-424).
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from copyfair.inventory.cyclonedx_licences import licences, usual
from copyfair.inventory.cyclonedx_rules import breaks_rules, broken_rules, broken_rules_of_component
from copyfair.inventory.entry import Entry
from copyfair.inventory.loose_json import as_dict, as_list, as_text
from copyfair.inventory.model import Claim, Found, Origin, Requirement, Scope, Standing, StatedRight
from copyfair.inventory.paths import folder_name, folder_purl
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.purl import parse
from copyfair.inventory.sbom import Identified, canonical, generic
from copyfair.inventory.stated_rights import read_rights
from copyfair.problem import Problem

__all__ = ["claims_of", "identified", "read_document"]

_SCOPES = {
    "required": Scope.RUNTIME,
    "optional": Scope.OPTIONAL,
    # "Components that are excluded provide the ability to document component usage for test and other non-runtime purposes."
    "excluded": Scope.DEV,
}


class _Part(msgspec.Struct, kw_only=True, gc=False):
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


def read_document(entry: Entry, document: dict[str, Any]) -> Iterator[Found | Problem]:
    """Every component of the document, at any depth, and each rule of the specification that it breaks."""
    yield from broken_rules(entry, document)
    parts: list[_Part] = []
    yield from _collect(entry, document, parts)
    yield from _connect(entry, document, parts)
    if not any(part.is_root for part in parts):
        yield _unnamed_root(entry)
    version = as_text(document.get("specVersion"))
    for part in parts:
        yield from broken_rules_of_component(entry, part.value, part.at, version)
        yield from _found(entry, part)


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


def identified(entry: Entry, value: dict[str, Any]) -> Identified | None:
    """What a component says it is, apart from all others; None where something is wrong with it."""
    part, problems = _part(entry, value, "components[]", None)
    if part is None or problems:
        return None
    return Identified(purl=part.purl, name=part.name, version=part.version, scope=part.scope)


def claims_of(entry: Entry, listed: list[Any]) -> tuple[Claim, ...] | None:
    """What a list of licences says of a component, apart from rights of use; None where something is wrong with it.

    What only some versions of CycloneDX allow is wrong here.
    """
    said = tuple(licences(entry, listed, "components[].licenses", None))
    claims = tuple(dict.fromkeys(item for item in said if isinstance(item, Claim)))
    wrong = any(isinstance(item, Problem) for item in said) or breaks_rules(listed)
    return None if wrong else claims


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
    refs = (dependency.get("ref"), *(wanted or ()))
    ends = [by_ref.get(as_text(ref)) for ref in refs]
    first, *others = ends
    for other in others:
        if first is not None and other is not None:
            _need(first, other)
    for ref, end in zip(refs, ends, strict=True) if None in ends else ():
        name = as_text(ref)
        if end is None and name not in settled:
            settled.add(name)
            yield problem(entry, "bad-entry", f"{at} names {shown(ref)}, which is no component of the document")


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
    claims: list[Claim] = []
    rights: list[StatedRight] = []
    for item in _said(entry, part):
        if isinstance(item, Claim):
            claims.append(item)
        elif isinstance(item, StatedRight):
            rights.append(item)
        else:
            yield item
    yield Found(
        purl=part.purl,
        name=part.name,
        version=part.version,
        source=entry.source(part.at),
        claims=tuple(claims),
        rights=tuple(rights),
        requires=tuple(sorted(part.requires)),
        scope=part.scope,
        origin=Origin.FIRST_PARTY if part.is_root else Origin.THIRD_PARTY,
    )


def _said(entry: Entry, part: _Part) -> list[Claim | StatedRight | Problem]:
    """What it says of its licences, and of who was granted a right."""
    evidence, listed, at = part.value.get("evidence"), part.value.get("licenses"), f"{part.at}.licenses"
    if evidence is None:
        claim = usual(entry, listed, at)
        if claim is not None:
            return [claim]
    return [
        *licences(entry, listed, at, None),
        *licences(entry, as_dict(evidence).get("licenses"), f"{part.at}.evidence.licenses", Standing.FOUND),
        *read_rights(entry, part.purl, listed, at),
    ]
