"""What golden files do not show about the Python and text formats."""

import os
from collections.abc import Iterable
from email.parser import BytesHeaderParser
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.requirements import Requirement

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format, copyfair_toml, license_file, pyproject_toml, requirements_txt, site_packages, spdx_tag
from copyfair.inventory.headers import read_headers
from copyfair.inventory.markers import Markers
from copyfair.inventory.model import Combine, Depth, Found, Origin, Scope, Source, Standing
from copyfair.inventory.paths import origin_of, place
from copyfair.inventory.problems import shown
from copyfair.inventory.python import canonical, is_name, is_version, pypi, scope_of, stated_claims, wanted
from copyfair.inventory.texts import MOST_TEXT_BYTES, is_licence_name, licence_files, primary_name, text_claims
from copyfair.problem import Problem


def split(items: Iterable[object]) -> tuple[dict[str, Found], list[Problem]]:
    found, problems = {}, []
    for item in items:
        if isinstance(item, Problem):
            problems.append(item)
        else:
            assert isinstance(item, Found)
            found[item.purl] = item
    return found, problems


def write(root: Path, path: str, content: str | bytes) -> Path:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content.encode() if isinstance(content, str) else content)
    return target


def install(root: Path, name: str, version: str = "1", *lines: str, requested: bool = False) -> Path:
    head = "\n".join(["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", *lines])
    metadata = write(root, f"{name}-{version}.dist-info/METADATA", f"{head}\n\nA description.\n")
    if requested:
        write(root, f"{name}-{version}.dist-info/REQUESTED", "")
    return metadata


def environment(root: Path) -> tuple[dict[str, Found], list[Problem]]:
    return split(site_packages.read_environment(Entry(root, PurePosixPath())))


def read_file(fmt: Format, root: Path, path: str) -> tuple[dict[str, Found], list[Problem]]:
    return split(fmt.read(Entry(root, PurePosixPath(path), format_name=fmt.name)))


def targets(found: Found) -> list[str]:
    return [requirement.target.removeprefix("pkg:pypi/") for requirement in found.requires]


# The head of METADATA


@given(st.binary(max_size=2000))
def test_header_reader_never_raises_and_counts_lines_within_the_data(data: bytes) -> None:
    for fields in read_headers(data).values():
        assert all(1 <= line <= data.count(b"\n") + data.count(b"\r") + 1 for _, line in fields)


@given(st.lists(st.sampled_from([b"License: MIT", b" more", b"\tmore", b"Name: x", b"", b"junk", b"Requires-Dist:a", b":", b"License-File: L\r"])))
def test_header_reader_stops_at_the_first_empty_line(lines: list[bytes]) -> None:
    head = b"\n".join(lines)
    assert read_headers(head + b"\n\nName: body\nLicense: body\n") == read_headers(head + b"\n\n")


VALUE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)


@given(st.lists(st.tuples(st.sampled_from(["Name", "Version", "License", "Requires-Dist", "License-File", "Author"]), VALUE), max_size=12))
def test_header_reader_agrees_with_the_standard_library(fields: list[tuple[str, str]]) -> None:
    data = "".join(f"{name}: {value}\n" for name, value in fields).encode() + b"\nbody\n"
    ours = {name: [value for value, _ in found] for name, found in read_headers(data).items()}
    message = BytesHeaderParser().parsebytes(data)
    theirs = {name.lower(): [str(value) for value in message.get_all(name)] for name in message if name != "Author"}
    assert ours == theirs


def test_continued_lines_of_every_custom_make_one_value() -> None:
    data = b"License: One\n        two\n       |three\nfour, not indented\nAuthor: x\n y\nVersion: 1\n"
    assert read_headers(data) == {"license": [("One\ntwo\nthree\nfour, not indented", 1)], "version": [("1", 7)]}


# What a licence field means


def claims(expression: str = "", licence: str = "", classifiers: Iterable[str] = ()) -> list[tuple[str, tuple[str, ...], bool, Combine]]:
    found = stated_claims(expression, licence, classifiers, lambda field: Source(file="M", field=field))
    return [(claim.source.field, claim.statements, claim.is_text, claim.combine) for claim in found]


def test_an_expression_takes_the_place_of_the_licence_field() -> None:
    assert claims("PPL", "MIT") == [("License-Expression", ("PPL",), False, Combine.ONE)]


