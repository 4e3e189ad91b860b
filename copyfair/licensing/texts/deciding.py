"""Which words of a licence decide something, and which differences between two copies mean nothing.

The rule is lopsided on purpose: a harmless change taken for a real one costs a look; a limit taken for noise is a
wrong answer. So only what is surely noise is called so.
"""

import re
from collections.abc import Callable, Sequence

from copyfair.licensing.texts.align import Alignment, Difference
from copyfair.licensing.texts.evening import SUSPECT
from copyfair.licensing.texts.limits import limiting_sentences

__all__ = ["PLAIN", "Judge", "decides"]

_DECIDES = re.compile(
    SUSPECT.pattern
    + r"|\bnon|forbidden|grant|govern|educat|research|religi|police|weapon|\bgun\b|nuclear|surveil|\bwar\b|ethic|human|cooperat|co\b|"
    r"collective|owned|employ|million|thousand|hundred|dollar|euro|\bless\b|\bmore\b|\bthan\b|\bexceed|\blimit(?!ed\b|ation)|"
    r"\bwithout\b|\bany\b|\ball\b|\bnone\b|\bneither\b|\bnever\b|\bfree(?:ly)?\b|\bcharge|royalt|patent|distribut|modif|copy\b|"
    r"\bmerge|publish|sublicens|network|competi|hosted|service|production|\bafter\b|\bbefore\b|\bwithin\b|\bday|month|year"
)
"""As `SUSPECT`, and what grants or limits besides; for single words inside the body of a licence."""

_FILL = frozenset(
    "a an the and or and/or of to in by as is its it this that these those with such be are s t c p br span div li b i u h1 h2 h3 rem "
    "page copyright copyrights rights reserved software library program file files materials package module project "
    "inc ltd llc gmbh corp corporation foundation university team author authors contributor contributors owner owners holder holders developers "
    "http https www com org net html htm php txt license_text see also below above following note end begin".split()
)
"""Words that may come and go."""

_STREET = frozenset(
    "free software foundation inc 51 franklin st street fifth floor boston ma 02110 02111 02139 1301 1307 59 temple place suite "
    "330 675 mass ave massachusetts avenue cambridge usa the of and".split()
)
_VERSIONS = frozenset("version versions v ver than least".split())
_POINTING = frozenset("any its the their our said this that these those a an his her".split())
"""Words of which one may stand for another."""

_HOLDER = frozenset(
    "the a an copyright holder holders owner owners author authors contributor contributors and or its their his her "
    "regents university of california organization organisation company name names foundation project group team inc "
    "developers by software apache party parties other any person above listed individual entity provider creator".split()
)
"""Words that stand where a name goes."""

_SAYS_MORE = re.compile(SUSPECT.pattern.replace("|licen[sc]e", "").replace("|provided", ""))
"""As `SUSPECT`, for the place of a name: a name may hold the word licence."""

_YEAR = re.compile(r"(?:19|20)\d\d")
_ITEM = re.compile(r"[ivx]{1,5}|\d{1,2}|[a-z]|(?:19|20)\d\d")
"""The number of an item of a list, or a year."""
_AS_PRINTED = str.maketrans("0158iut", "olsblvf")

_TITLES = frozenset("license licenses version terms conditions agreement copyright notice copying".split())
TITLE = 8
"""A title has no more words."""

