"""The folders of a workspace's members: manifests list them as patterns (``packages/*``), read here without leaving the tree."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.paths import place

__all__ = ["members"]

_MOST_FOLDERS = 20_000
_SKIPPED = frozenset({"node_modules", ".git", "target"})


def members(entry: Entry, patterns: Iterable[object], manifest: str) -> list[Entry]:
    """The manifests of the members, sorted by path.

    Args:
        entry: the file that lists them; patterns are relative to its folder.
        patterns: ``*`` and ``?`` stand for a name or a part of one, ``**`` for any number of folders, ``!`` takes away.
        manifest: name of the file that a member has.
    """
    found: dict[str, Entry] = {}
    out: list[str] = []
    budget = [_MOST_FOLDERS]
    for pattern in patterns:
        text = pattern.strip() if isinstance(pattern, str) else ""
        path = place(entry, text.removeprefix("!"))
        if path is None:
            continue
        if text.startswith("!"):
            out.append(path)
            continue
        steps = [] if path == "." else path.split("/")
        for folder in _folders(entry.at(PurePosixPath()), steps, budget):
            if folder.child(manifest).is_file():
                found[str(folder.path)] = folder.child(manifest)
    return [found[path] for path in sorted(found) if not any(fnmatchcase(path, one) for one in out)]


def _folders(folder: Entry, steps: list[str], budget: list[int]) -> Iterator[Entry]:
    budget[0] -= 1
    if budget[0] < 0:
        return
    if not steps:
        yield folder
        return
    step, rest = steps[0], steps[1:]
    if not any(sign in step for sign in "*?["):
        yield from _folders(folder.child(step), rest, budget)
        return
    if step == "**":
        yield from _folders(folder, rest, budget)
    for child in _children(folder):
        if step == "**":
            yield from _folders(child, steps, budget)
        elif fnmatchcase(child.name, step):
            yield from _folders(child, rest, budget)


def _children(folder: Entry) -> list[Entry]:
    try:
        return [child for child in folder.children() if child.name not in _SKIPPED and _is_plain(child)]
    except Unreadable:
        return []


def _is_plain(child: Entry) -> bool:
    return child.is_dir() and not child.disk.is_symlink()
