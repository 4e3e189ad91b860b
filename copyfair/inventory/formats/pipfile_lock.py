"""Pipfile.lock of Pipenv; what is direct stands in the Pipfile beside it."""

from collections.abc import Iterator

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.hashes import from_prefixed
from copyfair.inventory.loose_json import as_dict, as_list, as_text, load
from copyfair.inventory.model import Depth, Found, Scope
from copyfair.inventory.paths import neighbour
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.python import canonical, is_name, is_version, pypi, scope_of
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_SCOPES = {"default": Scope.RUNTIME, "develop": Scope.DEV}


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "Pipfile.lock"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages of each category in the order of the file; one in two categories is yielded twice.

    Raises:
        Unreadable: it is no lockfile of Pipenv.
    """
    document, replaced = load(entry)
    yield from replaced
    if not isinstance(document, dict) or not any(field in document for field in ("_meta", *_SCOPES)):
        raise Unreadable("bad-syntax", "it holds no lock: neither _meta nor default nor develop")
    direct = _direct(entry)
    for category, listed in document.items():
        if category == "_meta":
            continue
        if not isinstance(listed, dict):
            yield problem(entry, "bad-entry", f"{shown(category)} is {shown(listed)}, not an object")
            continue
        scope = _SCOPES.get(category) or scope_of(category, Scope.OPTIONAL)
        for name, value in listed.items():
            yield from _package(entry, category, name, value, scope=scope, direct=direct)


def _package(
    entry: Entry, category: str, name: str, value: object, *, scope: Scope, direct: set[str] | None
) -> Iterator[Found | Problem]:
    at = f"{category}.{name}"
    if not is_name(name) or not isinstance(value, dict):
        yield problem(entry, "bad-entry", f"{shown(at)} is no package: {shown(value)}; it was left out")
        return
    folder = neighbour(entry, value.get("path"))
    if folder is not None and str(folder.path) == entry.folder:
        return  # the project itself
    said = value.get("version")
    version = as_text(said).lstrip("=").strip()
    if said is not None and not is_version(version):
        yield problem(entry, "bad-entry", f"{at}: not a version: {shown(said)}")
        version = ""
    depth = Depth.UNKNOWN
    if direct is not None:
        depth = Depth.UNKNOWN if canonical(name) in direct else Depth.TRANSITIVE
    yield Found(
        purl=pypi(name, version),
        name=name,
        version=version or None,
        source=entry.source(at),
        scope=scope,
        depth=depth,
        home=str(folder.path) if folder is not None and folder.is_dir() else None,
        hashes=from_prefixed(as_list(value.get("hashes"))),
    )


def _direct(entry: Entry) -> set[str] | None:
    """What the project asks for, as the Pipfile's own format lists it; None without a Pipfile that can be read."""
    try:
        data = entry.beside("Pipfile").toml()
    except Unreadable:
        return None
    return {canonical(name) for listed in data.values() for name in as_dict(listed)}


FORMAT = Format(
    name="Pipfile.lock",
    reads="Pipfile.lock of Pipenv, with categories of one's own",
    files=("Pipfile.lock",),
    licences="None in the file; an installed environment says it.",
    gaps=(
        "The file does not say what needs what: there are no paths, and without the Pipfile nothing is known to be direct.",
        "Markers are not evaluated: what is locked for any platform is listed.",
        "What comes from a repository of code has no version.",
    ),
    matches=matches,
    read=read,
)
