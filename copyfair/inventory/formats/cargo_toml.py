"""Cargo.toml: the project's own, those of its members, and those of vendored crates."""

import re
from collections.abc import Iterator
from typing import Any

from copyfair.inventory import rust
from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict, as_text
from copyfair.inventory.model import Claim, Combine, Found, Origin, Requirement, Scope
from copyfair.inventory.paths import folder_name, folder_purl, neighbour, origin_of
from copyfair.inventory.problems import apart, mistyped, problem, shown
from copyfair.inventory.texts import text_claims
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_EXACT = re.compile(r"\s*=\s*(\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?)\s*")


def _matches(entry: Entry) -> bool:
    return entry.name == "Cargo.toml"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The crate with its licence; for the project's own ones also what they ask for.

    Raises:
        Unreadable: it is no TOML.
    """
    if rust.lies_in_vendored(entry.at(entry.path.parent.parent)):
        return  # a test or an example inside a vendored crate
    data = entry.toml()
    yield from _mistyped(entry, data)
    package, origin = as_dict(data.get("package")), origin_of(entry.folder)
    name = package["name"] if rust.is_name(package.get("name")) else None
    if package and name is None:
        yield problem(entry, "bad-entry", f"package.name is {shown(package.get('name'))}, no name of a crate")
    elif not package and "workspace" not in data:
        yield problem(entry, "bad-entry", "it has neither a package nor a workspace")
    if name is None and (origin is not Origin.FIRST_PARTY or not any(rust.needs(data))):
        return
    fields = _inherited(entry, package)
    version = as_text(fields.get("version")) or None
    asked, problems = apart(_asked(entry, data, origin))
    claims, unclear = apart(_claims(entry, fields))
    yield from (*problems, *unclear)
    yield Found(
        purl=rust.cargo(name, version) if name else folder_purl(entry.root, entry.folder),
        name=name or folder_name(entry.root, entry.folder),
        version=version,
        source=entry.source(),
        claims=tuple(claims),
        requires=tuple(sorted({Requirement(target=found.purl, scope=scope) for found, scope in asked})),
        origin=origin,
        home=entry.folder,
    )
    if origin is Origin.FIRST_PARTY:  # what a vendored crate would like is vendored too, or was not needed
        first: dict[str, Found] = {}
        for found, _ in asked:
            first.setdefault(found.purl, found)
        yield from first.values()


def _asked(entry: Entry, data: dict[str, Any], origin: Origin) -> Iterator[tuple[Found, Scope] | Problem]:
    """What the manifest asks for directly, and what for."""
    for name, constraint, scope, field in rust.needs(data):
        if not rust.is_name(name):
            yield problem(entry, "bad-entry", f"{field}: {shown(name)} is no name of a crate; it was left out")
        elif origin is Origin.FIRST_PARTY or scope is Scope.RUNTIME:
            yield from _wrong_fields(entry, constraint, field)
            yield _direct(entry, name, constraint, field), scope


def _mistyped(entry: Entry, data: dict[str, Any]) -> Iterator[Problem]:
    tables = [("", data), *((f"target.{name}.", table) for name, table in as_dict(data.get("target")).items())]
    for at, table in tables:
        for field in ("package", "target", *rust.FIELDS):
            yield from mistyped(entry, f"{at}{field}", as_dict(table).get(field), dict)


def _inherited(entry: Entry, package: dict[str, Any]) -> dict[str, Any]:
    """The fields of the crate; ``license.workspace = true`` takes that of the workspace."""
    fields = ("version", "license", "license-file")
    if not any(as_dict(package.get(field)).get("workspace") is True for field in fields):
        return package
    shared = as_dict(rust.workspace_of(entry).get("package"))
    return {**package, **{one: shared.get(one) for one in fields if as_dict(package.get(one)).get("workspace") is True}}


def _direct(entry: Entry, name: str, constraint: object, field: str) -> Found:
    text = as_text(as_dict(constraint).get("version")) or as_text(constraint)
    pinned = _EXACT.fullmatch(text)
    version = pinned[1] if pinned else None
    return Found(purl=rust.cargo(name, version), name=name, version=version, source=entry.source(field))


def _wrong_fields(entry: Entry, constraint: object, field: str) -> Iterator[Problem]:
    """What Cargo refuses: the dependency is listed all the same."""
    if not isinstance(constraint, str | dict):
        yield problem(entry, "bad-entry", f"{field} is {shown(constraint)}, neither a version nor a table")
    for name in ("version", "git", "path", "registry"):
        if not isinstance(as_dict(constraint).get(name, ""), str):
            yield problem(entry, "bad-entry", f"{field}.{name} is {shown(as_dict(constraint)[name])}")


def _claims(entry: Entry, fields: dict[str, Any]) -> Iterator[Claim | Problem]:
    for field in ("license", "license-file"):
        if fields.get(field) is not None and not as_text(fields[field]):
            yield problem(entry, "bad-entry", f"package.{field} is {shown(fields[field])}, which names no licence")
    stated = as_text(fields.get("license"))
    if stated:
        # Cargo once allowed a slash for OR ("MIT/Apache-2.0"), which binds less than AND.
        parts = tuple(part.strip() for part in stated.split("/"))
        said = parts if "(" not in stated else (" OR ".join(parts),)
        combine = Combine.ANY if len(said) > 1 else Combine.ONE
        yield Claim(statements=said, source=entry.source("package.license"), combine=combine, is_spdx=True)
    path = as_text(fields.get("license-file"))
    target = neighbour(entry, path) if path else None
    if path and target is None:
        yield problem(entry, "symlink-outside", f"the licence is said to be in {shown(path)}, which lies outside")
    elif target is not None:
        yield from text_claims([target], entry.beside(), field="package.license-file", named=True)


FORMAT = Format(
    name="Cargo.toml",
    reads="Cargo.toml of a Rust project, of members of its workspace and of vendored crates",
    files=("Cargo.toml",),
    licences="`license` (also from the workspace), then the file of `license-file`; licence files beside it.",
    lists="One SPDX expression; a slash in old ones means that the user may choose.",
    gaps=(
        "Ranges are not resolved: without Cargo.lock a component has no version unless it is pinned with `=`.",
        "Of a vendored crate only what it needs to run counts.",
        "`[patch]` and `[replace]` are not followed; Cargo.lock has what came of them.",
    ),
    matches=_matches,
    read=read,
)
