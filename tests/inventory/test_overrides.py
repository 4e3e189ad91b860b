"""Records about what was found: they count as long as what they rest on holds."""

import datetime
import hashlib
import json
from pathlib import Path

import pytest

import copyfair
from copyfair.errors import InputError
from copyfair.reciprocity.model import Doubt

DAY = datetime.date(2026, 11, 22)
TEXT = "The licence of gear, which nobody knows. Not for commercial use."
SHA = hashlib.sha256(TEXT.encode()).hexdigest()


class Project:
    """An application with one dependency whose statements disagree."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("package.json", {"name": "app", "version": "1.0.0", "license": "MIT", "dependencies": {"gear": "^2"}})
        self.write("node_modules/gear/package.json", {"name": "gear", "version": "2.1.0", "license": "MIT"})
        self.write("node_modules/gear/LICENSE", TEXT)

    def write(self, path: str, content: object) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def override(**fields):
    given = {"component": "pkg:npm/gear", "license": "PolyForm-Noncommercial-1.0.0", "reason": "asked", **fields}
    return "[[overrides]]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in given.items())


def outcome(project):
    result = copyfair.assess(project.root, as_of=DAY)
    (gear,) = (one for one in result.licensed if one.component.name == "gear")
    stale = [problem.message for problem in result.problems if problem.code == "stale-record"]
    return str(gear.expression), gear.conflict is not None, stale


RECORDED = ("PolyForm-Noncommercial-1.0.0", False, [])


def test_without_a_record_there_is_a_conflict(project):
    assert outcome(project) == ("MIT", True, [])
    (decision,) = copyfair.assess(project.root, as_of=DAY).decisions
    assert decision.doubt is Doubt.CONFLICT


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"component": "pkg:npm/gear@2.1.0"},
        {"component": "gear"},
        {"component": "pkg:npm/g*"},
        {"file": "node_modules/gear/LICENSE", "sha256": SHA},
        {"file": "node_modules/gear/LICENSE", "sha256": SHA.upper()},
        {"versions": "==2.1.0"},
        {"versions": ">=2,<3", "file": "node_modules/gear/LICENSE", "sha256": SHA},
    ],
)
def test_a_record_that_holds(project, fields):
    project.write("copyfair.toml", override(**fields))
    assert outcome(project) == RECORDED
    (gear,) = (one for one in copyfair.assess(project.root, as_of=DAY).licensed if one.component.name == "gear")
    assert gear.why == "It is recorded as PolyForm-Noncommercial-1.0.0 in copyfair.toml (asked)."
    assert gear.evidence[0].claim.source.field == "overrides[0].license"


def test_a_record_in_pyproject_counts_as_well(project):
    project.write("pyproject.toml", override().replace("[[overrides]]", "[[tool.copyfair.overrides]]"))
    assert outcome(project)[:2] == RECORDED[:2]


def test_it_lapses_when_the_text_changes(project):
    project.write("copyfair.toml", override(file="node_modules/gear/LICENSE", sha256=SHA))
    assert outcome(project) == RECORDED
    project.write("node_modules/gear/LICENSE", TEXT + " Nor for anything else.")
    licence, conflict, (problem,) = outcome(project)
    assert (licence, conflict) == ("MIT", True)
    assert "'gear 2.1.0' no longer counts" in problem
    assert "'node_modules/gear/LICENSE', has changed" in problem


def test_it_lapses_when_the_text_is_gone(project):
    project.write("copyfair.toml", override(file="node_modules/gear/COPYING", sha256=SHA))
    assert "is not there" in outcome(project)[2][0]


def test_it_may_rest_on_a_file_that_is_evidence_of_nothing(project):
    project.write("letters/gear.txt", TEXT)
    project.write("copyfair.toml", override(file="letters/gear.txt", sha256=SHA))
    assert outcome(project) == RECORDED


def test_nothing_outside_the_project_is_read(project):
    (project.root.parent / "outside.txt").write_text(TEXT)
    for path in ("../outside.txt", str(project.root.parent / "outside.txt")):
        project.write("copyfair.toml", override(file=path, sha256=SHA))
        assert outcome(project)[1] is True


def test_it_lapses_when_the_version_leaves_the_range(project):
    project.write("copyfair.toml", override(versions=">=2,<3"))
    assert outcome(project) == RECORDED
    project.write("node_modules/gear/package.json", {"name": "gear", "version": "3.0.0", "license": "MIT"})
    licence, conflict, (problem,) = outcome(project)
    assert (licence, conflict) == ("MIT", True)
    assert "'gear 3.0.0' is outside '>=2,<3'" in problem


def test_another_version_beside_it_is_neither_covered_nor_a_problem(project):
    project.write("copyfair.toml", override(versions="==2.1.0"))
    project.write("node_modules/a/package.json", {"name": "a", "version": "1.0.0", "license": "MIT"})
    project.write("node_modules/a/node_modules/gear/package.json", {"name": "gear", "version": "1.0.0", "license": "ISC"})
    result = copyfair.assess(project.root, as_of=DAY)
    found = {one.component.version: str(one.expression) for one in result.licensed if one.component.name == "gear"}
    assert found == {"2.1.0": "PolyForm-Noncommercial-1.0.0", "1.0.0": "ISC"}
    assert [problem for problem in result.problems if problem.code == "stale-record"] == []


def test_a_record_for_nothing_is_a_problem(project):
    project.write("copyfair.toml", override(component="pkg:npm/wheel"))
    assert outcome(project)[2] == ["overrides[0]: 'pkg:npm/wheel' matches no component"]


def test_two_records_that_differ_are_a_conflict(project):
    project.write("copyfair.toml", override() + override(license="MIT"))
    assert outcome(project)[1] is True
    project.write("copyfair.toml", override() + override())
    assert outcome(project) == RECORDED


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"license": "some licence"}, r"copyfair.toml: \$.overrides\[0\].license: .*not an SPDX licence id"),
        ({"license": "NOASSERTION"}, "a record names a licence"),
        ({"license": "MIT AND NONE"}, "a record names a licence"),
        ({"license": ""}, r"\$.overrides\[0\].license"),
        ({"reason": ""}, r"\$.overrides\[0\].reason"),
        ({"file": "LICENSE"}, "`file` and `sha256` go together"),
        ({"sha256": SHA}, "`file` and `sha256` go together"),
        ({"file": "LICENSE", "sha256": "12"}, r"\$.overrides\[0\].sha256"),
        ({"versions": "two"}, r"overrides\[0\].versions: 'two' is not a range"),
        ({"licence": "MIT"}, "unknown field `licence`"),
    ],
)
def test_a_record_that_cannot_be_read_is_an_error(project, fields, says):
    project.write("copyfair.toml", override(**fields))
    with pytest.raises(InputError, match=says):
        copyfair.assess(project.root, as_of=DAY)
