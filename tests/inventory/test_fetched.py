"""The caches of yarn, bun, Deno, Gradle and Pub: only the very package that the lockfile means tells a licence."""

import base64
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copyfair import inventory
from copyfair.inventory.caches import Cache
from copyfair.inventory.model import Inventory


def put(place: Path, data: str | bytes) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data if isinstance(data, bytes) else data.encode())
    return place


def zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()


def manifest(name: str, version: str, licence: str) -> str:
    return json.dumps({"name": name, "version": version, "license": licence})


def packed(name: str, version: str, licence: str) -> bytes:
    return zipped({f"node_modules/{name}/package.json": manifest(name, version, licence)})


def berry(name: str, version: str, archive: bytes) -> str:
    lock = f'"{name}@npm:{version}":\n  version: {version}\n  resolution: "{name}@npm:{version}"\n'
    return f"{lock}  checksum: 10c0/{hashlib.sha512(archive).hexdigest()}\n  linkType: hard\n"


def integrity(text: str) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(text.encode()).digest()).decode()


def licences(found: Inventory) -> dict[str, list[str]]:
    return {one.name: [claim.statements[0] for claim in one.claims] for one in found.third_party}


class TestYarn:
    HEAD = "__metadata:\n  version: 8\n\n"

    def test_an_archive_of_the_users_cache_has_the_hash_of_the_lockfile(self, tmp_path: Path) -> None:
        flour, sand = packed("@mill/flour", "1.2.0", "MIT"), packed("@mill/flour", "1.2.0", "ISC")
        put(tmp_path / "mill/yarn.lock", self.HEAD + berry("@mill/flour", "1.2.0", flour))
        cache = Cache("yarn", tmp_path / "cache")
        put(cache.folder / "@mill-flour-npm-1.2.0-0123456789-8.zip", sand)
        assert licences(inventory.read(tmp_path / "mill", caches=[cache])) == {"@mill/flour": []}
        put(cache.folder / "@mill-flour-npm-1.2.0-0123456789-10c0.zip", flour)
        assert licences(inventory.read(tmp_path / "mill", caches=[cache])) == {"@mill/flour": ["MIT"]}

    def test_a_lockfile_without_hashes_is_not_looked_up(self, tmp_path: Path) -> None:
        flour = packed("flour", "1.2.0", "MIT")
        lock = "\n".join(line for line in berry("flour", "1.2.0", flour).split("\n") if "checksum" not in line)
        put(tmp_path / "mill/yarn.lock", self.HEAD + lock)
        put(tmp_path / "cache/flour-npm-1.2.0-0123456789-10c0.zip", flour)
        found = inventory.read(tmp_path / "mill", caches=[Cache("yarn", tmp_path / "cache")])
        assert licences(found) == {"flour": []}

    def test_the_projects_own_cache_tells_and_lists_nothing(self, tmp_path: Path) -> None:
        flour = packed("flour", "1.2.0", "MIT")
        put(tmp_path / "yarn.lock", self.HEAD + berry("flour", "1.2.0", flour))
        put(tmp_path / ".yarn/cache/flour-npm-1.2.0-0123456789-abcdef0123.zip", flour)
        put(tmp_path / ".yarn/cache/old-npm-1.0.0-0123456789-abcdef0123.zip", packed("old", "1.0.0", "ISC"))
        found = inventory.read(tmp_path)
        assert licences(found) == {"flour": ["MIT"]}
        assert found.problems == ()

    def test_another_archive_in_the_projects_cache_is_said(self, tmp_path: Path) -> None:
        put(tmp_path / "yarn.lock", self.HEAD + berry("flour", "1.2.0", packed("flour", "1.2.0", "MIT")))
        put(tmp_path / ".yarn/cache/flour.zip", packed("flour", "1.2.0", "ISC"))
        found = inventory.read(tmp_path)
        assert licences(found) == {"flour": []}
        assert [(one.code, one.where) for one in found.problems] == [("archive-differs", ".yarn/cache/flour.zip")]


