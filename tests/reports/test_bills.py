"""Bills of materials: the official schemas, independent readers, and read back by copyfair."""

import json
import tempfile
from pathlib import Path

import jsonschema
import msgspec
import pytest
import sample
from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

import copyfair
from copyfair.inventory.model import Origin
from copyfair.inventory.purl import make
from copyfair.reciprocity.model import Verdict
from copyfair.reports import render
from copyfair.reports.writers import built_in

CYCLONEDX = ("1.6", "1.7")
READ_BACK = ("cyclonedx-1.6", "cyclonedx-1.7", "spdx-json", "spdx-tag-value", "spdx-3")
EXPRESSIONS = (
    None,
    "MIT",
    "PPL",
    "(MIT OR Apache-2.0) AND BSD-3-Clause",
    "GPL-2.0-only WITH Classpath-exception-2.0",
    "MIT AND LicenseRef-my-own",
)


def part(name, version="1.0", expression="MIT", *, kind="npm", requires=(), origin=Origin.THIRD_PARTY):
    base = sample.component("x", origin=origin)
    purl = make(kind, name, version)
    component = msgspec.structs.replace(base, purl=purl, name=name, version=version, requires=requires)
    found = sample.decision(component, expression or "", Verdict.PERMITTED, (sample.GRANT,))
    return sample.licensed(component, expression), None if origin is Origin.FIRST_PARTY else found


def read_back(assessment, format_):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{built_in()[format_].endings[0]}"
        path.write_bytes(render(assessment, format_))
        return copyfair.assess(path)


def told(assessment):
    """What a bill has to keep of each third-party component."""
    return {
        one.component.purl: (one.component.name, one.component.version, str(one.expression))
        for one in assessment.licensed
        if one.component.origin is Origin.THIRD_PARTY
    }


# ---------------------------------------------------------------- CycloneDX


@pytest.mark.parametrize("version", CYCLONEDX)
@pytest.mark.parametrize("name", ["everything", "nobody", "clean", "empty"])
def test_cyclonedx_keeps_to_the_schema(version, name):
    document = render(getattr(sample, name)(), f"cyclonedx-{version}").decode()
    assert JsonStrictValidator(SchemaVersion.from_version(version)).validate_str(document) is None


@pytest.mark.parametrize("version", CYCLONEDX)
def test_the_library_reads_what_was_written(version):
    everything = sample.everything()
    bom = Bom.from_json(json.loads(render(everything, f"cyclonedx-{version}")))
    own = [one for one in everything.licensed if one.component.origin is Origin.FIRST_PARTY]
    below = len(everything.licensed) - (len(own) == 1)
    assert len(bom.components) == below


@pytest.mark.parametrize("format_", READ_BACK)
def test_who_needs_whom_is_read_back(format_):
    pairs = [
        part("app", origin=Origin.FIRST_PARTY, requires=("pkg:npm/a@1.0",)),
        part("a", requires=("pkg:npm/b", "pkg:npm/gone@1")),
        part("b", "2.0"),
    ]
    back = read_back(sample.assessment(pairs), format_)
    found = {one.component.name: one.component for one in back.licensed}
    assert found["app"].origin is Origin.FIRST_PARTY
    assert found["a"].requires == ("pkg:npm/b@2.0",)
    assert found["b"].paths == (("app", "a", "b"),)


COMPONENTS = st.lists(
    st.tuples(
        (st.sampled_from(sample.HOSTILE) | st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1)).filter(
            lambda name: name.strip("/")  # a name of nothing but slashes makes no package URL
        ),
        st.sampled_from(["1.0", "0.0.1-rc.1+b"]),
        st.sampled_from(EXPRESSIONS),
    ),
    max_size=5,
    unique_by=lambda one: make("npm", one[0]).casefold(),
)


@pytest.mark.parametrize("format_", READ_BACK)
@settings(max_examples=25)
@given(listed=COMPONENTS)
@example(listed=[("{{7*7}}](javascript:alert(1))]]>", "1.0", "PPL")])
def test_the_same_components_and_licences_are_read_back(format_, listed):
    pairs = [part(name, version, expression, kind="generic") for name, version, expression in listed]
    assessment = sample.assessment(pairs)
    back, expected = told(read_back(assessment, format_)), told(assessment)
    if format_ == "spdx-tag-value":  # a name is one clean line there; the package URL keeps it as it is
        back, expected = ({purl: said[1:] for purl, said in one.items()} for one in (back, expected))
    assert back == expected


@pytest.mark.parametrize("format_", ["cyclonedx-1.6", "cyclonedx-1.7"])
def test_a_right_stands_beside_the_licence(tmp_path, format_):
    (tmp_path / "package.json").write_text(
        json.dumps({"name": "app", "version": "1.0.0", "dependencies": {"maplib": "1.0.0"}}), "utf-8"
    )
    (tmp_path / "package-lock.json").write_text(
        json.dumps(
            {
                "name": "app",
                "lockfileVersion": 3,
                "packages": {
                    "": {"name": "app", "version": "1.0.0", "dependencies": {"maplib": "1.0.0"}},
                    "node_modules/maplib": {"version": "1.0.0", "license": "PPL"},
                },
            }
        ),
        "utf-8",
    )
    (tmp_path / "copyfair.toml").write_text(
        '[[entitlement]]\ncomponent = "pkg:npm/maplib@1.0.0"\nlicensor = "The steward"\nlicensee = "De Kaart"\n'
        'reference = "R-1"\nscope = "commercial use"\n',
        "utf-8",
    )
    before = copyfair.assess(tmp_path)
    assert [held.right.entitlement.reference for held in before.rights] == ["R-1"]
    document = render(before, format_)
    assert JsonStrictValidator(SchemaVersion.from_version(format_[-3:])).validate_str(document.decode()) is None
    after = read_back(before, format_)
    assert [held.right.entitlement.reference for held in after.rights] == ["R-1"]
    assert told(after) == told(before)


