"""Archives of packages: as what is checked, as what lies in a project, and what wants too much."""

import gzip
import hashlib
import io
import shutil
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from copyfair import inventory
from copyfair.inventory import tarballs
from copyfair.inventory.entry import Unreadable
from copyfair.inventory.model import Depth, Origin
from copyfair.inventory.tarballs import Tarball, unpacked

HERE = Path(__file__).parent
WHEEL = HERE / "wheel/plain/tree/libs/mill_flour-1.2.0-py3-none-any.whl"
CRATE = HERE / "crate/plain/tree/libs/flour-1.2.0.crate"


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return gzip.compress(out.getvalue())


def put(place: Path, data: str | Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data.read_bytes() if isinstance(data, Path) else data.encode())
    return place


@pytest.mark.parametrize(
    ("file", "purl"),
    [
        ("wheel/plain/tree/libs/mill_flour-1.2.0-py3-none-any.whl", "pkg:pypi/mill-flour@1.2.0"),
        ("sdist/plain/tree/libs/mill_flour-1.2.0.tar.gz", "pkg:pypi/mill-flour@1.2.0"),
        ("crate/plain/tree/libs/flour-1.2.0.crate", "pkg:cargo/flour@1.2.0"),
        ("npm-tarball/plain/tree/libs/mill-flour-1.2.0.tgz", "pkg:npm/%40mill/flour@1.2.0"),
        ("deb/plain/tree/libs/flour_1.2.0-1_all.deb", "pkg:deb/debian/flour@1:1.2.0-1?arch=all"),
        ("gem/plain/tree/pkg/flour-1.2.0.gem", "pkg:gem/flour@1.2.0"),
        ("gem/plain/tree/vendor/cache/grain-2.0.1-x86_64-linux.gem", "pkg:gem/grain@2.0.1"),
        ("nuspec/plain/tree/packages/Example.Oven.4.1.0/Example.Oven.4.1.0.nupkg", "pkg:nuget/Example.Oven@4.1.0"),
        ("conda-package/plain/tree/libs/flour-1.2.0-h0_0.tar.bz2", "pkg:conda/flour@1.2.0"),
        ("jar/plain/tree/lib/oven-core-4.1.jar", "pkg:maven/example.oven/oven-core@4.1"),
    ],
)
def test_an_archive_that_is_checked_is_a_component_with_a_licence(file: str, purl: str) -> None:
    found = inventory.read(HERE / file)
    (one,) = (one for one in found.components if one.purl == purl)
    assert one.origin is Origin.THIRD_PARTY
    assert one.claims
    assert found.problems == ()


@pytest.fixture
def zstd():
    if sys.version_info >= (3, 14):
        return pytest.importorskip("compression.zstd")
    return pytest.importorskip("backports.zstd", reason="what reads Zstandard is not installed (extra zst)")


def deb(parts: dict[str, bytes]) -> bytes:
    heading = "{:16}1700000000  0     0     100644  {:<10}`\n"
    return b"!<arch>\n" + b"".join(
        heading.format(name, len(data)).encode() + data + b"\n" * (len(data) % 2) for name, data in parts.items()
    )


def conda(info: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("metadata.json", "{}")
        archive.writestr("info-flour-1.2.0-h0_0.tar.zst", info)
    return out.getvalue()


CONTROL = b"Package: flour\nVersion: 1.2.0-1\nArchitecture: all\n"
COPYRIGHT = b"Format: https://formats.example/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: PPL\n"
INDEX = b'{"name": "flour", "version": "1.2.0", "license": "PPL"}'


@pytest.mark.parametrize(
    ("name", "purl"),
    [("flour_1.2.0-1_all.deb", "pkg:deb/debian/flour@1.2.0-1?arch=all"), ("flour-1.2.0-h0_0.conda", "pkg:conda/flour@1.2.0")],
)
def test_what_is_packed_with_zstandard_is_read_where_the_extra_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zstd, name: str, purl: str
) -> None:
    control, data, info = (
        zstd.compress(gzip.decompress(packed(files)))
        for files in ({"control": CONTROL}, {"usr/share/doc/flour/copyright": COPYRIGHT}, {"info/index.json": INDEX})
    )
    whole = deb({"debian-binary": b"2.0\n", "control.tar.zst": control, "data.tar.zst": data})
    (tmp_path / name).write_bytes(whole if name.endswith("deb") else conda(info))
    found = inventory.read(tmp_path)
    assert found.problems == ()
    assert [(one.purl, [claim.statements for claim in one.claims]) for one in found.components] == [(purl, [("PPL",)])]
    monkeypatch.setattr(tarballs, "zstandard", lambda: None)
    (problem,) = inventory.read(tmp_path).problems
    assert problem.code == "unsupported"
    assert "pip install 'copyfair[zst]'" in problem.message


def test_what_is_broken_within_zstandard_is_said(tmp_path: Path, zstd) -> None:
    info = zstd.compress(gzip.decompress(packed({"info/index.json": INDEX * 500})))
    for number, data in enumerate((info[:-20], info[:40] + b"\xff" * 40 + info[80:], info[:4])):
        (tmp_path / f"flour-1.2.0-{number}.conda").write_bytes(conda(data))
    assert [one.code for one in inventory.read(tmp_path).problems] == ["bad-syntax"] * 3


