"""Brings the shards of a store together: every distinct fact once, and how many documents of whom have it.

Workers digest some shards each, and what comes of it is merged in the order of the shards: the result is the same
however many workers there are. A fact is kept as the shard has it, in some hundred bytes, until somebody asks for it.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import cast

import msgspec

from copyfair.commons import covers
from copyfair.commons.model import Commons
from copyfair.errors import InputError
from copyfair.inventory.model import Component, Depth
from copyfair.inventory.purl import versionless
from copyfair.portfolio.executor import Executor, Lost
from copyfair.portfolio.model import Fact, Reject, Statement
from copyfair.portfolio.store import Store, shard_statement

__all__ = ["DocumentRow", "Gathered", "Key", "gather"]

Key = tuple[int, bool, tuple[int, ...]]
"""A statement, whether its component is needed directly, and the commons that cover it."""
DocumentRow = tuple[str, str, str, int, str]
"""A document: name, organisation, hash, components, problems."""

_SHARDS_A_TASK = 128
_MOST_PARTS = 16
"""Counts of an organisation that are kept side by side; then they are added up."""


class _Document(msgspec.Struct, gc=False):
    name: str
    organisation: str
    sha256: str
    facts: list[int]
    problems: list["_Problem"] = []


class _Problem(msgspec.Struct, gc=False):
    where: str
    message: str


class _Raw(msgspec.Struct, gc=False):
    """A shard of which only the documents are read."""

    documents: list[_Document]
    facts: list[msgspec.Raw]
    says: list[int]
    statements: list[msgspec.Raw]
    rejects: list[Reject]


_decode = msgspec.msgpack.Decoder(_Raw).decode
_decode_fact = msgspec.msgpack.Decoder(Fact).decode


class Part(msgspec.Struct, frozen=True):
    """What comes of some shards; facts and statements have numbers of its own.

    Attributes:
        facts: each distinct one, as the shards have it, without its statement.
        says: by fact, its statement.
        owners: of the facts that commons cover, the numbers of these commons.
        statements: each distinct one, as the shards have it.
        uses: by organisation, facts and in how many documents each is.
        documents: each one that was read.
        covered: number of a document and of a fact that it lists, where a commons covers it.
        rejects: what was not read.
    """

    facts: list[bytes]
    says: "array[int]"
    owners: dict[int, tuple[int, ...]]
    statements: list[bytes]
    uses: dict[str, "Counts"]
    documents: list[DocumentRow]
    covered: list[tuple[int, int]]
    rejects: list[Reject]


class _Digest:
    """A part while it grows."""

    def __init__(self, commons: Sequence[Commons]) -> None:
        self._covering = _Covering(commons)
        self._facts: dict[tuple[bytes, int], int] = {}
        self._owners: dict[int, tuple[int, ...]] = {}
        self._statements: dict[bytes, int] = {}
        self._uses: dict[str, array[int]] = {}
        self._documents: list[DocumentRow] = []
        self._covered: list[tuple[int, int]] = []
        self._rejects: list[Reject] = []

    def take(self, content: bytes | memoryview) -> None:
        """Add a shard."""
        shard = _decode(content)
        numbers = self._numbers(shard)
        owned = frozenset(place for place, number in enumerate(numbers) if number in self._owners)
        for one in shard.documents:
            # Counted in the end, one organisation after the other: that keeps to the cache of the processor.
            self._uses.setdefault(one.organisation, array("I")).extend(map(numbers.__getitem__, one.facts))
            own = (numbers[place] for place in sorted(owned.intersection(one.facts)))
            self._covered.extend((len(self._documents), number) for number in own)
            problems = "\n".join(f"{problem.where}: {problem.message}" for problem in one.problems)
            self._documents.append((one.name, one.organisation, one.sha256, len(one.facts), problems))
        self._rejects += shard.rejects

    def _numbers(self, shard: _Raw) -> list[int]:
        """The numbers here of the facts of a shard."""
        known = self._statements
        said = [known.setdefault(bytes(one), len(known)) for one in shard.statements]
        keys = list(zip(map(bytes, shard.facts), map(said.__getitem__, shard.says), strict=True))
        found = list(map(self._facts.get, keys))
        for place, number in enumerate(found) if None in found else ():
            if number is None:
                found[place] = self._new(keys[place])
        return cast("list[int]", found)

    def _new(self, key: tuple[bytes, int]) -> int:
        number = self._facts.setdefault(key, len(self._facts))
        owners = self._covering(_decode_fact(key[0]))
        if owners:
            self._owners[number] = owners
        return number

    def done(self) -> Part:
        """The part."""
        return Part(
            facts=[head for head, _ in self._facts],
            says=array("I", (said for _, said in self._facts)),
            owners=self._owners,
            statements=list(self._statements),
            uses={name: _counted(facts) for name, facts in sorted(self._uses.items())},
            documents=self._documents,
            covered=self._covered,
            rejects=self._rejects,
        )


Counts = tuple["array[int]", "array[int]"]
"""Facts, and how often each is there."""


def _counted(facts: Iterable[int]) -> Counts:
    counts = Counter(facts)
    return array("I", counts), array("I", counts.values())


class _Covering:
    """Which commons cover a fact, by number; asked once for all versions of a package."""

    def __init__(self, commons: Sequence[Commons]) -> None:
        self._commons = commons
        self._known: dict[str, tuple[int, ...]] = {}

    def __call__(self, fact: Fact) -> tuple[int, ...]:
        package = versionless(fact.purl)
        if package not in self._known:
            owners = (n for n, entry in enumerate(self._commons) if covers(entry, fact.purl, fact.name))
            self._known[package] = tuple(owners)
        return self._known[package]


def _merged(parts: Sequence[Counts]) -> Counter[int]:
    found = Counter(dict(zip(*parts[0], strict=True)))
    for facts, counts in parts[1:]:
        for number, count in zip(facts, counts, strict=True):
            found[number] += count
    return found


class Gathered:
    """All facts of a portfolio.

    Attributes:
        statements: each distinct one.
        keys: each distinct one; facts with the same key get the same answer from the same actor.
        key_of: by fact, the number of its key.
        documents: by organisation, how many were read.
        rejects: every one that was not.
    """

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.keys: list[Key] = []
        self.key_of: list[int] = []
        self.documents: Counter[str] = Counter()
        self.rejects: list[Reject] = []
        self._facts: dict[tuple[bytes, int], int] = {}
        self._heads: list[bytes] = []
        self._keys: dict[Key, int] = {}
        self._said: dict[bytes, int] = {}
        self._uses: dict[str, list[Counts]] = {}

    def take(self, part: Part) -> list[int]:
        """Add what comes of some shards; gives the numbers here of its facts."""
        said = [self._statement(one) for one in part.statements]
        numbers = [
            self._fact(head, said[one], part.owners.get(place, ()))
            for place, (head, one) in enumerate(zip(part.facts, part.says, strict=True))
        ]
        for organisation, (facts, counts) in part.uses.items():
            parts = self._uses.setdefault(organisation, [])
            parts.append((array("I", map(numbers.__getitem__, facts)), counts))
            if len(parts) == _MOST_PARTS:
                merged = _merged(parts)
                self._uses[organisation] = [(array("I", merged), array("I", merged.values()))]
        self.documents.update(row[1] for row in part.documents)
        self.rejects += part.rejects
        return numbers

    def __len__(self) -> int:
        return len(self._heads)

    def fact(self, number: int) -> Fact:
        """A fact, without its statement."""
        return _decode_fact(self._heads[number])

    def key(self, number: int) -> Key:
        """The key of a fact."""
        return self.keys[self.key_of[number]]

    def component(self, number: int) -> Component:
        """A fact as a component."""
        return self.fact(number).component(self.statements[self.key(number)[0]])

    def uses(self, organisation: str) -> Counter[int]:
        """In how many of the documents of an organisation each fact is."""
        return _merged(self._uses[organisation])

    def _statement(self, one: bytes) -> int:
        number = self._said.setdefault(one, len(self._said))
        if number == len(self.statements):
            self.statements.append(shard_statement(one))
        return number

    def _fact(self, head: bytes, statement: int, owners: tuple[int, ...]) -> int:
        number = self._facts.setdefault((head, statement), len(self._facts))
        if number == len(self._heads):
            self._heads.append(head)
            self.key_of.append(self._key((statement, _decode_fact(head).depth is Depth.DIRECT, owners)))
        return number

    def _key(self, key: Key) -> int:
        number = self._keys.setdefault(key, len(self._keys))
        if number == len(self.keys):
            self.keys.append(key)
        return number


Task = tuple[int, tuple[str, ...]]


def gather(
    store: Path,
    commons: Sequence[Commons],
    executor: Executor | None = None,
    watch: Callable[[Part, list[int], Gathered], None] = lambda _part, _numbers, _found: None,
) -> Gathered:
    """Everything that the store holds.

    Args:
        store: where.
        commons: by whose covering facts are told apart.
        executor: who reads the shards; None: this process.
        watch: given each part as it is merged, in the order of the shards, with the numbers of its facts.

    Raises:
        InputError: nothing was ingested, or a shard is damaged, or cannot be read by any worker.
    """
    found, manifest = Gathered(), Store(store).manifest()
    work = partial(digest, store, tuple(commons))
    starts = range(0, len(manifest.shards), _SHARDS_A_TASK)
    tasks = [(place, manifest.shards[start : start + _SHARDS_A_TASK]) for place, start in enumerate(starts)]
    outcomes = executor.run(work, tasks) if executor else ((task, work(task)) for task in tasks)
    for part in _in_order(outcomes):
        watch(part, found.take(part), found)
    found.rejects += manifest.rejects
    return found


def digest(store: Path, commons: Sequence[Commons], task: Task) -> Part:
    """In a worker: what comes of some shards."""
    place, growing = Store(store), _Digest(commons)
    for name in task[1]:
        try:
            growing.take(place.content(name))
        except msgspec.MsgspecError:
            message = "was made by another version of copyfair: ingest again, which makes it anew"
            raise InputError(message, where=f"shard {name}") from None
    return growing.done()


def _in_order(outcomes: Iterable[tuple[Task, Part] | Lost[Task]]) -> Iterator[Part]:
    early: dict[int, Part] = {}
    due = 0
    for outcome in outcomes:
        if isinstance(outcome, Lost):
            first, last = outcome.task[1][0], outcome.task[1][-1]
            raise InputError(f"killed their worker twice; is there enough memory? (to {last})", where=f"shard {first}")
        early[outcome[0][0]] = outcome[1]
        while due in early:
            yield early.pop(due)
            due += 1
