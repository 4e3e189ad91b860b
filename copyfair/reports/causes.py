"""Why a licence is uncertain, in sentences that hold for every component with the same trouble.

Statements that may mean the same licences are one cause however they are spelt
("BSD", "License :: OSI Approved :: BSD License"); conflicts and everything else
go by the sentence that the decision gave, without the folders of one component.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from copyfair.licensing.model import Evidence, Licensed, Match, Reading
from copyfair.reciprocity.model import Decision, Doubt, Stance
from copyfair.reports import words
from copyfair.reports.evidence import near, shortened
from copyfair.reports.view import TextNote
from copyfair.reports.words import LONG, cut

__all__ = ["UNSURE", "Cause", "cause_of", "sides", "tell", "text_notes"]

UNSURE = (Doubt.CONFLICT, Doubt.UNKNOWN_LICENCE, Doubt.MODIFIED_TEXT)
"""The doubts that are about the licence itself."""

_NOTHING = frozenset({"NONE", "NOASSERTION"})
_FEW_IDS = 3
_MOST_IDS = 8
_LONGEST_SAID = 80


class _Meaning(msgspec.Struct, frozen=True):
    """What one statement comes to: one licence, or what it may mean, or only its own words."""

    license: str = ""
    may_be: tuple[str, ...] = ()
    words: str = ""
    note: str = ""


class Cause(msgspec.Struct, frozen=True):
    """What makes a licence uncertain, to compare: open statements, or sentences."""

    meanings: frozenset[_Meaning]
    sentences: tuple[str, ...]


def cause_of(one: Licensed, decision: Decision) -> Cause:
    """What makes this component's licence uncertain."""
    if decision.doubt is Doubt.UNKNOWN_LICENCE and not decision.license:
        found = frozenset(_meanings(one))
        if found:
            return Cause(found, ())
    return Cause(frozenset(), tuple(dict.fromkeys(_sentences(one, decision))))


def _sentences(one: Licensed, decision: Decision) -> Iterator[str]:
    if decision.doubt is Doubt.CONFLICT and one.conflict:
        said = list(one.conflict.says)
    else:
        said = [reason.says for reason in decision.because if reason.stance is Stance.EVIDENCE]
    for sentence in dict.fromkeys(filter(str.strip, said)):
        short = cut(shortened(sentence, one.evidence, one.component.name), LONG)
        named = decision.doubt is Doubt.CONFLICT or decision.license in short
        yield short if named else f"{cut(decision.license)}: {short}"


def sides(one: Licensed, decision: Decision) -> tuple[Evidence, ...]:
    """The evidence that the cause is about: for a conflict its sides, else everything."""
    if decision.doubt is not Doubt.CONFLICT or one.conflict is None:
        return one.evidence
    return one.conflict.one, *one.conflict.others


# ---------------------------------------------------------------- open statements


def _meanings(one: Licensed) -> dict[_Meaning, str]:
    """What is stated, other than licence texts, each with its shortest spelling, in the order of the evidence."""
    found: dict[_Meaning, str] = {}
    for evidence in one.evidence:
        for reading in () if evidence.claim.is_text else _readings(evidence):
            meaning, said = _meaning(reading), _plain(reading.statement)
            if said and meaning.license not in _NOTHING:
                found[meaning] = min(found.get(meaning, said), said, key=_by_length)
    return found


def _readings(evidence: Evidence) -> tuple[Reading, ...]:
    unread = (Reading(statement=statement, match=Match.UNKNOWN) for statement in evidence.claim.statements[:3])
    return evidence.readings or tuple(unread)


def _meaning(reading: Reading) -> _Meaning:
    if reading.expression is not None:
        return _Meaning(license=str(reading.expression))
    if reading.match is Match.AMBIGUOUS and reading.candidates:
        return _Meaning(may_be=tuple(sorted(set(reading.candidates), key=_by_name)))
    return _Meaning(words=_plain(reading.statement).casefold(), note=reading.note)


def _plain(statement: str) -> str:
    """A statement without what every classifier begins with."""
    line = cut(statement, _LONGEST_SAID)
    return line.rpartition("::")[2].strip() if line.casefold().startswith("license ::") else line


def _by_name(license_id: str) -> tuple[bool, str]:
    return license_id[:1].isdigit(), license_id


def _by_length(said: str) -> tuple[int, str]:
    return len(said), said


def tell(cause: Cause, components: Sequence[Licensed], listed: dict[tuple[str, ...], str]) -> tuple[str, ...]:
    """The cause in sentences, in the shortest words that any of the components uses.

    Args:
        cause: what is the trouble.
        components: the components that have it.
        listed: what the sentences before this one listed already, and for which words; is added to.

    """
    if not cause.meanings:
        return cause.sentences
    spelt: dict[_Meaning, str] = {}
    for one in components:
        for meaning, said in _meanings(one).items():
            spelt[meaning] = min(spelt.get(meaning, said), said, key=_by_length)
    parts = [(f"“{said}”", _comes_to(meaning, said, listed)) for meaning, said in spelt.items()]
    if len(parts) == 1:
        return ("Says only {}: {}.".format(*parts[0]),)
    *others, last = (f"{said} ({comes_to})" for said, comes_to in parts)
    return (f"Says {', '.join(others)} and {last}.",)


def _comes_to(meaning: _Meaning, said: str, listed: dict[tuple[str, ...], str]) -> str:
    if meaning.license:
        return f"is {cut(meaning.license)}"
    if not meaning.may_be:
        return f"not understood: {cut(meaning.note)}" if meaning.note else "not understood"
    before = listed.get(meaning.may_be)
    if before is not None:
        return "see above" if before == said else f"see “{before}” above"
    if len(meaning.may_be) > _FEW_IDS:
        listed[meaning.may_be] = said
    return f"may be {words.and_more(map(cut, meaning.may_be), _MOST_IDS)}"


# ---------------------------------------------------------------- licence texts


def text_notes(components: Sequence[Licensed]) -> tuple[TextNote, ...]:
    """What is to be known about licence texts that nobody knows, each note once."""
    noted: dict[str, dict[str, dict[str, None]]] = {}
    for one in components:
        for evidence in one.evidence:
            for reading in evidence.readings if evidence.claim.is_text else ():
                if reading.match is Match.UNKNOWN and reading.note:
                    files = noted.setdefault(cut(reading.note, LONG), {}).setdefault(words.label(one.component), {})
                    files[cut(near(evidence.claim.source.file, one.component.name))] = None
    return tuple(TextNote(_where(noted[says], named=len(components) > 1), says) for says in noted)


def _where(files: Mapping[str, Iterable[str]], *, named: bool) -> str:
    places = ((words.and_more(files[label], 3), label) for label in files)
    return words.and_more((f"{place} of {label}" if named else place for place, label in places), 4)
