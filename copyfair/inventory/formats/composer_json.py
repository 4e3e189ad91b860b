"""composer.json of a project; those of installed packages are in installed.json."""

from collections.abc import Iterator
from typing import Any

from copyfair.inventory import php
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict, as_text, load
from copyfair.inventory.model import Claim, Found, Origin, Requirement, Scope
from copyfair.inventory.paths import folder_name, folder_purl, origin_of
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT"]


def _matches(entry: Entry) -> bool:
    return entry.name == "composer.json"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project with its licence, and what it asks for.

    Raises:
        Unreadable: it is no JSON object.
    """
    manifest, replaced = load(entry)
    yield from replaced
    if not isinstance(manifest, dict):
        raise Unreadable("bad-syntax", f"a composer.json is a JSON object, this is {shown(manifest)}")
    name, version = as_text(manifest.get("name")), php.version_of(manifest)
    usable = php.is_name(name)
    if manifest.get("name") is not None and not usable:
        yield problem(entry, "bad-entry", f"name is {shown(manifest['name'])}, no name of a package")
    origin = origin_of(entry.folder)
    requires: set[Requirement] = set()
    direct: dict[str, Found] = {}
    is_locked = entry.beside("composer.lock").is_file()
    kinds = (("require", Scope.RUNTIME), ("require-dev", Scope.DEV))
    for field, scope in kinds if origin is Origin.FIRST_PARTY else kinds[:1]:
        if manifest.get(field) not in (None, []) and not isinstance(manifest[field], dict):
            yield problem(entry, "bad-entry", f"{field} is {shown(manifest[field])}")
        asked = _by_name(as_dict(manifest.get(field)))
        for needed in php.needs(as_dict(manifest), field):
            # An exact version counts only where composer.lock does not say what came of it.
            found = _direct(entry, field, needed, "" if is_locked else as_text(asked[needed]))
            requires.add(Requirement(target=found.purl, scope=scope))
            direct.setdefault(found.purl, found)
    claims: list[Claim] = []
    for said in php.claims(entry, manifest):
        if isinstance(said, Problem):
            yield said
        else:
            claims.append(said)
    yield Found(
        purl=php.composer(name, version) if usable else folder_purl(entry.root, entry.folder),
        name=name if usable else folder_name(entry.root, entry.folder),
        version=version,
        source=entry.source(),
        claims=tuple(claims),
        requires=tuple(sorted(requires)),
        origin=origin,
        home=entry.folder,
        weak=not usable and not requires,
    )
    if origin is Origin.FIRST_PARTY:
        yield from direct.values()


def _by_name(asked: dict[str, Any]) -> dict[str, Any]:
    """What is said of each package; of several spellings of a name the first counts."""
    return {name.lower(): said for name, said in reversed(asked.items())}


def _direct(entry: Entry, field: str, name: str, constraint: str) -> Found:
    version = php.exact(constraint)
    return Found(purl=php.composer(name, version), name=name, version=version, source=entry.source(f"{field}.{name}"))


FORMAT = Format(
    name="composer.json",
    reads="composer.json of a PHP project: its name, licence and direct dependencies",
    files=("composer.json",),
    licences="`license`; licence files beside it.",
    lists="The user may choose.",
    gaps=("Ranges are not resolved: without composer.lock a component has no version unless it is pinned.",),
    matches=_matches,
    read=read,
)
