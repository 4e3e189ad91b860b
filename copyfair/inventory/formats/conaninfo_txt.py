"""conaninfo.txt of Conan 1: what a package in its cache was built with, or what a project was installed with."""

from collections.abc import Iterator

from copyfair.inventory.conan import Reference, asked, reference
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.manifests import Want, library, project
from copyfair.inventory.model import Depth, Found, Requirement
from copyfair.inventory.problems import apart, problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_RESOLVED = "full_requires"
_SECTIONS = ("[settings]", "[requires]", "[options]", f"[{_RESOLVED}]")


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "conaninfo.txt"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """What it was built with, in the order of the file; in Conan's cache the package itself as well.

    Raises:
        Unreadable: it is no such file.
    """
    text = entry.text()
    if not any(section in text for section in _SECTIONS):
        raise Unreadable("bad-syntax", f"it has none of the sections {', '.join(_SECTIONS)}")
    wants, problems = apart(_wants(entry, text))
    direct = {name for _, section, line in asked(text) if section == "requires" and (name := line.partition("/")[0])}
    named = [want for want in wants if want.name in direct]
    package = _package(entry)
    if package is None:
        yield from project(entry, (*named, *problems))
    else:
        yield from problems
        needs = [Requirement(target=want.purl) for want in named]
        identity, version = package.purl, package.version
        yield from library(entry, purl=identity, name=package.name, version=version, claims=(), requires=needs)
    for want in wants:
        if package is not None or want not in named:
            source = entry.source(want.at, want.line)
            yield Found(purl=want.purl, name=want.name, version=want.version, source=source, depth=Depth.TRANSITIVE)


def _wants(entry: Entry, text: str) -> Iterator[Want | Problem]:
    for number, section, line in asked(text):
        if section != _RESOLVED:
            continue
        wanted = reference(line)
        if wanted is None or wanted.version is None:
            yield problem(entry, "bad-entry", f"no recipe with a version: {shown(line)}; it was left out", number)
            continue
        at = f"[{section}] {wanted.name}"
        yield Want(purl=wanted.purl, name=wanted.name, version=wanted.version, at=at, line=number)


def _package(entry: Entry) -> Reference | None:
    """Whose file it is in Conan's cache: ``<name>/<version>/<user>/<channel>/package/<id>/conaninfo.txt``."""
    parts = entry.path.parts[-7:]
    if len(parts) < 7 or parts[4] != "package":
        return None
    name, version, user, channel = parts[:4]
    return reference(f"{name}/{version}" if user == "_" else f"{name}/{version}@{user}/{channel}")


FORMAT = Format(
    name="conaninfo.txt",
    reads="conaninfo.txt of Conan 1, in its cache or where a project was installed",
    files=("conaninfo.txt",),
    licences="None in the file.",
    gaps=(
        "Of what a package needs, only `[full_requires]` has versions that are known; Conan 2 does not write it.",
        "What the packages that are needed need themselves is not in the file.",
    ),
    matches=matches,
    read=read,
)
