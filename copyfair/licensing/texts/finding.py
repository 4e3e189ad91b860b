"""What a file holds that is not known word for word: licence texts, what is said beside them, what both come to."""

from collections.abc import Iterable, Sequence

import msgspec

from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.expression import Expression, all_of, any_of, parse
from copyfair.licensing.model import Change, Match, Parameter, Reading, TextMatch
from copyfair.licensing.texts.align import Difference
from copyfair.licensing.texts.deciding import Judge
from copyfair.licensing.texts.index import Index, default_index
from copyfair.licensing.texts.limits import limiting_sentences, widening_sentences
from copyfair.licensing.texts.notices import Notices, read_notices
from copyfair.licensing.texts.said import Said
from copyfair.licensing.texts.search import Place, find, numbers_of
from copyfair.licensing.texts.shared import meant, one_of
from copyfair.licensing.texts.stream import Words, words_of

__all__ = ["Finding", "looked_into"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds.

    Attributes:
        matches: the licence texts.
        said: what is said beside them.
        choice: one may choose among them.
        doubts: sentences beside them that may limit somebody.
        exceptions: the ids of the matches that are exceptions.
    """

    matches: tuple[TextMatch, ...] = ()
    said: tuple[Said, ...] = ()
    choice: bool = False
    doubts: tuple[str, ...] = ()
    exceptions: frozenset[str] = frozenset()

    @property
    def open(self) -> bool:
        """Nothing was found, or nothing that is clean."""
        nothing = not self.matches and not self.said
        return nothing or bool(self.doubts) or any(match.changes for match in self.matches)

    @property
    def candidates(self) -> tuple[str, ...]:
        """One id for each text and notice."""
        return tuple(dict.fromkeys(map(one_of, self.groups())))

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that a text or a notice stands for."""
        named = (term.license for said in self.said if said.expression for term in said.expression.terms())
        return tuple(dict.fromkeys([*(i for match in self.matches for i in match.ids), *named]))

    def reading(self, statement: str, parameters: tuple[Parameter, ...]) -> Reading:
        """What it comes to."""
        changed = [match for match in self.matches if match.changes]
        if changed or self.doubts:
            return self._changed(statement, changed, parameters)
        licences, notes = self._licences()
        if any(licence is None for licence in licences) or not licences:
            open_ids = [i for ids in self.groups() for i in ids]
            note = next(filter(None, notes), "the name does not say which of these is meant")
            return Reading(
                statement=statement,
                match=Match.AMBIGUOUS,
                candidates=tuple(dict.fromkeys(open_ids)),
                note=note,
                matches=self.matches,
                parameters=parameters,
            )
        known = [licence for licence in licences if licence is not None]
        expression = any_of(known) if self.choice else all_of(known)
        shared = self.matches[0].ids if len(self.matches) == 1 and len(self.matches[0].ids) > 1 else ()
        return Reading(
            statement=statement,
            match=Match.TEXT if self.matches else Match.NOTICE,
            expression=expression,
            candidates=shared,
            note="; ".join(dict.fromkeys(note for note in notes if note)),
            matches=self.matches,
            parameters=parameters,
        )

    def _changed(self, statement: str, changed: Sequence[TextMatch], parameters: tuple[Parameter, ...]) -> Reading:
        words = [f"“{c.added or '…'}”" for match in changed for c in match.changes][:2]
        words += [f"“{sentence[:120]}”" for sentence in self.doubts[:2]]
        names = " and ".join(dict.fromkeys(match.ids[0] for match in changed)) or "the licence"
        what = "words were added, changed or left out" if changed else "words beside it may change who may use it"
        return Reading(
            statement=statement,
            match=Match.MODIFIED_TEXT,
            candidates=self.candidates,
            note=f"it has the text of {names}, but {what}: {', '.join(words)}",
            matches=self.matches,
            parameters=parameters,
        )

    def groups(self) -> Iterable[tuple[str, ...]]:
        """The ids of each text and of each notice; of a text that was cut, also of one as near."""
        for match in self.matches:
            yield match.ids
            if match.rival and match.changes and match.share < 0.95 and match.rival_behind <= 3:
                yield (match.rival,)
        for said in self.said:
            yield from ((term.license,) for term in (said.expression.terms() if said.expression else ()))
            if not {i for match in self.matches for i in match.ids} & set(said.candidates):
                yield from ((candidate,) for candidate in said.candidates)

    def _licences(self) -> tuple[list[Expression | None], list[str]]:
        """Each licence once: a notice says which of the ids that share a text is meant."""
        named = [said for said in self.said if said.expression is not None]
        stated = {term.license for said in named if said.expression for term in said.expression.terms()}
        found: dict[str, Expression | None] = {}
        notes: list[str] = []
        exceptions = [match.ids[0] for match in self.matches if match.ids[0] in self.exceptions]
        for match in self.matches:
            if match.ids[0] in self.exceptions:
                continue
            if _covered(match.ids, stated):
                continue
            one, note = meant(match.ids)
            notes.append(note)
            found.setdefault(str(one), one)
        for said in named:
            found.setdefault(str(said.expression), said.expression)
        known = stated | {i for match in self.matches for i in match.ids}
        for said in self.said:
            if said.expression is None and not known & set(said.candidates):
                usual = said.otherwise if not self.matches else None
                found.setdefault(str(usual or ""), usual)
                notes.append(_ANY_VERSION if usual else "")
        return _with_exceptions(list(found.values()), exceptions), notes


_ANY_VERSION = "no version is named, and the licence itself says that any may be chosen then"


def _with_exceptions(licences: list[Expression | None], exceptions: Sequence[str]) -> list[Expression | None]:
    """An exception belongs to the GNU licence beside it."""
    if not exceptions:
        return licences
    done: list[Expression | None] = []
    left = list(dict.fromkeys(exceptions))
    for licence in licences:
        if left and licence is not None and "GPL" in str(licence) and " " not in str(licence):
            done.append(all_of([parse(f"{licence} WITH {exception}") for exception in left]))
            left = []
        else:
            done.append(licence)
    return done if not left else [*done, None]


def _covered(ids: tuple[str, ...], stated: set[str]) -> bool:
    """A notice names this text, or says "or later" of an earlier version of it."""
    if stated & set(ids):
        return True
    for name in ids:
        family, _, number = name.removesuffix("-only").removesuffix("-or-later").rpartition("-")
        if not name.endswith(("-only", "-or-later")):
            continue
        for other in stated:
            base, _, least = other.removesuffix("-or-later").rpartition("-")
            if other.endswith("-or-later") and base == family and least <= number:
                return True
    return False


# --- looking into a text that is not known word for word --------------------------------------------------------


def looked_into(text: str, catalogue: Catalogue) -> Finding:
    """Find the licence texts in a file and read what stands beside them."""
    index = default_index()
    file = words_of(text)
    numbers = numbers_of(file.words, index)
    places = find(numbers, index)
    judge = Judge(file.words, index.number, index.spelt.get, index.weighty.__contains__)
    matches = tuple(_match(place, file, index, judge) for place in places)
    passages = _beside(text, file, places)
    notices = read_notices(passages, catalogue) if passages.strip() else Notices(said=(), choice=False, rest="")
    doubts = limiting_sentences(notices.rest) if matches or notices.said else ()
    if any(name in catalogue for match in matches for name in match.ids):
        doubts += widening_sentences(notices.rest)
    exceptions = frozenset(p.best.reference.ids[0] for p in places if p.best.reference.exception)
    return Finding(matches=matches, said=notices.said, choice=notices.choice, doubts=doubts, exceptions=exceptions)


def _match(place: Place, file: Words, index: Index, judge: Judge) -> TextMatch:
    best = place.best
    reference = index.words(best.reference)
    changes = [_change(d, file, reference, index) for d in judge.real(best, reference)]
    begin, end = best.begin, best.end
    lines = (file.lines[begin], file.lines[end - 1])
    rival = place.rival
    ids = best.reference.ids
    if rival and rival.score >= best.score and not judge.real(rival, index.words(rival.reference)):
        ids = tuple(sorted({*ids, *rival.reference.ids}))
    return TextMatch(
        ids=ids,
        share=round(best.share, 4),
        lines=lines,
        changes=tuple(changes),
        rival=rival.reference.ids[0] if rival else "",
        rival_share=round(rival.share, 4) if rival else 0.0,
        rival_behind=round(best.score - rival.score) if rival else 0,
    )


def _change(difference: Difference, file: Words, reference: Sequence[int], index: Index) -> Change:
    begin, end = difference.added
    spelt = index.spelt
    left = [spelt.get(number, "…") for number in reference[slice(*difference.left_out)]]
    return Change(
        line=file.lines[min(begin, len(file.lines) - 1)],
        added=_short(file.words[begin:end]),
        left_out=_short(left),
    )


def _short(words: Sequence[str]) -> str:
    if len(words) <= 40:
        return " ".join(words)
    return f"{' '.join(words[:30])} … {len(words) - 35} words … {' '.join(words[-5:])}"


def _beside(text: str, file: Words, places: Sequence[Place]) -> str:
    """The passages that belong to no licence text, as they stand in the file."""
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not places:
        return "\n".join(raw)
    kept: list[str] = []
    at_line, at_word = 1, 0
    for place in places:
        first, last = file.lines[place.best.begin], file.lines[place.best.end - 1]
        kept.append("\n".join(raw[at_line - 1 : first - 1]))
        kept.append(
            " ".join(w for n, w in _words_between(file, at_word, place.best.begin) if n == first or n < at_line)
        )
        at_line, at_word = last + 1, place.best.end
    kept.append(" ".join(w for n, w in _words_between(file, at_word, len(file.words)) if n < at_line))
    kept.append("\n".join(raw[at_line - 1 :]))
    return "\n\n".join(part for part in kept if part.strip())


def _words_between(file: Words, begin: int, end: int) -> list[tuple[int, str]]:
    return list(zip(file.lines[begin:end], file.words[begin:end], strict=True))
