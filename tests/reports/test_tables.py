"""CSV, JUnit and GitLab code quality: what each holds, and names that could be more than names."""

import csv
import io
import json

import msgspec
import pytest
import sample
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from copyfair.inventory.model import Source
from copyfair.problem import Severity
from copyfair.reciprocity.model import Verdict
from copyfair.reports import render


def one(name, file="package-lock.json"):
    part = msgspec.structs.replace(sample.component("x"), name=name, found_in=(Source(file=file, line=4),))
    found = sample.decision(part, name, Verdict.LICENCE_NEEDED, (sample.GRANT,), next_step=name)
    return sample.assessment([(sample.licensed(part, "MIT"), found)])


def rows(assessment):
    return list(csv.DictReader(io.StringIO(render(assessment, "csv").decode(), newline="")))


def failing(assessment):
    acts = sum(found.needs_act for found in (*assessment.decisions, *assessment.policy))
    return acts + sum(problem.severity is not Severity.NOTE for problem in assessment.problems)


NAMES = st.sampled_from([*sample.HOSTILE, "]]>", "{{7*7}}", "\uff1d1+1", "\t=1", "\r=1"]) | st.text(min_size=1)


def test_csv_has_a_row_for_each_component():
    everything = sample.everything()
    found = rows(everything)
    assert len(found) == len(everything.licensed)
    acts = sum(decision.needs_act for decision in everything.decisions)
    assert sum(row["needs an act"] == "yes" for row in found) == acts


@given(NAMES)
def test_no_cell_is_a_formula(name):
    [row] = rows(one(name))
    assert set(row) == set(rows(one("harmless"))[0])
    for cell in row.values():
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
        assert "\n" not in cell
        assert "\x1b" not in cell


def test_junit_fails_for_what_needs_an_act():
    for name in ("everything", "nobody", "clean", "empty"):
        assessment = getattr(sample, name)()
        root = ElementTree.fromstring(render(assessment, "junit"))
        assert len(root.findall(".//failure")) == failing(assessment) == int(root.get("failures"))
        assert len(root.findall(".//testcase")) == int(root.get("tests"))


@given(NAMES)
def test_no_name_breaks_the_xml(name):
    root = ElementTree.fromstring(render(one(name), "junit"))
    assert [element.tag for element in root.iter()] == ["testsuites", "testsuite", "testcase", "failure"]


def test_gitlab_has_each_finding_once():
    everything = sample.everything()
    found = json.loads(render(everything, "gitlab"))
    assert len(found) == failing(everything)
    assert len({one["fingerprint"] for one in found}) == len(found)
    assert {one["severity"] for one in found} <= {"info", "minor", "major", "critical", "blocker"}


@pytest.mark.parametrize(
    ("file", "path"), [("web/a.lock", "web/a.lock"), ("../../etc/x", "etc/x"), ("", "copyfair.toml")]
)
def test_gitlab_paths_stay_inside(file, path):
    [found] = json.loads(render(one("x", file), "gitlab"))
    assert found["location"] == {"path": path, "lines": {"begin": 4}}


@pytest.mark.parametrize("format_", ["csv", "junit", "gitlab"])
def test_a_name_of_a_megabyte_is_cut(format_):
    part = msgspec.structs.replace(sample.component("x"), name="y" * 1_000_000)
    found = sample.decision(part, "MIT", Verdict.LICENCE_NEEDED, (sample.GRANT,))
    assert len(render(sample.assessment([(sample.licensed(part, "MIT"), found)]), format_)) < 10_000
