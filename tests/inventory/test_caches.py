"""What package managers have fetched tells the licences of what lockfiles list, and nothing else."""

import hashlib
import os
from pathlib import Path

import pytest

from copyfair import inventory
from copyfair.inventory.caches import KINDS, Cache
from copyfair.inventory.model import Inventory

ARCHIVE = "the archive of {} {}"
"""Stands for what Cargo fetches; only its hash counts."""


def checksum(name: str, version: str) -> str:
    return hashlib.sha256(ARCHIVE.format(name, version).encode()).hexdigest()


LOCK = f"""version = 3
[[package]]
name = "mill"
version = "1.0.0"
dependencies = ["gears", "sails"]
[[package]]
name = "gears"
version = "1.2.0"
source = "registry+https://crates.example/index"
checksum = "{checksum("gears", "1.2.0")}"
[[package]]
name = "sails"
version = "2.0.0"
source = "registry+https://crates.example/index"
checksum = "{checksum("sails", "2.0.0")}"
"""
SUM = "gears.example/Big/gears v1.2.0 h1:abc=\ngears.example/Big/gears v1.2.0/go.mod h1:abc=\n"
MOD = "module mill.example/mill\ngo 1.22\nrequire gears.example/Big/gears v1.2.0\n"
NUGET = '{"version": 1, "dependencies": {"net8.0": {"Gears.Big": {"type": "Direct", "resolved": "1.2.0"}}}}'
NUSPEC = (
    '<package><metadata><id>Gears.Big</id><version>1.2.0</version><license type="expression">MIT</license>'
    "</metadata></package>"
)


def put(place: Path, text: str) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")
    return place


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "mill"
    put(root / "Cargo.lock", LOCK)
    put(root / "Cargo.toml", '[package]\nname = "mill"\nversion = "1.0.0"\n[dependencies]\ngears = "1"\nsails = "2"\n')
    put(root / "go.mod", MOD)
    put(root / "go.sum", SUM)
    put(root / "packages.lock.json", NUGET)
    return root


def crate(home: Path, name: str, version: str, licence: str, index: str = "index.example-1a2b") -> Path:
    registry = home / ".cargo" / "registry"
    put(registry / "cache" / index / f"{name}-{version}.crate", ARCHIVE.format(name, version))
    folder = registry / "src" / index / f"{name}-{version}"
    put(folder / "Cargo.toml", f'[package]\nname = "{name}"\nversion = "{version}"\nlicense = "{licence}"\n')
    return folder


def caches(home: Path) -> list[Cache]:
    folders = {"cargo": ".cargo", "golang": "go/pkg/mod", "maven": ".m2/repository", "nuget": ".nuget"}
    folders |= {"bun": ".bun", "deno": ".deno", "gem": "gems", "gradle": ".gradle", "pub": ".pub", "yarn": ".yarn"}
    return [Cache(kind, home / folder) for kind, folder in folders.items()]


def said(found: Inventory) -> dict[str, list[tuple]]:
    return {
        one.purl: [(claim.statements[0][:20], claim.source.file) for claim in one.claims]
        for one in found.components
        if "mill" not in one.purl and "stdlib" not in one.purl
    }


def test_each_cache_tells_what_the_lockfile_does_not(project: Path, tmp_path: Path) -> None:
    folder = crate(tmp_path, "gears", "1.2.0", "MIT OR Apache-2.0")
    put(folder / "LICENSE-MIT", "Do what you like with gears.")
    put(tmp_path / "go/pkg/mod/gears.example/!big/gears@v1.2.0/LICENSE", "Turn them as you like.")
    put(tmp_path / ".nuget/gears.big/1.2.0/gears.big.nuspec", NUSPEC)
    assert said(inventory.read(project, caches=caches(tmp_path))) == {
        "pkg:cargo/gears@1.2.0": [
            ("MIT OR Apache-2.0", ".cargo/registry/src/index.example-1a2b/gears-1.2.0/Cargo.toml"),
            ("Do what you like wit", ".cargo/registry/src/index.example-1a2b/gears-1.2.0/LICENSE-MIT"),
        ],
        "pkg:cargo/sails@2.0.0": [],
        "pkg:golang/gears.example/Big/gears@v1.2.0": [
            ("Turn them as you lik", "mod/gears.example/!big/gears@v1.2.0/LICENSE")
        ],
        "pkg:nuget/Gears.Big@1.2.0": [("MIT", ".nuget/gears.big/1.2.0/gears.big.nuspec")],
    }


