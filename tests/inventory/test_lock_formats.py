"""Lockfiles of many ecosystems: what is broken in one costs an entry or says why, whatever is broken."""

import json
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copyfair.inventory.assemble import assemble
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import all_formats
from copyfair.inventory.model import Component, Depth, Found, Scope
from copyfair.inventory.read import read
from copyfair.problem import Problem

HERE = Path(__file__).parent
FORMATS = {found.name: found for found in all_formats()}


def inside(path: Path) -> PurePosixPath:
    """Where a file of a case lies in its tree."""
    return PurePosixPath(*path.parts[path.parts.index("tree") + 1 :])


def seeds(format_name: str) -> list[Path]:
    found = FORMATS[format_name]
    paths = sorted((HERE / format_name).glob("*/tree/**/*"))
    return [path for path in paths if path.is_file() and found.matches(Entry(HERE, inside(path)))]


def as_json(path: Path) -> Any:
    """What the file holds, if it is JSON or a YAML that JSON can say; None otherwise."""
    try:
        if path.suffix in (".yml", ".yaml") or path.name in ("pubspec.lock", "Podfile.lock", "pixi.lock"):
            return yaml.safe_load(path.read_bytes()) or None
        return json.loads(path.read_bytes()) or None
    except (ValueError, yaml.YAMLError):
        return None


@pytest.mark.parametrize("format_name", [name for name in sorted(FORMATS) if not FORMATS[name].folder and seeds(name)])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_broken_is_said(tmp_path: Path, format_name: str, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from(seeds(format_name)))
    content = bytearray(seed.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = min(len(content), start + data.draw(st.integers(0, 12)))
        piece = st.binary(max_size=6) | st.sampled_from(
            [b'"', b"{", b"[", b": ", b"\n", b"  ", b"@", b"/", b"null", b"\xff", b"../"]
        )
        content[start:end] = data.draw(piece)
    path = inside(seed)
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_bytes(bytes(content))
    entry = Entry(tmp_path, path, format_name=format_name)
    try:
        items = list(FORMATS[format_name].read(entry))
    except Unreadable as stop:
        assert stop.message
        return
    assert all(isinstance(item, Found | Problem) for item in items)
    assert all(item.purl.startswith("pkg:") and item.name for item in items if isinstance(item, Found))


def replaced(value: Any, data: st.DataObject) -> Any:
    """A JSON value in which one thing, however deep, is something else."""
    inner = [*value] if isinstance(value, dict) else [*range(len(value))] if isinstance(value, list) else []
    if not inner or data.draw(st.integers(0, 4)) == 0:
        odd = st.sampled_from(["", "x", "../..", "a b", "1.0", "\0", [], {}, ["x"], {"x": "y"}, {"": ""}, [None]])
        return data.draw(odd | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False))
    key = data.draw(st.sampled_from(inner))
    changed = replaced(value[key], data)
    if isinstance(value, list):
        return [*value[:key], changed, *value[key + 1 :]]
    return {**value, key: changed}


@pytest.mark.parametrize("format_name", [name for name in sorted(FORMATS) if any(map(as_json, seeds(name)))])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_value_of_another_kind_is_said(tmp_path: Path, format_name: str, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from([path for path in seeds(format_name) if as_json(path)]))
    (tmp_path / inside(seed)).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / inside(seed)).write_text(json.dumps(replaced(as_json(seed), data)), "utf-8")
    try:
        items = list(FORMATS[format_name].read(Entry(tmp_path, inside(seed), format_name=format_name)))
    except Unreadable as stop:
        assert stop.message
        return
    assert all(item.purl.startswith("pkg:") and item.name for item in items if isinstance(item, Found))


def components(case: str) -> dict[str, Component]:
    """What one case comes to, by package URL."""
    format_name, _, _ = case.partition("/")
    tree = HERE / case / "tree"
    entries = (Entry(tree, PurePosixPath(path.relative_to(tree)), format_name=format_name) for path in tree.rglob("*"))
    found = [
        item for entry in entries if FORMATS[format_name].matches(entry) for item in FORMATS[format_name].read(entry)
    ]
    assert not [item for item in found if isinstance(item, Problem)]
    return {one.purl: one for one in assemble(item for item in found if isinstance(item, Found))[0]}


