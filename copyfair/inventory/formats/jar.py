"""Java archives: what they say of themselves, and the archives and artifacts inside them. Read in memory, nothing is unpacked."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import msgspec

from copyfair.inventory import purl
from copyfair.inventory.archives import Archive
from copyfair.inventory.entry import MOST_BYTES, Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.maven import is_coordinate, licence_claims, maven, pom_of, version_of
from copyfair.inventory.model import Claim, Combine, Depth, Found, Requirement, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.texts import MOST_TEXT_BYTES, claim_of, is_licence_name, primary_name
from copyfair.problem import Problem

__all__ = ["FORMAT", "read", "recognises"]

_SURE = (".jar", ".war", ".ear")
_ENDINGS = (*_SURE, ".aar", ".par", ".sar", ".nar", ".kar", ".hpi", ".jpi")
_PAIR = re.compile(r"\s*([^=:\s]+)\s*[=:]?\s*(.*)")
_PROPERTIES = re.compile(r"META-INF/maven/([^/]+)/([^/]+)/pom\.properties")
_NAMED = (
    re.compile(r"(.+?)-(\d[A-Za-z0-9_.+-]*)"),
    re.compile(r"(.+?)-((?:build|rc?)\d[\d.]*)"),
    # As Eclipse does. After the others, and with three numbers: Scala has names that end in `_2.13`.
    re.compile(r"(.+?)[_.](\d+\.\d+\.\d[A-Za-z0-9_.+-]*)"),
)
"""How the name of a file says name and version, most usual way first."""

_CLASSIFIERS = re.compile(r"-(?:sources|javadoc|tests|test-sources)$")
_WRAPPERS = frozenset({"gradle-wrapper", "maven-wrapper"})
_MOST_METADATA = 1024 * 1024
_DEEPEST = 10


class _Artifact(msgspec.Struct, frozen=True, kw_only=True):
    """One artifact as an archive names it; the group is empty where nothing says it."""

    group: str
    artifact: str
    version: str | None

    @property
    def purl(self) -> str:
        if self.group:
            return maven(self.group, self.artifact, self.version)
        return purl.make("generic", self.artifact, self.version)

    @property
    def name(self) -> str:
        return f"{self.group}:{self.artifact}" if self.group else self.artifact


class _Jar(msgspec.Struct, frozen=True):
    """An archive that lies in the tree or in another archive; `inside` is its path there with a ``!/`` at the end."""

    entry: Entry
    archive: Archive
    stem: str
    inside: str = ""
    depth: int = 0

    def complain(self, stop: Unreadable, name: str) -> Problem:
        return problem(self.entry, stop.code, f"{shown(self.inside + name)}: {stop.message}")


def matches(entry: Entry) -> bool:
    """``*.jar`` and archives of the same form that go by other names."""
    return entry.name.lower().endswith(_ENDINGS)


def recognises(entry: Entry) -> bool:
    """Others have files that end so too (a Nix archive, a song): of a name that is not Java's alone it must be a zip."""
    return entry.name.lower().endswith(_SURE) or entry.head(2) == b"PK"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The archive, then what it holds.

    Raises:
        Unreadable: it is no zip archive.
    """
    yield from _jar(_Jar(entry, Archive(entry.data), _stem(entry.name)))


def _stem(name: str) -> str:
    return _CLASSIFIERS.sub("", PurePosixPath(name).stem)


def _jar(jar: _Jar) -> Iterator[Found | Problem]:
    problems: list[Problem] = []
    listed = list(_listed(jar, problems))
    own = next((one for one in listed if jar.stem in (one.artifact, f"{one.artifact}-{one.version}")), None)
    if own is None:
        own = listed[0] if len(listed) == 1 else _by_manifest(jar, problems)
    archives = _archives(jar)
    if archives and jar.depth == _DEEPEST:
        problems.append(problem(jar.entry, "too-deep", f"archives in {shown(jar.inside)} are not looked into"))
        archives = []
    below = [list(_inner(jar, name)) for name in archives]
    others = [_found(jar, one, _claims(jar, one, problems)) for one in listed if one != own]
    claims = _claims(jar, own, problems) or _bundle_licence(jar, problems)
    texts = tuple(_texts(jar, problems))
    yield from problems
    inner = [next((one for one in items if isinstance(one, Found)), own) for items in below]
    needs = {one.purl for one in (*others, *inner)} - {own.purl}
    yield msgspec.structs.replace(
        _found(jar, own, (*claims, *texts)),
        requires=tuple(Requirement(target=target) for target in sorted(needs)),
        scope=Scope.BUILD if own.artifact in _WRAPPERS else Scope.UNKNOWN,
        depth=Depth.UNKNOWN if jar.depth else Depth.DIRECT,
    )
    yield from others
    for items in below:
        yield from items


def _archives(jar: _Jar) -> list[str]:
    return sorted(name for name in jar.archive if name.lower().endswith(_ENDINGS))


def _found(jar: _Jar, artifact: _Artifact, claims: tuple[Claim, ...]) -> Found:
    return Found(
        purl=artifact.purl,
        name=artifact.name,
        version=artifact.version,
        source=jar.entry.source(jar.inside),
        claims=claims,
    )


def _inner(jar: _Jar, name: str) -> Iterator[Found | Problem]:
    try:
        archive = jar.archive.inner(name, MOST_BYTES)
    except Unreadable as stop:
        yield jar.complain(stop, name)
        return
    yield from _jar(_Jar(jar.entry, archive, _stem(name), f"{jar.inside}{name}!/", jar.depth + 1))


def _listed(jar: _Jar, problems: list[Problem]) -> Iterator[_Artifact]:
    """The artifacts whose properties Maven put into the archive; several, where others' were merged into it."""
    for name in sorted(jar.archive):
        if _PROPERTIES.fullmatch(name) is None:
            continue
        lines = _lines(jar, name, problems)
        said = {pair[1]: pair[2].strip() for pair in map(_PAIR.match, lines) if pair}
        group, artifact = said.get("groupId", ""), said.get("artifactId", "")
        if is_coordinate(group) and is_coordinate(artifact):
            yield _Artifact(group=group, artifact=artifact, version=version_of(said.get("version", "")))
        elif lines:
            message = f"{shown(jar.inside + name)} names no artifact: {shown(f'{group}:{artifact}')}"
            problems.append(problem(jar.entry, "bad-entry", message))


