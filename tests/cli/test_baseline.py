"""A check against what was found before, and the codes it ends with."""

import json
from pathlib import Path

import jsonschema
import pytest
from running import Ran, copyfair

from copyfair import api
from copyfair.data import package_file
from copyfair.errors import InputError
from copyfair.reports import baseline as module
from copyfair.reports.baseline import Known, against, baseline, encode, read

FACTS = '[actor]\nname = "Mill"\n[facts]\nkind = "organisation"\n'


def package(project: Path, name: str, version: str, licence: str) -> None:
    folder = project / "node_modules" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"name": name, "version": version, "license": licence}))


def check(project: Path, *arguments: str) -> Ran:
    """A check of the project from the folder above it."""
    return copyfair("check", project.name, *arguments, folder=project.parent)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Fifty findings of two kinds."""
    root = tmp_path / "mill"
    for n in range(50):
        package(root, f"gear{n}", "1.0.0", "PolyForm-Noncommercial-1.0.0" if n % 2 else "Our own words")
    wanted = {f"gear{n}": "*" for n in range(50)}
    (root / "package.json").write_text(json.dumps({"name": "mill", "license": "MIT", "dependencies": wanted}))
    return root


def test_fifty_old_findings_are_adopted_in_one_command_and_only_a_new_one_stops(project: Path) -> None:
    assert check(project).code == 8
    adopted = check(project, "--write-baseline", "known.json")
    assert (adopted.code, adopted.text.splitlines()[-1]) == (
        0,
        "50 findings written to known.json: --baseline stops at what comes new.",
    )
    quiet = check(project, "--baseline", "known.json")
    assert (quiet.code, quiet.text.splitlines()[0]) == (0, "✓ 0 new findings, 50 known before")
    package(project, "gear1", "2.0.0", "PolyForm-Noncommercial-1.0.0")  # a new version of an old finding is not new
    package(project, "sail", "1.0.0", "Other words")
    loud = check(project, "--baseline", "known.json")
    assert (loud.code, loud.text.splitlines()[0]) == (8, "✗ 1 new finding, 50 known before")
    assert "  sail 1.0.0, none known: undetermined" in loud.text
    assert "gear" not in loud.text


def test_what_is_gone_is_said_but_not_while_something_could_not_be_read(project: Path) -> None:
    check(project, "--write-baseline", "known.json")
    package(project, "gear0", "1.0.0", "MIT")
    gone = check(project, "--baseline", "known.json")
    assert "No longer found:\n  pkg:npm/gear0, no licence known: unknown-licence" in gone.text
    (project / "package-lock.json").write_text("{")
    hidden = check(project, "--baseline", "known.json")
    assert hidden.code == 4
    assert "No longer found" not in hidden.text
    assert "1 finding of the baseline not seen; what could not be read may hide them." in hidden.text


def test_the_baseline_of_another_actor_is_noticed(project: Path) -> None:
    check(project, "--write-baseline", "known.json")
    (project.parent / "actor.toml").write_text(FACTS + "[use]\ncommercial = true\n")
    ran = check(project, "--baseline", "known.json", "--actor", "actor.toml")
    assert "The baseline was written for other facts about the user or the use" in ran.text


def test_the_baseline_keeps_to_its_schema_reads_back_and_is_the_same_bytes_each_time(project: Path) -> None:
    made = baseline(api.assess(project))
    data = encode(made)
    jsonschema.Draft202012Validator(json.loads(module.schema())).validate(json.loads(data))
    assert read(data, "x") == made
    assert encode(baseline(api.assess(project))) == data
    assert list(made.findings) == sorted(set(made.findings))
    assert len(made.findings) == 50


def test_the_published_schema_is_the_one_of_the_code(golden) -> None:
    golden(package_file("reports/data/baseline-1.schema.json"), module.schema().decode("utf-8"))


def test_lines_and_versions_do_not_count_but_licence_verdict_and_clause_do(project: Path) -> None:
    before = baseline(api.assess(project))
    found = Known("pkg:npm/gear1", "PolyForm-Noncommercial-1.0.0", "undetermined", "missing-fact")
    ours = next(one for one in before.findings if one.package == "pkg:npm/gear1")
    assert (ours.license, ours.verdict, ours.doubt) == (found.license, found.verdict, found.doubt)
    package(project, "gear1", "9.9.9", "PolyForm-Noncommercial-1.0.0")
    assert against(api.assess(project), before).decisions == ()
    package(project, "gear1", "9.9.9", "CC-BY-NC-4.0")
    (new,) = against(api.assess(project), before).decisions
    assert new.component.name == "gear1"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"schema": "copyfair/baseline/2"}', "\ufeff{}", "[" * 100_000, '{"schema":1e999}']
)
def test_a_file_that_is_no_baseline_is_refused(project: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"^x: is no baseline: "):
        read(text.encode(), "x")
    (project.parent / "bad.json").write_text(text, "utf-8")
    ran = check(project, "--baseline", "bad.json")
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err.startswith("copyfair: bad.json: is no baseline")


def test_a_baseline_that_is_not_there_is_no_empty_one(project: Path) -> None:
    ran = check(project, "--baseline", "none.json")
    assert (ran.code, ran.err) == (
        2,
        "copyfair: none.json: is no file that can be a baseline; --write-baseline writes one\n",
    )


# ---------------------------------------------------------------- the code


def test_only_the_kinds_that_are_named_count(project: Path) -> None:
    ran = check(project, "--fail-on", "prohibited,fee-due", "--explain-exit")
    assert ran.code == 0
    assert ran.text.splitlines()[-2:] == [
        "exit code 0, clean: there is nothing that --fail-on names",
        "   - undetermined (50): not counted, --fail-on does not name it",
    ]


def test_nothing_found_and_bad_input_cannot_be_masked(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert check(tmp_path / "empty", "--fail-on", "prohibited").code == 3
    ran = copyfair("check", "--fail-on", "everything", folder=tmp_path)
    assert ran.code == 2
    assert "'everything' is none of unread, undetermined, fee-due, licence-needed, prohibited" in ran.err


def test_a_code_of_several_kinds_is_taken_apart(project: Path) -> None:
    (project / "package-lock.json").write_text("{")
    ran = check(project, "--explain-exit")
    assert ran.code == 12
    assert "exit code 12 = 4 + 8" in ran.text
    assert "   4 unread (1): a file that belongs in the answer could not be read" in ran.text
    assert "   8 undetermined (50): " in ran.text
