"""Which part of a tree is looked at; git itself says what its files leave out."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copyfair import inventory
from copyfair.errors import InputError
from copyfair.settings import ProjectSettings, Selection


def lock(folder: Path, name: str) -> None:
    """A lockfile that lists one package."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "requirements.txt").write_text(f"{name}==1.0\n", "utf-8")


def names(root: Path, **chosen: object) -> list[str]:
    return [one.name for one in inventory.read(root, selection=Selection(**chosen)).third_party]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for folder, name in (("", "top"), ("app", "gears"), ("app/old", "rust"), ("docs", "ink")):
        lock(tmp_path / folder, name)
    package = tmp_path / "app" / "node_modules" / "left"
    package.mkdir(parents=True)
    (package / "package.json").write_text('{"name": "left", "version": "1.0.0", "license": "MIT"}', "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, ["left", "gears", "ink", "rust", "top"]),
        ({"exclude": ("docs/", "old")}, ["left", "gears", "top"]),
        ({"exclude": ("app/*", "!app/old")}, ["ink", "rust", "top"]),
        ({"include": ("app",)}, ["left", "gears", "rust"]),
        ({"include": ("/requirements.txt",)}, ["top"]),
        ({"include": ("docs/requirements.txt",)}, ["ink"]),
        ({"include": ("node_modules/",)}, ["left"]),
        ({"include": ("app",), "exclude": ("node_modules",)}, ["gears", "rust"]),
        ({"include": ("nothing",)}, []),
    ],
)
def test_patterns_choose_what_is_looked_at(tree: Path, chosen: dict[str, tuple[str, ...]], expected: list[str]) -> None:
    assert names(tree, **chosen) == expected


def test_gitignore_files_count_only_where_they_are_asked_for(tree: Path) -> None:
    (tree / ".gitignore").write_text("node_modules/\nold\n", "utf-8")
    (tree / "app/old/.gitignore").write_text("!requirements.txt\n", "utf-8")
    (tree / "docs/.gitignore").write_text("*\n", "utf-8")
    (tree / ".git/info").mkdir(parents=True)
    (tree / ".git/info/exclude").write_text("/requirements.txt\n", "utf-8")
    assert names(tree) == ["left", "gears", "ink", "rust", "top"]
    assert names(tree, gitignore=True) == ["gears"]


def test_what_cannot_be_read_of_a_gitignore_file_is_said_and_leaves_nothing_out(tree: Path) -> None:
    (tree / ".gitignore").write_bytes(b"docs\xff\n")
    (tree / "app/.gitignore").write_text("*.txt\n!\n", "utf-8")
    found = inventory.read(tree, selection=Selection(gitignore=True))
    assert [(one.where, one.code) for one in found.problems] == [
        (".gitignore:1", "bad-encoding"),
        ("app/.gitignore:2", "bad-entry"),
    ]
    assert [one.name for one in found.third_party] == ["left", "ink", "top"]


def test_a_pattern_that_is_none_is_refused(tree: Path) -> None:
    with pytest.raises(InputError, match=r"^include: not a pattern"):
        names(tree, include=("!",))


def test_what_the_command_line_adds_counts_beside_the_settings() -> None:
    own = ProjectSettings(exclude=("a",), include=("b",)).selection
    assert own.with_more(Selection(exclude=("c",), gitignore=True)) == Selection(
        exclude=("a", "c"), include=("b",), gitignore=True
    )
    assert own.with_more(Selection(include=("d",))).include == ("d",)


_FOLDERS = ("a", "a/b", "a/b/c", "d", "d/a", "e f")
_LINES = st.sampled_from(
    ["e\\ f", "e\\", *"a b /a a/ a/b /d/a **/b b/** !a !b !/a/b * !* requirements.txt !requirements.txt # a/*/c ?".split()]
)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@given(st.dictionaries(st.sampled_from(("", *_FOLDERS)), st.lists(_LINES, min_size=1, max_size=3), max_size=3))
@settings(max_examples=60, deadline=None)
def test_what_is_left_out_is_what_git_leaves_out(
    tmp_path_factory: pytest.TempPathFactory, ignored: dict[str, list[str]]
) -> None:
    root = tmp_path_factory.mktemp("tree")
    for folder in _FOLDERS:
        lock(root / folder, folder.replace("/", "-").replace(" ", "-"))
    for folder, lines in ignored.items():
        (root / folder / ".gitignore").write_text("\n".join(lines) + "\n", "utf-8")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    told = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--others", "--exclude-standard"], check=True, capture_output=True
    )
    kept = [file for file in told.stdout.decode().split("\0") if file.endswith("requirements.txt")]
    read = {source.file for source in inventory.read(root, selection=Selection(gitignore=True)).sources}
    assert read == set(kept)
