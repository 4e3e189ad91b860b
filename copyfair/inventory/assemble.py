"""Puts the places together: one component for everything that is the same, and the way to it from each root."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from os.path import commonpath
from typing import TypeVar

import msgspec

from copyfair.inventory import hashes
from copyfair.inventory.about_project import without_overridden
from copyfair.inventory.model import Component, Depth, Found, Origin, Requirement, Scope, Source
from copyfair.inventory.namesakes import by_hand, doubtful, ecosystem, is_named
from copyfair.inventory.purl import is_versioned, loose, make, versionless

__all__ = ["assemble"]

_RANKS = {scope: rank for rank, scope in enumerate(Scope)}
_MOST_PATHS = 5
_LONGEST_PATH = 50


class _Node:
    """A component while it is put together; `settled` once all its places are known."""

    __slots__ = ("asked_by_project", "evidence_only", "lead", "origin", "paths", "places", "scope")

    def __init__(self, lead: Found) -> None:
        self.lead = lead
        self.places: list[Found] = []
        self.scope = Scope.UNKNOWN
        self.paths: list[tuple[str, ...]] = []
        self.asked_by_project = False
        self.origin = lead.origin
        self.evidence_only = False

    def settle(self) -> None:
        self.evidence_only = False not in {place.evidence_only for place in self.places}
        named = {place.origin for place in self.places if not place.weak}
        weak = {place.origin for place in self.places if place.weak}
        if Origin.FIRST_PARTY in named:
            self.origin = Origin.FIRST_PARTY
        elif not named and Origin.THIRD_PARTY in weak:  # a folder that no manifest names: judged in case of doubt
            self.origin = Origin.THIRD_PARTY
        else:
            self.origin = self.lead.origin


def assemble(found: Iterable[Found]) -> tuple[tuple[Component, ...], tuple[str, ...]]:
    """The components, sorted by package URL, and the names of what was only evidence and never asked for."""
    places = _name_declared(_fold_tags(without_overridden(sorted(found, key=_order))))
    nodes = _nodes(places)
    edges = _edges(nodes)
    reached = _trace(nodes, edges)
    kept = {key: node for key, node in nodes.items() if not node.evidence_only or key in reached}
    unused = tuple(sorted(node.lead.name for key, node in nodes.items() if key not in kept))
    return tuple(_component(key, kept[key], edges[key]) for key in sorted(kept)), unused


def _order(place: Found) -> tuple[str, int, str, str, tuple[Requirement, ...]]:
    source = place.source
    return source.file, source.line or 0, source.field, place.purl, place.requires


def _fold_tags(found: list[Found]) -> list[Found]:
    """Files with a licence tag: those that say what their project says are evidence for it, the others stand for themselves."""
    projects = {
        place.home: place
        for place in found
        if place.home is not None and place.origin is Origin.FIRST_PARTY and not place.weak
    }
    kept: list[Found] = []
    tagged: dict[tuple[str, tuple[str, ...]], list[Found]] = {}
    for place in found:
        if place.home is not None or not place.weak:
            kept.append(place)
            continue
        home = next((parent for parent in _parents(place.source.file) if parent in projects), ".")
        tagged.setdefault((home, place.claims[0].statements), []).append(place)
    for (home, statements), files in sorted(tagged.items()):
        project = projects.get(home)
        said = {text.casefold() for claim in project.claims for text in claim.statements} if project else set()
        if project and {statement.casefold() for statement in statements} <= said:
            kept.append(
                msgspec.structs.replace(project, claims=files[0].claims, requires=(), source=files[0].source, weak=True)
            )
        else:
            kept.append(_tagged_files(" and ".join(statements), files))
    return kept


def _tagged_files(statement: str, files: Sequence[Found]) -> Found:
    paths = [place.name for place in files]
    where = paths[0] if len(paths) == 1 else commonpath([path.lstrip("/") for path in paths]) or "."
    count = "" if len(paths) == 1 else f" ({len(paths)} files tagged {statement})"
    return Found(
        purl=make("generic", where.replace("/", "-") + ("" if len(paths) == 1 else f"-{statement}")),
        name=where + count,
        source=files[0].source,
        claims=tuple(place.claims[0] for place in files[:_MOST_PATHS]),
        depth=Depth.DIRECT,
    )


def _parents(file: str) -> Iterator[str]:
    parts = file.split("/")[:-1]
    for end in range(len(parts), 0, -1):
        yield "/".join(parts[:end])
    yield "."


def _name_declared(found: list[Found]) -> list[Found]:
    """A component declared by hand under a plain name that a manifest also lists is that component.

    Where several ecosystems have the name, it is not known which is meant: the record may disagree, but settles nothing.
    """
    if not any(map(is_named, found)):
        return found
    by_name: dict[str, set[str]] = {}
    for place in found:
        if not by_hand(place) and not place.evidence_only:
            by_name.setdefault(place.name, set()).add(place.purl)
    result = []
    for place in found:
        named = by_name.get(place.name, set()) if is_named(place) else set()
        if len(set(map(ecosystem, named))) > 1:
            place = msgspec.structs.replace(place, claims=doubtful(place.claims), home=None)  # noqa: PLW2901
        result += [msgspec.structs.replace(place, purl=purl) for purl in sorted(named)] or [place]
    return result


def _nodes(found: Sequence[Found]) -> dict[str, _Node]:
    homes = _lead_of_homes(found)
    leads = [
        msgspec.structs.replace(place, purl=homes[place.home].purl) if place.home is not None else place
        for place in found
    ]
    versions = _versions(leads)
    others = _namesakes(leads) if any(versions.values()) else None
    nodes: dict[str, _Node] = {}
    for place in sorted(leads, key=lambda place: (place.weak, place.evidence_only)):
        same = versions.get(place.purl)
        if same and others is not None:
            rivals = others(place)
            same = [key for key in same if key not in rivals]
        for key in same or (place.purl,):
            node = nodes.get(key)
            if node is None:
                node = nodes[key] = _Node(homes.get(place.home, place))
            node.places.append(place)
            if node.lead.version is None and place.version is not None:
                node.lead = place
    for node in nodes.values():
        node.settle()
    return nodes


def _versions(leads: Sequence[Found]) -> dict[str, list[str]]:
    """Package URL without a version, as some place has it -> those with one that others have."""
    versions: dict[str, dict[str, None]] = {place.purl: {} for place in leads if not is_versioned(place.purl)}
    for place in leads if versions else ():
        for form in loose(place.purl) if is_versioned(place.purl) else ():
            if form in versions:
                versions[form][place.purl] = None
    return {form: list(found) for form, found in versions.items()}


def _namesakes(found: Sequence[Found]) -> Callable[[Found], set[str]]:
    """What a place without a version is not, though it has the name: what the same file lists beside it as somebody else's.

    A part of the project and a package from an index may share a name; they are two components, and only one is judged.
    """
    listed: dict[tuple[str, Origin], set[str]] = {}
    files: dict[str, set[str]] = {}
    for place in found:
        is_own = place.origin is Origin.FIRST_PARTY
        if is_own and place.home is not None:
            files.setdefault(place.home, set()).add(place.source.file)
        if is_versioned(place.purl) and (is_own or place.home is None):
            listed.setdefault((place.source.file, place.origin), set()).add(place.purl)

    def others(place: Found) -> set[str]:
        if place.home is None:
            is_own = place.origin is Origin.FIRST_PARTY
            return set() if is_own else listed.get((place.source.file, Origin.FIRST_PARTY), set())
        own = files.get(place.home, ())
        return {purl for file in own for purl in listed.get((file, Origin.THIRD_PARTY), ())}

    return others


def _lead_of_homes(found: Sequence[Found]) -> dict[str | None, Found]:
    """For each folder the place that names it: a manifest before a lone licence file."""
    leads: dict[str | None, Found] = {}
    for place in sorted(found, key=lambda place: (place.weak, place.version is None, place.source.file)):
        if place.home is not None:
            leads.setdefault(place.home, place)
    return leads


class _Meaning:
    """Which nodes a package URL means, with or without a version."""

    def __init__(self, nodes: Mapping[str, _Node]) -> None:
        self._nodes = nodes

    @cached_property
    def _forms(self) -> dict[str, list[str]]:
        forms: dict[str, list[str]] = {}
        for key in sorted(self._nodes):
            forms.setdefault(key, []).append(key)
            for form in loose(key) if is_versioned(key) else ():
                forms.setdefault(form, []).append(key)
        return forms

    def of(self, target: str) -> Sequence[str]:
        if target in self._nodes and is_versioned(target):
            return (target,)
        return self._forms.get(target) or self._forms.get(versionless(target)) or ()


_Edges = Mapping[str, Sequence[tuple[str, Scope]]]


def _edges(nodes: Mapping[str, _Node]) -> _Edges:
    meaning = _Meaning(nodes)
    edges: dict[str, list[tuple[str, Scope]]] = {}
    for key, node in nodes.items():
        wanted = _merged([place.requires for place in node.places])
        # A lock says which version a manifest's range came to: the range does not mean the other versions as well.
        ranges = {one.target for one in wanted if not is_versioned(one.target)}
        if ranges:
            ranges.difference_update(*(loose(one.target) for one in wanted if one.target not in ranges))
        edges[key] = [
            (target, requirement.scope)
            for requirement in wanted
            if requirement.target in ranges or is_versioned(requirement.target)
            for target in meaning.of(requirement.target)
        ]
    return edges


def _trace(nodes: Mapping[str, _Node], edges: _Edges) -> set[str]:
    """Give every node its scope and its shortest path from each root; return what was reached."""
    roots = [key for key, node in nodes.items() if node.origin is Origin.FIRST_PARTY and not node.evidence_only]
    for target in (target for root in roots for target, _ in edges[root]):
        nodes[target].asked_by_project = True
    listed = [key for key, node in nodes.items() if not node.evidence_only]
    reached: set[str] = set()
    for root in sorted(roots):
        _paths(root, nodes, edges, reached)
    _scopes(roots, nodes, edges)
    direct = [key for key in listed if Depth.DIRECT in {place.depth for place in nodes[key].places}]
    for start in (*sorted(direct), *sorted(listed)):
        if start not in reached:
            _paths(start, nodes, edges, reached)
    return reached


def _paths(root: str, nodes: Mapping[str, _Node], edges: _Edges, reached: set[str]) -> None:
    """Breadth first from one root, not through other roots, which have paths of their own."""
    known: dict[str, tuple[str, ...]] = {root: (nodes[root].lead.name,)}
    queue = [root]
    for key in queue:  # it grows while we go
        path = known[key]
        for target, _ in edges[key]:
            # Whoever has enough paths has them from roots that reach everything behind it as well.
            if target in known or len((node := nodes[target]).paths) >= _MOST_PATHS:
                continue
            known[target] = _longer(path, node.lead.name)
            if node.origin is not Origin.FIRST_PARTY:
                queue.append(target)
    for key, path in known.items():
        paths = nodes[key].paths
        if len(paths) < _MOST_PATHS:
            paths.append(path)
    reached.update(known)


def _longer(path: tuple[str, ...], name: str) -> tuple[str, ...]:
    """A path with one more step; of a very long one the middle is left out, or a long chain would fill the memory."""
    if len(path) < _LONGEST_PATH:
        return (*path, name)
    half = _LONGEST_PATH // 2
    return (*path[:half], "…", *path[half + 2 :], name)


def _scopes(roots: Sequence[str], nodes: Mapping[str, _Node], edges: _Edges) -> None:
    """The best reason for each node: along a path the weakest link counts, of several paths the best."""
    waiting: dict[Scope, list[str]] = {scope: [] for scope in _RANKS}
    seen = set(roots)
    for root in roots:
        for target, edge in edges[root]:
            waiting[edge].append(target)
    for scope, rank in _RANKS.items():
        queue = waiting[scope]
        while queue and scope is not Scope.UNKNOWN:
            key = queue.pop()
            if key in seen:
                continue
            seen.add(key)
            if nodes[key].scope is Scope.UNKNOWN:
                nodes[key].scope = scope
            for target, edge in edges[key]:
                if target not in seen:
                    waiting[edge if _RANKS[edge] > rank else scope].append(target)


def _component(key: str, node: _Node, edges: Sequence[tuple[str, Scope]]) -> Component:
    places = node.places
    stated = [place.scope for place in places if place.scope is not Scope.UNKNOWN]
    scope = min(stated, key=_RANKS.__getitem__) if stated else node.scope
    return Component(
        purl=key,
        name=node.lead.name,
        version=node.lead.version,
        scope=scope,
        depth=_depth(node),
        origin=node.origin,
        paths=_merged([node.paths]),
        claims=_merged([place.claims for place in places]),
        found_in=_sources(places),
        rights=_merged([place.rights for place in places]),
        requires=tuple(sorted({target for target, _ in edges})) if edges else (),
        hashes=hashes.agreed(places) or (),
    )


def _depth(node: _Node) -> Depth:
    if node.origin is Origin.FIRST_PARTY:
        return Depth.ROOT
    stated = {place.depth for place in node.places}
    if node.asked_by_project or Depth.DIRECT in stated:
        return Depth.DIRECT
    # Without a project on the way (a lock alone) it is still known that something else needs it.
    if Depth.TRANSITIVE in stated or (node.paths and min(map(len, node.paths)) > 1):
        return Depth.TRANSITIVE
    # What lies in the tree, and of which nothing says that something else needs it, is the project's own choice.
    return Depth.DIRECT if {place.home for place in node.places} != {None} else Depth.UNKNOWN


_T = TypeVar("_T")


def _merged(lists: Sequence[Sequence[_T]]) -> tuple[_T, ...]:
    """What stands in any of the lists, each once."""
    found = lists[0] if len(lists) == 1 else [item for one in lists for item in one]
    return tuple(found) if len(found) < 2 else tuple(dict.fromkeys(found))


def _sources(places: Sequence[Found]) -> tuple[Source, ...]:
    if len(places) == 1:
        return (places[0].source,)
    return tuple(sorted(dict.fromkeys(place.source for place in places), key=lambda s: (s.file, s.line or 0, s.field)))
