"""A licence file that tells about the folder it lies in."""

from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.lua import DOCS, is_inside_rocks
from copyfair.inventory.model import Found, Origin
from copyfair.inventory.paths import folder_name, folder_purl
from copyfair.inventory.texts import is_licence_name, primary_name, text_claim
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]


def matches(entry: Entry) -> bool:
    """A licence file, but not one of a store of licence texts (REUSE) or of an installed distribution."""
    if not is_licence_name(entry.name):
        return False
    *above, _ = entry.path.parts
    return not any(part in ("LICENSES", "licenses") or part.endswith((".dist-info", ".egg-info")) for part in above)


def read(entry: Entry) -> list[Found | Problem]:
    """The folder, known only by this file.

    The scanned folder itself is the project. Any other folder is judged: a manifest with the same home may say that
    it is the project's own.

    Raises:
        Unreadable: the folder cannot be listed.
    """
    if _is_of_rock(entry):
        return []  # its rockspec tells of it
    folder = entry.at(entry.path.parent)
    primary = primary_name(name for name in folder.names() if is_licence_name(name))
    claim = text_claim(entry, primary=entry.name == primary)
    if isinstance(claim, Problem):
        return [claim]
    is_root = entry.folder == "."
    return [
        Found(
            purl=folder_purl(entry.root, entry.folder),
            name=folder_name(entry.root, entry.folder),
            source=claim.source,
            claims=(claim,),
            origin=Origin.FIRST_PARTY if is_root else Origin.THIRD_PARTY,
            home=entry.folder,
            weak=True,
        )
    ]


def _is_of_rock(entry: Entry) -> bool:
    """It lies among the pages for readers of a rock that LuaRocks installed."""
    folder = entry.path.parent
    if folder.name not in DOCS or not is_inside_rocks(folder):
        return False
    return any(name.endswith(".rockspec") for name in entry.at(folder.parent).names())


FORMAT = Format(
    name="license-file",
    reads="licence files (LICENSE, LICENCE, COPYING, UNLICENSE …) of any folder",
    files=("LICENSE*", "LICENCE*", "COPYING*", "UNLICENSE*"),
    licences="The text itself.",
    matches=matches,
    read=read,
)