@pytest.mark.parametrize("nothing", ["", "UNKNOWN", " unknown ", "\n"])
def test_an_empty_expression_does_not_hide_the_licence_field(nothing: str) -> None:
    assert claims(nothing, "MIT") == [("License", ("MIT",), False, Combine.ONE)]
    assert claims("", nothing) == []


def test_a_long_or_broken_licence_field_is_a_text() -> None:
    assert claims("", "a\nb")[0][2] is True
    assert claims("", "x" * 201)[0][2] is True
    assert claims("", "x" * 200)[0][2] is False


def test_classifiers_stay_beside_an_expression_and_are_one_claim() -> None:
    two = ["License :: OSI Approved", "License :: OSI Approved :: MIT License", "License ::  Public Domain", "Topic :: License :: x"]
    assert claims("PPL", "", two)[1] == (
        "Classifier",
        ("License :: OSI Approved :: MIT License", "License :: Public Domain"),
        False,
        Combine.UNDEFINED,
    )


def test_the_umbrella_classifier_counts_only_when_alone() -> None:
    umbrella = ["License :: OSI Approved"]
    assert claims("", "", umbrella) == [("Classifier", ("License :: OSI Approved",), False, Combine.ONE)]
    assert [field for field, *_ in claims("", "BSD", umbrella)] == ["License"]


# Markers and extras


def test_markers_are_worked_out_for_the_python_of_the_environment(tmp_path: Path) -> None:
    root = tmp_path / "lib/python3.7/site-packages"
    install(root, "asks", "1", "Requires-Dist: old; python_version < '3.8'", "Requires-Dist: new; python_version >= '3.8'")
    found, problems = environment(root)
    assert targets(found["pkg:pypi/asks@1"]) == ["old"]
    assert problems == []


def test_the_environment_of_copyfair_itself_counts_where_the_path_tells_nothing() -> None:
    assert Markers().holds("python_version >= '3.11'", frozenset())
    assert not Markers("3.7").holds("python_version >= '3.11'", frozenset())


@pytest.mark.parametrize(
    ("marker", "extras", "holds"),
    [
        ("", [], True),
        ("extra == 'a'", [], False),
        ("extra == 'a'", ["a"], True),
        ('extra == "A_b"', ["a-b"], True),
        ("extra == 'a' and python_version < '3'", ["a"], False),
        ("(extra == 'a') and python_version > '3'", ["a"], True),
        ("extra == 'a' or extra == 'b'", ["b"], True),
        ("extra == 'a' or python_version > '3'", [], True),
        ("extra != 'a'", [], True),
        ("python_version > '3' and (extra == 'a' or extra == 'b')", ["b"], True),
        ("python_version > '3' and (extra == 'a' or extra == 'b')", ["c"], False),
    ],
)
def test_extras_in_markers(marker: str, extras: list[str], holds: bool) -> None:
    assert Markers("3.12").holds(marker, frozenset(extras)) is holds


