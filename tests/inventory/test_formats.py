"""Every format reads its cases as expected, and every format has a case.

A case is a folder ``tests/inventory/<format name>/<case>/tree`` with the files to
read and ``expected.json`` beside it: what the format yields, entry by entry.
"""

import json
from pathlib import Path, PurePosixPath

import msgspec
import pytest

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format, all_formats

HERE = Path(__file__).parent
FORMATS = {found.name: found for found in all_formats()}
CASES = sorted(
    (path.parent.parent.name, path.parent.name) for path in HERE.glob("*/*/tree") if path.parent.parent.name in FORMATS
)


def entries(root: Path, found: Format) -> list[Entry]:
    """Everything below a folder that the format would take."""
    paths = sorted(root.rglob("*"))
    every = (Entry(root, PurePosixPath(path.relative_to(root).as_posix()), format_name=found.name) for path in paths)
    return [
        entry
        for entry in every
        if entry.is_dir() == found.folder and found.matches(entry) and (not found.recognises or found.recognises(entry))
    ]


def read_case(tree: Path, found: Format) -> list[object]:
    """What the format yields for each entry of a case, as plain JSON values; long texts are shortened."""
    result: list[object] = []
    for entry in entries(tree, found):
        try:
            items = [msgspec.to_builtins(item) for item in found.read(entry)]
        except Unreadable as stop:
            items = [{"unreadable": stop.code, "message": stop.message, "line": stop.line}]
        result.append({"entry": str(entry.path), "yields": items})
    return result


def shorten(value: object) -> object:
    """Drop hashes and cut long texts, so that a person can read the expected file."""
    if isinstance(value, dict):
        return {
            key: shorten(item)
            for key, item in value.items()
            if key != "sha256" and item not in ((), [], None, "", False)
        }
    if isinstance(value, list):
        return [shorten(item) for item in value]
    if isinstance(value, str) and len(value) > 200:
        return value[:200] + " …"
    return value


@pytest.mark.parametrize(("format_name", "case"), CASES)
def test_format_reads_case(format_name: str, case: str, golden) -> None:
    folder = HERE / format_name / case
    actual = shorten(read_case(folder / "tree", FORMATS[format_name]))
    assert actual, "the format takes nothing in this case"
    golden(folder / "expected.json", json.dumps(actual, indent=1, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("format_name", sorted(FORMATS))
def test_every_format_has_a_case(format_name: str) -> None:
    assert (HERE / format_name).is_dir(), f"add tests/inventory/{format_name}/<case>/tree"


def test_module_and_format_share_a_name() -> None:
    for name, found in FORMATS.items():
        module = found.read.__module__.rpartition(".")[2]
        assert module == name.lower().replace("-", "_").replace(".", "_"), f"{name} is read by {module}"


@pytest.mark.parametrize("format_name", sorted(FORMATS))
def test_every_format_says_what_it_reads(format_name: str) -> None:
    found = FORMATS[format_name]
    assert found.files, "say which files it reads: Format.files"
    assert found.licences.endswith("."), "say in a sentence where licences come from: Format.licences"
    assert all(sentence.endswith(".") for sentence in (*found.gaps, *filter(None, [found.lists])))
