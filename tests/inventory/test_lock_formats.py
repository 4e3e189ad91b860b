"""Lockfiles of many ecosystems: what is broken in one costs an entry or says why, whatever is broken."""

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copyfair.inventory.assemble import assemble
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import all_formats
from copyfair.inventory.model import Component, Depth, Found, Scope
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


@pytest.mark.parametrize("format_name", sorted(name for name, found in FORMATS.items() if not found.folder))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
        ("deno.lock/version-3", "pkg:npm/grease@3.0.0", Scope.RUNTIME, Depth.TRANSITIVE, ("tree", "axle", "grease")),
    ],
)  # fmt: skip
def test_scope_depth_and_path(case: str, purl: str, scope: Scope, depth: Depth, path: tuple[str, ...]) -> None:
    found = components(case)[purl]
    assert (found.scope, found.depth, found.paths) == (scope, depth, (path,))
