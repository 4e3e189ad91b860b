"""What users of the whole must be: nothing is dropped, nothing is invented, and it agrees with the decisions."""

import datetime
import itertools
from collections.abc import Iterable

import msgspec
import pytest
from combination_sample import ACSL, COOPCYCLE, COOPERATIVE, CSL, DAY, thing
from hypothesis import given, settings
from hypothesis import strategies as st
from license_sample import ID
from license_sample import catalogue as one_file

import copyfair
from copyfair.actor.archetypes import archetypes
from copyfair.actor.derive import derive, violated
from copyfair.actor.facts import Evidence, Fact, FactType, vocabulary
from copyfair.actor.load import component_facts
from copyfair.inventory.model import Scope
from copyfair.licensing.catalogue import Catalogue, default_catalogue
from copyfair.licensing.expression import Term, parse
from copyfair.licensing.model import Licensed
from copyfair.money import Money
from copyfair.reciprocity.conditions import Condition, atoms
from copyfair.reciprocity.downstream import _Count
from copyfair.reciprocity.downstream_model import Axis, Downstream, Requirement
from copyfair.reciprocity.model import Doubt
from copyfair.reciprocity.records import Records
from copyfair.reciprocity.requirements import both, implies, negated, required
from copyfair.reciprocity.rules import Rulebook
from copyfair.reciprocity.strictest import Asked, contradictory, reduced
from copyfair.reciprocity.worlds import Known, close, simplify
from copyfair.settings import Combination, How

BIG_TIME = "LicenseRef-copyfair-BigTime-2.0"
SMALL = "PolyForm-Small-Business-1.0.0"
TELEPORT = "LicenseRef-scancode-teleport-ce-2024"
NOTHING = Known({}, {}, DAY)


def downstream(
    *licensed: Licensed,
    own: str = "MIT",
    about: dict | None = None,
    catalogue: Catalogue | None = None,
    **on_record: object,
) -> Downstream:
    facts = component_facts(about or {}, where="copyfair.toml", as_of=DAY)
    records = Records(own_license=parse(own), facts=(("pkg:generic/*", facts),), **on_record)
    return copyfair.downstream(licensed, DAY, records=records, catalogue=catalogue)


def under(*expressions: str, **given_: object) -> Downstream:
    return downstream(*(thing(text, name=f"n{number}") for number, text in enumerate(expressions)), **given_)


def says(found: Iterable[Requirement]) -> list[str]:
    return [requirement.says for requirement in found]


# ---------------------------------------------------------------- single licences


def test_ppl_says_who_may_use_it():
    found = under("PPL")
    assert says(found.on(Axis.COMMERCE)) == [
        "The use is not commercial, or (the actor is an organisation or organised group, and it is owned by its workers, and of the surplus, all of it is distributed among the worker-owners).",
        "The use is not commercial, or everybody who works in it for wages is among its owners.",
    ]
    assert [requirement.sure for requirement in found.on(Axis.COMMERCE)] == [True, False]
    (bar,) = found.on(Axis.USER)
    assert bar.says == "It is not a privately owned and managed business, or it does not seek profit from waged work."
    (basis,) = bar.because
    assert (basis.license, basis.clause, basis.components) == ("PPL", "4(d)", ("pkg:generic/n0@1",))
    assert found.complete


@pytest.mark.parametrize("license_", ["MIT", "GPL-3.0-only", "SSPL-1.0", COOPERATIVE, "copyleft-next-0.3.1"])
def test_what_is_open_to_everybody_asks_nothing_of_users(license_):
    found = under(license_)
    assert found.requirements == ()
    assert found.duties
    assert found.complete


def test_the_projects_own_licence_binds_its_users_too():
    (requirement,) = under("MIT", own="CC-BY-NC-4.0").requirements
    assert requirement.says == "The use is not commercial."
    assert requirement.because[0].components == ("the project",)


# ---------------------------------------------------------------- strictest, per axis


def test_the_stricter_condition_stands_and_names_those_it_meets():
    found = under("PPL", "CC-BY-NC-4.0")
    (commerce,) = found.on(Axis.COMMERCE)
    assert commerce.says == "The use is not commercial."
    assert {(b.license, b.clause) for b in commerce.because} == {("CC-BY-NC-4.0", "2(a)(1)")}
    assert ("PPL", "4(b); 4(c)") in {(b.license, b.clause) for b in commerce.covers}


