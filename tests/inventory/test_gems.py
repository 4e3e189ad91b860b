"""Gems that were installed or fetched tell the licences of what Gemfile.lock lists, and only of that."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copyfair import inventory
from copyfair.inventory.caches import Cache
from copyfair.inventory.entry import Held
from copyfair.inventory.loose_json import UNREADABLE
from copyfair.inventory.rubygems import Gem, read_gemspec

LOCK = """GEM
  remote: https://gems.example/
  specs:
    flour (1.2.0)
      grain (~> 2.0)
    grain (2.0.1-x86_64-linux)

PLATFORMS
  x86_64-linux

DEPENDENCIES
  flour
"""


def put(place: Path, data: str | bytes) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data if isinstance(data, bytes) else data.encode())
    return place


def gem(home: Path, name: str, version: str, licence: str, platform: str = "") -> None:
    title = "-".join(filter(None, (name, version, platform)))
    about = f'  s.name = "{name}".freeze\n  s.version = "{version}"\n  s.licenses = ["{licence}".freeze]\n'
    about += f'  s.platform = "{platform}".freeze\n' if platform else ""
    put(home / "specifications" / f"{title}.gemspec", f"Gem::Specification.new do |s|\n{about}end\n")
    put(home / "gems" / title / "README", "No licence.")
    put(home / "cache" / f"{title}.gem", f"the archive of {title}")


def described(code: str) -> Gem:
    """What a specification says in which this is the code."""
    return read_gemspec(Held("x.gemspec", f"Gem::Specification.new do |s|\n{code}\nend\n".encode()))


def licences(root: Path, home: Path) -> dict[str, list[str]]:
    found = inventory.read(root, caches=[Cache("gem", home)])
    return {one.name: [claim.statements[0] for claim in one.claims] for one in found.third_party}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    gem(tmp_path / "3.1.0", "flour", "1.2.0", "MIT")
    gem(tmp_path / "3.1.0", "grain", "2.0.1", "ISC", "x86_64-linux")
    return tmp_path / "3.1.0"


def test_a_gem_home_tells_what_the_lockfile_does_not(tmp_path: Path, home: Path) -> None:
    put(tmp_path / "mill/Gemfile.lock", LOCK)
    gem(home, "flour", "1.2.0.1", "Ruby")
    assert licences(tmp_path / "mill", home) == {"flour": ["MIT"], "grain": ["ISC"]}


def test_a_gem_from_a_repository_is_not_the_one_of_the_registry(tmp_path: Path, home: Path) -> None:
    source = "GIT\n  remote: https://git.example/flour\n  revision: 0123\n  specs:\n    flour (1.2.0)\n"
    put(tmp_path / "mill/Gemfile.lock", f"{source}\nDEPENDENCIES\n  flour!\n")
    assert licences(tmp_path / "mill", home) == {"flour": []}


def test_the_hash_of_the_lockfile_has_to_be_that_of_the_fetched_archive(tmp_path: Path, home: Path) -> None:
    right = hashlib.sha256(b"the archive of grain-2.0.1-x86_64-linux").hexdigest()
    sums = f"  flour (1.2.0) sha256={'0' * 64}\n  grain (2.0.1-x86_64-linux) sha256={right}\n"
    put(tmp_path / "mill/Gemfile.lock", f"{LOCK}\nCHECKSUMS\n{sums}")
    assert licences(tmp_path / "mill", home) == {"flour": [], "grain": ["ISC"]}
    (home / "cache/grain-2.0.1-x86_64-linux.gem").unlink()
    assert licences(tmp_path / "mill", home) == {"flour": [], "grain": []}


def test_a_gemspec_that_calls_itself_another_tells_nothing(tmp_path: Path, home: Path) -> None:
    put(tmp_path / "mill/Gemfile.lock", LOCK)
    put(home / "specifications/flour-1.2.0.gemspec", 'Gem::Specification.new("sand", "1.2.0") { |s| s.license = "MIT" }')
    assert licences(tmp_path / "mill", home)["flour"] == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('s.license = "MIT"', ("MIT",)),
        ("s.license = 'MIT' # unless \"GPL\"", ("MIT",)),
        ('s.licenses = ["MIT".freeze, "Ruby".freeze]', ("MIT", "Ruby")),
        ("s.licenses = %w(MIT Ruby)", ("MIT", "Ruby")),
        ("s.licenses    = %q<MIT>", ("MIT",)),
        ("s.licenses = []", ()),
        ('s.license = "MIT" if commercial?', (UNREADABLE,)),
        ('s.license = "#{NAME}-3.0"', (UNREADABLE,)),
        ("s.license = LICENSE", (UNREADABLE,)),
        ("s.licenses = [", (UNREADABLE,)),
        ("s.licenses = ['MIT', other]", (UNREADABLE,)),
        ('s.license = "MIT"\ns.license = "MIT"', ("MIT",)),
        ('s.license = "MIT"\ns.licenses = ["ISC"]', (UNREADABLE,)),
        ('# s.license = "MIT"', ()),
        ('s.license == "MIT"', ()),
    ],
)
def test_what_is_not_plainly_written_is_not_known(written: str, meant: tuple[str, ...]) -> None:
    assert described(written).licences == meant


@given(st.text(alphabet="s.license=name %q<>[](){}#'\",\\ \nMIT\u00e9", max_size=200))
def test_any_text_is_read_and_nothing_is_made_up(text: str) -> None:
    for one in described(text).licences:
        assert one == UNREADABLE or all(sign in text for sign in one)


def test_a_long_line_does_not_hang() -> None:
    text = "s.license = " + "%q<x>" * 3900 + "\ns.license = " + '"a' * 9000
    assert described(text).licences == (UNREADABLE,)


def test_many_lists_that_never_end_are_read_at_once() -> None:
    assert described("s.name = [\n" * 90_000).name is None
