"""Every answer against a second judge that tries all cases one by one."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_sample import (
    COHERENT,
    COUNTLESS,
    FACTS,
    FREE,
    IDS,
    LICENCES,
    ORDER,
    SIMPLE,
    TREES,
    USE,
    VALUES,
    Files,
    Made,
    Tree,
    cases,
)
from reciprocity_sample import DAY, commons, decided

from copyfair import component, describe
from copyfair.actor.facts import vocabulary
from copyfair.errors import RuleError
from copyfair.licensing.expression import parse
from copyfair.reciprocity import next_question
from copyfair.reciprocity.model import Decision, Doubt, Trigger, Verdict

Outcome = tuple[Verdict, Verdict, Doubt | None]
MADE = st.fixed_dictionaries(dict.fromkeys(IDS, COHERENT))
COUNTLESS_MADE = st.fixed_dictionaries(dict.fromkeys(IDS, COUNTLESS))


class Branch:
    """A part of the expression: its outcome in each case, and the licences it stands on."""

    def __init__(self, outcomes: Sequence[Outcome], text: str, duties: int) -> None:
        self.outcomes, self.text, self.duties = list(outcomes), text, duties

    @property
    def sure(self) -> int:
        return min(ORDER.index(worst) for worst, _, _ in self.outcomes)

    @property
    def spelt(self) -> str:
        return str(parse(self.text))


def gravest(doubts: Sequence[Doubt | None]) -> Doubt | None:
    return next((one for one in (Doubt.MISSING_FACT, Doubt.UNKNOWN_LICENCE, Doubt.SILENT_TEXT) if one in doubts), None)


def both(parts: list[Branch]) -> Branch:
    """The worst part decides, case by case."""
    rows: list[Outcome] = []
    for row in zip(*(part.outcomes for part in parts), strict=True):
        worst, best = (min((outcome[n] for outcome in row), key=ORDER.index) for n in (0, 1))
        rows.append((worst, best, None if worst is best else gravest([outcome[2] for outcome in row])))
    return Branch(rows, " AND ".join(f"({part.text})" for part in parts), sum(part.duties for part in parts))


def either(parts: list[Branch]) -> Branch:
    """A part that is free in every case, else the one that is best in every case, else the best part, case by case."""
    lead = min(parts, key=lambda part: (-part.sure, part.duties, part.spelt))
    if ORDER[lead.sure] in FREE:
        return lead
    parts = sorted(parts, key=lambda part: part.spelt)
    best_ones = {
        max(parts, key=lambda part: tuple(map(ORDER.index, part.outcomes[n][:2]))) for n in range(len(lead.outcomes))
    }
    if len(best_ones) == 1 and not any(outcome[2] for part in parts for outcome in part.outcomes):
        return best_ones.pop()
    rows: list[Outcome] = []
    for row in zip(*(part.outcomes for part in parts), strict=True):
        worst = max((outcome[0] for outcome in row), key=ORDER.index)
        best = max((outcome[1] for outcome in row), key=ORDER.index)
        open_ones = [outcome[2] for outcome in row if ORDER.index(outcome[1]) > ORDER.index(worst)]
        rows.append((worst, best, gravest(open_ones)))
    return Branch(rows, " OR ".join(f"({part.text})" for part in parts), sum(part.duties for part in parts))


def branch(tree: Tree, made: Mapping[str, Made], known: Mapping[str, Any]) -> Branch:
    every = list(cases(known))

    def leaf(license_id: str) -> Branch:
        one = made[license_id]
        return Branch([one.outcome(case) for case in every], license_id, len(one.duties))

    found: Branch = tree.fold(leaf, both, either)
    return found


def concluded(found: Branch) -> tuple[Verdict, Verdict, Verdict, Doubt | None]:
    """Verdict, worst, best, doubt over all cases."""
    worst = min((outcome[0] for outcome in found.outcomes), key=ORDER.index)
    best = max((outcome[1] for outcome in found.outcomes), key=ORDER.index)
    if worst in FREE or worst is best:
        return worst, worst, worst, None
    doubt = gravest([outcome[2] or Doubt.MISSING_FACT for outcome in found.outcomes])
    return Verdict.UNDETERMINED, worst, best, doubt


def settles(names: Sequence[str], found: Branch, known: Mapping[str, Any]) -> bool:
    """Whoever knows these facts too knows the outcome."""
    seen: dict[tuple[Any, ...], set[Any]] = {}
    for case, outcome in zip(cases(known), found.outcomes, strict=True):
        seen.setdefault(tuple(case[name] for name in names), set()).add(outcome[:2])
    return all(len(outcomes) == 1 for outcomes in seen.values())


def tables(known: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    return {n: v for n, v in known.items() if n not in USE}, {n: v for n, v in known.items() if n in USE}


def answer(tree: Tree, made: Mapping[str, Made], known: Mapping[str, Any]) -> Decision:
    stewards = [
        commons(f"c{number}", license_id, *(when.text for when in one.permissions), tariff=one.tariff)
        for number, (license_id, one) in enumerate(made.items())
        if one.permissions or one.tariff
    ]
    facts, use = tables(known)
    return decided(str(tree), facts, use, commons=stewards, catalogue=Files(made))


@given(TREES, MADE, FACTS)
@settings(max_examples=150)
def test_the_verdict_is_that_of_all_cases_together(tree: Tree, made: dict[str, Made], known: dict[str, Any]) -> None:
    found, decision = branch(tree, made, known), answer(tree, made, known)
    assert (decision.verdict, decision.worst, decision.best, decision.doubt) == concluded(found)
    # sides of an OR in an OR are compared all at once, so more of them may be named; of free sides with as many duties
    # the one that is free by known facts goes before one that is free however the unknown ones turn out
    chosen = set(parse(decision.chosen).terms())
    as_good = decision.verdict.free and sum(len(made[term.license].duties) for term in chosen) == found.duties
    assert chosen >= set(parse(found.text).terms()) or as_good or decision.doubt
    settled = "fee" if decision.verdict is Verdict.FEE_DUE else "negotiate"
    assert decision.verdict.free or decision.rung == ("open" if decision.doubt else settled)
    asked = {
        (license_id, when.text, applies(when.holds, known))
        for license_id in {term.license for term in parse(decision.chosen).terms()}
        for when in made[license_id].duties
    }
    given_ = {(duty.license, duty.says, duty.applies) for duty in decision.duties}
    may_use = decision.best.free or decision.verdict is Verdict.FEE_DUE  # who pays a tariff may use it
    assert given_ == (asked if may_use else set())


CONDITIONS = {when.text: when for when in SIMPLE}


def granting(*whens: str, silent: tuple[str, ...] = (), bars: tuple[str, ...] = ()) -> Made:
    """A licence with these conditions, without duties, which keeps the rest back."""
    grants, open_ones, bars_ = ([CONDITIONS[when] for when in some] for some in (whens, silent, bars))
    return Made(bars_, open_ones, grants, Verdict.LICENCE_NEEDED, [], [], tariff=False)


def joined(word: str, *parts: Tree | str) -> Tree:
    return Tree(word, tuple(part if isinstance(part, Tree) else Tree(part) for part in parts))


def test_a_side_that_a_bar_closes_is_closed_whatever_its_other_licence_leaves_open() -> None:
    a, b, c = IDS
    made = {a: granting(silent=("has_owners",)), b: granting(bars=("evil_use",)), c: granting("contributes_back")}
    known = {"has_owners": True, "evil_use": True, "contributes_back": False}
    decision = answer(joined("OR", joined("AND", a, b), c), made, known)
    assert (decision.verdict, decision.chosen) == (Verdict.LICENCE_NEEDED, c)
    both_bind = answer(joined("AND", a, c), made, known)
    assert (both_bind.verdict, both_bind.rung) == (Verdict.LICENCE_NEEDED, "negotiate")


def test_a_change_opens_one_side_of_an_or_and_both_parts_of_an_and() -> None:
    a, b = IDS[:2]
    made = {a: granting("has_owners"), b: granting("social_economy")}
    known = {"has_owners": False, "social_economy": False}
    owners, economy = (vocabulary()[name].says for name in ("has_owners", "social_economy"))
    assert {change.says for change in answer(joined("OR", a, b), made, known).changes} == {owners, economy}
    (change,) = answer(joined("AND", a, b), made, known).changes
    assert change.says in (f"{owners} and {economy}", f"{economy} and {owners}")


def test_a_free_licence_does_not_make_up_for_a_closed_one_that_binds_with_it() -> None:
    a, b, c = IDS
    dutiful = Made([], [], [CONDITIONS["contributes_back"]], ORDER[0], [CONDITIONS["evil_use"]], [], tariff=False)
    made = {a: granting("has_owners"), b: granting("social_economy"), c: dutiful}
    decision = answer(joined("OR", joined("AND", a, b), c), made, {"has_owners": True, "social_economy": False})
    assert (decision.verdict, [fact.name for fact in decision.missing]) == (
        Verdict.UNDETERMINED, ["contributes_back"],
    )  # fmt: skip


def test_what_closes_it_is_cited_before_the_grant_beside_it() -> None:
    made = {IDS[0]: granting("has_owners"), IDS[1]: granting("social_economy")}
    decision = answer(joined("AND", *IDS[:2]), made, {"has_owners": True, "social_economy": False})
    assert [reason.clause for reason in decision.because] == ["9", "has_owners"]


def test_a_side_that_is_worse_in_a_case_is_no_reason_in_it() -> None:
    """One side bars evil use and the other one any other use; either way a licence can be had of the other side."""
    made = {IDS[0]: granting(bars=("evil_use",)), IDS[1]: granting(bars=("not evil_use",))}
    decision = answer(joined("OR", *IDS[:2]), made, {})
    assert decision.verdict is Verdict.LICENCE_NEEDED
    assert {reason.clause for reason in decision.because} == {"9"}


def test_three_changes_are_named_where_there_are_more() -> None:
    names = ("has_owners", "social_economy", "contributes_back", "evil_use")
    decision = answer(Tree(IDS[0]), {IDS[0]: granting(*names)}, dict.fromkeys(names, False))
    first = [name for name in vocabulary() if name in names][:3]
    assert [change.says for change in decision.changes] == [vocabulary()[name].says for name in first]


def test_where_it_is_free_in_every_case_the_licence_is_cited_before_what_it_keeps_back() -> None:
    """A grant that may apply comes first; for the case that it does not, the steward allows it."""
    made = granting("has_owners")
    made.permissions.append(CONDITIONS["not has_owners"])
    decision = answer(Tree(IDS[0]), {IDS[0]: made}, {})
    assert decision.verdict.free
    assert [reason.clause for reason in decision.because] == ["has_owners", "9", "Charter 3"]


def test_of_two_equally_bad_sides_the_first_by_its_text_is_named() -> None:
    a, b = IDS[:2]
    made = {a: granting("has_owners"), b: granting("social_economy")}
    known = {"has_owners": False, "social_economy": False}
    assert answer(joined("OR", a, b), made, known).chosen == answer(joined("OR", b, a), made, known).chosen == a


def test_a_branch_without_duties_that_is_free_in_every_case_is_taken_before_one_with_duties() -> None:
    """Nobody knows which of its grants applies, but one does; that the other licence is certain changes nothing."""
    dutiful = Made([], [], [CONDITIONS["contributes_back"]], ORDER[0], [CONDITIONS["evil_use"]], [], tariff=False)
    made = {IDS[0]: granting("has_owners", "not has_owners"), IDS[1]: dutiful}
    for known in ({}, {"contributes_back": True}, {"contributes_back": True, "has_owners": True}):
        decision = answer(joined("OR", *IDS[:2]), made, known)
        assert (decision.verdict, decision.chosen, decision.duties) == (Verdict.PERMITTED, IDS[0], ())


def applies(holds: Any, known: Mapping[str, Any]) -> Trigger:
    answers = {holds(case) for case in cases(known)}
    return Trigger.UNKNOWN if len(answers) == 2 else Trigger.YES if answers == {True} else Trigger.NO


@given(TREES, MADE, FACTS)
@settings(max_examples=120)
def test_what_is_missing_settles_it_and_no_smaller_set_does(
    tree: Tree, made: dict[str, Made], known: dict[str, Any]
) -> None:
    found, decision = branch(tree, made, known), answer(tree, made, known)
    names = [fact.name for fact in decision.missing]
    assert bool(names) == (decision.doubt is Doubt.MISSING_FACT)
    if names:
        assert settles(names, found, known)
        unknown = [name for name in VALUES if name not in known]
        assert not any(settles(fewer, found, known) for fewer in combinations(unknown, len(names) - 1))


@given(COHERENT, st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()}))
def test_where_all_is_known_the_first_clause_that_applies_is_the_reason(made: Made, case: dict[str, Any]) -> None:
    stance, clause = made.first(case)
    decision = answer(Tree(IDS[0]), {IDS[0]: made}, case)
    assert decision.because[0].clause == clause
    assert decision.because[0].stance == {"otherwise": "reserves"}.get(stance, stance)
    rung = "fee" if decision.verdict is Verdict.FEE_DUE else "negotiate"
    by = "licence" if stance == "grants" else "steward"
    assert decision.rung == (by if decision.verdict.free else "open" if decision.doubt else rung)
    assert decision.commons == ("c0" if made.permissions or made.tariff else "")


@given(LICENCES)
def test_a_licence_is_refused_exactly_where_a_clause_decides_no_case(made: Made) -> None:
    if made.coherent():
        answer(Tree(IDS[0]), {IDS[0]: made}, {})
    else:
        with pytest.raises(RuleError, match=r"LicenseRef-a\.toml: the clause"):
            answer(Tree(IDS[0]), {IDS[0]: made}, {})


def turned(tree: Tree, made: Mapping[str, Made], known: Mapping[str, Any]) -> dict[str, Verdict]:
    """The fewest facts which, if they were different, make it free for sure, as sentences, with the new verdict."""

    def sure(license_id: str, supposed: Mapping[str, Any]) -> bool:
        return all(made[license_id].outcome(case)[0] in FREE for case in cases(supposed))

    text = " ".join(
        when.text
        for license_id in {term.license for term in parse(str(tree)).terms()}
        if not sure(license_id, known)
        for one in [made[license_id]]
        for when in (*one.bars, *one.silent, *one.grants, *one.permissions)
    )
    names = [name for name in vocabulary() if name in VALUES and name in text]
    for size in (1, 2, 3):
        found: dict[str, Verdict] = {}
        for some in combinations(names, size):
            for values in product(*([v for v in VALUES[name] if v != known.get(name)] for name in some)):
                supposed = {**known, **dict(zip(some, values, strict=True))}
                if tree.fold(lambda license_id, s=supposed: sure(license_id, s), all, any):
                    words = [vocabulary()[name] for name in some]
                    says = [w.says if value else w.says_not for w, value in zip(words, values, strict=True)]
                    found[" and ".join(says)] = concluded(branch(tree, made, supposed))[0]
        if found:
            return found
    return {}


@given(TREES, COUNTLESS_MADE, FACTS)
@settings(max_examples=100)
def test_changes_are_the_smallest_that_there_are(tree: Tree, made: dict[str, Made], known: dict[str, Any]) -> None:
    decision = answer(tree, made, known)
    closed = decision.verdict in (Verdict.FEE_DUE, Verdict.LICENCE_NEEDED, Verdict.PROHIBITED)
    expected = turned(tree, made, known) if closed else {}
    assert {change.says: change.verdict for change in decision.changes}.items() <= expected.items()
    assert len(decision.changes) == min(3, len(expected))


def gains(found: Branch, known: Mapping[str, Any]) -> dict[str, Fraction]:
    """How much of the doubt each unknown takes away on average; doubt: two cases taken at random differ."""

    def doubt(outcomes: Sequence[Any]) -> Fraction:
        return 1 - sum((Fraction(outcomes.count(one), len(outcomes)) ** 2 for one in set(outcomes)), Fraction())

    every = [(case, outcome[:2]) for case, outcome in zip(cases(known), found.outcomes, strict=True)]
    before = doubt([outcome for _, outcome in every])
    left = {
        name: sum((doubt([o for case, o in every if case[name] == value]) for value in VALUES[name]), Fraction())
        / len(VALUES[name])
        for name in VALUES
        if name not in known
    }
    return {name: 1 - rest / before for name, rest in left.items() if rest < before}


@given(st.lists(TREES, min_size=1, max_size=3), COUNTLESS_MADE, FACTS)
@settings(max_examples=60)
def test_the_question_is_the_one_that_takes_most_doubt_away(
    trees: list[Tree], made: dict[str, Made], known: dict[str, Any]
) -> None:
    plain = {name: Made(**{**vars(one), "permissions": [], "tariff": False}) for name, one in made.items()}
    found = [branch(tree, plain, known) for tree in trees]
    told = [gains(one, known) for one in found if concluded(one)[3] is Doubt.MISSING_FACT]
    names = [name for name in vocabulary() if any(name in own for own in told)]
    facts, use = tables(known)
    actor, what = describe(facts=facts, use=use, as_of=DAY)
    things = [component(f"pkg:generic/thing{number}@1", str(tree)) for number, tree in enumerate(trees)]
    question = next_question(things, actor, what, DAY, catalogue=Files(plain))
    if not names:
        assert question is None
        return
    best = max(names, key=lambda name: sum((own.get(name, Fraction()) for own in told), Fraction()))
    own = [gain[best] for gain in told if best in gain]
    assert question is not None
    assert (question.name, question.settles, question.bears_on) == (best, own.count(Fraction(1)), len(own))
