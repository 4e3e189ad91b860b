"""What the formats of Go share: module names, go.mod read line by line, and Go's own library."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

import msgspec

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.model import Found, Origin
from copyfair.inventory.paths import place

__all__ = [
    "Directive",
    "Replaced",
    "Replacements",
    "directives",
    "golang",
    "is_module",
    "is_version",
    "needs_sums",
    "of_workspace",
    "replacements",
    "standard_library",
    "used",
]

_MODULE = re.compile(r"[A-Z0-9._~-]+(?:/[A-Z0-9._~+-]+)*", re.IGNORECASE | re.ASCII)
_VERSION = re.compile(r"v\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?", re.ASCII)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`|\(|\)|//.*|[^\s()]+')


def is_module(name: str) -> bool:
    """It can be the path of a module."""
    return len(name) <= 400 and _MODULE.fullmatch(name) is not None and ".." not in name.split("/")


def is_version(text: str) -> bool:
    """A version as Go writes it, with its ``v``."""
    return len(text) <= 200 and _VERSION.fullmatch(text) is not None


def golang(module: str, version: str | None = None) -> str:
    """The package URL of a module; all but the last part of its path is the namespace."""
    namespace, _, name = module.rpartition("/")
    return purl.make("golang", name, version, namespace or None)


class Directive(msgspec.Struct, frozen=True):
    """One line of a go.mod: what it is about, its words, its comment, and where it stands."""

    verb: str
    words: tuple[str, ...]
    comment: str
    line: int


def directives(text: str) -> Iterator[Directive]:
    """The lines of a go.mod, those in brackets each with the verb before the bracket."""
    block = ""
    for number, line in enumerate(text.split("\n"), 1):
        words = [token.strip('"`') if token[0] in '"`' else token for token in _TOKEN.findall(line)]
        comment = words.pop()[2:].strip() if words and words[-1].startswith("//") else ""
        if not words:
            continue
        if block:
            if words[0] == ")":
                block = ""
            else:
                yield Directive(block, tuple(words), comment, number)
        elif len(words) > 1 and words[1] == "(":
            block = words[0] if ")" not in words else ""
        else:
            yield Directive(words[0], tuple(words[1:]), comment, number)


def standard_library(entry: Entry, lines: Sequence[Directive]) -> Iterator[Found]:
    """Go's own library, with the version of the toolchain where one is named (``default`` names none)."""
    said = {one.verb: one for one in lines if one.verb in ("go", "toolchain") and one.words}
    for one in filter(None, (said.get("toolchain"), said.get("go"))):
        version = one.words[0].removeprefix("go").partition("-")[0]
        if version[:1].isdigit() and version.replace(".", "").isalnum() and len(version) < 40:
            yield Found(
                purl=golang("stdlib", version),
                name="stdlib",
                version=version,
                source=entry.source(one.verb, one.line or None),
                origin=Origin.STANDARD_LIBRARY,
            )
            return


class Replaced(msgspec.Struct, frozen=True):
    """What stands in place of a module: another one, or a folder (then without a version).

    Attributes:
        name: of the other module; of a folder its path as written.
        version: None for a folder.
        home: the folder, where it lies in the scanned tree.
    """

    name: str
    version: str | None
    home: str | None = None


Replacements = Mapping[tuple[str, str | None], Replaced]
"""Module and version (None for all versions) -> what is taken for it."""


def replacements(entry: Entry) -> Replacements:
    """What a go.mod or a go.work replaces.

    Raises:
        Unreadable: it is not text.
    """
    result: dict[tuple[str, str | None], Replaced] = {}
    for one in directives(entry.text()):
        if one.verb != "replace" or "=>" not in one.words:
            continue
        at = one.words.index("=>")
        old, new = one.words[:at], one.words[at + 1 :]
        if 1 <= len(old) <= 2 and 1 <= len(new) <= 2:
            key = (old[0], old[1] if len(old) == 2 else None)
            version = new[1] if len(new) == 2 else None
            result[key] = Replaced(new[0], version, place(entry, new[0]) if version is None else None)
    return result


def of_workspace(module: Entry) -> Replacements:
    """What the go.work nearest above a go.mod replaces, if it uses that module: its other modules, and what it says.

    Source: Go's reference of modules, on workspaces: all of that comes before what a go.mod replaces, be it of one version.
    """
    for folder in (module.path.parent, *module.path.parent.parents):
        file = module.at(folder / "go.work")
        if not file.is_file():
            continue
        try:
            homes = [home for _, home in used(file) if home is not None]
            names = {home: _module(file, home) for home in homes}
            members = {name: Replaced(home, None, home) for home, name in names.items() if name is not None}
            said = {key: one for key, one in replacements(file).items() if key[0] not in members}
            own = {(name, None): one for name, one in members.items()}
            return said | own if module.folder in homes else {}
        except Unreadable:  # said when it is read for itself
            return {}
    return {}


def used(file: Entry) -> Iterator[tuple[Directive, str | None]]:
    """Each line of a go.work that names a module, and its folder; None where that leads out of the tree.

    Raises:
        Unreadable: it is not text.
    """
    for one in directives(file.text()):
        if one.verb == "use" and len(one.words) == 1:
            yield one, place(file, one.words[0])


def _module(file: Entry, home: str) -> str | None:
    manifest = file.at(PurePosixPath(home) / "go.mod")
    try:
        lines = directives(manifest.text()) if manifest.is_file() else ()
        return next((one.words[0] for one in lines if one.verb == "module" and one.words), None)
    except Unreadable:
        return None


def needs_sums(text: str) -> bool:
    """Before Go 1.17 a go.mod did not list what is needed only by others; go.sum has it, and more."""
    version = next((one.words[0] for one in directives(text) if one.verb == "go" and one.words), "1.16")
    parts = version.split(".")
    return len(parts) > 1 and parts[0] == "1" and parts[1].isdecimal() and len(parts[1]) < 4 and int(parts[1]) < 17
