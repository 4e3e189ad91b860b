"""Which licence each component has: its claims read, weighed against each other, and settled or left open.

Whoever stands higher wins (recorded, concluded, declared, found), but nobody is overruled in silence: statements that
cannot both be right are a conflict, and what is not certain stays open.
"""

import re
from collections.abc import Callable, Iterable, Sequence

import msgspec

from copyfair.inventory.model import Claim, Combine, Component, Inventory, Source, Standing
from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.categories import restriction
from copyfair.licensing.expression import Expression, Operator, all_of, any_of
from copyfair.licensing.model import Conflict, Evidence, Licensed, Match, Reading
from copyfair.licensing.statements import read_statement

__all__ = ["identify"]

_RANK = {Standing.RECORDED: 0, Standing.CONCLUDED: 1, Standing.DECLARED: 2, Standing.FOUND: 3}
_SILENT = frozenset({"NONE", "NOASSERTION"})


def identify(inventory: Inventory, catalogue: Catalogue) -> tuple[Licensed, ...]:
    """The licence of every component, in inventory order.

    What many components say in the same words is worked out once.
    """
    memo = _Memo(catalogue)
    return tuple(_licensed(component, memo) for component in inventory.components)


_Pair = tuple[int, int, str]


class _Settled(msgspec.Struct, frozen=True, kw_only=True):
    """What a set of claims comes to; conflicts name the claims by their place."""

    expression: Expression | None
    why: str
    conflicts: tuple[_Pair, ...] = ()
    modified: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


def _licensed(component: Component, memo: "_Memo") -> Licensed:
    claims = sorted(component.claims, key=lambda claim: _RANK[claim.standing])
    evidence = tuple(memo.evidence(claim) for claim in claims)
    settled = memo.settled(evidence)
    return Licensed(
        component=component,
        expression=settled.expression,
        evidence=evidence,
        conflicts=tuple(
            Conflict(one=evidence[a], other=evidence[b], says=_placed(says, claims)) for a, b, says in settled.conflicts
        ),
        modified=settled.modified,
        candidates=settled.candidates,
        why=_placed(settled.why, claims),
    )


