"""paket.lock of Paket for .NET, with what the paket.dependencies beside it asks for."""

import re
from collections.abc import Iterator

import msgspec

from copyfair.inventory import purl
from copyfair.inventory.dotnet import is_name, nuget, version_of
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, placed
from copyfair.inventory.model import Depth, Found, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.python import best_scope, scope_of
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_SECTIONS = frozenset({"NUGET", "GITHUB", "GIST", "GIT", "HTTP"})
_GROUP = re.compile(r"GROUP\s+(\S+)\s*")
_SETTING = re.compile(r"[A-Z][A-Z-]*(?::.*)?")
_REMOTE = re.compile(r" {2}remote:\s*(\S+)\s*")
_ENTRY = re.compile(r"( {4,6})(\S+)(?: \(([^()]*)\))?(?:\s.*)?")
_REPOSITORY = re.compile(r"([A-Za-z0-9_.-]{1,100})/([A-Za-z0-9_.-]{1,100})")
_TAG = re.compile(r"v?\d{1,9}\.\d[0-9A-Za-z.+-]{0,60}")
_LISTED = ("NUGET", "GITHUB")
_ASKED = re.compile(r"\s*(?:nuget|clitool|github)\s+([^\s:]+)", re.IGNORECASE)


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "paket.lock"


class _Line(msgspec.Struct, frozen=True):
    """One entry with what stands above it: a package, or what the package before it needs."""

    number: int
    group: str
    section: str
    remote: str
    name: str
    version: str
    is_need: bool

    @property
    def key(self) -> str:
        return f"{self.group}/{self.name.lower()}"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages of all groups in the order of the file.

    Raises:
        Unreadable: it is no lockfile of Paket.
    """
    locked: dict[str, Locked] = {}
    needs: list[tuple[Locked, str]] = []
    current: Locked | None = None
    for line in _lines(entry):
        if line.is_need:
            needs += [(current, line.key)] if current is not None else []
        elif line.section in _LISTED:
            current = _package(line)
            if current is None:
                message = f"no package with a version: {shown(f'{line.name} {line.version}')}; it was left out"
                yield problem(entry, "bad-entry", message, line.number)
            else:
                locked.setdefault(f"{line.group}/{current.name.lower()}", current)
    for package, key in needs:
        if key in locked:  # a package also says what it needs on platforms that the project does not have
            package.need(key)
    _mark_direct(entry, locked)
    _join_groups(locked)
    yield from placed(entry, locked)


def _lines(entry: Entry) -> Iterator[_Line]:
    group = section = remote = ""
    for number, text in enumerate(entry.text().split("\n"), 1):
        if text.strip() in _SECTIONS:
            section, remote = text.strip(), ""
        elif named := _GROUP.fullmatch(text):
            group, section = named[1].lower(), ""
        elif told := _REMOTE.fullmatch(text):
            remote = told[1]
        elif section and (found := _ENTRY.fullmatch(text)):
            yield _Line(number, group, section, remote, found[2], found[3] or "", len(found[1]) > 4)
        elif text.strip() and not text.startswith(" ") and not _SETTING.fullmatch(text):
            raise Unreadable("bad-syntax", f"no lockfile of Paket has such a line: {shown(text)}", number)


def _package(line: _Line) -> Locked | None:
    """A package of NuGet, or the repository of code from which a file was taken."""
    scope = scope_of(line.group, Scope.UNKNOWN) if line.group else Scope.UNKNOWN
    version = version_of(line.version)
    if line.section == "NUGET" and is_name(line.name) and version is not None:
        identity, name = nuget(line.name, version), line.name
    elif line.section == "GITHUB" and (found := _REPOSITORY.fullmatch(line.remote)):
        version = line.version if _TAG.fullmatch(line.version) else None  # mostly it is a commit
        identity, name = purl.make("github", found[2], version, found[1]), line.remote
    else:
        return None
    return Locked(purl=identity, name=name, version=version, at=line.name, line=line.number, scope=scope)


def _mark_direct(entry: Entry, locked: dict[str, Locked]) -> None:
    """What paket.dependencies names is direct, the rest is not; without the file nothing is known."""
    try:
        lines = entry.beside("paket.dependencies").text().split("\n")
    except Unreadable:
        return
    group, asked = "", set()
    for line in lines:
        if named := re.fullmatch(r"\s*group\s+(\S+)\s*", line, re.IGNORECASE):
            group = named[1].lower()
        elif wanted := _ASKED.match(line):
            asked.add(f"{group}/{wanted[1].lower()}")
    for key, package in locked.items():
        package.depth = Depth.DIRECT if key in asked else Depth.TRANSITIVE


def _join_groups(locked: dict[str, Locked]) -> None:
    """What several groups have is direct if it is so in one, and for tests alone only if it is so in all."""
    same: dict[str, list[Locked]] = {}
    for package in locked.values():
        same.setdefault(package.purl, []).append(package)
    for packages in same.values():
        scopes = {package.scope for package in packages}
        scope = Scope.UNKNOWN if Scope.UNKNOWN in scopes else best_scope(scopes)
        is_direct = any(package.depth is Depth.DIRECT for package in packages)
        for package in packages:
            package.scope = scope
            package.depth = Depth.DIRECT if is_direct else package.depth


FORMAT = Format(
    name="paket.lock",
    reads="paket.lock of Paket, with what the paket.dependencies beside it asks for",
    files=("paket.lock",),
    licences="None in the file; a `*.nuspec` or `*.nupkg` of the same package in the tree says it.",
    gaps=(
        "What only other platforms need is written down without being locked: it is not followed.",
        "Of files from a repository of code the repository is listed, with a version where a tag is one.",
        "Files from elsewhere are not listed.",
        "What a package is for is read from the names of groups; paket.references is not read.",
    ),
    matches=matches,
    read=read,
)