@pytest.mark.parametrize("version", CYCLONEDX)
def test_the_hash_of_the_one_archive_stands_with_the_component(tmp_path, version):
    """Of several archives of a version, and of what yarn makes itself, CycloneDX could not say which is meant."""
    sums = [name * 64 for name in "abc"]
    head = "version = 1\n"
    for name, listed in (("flour", sums[:1]), ("grain", sums[1:])):
        wheels = ", ".join(f'{{ hash = "sha256:{one}" }}' for one in listed)
        head += f'[[package]]\nname = "{name}"\nversion = "1.0"\nwheels = [{wheels}]\n'
    (tmp_path / "uv.lock").write_text(head, "utf-8")
    made = f'"sand@npm:1.0.0":\n  version: 1.0.0\n  resolution: "sand@npm:1.0.0"\n  checksum: 10c0/{"d" * 128}\n'
    (tmp_path / "yarn.lock").write_text(f"__metadata:\n  version: 8\n{made}", "utf-8")
    document = render(copyfair.assess(tmp_path), f"cyclonedx-{version}").decode()
    assert JsonStrictValidator(SchemaVersion.from_version(version)).validate_str(document) is None
    assert {one["name"]: one.get("hashes") for one in json.loads(document)["components"]} == {
        "flour": [{"alg": "SHA-256", "content": sums[0]}],
        "grain": None,
        "sand": None,
    }


# ---------------------------------------------------------------- SPDX


@pytest.mark.parametrize("name", ["everything", "nobody", "clean", "empty"])
def test_spdx_json_keeps_to_the_schema(corpora, name):
    schema = json.loads((corpora / "spdx-2.3.schema.json").read_text("utf-8"))
    jsonschema.validate(json.loads(render(getattr(sample, name)(), "spdx-json")), schema)


def ordinary():
    pairs = [
        part("app", origin=Origin.FIRST_PARTY, requires=("pkg:npm/a@1.0", "pkg:npm/part4@1.0")),
        part("a", requires=("pkg:npm/part1@1.0",)),
        *(part(f"part{index}", expression=expression) for index, expression in enumerate(EXPRESSIONS)),
    ]
    return sample.assessment(pairs)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # its parser leaves a file open
@pytest.mark.parametrize("format_", ["spdx-json", "spdx-tag-value"])
def test_spdx_tools_accepts_it_and_reads_the_same(tmp_path, format_):
    path = tmp_path / f"x{built_in()[format_].endings[0]}"
    path.write_bytes(render(ordinary(), format_))
    document = parse_file(str(path))
    assert [message.validation_message for message in validate_full_spdx_document(document)] == []
    told_there = {
        package.external_references[0].locator: (package.name, package.version, str(package.license_concluded))
        for package in document.packages
    }
    expected = {purl: (*rest, said.replace("None", "NOASSERTION")) for purl, (*rest, said) in told(ordinary()).items()}
    assert {purl: said for purl, said in told_there.items() if purl in expected} == expected


@pytest.mark.parametrize("name", [*sample.HOSTILE, "x\nPackageName: other", "<text>", "</text>\nRelationship: a b c"])
def test_no_name_adds_a_tag(name):
    def tags(given):
        text = render(sample.assessment([part(given, given)]), "spdx-tag-value").decode()
        return [line.partition(":")[0] for line in text.splitlines()], text.count("<text>")

    assert tags(name) == tags("harmless")


def test_spdx_3_keeps_to_the_schema(corpora):
    """One hostile component without a licence, and one that needs it: the schema takes seconds for each element."""
    schema = json.loads((corpora / "spdx-3.0.1.schema.json").read_text("utf-8"))
    pairs = [part("".join(sample.HOSTILE), expression=None), part("a", requires=("pkg:npm/b@1.0",)), part("b")]
    jsonschema.validate(json.loads(render(sample.assessment(pairs), "spdx-3")), schema)


def test_spdx_3_says_which_licence_each_package_has():
    graph = json.loads(render(ordinary(), "spdx-3"))["@graph"]
    known = {element["spdxId"]: element for element in graph if "spdxId" in element}
    assert len(known) == len(graph) - 1  # all but the creation info, each id once
    concluded = {
        known[one["from"]]["software_packageUrl"]: known[one["to"][0]]["simplelicensing_licenseExpression"]
        for one in graph
        if one.get("relationshipType") == "hasConcludedLicense"
    }
    expected = {one.component.purl: str(one.expression) for one in ordinary().licensed if one.expression is not None}
    assert concluded == expected
