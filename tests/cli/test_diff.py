"""What changed between two reports, and between two revisions of a repository of which nothing is run."""

import datetime
import json
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest
from running import copyfair

from copyfair import api
from copyfair.data import package_file
from copyfair.errors import InputError
from copyfair.git import unpack
from copyfair.reports import difference as module
from copyfair.reports import render

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def package(project: Path, name: str, version: str, licence: str) -> None:
    folder = project / "node_modules" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"name": name, "version": version, "license": licence}))


def make(project: Path, **packages: tuple[str, str]) -> Path:
    shutil.rmtree(project / "node_modules", ignore_errors=True)
    project.mkdir(exist_ok=True)
    (project / "package.json").write_text(json.dumps({"name": "mill", "dependencies": dict.fromkeys(packages, "*")}))
    for name, (version, licence) in packages.items():
        package(project, name, version, licence)
    return project


OLD = {"stays": ("1.0.0", "MIT"), "turns": ("1.0.0", "MIT"), "goes": ("1.0.0", "ISC"), "moves": ("1.0.0", "MIT")}
NEW = {
    "stays": ("1.0.0", "MIT"),
    "turns": ("1.1.0", "PPL-like words"),
    "comes": ("3.0.0", "MIT"),
    "moves": ("2.0.0", "MIT"),
}
TOLD = """\
1 new, 2 changed, 1 gone; 1 component newly in need of an act
from {old}: 5 components, as of 2026-11-22
to {new}: 5 components, as of 2026-11-22

Needs an act now:
  turns 1.0.0 → 1.1.0, MIT → no licence for certain, permitted-with-duties → undetermined

New:
  comes 3.0.0: MIT, permitted-with-duties

Changed:
  moves 1.0.0 → 2.0.0, MIT, permitted-with-duties

Gone:
  goes 1.0.0: ISC, permitted-with-duties
"""
DAY = "2026-11-22"


def reports(tmp_path: Path) -> None:
    for name, packages in (("old", OLD), ("new", NEW)):
        project = make(tmp_path / "mill", **packages)
        day = datetime.date.fromisoformat(DAY)
        (tmp_path / f"{name}.json").write_bytes(render(api.assess(project, as_of=day), "json"))


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@gears.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def committed(project: Path, tag: str) -> None:
    git(project, "add", "-A", "-f")
    git(project, "commit", "-q", "-m", tag)
    git(project, "tag", tag)


def test_two_reports(tmp_path: Path) -> None:
    reports(tmp_path)
    ran = copyfair("diff", "old.json", "new.json", folder=tmp_path)
    assert (ran.code, ran.text) == (0, TOLD.format(old="old.json", new="new.json"))
    assert copyfair("diff", "--exit-code", "old.json", "new.json", folder=tmp_path).code == 8
    assert copyfair("diff", "--exit-code", "new.json", "old.json", folder=tmp_path).code == 0


def test_the_same_report_twice(tmp_path: Path) -> None:
    reports(tmp_path)
    ran = copyfair("diff", "--exit-code", "old.json", "old.json", folder=tmp_path)
    assert (ran.code, ran.text.splitlines()[0]) == (
        0,
        "0 new, 0 changed, 0 gone; 0 components newly in need of an act",
    )
    assert len(ran.text.splitlines()) == 3


def test_the_document_keeps_to_its_schema(tmp_path: Path) -> None:
    reports(tmp_path)
    found = json.loads(copyfair("diff", "-f", "json", "old.json", "new.json", folder=tmp_path).out)
    jsonschema.Draft202012Validator(json.loads(module.schema())).validate(found)
    assert [one["package"] for one in found["changes"]] == [
        "pkg:npm/comes", "pkg:npm/goes", "pkg:npm/moves", "pkg:npm/turns",
    ]  # fmt: skip


def test_the_published_schema_is_the_one_of_the_code(golden) -> None:
    golden(package_file("reports/data/difference-1.schema.json"), module.schema().decode("utf-8"))


