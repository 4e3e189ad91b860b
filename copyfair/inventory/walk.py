"""Walks a tree once and says which format reads what; opens nothing."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format, all_formats
from copyfair.inventory.selection import Chooser
from copyfair.problem import Problem

__all__ = ["Match", "walk"]

Match = tuple[Entry, Format]

DEEPEST = 64
"""Folders nested deeper than this are a `too-deep` problem."""

_SKIPPED = frozenset(
    ".git .hg .svn .bzr __pycache__ .tox .nox .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache "
    ".eggs .gradle .terraform .DS_Store".split()
)
"""Version control, caches and test environments of tools: never part of what a project is made of."""


_LIBRARIES = frozenset({"lib", "lib64", "Lib"})
"""Where a virtual environment keeps its packages; the rest of it (scripts, headers, shared data) is theirs as well."""


def walk(root: Path, chooser: Chooser) -> Iterator[Match | Problem]:
    """Every entry below a folder that a format reads, in the order of their paths.

    Symbolic links are not followed; what they lead to inside the folder is met by itself.

    Args:
        root: the folder.
        chooser: what of it is looked at.
    """
    whole = (
        [(entry, found) for entry, found in _folder_formats(root.parent, PurePosixPath(root.name))] if root.name else []
    )
    if whole:  # the folder itself is an installation: site-packages, node_modules
        yield from whole
        return
    waiting = [PurePosixPath()]
    while waiting:
        folder = waiting.pop()
        below: list[PurePosixPath] = []
        for found in _listing(root, folder):
            if isinstance(found, Problem):
                yield found
                continue
            path, is_folder = found
            if chooser.leaves_out(path, is_folder=is_folder):
                continue
            if not is_folder:
                yield from _formats_of(Entry(root, path))
                continue
            taken = list(_folder_formats(root, path))
            if taken and not chooser.takes(path, is_folder=True):
                continue
            yield from taken or _misplaced(path)
            if not taken and len(path.parts) > DEEPEST:
                yield Problem(code="too-deep", where=str(path), message=f"folders are nested more than {DEEPEST} deep")
            elif not taken:
                below.append(path)
        waiting.extend(reversed(below))


def _listing(root: Path, folder: PurePosixPath) -> Iterator[tuple[PurePosixPath, bool] | Problem]:
    try:
        with os.scandir(root / folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        yield Problem(code="not-readable", where=str(folder), message=f"the folder cannot be listed: {error.strerror}")
        return
    installed = any(entry.name == "pyvenv.cfg" for entry in entries)
    for entry in entries:
        path = folder / entry.name
        if installed and entry.name not in _LIBRARIES:
            continue
        try:
            entry.name.encode()
        except UnicodeEncodeError:
            # A picture with such a name costs nothing; a folder may hold anything.
            if entry.is_dir(follow_symlinks=False) or any(_formats_of(Entry(root, path))):
                yield Problem(code="bad-encoding", where=repr(str(path)), message="its name is not UTF-8")
            continue
        if entry.name in _SKIPPED:
            continue
        if entry.is_symlink():
            if not _leads_inside(root, path):
                yield _unfollowed(root, path)
            continue
        yield path, entry.is_dir(follow_symlinks=False)


def _folder_formats(root: Path, path: PurePosixPath) -> Iterator[Match]:
    for found in all_formats():
        entry = Entry(root, path, format_name=found.name)
        if found.folder and found.matches(entry):
            yield entry, found


def _unfollowed(root: Path, path: PurePosixPath) -> Problem:
    """A link out of the folder hides what may belong in the answer; one that leads nowhere hides a manifest at most."""
    if _is_manifest(path):
        return Problem(
            code="not-a-file", where=str(path), message="the link leads out of the folder, nowhere, or in a circle"
        )
    if os.path.exists(root / path):  # noqa: PTH110 - Path.exists raises on a circle
        return Problem(
            code="symlink-outside", where=str(path), message="the link leads out of the folder; it was not followed"
        )
    return Problem(code="missing-file", where=str(path), message="the link leads nowhere or in a circle")


def _leads_inside(root: Path, path: PurePosixPath) -> bool:
    try:
        return (root / path).resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def _formats_of(entry: Entry) -> Iterator[Match]:
    for found in all_formats():
        if not found.folder and found.matches(entry):
            yield entry.as_format(found.name), found


def _misplaced(path: PurePosixPath) -> Iterator[Problem]:
    """A folder with the very name of a manifest: somebody's lockfile is not where it should be."""
    if _is_manifest(path):
        yield Problem(code="not-a-file", where=str(path), message="it is a folder where a file belongs")


def _is_manifest(path: PurePosixPath) -> bool:
    return any(found.name == path.name and not found.folder and "." in path.name for found in all_formats())


def recognised(match: Match) -> bool:
    """The content belongs to the format as well as the name does.

    Raises:
        Unreadable: the content cannot be read.
    """
    entry, found = match
    return found.recognises is None or found.recognises(entry)


def formats_by_content(entry: Entry) -> Iterator[Match]:
    """For a file named by the user: formats that match its name, else those that recognise its content."""
    by_name = [match for match in _formats_of(entry) if recognised(match)]
    if by_name:
        yield from by_name
        return
    for found in all_formats():
        candidate = entry.as_format(found.name)
        try:
            if found.recognises is not None and not found.folder and found.recognises(candidate):
                yield candidate, found
        except Unreadable:
            continue
