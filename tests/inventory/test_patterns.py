"""Patterns of files: the last one that fits counts, and what a REUSE.toml says may count in place of a file's own words."""

from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copyfair import inventory
from copyfair.inventory.patterns import covers, covers_dep5, last_words

STEPS = st.lists(st.sampled_from(["a", "b", "a.txt", "*", "**", "*.txt"]), min_size=1, max_size=4).map("/".join)
FILES = st.lists(st.sampled_from(["a", "b", "a.txt", "c.txt"]), min_size=1, max_size=5).map("/".join)
DEP5 = st.text("a/*?.", min_size=1, max_size=6)
NAMES = st.text("a/.", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("pattern", "other", "expected"),
    [
        ("**", "a/b/c", True),
        ("a/*", "a/b", True),
        ("a/*", "a/b/c", False),
        ("a/**", "a/b/c", True),
        ("a/**", "b/a/c", False),
        ("**/c.txt", "c.txt", True),
        ("a/*", "a/**", False),
        ("a/**", "a/*", True),
        ("a[1].txt", "a1.txt", False),
        ("a[1].txt", "a[1].txt", True),
        ("a?", "ab", False),
    ],
)
def test_a_pattern_of_reuse_covers(pattern: str, other: str, expected: bool) -> None:
    assert covers(pattern, other) is expected


@given(STEPS, STEPS, FILES)
def test_what_fits_a_covered_pattern_fits_the_covering_one(pattern: str, other: str, file: str) -> None:
    if covers(pattern, other) and covers(other, file):
        assert covers(pattern, file)


@given(DEP5, DEP5, NAMES)
def test_the_same_holds_for_those_of_debian(pattern: str, other: str, file: str) -> None:
    if covers_dep5(pattern, other) and fnmatchcase(file, other):
        assert fnmatchcase(file, pattern)


@given(st.lists(STEPS, max_size=6), FILES)
def test_no_pattern_that_decides_about_a_file_is_left_out(patterns: list[str], file: str) -> None:
    fitting = [index for index, pattern in enumerate(patterns) if covers(pattern, file)]
    if fitting:
        assert last_words(patterns, covers)[fitting[-1]]


def put(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")


def test_a_reuse_toml_may_count_in_place_of_what_files_say(tmp_path: Path) -> None:
    tag = "# SPDX-" + "License-Identifier: "
    put(
        tmp_path / "REUSE.toml",
        "version = 1\n"
        '[[annotations]]\npath = ["lent/**", "one.py"]\nprecedence = "override"\nSPDX-License-Identifier = "ISC"\n'
        '[[annotations]]\npath = "lent/kept.py"\nSPDX-License-Identifier = "Zlib"\n',
    )
    put(tmp_path / "lent/REUSE.toml", 'version = 1\n[[annotations]]\npath = "**"\nSPDX-License-Identifier = "0BSD"\n')
    for name, licence in (
        ("lent/far/over.py", "MIT"),
        ("one.py", "Apache-2.0"),
        ("lent/kept.py", "MPL-2.0"),
        ("two.py", "EUPL-1.2"),
    ):
        put(tmp_path / name, f"{tag}{licence}\n")
    found = inventory.read(tmp_path)
    assert found.problems == ()
    said = {statement for one in found.components for claim in one.claims for statement in claim.statements}
    assert said == {"ISC", "Zlib", "MPL-2.0", "EUPL-1.2"}
