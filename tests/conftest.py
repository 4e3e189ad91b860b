"""Golden files: compared always, rewritten only by ``pytest --update`` and then read in the diff."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["COPYFAIR_CACHE"] = ""  # what an earlier run left behind decides nothing here
os.environ["COPYFAIR_PACKAGE_CACHES"] = "no"  # nor what lies in somebody's home
settings.register_profile("copyfair", deadline=None)  # a busy machine is no failure
settings.load_profile("copyfair")

SHARED = Path(__file__).resolve().parents[2] / "shared" / "corpora"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expected files; read them in the diff")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with the file that holds what it should be."""
    update = request.config.getoption("--update")

    def check(path: Path, actual: str) -> None:
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(actual, "utf-8", newline="\n")
        assert path.is_file(), f"{path.name} is missing: run pytest --update, then read it"
        assert actual == path.read_text("utf-8")

    return check


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of public test data that is never part of this repository."""
    if not SHARED.is_dir():
        pytest.skip("the shared corpora are not on this machine")
    return SHARED
