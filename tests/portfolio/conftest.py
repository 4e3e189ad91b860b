"""The estate that is read while things are killed."""

from pathlib import Path

import portfolio_killers as killers
import portfolio_sample as sample
import pytest

from copyfair.portfolio import sources


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The estate by a name that is the same in every run: where a shard ends depends on the names."""
    monkeypatch.setattr(sources, "_ABOUT", killers.ABOUT)
    monkeypatch.chdir(tmp_path)
    return sample.estate(tmp_path).relative_to(tmp_path)


@pytest.fixture
def whole(place: Path, tmp_path: Path) -> dict[str, bytes]:
    """What an ingest and a decision leave behind when nothing goes wrong."""
    return killers.finished(place, tmp_path / "undisturbed")
