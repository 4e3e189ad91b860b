"""What the formats of Rust share: names, the manifests of a workspace, and what is needed for what."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, TypeGuard

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.loose_json import as_dict, as_list, as_text
from copyfair.inventory.members import members
from copyfair.inventory.model import Scope
from copyfair.inventory.paths import neighbour

__all__ = [
    "FIELDS",
    "Manifests",
    "cargo",
    "is_name",
    "lies_in_vendored",
    "needs",
    "own_manifests",
    "scopes",
    "workspace_of",
]

Manifests = Mapping[str, tuple[str, dict[str, Any]]]
"""Name of a member -> its folder and what its Cargo.toml says."""

_NAME = re.compile(r"[A-Z0-9_][A-Z0-9_+.-]{0,127}", re.IGNORECASE)
_KINDS = (("dependencies", Scope.RUNTIME), ("build-dependencies", Scope.BUILD), ("dev-dependencies", Scope.DEV))
FIELDS = tuple(kind for kind, _ in _KINDS)
"""Of a manifest, or of one platform in it: the tables that ask for crates."""
_MOST_MEMBERS = 2000


def is_name(value: object) -> TypeGuard[str]:
    """It can be the name of a crate."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def cargo(name: str, version: str | None = None) -> str:
    """The package URL of a crate."""
    return purl.make("cargo", name, version)


def needs(manifest: Mapping[str, Any]) -> Iterator[tuple[str, object, Scope, str]]:
    """Real name, constraint, scope and field of all that a manifest asks for, on whatever platform."""
    tables = [("", manifest)]
    tables += [(f"target.{name}.", as_dict(value)) for name, value in as_dict(manifest.get("target")).items()]
    for at, table in tables:
        for kind, scope in _KINDS:
            for spelt in (kind, kind.replace("-", "_")):
                for alias, constraint in as_dict(table.get(spelt)).items():
                    options = as_dict(constraint)
                    name = as_text(options.get("package")) or alias
                    is_optional = options.get("optional") is True and scope is Scope.RUNTIME
                    yield name, constraint, Scope.OPTIONAL if is_optional else scope, f"{at}{spelt}.{alias}"
                if "-" not in kind:
                    break


def scopes(manifest: Mapping[str, Any]) -> dict[str, Scope]:
    """Name of what is needed -> the best reason."""
    order = list(Scope)
    result: dict[str, Scope] = {}
    for name, _, scope, _ in needs(manifest):
        result[name] = min(result.get(name, scope), scope, key=order.index)
    return result


def own_manifests(lock: Entry) -> Manifests:
    """The Cargo.toml beside a lock, those of its members, and those that they name by their path."""
    top = lock.beside("Cargo.toml")
    waiting = [top, *members(lock, as_list(as_dict(_toml(top).get("workspace")).get("members")), "Cargo.toml")]
    shared = as_dict(as_dict(_toml(top).get("workspace")).get("dependencies"))
    result: dict[str, tuple[str, dict[str, Any]]] = {}
    seen: set[str] = set()
    while waiting and len(seen) < _MOST_MEMBERS:
        file = waiting.pop(0)
        if str(file.path) in seen:
            continue
        seen.add(str(file.path))
        data = _toml(file)
        name = as_dict(data.get("package")).get("name")
        if is_name(name):
            result.setdefault(name, (file.folder, data))
        paths = [(file, as_dict(one[1]).get("path")) for one in needs(data)]
        paths += [(top, as_dict(one).get("path")) for one in shared.values()] if file is top else []
        folders = [neighbour(base, path) for base, path in paths if path is not None]
        waiting += [folder.child("Cargo.toml") for folder in folders if folder is not None]
    return result


def lies_in_vendored(folder: Entry) -> bool:
    """It lies in a crate that Cargo vendored: its files there are those of the crate's own makers, for their own work."""
    above = (folder.at(path) for path in (folder.path, *folder.path.parents))
    return any(one.child(".cargo-checksum.json").is_file() for one in above)


def workspace_of(manifest: Entry) -> dict[str, Any]:
    """The ``[workspace]`` table of the nearest Cargo.toml above that has one."""
    folder = manifest.path.parent
    for above in (folder, *folder.parents):
        found = as_dict(_toml(manifest.at(PurePosixPath(above)).child("Cargo.toml")).get("workspace"))
        if found:
            return found
    return {}


def _toml(file: Entry) -> dict[str, Any]:
    """What is wrong with a Cargo.toml is said by the format that reads it."""
    try:
        return file.toml() if file.is_file() else {}
    except Unreadable:
        return {}
