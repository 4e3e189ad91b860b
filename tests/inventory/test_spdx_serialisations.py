"""SPDX: one document reads equal in each serialisation, and torn documents of each are read or refused."""

from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tearing import read_torn

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import all_formats
from copyfair.inventory.model import Found, Origin
from copyfair.inventory.spdx_graph import Expressions
from copyfair.inventory.walk import recognised
from copyfair.problem import Problem

HERE = Path(__file__).parent
FORMATS = {found.name: found for found in all_formats()}
SERIALISATIONS = {
    "spdx-json": "x.spdx.json",
    "spdx-tag-value": "x.spdx",
    "spdx-yaml": "x.spdx.yaml",
    "spdx-xml": "x.spdx.xml",
    "spdx-rdf": "x.spdx.rdf.xml",
}


def read(folder: Path, name: str, format_name: str) -> tuple[list[Found], list[Problem | Unreadable]]:
    """What one reader finds; a refusal counts as a problem."""
    try:
        items = list(FORMATS[format_name].read(Entry(folder, PurePosixPath(name))))
    except Unreadable as stop:
        return [], [stop]
    return [item for item in items if isinstance(item, Found)], [item for item in items if isinstance(item, Problem)]


def plain(found: Found) -> tuple[object, ...]:
    """All of a place but where it stands."""
    claims = sorted((claim.statements, claim.standing, claim.combine, claim.is_text, claim.primary) for claim in found.claims)
    return found.purl, found.name, found.version, found.scope, found.origin, found.requires, claims


def bakery(version: str):
    from spdx_tools.common.spdx_licensing import spdx_licensing
    from spdx_tools.spdx import model as spdx

    def make(name: str, **fields):
        licences = {key: spdx_licensing.parse(value) for key, value in fields.items() if key.startswith("license_")}
        rest = {key: value for key, value in fields.items() if key not in licences}
        return spdx.Package(f"SPDXRef-{name}", name, spdx.SpdxNoAssertion(), files_analyzed=False, **rest, **licences)

    purl = spdx.ExternalPackageRef(
        spdx.ExternalPackageRefCategory.PACKAGE_MANAGER, "purl", "pkg:npm/%40bakers/oven@1.4.2"
    )
    oven = make(
        "oven",
        version="1.4.2",
        external_references=[purl],
        license_concluded="GPL-2.0-only WITH Classpath-exception-2.0",
        license_declared="(Apache-2.0 AND LicenseRef-house) OR MIT",
    )
    oven.license_info_from_files = [spdx_licensing.parse("MIT"), spdx.SpdxNoAssertion()]
    salt = make("salt")
    salt.license_declared, salt.license_concluded = spdx.SpdxNone(), spdx.SpdxNoAssertion()
    kinds = spdx.RelationshipType
    return spdx.Document(
        spdx.CreationInfo(
            version,
            "SPDXRef-DOCUMENT",
            "rota",
            "https://bakery.example/rota",
            [spdx.Actor(spdx.ActorType.TOOL, "test")],
            datetime(2026, 1, 1, tzinfo=UTC),
        ),
        packages=[make("rota", version="2.1.0", license_declared="LicenseRef-house"), oven, salt],
        relationships=[
            spdx.Relationship("SPDXRef-DOCUMENT", kinds.DESCRIBES, "SPDXRef-rota"),
            spdx.Relationship("SPDXRef-rota", kinds.DEPENDS_ON, "SPDXRef-oven"),
            spdx.Relationship("SPDXRef-salt", kinds.DEV_DEPENDENCY_OF, "SPDXRef-rota"),
        ],
        extracted_licensing_info=[spdx.ExtractedLicensingInfo("LicenseRef-house", "Sweep the floor,\nthen bake.")],
    )


@pytest.mark.parametrize("version", ["SPDX-2.2", "SPDX-2.3"])
def test_one_document_reads_equal_in_each_serialisation(tmp_path: Path, version: str) -> None:
    from spdx_tools.spdx.writer.write_anything import write_file

    told = {}
    for format_name, name in SERIALISATIONS.items():
        write_file(bakery(version), str(tmp_path / name), validate=False)
        entry = Entry(tmp_path, PurePosixPath(name))
        readers = [found.name for found in all_formats() if found.matches(entry) and recognised((entry, found))]
        assert readers == [format_name]
        found, problems = read(tmp_path, name, format_name)
        assert problems == []
        told[format_name] = sorted(map(plain, found))
    first = told["spdx-json"]
    assert [(purl, origin) for purl, _, _, _, origin, *_ in first] == [
        ("pkg:generic/rota@2.1.0", Origin.FIRST_PARTY),
        ("pkg:generic/salt", Origin.THIRD_PARTY),
        ("pkg:npm/%40bakers/oven@1.4.2", Origin.THIRD_PARTY),
    ]
    assert {name: said for name, said in told.items() if said != first} == {}


@pytest.mark.parametrize("format_name", [name for name in SERIALISATIONS if name != "spdx-json"] + ["spdx-3"])
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_torn_document_is_read_or_refused(tmp_path_factory, format_name: str, data: st.DataObject) -> None:
    (case,) = (HERE / format_name / "plain/tree").iterdir()
    assert read_torn(data, FORMATS[format_name], case.read_bytes(), tmp_path_factory.getbasetemp(), case.name)


@pytest.mark.parametrize("format_name", ["spdx-tag-value", "spdx-xml"])
def test_of_two_licences_in_one_place_neither_counts(format_name: str) -> None:
    folder = HERE / format_name / "hostile/tree"
    (path,) = folder.glob("torn*")
    (found,), problems = read(folder, path.name, format_name)
    assert [claim.statements for claim in found.claims] == [("(an entry without a readable name)",)]
    assert any("licenseDeclared" in problem.message for problem in problems)


def test_sets_that_share_their_members_without_end_are_written_once() -> None:
    def look(name: str) -> str | tuple[str, list[str]]:
        level = int(name)
        return "MIT" if level == 60 else ("AND", [str(level + 1), str(level + 1)])

    assert Expressions(look).of("0") == "MIT"


def test_a_circle_is_no_licence() -> None:
    assert Expressions(lambda name: ("OR", [name])).of("a") == "(an entry without a readable name)"
