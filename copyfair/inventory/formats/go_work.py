"""go.work: the modules that are built together. Each is read by itself; what this file replaces counts for all of them."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.golang import directives, standard_library, used
from copyfair.inventory.model import Found
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "go.work"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """Go's own library in the version that it names, and what is wrong with its modules.

    Raises:
        Unreadable: it is no such file.
    """
    lines = list(directives(entry.text()))
    if not any(one.verb in ("go", "use", "toolchain", "replace") for one in lines):
        raise Unreadable("bad-syntax", "it has none of the words of a go.work")
    yield from standard_library(entry, lines)
    for one, home in used(entry):
        if home is None:
            message = f"it uses {shown(one.words[0])}, which lies outside; that was not read"
            yield problem(entry, "symlink-outside", message, one.line)
        elif not entry.at(PurePosixPath(home) / "go.mod").is_file():
            yield problem(entry, "missing-file", f"it uses {shown(one.words[0])}, where no go.mod is", one.line)


FORMAT = Format(
    name="go.work",
    reads="go.work of Go: which modules stand in for each other, and what is replaced in all of them",
    files=("go.work",),
    licences="None in the file.",
    gaps=(
        "Which version Go takes where modules ask for several is not worked out: each is listed.",
        "`go.work.sum` is not read: it keeps hashes of what was looked at and not taken.",
    ),
    matches=matches,
    read=read,
)
