"""SPDX 3.0 as JSON-LD, brought into the shape of SPDX 2.3."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict, as_list, as_text, load
from copyfair.inventory.model import Found
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.sbom import Kind, kind, looks_like_sbom
from copyfair.inventory.spdx import read_document
from copyfair.inventory.spdx_graph import Expressions, Look
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_NAMES = re.compile(r".*\.spdx3?\.json|spdx.*\.json|.*\.(?:spdx\.)?jsonld|.*\.spdx\.json-ld", re.IGNORECASE | re.DOTALL)
_SURE_NAMES = re.compile(r".*\.spdx3\.json|.*\.spdx\.json-?ld", re.IGNORECASE | re.DOTALL)
_NEEDS = {
    "dependsOn": "DEPENDS_ON",
    "contains": "CONTAINS",
    "hasDynamicLink": "DYNAMIC_LINK",
    "hasStaticLink": "STATIC_LINK",
    "hasPrerequisite": "HAS_PREREQUISITE",
    "describes": "DESCRIBES",
}
_IS_NEEDED = {
    "hasOptionalDependency": "OPTIONAL_DEPENDENCY_OF",
    "hasProvidedDependency": "PROVIDED_DEPENDENCY_OF",
    "usesTool": "BUILD_TOOL_OF",
}
_SCOPED = {"development": "DEV_DEPENDENCY_OF", "build": "BUILD_DEPENDENCY_OF", "test": "TEST_DEPENDENCY_OF"}
"""In SPDX 2 the scope of a need is part of its kind, and points the other way."""

_LICENCES = {"hasConcludedLicense": "licenseConcluded", "hasDeclaredLicense": "licenseDeclared"}
_LISTED = re.compile(r"https?://(?:www\.)?spdx\.org/licenses/([A-Za-z0-9.+-]+)")
_WORDS = {
    "NoneLicense": "NONE",
    "NoAssertionLicense": "NOASSERTION",
    "NoneElement": "NONE",
    "NoAssertionElement": "NOASSERTION",
}
_OPERATORS = {
    "expandedlicensing_ConjunctiveLicenseSet": ("AND", ("expandedlicensing_member",)),
    "expandedlicensing_DisjunctiveLicenseSet": ("OR", ("expandedlicensing_member",)),
    "expandedlicensing_OrLaterOperator": ("+", ("expandedlicensing_subjectLicense",)),
    "expandedlicensing_WithAdditionOperator": (
        "WITH",
        ("expandedlicensing_subjectExtendableLicense", "expandedlicensing_subjectAddition"),
    ),
}

_Elements = Mapping[str, Mapping[str, Any]]


def _matches(entry: Entry) -> bool:
    return _NAMES.fullmatch(entry.name) is not None or looks_like_sbom(entry)


def _recognises(entry: Entry) -> bool:
    return _SURE_NAMES.fullmatch(entry.name) is not None or kind(entry) is Kind.SPDX_3


def read(entry: Entry) -> Iterator[Found | Problem]:
    """Every package of the document.

    Raises:
        Unreadable: it is no SPDX 3 document.
    """
    document, replaced = load(entry)
    yield from replaced
    graph = as_dict(document).get("@graph")
    if not isinstance(graph, list):
        raise Unreadable("unsupported", "it is no SPDX 3 document with a list of elements (@graph)")
    elements: dict[str, dict[str, Any]] = {}
    for index, value in enumerate(graph):
        name = as_text(as_dict(value).get("spdxId")) or as_text(as_dict(value).get("@id"))
        if not name:
            yield problem(entry, "bad-entry", f"@graph[{index}] is {shown(value)} without an spdxId")
        elif elements.setdefault(name, value) is not value:
            yield problem(entry, "bad-entry", f"@graph[{index}]: {shown(name)} is used twice; the first one counts")
    yield from read_document(entry, _as_spdx_2(elements))


def _as_spdx_2(elements: _Elements) -> dict[str, Any]:
    packages = {name: _package(name, one) for name, one in elements.items() if one.get("type") == "software_Package"}
    others = [{"SPDXID": name} for name in elements if name not in packages]
    relationships: list[dict[str, str]] = []
    expressions = Expressions(_look(elements))
    for one in elements.values():
        kind_of, first = as_text(one.get("relationshipType")), as_text(one.get("from"))
        targets = _texts(one.get("to"))
        if kind_of in _LICENCES and first in packages:
            said = packages[first].setdefault(_LICENCES[kind_of], [])
            said.extend(map(expressions.of, targets))
        else:
            relationships += _relationships(kind_of, as_text(one.get("scope")), first, targets)
    for package in packages.values():
        for field in _LICENCES.values():
            if len(package.get(field, ())) == 1:  # a list of several is refused, and nothing is claimed
                package[field] = package[field][0]
    return {
        "spdxVersion": "SPDX-2.3",
        "packages": list(packages.values()),
        "files": others,
        "documentDescribes": sorted(_described(elements) & packages.keys()),
        "relationships": relationships,
        "hasExtractedLicensingInfos": list(_extracted(elements)),
    }


def _package(name: str, one: Mapping[str, Any]) -> dict[str, Any]:
    known = [as_dict(value) for value in as_list(one.get("externalIdentifier"))]
    purls = [value.get("identifier") for value in known if value.get("externalIdentifierType") == "packageUrl"]
    purl = one.get("software_packageUrl") or next(iter(purls), None)
    refs = [{"referenceType": "purl", "referenceLocator": purl}] if purl is not None else []
    return {
        "SPDXID": name,
        "name": one.get("name"),
        "versionInfo": one.get("software_packageVersion"),
        "externalRefs": refs,
    }


def _texts(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [text for text in map(as_text, listed) if text]


def _relationships(kind_of: str, scope: str, first: str, targets: list[str]) -> Iterator[dict[str, str]]:
    turned = _IS_NEEDED.get(kind_of) or (_SCOPED.get(scope) if kind_of == "dependsOn" else None)
    for target in targets:
        if turned:
            yield {"spdxElementId": target, "relationshipType": turned, "relatedSpdxElement": first}
        elif kind_of in _NEEDS:
            yield {"spdxElementId": first, "relationshipType": _NEEDS[kind_of], "relatedSpdxElement": target}


def _described(elements: _Elements) -> set[str]:
    """What the document is about, looked up through the bills of materials that it is made of."""
    seen: set[str] = set()
    todo = [name for name, one in elements.items() if one.get("type") == "SpdxDocument"]
    while todo:
        for name in _texts(elements.get(todo.pop(), {}).get("rootElement")):
            if name not in seen:
                seen.add(name)
                todo.append(name)
    return seen


def _look(elements: _Elements) -> Look:
    def look(name: str) -> str | tuple[str, list[str]]:
        one = elements.get(name, {})
        said, listed = as_text(one.get("simplelicensing_licenseExpression")), _LISTED.fullmatch(name)
        if said:
            return said
        if listed:
            return listed[1]
        operator, fields = _OPERATORS.get(as_text(one.get("type")), ("", ()))
        if operator:
            return operator, [part for field in fields for part in _texts(one.get(field))]
        return _WORDS.get(re.split(r"[/_#]", name)[-1]) or _own_name(name)

    return look


def _own_name(name: str) -> str:
    """The ``LicenseRef-…`` of a licence that the document brings along."""
    local = re.split(r"[/#]", name)[-1]
    return local if local.startswith("LicenseRef-") else "LicenseRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", local)


def _extracted(elements: _Elements) -> Iterator[dict[str, Any]]:
    for name, one in elements.items():
        text = one.get("simplelicensing_licenseText")
        if text is not None and _LISTED.fullmatch(name) is None:
            yield {"licenseId": _own_name(name), "extractedText": text}


FORMAT = Format(
    name="spdx-3",
    reads="SPDX 3.0 documents as JSON-LD (*.spdx3.json, *.jsonld, *.spdx.json)",
    files=("*.spdx3.json", "*.jsonld", "*.spdx.json"),
    licences="Relationships `hasConcludedLicense` and `hasDeclaredLicense`, and the texts that the document holds.",
    lists="SPDX expressions say it themselves.",
    gaps=("JSON-LD that is not written as a list of elements with the names of the official context.",),
    matches=_matches,
    read=read,
    recognises=_recognises,
)
