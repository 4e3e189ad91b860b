"""pnpm-lock.yaml, lockfile versions 5 to 9.

A package's key holds its name and version, in three spellings: ``/name/1.0.0_peers`` (5; the oldest have a slash before
the peers), ``/name@1.0.0(peers)`` (6 and 7) and ``name@1.0.0(peers)`` (9). Version 9 splits what a package is
(``packages``) from what it needs (``snapshots``).
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, key_lines, placed
from copyfair.inventory.hashes import from_integrity
from copyfair.inventory.javascript import is_name, npm
from copyfair.inventory.loose_json import as_dict, as_text, load
from copyfair.inventory.model import Found, Origin, Scope
from copyfair.inventory.paths import folder_name, folder_purl, origin_of, place
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_NEEDS = (("optionalDependencies", Scope.OPTIONAL), ("dependencies", Scope.RUNTIME))
_OWN = (("devDependencies", Scope.DEV), ("configDependencies", Scope.BUILD), *_NEEDS)
_MANAGER = "packageManagerDependencies"
_LONGEST_KEY = 4096
_OLD_KEY = re.compile(r"/?(?:[^/@]+\.[^/@]+/)?((?:@[^/]+/)?[^/@]+)/(\d[^/_]*)(?:[_/].*)?", re.DOTALL)
_KEY = re.compile(r"/?(?:[^/@]+\.[^/@]+/)?((?:@[^/@]+/)?[^/@]+)@(.+)", re.DOTALL)
_NEWEST = 9


def _matches(entry: Entry) -> bool:
    return entry.name == "pnpm-lock.yaml"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project, the members of its workspace, and the packages in the order of the file.

    Raises:
        Unreadable: it is no lockfile of pnpm.
    """
    documents = [one for one in entry.yaml() if isinstance(one, dict)]
    if not any(field in one for one in documents for field in ("lockfileVersion", "packages", "importers")):
        raise Unreadable("bad-syntax", "it holds no lock: neither lockfileVersion nor packages nor importers")
    lines = key_lines(entry.text(), 2)
    locked: dict[str, Locked] = {}
    for document in documents:  # pnpm may put a lock of its own parts before that of the project
        yield from _version_problem(entry, document)
        yield from _packages(entry, document, lines, locked)
    for key in _pnpm_itself(documents, locked):
        del locked[key]
    for document in documents:
        yield from _importers(entry, document, lines, locked)
    yield from placed(entry, locked)


def _version_problem(entry: Entry, document: Mapping[str, Any]) -> Iterator[Problem]:
    version = as_text(document.get("lockfileVersion"))
    major = version.partition(".")[0]
    if not major.isdecimal() or not 5 <= int(major[:9]) <= _NEWEST:
        message = (
            f"lockfileVersion {shown(version)} is not known (5 to {_NEWEST} are); it was read as far as it is alike"
        )
        yield problem(entry, "unsupported", message)
    for field in ("packages", "snapshots", "importers"):
        if document.get(field) not in (None, "") and not isinstance(document[field], dict):
            yield problem(entry, "bad-entry", f"{field} is {shown(document[field])}")


def _packages(
    entry: Entry, document: Mapping[str, Any], lines: Mapping[str, int], locked: dict[str, Locked]
) -> Iterator[Problem]:
    about, snapshots = as_dict(document.get("packages")), as_dict(document.get("snapshots"))
    used = {_bare(key) for key in snapshots}
    listed: dict[str, Any] = {key: value for key, value in about.items() if key not in used}
    for key, value in snapshots.items():
        listed[key] = {**as_dict(about.get(_bare(key))), **value} if isinstance(value, dict) else value
    for key, value in listed.items():
        package = _package(entry, key, value, lines.get(key))
        if isinstance(package, Problem):
            yield package
        else:
            locked[key] = package
    for key, value in listed.items():
        if key in locked:
            _needs(locked, locked[key], as_dict(value))


def _bare(key: str) -> str:
    """A key without its peers."""
    return key.partition("(")[0]


def _package(entry: Entry, key: str, value: object, line: int | None) -> Locked | Problem:
    if not isinstance(value, dict) and value != "":
        return problem(entry, "bad-entry", f"the entry {shown(key)} is {shown(value)}; it was left out", line)
    fields = as_dict(value)
    bare = _bare(key)
    found = (_KEY.fullmatch(bare) or _OLD_KEY.fullmatch(bare)) if len(bare) <= _LONGEST_KEY else None
    name = as_text(fields.get("name")) or (found[1] if found else "")
    version = as_text(fields.get("version")) or (found[2] if found else "")
    if not is_name(name):
        message = f"the entry {shown(key)} has {shown(name)} for a name, which npm does not allow; it was left out"
        return problem(entry, "bad-entry", message, line)
    home = None
    path = as_dict(fields.get("resolution")).get("directory")
    if path is not None:
        home = place(entry, path)
    if ":" in version or "/" in version:
        version = ""  # a URL or a folder stands where the version belongs
    return Locked(
        purl=npm(name, version),
        name=name,
        version=version or None,
        at=f"packages[{key!r}]",
        line=line,
        scope=_scope(fields),
        origin=Origin.THIRD_PARTY if home is None else origin_of(home),
        home=home,
        hashes=from_integrity(as_dict(fields.get("resolution")).get("integrity")),
    )