def test_of_limits_the_smallest_stands(tmp_path):
    body = '[[grants]]\nclause = "1"\nsays = "Small ones."\nwhen = "head_count < {} and revenue <= money(\'{} EUR\')"\n'
    catalogues = []
    for name, limit, amount in (("a", 50, 1000), ("b", 20, 5000)):
        folder = tmp_path / name
        folder.mkdir()
        catalogues.append(one_file(folder, body.format(limit, amount)))
    asked = [
        Asked(piece, (name,))
        for name, files in zip("ab", catalogues, strict=True)
        for piece in _Count(DAY, Records(), files).share(Term(ID), NOTHING).pieces
    ]
    assert sorted(one.says for one in reduced(asked)) == [
        "The head count is below 20.",
        "The revenue is at most 1,000.00 EUR.",
    ]


def test_limits_that_cannot_be_compared_all_stand():
    found = under(SMALL, TELEPORT)
    assert says(found.on(Axis.SIZE)) == [
        "The head count is below 100.",
        "The number of employees is below 100.",
        "The revenue is below 1,000,000.00 USD in money of 2019, moved by the price index us-cpi-u.",
        "The revenue is below 10,000,000.00 USD.",
    ]


def test_every_requirement_has_axes_in_order():
    found = under("PPL", SMALL, "Elastic-2.0", "FSL-1.1-MIT", ACSL)
    assert {requirement.axes[0] for requirement in found.requirements} == {
        Axis.COMMERCE,
        Axis.USER,
        Axis.SIZE,
        Axis.FIELD,
    }
    for requirement in found.requirements:
        assert list(requirement.axes) == sorted(requirement.axes, key=list(Axis).index)
    listed = [requirement for axis in Axis for requirement in found.on(axis)]
    assert listed == list(found.requirements)


def test_a_day_that_is_known_is_counted():
    assert under("FSL-1.1-MIT", about={"release_date": "2024-11-22"}).requirements == ()
    (firm, *_) = under("FSL-1.1-MIT", about={"release_date": "2024-11-23"}).requirements
    assert Axis.VERSION not in firm.axes


def test_days_of_different_components_are_never_taken_for_one():
    found = under("BUSL-1.1", "FSL-1.1-MIT")
    assert len([requirement for requirement in found.requirements if Axis.VERSION in requirement.axes]) == 3
    assert not any(requirement.covers for requirement in found.requirements)


# ---------------------------------------------------------------- expressions


def test_an_or_with_an_open_side_asks_nothing():
    assert under("PPL OR MIT").requirements == ()
    assert {cite for duty in under("PPL OR MIT", own="0BSD").duties for cite in duty.cites} <= {"MIT", "0BSD"}


def test_of_another_or_any_side_suffices():
    (firm, *_) = under(f"CC-BY-NC-4.0 OR {SMALL}").requirements
    assert firm.sure
    assert firm.says.startswith("The use is not commercial, or (the head count is below 100")
    assert firm.because[0].license == f"CC-BY-NC-4.0 OR {SMALL}"


def test_an_or_with_an_unknown_side_asks_what_the_known_side_asks():
    found = under("CC-BY-NC-4.0 OR LicenseRef-Commercial")
    assert says(found.requirements) == ["The use is not commercial."]
    assert found.complete


def test_an_and_asks_what_both_ask_and_tells_what_is_unknown():
    found = under("CC-BY-NC-4.0 AND LicenseRef-who")
    assert says(found.requirements) == ["The use is not commercial."]
    assert not found.complete
    assert "LicenseRef-who" in found.unclear[0].why


# ---------------------------------------------------------------- what goes out


def test_an_unknown_licence_makes_it_incomplete():
    unsettled = msgspec.structs.replace(thing("MIT"), expression=None, why="Nothing is stated.")
    found = downstream(unsettled, thing("LicenseRef-who", name="other"))
    assert not found.complete
    assert {one.component for one in found.unclear} == {"pkg:generic/thing@1", "pkg:generic/other@1"}


