"""The pages made from data are those that stand in docs/."""

import re
import runpy
import sys
import tomllib
from pathlib import Path

import pytest

from copyfair.settings import parse_settings

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "tools"))
from build_docs import DOCS, pages  # noqa: E402 - it lies beside the tests, not in the package


def test_the_pages_are_up_to_date() -> None:
    if not DOCS.is_dir():
        pytest.skip("the pages are not beside the tests (they run against a wheel)")
    made = pages()
    behind = [
        name for name, text in made.items() if not (DOCS / name).is_file() or (DOCS / name).read_text("utf-8") != text
    ]
    assert behind == [], "run python tests/tools/build_docs.py"
    assert {path.name for path in (DOCS / "licenses").glob("*.md")} == {
        Path(name).name for name in made if name.startswith("licenses/")
    }


def test_the_records_shown_can_be_read() -> None:
    root = HERE.parent
    if not (root / "README.md").is_file():
        pytest.skip("the pages are not beside the tests (they run against a wheel)")
    for page in (root / "README.md", root / "docs" / "entitlements.md"):
        blocks = re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
        shown = [parse_settings(block) for block in blocks if "[[" in block]
        assert any(settings.entitlement for settings in shown), page.name


def test_the_blocks_of_the_library_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = DOCS / "library.md"
    if not page.is_file():
        pytest.skip("the pages are not beside the tests (they run against a wheel)")
    blocks = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    assert len(blocks) == 10
    script = tmp_path / "library.py"
    script.write_text("\n".join(blocks), "utf-8")
    monkeypatch.chdir(HERE.parent)
    left = runpy.run_path(str(script))
    assert left["owing"].commons == "peer-map"


def test_the_architecture_page_names_every_layer() -> None:
    page = DOCS / "architecture.md"
    if not page.is_file():
        pytest.skip("the pages are not beside the tests (they run against a wheel)")
    text = page.read_text("utf-8")
    contract = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][
        0
    ]
    layers = [name for layer in contract["layers"] for name in layer.split(" | ") if name != "__main__"]
    assert [name for name in layers if f"`{name}" not in text] == []