def _scope(fields: Mapping[str, Any]) -> Scope:
    if fields.get("dev") == "true":
        return Scope.DEV
    return Scope.OPTIONAL if fields.get("optional") == "true" else Scope.UNKNOWN


def _needs(locked: Mapping[str, Locked], package: Locked, value: Mapping[str, Any]) -> None:
    for field, scope in _NEEDS:
        for name, version in as_dict(value.get(field)).items():
            key = _key(locked, name, as_text(version))
            if key is not None:
                package.need(key, scope)
            elif scope is not Scope.OPTIONAL and not as_text(version).startswith("link:"):
                package.missing.append(name)


def _key(locked: Mapping[str, Locked], name: str, version: str) -> str | None:
    """The key of what a package needs under a name; an alias has the whole key for a version."""
    tried = (f"{name}@{version}", f"/{name}@{version}", f"/{name}/{version}", version, f"/{version}")
    return next((key for key in tried if key in locked), None)


def _pnpm_itself(documents: list[dict[str, Any]], locked: Mapping[str, Locked]) -> set[str]:
    """The keys of pnpm and of what only pnpm needs: it is no more part of the project than npm is."""
    manager, others = set[str](), set[str]()
    for document in documents:
        for importer in map(as_dict, as_dict(document.get("importers")).values()):
            for field in (_MANAGER, *(field for field, _ in _OWN)):
                for name, asked in as_dict(importer.get(field)).items():
                    key = _key(locked, name, as_text(as_dict(asked).get("version")))
                    (manager if field == _MANAGER else others).add(key or "")
    return _reached(manager, locked) - _reached(others, locked) if manager else set()


def _reached(keys: set[str], locked: Mapping[str, Locked]) -> set[str]:
    found, todo = set[str](), list(keys)
    while todo:
        key = todo.pop()
        if key in locked and key not in found:
            found.add(key)
            todo.extend(locked[key].needs)
    return found


def _importers(
    entry: Entry, document: Mapping[str, Any], lines: Mapping[str, int], locked: dict[str, Locked]
) -> Iterator[Problem]:
    importers = document.get("importers")
    if not isinstance(importers, dict):
        importers = {".": document}
    listed: list[tuple[Locked, str, Mapping[str, Any]]] = []
    for path, value in importers.items():
        home = place(entry, path)
        if home is None or not isinstance(value, dict):
            what = "leads out of the scanned folder" if home is None else f"is {shown(value)}"
            yield problem(entry, "bad-entry", f"the member {shown(path)} {what}; it was left out", lines.get(path))
            continue
        own = locked.setdefault(f"link:{home}", _own(entry, home, path, lines.get(path)))
        listed.append((own, path, value))
    for own, path, value in listed:
        for field, scope in _OWN:
            if value.get(field) not in (None, "") and not isinstance(value[field], dict):
                yield problem(entry, "bad-entry", f"{field} of {shown(path)} is {shown(value[field])}", own.line)
            for name, asked in as_dict(value.get(field)).items():
                version = as_text(asked.get("version") if isinstance(asked, dict) else asked)
                key = _key(locked, name, version) or _linked(entry, path, version)
                if key in locked:
                    own.need(key, scope)
                elif scope is not Scope.OPTIONAL and not version.startswith("link:"):
                    own.missing.append(name)


def _own(entry: Entry, home: str, path: str, line: int | None) -> Locked:
    """The project or a member, by the name that its package.json has."""
    try:
        manifest = as_dict(load(entry.at(PurePosixPath(home)).child("package.json"))[0])
    except Unreadable:
        manifest = {}
    name, version = as_text(manifest.get("name")), as_text(manifest.get("version")) or None
    return Locked(
        purl=npm(name, version) if name else folder_purl(entry.root, home),
        name=name or folder_name(entry.root, home),
        version=version,
        at=f"importers[{path!r}]",
        line=line,
        origin=origin_of(home),
        home=home,
    )


def _linked(entry: Entry, path: str, version: str) -> str:
    """The key of a member to which ``link:../other`` leads from another one."""
    home = place(entry, f"{path}/{version.removeprefix('link:')}") if version.startswith("link:") else None
    return f"link:{home}"


FORMAT = Format(
    name="pnpm-lock.yaml",
    reads="pnpm-lock.yaml of pnpm, lockfile versions 5 to 9, with workspaces and aliases",
    files=("pnpm-lock.yaml",),
    licences="None in the file; node_modules beside it (with `.pnpm`) says it.",
    gaps=(
        "What pnpm keeps in a store outside of the folder is not looked at.",
        "A folder that is linked to and is no member is not listed.",
        "What a project asks for and `packages` lacks is said and not listed.",
        "The pnpm that a project asks for, and what only that needs, is not listed.",
    ),
    matches=_matches,
    read=read,
)