@pytest.mark.parametrize("marker", ["nonsense", "python_version", "(" * 3000, "x" * 5000, "python_version < '9' and"])
def test_a_broken_marker_is_said_to_be_one(marker: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Markers().holds(marker, frozenset())


def test_extras_bring_in_edges_through_a_chain(tmp_path: Path) -> None:
    install(tmp_path, "app", "1", "Requires-Dist: web[Fast]")
    install(tmp_path, "web", "1", "Requires-Dist: loop[c]; extra == 'fast'", "Requires-Dist: tls; extra == 'tls'")
    install(tmp_path, "loop", "1", "Requires-Dist: c-part; extra == 'c'", "Requires-Dist: gone; extra == 'c'", "Requires-Dist: web")
    install(tmp_path, "c_part", "1")
    install(tmp_path, "tls", "1")
    found, problems = environment(tmp_path)
    assert {name.removeprefix("pkg:pypi/"): targets(one) for name, one in found.items()} == {
        "app@1": ["web@1"],
        "web@1": ["loop@1"],
        "loop@1": ["c-part@1", "web@1"],
        "c-part@1": [],
        "tls@1": [],
    }
    assert problems == []


def test_an_extra_that_asks_for_its_own_distribution_goes_round_once(tmp_path: Path) -> None:
    install(tmp_path, "web", "1", "Requires-Dist: web[fast]; extra == 'all'", "Requires-Dist: loop; extra == 'fast'")
    install(tmp_path, "loop", "1", "Requires-Dist: web[all]")
    found, _ = environment(tmp_path)
    assert targets(found["pkg:pypi/web@1"]) == ["loop@1"]


def test_only_what_was_asked_for_and_nothing_needs_is_direct(tmp_path: Path) -> None:
    install(tmp_path, "app", "1", "Requires-Dist: lib", requested=True)
    install(tmp_path, "lib", "1", requested=True)
    install(tmp_path, "left", "1")
    found, _ = environment(tmp_path)
    assert {one.name: one.depth for one in found.values()} == {"app": Depth.DIRECT, "lib": Depth.UNKNOWN, "left": Depth.UNKNOWN}


def test_two_installed_versions_leave_the_edge_open(tmp_path: Path) -> None:
    install(tmp_path, "app", "1", "Requires-Dist: lib")
    install(tmp_path, "lib", "1", "Requires-Dist: only-old")
    install(tmp_path, "lib", "2")
    found, _ = environment(tmp_path)
    assert targets(found["pkg:pypi/app@1"]) == ["lib"]
    assert (targets(found["pkg:pypi/lib@1"]), targets(found["pkg:pypi/lib@2"])) == (["only-old"], [])


def test_the_order_does_not_hang_on_the_order_of_the_disk(tmp_path: Path) -> None:
    for number in range(30):
        install(tmp_path, f"p{number}", "1", *(f"Requires-Dist: p{(number * 7 + step) % 30}" for step in range(5)))
    found, _ = environment(tmp_path)
    assert [one.source.file for one in found.values()] == sorted(one.source.file for one in found.values())
    assert all(list(one.requires) == sorted(one.requires) for one in found.values())


# Environments as the disk may have them


def test_a_folder_a_fifo_and_a_link_out_in_the_place_of_metadata(tmp_path: Path) -> None:
    root, outside = tmp_path / "env", write(tmp_path, "secret", "Name: secret\nVersion: 9\nLicense: MIT\n")
    (root / "folder-1.dist-info/METADATA").mkdir(parents=True)
    (root / "fifo-1.dist-info").mkdir()
    os.mkfifo(root / "fifo-1.dist-info/METADATA")
    (root / "link-1.dist-info").mkdir()
    (root / "link-1.dist-info/METADATA").symlink_to(outside)
    found, problems = environment(root)
    assert sorted(found) == ["pkg:pypi/fifo@1", "pkg:pypi/folder@1", "pkg:pypi/link@1"]
    assert all(one.claims == () for one in found.values())
    assert sorted((one.where, one.code) for one in problems) == [
        ("fifo-1.dist-info/METADATA", "not-a-file"),
        ("folder-1.dist-info/METADATA", "not-a-file"),
        ("link-1.dist-info/METADATA", "symlink-outside"),
    ]


def test_a_huge_description_costs_nothing_and_a_huge_head_is_a_problem(tmp_path: Path) -> None:
    described, headless = install(tmp_path, "described", "1", "License-Expression: PPL"), install(tmp_path, "headless", "1")
    with described.open("r+b") as stream:
        stream.truncate(100_000_000)
    headless.write_bytes(b"Name: headless\nVersion: 1\nLicense: MIT\nAuthor: ")
    with headless.open("r+b") as stream:
        stream.truncate(100_000_000)
    found, problems = environment(tmp_path)
    assert found["pkg:pypi/described@1"].claims[0].statements == ("PPL",)
    assert [(one.where, one.code) for one in problems] == [("headless-1.dist-info/METADATA", "file-too-large")]
    assert "pkg:pypi/headless@1" in found


def test_metadata_that_are_not_utf8_are_read(tmp_path: Path) -> None:
    write(tmp_path, "x-1.dist-info/METADATA", b"Name: x\nVersion: 1\nLicense: Caf\xe9\n")
    assert environment(tmp_path)[0]["pkg:pypi/x@1"].claims[0].statements == ("Café",)


def test_an_egg_info_folder_has_its_requirements_beside_it(tmp_path: Path) -> None:
    write(tmp_path, "crust-0.1.egg-info/PKG-INFO", "Name: crust\nVersion: 0.1\nLicense: PPL\n")
    write(tmp_path, "crust-0.1.egg-info/requires.txt", "oven\n\n[butter]\nbutter\n\n[:python_version < '3.0']\nold\n")
    write(tmp_path, "bare-2.egg-info/SOURCES.txt", "")
    write(tmp_path, "salt.egg/EGG-INFO/PKG-INFO", "Name: salt\nVersion: 7\n")
    found, problems = environment(tmp_path)
    assert targets(found["pkg:pypi/crust@0.1"]) == ["oven"]
    assert sorted(found) == ["pkg:pypi/bare@2", "pkg:pypi/crust@0.1", "pkg:pypi/salt@7"]
    assert [(one.where, one.code) for one in problems] == [("bare-2.egg-info/PKG-INFO", "missing-file")]


def test_nothing_of_an_environment_is_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    install(tmp_path, "evil")
    write(tmp_path, "evil.pth", f"import pathlib; pathlib.Path({str(mark)!r}).touch()\n")
    write(tmp_path, "evil/__init__.py", f"import pathlib; pathlib.Path({str(mark)!r}).touch()\n")
    assert list(environment(tmp_path)[0]) == ["pkg:pypi/evil@1"]
    assert not mark.exists()


def test_a_hostile_licence_file_field_reads_nothing_outside(tmp_path: Path) -> None:
    write(tmp_path, "secret", "nobody's business")
    root = tmp_path / "env"
    install(root, "x", "1", "License-File: ../../secret", f"License-File: {tmp_path}/secret", "License-File: a\0b", "License-File: .")
    found, problems = environment(root)
    assert found["pkg:pypi/x@1"].claims == ()
    assert sorted(one.code for one in problems) == ["bad-entry"] * 4


@pytest.mark.parametrize("folder", ["site-packages", "dist-packages"])
def test_environments_are_known_by_name(tmp_path: Path, folder: str) -> None:
    assert site_packages.matches(Entry(tmp_path, PurePosixPath("lib", folder)))
    assert not site_packages.matches(Entry(tmp_path, PurePosixPath("lib")))


def test_every_real_distribution_of_this_interpreter_is_read() -> None:
    from importlib.metadata import distributions

    found, _ = environment(Path(pytest.__file__).parent.parent)
    ours = {one.purl for one in found.values()}
    folder = Path(pytest.__file__).parent.parent
    theirs = {pypi(one.name, one.version) for one in distributions(path=[str(folder)])}
    assert ours == theirs
    assert len(ours) > 5


# requirements.txt


def test_files_that_include_one_another_end(tmp_path: Path) -> None:
    write(tmp_path, "requirements.txt", "-r requirements-b.txt\n-c requirements-b.txt\none\n")
    write(tmp_path, "requirements-b.txt", "-r requirements.txt\n--requirement=requirements-b.txt\ntwo==2\n")
    found, problems = read_file(requirements_txt.FORMAT, tmp_path, "requirements.txt")
    assert [one.name for one in found.values()] == [tmp_path.name, "two", "one"]
    assert found["pkg:pypi/two@2"].source.file == "requirements-b.txt"
    assert problems == []


def test_a_chain_of_too_many_files_is_a_problem(tmp_path: Path) -> None:
    for number in range(150):
        write(tmp_path, f"requirements-{number}.txt", f"-r requirements-{number + 1}.txt\n")
    write(tmp_path, "requirements-150.txt", "last\n")
    _, problems = read_file(requirements_txt.FORMAT, tmp_path, "requirements-0.txt")
    assert [one.code for one in problems] == ["too-deep"]


def test_prose_in_a_requirements_file_is_not_a_thousand_problems(tmp_path: Path) -> None:
    write(tmp_path, "requirements.txt", "this is not a requirement\n" * 1000)
    found, problems = read_file(requirements_txt.FORMAT, tmp_path, "requirements.txt")
    assert found == {}
    assert len(problems) == 21
    assert "980 more lines" in problems[-1].message


@pytest.mark.parametrize(
    ("name", "scope"),
    [
        ("requirements.txt", Scope.RUNTIME),
        ("requirements-dev.txt", Scope.DEV),
        ("dev-requirements.txt", Scope.DEV),
        ("test.requirements.txt", Scope.TEST),
        ("requirements_docs.txt", Scope.DEV),
        ("requirements-build.txt", Scope.BUILD),
        ("requirements-gpu.txt", Scope.RUNTIME),
        ("requirements/typing.txt", Scope.DEV),
    ],
)
def test_the_name_of_a_requirements_file_says_what_for(tmp_path: Path, name: str, scope: Scope) -> None:
    entry = Entry(tmp_path, PurePosixPath(name))
    assert requirements_txt.matches(entry)
    write(tmp_path, name, "oven\n")
    found, _ = read_file(requirements_txt.FORMAT, tmp_path, name)
    project = next(one for one in found.values() if one.origin is Origin.FIRST_PARTY)
    assert (project.home, [edge.scope for edge in project.requires]) == (".", [scope])


@pytest.mark.parametrize("name", ["constraints.txt", "requirements/constraints.txt", "readme.txt", "requirements.in", "myrequirements.txt"])
def test_other_text_files_are_left_alone(tmp_path: Path, name: str) -> None:
    assert not requirements_txt.matches(Entry(tmp_path, PurePosixPath(name)))


@given(st.text(max_size=300))
def test_a_requirements_file_of_any_text_is_read_to_its_end(text: str) -> None:
    class InMemory(Entry):
        data = text.encode("utf-8", "replace")

    try:
        items = list(requirements_txt.read(InMemory(Path("/nonexistent"), PurePosixPath("requirements.txt"))))
    except Unreadable as stop:
        assert stop.code == "bad-encoding"
    else:
        assert all(isinstance(item, Found | Problem) for item in items)


# Names, requirements, paths


@given(st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,20}[A-Za-z0-9])?", fullmatch=True))
def test_canonical_names_are_those_of_packaging(name: str) -> None:
    from packaging.utils import canonicalize_name

    assert canonical(name) == canonicalize_name(name)
    assert canonical(canonical(name)) == canonical(name)
    assert pypi(name) == pypi(canonical(name))
    assert is_name(name)


