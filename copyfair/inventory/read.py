"""The stage's verb: read what a tree is made of, offline, running nothing of it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from copyfair.errors import InputError
from copyfair.inventory.assemble import assemble
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats.site_packages import read_environment
from copyfair.inventory.model import Component, Found, Inventory, Origin, Scope, Source
from copyfair.inventory.problems import shown
from copyfair.inventory.walk import Match, formats_by_content, recognised, walk
from copyfair.problem import Problem

__all__ = ["read"]

Watch = Callable[[str], None]


def read(
    root: Path,
    *,
    name: str = "",
    exclude: Sequence[str] = (),
    environments: Sequence[Path] = (),
    watch: Watch = lambda _path: None,
) -> Inventory:
    """Read a folder or a single file.

    Args:
        root: what to read.
        name: shown instead of the folder's own name.
        exclude: patterns as in .gitignore files for what is left out.
        environments: installed Python environments outside the folder; they
            tell about what the project asks for, and are not listed for themselves.
        watch: called with each path before it is read, for progress.

    Raises:
        InputError: `root` or an environment does not exist.
    """
    given, root = root, root.resolve()
    if not root.exists():
        raise InputError("there is no such file or folder", where=str(given))
    folder, matches = (root, walk(root, _skipper(exclude))) if root.is_dir() else (root.parent, _single(root))
    found: list[Found] = []
    problems: list[Problem] = []
    sources: dict[str, Source] = {}
    for match in matches:
        if isinstance(match, Problem):
            problems.append(match)
            continue
        watch(str(match[0].path))
        if _read_one(match, found, problems):
            entry = match[0]
            sources.setdefault(
                f"{entry.path} {entry.format_name}", Source(file=str(entry.path), format=entry.format_name)
            )
    for environment in environments:
        watch(environment.name)
        _read_environment(environment, found, problems)
    components, unused = assemble(found)
    problems += _unused(unused, components)
    if environments or any(source.format == "site-packages" for source in sources.values()):
        components, absent = _without_absent(components)
        problems += absent
    return Inventory(
        root=name or root.name or folder.name,
        components=components,
        sources=tuple(sources[key] for key in sorted(sources)),
        problems=tuple(sorted(set(problems))),
    )


def _skipper(exclude: Sequence[str]) -> Callable[[str], bool]:
    if not exclude:
        return lambda _path: False
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - most projects exclude nothing

    return GitIgnoreSpec.from_lines(exclude).match_file


def _single(file: Path) -> Iterator[Match | Problem]:
    entry = Entry(file.parent, PurePosixPath(file.name))
    try:
        matches = list(formats_by_content(entry))
    except Unreadable as stop:
        yield _problem(entry, stop)
        return
    if not matches:
        yield Problem(
            code="unsupported", where=file.name, message="no format that copyfair reads has this name or content"
        )
    yield from matches


def _read_one(match: Match, found: list[Found], problems: list[Problem]) -> bool:
    """Read one entry; what goes wrong costs this entry only."""
    entry, _ = match
    try:
        if not recognised(match):
            return False
        for item in match[1].read(entry):
            (problems if isinstance(item, Problem) else found).append(item)  # type: ignore[arg-type]
    except Unreadable as stop:
        problems.append(_problem(entry, stop))
    except RecursionError:
        problems.append(
            Problem(code="too-deep", where=str(entry.path), message="it is nested deeper than copyfair follows")
        )
    return True


def _problem(entry: Entry, stop: Unreadable) -> Problem:
    where = f"{entry.path}:{stop.line}" if stop.line else str(entry.path)
    return Problem(code=stop.code, where=where, message=stop.message)


def _read_environment(environment: Path, found: list[Found], problems: list[Problem]) -> None:
    if not environment.is_dir():
        raise InputError("there is no such environment", where=str(environment))
    folders = sorted(environment.glob("lib/python*/site-packages")) + sorted(environment.glob("Lib/site-packages"))
    for folder in folders or [environment]:
        entry = Entry(folder.parent, PurePosixPath(folder.name), format_name="site-packages")
        for item in read_environment(entry):
            if isinstance(item, Problem):
                problems.append(item)
            else:
                found.append(msgspec.structs.replace(item, evidence_only=True))


def _unused(unused: Sequence[str], components: Sequence[object]) -> Iterator[Problem]:
    if unused and not components:
        message = f"nothing here asks for any of its {len(unused)} distributions"
        yield Problem(code="unused-environment", where="environment", message=message)


_ON_DEMAND = (Scope.OPTIONAL, Scope.BUILD, Scope.DEV, Scope.TEST)


def _without_absent(components: Sequence[Component]) -> tuple[tuple[Component, ...], list[Problem]]:
    """Leave out, and name, what the project would use only on demand and its environment does not hold."""

    def absent(component: Component) -> bool:
        judged = component.origin is Origin.THIRD_PARTY and component.purl.startswith("pkg:pypi/")
        return judged and component.scope in _ON_DEMAND and not component.claims

    missing = [component for component in components if absent(component)]
    problems = [
        Problem(
            code="not-installed",
            where=component.found_in[0].file if component.found_in else "environment",
            message=f"{shown(component.label)} is asked for ({component.scope}) and not installed",
        )
        for component in missing
    ]
    return tuple(component for component in components if component not in missing), problems
