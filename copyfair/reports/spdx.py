"""A bill of materials in SPDX 2.3 (ISO/IEC 5962), as JSON and as tag-value.

The JSON is read back by copyfair into the same components and licences. Ours, because the library for it loses a whole
document to one bad licence and checks quadratically; it judges what is written here in the tests.
"""

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from copyfair.assessment import Assessment
from copyfair.inventory.model import Component, Origin
from copyfair.inventory.sbom import licence_refs
from copyfair.licensing.model import Licensed
from copyfair.reports.cyclonedx import acknowledgement
from copyfair.reports.needs import needs
from copyfair.reports.words import LONG, cut
from copyfair.schema import encodable, to_json

__all__ = ["as_json", "as_tag_value"]

_NOTHING = "NOASSERTION"
_DOCUMENT = "SPDXRef-DOCUMENT"
_UNWRITABLE = ("DocumentRef-", "AdditionRef-")
"""What only has a meaning beside another document, or in a later SPDX."""


def as_json(assessment: Assessment) -> bytes:
    """The document as JSON.

    The licence that copyfair settled on is the concluded one, and the declared one too where the component's own
    metadata says so. Where it is not settled nothing is asserted, and a comment says why.
    """
    return to_json(_document(assessment))


def _document(assessment: Assessment) -> dict[str, Any]:
    listed = {one.component.purl: one for one in assessment.licensed}
    ids = {purl: f"SPDXRef-Package-{index}" for index, purl in enumerate(listed, 1)}
    packages = [_package(one, ids[purl]) for purl, one in listed.items()]
    refs = sorted({ref for package in packages for ref in licence_refs(package["licenseConcluded"])})
    document: dict[str, Any] = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": _DOCUMENT,
        "name": assessment.project or "project",
        "creationInfo": {
            "created": f"{assessment.as_of}T00:00:00Z",
            "creators": [f"Tool: {assessment.tool.replace(' ', '-')}"],
        },
        "packages": packages,
        "relationships": [*_described(assessment, ids), *_needed([one.component for one in listed.values()], ids)],
        # The text of a licence without a public name is not passed on here; `NOASSERTION` says that it is not given.
        "hasExtractedLicensingInfos": [{"licenseId": ref, "extractedText": _NOTHING, "name": ref} for ref in refs],
    }
    digest = hashlib.sha256(msgspec.json.encode(encodable(document))).hexdigest()
    return {**document, "documentNamespace": uuid.uuid5(uuid.NAMESPACE_OID, digest).urn}


def _package(one: Licensed, identifier: str) -> dict[str, Any]:
    part = one.component
    says = str(one.expression) if one.expression is not None else _NOTHING
    concluded = _NOTHING if any(word in says for word in _UNWRITABLE) else says
    declared = concluded if acknowledgement(one) == "declared" else _NOTHING
    candidates = f" It may be: {', '.join(one.candidates)}." if one.candidates else ""
    made = {
        "SPDXID": identifier,
        "name": part.name,
        "versionInfo": part.version,
        "downloadLocation": _NOTHING,
        "filesAnalyzed": False,
        "licenseConcluded": concluded,
        "licenseDeclared": declared,
        "licenseComments": f"{one.why}{candidates}",
        "copyrightText": _NOTHING,
        "externalRefs": [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": part.purl}
        ],
    }
    return {key: value for key, value in made.items() if value is not None}


def _described(assessment: Assessment, ids: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The project itself where it has one component; else every component."""
    own = [one.component.purl for one in assessment.licensed if one.component.origin is Origin.FIRST_PARTY]
    for purl in own if len(own) == 1 else ids:
        yield _related(_DOCUMENT, "DESCRIBES", ids[purl])


def _needed(components: Sequence[Component], ids: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for purl, wanted in needs(components):
        for target in wanted:
            yield _related(ids[purl], "DEPENDS_ON", ids[target])


def _related(one: str, how: str, other: str) -> dict[str, str]:
    return {"spdxElementId": one, "relationshipType": how, "relatedSpdxElement": other}


# ---------------------------------------------------------------- tag-value


def as_tag_value(assessment: Assessment) -> bytes:
    """The document as tag-value; foreign text is one clean line, so that it can add no tag of its own."""
    document = _document(assessment)
    blocks = [
        "\n".join(_head(document)),
        *("\n".join(_tags(package)) for package in document["packages"]),
        *("\n".join(_licence(info)) for info in document["hasExtractedLicensingInfos"]),
        "\n".join(
            f"Relationship: {one['spdxElementId']} {one['relationshipType']} {one['relatedSpdxElement']}"
            for one in document["relationships"]
        ),
    ]
    return ("\n\n".join(block for block in blocks if block) + "\n").encode("utf-8", "backslashreplace")


def _head(document: Mapping[str, Any]) -> Iterator[str]:
    made = document["creationInfo"]
    yield f"SPDXVersion: {document['spdxVersion']}"
    yield f"DataLicense: {document['dataLicense']}"
    yield f"SPDXID: {document['SPDXID']}"
    yield f"DocumentName: {_line(document['name'])}"
    yield f"DocumentNamespace: {document['documentNamespace']}"
    yield from (f"Creator: {creator}" for creator in made["creators"])
    yield f"Created: {made['created']}"


def _tags(package: Mapping[str, Any]) -> Iterator[str]:
    yield f"PackageName: {_line(package['name'])}"
    yield f"SPDXID: {package['SPDXID']}"
    if package.get("versionInfo"):
        yield f"PackageVersion: {_line(package['versionInfo'])}"
    yield f"PackageDownloadLocation: {package['downloadLocation']}"
    yield "FilesAnalyzed: false"
    yield f"PackageLicenseConcluded: {package['licenseConcluded']}"
    yield f"PackageLicenseDeclared: {package['licenseDeclared']}"
    yield f"PackageLicenseComments: <text>{_line(package['licenseComments'])}</text>"
    yield f"PackageCopyrightText: {package['copyrightText']}"
    locator = _line(package["externalRefs"][0]["referenceLocator"]).replace(" ", "%20")
    yield f"ExternalRef: PACKAGE-MANAGER purl {locator}"


def _licence(info: Mapping[str, str]) -> Iterator[str]:
    yield f"LicenseID: {info['licenseId']}"
    yield f"ExtractedText: <text>{info['extractedText']}</text>"
    yield f"LicenseName: {info['name']}"


def _line(text: str) -> str:
    """One line in which no text begins or ends."""
    return cut(text, LONG).replace("<text>", "&lt;text>").replace("</text>", "&lt;/text>") or _NOTHING
