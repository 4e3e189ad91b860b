"""Judges one licence expression for one actor: in every possible world, then over all of them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

import msgspec

from copyfair.commons.model import Commons
from copyfair.errors import InputError
from copyfair.licensing.additions import UNNAMED
from copyfair.licensing.categories import restriction
from copyfair.licensing.expression import Expression, Term, all_of, any_of
from copyfair.licensing.spdx import canonical_license
from copyfair.reciprocity.clauses import Clause, DutyRule, Rules
from copyfair.reciprocity.conditions import Atom, atoms
from copyfair.reciprocity.model import Doubt, Rung, Stance, Verdict
from copyfair.reciprocity.rules import Rulebook, lapsed_tariff, permissions, tariff_clause
from copyfair.reciprocity.worlds import (
    Known,
    TooManyWorldsError,
    Unknown,
    Variable,
    World,
    close,
    explore,
    look,
    simplify,
    smallest,
)

__all__ = ["RANK", "Judgement", "Outcome", "Sureness", "judge", "license_of"]

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
    def signature(self) -> tuple[Verdict, Verdict]:
        """What must agree between worlds for the verdict to be settled."""
        return self.worst, self.best


class _Case(msgspec.Struct, frozen=True):
    """One licence with everything that bears on it."""

    term: Term
    rules: Rules | None
    commons: Commons | None
    permissions: tuple[Clause, ...]
    tariff: Clause | None
    lapsed: Clause | None

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
        commons: the commons whose permission or tariff decides, else one that has a say.
        also: other commons whose tariffs apply as well.
        unknown: what may still be; only where facts are missing.
        cut_short: more unknowns than were tried; `missing` settles the verdict, but fewer facts may do.
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
    also: tuple[Commons, ...] = ()
    unknown: Unknown | None = None
    cut_short: bool = False


def judge(expression: Expression, known: Known, commons: Sequence[Commons], book: Rulebook) -> Judgement:
    """What holds for an expression, given what is known.

    Args:
        expression: the licence.
        known: facts, rates and the day.
        commons: the commons that cover the component.
        book: the licences copyfair has rules for, and how they are read.

    Raises:
        InputError: the facts given contradict each other.
    """
    cases = {term: _case(term, commons, book, known) for term in expression.terms()}
    closed, _ = close((atom for case in cases.values() for atom in case.atoms), known)
    expression = _chosen(expression, cases, closed)
    kept = [cases[term] for term in dict.fromkeys(expression.terms())]
    try:
        closed, variables = look((atom for case in kept for atom in case.atoms), known)
        found = _worlds(kept, variables, closed, known)
    except TooManyWorldsError:
        return _bounded(expression, kept, known)
    branch = expression.fold(lambda term: _judge_term(cases[term], found), _both, _either)
    signatures = [outcome.signature for outcome in branch.outcomes]
    judgement = _conclude(branch, smallest(variables, found, signatures))
    if judgement.doubt is not Doubt.MISSING_FACT:
        return judgement
    return msgspec.structs.replace(judgement, unknown=Unknown(variables, tuple(found), tuple(signatures)))


def _bounded(expression: Expression, cases: Sequence[_Case], known: Known) -> Judgement:
    """What holds when there is too much to try at once: each licence by itself, then its two ends together."""
    ends = {case.term: _extremes(case, known) for case in cases}
    branch = expression.fold(lambda term: ends[term][0], _both, _either)
    missing = {variable.name: variable for _, variables in ends.values() for variable in variables}
    return _conclude(branch, tuple(missing.values()), cut_short=True)


def _chosen(expression: Expression, cases: Mapping[Term, _Case], closed: Mapping[Atom, bool]) -> Expression:
    """The expression without the branches of an OR that nobody needs, since another is certain to be free.

    A branch with fewer duties is kept: it may turn out to be free whatever the unknown facts are.
    """

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
        certain = min(free, key=lambda part: (-(part[1] or 0), part[2], str(part[0])), default=None)
        kept = [part for part in parts if certain is None or (part[1] is None and part[2] < certain[2])]
        if certain is not None:
            if not kept:
                return certain
            kept.append(certain)
        return any_of([part[0] for part in kept]), None, min(part[2] for part in kept)

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


def _case(term: Term, commons: Sequence[Commons], book: Rulebook, known: Known) -> _Case:
    own = next((entry for entry in commons if license_of(entry) == term.license), None)
    rules = book.rules(term)
    if own is None:
        return _Case(term, rules, None, (), None, None)
    return _Case(term, rules, own, permissions(own), tariff_clause(own, known.as_of), lapsed_tariff(own, known.as_of))


def license_of(commons: Commons) -> str:
    """The id of a commons' licence in its official spelling."""
    return canonical_license(commons.license) or commons.license


