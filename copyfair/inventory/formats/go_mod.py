"""go.mod: the module, what it requires, and what stands in place of that."""

from collections.abc import Iterator, Mapping

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.golang import Directive, Replaced, directives, golang, is_module, is_version, replacements
from copyfair.inventory.model import Depth, Found, Origin, Requirement
from copyfair.inventory.paths import origin_of, place
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT"]


def _matches(entry: Entry) -> bool:
    return entry.name == "go.mod"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The module, Go's own library, and what is required, in the order of the file.

    Raises:
        Unreadable: it names no module.
    """
    text = entry.text()
    lines = list(directives(text))
    named = next((one for one in lines if one.verb == "module" and one.words), None)
    if named is None or not is_module(named.words[0]):
        said = f": {shown(named.words[0])}" if named else ""
        raise Unreadable("bad-syntax", f"it names no module{said}", named.line if named else None)
    replaced = replacements(text)
    own = golang(named.words[0])
    requires: set[Requirement] = set()
    origin = origin_of(entry.folder)
    found: list[Found] = []
    for one in lines:
        if one.verb != "require":
            continue
        needed = _required(entry, one, replaced)
        if isinstance(needed, Problem):
            yield needed
            continue
        found.append(needed)
        if needed.depth is not Depth.TRANSITIVE and needed.purl != own:
            requires.add(Requirement(target=needed.purl))
    yield Found(
        purl=own,
        name=named.words[0],
        source=entry.source("module", named.line),
        requires=tuple(sorted(requires)),
        origin=origin,
        home=entry.folder,
    )
    yield from _library(entry, lines)
    yield from found


def _required(entry: Entry, one: Directive, replaced: Mapping[tuple[str, str | None], Replaced]) -> Found | Problem:
    if len(one.words) != 2 or not is_module(one.words[0]) or not is_version(one.words[1]):
        message = f"no module with a version: {shown(' '.join(one.words))}; it was left out"
        return problem(entry, "bad-entry", message, one.line)
    name, version = one.words
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
    home = place(entry, other.name)
    origin = Origin.THIRD_PARTY if home is None else origin_of(home)
    # A folder: whatever version was asked for, what lies there is taken.
    return Found(purl=golang(name), name=name, source=source, depth=depth, origin=origin, home=home)


def _library(entry: Entry, lines: list[Directive]) -> Iterator[Found]:
    """Go's own library, with the version of the toolchain where one is named."""
    said = {one.verb: one for one in lines if one.verb in ("go", "toolchain") and one.words}
    one = said.get("toolchain") or said.get("go")
    if one is not None:
        version = one.words[0].removeprefix("go").partition("-")[0]
        if version[:1].isdigit() and version.replace(".", "").isalnum() and len(version) < 40:
            yield Found(
                purl=golang("stdlib", version),
                name="stdlib",
                version=version,
                source=entry.source(one.verb, one.line),
                origin=Origin.STANDARD_LIBRARY,
            )


FORMAT = Format(
    name="go.mod",
    reads="go.mod of a Go module: what it requires, directly or not, and what replaces it",
    files=("go.mod",),
    licences="None in the file; the licence files below `vendor/` say it.",
    gaps=(
        "What needs what, beyond direct and indirect: only the modules' own go.mod tell.",
        "What is needed only for tests cannot be told from the rest.",
        "go.work is not read; each of its modules is read by itself.",
    ),
    matches=_matches,
    read=read,
)
