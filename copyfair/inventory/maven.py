"""What the formats of the JVM share: coordinates, and what a POM comes to with its parents and imports.

Source: Maven's description of the POM (inheritance, interpolation, dependency management). Only what lies in the scanned
tree is looked at: the parent where ``relativePath`` leads, modules, and a folder laid out as Maven's local repository.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import PurePosixPath

import msgspec

from copyfair.inventory import markup, purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.loose_json import UNREADABLE
from copyfair.inventory.markup import Tag
from copyfair.inventory.model import Claim, Combine, Scope
from copyfair.inventory.paths import neighbour

__all__ = [
    "SCOPES",
    "Dependency",
    "Pom",
    "gradle_pom",
    "is_coordinate",
    "licence_claims",
    "maven",
    "pom_of",
    "read_pom",
    "version_of",
]

SCOPES = {
    "": Scope.RUNTIME,
    "compile": Scope.RUNTIME,
    "runtime": Scope.RUNTIME,
    "provided": Scope.BUILD,
    "system": Scope.BUILD,
    "test": Scope.TEST,
}
"""Maven's scopes; what the surroundings provide is needed to build only."""

_COORDINATE = re.compile(r"[A-Za-z0-9_.-]{1,200}")
_VERSION = re.compile(r"[A-Za-z0-9_.+~-]{1,200}")
_EXACT = re.compile(r"\[\s*([^\[\](),\s]+)\s*\]")
_PROPERTY = re.compile(r"\$\{([^${}]{1,200})\}")
_MOVING = frozenset({"LATEST", "RELEASE"})
_MOST_PARENTS = 20
_MOST_IMPORTS = 10
_MOST_MODULES = 2000
_LONGEST_VALUE = 2000
_MOST_ROUNDS = 20
_LARGEST_KEPT = 1 << 20


def is_coordinate(text: str) -> bool:
    """It can be the id of a group or an artifact."""
    return _COORDINATE.fullmatch(text) is not None


def version_of(text: str) -> str | None:
    """The one version that a text stands for; None for a range, for the newest whatever it is, and for no version."""
    exact = _EXACT.fullmatch(text)
    found = exact[1] if exact else text
    return found if _VERSION.fullmatch(found) and found not in _MOVING else None


def maven(group: str, artifact: str, version: str | None = None) -> str:
    """The package URL of an artifact."""
    return purl.make("maven", artifact, version, group)


_Key = tuple[str, str, str, str]
"""Group, artifact, type and classifier: what tells one dependency from another."""


class Dependency(msgspec.Struct, frozen=True, kw_only=True):
    """One dependency, with what the management of dependencies adds to it.

    Attributes:
        group: may hold a property that the tree does not say.
        artifact: as group.
        version: as written, empty without one.
        scope: in Maven's words.
        optional: for the project alone, not for whoever uses it.
        line: where it begins in this very file; None for an inherited one.
    """

    group: str
    artifact: str
    version: str
    scope: str
    optional: bool
    line: int | None


