"""Which reference texts are in a file, and where: one after the other, the one that explains most first."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import msgspec

from copyfair.licensing.texts.align import Alignment, align
from copyfair.licensing.texts.index import Index, Reference, runs

__all__ = ["Place", "find", "numbers_of"]

MOST_PLACES = 60
"""More licences than this in one file are not told apart; the rest is left as it is."""
MOST_CANDIDATES = 800
MOST_RIVALS = 14
MOST_WORDINGS = 4


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
    """A reference that shares runs of words with a stretch of the file."""

    def __init__(self, number: int, anchors: list[tuple[int, int]], unit: float) -> None:
        self.number = number
        self.anchors = anchors
        self.unit = unit

    @property
    def explained(self) -> float:
        """About how many words of the file it accounts for."""
        return len(self.anchors) * self.unit

    @property
    def span(self) -> tuple[int, int]:
        """The stretch of the file."""
        return self.anchors[0][0], self.anchors[-1][0] + 3

    def without(self, begin: int, end: int) -> None:
        """Forget what stands in a stretch that is taken."""
        first, last = self.span
        if first < end and begin < last:
            self.anchors = [anchor for anchor in self.anchors if anchor[0] + 3 <= begin or anchor[0] >= end]


def numbers_of(words: Sequence[str], index: Index) -> list[int]:
    """The numbers of the words of a file."""
    known = {word: index.number(word) for word in set(words)}
    return [known[word] for word in words]


def find(numbers: list[int], index: Index) -> tuple[Place, ...]:
    """The reference texts in a file, in its order."""
    candidates = _candidates(numbers, index)
    file = list(numbers)
    found: list[Place] = []
    tried = 0
    while candidates and len(found) < MOST_PLACES and tried < 3 * MOST_PLACES:
        tried += 1
        seed = max(candidates, key=lambda c: c.explained)
        if seed.explained < 8:
            break
        place = _best(file, index, _rivals(seed, candidates, index))
        if place is None or not place.whole:
            candidates.remove(seed)
            continue
        found.append(place)
        begin, end = place.best.begin, place.best.end
        file[begin:end] = [-1] * (end - begin)
        for candidate in candidates:
            candidate.without(begin, end)
        candidates = [c for c in candidates if c.anchors]
    return tuple(sorted(found, key=lambda place: place.best.begin))


def _candidates(numbers: Sequence[int], index: Index) -> list[_Candidate]:
    """Stretches in which a reference shares many runs of words with the file.

    Runs are gathered by reference and by the distance between their places in both, in steps of 128 words.
    """
    seen: Counter[int] = Counter()
    hits = []
    for place, key in runs(numbers):
        seen[key] += 1
        if seen[key] <= MOST_PLACES and (found := index.places(key)):
            hits.append((place, found))
    counts: Counter[int] = Counter()
    for _, (references, _) in hits:
        counts.update(references)
    likely = {number for number, count in counts.items() if _enough(count, index.references[number])}
    shared: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for place, (references, places) in hits:
        for number, at in zip(references, places, strict=True):
            if number in likely:
                shared[number << 24 | (place - at + 0x10000) >> 7].append((place, at))
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
    return sorted(candidates, key=lambda c: -c.explained)[:MOST_CANDIDATES]


def _enough(count: int, reference: Reference) -> bool:
    """So many of its listed runs may mean that the text is there, or a long piece of it."""
    return count * reference.size >= min(0.2 * reference.size, 60) * reference.listed


def _rivals(seed: _Candidate, candidates: Sequence[_Candidate], index: Index) -> list[_Candidate]:
    """The candidates for the same stretch that may explain it better, the likeliest first."""
    first, last = seed.span

    def promise(candidate: _Candidate) -> float:
        return 2 * candidate.explained - 0.5 * index.references[candidate.number].size

    near = [
        c
        for c in candidates
        if c.explained >= 0.25 * seed.explained
        and min(last, c.span[1]) - max(first, c.span[0]) > 0.5 * (c.span[1] - c.span[0])
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
        reference = index.references[candidate.number]
        found = align(file, index.words(reference), reference, candidate.anchors)
        if found is not None:
            aligned.append(found)
    if not aligned:
        return None
    aligned.sort(key=lambda a: (-a.score, a.reference.ids))
    best = _fuller(aligned)
    rival = next((a for a in aligned if a.reference.ids != best.reference.ids), None)
    return Place(best=best, rival=rival, whole=_whole(best))


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
