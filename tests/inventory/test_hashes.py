"""The hashes that lockfiles have of archives: read from each, kept on the component where all agree."""

import base64
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copyfair import inventory
from copyfair.inventory import hashes
from copyfair.inventory.model import Hash

BYTES = {name: hashlib.new(name, b"flour") for name in ("sha1", "sha256", "sha512")}
HEX = {name: one.hexdigest() for name, one in BYTES.items()}
INTEGRITY = {name: f"{name}-{base64.b64encode(one.digest()).decode()}" for name, one in BYTES.items()}
OTHER = hashlib.sha256(b"sand").hexdigest()
ONE = (Hash("SHA-256", HEX["sha256"]),)
SHA512 = (Hash("SHA-512", HEX["sha512"]),)
SUM = f"sha256:{HEX['sha256']}"

LOCKS = {
    "uv.lock": (f'version = 1\n[[package]]\nname = "flour"\nversion = "1.2.0"\nsdist = {{ hash = "{SUM}" }}\n', ONE),
    "poetry.lock": (f'[[package]]\nname = "flour"\nversion = "1.2.0"\nfiles = [{{hash = "{SUM}"}}]\n', ONE),
    "pdm.lock": (f'[[package]]\nname = "flour"\nversion = "1.2.0"\nfiles = [{{hash = "{SUM}"}}]\n', ONE),
    "Pipfile.lock": (f'{{"default": {{"flour": {{"version": "==1.2.0", "hashes": ["{SUM}"]}}}}}}', ONE),
    "pylock.toml": (
        'lock-version = "1.0"\ncreated-by = "mill"\n[[packages]]\nname = "flour"\nversion = "1.2.0"\n[[packages.wheels]]\n'
        f'name = "flour-1.2.0-py3-none-any.whl"\nurl = "https://pypi.example/f.whl"\nhashes = {{sha256 = "{HEX["sha256"]}"}}\n',
        ONE,
    ),
    "package-lock.json": (
        f'{{"lockfileVersion": 3, "packages": {{"node_modules/flour": {{"version": "1.2.0", "integrity": "{INTEGRITY["sha512"]}"}}}}}}',
        SHA512,
    ),
    "npm-shrinkwrap.json": (
        f'{{"lockfileVersion": 1, "dependencies": {{"flour": {{"version": "1.2.0", "integrity": "{INTEGRITY["sha512"]}"}}}}}}',
        SHA512,
    ),
    "pnpm-lock.yaml": (
        f"lockfileVersion: '9.0'\npackages:\n  flour@1.2.0:\n    resolution: {{integrity: {INTEGRITY['sha512']}}}\n",
        SHA512,
    ),
    "yarn.lock": (
        f'# yarn lockfile v1\nflour@^1.0.0:\n  version "1.2.0"\n  integrity "{INTEGRITY["sha1"]} {INTEGRITY["sha512"]}"\n',
        (Hash("SHA-1", HEX["sha1"]), *SHA512),
    ),
    "bun.lock": (
        f'{{"lockfileVersion": 1, "packages": {{"flour": ["flour@1.2.0", "", {{}}, "{INTEGRITY["sha512"]}"]}}}}',
        SHA512,
    ),
    "deno.lock": (f'{{"version": "5", "npm": {{"flour@1.2.0": {{"integrity": "{INTEGRITY["sha512"]}"}}}}}}', SHA512),
    "Cargo.lock": (f'version = 3\n[[package]]\nname = "flour"\nversion = "1.2.0"\nchecksum = "{HEX["sha256"]}"\n', ONE),
    "Gemfile.lock": (
        f"GEM\n  specs:\n    flour (1.2.0)\n\nCHECKSUMS\n  flour (1.2.0) sha256={HEX['sha256']}\n",
        ONE,
    ),
    "pubspec.lock": (
        f'packages:\n  flour:\n    description: {{sha256: "{HEX["sha256"]}"}}\n    source: hosted\n    version: "1.2.0"\n',
        ONE,
    ),
    "composer.lock": (
        f'{{"packages": [{{"name": "mill/flour", "version": "1.2.0", "dist": {{"shasum": "{HEX["sha1"]}"}}}}]}}',
        (Hash("SHA-1", HEX["sha1"]),),
    ),
    "mix.lock": (
        f'%{{\n  "flour": {{:hex, :flour, "1.2.0", "{OTHER}", [:mix], [], "hexpm", "{HEX["sha256"]}"}},\n}}\n',
        ONE,
    ),
    "rebar.lock": (
        '{"1.2.0",\n[{<<"flour">>,{pkg,<<"flour">>,<<"1.2.0">>},0}]}.\n[\n{pkg_hash,[\n '
        f'{{<<"flour">>, <<"{OTHER.upper()}">>}}]}},\n{{pkg_hash_ext,[\n {{<<"flour">>, <<"{HEX["sha256"].upper()}">>}}]}}\n].\n',
        ONE,
    ),
    "requirements.txt": (f"flour==1.2.0 \\\n    --hash={SUM} \\\n    --hash=md5:00\n", ONE),
    "pixi.lock": (
        "version: 6\nenvironments: {}\npackages:\n- conda: https://mill.example/linux-64/flour-1.2.0-h0_0.conda\n"
        f"  sha256: {HEX['sha256']}\n",
        ONE,
    ),
    "conda-lock.yml": (
        "version: 1\npackage:\n- {name: flour, version: 1.2.0, manager: conda, platform: linux-64, hash: {md5: '00', sha256: "
        f"{HEX['sha256']}}}}}\n",
        ONE,
    ),
    "conda-meta/flour.json": (f'{{"name": "flour", "version": "1.2.0", "sha256": "{HEX["sha256"]}"}}', ONE),
    "gradle/verification-metadata.xml": (
        '<verification-metadata><components><component group="mill" name="flour" version="1.2.0"><artifact '
        f'name="flour-1.2.0.jar"><sha256 value="{HEX["sha256"]}"/></artifact><artifact name="flour-1.2.0.pom"><sha256 '
        f'value="{OTHER}"/></artifact></component></components></verification-metadata>',
        ONE,
    ),
}