@given(st.text(max_size=200))
def test_a_requirement_of_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = wanted(text)
    except ValueError as error:
        assert str(error) == "not a requirement"
    else:
        assert is_name(found.name)


@pytest.mark.parametrize("value", [None, 3, [], {}, "x" * 5000, "a;" + "(" * 3000, "a==" + "9" * 3000])
def test_what_is_no_requirement_is_refused(value: object) -> None:
    try:
        found = wanted(value)
    except ValueError:
        return
    assert found.pin is None


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("x.txt", "a/b/x.txt"),
        ("../x.txt", "a/x.txt"),
        ("../..", "."),
        ("..\\x.txt", "a/x.txt"),
        ("../../../x", None),
        ("/etc/passwd", None),
        ("C:\\x", None),
        ("a\0b", None),
        ("", None),
        (3, None),
    ],
)
def test_paths_in_files_stay_inside(tmp_path: Path, path: object, where: str | None) -> None:
    assert place(Entry(tmp_path, PurePosixPath("a/b/file")), path) == where


def test_a_vendored_project_is_judged_whatever_its_manifest_says() -> None:
    assert origin_of(".") is Origin.FIRST_PARTY
    assert origin_of("packages/core") is Origin.FIRST_PARTY
    assert origin_of("vendor/mill") is Origin.THIRD_PARTY
    assert origin_of("src/Third_Party/mill/core") is Origin.THIRD_PARTY


