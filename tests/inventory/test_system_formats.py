"""Databases of operating systems: held against dpkg itself where it is, and torn databases are read or refused."""

import shutil
import subprocess
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tearing import read_torn

from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import all_formats
from copyfair.inventory.model import Found
from copyfair.problem import Problem

HERE = Path(__file__).parent
FORMATS = {found.name: found for found in all_formats()}
DATABASES = [
    ("dpkg-status", "plain/tree", "var/lib/dpkg/status"),
    ("apk-installed", "plain/tree", "lib/apk/db/installed"),
    ("rpm-database", "plain/tree", "usr/lib/sysimage/rpm/rpmdb.sqlite"),
    ("rpm-database", "older/tree/berkeley", "var/lib/rpm/Packages"),
    ("rpm-database", "older/tree/own", "var/lib/rpm/Packages.db"),
]


@pytest.mark.skipif(
    shutil.which("dpkg-query") is None or not Path("/var/lib/dpkg/status").is_file(), reason="no dpkg on this machine"
)
def test_dpkg_says_the_same() -> None:
    fields = "${Package}\t${Version}\t${Architecture}\t${db:Status-Status}\n"
    listed = subprocess.run(["dpkg-query", "-W", "-f", fields], capture_output=True, text=True, check=True).stdout
    expected = sorted(
        tuple(line.split("\t")[:3]) for line in listed.splitlines() if line.endswith("\tinstalled")
    )
    items = FORMATS["dpkg-status"].read(Entry(Path("/"), PurePosixPath("var/lib/dpkg/status")))
    found = [item for item in items if isinstance(item, Found)]
    assert sorted((item.name, item.version, item.purl.rpartition("?arch=")[2]) for item in found) == expected


@pytest.mark.parametrize(("format_name", "case", "path"), DATABASES)
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_torn_database_is_read_or_refused(
    tmp_path_factory, format_name: str, case: str, path: str, data: st.DataObject
) -> None:
    whole = (HERE / format_name / case / path).read_bytes()
    read_torn(data, FORMATS[format_name], whole, tmp_path_factory.getbasetemp(), path)


def test_a_log_that_was_not_written_back_is_told(tmp_path: Path) -> None:
    path = "usr/lib/sysimage/rpm/rpmdb.sqlite"
    target = tmp_path / path
    target.parent.mkdir(parents=True)
    shutil.copy(HERE / "rpm-database/plain/tree" / path, target)
    target.with_name("rpmdb.sqlite-wal").write_bytes(b"more")
    items = list(FORMATS["rpm-database"].read(Entry(tmp_path, PurePosixPath(path))))
    assert [item.code for item in items if isinstance(item, Problem)] == ["unsupported"]
    assert len([item for item in items if isinstance(item, Found)]) == 2


@pytest.mark.parametrize("words", ["( " * 200_000, "( a " * 50_000 + ") " * 50_000, "|| ( " * 50_000, "a" * 500_000])
def test_a_hostile_licence_of_portage_costs_nothing(tmp_path: Path, words: str) -> None:
    folder = tmp_path / "var/db/pkg/app-kettle/kettle-1.0"
    folder.mkdir(parents=True)
    for name in ("LICENSE", "RDEPEND"):
        (folder / name).write_text(words)
    items = list(FORMATS["portage-installed"].read(Entry(tmp_path, PurePosixPath("var/db/pkg/app-kettle/kettle-1.0"))))
    assert [(item.name, item.requires) for item in items if isinstance(item, Found)] == [("app-kettle/kettle", ())]


@pytest.mark.parametrize(
    "code", ["license" + " " * 500_000 + "x", "license " + "x " * 500_000, "license any_of: [" + '"a",' * 100_000]
)
def test_a_hostile_formula_of_homebrew_costs_nothing(tmp_path: Path, code: str) -> None:
    path = "Cellar/kettle/1.0/.brew/kettle.rb"
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(code)
    items = list(FORMATS["homebrew-cellar"].read(Entry(tmp_path, PurePosixPath(path))))
    assert [item.name for item in items if isinstance(item, Found)] == ["kettle"]
