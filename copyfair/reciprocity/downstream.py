"""If this is shipped, what must its users be? The conditions of all components together, each axis at its strictest."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from copyfair.actor.facts import Fact, current
from copyfair.licensing.catalogue import Catalogue, default_catalogue
from copyfair.licensing.expression import Expression, Term
from copyfair.licensing.model import Licensed, third_party
from copyfair.reciprocity.clauses import DutyRule, Rules
from copyfair.reciprocity.combination_owners import owners
from copyfair.reciprocity.conditions import All, Condition, atoms, say
from copyfair.reciprocity.downstream_model import Downstream, TravellingDuty, Unclear
from copyfair.reciprocity.model import DutyKind, Stance
from copyfair.reciprocity.namesakes import unambiguous
from copyfair.reciprocity.records import Records
from copyfair.reciprocity.requirements import both, either, granted_either_way, implies, negated
from copyfair.reciprocity.rules import Rulebook
from copyfair.reciprocity.strictest import Asked, Piece, contradictory, strictest
from copyfair.reciprocity.worlds import Known, close, simplify
from copyfair.settings import How

__all__ = ["downstream"]


class _Share(msgspec.Struct, frozen=True):
    """What one expression asks: pieces that all bind, duties, and licences nobody has rules for."""

    pieces: tuple[Piece, ...]
    duties: tuple[DutyRule, ...]
    unknown: tuple[str, ...]

    @property
    def open_to_all(self) -> bool:
        return not self.pieces and not self.unknown


def downstream(
    licensed: Iterable[Licensed],
    as_of: datetime.date,
    *,
    records: Records | None = None,
    catalogue: Catalogue | None = None,
) -> Downstream:
    """What whoever gets the whole has to be and do: every condition of every component, simplified.

    Pure, as `decide`. Where an OR has a side that is open to everybody, that side counts; of other ORs any side
    suffices. A right bought, or a steward's permission to one actor, is not passed on and does not count.

    Args:
        licensed: components with their licences; the project's own licence binds its users as well.
        as_of: the day for which the answer holds.
        records: how components are combined, licences chosen, facts about components.
        catalogue: the licences; by default those that come with copyfair.
    """
    every = tuple(licensed)
    count = _Count(as_of, unambiguous(records or Records(), every), catalogue or default_catalogue())
    components = (one.component for one in third_party(every))
    tools = {component.purl for component in components if count.records.how(component)[0] is How.TOOL}
    for owner in owners(every, count.records.own_license):
        count.add(owner.name, owner.expression, {}, owner.why)
    for one in third_party(every):
        if one.component.purl not in tools:
            own = count.records.facts_about(one.component)
            why = " ".join(one.conflict.says) if one.conflict else one.why
            count.add(one.component.purl, count.records.chosen(one), own, why)
    return count.result(sorted(tools))


class _Count:
    """Adds up what components ask; remembers expressions, since most components share a licence."""

    def __init__(self, as_of: datetime.date, records: Records, catalogue: Catalogue) -> None:
        self.as_of, self.records = as_of, records
        self.book = Rulebook(catalogue, records.readings)
        self.shares: dict[object, _Share] = {}
        self.names: dict[_Share, list[str]] = {}
        self.unclear: list[Unclear] = []

    def add(self, name: str, expression: Expression | None, own: Mapping[str, Fact], why: str) -> None:
        if expression is None:
            self.unclear.append(Unclear(component=name, why=why))
            return
        key = (expression, tuple(sorted(own.items())))
        if key not in self.shares:
            known = Known({fact: current(value, self.as_of) for fact, value in own.items()}, {}, self.as_of)
            self.shares[key] = expression.fold(lambda term: self.share(term, known), _both, _either)
        share = self.shares[key]
        self.names.setdefault(share, []).append(name)
        if share.unknown:
            says = f"copyfair has no rules for {' and '.join(share.unknown)}."
            self.unclear.append(Unclear(component=name, why=says))

    def share(self, term: Term, known: Known) -> _Share:
        rules = granted_either_way(self.book, term).rules(term)
        if rules is None:
            return _Share((), (), (str(term),))
        pieces = [piece for piece in _pieces(rules, known) if not implies(True, piece.condition)]
        duties = [duty for duty in rules.duties if duty.asked is not False and _simple(duty.when, known) is not False]
        return _Share(tuple(pieces), tuple(duties), ())

    def result(self, left_out: Sequence[str]) -> Downstream:
        asked = [Asked(piece, tuple(names)) for share, names in self.names.items() for piece in share.pieces]
        return Downstream(
            requirements=strictest(asked),
            duties=_duties(self.names),
            unclear=tuple(sorted(self.unclear, key=lambda unclear: unclear.component)),
            left_out=tuple(left_out),
            nobody=contradictory(asked),
        )


def _pieces(rules: Rules, known: Known) -> Iterable[Piece]:
    """The clauses that withhold each for itself, then the grants, of which any one suffices."""
    grants = [clause for clause in rules.decides if clause.stance is Stance.GRANTS]
    for clause in rules.decides:
        if clause.stance is not Stance.GRANTS and clause.restricts:
            sure = clause.stance is not Stance.SILENT
            yield from _split(negated(clause.when), rules.license, clause.number, known, sure=sure)
    cite = "; ".join(dict.fromkeys(clause.number for clause in grants)) or rules.otherwise.number
    granted = either([clause.when or True for clause in grants])
    yield from _split(granted, rules.license, cite, known, sure=True)


def _split(condition: Condition | bool, license_id: str, clause: str, known: Known, *, sure: bool) -> Iterable[Piece]:
    condition = _simple(condition, known)
    for part in condition.parts if isinstance(condition, All) else (condition,):
        yield Piece(part, license_id, clause, sure)


def _simple(condition: Condition | bool | None, known: Known) -> Condition | bool:
    if condition is None or isinstance(condition, bool):
        return condition is not False
    return simplify(condition, close(atoms(condition), known)[0])


def _both(parts: Sequence[_Share]) -> _Share:
    return _Share(
        tuple(piece for part in parts for piece in part.pieces),
        tuple(duty for part in parts for duty in part.duties),
        tuple(name for part in parts for name in part.unknown),
    )


def _either(parts: Sequence[_Share]) -> _Share:
    """A side that is open to everybody, with the fewest duties; else any side that is known suffices."""
    free = [part for part in parts if part.open_to_all]
    if free:
        return min(free, key=lambda part: (len(part.duties), sorted(map(str, part.duties))))
    known = [part for part in parts if not part.unknown]
    if not known:
        return _both(parts)
    if len(known) == 1:
        return known[0]
    duties = tuple(duty for part in known for duty in part.duties)
    return _Share(tuple(_any_of(known)), duties, ())


def _any_of(sides: Sequence[_Share]) -> Iterable[Piece]:
    """Any side suffices: what is certain of them, and beside it what they leave open."""
    every = [piece for side in sides for piece in side.pieces]
    names = " OR ".join(sorted({piece.license for piece in every}))
    sure = [piece for piece in every if piece.sure]
    for used in (sure,) if len(sure) == len(every) else (sure, every):
        condition = either([both([piece.condition for piece in side.pieces if piece in used]) for side in sides])
        cites = "; ".join(sorted({f"{piece.license} {piece.clause}" for piece in used}))
        if condition is not True:
            yield Piece(condition, names, cites, sure=used is sure)


def _duties(names: Mapping[_Share, Sequence[str]]) -> tuple[TravellingDuty, ...]:
    """Every duty once, whoever asks it."""
    cites: dict[tuple[DutyKind, str, str, bool], set[str]] = {}
    askers: dict[tuple[DutyKind, str, str, bool], set[str]] = {}
    for share, components in names.items():
        for duty in share.duties:
            key = (duty.kind, duty.says, say(duty.when) if duty.when is not None else "", duty.asked is None)
            cites.setdefault(key, set()).add(f"{duty.license} {duty.clause}".strip())
            askers.setdefault(key, set()).update(components)
    order = list(DutyKind)
    rows = sorted(cites, key=lambda key: (order.index(key[0]), *key[1:]))
    return tuple(
        TravellingDuty(
            kind=key[0],
            says=key[1],
            when=key[2],
            disputed=key[3],
            cites=tuple(sorted(cites[key])),
            components=len(askers[key]),
        )
        for key in rows
    )
