"""The quick way through a bill of materials that is as most of them are; what the ways for each kind have in common.

A way reads with types only what facts need, and gives up at the first thing that is out of the ordinary: then
`copyfair.inventory` reads the document. What it does give is what `copyfair.inventory` would give; a test holds the two
against each other.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import cast

import msgspec

from copyfair.inventory.model import Depth, Scope
from copyfair.inventory.purl import versionless
from copyfair.inventory.sbom import Identified
from copyfair.portfolio.model import Fact, Statement

__all__ = ["Known", "Listed", "Part", "Parts", "Way", "is_text"]


class Part(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A fact with its statement. Parts that are alike are one object, and so are statements: they are told apart by identity."""

    fact: Fact
    said: Statement


class Parts:
    """Every part that a worker met; the same for all ways."""

    def __init__(self) -> None:
        self._met: dict[tuple[Fact, Statement], Part] = {}
        self._said: dict[Statement, Statement] = {}

    def one(self, fact: Fact, said: Statement) -> Part:
        """The part of a fact and its statement."""
        said = self._said.setdefault(said, said)
        return self._met.setdefault((fact, said), Part(fact, said))

    def __len__(self) -> int:
        return len(self._met)

    def forget(self) -> None:
        """Forget all; whoever holds one must forget it too."""
        self._met.clear()
        self._said.clear()


class Known(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A component that documents list.

    Attributes:
        what: what it is.
        said: what is said of its licence.
        is_versioned: its package URL names a version.
        parts: what it is as a part, by the steps that it is from the root (`_DEPTHS`); None where nobody asked yet.
    """

    what: Identified
    said: Statement
    is_versioned: bool
    parts: list[Part | None]


Listed = tuple[str, str, Scope, Part, Known]
"""A component as documents list it: ref (empty where it has none), package URL, scope, what most are, and all that is known.

What most are is what something else than the root needs. It stands here since what lies close together is found sooner.
"""
_DEPTHS = (Depth.UNKNOWN, Depth.DIRECT, Depth.TRANSITIVE)
"""By steps from the root: 1, 2 (or more), 0 where no way leads to it."""
_FAR = 2


class Way(ABC):
    """Reads documents one after the other, and remembers the components that many of them list.

    Args:
        parts: those that this worker met.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._written: dict[bytes, Listed] = {}

    def __len__(self) -> int:
        """How much it remembers of any kind."""
        return len(self._written)

    @abstractmethod
    def read(self, data: bytes) -> list[Part] | None:
        """The components that are judged, in the order of the document; None where it is out of the ordinary."""

    @abstractmethod
    def _listed(self, written: bytes) -> Listed | None:
        """A component as it is written; None where it is out of the ordinary."""

    def forget(self) -> None:
        """Forget all components."""
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

    def _placed(
        self, found: Sequence[Listed], root: str, top: Known | None, needs: Mapping[str, Sequence[str]]
    ) -> list[Part] | None:
        """Each component as a part, by its distance from the root; None where that takes more to work out.

        Args:
            found: all but the root.
            root: its ref; empty where it has none.
            top: what it is; None where there is none.
            needs: ref -> what it needs, by refs.
        """
        refs, purls, scopes, most, known = zip(*found, strict=True)
        steps = _steps(refs, root, needs, scopes) if _are_apart(purls, top) else None
        if steps is None:
            return None
        return [
            part if far == _FAR else self._part(one, far) for part, one, far in zip(most, known, steps, strict=True)
        ]

    def _as_listed(self, ref: str, known: Known) -> Listed:
        purl = known.what.purl
        # Most are called by their package URL: one text is sooner found than two.
        return purl if ref == purl else ref, purl, known.what.scope, self._part(known, _FAR), known

    def _part(self, known: Known, steps: int) -> Part:
        part = known.parts[steps]
        if part is None:
            what, scope = known.what, known.what.scope
            scope = Scope.RUNTIME if steps and scope is Scope.UNKNOWN else scope
            fact = Fact(what.purl, what.name, what.version, scope, _DEPTHS[steps])
            known.parts[steps] = part = self._parts.one(fact, known.said)
        return part


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


def _are_apart(purls: Sequence[str], top: Known | None) -> bool:
    """No two of them would be put together as one; each has a version, so that it stands for itself."""
    apart = set(purls)
    if len(apart) < len(purls):
        return False
    if top is None:
        return True
    return top.what.purl not in apart and (top.is_versioned or top.what.purl not in map(versionless, apart))


def _steps(
    refs: Sequence[str], root: str, needs: Mapping[str, Sequence[str]], scopes: Sequence[Scope]
) -> Sequence[int] | None:
    """How far each is from the root, as `_DEPTHS` has it; None where it takes more to say."""
    there = {*refs, root}
    if len(there) <= len(refs) and not _are_named((*refs, root)):
        return None
    asked = set[str]().union(*needs.values())
    if "" in needs or "" in asked or not (asked <= there and needs.keys() <= there):
        return None
    if not asked:
        return (0,) * len(refs)
    if "" in there or _has_ways_for_some(frozenset(scopes)):
        return None
    direct, reached = _reached(root, needs)
    if len(reached) == len(refs):
        return [1 if ref in direct else _FAR for ref in refs]
    # Something that the root does not reach and that needs others is a start of its own.
    if any(set(needs[ref]) - {ref} for ref in needs.keys() - reached - {root}):
        return None
    return [1 if ref in direct else _FAR if ref in reached else 0 for ref in refs]


def _are_named(refs: Sequence[str]) -> bool:
    """Those that have a name have it alone."""
    named = [ref for ref in refs if ref]
    return len(set(named)) == len(named)


def _reached(root: str, needs: Mapping[str, Sequence[str]]) -> tuple[frozenset[str], set[str]]:
    """What the root needs itself, and all that can be reached from it, by their refs."""
    direct = frozenset(needs.get(root, ())) - {root}
    reached, last = set(direct), set(direct)
    while last:
        last = set[str]().union(*filter(None, map(needs.get, last)))
        last -= reached
        last.discard(root)
        reached |= last
    return direct, reached


def _has_ways_for_some(scopes: frozenset[Scope]) -> bool:
    """Some scopes are stated and not all for running: what is not stated then depends on the way to it."""
    return Scope.UNKNOWN in scopes and not scopes <= {Scope.UNKNOWN, Scope.RUNTIME}
