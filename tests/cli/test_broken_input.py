"""Whatever lies in a tree: no traceback, a reason for what is missing, and what is good is judged all the same.

Each test puts one broken thing beside one good lockfile and runs the real command on both.
"""

import json
import os
import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from running import DAY, FORMATS, Ran, copyfair

UNREAD, UNDETERMINED = 4, 8
MIB = 1024 * 1024

GOOD = {
    "name": "shop",
    "version": "1.0.0",
    "lockfileVersion": 3,
    "packages": {
        "": {
            "name": "shop",
            "version": "1.0.0",
            "license": "Apache-2.0",
            "dependencies": {"left": "^1.0.0", "right": "^2.0.0"},
        },
        "node_modules/left": {"version": "1.0.0", "license": "MIT"},
        "node_modules/right": {"version": "2.0.0", "license": "MIT"},
    },
}
KEPT = {"pkg:npm/left@1.0.0": "permitted-with-duties", "pkg:npm/right@2.0.0": "permitted-with-duties"}

JSON_FILES = ("package-lock.json", "npm-shrinkwrap.json", "package.json", "x.cdx.json", "x.spdx.json", "bom.json")
LOCK_FILES = ("uv.lock", "poetry.lock", "pylock.toml")
TOML_FILES = (*LOCK_FILES, "pyproject.toml")

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
needs_posix = pytest.mark.skipif(
    sys.platform != "linux", reason="the file systems of others refuse such names or files"
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A project with one good lockfile; what is broken is put into its folder `bad`."""
    (tmp_path / "project" / "good").mkdir(parents=True)
    (tmp_path / "project" / "bad").mkdir()
    (tmp_path / "project" / "good" / "package-lock.json").write_text(json.dumps(GOOD))
    return tmp_path / "project"


def put(tree: Path, names: tuple[str, ...], content: bytes | str) -> dict[str, Path]:
    """The same content under several names, each in a folder of its own; by path as a report writes it."""
    made = {}
    for name in names:
        path = tree / "bad" / name.replace(".", "-") / name
        path.parent.mkdir()
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        made[path.relative_to(tree).as_posix()] = path
    return made


def scan(tree: Path, *, exit_code: int, peak: int | None = None) -> dict:
    """Check and report; what holds for every tree is asserted here. The report as JSON."""
    check = copyfair("check", tree, "--as-of", DAY, folder=tree.parent)
    quiet(check, exit_code)
    report = copyfair("report", "-f", "json", tree, "--as-of", DAY, folder=tree.parent)
    quiet(report, 0)
    assert peak is None or max(check.peak, report.peak) <= peak
    found = report.json
    verdicts = {one["purl"]: one["decision"]["verdict"] for one in found["components"] if one["decision"]}
    assert verdicts.items() >= KEPT.items()
    # The bit says just what the problems say.
    assert bool(exit_code & UNREAD) == any(problem["severity"] == "error" for problem in found["problems"])
    for problem in found["problems"]:
        assert problem["where"]
        assert problem["message"]
        assert problem["todo"]
    return found


def quiet(ran: Ran, code: int) -> None:
    assert (ran.err, ran.code) == ("", code)
    assert b"Traceback" not in ran.out
    assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", ran.out)


def problems(report: dict) -> set[tuple[str, str]]:
    """Code and file of every problem, without the line."""
    return {(one["code"], re.sub(r":\d+$", "", one["where"])) for one in report["problems"]}


def messages(report: dict, file: str) -> list[str]:
    return [one["message"] for one in report["problems"] if re.sub(r":\d+$", "", one["where"]) == file]


def purls(report: dict) -> set[str]:
    return {one["purl"] for one in report["components"]}


# ---------------------------------------------------------------- syntax


def test_the_good_lockfile_alone_is_clean(tree):
    report = scan(tree, exit_code=0)
    assert report["problems"] == []
    assert purls(report) == {*KEPT, "pkg:npm/shop@1.0.0"}


CUT_JSON = json.dumps(GOOD).encode()[:150]
CUT_TOML = b'[[package]]\nname = "left"\nversion = "1'
DEEP = 100_000
EMPTY_IS_FINE = ("pyproject.toml", "requirements.txt", "program.py")

BROKEN = [
    # (what it is, under which names, its content, the code of the problem)
    ("JSON cut short", JSON_FILES, CUT_JSON, "bad-syntax"),
    ("TOML cut short", TOML_FILES, CUT_TOML, "bad-syntax"),
    ("JSON 100,000 deep", JSON_FILES, b'{"a":' * DEEP + b"1" + b"}" * DEEP, "too-deep"),
    ("arrays 100,000 deep", JSON_FILES[:-1], b"[" * DEEP + b"]" * DEEP, "too-deep"),
    ("TOML 100,000 deep", TOML_FILES, b"a = " + b"[" * DEEP + b"]" * DEEP, "too-deep"),
    ("empty JSON", JSON_FILES, b"", "bad-syntax"),
    ("empty locks", LOCK_FILES[:2], b"", "bad-syntax"),
    ("an empty pylock", LOCK_FILES[2:], b"", "unsupported"),
    ("NUL bytes in JSON", JSON_FILES, b'{"a":"\0"}\0', "bad-syntax"),
    ("NUL bytes in TOML", TOML_FILES, b'name = "\0"\n', "bad-syntax"),
    ("every byte there is, as JSON", JSON_FILES, bytes(range(256)) * 20, "bad-syntax"),
    ("every byte there is, as TOML", TOML_FILES, bytes(range(256)) * 20, "bad-encoding"),
    ("UTF-16", TOML_FILES, 'name = "shop"\n'.encode("utf-16"), "bad-encoding"),
    ("a list for a manifest", JSON_FILES[:3], b"[]", "bad-syntax"),
    ("nothing for a manifest", JSON_FILES[:3], b"null", "bad-syntax"),
    ("a lock without anything of a lock", JSON_FILES[:2], b"{}", "bad-syntax"),
    ("an SBOM that is none", JSON_FILES[3:5], b"{}", "unsupported"),
]


@pytest.mark.parametrize(("names", "content", "code"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_broken_file_costs_itself_only(tree, names, content, code):
    made = put(tree, names, content)
    report = scan(tree, exit_code=UNREAD)
    assert problems(report) == {(code, file) for file in made}
    assert purls(report) == {*KEPT, "pkg:npm/shop@1.0.0"}


def test_an_empty_manifest_of_a_kind_that_may_be_empty_costs_nothing(tree):
    put(tree, EMPTY_IS_FINE, b"")
    assert scan(tree, exit_code=0)["problems"] == []


def test_an_empty_licence_file_permits_nothing(tree):
    put(tree, ("LICENSE",), b"")
    report = scan(tree, exit_code=UNDETERMINED)
    verdicts = {one["purl"]: one["decision"]["verdict"] for one in report["components"] if one["decision"]}
    assert verdicts == {**KEPT, "pkg:generic/bad/LICENSE": "undetermined"}


def test_a_byte_order_mark_and_windows_line_ends_cost_nothing(tree):
    lock = json.dumps({**GOOD, "packages": {"node_modules/third": {"version": "3.0.0", "license": "MIT"}}}, indent=1)
    put(tree, ("package-lock.json",), b"\xef\xbb\xbf" + lock.replace("\n", "\r\n").encode())
    toml = b'version = 1\r\n[[package]]\r\nname = "fourth"\r\nversion = "4.0"\r\n'
    put(tree, ("uv.lock",), b"\xef\xbb\xbf" + toml)
    report = scan(tree, exit_code=UNDETERMINED)
    assert report["problems"] == []
    assert purls(report) >= {"pkg:npm/third@3.0.0", "pkg:pypi/fourth@4.0"}


def test_bytes_that_are_not_utf_8_in_json_cost_what_they_stand_in(tree):
    packages = {"node_modules/third": {"version": "3.0.0", "license": "MIT", "engines": {"node": "MARK"}}}
    lock = json.dumps({**GOOD, "packages": packages}).encode().replace(b"MARK", b"\xff\xfe")
    (file,) = put(tree, ("package-lock.json",), lock)
    report = scan(tree, exit_code=UNREAD)
    assert problems(report) == {("bad-encoding", file)}
    assert "pkg:npm/third@3.0.0" in purls(report)


# ---------------------------------------------------------------- wrong types

WRONG = {
    "package-lock.json": {
        "name": ["x"],
        "lockfileVersion": 3,
        "packages": {
            "": {"name": 7, "dependencies": ["a"]},
            "node_modules/kept-1": {"version": "1.0.0", "license": "MIT"},
            "node_modules/a": None,
            "node_modules/b": [],
            "node_modules/c": {"version": 5, "license": {"x": 1}, "dependencies": {"kept-1": None}},
        },
    },
    "package.json": {"name": {}, "version": [], "license": 7, "dependencies": [1]},
    "x.cdx.json": {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "components": [
            5,
            None,
            {"name": 7},
            {"name": "kept-2", "purl": "pkg:npm/kept-2@1.0.0"},
            {"name": "d", "purl": {}},
        ],
        "dependencies": {"a": 1},
        "metadata": [],
    },
    "x.spdx.json": {
        "spdxVersion": "SPDX-2.3",
        "name": [],
        "packages": [5, None, {"name": 7}, {"SPDXID": "SPDXRef-k", "name": "kept-3", "licenseDeclared": "MIT"}],
        "relationships": {"a": 1},
    },
    "uv.lock": 'version = 1\npackage = [1, {name = 5}, {name = "kept-4", version = "1.0", dependencies = 3}]\n',
    "poetry.lock": 'metadata = 5\npackage = [1, {name = 5}, {name = "kept-5", version = "1.0", dependencies = [1]}]\n',
    "pylock.toml": 'lock-version = "1.0"\npackages = [1, {name = [5]}, {name = "kept-6", version = "1.0"}]\n',
    "pyproject.toml": "[project]\nname = 5\nversion = []\nlicense = 7\ndependencies = {}\n[tool]\npoetry = 5\nuv = []\n",
}
KEPT_BESIDE_WRONG = {
    "pkg:npm/kept-1@1.0.0",
    "pkg:npm/kept-2@1.0.0",
    "pkg:generic/kept-3",
    "pkg:pypi/kept-4@1.0",
    "pkg:pypi/kept-5@1.0",
    "pkg:pypi/kept-6@1.0",
}


def test_wrong_types_cost_the_entry_they_stand_in(tree):
    files = {}
    for name, content in WRONG.items():
        files |= put(tree, (name,), content if isinstance(content, str) else json.dumps(content))
    report = scan(tree, exit_code=UNREAD | UNDETERMINED)
    assert problems(report) == {("bad-entry", file) for file in files}
    assert purls(report) >= KEPT_BESIDE_WRONG
    assert messages(report, "bad/uv-lock/uv.lock") == [
        "kept-4: dependencies is 3, not a list",
        "package[0] has no usable name: 1",
        "package[1] has no usable name: 5",
    ]


# ---------------------------------------------------------------- what stands where a file belongs


def test_a_folder_where_a_file_belongs(tree):
    for name in ("package-lock.json", "pyproject.toml", "uv.lock"):
        (tree / name).mkdir()
    report = scan(tree, exit_code=UNREAD)
    assert problems(report) == {("not-a-file", name) for name in ("package-lock.json", "pyproject.toml", "uv.lock")}


def test_settings_that_are_a_folder(tree):
    (tree / "copyfair.toml").mkdir()
    assert problems(scan(tree, exit_code=UNREAD)) == {("not-a-file", "copyfair.toml")}


@needs_posix
def test_named_pipes_do_not_hang_the_check(tree):
    names = ("package-lock.json", "pyproject.toml", "requirements.txt", "uv.lock", "bom.json", "LICENSE", "program.py")
    for name in names:
        os.mkfifo(tree / name)
    report = scan(tree, exit_code=UNREAD)
    assert problems(report) == {("not-a-file", name) for name in names}


@needs_links
def test_links_in_a_circle_and_into_nothing(tree):
    bad = tree / "bad"
    for name, target in {"uv.lock": "uv.lock", "a": "b", "b": "a", "up": "..", "poetry.lock": "nowhere"}.items():
        (bad / name).symlink_to(target)
    report = scan(tree, exit_code=UNREAD)
    assert problems(report) == {
        ("not-a-file", "bad/uv.lock"),
        ("not-a-file", "bad/poetry.lock"),
        ("missing-file", "bad/a"),
        ("missing-file", "bad/b"),
    }


@needs_links
def test_nothing_outside_of_the_tree_is_read_through_a_link(tree):
    outside = tree.parent / "outside"
    outside.mkdir()
    (outside / "package-lock.json").write_text(json.dumps(GOOD).replace("left", "secret"))
    (outside / "package.json").write_text('{"name": "secret", "version": "1.0.0", "license": "MIT"}')
    (outside / "LICENSE").write_text("secret")
    (tree / "bad" / "package-lock.json").symlink_to(outside / "package-lock.json")
    (tree / "bad" / "LICENSE").symlink_to(outside / "LICENSE")
    (tree / "bad" / "folder").symlink_to(outside)
    (tree / "node_modules" / "m").mkdir(parents=True)
    (tree / "node_modules" / "m" / "package.json").symlink_to(outside / "package.json")
    (tree / "node_modules" / "whole").symlink_to(outside)
    (tree / "pyproject.toml").write_text('[project]\nname = "p"\nlicense = {file = "../outside/LICENSE"}\n')
    report = scan(tree, exit_code=UNREAD | UNDETERMINED)
    assert problems(report) == {
        ("not-a-file", "bad/package-lock.json"),
        ("symlink-outside", "bad/LICENSE"),
        ("symlink-outside", "bad/folder"),
        ("symlink-outside", "node_modules/m/package.json"),
        ("symlink-outside", "node_modules/whole"),
        ("bad-entry", "pyproject.toml"),
    }
    assert "secret" not in json.dumps(report)


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may read everything")
def test_what_may_not_be_read(tree):
    (made,) = put(tree, ("uv.lock",), "version = 1\n").values()
    shut = tree / "shut"
    shut.mkdir()
    made.chmod(0)
    shut.chmod(0)
    try:
        report = scan(tree, exit_code=UNREAD)
    finally:
        shut.chmod(stat.S_IRWXU)
    assert problems(report) == {("not-readable", "bad/uv-lock/uv.lock"), ("not-readable", "shut")}


# ---------------------------------------------------------------- size


def sparse(path: Path, size: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.truncate(size)


def test_files_of_200_mib_are_refused_before_they_are_read(tree):
    installed = tree / ".venv" / "lib" / "python3.12" / "site-packages" / "big-1.0.dist-info" / "METADATA"
    for path in (tree / "bad" / "package-lock.json", tree / "bad" / "LICENSE", tree / "pyproject.toml", installed):
        sparse(path, 200 * MIB)
    report = scan(tree, exit_code=UNREAD | UNDETERMINED, peak=600 * MIB)
    assert problems(report) == {
        ("file-too-large", "bad/package-lock.json"),
        ("file-too-large", "bad/LICENSE"),
        ("file-too-large", "pyproject.toml"),
        ("file-too-large", installed.relative_to(tree).as_posix()),
    }
    # The name of its folder still says which distribution it is.
    assert "pkg:pypi/big@1.0" in purls(report)


def test_a_file_just_below_the_limit_is_read_in_bounded_memory(tree):
    lock = tree / "bad" / "package-lock.json"
    lock.write_bytes(json.dumps(GOOD).replace("left", "wide").encode() + b" " * (60 * MIB))
    report = scan(tree, exit_code=0, peak=600 * MIB)
    assert "pkg:npm/wide@1.0.0" in purls(report)


def nest(tree: Path, names: list[str]) -> None:
    """A lockfile in a folder deeper than the longest path that the system takes in one piece."""
    here = os.open(tree, os.O_RDONLY)
    for name in names:
        os.mkdir(name, dir_fd=here)
        inner = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    lock = os.open("package-lock.json", os.O_WRONLY | os.O_CREAT, dir_fd=here)
    os.write(lock, json.dumps(GOOD).replace("left", "hidden").encode())
    os.close(lock)
    os.close(here)


@needs_posix
@pytest.mark.parametrize("name", ["d", "fifteen-letters"])
def test_300_nested_folders_are_named_where_the_walk_stops(tree, name):
    nest(tree, [name] * 300)
    report = scan(tree, exit_code=UNREAD)
    (problem,) = report["problems"]
    assert problem["code"] == "too-deep"
    assert set(problem["where"].split("/")) == {name}
    assert "pkg:npm/hidden@1.0.0" not in purls(report)


@pytest.mark.parametrize("shape", ["fan", "chain"])
def test_a_lock_of_50_000_entries(tree, shape):
    """Also as one chain: the way to its last entry has 50,000 steps, and is not kept 50,000 times."""
    count = 50_000
    lock = json.loads(json.dumps(GOOD))
    lock["packages"][""]["dependencies"] = {"p0": "1"}
    for number in range(count):
        after = {"fan": [number * 7 + 1, number + 1], "chain": [number + 1]}[shape]
        needs = {f"p{one % count}": "1" for one in after}
        entry = {"version": "1.0.0", "license": "MIT", "dependencies": needs}
        lock["packages"][f"node_modules/p{number}"] = entry
    (tree / "bad" / "package-lock.json").write_text(json.dumps(lock))
    ran = copyfair("check", tree, "--as-of", DAY, folder=tree.parent)
    quiet(ran, 0)
    assert ran.text.startswith("✓ all 50,002 components are free to use")
    assert ran.peak <= 600 * MIB


# ---------------------------------------------------------------- names that want to be more than names

EVIL = {
    "html": "<script>alert(1)</script>",
    "escape": "\x1b[31mred\x1b]0;title\x07",
    "lines": "first\nsecond\r\nthird\u2028fourth",
    "formula": "=cmd|' /C calc'!A0",
    "bidi": "evil\u202etxt.exe\u2066",
    "markdown": "[here](javascript:alert(1)) | `x`",
    "long": "n" * 10_240,
    "nul": "a\0b",
    "control": "\x9b31mred",
    "template": "{{7*7}}{% raw %}",
    "rich": "[bold red]x[/]",
    "path": "../../outside",
    "empty": "",
    "half": "\ud800x",
}


def evil_lock() -> dict:
    """Every hostile text in every place where a lockfile holds a name."""
    lock = json.loads(json.dumps(GOOD))
    packages = lock["packages"]
    for kind, text in EVIL.items():
        packages[f"node_modules/{text}"] = {"version": "1.0.0", "license": "MIT"}
        packages[f"node_modules/version-{kind}"] = {"version": text, "license": "MIT"}
        packages[f"node_modules/licence-{kind}"] = {"version": "1.0.0", "license": text}
        packages[f"node_modules/name-{kind}"] = {"name": text, "version": "1.0.0", "license": "MIT"}
        packages[f"node_modules/needs-{kind}"] = {"version": "1.0.0", "license": "MIT", "dependencies": {text: text}}
        packages[f"node_modules/link-{kind}"] = {"resolved": text, "link": True}
        packages[f"member-{text}"] = {"name": kind, "version": text}
    return lock


def evil_files(tree: Path) -> None:
    """Every hostile text as the name of folders and files, as far as the file system takes it."""
    metadata = "Name: \x1b[31m\nVersion: 1\x1b\nLicense: a\x1bb\nLicense-File: \x1b[31m\nRequires-Dist: \x1b[1m\n"
    for text in EVIL.values():
        name = text.replace("/", "_").replace("\0", "_").replace("\ud800", "_")[:200] or "_"
        files = {
            f"bad/{name}/package-lock.json": json.dumps(GOOD),
            f"bad/{name}/uv.lock": "broken",
            f"bad/{name}/LICENSE": f"All rights reserved by {name}",
            f"bad/{name}.py": "# SPDX-License-Identifier: MIT\n",
            f"node_modules/{name}/package.json": json.dumps({"name": text, "version": text, "license": text}),
            f".venv/lib/python3.12/site-packages/{name}-1.0.dist-info/METADATA": metadata,
        }
        for path, content in files.items():
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            (tree / path).write_text(content, "utf-8")


UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def harmless(output: str, kind: str) -> None:
    """Nothing of the texts does anything where this output is shown."""
    lines = output.split("\n")
    assert not any(line.startswith(("second", "third", "fourth")) for line in lines)
    if kind == "json":
        json.loads(output)  # control characters of ASCII are escaped; the others JSON may hold
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", output)
        return
    assert not UNSEEN.search(output)
    if kind != "toml":  # there a name has to be whole, to be of use
        assert "n" * 5000 not in output
    if kind in ("html", "md"):
        assert "<script>alert" not in output
    if kind == "html":
        assert "javascript:" not in re.sub(r">[^<]*<", "><", output)  # in no attribute
    if kind == "md":
        assert not re.search(r"(?<!\\)\]\(javascript", output)
        # A spreadsheet takes a cell for a formula that begins with an equals sign.
        assert not any(re.match(r"\s*=cmd", cell) for line in lines for cell in re.split(r"(?<!\\)\|", line))


@pytest.fixture
def hostile(tree) -> Path:
    (tree / "bad" / "package-lock.json").write_text(json.dumps(evil_lock()))
    if sys.platform == "linux":
        evil_files(tree)
    return tree


def test_hostile_names_cost_no_good_component(hostile):
    report = scan(hostile, exit_code=UNREAD | UNDETERMINED)
    assert any(code == "bad-entry" and file == "bad/package-lock.json" for code, file in problems(report))
    assert "which npm does not allow" in " ".join(messages(report, "bad/package-lock.json"))


@pytest.mark.parametrize("kind", FORMATS)
def test_hostile_names_do_nothing_in_a_report(hostile, kind):
    ran = copyfair("report", "-f", kind, hostile, "--as-of", DAY, folder=hostile.parent)
    quiet(ran, 0)
    harmless(ran.text, kind)


@pytest.mark.parametrize(
    "arguments",
    [["check"], ["check", "--verbose"], ["init", "-o", "-"], ["notice"], ["explain", "licence-html"]],
    ids="-".join,
)
def test_hostile_names_do_nothing_on_a_terminal(hostile, arguments):
    command, *rest = arguments
    around = [hostile] if command in ("init", "explain") else [hostile, "--as-of", DAY]
    ran = copyfair(command, *rest, *around, folder=hostile.parent)
    assert "Traceback" not in ran.err
    assert ran.code in (0, UNREAD | UNDETERMINED)
    harmless(ran.text, "toml" if command == "init" else "txt")
    assert not UNSEEN.search(ran.err)


@needs_posix
@pytest.mark.parametrize("command", ["check", "init", "explain"])
def test_a_project_folder_with_a_hostile_name(tree, command):
    evil = tree.with_name("evil\x1b[31m\nname\u202e")
    tree.rename(evil)
    subject = ["nothing"] if command == "explain" else []
    ran = copyfair(command, *subject, evil, folder=evil.parent)
    assert ran.code == (2 if command == "explain" else 0)
    assert not UNSEEN.search(ran.text)
    assert not UNSEEN.search(ran.err)
    assert len(ran.err.splitlines()) == (0 if command == "check" else 1)


@needs_posix
def test_names_that_are_not_utf_8(tree):
    """A manifest or a folder under such a name is named; a picture costs nothing; what lies in node_modules is read."""

    def write(name: bytes, text: str) -> None:
        path = tree / "bad" / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    write(b"folder\xfe/package-lock.json", json.dumps(GOOD))
    write(b"caf\xe9.py", "# SPDX-License-Identifier: MIT\n")
    write(b"caf\xe9.png", "")
    write(b"node_modules/p\xff/package.json", '{"name": "third", "version": "3.0.0", "license": "MIT"}')
    report = scan(tree, exit_code=UNREAD)
    assert [(one["code"], one["where"]) for one in report["problems"]] == [
        ("bad-encoding", "'bad/caf\\udce9.py'"),
        ("bad-encoding", "'bad/folder\\udcfe'"),
    ]
    assert "pkg:npm/third@3.0.0" in purls(report)


# ---------------------------------------------------------------- a path that is no project

Made = Callable[[Path], object]
NO_PROJECT: list[tuple[str, Made, int, str]] = [
    ("nothing there", Path.is_file, 2, "there is no such file or folder"),
    ("a circle", lambda path: path.symlink_to(path.name), 2, "there is no such file or folder"),
    ("an empty folder", lambda path: path.mkdir(), 3, ""),
    ("a file of no format", lambda path: path.write_text("hello"), 4, ""),
    ("a named pipe", os.mkfifo, 4, ""),
]


@needs_posix
@pytest.mark.parametrize(
    ("make", "code", "says"), [case[1:] for case in NO_PROJECT], ids=[case[0] for case in NO_PROJECT]
)
def test_a_path_that_is_no_project(tmp_path, make, code, says):
    make(tmp_path / "given")
    ran = copyfair("check", tmp_path / "given", folder=tmp_path)
    assert ran.code == code
    assert ran.err == (f"copyfair: {tmp_path}/given: {says}\n" if says else "")


def test_a_path_longer_than_any_system_takes(tmp_path):
    ran = copyfair("check", "a" * 5000, folder=tmp_path)
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
    assert "there is no such file or folder" in ran.err or "more characters" in ran.err
