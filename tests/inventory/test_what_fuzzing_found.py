"""What `benchmarks/fuzz.py` found, each as a case: files on which a reader once stopped, or seemed never to come back.

None of them asserts a time: before it was mended, each of the long ones took minutes, or years.
"""

import json
import sqlite3
import struct
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path, PurePosixPath

import pytest

from copyfair.toml import read_toml
from copyfair.errors import InputError
from copyfair.inventory.assemble import assemble
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import all_formats
from copyfair.inventory.model import Depth, Found
from copyfair.inventory.php import is_name
from copyfair.inventory.stanzas import stanzas
from copyfair.inventory.yarn_v1 import blocks
from copyfair.policy.foreign import read as read_policy
from copyfair.portfolio.ways import Ways
from copyfair.problem import Problem
from copyfair.settings import parse_settings

FORMATS = {found.name: found for found in all_formats()}


def read(root: Path, format_name: str, path: str, text: str) -> tuple[list[Found], list[Problem]]:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, "utf-8")
    items = list(FORMATS[format_name].read(Entry(root, PurePosixPath(path))))
    return [one for one in items if isinstance(one, Found)], [one for one in items if isinstance(one, Problem)]


def test_a_name_of_composer_without_its_maker_is_refused() -> None:
    assert not is_name("a" * 100)
    assert not is_name("a/" + "b" * 100 + "!")
    assert is_name("ma-k.er/na--me_1.2")
    assert not is_name("ma--ker/name")


def test_a_field_of_very_many_lines(tmp_path: Path) -> None:
    (one,) = stanzas("Package: a\nDescription: all\n" + " x\n" * 400_000)
    assert one.said("package") == "a"
    assert one.said("description") == "all" + "\nx" * 400_000


@pytest.mark.parametrize("line", ['"' + '\\"' * 400_000, "a" * 800_000 + '"'])
def test_a_quote_of_yarn_that_is_not_closed_is_no_entry(line: str) -> None:
    first, second = blocks(f'{line}:\n\na@1:\n  version "1.0.0"\n')
    assert first == 1
    assert not isinstance(second, int)
    assert second.fields == {"version": "1.0.0"}


@pytest.mark.parametrize("piece", ["/* ", '\\"'])
def test_a_lock_of_bun_in_which_nothing_is_closed_is_broken(tmp_path: Path, piece: str) -> None:
    with pytest.raises(Unreadable, match="broken JSON"):
        read(tmp_path, "bun.lock", "bun.lock", '{"packages": {"a' + piece * 300_000)


def test_a_comment_of_bun_that_is_not_closed_makes_no_whole_file(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="broken JSON"):
        read(tmp_path, "bun.lock", "bun.lock", '{"packages": {}} /* no end')


def test_a_licence_of_cargo_that_is_mostly_blanks(tmp_path: Path) -> None:
    text = f'[package]\nname = "a"\nversion = "1.0.0"\nlicense = "MIT{" " * 500_000}/ Apache-2.0"\n'
    (found,), problems = read(tmp_path, "Cargo.toml", "Cargo.toml", text)
    assert [claim.statements for claim in found.claims] == [("MIT", "Apache-2.0")]
    assert not problems


def test_a_key_of_pnpm_that_is_mostly_dots(tmp_path: Path) -> None:
    text = "lockfileVersion: '9.0'\npackages:\n  ? " + "." * 500_000 + "\n  : {}\n  a@1.0.0: {}\n"
    found, problems = read(tmp_path, "pnpm-lock.yaml", "pnpm-lock.yaml", text)
    assert "pkg:npm/a@1.0.0" in {one.purl for one in found}
    assert any("for a name" in problem.message for problem in problems)


def test_a_lock_of_deno_in_which_very_many_need_one_another_by_name(tmp_path: Path) -> None:
    count = 6_000
    packages = {f"p{number}@1.0.0": {"dependencies": [f"p{number + 1}"]} for number in range(count)}
    found, problems = read(tmp_path, "deno.lock", "deno.lock", json.dumps({"version": "5", "npm": packages}))
    needs = {one.name: [need.target for need in one.requires] for one in found}
    assert len(needs) == count
    assert needs["p7"] == ["pkg:npm/p8@1.0.0"]
    assert [f"p{count}" in problem.message for problem in problems] == [True]


