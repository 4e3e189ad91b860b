"""yarn.lock: that of yarn 1, in a notation of its own, and that of yarn 2 and later ("berry"), in YAML.

Yarn 1 says nothing about the project and the members of its workspace: they are read from the package.json beside
and those that it names. Berry lists them, but not what is only for development: their package.json says that.
"""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, key_lines, placed
from copyfair.inventory.hashes import from_hex, from_integrity
from copyfair.inventory.javascript import Wanted, is_name, npm, wanted
from copyfair.inventory.loose_json import as_dict, as_text, load
from copyfair.inventory.members import members
from copyfair.inventory.model import Found, Origin, Scope
from copyfair.inventory.paths import folder_name, folder_purl, origin_of, place
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.yarn_v1 import blocks
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_Entries = list[tuple[list[str], int | None, Mapping[str, Any]]]


def _matches(entry: Entry) -> bool:
    return entry.name == "yarn.lock"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project, the members of its workspace, and the packages in the order of the file.

    Raises:
        Unreadable: it is no lockfile of yarn.
    """
    text = entry.text()
    is_old = "__metadata:" not in text
    entries, problems = _old(entry, text) if is_old else _new(entry, text)
    yield from problems
    locked: dict[str, Locked] = {}
    keys: dict[str, str] = {}
    taken: list[tuple[Locked, Mapping[str, Any]]] = []
    for names, line, value in entries:
        package = _package(entry, names, line, value)
        if isinstance(package, Problem):
            yield package
            continue
        if package.version is None and package.home is None:
            yield problem(entry, "bad-entry", f"the entry {shown(names[0])} has no version", line)
        key = names[0] if names[0] not in locked else f"{names[0]} {line}"  # a merge may leave an entry twice
        locked[key] = package
        keys.update((name, key) for name in names)
        taken.append((package, value))
    resolver = _Resolver(keys, locked, _resolutions(entry))
    for package, value in taken:
        if package.home is None:
            yield from _needs(entry, resolver, package, value)
    manifests = _manifests(entry) if is_old else [package for package in locked.values() if package.home is not None]
    for own in manifests:
        yield from _own_needs(entry, resolver, own)
        locked.setdefault(f"workspace:{own.home}", own)
    yield from placed(entry, locked)


def _old(entry: Entry, text: str) -> tuple[_Entries, list[Problem]]:
    problems: list[Problem] = []
    entries: _Entries = []
    for block in blocks(text):
        if isinstance(block, int):
            problems.append(problem(entry, "bad-entry", "the line belongs to no entry; it was left out", block))
        else:
            entries.append((block.keys, block.line, block.fields))
    if not entries and "yarn lockfile v1" not in text:
        raise Unreadable("bad-syntax", "it holds no lock: neither the heading of yarn 1 nor __metadata nor a package")
    return entries, problems


def _new(entry: Entry, text: str) -> tuple[_Entries, list[Problem]]:
    documents = entry.yaml()
    if len(documents) != 1 or not isinstance(documents[0], dict):
        raise Unreadable("bad-syntax", "a lockfile of yarn is one YAML table")
    lines = key_lines(text, 0)
    entries: _Entries = []
    problems: list[Problem] = []
    for key, value in documents[0].items():
        if key == "__metadata":
            continue
        names = [name.strip() for name in key.split(",") if name.strip()]
        if not names or not isinstance(value, dict):
            message = f"the entry {shown(key)} is {shown(value)}; it was left out"
            problems.append(problem(entry, "bad-entry", message, lines.get(key)))
            continue
        entries.append((names, lines.get(key), value))
    return entries, problems


def _split(descriptor: str) -> tuple[str, str]:
    """Name and range of ``name@range`` or ``@scope/name@range``."""
    at = descriptor.find("@", 1)
    return (descriptor[:at], descriptor[at + 1 :]) if at > 0 else (descriptor, "")


def _alias(names: list[str]) -> str:
    """Yarn 1 names an alias only in what was asked for, beside plain ranges that a resolution turned into it."""
    aliases = (_split(name)[1].removeprefix("npm:") for name in names if _split(name)[1].startswith("npm:"))
    return next((alias for alias in aliases if "@" in alias[1:]), "")


def _package(entry: Entry, names: list[str], line: int | None, value: Mapping[str, Any]) -> Locked | Problem:
    name, specifier = _split(as_text(value.get("resolution")) or _alias(names) or names[0])
    if not is_name(name):
        message = f"the entry {shown(names[0])} has {shown(name)} for a name, which npm does not allow; it was left out"
        return problem(entry, "bad-entry", message, line)
    version = as_text(value.get("version")) or None
    at = f"[{names[0]!r}]"
    kind, _, path = specifier.partition(":")
    path = path.partition("::")[0]
    if kind in ("workspace", "link", "portal") or version == "0.0.0-use.local":
        home = place(entry, path or ".")
        # A member is the project's own; what is linked to from elsewhere in the tree is what its folder says.
        origin = origin_of(home) if home is not None else Origin.THIRD_PARTY
        purl = npm(name, _own_version(entry, home))
        return Locked(
            purl=purl, name=name, version=_own_version(entry, home), at=at, line=line, home=home, origin=origin
        )
    # The archive that yarn 2 makes of a package has the hash; yarn 1 has that of what it fetches.
    sums = from_integrity(value.get("integrity")) or from_hex("yarn", as_text(value.get("checksum")).rpartition("/")[2])
    return Locked(purl=npm(name, version), name=name, version=version, at=at, line=line, hashes=sums)


def _manifest(entry: Entry | None) -> dict[str, Any]:
    """A package.json beside; what is wrong with it is said by the format that reads it."""
    try:
        return as_dict(load(entry)[0]) if entry is not None else {}
    except Unreadable:
        return {}


def _at_home(entry: Entry, home: str | None) -> Entry | None:
    return None if home is None else entry.at(PurePosixPath(home)).child("package.json")


def _own_version(entry: Entry, home: str | None) -> str | None:
    return as_text(_manifest(_at_home(entry, home)).get("version")) or None


def _resolutions(entry: Entry) -> dict[str, str]:
    """What the project overrides: the last name of ``a/**/b`` or ``b@range`` -> range."""
    result: dict[str, str] = {}
    for pattern, specifier in as_dict(_manifest(entry.beside("package.json")).get("resolutions")).items():
        parts = pattern.split("/")
        name = "/".join(parts[-2:]) if len(parts) > 1 and parts[-2].startswith("@") else parts[-1]
        if isinstance(specifier, str):
            result[_split(name)[0]] = specifier
    return result


class _Resolver:
    """From a name and a range to the entry that it came to."""

    def __init__(self, keys: Mapping[str, str], locked: Mapping[str, Locked], overrides: Mapping[str, str]) -> None:
        self._keys, self._overrides = keys, overrides
        self._named: dict[str, set[str]] = {}
        self._local = {package.name: key for key, package in locked.items() if package.home is not None}
        for name, key in keys.items():
            self._named.setdefault(_split(name)[0], set()).add(key)

    def add(self, package: Locked, name: str, specifier: str, scope: Scope) -> bool:
        """Note what a package needs; False where the file does not list it."""
        ranges = [specifier, self._overrides.get(name, specifier)]
        for tried in dict.fromkeys(one for text in ranges for one in (text, f"npm:{text}")):
            if f"{name}@{tried}" in self._keys:
                package.need(self._keys[f"{name}@{tried}"], scope)
                return True
        named = self._named.get(name, set())
        if name in self._local and (specifier.startswith("workspace:") or not named):
            package.need(self._local[name], scope)
        elif len(named) == 1:
            package.need(next(iter(named)), scope)
        elif named:
            package.loose[npm(name)] = scope
        else:
            return False
        return True


def _needs(entry: Entry, resolver: _Resolver, package: Locked, value: Mapping[str, Any]) -> Iterator[Problem]:
    meta = as_dict(value.get("dependenciesMeta"))
    for item in wanted(entry, {key: value[key] for key in value if key != "peerDependencies"}, dev=False):
        if isinstance(item, Problem):
            yield item
            continue
        is_optional = item.scope is Scope.OPTIONAL or as_dict(meta.get(item.name)).get("optional") in ("true", True)
        scope = Scope.OPTIONAL if is_optional else item.scope
        if not resolver.add(package, item.name, item.specifier, scope) and not is_optional:
            package.missing.append(item.name)


def _manifests(entry: Entry) -> list[Locked]:
    """The project and its members, as their package.json name them."""
    top = entry.beside("package.json")
    if not top.is_file():
        return []
    listed = _manifest(top).get("workspaces")
    patterns = listed.get("packages") if isinstance(listed, dict) else listed
    found = [top, *members(entry, patterns if isinstance(patterns, list) else [], "package.json")]
    result = []
    for file in found:
        manifest = _manifest(file)
        name, version = as_text(manifest.get("name")), as_text(manifest.get("version")) or None
        result.append(
            Locked(
                purl=npm(name, version) if name else folder_purl(entry.root, file.folder),
                name=name or folder_name(entry.root, file.folder),
                version=version,
                origin=origin_of(file.folder),
                home=file.folder,
            )
        )
    return result


def _own_needs(entry: Entry, resolver: _Resolver, own: Locked) -> Iterator[Problem]:
    file = _at_home(entry, own.home)
    for item in wanted(entry, _manifest(file), dev=True):
        # What is wrong with a package.json is said by its own format.
        if not isinstance(item, Wanted) or item.field == "peerDependencies":
            continue
        if not resolver.add(own, item.name, item.specifier, item.scope) and _is_fetched(item):
            message = f"{shown(own.name)} asks for {shown(item.name)}, which the lockfile does not list"
            yield problem(entry, "bad-entry", message)


def _is_fetched(item: Wanted) -> bool:
    """It should stand in the lock: neither optional nor a folder, which yarn 1 does not list."""
    return item.scope is not Scope.OPTIONAL and not item.specifier.startswith(
        ("link:", "file:", "workspace:", "portal:")
    )


FORMAT = Format(
    name="yarn.lock",
    reads="yarn.lock of yarn 1 and of yarn 2 to 4, with workspaces, aliases and resolutions",
    files=("yarn.lock",),
    licences="None in the file; node_modules, `.yarn/cache` and yarn's cache in the user's home say it.",
    gaps=(
        "The cache of yarn 1 is not looked at.",
        "Members of a yarn 1 workspace that need each other are joined by name, whatever the range.",
    ),
    matches=_matches,
    read=read,
)
