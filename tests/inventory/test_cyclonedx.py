"""CycloneDX: the public conformance documents, an independent reader, and any JSON whatever."""

import json
import warnings
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import cyclonedx_json
from copyfair.inventory.model import Claim, Combine, Found, Origin, Scope, Standing
from copyfair.inventory.sbom import _canonical, canonical
from copyfair.problem import Problem, Severity

VERSIONS = ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")

EXPLAINED: dict[str, str] = {}
"""Valid documents that we report an error for, with the reason. There are none."""


def read(root: Path, path: str) -> tuple[list[Found], list[Problem]]:
    entry = Entry(root, PurePosixPath(path), format_name="cyclonedx-json")
    items = list(cyclonedx_json.FORMAT.read(entry))
    return [item for item in items if isinstance(item, Found)], [item for item in items if isinstance(item, Problem)]


def read_json(folder: Path, document: object) -> tuple[list[Found], list[Problem]]:
    (folder / "x.cdx.json").write_text(json.dumps(document), "utf-8")
    return read(folder, "x.cdx.json")


def components(document: dict[str, Any]) -> list[dict[str, Any]]:
    """An independent walk, by recursion."""

    def walk(component: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield component
        for inner in component.get("components", ()):
            yield from walk(inner)

    root = document.get("metadata", {}).get("component")
    tops = [*([root] if root else []), *document.get("components", ())]
    return [found for top in tops for found in walk(top)]


@pytest.mark.parametrize("version", VERSIONS)
def test_valid_documents_are_read_whole(corpora: Path, version: str) -> None:
    root = corpora / "cyclonedx"
    paths = sorted((root / version).glob("valid-*.json"))
    assert len(paths) > 20
    for path in paths:
        found, problems = read(root, path.relative_to(root).as_posix())
        errors = [item for item in problems if item.severity is Severity.ERROR]
        assert not errors or path.name in EXPLAINED, errors
        listed = [item for item in found if not item.weak]
        expected = components(json.loads(path.read_text("utf-8")))
        assert len(listed) == len(expected), path.name
        assert sorted(item.version or "" for item in listed) == sorted(
            part.get("version") or "" for part in expected
        ), path.name


@pytest.mark.parametrize("version", VERSIONS)
def test_invalid_documents_cost_no_component(corpora: Path, version: str) -> None:
    root = corpora / "cyclonedx"
    paths = sorted((root / version).glob("*invalid-*.json"))
    assert paths
    for path in paths:
        found, problems = read(root, path.relative_to(root).as_posix())
        named = [part for part in components(json.loads(path.read_text("utf-8"))) if part.get("name")]
        assert len([item for item in found if not item.weak]) == len(named), path.name
        assert problems, path.name
        assert all(item.message for item in problems)


def library_licences(component: Any) -> list[str]:
    """What cyclonedx-python-lib says about a component's declared licences, each as text."""
    result = []
    for licence in component.licenses:
        value = getattr(licence, "value", None)
        result.append(value or licence.id or licence.name)
    return sorted(result)


def our_licences(found: Found) -> list[str]:
    claims = [claim for claim in found.claims if not claim.is_text and claim.standing is not Standing.FOUND]
    return sorted(statement for claim in claims for statement in claim.statements)


@pytest.mark.parametrize("version", VERSIONS)
def test_an_independent_reader_sees_the_same(corpora: Path, version: str) -> None:
    from cyclonedx.model.bom import Bom

    root = corpora / "cyclonedx"
    compared = 0
    for path in sorted((root / version).glob("valid-*.json")):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                bom = Bom.from_json(json.loads(path.read_text("utf-8")))
        except Exception:  # noqa: BLE001, S112 - it does not read every valid document; what it reads must agree
            continue
        theirs = []
        todo = [*bom.components, *([bom.metadata.component] if bom.metadata.component else [])]
        while todo:
            component = todo.pop()
            theirs.append((component.version or "", library_licences(component)))
            todo.extend(component.components)
        found, _ = read(root, path.relative_to(root).as_posix())
        ours = [(item.version or "", our_licences(item)) for item in found if not item.weak]
        # The library keeps components in a set: equal ones fall together.
        assert {repr(item) for item in ours} == {repr(item) for item in theirs}, path.name
        assert len(ours) >= len(theirs)
        compared += 1
    assert compared > 15


def one(folder: Path, **component: Any) -> Found:
    document = {"bomFormat": "CycloneDX", "specVersion": "1.7", "components": [{"name": "x", **component}]}
    found, _ = read_json(folder, document)
    return found[1]


def said(found: Found) -> list[tuple[tuple[str, ...], Standing, Combine]]:
    return [(claim.statements, claim.standing, claim.combine) for claim in found.claims if not claim.is_text]


def test_a_list_of_licences_stays_undefined(tmp_path: Path) -> None:
    licences = [{"license": {"id": "MIT"}}, {"license": {"name": "PPL"}}]
    assert said(one(tmp_path, licenses=licences)) == [(("MIT", "PPL"), Standing.DECLARED, Combine.UNDEFINED)]


def test_declared_and_concluded_are_told_apart(tmp_path: Path) -> None:
    licences = [
        {"license": {"id": "MIT", "acknowledgement": "declared"}},
        {"expression": "MIT OR PPL", "acknowledgement": "concluded"},
    ]
    assert said(one(tmp_path, licenses=licences)) == [
        (("MIT",), Standing.DECLARED, Combine.ONE),
        (("MIT OR PPL",), Standing.CONCLUDED, Combine.ONE),
    ]


@pytest.mark.parametrize("broken", [None, {}, 7, {"license": {}}, {"license": {"text": {"content": "More terms."}}}])
def test_an_unreadable_licence_never_leaves_a_clean_statement(tmp_path: Path, broken: object) -> None:
    found = one(tmp_path, licenses=[{"license": {"id": "MIT"}}, broken])
    ((statements, _, combine),) = said(found)
    assert statements[0] == "MIT"
    assert len(statements) == 2
    assert combine is Combine.UNDEFINED


def test_a_text_is_the_licence_only_where_it_stands_alone(tmp_path: Path) -> None:
    entry = {"license": {"name": "House rules", "text": {"content": "SG91c2UgcnVsZXM=", "encoding": "base64"}}}

    def texts(licences: list[object]) -> list[tuple[str, bool]]:
        claims: tuple[Claim, ...] = one(tmp_path, licenses=licences).claims
        return [(claim.statements[0], claim.primary) for claim in claims if claim.is_text]

    assert texts([entry]) == [("House rules", True)]
    assert texts([entry, {"license": {"id": "MIT"}}]) == [("House rules", False)]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [("required", Scope.RUNTIME), ("optional", Scope.OPTIONAL), ("excluded", Scope.DEV), (None, Scope.UNKNOWN)],
)
def test_scope(tmp_path: Path, scope: str | None, expected: Scope) -> None:
    assert one(tmp_path, scope=scope).scope is expected


