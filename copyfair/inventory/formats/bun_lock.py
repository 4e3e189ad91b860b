"""bun.lock, the text lockfile of bun; of its older binary one, ``bun.lockb``, only the name is known."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, key_lines, placed
from copyfair.inventory.hashes import from_integrity
from copyfair.inventory.javascript import Wanted, is_name, npm, wanted
from copyfair.inventory.loose_json import as_dict, as_list, as_text, commented
from copyfair.inventory.model import Found, Scope
from copyfair.inventory.paths import folder_name, folder_purl, origin_of, place
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_STEP = re.compile(r"@[^/]+/[^/]+|[^/]+")


def _matches(entry: Entry) -> bool:
    return entry.name in ("bun.lock", "bun.lockb")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project, the members of its workspace, and the packages in the order of the file.

    Raises:
        Unreadable: it is binary or no lockfile of bun.
    """
    if entry.name == "bun.lockb":
        if entry.beside("bun.lock").is_file():
            return
        message = "bun's binary lockfile is not read; have bun write bun.lock (`bun install --save-text-lockfile`)"
        raise Unreadable("unsupported", message)
    document = _load(entry)
    lines = key_lines(entry.text(), 4)
    locked: dict[str, Locked] = {}
    for key, value in as_dict(document.get("packages")).items():
        package = _package(entry, key, value, lines.get(key))
        if isinstance(package, Problem):
            yield package
        elif package is not None:
            locked[key] = package
    workspaces = as_dict(document.get("workspaces"))
    owned = {path: own for path, value in workspaces.items() if (own := _own(entry, path, value)) is not None}
    listed = dict(locked)
    for path, own in owned.items():  # a member is found by its name, as a package is
        locked[f"workspace:{path}" if own.name in locked else own.name] = own
    for key, package in listed.items():
        about = next((as_dict(one) for one in document["packages"][key][1:] if isinstance(one, dict)), {})
        yield from _needs(entry, locked, package, key, about)
    for path, own in owned.items():
        yield from _needs(entry, locked, own, own.name, as_dict(workspaces[path]))
    yield from placed(entry, locked)


def _load(entry: Entry) -> dict[str, Any]:
    document = commented(entry)
    if not isinstance(document, dict) or not ("packages" in document or "workspaces" in document):
        raise Unreadable("bad-syntax", "it holds no lock: neither workspaces nor packages")
    for field in ("packages", "workspaces"):
        if document.get(field) is not None and not isinstance(document[field], dict):
            raise Unreadable("bad-syntax", f"{field} is {shown(document[field])}, not a table")
    return document


def _package(entry: Entry, key: str, value: object, line: int | None) -> Locked | Problem | None:
    """A package; None for a member, which stands under `workspaces`."""
    ident = as_text(value[0]) if isinstance(value, list) and value else ""
    at = ident.find("@", 1)
    name, version = (ident[:at], ident[at + 1 :]) if at > 0 else (ident, "")
    if version.startswith(("workspace:", "root:")):
        return None
    if not is_name(name):
        what = f"has {shown(name)} for a name, which npm does not allow"
        return problem(entry, "bad-entry", f"the entry {shown(key)} {what}; it was left out", line)
    if ":" in version or "/" in version:
        version = ""  # a URL or a folder stands where the version belongs
    told = list(map(as_text, as_list(value)[1:]))
    return Locked(
        purl=npm(name, version),
        name=name,
        version=version or None,
        at=f"packages[{key!r}]",
        line=line,
        hashes=from_integrity(told[-1]) if told else (),
        elsewhere=bool(told and told[0]),  # the address of a registry that is not the usual one
    )


def _needs(
    entry: Entry, locked: Mapping[str, Locked], package: Locked, key: str, about: Mapping[str, Any]
) -> Iterator[Problem]:
    """Bun's keys are the way down to a package; what it needs lies below it or below one that leads to it."""
    peers = set(map(str, as_list(about.get("optionalPeers"))))
    for item in wanted(entry, about, dev=package.home is not None, at=f"{package.at}."):
        if isinstance(item, Problem):
            yield item
            continue
        steps = _STEP.findall(key)
        ways = ("/".join((*steps[:end], item.name)) for end in range(min(len(steps), 64), -1, -1))
        target = next((way for way in ways if way in locked), None)
        if target is not None:
            package.need(target, item.scope)
        elif _is_fetched(item) and item.name not in peers:
            package.missing.append(item.name)


def _is_fetched(item: Wanted) -> bool:
    """It must stand in the lock: neither on demand nor a folder."""
    is_on_demand = item.scope is Scope.OPTIONAL or item.field == "peerDependencies"
    return not is_on_demand and not item.specifier.startswith(("workspace:", "link:", "file:"))


def _own(entry: Entry, path: str, value: object) -> Locked | None:
    home = place(entry, path or ".")
    if home is None or not isinstance(value, dict):
        return None
    name, version = as_text(value.get("name")), as_text(value.get("version")) or None
    if version is None:
        version = _version(entry.at(PurePosixPath(home)).child("package.json"))
    return Locked(
        purl=npm(name, version) if name else folder_purl(entry.root, home),
        name=name or folder_name(entry.root, home),
        version=version,
        at=f"workspaces[{path!r}]",
        origin=origin_of(home),
        home=home,
    )


def _version(manifest: Entry) -> str | None:
    try:
        return as_text(as_dict(manifest.json()).get("version")) or None
    except Unreadable:
        return None


FORMAT = Format(
    name="bun.lock",
    reads="bun.lock of bun, with workspaces and aliases; bun.lockb is said to be unsupported",
    files=("bun.lock", "bun.lockb"),
    licences="None in the file; node_modules and bun's cache in the user's home say it.",
    gaps=(
        "The binary `bun.lockb`, unless bun.lock lies beside it.",
        "In Bun's cache: packages of other registries than the usual one, and versions before a release.",
    ),
    matches=_matches,
    read=read,
)
