"""A folder in which RubyGems or Bundler installed gems: their gemspecs, and the licence files in their folders."""

from collections.abc import Iterator

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.manifests import library
from copyfair.inventory.model import Claim, Found
from copyfair.inventory.problems import problem, unread
from copyfair.inventory.rubygems import Gem, claims_of, gem, read_gemspec
from copyfair.inventory.texts import licence_files, text_claims
from copyfair.problem import Problem

__all__ = ["FORMAT", "installed", "read"]


def matches(entry: Entry) -> bool:
    """It has a folder ``specifications`` and one ``gems``."""
    return entry.child("specifications").is_dir() and entry.child("gems").is_dir()


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The installed gems.

    Raises:
        Unreadable: a folder cannot be listed.
    """
    folder = entry.child("specifications")
    listed = [*folder.children(), *(folder.child("default").children() if folder.child("default").is_dir() else ())]
    for file in listed:
        if file.name.endswith(".gemspec"):
            try:
                described = read_gemspec(file)
            except Unreadable as stop:
                yield unread(file, stop)
                continue
            yield from _gem(entry, file, described)


def _gem(home: Entry, file: Entry, described: Gem) -> Iterator[Found | Problem]:
    if described.name is None or described.version is None or f"{described.title}.gemspec" != file.name:
        yield problem(file, "bad-entry", "it does not say plainly the name and version that the file is called by")
        return
    yield from library(
        file,
        purl=gem(described.name, described.version),
        name=described.name,
        version=described.version,
        claims=installed(home, file, described),
        requires=described.requires,
    )


def installed(home: Entry, file: Entry, described: Gem) -> Iterator[Claim | Problem]:
    """What an installed gem says: its gemspec, and the licence files at the top of its folder.

    Args:
        home: the folder in which gems are installed.
        file: the gemspec.
        described: what stands in it.
    """
    yield from claims_of(file, described)
    folder = home.child("gems", described.title)
    try:
        yield from text_claims(licence_files(folder) if folder.is_dir() else (), folder)
    except Unreadable as stop:
        yield unread(folder, stop)


FORMAT = Format(
    name="gem-home",
    reads="gems that RubyGems or Bundler installed in a folder (`vendor/bundle`, a gem home)",
    files=("vendor/bundle/ruby/*/",),
    licences="`licenses` of each installed gemspec; licence files in the gem's folder.",
    lists="RubyGems gives the list no meaning: read as all of them, and the report says so.",
    gaps=(
        "Gems that Bundler took from a repository (`bundler/gems`) are not looked at.",
        "A gem that is installed for several platforms is one component.",
    ),
    matches=matches,
    read=read,
    folder=True,
)
