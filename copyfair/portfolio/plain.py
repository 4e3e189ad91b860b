"""The quick way through a bill of materials that is as most of them are; what the ways for each kind have in common.

A way reads with types only what facts need, and gives up at the first thing that is out of the ordinary: then
`copyfair.inventory` reads the document. What it does give is what `copyfair.inventory` would give; a test holds the two
against each other.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import cast

import msgspec

from copyfair.inventory.model import Depth, Scope
from copyfair.inventory.purl import versionless
from copyfair.inventory.sbom import Identified
from copyfair.portfolio.model import Fact, Statement

__all__ = ["Known", "Listed", "Part", "Way", "fact_of", "is_text", "placed"]


class Known(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A component that documents list: what it is, and what is said of its licence."""

    what: Identified
    said: Statement
    is_versioned: bool


Listed = tuple[str, str, Scope, Known]
"""A component as documents list it: its ref (empty where it has none), package URL and scope, and all that is known."""
Part = tuple[Known, int]
"""A component of a document, and how many steps it is from the root: 1, 2 (or more), 0 where no way leads to it."""
_DEPTHS = (Depth.UNKNOWN, Depth.DIRECT, Depth.TRANSITIVE)


def fact_of(part: Part, statement: int) -> Fact:
    """The fact that a part stands for; `statement` is the number of its statement."""
    known, steps = part
    what, scope = known.what, known.what.scope
    return Fact(
        purl=what.purl,
        name=what.name,
        version=what.version,
        scope=Scope.RUNTIME if steps and scope is Scope.UNKNOWN else scope,
        depth=_DEPTHS[steps],
        statement=statement,
    )


class Way(ABC):
    """Reads documents one after the other, and remembers the components that many of them list."""

    def __init__(self) -> None:
        self._written: dict[bytes, Listed] = {}

    @abstractmethod
    def read(self, data: bytes) -> list[Part] | None:
        """The components that are judged, in the order of the document; None where it is out of the ordinary."""

    @abstractmethod
    def _listed(self, written: bytes) -> Listed | None:
        """A component as it is written; None where it is out of the ordinary."""

    def forget(self, more_than: int) -> None:
        """Forget all components when there are more; whoever held one holds it still."""
        if len(self._written) > more_than:
            self._written.clear()

    def _all(self, components: Sequence[msgspec.Raw]) -> list[Listed] | None:
        """Many documents list a component in the very same words, and it is read once only."""
        written = list(map(bytes, components))
        found = list(map(self._written.get, written))
        for place, one in enumerate(found) if None in found else ():
            if one is None:
                found[place] = listed = self._listed(written[place])
                if listed is not None:
                    self._written[written[place]] = listed
        return None if None in found else cast("list[Listed]", found)


_HALF = re.compile(rb"\\u[dD]")


def is_text(data: bytes) -> bool:
    """All of it can be read as text; what is never decoded is not looked at otherwise."""
    if b"\\" in data and _HALF.search(data):  # perhaps half a character; most escapes are none
        return False
    if data.isascii():
        return True
    try:
        str(data, "utf-8")
    except UnicodeDecodeError:
        return False
    return True


def placed(
    found: Sequence[Listed], root: str, top: Known | None, needs: Mapping[str, Sequence[str]]
) -> list[Part] | None:
    """Each component with its distance from the root; None where that takes more to work out.

    Args:
        found: all but the root.
        root: its ref; empty where it has none.
        top: what it is; None where there is none.
        needs: ref -> what it needs, by refs.
    """
    refs, purls, scopes, known = zip(*found, strict=True)
    if not _are_apart(purls, top) or not _are_named(refs, root):
        return None
    asked = set(chain.from_iterable(needs.values()))
    there = {*refs, root}
    if "" in needs or "" in asked or not there >= asked | needs.keys():
        return None
    if not asked:
        return [(one, 0) for one in known]
    if "" in there or _has_ways_for_some(frozenset(scopes)):
        return None
    direct, reached = _steps(root, needs)
    # Something that the root does not reach and that needs others is a start of its own.
    if len(reached) < len(refs) and any(set(needs[ref]) - {ref} for ref in needs.keys() - reached - {root}):
        return None
    return [(one, 1 if ref in direct else 2 if ref in reached else 0) for ref, one in zip(refs, known, strict=True)]


def _are_apart(purls: Sequence[str], top: Known | None) -> bool:
    """No two of them would be put together as one; each has a version, so that it stands for itself."""
    apart = set(purls)
    if len(apart) < len(purls):
        return False
    if top is None:
        return True
    return top.what.purl not in apart and (top.is_versioned or top.what.purl not in map(versionless, apart))


def _are_named(refs: Sequence[str], root: str) -> bool:
    """Those that have a name have it alone."""
    if len({*refs, root}) > len(refs):
        return True
    named = [ref for ref in (*refs, root) if ref]
    return len(set(named)) == len(named)


def _steps(root: str, needs: Mapping[str, Sequence[str]]) -> tuple[frozenset[str], set[str]]:
    """What the root needs itself, and all that can be reached from it, by their refs."""
    direct = frozenset(needs.get(root, ())) - {root}
    reached, last = set(direct), set(direct)
    while last:
        last = set(chain.from_iterable([needs[ref] for ref in last if ref in needs])) - reached
        last.discard(root)
        reached |= last
    return direct, reached


def _has_ways_for_some(scopes: frozenset[Scope]) -> bool:
    """Some scopes are stated and not all for running: what is not stated then depends on the way to it."""
    return Scope.UNKNOWN in scopes and not scopes <= {Scope.UNKNOWN, Scope.RUNTIME}
