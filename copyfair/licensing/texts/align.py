"""Where a reference text stands in a file, and every word by which the two differ.

Both are lists of word numbers. Runs of three that they share (the anchors, from the index) are put in order, grown
as far as the words agree, and the gaps between are compared word by word where they are small. Time is linear in the
words but for those small gaps.
"""

from bisect import bisect_left
from collections.abc import Sequence
from difflib import SequenceMatcher

import msgspec

from copyfair.licensing.texts.index import Reference

__all__ = ["Alignment", "Difference", "align"]

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
        differences: in the order of the file, with what is missing at either end of the reference.
    """

    reference: Reference
    begin: int
    end: int
    matched: int
    differences: tuple[Difference, ...]

    @property
    def share(self) -> float:
        """The share of the words of the reference that is in the file; its advice on use does not count."""
        first, last = self.reference.core
        missing = sum(
            max(0, min(d.left_out[1], last) - max(d.left_out[0], first)) for d in self.differences
        )
        return 1 - missing / max(1, last - first)

    @property
    def score(self) -> float:
        """How much of the file it explains: words that agree, less what differs."""
        first, last = self.reference.core
        cost = 0.0
        for d in self.differences:
            missing = max(0, min(d.left_out[1], last) - max(d.left_out[0], first))
            at_an_end = d.left_out[0] == 0 or d.left_out[1] == self.reference.size
            cost += max(0.35 * missing if at_an_end else missing, d.added[1] - d.added[0])
        return self.matched - 1.1 * cost


_Block = tuple[int, int, int]


def align(
    file: Sequence[int], words: Sequence[int], reference: Reference, anchors: Sequence[tuple[int, int]], most: int
) -> Alignment | None:
    """Lay a reference on a file.

    Args:
        file: word numbers of the file.
        words: word numbers of the reference.
        reference: what the words are of.
        anchors: places in the file and in the reference where the same three words begin, sorted.
        most: words of the file before this place are taken already.
    """
    blocks = _grown(file, words, _in_order(anchors), most)
    if not blocks:
        return None
    blocks = _trimmed(_with_ends(file, words, _with_gaps(file, words, blocks), most))
    return _measured(reference, blocks, len(words), len(file), most)


def _in_order(anchors: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of anchors that goes forward in both texts."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    previous = -1
    for n, (place, at) in enumerate(sorted(anchors, key=lambda a: (a[0], -a[1]))):
        del place
        k = bisect_left(tails, at)
        if k == len(tails):
            tails.append(at)
            ends.append(n)
        else:
            tails[k] = at
            ends[k] = n
        before.append(ends[k - 1] if k else -1)
    ordered = sorted(anchors, key=lambda a: (a[0], -a[1]))
    chain = []
    previous = ends[-1] if ends else -1
    while previous >= 0:
        chain.append(ordered[previous])
        previous = before[previous]
    return chain[::-1]


def _grown(
    file: Sequence[int], words: Sequence[int], anchors: Sequence[tuple[int, int]], most: int
) -> list[_Block]:
    """Each anchor grown to both sides as far as the words agree."""
    blocks: list[_Block] = []
    file_end, words_end = most, 0
    for place, at in anchors:
        if place < file_end or at < words_end:
            if place + 3 <= file_end and at + 3 <= words_end:
                continue
            if place < file_end - 2 or at < words_end - 2:
                continue
        back = 0
        while place - back > file_end and at - back > words_end and file[place - back - 1] == words[at - back - 1]:
            back += 1
        begin, start = max(place - back, file_end), max(at - back, words_end)
        if begin - start != place - at:
            continue
        ahead = _agree(file, words, begin, start)
        if ahead:
            blocks.append((begin, start, ahead))
            file_end, words_end = begin + ahead, start + ahead
    return blocks


def _agree(file: Sequence[int], words: Sequence[int], begin: int, start: int) -> int:
    """How many words agree from here on."""
    most = min(len(file) - begin, len(words) - start)
    ahead = 0
    while ahead < most and file[begin + ahead] == words[start + ahead]:
        ahead += 1
    return ahead


def _with_gaps(file: Sequence[int], words: Sequence[int], blocks: Sequence[_Block]) -> list[_Block]:
    """The blocks, and those found in the gaps between them."""
    filled = [blocks[0]]
    for block in blocks[1:]:
        begin, start, length = filled[-1]
        filled.extend(_compared(file, words, (begin + length, block[0]), (start + length, block[1])))
        filled.append(block)
    return filled


def _compared(
    file: Sequence[int], words: Sequence[int], added: tuple[int, int], left: tuple[int, int]
) -> list[_Block]:
    """What agrees inside a small gap."""
    one, other = file[added[0] : added[1]], words[left[0] : left[1]]
    if len(one) * len(other) > SMALL_GAP or not one or not other or (len(one) == 1 and len(other) == 1):
        return []
    found = SequenceMatcher(None, other, one, autojunk=False).get_matching_blocks()
    least = 1 if len(one) <= 12 or len(other) <= 12 else 2
    return [(added[0] + b, left[0] + a, size) for a, b, size in found if size >= least and one[b]]


def _with_ends(file: Sequence[int], words: Sequence[int], blocks: list[_Block], most: int) -> list[_Block]:
    """The blocks, and those found before the first and after the last of them."""
    begin, start, _ = blocks[0]
    if start and begin > most:
        window = max(most, begin - start - 6, begin - 60)
        reach = max(0, start - 60)
        blocks = [*_compared(file, words, (window, begin), (reach, start)), *blocks]
    begin, start, length = blocks[-1]
    begin, start = begin + length, start + length
    if start < len(words) and begin < len(file):
        rest = min(60, len(words) - start)
        end = min(len(file), begin + rest + 6)
        blocks = [*blocks, *_compared(file, words, (begin, end), (start, start + rest))]
    return blocks


def _trimmed(blocks: list[_Block]) -> list[_Block]:
    """Without far small blocks at either end, which belong to something else."""
    while len(blocks) > 1:
        (b1, s1, l1), (b2, s2, l2) = blocks[-2:]
        if b2 - b1 - l1 <= 2 * l2 + 4:
            break
        blocks = blocks[:-1]
    while len(blocks) > 1:
        (b1, s1, l1), (b2, s2, l2) = blocks[:2]
        if b2 - b1 - l1 <= 2 * l1 + 4:
            break
        blocks = blocks[1:]
    return blocks


def _measured(reference: Reference, blocks: Sequence[_Block], size: int, length: int, most: int) -> Alignment:
    differences: list[Difference] = []
    begin, start, _ = blocks[0]
    if start:
        reach = min(start, begin - most) if start <= 3 else 0
        begin -= reach
        differences.append(Difference(added=(begin, begin + reach), left_out=(0, start)))
    for (b1, s1, l1), (b2, s2, _) in zip(blocks, blocks[1:], strict=False):
        if b2 > b1 + l1 or s2 > s1 + l1:
            differences.append(Difference(added=(b1 + l1, b2), left_out=(s1 + l1, s2)))
    b, s, n = blocks[-1]
    end, stop = b + n, s + n
    if stop < size:
        reach = min(size - stop, length - end) if size - stop <= 3 else 0
        differences.append(Difference(added=(end, end + reach), left_out=(stop, size)))
        end += reach
    return Alignment(
        reference=reference,
        begin=begin,
        end=end,
        matched=sum(block[2] for block in blocks),
        differences=tuple(differences),
    )
