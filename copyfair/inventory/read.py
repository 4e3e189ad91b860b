"""The stage's verb: read what a tree is made of, offline, running nothing of it."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from copyfair.errors import InputError
from copyfair.inventory.assemble import assemble
from copyfair.inventory.caches import Cache, from_caches
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats.site_packages import read_environment
from copyfair.inventory.found_archives import others
from copyfair.inventory.model import Component, Found, Inventory, Origin, Scope, Source
from copyfair.inventory.namesakes import rival_records
from copyfair.inventory.problems import shown
from copyfair.inventory.rival_locks import rival_locks
from copyfair.inventory.selection import Chooser
from copyfair.inventory.walk import Match, formats_by_content, recognised, walk
from copyfair.problem import Problem
from copyfair.settings import Override, Selection

__all__ = ["is_there", "read"]

Watch = Callable[[str], None]
_ALL = Selection()


def read(
    root: Path,
    *,
    name: str = "",
    selection: Selection = _ALL,
    environments: Sequence[Path] = (),
    caches: Sequence[Cache] = (),
    overrides: Sequence[Override] = (),
    overrides_in: str = "copyfair.toml",
    shared_overrides: Sequence[tuple[str, Sequence[Override]]] = (),
    watch: Watch = lambda _path: None,
) -> Inventory:
    """Read a folder or a single file.

    Args:
        root: what to read.
        name: shown instead of the folder's own name.
        selection: what of a folder is looked at.
        environments: installed Python environments outside the folder; they
            tell about what the project asks for, and are not listed for themselves.
        caches: of package managers; they tell the licences of what is listed.
        overrides: licences on record for components that are found; `overrides_in` is the file they stand in.
        overrides_in: its name, for reports.
        shared_overrides: the same of files that several projects share, by name, the nearest first.
        watch: called with each path before it is read, for progress.

    Raises:
        InputError: `root` or an environment does not exist, or a pattern is none.
    """
    if not is_there(root):
        raise InputError("there is no such file or folder", where=str(root))
    root = root.resolve()
    gathered = _Gathered()
    chooser = Chooser(root, selection)
    for match in walk(root, chooser) if root.is_dir() else _single(root):
        if isinstance(match, Problem):
            gathered.problems.append(match)
            continue
        watch(str(match[0].path))
        gathered.take(match)
    gathered.problems += chooser.problems
    for environment in environments:
        watch(environment.name)
        gathered.take_environment(environment)
    gathered.weigh(is_target=root.is_file())
    gathered.keep(from_caches(tuple(gathered.found), caches))
    components, problems = _put_together(gathered)
    problems += [*rival_records(gathered.found), *rival_locks(gathered.found)]
    components, lapsed = _on_record(components, root, [(overrides_in, overrides), *shared_overrides])
    return Inventory(
        root=name or root.name or root.parent.name,
        components=components,
        sources=tuple(gathered.sources[key] for key in sorted(gathered.sources)),
        problems=tuple(sorted({*gathered.problems, *problems, *lapsed})),
    )


def _on_record(
    components: tuple[Component, ...], root: Path, files: Sequence[tuple[str, Sequence[Override]]]
) -> tuple[tuple[Component, ...], list[Problem]]:
    """The components with what the project's own file records, then what shared ones do, and the records that lapsed."""
    problems: list[Problem] = []
    for at, (file, records) in enumerate(files):
        if records:
            from copyfair.inventory.overrides import with_overrides  # noqa: PLC0415 - few projects have any

            components, lapsed = with_overrides(components, records, root, file, shared=at > 0)
            problems += lapsed
    return components, problems


def _put_together(gathered: "_Gathered") -> tuple[tuple[Component, ...], list[Problem]]:
    """The components of all that was found; what an environment does not hold, or holds for nobody, is a problem."""
    components, unused = assemble(gathered.found)
    if not gathered.installed:
        return components, []
    present, absent = _without_absent(components)
    return present, [*_unused(unused, components), *absent]


class _Gathered:
    """What the formats have yielded so far; what goes wrong costs one entry only."""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self.problems: list[Problem] = []
        self.sources: dict[str, Source] = {}
        self.installed = False

    def take(self, match: Match) -> None:
        entry, found = match
        try:
            if not recognised(match):
                return
            items = found.read(entry)
            self.keep(items if found.folder else _in_time(items))
        except Unreadable as stop:
            self.problems.append(_problem(entry, stop))
        except RecursionError:
            message = "it is nested deeper than copyfair follows"
            self.problems.append(Problem(code="too-deep", where=str(entry.path), message=message))
        self.installed = self.installed or found.name == "site-packages"
        self.sources[f"{entry.path} {found.name}"] = Source(file=str(entry.path), format=found.name)

    def take_environment(self, environment: Path) -> None:
        if not is_there(environment) or not environment.is_dir():
            raise InputError("there is no such environment", where=str(environment))
        folders = sorted(environment.glob("lib/python*/site-packages")) + sorted(environment.glob("Lib/site-packages"))
        for folder in folders or [environment]:
            entry = Entry(folder.parent, PurePosixPath(folder.name), format_name="site-packages")
            self.keep(read_environment(entry), evidence_only=True)
        self.installed = True

    def weigh(self, *, is_target: bool) -> None:
        """Leave out archives of the project itself, and others that are not what they seem.

        What is given by name is what is asked about, even where in a folder it would only tell about something else.
        """
        before, self.found = self.found, []
        self.keep(others(before))
        if is_target:
            self.found = [msgspec.structs.replace(one, evidence_only=False) for one in self.found]

    def keep(self, items: Iterable[Found | Problem], *, evidence_only: bool = False) -> None:
        for item in items:
            if isinstance(item, Problem):
                self.problems.append(item)
            else:
                self.found.append(msgspec.structs.replace(item, evidence_only=True) if evidence_only else item)


MOST_SECONDS = 120.0
"""Of processor time for one file; between two of its entries the clock is looked at."""


def _in_time(items: Iterable[Found | Problem]) -> Iterator[Found | Problem]:
    last = time.process_time() + MOST_SECONDS
    for item in items:
        yield item
        if time.process_time() > last:
            message = f"reading it took more than {MOST_SECONDS:.0f} seconds; what was read until then counts"
            raise Unreadable("too-slow", message)


def is_there(path: Path) -> bool:
    """It exists; what no system can hold (a name that is too long, links in a circle) does not."""
    try:
        return path.exists()
    except (OSError, RuntimeError, ValueError):
        return False


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


def _problem(entry: Entry, stop: Unreadable) -> Problem:
    where = f"{entry.path}:{stop.line}" if stop.line else str(entry.path)
    return Problem(code=stop.code, where=where, message=stop.message)


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
    return tuple(component for component in components if not absent(component)), problems
