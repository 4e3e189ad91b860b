"""Laws that every decision keeps, whatever the facts."""

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reciprocity_sample import commons

from copyfair import component, decide
from copyfair.actor.derive import derive
from copyfair.actor.facts import Fact, FactType, vocabulary
from copyfair.actor.model import Actor, Use
from copyfair.errors import InputError, RuleError
from copyfair.inventory.model import Origin
from copyfair.licensing.catalogue import Catalogue, LicenseFile, Otherwise, Review, RuleClause, SilentClause
from copyfair.licensing.expression import parse
from copyfair.licensing.model import Licensed
from copyfair.money import Money
from copyfair.reciprocity.judge import RANK
from copyfair.reciprocity.model import Decision, Verdict
from copyfair.reciprocity.records import Records

DAY = datetime.date(2026, 11, 22)
LICENCES = (
    "PPL",
    "LicenseRef-copyfair-CoopCycle",
    "CC-BY-NC-4.0",
    "PolyForm-Small-Business-1.0.0",
    "BUSL-1.1",
    "MIT",
    "0BSD",
    "AGPL-3.0-only",
    "LicenseRef-nobody-knows",
)
ASKED = (
    "commercial economic_advantage kind worker_owned surplus privately_owned_and_managed profits_from_wage_labour "
    "employs_non_owners "
    "for_profit_purpose nonprofit government social_economy cooperative_model workers_are_employees wage_portage "
    "uses_freelancers production_use head_count revenue"
).split()


def value_of(name: str) -> st.SearchStrategy[Any]:
    about = vocabulary()[name]
    if about.type is FactType.YES_NO:
        return st.booleans()
    if about.type is FactType.CHOICE:
        return st.sampled_from(sorted(about.values))
    if about.type is FactType.COUNT:
        return st.sampled_from([0, 1, 99, 100, 101, 5000])
    return st.sampled_from(
        [Money.of(amount, "USD") for amount in (0, 999_999, 1_000_000, 1_200_000, 1_300_000, 9_000_000)]
    )


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Fact]:
    """Some facts that do not contradict each other."""
    names = draw(st.lists(st.sampled_from(ASKED), unique=True, max_size=len(ASKED)))
    chosen: dict[str, Fact] = {}
    for name in names:
        with_it = {**chosen, name: Fact(name=name, value=draw(value_of(name)))}
        try:
            derive(with_it)
        except InputError:
            continue
        chosen = with_it
    return chosen


def expressions(max_leaves: int = 3) -> st.SearchStrategy[str]:
    leaf = st.sampled_from(LICENCES)
    return st.recursive(
        leaf,
        lambda inner: st.tuples(inner, st.sampled_from(("AND", "OR")), inner).map(lambda t: f"({' '.join(t)})"),
        max_leaves=max_leaves,
    )


def decided(expression: str, known: dict[str, Fact]) -> Decision:
    (decision,) = decide([component("pkg:generic/thing@1", expression)], Actor(facts=known, given=True), Use(), DAY)
    return decision


def ends(decision: Decision) -> tuple[int, int]:
    return RANK[decision.worst], RANK[decision.best]


@settings(deadline=None)
@given(expressions(), facts(), st.data())
def test_a_fact_more_never_turns_a_settled_verdict(
    expression: str, known: dict[str, Fact], data: st.DataObject
) -> None:
    before = decided(expression, known)
    name = data.draw(st.sampled_from(ASKED))
    more = {**known, name: known.get(name) or Fact(name=name, value=data.draw(value_of(name)))}
    try:
        derive(more)
    except InputError:
        return
    after = decided(expression, more)
    if before.verdict is not Verdict.UNDETERMINED:
        assert after.verdict is before.verdict
    assert ends(before)[0] <= ends(after)[0]
    assert ends(after)[1] <= ends(before)[1]


