"""What a single file of Python asks for, in a comment at its head (``# /// script``; PEP 723)."""

import re
from collections.abc import Iterator

from copyfair.inventory.entry import BEGINNING, Entry, Held, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Found, Requirement, Scope
from copyfair.inventory.paths import folder_name, folder_purl, origin_of
from copyfair.inventory.problems import problem, shown, unread
from copyfair.inventory.python import wanted
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_MARK = b"# /// script"
_BEGIN = re.compile(r"\A(?:(?:#[^\n]*|[ \t]*)\n)*?# /// script[ \t]*\n")
_MOST_BYTES = 256 * 1024


def matches(entry: Entry) -> bool:
    """A file of Python."""
    return entry.name.endswith(".py")


def recognises(entry: Entry) -> bool:
    """Few files of Python have such a comment.

    Raises:
        Unreadable: it cannot be read.
    """
    return matches(entry) and _MARK in entry.beginning


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The folder of the script with what the script asks for; nothing of a file that does not begin with such a comment.

    Raises:
        Unreadable: it cannot be read.
    """
    text = entry.text() if len(entry.beginning) == BEGINNING else entry.beginning.decode("utf-8-sig", "replace")
    begin = _BEGIN.match(text[:BEGINNING].replace("\r\n", "\n"))
    if begin is None:
        return
    first = begin[0].count("\n")
    lines = _comment(text.replace("\r\n", "\n").split("\n")[first:])
    if lines is None:
        yield problem(entry, "bad-syntax", "the comment `# /// script` does not end with `# ///`", first)
        return
    yield from _asked(entry, "\n" * first + "\n".join(lines))


def _comment(lines: list[str]) -> list[str] | None:
    """What the comment holds, up to the last line that ends it; None where none does."""
    inside: list[str] = []
    end = None
    for line in lines:
        if line.rstrip() == "# ///":
            end = len(inside)
        if line.rstrip() != "#" and not line.startswith("# "):
            break
        inside.append(line[2:])
    return None if end is None else inside[:end]


def _asked(entry: Entry, toml: str) -> Iterator[Found | Problem]:
    try:
        listed = Held(entry.name, toml.encode()).toml().get("dependencies")
    except Unreadable as stop:
        yield unread(entry, stop)
        return
    if listed is not None and not isinstance(listed, list):
        yield problem(entry, "bad-entry", f"dependencies is {shown(listed)}, not a list")
        return
    founds: dict[str, Found] = {}
    for text in listed or ():
        try:
            what = wanted(text)
        except ValueError:
            yield problem(entry, "bad-entry", f"not a requirement: {shown(text)}")
            continue
        source = entry.source("dependencies")
        founds.setdefault(what.purl, Found(purl=what.purl, name=what.name, version=what.pin, source=source))
    if founds:
        yield Found(
            purl=folder_purl(entry.root, entry.folder),
            name=folder_name(entry.root, entry.folder),
            source=entry.source(),
            requires=tuple(Requirement(target=target, scope=Scope.RUNTIME) for target in sorted(founds)),
            origin=origin_of(entry.folder),
            home=entry.folder,
            weak=True,
        )
    yield from founds.values()


FORMAT = Format(
    name="script-metadata",
    reads="what a single file of Python asks for, in a comment `# /// script` at its head (PEP 723)",
    files=("*.py",),
    licences="None in the comment; an installed environment says it.",
    gaps=(
        "A comment that stands behind the first line of the program.",
        "Only `==` pins a version: of a range nothing is known.",
        "Markers are not evaluated: what is asked for on any platform is listed.",
    ),
    matches=matches,
    recognises=recognises,
    read=read,
)
