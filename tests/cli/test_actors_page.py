"""docs/actors.md: every file it shows can be read, every command runs, and what it says of them is so."""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import DAY, copyfair

from copyfair.settings import parse_settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "actors.md"
UNDETERMINED = 8


def blocks() -> list[tuple[str, str]]:
    if not PAGE.is_file():
        pytest.skip("the pages are not beside the tests (they run against a wheel)")
    return re.findall(r"```(\w*)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


def repository(folder: Path) -> None:
    """Two commits in git's own format for moving history; only the later one is of the year that the page asks for."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    stamps = {"2025-03-01": 1740830400, "2026-03-01": 1772366400}
    commits = "".join(
        f"commit refs/heads/main\ncommitter Ada <ada@hands.example> {stamp} +0000\ndata 0\n"
        f"M 644 inline {day}.txt\ndata 4\n1\n2\n"
        for day, stamp in stamps.items()
    )
    subprocess.run(["git", "init", "--initial-branch", "main", folder], check=True, capture_output=True)
    subprocess.run(["git", "-C", folder, "fast-import", "--quiet"], input=commits.encode(), check=True)


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a register on this machine, which stands in for the real one."""
    pytest.importorskip("requests")
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "lookup")
    from register import Register

    one = Register()
    yield one.base
    one.close()


def test_the_page_from_top_to_bottom(tmp_path: Path, register: str) -> None:
    """In one folder, in the order of the page."""
    package = {"version": "1.0.0", "license": "PPL"}
    root = {"name": "shop", "version": "1.0.0", "dependencies": {"gears": "^1"}}
    lock = {
        "name": "shop",
        "version": "1.0.0",
        "lockfileVersion": 3,
        "packages": {"": root, "node_modules/gears": package},
    }
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    repository(tmp_path / "gears")
    ran: list[tuple[str, int, str]] = []
    for kind, text in blocks():
        if kind == "toml":
            name = text.splitlines()[0].removeprefix("# ")
            (tmp_path / name).write_text(text, "utf-8")
            continue
        assert kind == ""
        for line in text.splitlines():
            program, *arguments = shlex.split(line)
            assert program == "copyfair"
            more = [] if {"contributions", "keys"} & set(arguments[:2]) else ["--as-of", DAY]
            more += ["--base", register, "--cache", str(tmp_path / "kept")] if "lookup" in arguments else []
            done = copyfair(*arguments, *more, folder=tmp_path)
            assert done.code in (0, UNDETERMINED), (line, done.err)
            ran.append((line, done.code, done.text))
    codes = {line: code for line, code, _ in ran}
    assert codes == {
        "copyfair actor ask --language en": 0,
        "copyfair actor ask --answers known.toml --actor actor.toml --language nl": 0,
        "copyfair check --actor actor.toml": 0,
        "copyfair check --actor us.toml": 0,
        "copyfair check --actor known.toml": UNDETERMINED,
        "copyfair actor examine us.toml": 0,
        "copyfair actor examine sized.toml": 0,
        'copyfair actor lookup "KVK 12345678" --write looked-up.toml': 0,
        "copyfair keys new federation.pem --directory federation-keys.json "
        '--owner "Federation of Cooperatives" --from 2026-01-01': 0,
        "copyfair actor sign us.toml --key federation.pem": 0,
        "copyfair actor verify us.toml --keys federation-keys.json": 0,
        "copyfair check --actor us.toml --certified-by federation-keys.json": 0,
        "copyfair check --actor shop.toml": 0,
        "copyfair report --actor us.toml --redact --salt salt.txt --output shown.html": 0,
        "copyfair actor place us.toml them.toml --svg quadrants.svg": 0,
        "copyfair actor contributions gears --domain hands.example --since 2026-01-01": 0,
        "copyfair actor given giving.toml --commons gears.toml --as-of 2026-11-22": 0,
    }
    assert "Hands Together: local resilience\nRentplatform Inc.: netarchical capitalism\n" in ran[-3][2]
    assert ran[-2][2].splitlines() == [
        "Ada <ada@hands.example>: 1 commit, 2 lines added, 0 removed, 2026-03-01 to 2026-03-01",
        "together: 1 commit, 2 lines added, 0 removed, by 1 author",
    ]
    assert ran[-1][2].startswith("Gears: 47.5 of 40 bricks, Charter 4, enough until 2027-01-31\n")
    assert 'consolidated_by_parent = { value = "yes"' in (tmp_path / "looked-up.toml").read_text("utf-8")
    assert "Hands Together" not in (tmp_path / "shown.html").read_text("utf-8")
    assert (tmp_path / "quadrants.svg").read_text("utf-8").startswith("<svg")


def test_the_settings_shown_are_settings() -> None:
    shown = [text for kind, text in blocks() if kind == "toml" and text.startswith("# copyfair.toml")]
    assert [parse_settings(text).policy.evidence for text in shown] == [{"worker_owned": "register"}]