def test_only_the_documents_subject_is_first_party(tmp_path: Path) -> None:
    root = {"name": "root", "bom-ref": "r", "components": [{"name": "part"}]}
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": root}}
    found, _ = read_json(tmp_path, document)
    assert [(item.name, item.origin) for item in found] == [
        ("root", Origin.FIRST_PARTY),
        ("part", Origin.THIRD_PARTY),
    ]
    assert [need.target for need in found[0].requires] == [found[1].purl]


def test_a_package_url_serves_as_reference(tmp_path: Path) -> None:
    parts = [{"type": "library", "name": name, "purl": f"pkg:npm/{name}@1"} for name in ("a", "b")]
    needs = [{"ref": "pkg:npm/a@1", "dependsOn": ["pkg:npm/b@1"]}]
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": parts, "dependencies": needs}
    found, problems = read_json(tmp_path, document)
    assert [need.target for need in found[1].requires] == ["pkg:npm/b@1"]
    assert problems == []


def test_components_nest_without_end(tmp_path: Path) -> None:
    part: dict[str, Any] = {"type": "library", "name": "innermost"}
    for depth in range(150):
        part = {"type": "library", "name": f"level{depth}", "components": [part]}
    found, problems = read_json(tmp_path, {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [part]})
    assert len(found) == 1 + 151
    assert problems == []


