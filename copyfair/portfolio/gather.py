"""Brings the shards of a store together: every distinct fact once, and how many documents of whom have it."""

from array import array
from collections import Counter
from collections.abc import Callable

import msgspec

from copyfair.inventory.model import Component, Depth
from copyfair.portfolio.model import Document, Fact, Reject, Shard, Statement
from copyfair.portfolio.store import Store

__all__ = ["Gathered", "Key", "Listed", "gather"]


Key = tuple[int, bool, tuple[int, ...]]
"""A statement, whether its component is needed directly, and the commons that cover it."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A document and what it lists that belongs to a commons."""

    name: str
    organisation: str
    sha256: str
    components: int
    problems: tuple[str, ...]
    covered: tuple[int, ...]


class Gathered:
    """All facts of a portfolio.

    Attributes:
        facts: each distinct one, with the number of its statement in `statements`.
        statements: each distinct one.
        owners: by fact, the numbers of the commons that cover it.
        keys: by fact; facts with the same key get the same answer from the same actor.
        uses: by organisation, in how many of its documents each fact is.
        documents: every one that was read.
        rejects: every one that was not.
    """

    def __init__(self, covering: Callable[[Component], tuple[int, ...]]) -> None:
        self.facts: list[Fact] = []
        self.statements: list[Statement] = []
        self.owners: list[tuple[int, ...]] = []
        self.keys: list[Key] = []
        self.uses: dict[str, Counter[int]] = {}
        self.documents: list[Listed] = []
        self.rejects: list[Reject] = []
        self._covering = covering
        self._facts: dict[Fact, int] = {}
        self._statements: dict[Statement, int] = {}

    def take(self, shard: Shard) -> None:
        """Add a shard."""
        said = [self._statement(one) for one in shard.statements]
        numbers = array("L", (self._fact(one, said[one.statement]) for one in shard.facts))
        owned = frozenset(number for number in numbers if self.owners[number])
        for document in shard.documents:
            facts = [numbers[one] for one in document.facts]
            self.uses.setdefault(document.organisation, Counter()).update(facts)
            self.documents.append(_listed(document, tuple(sorted(owned.intersection(facts)))))
        self.rejects.extend(shard.rejects)

    def component(self, number: int) -> Component:
        """A fact as a component."""
        fact = self.facts[number]
        return fact.component(self.statements[fact.statement])

    def _statement(self, one: Statement) -> int:
        number = self._statements.setdefault(one, len(self.statements))
        if number == len(self.statements):
            self.statements.append(one)
        return number

    def _fact(self, one: Fact, statement: int) -> int:
        fact = msgspec.structs.replace(one, statement=statement)
        number = self._facts.setdefault(fact, len(self.facts))
        if number == len(self.facts):
            self.facts.append(fact)
            owners = self._covering(self.component(number))
            self.owners.append(owners)
            self.keys.append((statement, fact.depth is Depth.DIRECT, owners))
        return number


def _listed(document: Document, covered: tuple[int, ...]) -> Listed:
    return Listed(
        name=document.name,
        organisation=document.organisation,
        sha256=document.sha256,
        components=len(document.facts),
        problems=tuple(f"{one.where}: {one.message}" for one in document.problems),
        covered=covered,
    )


def gather(store: Store, covering: Callable[[Component], tuple[int, ...]]) -> Gathered:
    """Everything that the store holds.

    Args:
        store: where.
        covering: the commons that cover a component, by number.

    Raises:
        InputError: nothing was ingested, or a shard is damaged.
    """
    found, manifest = Gathered(covering), store.manifest()
    for name in manifest.shards:
        found.take(store.get(name))
    found.rejects.extend(manifest.rejects)
    return found
