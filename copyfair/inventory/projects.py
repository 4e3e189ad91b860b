"""What a ``pyproject.toml`` asks for: standard tables, dependency groups, Poetry, and two tools' older tables."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from copyfair.inventory.model import Scope
from copyfair.inventory.problems import shown
from copyfair.inventory.python import Wanted, canonical, is_name, is_version, scope_of, wanted

__all__ = ["Asked", "asked", "poetry_table", "project_table", "table"]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One thing the project asks for.

    Attributes:
        what: name, extras and pin.
        scope: what for, by the table or group it stands in.
        written: as it stands in the file: the requirement, or Poetry's key.
    """

    what: Wanted
    scope: Scope
    written: str


def table(value: object, *keys: str) -> dict[str, Any]:
    """The table under these keys; an empty one where any of them is missing or no table."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def project_table(data: Mapping[str, Any]) -> dict[str, Any]:
    """``[project]`` (PEP 621)."""
    return table(data, "project")


def poetry_table(data: Mapping[str, Any]) -> dict[str, Any]:
    """``[tool.poetry]``."""
    return table(data, "tool", "poetry")


def asked(data: Mapping[str, Any]) -> Iterator[Asked | str]:
    """Everything the project asks for directly; a string says which entry could not be read."""
    project, poetry, tool = project_table(data), poetry_table(data), table(data, "tool")
    yield from _list(project.get("dependencies"), "project.dependencies", Scope.RUNTIME)
    for extra, entries in _items(project.get("optional-dependencies"), "project.optional-dependencies"):
        if extra is None:
            yield entries
        else:
            yield from _list(entries, f"project.optional-dependencies.{extra}", scope_of(extra, Scope.OPTIONAL))
    yield from _groups(data.get("dependency-groups"))
    yield from _list(table(data, "build-system").get("requires"), "build-system.requires", Scope.BUILD)
    yield from _list(table(tool, "uv").get("dev-dependencies"), "tool.uv.dev-dependencies", Scope.DEV)
    for group, entries in _items(table(tool, "pdm").get("dev-dependencies"), "tool.pdm.dev-dependencies"):
        if group is None:
            yield entries
        else:
            yield from _list(entries, f"tool.pdm.dev-dependencies.{group}", scope_of(group, Scope.DEV))
    yield from _poetry(poetry, has_project="dependencies" in project)


def _items(value: object, field: str) -> Iterator[tuple[str, Any] | tuple[None, str]]:
    if value is None:
        return
    if not isinstance(value, dict):
        yield None, f"{field} is {shown(value)}, not a table"
        return
    yield from value.items()


def _list(value: object, field: str, scope: Scope) -> Iterator[Asked | str]:
    if value is None:
        return
    if not isinstance(value, list):
        yield f"{field} is {shown(value)}, not a list"
        return
    for index, text in enumerate(value):
        try:
            yield Asked(what=wanted(text), scope=scope, written=text)
        except ValueError:
            yield f"{field}[{index}]: not a requirement: {shown(text)}"


def _groups(value: object) -> Iterator[Asked | str]:
    """``[dependency-groups]`` (PEP 735): a group may include others; each is read under its own and the including name."""
    groups = {canonical(name): (name, entries) for name, entries in value.items()} if isinstance(value, dict) else {}
    if value is not None and not isinstance(value, dict):
        yield f"dependency-groups is {shown(value)}, not a table"
    for name, entries in groups.values():
        scope = scope_of(name, Scope.DEV)
        field = f"dependency-groups.{name}"
        yield from _list(_plain(entries), field, scope)
        seen = {canonical(name)}
        waiting = list(_included(entries))
        for include in waiting:  # grows while it is walked
            key = canonical(include) if isinstance(include, str) else ""
            if key not in groups:
                yield f"{field}: includes a group that is not there: {shown(include)}"
            elif key not in seen:
                seen.add(key)
                inner = groups[key][1]
                # What is wrong with an entry of that group is said under its own name.
                yield from (one for one in _list(_plain(inner), field, scope) if isinstance(one, Asked))
                waiting.extend(include for include in _included(inner) if isinstance(include, str))


def _plain(entries: object) -> object:
    """A group without its includes."""
    return [entry for entry in entries if not _is_include(entry)] if isinstance(entries, list) else entries


def _included(entries: object) -> Iterator[object]:
    if isinstance(entries, list):
        yield from (entry["include-group"] for entry in entries if _is_include(entry))


def _is_include(entry: object) -> bool:
    return isinstance(entry, dict) and set(entry) == {"include-group"}


def _poetry(poetry: dict[str, Any], *, has_project: bool) -> Iterator[Asked | str]:
    # Beside a standard list, Poetry's own table only says where the same things come from.
    tables: list[tuple[object, str, Scope]] = []
    if not has_project:
        tables.append((poetry.get("dependencies"), "tool.poetry.dependencies", Scope.RUNTIME))
    tables.append((poetry.get("dev-dependencies"), "tool.poetry.dev-dependencies", Scope.DEV))
    for group, content in _items(poetry.get("group"), "tool.poetry.group"):
        if group is None:
            yield content
            continue
        optional = table(content).get("optional") is True
        scope = scope_of(group, Scope.OPTIONAL if optional else Scope.DEV)
        tables.append((table(content).get("dependencies"), f"tool.poetry.group.{group}.dependencies", scope))
    for value, field, scope in tables:
        for name, constraint in _items(value, field):
            if name is None:
                yield constraint
            elif canonical(name) != "python":
                yield from _poetry_entry(name, constraint, field, scope)


def _poetry_entry(name: str, constraint: object, field: str, scope: Scope) -> Iterator[Asked | str]:
    """A constraint is a string, a table, or a list of these for different platforms."""
    for one in constraint if isinstance(constraint, list) else [constraint]:
        if not is_name(name) or not isinstance(one, str | dict):
            yield f"{field}.{name if is_name(name) else shown(name)}: not a dependency: {shown(one)}"
            continue
        options = one if isinstance(one, dict) else {"version": one}
        listed = options.get("extras")
        extras = {canonical(extra) for extra in listed if isinstance(extra, str)} if isinstance(listed, list) else set()
        optional = options.get("optional") is True and scope is Scope.RUNTIME
        yield Asked(
            what=Wanted(name=name, extras=tuple(sorted(extras)), pin=_poetry_pin(options.get("version"))),
            scope=Scope.OPTIONAL if optional else scope,
            written=name,
        )


def _poetry_pin(version: object) -> str | None:
    """Poetry reads a bare version as an exact one."""
    if not isinstance(version, str):
        return None
    bare = version.strip().removeprefix("==").removeprefix("=").strip()
    return bare if is_version(bare) and "*" not in bare and not bare.startswith("~") and bare[0].isdigit() else None
