"""Licences of files in Debian's machine-readable form: `.reuse/dep5` of REUSE, and debian/copyright of a source."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from copyfair.inventory.about_project import about_files, about_folder
from copyfair.inventory.dep5 import is_machine_readable, statement
from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Claim, Found
from copyfair.inventory.patterns import covers_dep5, last_words
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.stanzas import Stanza, stanzas
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_PLACES = ((".reuse", "dep5"), ("debian", "copyright"))


def _matches(entry: Entry) -> bool:
    return entry.path.parts[-2:] in _PLACES


def _recognises(entry: Entry) -> bool:
    return entry.name == "dep5" or is_machine_readable(entry.head(4096).decode("utf-8", "replace"))


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The folder, for a paragraph about everything in it, and each other pattern of files.

    Raises:
        Unreadable: it cannot be read.
    """
    said: list[tuple[str, Claim]] = []
    for stanza in stanzas(entry.text()):
        yield from (problem(entry, "bad-entry", "a line that is no field, or one twice", line) for line in stanza.torn)
        if "files" not in stanza.fields:
            continue
        found = _files(entry, stanza)
        if isinstance(found, Problem):
            yield found
        else:
            said += found
    folder = str(PurePosixPath(entry.folder).parent)
    counts = last_words([pattern for pattern, _ in said], covers_dep5)
    for pattern, claim in (one for one, is_last in zip(said, counts, strict=True) if is_last):
        if pattern == "*":
            yield from about_folder(entry, folder, [claim])
        else:
            yield about_files(pattern if folder == "." else f"{folder}/{pattern}", claim)


def _files(entry: Entry, stanza: Stanza) -> list[tuple[str, Claim]] | Problem:
    """Each pattern of files of a paragraph, with what it says of them."""
    said, patterns = statement(stanza), stanza.said("files").split()
    if not said or not patterns:
        return problem(entry, "bad-entry", f"no licence or no files: {shown(stanza.said('files'))}", stanza.line)
    line = stanza.fields["license"][1]
    claim = Claim(statements=(said,), source=entry.source("License", line), is_spdx=entry.name == "dep5")
    return [(pattern, claim) for pattern in patterns]


FORMAT = Format(
    name="dep5-copyright",
    reads="licences of files in Debian's machine-readable form (.reuse/dep5, debian/copyright)",
    files=(".reuse/dep5", "debian/copyright"),
    licences="The first line of `License` in each paragraph that has `Files`.",
    lists="Expressions say it themselves.",
    gaps=("A later paragraph takes files out of an earlier one; where it takes only some of them both are listed.",),
    matches=_matches,
    read=read,
    recognises=_recognises,
)