def put(place: Path, text: str) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")
    return place


@pytest.mark.parametrize("name", sorted(LOCKS))
def test_each_lockfile_gives_its_hashes(tmp_path: Path, name: str) -> None:
    text, expected = LOCKS[name]
    put(tmp_path / name, text)
    (one,) = (one for one in inventory.read(tmp_path).components if one.name.endswith("flour") or one.name == "mill:flour")
    assert one.hashes == expected


def test_two_lockfiles_may_know_different_hashes_of_one_archive(tmp_path: Path) -> None:
    put(tmp_path / "package-lock.json", LOCKS["package-lock.json"][0].replace(INTEGRITY["sha512"], INTEGRITY["sha1"]))
    put(tmp_path / "pnpm-lock.yaml", LOCKS["pnpm-lock.yaml"][0])
    (one,) = (one for one in inventory.read(tmp_path).third_party)
    assert one.hashes == (Hash("SHA-1", HEX["sha1"]), *SHA512)


def test_where_two_lockfiles_mean_different_archives_none_is_kept(tmp_path: Path) -> None:
    put(tmp_path / "uv.lock", LOCKS["uv.lock"][0])
    put(tmp_path / "poetry.lock", LOCKS["poetry.lock"][0].replace(HEX["sha256"], OTHER))
    (one,) = inventory.read(tmp_path).third_party
    assert one.hashes == ()


def test_several_archives_of_one_version_are_all_kept(tmp_path: Path) -> None:
    wheels = f'wheels = [{{ hash = "sha256:{OTHER}" }}, {{ hash = "{SUM}" }}]\n'
    put(tmp_path / "uv.lock", LOCKS["uv.lock"][0] + wheels)
    (one,) = inventory.read(tmp_path).third_party
    assert one.hashes == tuple(sorted((*ONE, Hash("SHA-256", OTHER))))


def test_the_archives_of_all_platforms_are_kept_beside_the_one_that_is_installed(tmp_path: Path) -> None:
    one, other = (
        f"- conda: https://mill.example/{platform}/flour-1.2.0-h0_0.conda\n  sha256: {value}\n"
        for platform, value in (("linux-64", HEX["sha256"]), ("osx-64", OTHER))
    )
    put(tmp_path / "pixi.lock", f"version: 6\nenvironments: {{}}\npackages:\n{one}{other}")
    put(tmp_path / "conda-meta/flour.json", LOCKS["conda-meta/flour.json"][0])
    (flour,) = inventory.read(tmp_path).third_party
    assert flour.hashes == tuple(sorted((*ONE, Hash("SHA-256", OTHER))))


def test_what_is_the_hash_of_no_archive_is_not_kept(tmp_path: Path) -> None:
    sums = base64.b64encode(BYTES["sha512"].digest()).decode()
    put(
        tmp_path / "packages.lock.json",
        f'{{"version": 1, "dependencies": {{"net8.0": {{"flour": {{"type": "Direct", "resolved": "1.2.0", "contentHash": "{sums}"}}}}}}}}',
    )
    put(tmp_path / "go.sum", "mill.example/flour v1.2.0 h1:" + base64.b64encode(BYTES["sha256"].digest()).decode() + "\n")
    assert [one.hashes for one in inventory.read(tmp_path).third_party] == [(), ()]


@given(st.binary(max_size=200), st.sampled_from(["sha1", "sha256", "sha384", "sha512"]))
def test_integrity_is_the_hash_in_another_spelling(data: bytes, name: str) -> None:
    made = hashlib.new(name, data)
    text = f"{name}-{base64.b64encode(made.digest()).decode()}?option"
    (one,) = hashes.from_integrity(text)
    assert one.value == made.hexdigest()
    assert hashes.is_of(data, (one,), one.algorithm)
    assert not hashes.is_of(data, (one,), "yarn")
    assert hashes.from_prefixed([f"{name}:{made.hexdigest().upper()}"]) == (one,)
    assert not hashes.is_of(data + b"x", (one,), one.algorithm)


@given(st.text(max_size=120) | st.none() | st.integers() | st.lists(st.text(max_size=5)))
def test_what_is_no_hash_is_none(value: object) -> None:
    for found in (hashes.from_integrity(value), hashes.from_hex("SHA-256", value), hashes.from_prefixed([value])):
        assert all(set(one.value) <= set("0123456789abcdef") and len(one.value) >= 40 for one in found)
