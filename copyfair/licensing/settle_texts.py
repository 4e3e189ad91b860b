"""The licence texts that lie with a component: what they say where nothing is stated, and against what is stated."""

from collections.abc import Sequence

import msgspec

from copyfair.licensing.categories import Category, category
from copyfair.licensing.expression import Expression, single
from copyfair.licensing.model import Evidence, Match, Reading
from copyfair.licensing.settled import Pair, Settled, reserves
from copyfair.licensing.weigh import Limits, ids_of, modified, told, without_ending

__all__ = ["against_texts", "from_texts"]


def from_texts(evidence: Sequence[Evidence], texts: Sequence[int], limits: Limits) -> Settled | None:
    """Nothing is stated: only the text that is *the* licence file can speak for the component."""
    clean = [n for n in texts if evidence[n].expression is not None]
    primary = [n for n in clean if evidence[n].claim.primary]
    changed = tuple(sorted({c for n in texts for c in modified(evidence[n])}))
    if changed and not primary:
        why = f"Nothing is stated, and the text has the clauses of {' and '.join(changed)} in a changed form."
        return Settled(expression=None, why=why, modified=changed)
    if not clean:
        return None
    names = sorted({str(evidence[n].expression) for n in primary})
    if len(names) == 1:
        where = evidence[primary[0]].claim.source.file
        text = evidence[primary[0]].expression
        pairs = _limits_beside(evidence, primary[0], texts, limits)
        return Settled(expression=text, why=f"From its licence text, {where}: {text}.", against=pairs)
    found = sorted({i for n in clean if (e := evidence[n].expression) is not None for i in ids_of(e)})
    why = f"Nothing is stated, and the texts found do not say which is the licence: {', '.join(found)}."
    return Settled(expression=None, why=why, candidates=tuple(found))


def _limits_beside(evidence: Sequence[Evidence], first: int, texts: Sequence[int], limits: Limits) -> tuple[Pair, ...]:
    """Other texts that limit who may use it, beside the main one that does not name them."""
    expression = evidence[first].expression
    mine = ids_of(expression)
    pairs = []
    for n in texts:
        other = evidence[n].expression
        if other is not None and any(map(limits, ids_of(other) - mine)):
            pairs.append(Pair(first, n, f"Its licence text is {expression}, but a text of {other} lies beside it."))
        elif other is None and (limit := _unread_limit(evidence[n], mine, limits)):
            where = evidence[n].claim.source.file
            pairs.append(Pair(first, n, f"Its licence text is {expression}, but the text in {where} {limit}."))
    return tuple(pairs)


def _unread_limit(text: Evidence, allowed: frozenset[str], limits: Limits) -> str:
    """How a text that nobody knows limits who may use the work; "" where nothing in it says so."""
    if modified(text):
        return ""
    named = [name for name in sorted(told(text) - allowed) if limits(name)]
    if named and not told(text) & allowed:
        return f"is none that we know, and names {' and '.join(named)}"
    if any(reserves(reading.note) for reading in text.readings):
        return "is none that we know, and seems to limit its use"
    return ""


def against_texts(
    base: Settled, evidence: Sequence[Evidence], stated: Sequence[int], texts: Sequence[int], limits: Limits
) -> Settled:
    """Hold what is stated against the texts that lie with the component."""
    if not stated:
        return base
    if base.expression is None:
        base = _settled_by_text(base, evidence, stated, texts, limits)
    first = _speaker(evidence, stated, base.expression)
    found = [(n, _speaks_against(evidence[n], base, limits)) for n in texts]
    pairs = [Pair(first, n, says) for n, says in found if says]
    changed = sorted({c for n in texts for c in modified(evidence[n])})
    beside = sorted({str(evidence[n].expression) for n, says in found if not says and _is_bundled(evidence[n], base)})
    extra = f" Texts of {', '.join(beside)} lie beside it, as of bundled parts." if beside else ""
    settled = msgspec.structs.replace(base, why=base.why + extra, against=(*base.against, *pairs))
    return _with_modified(settled, tuple(changed), evidence, texts)


def _allowed(base: Settled) -> frozenset[str]:
    return ids_of(base.expression) or frozenset(base.candidates)


def _foreign(text: Evidence, base: Settled) -> frozenset[str]:
    """The licences of a text that what is stated leaves no room for."""
    ids = ids_of(text.expression) or frozenset(modified(text))
    return frozenset(i for i in ids if not without_ending((i,)) & without_ending(_allowed(base)))