class _Memo:
    """What was worked out before, apart from where it stood: sentences carry a mark in the place of each file."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._read: dict[object, tuple[tuple[Reading, ...], Expression | None]] = {}
        self._settled: dict[object, _Settled] = {}

    def evidence(self, claim: Claim) -> Evidence:
        said = (claim.statements, claim.combine, claim.is_text)
        found = self._read.get(said)
        if found is None:
            found = self._read[said] = _understood(claim, self._catalogue)
        return Evidence(claim=claim, readings=found[0], expression=found[1])

    def settled(self, evidence: tuple[Evidence, ...]) -> _Settled:
        claims = [one.claim for one in evidence]
        said = tuple(
            (c.statements, c.combine, c.standing, c.is_text, c.primary, c.reason, bool(c.source.field)) for c in claims
        )
        found = self._settled.get(said)
        if found is None:
            marked = [_marked(one, n) for n, one in enumerate(evidence)]
            found = self._settled[said] = _settle(marked, self._catalogue)
        return found


_MARK = re.compile(r"\x00(\d{1,6})(file|field)\x00")


def _marked(evidence: Evidence, n: int) -> Evidence:
    source = Source(file=f"\x00{n}file\x00", field=f"\x00{n}field\x00" if evidence.claim.source.field else "")
    return msgspec.structs.replace(evidence, claim=msgspec.structs.replace(evidence.claim, source=source))


def _placed(sentence: str, claims: Sequence[Claim]) -> str:
    """The sentence with the files and fields of these very claims."""

    def place(found: re.Match[str]) -> str:
        n = int(found.group(1))
        return str(getattr(claims[n].source, found.group(2))) if n < len(claims) else ""

    return _MARK.sub(place, sentence)


# --- one claim --------------------------------------------------------------------------------------------------


def _understood(claim: Claim, catalogue: Catalogue) -> tuple[tuple[Reading, ...], Expression | None]:
    if claim.is_text:
        from copyfair.licensing.texts import read_text  # noqa: PLC0415 - fingerprints, only when there is a text

        reading = read_text("\n".join(claim.statements), catalogue)
        return (reading,), reading.expression
    readings = tuple(read_statement(statement, catalogue) for statement in claim.statements)
    parts = [reading.expression for reading in readings]
    known = [part for part in parts if part is not None]
    if not known or len(known) != len(parts):
        return readings, None
    return readings, any_of(known) if claim.combine is Combine.ANY else all_of(known)


def _ids(expression: Expression) -> frozenset[str]:
    return frozenset(term.license for term in expression.terms())


def _silent(evidence: Evidence) -> bool:
    """It states that nothing is stated, or nothing at all."""
    if evidence.expression is not None:
        return _ids(evidence.expression) <= _SILENT
    return all(not statement.strip() for statement in evidence.claim.statements)


def _candidates(evidence: Evidence) -> tuple[str, ...]:
    """What one open statement may be; nothing if any part of the claim is not understood at all."""
    if len(evidence.readings) != 1 or evidence.readings[0].match is not Match.AMBIGUOUS:
        return ()
    return evidence.readings[0].candidates


def _is_text(evidence: Evidence) -> bool:
    return evidence.claim.is_text


def _modified(evidence: Evidence) -> tuple[str, ...]:
    return tuple(c for r in evidence.readings if r.match is Match.MODIFIED_TEXT for c in r.candidates)


# --- all claims -------------------------------------------------------------------------------------------------


def _settle(evidence: Sequence[Evidence], catalogue: Catalogue) -> _Settled:
    """Recorded first; then the statements, strongest first; then the texts against them."""
    places = range(len(evidence))
    recorded = [n for n in places if evidence[n].claim.standing is Standing.RECORDED and not _silent(evidence[n])]
    settled = next((s for n in recorded if (s := _recorded(evidence[n])) is not None), None)
    if settled is not None:
        return settled
    stated = [n for n in places if not _is_text(evidence[n]) and not _silent(evidence[n])]
    texts = [n for n in places if _is_text(evidence[n])]
    asks = _asks(catalogue)
    base = _stated(evidence, stated, asks) if stated else _from_texts(evidence, texts, asks)
    if base is None:
        return _nothing(evidence)
    return _against_texts(base, evidence, stated, texts, asks)


def _recorded(evidence: Evidence) -> _Settled | None:
    expression = evidence.expression
    if expression is None:
        return None
    claim = evidence.claim
    reason = f" ({claim.reason.strip().rstrip('.')})" if claim.reason.strip() else ""
    return _Settled(expression=expression, why=f"It is recorded as {expression} in {claim.source.file}{reason}.")


def _asks(catalogue: Catalogue) -> Callable[[str], bool]:
    """Whether a licence limits who may use the work or what for."""
    return lambda license_id: license_id in catalogue or restriction(license_id) is not None


def _nothing(evidence: Sequence[Evidence]) -> _Settled:
    spoken = [_ids(e.expression) for e in evidence if e.expression is not None]
    if any("NONE" in ids for ids in spoken):
        return _Settled(expression=None, why="It is stated that there is no licence.")
    if any(_is_text(e) for e in evidence):
        notes = sorted({r.note for e in evidence for r in e.readings if r.note})
        because = f": {notes[0]}" if notes else ""
        return _Settled(
            expression=None, why=f"No licence is stated, and its licence text is not one that we know{because}."
        )
    return _Settled(expression=None, why="No licence is stated.")


# --- statements -------------------------------------------------------------------------------------------------


def _stated(evidence: Sequence[Evidence], stated: Sequence[int], asks: Callable[[str], bool]) -> _Settled:
    """What the statements that stand highest come to, and which statements disagree."""
    resolved = [n for n in stated if evidence[n].expression is not None]
    if not resolved:
        return _open_statements(evidence, stated)
    top = evidence[resolved[0]].claim.standing
    first = _best(evidence, [n for n in resolved if evidence[n].claim.standing is top])
    expression = evidence[first].expression
    assert expression is not None  # noqa: S101 - `resolved` holds only these
    conflicts: list[_Pair] = []
    notes: list[str] = []
    for n in stated:
        if n != first:
            says, note = _disagreement(evidence[first], evidence[n], asks)
            conflicts.extend([(first, n, says)] if says else [])
            notes.extend([note] if note and note not in notes else [])
    why = f"{_who(evidence[first])} says {_quoted(evidence[first], expression)}."
    return _Settled(expression=expression, why=" ".join([why, *notes]), conflicts=tuple(conflicts))


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


def _disagreement(one: Evidence, other: Evidence, asks: Callable[[str], bool]) -> tuple[str, str]:
    """A conflict in a sentence, or a note in a sentence, or neither."""
    mine = _ids(one.expression) if one.expression else frozenset()
    if other.expression is None:
        return _open_beside(one, other, mine)
    theirs = _ids(other.expression)
    if mine == theirs or _same_family(mine, theirs):
        return "", ""
    said = f"{_who(one)} says {one.expression}, but {_who(other, first=False)} says {other.expression}"
    if one.claim.standing is other.claim.standing:
        return f"{said}.", ""
    if any(map(asks, mine ^ theirs)):
        return f"{said}, and the difference decides who may use it.", ""
    return "", f"{_who(other)} says {other.expression}; the former stands higher."


def _open_beside(one: Evidence, other: Evidence, mine: frozenset[str]) -> tuple[str, str]:
    """An open statement beside a settled one: it must leave room for it, and must not hint at a limit."""
    for reading in other.readings:
        told = _ids(reading.expression) if reading.expression else frozenset(reading.candidates)
        if told and not told & mine and not _same_family(mine, told):
            likely = " or ".join(sorted(told)[:4])
            return f"{_who(one)} says {one.expression}, but {_who(other, first=False)} means {likely}.", ""
        if reading.match is Match.UNKNOWN and reading.note and _reserves(reading.note):
            return f"{_who(one)} says {one.expression}, but {_who(other, first=False)} says “{reading.statement}”.", ""
    unread = [r.statement for r in other.readings if r.match is Match.UNKNOWN and r.statement]
    return "", f"{_who(other)} also says “{unread[0]}”, which was not understood." if unread else ""


def _reserves(note: str) -> bool:
    return any(
        word in note
        for word in ("reserved", "no rights", "no licence is granted", "fee may be due", "takes away", "limit its use")
    )


def _same_family(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """The same licences but for -only and -or-later, which texts and many names cannot tell apart."""
    return _without_ending(mine) == _without_ending(theirs)


def _without_ending(ids: Iterable[str]) -> frozenset[str]:
    return frozenset(name.removesuffix("-only").removesuffix("-or-later") for name in ids)


def _open_statements(evidence: Sequence[Evidence], stated: Sequence[int]) -> _Settled:
    """Nothing that is stated is certain: say what it may be."""
    several = [set(_candidates(evidence[n])) for n in stated]
    common = set.intersection(*several) if several and all(several) else set()
    shown = " and ".join(dict.fromkeys(f"“{r.statement}”" for n in stated for r in evidence[n].readings))
    notes = sorted({r.note for n in stated for r in evidence[n].readings if r.note})
    because = f": {notes[0]}" if notes else ""
    why = f"It states {shown or 'nothing'}, which is not a licence for certain{because}."
    return _Settled(expression=None, why=why, candidates=tuple(sorted(common)))


# --- texts ------------------------------------------------------------------------------------------------------


def _from_texts(evidence: Sequence[Evidence], texts: Sequence[int], asks: Callable[[str], bool]) -> _Settled | None:
    """Nothing is stated: only the text that is *the* licence file can speak for the component."""
    clean = [n for n in texts if evidence[n].expression is not None]
    primary = [n for n in clean if evidence[n].claim.primary]
    changed = tuple(sorted({c for n in texts for c in _modified(evidence[n])}))
    if changed and not primary:
        why = f"Nothing is stated, and the text has the clauses of {' and '.join(changed)} in a changed form."
        return _Settled(expression=None, why=why, modified=changed)
    if not clean:
        return None
    names = sorted({str(evidence[n].expression) for n in primary})
    if len(names) == 1:
        where = evidence[primary[0]].claim.source.file
        text = evidence[primary[0]].expression
        pairs = _limits_beside(evidence, primary[0], clean, asks)
        return _Settled(expression=text, why=f"From its licence text, {where}: {text}.", conflicts=pairs)
    found = sorted({i for n in clean if (e := evidence[n].expression) is not None for i in _ids(e)})
    why = f"Nothing is stated, and the texts found do not say which is the licence: {', '.join(found)}."
    return _Settled(expression=None, why=why, candidates=tuple(found))


def _limits_beside(
    evidence: Sequence[Evidence], first: int, clean: Sequence[int], asks: Callable[[str], bool]
) -> tuple[_Pair, ...]:
    """Other texts that limit who may use it, beside the main one that does not name them."""
    expression = evidence[first].expression
    mine = _ids(expression) if expression else frozenset()
    pairs = []
    for n in clean:
        other = evidence[n].expression
        if other is not None and any(map(asks, _ids(other) - mine)):
            pairs.append((first, n, f"Its licence text is {expression}, but a text of {other} lies beside it."))
    return tuple(pairs)


def _against_texts(
    base: _Settled,
    evidence: Sequence[Evidence],
    stated: Sequence[int],
    texts: Sequence[int],
    asks: Callable[[str], bool],
) -> _Settled:
    """Hold what is stated against the texts that lie with the component."""
    if not stated:
        return base
    if base.expression is None:
        base = _settled_by_text(base, evidence, stated, texts)
    first = _speaker(evidence, stated, base.expression)
    allowed = _ids(base.expression) if base.expression else frozenset(base.candidates)
    conflicts = list(base.conflicts)
    beside: list[str] = []
    changed: list[str] = []
    for n in texts:
        expression = evidence[n].expression
        if expression is None and base.expression and any(_reserves(r.note) for r in evidence[n].readings):
            conflicts.append((first, n, _unread_limits(evidence[n], base.expression)))
            continue
        changed.extend(_modified(evidence[n]))
        ids = _ids(expression) if expression else frozenset(_modified(evidence[n]))
        foreign = frozenset(i for i in ids if not _without_ending((i,)) & _without_ending(allowed))
        if not foreign:
            continue
        if any(map(asks, foreign)) or (expression and evidence[n].claim.primary and allowed):
            conflicts.append((first, n, _text_says(evidence[n], base, foreign)))
        elif expression:
            beside.append(str(expression))
    extra = f" Texts of {', '.join(sorted(set(beside)))} lie beside it, as of bundled parts." if beside else ""
    settled = msgspec.structs.replace(base, why=base.why + extra, conflicts=tuple(conflicts))
    return _with_modified(settled, tuple(sorted(set(changed))), evidence, texts)


def _speaker(evidence: Sequence[Evidence], stated: Sequence[int], expression: Expression | None) -> int:
    return next((n for n in stated if evidence[n].expression == expression), stated[0])


def _unread_limits(text: Evidence, stated: Expression) -> str:
    where = text.claim.source.file
    return f"It states {stated}, but the text in {where} is none that we know, and seems to limit its use."


def _text_says(text: Evidence, base: _Settled, foreign: frozenset[str]) -> str:
    is_of = "has the clauses of" if text.expression is None else "is that of"
    stated = str(base.expression) if base.expression else "no licence for certain"
    return f"It states {stated}, but the text in {text.claim.source.file} {is_of} {' and '.join(sorted(foreign))}."


def _settled_by_text(
    base: _Settled, evidence: Sequence[Evidence], stated: Sequence[int], texts: Sequence[int]
) -> _Settled:
    """An ambiguous statement is settled by a clean text of the licence file that is one of what it may mean."""
    primary = {str(evidence[n].expression): n for n in texts if evidence[n].claim.primary and evidence[n].expression}
    if len(primary) != 1 or not base.candidates:
        return base
    place = next(iter(primary.values()))
    expression = evidence[place].expression
    if expression is None or not _ids(expression) & frozenset(base.candidates):
        return base
    named = evidence[stated[0]].readings[0].statement
    why = f"It states “{named}”, and its licence text, {evidence[place].claim.source.file}, is that of {expression}."
    return msgspec.structs.replace(base, expression=expression, candidates=(), why=why)


def _with_modified(
    settled: _Settled, changed: tuple[str, ...], evidence: Sequence[Evidence], texts: Sequence[int]
) -> _Settled:
    if not changed:
        return settled
    why = f"{settled.why} A text with the clauses of {' and '.join(changed)} lies with it in a changed form."
    primary = {c for n in texts if evidence[n].claim.primary for c in _modified(evidence[n])}
    declared = _ids(settled.expression) if settled.expression else frozenset()
    expression = settled.expression if not primary or primary & declared or settled.conflicts else None
    return msgspec.structs.replace(settled, why=why, modified=changed, expression=expression)


# --- words ------------------------------------------------------------------------------------------------------

_VOICES = {
    Standing.RECORDED: "the record",
    Standing.CONCLUDED: "whoever looked into it",
    Standing.DECLARED: "its metadata",
    Standing.FOUND: "a file that lies with it",
}


def _who(evidence: Evidence, *, first: bool = True) -> str:
    source = evidence.claim.source
    voice = f"{_VOICES[evidence.claim.standing]} ({source.file}{', ' + source.field if source.field else ''})"
    return voice[0].upper() + voice[1:] if first else voice


def _quoted(evidence: Evidence, expression: Expression) -> str:
    """The expression, with the words it was read from where they differ."""
    words = " and ".join(dict.fromkeys(reading.statement for reading in evidence.readings))
    notes = "; ".join(dict.fromkeys(reading.note for reading in evidence.readings if reading.note))
    undefined = evidence.claim.combine is Combine.UNDEFINED and len(evidence.claim.statements) > 1
    listed = "the list does not say whether all bind, and is read so" if undefined else ""
    said = f"“{words}”, read as {expression}" if words != str(expression) else words
    return "; ".join(part for part in (said, listed, notes) if part)
