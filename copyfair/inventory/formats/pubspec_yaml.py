"""pubspec.yaml of Dart and Flutter: a project and what it asks for."""

from collections.abc import Iterator
from typing import Any

from copyfair.inventory.dart import exact, is_name, pub
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict, as_text
from copyfair.inventory.manifests import Want, project
from copyfair.inventory.model import Found, Origin, Scope
from copyfair.inventory.paths import neighbour, origin_of
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_OVERRIDES = "dependency_overrides"
_KINDS = (("dependencies", Scope.RUNTIME), ("dev_dependencies", Scope.DEV), (_OVERRIDES, Scope.RUNTIME))


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "pubspec.yaml"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project and what it asks for.

    Raises:
        Unreadable: it is no YAML, or no table.
    """
    document = next(iter(entry.yaml()), None)
    if not isinstance(document, dict):
        raise Unreadable("bad-syntax", f"a pubspec.yaml is a table, this is {shown(document)}")
    name, version = document.get("name"), as_text(document.get("version"))
    if name is not None and not is_name(name):
        yield problem(entry, "bad-entry", f"name is {shown(name)}, no name of a package")
    known = name if is_name(name) else None
    identity, release = pub(known, exact(version)) if known else None, exact(version) if known else None
    yield from project(entry, _wants(entry, document), purl=identity, name=known, version=release)


def _wants(entry: Entry, document: dict[str, Any]) -> Iterator[Want | Problem]:
    """What it asks for; an override takes the place of what the others say, and counts by itself where they say nothing."""
    overrides = as_dict(document.get(_OVERRIDES))
    asked: set[str] = set()
    for field, scope in _KINDS:
        if document.get(field) not in (None, "") and not isinstance(document[field], dict):
            yield problem(entry, "bad-entry", f"{field} is {shown(document[field])}, not a table")
        for needed, constraint in as_dict(document.get(field)).items():
            if not is_name(needed):
                yield problem(entry, "bad-entry", f"{field}: {shown(needed)} is no name of a package; it was left out")
            elif field != _OVERRIDES or needed not in asked:
                asked.add(needed)
                yield _want(entry, field, needed, overrides.get(needed, constraint), scope)


def _want(entry: Entry, field: str, name: str, constraint: Any, scope: Scope) -> Want:
    options = as_dict(constraint)
    version = exact(as_text(constraint) or as_text(options.get("version")))
    folder = neighbour(entry, options.get("path"))
    home = str(folder.path) if folder is not None and folder.is_dir() else None
    origin = Origin.STANDARD_LIBRARY if "sdk" in options else Origin.THIRD_PARTY
    return Want(
        purl=pub(name, version),
        name=name,
        version=version,
        scope=scope,
        at=f"{field}.{name}",
        home=home,
        origin=origin if home is None else origin_of(home),
    )


FORMAT = Format(
    name="pubspec.yaml",
    reads="pubspec.yaml of a Dart or Flutter project: its name and direct dependencies",
    files=("pubspec.yaml",),
    licences="None in the file; licence files beside it.",
    gaps=("Ranges are not resolved: without pubspec.lock a component has no version unless a bare one pins it.",),
    matches=matches,
    read=read,
)
