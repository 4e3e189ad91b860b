"""The JavaScript formats: node's way through the folders, aliases, workspaces, links, and what hostile files do."""

import json
import os
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format, node_modules, package_json, package_lock_json
from copyfair.inventory.javascript import exact, is_name, locations, name_at, npm
from copyfair.inventory.loose_json import load
from copyfair.inventory.model import Found, Origin, Scope
from copyfair.problem import Problem

LOCK, MANIFEST, INSTALLED = package_lock_json.FORMAT, package_json.FORMAT, node_modules.FORMAT


def read(found_by: Format, root: Path, path: str) -> tuple[dict[str, Found], list[Problem]]:
    """What a format reads: components by package URL (each once), and problems."""
    items = list(found_by.read(Entry(root, PurePosixPath(path), format_name=found_by.name)))
    found = [item for item in items if isinstance(item, Found)]
    return {item.purl: item for item in found}, [item for item in items if isinstance(item, Problem)]


def put(root: Path, path: str, value: object) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")


def installed(root: Path, folder: str, name: str, version: str = "1.0.0", **fields: Any) -> None:
    put(root, f"{folder}/package.json", {"name": name, "version": version, **fields})


def lock(root: Path, packages: dict[str, Any], **fields: Any) -> tuple[dict[str, Found], list[Problem]]:
    put(root, "package-lock.json", {"lockfileVersion": 3, "packages": packages, **fields})
    return read(LOCK, root, "package-lock.json")


def targets(found: Found) -> list[str]:
    return [need.target for need in found.requires]


# Names, versions, places


@pytest.mark.parametrize(
    ("name", "purl"),
    [
        ("left-pad", "pkg:npm/left-pad@1.0.0"),
        ("@scope/name", "pkg:npm/%40scope/name@1.0.0"),
        ("JSONStream", "pkg:npm/jsonstream@1.0.0"),
        ("@/", "pkg:generic/%40@1.0.0"),
        ("/", "pkg:generic/unnamed@1.0.0"),
        ("", "pkg:generic/unnamed@1.0.0"),
    ],
)
def test_package_urls(name: str, purl: str) -> None:
    assert npm(name, "1.0.0") == purl


@given(name=st.text(), version=st.none() | st.text())
def test_every_name_has_a_package_url(name: str, version: str | None) -> None:
    assert npm(name, version).startswith(("pkg:npm/", "pkg:generic/"))


@pytest.mark.parametrize("name", ["a", "@a/b", "JSONStream", "_old", "a.b", "~a"])
def test_allowed_names(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name", ["", "..", ".a", "a/b", "@a", "@a/", "@a/..", "a b", "a\n", "<b>", "\x1b[31m", "é", "a" * 215]
)
def test_forbidden_names(name: str) -> None:
    assert not is_name(name)


@pytest.mark.parametrize(
    ("specifier", "version"),
    [
        ("1.2.3", "1.2.3"),
        ("=1.2.3", "1.2.3"),
        ("v1.2.3-rc.1+build", "1.2.3-rc.1+build"),
        ("^1.2.3", None),
        ("1.2", None),
        ("1.2.3 || 2.0.0", None),
        ("1.2.x", None),
        ("", None),
        ("*", None),
        ("latest", None),
        ("file:1.2.3", None),
        ("٣.1.1", None),
    ],
)
def test_exact_versions(specifier: str, version: str | None) -> None:
    assert exact(specifier) == version


def test_node_looks_in_the_nearest_folder_first() -> None:
    assert list(locations("node_modules/a/node_modules/@s/b", "c")) == [
        "node_modules/a/node_modules/@s/b/node_modules/c",
        "node_modules/a/node_modules/@s/node_modules/c",
        "node_modules/a/node_modules/c",
        "node_modules/c",
    ]
    assert list(locations("", "c")) == list(locations(".", "c")) == ["node_modules/c"]
    assert list(locations("../b", "c")) == ["../b/node_modules/c"]
    assert len(list(locations("a/" * 100_000, "c"))) <= 400


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("node_modules/a", "a"),
        ("node_modules/a/node_modules/@s/b", "@s/b"),
        ("parts/wheel", "wheel"),
        ("not_node_modules/a", "a"),
        ("", ""),
    ],
)
def test_name_at_a_location(location: str, name: str) -> None:
    assert name_at(location) == name