@settings(deadline=None, max_examples=60)
@given(expressions(2), expressions(2), facts())
def test_or_is_never_worse_than_its_parts_and_and_never_better(one: str, other: str, known: dict[str, Fact]) -> None:
    a, b = ends(decided(one, known)), ends(decided(other, known))
    either, both = decided(f"({one}) OR ({other})", known), decided(f"({one}) AND ({other})", known)
    assert ends(either)[0] >= max(a[0], b[0])
    assert ends(both)[1] <= min(a[1], b[1])
    swapped = decided(f"({other}) OR ({one})", known)
    assert (swapped.verdict, ends(swapped), swapped.doubt) == (either.verdict, ends(either), either.doubt)
    assert swapped.chosen == either.chosen
    turned = decided(f"({other}) AND ({one})", known)
    assert (turned.verdict, ends(turned)) == (both.verdict, ends(both))
    assert decided(f"({one}) OR ({one})", known).verdict is decided(one, known).verdict


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(LICENCES), min_size=3, max_size=3), st.sampled_from(("AND", "OR")), facts())
def test_brackets_within_one_operator_mean_nothing(three: list[str], operator: str, known: dict[str, Fact]) -> None:
    a, b, c = three
    left = decided(f"({a} {operator} {b}) {operator} {c}", known)
    right = decided(f"{a} {operator} ({b} {operator} {c})", known)
    assert (left.verdict, ends(left), left.doubt) == (right.verdict, ends(right), right.doubt)
    assert {fact.name for fact in left.missing} == {fact.name for fact in right.missing}
    assert set(parse(left.chosen).terms()) == set(parse(right.chosen).terms())


CONDITIONS = (
    "commercial",
    "not commercial",
    "worker_owned",
    "nonprofit",
    "government",
    "head_count < 100",
    "kind == 'individual'",
    "worker_owned and surplus == 'all-to-worker-owners'",
    "privately_owned_and_managed and profits_from_wage_labour",
)
CHANGES = ("grant", "bar", "silent")
CLAUSES = st.lists(st.sampled_from(CONDITIONS), unique=True, max_size=3)


class OneFile(Catalogue):
    """A catalogue of one licence made in memory, read as the files are."""

    def __init__(self, bars: list[str], silent: list[str], grants: list[str]) -> None:
        def clauses(kind: type[RuleClause], whens: list[str]) -> tuple[Any, ...]:
            return tuple(kind(clause=when, says=when, when=when) for when in whens)

        self._file = LicenseFile(
            id="LicenseRef-made",
            name="Made",
            family="test",
            url="https://license.example/",
            reviewed=Review(on=DAY, by="a test"),
            otherwise=Otherwise(clause="9", says="The rest is reserved.", verdict="licence-needed"),
            bars=clauses(RuleClause, bars),
            silent=clauses(SilentClause, silent),
            grants=clauses(RuleClause, grants),
        )

    def get(self, license_id: str) -> LicenseFile | None:
        return self._file if license_id == self._file.id else None


@settings(deadline=None, max_examples=150)
@given(st.tuples(CLAUSES, CLAUSES, CLAUSES), st.sampled_from(CONDITIONS), facts(), st.sampled_from(CHANGES))
def test_a_weaker_licence_never_worsens_a_verdict(
    clauses: tuple[list[str], list[str], list[str]], extra: str, known: dict[str, Fact], what: str
) -> None:
    """One grant more, one bar less, one open place less than it had: nobody is worse off."""
    bars, silent, grants = clauses
    strong = (bars + [extra] * (what == "bar"), silent + [extra] * (what == "silent"), grants)
    weak = (bars, silent, grants + [extra] * (what == "grant"))
    actor = Actor(facts=known, given=True)

    def judged(clauses: tuple[list[str], list[str], list[str]]) -> Decision:
        thing = component("pkg:generic/thing@1", "LicenseRef-made")
        (decision,) = decide([thing], actor, Use(), DAY, catalogue=OneFile(*clauses))
        return decision

    try:
        before, after = judged(strong), judged(weak)
    except RuleError:
        return  # clauses that contradict each other make no licence
    assert ends(before)[0] <= ends(after)[0] or what == "silent"
    assert ends(before)[1] <= ends(after)[1] or what == "silent"
    if what == "silent" and before.verdict is not Verdict.UNDETERMINED:
        assert after.verdict is before.verdict  # what was settled did not rest on the open place


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(("PPL", "CC-BY-NC-4.0")), st.sampled_from(CONDITIONS), facts())
def test_a_stewards_permission_never_worsens_a_verdict(license_id: str, when: str, known: dict[str, Fact]) -> None:
    before = decided(license_id, known)
    actor = Actor(facts=known, given=True)
    records = Records(commons=(commons("gears", license_id, when, tariff=False),))
    (after,) = decide([component("pkg:generic/thing@1", license_id)], actor, Use(), DAY, records=records)
    assert ends(before)[0] <= ends(after)[0]
    assert ends(before)[1] <= ends(after)[1]