def test_of_several_versions_in_a_lock_of_deno_the_first_is_taken(tmp_path: Path) -> None:
    npm = {"a@1.0.0": {}, "a@2.0.0_b@1.0.0": {}, "b@1.0.0": {"dependencies": ["a"]}, "c@1.0.0": {"dependencies": ["a@2.0.0_b@1.0.0"]}}
    found, _ = read(tmp_path, "deno.lock", "deno.lock", json.dumps({"version": "5", "npm": npm}))
    needs = {one.name: [need.target for need in one.requires] for one in found}
    assert needs["b"] == ["pkg:npm/a@1.0.0"]
    assert needs["c"] == ["pkg:npm/a@2.0.0"]


@pytest.mark.parametrize("line", ["group" + " " * 400_000, "gem 'a', " + "group: [" * 60_000, "group :test do\n" * 20_000])
def test_a_gemfile_without_an_end(tmp_path: Path, line: str) -> None:
    (tmp_path / "Gemfile").write_text(f"{line}\n" + "gem 'a'\n" * 20_000, "utf-8")
    text = "GEM\n  remote: https://gems.example/\n  specs:\n    a (1.0)\n\nDEPENDENCIES\n  a\n"
    found, problems = read(tmp_path, "Gemfile.lock", "Gemfile.lock", text)
    assert "pkg:gem/a@1.0" in {one.purl for one in found}
    assert not problems


@pytest.mark.parametrize("blank", [" ", "\u2028"])
def test_a_member_of_pnpm_whose_folder_is_a_blank(tmp_path: Path, blank: str) -> None:
    text = json.dumps({"lockfileVersion": "9.0", "importers": {".": {}, blank: {}}, "packages": {"a@1.0.0": {}}})
    found, problems = read(tmp_path, "pnpm-lock.yaml", "pnpm-lock.yaml", text)
    assert len({one.purl for one in found}) == 3
    assert not problems


def test_files_below_and_outside_of_the_folder_of_a_dep5_file(tmp_path: Path) -> None:
    heading = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
    text = heading + "".join(f"\nFiles: {files}\nCopyright: 2026 A\nLicense: MIT\n" for files in ("//", "src/*", "/src/x"))
    found, _ = read(tmp_path, "dep5-copyright", ".reuse/dep5", text)
    components, _ = assemble(found)
    assert components
    assert {statement for one in components for claim in one.claims for statement in claim.statements} == {"MIT"}


def test_empty_lines_are_no_document_of_spdx(tmp_path: Path) -> None:
    (tmp_path / "x.tag").write_text("\n" * 65_000, "utf-8")
    found = FORMATS["spdx-tag-value"]
    assert found.recognises is not None
    assert not found.recognises(Entry(tmp_path, PurePosixPath("x.tag")))
    (tmp_path / "x.tag").write_text("\n\n  SPDXVersion: SPDX-2.3\n", "utf-8")
    assert found.recognises(Entry(tmp_path, PurePosixPath("x.tag")))


@pytest.mark.parametrize("said", ["9" * 5000, "[" * 900 + "]" * 900])
def test_licences_that_are_no_licences_are_out_of_the_ordinary_for_the_quick_reader(said: str) -> None:
    one = f'{{"type": "library", "name": "a", "version": "1", "purl": "pkg:npm/a@1", "licenses": [{said}]}}'
    beginning = '"bomFormat": "CycloneDX", "specVersion": "1.6"'
    other = '{"type": "library", "name": "b", "version": "1", "purl": "pkg:npm/b@1"}'
    for document in (f'"components": [{one}]', f'"components": [{other}], "metadata": {{"component": {one}}}'):
        assert Ways().read("bom.json", f"{{{beginning}, {document}}}".encode()) is None


def test_a_number_without_end_is_out_of_the_ordinary_for_the_quick_reader_of_spdx() -> None:
    one = f'{{"SPDXID": "SPDXRef-a", "name": "a", "versionInfo": "1", "downloadLocation": "NONE", "x": {"9" * 5000}}}'
    document = (
        f'{{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "d", "packages": [{one}],'
        ' "documentDescribes": ["SPDXRef-a"]}'
    )
    assert Ways().read("sbom.spdx.json", document.encode()) is None


@pytest.mark.parametrize("field", ["require-license: *i", "allow: *i", "rules: [*i]"])
def test_a_policy_in_which_a_few_lines_stand_for_a_thousand_million(field: str) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{this}: &{this} [{', '.join([f'*{last}'] * 10)}]" for last, this in zip("abcdefgh", "bcdefghi", strict=True)]
    _, imported = read_policy("\n".join([*lines, field, ""]), ".grant.yaml")
    assert imported.allow == ()


