"""Puts the places together: one component for everything that is the same, and the way to it from each root."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os.path import commonpath

import msgspec

from copyfair.inventory.model import Claim, Component, Depth, Found, Origin, Scope, Source
from copyfair.inventory.namesakes import by_hand, doubtful, ecosystem, is_named
from copyfair.inventory.purl import loose, make, versionless

__all__ = ["assemble"]

_SCOPES = list(Scope)
_MOST_PATHS = 5
_LONGEST_PATH = 50


class _Node:
    """A component while it is put together."""

    def __init__(self, lead: Found) -> None:
        self.lead = lead
        self.places: list[Found] = []
        self.scope = Scope.UNKNOWN
        self.paths: list[tuple[str, ...]] = []
        self.asked_by_project = False

    @property
    def origin(self) -> Origin:
        named = {place.origin for place in self.places if not place.weak}
        if named:
            return Origin.FIRST_PARTY if Origin.FIRST_PARTY in named else self.lead.origin
        weak = {place.origin for place in self.places}  # a folder that no manifest names: judged in case of doubt
        return Origin.THIRD_PARTY if Origin.THIRD_PARTY in weak else self.lead.origin

    @property
    def label(self) -> str:
        return self.lead.name

    @property
    def evidence_only(self) -> bool:
        return all(place.evidence_only for place in self.places)


def assemble(found: Iterable[Found]) -> tuple[tuple[Component, ...], tuple[str, ...]]:
    """The components, sorted by package URL, and the names of what was only evidence and never asked for."""
    places = _name_declared(_fold_tags(sorted(found, key=_order)))
    nodes = _nodes(places)
    edges = _edges(nodes)
    reached = _trace(nodes, edges)
    kept = {key: node for key, node in nodes.items() if not node.evidence_only or key in reached}
    unused = tuple(sorted(node.label for key, node in nodes.items() if key not in kept))
    return tuple(_component(key, kept[key], edges[key]) for key in sorted(kept)), unused


def _order(place: Found) -> tuple[str, int, str, str, str]:
    return place.source.file, place.source.line or 0, place.source.field, place.purl, repr(place.requires)


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
    paths = [place.source.file for place in files]
    where = paths[0] if len(paths) == 1 else commonpath(paths) or "."
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
        msgspec.structs.replace(place, purl=homes[place.home].purl) if place.home in homes else place for place in found
    ]
    versions: dict[str, list[str]] = {}
    for place in leads:
        for form in loose(place.purl) if _versioned(place.purl) else ():
            versions.setdefault(form, []).append(place.purl)
    nodes: dict[str, _Node] = {}
    for place in sorted(leads, key=lambda place: (place.weak, place.evidence_only)):
        keys = [place.purl] if _versioned(place.purl) else dict.fromkeys(versions.get(place.purl, [])) or [place.purl]
        for key in keys:
            node = nodes.setdefault(key, _Node(homes.get(place.home, place) if place.home else place))
            node.places.append(place)
            if node.lead.version is None and place.version is not None:
                node.lead = place
    return nodes


def _lead_of_homes(found: Sequence[Found]) -> dict[str | None, Found]:
    """For each folder the place that names it: a manifest before a lone licence file."""
    leads: dict[str | None, Found] = {}
    for place in sorted(found, key=lambda place: (place.weak, place.version is None, place.source.file)):
        if place.home is not None:
            leads.setdefault(place.home, place)
    return leads


def _versioned(purl: str) -> bool:
    return versionless(purl) != purl.partition("?")[0].partition("#")[0]


def _targets(nodes: Mapping[str, _Node]) -> dict[str, list[str]]:
    """Package URL, with or without version -> keys of the nodes it means."""
    index: dict[str, list[str]] = {}
    for key in sorted(nodes):
        index.setdefault(key, []).append(key)
        for form in loose(key) if _versioned(key) else ():
            index.setdefault(form, []).append(key)
    return index


_Edges = Mapping[str, Sequence[tuple[str, Scope]]]


def _edges(nodes: Mapping[str, _Node]) -> _Edges:
    index = _targets(nodes)
    edges: dict[str, list[tuple[str, Scope]]] = {}
    for key, node in nodes.items():
        wanted = dict.fromkeys(requirement for place in node.places for requirement in place.requires)
        # A lock says which version a manifest's range came to: the range does not mean the other versions as well.
        locked = {form for one in wanted if _versioned(one.target) for form in loose(one.target)}
        edges[key] = [
            (target, requirement.scope)
            for requirement in wanted
            if _versioned(requirement.target) or requirement.target not in locked
            for target in _meant(requirement.target, index)
        ]
    return edges


def _meant(target: str, index: Mapping[str, list[str]]) -> list[str]:
    return index.get(target) or index.get(versionless(target), [])


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
    direct = [key for key in listed if any(place.depth is Depth.DIRECT for place in nodes[key].places)]
    for start in (*sorted(direct), *sorted(listed)):
        if start not in reached:
            _paths(start, nodes, edges, reached)
    return reached


def _paths(root: str, nodes: Mapping[str, _Node], edges: _Edges, reached: set[str]) -> None:
    """Breadth first from one root, not through other roots, which have paths of their own."""
    known: dict[str, tuple[str, ...]] = {root: (nodes[root].label,)}
    queue = deque([root])
    while queue:
        key = queue.popleft()
        for target, _ in edges[key]:
            # Whoever has enough paths has them from roots that reach everything behind it as well.
            if target in known or len(nodes[target].paths) >= _MOST_PATHS:
                continue
            known[target] = _longer(known[key], nodes[target].label)
            if nodes[target].origin is not Origin.FIRST_PARTY:
                queue.append(target)
    for key, path in known.items():
        if len(nodes[key].paths) < _MOST_PATHS:
            nodes[key].paths.append(path)
    reached.update(known)


def _longer(path: tuple[str, ...], name: str) -> tuple[str, ...]:
    """A path with one more step; of a very long one the middle is left out, or a long chain would fill the memory."""
    if len(path) < _LONGEST_PATH:
        return (*path, name)
    half = _LONGEST_PATH // 2
    return (*path[:half], "…", *path[half + 2 :], name)


def _scopes(roots: Sequence[str], nodes: Mapping[str, _Node], edges: _Edges) -> None:
    """The best reason for each node: along a path the weakest link counts, of several paths the best."""
    for scope in _SCOPES[:-1]:
        limit = _SCOPES.index(scope)
        queue = deque(roots)
        seen = set(roots)
        while queue:
            for target, edge in edges[queue.popleft()]:
                if target not in seen and _SCOPES.index(edge) <= limit:
                    seen.add(target)
                    queue.append(target)
                    if nodes[target].scope is Scope.UNKNOWN:
                        nodes[target].scope = scope


def _component(key: str, node: _Node, edges: Sequence[tuple[str, Scope]]) -> Component:
    places = node.places
    stated = [place.scope for place in places if place.scope is not Scope.UNKNOWN]
    scope = min(stated, key=_SCOPES.index) if stated else node.scope
    return Component(
        purl=key,
        name=node.lead.name,
        version=node.lead.version,
        scope=scope,
        depth=_depth(node),
        origin=node.origin,
        paths=tuple(dict.fromkeys(node.paths)),
        claims=_claims(places),
        found_in=_sources(places),
        rights=tuple(dict.fromkeys(right for place in places for right in place.rights)),
        requires=tuple(sorted({target for target, _ in edges})),
    )


def _depth(node: _Node) -> Depth:
    if node.origin is Origin.FIRST_PARTY:
        return Depth.ROOT
    if node.asked_by_project or any(place.depth is Depth.DIRECT for place in node.places):
        return Depth.DIRECT
    # Without a project on the way (a lock alone) it is still known that something else needs it.
    shortest = min((len(path) for path in node.paths), default=1)
    if shortest > 1 or any(place.depth is Depth.TRANSITIVE for place in node.places):
        return Depth.TRANSITIVE
    # What lies in the tree, and of which nothing says that something else needs it, is the project's own choice.
    return Depth.DIRECT if any(place.home is not None for place in node.places) else Depth.UNKNOWN


def _claims(places: Sequence[Found]) -> tuple[Claim, ...]:
    return tuple(dict.fromkeys(claim for place in places for claim in place.claims))


def _sources(places: Sequence[Found]) -> tuple[Source, ...]:
    return tuple(sorted(dict.fromkeys(place.source for place in places), key=lambda s: (s.file, s.line or 0, s.field)))
