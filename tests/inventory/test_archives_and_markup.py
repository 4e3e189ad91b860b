"""Archives and XML that want too much, or are not what they say."""

import io
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from copyfair.inventory import archives, markup
from copyfair.inventory.archives import Archive
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats.jar import read as read_jar
from copyfair.inventory.model import Found
from copyfair.problem import Problem
from copyfair.inventory.read import read


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def refused(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as stop:
        markup.parse(data)
    return stop.value


def test_a_member_is_read_up_to_its_limit() -> None:
    archive = Archive(packed({"small": b"ab", "large": b"abc"}))
    assert archive.read("small", 2) == b"ab"
    with pytest.raises(Unreadable) as stop:
        archive.read("large", 2)
    assert stop.value.code == "file-too-large"


def test_what_archives_inside_unpack_counts_for_the_one_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = packed({"half": b"a" * 600})
    monkeypatch.setattr(archives, "_MOST_BYTES", 1000 + len(inner))
    outer = Archive(packed({"inner.jar": inner, "other": b"b" * 600}))
    assert outer.inner("inner.jar", 10_000).read("half", 10_000) == b"a" * 600
    with pytest.raises(Unreadable) as stop:
        outer.read("other", 10_000)
    assert stop.value.code == "file-too-large"


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_MOST_MEMBERS", 2)
    with pytest.raises(Unreadable) as stop:
        Archive(packed({"a": b"", "b": b"", "c": b""}))
    assert stop.value.code == "file-too-large"


def test_a_member_whose_bytes_were_changed_is_said() -> None:
    whole = packed({"a": b"something long enough to be packed " * 10})
    start = whole.index(b"a") + 1
    broken = whole[: start + 5] + b"\xff\xff\xff\xff" + whole[start + 9 :]
    with pytest.raises(Unreadable) as stop:
        Archive(broken).read("a", 10_000)
    assert stop.value.code == "bad-syntax"


def test_archives_in_archives_are_followed_to_a_depth(tmp_path: Path) -> None:
    data = packed({"nothing.txt": b""})
    for number in range(13):
        data = packed({f"part{number}-1.{number}.jar": data})
    (tmp_path / "outer-1.0.jar").write_bytes(data)
    items = list(read_jar(Entry(tmp_path, PurePosixPath("outer-1.0.jar"))))
    expected = ["outer", *(f"part{number}" for number in range(12, 2, -1))]
    assert [item.name for item in items if isinstance(item, Found)] == expected
    assert [item.code for item in items if isinstance(item, Problem)] == ["too-deep"]


def test_names_without_their_namespaces_and_lines() -> None:
    top = markup.parse(b'<a xmlns="urn:x" xmlns:y="urn:y">\n <y:b y:c="1"> t </y:b>\n <b/>\n</a>')
    assert [(one.name, one.attributes, one.text, one.line) for one in top.all("b")] == [
        ("b", {"c": "1"}, "t", 2),
        ("b", {}, "", 3),
    ]
    assert (top.said("b"), top.said("b", "c"), top.one("c")) == ("t", "", None)


def test_names_that_html_has_are_known_and_others_are_not() -> None:
    assert markup.parse(b"<a>S&oslash;ren &amp; Co</a>").text == "S\N{LATIN SMALL LETTER O WITH STROKE}ren & Co"
    assert refused(b"<a>&nobody;</a>").code == "bad-syntax"


def test_entities_of_a_file_are_refused() -> None:
    assert "entities" in refused(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>').message


def test_what_is_too_deep_or_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(b"<a>" * 300 + b"</a>" * 300).code == "too-deep"
    monkeypatch.setattr(markup, "_MOST_TAGS", 3)
    assert refused(b"<a><b/><c/><d/></a>").code == "file-too-large"


def test_what_asks_without_a_version_means_what_a_lock_has_whether_it_gives_qualifiers_or_not(tmp_path: Path) -> None:
    uuid = "11111111-1111-4111-8111-111111111111"
    (tmp_path / "Project.toml").write_text(f'name = "Bakery"\nuuid = "{uuid[:-1]}2"\n[deps]\nFlour = "{uuid}"\n')
    (tmp_path / "Manifest.toml").write_text(
        f'julia_version = "1.11.0"\n[[deps.Flour]]\ngit-tree-sha1 = "00"\nuuid = "{uuid}"\nversion = "1.0.0"\n'
    )
    (flour,) = read(tmp_path).third_party
    assert (flour.purl, flour.paths) == (f"pkg:julia/Flour@1.0.0?uuid={uuid}", (("Bakery", "Flour"),))


def test_a_pom_in_the_tree_says_the_licence_of_what_another_asks_for(tmp_path: Path) -> None:
    asked = "<dependency><groupId>g</groupId><artifactId>a</artifactId><version>1</version></dependency>"
    named = "<groupId>{}</groupId><artifactId>a</artifactId><version>1</version>"
    (tmp_path / "pom.xml").write_text(
        f"<project>{named.format('own')}<dependencies>{asked}</dependencies></project>"
    )
    kept = tmp_path / "repository" / "g" / "a" / "1"
    kept.mkdir(parents=True)
    licence = "<licenses><license><name>MIT</name></license></licenses>"
    (kept / "a-1.pom").write_text(f"<project>{named.format('g')}{licence}</project>")
    (kept / "b-1.pom").write_text(f"<project>{named.format('never.asked.for')}</project>")
    (found,) = read(tmp_path).third_party
    assert (found.purl, [claim.statements for claim in found.claims]) == ("pkg:maven/g/a@1", [("MIT",)])


def test_modules_see_versions_that_a_parent_manages_and_none_from_outside(tmp_path: Path) -> None:
    outside = tmp_path / "pom.xml"
    outside.write_text("<project><groupId>g</groupId><artifactId>p</artifactId><version>9</version></project>")
    inside = tmp_path / "project"
    inside.mkdir()
    (inside / "pom.xml").write_text(
        "<project><parent><groupId>g</groupId><artifactId>p</artifactId></parent><artifactId>a</artifactId></project>"
    )
    (own,) = read(inside).components
    assert (own.purl, own.version) == ("pkg:maven/g/a", None)


@pytest.mark.parametrize(
    ("stem", "name", "version"),
    [
        ("kettle-1.2.3", "kettle", "1.2.3"),
        ("the-kettle-1.2.3-jre", "the-kettle", "1.2.3-jre"),
        ("kettle_2.13-1.0", "kettle_2.13", "1.0"),
        ("kettle_2.13", "kettle_2.13", None),
        ("org.pots.kettle_3.1.0.v2020", "org.pots.kettle", "3.1.0.v2020"),
        ("kettle.1.2.3", "kettle", "1.2.3"),
        ("kettle-r09", "kettle", "r09"),
        ("kettle-core-rc4", "kettle-core", "rc4"),
        ("kettle-build1.2", "kettle", "build1.2"),
        ("kettle-build", "kettle-build", None),
        ("kettle-rcx-1.0", "kettle-rcx", "1.0"),
        ("kettle", "kettle", None),
    ],
)
def test_a_jar_that_says_nothing_is_known_by_its_name(
    tmp_path: Path, stem: str, name: str, version: str | None
) -> None:
    (tmp_path / f"{stem}.jar").write_bytes(packed({"kettle.class": b"x"}))
    (found,) = read_jar(Entry(tmp_path, PurePosixPath(f"{stem}.jar")))
    assert isinstance(found, Found)
    assert (found.name, found.version) == (name, version)
