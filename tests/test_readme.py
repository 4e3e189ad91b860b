"""What the README shows is true."""

import re
import runpy
from pathlib import Path

import pytest

import copyfair

ROOT = Path(__file__).resolve().parents[1]


def readme() -> str:
    path = ROOT / "README.md"
    if not path.is_file():
        pytest.skip("the README is not beside the tests (they run against a wheel)")
    return path.read_text("utf-8")


def test_the_library_examples_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = re.findall(r"```python\n(.*?)```", readme(), re.DOTALL)
    assert len(blocks) == 2
    monkeypatch.chdir(ROOT)
    script = tmp_path / "readme.py"
    script.write_text("\n".join(blocks), "utf-8")
    runpy.run_path(str(script))
    assert "peer-map 2.1.0 prohibited 4(d)" in capsys.readouterr().out


def test_the_start_section_holds_only_two_commands() -> None:
    start = re.search(r"## Start\n(.*?)\n## ", readme(), re.DOTALL)
    assert start is not None
    commands = [line.strip() for line in start.group(1).splitlines() if line.startswith("    ")]
    assert commands == ["python -m pip install . && copyfair check .", "python -m pip install -e '.[dev]' && pytest"]


def test_public_names_are_all_there_and_sorted() -> None:
    for name in copyfair.__all__:
        assert getattr(copyfair, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        copyfair.nothing  # noqa: B018 - reading it is the test
