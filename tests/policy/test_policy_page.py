"""What docs/policy.md shows is true: every file in it can be used, and every command ends as it says."""

import json
import re
import runpy
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from copyfair.cli import command
from copyfair.cli.exits import PROHIBITED, UNDETERMINED
from copyfair.errors import InputError
from copyfair.policy import Ruling, rules_of
from copyfair.policy.foreign import formats
from copyfair.policy.model import weighs
from copyfair.reciprocity.model import Verdict
from copyfair.settings import parse_settings
from copyfair.settings.shared import _NOT_SHARED

PAGE = Path(__file__).resolve().parents[2] / "docs" / "policy.md"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def page() -> str:
    if not PAGE.is_file():
        pytest.skip("the pages are not beside the tests (they run against a wheel)")
    return PAGE.read_text("utf-8")


def project(folder: Path) -> Path:
    """A shop with an MIT, an MPL and an AGPL component, and one that neither list of the page's first half names."""
    licences = {"left": "MIT", "shared": "MPL-2.0", "net": "AGPL-3.0-only", "strong": "GPL-3.0-only"}
    packages = {f"node_modules/{name}": {"version": "1.0.0", "license": text} for name, text in licences.items()}
    needs = dict.fromkeys(licences, "1")
    lock = {"name": "shop", "lockfileVersion": 3, "packages": {"": {"name": "shop", "dependencies": needs}, **packages}}
    shop = folder / "shop"
    shop.mkdir()
    (folder / "policy").mkdir()
    (shop / "package-lock.json").write_text(json.dumps(lock), "utf-8")
    (folder / "deny.toml").write_text('[licenses]\nallow = ["MIT"]\n', "utf-8")
    return shop


def ran(line: str) -> int:
    words = line.split()
    assert words[0] == "copyfair", line
    day = ["--as-of", "2026-11-22"] if words[1] == "check" else []
    done = CliRunner().invoke(command, [*words[1:], *day])
    assert not isinstance(done.exception, InputError), done.exception
    return done.exit_code


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_every_block_of_the_page_can_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = page()
    shop = project(tmp_path)
    monkeypatch.chdir(tmp_path)
    places = {"copyfair.toml": shop / "copyfair.toml", "ours.toml": tmp_path / "policy" / "ours.toml"}
    kinds = []
    for kind, block in FENCE.findall(text):
        kinds.append(kind)
        if kind == "toml":
            rules_of([("copyfair.toml", parse_settings(block).policy)])
            places[block.partition("\n")[0].removeprefix("# ")].write_text(block, "utf-8")
            continue
        if kind == "python":
            runpy.run_path(str(written(tmp_path / "page.py", block)))
            continue
        assert kind == "sh"
        for line in block.strip().splitlines():
            shown, _, code = line.partition("    # exit ")
            assert ran(shown) == int(code), line
    assert (kinds.count("toml"), kinds.count("sh"), kinds.count("python")) == (5, 5, 1)
    assert capsys.readouterr().out.splitlines()[-1].startswith("strong 1.0.0 unlisted ")


def test_the_page_names_every_format_with_its_file_and_what_was_not_verified() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| `([^`]+)` \| .* \| (.*?) ?\|$", page(), re.MULTILINE)
    assert rows == [(one.name, one.files[0], " ".join(one.unverified)) for one in formats().values()]


def test_the_page_says_what_a_shared_file_may_not_hold() -> None:
    refused = [row for row in page().splitlines() if "| refused:" in row]
    assert sorted(name for row in refused for name in re.findall(r"`(\w+)`", row.partition(" | ")[0])) == sorted(
        _NOT_SHARED
    )


def test_the_page_names_every_finding_with_its_exit_code() -> None:
    codes = {Verdict.PROHIBITED: PROHIBITED, Verdict.UNDETERMINED: UNDETERMINED}
    rows = dict(re.findall(r"^\| `(denied|unlisted|unknown)` \| .* \| (\d+)", page(), re.MULTILINE))
    assert rows == {str(one): str(codes[weighs(one)]) for one in Ruling if one is not Ruling.ALLOWED}


def test_a_draft_of_the_page_is_toml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert ran("copyfair init shop -o draft.toml") == 0
    assert tomllib.loads((tmp_path / "draft.toml").read_text("utf-8"))["project"]["name"] == "shop"
