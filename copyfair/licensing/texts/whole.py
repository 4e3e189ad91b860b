"""Reference texts that stand in a file word for word: found by how they begin, without laying anything on anything.

Most parts of a collection of licence texts are of this kind, and what is found here is not looked into again.
"""

from array import array
from collections.abc import Iterator, Sequence

from copyfair.licensing.texts.align import Alignment, stretch
from copyfair.licensing.texts.index import Index, Part, runs

__all__ = ["word_for_word"]

SHORTEST = 12
"""Words of a text that is taken at its words alone."""
NEAR = 30
"""So many words beside a text are looked at for what another text has there."""
ENOUGH = 4
"""So many runs of three words that are there too tell that it is the other text."""


def word_for_word(numbers: "array[int]", index: Index) -> Iterator[Alignment]:
    """Each text that is there from beginning to end, in the order of the file; no two overlap.

    A text that stands in a longer one is left to the search where the words beside it may be of that one.
    """
    end = 0
    for place, key in runs(numbers):
        if place < end or key not in index.beginnings:
            continue
        for part in index.beginnings[key]:
            after = place + part.end - part.start
            if numbers[place:after] == index.part(part):
                if not _belongs_to_another(numbers, (place, after), part, index):
                    yield stretch(part.reference, place, (part.start, part.end), len(numbers))
                    end = after
                break


def _belongs_to_another(numbers: Sequence[int], place: tuple[int, int], part: Part, index: Index) -> bool:
    begin, end = place
    beside = _runs(numbers[max(0, begin - 2 * NEAR) : begin]) | _runs(numbers[end : end + 2 * NEAR])
    for number, at in part.reference.inside:
        words = index.words(index.references[number])
        start, stop = at + part.start, at + part.end
        there = _runs(words[max(0, start - NEAR) : start]) | _runs(words[stop : stop + NEAR])
        if len(beside & there) >= min(ENOUGH, len(there)):
            return True
    return False


def _runs(numbers: Sequence[int]) -> set[int]:
    return {key for _, key in runs(numbers)}