def test_tools_are_left_out_and_named():
    found = downstream(thing("PPL", scope=Scope.DEV), thing("MIT", name="other"))
    assert found.requirements == ()
    assert found.left_out == ("pkg:generic/thing@1",)
    linked = Combination(component="pkg:generic/thing", how=How.LINKED)
    assert downstream(thing("PPL", scope=Scope.DEV), combinations=(linked,)).requirements


def test_nobody_can_meet_conditions_that_exclude_each_other(tmp_path):
    files = (("a", "commercial"), ("b", "not commercial"))
    asked = []
    for name, when in files:
        folder = tmp_path / name
        folder.mkdir()
        body = f'[[grants]]\nclause = "1"\nsays = "Some."\nwhen = "{when}"\n'
        asked += [
            Asked(p, (name,)) for p in _Count(DAY, Records(), one_file(folder, body)).share(Term(ID), NOTHING).pieces
        ]
    assert contradictory(asked)
    assert not contradictory(asked[:1])
    assert not under("PPL", "CC-BY-NC-4.0", ACSL).nobody


def test_days_of_different_components_do_not_contradict_each_other(tmp_path):
    asked = []
    for name, when in (("a", "as_of >= release_date + years(1)"), ("b", "as_of < release_date + years(1)")):
        folder = tmp_path / name
        folder.mkdir()
        body = f'[[grants]]\nclause = "1"\nsays = "Some."\nwhen = "{when}"\n'
        asked += [
            Asked(p, (name,)) for p in _Count(DAY, Records(), one_file(folder, body)).share(Term(ID), NOTHING).pieces
        ]
    assert len(reduced(asked)) == 2
    assert not contradictory(asked)


def test_a_condition_with_a_day_is_met_by_a_stricter_one_without():
    (commerce, *_) = under("FSL-1.1-MIT", "CC-BY-NC-4.0").on(Axis.COMMERCE)
    assert commerce.says == "The use is not commercial."
    assert [basis.license for basis in commerce.covers] == ["FSL-1.1-MIT"]


def test_a_licence_that_lets_nobody_in_says_so(tmp_path):
    body = '[[bars]]\nclause = "1"\nsays = "Nobody in business."\nwhen = "commercial"\n'
    found = under(ID, catalogue=one_file(tmp_path, body))
    assert found.nobody
    assert "Nobody may use it under this licence." in says(found.requirements)


def test_duties_travel_once_with_all_who_ask_them():
    found = under("MIT", "ISC", "PPL")
    (text,) = [duty for duty in found.duties if duty.says == "Pass the licence text on with every copy."]
    assert (text.cites, text.components) == (("ISC", "MIT"), 3)
    assert any("PPL 4(e)" in duty.cites for duty in found.duties)
    assert all(duty.when or duty.kind for duty in found.duties)


# ---------------------------------------------------------------- laws


LICENCES = (
    "PPL",
    CSL,
    COOPCYCLE,
    ACSL,
    BIG_TIME,
    SMALL,
    TELEPORT,
    "CC-BY-NC-4.0",
    "Elastic-2.0",
    "FSL-1.1-MIT",
    "MIT",
    "SSPL-1.0",
    "SUL-1.0",
)
SETS = st.lists(st.sampled_from(LICENCES), min_size=1, max_size=4, unique=True)
AMOUNTS = (0, 999_999, 1_000_000, 1_255_000, 9_999_999, 10_000_000)
USERS = archetypes(DAY)


def asked(names: Iterable[str]) -> list[Asked]:
    count = _Count(DAY, Records(), default_catalogue())
    return [Asked(piece, (name,)) for name in names for piece in count.share(Term(name), NOTHING).pieces]


@st.composite
def worlds(draw: st.DrawFn) -> Known:
    """A user and a use about whom every fact is known, as the definitions of the facts allow."""
    values: dict[str, object] = {}
    for fact in vocabulary().values():
        match fact.type:
            case FactType.YES_NO:
                options: tuple[object, ...] = (True, False)
            case FactType.CHOICE:
                options = tuple(fact.values)
            case FactType.COUNT:
                options = (0, 19, 20, 99, 100)
            case FactType.MONEY:
                options = tuple(Money.of(amount, "USD") for amount in AMOUNTS)
            case FactType.DATE:
                options = (datetime.date(2019, 1, 1), datetime.date(2026, 1, 1))
        first = draw(st.sampled_from(options))
        values[fact.name] = next(
            (value for value in (first, *options) if not violated({**values, fact.name: value})), first
        )
    facts = {name: Fact(name=name, value=value, evidence=Evidence(), year=2019) for name, value in values.items()}
    return Known(facts, {}, DAY)


