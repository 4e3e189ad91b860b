"""SPDX 2 in JSON: documents that spdx-tools writes are read back, and any JSON whatever is read or refused."""

import json
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import all_formats, spdx_json
from copyfair.inventory.model import Combine, Found, Origin, Scope, Standing
from copyfair.inventory.walk import recognised
from copyfair.problem import Problem


def read(folder: Path, document: object) -> tuple[list[Found], list[Problem]]:
    (folder / "x.spdx.json").write_text(json.dumps(document), "utf-8")
    return read_file(folder, "x.spdx.json")


def read_file(folder: Path, name: str) -> tuple[list[Found], list[Problem]]:
    items = list(spdx_json.FORMAT.read(Entry(folder, PurePosixPath(name), format_name="spdx-json")))
    return [item for item in items if isinstance(item, Found)], [item for item in items if isinstance(item, Problem)]


def package(identifier: str, **fields: Any) -> dict[str, Any]:
    return {"SPDXID": f"SPDXRef-{identifier}", "name": identifier, **fields}


def relation(first: str, kind: str, second: str) -> dict[str, str]:
    return {
        "spdxElementId": f"SPDXRef-{first}",
        "relationshipType": kind,
        "relatedSpdxElement": f"SPDXRef-{second}",
    }


def document(*packages: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": list(packages), **fields}


@pytest.mark.parametrize("version", ["SPDX-2.2", "SPDX-2.3"])
def test_documents_of_spdx_tools(tmp_path: Path, version: str) -> None:
    from spdx_tools.common.spdx_licensing import spdx_licensing
    from spdx_tools.spdx import model as spdx
    from spdx_tools.spdx.writer.json.json_writer import write_document_to_file

    def make(name: str, **fields: Any) -> spdx.Package:
        return spdx.Package(f"SPDXRef-{name}", name, spdx.SpdxNoAssertion(), files_analyzed=False, **fields)

    category = spdx.ExternalPackageRefCategory.PACKAGE_MANAGER
    root = make("rota", version="2.1.0", license_declared=spdx_licensing.parse("LicenseRef-house"))
    oven = make(
        "oven",
        version="1.4.2",
        license_declared=spdx_licensing.parse("MIT OR Apache-2.0"),
        license_concluded=spdx_licensing.parse("MIT"),
        license_info_from_files=[spdx_licensing.parse("MIT"), spdx.SpdxNoAssertion()],
        external_references=[spdx.ExternalPackageRef(category, "purl", "pkg:npm/%40bakers/oven@1.4.2")],
    )
    salt = make("salt", license_declared=spdx.SpdxNone(), license_concluded=spdx.SpdxNoAssertion())
    kinds = spdx.RelationshipType
    written = spdx.Document(
        spdx.CreationInfo(
            version,
            "SPDXRef-DOCUMENT",
            "rota",
            "https://bakery.example/rota",
            [spdx.Actor(spdx.ActorType.TOOL, "test")],
            datetime(2026, 1, 1, tzinfo=UTC),
        ),
        packages=[root, oven, salt],
        relationships=[
            spdx.Relationship("SPDXRef-DOCUMENT", kinds.DESCRIBES, "SPDXRef-rota"),
            spdx.Relationship("SPDXRef-rota", kinds.DEPENDS_ON, "SPDXRef-oven"),
            spdx.Relationship("SPDXRef-salt", kinds.DEV_DEPENDENCY_OF, "SPDXRef-rota"),
        ],
        extracted_licensing_info=[spdx.ExtractedLicensingInfo("LicenseRef-house", "Sweep the floor, then bake.")],
    )
    write_document_to_file(written, str(tmp_path / "x.spdx.json"), validate=False)
    found, problems = read_file(tmp_path, "x.spdx.json")
    assert problems == []
    by_name = {item.name: item for item in found}
    assert [item.purl for item in found] == [
        "pkg:generic/rota@2.1.0",
        "pkg:npm/%40bakers/oven@1.4.2",
        "pkg:generic/salt",
    ]
    assert [item.origin for item in found] == [Origin.FIRST_PARTY, Origin.THIRD_PARTY, Origin.THIRD_PARTY]
    assert [(need.target, need.scope) for need in by_name["rota"].requires] == [
        ("pkg:generic/salt", Scope.DEV),
        ("pkg:npm/%40bakers/oven@1.4.2", Scope.RUNTIME),
    ]
    assert [(claim.statements, claim.standing, claim.is_text) for claim in by_name["rota"].claims] == [
        (("LicenseRef-house",), Standing.DECLARED, False),
        (("Sweep the floor, then bake.",), Standing.DECLARED, True),
    ]
    assert [(claim.statements, claim.standing) for claim in by_name["oven"].claims] == [
        (("MIT",), Standing.CONCLUDED),
        (("MIT OR Apache-2.0",), Standing.DECLARED),
        (("MIT",), Standing.FOUND),
    ]
    assert [claim.statements for claim in by_name["salt"].claims] == [("NONE",)]


def test_one_bad_licence_string_costs_nothing(tmp_path: Path) -> None:
    found, problems = read(
        tmp_path,
        document(
            package("a", licenseDeclared="Apache License 2.0 (see file)"), package("b", licenseDeclared="MIT AND AND")
        ),
    )
    assert [item.claims[0].statements for item in found] == [("Apache License 2.0 (see file)",), ("MIT AND AND",)]
    assert problems == []


DIRECTIONS = [
    ("DEPENDS_ON", "a", Scope.RUNTIME),
    ("CONTAINS", "a", Scope.RUNTIME),
    ("DEPENDENCY_OF", "b", Scope.RUNTIME),
    ("CONTAINED_BY", "b", Scope.RUNTIME),
    ("RUNTIME_DEPENDENCY_OF", "b", Scope.RUNTIME),
    ("PROVIDED_DEPENDENCY_OF", "b", Scope.RUNTIME),
    ("OPTIONAL_DEPENDENCY_OF", "b", Scope.OPTIONAL),
    ("BUILD_DEPENDENCY_OF", "b", Scope.BUILD),
    ("BUILD_TOOL_OF", "b", Scope.BUILD),
    ("DEV_DEPENDENCY_OF", "b", Scope.DEV),
    ("DEV_TOOL_OF", "b", Scope.DEV),
    ("TEST_DEPENDENCY_OF", "b", Scope.TEST),
    ("TEST_TOOL_OF", "b", Scope.TEST),
]


@pytest.mark.parametrize(("kind", "needs", "scope"), DIRECTIONS)
def test_direction_of_relationships(tmp_path: Path, kind: str, needs: str, scope: Scope) -> None:
    found, _ = read(tmp_path, document(package("a"), package("b"), relationships=[relation("a", kind, "b")]))
    needed = "b" if needs == "a" else "a"
    pairs = {item.name: [(need.target, need.scope) for need in item.requires] for item in found}
    assert pairs == {needs: [(f"pkg:generic/{needed}", scope)], needed: []}


@pytest.mark.parametrize(
    ("fields", "roots"),
    [
        ({"documentDescribes": ["SPDXRef-a"], "relationships": [relation("a", "DEPENDS_ON", "b")]}, ["a"]),
        ({"relationships": [relation("DOCUMENT", "DESCRIBES", "a"), relation("a", "CONTAINS", "b")]}, ["a"]),
        ({"relationships": [relation("a", "DESCRIBED_BY", "DOCUMENT"), relation("b", "DEPENDENCY_OF", "a")]}, ["a"]),
        ({"documentDescribes": ["SPDXRef-a"]}, []),
        ({"documentDescribes": ["SPDXRef-a"], "relationships": [relation("b", "DEPENDS_ON", "a")]}, []),
        # Files inside a package do not make it the project.
        (
            {
                "documentDescribes": ["SPDXRef-a"],
                "files": [{"SPDXID": "SPDXRef-f"}],
                "relationships": [relation("a", "CONTAINS", "f")],
            },
            [],
        ),
        (
            {"documentDescribes": ["SPDXRef-a", "SPDXRef-b"], "relationships": [relation("a", "DEPENDS_ON", "b")]},
            [],
        ),
        ({"relationships": [relation("a", "DEPENDS_ON", "b")]}, []),
    ],
)
def test_who_is_the_project(tmp_path: Path, fields: dict[str, Any], roots: list[str]) -> None:
    found, problems = read(tmp_path, document(package("a"), package("b"), **fields))
    assert [item.name for item in found if item.origin is Origin.FIRST_PARTY] == roots
    assert problems == []


@pytest.mark.parametrize(
    ("declared", "texts"),
    [
        ("LicenseRef-x", [("text of x", True)]),
        ("MIT AND LicenseRef-x", [("text of x", False)]),
        ("(LicenseRef-x OR LicenseRef-unknown)", [("text of x", False)]),
        ("LicenseRef-x OR LicenseRef-y", []),
        ("DocumentRef-other:LicenseRef-x", []),
        ("LicenseRef-xx", []),
        ("MIT", []),
    ],
)
def test_extracted_texts(tmp_path: Path, declared: str, texts: list[tuple[str, bool]]) -> None:
    infos = [{"licenseId": f"LicenseRef-{name}", "extractedText": f"text of {name}", "name": "N"} for name in "xy"]
    found, _ = read(tmp_path, document(package("a", licenseDeclared=declared), hasExtractedLicensingInfos=infos))
    claims = found[0].claims
    assert [(claim.statements[0], claim.primary) for claim in claims if claim.is_text] == texts
    assert [claim.statements for claim in claims if not claim.is_text] == [(declared,)]


def test_an_unreadable_entry_never_leaves_a_clean_statement(tmp_path: Path) -> None:
    found, problems = read(tmp_path, document(package("a", licenseInfoFromFiles=["MIT", 7])))
    (claim,) = found[0].claims
    assert len(claim.statements) == 2
    assert claim.combine is Combine.UNDEFINED
    assert len(problems) == 1


@pytest.mark.parametrize("name", ["sbom.json", "x.spdx.json"])
@pytest.mark.parametrize(
    "context", ["https://spdx.org/rdf/3.0.1/spdx-context.jsonld", ["https://spdx.org/rdf/3.0.0/x"]]
)
def test_spdx_3_is_for_the_reader_of_spdx_3(tmp_path: Path, name: str, context: object) -> None:
    (tmp_path / name).write_text(json.dumps({"@context": context, "@graph": []}))
    entry = Entry(tmp_path, PurePosixPath(name))
    readers = [found.name for found in all_formats() if found.matches(entry) and recognised((entry, found))]
    assert readers == ["spdx-3"]


def test_a_hundred_thousand_brackets_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.spdx.json").write_text('{"spdxVersion": "SPDX-2.3", "packages": ' + "[" * 100_000)
    with pytest.raises(Unreadable) as stop:
        read_file(tmp_path, "x.spdx.json")
    assert stop.value.code == "too-deep"


KEYS = (
    "SPDXID",
    "name",
    "versionInfo",
    "licenseConcluded",
    "licenseDeclared",
    "licenseInfoFromFiles",
    "externalRefs",
    "referenceType",
    "referenceLocator",
    "spdxElementId",
    "relatedSpdxElement",
    "relationshipType",
    "sbom",
    "licenseId",
    "extractedText",
    "spdxVersion",
    "@context",
    "packages",
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(whole=json_values, packages=json_values, relationships=json_values, infos=json_values, described=json_values)
def test_any_json_is_read_or_refused(
    tmp_path_factory, *, whole: Any, packages: Any, relationships: Any, infos: Any, described: Any
) -> None:
    folder = tmp_path_factory.getbasetemp()
    built = document(
        package("a", licenseDeclared="LicenseRef-x", externalRefs=packages, licenseInfoFromFiles=infos),
        packages,
        relationships=[relationships, relation("a", "DEPENDS_ON", "a")],
        hasExtractedLicensingInfos=[infos, {"licenseId": "LicenseRef-x", "extractedText": infos}],
        documentDescribes=described,
    )
    loose = {"spdxVersion": "SPDX-2.3", "packages": packages, "relationships": relationships, "files": infos}
    for value in (whole, built, loose, {"sbom": loose}):
        try:
            found, problems = read(folder, value)
        except Unreadable:
            continue
        assert len(found) + len(problems) >= (1 if value is built else 0)
        for item in found:
            assert item.purl.startswith("pkg:")
            assert all(claim.statements and all(claim.statements) for claim in item.claims)
