"""Gradle's version catalogs (``gradle/libs.versions.toml``): the libraries and plug-ins that build scripts may name."""

from collections.abc import Iterator, Mapping
from typing import Any

from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict, as_text
from copyfair.inventory.maven import is_coordinate, maven, version_of
from copyfair.inventory.model import Depth, Found, Scope
from copyfair.inventory.problems import mistyped, problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]


def matches(entry: Entry) -> bool:
    """``libs.versions.toml`` and catalogs of other names."""
    return entry.name.endswith(".versions.toml")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The libraries, then the plug-ins.

    Raises:
        Unreadable: it is no TOML.
    """
    data = entry.toml()
    versions = as_dict(data.get("versions"))
    for name, said in versions.items():
        if not isinstance(said, dict):
            yield from mistyped(entry, f"versions.{shown(name)}", said, str)
    for field, scope in (("libraries", Scope.UNKNOWN), ("plugins", Scope.BUILD)):
        if data.get(field) is not None and not isinstance(data[field], dict):
            yield problem(entry, "bad-entry", f"{field} is {shown(data[field])}, not a table")
        for alias, value in as_dict(data.get(field)).items():
            at = f"{field}.{alias}"
            group, artifact = _names(value, is_plugin=field == "plugins")
            if not is_coordinate(group) or not is_coordinate(artifact):
                yield problem(entry, "bad-entry", f"{shown(at)} names no artifact; it was left out")
                continue
            version, wrong = _version(value, versions)
            if wrong:
                yield problem(entry, "bad-entry", f"{at} asks for the version {shown(wrong)}, which is not there")
            yield Found(
                purl=maven(group, artifact, version),
                name=f"{group}:{artifact}",
                version=version,
                source=entry.source(at),
                scope=scope,
                depth=Depth.DIRECT,
            )


def _names(value: object, *, is_plugin: bool) -> tuple[str, str]:
    """Group and artifact; a plug-in stands in a repository under its id and a marker that is made from it."""
    options = as_dict(value)
    if is_plugin:
        name = as_text(value).partition(":")[0] or as_text(options.get("id"))
        return name, f"{name}.gradle.plugin"
    module = as_text(value) or as_text(options.get("module"))
    group, _, rest = module.partition(":")
    artifact = rest.partition(":")[0]
    return group or as_text(options.get("group")), artifact or as_text(options.get("name"))


def _version(value: object, versions: Mapping[str, Any]) -> tuple[str | None, str]:
    """The version, and the name of one that is asked for and not there."""
    if isinstance(value, str):
        return version_of(value.rpartition(":")[2]), ""
    said = as_dict(value).get("version")
    name = as_text(as_dict(said).get("ref"))
    if name and name not in versions:
        return None, name
    return _exact(versions[name] if name else said), ""


def _exact(said: object) -> str | None:
    """A version, or of a rich one what it holds strictly, else what it prefers, else what it asks for."""
    rich = as_dict(said)
    for text in (said, rich.get("strictly"), rich.get("prefer"), rich.get("require")):
        found = version_of(as_text(text))
        if found is not None and not found.endswith("+"):
            return found
    return None


FORMAT = Format(
    name="libs.versions.toml",
    reads="Gradle's version catalogs: libraries and plug-ins with their versions",
    files=("libs.versions.toml", "*.versions.toml"),
    licences="None in the file; a `*.pom` of the same artifact in the tree says it.",
    gaps=(
        "Whether a build script uses an entry, and what for, is not looked at: build scripts are programs.",
        "What the entries need themselves is not in the file; gradle.lockfile has it.",
    ),
    matches=matches,
    read=read,
)