def _is_bundled(text: Evidence, base: Settled) -> bool:
    return text.expression is not None and bool(_foreign(text, base))


def _speaks_against(text: Evidence, base: Settled, limits: Limits) -> str:
    """How a text contradicts what is stated, in a sentence; "" where it does not."""
    if text.expression is None and base.expression is not None:
        limit = _unread_limit(text, ids_of(base.expression), limits)
        if limit:
            return f"It states {base.expression}, but the text in {text.claim.source.file} {limit}."
    foreign = _foreign(text, base)
    is_the_licence = text.expression is not None and text.claim.primary and bool(_allowed(base))
    if foreign and any(map(limits, foreign)):
        return _text_says(text, base, foreign)
    if foreign and is_the_licence and not _holds_parts_too(text, base, foreign):
        return _text_says(text, base, foreign)
    return ""


_LITTLE = (Category.PUBLIC_DOMAIN, Category.PERMISSIVE)


def _holds_parts_too(text: Evidence, base: Settled, foreign: frozenset[str]) -> bool:
    """The file has the stated licence, and with it those of parts of others that ask for notices at most."""
    stated = without_ending(ids_of(text.expression)) & without_ending(_allowed(base))
    return bool(stated) and all(category(name) in _LITTLE for name in foreign)


def _speaker(evidence: Sequence[Evidence], stated: Sequence[int], expression: Expression | None) -> int:
    return next((n for n in stated if evidence[n].expression == expression), stated[0])


def _text_says(text: Evidence, base: Settled, foreign: frozenset[str]) -> str:
    others = text.expression is not None and bool(ids_of(text.expression) - foreign)
    is_of = "has the clauses of" if text.expression is None else "also speaks of" if others else "is that of"
    stated = str(base.expression) if base.expression else "no licence for certain"
    return f"It states {stated}, but the text in {text.claim.source.file} {is_of} {' and '.join(sorted(foreign))}."


def _settled_by_text(
    base: Settled, evidence: Sequence[Evidence], stated: Sequence[int], texts: Sequence[int], limits: Limits
) -> Settled:
    """Open statements are settled by the licence file, where that is one of what each of them may mean."""
    readings = [reading for n in stated for reading in evidence[n].readings]
    rooms = [_room(reading) for reading in readings if not reading.unnamed]
    if not readings or not all(rooms):
        return base
    least = max(reading.unnamed for reading in readings)
    spoken = ((n, _spoken(evidence[n], rooms, limits)) for n in texts if evidence[n].claim.primary)
    found = {str(expression): (n, expression) for n, expression in spoken if expression is not None}
    if len(found) != 1:
        return base
    place, expression = next(iter(found.values()))
    ids = ids_of(expression)
    if len(ids) < least or not all(room & ids for room in rooms) or (least and any(map(limits, ids))):
        return base
    others = sorted(told(evidence[place]) - ids)
    beside = f", and also names {' or '.join(others[:4])}" if others else ""
    where = evidence[place].claim.source.file
    verb = "has the clauses of" if modified(evidence[place]) else "is that of"
    why = f"It states “{readings[0].statement}”, and its licence text, {where}, {verb} {expression}{beside}."
    return msgspec.structs.replace(base, expression=expression, candidates=(), why=why)


def _room(reading: Reading) -> frozenset[str]:
    """All that a statement may mean; nothing where it may mean anything."""
    return ids_of(reading.expression) or frozenset(reading.candidates if reading.match is Match.AMBIGUOUS else ())


def _spoken(text: Evidence, rooms: Sequence[frozenset[str]], limits: Limits) -> Expression | None:
    """What a text says; where it is none for certain, the one licence in it that all the statements leave room for."""
    if text.expression is not None or not rooms or any(map(limits, told(text))):
        return text.expression
    inside = {name for reading in text.readings for match in reading.matches for name in match.ids}
    held = frozenset.intersection(*rooms) & (inside | frozenset(modified(text)))
    return single(next(iter(held))) if len(held) == 1 else None


def _with_modified(
    settled: Settled, changed: tuple[str, ...], evidence: Sequence[Evidence], texts: Sequence[int]
) -> Settled:
    if not changed:
        return settled
    why = f"{settled.why} A text with the clauses of {' and '.join(changed)} lies with it in a changed form."
    primary = {c for n in texts if evidence[n].claim.primary for c in modified(evidence[n])}
    declared = ids_of(settled.expression) if settled.expression else frozenset()
    expression = settled.expression if not primary or primary & declared or settled.against else None
    return msgspec.structs.replace(settled, why=why, modified=changed, expression=expression)