def _by_manifest(jar: _Jar, problems: list[Problem]) -> _Artifact:
    """By the name of the file; what that does not say, by the manifest."""
    manifest = _manifest(jar, problems)
    named = next(filter(None, (way.fullmatch(jar.stem) for way in _NAMED)), None)
    artifact = named[1] if named else jar.stem
    version = version_of(named[2]) if named else None
    for field in ("Implementation-Version", "Bundle-Version"):
        version = version or version_of(manifest.get(field, ""))
    symbolic = manifest.get("Bundle-SymbolicName", "").partition(";")[0].strip()
    # `Implementation-Vendor-Id` was tried: it often holds less than the group (`org.apache`).
    group = symbolic.removesuffix(f".{artifact}") if symbolic.endswith(f".{artifact}") else ""
    is_usable = is_coordinate(group) and is_coordinate(artifact)
    return _Artifact(group=group if is_usable else "", artifact=artifact.strip("/") or "archive", version=version)


def _manifest(jar: _Jar, problems: list[Problem]) -> dict[str, str]:
    """The main part of META-INF/MANIFEST.MF; a line that begins with a blank goes on with the one before."""
    joined: list[str] = []
    for line in _lines(jar, "META-INF/MANIFEST.MF", problems):
        if not line.strip():
            break
        if line.startswith(" ") and joined:
            joined[-1] += line[1:]
        else:
            joined.append(line)
    return {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in joined)}


def _lines(jar: _Jar, name: str, problems: list[Problem]) -> list[str]:
    data = _read(jar, name, _MOST_METADATA, problems) if name in jar.archive else None
    return data.decode("utf-8", "replace").splitlines() if data is not None else []


def _read(jar: _Jar, name: str, most: int, problems: list[Problem]) -> bytes | None:
    try:
        return jar.archive.read(name, most)
    except Unreadable as stop:
        problems.append(jar.complain(stop, name))
        return None


def _claims(jar: _Jar, artifact: _Artifact, problems: list[Problem]) -> tuple[Claim, ...]:
    """What the POM in the archive says; its parents are not there."""
    name = f"META-INF/maven/{artifact.group}/{artifact.artifact}/pom.xml"
    data = _read(jar, name, _MOST_METADATA, problems) if name in jar.archive else None
    try:
        return tuple(licence_claims(pom_of(jar.entry, data), f"{jar.inside}{name} ")) if data is not None else ()
    except Unreadable as stop:
        problems.append(jar.complain(stop, name))
        return ()


def _bundle_licence(jar: _Jar, problems: list[Problem]) -> tuple[Claim, ...]:
    """``Bundle-License`` of OSGi: names or addresses, each with attributes after a semicolon."""
    said = re.sub(
        r'"[^"]*"', lambda text: text[0].replace(",", " "), _manifest(jar, problems).get("Bundle-License", "")
    )
    names = [one.partition(";")[0].strip().strip('"') for one in said.split(",")]
    statements = tuple(name for name in names if name and name != "<<EXTERNAL>>")
    if not statements:
        return ()
    combine = Combine.UNDEFINED if len(statements) > 1 else Combine.ONE
    source = jar.entry.source(f"{jar.inside}META-INF/MANIFEST.MF Bundle-License")
    return (Claim(statements=statements, source=source, combine=combine),)


def _texts(jar: _Jar, problems: list[Problem]) -> Iterator[Claim]:
    """Licence texts at the top of the archive or in META-INF."""
    folders = ("", "META-INF/")
    names = [name for name in sorted(jar.archive) if name.rpartition("/")[0] + "/" in ("/", *folders)]
    found = [name for name in names if is_licence_name(name.rpartition("/")[2])]
    primary = primary_name(name.rpartition("/")[2] for name in found)
    for name in found:
        data = _read(jar, name, MOST_TEXT_BYTES, problems)
        if data is not None:
            source = jar.entry.source(jar.inside + name)
            yield claim_of(data, source, primary=len(found) == 1 and primary is not None)


FORMAT = Format(
    name="jar",
    reads="Java archives and the archives inside them: artifacts that Maven's properties or the manifest name",
    files=tuple(f"*{ending}" for ending in _ENDINGS),
    licences="`licenses` of META-INF/maven/*/*/pom.xml, else `Bundle-License` of the manifest; licence files in it.",
    lists="In a POM the user may choose; several in `Bundle-License` have no meaning: read as all of them.",
    gaps=(
        "Parents of a POM in an archive are not followed.",
        "Without properties of Maven the name is that of the file, and the group what the manifest says, if anything.",
        f"Archives are followed {_DEEPEST} deep.",
        "Classes that were copied into an archive without their properties are not found.",
    ),
    matches=matches,
    read=read,
    recognises=recognises,
)
