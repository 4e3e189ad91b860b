"""REUSE.toml (REUSE specification 3.3): the licences of files that cannot say them themselves."""

from collections.abc import Iterator
from typing import Any

from copyfair.inventory.about_project import about_files, about_folder, stated
from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict, as_list
from copyfair.inventory.model import Combine, Found
from copyfair.inventory.paths import place
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_FIELD = "SPDX-License-Identifier"
_ALL = ("**", "**/*")


def _matches(entry: Entry) -> bool:
    return entry.name == "REUSE.toml"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The folder, where the file speaks of everything in it, and each pattern of files of which it says the licence.

    Raises:
        Unreadable: it is no TOML.
    """
    document = entry.toml()
    if document.get("version") != 1:
        message = f"version {shown(document.get('version'))} of REUSE.toml is not known (1 is); it was read as far as it is alike"
        yield problem(entry, "unsupported", message)
    listed = document.get("annotations")
    if listed is not None and not isinstance(listed, list):
        yield problem(entry, "bad-entry", f"annotations is {shown(listed)}, no list of tables")
    for index, value in enumerate(as_list(listed)):
        yield from _annotation(entry, as_dict(value), f"annotations[{index}]")


def _annotation(entry: Entry, value: dict[str, Any], at: str) -> Iterator[Found | Problem]:
    listed = value.get("path") if isinstance(value.get("path"), list) else [value.get("path")]
    for path in as_list(listed):
        where = place(entry, path)
        if where is None:
            yield problem(entry, "bad-entry", f"{at}.path is {shown(path)}, no path below the folder of the file")
            continue
        said = list(stated(entry, value.get(_FIELD), f"{at}.{_FIELD}", combine=Combine.ALL, is_spdx=True))
        if path in _ALL:
            yield from about_folder(entry, entry.folder, said)
        else:
            yield from (item if isinstance(item, Problem) else about_files(where, item) for item in said)


FORMAT = Format(
    name="REUSE.toml",
    reads="licences of files as REUSE notes them in one place (REUSE.toml)",
    files=("REUSE.toml",),
    licences="`SPDX-License-Identifier` of each annotation.",
    lists="All bind.",
    gaps=("`precedence`: what a file says itself counts beside what is said here.",),
    matches=_matches,
    read=read,
)
