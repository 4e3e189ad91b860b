"""Reading a git repository without running anything of it.

No hook, pager, filter, external diff or signature program is run, and no server is asked for what a partial clone
lacks. Files of a revision are taken as they are stored: neither converted nor filtered.
"""

import os
import shutil
import subprocess  # git reads its own format best; see `command` for what it is kept from
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from copyfair.errors import InputError

__all__ = ["files_of", "read_lines", "unpack"]

MOST_BYTES = 4_000_000_000
"""Of all files of a revision together."""
_MOST_CHARACTERS = 300
_FILES = ("100644", "100755")


class _Blob(msgspec.Struct, frozen=True):
    """A file of a revision: its path, the name of its content, and how long that is."""

    path: str
    name: str
    size: int


def read_lines(repository: Path, *arguments: str) -> Iterator[str]:
    """The lines that a git command prints, one after the other: there may be more than fit in memory.

    Raises:
        InputError: it is no repository, git is not installed, or cannot do it.
    """
    with _running(repository, *arguments) as (process, errors):
        for line in process.stdout or ():
            yield line.decode("utf-8", "replace")
        _ended(process, errors, repository)


def unpack(repository: Path, revision: str, into: Path) -> str:
    """Write the files of a revision into an empty folder; links and submodules are left out.

    Returns:
        The name of the commit.

    Raises:
        InputError: there is no such revision, its files are too many bytes, or as `read_lines`.
    """
    wanted = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    try:
        commit = "".join(read_lines(repository, *wanted)).strip()
    except InputError as error:
        if str(error).endswith("git cannot read it:"):  # --quiet: it says nothing
            raise InputError(f"has no revision {revision[:80]!r}", where=str(repository)) from None
        raise
    blobs = files_of(repository, commit)
    if sum(blob.size for blob in blobs) > MOST_BYTES:
        raise InputError(f"the files of {revision[:80]!r} are more than {MOST_BYTES:,} bytes", where=str(repository))
    with _running(repository, "cat-file", "--batch") as (process, errors):
        asked, given = process.stdin, process.stdout
        if asked is None or given is None:  # both were asked for as pipes
            raise InputError("git cannot be talked to", where=str(repository))
        for blob in blobs:
            asked.write(f"{blob.name}\n".encode())
            asked.flush()
            if given.readline().split() != [blob.name.encode(), b"blob", str(blob.size).encode()]:
                raise _lacks(blob.path, repository)
            _copy(given, blob, into)
        asked.close()
        _ended(process, errors, repository)
    return commit


def files_of(repository: Path, commit: str) -> list[_Blob]:
    """The files of a commit that can be written where they belong."""
    with _running(repository, "ls-tree", "-r", "-z", "-l", "--full-tree", commit) as (process, errors):
        data = process.stdout.read() if process.stdout else b""
        _ended(process, errors, repository)
    found = []
    for entry in data.split(b"\0")[:-1]:
        about, _, path = entry.partition(b"\t")
        mode, kind, name, size = about.decode("ascii").split()
        place = os.fsdecode(path)
        if kind == "blob" and mode in _FILES and _is_inside(place):
            if not size.isdigit():  # git has no content to measure
                raise _lacks(place, repository)
            found.append(_Blob(place, name, int(size)))
    return found


def _lacks(path: str, repository: Path) -> InputError:
    return InputError(f"lacks the content of {path[:200]!r}; fetch it first", where=str(repository))


def _is_inside(path: str) -> bool:
    steps = path.split("/")
    return not any(step in ("", ".", "..") or step.lower() == ".git" or "\\" in step for step in steps)


def _copy(given: "IO[bytes]", blob: _Blob, into: Path) -> None:
    place = into.joinpath(*PurePosixPath(blob.path).parts)
    place.parent.mkdir(parents=True, exist_ok=True)
    left = blob.size
    with place.open("xb") as file:
        while left:
            part = given.read(min(left, 1 << 20))
            if not part:
                break
            file.write(part)
            left -= len(part)
    given.read(1)


@contextmanager
def _running(repository: Path, *arguments: str) -> "Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]":
    if not repository.is_dir() or not (repository / ".git").exists():
        raise InputError("is not the top folder of a git repository", where=str(repository))
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(  # noqa: S603 - fixed commands; the path is absolute, so it is no option
            _command(repository, *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=_surroundings(repository),
        ) as process,
    ):
        yield process, errors


def _ended(process: "subprocess.Popen[bytes]", errors: "IO[bytes]", repository: Path) -> None:
    if process.stdin and not process.stdin.closed:
        process.stdin.close()
    if process.wait() != 0:
        errors.seek(0)
        said = errors.read(_MOST_CHARACTERS).decode("utf-8", "replace").strip()
        raise InputError(f"git cannot read it: {said}".rstrip(), where=str(repository))


def _command(repository: Path, *arguments: str) -> list[str]:
    """A git command, kept from everything that a repository's own settings could make git run or fetch."""
    git = shutil.which("git")
    if git is None:
        raise InputError("git is not installed; it is needed to read a repository's history")
    settings = ("core.hooksPath=/dev/null", "core.fsmonitor=false", "diff.algorithm=myers")
    kept = [part for setting in settings for part in ("-c", setting)]
    plain = ("--no-pager", "--no-optional-locks", "--no-replace-objects")
    return [git, *kept, *plain, "-C", str(repository.resolve()), *arguments]


def _surroundings(repository: Path) -> Mapping[str, str]:
    """The environment without what steers git, and without the settings of the user and the machine."""
    around = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {
        **around,
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",  # stronger than any setting; older versions do not know the line above
        "GIT_CEILING_DIRECTORIES": str(repository.resolve().parent),
    }