class TestBun:
    def lock(self, registry: str = "") -> str:
        return json.dumps(
            {"lockfileVersion": 1, "packages": {"flour": ["flour@1.2.0", registry, {}, integrity("flour")]}}
        )

    def test_the_usual_registry(self, tmp_path: Path) -> None:
        put(tmp_path / "mill/bun.lock", self.lock())
        put(tmp_path / "cache/flour@1.2.0@@@1/package.json", manifest("flour", "1.2.0", "MIT"))
        found = inventory.read(tmp_path / "mill", caches=[Cache("bun", tmp_path / "cache")])
        assert licences(found) == {"flour": ["MIT"]}

    def test_another_registry(self, tmp_path: Path) -> None:
        put(tmp_path / "mill/bun.lock", self.lock("https://npm.example/flour.tgz"))
        put(tmp_path / "cache/flour@1.2.0@@@1/package.json", manifest("flour", "1.2.0", "MIT"))
        found = inventory.read(tmp_path / "mill", caches=[Cache("bun", tmp_path / "cache")])
        assert licences(found) == {"flour": []}

    def test_it_is_not_asked_for_what_yarn_lists(self, tmp_path: Path) -> None:
        put(tmp_path / "mill/yarn.lock", '# yarn lockfile v1\nflour@^1.0.0:\n  version "1.2.0"\n')
        put(tmp_path / "cache/flour@1.2.0@@@1/package.json", manifest("flour", "1.2.0", "MIT"))
        found = inventory.read(tmp_path / "mill", caches=[Cache("bun", tmp_path / "cache")])
        assert licences(found) == {"flour": []}


class TestDeno:
    @pytest.fixture
    def project(self, tmp_path: Path) -> Path:
        lock = {"version": "5", "npm": {"@mill/flour@1.2.0": {"integrity": integrity("flour")}}}
        put(tmp_path / "mill/deno.lock", json.dumps(lock))
        return tmp_path / "mill"

    def fetch(self, home: Path, host: str, content: str, licence: str) -> None:
        place = home / "deno/npm" / host / "@mill/flour"
        put(place / "1.2.0/package.json", manifest("@mill/flour", "1.2.0", licence))
        put(place / "registry.json", json.dumps({"versions": {"1.2.0": {"dist": {"integrity": integrity(content)}}}}))

    def test_the_registry_that_told_the_hash(self, project: Path, tmp_path: Path) -> None:
        self.fetch(tmp_path, "a.example", "sand", "ISC")
        self.fetch(tmp_path, "b.example", "flour", "MIT")
        found = inventory.read(project, caches=[Cache("deno", tmp_path / "deno")])
        assert licences(found) == {"@mill/flour": ["MIT"]}

    @pytest.mark.parametrize("told", ["", "[]", '{"versions": []}', '{"versions": {"1.2.0": {"dist": 3}}}'])
    def test_what_told_no_hash_tells_nothing(self, project: Path, tmp_path: Path, told: str) -> None:
        self.fetch(tmp_path, "a.example", "flour", "MIT")
        put(tmp_path / "deno/npm/a.example/@mill/flour/registry.json", told)
        found = inventory.read(project, caches=[Cache("deno", tmp_path / "deno")])
        assert licences(found) == {"@mill/flour": []}


class TestGradle:
    ABOVE = "<parent><groupId>org.mill</groupId><artifactId>{}</artifactId><version>1.2.0</version></parent>"
    LICENCE = "<licenses><license><name>{}</name></license></licenses>"

    def fetch(self, home: Path, artifact: str, content: str) -> Path:
        pom = f"<project><groupId>org.mill</groupId><artifactId>{artifact}</artifactId><version>1.2.0</version>{content}</project>"
        folder = hashlib.sha1(pom.encode()).hexdigest().lstrip("0")
        return put(home / f"files-2.1/org.mill/{artifact}/1.2.0/{folder}/{artifact}-1.2.0.pom", pom)

    @pytest.fixture
    def project(self, tmp_path: Path) -> Path:
        put(tmp_path / "mill/gradle.lockfile", "org.mill:flour:1.2.0=runtimeClasspath\nempty=\n")
        return tmp_path / "mill"

    def told(self, project: Path, home: Path) -> list[str]:
        return licences(inventory.read(project, caches=[Cache("gradle", home / "files-2.1")]))["org.mill:flour"]

    def test_the_licence_of_a_parent(self, project: Path, tmp_path: Path) -> None:
        self.fetch(tmp_path, "flour", self.ABOVE.format("top"))
        self.fetch(tmp_path, "top", self.LICENCE.format("MIT"))
        assert self.told(project, tmp_path) == ["MIT"]

    def test_of_two_repositories_none_is_chosen(self, project: Path, tmp_path: Path) -> None:
        self.fetch(tmp_path, "flour", self.LICENCE.format("MIT"))
        assert self.told(project, tmp_path) == ["MIT"]
        self.fetch(tmp_path, "flour", self.LICENCE.format("ISC"))
        assert self.told(project, tmp_path) == []

    def test_a_file_that_was_changed_tells_nothing(self, project: Path, tmp_path: Path) -> None:
        file = self.fetch(tmp_path, "flour", self.LICENCE.format("MIT"))
        put(file, file.read_text("utf-8").replace("MIT", "ISC"))
        assert self.told(project, tmp_path) == []