# Lockfiles


def test_a_lock_resolves_as_node_does(tmp_path: Path) -> None:
    found, problems = lock(
        tmp_path,
        {
            "": {"name": "root", "dependencies": {"a": "1", "b": "1"}},
            "node_modules/a": {"version": "1.0.0", "dependencies": {"b": "2", "c": "1"}},
            "node_modules/a/node_modules/b": {"version": "2.0.0", "dependencies": {"c": "1"}},
            "node_modules/b": {"version": "1.0.0", "dependencies": {"a": "1"}},
            "node_modules/c": {"version": "3.0.0"},
        },
    )
    assert problems == []
    assert targets(found["pkg:npm/root"]) == ["pkg:npm/a@1.0.0", "pkg:npm/b@1.0.0"]
    assert targets(found["pkg:npm/a@1.0.0"]) == ["pkg:npm/b@2.0.0", "pkg:npm/c@3.0.0"]
    assert targets(found["pkg:npm/b@2.0.0"]) == ["pkg:npm/c@3.0.0"]
    assert targets(found["pkg:npm/b@1.0.0"]) == ["pkg:npm/a@1.0.0"]


def test_what_a_lock_leaves_out_is_said(tmp_path: Path) -> None:
    root = {"name": "root", "dependencies": {"gone": "1"}, "optionalDependencies": {"maybe": "1"}}
    _, problems = lock(tmp_path, {"": {**root, "peerDependencies": {"peer": "1"}}})
    assert [(item.code, "'gone'" in item.message) for item in problems] == [("bad-entry", True)]
    assert "maybe" not in problems[0].message
    assert "peer" not in problems[0].message


def test_an_alias_keeps_its_real_name(tmp_path: Path) -> None:
    packages = {
        "": {"name": "root", "dependencies": {"mine": "npm:real@1"}},
        "node_modules/mine": {"name": "real", "version": "1.0.0", "license": "PPL"},
    }
    found, _ = lock(tmp_path, packages)
    assert targets(found["pkg:npm/root"]) == ["pkg:npm/real@1.0.0"]
    assert found["pkg:npm/real@1.0.0"].claims[0].statements == ("PPL",)


def test_workspace_members_are_first_party_and_fetched_folders_are_not(tmp_path: Path) -> None:
    packages = {
        "": {"name": "root", "workspaces": ["parts/*"]},
        "node_modules/wheel": {"resolved": "parts/wheel", "link": True},
        "parts/wheel": {"version": "1.0.0", "devDependencies": {"gear": "1"}},
        "parts/fetched": {"version": "1.0.0", "resolved": "https://packages.example/x.tgz"},
        "../outside": {"version": "1.0.0"},
        "node_modules/gear": {"version": "1.0.0", "dev": True},
    }
    found, _ = lock(tmp_path, packages)
    wheel = found["pkg:npm/wheel@1.0.0"]
    assert (wheel.origin, wheel.home) == (Origin.FIRST_PARTY, "parts/wheel")
    assert [(need.target, need.scope) for need in wheel.requires] == [("pkg:npm/gear@1.0.0", Scope.DEV)]
    assert found["pkg:npm/fetched@1.0.0"].origin is Origin.THIRD_PARTY
    assert found["pkg:npm/outside@1.0.0"].origin is Origin.THIRD_PARTY


@pytest.mark.parametrize(
    ("flags", "scope"),
    [
        ({}, Scope.UNKNOWN),
        ({"peer": True}, Scope.UNKNOWN),
        ({"dev": True}, Scope.DEV),
        ({"optional": True}, Scope.OPTIONAL),
        ({"dev": True, "optional": True}, Scope.DEV),
        ({"devOptional": True}, Scope.OPTIONAL),
        ({"dev": "yes"}, Scope.UNKNOWN),
    ],
)
def test_scope_of_flags(tmp_path: Path, flags: dict[str, Any], scope: Scope) -> None:
    found, _ = lock(tmp_path, {"node_modules/a": {"version": "1.0.0", **flags}})
    assert found["pkg:npm/a@1.0.0"].scope is scope


