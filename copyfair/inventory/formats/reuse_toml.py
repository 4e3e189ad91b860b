"""REUSE.toml (REUSE specification 3.3): the licences of files that cannot say them themselves."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from copyfair.inventory.about_project import about_files, about_folder, stated
from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict, as_list
from copyfair.inventory.model import Claim, Combine, Found
from copyfair.inventory.paths import place
from copyfair.inventory.patterns import covers, last_words
from copyfair.inventory.problems import apart, problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_FIELD = "SPDX-License-Identifier"
_ALL = ("**", "**/*")
_MOST_ANNOTATIONS = 100
"""Of more than these none overrides what files say themselves."""
_PRECEDENCES = ("closest", "aggregate", "override")


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
    annotations: list[_Annotation] = []
    for index, value in enumerate(as_list(listed)):
        said, problems = apart(_annotation(entry, as_dict(value), f"annotations[{index}]"))
        annotations += said
        yield from problems
    if len(annotations) > _MOST_ANNOTATIONS:
        annotations = [msgspec.structs.replace(one, overrides=False) for one in annotations]
    telling = [(index, one) for index, one in enumerate(annotations, 1) if one.claims]
    counts = last_words([one.where for _, one in telling], covers)
    for (index, one), is_last in zip(telling, counts, strict=True):
        if is_last:
            yield from _founds(entry, one, annotations[index:])


class _Annotation(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of the files that fit a pattern.

    Attributes:
        path: the pattern, as written.
        where: the pattern below the scanned folder.
        claims: what is said of the licence, if anything.
        overrides: what the files say themselves does not count.
    """

    path: str
    where: str
    claims: tuple[Claim, ...]
    overrides: bool


def _annotation(entry: Entry, value: dict[str, Any], at: str) -> Iterator[_Annotation | Problem]:
    precedence = value.get("precedence", "closest")
    if precedence not in _PRECEDENCES:
        yield problem(entry, "bad-entry", f"{at}.precedence is {shown(precedence)}; read as closest")
    claims, problems = apart(stated(entry, value.get(_FIELD), f"{at}.{_FIELD}", combine=Combine.ALL, is_spdx=True))
    yield from problems
    for path in value["path"] if isinstance(value.get("path"), list) else [value.get("path")]:
        where = place(entry, path)
        if where is None or not isinstance(path, str):
            yield problem(entry, "bad-entry", f"{at}.path is {shown(path)}, no path below the folder of the file")
        else:
            yield _Annotation(path=path, where=where, claims=tuple(claims), overrides=precedence == "override")


def _founds(entry: Entry, one: _Annotation, later: Sequence[_Annotation]) -> Iterator[Found]:
    """What is said; where it overrides what files say themselves, later annotations take some of the files back."""
    overrides = (one.where, *(other.where for other in later if not other.overrides)) if one.overrides else ()
    if one.path in _ALL:
        said = [item for item in about_folder(entry, entry.folder, one.claims) if isinstance(item, Found)]
    else:
        said = [about_files(one.where, claim) for claim in one.claims]
    yield from (msgspec.structs.replace(found, overrides=overrides) for found in said)


FORMAT = Format(
    name="REUSE.toml",
    reads="licences of files as REUSE notes them in one place (REUSE.toml)",
    files=("REUSE.toml",),
    licences="`SPDX-License-Identifier` of each annotation.",
    lists="All bind.",
    gaps=(
        "A pattern is listed also where each file that fits it says itself under which licence it is.",
        'With `precedence = "aggregate"` what is said here and what a file says are listed side by side.',
    ),
    matches=_matches,
    read=read,
)
