"""The recipes for CI do what they say."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from running import copyfair

from copyfair.cli.exits import CODES

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = '{"name": "sail", "version": "1.0.0", "license": "%s"}'


def beside(name: str) -> str:
    path = ROOT / name
    if not path.is_file():
        pytest.skip(f"{name} is not beside the tests (they run against a wheel)")
    return path.read_text("utf-8")


def steps() -> list[dict[str, Any]]:
    return yaml.safe_load(beside("action.yml"))["runs"]["steps"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "mill"
    (root / "node_modules" / "sail").mkdir(parents=True)
    (root / "package.json").write_text('{"name": "mill", "license": "MIT", "dependencies": {"sail": "*"}}')
    (root / "node_modules" / "sail" / "package.json").write_text(PACKAGE % "MIT")
    return root


def job(project: Path, **given: str) -> tuple[int, str, dict[str, str]]:
    """The script of the check, as a runner starts it: exit code, output, the files it wrote."""
    if shutil.which("bash") is None:
        pytest.skip("there is no bash")
    step = steps()[-1]
    temporary = project.parent / "runner"
    (temporary / "copyfair" / "bin").mkdir(parents=True)
    start = temporary / "copyfair" / "bin" / "copyfair"
    start.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m copyfair "$@"\n')
    start.chmod(0o755)
    files = {name: temporary / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    inputs = {**dict.fromkeys(step["env"], ""), "CHECK_PATH": ".", **given}
    around = {**os.environ, **inputs, **{name: str(path) for name, path in files.items()}}
    ran = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        env={**around, "RUNNER_TEMP": str(temporary)},
        cwd=project,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return (
        ran.returncode,
        ran.stdout + ran.stderr,
        {name: path.read_text("utf-8") if path.is_file() else "" for name, path in files.items()},
    )


def test_a_clean_project_passes_with_a_summary_and_no_annotation(project: Path) -> None:
    code, said, files = job(project, CHECK_SARIF="found.sarif")
    assert code == 0, said
    assert files["GITHUB_OUTPUT"] == "exit-code=0\n"
    assert files["GITHUB_STEP_SUMMARY"]
    assert "::error" not in said
    assert (project / "found.sarif").is_file()


def test_a_finding_stops_the_job_after_its_reports_are_written(project: Path) -> None:
    (project / "node_modules" / "sail" / "package.json").write_text(PACKAGE % "Our own words")
    code, said, files = job(project, CHECK_SARIF="found.sarif")
    assert code == 8, said
    assert files["GITHUB_OUTPUT"] == "exit-code=8\n"
    assert "sail" in files["GITHUB_STEP_SUMMARY"]
    assert "\n::error title=copyfair ended with exit code 8::" in said
    assert "sail" in (project / "found.sarif").read_text("utf-8")


@pytest.mark.parametrize("path", ["--help", "$(touch ran)", "; touch ran", '"; touch ran; "'])
def test_an_input_is_neither_an_option_nor_a_command(project: Path, path: str) -> None:
    code, said, files = job(project, CHECK_PATH=path)
    assert (code, files["GITHUB_OUTPUT"]) == (2, "exit-code=2\n"), said
    assert files["GITHUB_STEP_SUMMARY"] == ""
    assert not (project / "ran").exists()


def test_names_of_components_are_no_commands_of_the_runner(project: Path) -> None:
    (project / "node_modules" / "sail" / "package.json").write_text(PACKAGE % "::error::owned")
    _, said, _ = job(project)
    stopped = re.search(r"^::stop-commands::(copyfair-[0-9a-f]{32})$(.*)^::\1::$", said, re.DOTALL | re.MULTILINE)
    assert stopped is not None
    assert "::error::owned" in stopped[2]
    assert "::error::owned" not in said.replace(stopped[2], "")


def test_no_input_is_spliced_into_a_script_and_no_other_action_is_used() -> None:
    for step in steps():
        assert "${{" not in step["run"]
        assert "uses" not in step


@pytest.mark.parametrize(("licence", "code"), [("MIT", 0), ("Our own words", 8)])
def test_the_hook_checks_whatever_was_changed(project: Path, licence: str, code: int) -> None:
    (hook,) = yaml.safe_load(beside(".pre-commit-hooks.yaml"))
    assert hook["always_run"] is True
    assert hook["pass_filenames"] is False
    (project / "node_modules" / "sail" / "package.json").write_text(PACKAGE % licence)
    program, command = hook["entry"].split()
    assert program == hook["id"] == "copyfair"
    assert copyfair(command, folder=project).code == code


@pytest.mark.parametrize(("licence", "code"), [("MIT", 0), ("Our own words", 8)])
def test_the_commands_of_the_gitlab_template_run(project: Path, licence: str, code: int) -> None:
    script = yaml.safe_load(beside("docs/ci/gitlab.yml"))["copyfair"]["script"]
    (project / "node_modules" / "sail" / "package.json").write_text(PACKAGE % licence)
    start = project.parent / "bin" / "copyfair"
    start.parent.mkdir()
    start.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m copyfair "$@"\n')
    start.chmod(0o755)
    path = os.pathsep.join([str(start.parent), os.environ["PATH"]])
    ran = subprocess.run(
        ["sh", "-ec", "\n".join(script[1:])],
        env={**os.environ, "PATH": path, "COPYFAIR_BASELINE": "known.json"},
        cwd=project,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == code, ran.stdout + ran.stderr
    assert (project / "copyfair-quality.json").is_file()
    assert (project / "copyfair-junit.xml").is_file()


def test_the_page_has_every_exit_code() -> None:
    rows = re.findall(r"^\| (\d+) \| (.*?) \| (.*) \|$", beside("docs/ci.md"), re.MULTILINE)
    assert rows == [(str(code), name, meaning) for code, name, meaning in CODES]


def test_the_commands_of_the_page_run(project: Path) -> None:
    (project / "node_modules" / "sail" / "package.json").write_text(PACKAGE % "Our own words")
    shown = [line.split() for line in beside("docs/ci.md").splitlines() if line.startswith("    copyfair check ")]
    assert len(shown) == 2
    for _, command, *arguments in shown:
        ran = copyfair(command, project.name, *arguments, folder=project.parent)
        assert ran.code == 0, ran.text + ran.err


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_comparisons_of_the_page_run(project: Path) -> None:
    git = ("git", "-c", "user.name=Ada", "-c", "user.email=ada@gears.example", "-c", "commit.gpgsign=false")
    for arguments in (["init", "-q"], ["add", "-A", "-f"], ["commit", "-q", "-m", "before"], ["tag", "before"]):
        subprocess.run([*git, *arguments], cwd=project, check=True, capture_output=True)
    for name in ("old", "new"):
        report = copyfair("report", "-f", "json", "-o", f"{name}.json", folder=project)
        assert report.code == 0, report.err
    shown = [line.split() for line in beside("docs/ci.md").splitlines() if line.startswith("    copyfair diff ")]
    assert len(shown) == 3
    for _, command, *arguments in shown:
        ran = copyfair(command, *arguments, folder=project)
        assert ran.code == 0, ran.text + ran.err
        assert "0 new, 0 changed, 0 gone" in ran.text
