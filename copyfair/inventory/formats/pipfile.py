"""Pipfile of Pipenv: what a Python project asks for, by category."""

from collections.abc import Iterator
from typing import Any

from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.manifests import Want, project
from copyfair.inventory.model import Found, Scope
from copyfair.inventory.paths import neighbour, place
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.projects import table
from copyfair.inventory.python import is_name, pypi, scope_of, wanted
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_NOT_PACKAGES = frozenset({"source", "requires", "scripts", "pipenv", "pipfile"})
_SCOPES = {"packages": Scope.RUNTIME, "dev-packages": Scope.DEV}


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "Pipfile"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project's folder with what it asks for; every category counts.

    Raises:
        Unreadable: it is no TOML.
    """
    yield from project(entry, _wants(entry))


def _wants(entry: Entry) -> Iterator[Want | Problem]:
    for category, listed in entry.toml().items():
        if category in _NOT_PACKAGES:
            continue
        if not isinstance(listed, dict):
            yield problem(entry, "bad-entry", f"{shown(category)} is {shown(listed)}, not a table")
            continue
        scope = _SCOPES.get(category) or scope_of(category, Scope.OPTIONAL)
        for name, constraint in listed.items():
            if not is_name(name) or not isinstance(constraint, str | dict):
                message = f"{shown(category)}: not a requirement: {shown(name)}; it was left out"
                yield problem(entry, "bad-entry", message)
            elif place(entry, table(constraint).get("path")) != entry.folder:  # that is the project itself
                yield _want(entry, category, name, constraint, scope)


def _want(entry: Entry, category: str, name: str, constraint: str | dict[str, Any], scope: Scope) -> Want:
    options = table(constraint)
    version = constraint if isinstance(constraint, str) else options.get("version")
    try:
        pin = wanted(f"{name}{version}").pin
    except ValueError:  # `*`, or nothing but a place to get it from
        pin = None
    folder = neighbour(entry, options.get("path"))
    return Want(
        purl=pypi(name, pin),
        name=name,
        version=pin,
        scope=scope,
        at=f"{category}.{name}",
        home=str(folder.path) if folder is not None and folder.is_dir() else None,
    )


FORMAT = Format(
    name="Pipfile",
    reads="Pipfile of Pipenv: what a project asks for, by category",
    files=("Pipfile",),
    licences="None in the file; an installed environment says it.",
    gaps=("Without Pipfile.lock a component has no version unless it is pinned with `==`.",),
    matches=matches,
    read=read,
)