def test_the_licence_of_a_parent_counts_for_maven(tmp_path: Path) -> None:
    """The POM lies in the local repository, and so does its parent, which has the licence."""
    coordinates = "<groupId>org.gears</groupId><artifactId>{}</artifactId><version>1.2.0</version>"
    wanted = coordinates.format("gears")
    project = "<project><groupId>mill</groupId><artifactId>mill</artifactId><version>1</version>"
    root = tmp_path / "mill"
    put(root / "pom.xml", f"{project}<dependencies><dependency>{wanted}</dependency></dependencies></project>")
    above = f"<parent>{coordinates.format('top')}</parent>"
    store = tmp_path / ".m2/repository/org/gears"
    put(store / "gears/1.2.0/gears-1.2.0.pom", f"<project>{above}<artifactId>gears</artifactId></project>")
    licences = "<licenses><license><name>Apache-2.0</name></license></licenses>"
    put(store / "top/1.2.0/top-1.2.0.pom", f"<project>{coordinates.format('top')}{licences}</project>")
    assert said(inventory.read(root, caches=caches(tmp_path))) == {
        "pkg:maven/org.gears/gears@1.2.0": [("Apache-2.0", "repository/org/gears/top/1.2.0/top-1.2.0.pom")]
    }


def test_a_cache_lists_nothing_and_what_is_said_already_stands(project: Path, tmp_path: Path) -> None:
    crate(tmp_path, "gears", "9.9.9", "MIT")
    crate(tmp_path, "other", "1.0.0", "MIT")
    before = inventory.read(project)
    assert inventory.read(project, caches=caches(tmp_path)) == before
    assert len(before.components) > 3


def test_a_crate_that_calls_itself_another_tells_nothing(project: Path, tmp_path: Path) -> None:
    folder = crate(tmp_path, "gears", "1.2.0", "MIT")
    put(folder / "Cargo.toml", '[package]\nname = "wheels"\nversion = "1.2.0"\nlicense = "MIT"\n')
    assert said(inventory.read(project, caches=caches(tmp_path)))["pkg:cargo/gears@1.2.0"] == []


def test_another_archive_of_the_same_name_and_version_tells_nothing(project: Path, tmp_path: Path) -> None:
    crate(tmp_path, "gears", "1.2.0", "MIT")
    put(tmp_path / ".cargo/registry/cache/index.example-1a2b/gears-1.2.0.crate", "a fork of it")
    assert said(inventory.read(project, caches=caches(tmp_path)))["pkg:cargo/gears@1.2.0"] == []
    crate(tmp_path, "gears", "1.2.0", "ISC", index="other.example-9f9f")
    assert said(inventory.read(project, caches=caches(tmp_path)))["pkg:cargo/gears@1.2.0"] == [
        ("ISC", ".cargo/registry/src/other.example-9f9f/gears-1.2.0/Cargo.toml")
    ]


def test_an_archive_that_is_not_unpacked_yet_tells_as_well(tmp_path: Path) -> None:
    archive = Path(__file__).parent / "crate/plain/tree/libs/flour-1.2.0.crate"
    fetched = tmp_path / ".cargo/registry/cache/index.example-1a2b/flour-1.2.0.crate"
    fetched.parent.mkdir(parents=True)
    fetched.write_bytes(archive.read_bytes())
    sum_ = hashlib.sha256(archive.read_bytes()).hexdigest()
    source = 'source = "registry+https://crates.example/index"'
    lock = f'version = 3\n[[package]]\nname = "flour"\nversion = "1.2.0"\n{source}\nchecksum = "{sum_}"\n'
    put(tmp_path / "mill/Cargo.lock", lock)
    place = ".cargo/registry/cache/index.example-1a2b/flour-1.2.0.crate!/flour-1.2.0"
    assert said(inventory.read(tmp_path / "mill", caches=caches(tmp_path))) == {
        "pkg:cargo/flour@1.2.0": [
            ("Or with it.\n", f"{place}/terms.txt"),
            ("Bake what you like w", f"{place}/LICENSE-MIT"),
        ]
    }