def test_group_names_are_read_by_their_words() -> None:
    assert scope_of("unit-tests", Scope.RUNTIME) is Scope.TEST
    assert scope_of("latest", Scope.RUNTIME) is Scope.RUNTIME
    assert scope_of("Docs", Scope.OPTIONAL) is Scope.DEV


@given(st.one_of(st.text(), st.integers(), st.floats(), st.binary(), st.lists(st.integers()), st.none()))
def test_what_is_shown_of_a_foreign_value_is_short_and_printable(value: object) -> None:
    assert len(shown(value)) <= 80
    assert shown(value).isprintable()


# Licence files


@pytest.mark.parametrize("name", ["LICENSE", "license.md", "Licence.rst", "COPYING", "COPYING.LESSER", "UNLICENSE", "LICENSE-MIT", "LICENSE.APACHE", "LICENSE_1_0.txt", "MIT-LICENSE.txt"])
def test_names_of_licence_files(name: str) -> None:
    assert is_licence_name(name)


@pytest.mark.parametrize("name", ["NOTICE", "license.py", "licenses.json", "LICENSE.spdx.yml", "licensing.md", "COPYRIGHTS.md", "relicense.sh", "license\n.py", "license-checker.JS"])
def test_names_that_only_look_like_it(name: str) -> None:
    assert not is_licence_name(name)


