"""The outbound check: may the project go out under its own licence with what is in it?

How a component is combined with the project stands in copyfair.toml, else it follows from what the
component is needed for, else it is open. That copies go out is taken for the question's sake
unless the use says that none do.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

import msgspec

from copyfair.actor.facts import Evidence, EvidenceKind, Fact, current
from copyfair.actor.model import Actor, Use
from copyfair.inventory.model import Component
from copyfair.licensing.catalogue import Catalogue, default_catalogue
from copyfair.licensing.expression import Expression, Term
from copyfair.licensing.model import Licensed, third_party
from copyfair.reciprocity.combination_model import Finding, Fit, How, Outbound, Own, Pair, best, worst
from copyfair.reciprocity.combination_owners import Owner, owners, owners_of
from copyfair.reciprocity.combination_pairs import Bench
from copyfair.reciprocity.combination_traps import self_defeating
from copyfair.reciprocity.namesakes import unambiguous
from copyfair.reciprocity.records import Records
from copyfair.reciprocity.rights import rights_over, weigh
from copyfair.reciprocity.rules import Rulebook
from copyfair.reciprocity.worlds import Known

__all__ = ["outbound"]

_MOST_CHOICES = 32
"""Ways to choose in an OR that are tried; beyond that nothing is said."""

_Side = frozenset[Term]
"""One way to choose in every OR: the licences that then bind together."""


def outbound(
    licensed: Iterable[Licensed],
    actor: Actor,
    use: Use,
    as_of: datetime.date,
    *,
    records: Records | None = None,
    catalogue: Catalogue | None = None,
) -> Outbound:
    """Hold every third-party component's licence against that of the project it goes into.

    Pure, as `decide`. Of an OR on either side the choice that fits best counts; of an AND all licences bind.

    Args:
        licensed: components with their licences; the first-party ones are the project.
        actor: who passes it on; only its name counts, for rights on record.
        use: whether copies go out, and whether others use it over a network.
        as_of: the day for which the answer holds.
        records: the project's own licence, how components are combined, facts about them, rights on record.
        catalogue: the licences; by default those that come with copyfair.
    """
    every = tuple(licensed)
    check = _Check(actor, use, as_of, unambiguous(records or Records(), every), catalogue or default_catalogue())
    return check.run(every)


class _Check:
    """One run; remembers findings, since most components share a licence."""

    def __init__(self, actor: Actor, use: Use, as_of: datetime.date, records: Records, catalogue: Catalogue) -> None:
        self.party, self.as_of, self.records = actor.party, as_of, records
        self.book = Rulebook(catalogue, records.readings)
        self.use = {name: current(fact, as_of) for name, fact in use.facts.items()}
        given = self.use.get("distributes")
        self.assumed = ("distributes",) if given is None or given.value is None else ()
        for name in self.assumed:
            evidence = Evidence(kind=EvidenceKind.DERIVED, reference="the question itself")
            self.use[name] = Fact(name=name, value=True, evidence=evidence)
        self.found: dict[object, tuple[_Side, Finding]] = {}

    def run(self, licensed: Sequence[Licensed]) -> Outbound:
        own = owners(licensed, self.records.own_license)
        third = third_party(licensed)
        pairs = [(entry, owner) for entry in third for owner in owners_of(entry.component, own)]
        every = [*(owner.expression for owner in own), *(entry.expression for entry in third)]
        expressions = [expression for expression in dict.fromkeys(every) if expression is not None]
        return Outbound(
            own=tuple(Own(name=o.name, license=str(o.expression or ""), why=o.why) for o in own),
            pairs=tuple(self.pair(entry, owner) for entry, owner in pairs),
            traps=(*self.defeats(expressions), *self.splits(pairs)),
            assumed=self.assumed,
        )

    def pair(self, entry: Licensed, owner: Owner) -> Pair:
        how, told_by = self.records.how(entry.component)
        theirs, ours = self.records.chosen(entry), owner.expression
        if theirs is None or ours is None:
            side, project, finding = str(entry.expression or ""), str(ours or ""), _doubt(entry, owner)
        else:
            side, project, finding = self.fitted(entry, theirs, ours, how)
        return Pair(
            component=entry.component,
            project=owner.name,
            how=how,
            how_known=told_by,
            license=side,
            project_license=project,
            finding=self.entitled(entry.component, finding),
        )

    def fitted(self, entry: Licensed, theirs: Expression, ours: Expression, how: How) -> tuple[str, str, Finding]:
        """The choice on either side that fits best."""
        sides = _sides(ours)
        if sides is None or _sides(theirs) is None:
            return str(theirs), str(ours), _TOO_MANY
        tried = [(side, *self.under(side, entry, theirs, how)) for side in sides]
        lead = best([finding for _, _, finding in tried])
        project, chosen, finding = next(row for row in tried if row[2] is lead)
        return _spelt(chosen), _spelt(project), finding

    def under(self, project: _Side, entry: Licensed, theirs: Expression, how: How) -> tuple[_Side, Finding]:
        """The component's choice that fits best with one choice of the project's."""
        own = self.records.facts_about(entry.component)
        key = (project, theirs, how, tuple(sorted(own.items())))
        if key not in self.found:
            bench = self.bench({name: current(fact, self.as_of) for name, fact in own.items()})
            rows = [(side, _together(bench, project, side, how)) for side in _sides(theirs) or ()]
            lead = best([finding for _, finding in rows])
            self.found[key] = next(row for row in rows if row[1] is lead)
        return self.found[key]

    def bench(self, own: dict[str, Fact]) -> Bench:
        return Bench(Known({**self.use, **own}, {}, self.as_of), Known(own, {}, self.as_of), self.book)

    def entitled(self, component: Component, finding: Finding) -> Finding:
        """A separate licence on record may allow what the public one does not."""
        rights = () if finding.fit.fine else rights_over(component, self.records.entitlements)
        right = next((right for right in rights if weigh(right, self.party, self.as_of).covers), None)
        if right is None:
            return finding
        says = f"A right is on record ({right.title}). Without it: {finding.says}"
        todo = "Read whether that right covers passing it on in this way."
        return msgspec.structs.replace(finding, fit=Fit.POSSIBLE, says=says, todo=todo)

    def defeats(self, expressions: Iterable[Expression]) -> Iterator[str]:
        """Licences that cannot bind together, within one expression."""
        bench = self.bench({})
        for expression in expressions:
            for side in _sides(expression) or ():
                yield from self_defeating(str(expression), sorted(side, key=str), bench.recipient, bench.book)

    def splits(self, pairs: Sequence[tuple[Licensed, Owner]]) -> Iterator[str]:
        """Choices of the project's licence of which each component fits one, and all of them none."""
        for ours in dict.fromkeys(owner.expression for _, owner in pairs if owner.expression is not None):
            sides = _sides(ours) or ()
            if len(sides) < 2:
                continue
            rows = [entry for entry, owner in pairs if owner.expression == ours and self.records.chosen(entry)]
            fine = [[self.fine(side, entry) for side in sides] for entry in rows]
            if all(map(any, fine)) and not any(all(column) for column in zip(*fine, strict=True)):
                yield f"{ours}: every component fits one of these licences, but no single one fits all components."

    def fine(self, project: _Side, entry: Licensed) -> bool:
        theirs = self.records.chosen(entry)
        if theirs is None or _sides(theirs) is None:
            return False
        return self.under(project, entry, theirs, self.records.how(entry.component)[0])[1].fit.fine