@pytest.mark.parametrize("name", ["/:/\t/", "/ /", "a b", "a/b", "/"])
def test_a_name_that_a_package_url_would_lose_is_no_package_of_a_system(tmp_path: Path, name: str) -> None:
    found, problems = read(tmp_path, "apk-installed", "lib/apk/db/installed", f"P:{name}\nV:1\n\nP:a-1_b+\nV:2\n\n")
    assert [one.name for one in found] == ["a-1_b+"]
    assert [problem.code for problem in problems] == ["bad-entry"]


def test_a_composer_json_that_asks_for_very_many(tmp_path: Path) -> None:
    asked = {f"a/b{number}": "1.0.0" for number in range(60_000)}
    text = json.dumps({"name": "x/y", "require": {"A/B7": "=2.0.0", **asked}})
    found, problems = read(tmp_path, "composer.json", "composer.json", text)
    versions = {one.name: one.version for one in found}
    assert len(versions) == 60_001
    assert (versions["a/b6"], versions["a/b7"]) == ("1.0.0", "2.0.0")  # of two spellings the first counts
    assert not problems


@pytest.mark.parametrize("part", ["a.", "1 . ", '"x y"\t.', "'x'."])
def test_a_key_of_toml_of_very_many_parts_is_refused(tmp_path: Path, part: str) -> None:
    (tmp_path / "uv.lock").write_text(f"version = 1\n{part * 100_000}a = 1\n", "utf-8")
    with pytest.raises(Unreadable, match=r"a key of more than 200 parts \(at line 2\)"):
        Entry(tmp_path, PurePosixPath("uv.lock")).toml()
    with pytest.raises(InputError, match="a key of more than 200 parts"):
        parse_settings(part * 100_000 + "a = 1")


def test_dots_that_part_no_key_are_read() -> None:
    text = "a" + ".a" * 199 + " = 1\nb = '" + "x. y " * 1000 + "'\nc = [" + "1.5, " * 1000 + "]\n"
    read_ = read_toml(text)
    assert (len(read_["b"]), len(read_["c"])) == (5000, 1000)


def rpm_database(place: Path, fields: Sequence[tuple[int, int, int, int]], store: bytes) -> None:
    """A database of one package; a field is its tag, kind, place in the store, and number of values."""
    blob = struct.pack(">II", len(fields), len(store)) + b"".join(struct.pack(">IIiI", *field) for field in fields) + store
    place.parent.mkdir(parents=True)
    with closing(sqlite3.connect(place)) as base:
        base.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)")
        base.execute("INSERT INTO Packages VALUES (1, ?)", (blob,))
        base.commit()


def test_fields_of_rpm_that_stand_thousands_of_times(tmp_path: Path) -> None:
    fields = [(1000, 6, 0, 1), (1001, 6, 5, 1), *[(1000, 6, 7, 1)] * 60_000]
    rpm_database(tmp_path / "var/lib/rpm/rpmdb.sqlite", fields, b"oven\x001\x00other\x00" + b"x" * 4_000_000)
    (found,) = FORMATS["rpm-database"].read(Entry(tmp_path, PurePosixPath("var/lib/rpm/rpmdb.sqlite")))
    assert isinstance(found, Found)
    assert (found.name, found.version) == ("oven", "1")


def test_a_field_of_rpm_of_more_values_than_any_package_has(tmp_path: Path) -> None:
    fields = [(1000, 6, 0, 1), (1001, 6, 5, 1), (1047, 8, 7, 2_000_000)]
    rpm_database(tmp_path / "var/lib/rpm/rpmdb.sqlite", fields, b"oven\x001\x00" + b"\x00" * 3_000_000)
    (found,) = FORMATS["rpm-database"].read(Entry(tmp_path, PurePosixPath("var/lib/rpm/rpmdb.sqlite")))
    assert isinstance(found, Problem)
    assert found.code == "bad-entry"


@pytest.mark.parametrize(("level", "depth"), [("0", Depth.DIRECT), ("00", Depth.DIRECT), ("9" * 5000, Depth.TRANSITIVE)])
def test_a_level_of_rebar_of_very_many_digits(tmp_path: Path, level: str, depth: Depth) -> None:
    text = f'{{"1.2.0",\n[{{<<"oven">>,{{pkg,<<"oven">>,<<"1.0.0">>}},{level}}}]}}.\n'
    (found,), problems = read(tmp_path, "rebar.lock", "rebar.lock", text)
    assert found.depth is depth
    assert not problems