def test_lines_are_those_of_the_entry(tmp_path: Path) -> None:
    text = """{
  "name": "says \\"node_modules/b\\": {",
  "lockfileVersion": 3,
  "packages": {
    "": {"dependencies": {"b": "1"}},
    "node_modules/a": {"version": "1.0.0"}, "node_modules/\\u0062": {"version": "1.0.0"},

    "node_modules/c" :
    { "version": "1.0.0" }
  }
}"""
    put(tmp_path, "package-lock.json", text.replace("\n", "\r\n"))
    found, _ = read(LOCK, tmp_path, "package-lock.json")
    lines = {purl: item.source.line for purl, item in found.items() if purl.startswith("pkg:npm")}
    assert lines == {
        "pkg:npm/says%20%22node_modules/b%22:%20%7b": 5,
        "pkg:npm/a@1.0.0": 6,
        "pkg:npm/b@1.0.0": 6,
        "pkg:npm/c@1.0.0": 8,
    }


def test_version_1_has_no_licences_but_the_tree(tmp_path: Path) -> None:
    inner = {"b": {"version": "2.0.0"}}
    listed = {
        "a": {"version": "1.0.0", "requires": {"b": "2"}, "dependencies": inner, "license": "MIT"},
        "b": {"version": "1.0.0", "dev": True},
    }
    put(tmp_path, "npm-shrinkwrap.json", {"lockfileVersion": 1, "dependencies": listed})
    found, problems = read(LOCK, tmp_path, "npm-shrinkwrap.json")
    assert problems == []
    assert targets(found["pkg:npm/a@1.0.0"]) == ["pkg:npm/b@2.0.0"]
    assert found["pkg:npm/b@1.0.0"].scope is Scope.DEV
    assert not any(item.claims for item in found.values())


# Installed packages


def test_an_install_resolves_as_node_does(tmp_path: Path) -> None:
    installed(tmp_path, "node_modules/a", "a", dependencies={"b": "2", "c": "1"})
    installed(tmp_path, "node_modules/a/node_modules/b", "b", "2.0.0", dependencies={"c": "*"})
    installed(tmp_path, "node_modules/b", "b")
    installed(tmp_path, "node_modules/c", "c")
    found, problems = read(INSTALLED, tmp_path, "node_modules")
    assert problems == []
    assert targets(found["pkg:npm/a@1.0.0"]) == ["pkg:npm/b@2.0.0", "pkg:npm/c@1.0.0"]
    assert targets(found["pkg:npm/b@2.0.0"]) == ["pkg:npm/c@1.0.0"]


def test_a_members_packages_find_those_hoisted_above(tmp_path: Path) -> None:
    installed(tmp_path, "node_modules/hoisted", "hoisted")
    installed(tmp_path, "parts/wheel/node_modules/own", "own", dependencies={"hoisted": "1", "nowhere": "1"})
    found, problems = read(INSTALLED, tmp_path, "parts/wheel/node_modules")
    assert problems == []
    assert list(found) == ["pkg:npm/own@1.0.0"]
    assert targets(found["pkg:npm/own@1.0.0"]) == ["pkg:npm/hoisted@1.0.0"]