def _doubt(entry: Licensed, owner: Owner) -> Finding:
    """Nothing can be held against each other while a licence itself is open."""
    if owner.expression is None:
        todo = "State the project's licence in its manifest, or as `license` of [project] in copyfair.toml."
        return Finding(fit=Fit.UNKNOWN, says=owner.why, todo=todo)
    says = " ".join(entry.conflict.says) if entry.conflict else entry.why
    todo = "Find out the licence and record it as [[component]] with its license and the reason."
    return Finding(fit=Fit.UNKNOWN, says=says, todo=todo)


_TOO_MANY = Finding(
    fit=Fit.UNKNOWN,
    says="The licence expression leaves more choices than are tried.",
    todo="Record the licence that was taken as [[choice]] in copyfair.toml.",
)


def _together(bench: Bench, project: _Side, component: _Side, how: How) -> Finding:
    """Every licence of the one side with every licence of the other; the same on both sides is no conflict."""
    if project == component:
        names = _spelt(project)
        return Finding(fit=Fit.COMPATIBLE, says=f"Both are under {names}.")
    return worst(
        [
            bench.judge(one, other, how)
            for one, other in product(*(sorted(side, key=str) for side in (project, component)))
        ]
    )


def _sides(expression: Expression) -> tuple[_Side, ...] | None:
    """Every way to choose in the expression, in one order however it is written; None: too many."""

    def both(parts: Sequence[frozenset[_Side]]) -> frozenset[_Side]:
        found = frozenset({frozenset[Term]()})
        for part in parts:
            if len(found) * len(part) > _MOST_CHOICES**2:
                return frozenset()
            found = frozenset(one | other for one in found for other in part)
        return found

    def either(parts: Sequence[frozenset[_Side]]) -> frozenset[_Side]:
        return frozenset().union(*parts) if all(parts) else frozenset()

    found = expression.fold(lambda term: frozenset({frozenset({term})}), both, either)
    return tuple(sorted(found, key=_spelt)) if 0 < len(found) <= _MOST_CHOICES else None


def _spelt(side: _Side) -> str:
    return " AND ".join(sorted(map(str, side)))