def _judge_term(case: _Case, found: Sequence[World]) -> _Branch:
    outcomes = tuple(_settled(case, world.truths) for world in found)
    return _Branch(outcomes, (case,), Expression((case.term,)))


def _settled(case: _Case, truths: Mapping[Atom, bool]) -> Outcome:
    outcome = _outcome(case, truths)
    if not isinstance(outcome, Outcome):
        raise TypeError(f"{outcome} is open in a world that should have closed it")
    return outcome


def _extremes(case: _Case, known: Known) -> tuple[_Branch, tuple[Variable, ...]]:
    """The worst and the best that one licence can come to by itself, and what settles it.

    These are two worlds that bound all the others.
    """
    try:
        closed, variables = look(case.atoms, known)
        found = _worlds([case], variables, closed, known)
        outcomes = [_settled(case, world.truths) for world in found]
        missing = smallest(variables, found, [outcome.signature for outcome in outcomes])
    except TooManyWorldsError:
        outcomes = [Outcome(_WORST, _BEST, Rung.OPEN, case.clauses, Doubt.MISSING_FACT)]
        missing = tuple(Variable(name, ()) for name in close(case.atoms, known)[1])
    lowest = min(outcomes, key=lambda outcome: (RANK[outcome.worst], RANK[outcome.best]))
    highest = max(outcomes, key=lambda outcome: (RANK[outcome.best], RANK[outcome.worst]))
    return _Branch((lowest, highest), (case,), Expression((case.term,))), missing


class Sureness:
    """Which expressions are free whatever the unknown facts may be, licence by licence.

    Quicker than `judge` for many similar sets of facts, and stricter: it does not see
    that two branches of an OR may complete each other.
    """

    def __init__(self, expression: Expression, commons: Sequence[Commons], book: Rulebook, known: Known) -> None:
        self.expression = expression
        self._cases = {term: _case(term, commons, book, known) for term in expression.terms()}
        self._facts = {term: dict.fromkeys(atom.fact for atom in case.atoms) for term, case in self._cases.items()}
        self._found: dict[tuple[object, ...], bool] = {}

    def free(self, known: Known) -> bool:
        """The expression is sure to be free."""
        return self.expression.fold(lambda term: self.term(term, known), all, any)

    def term(self, term: Term, known: Known) -> bool:
        """One of its licences is sure to be free."""
        facts = [known.facts.get(name) for name in self._facts[term]]
        key = (term, *((fact.value, fact.year) if fact else None for fact in facts))
        if key not in self._found:
            outcomes = _extremes(self._cases[term], known)[0].outcomes
            self._found[key] = all(outcome.worst.free for outcome in outcomes)
        return self._found[key]


def _outcome(case: _Case, truths: Mapping[Atom, bool]) -> Outcome | Atom:
    """What one licence comes to, or a comparison that must be closed first."""
    rules = case.rules
    if rules is None:
        return _without_rules(case.term)
    free = Verdict.PERMITTED_WITH_DUTIES if rules.duties else Verdict.PERMITTED
    base = _first(rules.decides, truths) or rules.otherwise
    permission = _first(case.permissions, truths)
    if not isinstance(base, Clause):
        return Outcome(free, free, Rung.STEWARD, (permission,)) if isinstance(permission, Clause) else base
    if base.stance is Stance.GRANTS:
        return Outcome(free, free, Rung.LICENCE, (base,))
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
    says = _NOT_LICENCES.get(term.license) or (
        f"copyfair has no rules for {term} yet; somebody has to read it.{known_for}"
    )
    unknown = Clause(license=str(term), number="", says=says, stance=Stance.EVIDENCE)
    return Outcome(_WORST, _BEST, Rung.OPEN, (unknown,), Doubt.UNKNOWN_LICENCE)


_NOT_LICENCES = {
    "NONE": "It is stated that there is no licence, so nobody has been given a right to use it.",
    "NOASSERTION": "Whoever wrote the statement made no assertion about the licence.",
    UNNAMED: "A condition is stated that is added to a licence, but not the licence that it is added to.",
}


def _not_free(case: _Case, rules: Rules, base: Clause, free: Verdict) -> Outcome:
    further = (rules.sells,) if rules.sells else ()
    if base.stance is Stance.RESERVES and base is not rules.otherwise:
        further = (rules.otherwise, *further)
    if base.stance is Stance.SILENT:
        worst = Verdict.FEE_DUE if case.tariff else rules.fallback
        return Outcome(worst, free, Rung.OPEN, (base,), Doubt.SILENT_TEXT)
    if case.tariff is not None:
        return Outcome(Verdict.FEE_DUE, Verdict.FEE_DUE, Rung.FEE, (base, *further, case.tariff))
    verdict = Verdict.PROHIBITED if base.stance is Stance.BARS else rules.fallback
    lapsed = (case.lapsed,) if case.lapsed else ()
    return Outcome(verdict, verdict, Rung.NEGOTIATE, (base, *further, *lapsed))


