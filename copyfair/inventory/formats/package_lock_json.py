"""package-lock.json and npm-shrinkwrap.json, written by npm; lockfile versions 1, 2 and 3.

Versions 2 and 3 hold under ``packages`` one entry for each folder of the tree,
with its licence. Version 1 holds only ``dependencies``, nested as the folders
are, and no licences; its tree is turned into the same places.
"""

import re
from collections.abc import Iterator, Mapping
from posixpath import normpath
from typing import Any

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.hashes import from_integrity
from copyfair.inventory.javascript import is_name, name_at, npm, resolve, stated_claims, wanted
from copyfair.inventory.loose_json import as_dict, as_text, load
from copyfair.inventory.model import Claim, Found, Origin, Requirement, Scope
from copyfair.inventory.paths import folder_name, folder_purl, origin_of, place
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_MOST_CHARACTERS = 2048
_KEY = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:\s*\{)?', re.DOTALL)


class _Package(msgspec.Struct, kw_only=True):
    """One folder of the tree that the lockfile describes.

    Attributes:
        key: its place, relative to the lockfile's folder; ``""`` for the project.
        at: the place of its entry in the file.
        home: its folder in the scanned tree, for the project's own parts.
        is_old: version 1, which does not tell needs from optional needs.
    """

    key: str
    at: str
    value: Mapping[str, Any]
    purl: str
    name: str
    version: str | None
    origin: Origin
    home: str | None = None
    is_old: bool = False


