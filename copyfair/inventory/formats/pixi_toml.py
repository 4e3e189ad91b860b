"""pixi.toml: what a project asks for, of conda and of PyPI, in all its features and for all platforms."""

from collections.abc import Iterator, Mapping
from typing import Any

from copyfair.inventory.conda import conda, is_name, spec
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict, as_text
from copyfair.inventory.manifests import Want, project
from copyfair.inventory.model import Claim, Found, Origin, Scope
from copyfair.inventory.paths import folder_purl, neighbour, origin_of
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.python import is_name as is_distribution
from copyfair.inventory.python import pypi, scope_of, wanted
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_KINDS = {
    "dependencies": Scope.RUNTIME,
    "run-dependencies": Scope.RUNTIME,
    "pypi-dependencies": Scope.RUNTIME,
    "host-dependencies": Scope.BUILD,
    "build-dependencies": Scope.BUILD,
}


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "pixi.toml"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project with what it asks for.

    Raises:
        Unreadable: it is no TOML, or no file of pixi.
    """
    data = entry.toml()
    about = next((as_dict(data[one]) for one in ("workspace", "project", "package") if one in data), None)
    if about is None:
        raise Unreadable("bad-syntax", "it has neither a workspace nor a project nor a package")
    name = as_text(about.get("name"))
    licence = as_text(about.get("license"))
    claims = (Claim(statements=(licence,), source=entry.source("license"), is_spdx=True),) if licence else ()
    yield from project(
        entry,
        _wants(entry, data),
        purl=folder_purl(entry.root, entry.folder) if name else None,
        name=name or None,
        version=as_text(about.get("version")) or None,
        claims=claims,
    )


def _wants(entry: Entry, data: Mapping[str, Any]) -> Iterator[Want | Problem]:
    yield from _tables(entry, data, "", Scope.RUNTIME)
    yield from _tables(entry, as_dict(data.get("package")), "package.", Scope.RUNTIME)
    for name, feature in as_dict(data.get("feature")).items():
        yield from _tables(entry, as_dict(feature), f"feature.{name}.", scope_of(name, Scope.OPTIONAL))


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


FORMAT = Format(
    name="pixi.toml",
    reads="pixi.toml: what a project asks for, of conda and of PyPI",
    files=("pixi.toml",),
    licences="`license` of the project; `conda-meta` of an environment in the tree, and pixi.lock, say it of the rest.",
    gaps=(
        "Ranges are not resolved: without pixi.lock a component has no version unless it is pinned with `==`.",
        "`[tool.pixi]` in pyproject.toml is not read.",
    ),
    matches=matches,
    read=read,
)
