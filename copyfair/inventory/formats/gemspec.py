"""Specifications of gems: of the one that the project makes, and of installed ones that lie there without their folder."""

from collections.abc import Iterator

from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.manifests import Want, library, project
from copyfair.inventory.model import Found
from copyfair.inventory.paths import neighbour
from copyfair.inventory.problems import problem
from copyfair.inventory.ruby import lies_in_gem
from copyfair.inventory.rubygems import Gem, claims_of, gem, read_gemspec
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]


def _matches(entry: Entry) -> bool:
    return entry.name.endswith(".gemspec")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """An installed gem, or the gem that the project makes with what it asks for.

    Raises:
        Unreadable: it is no specification.
    """
    if lies_in_gem(entry):
        return
    described = read_gemspec(entry)
    is_installed = "specifications" in entry.path.parent.parts[-2:]
    name, version = described.name, described.version
    if not name:
        yield problem(entry, "bad-entry", "the name of the gem is not written in plain text")
        if is_installed:
            return
        name = entry.name.removesuffix(".gemspec")
    identity, claims = gem(name, version), claims_of(entry, described)
    if is_installed:
        yield from library(
            entry,
            purl=identity,
            name=name,
            version=version,
            claims=claims,
            requires=described.requires,
            home=_home(entry),
        )
    else:
        yield from project(entry, _wants(entry, described), purl=identity, name=name, version=version, claims=claims)


def _home(entry: Entry) -> str | None:
    """The folder of an installed gem: ``gems/name-version`` beside ``specifications``."""
    up = "../.." if entry.path.parent.name == "default" else ".."
    folder = neighbour(entry, f"{up}/gems/{entry.name.removesuffix('.gemspec')}")
    return str(folder.path) if folder is not None and folder.is_dir() else None


def _wants(entry: Entry, described: Gem) -> Iterator[Want]:
    """What it needs; an exact version counts only where Gemfile.lock does not say what came of it."""
    is_locked = entry.beside("Gemfile.lock").is_file()
    for need in described.needs:
        version = None if is_locked else need.version
        yield Want(purl=gem(need.name, version), name=need.name, version=version, scope=need.scope, line=need.line)


FORMAT = Format(
    name="gemspec",
    reads="specifications of gems: of one that the project makes, and of installed ones",
    files=("*.gemspec",),
    licences="`license` and `licenses`, where they are written in plain text; licence files in the gem's folder.",
    lists="Several have no meaning in the specification: read as all of them, and the report says so.",
    gaps=(
        "What a specification computes is not known; a version is looked for in the `version.rb` that it names.",
        "Ranges are not resolved: without Gemfile.lock a component has no version unless it is pinned.",
    ),
    matches=_matches,
    read=read,
)