class Pom:
    """A POM with its parents, as far as they lie in the tree.

    Args:
        lineage: the file and its parents, each with its content, from the child up.
        imports_left: how many more imports may be followed from here.
    """

    def __init__(self, lineage: list[tuple[Entry, Tag]], *, imports_left: int = _MOST_IMPORTS) -> None:
        self.entry, self.tag = lineage[0]
        self._lineage, self._imports_left = lineage, imports_left
        self._properties = self._gathered()

    def _gathered(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for _, tag in self._lineage:
            for section in _sections(tag):
                listed = section.one("properties")
                for one in listed.children if listed is not None else ():
                    found.setdefault(one.name, one.text)
        parent = {name: self.tag.said("parent", name) for name in ("groupId", "artifactId", "version")}
        own = {name: self.tag.said(name) or parent[name] for name in ("groupId", "version")}
        own["artifactId"] = self.tag.said("artifactId")
        for name, value in own.items():
            found |= {f"project.{name}": value, f"pom.{name}": value}
            found.setdefault(name, value)
        for name, value in parent.items():
            found |= {f"project.parent.{name}": value, f"parent.{name}": value}
        return found

    def filled(self, text: str) -> str:
        """A text with its properties filled in; what the tree does not say stays as it is."""
        for _ in range(_MOST_ROUNDS if "${" in text else 0):
            filled = _PROPERTY.sub(lambda found: self._properties.get(found[1].strip(), found[0]), text)
            if filled == text or len(filled) > _LONGEST_VALUE:
                break
            text = filled
        return text

    @property
    def group(self) -> str:
        """The group of the project, its own or that of its parent."""
        return self.filled(self._properties["project.groupId"])

    @property
    def artifact(self) -> str:
        """The artifact that the project makes."""
        return self.filled(self._properties["project.artifactId"])

    @property
    def version(self) -> str | None:
        """The version of the project, its own or that of its parent; None where the tree does not say it."""
        return version_of(self.filled(self._properties["project.version"]))

    def licences(self) -> tuple[Entry, list[Tag]]:
        """The licences of the nearest POM that states any, and its file: a list of one's own replaces that of the parent."""
        for entry, tag in self._lineage:
            listed = list(tag.all("licenses", "license"))
            if listed:
                return entry, listed
        return self.entry, []

    def dependencies(self) -> Iterator[Dependency]:
        """What the project asks for itself or through its parents, each once: of several in one file the last, as Maven does."""
        managed = self.managed()
        seen: set[_Key] = set()
        for entry, tag in self._lineage:
            listed = (one for section in reversed(_sections(tag)) for one in section.all("dependencies", "dependency"))
            for key, one in {self._key(one): one for one in listed}.items():
                if key in seen:
                    continue
                seen.add(key)
                version, scope = managed.get(key, ("", ""))
                yield Dependency(
                    group=key[0],
                    artifact=key[1],
                    version=self.filled(one.said("version")) or version,
                    scope=self.filled(one.said("scope")) or scope,
                    optional=self.filled(one.said("optional")) == "true",
                    line=one.line if entry is self.entry else None,
                )

    def _key(self, dependency: Tag) -> _Key:
        group, artifact, kind, classifier = (
            self.filled(dependency.said(name)) for name in ("groupId", "artifactId", "type", "classifier")
        )
        return group, artifact, kind or "jar", classifier

    def managed(self) -> dict[_Key, tuple[str, str]]:
        """Version and scope of what is managed; what is nearer comes before what is farther, and both before imports."""
        found: dict[_Key, tuple[str, str]] = {}
        imports: list[_Key] = []
        for section in (section for _, tag in self._lineage for section in _sections(tag)):
            for one in section.all("dependencyManagement", "dependencies", "dependency"):
                key, scope = self._key(one), self.filled(one.said("scope"))
                if scope == "import":
                    imports.append(key)
                else:
                    found.setdefault(key, (self.filled(one.said("version")), scope))
        for group, artifact, *_ in imports if self._imports_left > 0 else ():
            other = self._imported(group, artifact)
            for key, value in other.managed().items() if other is not None else ():
                found.setdefault(key, value)
        return found

    def _imported(self, group: str, artifact: str) -> "Pom | None":
        for file in (*_around(self._lineage), *_modules(self._lineage)):
            tag = _parsed(file)
            if tag is not None and tag.said("artifactId") == artifact:
                other = Pom(_with_parents(file, tag), imports_left=self._imports_left - 1)
                if other.group == group:
                    return other
        return None


def read_pom(entry: Entry) -> Pom:
    """A POM with its parents.

    Raises:
        Unreadable: the file itself is no POM; a parent that cannot be read is as one that is not there.
    """
    tag = _checked(_parse(entry.data))
    return Pom(_with_parents(entry, tag))


def _checked(tag: Tag) -> Tag:
    if tag.name != "project":
        raise Unreadable("bad-syntax", "a POM begins with the element project")
    return tag


def pom_of(entry: Entry, data: bytes) -> Pom:
    """A POM that was found inside `entry`, an archive: without its parents.

    Raises:
        Unreadable: it is no POM.
    """
    return Pom([(entry, _checked(markup.parse(data)))])


def licence_claims(pom: Pom, at: str = "") -> Iterator[Claim]:
    """The licences of a POM: of several the user may choose. The name counts; the address where there is no name."""
    entry, listed = pom.licences()
    said = tuple(
        pom.filled(one.said("name")).strip() or pom.filled(one.said("url")).strip() or UNREADABLE for one in listed
    )
    if said:
        combine = Combine.ANY if len(said) > 1 else Combine.ONE
        yield Claim(statements=said, source=entry.source(f"{at}licenses", listed[0].line), combine=combine)


def _sections(tag: Tag) -> list[Tag]:
    """A POM and before it its profiles that are on unless somebody asks for others: what they say comes first."""
    profiles = tag.all("profiles", "profile")
    return [*reversed([one for one in profiles if one.said("activation", "activeByDefault") == "true"]), tag]


def _with_parents(entry: Entry, tag: Tag) -> list[tuple[Entry, Tag]]:
    lineage = [(entry, tag)]
    while len(lineage) < _MOST_PARENTS:
        above = _parent(*lineage[-1])
        if above is None or any(above[0].path == entry.path for entry, _ in lineage):
            break
        lineage.append(above)
    return lineage


def _parent(entry: Entry, tag: Tag) -> tuple[Entry, Tag] | None:
    parent = tag.one("parent")
    if parent is None:
        return None
    relative = parent.one("relativePath")
    path = "../pom.xml" if relative is None else relative.text
    found = neighbour(entry, path) if path else None
    if found is not None and found.is_dir():
        found = found.child("pom.xml")
    group, artifact, version = (parent.said(name) for name in ("groupId", "artifactId", "version"))
    # One that is pointed at by its path may have no name; one that only lies where parents lie must have the right one.
    names = (artifact, "") if relative is not None else (artifact,)
    for file in (
        found,
        _in_repository(entry, tag, group, artifact, version),
        gradle_pom(_gradle_top(entry, tag), group, artifact, version),
    ):
        content = _parsed(file) if file is not None else None
        if file is not None and content is not None and content.said("artifactId") in names:
            return file, content
    return None


def _in_repository(entry: Entry, tag: Tag, group: str, artifact: str, version: str) -> Entry | None:
    """The file of these coordinates, if this one lies in a folder laid out as Maven's local repository."""
    own = tag.said("groupId") or tag.said("parent", "groupId")
    depth = len(own.split(".")) + 2
    name, release = tag.said("artifactId"), tag.said("version") or tag.said("parent", "version")
    below = [*own.split("."), name, release]
    if entry.path.parts[:-1][-depth:] != tuple(below) or entry.name != f"{name}-{release}.pom":
        return None
    top = entry.at(PurePosixPath(*entry.path.parts[: -depth - 1]))
    steps = (*group.split("."), artifact, version, f"{artifact}-{version}.pom")
    return None if any(step in ("", ".", "..") or "/" in step for step in steps) else top.child(*steps)


def _gradle_top(entry: Entry, tag: Tag) -> Entry | None:
    """The top of Gradle's cache, if this file lies in one: ``<group>/<artifact>/<version>/<hash>/<file>``."""
    own = tag.said("groupId") or tag.said("parent", "groupId")
    name, release = tag.said("artifactId"), tag.said("version") or tag.said("parent", "version")
    if entry.path.parts[-5:-2] != (own, name, release) or entry.name != f"{name}-{release}.pom":
        return None
    return entry.at(PurePosixPath(*entry.path.parts[:-5]))


def gradle_pom(top: Entry | None, group: str, artifact: str, version: str) -> Entry | None:
    """The POM of these coordinates in Gradle's cache; None where there are several, from several repositories.

    Each file lies in a folder that has its hash for a name, without the zeros at its beginning.
    """
    if top is None or any(step in ("", ".", "..") or "/" in step for step in (group, artifact, version)):
        return None
    folder = top.child(group, artifact, version)
    found = []
    for name in folder.names() if folder.is_dir() else ():
        file = folder.child(name, f"{artifact}-{version}.pom")
        if file.is_file() and hashlib.sha1(file.data, usedforsecurity=False).hexdigest().lstrip("0") == name.lstrip(
            "0"
        ):
            found.append(file)
    return found[0] if len(found) == 1 else None


def _around(lineage: list[tuple[Entry, Tag]]) -> Iterator[Entry]:
    """The POMs of the project and its parents, and those in the folders above."""
    yield from (entry for entry, _ in lineage)
    entry, _ = lineage[0]
    for folder in entry.path.parent.parents:
        yield entry.at(folder / "pom.xml")


def _modules(lineage: list[tuple[Entry, Tag]]) -> Iterator[Entry]:
    count = 0
    for file in _around(lineage):
        tag = _parsed(file)
        for module in tag.all("modules", "module") if tag is not None else ():
            count += 1
            found = neighbour(file, module.text)
            if found is not None and count < _MOST_MODULES:
                yield found.child("pom.xml") if found.is_dir() else found


def _parsed(file: Entry) -> Tag | None:
    """What is wrong with a POM is said when it is read for itself."""
    try:
        tag = _parse(file.data) if file.is_file() else None
    except Unreadable:
        return None
    return tag if tag is not None and tag.name == "project" else None


def _parse(data: bytes) -> Tag:
    # A parent is asked for by each of its modules; only what is small is kept.
    return _kept(data) if len(data) <= _LARGEST_KEPT else markup.parse(data)


_kept: Callable[[bytes], Tag] = lru_cache(maxsize=256)(markup.parse)
