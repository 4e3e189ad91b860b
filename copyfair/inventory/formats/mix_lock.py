"""mix.lock of Elixir. The mix.exs beside it is a program: what it asks for is read as text, never run."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from copyfair.inventory import purl
from copyfair.inventory.elixir import Program, program
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, placed
from copyfair.inventory.hashes import from_hex
from copyfair.inventory.hex import claims, is_version
from copyfair.inventory.model import Depth, Found, Scope
from copyfair.inventory.paths import folder_name, folder_purl, neighbour, origin_of
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_MOST_PARTS = 1_000
_PART = "part "
"""With which the keys of the project's own parts begin; no package has a blank in its name."""

_ENTRY = re.compile(r'(?:%\{\s*)?"([^"\n]*)":?\s*(?:=>)?\s*(.*)')
_HEX = re.compile(r'\{:(?:hex|package),\s*(?::"?([a-z0-9_]+)"?,\s*)?"([^"]*)"', re.ASCII)
_OTHER = re.compile(r'\{:(git|path),\s*"')
_NAME = re.compile(r"[a-z0-9_]{1,127}", re.ASCII)
_NEED = re.compile(r'\{:"?([a-z0-9_]+)"?,\s*"[^"]*",\s*\[([^\[\]{}]*)\]\}', re.ASCII)
_OUTER = re.compile(r'\],\s*"[^"\n]*",\s*"([0-9a-fA-F]{64})"\s*\}')
"""The hash of the archive as it is fetched, which follows the name of the repository; the one that follows the version is
of what is inside, in an order of Hex's own."""
_SPLIT = re.compile(r'(?<=\}),\s*(?="[^"\n]+":\s*\{:)')


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "mix.lock"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages in the order of the file, and the project with what its mix.exs asks for.

    Raises:
        Unreadable: it is no lockfile of Elixir.
    """
    if _is_fetched(entry):
        return
    text = entry.text()
    if not text.lstrip().startswith("%{"):
        raise Unreadable("bad-syntax", "it is no map of Elixir, which begins with %{")
    locked: dict[str, Locked] = {}
    for number, line in enumerate(text.split("\n"), 1):
        for piece in _SPLIT.split(line):
            if piece.strip() in ("", "%{", "}", "%{}"):
                continue
            package = _package(entry, piece, number)
            if package is None:
                message = f"no package: {shown(piece.strip())}; it was left out"
                yield problem(entry, "bad-entry", message, number)
            else:
                locked.setdefault(package.at, package)
    _add_needs(entry, locked)
    _add_parts(entry, locked)
    yield from placed(entry, locked)


def _is_fetched(entry: Entry) -> bool:
    """It lies in a package that was fetched: its lock is that of the package's own makers, for their own work."""
    above = entry.path.parent.parent
    return above.name == "deps" and entry.at(above.parent / "mix.exs").is_file()


def _package(entry: Entry, piece: str, line: int) -> Locked | None:
    found = _ENTRY.match(piece.strip())
    if found is None or not _NAME.fullmatch(found[1]):
        return None
    key, value = found[1], found[2]
    hexed = _HEX.match(value)
    if hexed is None and _OTHER.match(value) is None:
        return None
    name = hexed[1] or key if hexed else key
    version = hexed[2] if hexed and is_version(hexed[2]) else None
    if hexed and version is None:
        return None
    folder = entry.beside("deps", key)
    home = str(folder.path) if folder.is_dir() else None
    package = Locked(
        purl=purl.make("hex", name, version),
        name=name,
        version=version,
        at=key,
        line=line,
        home=home,
        claims=tuple(claims(folder)) if home is not None else (),
        hashes=from_hex("SHA-256", outer[1]) if hexed and (outer := _OUTER.search(value)) else (),
        elsewhere=hexed is None,
    )
    for needed, options in _NEED.findall(value):
        if "optional: true" not in options:
            package.need(needed)
    return package


def _add_needs(entry: Entry, locked: dict[str, Locked]) -> None:
    """Of what comes from a repository of code the lock says no more than that: its own mix.exs does, if it was fetched."""
    for key, package in locked.items():
        said = program(entry.beside("deps", key, "mix.exs")) if package.elsewhere else None
        if said is None:
            continue
        package.version = said.version
        package.purl = purl.make("hex", package.name, said.version)
        for one in said.asked:
            if one.name in locked and not one.is_optional and one.scope in (Scope.RUNTIME, Scope.BUILD):
                package.need(one.name)


def _add_parts(entry: Entry, locked: dict[str, Locked]) -> None:
    """The project and what of it lies in folders of its own: applications of an umbrella, and what is asked for by path."""
    waiting = {entry.folder: entry.beside()}
    parts: dict[str, Program] = {}
    while waiting and len(parts) < _MOST_PARTS:
        at, folder = waiting.popitem()
        said = program(folder.child("mix.exs"))
        if said is not None:
            parts[at] = said
            waiting |= {str(one.path): one for one in _folders(folder, said) if str(one.path) not in parts}
    named = {said.app: at for at, said in sorted(parts.items()) if said.app}
    for at, said in sorted(parts.items()):
        locked[f"{_PART}{at}"] = _part(entry, at, said, locked, named)


def _folders(folder: Entry, said: Program) -> Iterator[Entry]:
    """Where the parts lie of which a mix.exs speaks."""
    here = folder.child("mix.exs")
    apps = neighbour(here, said.apps)
    if apps is not None and apps.is_dir():
        yield from apps.children()
    asked = (neighbour(here, one.path) for one in said.asked)
    yield from (one for one in asked if one is not None)


def _part(entry: Entry, at: str, said: Program, locked: dict[str, Locked], named: dict[str, str]) -> Locked:
    part = Locked(
        purl=purl.make("hex", said.app, said.version) if said.app else folder_purl(entry.root, at),
        name=said.app or folder_name(entry.root, at),
        version=said.version,
        at=str(PurePosixPath(at) / "mix.exs"),
        origin=origin_of(at),
        home=at,
        depth=Depth.ROOT,
    )
    for one in said.asked:
        if one.name in locked:
            part.need(one.name, one.scope)
        elif one.name in named:
            part.need(f"{_PART}{named[one.name]}", one.scope)
    return part


FORMAT = Format(
    name="mix.lock",
    reads="mix.lock of Elixir, with what the mix.exs beside it asks for, and those of an umbrella's applications",
    files=("mix.lock",),
    licences="None in the file; `licenses` of `deps/*/hex_metadata.config`, and licence files there.",
    lists="Several have no meaning in the format: read as all of them, and the report says so.",
    gaps=(
        "What a mix.exs asks for is read as text: a list that it computes is not followed.",
        "Needs that are optional for a package are not followed.",
        "What comes from a repository of code has no version unless it lies below `deps`.",
        "A package that is taken from a folder of the project (`path`) is a part of the project, not one that it needs.",
        "The mix.lock of a package below `deps`, which only its makers use.",
    ),
    matches=matches,
    read=read,
)
