"""One module a file format. Being in this folder is being registered.

Each module defines ``FORMAT``: its name, which entries it reads, and the reader.
A reader yields `Found` and `Problem` values, never raises for one bad entry, and
never looks at anything but its `Entry` and that entry's neighbours.
"""

from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import msgspec

from copyfair.inventory.entry import Entry
from copyfair.inventory.model import Found
from copyfair.problem import Problem

__all__ = ["Format", "all_formats"]

Reader = Callable[[Entry], Iterable[Found | Problem]]


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """How one file format is found and read.

    Attributes:
        name: as users call it (``package-lock.json``).
        reads: one line for ``--help`` and the documentation.
        matches: cheap check of the file's (or folder's) name; opens nothing.
        read: the reader.
        recognises: asked of a file given by name on the command line, and
            where several formats match one name (``sbom.json``): does the
            content belong to this format? None: the name is enough.
        folder: it reads folders (``site-packages``, ``node_modules``); the
            walk does not go into a folder that a format has taken.
        files: names or patterns of what it reads, for the documentation; a folder ends with a slash.
        licences: where it finds licences without a network, in the order in which it looks.
        lists: what several licences in one entry mean, where the format can hold several.
        gaps: what it is known not to read, a sentence each.
    """

    name: str
    reads: str
    matches: Callable[[Entry], bool]
    read: Reader
    recognises: Callable[[Entry], bool] | None = None
    folder: bool = False
    files: tuple[str, ...] = ()
    licences: str = ""
    lists: str = ""
    gaps: tuple[str, ...] = ()


@cache
def all_formats() -> tuple[Format, ...]:
    """The `FORMAT` of each module in this folder, by module name."""
    names = sorted(module.name for module in iter_modules(__path__))
    return tuple(import_module(f"{__name__}.{name}").FORMAT for name in names)
