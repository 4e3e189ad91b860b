"""CycloneDX in XML: the public conformance documents, the same document in both serialisations, and torn documents."""

import re
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st
from tearing import read_torn

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import cyclonedx_json, cyclonedx_xml
from copyfair.inventory.model import Found
from copyfair.problem import Problem

HERE = Path(__file__).parent
VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "ext")


def read(root: Path, path: str) -> tuple[list[Found], list[Problem | Unreadable]]:
    """What the reader of the file's ending finds; a refusal counts as a problem."""
    found = cyclonedx_xml if path.endswith(".xml") else cyclonedx_json
    try:
        items = list(found.FORMAT.read(Entry(root, PurePosixPath(path))))
    except Unreadable as stop:
        return [], [stop]
    return [item for item in items if isinstance(item, Found)], [item for item in items if isinstance(item, Problem)]


def components(path: Path) -> int:
    """How many components a document lists, by an independent walk."""
    top = ElementTree.parse(path).getroot()
    space = top.tag.partition("}")[0] + "}"

    def count(element: Element) -> int:
        return sum(1 + count(one) for one in element.findall(f"{space}components/{space}component"))

    root = top.find(f"{space}metadata/{space}component")
    return count(top) + (0 if root is None else 1 + count(root))


@pytest.mark.parametrize("version", VERSIONS)
def test_valid_documents_are_read_whole(corpora: Path, version: str) -> None:
    root = corpora / "cyclonedx"
    paths = sorted((root / version).glob("valid-*.xml"))
    assert paths
    for path in paths:
        found, problems = read(root, path.relative_to(root).as_posix())
        assert problems == [], path.name
        listed = [item for item in found if not item.weak]
        assert len(listed) == components(path), path.name


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_invalid_documents_are_told_what_is_wrong(corpora: Path, version: str) -> None:
    root = corpora / "cyclonedx"
    paths = sorted((root / version).glob("*invalid-*.xml"))
    assert paths
    for path in paths:
        _, problems = read(root, path.relative_to(root).as_posix())
        assert problems, path.name
        assert all(item.message for item in problems)


@pytest.mark.parametrize("version", ["1.2", "1.4", "1.6", "1.7"])
def test_both_serialisations_say_the_same(tmp_path: Path, version: str) -> None:
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentScope, ComponentType
    from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
    from cyclonedx.output import make_outputter
    from cyclonedx.schema import OutputFormat, SchemaVersion
    from packageurl import PackageURL

    root = Component(name="rota", version="2.1.0", type=ComponentType.APPLICATION, bom_ref="rota")
    purl = PackageURL("npm", "@bakers", "oven", "1.4.2")
    oven = Component(name="oven", version="1.4.2", group="@bakers", purl=purl, bom_ref="oven")
    oven.scope = ComponentScope.OPTIONAL
    oven.licenses = [LicenseExpression("MIT OR Apache-2.0")]
    salt = Component(name="salt", bom_ref="salt", version="1")
    salt.licenses = [DisjunctiveLicense(id="MIT"), DisjunctiveLicense(name="House rules")]
    bom = Bom(components=[oven, salt])
    bom.metadata.component = root
    bom.register_dependency(root, [oven])
    bom.register_dependency(oven, [salt])
    schema = SchemaVersion.from_version(version)
    for kind, name in ((OutputFormat.JSON, "x.cdx.json"), (OutputFormat.XML, "x.cdx.xml")):
        make_outputter(bom, kind, schema).output_to_file(str(tmp_path / name))
    in_json, in_xml = read(tmp_path, "x.cdx.json"), read(tmp_path, "x.cdx.xml")
    assert [plain(item) for item in in_xml[0]] == [plain(item) for item in in_json[0]]
    assert [item.name for item in in_xml[0]] == ["rota", "@bakers/oven", "salt"]
    assert in_xml[1] == in_json[1] == []


def plain(found: Found) -> tuple[object, ...]:
    """All of a place but where it stands."""
    claims = [(claim.statements, claim.standing, claim.combine, claim.is_text, claim.is_spdx) for claim in found.claims]
    return found.purl, found.name, found.version, found.scope, found.origin, found.requires, claims


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_torn_document_is_read_or_refused(tmp_path_factory, data: st.DataObject) -> None:
    whole = (HERE / "cyclonedx-xml/plain/tree/bom.xml").read_bytes()
    assert read_torn(data, cyclonedx_xml.FORMAT, whole, tmp_path_factory.getbasetemp(), "torn.cdx.xml")


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_elements_in_the_wrong_places_are_read_or_refused(tmp_path_factory, data: st.DataObject) -> None:
    whole = (HERE / "cyclonedx-xml/plain/tree/bom.xml").read_text("utf-8")
    names = sorted(set(re.findall(r"<([a-z]\w*)", whole)) - {"bom"})
    first, second = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(names))
    folder = tmp_path_factory.getbasetemp()
    (folder / "moved.cdx.xml").write_text(re.sub(rf"(</?){first}\b", rf"\g<1>{second}", whole), "utf-8")
    found, problems = read(folder, "moved.cdx.xml")
    assert found or problems
