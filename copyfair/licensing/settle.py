"""What all claims about one component come to: recorded first, then statements, strongest first, then the texts.

Everything here is worked out on places in a list of evidence, so that the same claims elsewhere need no second look.
"""

from collections.abc import Sequence

import msgspec

from copyfair.inventory.model import Combine, Standing
from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.expression import Expression, Operator, all_of, any_of, single
from copyfair.licensing.model import Evidence, Match, Reading
from copyfair.licensing.settle_texts import against_texts, from_texts
from copyfair.licensing.settled import Pair, Settled, reserves
from copyfair.licensing.voice import quoted, who
from copyfair.licensing.weigh import Limits, candidates, ids_of, is_silent, limits_of, same_family, told, without_ending

__all__ = ["Settled", "settle"]


def settle(evidence: Sequence[Evidence], catalogue: Catalogue) -> Settled:
    """One licence or an open question, and every disagreement.

    Args:
        evidence: strongest first.
        catalogue: the licences that limit who may use the work.
    """
    places = range(len(evidence))
    limits = limits_of(catalogue)
    recorded = [n for n in places if evidence[n].claim.standing is Standing.RECORDED and evidence[n].expression]
    recorded = [n for n in recorded if not is_silent(evidence[n])]
    if recorded:
        return _recorded(evidence, recorded)
    texts = [n for n in places if evidence[n].claim.is_text]
    mentions = [n for n in places if evidence[n].claim.standing is Standing.MENTIONED]
    apart = {*texts, *mentions}
    stated = [n for n in places if n not in apart and not is_silent(evidence[n])]
    base = _stated(evidence, stated, limits) if stated else from_texts(evidence, texts, limits)
    if base is None:
        return _nothing(evidence, mentions)
    settled = _against_mentions(against_texts(base, evidence, stated, texts, limits), evidence, mentions, limits)
    is_open = settled.expression is None and not settled.against and not settled.modified
    return msgspec.structs.replace(settled, at_most=_at_most(evidence, stated, texts, limits)) if is_open else settled


def _recorded(evidence: Sequence[Evidence], places: Sequence[int]) -> Settled:
    """What the user recorded; two records that differ are a conflict like any other."""
    first = places[0]
    claim, expression = evidence[first].claim, evidence[first].expression
    reason = f" ({claim.reason.strip().rstrip('.')})" if claim.reason.strip() else ""
    differ = tuple(
        Pair(first, n, f"{who(evidence[first])} says {expression}, but another one says {evidence[n].expression}.")
        for n in places
        if evidence[n].expression != expression
    )
    why = f"It is recorded as {expression} in {claim.source.file}{reason}."
    return Settled(expression=expression, why=why, against=differ)


def _nothing(evidence: Sequence[Evidence], mentions: Sequence[int]) -> Settled:
    spoken = [ids_of(e.expression) for e in evidence if e.expression is not None]
    if any("NONE" in ids for ids in spoken):
        return Settled(expression=None, why="It is stated that there is no licence.")
    named = tuple(sorted({name for n in mentions for name in told(evidence[n])}))
    beside = f" Its README names {' and '.join(named)}, which is no proof." if named else ""
    texts = [e for e in evidence if e.claim.is_text]
    if not texts:
        return Settled(expression=None, why=f"No licence is stated.{beside}", candidates=named)
    notes = sorted({r.note for e in texts for r in e.readings if r.note})
    because = f": {notes[0]}" if notes else ""
    why = f"No licence is stated, and its licence text is not one that we know{because}.{beside}"
    likely = tuple(sorted({name for e in texts for name in told(e)}))
    return Settled(expression=None, why=why, candidates=likely or named)


# --- statements -------------------------------------------------------------------------------------------------


def _stated(evidence: Sequence[Evidence], stated: Sequence[int], limits: Limits) -> Settled:
    """What the statements that stand highest come to, and which statements disagree."""
    resolved = [n for n in stated if evidence[n].expression is not None]
    if not resolved:
        return _open_statements(evidence, stated)
    top = evidence[resolved[0]].claim.standing
    first = _best(evidence, [n for n in resolved if evidence[n].claim.standing is top])
    expression = evidence[first].expression
    assert expression is not None  # noqa: S101 - `resolved` holds only these
    against: list[Pair] = []
    notes: list[str] = []
    for n in stated:
        if n != first:
            says, note = _disagreement(evidence[first], evidence[n], limits)
            against.extend([Pair(first, n, says)] if says else [])
            notes.extend([note] if note and note not in notes else [])
    why = f"{who(evidence[first])} says {quoted(evidence[first], expression)}."
    return Settled(expression=expression, why=" ".join([why, *notes]), against=tuple(against))


