"""The pages made from data are those that stand in docs/."""

import re
import sys
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