@pytest.mark.parametrize("source", ["git+https://git.example/gears#0123", ""])
def test_what_comes_from_git_or_a_folder_is_not_what_a_registry_has(tmp_path: Path, source: str) -> None:
    """The fork may have any licence; whoever took the registry's for it would permit what nobody permitted."""
    crate(tmp_path, "gears", "1.2.0", "MIT")
    line = f'source = "{source}"\n' if source else ""
    put(tmp_path / "mill/Cargo.lock", f'version = 3\n[[package]]\nname = "gears"\nversion = "1.2.0"\n{line}')
    assert said(inventory.read(tmp_path / "mill", caches=caches(tmp_path))) == {"pkg:cargo/gears@1.2.0": []}


def test_of_a_registry_and_git_under_one_name_nothing_is_told(tmp_path: Path) -> None:
    crate(tmp_path, "gears", "1.2.0", "MIT")
    head = '[[package]]\nname = "gears"\nversion = "1.2.0"\n'
    first = f'source = "registry+https://crates.example/index"\nchecksum = "{checksum("gears", "1.2.0")}"\n'
    put(tmp_path / "mill/Cargo.lock", f'version = 3\n{head}{first}{head}source = "git+https://git.example/gears#0"\n')
    assert said(inventory.read(tmp_path / "mill", caches=caches(tmp_path))) == {"pkg:cargo/gears@1.2.0": []}


def test_the_first_version_of_the_lock_has_its_sums_at_the_end(tmp_path: Path) -> None:
    crate(tmp_path, "gears", "1.2.0", "MIT")
    source = "registry+https://crates.example/index"
    lock = f'[[package]]\nname = "gears"\nversion = "1.2.0"\nsource = "{source}"\n[metadata]\n'
    put(tmp_path / "mill/Cargo.lock", f'{lock}"checksum gears 1.2.0 ({source})" = "{checksum("gears", "1.2.0")}"\n')
    assert [one[0] for one in said(inventory.read(tmp_path / "mill", caches=caches(tmp_path)))["pkg:cargo/gears@1.2.0"]] == ["MIT"]


def test_a_package_url_with_qualifiers_comes_from_elsewhere(tmp_path: Path) -> None:
    put(tmp_path / "go/pkg/mod/gears.example/gears@v1.2.0/LICENSE", "Turn them as you like.")
    bill = (
        '{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "gears", "version": '
        '"v1.2.0", "purl": "pkg:golang/gears.example/gears@v1.2.0?vcs_url=git%2Bhttps://git.example/fork"}]}'
    )
    put(tmp_path / "mill/bom.cdx.json", bill)
    (claims,) = said(inventory.read(tmp_path / "mill", caches=caches(tmp_path))).values()
    assert claims == []


def test_a_broken_package_in_a_cache_is_said_and_costs_itself_only(project: Path, tmp_path: Path) -> None:
    put(crate(tmp_path, "gears", "1.2.0", "MIT") / "Cargo.toml", "[package")
    crate(tmp_path, "sails", "2.0.0", "ISC")
    found = inventory.read(project, caches=caches(tmp_path))
    assert said(found)["pkg:cargo/sails@2.0.0"] == [
        ("ISC", ".cargo/registry/src/index.example-1a2b/sails-2.0.0/Cargo.toml")
    ]
    (problem,) = (one for one in found.problems if "gears-1.2.0" in one.where)
    assert problem.code == "bad-syntax"


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
def test_no_link_leads_out_of_a_cache(project: Path, tmp_path: Path) -> None:
    folder = crate(tmp_path, "gears", "1.2.0", "MIT")
    secret = put(tmp_path / "secret", "A secret that is no licence.")
    (folder / "LICENSE").symlink_to(secret)
    found = inventory.read(project, caches=caches(tmp_path))
    assert all("secret" not in text for claims in said(found).values() for text, _ in claims)


@pytest.mark.parametrize("name", ["../../gears", "..", "a/../../b", "/etc"])
def test_names_lead_nowhere_else(tmp_path: Path, name: str) -> None:
    root = tmp_path / "mill"
    put(root / "go.mod", f"module m\nrequire {name} v1.0.0\n")
    put(root / "packages.lock.json", NUGET.replace("Gears.Big", name.replace("\\", "")))
    put(tmp_path / "LICENSE", "A text outside.")
    found = inventory.read(root, caches=caches(tmp_path))
    assert all("outside" not in text for claims in said(found).values() for text, _ in claims)


def test_every_kind_that_is_read_can_be_given(tmp_path: Path) -> None:
    assert {cache.kind for cache in caches(tmp_path)} == set(KINDS)
