"""deno.lock, versions 1 to 5: packages of npm and JSR, and single modules fetched by their address."""

from collections.abc import Iterator, Mapping
from typing import Any

from copyfair.inventory.deno import jsr
from copyfair.inventory.deno import remote as remote_module
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, placed
from copyfair.inventory.hashes import from_integrity
from copyfair.inventory.javascript import is_name, npm
from copyfair.inventory.loose_json import as_dict, as_list, as_text, load
from copyfair.inventory.model import Found, Scope
from copyfair.inventory.paths import folder_name, folder_purl, origin_of, place
from copyfair.inventory.problems import mistyped, problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_NEWEST = 5


def _matches(entry: Entry) -> bool:
    return entry.name == "deno.lock"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project, the members of its workspace, and the packages in the order of the file.

    Raises:
        Unreadable: it is no lockfile of Deno.
    """
    document, replaced = load(entry)
    yield from replaced
    if not isinstance(document, dict):
        raise Unreadable("bad-syntax", f"a lockfile of Deno is a JSON object, this is {shown(document)}")
    version = as_text(document.get("version"))
    if version and version not in map(str, range(2, _NEWEST + 1)):
        message = f"version {shown(version)} is not known (1 to {_NEWEST} are); it was read as far as it is alike"
        yield problem(entry, "unsupported", message)
    # Version 1 was nothing but addresses; version 2 kept npm by itself, version 3 put both kinds under `packages`.
    packages = as_dict(document.get("packages")) or document
    for field in ("npm", "jsr", "specifiers"):
        yield from mistyped(entry, field, packages.get(field), dict)
    for field in ("packages", "remote", "workspace"):
        yield from mistyped(entry, field, document.get(field), dict)
    listed_npm = as_dict(packages.get("npm"))
    specifiers = as_dict(packages.get("specifiers")) or as_dict(listed_npm.get("specifiers"))
    locked: dict[str, Locked] = {}
    tables = {"npm": as_dict(listed_npm.get("packages")) if "packages" in listed_npm else listed_npm}
    tables["jsr"] = as_dict(packages.get("jsr"))
    for kind, table in tables.items():
        for key, value in table.items():
            package = _package(entry, kind, key, value)
            if isinstance(package, Problem):
                yield package
            else:
                locked[f"{kind}:{key}"] = package
    wanted = _ways(locked, specifiers)
    for kind, table in tables.items():
        for key, value in table.items():
            if f"{kind}:{key}" in locked:
                _needs(locked, locked[f"{kind}:{key}"], kind, as_dict(value), wanted)
    yield from _modules(entry, document if not version else as_dict(document.get("remote")), locked)
    _add_projects(entry, as_dict(document.get("workspace")), locked, wanted)
    yield from placed(entry, locked)


def _split(key: str) -> tuple[str, str]:
    """Name and version of ``@scope/name@1.0.0_peer@2.0.0``."""
    at = key.find("@", 1)
    return (key[:at], key[at + 1 :].partition("_")[0]) if at > 0 else (key, "")


def _package(entry: Entry, kind: str, key: str, value: object) -> Locked | Problem:
    name, version = _split(key)
    if not is_name(name) or not version or not isinstance(value, dict):
        what = f"is {shown(value)}" if not isinstance(value, dict) else "has no usable name and version"
        return problem(entry, "bad-entry", f"the entry {shown(key)} of {kind} {what}; it was left out")
    url = npm(name, version) if kind == "npm" else jsr(name, version)
    sums = from_integrity(value.get("integrity")) if kind == "npm" else ()
    return Locked(purl=url, name=name, version=version, at=f"{kind}[{key!r}]", hashes=sums)


def _prefixed(specifier: str) -> str:
    """What is asked for, always with its kind: version 2 knew npm only and left it out."""
    return specifier if specifier.startswith(("npm:", "jsr:")) else f"npm:{specifier}"


def _target(specifier: str, value: str) -> str:
    """The key that a specifier came to: a whole one in versions 2 and 3, the version alone since 4."""
    if value.startswith(("npm:", "jsr:")):
        return value
    kind, _, rest = _prefixed(specifier).partition(":")
    name = _split(rest)[0]
    return f"{kind}:{value}" if value.startswith(f"{name}@") else f"{kind}:{name}@{value}"


def _ways(locked: Mapping[str, Locked], specifiers: Mapping[str, Any]) -> dict[str, str]:
    """The key that a name, or what was asked for, leads to; of several packages of one name the first."""
    named: dict[str, str] = {}
    for key in locked:
        kind, _, rest = key.partition(":")
        named.setdefault(f"{kind}:{_split(rest)[0]}", key)
    asked = {_prefixed(one): _target(one, as_text(value)) for one, value in specifiers.items()}
    return {**named, **{one: key for one, key in asked.items() if key in locked}}


def _find(locked: Mapping[str, Locked], kind: str, text: str, wanted: Mapping[str, str]) -> str | None:
    """The key of what is needed: by its key, by what was asked for, or by its name where only one has it."""
    full = text if text.startswith(("npm:", "jsr:")) else f"{kind}:{text}"
    return full if full in locked else wanted.get(full)


def _needs(
    locked: Mapping[str, Locked], package: Locked, kind: str, value: Mapping[str, Any], wanted: Mapping[str, str]
) -> None:
    for field, scope in (("optionalDependencies", Scope.OPTIONAL), ("dependencies", Scope.RUNTIME)):
        listed = value.get(field)
        # A table of names and keys up to version 3, then a list of names, with a version where there are several.
        texts = [as_text(one) for one in (listed.values() if isinstance(listed, dict) else as_list(listed))]
        for text in texts:
            key = _find(locked, kind, text, wanted)
            if key is not None:
                package.need(key, scope)
            elif scope is not Scope.OPTIONAL:
                package.missing.append(text)


def _modules(entry: Entry, remote: Mapping[str, Any], locked: dict[str, Locked]) -> Iterator[Problem]:
    """Modules by their address; those below one ``name@version`` are one component."""
    for address in remote:
        module = remote_module(address)
        if module is None:
            yield problem(entry, "bad-entry", f"{shown(address)} is no address of a module; it was left out")
            continue
        made = Locked(purl=module.purl, name=module.name, version=module.version, at=f"remote[{address!r}]")
        locked.setdefault(f"remote:{module.name}@{module.version}", made)


def _add_projects(
    entry: Entry, workspace: Mapping[str, Any], locked: dict[str, Locked], wanted: Mapping[str, str]
) -> None:
    members = {".": workspace, **as_dict(workspace.get("members"))}
    for path, value in members.items():
        home = place(entry, path)
        asked = [*as_list(as_dict(value).get("dependencies"))]
        asked += as_list(as_dict(as_dict(value).get("packageJson")).get("dependencies"))
        keys = [_find(locked, "npm", text, wanted) for one in asked if (text := as_text(one))]
        if home is None or not any(keys):
            continue
        own = Locked(
            purl=folder_purl(entry.root, home),
            name=folder_name(entry.root, home),
            at="workspace" if path == "." else f"workspace.members[{path!r}]",
            origin=origin_of(home),
            home=home,
        )
        for key in keys:
            if key is not None:
                own.need(key)
        locked[f"workspace:{path}"] = own


FORMAT = Format(
    name="deno.lock",
    reads="deno.lock of Deno, versions 1 to 5: packages of npm and JSR, modules by their address",
    files=("deno.lock",),
    licences="None in the file; for packages of npm node_modules and Deno's cache (`DENO_DIR`) say it.",
    gaps=(
        "A module that is fetched by its address has the host and the path before the version for a name (`deno.land/std`).",
        "All that a project asks for counts as needed to run.",
        "In Deno's cache: packages of JSR and single modules.",
        "A module whose address has no version stands for itself.",
        "Entries have no line numbers.",
    ),
    matches=_matches,
    read=read,
)
