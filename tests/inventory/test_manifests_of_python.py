"""What a project of Python asks for is the same, whichever of its files says it; and files that want too much."""

import json
import re
import tempfile
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import all_formats
from copyfair.inventory.model import Found
from copyfair.inventory.purl import versionless
from copyfair.inventory.python import pypi
from copyfair.problem import Problem

FORMATS = {found.name: found for found in all_formats()}
NAMES = st.from_regex(r"[a-z]([a-z0-9]|[-_.][a-z0-9]){0,8}", fullmatch=True)
VERSIONS = st.sampled_from(["", "==1.2", " >= 2, <3", "~=1.0", '==3.0 ; python_version < "4"', "[extra]==0.1"])
NEEDS = st.lists(st.tuples(NAMES, VERSIONS).map("".join), min_size=1, max_size=6)
_NAME = re.compile(r"[a-z0-9._-]+")
LINE = "\n    "
SPELLINGS = {
    "setup.cfg": ("setup.cfg", lambda needs: f"[options]\ninstall_requires ={LINE}{LINE.join(needs)}\n"),
    "setup.py": ("setup.py", lambda needs: f"import setuptools\n\nN = {needs!r}\nsetuptools.setup(install_requires=N)\n"),
    "pyproject.toml": ("pyproject.toml", lambda needs: f'[project]\nname = "the-project-that-asks-for-all-of-it"\ndependencies = {json.dumps(needs)}\n'),
    "script-metadata": ("run.py", lambda needs: f"# /// script\n# dependencies = {json.dumps(needs)}\n# ///\n"),
    "requirements.txt": ("requirements.txt", lambda needs: "\n".join(needs) + "\n"),
}


def read(root: Path, format_name: str, path: str, text: str) -> list[Found | Problem]:
    (root / path).write_text(text, "utf-8")
    return list(FORMATS[format_name].read(Entry(root, PurePosixPath(path), format_name=format_name)))


@settings(max_examples=30)
@given(NEEDS)
def test_a_project_asks_for_the_same_in_each_of_its_files(needs: list[str]) -> None:
    said = {}
    for name, (path, written) in SPELLINGS.items():
        with tempfile.TemporaryDirectory() as folder:
            items = read(Path(folder), name, path, written(needs))
        assert not [one for one in items if isinstance(one, Problem)]
        said[name] = {one.purl for one in items if isinstance(one, Found) and not one.home}
    assert len({frozenset(one) for one in said.values()}) == 1, said
    assert {versionless(one) for one in said["setup.py"]} == {pypi(_NAME.match(need)[0]) for need in needs}


@pytest.mark.parametrize(
    "program",
    [
        "N = ['a']\nN.append('b')",
        "N = ['a']\nN += ['b']",
        "N = ['a']\nN[0] = 'b'",
        "N = ['a']\nif True:\n    N = ['b']",
        "with open('a') as f:\n    N = f.readlines()",
        "N = ['a'] + ['b']",
        "N = [name for name in 'ab']",
        "for N in (['a'],):\n    pass",
        "def N():\n    pass",
        "from needs import N",
    ],
)
def test_a_list_that_may_change_before_it_is_given_is_computed(tmp_path: Path, program: str) -> None:
    items = read(tmp_path, "setup.py", "setup.py", f"import setuptools\n{program}\nsetuptools.setup(install_requires=N)\n")
    assert [one.code for one in items if isinstance(one, Problem)] == ["unsupported"]


def test_a_lockfile_beside_it_says_what_a_program_computes(tmp_path: Path) -> None:
    (tmp_path / "poetry.lock").write_text("package = []\n")
    assert read(tmp_path, "setup.py", "setup.py", "import setuptools\nsetuptools.setup(install_requires=N())\n") == []


@pytest.mark.parametrize("nested", ["(" * 100_000, "-" * 100_000 + "1", "a" + "[0]" * 60_000, "a." * 60_000 + "b"])
def test_a_program_without_an_end_is_no_program(tmp_path: Path, nested: str) -> None:
    with pytest.raises(Unreadable):
        read(tmp_path, "setup.py", "setup.py", f"import setuptools\nx = {nested}\n")


@pytest.mark.parametrize(
    ("format_name", "files", "count"),
    [
        ("rebar.lock", {"rebar.lock": '{"1.2.0",[]}.\n' + "{pkg_hash_ext,[" * 200_000}, 0),
        ("cpanfile.snapshot", {"cpanfile.snapshot": "DISTRIBUTIONS\n", "cpanfile": "feature " * 100_000}, 0),
        ("cpanfile.snapshot", {"cpanfile.snapshot": "DISTRIBUTIONS\n", "cpanfile": "{" * 200_000 + "}" * 200_000}, 0),
        ("mix.lock", {"mix.lock": "%{\n}\n", "mix.exs": "defp deps do {:a, " + "only: [" * 200_000 + "}"}, 1),
        (
            "pixi.lock",
            {"pixi.lock": "version: 6\npackages:\n" + "".join(f"- conda: a-1-h{n}.conda\n  sha256: {n:064x}\n" for n in range(5_000))},
            5_000,
        ),
        (
            "conda-lock.yml",
            {
                "conda-lock.yml": "package:\n"
                + "".join(f"- {{name: a, version: 1, platform: p{n}, hash: {{sha256: {n:064x}}}}}\n" for n in range(5_000))
            },
            1,
        ),
        (
            "REUSE.toml",
            {
                "REUSE.toml": 'version = 1\n[[annotations]]\nprecedence = "override"\nSPDX-License-Identifier = "MIT"\npath = ['
                + ",".join(f'"{"**/" * 40}a{n}"' for n in range(3_000))
                + "]\n"
            },
            3_000,
        ),
    ],
)
def test_files_on_which_time_grew_with_the_square_of_their_size(
    tmp_path: Path, format_name: str, files: dict[str, str], count: int
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    (name, text), *_ = files.items()
    assert len(read(tmp_path, format_name, name, text)) == count
