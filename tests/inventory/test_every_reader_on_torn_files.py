"""Every reader takes a torn or changed file of its own cases, whatever is wrong with it.

`benchmarks/fuzz.py` does the same for as long as one likes, guided by coverage; what it found is kept in
`test_what_fuzzing_found.py`.
"""

import shutil
from pathlib import Path, PurePosixPath

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tearing import read_usable, torn

from copyfair.inventory.assemble import assemble
from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format, all_formats
from copyfair.inventory.model import Found
from copyfair.problem import Problem

HERE = Path(__file__).parent
FORMATS = {found.name: found for found in all_formats()}


def taken(tree: Path, found: Format) -> list[PurePosixPath]:
    """What the format takes of a tree."""
    paths = [PurePosixPath(path.relative_to(tree).as_posix()) for path in sorted(tree.rglob("*"))]
    entries = [Entry(tree, path) for path in paths]
    return [entry.path for entry in entries if entry.is_dir() == found.folder and found.matches(entry)]


@pytest.mark.parametrize("format_name", sorted(FORMATS))
def test_whatever_is_torn_the_rest_is_read_or_refused(tmp_path: Path, format_name: str) -> None:
    found = FORMATS[format_name]
    for case in (HERE / format_name).iterdir():
        if (case / "tree").is_dir():
            shutil.copytree(case / "tree", tmp_path / case.name, symlinks=True)
    entries = {case: taken(case, found) for case in sorted(tmp_path.iterdir())}
    files = [path for path in sorted(tmp_path.rglob("*")) if path.is_file() and not path.is_symlink()]

    @settings(max_examples=20, deadline=None)
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        file = data.draw(st.sampled_from(files))
        whole = file.read_bytes()
        file.write_bytes(data.draw(torn(whole)))
        case = tmp_path / file.relative_to(tmp_path).parts[0]
        try:
            items = [item for path in entries[case] for item in read_usable(found, Entry(case, path))]
        finally:
            file.write_bytes(whole)
        components, _ = assemble(item for item in items if isinstance(item, Found))
        written = msgspec.json.encode([components, [item for item in items if isinstance(item, Problem)]])
        assert components or not any(isinstance(item, Found) and not item.evidence_only for item in items)
        assert written

    check()
