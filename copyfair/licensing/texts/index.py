"""The index of reference texts: word numbers, never words, in one small binary file.

A text is kept as the numbers of its words; what a number stands for is kept as a hash only, but for a closed list of
plain words that decide who may do what (see `plain`). Some runs of three words are listed with the places where they
stand (all of a short text, one in sixteen of a long one), so that the texts that share a passage with a file are found
without comparing it to each of them.

The file is ``header (JSON) + arrays``; `pack` writes it and `load` reads it, both little-endian.
"""

import sys
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import NamedTuple
from zlib import crc32

import msgspec

from copyfair.data import package_file

__all__ = ["FILE", "SHORTEST", "Index", "Reference", "Text", "default_index", "load", "pack", "runs"]

FILE = "licensing/data/texts.bin"
SHORTEST = 12
"""Words of a text that is taken at its words alone."""
MOST_SEEN = 10_000
"""So many words are looked up once only."""
MANY = 32
"""A run in more texts than this tells little and is slow to look up."""


def rarity(size: int) -> int:
    """Of a text of so many words one run of three in how many is listed; a power of two."""
    return 1 if size < 150 else 2 if size < 300 else 4 if size < 600 else 8 if size < 2000 else 16


class Reference(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One reference text.

    Attributes:
        ids: the ids that share this text, sorted.
        start: number of its first word in the list of all words.
        size: number of words.
        listed: how many of its runs of three words are listed.
        core: first and last+1 word of what must not be missing; a title before and advice after it may.
        exception: it is an exception to a licence, not a licence.
        inside: longer texts that hold this one word for word: their number, and the place in them.
    """

    ids: tuple[str, ...]
    start: int
    size: int
    listed: int
    core: tuple[int, int]
    exception: bool = False
    inside: tuple[tuple[int, int], ...] = ()


class Part(NamedTuple):
    """A text from its first word, or that of its core, to its last, or that of its core.

    Attributes:
        reference: the text.
        start: first word.
        end: last word, plus one.
    """

    reference: Reference
    start: int
    end: int


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What the file begins with; lengths are numbers of elements."""

    references: tuple[Reference, ...]
    plain: dict[str, int]
    weighty: tuple[int, ...]
    words: int
    vocabulary: int
    keys: int
    postings: int


class Index:
    """All reference texts.

    Args:
        header: the references and the plain words.
        arrays: hashes of the vocabulary, the words of all texts, keys of the listed runs, where the postings of each
            key begin, and of each posting the number of the reference and the place in it.
    """

    def __init__(self, header: Header, arrays: Sequence["array[int]"]) -> None:
        self.references = header.references
        self.plain = header.plain
        self.weighty = frozenset(header.weighty)
        self._seen: dict[str, int] = {}
        self._hashes, self._words, self._keys, self._begins, self._numbers, self._places = arrays

    def number(self, word: str) -> int:
        """The number of a word, 0 for a word of none of the texts."""
        found = self._seen.get(word)
        if found is None:
            hashed = crc32(word.encode())
            at = bisect_left(self._hashes, hashed)
            found = at + 1 if at < len(self._hashes) and self._hashes[at] == hashed else 0
            if len(self._seen) < MOST_SEEN:
                self._seen[word] = found
        return found

    def words(self, reference: Reference) -> "array[int]":
        """The numbers of the words of a text."""
        return self._words[reference.start : reference.start + reference.size]

    def part(self, part: Part) -> "array[int]":
        """The numbers of the words of a part of a text."""
        return self._words[part.reference.start + part.start : part.reference.start + part.end]

    @cached_property
    def beginnings(self) -> Mapping[int, Sequence[Part]]:
        """By the key of their first run the texts, with and without what stands around their core, the longest first.

        A few words are no text that is known at its words alone.
        """
        found: dict[int, list[Part]] = defaultdict(list)
        for reference in self.references:
            first, last = reference.core
            for start in {0, first}:
                key = next((key for _, key in runs(self.words(reference)[start : start + 3])), 0)
                ends = {end for end in (last, reference.size) if end - start >= SHORTEST}
                found[key] += [Part(reference, start, end) for end in ends]
        return {key: sorted(parts, key=lambda part: part.start - part.end) for key, parts in found.items()}

    def places(self, key: int) -> "tuple[array[int], array[int]] | None":
        """Where a run of three words stands: numbers of references, and the places in them."""
        at = bisect_left(self._keys, key)
        if at == len(self._keys) or self._keys[at] != key:
            return None
        begin, end = self._begins[at], self._begins[at + 1]
        return self._numbers[begin:end], self._places[begin:end]

    def known_runs(self, numbers: "array[int]") -> list[tuple[int, int]]:
        """The runs of a file that are listed or begin a text, with a few that are neither: their places and keys."""
        known = self._marks
        return [
            (place, key)
            for place, (one, two, three) in enumerate(zip(numbers, numbers[1:], numbers[2:], strict=False))
            if one
            and two
            and three
            and known[(key := (one * _ONE ^ two * _TWO ^ three * _THREE) & _FOUR_BYTES) >> _MARKED]
        ]

    @cached_property
    def _marks(self) -> bytearray:
        """For the first bits of a key whether there is any such: most runs of a file are dismissed by this."""
        marks = bytearray(1 << (32 - _MARKED))
        for keys in (self._keys, self.beginnings):
            for key in keys:
                marks[key >> _MARKED] = 1
        return marks

    def texts(self) -> Iterator["Text"]:
        """Every text as `pack` takes it."""
        for reference in self.references:
            hashes = tuple(self._hashes[number - 1] for number in self.words(reference))
            yield Text(ids=reference.ids, hashes=hashes, core=reference.core, exception=reference.exception)

    def weighty_hashes(self) -> Iterator[int]:
        """The hashes of the words that decide something."""
        return (self._hashes[number - 1] for number in self.weighty)

    @cached_property
    def spelt(self) -> Mapping[int, str]:
        """The plain words by their number."""
        return {number: word for word, number in self.plain.items()}


_ONE, _TWO, _THREE, _FOUR_BYTES = 0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0xFFFFFFFF
_MARKED = 14


def runs(numbers: Sequence[int], one_in: int = 1) -> Iterator[tuple[int, int]]:
    """Each run of three known words, or one in so many: its place and its key."""
    one, two = 0, 0
    mask = (one_in - 1) << 8
    for place, three in enumerate(numbers, -2):
        if one > 0 and two > 0 and three > 0:
            key = (one * _ONE ^ two * _TWO ^ three * _THREE) & _FOUR_BYTES
            if key & mask == 0:
                yield place, key
        one, two = two, three


@cache
def default_index() -> Index:
    """The index that comes with copyfair."""
    return load(package_file(FILE).read_bytes())


_TYPES = "IHIIHH"


def load(data: bytes) -> Index:
    """Read what `pack` wrote."""
    length = int.from_bytes(data[:4], "little")
    header = msgspec.json.decode(data[4 : 4 + length], type=Header)
    counts = (header.vocabulary, header.words, header.keys, header.keys + 1, header.postings, header.postings)
    arrays, at = [], 4 + length
    for code, count in zip(_TYPES, counts, strict=True):
        part = array(code)
        end = at + count * part.itemsize
        part.frombytes(data[at:end])
        arrays.append(_native(part))
        at = end
    return Index(header, arrays)


class Text(NamedTuple):
    """A text for the index."""

    ids: tuple[str, ...]
    hashes: tuple[int, ...]
    core: tuple[int, int]
    exception: bool


def pack(texts: Iterable[Text], plain: Iterable[str], weighty: Iterable[int]) -> bytes:
    """Write an index.

    Args:
        texts: each with the ids that share it.
        plain: words that are kept as they are.
        weighty: hashes of the words that decide something.
    """
    taken = sorted(texts, key=lambda text: (text.ids, len(text.hashes)))
    vocabulary = sorted({found for text in taken for found in text.hashes})
    if len(vocabulary) >= 1 << 16:
        raise ValueError("the texts have more different words than two bytes can count")
    numbers = {found: n for n, found in enumerate(vocabulary, 1)}
    coded = [[numbers[found] for found in text.hashes] for text in taken]
    references, runs_listed = _referenced(taken, coded)
    postings = sorted(runs_listed)
    keys = sorted({key for key, _, _ in postings})
    begins = [bisect_left(postings, (key,)) for key in keys]
    header = Header(
        references=tuple(references),
        plain={word: numbers[h] for word in sorted(set(plain)) if (h := crc32(word.encode())) in numbers},
        weighty=tuple(sorted({numbers[found] for found in weighty if found in numbers})),
        words=sum(map(len, coded)),
        vocabulary=len(vocabulary),
        keys=len(keys),
        postings=len(postings),
    )
    encoded = msgspec.json.encode(header)
    arrays = (
        array("I", vocabulary),
        array("H", (number for code in coded for number in code)),
        array("I", keys),
        array("I", [*begins, len(postings)]),
        array("H", (n for _, n, _ in postings)),
        array("H", (place for _, _, place in postings)),
    )
    return b"".join([len(encoded).to_bytes(4, "little"), encoded, *(_native(part).tobytes() for part in arrays)])


def _referenced(
    taken: Sequence[Text], coded: Sequence[Sequence[int]]
) -> tuple[list[Reference], list[tuple[int, int, int]]]:
    """The references in order, and of each listed run its key, its reference and its place."""
    spread = Counter(key for code in coded for key in {key for _, key in runs(code)})
    references: list[Reference] = []
    postings: list[tuple[int, int, int]] = []
    bodies = [array("H", code).tobytes() for code in coded]
    start = 0
    for n, (text, code) in enumerate(zip(taken, coded, strict=True)):
        listed = _listed(code, spread)
        postings += [(key, n, place) for place, key in listed]
        size = len(code)
        references.append(
            Reference(
                ids=text.ids,
                start=start,
                size=size,
                listed=len(listed),
                core=text.core,
                exception=text.exception,
                inside=tuple(_holding(n, text.core, bodies)),
            )
        )
        start += size
    return references, postings


def _holding(number: int, core: tuple[int, int], bodies: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """The other texts that hold the core of this one, and where this one begins in them."""
    sought = bodies[number][2 * core[0] : 2 * core[1]]
    for other, body in enumerate(bodies):
        at = body.find(sought) if other != number else -1
        while at % 2 and at >= 0:
            at = body.find(sought, at + 1)
        if at >= 0:
            yield other, at // 2 - core[0]


def _listed(text: Sequence[int], spread: Mapping[int, int]) -> list[tuple[int, int]]:
    """The runs of a text that are listed: those of few texts, and of many only where there are not enough else."""
    chosen = list(runs(text, rarity(len(text))))
    rare = [run for run in chosen if spread[run[1]] <= MANY]
    enough = max(30, len(chosen) // 2)
    if len(rare) < enough:
        common = sorted((run for run in chosen if spread[run[1]] > MANY), key=lambda run: (spread[run[1]], run))
        rare += common[: enough - len(rare)]
    return sorted(rare)


def _native(part: "array[int]") -> "array[int]":
    """Little-endian on every machine."""
    if sys.byteorder == "big":
        part = part[:]
        part.byteswap()
    return part
