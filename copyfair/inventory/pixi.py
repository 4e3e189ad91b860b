"""What the tables of pixi ask for, in pixi.toml and in pyproject.toml: all features, all platforms."""

from collections.abc import Iterator, Mapping
from typing import Any

from copyfair.inventory.conda import conda, is_name, spec
from copyfair.inventory.entry import Entry
from copyfair.inventory.loose_json import as_dict, as_text
from copyfair.inventory.manifests import Want
from copyfair.inventory.model import Origin, Scope
from copyfair.inventory.paths import neighbour, origin_of
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.python import is_name as is_distribution
from copyfair.inventory.python import pypi, scope_of, wanted
from copyfair.problem import Problem

__all__ = ["wants"]

_KINDS = {
    "dependencies": Scope.RUNTIME,
    "run-dependencies": Scope.RUNTIME,
    "pypi-dependencies": Scope.RUNTIME,
    "host-dependencies": Scope.BUILD,
    "build-dependencies": Scope.BUILD,
}


def wants(entry: Entry, data: Mapping[str, Any], at: str = "") -> Iterator[Want | Problem]:
    """What is asked for.

    Args:
        entry: the file.
        data: the tables of pixi in it.
        at: where these stand in it, with a full stop at its end.
    """
    yield from _tables(entry, data, at, Scope.RUNTIME)
    yield from _tables(entry, as_dict(data.get("package")), f"{at}package.", Scope.RUNTIME)
    for name, feature in as_dict(data.get("feature")).items():
        yield from _tables(entry, as_dict(feature), f"{at}feature.{name}.", scope_of(name, Scope.OPTIONAL))


def _tables(entry: Entry, data: Mapping[str, Any], at: str, scope: Scope) -> Iterator[Want | Problem]:
    """The lists of dependencies in one table, and in those for single platforms below it."""
    for field, kind in _KINDS.items():
        listed = data.get(field, {})
        if not isinstance(listed, dict):
            yield problem(entry, "bad-entry", f"{at}{field} is {shown(listed)}, not a table")
            continue
        for name, asked in listed.items():
            yield _want(entry, f"{at}{field}.{name}", name, asked, scope if kind is Scope.RUNTIME else kind)
    for platform, table in as_dict(data.get("target")).items():
        yield from _tables(entry, {**as_dict(table), "target": {}}, f"{at}target.{platform}.", scope)


def _want(entry: Entry, at: str, name: str, asked: object, scope: Scope) -> Want | Problem:
    is_pypi = "pypi-dependencies" in at
    if not (is_distribution(name) if is_pypi else is_name(name)) or not isinstance(asked, str | dict):
        return problem(entry, "bad-entry", f"{shown(at)} is no package: {shown(asked)}; it was left out")
    about = as_dict(asked)
    folder = neighbour(entry, about.get("path"))
    home = str(folder.path) if folder is not None and folder.is_dir() else None
    version = _pin(name, as_text(about.get("version")) or as_text(asked), is_pypi=is_pypi)
    if entry.beside("pixi.lock").is_file() or about.keys() & {"path", "git", "url"}:
        version = None  # the lockfile says what came of it, or what lies there
    return Want(
        purl=pypi(name, version) if is_pypi else conda(name, version),
        name=name,
        version=version,
        scope=scope,
        at=at,
        home=home,
        origin=Origin.THIRD_PARTY if home is None else origin_of(home),
    )


def _pin(name: str, constraint: str, *, is_pypi: bool) -> str | None:
    """The version of ``==1.2``; other constraints leave it open."""
    if not constraint.startswith("=="):
        return None
    if not is_pypi:
        return (spec(f"{name}{constraint}") or (name, None))[1]
    try:
        return wanted(f"{name}{constraint}").pin
    except ValueError:
        return None
