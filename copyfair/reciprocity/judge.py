"""Judges one licence expression for one actor: in every possible world, then over all of them."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

import msgspec

from copyfair.commons.model import Commons
from copyfair.errors import InputError
from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.categories import restriction
from copyfair.licensing.expression import Expression, Term, all_of, any_of
from copyfair.reciprocity.conditions import Atom, atoms
from copyfair.reciprocity.model import Doubt, Rung, Stance, Verdict
from copyfair.reciprocity.rules import Clause, DutyRule, Rules, permissions, rules_for, tariff_clause
from copyfair.reciprocity.worlds import Known, TooManyWorldsError, Variable, World, explore, look, simplify, smallest

__all__ = ["RANK", "Judgement", "Outcome", "judge"]

RANK = {
    Verdict.PERMITTED: 4,
    Verdict.PERMITTED_WITH_DUTIES: 3,
    Verdict.FEE_DUE: 2,
    Verdict.LICENCE_NEEDED: 1,
    Verdict.PROHIBITED: 0,
}
"""Better is higher."""

_WORST, _BEST = Verdict.PROHIBITED, Verdict.PERMITTED


class Outcome(msgspec.Struct, frozen=True):
    """What holds in one world: an interval of verdicts, closed unless there is a doubt that no fact removes."""

    worst: Verdict
    best: Verdict
    rung: Rung
    because: tuple[Clause, ...]
    doubt: Doubt | None = None

    @property
    def signature(self) -> tuple[Verdict, Verdict, Doubt | None]:
        """What must agree between worlds for the verdict to be settled."""
        return self.worst, self.best, self.doubt


class _Case(msgspec.Struct, frozen=True):
    """One licence with everything that bears on it."""

    term: Term
    rules: Rules | None
    commons: Commons | None
    permissions: tuple[Clause, ...]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        return (*(self.rules.decides if self.rules else ()), *self.permissions)

    @property
    def atoms(self) -> list[Atom]:
        return [atom for clause in self.clauses for atom in clause.atoms]

    @property
    def duties(self) -> tuple[DutyRule, ...]:
        return self.rules.duties if self.rules else ()


class _Branch(msgspec.Struct, frozen=True):
    """A part of the expression: its outcome in each world, and which licences it stands on."""

    outcomes: tuple[Outcome, ...]
    cases: tuple[_Case, ...]
    expression: Expression


class Judgement(msgspec.Struct, frozen=True):
    """What holds for one expression, one actor, one use.

    Attributes:
        verdict, worst, best, rung, because, doubt: as in `Decision`.
        chosen: the branch of an OR that was taken.
        duties: of that branch.
        missing: the unknowns that would settle it.
        commons: the commons whose permissions or tariff were used.
        cut_short: more unknowns than were tried.
    """

    verdict: Verdict
    worst: Verdict
    best: Verdict
    rung: Rung
    because: tuple[Clause, ...]
    chosen: Expression
    duties: tuple[DutyRule, ...]
    doubt: Doubt | None = None
    missing: tuple[Variable, ...] = ()
    commons: Commons | None = None
    cut_short: bool = False


def judge(expression: Expression, known: Known, commons: Sequence[Commons], catalogue: Catalogue) -> Judgement:
    """What holds for an expression, given what is known.

    Args:
        expression: the licence.
        known: facts, rates and the day.
        commons: the commons that cover the component.
        catalogue: the licences copyfair has rules for.

    Raises:
        InputError: the facts given contradict each other.
    """
    cases = {term: _case(term, commons, catalogue) for term in expression.terms()}
    closed, _ = look((atom for case in cases.values() for atom in case.atoms), known)
    expression = _chosen(expression, cases, closed)
    kept = [cases[term] for term in dict.fromkeys(expression.terms())]
    closed, variables = look((atom for case in kept for atom in case.atoms), known)
    try:
        found = _worlds(kept, variables, closed, known)
    except TooManyWorldsError:
        branch = expression.fold(lambda term: _extremes(cases[term], known), _both, _either)
        return _conclude(branch, variables, cut_short=True)
    branch = expression.fold(lambda term: _judge_term(cases[term], found), _both, _either)
    return _conclude(branch, smallest(variables, found, [outcome.signature for outcome in branch.outcomes]))


def _chosen(expression: Expression, cases: Mapping[Term, _Case], closed: Mapping[Atom, bool]) -> Expression:
    """The expression without the branches of an OR that nobody needs, since another is certain to be free."""

    def term(one: Term) -> tuple[Expression, int | None, int]:
        outcome = _outcome(cases[one], closed)
        sure = RANK[outcome.worst] if isinstance(outcome, Outcome) else None
        return Expression((one,)), sure, len(cases[one].duties)

    def both(parts: Sequence[tuple[Expression, int | None, int]]) -> tuple[Expression, int | None, int]:
        ranks = [part[1] for part in parts]
        sure = None if None in ranks else min(rank for rank in ranks if rank is not None)
        return all_of([part[0] for part in parts]), sure, sum(part[2] for part in parts)

    def either(parts: Sequence[tuple[Expression, int | None, int]]) -> tuple[Expression, int | None, int]:
        free = [part for part in parts if part[1] is not None and part[1] >= RANK[Verdict.PERMITTED_WITH_DUTIES]]
        if free:
            return max(free, key=lambda part: (part[1], -part[2]))
        return any_of([part[0] for part in parts]), None, sum(part[2] for part in parts)

    return expression.fold(term, both, either)[0]


def _worlds(
    cases: Sequence[_Case], variables: Sequence[Variable], closed: Mapping[Atom, bool], known: Known
) -> list[World]:
    def question(truths: Mapping[Atom, bool]) -> Atom | None:
        outcomes = (_outcome(case, truths) for case in cases)
        return next((outcome for outcome in outcomes if not isinstance(outcome, Outcome)), None)

    found = explore(variables, closed, known, question)
    if not found:
        raise InputError("the facts given contradict each other by their definitions")
    return found


def _case(term: Term, commons: Sequence[Commons], catalogue: Catalogue) -> _Case:
    own = next((entry for entry in commons if entry.license == term.license), None)
    return _Case(term, rules_for(term, catalogue), own, permissions(own) if own else ())


def _judge_term(case: _Case, found: Sequence[World]) -> _Branch:
    outcomes = tuple(_settled(case, world.truths) for world in found)
    return _Branch(outcomes, (case,), Expression((case.term,)))


def _settled(case: _Case, truths: Mapping[Atom, bool]) -> Outcome:
    outcome = _outcome(case, truths)
    if not isinstance(outcome, Outcome):
        raise TypeError(f"{outcome} is open in a world that should have closed it")
    return outcome


def _extremes(case: _Case, known: Known) -> _Branch:
    """The worst and the best that one licence can come to by itself: two worlds that bound all the others."""
    closed, variables = look(case.atoms, known)
    try:
        outcomes = [_settled(case, world.truths) for world in _worlds([case], variables, closed, known)]
    except TooManyWorldsError:
        outcomes = [Outcome(_WORST, _BEST, Rung.OPEN, case.clauses, Doubt.MISSING_FACT)]
    lowest = min(outcomes, key=lambda outcome: RANK[outcome.worst])
    highest = max(outcomes, key=lambda outcome: RANK[outcome.best])
    return _Branch((lowest, highest), (case,), Expression((case.term,)))


def _outcome(case: _Case, truths: Mapping[Atom, bool]) -> Outcome | Atom:
    """What one licence comes to, or a comparison that must be closed first."""
    rules = case.rules
    if rules is None:
        return _without_rules(case.term)
    free = Verdict.PERMITTED_WITH_DUTIES if rules.duties else Verdict.PERMITTED
    base = _first(rules.decides, truths) or rules.otherwise
    if not isinstance(base, Clause):
        return base
    if base.stance is Stance.GRANTS:
        return Outcome(free, free, Rung.LICENCE, (base,))
    permission = _first(case.permissions, truths)
    if permission is None:
        return _not_free(case, rules, base, free)
    if not isinstance(permission, Clause):
        return permission
    return Outcome(free, free, Rung.STEWARD, (base, permission))


def _first(clauses: Sequence[Clause], truths: Mapping[Atom, bool]) -> Clause | Atom | None:
    """The first clause that applies, or a comparison that must be closed before that is known."""
    for clause in clauses:
        condition = simplify(clause.when if clause.when is not None else True, truths)
        if condition is True:
            return clause
        if condition is not False:
            return atoms(condition)[0]
    return None


def _without_rules(term: Term) -> Outcome:
    limit = restriction(term.license)
    known_for = f" It is known to limit its use ({limit})." if limit else ""
    says = f"copyfair has no rules for {term} yet; somebody has to read it.{known_for}"
    unknown = Clause(license=str(term), number="", says=says, stance=Stance.EVIDENCE)
    return Outcome(_WORST, _BEST, Rung.OPEN, (unknown,), Doubt.UNKNOWN_LICENCE)


def _not_free(case: _Case, rules: Rules, base: Clause, free: Verdict) -> Outcome:
    tariff = tariff_clause(case.commons) if case.commons else None
    sells = (rules.sells,) if rules.sells else ()
    if base.stance is Stance.SILENT:
        worst = Verdict.FEE_DUE if tariff else rules.fallback
        return Outcome(worst, free, Rung.OPEN, (base,), Doubt.SILENT_TEXT)
    if tariff is not None:
        return Outcome(Verdict.FEE_DUE, Verdict.FEE_DUE, Rung.FEE, (base, *sells, tariff))
    verdict = Verdict.PROHIBITED if base.stance is Stance.BARS else rules.fallback
    return Outcome(verdict, verdict, Rung.NEGOTIATE, (base, *sells))


def _both(parts: Sequence[_Branch]) -> _Branch:
    outcomes = tuple(_join([part.outcomes[i] for part in parts]) for i in range(len(parts[0].outcomes)))
    cases = tuple(dict.fromkeys(case for part in parts for case in part.cases))
    return _Branch(outcomes, cases, all_of([part.expression for part in parts]))


def _join(parts: Sequence[Outcome]) -> Outcome:
    """Everything binds: the worst part decides, all reasons stand, the deciding ones first."""
    worst = min((part.worst for part in parts), key=RANK.__getitem__)
    best = min((part.best for part in parts), key=RANK.__getitem__)
    ordered = sorted(parts, key=lambda part: (RANK[part.best], RANK[part.worst]))
    doubt = None if worst is best else next((part.doubt for part in ordered if part.doubt), None)
    because = tuple(dict.fromkeys(clause for part in ordered for clause in part.because))
    return Outcome(worst, best, ordered[0].rung if doubt is None else Rung.OPEN, because, doubt)


def _either(parts: Sequence[_Branch]) -> _Branch:
    """The user picks: the branch that is sure to be free, else in each world the best one."""
    sure = max(range(len(parts)), key=lambda i: (_guaranteed(parts[i]), -_weight(parts[i]), -i))
    if _guaranteed(parts[sure]) >= RANK[Verdict.PERMITTED_WITH_DUTIES]:
        return parts[sure]
    picks = [
        max(range(len(parts)), key=lambda i: (*_ranks(parts[i].outcomes[w]), -i)) for w in range(len(parts[0].outcomes))
    ]
    if len(set(picks)) == 1 and all(outcome.doubt is None for part in parts for outcome in part.outcomes):
        return parts[picks[0]]
    outcomes = tuple(_widest([part.outcomes[w] for part in parts]) for w in range(len(picks)))
    cases = tuple(dict.fromkeys(case for part in parts for case in part.cases))
    return _Branch(outcomes, cases, any_of([part.expression for part in parts]))


def _guaranteed(branch: _Branch) -> int:
    return min(RANK[outcome.worst] for outcome in branch.outcomes)


def _weight(branch: _Branch) -> int:
    return sum(len(case.duties) for case in branch.cases)


def _ranks(outcome: Outcome) -> tuple[int, int]:
    return RANK[outcome.worst], RANK[outcome.best]


def _widest(parts: Sequence[Outcome]) -> Outcome:
    """At least as good as the best part, whichever that turns out to be."""
    lead = max(parts, key=_ranks)
    best = max((part.best for part in parts), key=RANK.__getitem__)
    if best is lead.worst:
        return lead
    doubt = next((part.doubt for part in parts if part.doubt and RANK[part.best] > RANK[lead.worst]), None)
    because = tuple(dict.fromkeys(clause for part in parts for clause in part.because))
    return Outcome(lead.worst, best, Rung.OPEN if doubt else lead.rung, because, doubt)


def _conclude(branch: _Branch, missing: tuple[Variable, ...], *, cut_short: bool = False) -> Judgement:
    outcomes = branch.outcomes
    worst = min((outcome.worst for outcome in outcomes), key=RANK.__getitem__)
    best = max((outcome.best for outcome in outcomes), key=RANK.__getitem__)
    commons = next((case.commons for case in branch.cases if case.commons), None)
    duties = tuple(duty for case in branch.cases for duty in case.duties)
    because = _interleaved([outcome.because for outcome in outcomes])
    signatures = {outcome.signature for outcome in outcomes}
    settled = worst.free or (worst is best and outcomes[0].doubt is None)
    if settled:
        rungs = {outcome.rung for outcome in outcomes}
        rung = outcomes[0].rung if len(rungs) == 1 else Rung.LICENCE
        return Judgement(worst, worst, worst, rung, because, branch.expression, duties, commons=commons)
    doubt = outcomes[0].doubt if len(signatures) == 1 else _doubt(outcomes)
    lacking = missing if doubt is Doubt.MISSING_FACT or len(signatures) > 1 else ()
    return Judgement(
        Verdict.UNDETERMINED,
        worst,
        best,
        Rung.OPEN,
        because,
        branch.expression,
        duties,
        doubt,
        lacking,
        commons,
        cut_short,
    )


def _doubt(outcomes: Sequence[Outcome]) -> Doubt:
    """Facts are missing, unless some doubt stays whatever they turn out to be."""
    doubts = {outcome.doubt for outcome in outcomes}
    if None in doubts:
        return Doubt.MISSING_FACT
    return Doubt.UNKNOWN_LICENCE if Doubt.UNKNOWN_LICENCE in doubts else Doubt.SILENT_TEXT


def _interleaved(rows: Sequence[tuple[Clause, ...]]) -> tuple[Clause, ...]:
    """Every reason of every world once: first the clauses that decide first."""
    order = (Stance.BARS, Stance.GRANTS, Stance.SILENT, Stance.RESERVES, Stance.RECORD, Stance.EVIDENCE)
    columns = zip_longest(*dict.fromkeys(rows))
    every = dict.fromkeys(clause for column in columns for clause in column if clause is not None)
    return tuple(sorted(every, key=lambda clause: order.index(clause.stance)))