@pytest.mark.parametrize(
    ("case", "purl", "scope", "depth", "path"),
    [
        ("yarn.lock/plain", "pkg:npm/axle@2.0.0", Scope.RUNTIME, Depth.DIRECT, ("wheel", "axle")),
        ("yarn.lock/plain", "pkg:npm/jig@1.0.1", Scope.DEV, Depth.DIRECT, ("cart", "jig")),
        ("yarn.lock/berry", "pkg:npm/grease@3.0.0", Scope.OPTIONAL, Depth.TRANSITIVE, ("cart", "axle", "grease")),
        ("yarn.lock/berry", "pkg:npm/axle@2.0.0", Scope.RUNTIME, Depth.DIRECT, ("wheel", "axle")),
        ("pnpm-lock.yaml/plain", "pkg:npm/hub@1.0.0", Scope.RUNTIME, Depth.TRANSITIVE, ("cart", "axle", "hub")),
        ("pnpm-lock.yaml/plain", "pkg:npm/jig@1.0.1", Scope.DEV, Depth.DIRECT, ("cart", "jig")),
        ("pnpm-lock.yaml/version-5", "pkg:npm/%40yard/spoke@2.1.0", Scope.RUNTIME, Depth.TRANSITIVE, ("cart", "axle", "@yard/spoke")),
        ("bun.lock/plain", "pkg:npm/axle@2.0.0", Scope.RUNTIME, Depth.DIRECT, ("wheel", "axle")),
        ("bun.lock/plain", "pkg:npm/axle@3.0.0", Scope.DEV, Depth.TRANSITIVE, ("cart", "jig", "axle")),
        ("Cargo.lock/plain", "pkg:cargo/axle@2.0.0", Scope.BUILD, Depth.DIRECT, ("wheel", "axle")),
        ("Cargo.lock/plain", "pkg:cargo/grease@0.1.0", Scope.RUNTIME, Depth.TRANSITIVE, ("cart", "axle", "grease")),
        ("Cargo.lock/plain", "pkg:cargo/jig@1.0.1", Scope.DEV, Depth.DIRECT, ("cart", "jig")),
        ("go.mod/plain", "pkg:golang/code.example/fork/hub@v1.0.1", Scope.RUNTIME, Depth.DIRECT, ("code.example/cart", "code.example/fork/hub")),
        ("composer.lock/plain", "pkg:composer/yard/hub@2.0.0", Scope.RUNTIME, Depth.TRANSITIVE, ("yard/cart", "Yard/Axle", "yard/hub")),
        ("composer.lock/plain", "pkg:composer/yard/jig@dev-main", Scope.DEV, Depth.DIRECT, ("yard/cart", "yard/jig")),
        ("Gemfile.lock/plain", "pkg:gem/jig@1.0.1", Scope.TEST, Depth.DIRECT, ("tree", "jig")),
        ("Gemfile.lock/plain", "pkg:gem/hub@0.3.0", Scope.DEV, Depth.DIRECT, ("tree", "hub")),
        ("deno.lock/plain", "pkg:jsr/%40yard/hub@1.0.2", Scope.RUNTIME, Depth.TRANSITIVE, ("tree", "@yard/axle", "@yard/hub")),
        ("pom.xml/plain", "pkg:maven/example.taste/taster@3.0", Scope.TEST, Depth.DIRECT, ("example.bakery:bakery-shop", "example.taste:taster")),
        ("pom.xml/plain", "pkg:maven/example.till/till@7.7", Scope.BUILD, Depth.DIRECT, ("example.bakery:bakery-shop", "example.till:till")),
        ("jar/plain", "pkg:maven/example.deep/deep@1.1", Scope.UNKNOWN, Depth.TRANSITIVE, ("example.bakery:shop", "inner", "example.deep:deep")),
        ("csproj/plain", "pkg:nuget/Example.Flour@1.0", Scope.RUNTIME, Depth.DIRECT, ("Bakery.Shop", "Example.Flour")),
        ("csproj/plain", "pkg:nuget/Example.Analyzers@8.0.0", Scope.BUILD, Depth.DIRECT, ("Bakery.Shop", "Example.Analyzers")),
        ("packages.lock.json/plain", "pkg:nuget/Example.Sieve@2.0.0", Scope.UNKNOWN, Depth.TRANSITIVE, ("Example.Sieve",)),
        ("Podfile.lock/plain", "pkg:cocoapods/Grease@1.2.0", Scope.RUNTIME, Depth.TRANSITIVE, ("tree", "Oven+Core", "Grease")),
        ("mix.lock/plain", "pkg:hex/jig@0.3.0", Scope.TEST, Depth.DIRECT, ("bakery", "jig")),
        ("mix.lock/plain", "pkg:hex/grease_ex@1.2.0-rc.1", Scope.RUNTIME, Depth.TRANSITIVE, ("bakery", "flour", "grease_ex")),
        ("pubspec.lock/plain", "pkg:pub/oven@4.1.0-dev.1", Scope.DEV, Depth.DIRECT, ("oven",)),
        ("conan.lock/version-1", "pkg:conan/bakery/grease@1.2?channel=testing", Scope.RUNTIME, Depth.TRANSITIVE, ("bakery", "flour", "grease")),
        ("conan.lock/version-1", "pkg:conan/kneader@2.0", Scope.BUILD, Depth.DIRECT, ("bakery", "kneader")),
        ("deno.lock/version-3", "pkg:npm/grease@3.0.0", Scope.RUNTIME, Depth.TRANSITIVE, ("tree", "axle", "grease")),
    ],
)  # fmt: skip
def test_scope_depth_and_path(case: str, purl: str, scope: Scope, depth: Depth, path: tuple[str, ...]) -> None:
    found = components(case)[purl]
    assert (found.scope, found.depth, found.paths) == (scope, depth, (path,))


def test_a_lock_in_an_installed_gem_is_of_its_makers(tmp_path: Path) -> None:
    lock = "GEM\n  specs:\n    makers-only (1.0)\n"
    for folder in ("installed/gems/moss-2.1.0", "own/gems/moss-2.1.0"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "Gemfile.lock").write_text(lock, "utf-8")
    (tmp_path / "installed/specifications").mkdir()
    (found,) = (one for one in read(tmp_path).components if one.name == "makers-only")
    assert [source.file for source in found.found_in] == ["own/gems/moss-2.1.0/Gemfile.lock"]