def test_pnpm_links_are_followed_and_each_folder_is_read_once(tmp_path: Path) -> None:
    store = "node_modules/.pnpm"
    installed(tmp_path, f"{store}/a@1.0.0/node_modules/a", "a", dependencies={"@s/b": "1", "hoisted": "1"})
    installed(tmp_path, f"{store}/@s+b@1.0.0/node_modules/@s/b", "@s/b")
    installed(tmp_path, f"{store}/hoisted@1.0.0/node_modules/hoisted", "hoisted")
    link(tmp_path, "node_modules/a", ".pnpm/a@1.0.0/node_modules/a")
    link(tmp_path, f"{store}/a@1.0.0/node_modules/@s/b", "../../../@s+b@1.0.0/node_modules/@s/b")
    link(tmp_path, f"{store}/node_modules/hoisted", "../hoisted@1.0.0/node_modules/hoisted")
    items = list(INSTALLED.read(Entry(tmp_path, PurePosixPath("node_modules"))))
    found = [item for item in items if isinstance(item, Found)]
    assert len(found) == len(items) == 3
    a = next(item for item in found if item.name == "a")
    assert a.source.file == f"{store}/a@1.0.0/node_modules/a/package.json"
    assert targets(a) == ["pkg:npm/%40s/b@1.0.0", "pkg:npm/hoisted@1.0.0"]


def link(root: Path, path: str, target: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).symlink_to(target)


def test_links_out_of_the_root_in_circles_and_to_nowhere(tmp_path: Path) -> None:
    root = tmp_path / "root"
    installed(tmp_path, "secret", "secret", license="MIT")
    installed(tmp_path, "scope/secret", "secret", license="MIT")
    installed(root, "node_modules/a", "a", dependencies={"out": "1", "self": "1", "circle": "1", "up": "1"})
    link(root, "node_modules/out", "../../secret")
    link(root, "node_modules/@scope", "../../scope")
    link(root, "node_modules/circle", "circle")
    link(root, "node_modules/nowhere", "gone")
    link(root, "node_modules/up", "..")
    link(root, "node_modules/again", "a")
    link(root, "node_modules/a/node_modules", "..")
    found, problems = read(INSTALLED, root, "node_modules")
    assert list(found) == ["pkg:npm/a@1.0.0"]
    assert sorted((item.where, item.code) for item in problems) == [
        ("node_modules/@scope", "symlink-outside"),
        ("node_modules/circle", "symlink-outside"),
        ("node_modules/nowhere", "missing-file"),
        ("node_modules/out", "symlink-outside"),
    ]


def test_a_linked_member_is_found_but_not_listed(tmp_path: Path) -> None:
    installed(tmp_path, "parts/wheel", "wheel")
    installed(tmp_path, "node_modules/a", "a", dependencies={"wheel": "1"})
    link(tmp_path, "node_modules/wheel", "../parts/wheel")
    found, problems = read(INSTALLED, tmp_path, "node_modules")
    assert problems == []
    assert list(found) == ["pkg:npm/a@1.0.0"]
    assert targets(found["pkg:npm/a@1.0.0"]) == ["pkg:npm/wheel@1.0.0"]


def test_the_text_that_a_package_points_to_is_its_statement(tmp_path: Path) -> None:
    installed(tmp_path, "node_modules/a", "a", license="SEE LICENSE IN TERMS.md")
    put(tmp_path, "node_modules/a/TERMS.md", "House rules.")
    found, problems = read(INSTALLED, tmp_path, "node_modules")
    (claim,) = found["pkg:npm/a@1.0.0"].claims
    assert problems == []
    assert (claim.statements, claim.is_text, claim.primary) == (("House rules.",), True, True)


def test_the_text_may_not_lie_elsewhere(tmp_path: Path) -> None:
    put(tmp_path, "outside/LICENSE", "Not yours.")
    root = tmp_path / "root"
    installed(root, "node_modules/a", "a", license="SEE LICENSE IN TERMS.md")
    link(root, "node_modules/a/TERMS.md", "../../../outside/LICENSE")
    found, problems = read(INSTALLED, root, "node_modules")
    (claim,) = found["pkg:npm/a@1.0.0"].claims
    assert (claim.statements, claim.is_text) == (("SEE LICENSE IN TERMS.md",), False)
    assert [item.code for item in problems] == ["symlink-outside"]