def test_markdown_from_hostile_names_is_text(tmp_path: Path) -> None:
    for name, licence in (("a", "MIT"), ("b", "[x](javascript:alert(1)) <script>`")):
        project = make(tmp_path / "mill", gear=("1.0.0", licence))
        (project / "node_modules" / "gear" / "package.json").write_text(
            json.dumps({"name": "gear", "version": "1 <b>|\x1b[31m", "license": licence})
        )
        (tmp_path / f"{name}.json").write_bytes(render(api.assess(project), "json"))
    shown = copyfair("diff", "-f", "md", "a.json", "b.json", folder=tmp_path).text
    assert "<b>" not in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("text", ["", "{}", "[" * 100_000, '{"schema": "copyfair/report/2"}'])
def test_what_is_no_report_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.json").write_text(text)
    ran = copyfair("diff", "bad.json", "bad.json", folder=tmp_path)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err.startswith("copyfair: bad.json: is no JSON report: ")


# ---------------------------------------------------------------- revisions


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    project = make(tmp_path / "mill", **OLD)
    git(project, "init", "-q")
    committed(project, "one")
    committed(make(project, **NEW), "two")
    return project


@needs_git
def test_two_revisions_and_the_folder_as_it_stands(repository: Path) -> None:
    where = ("--repository", repository.name, "--as-of", DAY)
    ran = copyfair("diff", "one", "two", *where, folder=repository.parent)
    assert (ran.code, ran.text) == (0, TOLD.format(old="one", new="two"))
    make(repository, **OLD)
    back = copyfair("diff", "two", *where, folder=repository.parent)
    assert "to the folder as it stands: 5 components" in back.text
    assert "1 new, 2 changed, 1 gone" in back.text


@needs_git
def test_nothing_of_the_repository_is_run(repository: Path, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    (repository / ".gitattributes").write_text("* filter=evil diff=evil\n")
    committed(repository, "three")
    for key in (
        "filter.evil.smudge",
        "filter.evil.clean",
        "filter.evil.process",
        "diff.evil.textconv",
        "core.fsmonitor",
    ):
        git(repository, "config", key, f"touch {mark}")
    hook = repository / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {mark}\n")
    hook.chmod(0o755)
    ran = copyfair("diff", "one", "three", "--repository", repository.name, folder=tmp_path)
    assert (ran.code, ran.text.splitlines()[0][:5]) == (0, "1 new")
    assert not mark.exists()


@needs_git
def test_links_are_left_out_and_files_are_as_they_are_stored(repository: Path, tmp_path: Path) -> None:
    (repository / "out").symlink_to("/etc")
    (repository / ".gitattributes").write_text("*.txt eol=crlf export-subst\n")
    (repository / "kept.txt").write_bytes(b"$Format:%H$\nline\n\x00\xff")
    committed(repository, "three")
    there = tmp_path / "there"
    there.mkdir()
    unpack(repository, "three", there)
    assert (there / "kept.txt").read_bytes() == b"$Format:%H$\nline\n\x00\xff"
    assert not (there / "out").is_symlink()
    assert not (there / "out").exists()


@needs_git
@pytest.mark.parametrize("revision", ["nowhere", "--help", "-x", "one^{tree}", "one:package.json", ""])
def test_what_is_no_revision_is_said(repository: Path, tmp_path: Path, revision: str) -> None:
    with pytest.raises(InputError, match=r"has no revision|git cannot read it"):
        unpack(repository, revision, tmp_path)


@needs_git
def test_a_clone_that_lacks_files_is_said_and_asks_no_server(repository: Path, tmp_path: Path) -> None:
    """Whether git itself says so or only leaves the content out: nothing hangs, and nothing is fetched."""
    listed = subprocess.run(["git", "rev-parse", "one:package.json"], cwd=repository, check=True, capture_output=True)
    name = listed.stdout.decode().strip()
    (repository / ".git" / "objects" / name[:2] / name[2:]).unlink()
    there = tmp_path / "there"
    there.mkdir()
    with pytest.raises(InputError, match=r"lacks the content of|git cannot read it"):
        unpack(repository, "one", there)


def test_a_folder_without_a_repository_is_said(tmp_path: Path) -> None:
    ran = copyfair("diff", "main", folder=tmp_path)
    assert (ran.code, ran.err) == (2, "copyfair: .: is not the top folder of a git repository\n")