class TestPub:
    SUM = hashlib.sha256(b"flour").hexdigest()

    def lock(self, source: str = "hosted") -> str:
        about = f'    description:\n      name: flour\n      sha256: "{self.SUM}"\n      url: "https://pub.example"\n'
        return f'packages:\n  flour:\n    dependency: "direct main"\n{about}    source: {source}\n    version: "1.2.0"\n'

    def fetch(self, home: Path, host: str, archive: bytes, text: str) -> None:
        put(home / f"hosted/{host}/flour-1.2.0/LICENSE", text)
        put(home / f"hosted-hashes/{host}/flour-1.2.0.sha256", hashlib.sha256(archive).hexdigest())

    def test_the_host_that_has_the_archive_of_the_lockfile(self, tmp_path: Path) -> None:
        put(tmp_path / "mill/pubspec.lock", self.lock())
        self.fetch(tmp_path / "pub", "a.example", b"sand", "Sand is not food.")
        self.fetch(tmp_path / "pub", "b.example", b"flour", "Bake what you like.")
        found = inventory.read(tmp_path / "mill", caches=[Cache("pub", tmp_path / "pub")])
        assert licences(found) == {"flour": ["Bake what you like."]}

    def test_what_comes_from_a_repository_is_not_looked_up(self, tmp_path: Path) -> None:
        put(tmp_path / "mill/pubspec.lock", self.lock("git"))
        self.fetch(tmp_path / "pub", "b.example", b"flour", "Bake what you like.")
        found = inventory.read(tmp_path / "mill", caches=[Cache("pub", tmp_path / "pub")])
        assert licences(found) == {"flour": []}


@pytest.mark.parametrize("kind", ["bun", "deno", "gem", "gradle", "pub", "yarn"])
def test_a_cache_that_holds_rubbish_costs_nothing_but_itself(tmp_path: Path, kind: str) -> None:
    put(tmp_path / "mill/Cargo.lock", "version = 3\n")
    put(tmp_path / "mill/yarn.lock", TestYarn.HEAD + berry("flour", "1.2.0", b"PK"))
    put(tmp_path / "mill/bun.lock", TestBun().lock())
    put(tmp_path / "mill/Gemfile.lock", "GEM\n  remote: https://gems.example/\n  specs:\n    flour (1.2.0)\n")
    put(tmp_path / "mill/pubspec.lock", TestPub().lock())
    put(tmp_path / "mill/gradle.lockfile", "org.mill:flour:1.2.0=runtimeClasspath\n")
    put(tmp_path / "mill/deno.lock", '{"version": "5", "npm": {"flour@1.2.0": {"integrity": "%s"}}}' % integrity("x"))
    home = tmp_path / "home"
    put(home / "flour-npm-1.2.0-0123456789-10c0.zip", b"PK")
    put(home / "flour@1.2.0@@@1/package.json", b"\xff{")
    put(home / "specifications/flour-1.2.0.gemspec", b"\xff")
    put(home / "npm/a.example/flour/registry.json/x", b"")
    put(home / "npm/a.example/flour/1.2.0/package.json", b"[")
    put(home / "org.mill/flour/1.2.0/0/flour-1.2.0.pom", b"<")
    put(home / "hosted/a.example/flour-1.2.0/LICENSE", b"\xff")
    put(home / "hosted-hashes/a.example/flour-1.2.0.sha256", b"\xff")
    found = inventory.read(tmp_path / "mill", caches=[Cache(kind, home)])
    assert all(not one.claims for one in found.third_party)
    assert len(found.third_party) == 4


ZIP = packed("flour", "1.2.0", "MIT")
SPEC = b'Gem::Specification.new do |s|\n  s.name = "flour".freeze\n  s.version = "1.2.0"\n  s.licenses = ["MIT".freeze]\nend\n'


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(0, 400), length=st.integers(0, 40), piece=st.binary(max_size=12))
def test_torn_packages_cost_nothing_but_themselves(tmp_path: Path, start: int, length: int, piece: bytes) -> None:
    def torn(data: bytes) -> bytes:
        return data[:start] + piece + data[start + length :]

    put(tmp_path / "mill/.yarn/cache/flour.zip", torn(ZIP))
    put(tmp_path / "mill/.yarn/cache/grain.zip", packed("grain", "2.0.1", "ISC"))
    put(tmp_path / "mill/yarn.lock", TestYarn.HEAD + berry("grain", "2.0.1", packed("grain", "2.0.1", "ISC")))
    put(tmp_path / "mill/vendor/specifications/flour-1.2.0.gemspec", torn(SPEC))
    put(tmp_path / "mill/vendor/gems/README", b"")
    found = inventory.read(tmp_path / "mill")
    assert licences(found)["grain"] == ["ISC"]
    assert set(licences(found)) <= {"flour", "grain"}