def test_nested_folders_are_read_with_the_outer_one() -> None:
    assert INSTALLED.matches(Entry(Path(), PurePosixPath("parts/a/node_modules")))
    assert not INSTALLED.matches(Entry(Path(), PurePosixPath("node_modules/a/node_modules")))
    assert not MANIFEST.matches(Entry(Path(), PurePosixPath("node_modules/a/package.json")))


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_locked_folder_costs_only_itself(tmp_path: Path) -> None:
    installed(tmp_path, "node_modules/a", "a")
    installed(tmp_path, "node_modules/@s/b", "@s/b")
    (tmp_path / "node_modules/@s").chmod(0)
    try:
        found, problems = read(INSTALLED, tmp_path, "node_modules")
    finally:
        (tmp_path / "node_modules/@s").chmod(0o700)
    assert list(found) == ["pkg:npm/a@1.0.0"]
    assert [item.code for item in problems] == ["not-readable"]


# The project's own package.json


def test_direct_dependencies(tmp_path: Path) -> None:
    manifest = {
        "name": "root",
        "version": "1.0.0",
        "dependencies": {"pinned": "1.2.3", "range": "^1.0.0", "mine": "npm:@s/real@2.0.0", "both": "1"},
        "devDependencies": {"both": "1", "tool": "file:../tool"},
        "optionalDependencies": {"range": "^1.0.0"},
        "peerDependencies": {"host": "*", "guest": "*"},
        "peerDependenciesMeta": {"guest": {"optional": True}},
    }
    put(tmp_path, "package.json", manifest)
    found, problems = read(MANIFEST, tmp_path, "package.json")
    assert problems == []
    assert {need.target: need.scope for need in found["pkg:npm/root@1.0.0"].requires} == {
        "pkg:npm/pinned@1.2.3": Scope.RUNTIME,
        "pkg:npm/range": Scope.OPTIONAL,
        "pkg:npm/%40s/real@2.0.0": Scope.RUNTIME,
        "pkg:npm/both": Scope.RUNTIME,
        "pkg:npm/tool": Scope.DEV,
        "pkg:npm/host": Scope.RUNTIME,
        "pkg:npm/guest": Scope.OPTIONAL,
    }
    assert set(found) - {"pkg:npm/root@1.0.0"} == set(targets(found["pkg:npm/root@1.0.0"]))


@pytest.mark.parametrize(
    ("manifest", "weak"),
    [({"type": "module"}, True), ({"name": "a"}, False), ({"dependencies": {"a": "1"}}, False), ({}, True)],
)
def test_a_manifest_that_says_nothing_is_weak(tmp_path: Path, manifest: dict[str, Any], weak: bool) -> None:
    put(tmp_path, "part/package.json", manifest)
    found, _ = read(MANIFEST, tmp_path, "part/package.json")
    own = next(iter(found.values()))
    assert (own.weak, own.home, own.origin) == (weak, "part", Origin.FIRST_PARTY)


# Hostile files


@pytest.mark.parametrize("found_by", [LOCK, MANIFEST])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"a":' * 100_000, "too-deep"),
        (b"", "bad-syntax"),
        (b'{"name": "cut', "bad-syntax"),
        (b"[]", "bad-syntax"),
        (b"null", "bad-syntax"),
        (b"\xff\xfe{\x00}\x00", "bad-syntax"),
        (b'{"name": NaN}', "bad-syntax"),
        (b'{"name": "a",}', "bad-syntax"),
    ],
)
def test_what_is_no_manifest(tmp_path: Path, found_by: Format, content: bytes, code: str) -> None:
    (tmp_path / "package.json").write_bytes(content)
    with pytest.raises(Unreadable) as stop:
        read(found_by, tmp_path, "package.json")
    assert stop.value.code == code


@pytest.mark.parametrize("found_by", [LOCK, MANIFEST])
def test_a_folder_in_place_of_a_file(tmp_path: Path, found_by: Format) -> None:
    (tmp_path / "package.json").mkdir()
    with pytest.raises(Unreadable) as stop:
        read(found_by, tmp_path, "package.json")
    assert stop.value.code == "not-a-file"


