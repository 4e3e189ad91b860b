"""A bill of materials in SPDX 3.0.1, as JSON-LD, held against the official schema."""

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from copyfair.assessment import Assessment
from copyfair.inventory.model import Origin
from copyfair.licensing.model import Licensed
from copyfair.reports.cyclonedx import acknowledgement
from copyfair.reports.needs import needs
from copyfair.schema import encodable, to_json

__all__ = ["as_json_ld"]

_CREATION = "_:creation"


class _Ids(msgspec.Struct, frozen=True):
    """The IRI of each element: a namespace of this document's own, and what follows it."""

    space: str
    packages: Mapping[str, str]
    licences: Mapping[str, str]


def as_json_ld(assessment: Assessment) -> bytes:
    """The document; which licence is concluded, which declared and which not stated is as in SPDX 2.3."""
    listed = {one.component.purl: one for one in assessment.licensed}
    ids = _ids(assessment, listed)
    elements = [
        *_licences(ids),
        *(_package(one, ids) for one in listed.values()),
        *_relations(list(listed.values()), ids),
    ]
    graph = [*_frame(assessment, ids, [element["spdxId"] for element in elements]), *elements]
    return to_json({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": graph})


def _ids(assessment: Assessment, listed: Mapping[str, Licensed]) -> _Ids:
    says = {purl: str(one.expression) for purl, one in listed.items() if one.expression is not None}
    told = [
        assessment.tool,
        assessment.project,
        assessment.as_of,
        [[p, says.get(p), one.why] for p, one in listed.items()],
    ]
    digest = hashlib.sha256(msgspec.json.encode(encodable(told))).hexdigest()
    space = f"{uuid.uuid5(uuid.NAMESPACE_OID, digest).urn}#"
    return _Ids(
        space,
        {purl: f"{space}package-{index}" for index, purl in enumerate(listed, 1)},
        {text: f"{space}licence-{index}" for index, text in enumerate(sorted(set(says.values())), 1)},
    )


def _frame(assessment: Assessment, ids: _Ids, elements: Sequence[str]) -> Iterator[dict[str, Any]]:
    own = [one.component.purl for one in assessment.licensed if one.component.origin is Origin.FIRST_PARTY]
    roots = [ids.packages[own[0]]] if len(own) == 1 else list(ids.packages.values())
    agent = f"{ids.space}agent"
    yield {
        "type": "CreationInfo",
        "@id": _CREATION,
        "created": f"{assessment.as_of}T00:00:00Z",
        "createdBy": [agent],
        "specVersion": "3.0.1",
    }
    yield _element("SoftwareAgent", agent, name=assessment.tool)
    yield _element(
        "SpdxDocument",
        f"{ids.space}document",
        name=assessment.project or "project",
        profileConformance=["core", "software", "simpleLicensing"],
        rootElement=roots,
        element=[agent, *elements],
    )


def _element(kind: str, identifier: str, **more: Any) -> dict[str, Any]:
    filled = {key: value for key, value in more.items() if value}
    return {"type": kind, "spdxId": identifier, "creationInfo": _CREATION, **filled}


def _licences(ids: _Ids) -> Iterator[dict[str, Any]]:
    for text, identifier in ids.licences.items():
        yield _element("simplelicensing_LicenseExpression", identifier, simplelicensing_licenseExpression=text)


def _package(one: Licensed, ids: _Ids) -> dict[str, Any]:
    part = one.component
    candidates = f" It may be: {', '.join(one.candidates)}." if one.candidates else ""
    return _element(
        "software_Package",
        ids.packages[part.purl],
        name=part.name,
        comment=f"{one.why}{candidates}",
        software_packageVersion=part.version,
        software_packageUrl=part.purl,
    )


def _relations(listed: Sequence[Licensed], ids: _Ids) -> Iterator[dict[str, Any]]:
    found: list[tuple[str, str, Sequence[str]]] = []
    for one in listed:
        if one.expression is not None:
            package, licence = ids.packages[one.component.purl], ids.licences[str(one.expression)]
            found.append((package, "hasConcludedLicense", [licence]))
            if acknowledgement(one) == "declared":
                found.append((package, "hasDeclaredLicense", [licence]))
    for purl, wanted in needs(one.component for one in listed):
        if wanted:
            found.append((ids.packages[purl], "dependsOn", [ids.packages[target] for target in wanted]))
    for index, (first, how, others) in enumerate(found, 1):
        identifier = f"{ids.space}relationship-{index}"
        yield _element("Relationship", identifier, **{"from": first, "relationshipType": how, "to": others})
