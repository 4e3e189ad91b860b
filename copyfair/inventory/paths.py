"""Paths that a file names, and names for folders; all relative to the scanned root, all kept inside it."""

import posixpath
from pathlib import Path, PurePosixPath

from copyfair.inventory.entry import Entry
from copyfair.inventory.model import Origin

__all__ = ["folder_name", "folder_purl", "neighbour", "origin_of", "place"]

_VENDORING = frozenset(
    """
    bower_components extern external externals node_modules pods subprojects third-party third_party thirdparty vendor
    vendored vendors _vendor _vendored
    """.split()
)


def origin_of(folder: str) -> Origin:
    """Whose a folder is that has a manifest of its own: the project's, unless it lies where others' code is kept.

    A vendored library must be judged, even though its manifest speaks of itself as *the* project.
    """
    parts = (part.lower() for part in PurePosixPath(folder).parts)
    return Origin.THIRD_PARTY if any(part in _VENDORING for part in parts) else Origin.FIRST_PARTY


def place(entry: Entry, path: object) -> str | None:
    """Where a path written in this file leads: relative to the scanned root, ``.`` for the root.

    None where it leads out of the root or is no path at all.
    """
    if not isinstance(path, str) or not path or len(path) > 4096 or "\0" in path:
        return None
    path = path.replace("\\", "/")
    if path.startswith("/") or path[1:2] == ":":
        return None
    joined = posixpath.normpath(posixpath.join(entry.folder, path))
    return None if joined == ".." or joined.startswith("../") else joined


def neighbour(entry: Entry, path: object) -> Entry | None:
    """The entry to which a path written in this file leads; None where it leads out of the root."""
    found = place(entry, path)
    return None if found is None else entry.at(PurePosixPath(found))


def folder_name(root: Path, folder: str) -> str:
    """What to call a folder of the scanned tree; the root has the name of the folder that is scanned."""
    return PurePosixPath(folder).name or root.resolve().name or "project"


def folder_purl(root: Path, folder: str) -> str:
    """A package URL for a folder that no manifest names; two folders never share one."""
    from copyfair.inventory import purl  # noqa: PLC0415 - keeps the module free of the purl library for its other users

    parent = str(PurePosixPath(folder).parent) if folder != "." else "."
    return purl.make("generic", folder_name(root, folder), namespace=None if parent == "." else parent)
