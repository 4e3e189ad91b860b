"""An installed Python environment: each distribution's metadata and licence files, read and never imported."""

import hashlib
import os
import re
from collections import deque
from collections.abc import Collection, Container, Iterable, Iterator
from pathlib import PurePosixPath

import msgspec

from copyfair.inventory.archives import Archive
from copyfair.inventory.distributions import identity, stated
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.headers import Headers, first, read_headers
from copyfair.inventory.markers import Markers
from copyfair.inventory.model import Claim, Depth, Found, Requirement, Source
from copyfair.inventory.packed import packed
from copyfair.inventory.problems import apart, problem, shown, unread
from copyfair.inventory.python import canonical, is_name, is_version, pypi
from copyfair.inventory.texts import licence_files, text_claims
from copyfair.problem import Problem

__all__ = ["FORMAT", "read", "read_distribution", "read_environment"]

_MOST_BYTES = 1024 * 1024
_MOST_EXTRAS = 500
_REQUIREMENT = re.compile(
    r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?\s*(@\s*\S+(?:\s|$))?([^;]*)(?:;(.*))?", re.DOTALL
)
_PYTHON = re.compile(r"(?:python|pypy)(\d\.\d{1,3})t?")
# Build tools put these beside licences under License-File; they are credits and pages for readers, not licences.
_CREDITS = re.compile(
    r"(?!.*(?:licen[cs]|copying))(?:notice|authors?|contributors?|credits|thanks|maintainers|readme|change(?:s|log)|history|news|contributing"
    r"|code[-_]of[-_]conduct|security)(?:[-_.].*)?",
    re.IGNORECASE,
)


class _Want(msgspec.Struct, frozen=True):
    """One line of ``Requires-Dist``, names in the form in which they are compared."""

    name: str
    extras: tuple[str, ...]
    marker: str


class _Installed(msgspec.Struct):
    """One distribution as its metadata stand."""

    found: Found
    wants: tuple[_Want, ...]
    requested: bool
    metadata: Entry
    targets: set[str]

    @property
    def key(self) -> str:
        return canonical(self.found.name)


