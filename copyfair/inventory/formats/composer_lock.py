"""composer.lock, and ``vendor/composer/installed.json``, which has the same entries for what is installed."""

from collections.abc import Iterable, Iterator
from typing import Any

from copyfair.inventory import php
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, placed
from copyfair.inventory.hashes import from_hex
from copyfair.inventory.loose_json import as_dict, as_list, as_text, load
from copyfair.inventory.model import Claim, Found, Origin, Scope
from copyfair.inventory.paths import folder_name, folder_purl, origin_of, place
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_MOST_ANSWERS = 20
"""Of very many packages that replace or provide one name only so many count as needed by who asks for it."""


def _matches(entry: Entry) -> bool:
    return entry.name == "composer.lock" or (entry.name == "installed.json" and entry.path.parent.name == "composer")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages in the order of the file; for a lock also the project, by the composer.json beside it.

    Raises:
        Unreadable: it is no such file.
    """
    document, replaced = load(entry)
    yield from replaced
    is_lock = entry.name == "composer.lock"
    if isinstance(document, list) and not is_lock:  # as Composer 1 wrote it
        document = {"packages": document}
    if not isinstance(document, dict) or not ("packages" in document or "packages-dev" in document):
        raise Unreadable("bad-syntax", "it lists no packages")
    locked: dict[str, Locked] = {}
    values: dict[str, dict[str, Any]] = {}
    dev = {name.lower() for name in as_list(document.get("dev-package-names")) if isinstance(name, str)}
    for field, scope in (("packages", Scope.UNKNOWN), ("packages-dev", Scope.DEV)):
        if document.get(field) is not None and not isinstance(document[field], list):
            yield problem(entry, "bad-entry", f"{field} is {shown(document[field])}, not a list")
        for index, value in enumerate(as_list(document.get(field))):
            if not isinstance(value, dict) or not php.is_name(value.get("name")):
                yield problem(entry, "bad-entry", f"{field}[{index}] has no usable name: {shown(value)}")
                continue
            name = as_text(value["name"]).lower()
            package, problems = _package(entry, value, f"{field}[{index}]", Scope.DEV if name in dev else scope)
            yield from problems
            key = name if name not in locked else f"{name}@{package.version}"  # a merge may leave two versions
            locked[key], values[key] = package, value
    _connect(locked, values)
    if is_lock:
        _add_project(entry, locked, values)
    yield from placed(entry, locked)


def _package(entry: Entry, value: dict[str, Any], at: str, scope: Scope) -> tuple[Locked, list[Problem]]:
    name, version = as_text(value["name"]), php.version_of(value)
    said = list(php.claims(entry, value, f"{at}."))
    home = place(entry, value["install-path"]) if value.get("install-path") else None
    package = Locked(
        purl=php.composer(name, version),
        name=name,
        version=version,
        at=at,
        scope=scope,
        home=home,
        claims=tuple(one for one in said if isinstance(one, Claim)),
        hashes=from_hex("SHA-1", as_dict(value.get("dist")).get("shasum")),
    )
    problems = [one for one in said if isinstance(one, Problem)]
    if version is None:
        problems.append(problem(entry, "bad-entry", f"{name}: not a version: {shown(value.get('version'))}"))
    return package, problems


def _answering(locked: Iterable[str], values: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """A name -> the keys of what answers to it: the package itself, else all that say they replace or provide it."""
    found: dict[str, list[str]] = {}
    for name, value in values.items():
        for field in ("replace", "provide"):
            for other in php.needs(value, field):
                found.setdefault(other, []).append(name)
    return {**{name: keys[:_MOST_ANSWERS] for name, keys in found.items()}, **{name: [name] for name in locked}}


def _connect(locked: dict[str, Locked], values: dict[str, dict[str, Any]]) -> None:
    answering = _answering(locked, values)
    for name, value in values.items():
        for needed in php.needs(value):
            if needed not in answering:
                locked[name].missing.append(needed)
            for key in answering.get(needed, ()):
                locked[name].need(key)


def _add_project(entry: Entry, locked: dict[str, Locked], values: dict[str, dict[str, Any]]) -> None:
    """The project and what it asks for; what is wrong with composer.json is said by its own format."""
    try:
        manifest = as_dict(load(entry.beside("composer.json"))[0])
    except Unreadable:
        return
    name, version = as_text(manifest.get("name")), php.version_of(manifest)
    usable = php.is_name(name)
    own = Locked(
        purl=php.composer(name, version) if usable else folder_purl(entry.root, entry.folder),
        name=name if usable else folder_name(entry.root, entry.folder),
        version=version,
        origin=origin_of(entry.folder),
        home=entry.folder,
    )
    if own.origin is Origin.FIRST_PARTY:
        answering = _answering(locked, values)
        for field, scope in (("require-dev", Scope.DEV), ("require", Scope.RUNTIME)):
            for needed in php.needs(manifest, field):
                for key in answering.get(needed, ()):
                    own.need(key, scope)
        locked["."] = own


FORMAT = Format(
    name="composer.lock",
    reads="composer.lock of Composer, and vendor/composer/installed.json of versions 1 and 2",
    files=("composer.lock", "vendor/composer/installed.json"),
    licences="`license` of each package; licence files in the folders of installed.json.",
    lists="The user may choose.",
    gaps=(
        "PHP itself, its extensions and what the platform brings are not listed.",
        "A package that is taken from a folder of the project (`path`) is a part of the project, not one that it needs.",
        "What asks for a name that others replace or provide needs all of these (of more than 20, the first 20).",
        "The class loader that Composer puts into `vendor/composer` is listed by its licence file, as no package.",
    ),
    matches=_matches,
    read=read,
)