@pytest.mark.parametrize(
    ("names", "primary"),
    [
        (["LICENSE"], "LICENSE"),
        (["license.md", "LICENSE-MIT", "LICENSE.APACHE"], "license.md"),
        (["LICENSE", "COPYING"], None),
        (["LICENSE-MIT", "LICENSE-APACHE"], None),
        (["COPYING", "COPYING.LESSER"], None),
        (["LICENSE.BSD"], "LICENSE.BSD"),
        (["MIT-LICENSE.txt"], "MIT-LICENSE.txt"),
        (["LICENSE-APACHE-2.0"], "LICENSE-APACHE-2.0"),
        (["LICENSE.third-party"], None),
        (["licenses.md"], None),
        ([], None),
    ],
)
def test_only_the_one_plain_licence_file_is_the_licence(names: list[str], primary: str | None) -> None:
    assert primary_name(names) == primary


def test_licence_files_are_found_in_order_and_equal_texts_are_one_object(tmp_path: Path) -> None:
    for name in ("LICENSE-MIT", "zlib-LICENSE", "LICENSE", "copying.py"):
        write(tmp_path, f"a/{name}", "The same text.\n")
    write(tmp_path, "a/LICENSES/inner", "x")
    write(tmp_path, "b/COPYING", "The same text.\n")
    a, b = (Entry(tmp_path, PurePosixPath(name)) for name in "ab")
    files = licence_files(a)
    assert [file.name for file in files] == ["LICENSE", "LICENSE-MIT"]
    found = [*text_claims(files, a), *text_claims(licence_files(b), b)]
    assert [claim.primary for claim in found] == [True, False, True]
    assert all(claim.is_text and claim.standing is Standing.FOUND and claim.source.sha256 for claim in found)
    assert len({id(claim.statements[0]) for claim in found}) == 1


def test_a_licence_text_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path, "in/LICENSE.txt", b"x" * (MOST_TEXT_BYTES + 1))
    os.mkfifo(tmp_path / "in/COPYING")
    (tmp_path / "in/LICENSE").symlink_to(write(tmp_path, "secret", "x"))
    folder = Entry(tmp_path / "in", PurePosixPath())
    found = list(text_claims(licence_files(folder), folder))
    assert [(item.where, item.code) for item in found] == [
        ("COPYING", "not-a-file"),
        ("LICENSE", "symlink-outside"),
        ("LICENSE.txt", "file-too-large"),
    ]
    assert [item.code for item in license_file.read(folder.child("COPYING"))] == ["not-a-file"]


# Tags, settings, projects


@pytest.mark.parametrize("line", ["# {} MIT", "// {} MIT", "   * {} MIT", "<!-- {} MIT -->", "/* {} MIT */", ";; {} MIT", "% {} MIT", "-- {} MIT", "(* {} MIT *)", "{{# {} MIT #}}", "rem {} MIT", "\t{} MIT"])
def test_tags_in_comments_count(tmp_path: Path, line: str) -> None:
    write(tmp_path, "f.py", line.format("SPDX-License-" + "Identifier:") + "\n")
    found, problems = read_file(spdx_tag.FORMAT, tmp_path, "f.py")
    assert [one.claims[0].statements for one in found.values()] == [("MIT",)]
    assert problems == []


@pytest.mark.parametrize("line", ['"{} MIT"', "x = '{} MIT'", "print({} MIT)", "`{} MIT`", "see {} MIT"])
def test_tags_in_strings_do_not(tmp_path: Path, line: str) -> None:
    write(tmp_path, "f.py", line.format("SPDX-License-" + "Identifier:") + "\n")
    assert read_file(spdx_tag.FORMAT, tmp_path, "f.py") == ({}, [])


@pytest.mark.parametrize(("name", "is_source"), [("a.py", True), ("A.CPP", True), ("a.md", False), ("a.json", False), ("a.lock", False), ("py", False), ("a.txt", False)])
def test_only_source_files_are_opened_for_tags(tmp_path: Path, name: str, is_source: bool) -> None:
    assert spdx_tag.matches(Entry(tmp_path, PurePosixPath(name))) is is_source