def _both(parts: Sequence[_Branch]) -> _Branch:
    outcomes = tuple(_join([part.outcomes[i] for part in parts]) for i in range(len(parts[0].outcomes)))
    cases = tuple(dict.fromkeys(case for part in parts for case in part.cases))
    return _Branch(outcomes, cases, all_of([part.expression for part in parts]))


def _join(parts: Sequence[Outcome]) -> Outcome:
    """Everything binds: the worst part decides, all reasons stand, the deciding ones first."""
    worst = min((part.worst for part in parts), key=RANK.__getitem__)
    best = min((part.best for part in parts), key=RANK.__getitem__)
    ordered = sorted(parts, key=lambda part: (RANK[part.best], RANK[part.worst]))
    doubt = None if worst is best else _gravest(part.doubt for part in parts)
    because = tuple(dict.fromkeys(clause for part in ordered for clause in part.because))
    return Outcome(worst, best, ordered[0].rung if doubt is None else Rung.OPEN, because, doubt)


def _either(parts: Sequence[_Branch]) -> _Branch:
    """The user picks: the branch that is sure to be free, else in each world the best one.

    Between equals the one with fewer duties, then the first by its text, in whatever order they are written.
    """
    parts = sorted(parts, key=lambda part: str(part.expression))
    sure = min(parts, key=lambda part: (-_guaranteed(part), _weight(part)))
    if _guaranteed(sure) >= RANK[Verdict.PERMITTED_WITH_DUTIES]:
        return sure
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
    doubt = _gravest(part.doubt for part in parts if RANK[part.best] > RANK[lead.worst])
    because = tuple(dict.fromkeys(clause for part in parts for clause in part.because))
    return Outcome(lead.worst, best, Rung.OPEN if doubt else lead.rung, because, doubt)


def _gravest(doubts: Iterable[Doubt | None]) -> Doubt | None:
    """Of several doubts the one to remove first."""
    found = set(doubts)
    order = (Doubt.MISSING_FACT, Doubt.UNKNOWN_LICENCE, Doubt.SILENT_TEXT)
    return next((doubt for doubt in order if doubt in found), None)


def _conclude(branch: _Branch, missing: tuple[Variable, ...], *, cut_short: bool = False) -> Judgement:
    outcomes = branch.outcomes
    worst = min((outcome.worst for outcome in outcomes), key=RANK.__getitem__)
    best = max((outcome.best for outcome in outcomes), key=RANK.__getitem__)
    duties = tuple(duty for case in branch.cases for duty in case.duties)
    closed = worst is best and not worst.free
    because = _interleaved([outcome.because for outcome in outcomes], closed=closed)
    every = _commons(branch, because)
    commons = every[0] if every else None
    if worst.free or worst is best:
        rungs = {outcome.rung for outcome in outcomes}
        rung = outcomes[0].rung if len(rungs) == 1 else Rung.LICENCE
        owed = {case.commons for case in branch.cases if case.tariff in because}
        also = tuple(entry for entry in every[1:] if entry in owed and worst is Verdict.FEE_DUE)
        return Judgement(worst, worst, worst, rung, because, branch.expression, duties, commons=commons, also=also)
    doubt = _doubt(outcomes)
    lacking = missing if doubt is Doubt.MISSING_FACT else ()
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
        cut_short=cut_short,
    )


def _commons(branch: _Branch, because: Sequence[Clause]) -> list[Commons]:
    """The commons of these licences: first those whose permission or tariff is a reason, in the order of the reasons."""
    own = list(dict.fromkeys(case.commons for case in branch.cases if case.commons))
    named = [clause.license for clause in because if clause.stance is Stance.RECORD]
    return sorted(own, key=lambda entry: named.index(entry.id) if entry.id in named else len(named))


def _doubt(outcomes: Sequence[Outcome]) -> Doubt:
    """Facts are missing, unless some doubt stays whatever they turn out to be."""
    return _gravest(outcome.doubt or Doubt.MISSING_FACT for outcome in outcomes) or Doubt.MISSING_FACT


_DECIDING = (Stance.BARS, Stance.GRANTS, Stance.SILENT, Stance.RESERVES, Stance.RECORD, Stance.EVIDENCE)


def _interleaved(rows: Sequence[tuple[Clause, ...]], *, closed: bool) -> tuple[Clause, ...]:
    """Every reason of every world once: first the clauses that decide first; where nothing is free, grants come last."""
    columns = zip_longest(*dict.fromkeys(rows))
    every = dict.fromkeys(clause for column in columns for clause in column if clause is not None)
    last = Stance.GRANTS if closed else None
    return tuple(sorted(every, key=lambda clause: (clause.stance is last, _DECIDING.index(clause.stance))))
