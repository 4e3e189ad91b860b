"""Which part of a tree is looked at: patterns as in .gitignore files, and by choice those files themselves.

Source of the patterns: the manual page gitignore(5). A file that is left out is never opened.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from copyfair.errors import InputError
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.problems import problem, unread
from copyfair.problem import Problem
from copyfair.settings import Selection

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

__all__ = ["Chooser"]


class Chooser:
    """Answers for each path of a tree, from the top down; a folder is asked for before what lies in it.

    Args:
        root: the tree.
        selection: what is wanted.

    Raises:
        InputError: a pattern that is none.
    """

    def __init__(self, root: Path, selection: Selection) -> None:
        self._root = root
        self._excluded = _spec(selection.exclude, "exclude")
        self._included = _spec(selection.include, "include")
        self._ignored: dict[str, list[_Line]] = {}
        self._gitignore = selection.gitignore
        self.problems: list[Problem] = []

    def leaves_out(self, path: PurePosixPath, *, is_folder: bool) -> bool:
        """Neither it nor anything in it is looked at."""
        if self._excluded is None and self._included is None and not self._gitignore:
            return False
        text = f"{path}/" if is_folder else str(path)
        if self._excluded is not None and self._excluded.match_file(text):
            return True
        if self._gitignore and self._is_ignored(path, is_folder=is_folder):
            return True
        return not is_folder and not self.takes(path)

    def takes(self, path: PurePosixPath, *, is_folder: bool = False) -> bool:
        """It is among what alone is looked at; of a folder that is not, something below may be."""
        return self._included is None or self._included.match_file(f"{path}/" if is_folder else str(path))

    def _is_ignored(self, path: PurePosixPath, *, is_folder: bool) -> bool:
        """The file that lies nearest and says something of the path decides, in it the last line that does."""
        for folder in path.parents:
            below = str(path.relative_to(folder))
            for line in self._lines(folder):
                if line.names(below, is_folder=is_folder):
                    return line.leaves_out
        return False

    def _lines(self, folder: PurePosixPath) -> "Sequence[_Line]":
        """Of the files of a folder, the one that counts most first."""
        key = str(folder)
        if key not in self._ignored:
            files = [folder / ".gitignore", *([PurePosixPath(".git/info/exclude")] if key == "." else [])]
            self._ignored[key] = [line for file in files for line in reversed(list(self._read(file)))]
        return self._ignored[key]

    def _read(self, file: PurePosixPath) -> "Iterator[_Line]":
        entry = Entry(self._root, file)
        try:
            lines = entry.text().split("\n") if entry.is_file() else []
        except Unreadable as stop:
            self.problems.append(unread(entry, stop))
            return
        for number, line in enumerate(lines, 1):
            try:
                spec = _spec([line], "")
            except InputError as error:  # git passes over the line as well, and says nothing
                self.problems.append(problem(entry, "bad-entry", error.message, number))
                continue
            for pattern in spec.patterns if spec else ():
                regex = getattr(pattern, "regex", None)
                if regex is not None and pattern.include is not None:
                    yield _Line(regex, pattern.include, line.rstrip().endswith("/"))


class _Line(NamedTuple):
    """A line of a .gitignore file.

    Attributes:
        regex: of paths relative to the folder of the file.
        leaves_out: what it names is left out; else it is taken back.
        folders_only: it names folders.
    """

    regex: re.Pattern[str]
    leaves_out: bool
    folders_only: bool

    def names(self, path: str, *, is_folder: bool) -> bool:
        """It names this very path; what lies in a folder is not asked for once the folder is left out."""
        if self.folders_only and not is_folder:
            return False
        text = f"{path}/" if self.folders_only else path
        found = self.regex.match(text)
        if found is None:
            return False
        # The patterns of the library also match what lies in a folder of the name, behind the slash of this group.
        inside = found.groupdict().get("ps_d") is not None
        return not inside or found.end("ps_d") == len(text)


def _spec(patterns: Sequence[str], where: str) -> "GitIgnoreSpec | None":
    if not patterns:
        return None
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - most projects exclude nothing

    try:
        return GitIgnoreSpec.from_lines(patterns)
    except ValueError as error:
        raise InputError(f"not a pattern as in .gitignore files: {error}", where=where) from None
