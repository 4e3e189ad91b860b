"""Contributions counted in a git repository, of which nothing is run."""

import datetime
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from copyfair.actor.contributions import contributions
from copyfair.errors import InputError

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(repository: Path, *arguments: str, who: str = "Ada", email: str = "ada@hands.example", day: str = "2026-03-01"):
    stamp = f"{day}T12:00:00+0000"
    own = {
        "GIT_AUTHOR_NAME": who, "GIT_AUTHOR_EMAIL": email, "GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_NAME": "Robot",
        "GIT_COMMITTER_EMAIL": "robot@forge.example", "GIT_COMMITTER_DATE": stamp, "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | own
    subprocess.run(["git", "-C", repository, *arguments], env=environment, check=True, capture_output=True)


def commit(repository: Path, name: str, data: bytes, **who: str) -> None:
    (repository / name).write_bytes(data)
    git(repository, "add", "--all")
    git(repository, "commit", "-m", f"change {name}", **who)


@pytest.fixture
def gears(tmp_path: Path) -> Path:
    repository = tmp_path / "gears"
    repository.mkdir()
    git(repository, "init")
    commit(repository, "a.txt", b"1\n2\n3\n")
    commit(repository, "a.txt", b"1\n3\n4\n5\n", email="ADA@old.example", day="2026-04-01")
    commit(repository, "b.bin", bytes(range(256)) * 4, who="Bob", email="bob@cogs.example", day="2026-05-01")
    commit(repository, "c.txt", b"x\n" * 10, who="Bob", email="bob@cogs.example", day="2026-05-02")
    return repository


def told(repository: Path, **options) -> list[tuple[str, str, int, int, int]]:
    return [(one.name, one.email, one.commits, one.added, one.removed) for one in contributions(repository, **options)]


def test_commits_and_lines_by_author(gears: Path) -> None:
    assert told(gears) == [
        ("Bob", "bob@cogs.example", 2, 10, 0),
        ("Ada", "ada@hands.example", 1, 3, 0),
        ("Ada", "ADA@old.example", 1, 2, 1),
    ]


def test_the_mailmap_joins_addresses_and_domains_choose(gears: Path) -> None:
    commit(gears, ".mailmap", b"Ada L <ada@hands.example> <ada@old.example>\n", who="Bob", email="bob@cogs.example")
    assert told(gears, domains=["hands.example"]) == [("Ada L", "ada@hands.example", 2, 5, 1)]
    assert told(gears, domains=["@HANDS.example"]) == told(gears, domains=["hands.example"])
    assert told(gears, domains=["example"]) == []
    assert told(gears, domains=["s.example"]) == []


def test_days_are_those_of_authorship(gears: Path) -> None:
    since, until = datetime.date(2026, 4, 1), datetime.date(2026, 5, 1)
    assert [(name, commits) for name, _, commits, _, _ in told(gears, since=since, until=until)] == [
        ("Ada", 1),
        ("Bob", 1),
    ]


def test_moved_files_and_merges_are_no_new_lines(gears: Path) -> None:
    before = told(gears, domains=["cogs.example"])[0][3]
    git(gears, "mv", "c.txt", "d.txt")
    git(gears, "commit", "-m", "move", who="Bob", email="bob@cogs.example")
    git(gears, "checkout", "-b", "side", "HEAD~1")
    commit(gears, "e.txt", b"e\n")
    git(gears, "merge", "--no-ff", "-m", "merge", "-")
    (bob,) = told(gears, domains=["cogs.example"])
    assert (bob[2], bob[3]) == (3, before)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program that leaves a trace when somebody runs it."""
    path = tmp_path / "program"
    path.write_text(f'#!/bin/sh\necho "$0" >> "{tmp_path / "ran"}"\nexit 1\n')
    path.chmod(0o755)
    return path


def test_nothing_of_the_repository_is_run(gears: Path, program: Path) -> None:
    """Hooks, programs in its settings and attributes that ask for them: none leaves a trace."""
    commit(gears, ".gitattributes", b"*.txt diff=evil filter=evil\n")
    settings = (
        "core.pager", "pager.log", "core.fsmonitor", "diff.external", "diff.evil.command", "diff.evil.textconv",
        "filter.evil.clean", "filter.evil.smudge", "core.sshCommand", "core.editor",
    )  # fmt: skip
    for name in settings:
        git(gears, "config", name, str(program))
    git(gears, "config", "alias.log", f"!{program}")
    (program.parent / "ran").unlink(missing_ok=True)
    assert len(told(gears)) == 3
    assert not (program.parent / "ran").exists()


def test_a_signature_is_not_checked_by_the_repositorys_own_program(gears: Path, program: Path) -> None:
    raw = subprocess.run(["git", "-C", gears, "cat-file", "commit", "HEAD"], check=True, capture_output=True).stdout
    head, message = raw.split(b"\n\n", 1)
    signature = b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n"
    made = ["git", "-C", gears, "hash-object", "-t", "commit", "-w", "--stdin"]
    signed = subprocess.run(made, input=head + signature + message, check=True, capture_output=True).stdout
    git(gears, "update-ref", "HEAD", signed.decode().strip())
    git(gears, "config", "gpg.program", str(program))
    git(gears, "config", "log.showSignature", "true")
    assert len(told(gears)) == 3
    assert not (program.parent / "ran").exists()


def test_what_a_partial_clone_lacks_is_not_fetched(gears: Path, program: Path) -> None:
    """Its settings name a server, and a program to reach it."""
    blob = subprocess.run(["git", "-C", gears, "rev-parse", "HEAD:c.txt"], check=True, capture_output=True, text=True)
    lost = blob.stdout.strip()
    (gears / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    for name, value in {
        "core.repositoryFormatVersion": "1", "extensions.partialClone": "origin", "remote.origin.promisor": "true",
        "remote.origin.url": "ssh://forge.example/gears", "core.sshCommand": str(program),
        "protocol.ssh.allow": "always", "protocol.allow": "always",
    }.items():  # fmt: skip
        git(gears, "config", name, value)
    with pytest.raises(InputError, match="git cannot read it"):
        contributions(gears)
    assert not (program.parent / "ran").exists()


def test_the_environment_of_another_repository_does_not_lead_astray(gears: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    assert len(told(gears)) == 3


def test_what_is_no_repository_is_an_error(gears: Path, tmp_path: Path) -> None:
    inside = gears / "inside"
    inside.mkdir()
    empty = tmp_path / "empty"
    empty.mkdir()
    for folder in (inside, tmp_path / "gone", tmp_path / "empty"):
        with pytest.raises(InputError, match="top folder of a git repository"):
            contributions(folder)
    git(empty, "init")
    with pytest.raises(InputError, match="git cannot read it"):
        contributions(empty)
