"""conda-lock.yml: packages of conda and of pip, for several platforms."""

from collections.abc import Iterator, Mapping
from typing import Any

from copyfair.inventory.conda import conda, is_name, is_version
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, item_lines, placed
from copyfair.inventory.hashes import from_hex
from copyfair.inventory.loose_json import as_dict, as_list, as_text
from copyfair.inventory.model import Found, Hash, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.python import best_scope, canonical, pypi, scope_of
from copyfair.inventory.python import is_name as is_distribution
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_Key = tuple[bool, str, str]
"""Is it pip's, platform, name."""


def matches(entry: Entry) -> bool:
    """``conda-lock.yml`` and ``*.conda-lock.yml``."""
    return entry.name.endswith(("conda-lock.yml", "conda-lock.yaml"))


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages of all platforms, each once.

    Raises:
        Unreadable: it is no such file.
    """
    document = as_dict(next(iter(entry.yaml()), None))
    if not isinstance(document.get("package"), list):
        raise Unreadable("bad-syntax", "it lists no packages")
    listed = document["package"]
    lines = item_lines(entry.text(), len(listed))
    locked: dict[str, Locked] = {}
    tables: dict[_Key, tuple[Locked, dict[str, Any]]] = {}
    archives: dict[str, set[Hash]] = {}  # of a version there may be one for each platform
    for index, (value, line) in enumerate(zip(listed, lines, strict=True)):
        package = _package(f"package[{index}]", as_dict(value), line)
        if package is None:
            message = f"package[{index}] is no package with a version: {shown(as_dict(value).get('name'))}"
            yield problem(entry, "bad-entry", f"{message}; it was left out", line)
            continue
        kept = locked.setdefault(package.purl, package)
        kept.scope = best_scope((kept.scope, package.scope))
        archives.setdefault(package.purl, set()).update(package.hashes)
        tables[_key(value, value["name"])] = kept, value
    for package, value in tables.values():
        _connect(package, value, tables)
    for identity, package in locked.items():
        package.hashes = tuple(sorted(archives[identity]))
    yield from placed(entry, locked)


def _package(at: str, value: dict[str, Any], line: int | None) -> Locked | None:
    name, version = value.get("name"), value.get("version")
    is_pip = value.get("manager") == "pip"
    if not isinstance(name, str) or not (is_distribution(name) if is_pip else is_name(name)):
        return None
    if not is_version(version):
        return None
    identity = pypi(name, version) if is_pip else conda(name, version)
    sums = from_hex("SHA-256", as_dict(value.get("hash")).get("sha256"))
    return Locked(purl=identity, name=name, version=version, at=at, line=line, scope=_scope(value), hashes=sums)


def _key(value: dict[str, Any], name: str) -> _Key:
    return value.get("manager") == "pip", as_text(value.get("platform")), canonical(name)


def _connect(package: Locked, value: dict[str, Any], tables: Mapping[_Key, tuple[Locked, dict[str, Any]]]) -> None:
    """What a package needs stands under the same platform; a distribution may need what comes from conda."""
    for needed in as_dict(value.get("dependencies")):
        is_pip, platform, name = _key(value, str(needed))
        target = tables.get((is_pip, platform, name)) or tables.get((False, platform, name))
        if target is not None:
            package.need(target[0].purl)


def _scope(table: dict[str, Any]) -> Scope:
    """By ``category``, or ``categories`` of the second version."""
    names = [name for name in (table.get("category"), *as_list(table.get("categories"))) if isinstance(name, str)]
    scope = best_scope(scope_of(name, Scope.OPTIONAL) for name in names)
    return Scope.OPTIONAL if scope is Scope.RUNTIME and table.get("optional") == "true" else scope


FORMAT = Format(
    name="conda-lock.yml",
    reads="conda-lock.yml: packages of conda and of pip, for all platforms",
    files=("conda-lock.yml", "*.conda-lock.yml"),
    licences="None in the file; `conda-meta` of an environment in the tree says it.",
    gaps=(
        "What is direct is not in the file; environment.yml beside it says it.",
        "Channel, build and platform are not part of a component's name.",
    ),
    matches=matches,
    read=read,
)