def test_an_installed_package_whose_manifest_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "node_modules/a/package.json").mkdir(parents=True)
    put(tmp_path, "node_modules/deep/package.json", '{"a":' * 100_000)
    found, problems = read(INSTALLED, tmp_path, "node_modules")
    assert list(found) == ["pkg:npm/a", "pkg:npm/deep"]
    assert [item.code for item in problems] == ["not-a-file", "too-deep"]


@pytest.mark.parametrize(
    ("content", "value", "codes"),
    [
        (b'{"a": "x"}', {"a": "x"}, []),
        (b'\xef\xbb\xbf{"a": "x"}', {"a": "x"}, []),
        (b'{"a": "\xff"}', {"a": "\ufffd"}, ["bad-encoding"]),
        (
            rb'{"a": "\ud83d", "b": "\ud83d\ude00", "c": "\\ud83d"}',
            {"a": "\ufffd", "b": "😀", "c": "\\ud83d"},
            ["bad-entry"],
        ),
        (b'{"a": 1e999}', {"a": float("inf")}, ["bad-entry"]),
        (b'{"a": ' + b"1" * 5000 + b"}", {"a": "a huge number"}, ["bad-entry"]),
    ],
)
def test_one_bad_value_does_not_cost_the_document(
    tmp_path: Path, content: bytes, value: object, codes: list[str]
) -> None:
    (tmp_path / "x.json").write_bytes(content)
    read_value, problems = load(Entry(tmp_path, PurePosixPath("x.json")))
    assert read_value == value
    assert [item.code for item in problems] == codes


def test_hostile_names_stay_values(tmp_path: Path) -> None:
    names = ["\x1b[31mred", "<script>alert(1)</script>", "a\nb", "../../etc", "=cmd|' /C calc'!A0"]
    found, problems = lock(tmp_path, {f"node_modules/{name}": {"version": "1.0.0", "license": "MIT"} for name in names})
    assert [item.name for item in found.values()] == names
    for purl in found:
        assert purl.isascii()
        assert purl.isprintable()
        assert "<" not in purl
    assert len(problems) == len(names)
    for item in problems:
        assert item.message.isprintable()


def test_an_unreadable_licence_never_leaves_a_clean_statement(tmp_path: Path) -> None:
    found, problems = lock(
        tmp_path, {"node_modules/a": {"version": "1.0.0", "licenses": [{"type": "MIT"}, {"url": 7}]}}
    )
    (claim,) = found["pkg:npm/a@1.0.0"].claims
    assert claim.statements[0] == "MIT"
    assert len(claim.statements) == 2
    assert [item.code for item in problems] == ["bad-entry"]


KEYS = (
    "name",
    "version",
    "license",
    "licenses",
    "type",
    "url",
    "dependencies",
    "devDependencies",
    "requires",
    "optionalDependencies",
    "peerDependencies",
    "peerDependenciesMeta",
    "optional",
    "link",
    "resolved",
    "packages",
    "lockfileVersion",
    "",
    "node_modules/a",
    "node_modules/a/node_modules/b",
    "a",
    "b",
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(value=json_values, packages=json_values, licence=json_values)
def test_any_json_is_read_or_refused(tmp_path_factory, *, value: Any, packages: Any, licence: Any) -> None:
    folder = tmp_path_factory.getbasetemp()
    manifest = {"name": "a", "license": licence, "licenses": packages, "dependencies": value}
    entries = {"": packages, "node_modules/a": manifest, "node_modules/b": {"version": value, "link": licence}}
    for document in (value, manifest, {"packages": packages}, {"packages": entries}, {"dependencies": packages}):
        put(folder, "package.json", document)
        put(folder, "node_modules/a/package.json", document)
        for found_by, path in ((LOCK, "package.json"), (MANIFEST, "package.json"), (INSTALLED, "node_modules")):
            try:
                found, problems = read(found_by, folder, path)
            except Unreadable:
                continue
            assert all(item.purl.startswith("pkg:") for item in found.values())
            assert all(claim.statements for item in found.values() for claim in item.claims)
            assert all(item.where for item in problems)