def test_a_vendored_copyfair_toml_records_nothing_for_the_project(tmp_path: Path) -> None:
    assert copyfair_toml.matches(Entry(tmp_path, PurePosixPath("copyfair.toml")))
    assert not copyfair_toml.matches(Entry(tmp_path, PurePosixPath("vendor/mill/copyfair.toml")))


def test_a_pattern_for_licence_files_does_not_search_the_whole_disk(tmp_path: Path) -> None:
    for number in range(40):
        write(tmp_path, f"{number}/{number}/LICENSE", "x")
    write(tmp_path, "pyproject.toml", '[project]\nname = "x"\nlicense-files = ["**/**/**/**/**/**/LICENSE"]\n')
    found, problems = read_file(pyproject_toml.FORMAT, tmp_path, "pyproject.toml")
    texts = found["pkg:pypi/x"].claims
    assert len({claim.source.file for claim in texts}) == 40 or [one.code for one in problems] == ["too-deep"]
    assert not any(claim.primary for claim in texts)


# The entry


@pytest.mark.parametrize("most", [0, 1, 5, 100])
def test_the_head_of_a_file(tmp_path: Path, most: int) -> None:
    write(tmp_path, "f", b"0123456789")
    assert Entry(tmp_path, PurePosixPath("f")).head(most) == b"0123456789"[:most]


@pytest.mark.parametrize("path", ["../secret", "in/../../secret", "link", "linked/secret", "/etc/passwd", "a\0b", "gone"])
def test_the_head_of_what_is_not_inside_is_refused(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    (root / "in").mkdir(parents=True)
    write(tmp_path, "secret", "x")
    (root / "link").symlink_to(tmp_path / "secret")
    (root / "linked").symlink_to(tmp_path)
    entry = Entry(root, PurePosixPath(path))
    with pytest.raises(Unreadable):
        entry.head(10)
    with pytest.raises(Unreadable):
        _ = entry.data
    assert not entry.is_file()


def test_a_link_that_stays_inside_is_followed(tmp_path: Path) -> None:
    write(tmp_path, "real/file", "x")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert Entry(tmp_path, PurePosixPath("link/file")).data == b"x"


def test_a_tag_cut_by_the_end_of_the_head_says_nothing(tmp_path: Path) -> None:
    tag = "SPDX-License-" + "Identifier:"
    write(tmp_path, "f.py", "#" * 4050 + f"\n# {tag} MIT" + "é" * 400 + " AND PPL\n")
    found, problems = read_file(spdx_tag.FORMAT, tmp_path, "f.py")
    assert found == {}
    assert [(one.where, one.code) for one in problems] == [("f.py:2", "bad-entry")]


@pytest.mark.parametrize(
    ("name", "credits"),
    [("NOTICE", True), ("README.rst", True), ("CHANGELOG.md", True), ("README-LICENSE.txt", False), ("LICENSE", False)],
)
def test_a_page_for_readers_is_no_licence_unless_its_name_says_so(name: str, credits: bool) -> None:  # noqa: A002
    from copyfair.inventory.formats.site_packages import _CREDITS

    assert bool(_CREDITS.fullmatch(name)) is credits


WORDS_OF_REQUIREMENTS = (
    "a", "b-1", " ", "[x]", "[x, y]", "==1.0", ">=1", ",", "<2", "; ", ";", "python_version", " > ", "'3'", '"3"', " and ", " or ", "extra == 'x'",
    "(", ")", " @ ", "https://h.example/x;y", "#", "\n", "\t", "===1", "~=", "\xa0", "\r", "os_name == 'x'",
)  # fmt: skip
REQUIREMENTS = st.lists(st.sampled_from(WORDS_OF_REQUIREMENTS), min_size=1, max_size=8).map("".join)


@given(REQUIREMENTS | REQUIREMENTS.map("a{}".format) | REQUIREMENTS.map("a[x]=={}; os_name == 'x'".format))
@settings(max_examples=500)
def test_a_requirement_is_what_the_library_reads(text: str) -> None:
    """Though its marker is read apart."""
    try:
        theirs = Requirement(text)
    except ValueError:
        with pytest.raises(ValueError, match="not a requirement"):
            wanted(text)
        return
    ours = wanted(text)
    pins = {one.version for one in theirs.specifier if one.operator in ("==", "===")}
    assert (ours.name, ours.extras) == (theirs.name, tuple(sorted(theirs.extras)))
    assert ours.pin in pins or not any(map(is_version, pins)) or len(pins) > 1
