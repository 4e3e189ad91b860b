"""Programs that Go built: since Go 1.18 they tell which modules went into them.

Source: the documentation of Go's debug/buildinfo, and the file it describes (`go version -m` prints the same).
"""

import re
from collections.abc import Iterator

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.golang import Directive, directives, golang, is_module, is_version, standard_library
from copyfair.inventory.model import Found, Requirement
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_PROGRAMS = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa")
_BUILT_BY_GO = re.compile(rb"\x04\0\0\0.{4}\x04\0\0\0Go\0\0|\xff Go build ID: \"", re.DOTALL)
"""A note in an ELF file, and the words at the beginning of the code in others: where the go command itself looks."""
_HEAD = 32 * 1024
_MAGIC = b"\xff Go buildinf:"
_INLINE, _FLAGS_AT, _TEXTS_AT = 2, 15, 32
_SENTINEL = 16
"""Bytes before and after the list of modules by which Go finds it in memory."""


class _Module(msgspec.Struct, frozen=True):
    """A line of the list: what it is (``mod``, ``dep``, ``=>``), a module, and a version or none."""

    kind: str
    name: str
    version: str
    line: int


def matches(entry: Entry) -> bool:
    """A name without an ending, as programs have, or ``*.exe``."""
    return "." not in entry.name or entry.name.endswith(".exe")


def recognises(entry: Entry) -> bool:
    """It is a program, and Go built it.

    Raises:
        Unreadable: it cannot be read.
    """
    return entry.head(4).startswith(_PROGRAMS) and _BUILT_BY_GO.search(entry.head(_HEAD)) is not None


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The module that the program is made of, Go's own library, and the other modules in it.

    Raises:
        Unreadable: it is too large, or tells nothing.
    """
    version, listed = _texts(entry.data)
    yield from standard_library(entry, [Directive("go", (version.partition(" ")[0],), "", 0)])
    own: _Module | None = None
    found: list[Found] = []
    for module in _taken(_modules(listed)):
        if not is_module(module.name):
            yield problem(entry, "bad-entry", f"{module.kind} names no module: {shown(module.name)}; it was left out")
        elif module.kind == "mod":
            own = module
        else:
            found.append(_found(entry, module))
    if own is not None and not _is_of_project(entry, own.name):
        needs = sorted({Requirement(target=one.purl) for one in found})
        yield msgspec.structs.replace(_found(entry, own), requires=tuple(needs))
    yield from found


def _found(entry: Entry, module: _Module) -> Found:
    version = module.version if is_version(module.version) else None  # `(devel)`: whatever lay in the folder
    source = entry.source(f"{module.kind} {module.name}")
    return Found(purl=golang(module.name, version), name=module.name, version=version, source=source)


def _texts(data: bytes) -> tuple[str, str]:
    """The version of Go, and the list of modules."""
    start = data.find(_MAGIC)
    while 0 <= start <= len(data) - _TEXTS_AT and not data[start + _FLAGS_AT] & _INLINE:
        start = data.find(_MAGIC, start + 1)  # the go command has these bytes in its own code too
    if not 0 <= start <= len(data) - _TEXTS_AT:
        raise Unreadable("unsupported", "it does not tell its modules in the way that Go does since version 1.18")
    version, at = _text(data, start + _TEXTS_AT)
    listed, _ = _text(data, at)
    return version.decode("utf-8", "replace"), listed[_SENTINEL:-_SENTINEL].decode("utf-8", "replace")


def _text(data: bytes, at: int) -> tuple[bytes, int]:
    """A text with its length before it, seven bits a byte, and where it ends."""
    length = shift = 0
    for index in range(at, min(at + 5, len(data))):
        length |= (data[index] & 0x7F) << shift
        shift += 7
        if data[index] < 0x80:
            end = index + 1 + length
            if end <= len(data):
                return data[index + 1 : end], end
            break
    raise Unreadable("bad-syntax", "what it tells of its modules is cut short")


def _modules(listed: str) -> Iterator[_Module]:
    for number, line in enumerate(listed.split("\n"), 1):
        kind, *words = line.split("\t")
        if kind in ("mod", "dep", "=>") and words:
            yield _Module(kind, words[0], words[1] if len(words) > 1 else "", number)


def _taken(modules: Iterator[_Module]) -> Iterator[_Module]:
    """Each module, or what stands in place of it: the line after it says so. A folder has no name of its own."""
    before: _Module | None = None
    for module in modules:
        if module.kind != "=>":
            if before is not None:
                yield before
            before = module
        elif before is not None:
            is_folder = not is_version(module.version)
            name, version = (before.name, "") if is_folder else (module.name, module.version)
            before = _Module(before.kind, name, version, module.line)
    if before is not None:
        yield before


def _is_of_project(entry: Entry, name: str) -> bool:
    """The module is the one in whose folder the program lies: then its go.mod speaks for it."""
    for folder in entry.path.parents:
        manifest = entry.at(folder / "go.mod")
        if manifest.is_file():
            try:
                lines = directives(manifest.text())
            except Unreadable:
                return False
            return any(one.verb == "module" and one.words[:1] == (name,) for one in lines)
    return False


FORMAT = Format(
    name="go-binary",
    reads="programs that Go 1.18 or a later one built: the modules that went into them",
    files=("programs without an ending", "*.exe"),
    licences="None in the file; Go's cache in the user's home says it.",
    gaps=(
        "Programs that an older Go built, that were packed, or from which the build id was taken out.",
        "Programs over 64 MiB are said to be too large.",
        "Which module needs which is not in the file: the program is taken to need each.",
    ),
    matches=matches,
    recognises=recognises,
    read=read,
)
