"""The command looks where package managers keep what they fetched, unless it is told not to."""

from pathlib import Path

import pytest
from running import DAY, copyfair

LOCK = "GEM\n  remote: https://gems.example/\n  specs:\n    flour (1.2.0)\n\nDEPENDENCIES\n  flour\n"
SPEC = 'Gem::Specification.new do |s|\n  s.name = "flour"\n  s.version = "1.2.0"\n  s.licenses = ["MIT"]\nend\n'
BUN = '{"lockfileVersion": 1, "packages": {"grain": ["grain@2.0.1", "", {}, ""]}}'


def put(place: Path, text: str) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")
    return place


@pytest.fixture
def around(tmp_path: Path) -> dict[str, str]:
    """A project, and the variables that lead to what its user has fetched."""
    home = tmp_path / "home"
    put(tmp_path / "mill/Gemfile.lock", LOCK)
    put(tmp_path / "mill/bun.lock", BUN)
    put(home / ".local/share/gem/ruby/3.1.0/specifications/flour-1.2.0.gemspec", SPEC)
    manifest = '{"name": "grain", "version": "2.0.1", "license": "ISC"}'
    put(home / ".bun/install/cache/grain@2.0.1@@@1/package.json", manifest)
    unset = dict.fromkeys(("GEM_HOME", "BUN_INSTALL", "BUN_INSTALL_CACHE_DIR"), "")
    return {"HOME": str(home), "COPYFAIR_PACKAGE_CACHES": "", **unset}


def licences(folder: Path, around: dict[str, str]) -> dict[str, str | None]:
    ran = copyfair("report", "mill", "-f", "json", "--as-of", DAY, folder=folder, **around)
    return {
        one["name"]: one["license"].get("expression")
        for one in ran.json["components"]
        if one["name"] in ("flour", "grain")
    }


def test_the_home_of_the_user_is_looked_at(tmp_path: Path, around: dict[str, str]) -> None:
    assert licences(tmp_path, around) == {"flour": "MIT", "grain": "ISC"}


def test_variables_say_where_else(tmp_path: Path, around: dict[str, str]) -> None:
    elsewhere = {
        "GEM_HOME": str(tmp_path / "nowhere"),
        "BUN_INSTALL": str(tmp_path / "nowhere"),
        "BUN_INSTALL_CACHE_DIR": str(tmp_path / "home/.bun/install/cache"),
    }
    assert licences(tmp_path, around | elsewhere) == {"flour": None, "grain": "ISC"}


def test_told_not_to_it_does_not(tmp_path: Path, around: dict[str, str]) -> None:
    assert licences(tmp_path, around | {"COPYFAIR_PACKAGE_CACHES": "no"}) == {"flour": None, "grain": None}