def holds(condition: Condition | bool, world: Known) -> bool:
    if isinstance(condition, bool):
        return condition
    found = simplify(condition, close(atoms(condition), world)[0])
    assert isinstance(found, bool), f"{found} is open in a world where all is known"
    return found


@settings(max_examples=60)
@given(SETS, worlds())
def test_what_is_left_asks_for_the_same(names, world):
    before = asked(names)
    after = reduced(before)
    assert all(holds(one.piece.condition, world) for one in before) == all(holds(one.condition, world) for one in after)
    firm = all(holds(one.piece.condition, world) for one in before if one.piece.sure)
    assert firm == all(holds(one.condition, world) for one in after if one.sure)


@settings(max_examples=60)
@given(SETS, st.sampled_from(LICENCES), worlds())
def test_one_component_more_is_never_weaker(names, another, world):
    fewer, more = (reduced(asked(some)) for some in (names, {*names, another}))
    if all(holds(one.condition, world) for one in more):
        assert all(holds(one.condition, world) for one in fewer)


@settings(max_examples=40)
@given(SETS)
def test_no_clause_is_lost(names):
    before = asked(names)
    after = reduced(before)
    told = {(basis.license, basis.clause) for one in after for basis in (*one.because, *one.covers)}
    assert told == {(one.piece.license, one.piece.clause) for one in before}


@settings(max_examples=25)
@given(SETS, st.randoms())
def test_order_never_matters(names, random):
    things = [thing(name, name=f"n{number}") for number, name in enumerate(names)]
    one = downstream(*things)
    random.shuffle(things)
    assert downstream(*things) == one


@settings(max_examples=60)
@given(st.sampled_from(LICENCES), st.sampled_from(LICENCES), worlds())
def test_an_or_asks_no_more_than_either_side(one, other, world):
    count = _Count(DAY, Records(), default_catalogue())
    shares = [count.share(Term(name), NOTHING) for name in (one, other)]
    count.add("x", parse(f"{one} OR {other}"), {}, "")
    (share,) = count.names
    either = both([piece.condition for piece in share.pieces])
    for side in shares:
        if holds(both([piece.condition for piece in side.pieces]), world):
            assert holds(either, world)


@settings(max_examples=60)
@given(st.sampled_from(LICENCES), worlds())
def test_nothing_is_implied_that_does_not_hold(name, world):
    rules = Rulebook(default_catalogue()).rules(Term(name))
    whole = required(rules)
    assert implies(whole, whole)
    for clause, other in itertools.pairwise(rules.decides):
        if clause.when is not None and other.when is not None and implies(clause.when, other.when):
            assert not holds(clause.when, world) or holds(other.when, world)
        if clause.when is not None:
            assert holds(negated(clause.when), world) is not holds(clause.when, world)


@pytest.mark.parametrize("license_", default_catalogue().ids())
def test_it_agrees_with_the_decisions_about_typical_users(license_):
    rules = Rulebook(default_catalogue()).rules(Term(license_))
    if default_catalogue().get(license_).addition:
        return  # it says nothing without the licence it is added to
    needed = required(rules)
    only_duties_open = {clause.number for clause in rules.decides if not clause.restricts}
    for name, (actor, use) in USERS.items():
        known = Known(derive({**actor.facts, **use.facts}), {}, DAY)
        state = needed if isinstance(needed, bool) else simplify(needed, close(atoms(needed), known)[0])
        (decision,) = copyfair.decide([thing(license_)], actor, use, DAY)
        if state is True:
            open_duties = decision.doubt is Doubt.SILENT_TEXT and decision.because[0].clause in only_duties_open
            assert decision.verdict.free or open_duties, name
        elif state is False:
            assert not decision.verdict.free, name