PLAIN = tuple(
    sorted(
        _FILL
        | _HOLDER
        | _STREET
        | set(
            "not no nor may must shall should will can cannot only except unless provided permitted permission "
            "permissions prohibited restricted restriction restrictions restrict forbidden use used uses using user usage "
            "commercial commercially noncommercial non profit profits nonprofit revenue fee fees pay paid payment sell sold "
            "sale worker workers owned employees employee company companies business businesses organization cooperative "
            "collective military evil good harm internal personal academic research educational evaluation trial purpose "
            "purposes for without warranty liability granted grant grants free charge royalty patent copy copies copying "
            "modify modified modification modifications merge publish distribute distributed distribution sublicense "
            "redistribute redistribution reproduce prepare derivative work works display perform any all each every none never "
            "neither if then when where who whom which whose what on at from into before after within year years month "
            "months day days less more than exceed exceeds exceeding limit limited license licensed licenses licensor "
            "licensee terms conditions condition notice notices agreement agree you your we our they he she prior written "
            "specific express implied require required requires requirement allow allowed exclude excluded excluding "
            "exclusive nonexclusive network service services production hosted managed competing compete government "
            "persons person individual individuals legal entity entities version versions later either both also".split()
        )
        | {str(number) for number in (*range(101), *range(1980, 2036))}
    )
)
"""Words whose hash the index names, so that a diff can show them and a misprint can be told from another word."""


def decides(word: str) -> bool:
    """A word that may change who may do what."""
    return _DECIDES.search(word) is not None


class Judge:
    """Tells harmless differences from real ones.

    Args:
        words: of the file.
        number: the number of a word in the index, 0 if it has none.
        spelt: the plain words of the index by their number; None for one that is not plain.
        weighty: this number stands for a word that decides something.
    """

    def __init__(
        self,
        words: Sequence[str],
        number: Callable[[str], int],
        spelt: Callable[[int], str | None],
        weighty: Callable[[int], bool],
    ) -> None:
        self._words = words
        self._number = number
        self._spelt = spelt
        self._weighty = weighty
        self._title: frozenset[int] = frozenset()

    def real(self, found: Alignment, reference: Sequence[int]) -> tuple[Difference, ...]:
        """The differences that are not harmless. Too many harmless ones together are not harmless."""
        first, last = found.reference.core
        self._title = frozenset(reference[:TITLE])
        real, slips = [], 0
        for difference in found.differences:
            start, stop = difference.left_out
            added = self._words[slice(*difference.added)]
            if (
                (stop <= first or start >= last)
                and not _LIMITS & set(added)
                and not limiting_sentences(" ".join(added))
            ):
                continue
            left = list(reference[max(start, first) : min(stop, last)])
            if not self._is_address(added, left) and self._renumbered(difference.added[0], left):
                kind = None
            else:
                kind = self._kind(added, left, heading=start == 0 and last - first > 10 * TITLE)
            if kind is None:
                real.append(difference)
            slips += kind or 0
        if found.share < 0.85 or slips > 1 + (last - first) // 60:
            return found.differences
        return tuple(real)

    def _kind(self, added: Sequence[str], left: Sequence[int], *, heading: bool) -> int | None:
        """None for a real difference; for a harmless one how many slips it counts as."""
        if self._same_letters(added, left) or self._is_address(added, left):
            return 0
        if left and self._is_name(added, left):
            return 0
        if len(added) == len(left):
            slips = [self._slip(word, number) for word, number in zip(added, left, strict=True)]
            if None not in slips:
                return sum(s for s in slips if s is not None)
        if not added:
            return self._left_out(left, heading=heading)
        if not left:
            return 0 if self._is_heading(added) else self._added(added)
        if (
            len(added) <= 3
            and len(left) <= 3
            and not any(map(self._weighs, added))
            and not any(map(self._weighty, left))
        ):
            return max(len(added), len(left))
        return None

    def _renumbered(self, place: int, left: Sequence[int]) -> bool:
        """The figure of a version is another one: it is no number of an item."""
        figures = any((self._spelt(number) or "").isdecimal() for number in left)
        return figures and not _VERSIONS.isdisjoint(self._words[max(0, place - 2) : place])

    def _weighs(self, word: str) -> bool:
        return decides(word) or (word.isdecimal() and not _YEAR.fullmatch(word))

    def _slip(self, word: str, number: int) -> int | None:
        """One word for another: a misprint, a number of an item, a word of no weight."""
        expected = self._spelt(number)
        if expected is not None and _printed(word) == _printed(expected):
            return 0
        if not self._number(word) and not word.isdecimal() and (expected is None or not self._weighty(number)):
            return None if decides(word) and not self._weighty(number) else 0
        if expected is not None and not self._number(word) and _near(word, expected):
            return 0
        if word in _POINTING and expected in _POINTING:
            return 0
        if not self._weighs(word) and not self._weighty(number):
            return 1
        return None

    def _same_letters(self, added: Sequence[str], left: Sequence[int]) -> bool:
        """The same letters, divided into words in another way."""
        if len(left) == 1 and 2 <= len(added) <= 4:
            return self._number("".join(added)) == left[0]
        if len(added) == 1 and len(left) == 2:
            word = added[0]
            return any(
                self._number(word[:cut]) == left[0] and self._number(word[cut:]) == left[1]
                for cut in range(1, len(word))
            )
        return False

    def _is_heading(self, added: Sequence[str]) -> bool:
        """Words of the licence's own title, as at the top of a page."""
        return 2 <= len(added) <= TITLE and self._title.issuperset(map(self._number, added))

    def _is_address(self, added: Sequence[str], left: Sequence[int]) -> bool:
        """The Free Software Foundation has moved twice; its address stands in its licences."""
        words = [*added, *(self._spelt(number) or "" for number in left)]
        return any(map(str.isdecimal, words)) and _STREET.issuperset(words)

    def _is_name(self, added: Sequence[str], left: Sequence[int]) -> bool:
        """One holder's name or description for another's."""
        if len(left) <= 2 and not any(map(self._weighty, left)) and 0 < len(added) <= 4 and _HOLDER.issuperset(added):
            return True
        if not all(map(self._is_holder, left)) or (not added and any(map(self._weighty, left))):
            return False
        return len(added) <= 14 and not _SAYS_MORE.search(" ".join(added))

    def _is_holder(self, number: int) -> bool:
        return (self._spelt(number) or "") in _HOLDER

    def _left_out(self, left: Sequence[int], *, heading: bool) -> int | None:
        words = [self._spelt(number) for number in left]
        if all(word is not None and (word in _FILL or _ITEM.fullmatch(word)) for word in words):
            return 0
        if (
            heading
            and len(left) <= 12
            and not any(self._weighty(number) and word not in _TITLES for number, word in zip(left, words, strict=True))
        ):
            return 0
        return len(left) if len(left) <= 2 and not any(map(self._weighty, left)) else None

    def _added(self, added: Sequence[str]) -> int | None:
        if all(word in _FILL or _ITEM.fullmatch(word) for word in added):
            return 0
        if _is_notice(added):
            return 0
        if len(added) <= 2 and not any(map(self._weighs, added)) and not any(map(self._number, added)):
            return len(added)
        return None


