"""CycloneDX 1.0 to 1.7 in XML: brought into the shape of the JSON, and read as that is."""

import re
from collections.abc import Iterator
from typing import Any

from copyfair.inventory.cyclonedx import read_document
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.markup import Tag, load
from copyfair.inventory.model import Found
from copyfair.inventory.problems import problem
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
_NAMES = re.compile(r".*\.cdx\.xml|(?:.*[-_.])?s?bom\.xml|.*sbom.*\.xml|cyclonedx.*\.xml", re.IGNORECASE | re.DOTALL)
_SURE_NAMES = re.compile(r".*\.cdx\.xml|(?:.*\.)?sbom\.xml|cyclonedx\.xml", re.IGNORECASE | re.DOTALL)
_SPACE = re.compile(rb"cyclonedx\.org/schema/bom/([0-9]+\.[0-9]+)[\"']")

_LISTS = {
    "altIds": ("altId",),
    "ancestors": ("component",),
    "citations": ("citation",),
    "components": ("component",),
    "expressions": ("expression",),
    "hashes": ("hash",),
    "licenseTypes": ("licenseType",),
    "patches": ("patch",),
    "pointers": ("pointer",),
    "properties": ("property",),
    "resolves": ("issue",),
    "services": ("service",),
}
"""Elements that are lists in JSON, with what they hold; anything else in them belongs to other vocabularies."""

_WITH_ATTRIBUTES = frozenset(
    "citation classification component dataflow details hash issue license licensing metadata patch pedigree property "
    "service swid text".split()
)
"""Elements that are objects in JSON even where they hold nothing but text."""


def _matches(entry: Entry) -> bool:
    return _NAMES.fullmatch(entry.name) is not None


def _recognises(entry: Entry) -> bool:
    return _SURE_NAMES.fullmatch(entry.name) is not None or _SPACE.search(entry.head(1 << 16)) is not None


def read(entry: Entry) -> Iterator[Found | Problem]:
    """Every component of the document, at any depth.

    Raises:
        Unreadable: it is no CycloneDX document.
    """
    top = load(entry)
    space = _SPACE.search(entry.data)
    if top.name != "bom" or space is None:
        raise Unreadable("unsupported", "it is no CycloneDX document: its top element is no bom of cyclonedx.org")
    version = space[1].decode()
    if version not in _VERSIONS:
        message = f"CycloneDX {version} is not known (1.0 to 1.7 are); it was read as far as it is alike"
        yield problem(entry, "unsupported", message)
    document = {**_object(top), "bomFormat": "CycloneDX", "specVersion": version}
    yield from read_document(entry, document)


def _object(tag: Tag) -> dict[str, Any]:
    """An element as an object; what stands in it twice is a list there, which is nowhere a valid value."""
    made: dict[str, Any] = {
        "contentType" if key == "content-type" else key: tag.attributes[key] for key in tag.attributes
    }
    if tag.text:
        made["value" if tag.name == "property" else "content"] = tag.text
    several: dict[str, list[Any]] = {}
    for child in tag.children:
        several.setdefault(child.name, []).append(_value(child))
    return made | {name: values[0] if len(values) == 1 else values for name, values in several.items()}


def _value(tag: Tag) -> Any:
    if tag.name in _LISTS:
        return [_value(child) for child in tag.children if child.name in _LISTS[tag.name]]
    if tag.name == "licenses":
        return [_choice(child) for child in tag.children]
    if tag.name == "dependencies":
        return list(_dependencies(tag))
    if tag.name == "data" and (flows := [child for child in tag.children if "flow" in child.attributes]):
        return [_object(child) for child in flows]
    if tag.children or tag.name in _WITH_ATTRIBUTES:
        return _object(tag)
    return tag.text


def _choice(tag: Tag) -> dict[str, Any]:
    """One entry of a list of licences; something else than these three stays an entry that cannot be read."""
    made = _object(tag)
    if tag.name == "license":
        return {"license": made}
    if tag.name == "expression":
        return made | {"expression": tag.text}
    if tag.name == "expression-detailed":
        details = [_object(child) for child in tag.all("details")]
        return made | {
            "expressionDetails": [one | {"licenseIdentifier": one.get("license-identifier")} for one in details]
        }
    return {}


def _dependencies(tag: Tag) -> Iterator[dict[str, Any]]:
    """Who needs whom, at any depth: the extension of version 1.1 nests what later versions list."""
    todo = [child for child in reversed(tag.children) if child.name == "dependency"]
    while todo:
        one = todo.pop()
        inner = [child for child in one.children if child.name == "dependency"]
        yield {"ref": one.attributes.get("ref"), "dependsOn": [child.attributes.get("ref") for child in inner]}
        todo.extend(child for child in reversed(inner) if child.children)


FORMAT = Format(
    name="cyclonedx-xml",
    reads="CycloneDX software bills of materials in XML, versions 1.0 to 1.7 (*.cdx.xml, bom.xml, sbom.xml …)",
    files=("*.cdx.xml", "bom.xml", "*.bom.xml", "sbom.xml"),
    licences="`licenses` of each component: `expression`, `license/id`, `license/name`, `license/text`, `license/url`.",
    lists="Several entries have no meaning in the specification: read as all of them, and the report says so.",
    gaps=("Elements of other vocabularies that have the names of CycloneDX are not told apart from its own.",),
    matches=_matches,
    read=read,
    recognises=_recognises,
)
