"""Two lockfiles of one project: where they disagree both versions are judged, and the reader is told."""

import json
from pathlib import Path

from copyfair.inventory import read


def npm(folder: Path, **versions: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    packages = {f"node_modules/{name}": {"version": version} for name, version in versions.items()}
    root = {"": {"name": "app", "version": "1.0.0", "dependencies": dict.fromkeys(versions, "*")}}
    document = {"name": "app", "lockfileVersion": 3, "packages": root | packages}
    (folder / "package-lock.json").write_text(json.dumps(document))


def yarn(folder: Path, **versions: str) -> None:
    entries = [f'{name}@*:\n  version "{version}"\n' for name, version in versions.items()]
    (folder / "yarn.lock").write_text("# yarn lockfile v1\n\n" + "\n".join(entries))


def disagreements(folder: Path) -> list[tuple[str, str]]:
    return [(one.where, one.message) for one in read(folder).problems if one.code == "locks-disagree"]


def test_different_versions_are_told_and_both_are_listed(tmp_path: Path) -> None:
    npm(tmp_path, salt="1.0.0", oven="2.0.0")
    yarn(tmp_path, salt="1.1.0", oven="2.0.0")
    message = "it disagrees with yarn.lock (its version first): salt 1.0.0 or 1.1.0"
    assert disagreements(tmp_path) == [("package-lock.json", message)]
    assert [one.purl for one in read(tmp_path).third_party] == [
        "pkg:npm/oven@2.0.0",
        "pkg:npm/salt@1.0.0",
        "pkg:npm/salt@1.1.0",
    ]


def test_many_are_counted(tmp_path: Path) -> None:
    names = [f"part{index}" for index in range(9)]
    npm(tmp_path, **dict.fromkeys(names, "1.0.0"))
    yarn(tmp_path, **dict.fromkeys(names, "2.0.0"))
    ((_, message),) = disagreements(tmp_path)
    assert message.endswith("part2 1.0.0 or 2.0.0; and 6 more")


def test_projects_of_their_own_may_differ(tmp_path: Path) -> None:
    npm(tmp_path / "a", salt="1.0.0")
    (tmp_path / "b").mkdir()
    yarn(tmp_path / "b", salt="1.1.0")
    assert disagreements(tmp_path) == []


def test_what_only_one_of_them_has_is_no_disagreement(tmp_path: Path) -> None:
    npm(tmp_path, salt="1.0.0")
    yarn(tmp_path, salt="1.0.0", oven="2.0.0")
    assert disagreements(tmp_path) == []


def test_the_lock_of_a_script_is_that_of_another_project(tmp_path: Path) -> None:
    lock = 'version = 1\n[[package]]\nname = "salt"\nversion = "{}"\nsource = {{ registry = "shop" }}\n'
    for name, version in (("uv.lock", "1.0"), ("one.py.lock", "1.1"), ("two.py.lock", "1.2")):
        (tmp_path / name).write_text(lock.format(version))
    assert disagreements(tmp_path) == []
    assert [one.version for one in read(tmp_path).third_party] == ["1.0", "1.1", "1.2"]
