"""go.mod: the module, what it requires, and what stands in place of that."""

from collections.abc import Iterator

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.golang import (
    Directive,
    Replacements,
    directives,
    golang,
    is_module,
    is_version,
    of_workspace,
    replacements,
    standard_library,
)
from copyfair.inventory.model import Depth, Found, Origin, Requirement
from copyfair.inventory.paths import folder_name, folder_purl, origin_of
from copyfair.inventory.problems import apart, problem, shown, unread
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_VERBS = frozenset("module go toolchain godebug require exclude replace retract tool ignore".split())


def _matches(entry: Entry) -> bool:
    return entry.name == "go.mod"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The module, Go's own library, and what is required, in the order of the file.

    Raises:
        Unreadable: it neither names a module nor requires one.
    """
    text = entry.text()
    lines = list(directives(text))
    own, wrong = _own(entry, next((one for one in lines if one.verb == "module" and one.words), None))
    required = [one for one in lines if one.verb == "require"]
    if wrong is not None:
        if not required:
            raise wrong
        yield unread(entry, wrong)
    yield from _unknown(entry, lines)
    shared = of_workspace(entry)
    replaced = {key: one for key, one in replacements(entry).items() if (key[0], None) not in shared} | dict(shared)
    found, problems = apart(item for one in required for item in _required(entry, one, replaced))
    yield from problems
    direct = {one.purl for one in found if one.depth is not Depth.TRANSITIVE and one.purl != own.purl}
    yield msgspec.structs.replace(own, requires=tuple(Requirement(target=target) for target in sorted(direct)))
    yield from standard_library(entry, lines)
    yield from found


def _unknown(entry: Entry, lines: list[Directive]) -> Iterator[Problem]:
    """Directives that Go does not know: what a misspelt one would ask for is missing."""
    for verb, line in {one.verb: one.line for one in reversed(lines) if one.verb not in _VERBS}.items():
        yield problem(entry, "bad-entry", f"no directive of a go.mod: {shown(verb)}; it was left out", line)


def _own(entry: Entry, named: Directive | None) -> tuple[Found, Unreadable | None]:
    """The module; by its folder where the file does not name it, which Go's own tools do not accept."""
    name = named.words[0] if named is not None else ""
    line = named.line if named is not None else None
    is_named = is_module(name)
    own = Found(
        purl=golang(name) if is_named else folder_purl(entry.root, entry.folder),
        name=name if is_named else folder_name(entry.root, entry.folder),
        source=entry.source("module", line),
        origin=origin_of(entry.folder),
        home=entry.folder,
    )
    said = f": {shown(name)}" if name else ""
    return own, None if is_named else Unreadable("bad-syntax", f"it names no module{said}", line)


def _required(entry: Entry, one: Directive, replaced: Replacements) -> Iterator[Found | Problem]:
    if len(one.words) != 2 or not is_module(one.words[0]):
        message = f"no module with a version: {shown(' '.join(one.words))}; it was left out"
        yield problem(entry, "bad-entry", message, one.line)
        return
    if not is_version(one.words[1]):
        # `require example.org/m main`, until Go writes there which version that was.
        yield problem(entry, "bad-entry", f"{one.words[0]}: not a version: {shown(one.words[1])}", one.line)
    yield _taken(entry, one, replaced)


def _taken(entry: Entry, one: Directive, replaced: Replacements) -> Found:
    """What is required, or what stands in place of it."""
    name = one.words[0]
    version = one.words[1] if is_version(one.words[1]) else None
    is_indirect = one.comment == "indirect" or one.comment.startswith(("indirect;", "indirect "))
    depth = Depth.TRANSITIVE if is_indirect else Depth.UNKNOWN
    source = entry.source(f"require {name}", one.line)
    other = replaced.get((name, version)) or replaced.get((name, None))
    if other is None:
        return Found(purl=golang(name, version), name=name, version=version, source=source, depth=depth)
    if other.version is not None and is_module(other.name) and is_version(other.version):
        return Found(
            purl=golang(other.name, other.version), name=other.name, version=other.version, source=source, depth=depth
        )
    home = other.home
    origin = Origin.THIRD_PARTY if home is None else origin_of(home)
    # A folder: whatever version was asked for, what lies there is taken.
    return Found(purl=golang(name), name=name, source=source, depth=depth, origin=origin, home=home)


FORMAT = Format(
    name="go.mod",
    reads="go.mod of a Go module: what it requires, directly or not, and what replaces it",
    files=("go.mod",),
    licences="None in the file; the licence files below `vendor/` say it.",
    gaps=(
        "What needs what, beyond direct and indirect: only the modules' own go.mod tell.",
        "What is needed only for tests cannot be told from the rest.",
        "The modules of a go.work are read each by itself: what one of them asks for in another version is listed so.",
    ),
    matches=_matches,
    read=read,
)
