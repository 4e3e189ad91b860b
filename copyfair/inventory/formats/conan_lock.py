"""conan.lock of Conan: flat lists of version 2, the graph of version 1."""

from collections.abc import Iterator
from typing import Any

from copyfair.inventory.conan import Reference, asked, reference
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, placed
from copyfair.inventory.loose_json import as_dict, as_list, as_text, load
from copyfair.inventory.model import Depth, Found, Scope
from copyfair.inventory.paths import folder_name, folder_purl, origin_of
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_LISTS = {
    "requires": Scope.RUNTIME,
    "build_requires": Scope.BUILD,
    "python_requires": Scope.BUILD,
    "config_requires": Scope.BUILD,
}


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "conan.lock"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The recipes in the order of the file.

    Raises:
        Unreadable: it is no lockfile of Conan.
    """
    document, replaced = load(entry)
    yield from replaced
    nodes = as_dict(as_dict(document).get("graph_lock")).get("nodes")
    if isinstance(nodes, dict):
        yield from _graph(entry, nodes)
    elif isinstance(document, dict) and ("version" in document or any(field in document for field in _LISTS)):
        yield from _flat(entry, document)
    else:
        raise Unreadable("bad-syntax", "it holds no lock: neither requires nor a graph")


def _flat(entry: Entry, document: dict[str, Any]) -> Iterator[Found | Problem]:
    direct = _direct(entry)
    for field, scope in _LISTS.items():
        if document.get(field) is not None and not isinstance(document[field], list):
            yield problem(entry, "bad-entry", f"{field} is {shown(document[field])}, not a list")
        for index, item in enumerate(as_list(document.get(field))):
            text = item[0] if isinstance(item, list) and item else item
            wanted = reference(as_text(text))
            if wanted is None or wanted.version is None:
                message = f"{field}[{index}] is no recipe with a version: {shown(text)}; it was left out"
                yield problem(entry, "bad-entry", message)
                continue
            yield Found(
                purl=wanted.purl,
                name=wanted.name,
                version=wanted.version,
                source=entry.source(f"{field}[{index}]"),
                scope=scope,
                depth=Depth.UNKNOWN if direct is None or wanted.name in direct else Depth.TRANSITIVE,
            )


def _direct(entry: Entry) -> set[str] | None:
    """What the conanfile.txt beside it asks for, as its own format lists it; None without one that can be read."""
    try:
        text = entry.beside("conanfile.txt").text()
    except Unreadable:
        return None
    return {wanted.name for _, section, line in asked(text) if section and (wanted := reference(line))}


def _graph(entry: Entry, nodes: dict[str, Any]) -> Iterator[Found | Problem]:
    locked: dict[str, Locked] = {}
    for key, value in nodes.items():
        node = as_dict(value)
        said = as_text(node.get("ref")) or as_text(node.get("pref"))
        wanted = reference(said)
        if wanted is None and said:
            message = f"nodes.{shown(key)} is no recipe with a version: {shown(said)}; it was left out"
            yield problem(entry, "bad-entry", message)
            continue
        is_own = wanted is None or bool(node.get("path"))
        locked[key] = _own(entry, key, wanted) if is_own or wanted is None else _package(key, wanted)
        for field in ("build_requires", "requires"):
            # The first ones wrote a table: `name/version#revision` -> the number of the node.
            for needed in as_list(node.get(field)) or as_dict(node.get(field)).values():
                locked[key].need(as_text(needed), _LISTS[field])
    yield from placed(entry, locked)


def _package(key: str, wanted: Reference) -> Locked:
    return Locked(purl=wanted.purl, name=wanted.name, version=wanted.version, at=f"nodes.{key}")


def _own(entry: Entry, key: str, wanted: Reference | None) -> Locked:
    """The project that was locked."""
    return Locked(
        purl=wanted.purl if wanted else folder_purl(entry.root, entry.folder),
        name=wanted.name if wanted else folder_name(entry.root, entry.folder),
        version=wanted.version if wanted else None,
        at=f"nodes.{key}",
        origin=origin_of(entry.folder),
        home=entry.folder,
        depth=Depth.ROOT,
    )


FORMAT = Format(
    name="conan.lock",
    reads="conan.lock of Conan 1 and 2",
    files=("conan.lock",),
    licences="None in the file.",
    gaps=(
        "The lists of Conan 2 do not say what is direct, nor what needs what; conanfile.txt beside it says what is direct.",
        "What is only asked for in tests stands among the rest in a lock of Conan 2: it counts as needed to run.",
        "`conanfile.py` is a program and is not read; Conan's cache in the user's home is not looked at.",
        "Revisions are not part of a component's name.",
    ),
    matches=matches,
    read=read,
)
