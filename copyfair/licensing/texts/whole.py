"""Reference texts that stand in a file word for word: found by how they begin, without laying anything on anything.

Most parts of a collection of licence texts are of this kind, and what is found here is not looked into again.
"""

from array import array
from collections.abc import Iterator, Sequence

from copyfair.licensing.texts.align import Alignment, stretch
from copyfair.licensing.texts.index import Index, Part, runs

__all__ = ["word_for_word"]

NEAR = 30
"""So many words beside a text are looked at for what another text has there."""
ENOUGH = 4
"""So many runs of three words that are there too tell that it is the other text."""


def word_for_word(numbers: "array[int]", known: Sequence[tuple[int, int]], index: Index) -> Iterator[Alignment]:
    """Each text that is there from beginning to end, in the order of the file; no two overlap.

    A text that goes on, or stands in a longer one, is left to the search where the words beside it are nearly those.

    Args:
        numbers: word numbers of the file.
        known: its runs that the index knows.
        index: the texts.
    """
    end = 0
    for place, key in known:
        if place < end or key not in index.beginnings:
            continue
        for part in index.beginnings[key]:
            after = place + part.end - part.start
            if numbers[place:after] == index.part(part):
                if not _has_more(numbers, (place, after), part, index):
                    yield stretch(part.reference, place, (part.start, part.end), len(numbers))
                    end = after
                break


def _has_more(numbers: Sequence[int], place: tuple[int, int], part: Part, index: Index) -> bool:
    """The words beside it are those that this text, or a longer one that holds it, has there."""
    begin, end = place
    beside = _runs(numbers[max(0, begin - 2 * NEAR) : begin]) | _runs(numbers[end : end + 2 * NEAR])
    longer = [(index.references[number], at) for number, at in part.reference.inside]
    for reference, at in [(part.reference, 0), *longer]:
        words = index.words(reference)
        start, stop = at + part.start, at + part.end
        there = _runs(words[max(0, start - NEAR) : max(0, start)]) | _runs(words[stop : stop + NEAR])
        least = min(ENOUGH, len(there)) if at or reference is not part.reference else 1
        if there and len(beside & there) >= least:
            return True
    return False


def _runs(numbers: Sequence[int]) -> set[int]:
    return {key for _, key in runs(numbers)}