def test_an_archive_of_no_known_kind_is_unsupported(tmp_path: Path) -> None:
    (tmp_path / "other-1.0.tar.gz").write_bytes(packed({"other-1.0/README": b"x"}))
    assert [one.code for one in inventory.read(tmp_path / "other-1.0.tar.gz").problems] == ["unsupported"]
    found = inventory.read(tmp_path)
    assert (found.components, found.problems) == ((), ())


@pytest.mark.parametrize("name", ["other-1.0.tar.gz", "other.tgz"])
def test_what_may_be_anything_is_passed_over_unless_it_unpacks_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / name).write_bytes(b"no archive at all")
    assert inventory.read(tmp_path).problems == ()
    (tmp_path / name).write_bytes(packed({"zeros": b"\0" * 1_000_000}))
    monkeypatch.setattr(tarballs, "_MOST_BYTES", 100_000)
    assert [(one.code, one.where) for one in inventory.read(tmp_path).problems] == [("file-too-large", name)]


def test_what_the_project_packs_of_itself_is_no_component(tmp_path: Path) -> None:
    put(tmp_path / "pyproject.toml", '[project]\nname = "mill.Flour"\ndynamic = ["version"]\nlicense = "PPL"\n')
    put(tmp_path / "dist" / WHEEL.name, WHEEL)
    found = inventory.read(tmp_path)
    assert [(one.purl, one.origin) for one in found.components] == [("pkg:pypi/mill-flour", Origin.FIRST_PARTY)]
    assert [claim.statements for claim in found.components[0].claims] == [("PPL",)]


def test_what_lies_beside_the_project_is_a_component_of_it(tmp_path: Path) -> None:
    put(tmp_path / "pyproject.toml", '[project]\nname = "mill"\nversion = "1.0"\ndependencies = ["mill-flour"]\n')
    put(tmp_path / "libs" / WHEEL.name, WHEEL)
    (one,) = inventory.read(tmp_path).third_party
    assert (one.purl, one.depth, len(one.claims)) == ("pkg:pypi/mill-flour@1.2.0", Depth.DIRECT, 2)


def lock(sha256: str) -> str:
    source = 'source = "registry+https://crates.example/index"'
    return f'version = 3\n[[package]]\nname = "flour"\nversion = "1.2.0"\n{source}\nchecksum = "{sha256}"\n'


def test_the_archive_that_a_lockfile_means_tells_its_licence(tmp_path: Path) -> None:
    put(tmp_path / "Cargo.lock", lock(hashlib.sha256(CRATE.read_bytes()).hexdigest()))
    put(tmp_path / "libs" / CRATE.name, CRATE)
    found = inventory.read(tmp_path)
    (one,) = found.third_party
    assert [claim.source.file for claim in one.claims] == [
        "libs/flour-1.2.0.crate!/flour-1.2.0/terms.txt",
        "libs/flour-1.2.0.crate!/flour-1.2.0/LICENSE-MIT",
    ]
    assert found.problems == ()


def test_another_archive_under_the_same_name_and_version_is_said_and_tells_nothing(tmp_path: Path) -> None:
    put(tmp_path / "Cargo.lock", lock("0" * 64))
    put(tmp_path / "libs" / CRATE.name, CRATE)
    found = inventory.read(tmp_path)
    (one,) = found.third_party
    assert one.claims == ()
    assert [(one.code, one.where) for one in found.problems] == [("archive-differs", f"libs/{CRATE.name}")]


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tarballs, "_MOST_BYTES", 100_000)
    with pytest.raises(Unreadable) as stop:
        Tarball(packed({"zeros": b"\0" * 1_000_000}), lambda _name: False, 10)
    assert stop.value.code == "file-too-large"
    with pytest.raises(Unreadable) as stop:
        unpacked(gzip.compress(b"\0" * 1000), 999)
    assert stop.value.code == "file-too-large"
    assert unpacked(gzip.compress(b"\0" * 1000), 1000) == b"\0" * 1000


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tarballs, "_MOST_MEMBERS", 2)
    with pytest.raises(Unreadable) as stop:
        Tarball(packed({"a": b"", "b": b"", "c": b""}), lambda _name: True, 10)
    assert stop.value.code == "file-too-large"


def test_no_more_is_kept_than_has_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tarballs, "_MOST_KEPT", 25)
    archive = Tarball(packed({"a": b"a" * 10, "b": b"b" * 10, "c": b"c" * 10, "d": b"d" * 5}), lambda _name: True, 10)
    assert [archive.read(name, 10) for name in "abd"] == [b"a" * 10, b"b" * 10, b"d" * 5]
    assert "c" in archive
    with pytest.raises(Unreadable):
        archive.read("c", 10)


def test_nothing_on_disk_is_reached_from_inside_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = b'[package]\nname = "flour"\nversion = "1.2.0"\nlicense-file = "../../LICENSE"\n'
    (tmp_path / "LICENSE").write_text("A text beside the archive.", "utf-8")
    (tmp_path / "flour.crate").write_bytes(packed({"flour-1.2.0/Cargo.toml": manifest}))
    shutil.copy(tmp_path / "LICENSE", tmp_path / "Cargo.toml")
    monkeypatch.chdir(tmp_path)
    (one,) = inventory.read(tmp_path / "flour.crate").components
    assert one.claims == ()
