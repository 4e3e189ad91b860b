"""vcpkg.json of vcpkg: a project and what it asks for, or a port."""

import re
from collections.abc import Iterator
from typing import Any

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict, as_list, as_text, load
from copyfair.inventory.manifests import Want, library, project
from copyfair.inventory.model import Claim, Found, Scope
from copyfair.inventory.problems import mistyped, problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,127}", re.ASCII)
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,127}", re.ASCII)
_VERSIONS = ("version", "version-semver", "version-date", "version-string")


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "vcpkg.json"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project with its licence and what it asks for; of a port only what it says of the licence.

    Raises:
        Unreadable: it is no JSON object.
    """
    manifest, replaced = load(entry)
    yield from replaced
    if not isinstance(manifest, dict):
        raise Unreadable("bad-syntax", f"a vcpkg.json is a JSON object, this is {shown(manifest)}")
    name, version = as_text(manifest.get("name")), _version(manifest)
    if manifest.get("name") is not None and not _NAME.fullmatch(name):
        yield problem(entry, "bad-entry", f"name is {shown(manifest['name'])}, no name of a port")
        name = ""
    for field in _VERSIONS:
        yield from mistyped(entry, field, manifest.get(field), str)
    own, claims = purl.make("vcpkg", name, version) if name else None, _claims(entry, manifest)
    if own is not None and entry.beside("portfile.cmake").is_file():
        yield from library(entry, purl=own, name=name, version=version, claims=claims, evidence_only=True)
        return
    wants, known = _wants(entry, manifest), version if name else None
    yield from project(entry, wants, purl=own, name=name or None, version=known, claims=claims)


def _version(manifest: dict[str, Any]) -> str | None:
    said = next(filter(None, (as_text(manifest.get(field)) for field in _VERSIONS)), "")
    return said if _VERSION.fullmatch(said) else None


def _claims(entry: Entry, manifest: dict[str, Any]) -> Iterator[Claim | Problem]:
    """``license`` is an SPDX expression, or null where the port's text is to be read."""
    licence = manifest.get("license")
    if as_text(licence):
        yield Claim(statements=(as_text(licence),), source=entry.source("license"), is_spdx=True)
    elif licence not in (None, ""):
        yield problem(entry, "bad-entry", f"license is {shown(licence)}, which names no licence")


def _wants(entry: Entry, manifest: dict[str, Any]) -> Iterator[Want | Problem]:
    pins = {as_text(as_dict(one).get("name")): _version(as_dict(one)) for one in as_list(manifest.get("overrides"))}
    listed = [("dependencies", Scope.RUNTIME, manifest.get("dependencies"))]
    for feature, content in as_dict(manifest.get("features")).items():
        listed.append((f"features.{feature}.dependencies", Scope.OPTIONAL, as_dict(content).get("dependencies")))
    for at, scope, dependencies in listed:
        if dependencies is not None and not isinstance(dependencies, list):
            yield problem(entry, "bad-entry", f"{shown(at)} is {shown(dependencies)}, not a list")
        for index, item in enumerate(as_list(dependencies)):
            options = as_dict(item)
            name = as_text(item) or as_text(options.get("name"))
            if not _NAME.fullmatch(name):
                yield problem(entry, "bad-entry", f"{shown(f'{at}[{index}]')} names no port; it was left out")
                continue
            yield Want(
                purl=purl.make("vcpkg", name, pins.get(name)),
                name=name,
                version=pins.get(name),
                scope=Scope.BUILD if options.get("host") is True else scope,
                at=f"{at}[{index}]",
            )


FORMAT = Format(
    name="vcpkg.json",
    reads="vcpkg.json of vcpkg: a project and what it asks for, or a port of its own",
    files=("vcpkg.json",),
    licences="`license` of the project, or of a port (with portfile.cmake beside it) that lies in the tree.",
    lists="One SPDX expression.",
    gaps=(
        "Only `overrides` pin a version: `version>=` and a baseline are a floor.",
        "What the ports need themselves is not in the file; the SPDX files that vcpkg installs have it.",
    ),
    matches=matches,
    read=read,
)