_LIMITS = frozenset(
    ("not", "no", "only", "except", "unless", "commercial", "noncommercial", "may", "must", "shall", "worker")
)


def _is_notice(added: Sequence[str]) -> bool:
    """A notice of who holds the copyright, or the end of one."""
    said = " ".join(added)
    begins = added[0] == "c" and len(added) > 1 and _YEAR.fullmatch(added[1]) is not None
    ends = said.endswith("all rights reserved")
    return (
        len(added) <= 40
        and (begins or ends or "copyright" in added)
        and not SUSPECT.search(said.removesuffix("all rights reserved"))
    )


def _printed(word: str) -> str:
    """The word as it looks: letters and figures that are taken for each other made the same."""
    return word.replace("rn", "m").translate(_AS_PRINTED)


def _near(word: str, expected: str) -> bool:
    """The word is the expected one but for what printing and reading it in does to a letter or two."""
    most = 1 if len(expected) < 8 else 2
    if abs(len(word) - len(expected)) > most:
        return False
    row = list(range(len(expected) + 1))
    for n, letter in enumerate(word, 1):
        row, previous = [n], row
        for k, other in enumerate(expected, 1):
            row.append(min(previous[k] + 1, row[k - 1] + 1, previous[k - 1] + (letter != other)))
    return row[-1] <= most
