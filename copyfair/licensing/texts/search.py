"""Which reference texts are in a file, and where: those that are whole, then one after the other, the one that explains most first."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from copyfair.licensing.texts.align import LONGEST_END, Alignment, align
from copyfair.licensing.texts.index import Index, Reference
from copyfair.licensing.texts.whole import word_for_word

__all__ = ["Place", "find", "numbers_of"]

MOST_PLACES = 60
"""More texts than this, beside those that are whole, are not told apart in one file; the rest is left as it is."""
MOST_CANDIDATES = 800
MOST_RIVALS = 14
MOST_WORDINGS = 6
LEAST = 8
"""Words of the file that a reference must account for to be looked at."""
REACH = LONGEST_END + 6
"""So far beside its anchors an alignment may look."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A reference text found in a file.

    Attributes:
        best: the alignment that explains most.
        rival: that of the next best reference, None where nothing else comes near.
        whole: enough of the text is there to speak of it.
    """

    best: Alignment
    rival: Alignment | None
    whole: bool


class _Candidate:
    """A reference that shares runs of words with a stretch of the file.

    Attributes:
        number: of the reference.
        anchors: places in the file and in the reference where the same three words begin, in order.
        first: first word of the stretch.
        last: its last word, plus one.
        explained: about how many words of the file it accounts for.
        laid: the reference laid on the file; None where that cannot be done, or nobody has tried yet (`is_laid`).
    """

    def __init__(self, number: int, anchors: list[tuple[int, int]], unit: float) -> None:
        self.number = number
        self._unit = unit
        self._anchored(anchors)

    def _anchored(self, anchors: list[tuple[int, int]]) -> None:
        self.anchors = anchors
        self.explained = len(anchors) * self._unit
        self.first, self.last = (anchors[0][0], anchors[-1][0] + 3) if anchors else (0, 0)
        self.laid: Alignment | None = None
        self.is_laid = False

    def without(self, begin: int, end: int) -> None:
        """Forget what stands in a stretch that is taken."""
        if self.first < end and begin < self.last:
            self._anchored([anchor for anchor in self.anchors if anchor[0] + 3 <= begin or anchor[0] >= end])
        elif self.laid and self.laid.begin - REACH < end and begin < self.laid.end + REACH:
            self.is_laid = False


def numbers_of(words: Sequence[str], index: Index) -> "array[int]":
    """The numbers of the words of a file."""
    known = {word: index.number(word) for word in set(words)}
    return array("H", [known[word] for word in words])


def find(numbers: "array[int]", index: Index) -> tuple[Place, ...]:
    """The reference texts in a file, in its order."""
    file = numbers[:]
    found: list[Place] = []
    known = index.known_runs(numbers)
    for whole in word_for_word(numbers, known, index):
        found.append(Place(best=whole, rival=None, whole=True))
        _take(file, whole)
    most = len(found) + MOST_PLACES
    candidates = _candidates([run for run in known if all(file[run[0] : run[0] + 3])], index)
    tried = 0
    while candidates and len(found) < most and tried < 3 * MOST_PLACES:
        tried += 1
        seed = max(candidates, key=_explained)
        if seed.explained < LEAST:
            break
        place = _best(file, index, _rivals(seed, candidates, index))
        if place is None or not place.whole:
            candidates.remove(seed)
            continue
        found.append(place)
        _take(file, place.best)
        for candidate in candidates:
            candidate.without(place.best.begin, place.best.end)
        candidates = [c for c in candidates if _enough(len(c.anchors), index.references[c.number])]
    return tuple(sorted(found, key=lambda place: place.best.begin))


def _take(file: "array[int]", found: Alignment) -> None:
    """Mark the words of a stretch as taken: nothing agrees with them any more."""
    size = found.end - found.begin
    file[found.begin : found.end] = array("H", bytes(2 * size))


def _candidates(known: Iterable[tuple[int, int]], index: Index) -> list[_Candidate]:
    """Stretches in which a reference shares many runs of words with the file: those that the index knows.

    Runs are gathered by reference and by the distance between their places in both, in steps of 128 words.
    """
    standing: dict[int, list[int]] = defaultdict(list)
    for place, key in known:
        standing[key].append(place)
    hits = [(at[:MOST_PLACES], found) for key, at in standing.items() if (found := index.places(key))]
    counts: Counter[int] = Counter()
    for at, (references, _) in hits:
        counts.update(references if len(at) == 1 else references * len(at))
    likely = {number for number, count in counts.items() if _enough(count, index.references[number])}
    shared: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for at, (references, places) in hits:
        for number, start in zip(references, places, strict=True):
            if number in likely:
                for place in at:
                    shared[number << 24 | (place - start + 0x10000) >> 7].append((place, start))
    candidates = []
    for key, anchors in shared.items():
        before, after = shared.get(key - 1, ()), shared.get(key + 1, ())
        if len(after) > len(anchors) or len(before) > len(anchors):
            continue
        number = key >> 24
        reference = index.references[number]
        if _enough(len(before) + len(anchors) + len(after), reference):
            unit = reference.size / reference.listed
            candidates.append(_Candidate(number, sorted([*before, *anchors, *after]), unit))
    return sorted(candidates, key=_explained, reverse=True)[:MOST_CANDIDATES]


def _explained(candidate: _Candidate) -> float:
    return candidate.explained


def _enough(count: int, reference: Reference) -> bool:
    """So many of its listed runs may mean that the text is there, or a long piece of it (a quarter, see `_whole`)."""
    first, last = reference.core
    return count * reference.size >= max(min(0.2 * reference.size, 60), 0.15 * (last - first)) * reference.listed


def _rivals(seed: _Candidate, candidates: Sequence[_Candidate], index: Index) -> list[_Candidate]:
    """The candidates for the same stretch that may explain it better, the likeliest first."""
    first, last, least = seed.first, seed.last, 0.25 * seed.explained

    def promise(candidate: _Candidate) -> float:
        return 2 * candidate.explained - 0.5 * index.references[candidate.number].size

    near = [
        c
        for c in candidates
        if c.explained >= least and min(last, c.last) - max(first, c.first) > 0.5 * (c.last - c.first)
    ]
    kept: list[_Candidate] = []
    wordings: Counter[tuple[str, ...]] = Counter()
    for candidate in sorted(near, key=promise, reverse=True):
        ids = index.references[candidate.number].ids
        wordings[ids] += 1
        if wordings[ids] <= MOST_WORDINGS:
            kept.append(candidate)
    return kept[:MOST_RIVALS]


def _best(file: Sequence[int], index: Index, rivals: Sequence[_Candidate]) -> Place | None:
    aligned: list[Alignment] = []
    for candidate in rivals:
        if len(aligned) > 2 and 1.25 * candidate.explained + 20 < max(a.score for a in aligned):
            continue
        found = _laid(candidate, file, index)
        if found is not None:
            aligned.append(found)
    if not aligned:
        return None
    aligned.sort(key=lambda a: (-a.score, a.reference.ids))
    best = _fuller(aligned)
    rival = next((a for a in aligned if a.reference.ids != best.reference.ids), None)
    return Place(best=best, rival=rival, whole=_whole(best))


def _laid(candidate: _Candidate, file: Sequence[int], index: Index) -> Alignment | None:
    if not candidate.is_laid:
        reference = index.references[candidate.number]
        candidate.laid = align(file, index.words(reference), reference, candidate.anchors)
        candidate.is_laid = True
    return candidate.laid


def _fuller(aligned: Sequence[Alignment]) -> Alignment:
    """The first, but rather all of a shorter text than half of a longer one that holds it."""
    best = aligned[0]
    if best.share >= 0.75:
        return best
    return next((a for a in aligned if a.share >= 0.9 and a.score >= 0.7 * best.score), best)


def _whole(found: Alignment) -> bool:
    """Enough of the text, or a long piece of it without a change."""
    last = found.reference.size
    inside = sum(d.weight for d in found.differences if d.left_out[0] > 0 and d.left_out[1] < last)
    if found.share >= 0.75 and inside <= max(16, 0.25 * found.matched):
        return True
    least = 60 if found.share < 0.5 else 12
    return (
        found.share >= 0.25
        and found.matched >= least
        and inside <= found.matched // 20
        and not found.reference.exception
    )
