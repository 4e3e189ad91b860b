"""Project.toml of Julia: a package or an environment, and what it asks for."""

from collections.abc import Iterator
from typing import Any

from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.julia import is_name, is_uuid, is_version, julia
from copyfair.inventory.loose_json import as_dict, as_list
from copyfair.inventory.manifests import Want, project
from copyfair.inventory.model import Found, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_KINDS = (("deps", Scope.RUNTIME), ("weakdeps", Scope.OPTIONAL), ("extras", Scope.OPTIONAL))


def matches(entry: Entry) -> bool:
    """``Project.toml`` and ``JuliaProject.toml``."""
    return entry.name in ("Project.toml", "JuliaProject.toml")


def recognises(entry: Entry) -> bool:
    """Others have files of this name too; Julia's holds ids.

    Raises:
        Unreadable: it is no TOML.
    """
    data = entry.toml()
    ids = [data.get("uuid"), *(uuid for kind, _ in _KINDS for uuid in as_dict(data.get(kind)).values())]
    return any(map(is_uuid, ids))


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project and what it asks for.

    Raises:
        Unreadable: it is no TOML.
    """
    data = entry.toml()
    name, uuid, version = data.get("name"), data.get("uuid"), data.get("version")
    if name is not None and not is_name(name):
        yield problem(entry, "bad-entry", f"name is {shown(name)}, no name of a package")
    wants = _wants(entry, data)
    if not is_name(name):
        yield from project(entry, wants)
        return
    known = version if is_version(version) else None
    yield from project(entry, wants, purl=julia(name, uuid, known), name=name, version=known)


def _wants(entry: Entry, data: dict[str, Any]) -> Iterator[Want | Problem]:
    tested = set(map(str, as_list(as_dict(data.get("targets")).get("test"))))
    for kind, scope in _KINDS:
        if data.get(kind) is not None and not isinstance(data[kind], dict):
            yield problem(entry, "bad-entry", f"{kind} is {shown(data[kind])}, not a table")
        for name, uuid in as_dict(data.get(kind)).items():
            if not is_name(name) or not is_uuid(uuid):
                yield problem(entry, "bad-entry", f"{kind}.{shown(name)} has no id: {shown(uuid)}; it was left out")
                continue
            used = Scope.TEST if kind == "extras" and name in tested else scope
            yield Want(purl=julia(name, uuid), name=name, scope=used, at=f"{kind}.{name}")


FORMAT = Format(
    name="Project.toml",
    reads="Project.toml of Julia: its name and direct dependencies",
    files=("Project.toml", "JuliaProject.toml"),
    licences="None in the file; licence files beside it.",
    gaps=("Ranges are not resolved: without Manifest.toml a component has no version.",),
    matches=matches,
    recognises=recognises,
    read=read,
)
