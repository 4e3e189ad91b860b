"""A file that the user names is read by what is in it; what is no list of components is said to be none."""

import sys
from pathlib import Path, PurePosixPath

import pytest

from copyfair import inventory
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import all_formats

STRANGE = {
    "notes": b"hello\n",
    "picture": b"\x89PNG\r\n\x1a\n\0\0",
    "table": b"a,b\n1,2\n",
    "object": b'{"a": 1}',
    "list": b"[]",
    "markup": b"<a><b/></a>",
    "settings": b"[a]\nb = 1\n",
    "nothing": b"",
    "page": b"<!doctype html><html></html>",
    "wide": "a: 1".encode("utf-16"),
}
DATABASE = "Package: gears\nStatus: install ok installed\nArchitecture: all\nVersion: 1.0-1\n"


@pytest.mark.parametrize("name", STRANGE)
def test_no_format_claims_a_strange_file(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(STRANGE[name])
    claimed = []
    for found in all_formats():
        try:
            if found.recognises and not found.folder:
                claimed += [found.name] if found.recognises(Entry(tmp_path, PurePosixPath(name))) else []
        except Unreadable:
            continue
    assert claimed == []
    (problem,) = inventory.read(tmp_path / name).problems
    assert problem.code == "unsupported"


def test_a_file_that_takes_too_long_costs_its_rest_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["copyfair.inventory.read"], "MOST_SECONDS", -1.0)
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "requirements.txt").write_text(f"{folder}==1\nlater==1\n", "utf-8")
    found = inventory.read(tmp_path)
    assert [(one.code, one.where) for one in found.problems] == [
        ("too-slow", "one/requirements.txt"),
        ("too-slow", "two/requirements.txt"),
    ]
    assert len(found.components) < 4


@pytest.mark.parametrize("path", ["system", "system/var/lib/dpkg", "system/var/lib/dpkg/status", "copy.txt"])
def test_the_database_of_dpkg_is_read_from_wherever_it_is_named(path: str, tmp_path: Path) -> None:
    (tmp_path / "system/var/lib/dpkg").mkdir(parents=True)
    (tmp_path / "system/var/lib/dpkg/status").write_text(DATABASE, "utf-8")
    (tmp_path / "copy.txt").write_text(DATABASE, "utf-8")
    found = inventory.read(tmp_path / path)
    assert [one.purl for one in found.third_party] == ["pkg:deb/debian/gears@1.0-1?arch=all"]
    assert found.problems == ()


def test_a_database_by_itself_gets_no_texts_of_another_system(tmp_path: Path) -> None:
    (tmp_path / "usr/share/doc/gears").mkdir(parents=True)
    (tmp_path / "usr/share/doc/gears/copyright").write_text("License: MIT\n", "utf-8")
    (tmp_path / "copy.txt").write_text(DATABASE, "utf-8")
    (one,) = inventory.read(tmp_path / "copy.txt").third_party
    assert one.claims == ()