def test_a_hundred_thousand_brackets_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.cdx.json").write_text('{"bomFormat": "CycloneDX", "components": ' + '[{"components":' * 100_000)
    entry = Entry(tmp_path, PurePosixPath("x.cdx.json"))
    assert cyclonedx_json.FORMAT.recognises is not None
    assert cyclonedx_json.FORMAT.recognises(entry)
    with pytest.raises(Unreadable) as stop:
        list(cyclonedx_json.FORMAT.read(entry))
    assert stop.value.code == "too-deep"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("bom.json", '{"bomFormat": "CycloneDX"}', True),
        ("sbom.json", '{"bomFormat": "cyclonedx"}', True),  # calls itself an SBOM: somebody has to say what is wrong
        ("bom.json", '{"bomFormat": "cyclonedx"}', False),
        ("sbom.json", '{"spdxVersion": "SPDX-2.3"}', False),
        ("my-sbom-settings.json", "{}", False),
        ("my-sbom.json", '{"x": 1, "bomFormat": "CycloneDX", "components": [', True),
        ("bom.json", "\0", True),
        ("sbom.json", "[]", True),
        ("any.cdx.json", "{}", True),
    ],
)
def test_recognises(tmp_path: Path, name: str, content: str, expected: bool) -> None:
    (tmp_path / name).write_text(content)
    entry = Entry(tmp_path, PurePosixPath(name))
    assert cyclonedx_json.FORMAT.matches(entry)
    assert cyclonedx_json.FORMAT.recognises is not None
    assert cyclonedx_json.FORMAT.recognises(entry) is expected


def test_one_bad_byte_costs_one_string(tmp_path: Path) -> None:
    document = b'{"bomFormat": "CycloneDX", "specVersion": "1.6",\n "components": [%s, %s]}' % (
        b'{"type": "library", "name": "a\xff"}',
        b'{"type": "library", "name": "b"}',
    )
    (tmp_path / "x.cdx.json").write_bytes(document)
    found, problems = read(tmp_path, "x.cdx.json")
    assert [item.name for item in found[1:]] == ["a\ufffd", "b"]
    assert [(item.code, item.where) for item in problems] == [("bad-encoding", "x.cdx.json:2")]


KEYS = (
    "name",
    "purl",
    "version",
    "group",
    "licenses",
    "license",
    "id",
    "text",
    "content",
    "encoding",
    "expression",
    "components",
    "bom-ref",
    "ref",
    "dependsOn",
    "dependencies",
    "evidence",
    "scope",
    "acknowledgement",
    "expressionDetails",
    "licenseIdentifier",
    "component",
    "metadata",
    "services",
    "tools",
    "url",
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
@given(document=json_values, parts=json_values, licences=json_values, needs=json_values, metadata=json_values)
def test_any_json_is_read_or_refused(
    tmp_path_factory, *, document: Any, parts: Any, licences: Any, needs: Any, metadata: Any
) -> None:
    folder = tmp_path_factory.getbasetemp()
    built = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": metadata,
        "components": [{"name": "x", "licenses": [licences], "evidence": {"licenses": licences}}, parts],
        "dependencies": needs,
    }
    for value in (document, built, {**built, "components": parts}):
        try:
            found, problems = read_json(folder, value)
        except Unreadable:
            continue
        assert found or problems
        for item in found:
            assert item.purl.startswith("pkg:")
            assert all(claim.statements for claim in item.claims)


@given(
    kind=st.sampled_from(["npm", "pypi", "cargo", "gem"]),
    name=st.from_regex(r"\A[a-z0-9]+(-[a-z0-9]+)*\Z"),
    version=st.from_regex(r"\A[0-9][a-z0-9.-]*\Z"),
)
def test_the_short_way_to_a_package_url_is_the_long_one(kind: str, name: str, version: str) -> None:
    purl = f"pkg:{kind}/{name}@{version}"
    assert canonical(purl) == purl == _canonical(purl, None)