@settings(deadline=None)
@given(st.sampled_from(LICENCES), facts(), st.data())
def test_missing_settles_and_nothing_less_does(license_id: str, known: dict[str, Fact], data: st.DataObject) -> None:
    decision = decided(license_id, known)
    names = [fact.name for fact in decision.missing if fact.name in ASKED]
    if not names or len(names) != len(decision.missing):
        return
    filled = dict(known)
    for name in names:
        if name in derive(filled):
            continue
        filled[name] = Fact(name=name, value=data.draw(value_of(name)))
        try:
            derive(filled)
        except InputError:
            return
    if vocabulary()[names[0]].type is not FactType.MONEY and "revenue" not in names:
        assert not decided(license_id, filled).missing


def sentences() -> dict[str, tuple[str, Any]]:
    """What a change may say of one fact -> the fact and its value."""
    found: dict[str, tuple[str, Any]] = {}
    for name, about in vocabulary().items():
        if about.type is FactType.YES_NO:
            found |= {about.says: (name, True), about.says_not: (name, False)}
        for value, meaning in about.values.items():
            found[f"{about.says} {meaning}"] = (name, value)
    found["the head count is below 100"] = ("head_count", 99)
    found["the revenue is below 1,000,000.00 USD in money of 2019, moved by the price index us-cpi-u"] = (
        "revenue",
        Money.of(0, "USD"),
    )
    return found


def understood(says: str) -> dict[str, Any]:
    """The facts that a change supposes, read back from its sentence."""
    given: dict[str, Any] = {}
    while says:
        sentence = max((known for known in SENTENCES if says.startswith(known)), key=len)
        name, value = SENTENCES[sentence]
        given[name] = value
        says = says.removeprefix(sentence).removeprefix(" and ")
    return given


SENTENCES = sentences()


@settings(deadline=None)
@given(expressions(), facts())
def test_a_change_is_true_when_tried(expression: str, known: dict[str, Fact]) -> None:
    decision = decided(expression, known)
    if decision.verdict is Verdict.UNDETERMINED or decision.verdict.free:
        assert not decision.changes
    for change in decision.changes:
        assert change.verdict.free
        supposed = understood(change.says)
        assert "kind" not in supposed
        after = {name: Fact(name=name, value=value) for name, value in supposed.items()}
        for name, fact in known.items():
            try:
                derive({**after, name: fact})
            except InputError:
                assert name != "kind", "nobody becomes somebody else to use a component"
                continue
            after.setdefault(name, fact)
        assert decided(expression, after).verdict is change.verdict


@settings(deadline=None)
@given(facts())
def test_unknown_never_pays_and_is_never_free(known: dict[str, Fact]) -> None:
    for license_id in LICENCES:
        decision = decided(license_id, known)
        if decision.missing or decision.doubt:
            assert decision.verdict is Verdict.UNDETERMINED
        assert decision.verdict is not Verdict.FEE_DUE, "there is no tariff here"
        assert decision.because


@given(st.permutations(LICENCES), facts())
@settings(deadline=None, max_examples=25)
def test_the_order_of_components_does_not_matter(order: list[str], known: dict[str, Fact]) -> None:
    actor = Actor(facts=known, given=True)
    together = decide([component("pkg:generic/thing@1", name) for name in order], actor, Use(), DAY)
    assert list(together) == [decided(name, known) for name in order]


def test_first_party_is_not_judged() -> None:
    import msgspec

    entry = component("pkg:generic/own@1", "PPL")
    own = Licensed(
        component=msgspec.structs.replace(entry.component, origin=Origin.FIRST_PARTY),
        expression=parse("PPL"),
        evidence=(),
        why="own",
    )
    assert decide([own], Actor(), Use(), DAY) == ()


def test_the_choice_of_an_or_is_said() -> None:
    assert decided("PPL OR AGPL-3.0-only", {}).chosen == "AGPL-3.0-only"
    assert decided("0BSD OR MIT", {}).chosen == "0BSD"
    assert decided("MIT OR 0BSD", {}).chosen == "0BSD"
    assert decided("MIT AND (PPL OR ISC)", {}).chosen == "MIT AND ISC"


@pytest.mark.parametrize("license_id", ["CPOL-1.02", "JPL-image", "Unicode-TOU", "LicenseRef-x", "Lucida-Bitmap-Fonts"])
def test_a_licence_without_rules_is_never_permitted(license_id: str) -> None:
    decision = decided(license_id, {})
    assert (decision.verdict, decision.doubt) == (Verdict.UNDETERMINED, "unknown-licence")
