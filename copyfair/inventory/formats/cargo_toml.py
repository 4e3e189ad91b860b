"""Cargo.toml: the project's own, those of its members, and those of vendored crates."""

import re
from collections.abc import Iterator
from typing import Any

from copyfair.inventory import rust
from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict, as_text
from copyfair.inventory.model import Claim, Combine, Found, Origin, Requirement, Scope
from copyfair.inventory.paths import neighbour, origin_of
from copyfair.inventory.problems import problem, shown
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
    package = as_dict(data.get("package"))
    if not package:
        if "workspace" not in data:
            yield problem(entry, "bad-entry", "it has neither a package nor a workspace")
        return
    if not rust.is_name(package.get("name")):
        yield problem(entry, "bad-entry", f"package.name is {shown(package.get('name'))}, no name of a crate")
        return
    fields = _inherited(entry, package)
    origin = origin_of(entry.folder)
    version = as_text(fields.get("version")) or None
    direct: dict[str, Found] = {}
    requires: dict[str, Requirement] = {}
    for name, constraint, scope, field in rust.needs(data):
        if not rust.is_name(name):
            yield problem(entry, "bad-entry", f"{field}: {shown(name)} is no name of a crate; it was left out")
        elif origin is Origin.FIRST_PARTY or scope is Scope.RUNTIME:
            yield from _wrong_fields(entry, constraint, field)
            found = _direct(entry, name, constraint, field)
            direct.setdefault(found.purl, found)
            requires.setdefault(f"{found.purl} {scope}", Requirement(target=found.purl, scope=scope))
    claims: list[Claim] = []
    for said in _claims(entry, fields):
        if isinstance(said, Problem):
            yield said
        else:
            claims.append(said)
    yield Found(
        purl=rust.cargo(package["name"], version),
        name=package["name"],
        version=version,
        source=entry.source(),
        claims=tuple(claims),
        requires=tuple(sorted(requires.values())),
        origin=origin,
        home=entry.folder,
    )
    if origin is Origin.FIRST_PARTY:  # what a vendored crate would like is vendored too, or was not needed
        yield from direct.values()


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
