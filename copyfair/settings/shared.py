"""Settings that several projects share: `extends = "../policy/copyfair.toml"`, or a list of such paths.

A shared file holds what an organisation decides once: a policy, and records. What is about one project or one actor
does not belong in it and is refused there. Records and lists add up; where two files say something different of the
same thing, the nearer one counts: the project's own, then those it extends in the order of its list, each before
those that it extends itself.
"""

import posixpath
from pathlib import Path

import msgspec

from copyfair.errors import InputError
from copyfair.settings.model import Settings
from copyfair.settings.read import load_settings

__all__ = ["Shared", "shared_settings"]

_MOST_LEVELS = 10
_MOST_FILES = 100
_NOT_SHARED = {
    "project": "it is about one project",
    "component": "it is about one project",
    "receipt": "it is about one project",
    "actor": "an actor.toml says who you are, and may extend another one",
    "facts": "an actor.toml says who you are, and may extend another one",
    "use": "an actor.toml says what for, and may extend another one",
}
"""What only a project's own file may hold, and why."""


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """A file that a project's settings extend.

    Attributes:
        file: its path as reports show it, relative to the project.
        folder: where it lies, for the paths in it.
        settings: what it says.
    """

    file: str
    folder: Path
    settings: Settings


def shared_settings(settings: Settings, folder: Path, where: str) -> tuple[Shared, ...]:
    """The files that settings extend, the nearest first, each once.

    Args:
        settings: of the project.
        folder: in which they stand.
        where: their file, for errors.

    Raises:
        InputError: a path is not relative or not there, the files go round in a circle, or one holds what is not shared.
    """
    found: dict[Path, Shared] = {}
    _extend(settings, folder, where, (_real(folder / where.partition(":")[0], where),), found)
    return tuple(found.values())


def _extend(settings: Settings, folder: Path, where: str, above: tuple[Path, ...], found: dict[Path, Shared]) -> None:
    """Add what settings extend to what was found; a file that is there already brings nothing new."""
    given = (settings.extends,) if isinstance(settings.extends, str) else settings.extends
    at = f"{where}: extends"
    for text in given:
        path, shown = _place(text, folder, where, at)
        real = _real(path, at)
        if real in above:
            raise InputError(f"the files extend each other in a circle, by {text[:60]!r}", where=at)
        if real in found:
            continue
        if len(above) > _MOST_LEVELS:
            raise InputError(f"more than {_MOST_LEVELS} files extend one another", where=at)
        if len(found) >= _MOST_FILES:
            raise InputError(f"more than {_MOST_FILES} files are extended", where=at)
        one = Shared(file=shown, folder=path.parent, settings=load_settings(path, where=shown))
        _check(one)
        found[real] = one
        _extend(one.settings, one.folder, shown, (*above, real), found)


def _place(text: str, folder: Path, where: str, at: str) -> tuple[Path, str]:
    """A path, and how reports show it."""
    foreign = any(sign in text for sign in ("://", "\\", "\0"))
    if foreign or not text.endswith(".toml") or posixpath.isabs(text) or Path(text).is_absolute():
        message = f"{text[:60]!r} is not the path of a .toml file on this disk, relative to this file, with / in it"
        raise InputError(message, where=at)
    beside = posixpath.dirname(where.partition(":")[0])
    return folder / text, posixpath.normpath(posixpath.join(beside, text))


def _real(path: Path, where: str) -> Path:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError) as error:  # a name no file can have, links that go round
        raise InputError(f"cannot be read: {error}", where=where) from None


def _check(shared: Shared) -> None:
    empty = Settings()
    for name, why in _NOT_SHARED.items():
        if getattr(shared.settings, name) != getattr(empty, name):
            raise InputError(f"`{name}` cannot stand in a shared file: {why}", where=shared.file)