def matches(entry: Entry) -> bool:
    """A folder named as Python names them, or one that holds ``*.dist-info`` folders (``pip install --target``)."""
    name = entry.name or entry.root.name
    if name in ("site-packages", "dist-packages"):
        return True
    try:
        with os.scandir(entry.disk) as listing:
            return any(found.name.lower().endswith(".dist-info") for found in listing)
    except (OSError, ValueError):
        return False


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The distributions of an environment inside the scanned tree."""
    return read_environment(entry)


def read_environment(entry: Entry) -> Iterator[Found | Problem]:
    """The distributions installed in a folder, with edges that hold in this very environment.

    Args:
        entry: the folder; its root may be the environment itself (path ``.``).

    Raises:
        Unreadable: the folder cannot be listed.
    """
    installed: list[_Installed] = []
    for name in entry.names():
        for item in _distribution(entry, name):
            if isinstance(item, Problem):
                yield item
            else:
                installed.append(item)
    yield from _linked(installed, Markers(_python_of(entry)))


def read_distribution(bearer: Entry, metadata: Entry | None = None) -> Iterator[Found | Problem]:
    """One distribution by itself.

    What it asks for in any circumstances of this machine is named, whatever its version.

    Args:
        bearer: the folder or file that has the name of the distribution.
        metadata: its PKG-INFO, which has an older ``requires.txt`` beside it; None for that of a ``*.dist-info`` folder.
    """
    read = _dist_info(bearer) if metadata is None else _egg_info(bearer, metadata)
    installed, problems = apart(read)
    yield from problems
    yield from _linked(installed, Markers())


def _python_of(entry: Entry) -> str | None:
    """The Python version in ``…/lib/python3.12/site-packages``."""
    parts = (*entry.root.parts, *entry.path.parts)
    return next((match[1] for part in reversed(parts) if (match := _PYTHON.fullmatch(part))), None)


def _distribution(environment: Entry, name: str) -> Iterator[_Installed | Problem]:
    kind = PurePosixPath(name).suffix.lower()
    if kind not in (".dist-info", ".egg-info", ".egg", ".egg-link"):
        return
    child = environment.child(name)
    if kind == ".dist-info" and not child.is_file():
        yield from _dist_info(child)
    elif kind == ".egg-info":
        yield from _egg_info(child, child if child.is_file() else child.child("PKG-INFO"))
    elif kind == ".egg" and child.is_dir():
        yield from _egg_info(child, child.child("EGG-INFO", "PKG-INFO"))
    elif kind == ".egg":
        yield from _packed(child)
    elif kind == ".egg-link":
        yield problem(
            child, "missing-file", "its metadata lie where the distribution is developed, outside this folder"
        )


def _packed(egg: Entry) -> Iterator[_Installed | Problem]:
    try:
        archive = Archive(egg.data)
    except Unreadable as stop:
        yield unread(egg, stop)
        return
    yield from _egg_info(egg, packed(egg, archive).child("EGG-INFO", "PKG-INFO"))


def _egg_info(bearer: Entry, metadata: Entry) -> Iterator[_Installed | Problem]:
    return _one(bearer, metadata, more=_egg_requires(metadata.beside("requires.txt")))


def _dist_info(folder: Entry) -> Iterator[_Installed | Problem]:
    try:
        names = folder.names()
    except Unreadable as stop:
        yield unread(folder, stop)
        names = []
    yield from _one(folder, folder.child("METADATA"), names=names)


def _one(
    folder: Entry, metadata: Entry, *, names: Collection[str] = (), more: Iterable[str] = ()
) -> Iterator[_Installed | Problem]:
    """One distribution; where its metadata fail, what the name of its folder says still stands."""
    headers, sha256 = Headers(), None
    try:
        data = metadata.head(_MOST_BYTES + 1)
        headers = read_headers(data[:_MOST_BYTES])
        sha256 = hashlib.sha256(data).hexdigest() if len(data) <= _MOST_BYTES else None
        if not first(headers, "name") and len(data) <= _MOST_BYTES:
            yield problem(metadata, "bad-entry", "it names no distribution; the name of the file or folder was taken")
        if len(data) > _MOST_BYTES and not re.search(rb"\r?\n\r?\n", data):
            yield problem(metadata, "file-too-large", "its head is longer than 1 MiB; the rest was not read")
    except Unreadable as stop:
        yield unread(metadata, stop)
    name, version = identity(folder.name, headers)
    if not is_name(name):
        yield problem(metadata, "bad-entry", f"the distribution has no usable name: {shown(name)}")
        return
    claims: list[Claim] = list(_stated(metadata, headers, sha256))
    for item in _texts(folder, headers, names):
        if isinstance(item, Problem):
            yield item
        else:
            claims.append(item)
    if version is not None and not is_version(version):
        yield problem(metadata, "bad-entry", f"not a version: {shown(version)}")
        version = None
    source = Source(file=str(metadata.path), sha256=sha256, format=metadata.format_name)
    found = Found(purl=pypi(name, version), name=name, version=version, source=source, claims=tuple(claims))
    requires = [value for value, _ in headers.get("requires-dist", [])] or list(more)
    yield from _installed(found, requires, metadata, requested="REQUESTED" in names)


def _installed(
    found: Found, requires: Iterable[str], metadata: Entry, *, requested: bool = False
) -> Iterator[_Installed | Problem]:
    wants: list[_Want] = []
    for text in requires:
        want = _want(text)
        if want is None:
            yield problem(metadata, "bad-entry", f"not a requirement: {shown(text)}")
        else:
            wants.append(want)
    yield _Installed(found=found, wants=tuple(wants), requested=requested, metadata=metadata, targets=set())


def _stated(metadata: Entry, headers: Headers, sha256: str | None) -> Iterator[Claim]:
    def source(field: str) -> Source:
        line = next(
            (line for value, line in headers[field.lower()] if field != "Classifier" or "License" in value), None
        )
        return Source(file=str(metadata.path), field=field, line=line, sha256=sha256, format=metadata.format_name)

    return stated(headers, source)


def _texts(folder: Entry, headers: Headers, names: Collection[str]) -> Iterator[Claim | Problem]:
    """The licence files of a ``.dist-info``: those that `License-File` names, else those that lie there."""
    if not names:
        return
    below = folder.child("licenses")
    named = [value for value, _ in headers.get("license-file", ()) if not _CREDITS.fullmatch(value.rpartition("/")[2])]
    if not named:
        yield from text_claims(licence_files(folder), folder)
        if "licenses" in names and below.is_dir():
            yield from text_claims(licence_files(below), below)
        return
    inside: dict[Entry, list[Entry]] = {below: [], folder: []}
    for value in dict.fromkeys(named):
        path = PurePosixPath(value.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or "\0" in value or not path.parts:
            yield problem(
                folder.child("METADATA"), "bad-entry", f"License-File leads out of its folder: {shown(value)}"
            )
            continue
        # PEP 639 has them in `licenses/`; older tools put them beside METADATA.
        home = below if "licenses" in names and below.child(str(path)).is_file() else folder
        file = home.child(str(path))
        if home is folder and not file.is_file():
            yield problem(file, "missing-file", "METADATA names this licence file, but it is not there")
        else:
            inside[home].append(file)
    for home, files in inside.items():
        yield from text_claims(files, home, field="License-File")


def _want(text: str) -> _Want | None:
    match = _REQUIREMENT.fullmatch(text)
    if match is None or not is_name(match[1]):
        return None
    extras = tuple(canonical(extra.strip()) for extra in (match[2] or "").split(",") if extra.strip())
    return _Want(canonical(match[1]), extras, (match[5] or "").strip())


def _egg_requires(file: Entry) -> Iterator[str]:
    """Requirements in the older ``requires.txt``: sections ``[extra:marker]`` turned into markers."""
    if not file.is_file():
        return
    condition = ""
    for raw in file.head(_MOST_BYTES).decode("utf-8", "replace").splitlines():
        line = raw.strip()
        if line.startswith("[") and line.endswith("]"):
            extra, _, marker = line[1:-1].partition(":")
            parts = ([f"({marker})"] if marker else []) + ([f'extra == "{extra}"'] if extra else [])
            condition = " and ".join(parts)
        elif line and not line.startswith("#"):
            yield f"{line} ; {condition}" if condition else line


def _linked(installed: list[_Installed], markers: Markers) -> Iterator[Found | Problem]:
    """The distributions with their edges.

    An extra that one distribution asks of another brings in more edges, which may ask for more extras: so it goes on
    until nothing new comes.
    """
    by_name: dict[str, list[_Installed]] = {}
    for one in installed:
        by_name.setdefault(one.key, []).append(one)
    active: dict[str, set[str]] = {name: set() for name in by_name}
    bad: dict[Problem, None] = {}
    waiting = deque(sorted(by_name))
    while waiting:
        name = waiting.popleft()
        for want in _followed(by_name[name], by_name.keys(), frozenset(active[name]), markers, bad):
            news = set(want.extras) - active.get(want.name, set(want.extras))
            if news and len(active[want.name]) < _MOST_EXTRAS:
                active[want.name].update(news)
                if want.name not in waiting:
                    waiting.append(want.name)
    yield from bad
    needed = {target for one in installed for target in one.targets}
    for one in installed:
        direct = one.requested and one.key not in needed
        yield msgspec.structs.replace(
            one.found, requires=_edges(one.targets, by_name), depth=Depth.DIRECT if direct else Depth.UNKNOWN
        )


def _followed(
    same: list[_Installed],
    installed: Container[str],
    extras: frozenset[str],
    markers: Markers,
    bad: dict[Problem, None],
) -> Iterator[_Want]:
    """What the distributions of one name want with these extras, noted as their targets."""
    for one in same:
        for want in one.wants:
            try:
                # What only an extra wants and nobody installed is not part of the environment.
                holds = markers.holds(want.marker, extras if want.name in installed else frozenset())
            except ValueError:
                bad[problem(one.metadata, "bad-entry", f"{want.name}: not a marker: {shown(want.marker)}")] = None
                continue
            if holds:
                if want.name != one.key:
                    one.targets.add(want.name)
                yield want


def _edges(targets: set[str], by_name: dict[str, list[_Installed]]) -> tuple[Requirement, ...]:
    """Exact where one version is installed. What is not installed is still wanted, whatever its version."""
    purls: set[str] = set()
    for target in targets:
        versions = {one.found.version for one in by_name.get(target, ())}
        purls.add(pypi(target, versions.pop() if len(versions) == 1 else None))
    return tuple(Requirement(target=target) for target in sorted(purls))


FORMAT = Format(
    name="site-packages",
    reads="an installed Python environment (site-packages, dist-packages, pip install --target)",
    files=("site-packages/", "dist-packages/"),
    licences="`License-Expression`, `License`, classifiers of METADATA or PKG-INFO; the licence files that lie with them.",
    lists="Several classifiers have no meaning together: read as all of them, and the report says so.",
    gaps=(
        "What a distribution carries inside itself (as setuptools does in `_vendor`) is not listed; pip does not list it either.",
    ),
    matches=matches,
    read=read,
    folder=True,
)
