"""Where a reference text stands in a file, and every word by which the two differ.

Both are lists of word numbers. Runs of three that they share (the anchors, from the index) are put in order, grown
as far as the words agree, and the gaps between are compared word by word where they are small. Time is linear in the
words but for those small gaps.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

import msgspec

from copyfair.licensing.texts.index import Reference

__all__ = ["LONGEST_END", "Alignment", "Difference", "align", "stretch"]

SMALL_GAP = 4_000
"""Words of the file times words of the reference up to which a gap is compared word by word."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Words of the file in the place of words of the reference; either side may be empty.

    Attributes:
        added: first and last+1 word of the file.
        left_out: first and last+1 word of the reference.
    """

    added: tuple[int, int]
    left_out: tuple[int, int]

    @property
    def weight(self) -> int:
        """How many words it touches."""
        return max(self.added[1] - self.added[0], self.left_out[1] - self.left_out[0])


class Alignment(msgspec.Struct, frozen=True, kw_only=True):
    """A reference text laid on a file.

    Attributes:
        begin: first word of the file that belongs to it.
        end: last word of the file that belongs to it, plus one.
        matched: how many words agree.
        score: how much of the file it explains: words that agree, less what differs.
        differences: in the order of the file, with what is missing at either end of the reference.
    """

    reference: Reference
    begin: int
    end: int
    matched: int
    score: float
    differences: tuple[Difference, ...]

    @property
    def share(self) -> float:
        """The share of the words of the reference that is in the file; its advice on use does not count."""
        first, last = self.reference.core
        missing = sum(_missing(d, self.reference) for d in self.differences)
        return 1 - missing / max(1, last - first)


_Block = tuple[int, int, int]


def align(
    file: Sequence[int], words: Sequence[int], reference: Reference, anchors: Sequence[tuple[int, int]]
) -> Alignment | None:
    """Lay a reference on a file.

    Args:
        file: word numbers of the file; what is taken already is marked by a number that no word has.
        words: word numbers of the reference.
        reference: what the words are of.
        anchors: places in the file and in the reference where the same three words begin.
    """
    blocks = _grown(file, words, _in_order(anchors), ((0, len(file)), (0, len(words))))
    if not blocks:
        return None
    blocks = _trimmed(_with_ends(file, words, _with_gaps(file, words, blocks)))
    return _measured(reference, blocks, len(words), len(file))


def stretch(reference: Reference, place: int, part: tuple[int, int], length: int) -> Alignment:
    """A part of a reference that stands word for word at a place of a file of so many words."""
    return _measured(reference, [(place, part[0], part[1] - part[0])], reference.size, length)


def _in_order(anchors: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of anchors that goes forward in both texts."""
    if all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(anchors)):
        return list(anchors)
    ordered = sorted(anchors, key=lambda anchor: (anchor[0], -anchor[1]))
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, (_, at) in enumerate(ordered):
        k = bisect_left(tails, at)
        if k == len(tails):
            tails.append(at)
            ends.append(n)
        else:
            tails[k] = at
            ends[k] = n
        before.append(ends[k - 1] if k else -1)
    chain = []
    last = ends[-1] if ends else -1
    while last >= 0:
        chain.append(ordered[last])
        last = before[last]
    return chain[::-1]


def _grown(
    file: Sequence[int],
    words: Sequence[int],
    anchors: Sequence[tuple[int, int]],
    within: tuple[tuple[int, int], tuple[int, int]],
) -> list[_Block]:
    """Each anchor grown to both sides as far as the words agree."""
    (file_end, file_stop), (words_end, words_stop) = within
    blocks: list[_Block] = []
    for place, at in anchors:
        skip = max(0, file_end - place, words_end - at)
        if skip > 2:
            continue
        begin, start = place + skip, at + skip
        while begin > file_end and start > words_end and file[begin - 1] == words[start - 1]:
            begin, start = begin - 1, start - 1
        ahead, most = 0, min(file_stop - begin, words_stop - start)
        while ahead < most and file[begin + ahead] == words[start + ahead]:
            ahead += 1
        if ahead:
            blocks.append((begin, start, ahead))
            file_end, words_end = begin + ahead, start + ahead
    return blocks


def _with_gaps(file: Sequence[int], words: Sequence[int], blocks: Sequence[_Block]) -> list[_Block]:
    """The blocks, and those found in the gaps between them."""
    filled = [blocks[0]]
    for block in blocks[1:]:
        begin, start, length = filled[-1]
        filled.extend(_between(file, words, (begin + length, block[0]), (start + length, block[1])))
        filled.append(block)
    return filled