def _best(evidence: Sequence[Evidence], places: Sequence[int]) -> int:
    """Of statements that stand alike: a real expression before a name, a stated meaning before a list without one."""

    def order(n: int) -> tuple[bool, bool, bool, int]:
        one = evidence[n]
        guessed = one.claim.combine is Combine.UNDEFINED and len(one.claim.statements) > 1
        chosen = any(
            getattr(s, "operator", None) is Operator.OR for s in (one.expression.steps if one.expression else ())
        )
        return guessed, not chosen, any(r.match is not Match.EXPRESSION for r in one.readings), n

    return min(places, key=order)


def _disagreement(one: Evidence, other: Evidence, limits: Limits) -> tuple[str, str]:
    """A conflict in a sentence, or a note in a sentence, or neither."""
    mine = ids_of(one.expression)
    if other.expression is None:
        return _open_beside(one, other, mine)
    theirs = ids_of(other.expression)
    if mine == theirs or same_family(mine, theirs):
        return "", ""
    said = f"{who(one)} says {one.expression}, but {who(other, first=False)} says {other.expression}"
    if one.claim.standing is other.claim.standing:
        return f"{said}.", ""
    if any(map(limits, mine ^ theirs)):
        return f"{said}, and the difference decides who may use it.", ""
    return "", f"{who(other)} says {other.expression}; the former stands higher."


def _open_beside(one: Evidence, other: Evidence, mine: frozenset[str]) -> tuple[str, str]:
    """An open statement beside a settled one: it must leave room for it, and must not hint at a limit."""
    for reading in other.readings:
        may_be = ids_of(reading.expression) or frozenset(reading.candidates)
        if may_be and not may_be & mine and not same_family(mine, may_be):
            likely = " or ".join(sorted(may_be)[:4])
            return f"{who(one)} says {one.expression}, but {who(other, first=False)} means {likely}.", ""
        if reading.match is Match.UNKNOWN and reading.note and reserves(reading.note):
            return f"{who(one)} says {one.expression}, but {who(other, first=False)} says “{reading.statement}”.", ""
    unread = [r.statement for r in other.readings if r.match is Match.UNKNOWN and r.statement]
    return "", f"{who(other)} also says “{unread[0]}”, which was not understood." if unread else ""


def _open_statements(evidence: Sequence[Evidence], stated: Sequence[int]) -> Settled:
    """Nothing that is stated is certain: say what it may be."""
    several = [set(candidates(evidence[n])) for n in stated]
    common = set.intersection(*several) if several and all(several) else set()
    shown = " and ".join(dict.fromkeys(f"“{r.statement}”" for n in stated for r in evidence[n].readings))
    notes = sorted({r.note for n in stated for r in evidence[n].readings if r.note})
    because = f": {notes[0]}" if notes else ""
    why = f"It states {shown or 'nothing'}, which is not a licence for certain{because}."
    return Settled(expression=None, why=why, candidates=tuple(sorted(common)))


def _at_most(
    evidence: Sequence[Evidence], stated: Sequence[int], texts: Sequence[int], limits: Limits
) -> Expression | None:
    """What binds whoever keeps to all that the statements may mean; None where one may mean something else.

    Nothing may lie beside it that nobody knows, nor name what limits who may use the work; and what the licence file says
    must be among it.
    """
    is_all_read = all(evidence[n].expression is not None for n in texts)
    if not stated or not is_all_read or any(limits(name) for one in evidence for name in told(one)):
        return None
    parts: list[Expression] = []
    for n in stated:
        meant = [r.expression or _all_candidates(r) for r in evidence[n].readings]
        known = [one for one in meant if one is not None]
        if not known or len(known) < len(meant):
            return None
        parts.append(any_of(known) if evidence[n].claim.combine is Combine.ANY else all_of(known))
    at_most = all_of(parts)
    files = (without_ending(ids_of(evidence[n].expression)) for n in texts if evidence[n].claim.primary)
    return at_most if all(ids <= without_ending(ids_of(at_most)) for ids in files) else None


def _all_candidates(reading: Reading) -> Expression | None:
    return all_of([single(name) for name in reading.candidates]) if reading.is_one_of else None


# --- prose --------------------------------------------------------------------------------------------------------


def _against_mentions(base: Settled, evidence: Sequence[Evidence], mentions: Sequence[int], limits: Limits) -> Settled:
    """A README may contradict what is settled; it never settles anything itself."""
    if base.expression is None or not mentions:
        return base
    mine = without_ending(ids_of(base.expression))
    first = next((n for n, e in enumerate(evidence) if e.expression == base.expression and n not in mentions), None)
    pairs = []
    for n in mentions:
        names = told(evidence[n])
        foreign = [name for name in names if not without_ending((name,)) & mine]
        is_certain = evidence[n].expression is not None
        agrees = len(foreign) < len(names) and not (is_certain and any(map(limits, foreign)))
        if first is None or not foreign or agrees or not (is_certain or all(map(limits, foreign))):
            continue
        likely = " or ".join(sorted(foreign)[:4])
        pairs.append(Pair(first, n, f"It is {base.expression}, but {who(evidence[n], first=False)} names {likely}."))
    return msgspec.structs.replace(base, against=(*base.against, *pairs))
