"""A package of npm in a folder, wherever that lies: node_modules, a cache, an archive."""

from collections.abc import Iterator
from typing import Any

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.javascript import is_name, name_at, npm, stated_claims, wanted, with_texts
from copyfair.inventory.loose_json import as_text, load
from copyfair.inventory.manifests import library
from copyfair.inventory.model import Claim, Found, Requirement, Source
from copyfair.inventory.problems import apart, problem, shown, unread
from copyfair.inventory.texts import licence_files, text_claims
from copyfair.problem import Problem

__all__ = ["Package", "alone", "claims_of", "package_of"]


class Package(msgspec.Struct, kw_only=True):
    """An installed package: its real folder and what its package.json says."""

    folder: Entry
    manifest: dict[str, Any]
    purl: str
    name: str
    version: str | None
    source: Source
    problems: list[Problem]


def package_of(folder: Entry) -> Package | None:
    """Read a package.json. A folder with other files but without one is still something that can be loaded."""
    file = folder.child("package.json")
    problems: list[Problem] = []
    manifest: Any = {}
    source = Source(file=str(folder.path), format=folder.format_name)
    try:
        manifest, replaced = load(file)
        source = file.source()
        problems.extend(replaced)
    except Unreadable as stop:
        if stop.code == "missing-file" and not _holds_files(folder):
            return None
        problems.append(unread(file, stop))
    if not isinstance(manifest, dict):
        problems.append(problem(file, "bad-syntax", f"a package.json is a JSON object, this is {shown(manifest)}"))
        manifest = {}
    name, version = as_text(manifest.get("name")), as_text(manifest.get("version")) or None
    problems.extend(
        problem(file, "bad-entry", f"{field} is {shown(manifest[field])}")
        for field in ("name", "version")
        if manifest.get(field) is not None and not isinstance(manifest[field], str)
    )
    # A folder's name may hold bytes that are no UTF-8; a package URL may not.
    name = name or name_at(str(folder.path)).encode("utf-8", "replace").decode()
    if not is_name(name):
        problems.append(problem(file, "bad-entry", f"it has {shown(name)} for a name, which npm does not allow"))
    return Package(
        folder=folder,
        manifest=manifest,
        purl=npm(name, version),
        name=name,
        version=version,
        source=source,
        problems=problems,
    )


def _holds_files(folder: Entry) -> bool:
    try:
        return any(child.name != "node_modules" for child in folder.children())
    except Unreadable:
        return False


def claims_of(package: Package) -> Iterator[Claim | Problem]:
    """What its package.json says, and the licence files beside it."""
    file = package.folder.child("package.json")
    named: set[str] = set()
    for said in with_texts(file, stated_claims(file, package.manifest), within=str(package.folder.path)):
        if isinstance(said, Claim) and said.is_text:
            named.add(said.source.file)
        yield said
    try:
        files = licence_files(package.folder)
    except Unreadable as stop:
        yield unread(package.folder, stop)
        return
    yield from text_claims((file for file in files if str(file.path) not in named), package.folder)


def alone(folder: Entry) -> Iterator[Found | Problem]:
    """A package with no others around it: what it needs has the versions that it pins."""
    package = package_of(folder)
    if package is None:
        return
    yield from package.problems
    file = folder.child("package.json")
    asked, wrong = apart(wanted(file, package.manifest, dev=False))
    yield from wrong
    yield from library(
        file,
        purl=package.purl,
        name=package.name,
        version=package.version,
        claims=claims_of(package),
        requires=(Requirement(target=npm(*one.package), scope=one.scope) for one in asked),
    )
