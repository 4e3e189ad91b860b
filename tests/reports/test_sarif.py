"""SARIF: the schema, what code hosts ask for, and names that could be links."""

import json
import shutil
import subprocess

import jsonschema
import msgspec
import pytest
import sample
from hypothesis import given
from hypothesis import strategies as st

from copyfair.inventory.model import Source
from copyfair.problem import Severity
from copyfair.reciprocity.model import Doubt, Verdict
from copyfair.reports import render
from copyfair.reports.findings import file_uri, rule
from copyfair.reports.writers import sarif


def run_of(assessment):
    return json.loads(render(assessment, "sarif"))["runs"][0]


def one(name, *sources, verdict=Verdict.LICENCE_NEEDED):
    part = msgspec.structs.replace(sample.component("x"), name=name, found_in=sources)
    found = sample.decision(part, "PPL", verdict, (sample.GRANT,))
    return sample.assessment([(sample.licensed(part, "MIT"), found)])


@pytest.mark.parametrize("name", ["everything", "nobody", "clean", "empty"])
def test_it_keeps_to_the_schema(corpora, name):
    schema = json.loads((corpora / "sarif-2.1.0.schema.json").read_text("utf-8"))
    jsonschema.validate(json.loads(render(getattr(sample, name)(), "sarif")), schema)


def test_each_component_that_needs_an_act_is_one_result():
    everything = sample.everything()
    run = run_of(everything)
    acts = sum(found.needs_act for found in (*everything.decisions, *everything.policy))
    hidden = sum(problem.severity is not Severity.NOTE for problem in everything.problems)
    assert len(run["results"]) == acts + hidden
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1
    prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    assert len(set(prints)) == len(prints)


def test_the_location_is_the_first_line_that_is_known():
    sources = Source(file="a.json"), Source(file="web/uv.lock", line=7), Source(file="b", line=1)
    [result] = run_of(one("x", *sources))["results"]
    place = result["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]) == ("web/uv.lock", {"startLine": 7})


def test_a_component_found_nowhere_has_a_location_too():
    [result] = run_of(one("x"))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "copyfair.toml"


def test_the_fingerprint_does_not_move_with_the_line():
    made = [run_of(one("x", Source(file=f"{line}.lock", line=line)))["results"][0] for line in (1, 9)]
    assert made[0]["partialFingerprints"] == made[1]["partialFingerprints"]


def test_a_name_is_no_link_and_no_placeholder():
    [result] = run_of(one("[a](javascript:alert(1)) {0} {{7*7}} \x1b[31m"))["results"]
    text = result["message"]["text"]
    assert r"\[a\](javascript:alert(1)) {{0}} {{{{7*7}}}}" in text
    assert "\x1b" not in text


def test_a_name_of_a_megabyte_is_cut():
    assert len(render(one("x" * 1_000_000), "sarif")) < 10_000


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("a b/ü.json", "a%20b/%C3%BC.json"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("/etc/passwd", "etc/passwd"),
        ("../../x", "x"),
        ("//host.example/x", "host.example/x"),
        ("", "copyfair.toml"),
    ],
)
def test_a_path_stays_inside_the_project(file, uri):
    assert file_uri(file) == uri


@given(st.text())
def test_no_path_is_anything_else(file):
    made = file_uri(file)
    assert made.isascii()
    assert ":" not in made
    assert not made.startswith("/")
    assert ".." not in made.split("/")


def test_every_verdict_that_needs_an_act_has_a_rule():
    for verdict in Verdict:
        for doubt in Doubt if verdict is Verdict.UNDETERMINED else [None]:
            if not verdict.free:
                assert rule(verdict, doubt).help


def test_what_a_host_would_turn_away_is_left_out_and_said(monkeypatch):
    every = len(run_of(sample.everything())["results"])
    monkeypatch.setattr(sarif, "_MOST_RESULTS", 3)
    run = run_of(sample.everything())
    assert len(run["results"]) == 3
    [said] = run["invocations"][0]["toolExecutionNotifications"]
    assert said["message"]["text"].startswith(f"{every - 3} findings more")


@pytest.mark.skipif(shutil.which("sarif-multitool") is None, reason="Microsoft's multitool is not installed")
@pytest.mark.parametrize("rules", ["Sarif", "Ghas"])
def test_the_multitool_finds_no_error(tmp_path, rules):
    file, said = tmp_path / "report.sarif", tmp_path / "said.sarif"
    file.write_bytes(render(sample.everything(), "sarif"))
    command = ["sarif-multitool", "validate", file, "--rule-kind", rules, "--output", said, "--log", "ForceOverwrite"]
    subprocess.run(command, check=True, capture_output=True)
    found = {result["ruleId"] for result in json.loads(said.read_text("utf-8-sig"))["runs"][0]["results"]}
    assert found <= {"SARIF2005"}  # there is no address yet at which to learn more about copyfair
