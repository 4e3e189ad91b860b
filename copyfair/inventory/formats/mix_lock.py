"""mix.lock of Elixir. The mix.exs beside it is a program: what it asks for is read as text, never run."""

import re
from collections.abc import Iterator

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, placed
from copyfair.inventory.model import Claim, Combine, Depth, Found, Scope
from copyfair.inventory.paths import folder_name, folder_purl, origin_of
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_ENTRY = re.compile(r'(?:%\{\s*)?"([^"\n]*)":?\s*(?:=>)?\s*(.*)')
_HEX = re.compile(r'\{:(?:hex|package),\s*(?::"?([a-z0-9_]+)"?,\s*)?"([^"]*)"', re.ASCII)
_OTHER = re.compile(r'\{:(git|path),\s*"')
_NAME = re.compile(r"[a-z0-9_]{1,127}", re.ASCII)
_VERSION = re.compile(r"\d[0-9A-Za-z.+-]{0,100}", re.ASCII)
_NEED = re.compile(r'\{:"?([a-z0-9_]+)"?,\s*"[^"]*",\s*\[([^\[\]{}]*)\]\}', re.ASCII)
_SPLIT = re.compile(r'(?<=\}),\s*(?="[^"\n]+":\s*\{:)')

_DEPS = re.compile(r"\bdefp?\s+deps\b")
_END = re.compile(r"^[ \t]*end\b", re.MULTILINE)
_ASKED = re.compile(r"\{\s*:([a-z0-9_]+)\s*,([^{}]*)\}", re.ASCII)
_ONLY = re.compile(r"\bonly:\s*(\[[^\]]*\]|:\w+)")
_APP = re.compile(r"\bapp:\s*:([a-z0-9_]+)", re.ASCII)
_APP_VERSION = re.compile(r'\bversion:\s*"([^"\n]*)"')
_COMMENT = re.compile(r"^[ \t]*#.*$", re.MULTILINE)

_LICENCES = re.compile(r'\{<<"licenses">>,\s*\[([^\[\]]*)\]\}')
_TEXT = re.compile(r'<<"([^"]*)"(?:/utf8)?>>')


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
    _add_project(entry, locked)
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
    version = hexed[2] if hexed and _VERSION.fullmatch(hexed[2]) else None
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
        claims=tuple(_claims(folder)) if home is not None else (),
    )
    for needed, options in _NEED.findall(value):
        if "optional: true" not in options:
            package.need(needed)
    return package


def _claims(folder: Entry) -> Iterator[Claim]:
    """What the metadata of an installed package say; where they cannot be read its licence files have the word."""
    file = folder.child("hex_metadata.config")
    try:
        found = _LICENCES.search(file.text()) if file.is_file() else None
    except Unreadable:
        return
    names = tuple(name for name in _TEXT.findall(found[1]) if name.strip()) if found else ()
    if names:
        combine = Combine.UNDEFINED if len(names) > 1 else Combine.ONE
        yield Claim(statements=names, source=file.source("licenses"), combine=combine)


def _add_project(entry: Entry, locked: dict[str, Locked]) -> None:
    try:
        program = _COMMENT.sub("", entry.beside("mix.exs").text())
    except Unreadable:
        return
    app, version = _APP.search(program), _APP_VERSION.search(program)
    known = version[1] if app and version and _VERSION.fullmatch(version[1]) else None
    own = Locked(
        purl=purl.make("hex", app[1], known) if app else folder_purl(entry.root, entry.folder),
        name=app[1] if app else folder_name(entry.root, entry.folder),
        version=known,
        at="mix.exs",
        origin=origin_of(entry.folder),
        home=entry.folder,
        depth=Depth.ROOT,
    )
    for name, options in _asked(program):
        if name in locked:
            own.need(name, _scope(options))
    locked["."] = own


def _asked(program: str) -> list[tuple[str, str]]:
    """Name and options of what the function ``deps`` lists, up to its end."""
    begin = _DEPS.search(program)
    if begin is None:
        return []
    end = _END.search(program, begin.end())
    return _ASKED.findall(program, begin.end(), end.start() if end else len(program))


def _scope(options: str) -> Scope:
    """What the project needs a package for: ``only`` names the environments, ``runtime: false`` a tool of the build."""
    only = _ONLY.search(options)
    environments = set(re.findall(r":(\w+)", only[1])) if only else {"prod"}
    if environments == {"test"}:
        return Scope.TEST
    if "prod" not in environments:
        return Scope.DEV
    return Scope.BUILD if "runtime: false" in options else Scope.RUNTIME


FORMAT = Format(
    name="mix.lock",
    reads="mix.lock of Elixir, with what the mix.exs beside it asks for",
    files=("mix.lock",),
    licences="None in the file; `licenses` of `deps/*/hex_metadata.config`, and licence files there.",
    lists="Several have no meaning in the format: read as all of them, and the report says so.",
    gaps=(
        "What mix.exs asks for is read as text: a list that it computes is not followed.",
        "Needs that are optional for a package are not followed.",
        "What comes from a repository of code has no version.",
        "The mix.lock of a package below `deps`, which only its makers use.",
    ),
    matches=matches,
    read=read,
)
