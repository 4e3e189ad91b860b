"""pixi.lock, versions 4 to 7: environments with packages of conda and of PyPI."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from copyfair.inventory.conda import conda, is_name, is_version, needed
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import item_lines, key_lines
from copyfair.inventory.hashes import from_hex
from copyfair.inventory.loose_json import as_dict, as_list, as_text
from copyfair.inventory.model import Claim, Found, Hash, Origin, Requirement, Scope
from copyfair.inventory.paths import neighbour, origin_of
from copyfair.inventory.problems import mistyped, problem, shown
from copyfair.inventory.python import best_scope, pypi, scope_of, wanted
from copyfair.inventory.python import is_name as is_distribution
from copyfair.inventory.python import is_version as is_release
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_FILE = re.compile(r"([^/]+)-([^/-]+)-[^/-]+\.(?:conda|tar\.bz2)", re.ASCII)
_OLDEST, _NEWEST = 4, 7


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "pixi.lock"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages in the order of the file.

    Raises:
        Unreadable: it is no lockfile of pixi.
    """
    document = as_dict(next(iter(entry.yaml()), None))
    if not any(field in document for field in ("environments", "packages")):
        raise Unreadable("bad-syntax", "it holds no lock: neither environments nor packages")
    version = as_text(document.get("version"))
    if version not in map(str, range(_OLDEST, _NEWEST + 1)):
        message = f"version {shown(document.get('version'))} of the format; {_OLDEST} to {_NEWEST} are read"
        yield problem(entry, "unsupported", message, key_lines(entry.text(), 0).get("version"))
    yield from mistyped(entry, "packages", document.get("packages") or None, list)
    scopes = _scopes(as_dict(document.get("environments")))
    listed = as_list(document.get("packages"))
    found: list[Found] = []
    for index, (value, line) in enumerate(zip(listed, item_lines(entry.text(), len(listed)), strict=True)):
        for one in _package(entry, f"packages[{index}]", as_dict(value), line, scopes):
            if isinstance(one, Found):
                found.append(one)
            else:
                yield one
    archives: dict[str, set[Hash]] = {}  # of a version there may be one for each platform
    for one in found:
        archives.setdefault(one.purl, set()).update(one.hashes)
    sums = {identity: tuple(sorted(hashes)) for identity, hashes in archives.items()}
    yield from (msgspec.structs.replace(one, hashes=sums[one.purl]) for one in found)


def _scopes(environments: dict[str, Any]) -> dict[str, Scope]:
    """Address of a package -> what for, by the names of the environments that hold it."""
    found: dict[str, Scope] = {}
    for name, environment in environments.items():
        scope = scope_of(str(name), Scope.OPTIONAL)
        for packages in as_dict(as_dict(environment).get("packages")).values():
            for one in as_list(packages):
                for address in as_dict(one).values():
                    if isinstance(address, str):
                        found[address] = best_scope((scope, found.get(address, scope)))
    return found


def _package(
    entry: Entry, at: str, value: dict[str, Any], line: int | None, scopes: dict[str, Scope]
) -> Iterator[Found | Problem]:
    is_pypi = "pypi" in value or value.get("kind") == "pypi"
    address = as_text(value.get("pypi" if is_pypi else "conda")) or as_text(value.get("url") or value.get("path"))
    file = _FILE.fullmatch(address.rpartition("/")[2])
    name = value.get("name") or (file[1] if file else None)
    version = value.get("version") or (file[2] if file else None)
    if not isinstance(name, str) or not (is_distribution(name) if is_pypi else is_name(name)):
        yield problem(entry, "bad-entry", f"{at} has no usable name: {shown(name)}; it was left out", line)
        return
    known = version if (is_release(version) if is_pypi else is_version(version)) else None
    if version is not None and known is None:
        yield problem(entry, "bad-entry", f"{at} ({name}): not a version: {shown(version)}", line)
    licence = as_text(value.get("license"))
    if value.get("license") not in (None, "") and not licence:
        yield problem(entry, "bad-entry", f"{at}.license is {shown(value['license'])}, which names no licence", line)
    folder = neighbour(entry, address) if "://" not in address else None
    home = str(folder.path) if folder is not None and folder.is_dir() else None
    yield Found(
        purl=pypi(name, known) if is_pypi else conda(name, known),
        name=name,
        version=known,
        source=entry.source(at, line),
        claims=(Claim(statements=(licence,), source=entry.source(f"{at}.license", line)),) if licence else (),
        requires=tuple(sorted(set(_needs(value, is_pypi=is_pypi)))),
        scope=scopes.get(address, Scope.UNKNOWN),
        origin=Origin.THIRD_PARTY if home is None else origin_of(home),
        home=home,
        hashes=from_hex("SHA-256", value.get("sha256")),
    )


def _needs(value: dict[str, Any], *, is_pypi: bool) -> Iterator[Requirement]:
    """What a package asks for; what a distribution asks for only with an extra is left out."""
    for text in as_list(value.get("requires_dist")) if is_pypi else ():
        try:
            if "extra ==" not in as_text(text):
                yield Requirement(target=pypi(wanted(text).name))
        except ValueError:
            continue  # pixi wrote what the package itself says, whatever that is
    for name in filter(None, map(needed, as_list(value.get("depends")))):
        yield Requirement(target=conda(name))


FORMAT = Format(
    name="pixi.lock",
    reads="pixi.lock, versions 4 to 7: packages of conda and of PyPI in all environments and for all platforms",
    files=("pixi.lock",),
    licences="`license` of each package of conda; none for those of PyPI.",
    lists="One expression or name.",
    gaps=(
        "What is direct is not in the file; pixi.toml beside it says it.",
        "Channel, build and platform are not part of a component's name.",
        "What a distribution asks for with an extra is not followed.",
    ),
    matches=matches,
    read=read,
)
