"""go.sum: read only where go.mod does not tell everything, since it also keeps hashes of what is not used."""

from collections.abc import Iterator

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.golang import directives, golang, is_module, is_version, needs_sums, replacements
from copyfair.inventory.model import Depth, Found
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT"]


def _matches(entry: Entry) -> bool:
    return entry.name == "go.sum"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """Modules of whose content (not only of whose go.mod) a hash is kept, each version."""
    listed, is_needed = _go_mod(entry)
    for number, line in enumerate(entry.text().split("\n"), 1):
        words = line.split()
        if not words:
            continue
        version = words[1] if len(words) == 3 else ""
        if not is_module(words[0]) or not is_version(version.removesuffix("/go.mod")):
            yield problem(entry, "bad-entry", f"no module, version and hash: {shown(line)}; it was left out", number)
        elif is_needed and words[0] not in listed and not version.endswith("/go.mod"):
            yield Found(
                purl=golang(words[0], version),
                name=words[0],
                version=version,
                source=entry.source(line=number),
                depth=Depth.TRANSITIVE,
            )


def _go_mod(entry: Entry) -> tuple[set[str], bool]:
    """The modules that go.mod speaks of, and whether there may be others."""
    try:
        file = entry.beside("go.mod")
        text, replaced = file.text(), replacements(file)
    except Unreadable:
        return set(), True
    names = {one.words[0] for one in directives(text) if one.verb == "require" and one.words}
    return names | {name for name, _ in replaced}, needs_sums(text)


FORMAT = Format(
    name="go.sum",
    reads="go.sum of a Go module, where go.mod is missing or of a Go before 1.17, which did not list everything",
    files=("go.sum",),
    licences="None in the file; the licence files below `vendor/` say it.",
    gaps=(
        "The hashes (`h1:`) are of a list of the files of a module, not of an archive, and are not kept.",
        "It may list versions that were looked at and not taken: all of those with a hash of their content are listed.",
    ),
    matches=_matches,
    read=read,
)
