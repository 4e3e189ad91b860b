"""SPDX 2.2 and 2.3 as RDF in XML, in the striped shape: elements that are things hold elements that are properties.

The whole of RDF is not read (other ways to write the same graph, such as attributes for properties). The library for
it parses a whole graph first, and gives up on a document for one bad licence.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.markup import Tag, load
from copyfair.inventory.model import Found
from copyfair.inventory.spdx import read_document
from copyfair.inventory.spdx_graph import Expressions, Look
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_NAMES = re.compile(r".*\.spdx\.xml|.*\.rdf(?:\.xml)?", re.IGNORECASE | re.DOTALL)
_SURE_NAMES = re.compile(r".*\.spdx\.rdf(?:\.xml)?", re.IGNORECASE | re.DOTALL)
_TERMS = b"http://spdx.org/rdf/terms"
_WORDS = {"noassertion": "NOASSERTION", "none": "NONE"}
_OPERATORS = {
    "ConjunctiveLicenseSet": "AND",
    "DisjunctiveLicenseSet": "OR",
    "WithExceptionOperator": "WITH",
    "OrLaterOperator": "+",
}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class _Thing(msgspec.Struct):
    """A node of the graph: its class, and for each property its values, which are texts or names of things."""

    kind: str = ""
    texts: dict[str, str] = msgspec.field(default_factory=dict)
    links: dict[str, list[str]] = msgspec.field(default_factory=dict)


def _matches(entry: Entry) -> bool:
    return _NAMES.fullmatch(entry.name) is not None


def _recognises(entry: Entry) -> bool:
    return _SURE_NAMES.fullmatch(entry.name) is not None or _TERMS in entry.head(4096)


def read(entry: Entry) -> Iterator[Found | Problem]:
    """Every package of the document.

    Raises:
        Unreadable: it is no SPDX document as RDF in XML.
    """
    things: dict[str, _Thing] = {}
    for tag in load(entry).children:
        _thing(tag, things)
    whole = next((thing for thing in things.values() if thing.kind == "SpdxDocument"), None)
    if whole is None:
        raise Unreadable("unsupported", "it is no SPDX 2 document as RDF: it has no SpdxDocument")
    yield from read_document(entry, _document(whole, things))


def _thing(tag: Tag, things: dict[str, _Thing]) -> str:
    """Keep what an element says about a thing; its name in the graph."""
    said = tag.attributes
    name = said.get("about") or said.get("nodeID") or f"_:{len(things)}"
    thing = things.setdefault(name, _Thing())
    if tag.name != "Description":
        thing.kind = tag.name
    for child in tag.children:
        target = child.attributes.get("resource") or child.attributes.get("nodeID")
        if child.name == "type" and target:
            thing.kind = target.rpartition("#")[2]
        elif target:
            thing.links.setdefault(child.name, []).append(target)
        elif child.children:
            thing.links.setdefault(child.name, []).extend(_thing(inner, things) for inner in child.children)
        else:
            thing.texts.setdefault(child.name, child.text)
    return name


def _document(whole: _Thing, things: dict[str, _Thing]) -> dict[str, Any]:
    expressions = Expressions(_look(things))
    of_kind: dict[str, list[tuple[str, _Thing]]] = {}
    for name, thing in things.items():
        of_kind.setdefault(thing.kind, []).append((name, thing))
    return {
        "spdxVersion": whole.texts.get("specVersion"),
        "SPDXID": next(name for name, thing in of_kind["SpdxDocument"] if thing is whole),
        "packages": [_package(name, thing, things, expressions) for name, thing in of_kind.get("Package", [])],
        "files": [{"SPDXID": name} for name, _ in of_kind.get("File", [])],
        "snippets": [{"SPDXID": name} for name, _ in of_kind.get("Snippet", [])],
        "documentDescribes": whole.links.get("describesPackage", []),
        "relationships": list(_relationships(things)),
        "hasExtractedLicensingInfos": [
            {"licenseId": thing.texts.get("licenseId"), "extractedText": thing.texts.get("extractedText")}
            for _, thing in of_kind.get("ExtractedLicensingInfo", [])
        ],
    }


def _package(name: str, thing: _Thing, things: dict[str, _Thing], expressions: Expressions) -> dict[str, Any]:
    refs = [things[ref] for ref in thing.links.get("externalRef", []) if ref in things]
    made: dict[str, Any] = {
        "SPDXID": name,
        "name": thing.texts.get("name"),
        "versionInfo": thing.texts.get("versionInfo"),
        "externalRefs": [
            {
                "referenceType": next(iter(ref.links.get("referenceType", [])), ""),
                "referenceLocator": ref.texts.get("referenceLocator"),
            }
            for ref in refs
        ],
    }
    for field in ("licenseConcluded", "licenseDeclared"):
        said = _licences(thing, field, expressions)
        # Two of them are not one expression: the list is refused, and nothing is claimed.
        made[field] = said if len(said) > 1 else next(iter(said), None)
    return made | {"licenseInfoFromFiles": _licences(thing, "licenseInfoFromFiles", expressions)}


def _licences(thing: _Thing, field: str, expressions: Expressions) -> list[str]:
    written = [thing.texts[field]] if field in thing.texts else []
    return [*written, *(expressions.of(link) for link in thing.links.get(field, []))]


def _look(things: dict[str, _Thing]) -> Look:
    def look(name: str) -> str | tuple[str, list[str]]:
        thing = things.get(name, _Thing())
        if thing.kind not in _OPERATORS:
            return thing.texts.get("licenseId") or _short(name)
        return _OPERATORS[thing.kind], [*thing.links.get("member", []), *thing.links.get("licenseException", [])]

    return look


def _short(name: str) -> str:
    """What stands behind the namespace: an id of the document, of the SPDX list, or a word of SPDX."""
    local = name.rpartition("#")[2].rpartition("/")[2]
    return _WORDS.get(local, local) if name.startswith(_TERMS.decode()) else local


def _relationships(things: dict[str, _Thing]) -> Iterator[dict[str, str]]:
    for name, thing in things.items():
        for link in thing.links.get("relationship", []):
            relation = things.get(link, _Thing())
            kind = next(iter(relation.links.get("relationshipType", [])), "").rpartition("_")[2]
            for target in relation.links.get("relatedSpdxElement", [""]):
                yield {
                    "spdxElementId": name,
                    "relationshipType": _CAMEL.sub("_", kind).upper(),
                    "relatedSpdxElement": _short(target) if target.startswith(_TERMS.decode()) else target,
                }


FORMAT = Format(
    name="spdx-rdf",
    reads="SPDX 2.2 and 2.3 documents as RDF in XML (*.spdx.rdf, *.rdf.xml)",
    files=("*.spdx.rdf", "*.rdf.xml", "*.spdx.xml"),
    licences="`licenseConcluded`, `licenseDeclared`, `ExtractedLicensingInfo`.",
    lists="SPDX expressions say it themselves.",
    gaps=(
        "RDF that is not written as things that hold properties that hold things.",
        "Things that hold each other more than 200 elements deep.",
    ),
    matches=_matches,
    read=read,
    recognises=_recognises,
)
