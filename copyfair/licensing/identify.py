"""Which licence each component has: its claims read, weighed against each other, and settled or left open.

Whoever stands higher wins (recorded, concluded, declared, found), but nobody is overruled in silence: statements that
cannot both be right are a conflict, and what is not certain stays open.
"""

import re
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from copyfair.inventory.model import Claim, Combine, Component, Inventory, Source, Standing
from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.expression import Expression, all_of, any_of
from copyfair.licensing.model import Conflict, Evidence, Licensed, Match, Reading
from copyfair.licensing.settle import Settled, settle
from copyfair.licensing.statements import read_statement

__all__ = ["Kept", "identify"]

_RANK = {
    Standing.RECORDED: 0,
    Standing.CONCLUDED: 1,
    Standing.DECLARED: 2,
    Standing.FOUND: 3,
    Standing.MENTIONED: 4,
}


class Kept(Protocol):
    """Readings of texts and names that were worked out before; the kind says which of both it was."""

    def get(self, said: str, kind: str) -> Reading | None:
        """What it was read as; None where nobody has read it yet."""

    def keep(self, said: str, kind: str, reading: Reading) -> None:
        """Remember what it was read as."""


def identify(inventory: Inventory, catalogue: Catalogue, kept: Kept | None = None) -> tuple[Licensed, ...]:
    """The licence of every component, in inventory order.

    What many components say in the same words is worked out once.

    Args:
        inventory: the components with what files say about them.
        catalogue: the licence files that count.
        kept: readings of an earlier run with the same catalogue.
    """
    memo = _Memo(catalogue, kept)
    return tuple(_licensed(component, memo) for component in inventory.components)


def _licensed(component: Component, memo: "_Memo") -> Licensed:
    claims = sorted(component.claims, key=lambda claim: _RANK[claim.standing])
    evidence = tuple(memo.evidence(claim) for claim in claims)
    settled = memo.settled(evidence)
    return Licensed(
        component=component,
        expression=settled.expression,
        evidence=evidence,
        conflict=_conflict(settled, evidence, claims),
        modified=settled.modified,
        candidates=settled.candidates,
        at_most=settled.at_most,
        why=_placed(settled.why, claims),
    )


def _conflict(settled: Settled, evidence: Sequence[Evidence], claims: Sequence[Claim]) -> Conflict | None:
    """Everything that disagrees, as one conflict."""
    if not settled.against:
        return None
    first = settled.against[0].one
    others = dict.fromkeys(n for pair in settled.against for n in (pair.one, pair.other) if n != first)
    return Conflict(
        one=evidence[first],
        others=tuple(evidence[n] for n in others),
        says=tuple(dict.fromkeys(_placed(pair.says, claims) for pair in settled.against)),
    )


class _Memo:
    """What was worked out before, apart from where it stood: sentences carry a mark in the place of each file."""

    def __init__(self, catalogue: Catalogue, kept: Kept | None) -> None:
        self._catalogue = catalogue
        self._kept = kept
        self._read: dict[object, tuple[tuple[Reading, ...], Expression | None]] = {}
        self._settled: dict[object, Settled] = {}

    def evidence(self, claim: Claim) -> Evidence:
        said = (claim.statements, claim.combine, claim.is_text, claim.is_spdx)
        found = self._read.get(said)
        if found is None:
            found = self._read[said] = _understood(claim, self._catalogue, self._kept)
        return Evidence(claim=claim, readings=found[0], expression=found[1])

    def settled(self, evidence: tuple[Evidence, ...]) -> Settled:
        claims = [one.claim for one in evidence]
        said = tuple(
            (c.statements, c.combine, c.standing, c.is_text, c.is_spdx, c.primary, c.reason, bool(c.source.field))
            for c in claims
        )
        found = self._settled.get(said)
        if found is None:
            marked = [_marked(one, n) for n, one in enumerate(evidence)]
            found = self._settled[said] = settle(marked, self._catalogue)
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


def _understood(claim: Claim, catalogue: Catalogue, kept: Kept | None) -> tuple[tuple[Reading, ...], Expression | None]:
    if claim.is_text:
        text = "\n".join(claim.statements)
        reading = _recalled(text, "text", kept, lambda: _text_read(text, catalogue))
        return (reading,), reading.expression
    readings = tuple(_statement_read(statement, claim, catalogue, kept) for statement in claim.statements)
    parts = [reading.expression for reading in readings]
    known = [part for part in parts if part is not None]
    if not known or len(known) != len(parts):
        return readings, None
    return readings, any_of(known) if claim.combine is Combine.ANY else all_of(known)


def _recalled(said: str, kind: str, kept: Kept | None, read: Callable[[], Reading]) -> Reading:
    """What was read before; SPDX expressions are read as quickly as recalled."""
    reading = kept.get(said, kind) if kept is not None else None
    if reading is None:
        reading = read()
        if kept is not None and reading.match is not Match.EXPRESSION:
            kept.keep(said, kind, reading)
    return reading


def _statement_read(statement: str, claim: Claim, catalogue: Catalogue, kept: Kept | None) -> Reading:
    kind = "expression" if claim.is_spdx else "name"
    return _recalled(statement, kind, kept, lambda: read_statement(statement, catalogue, is_spdx=claim.is_spdx))


def _text_read(text: str, catalogue: Catalogue) -> Reading:
    """A licence text; of one that nobody knows, the licences it names count as what it may mean."""
    from copyfair.licensing.texts import read_text  # noqa: PLC0415 - fingerprints, only when there is a text

    reading = read_text(text, catalogue)
    if reading.match is not Match.UNKNOWN or reading.candidates:
        return reading
    from copyfair.licensing.mentioned import limits_named_in  # noqa: PLC0415 - as above

    named = limits_named_in(text, catalogue)
    if not named:
        return reading
    note = "; ".join(part for part in (reading.note, f"it names {' and '.join(named)}") if part)
    return msgspec.structs.replace(reading, candidates=named, note=note)