def _matches(entry: Entry) -> bool:
    return entry.name in ("package-lock.json", "npm-shrinkwrap.json")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project, the members of its workspace, and every package of the tree.

    Raises:
        Unreadable: it is no JSON object.
    """
    document, replaced = load(entry)
    yield from replaced
    if not isinstance(document, dict):
        raise Unreadable("bad-syntax", f"a lockfile is a JSON object, this is {shown(document)}")
    if not any(field in document for field in ("lockfileVersion", "packages", "dependencies")):
        raise Unreadable("bad-syntax", "it holds no lock: neither lockfileVersion nor packages nor dependencies")
    yield from _format_problems(entry, document)
    entries, is_old = _entries(document)
    links: dict[str, str] = {}
    packages: dict[str, _Package] = {}
    for key, at, value in entries:
        target = _link(value)
        if target is not None:
            links[key] = target
            continue
        package, problems = _package(entry, key, at, value)
        yield from problems
        if package is not None:
            package.is_old = is_old
            packages[key] = package
    own = {package.name for package in packages.values() if package.home is not None}
    for key in [key for key, package in packages.items() if package.value.get("link") is True and package.name in own]:
        del packages[key]  # a link to nowhere that has the name of a member means that member
    yield from _broken_links(entry, links, packages)
    lines = _lines(entry.text()) if not replaced else {}
    for package in packages.values():
        # The lines of version 1 would need the nesting; its keys are bare names that stand many times.
        line = None if is_old else lines.get(package.key)
        yield from _found(entry, package, packages, links, line)


def _format_problems(entry: Entry, document: dict[str, Any]) -> Iterator[Problem]:
    version = document.get("lockfileVersion")
    if version not in (None, 1, 2, 3) or isinstance(version, bool):
        message = f"lockfileVersion {shown(version)} is not known (1 to 3 are); it was read as far as it is alike"
        yield problem(entry, "unsupported", message)
    for field in ("packages", "dependencies"):
        if document.get(field) is not None and not isinstance(document[field], dict):
            yield problem(entry, "bad-entry", f"{field} is {shown(document[field])}")


_Entries = Iterator[tuple[str, str, Any]]


def _entries(document: dict[str, Any]) -> tuple[_Entries, bool]:
    """Place, field and value of every package, and whether the file is of version 1."""
    if isinstance(document.get("packages"), dict) and (document["packages"] or not document.get("dependencies")):
        return _new_entries(document), False
    return _old_entries(document), True


def _new_entries(document: dict[str, Any]) -> _Entries:
    for key, value in document["packages"].items():
        # The project's name stands at the top of the document as well.
        is_unnamed = key == "" and isinstance(value, dict) and value.get("name") is None
        yield key, f"packages[{key!r}]", {**value, "name": document.get("name")} if is_unnamed else value


def _old_entries(document: dict[str, Any]) -> _Entries:
    yield "", "", {"name": document.get("name"), "version": document.get("version")}
    todo = [("", "", as_dict(document.get("dependencies")))]
    while todo:
        parent, parent_at, listed = todo.pop()
        for name, value in listed.items():
            key = f"{parent}/node_modules/{name}" if parent else f"node_modules/{name}"
            at = f"{parent_at}dependencies[{name!r}]"
            if not isinstance(value, dict):
                yield key, at, value
                continue
            yield key, at, _as_new(value)
            if len(key) <= _MOST_CHARACTERS:
                todo.append((key, f"{at}.", as_dict(value.get("dependencies"))))


def _as_new(value: dict[str, Any]) -> dict[str, Any]:
    """An entry of version 1 in the fields of version 3."""
    new: dict[str, Any] = {key: value[key] for key in ("version", "dev", "optional", "integrity") if key in value}
    # In version 1 `requires` is what the package asks for; `dependencies` what lies inside its folder.
    if value.get("requires") is not True:
        new["dependencies"] = value.get("requires")
    version = as_text(value.get("version"))
    if version.startswith("npm:"):
        alias = version.removeprefix("npm:")
        at = alias.find("@", 1)
        new["name"], new["version"] = (alias[:at], alias[at + 1 :]) if at > 0 else (alias or None, None)
    return new


def _link(value: Any) -> str | None:
    """The folder that an entry links to; None where it is no link."""
    target = as_dict(value).get("resolved")
    if as_dict(value).get("link") is not True or not isinstance(target, str) or not 0 < len(target) <= _MOST_CHARACTERS:
        return None
    return "" if normpath(target) == "." else normpath(target)


def _version(value: Mapping[str, Any]) -> str | None:
    """The version; None where a URL or a folder stands in its place."""
    version = as_text(value.get("version"))
    return None if ":" in version or "/" in version else version or None


def _package(entry: Entry, key: str, at: str, value: Any) -> tuple[_Package | None, list[Problem]]:
    if not isinstance(value, dict) or len(key) > _MOST_CHARACTERS:
        what = f"is {shown(value)}" if not isinstance(value, dict) else "lies too deep"
        return None, [problem(entry, "bad-entry", f"the entry {shown(key)} {what}; it was left out")]
    problems = [
        problem(entry, "bad-entry", f"{shown(key)}: {field} is {shown(value[field])}")
        for field in ("name", "version")
        if value.get(field) is not None and not isinstance(value[field], str)
    ]
    if value.get("link") is True:
        problems.append(problem(entry, "bad-entry", f"{shown(key)} is a link to {shown(value.get('resolved'))}"))
    # What was fetched from somewhere, or leads nobody knows where, is not the project's own, wherever it lies.
    is_fetched = bool(key) and any(value.get(field) is not None for field in ("resolved", "integrity", "link"))
    is_inside = "node_modules" in key.split("/")
    home = None if is_inside or is_fetched else place(entry, key or ".")
    name, version = as_text(value.get("name")) or name_at(key), _version(value)
    if home is None and not is_name(name):
        problems.append(
            problem(entry, "bad-entry", f"{shown(key)} has {shown(name)} for a name, which npm does not allow")
        )
    package = _Package(
        key=key,
        at=at,
        value=value,
        purl=npm(name, version) if name or home is None else folder_purl(entry.root, home),
        name=name or (key if home is None else folder_name(entry.root, home)),
        version=version,
        # What a link leads to outside of the scanned tree may be anybody's.
        origin=Origin.THIRD_PARTY if home is None else origin_of(home),
        home=home,
    )
    return package, problems


def _broken_links(entry: Entry, links: dict[str, str], packages: dict[str, _Package]) -> Iterator[Problem]:
    for key, target in links.items():
        if target not in packages:
            message = f"{shown(key)} is a link to {shown(target)}, about which the lockfile says nothing"
            yield problem(entry, "bad-entry", message)


def _lines(text: str) -> dict[str, int]:
    """The line on which the object under each key begins; the first one where a key stands several times."""
    lines: dict[str, int] = {}
    line, last = 1, 0
    for found in _KEY.finditer(text):
        if found[2] is None:
            continue
        line += text.count("\n", last, found.start())
        last = found.start()
        key = found[1]
        if "\\" in key:
            key = _unescaped(key)
        lines.setdefault(key, line)
    return lines


def _unescaped(key: str) -> str:
    try:
        return msgspec.json.decode(f'"{key}"', type=str)
    except msgspec.DecodeError:
        return key


def _found(
    entry: Entry, package: _Package, packages: dict[str, _Package], links: dict[str, str], line: int | None
) -> Iterator[Found | Problem]:
    claims: list[Claim] = []
    for said in stated_claims(entry, package.value, at=f"{package.at}." if package.at else "", line=line):
        if isinstance(said, Problem):
            yield said
        else:
            claims.append(said)
    requires: set[Requirement] = set()
    is_own = package.home is not None
    missing: list[str] = []
    for item in wanted(entry, package.value, dev=is_own, at=f"{package.at}."):
        if isinstance(item, Problem):
            yield item
            continue
        other = resolve(lambda key: packages.get(links.get(key, key)), package.key, item.name)
        if other is not None and other.purl != package.purl:
            requires.add(Requirement(target=other.purl, scope=item.scope))
        elif other is None and item.scope is not Scope.OPTIONAL and item.field != "peerDependencies":
            missing.append(item.name)
    if (
        missing
        and not package.is_old
        and not any(package.value.get(flag) is True for flag in ("optional", "devOptional"))
    ):
        names = ", ".join(shown(name) for name in missing[:10])
        message = f"{shown(package.name)} asks for {names}, which the lockfile does not list"
        yield problem(entry, "bad-entry", message, line)
    yield Found(
        purl=package.purl,
        name=package.name,
        version=package.version,
        source=entry.source(package.at, line),
        claims=tuple(claims),
        requires=tuple(sorted(requires)),
        scope=Scope.UNKNOWN if is_own else _scope(package.value),
        origin=package.origin,
        home=package.home,
        hashes=from_integrity(package.value.get("integrity")),
    )


def _scope(value: Mapping[str, Any]) -> Scope:
    """What the flags say. `devOptional` is both: the project's own tool, and an optional need of something shipped."""
    if value.get("dev") is True:
        return Scope.DEV
    if value.get("optional") is True or value.get("devOptional") is True:
        return Scope.OPTIONAL
    return Scope.UNKNOWN


FORMAT = Format(
    name="package-lock.json",
    reads="package-lock.json and npm-shrinkwrap.json of npm, lockfile versions 1 to 3, with the licences of 2 and 3",
    files=("package-lock.json", "npm-shrinkwrap.json"),
    licences="`license` of each entry in versions 2 and 3; version 1 holds none. node_modules beside it says the rest.",
    lists="The older `licenses` list never had a meaning: read as all of them, and the report says so.",
    gaps=("Entries of version 1 have no line numbers.",),
    matches=_matches,
    read=read,
)