def _between(file: Sequence[int], words: Sequence[int], added: tuple[int, int], left: tuple[int, int]) -> list[_Block]:
    """What agrees inside a gap: word by word in a small one, from runs of three that stand there once in a large one."""
    if (added[1] - added[0]) * (left[1] - left[0]) <= SMALL_GAP:
        return _compared(file, words, added, left)
    places: dict[tuple[int, int, int], int] = {}
    for at, run in enumerate(_threes(words[left[0] : left[1]]), left[0]):
        places[run] = -1 if run in places else at
    anchors = [
        (place, at)
        for place, run in enumerate(_threes(file[added[0] : added[1]]), added[0])
        if (at := places.get(run, -1)) >= 0
    ]
    blocks: list[_Block] = []
    begin, start = added[0], left[0]
    for block in _grown(file, words, _in_order(anchors), (added, left)):
        blocks += _compared(file, words, (begin, block[0]), (start, block[1]))
        blocks.append(block)
        begin, start = block[0] + block[2], block[1] + block[2]
    return [*blocks, *_compared(file, words, (begin, added[1]), (start, left[1]))] if blocks else []


def _threes(words: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    return zip(words, words[1:], words[2:], strict=False)


def _compared(file: Sequence[int], words: Sequence[int], added: tuple[int, int], left: tuple[int, int]) -> list[_Block]:
    """What agrees inside a small gap."""
    area = (added[1] - added[0]) * (left[1] - left[0])
    if not 1 < area <= SMALL_GAP:
        return []
    one, other = file[added[0] : added[1]], words[left[0] : left[1]]
    if set(one).isdisjoint(other):
        return []
    found = SequenceMatcher(None, other, one, autojunk=False).get_matching_blocks()
    least = 1 if len(one) <= 12 or len(other) <= 12 else 2
    return [(added[0] + b, left[0] + a, size) for a, b, size in found if size >= least and one[b]]


LONGEST_END = 400
"""So many words before the first anchor and after the last are looked into."""


def _with_ends(file: Sequence[int], words: Sequence[int], blocks: list[_Block]) -> list[_Block]:
    """The blocks, and those found before the first and after the last of them."""
    begin, start, _ = blocks[0]
    if start and begin:
        reach = min(start, LONGEST_END)
        blocks = [*_between(file, words, (max(0, begin - reach - 6), begin), (start - reach, start)), *blocks]
    begin, start, length = blocks[-1]
    begin, start = begin + length, start + length
    if start < len(words) and begin < len(file):
        rest = min(LONGEST_END, len(words) - start)
        end = min(len(file), begin + rest + 6)
        blocks = [*blocks, *_between(file, words, (begin, end), (start, start + rest))]
    return blocks


def _trimmed(blocks: list[_Block]) -> list[_Block]:
    """Without far small blocks at either end, which belong to something else."""
    while len(blocks) > 1:
        (b1, _, l1), (b2, _, l2) = blocks[-2:]
        if b2 - b1 - l1 <= 2 * l2 + 4:
            break
        blocks = blocks[:-1]
    while len(blocks) > 1:
        (b1, _, l1), (b2, _, _) = blocks[:2]
        if b2 - b1 - l1 <= 2 * l1 + 4:
            break
        blocks = blocks[1:]
    return blocks


def _measured(reference: Reference, blocks: Sequence[_Block], size: int, length: int) -> Alignment:
    differences: list[Difference] = []
    begin, start, _ = blocks[0]
    if start:
        reach = min(start, begin) if start <= 3 else 0
        begin -= reach
        differences.append(Difference(added=(begin, begin + reach), left_out=(0, start)))
    for (b1, s1, l1), (b2, s2, _) in pairwise(blocks):
        if b2 > b1 + l1 or s2 > s1 + l1:
            differences.append(Difference(added=(b1 + l1, b2), left_out=(s1 + l1, s2)))
    b, s, n = blocks[-1]
    end, stop = b + n, s + n
    if stop < size:
        reach = min(size - stop, length - end) if size - stop <= 3 else 0
        differences.append(Difference(added=(end, end + reach), left_out=(stop, size)))
        end += reach
    matched = sum(block[2] for block in blocks)
    return Alignment(
        reference=reference,
        begin=begin,
        end=end,
        matched=matched,
        score=matched - 2 * sum(_cost(d, reference) for d in differences),
        differences=tuple(differences),
    )


def _missing(difference: Difference, reference: Reference) -> int:
    """How many words of the core are left out."""
    first, last = reference.core
    return max(0, min(difference.left_out[1], last) - max(difference.left_out[0], first))


def _cost(difference: Difference, reference: Reference) -> float:
    """What a difference counts; words that are missing at an end may just have been cut off."""
    missing: float = _missing(difference, reference)
    if difference.left_out[0] == 0 or difference.left_out[1] == reference.size:
        missing = min(0.2 * missing, 5 + 0.05 * missing)
    return max(missing, difference.added[1] - difference.added[0])
