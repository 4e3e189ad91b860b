"""The tree of questions against every combination of facts there is, tried one by one."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reciprocity_sample import DAY, commons

from copyfair.actor.derive import derive, violated
from copyfair.actor.facts import Fact, Value, vocabulary
from copyfair.commons.model import Commons
from copyfair.errors import InputError
from copyfair.licensing.catalogue import default_catalogue
from copyfair.licensing.expression import Term, parse
from copyfair.reciprocity.clauses import Clause
from copyfair.reciprocity.conditions import All, Among, Condition, Either, Not, Reached, Unit, about
from copyfair.reciprocity.judge import Judgement, judge
from copyfair.reciprocity.model import Doubt, Stance, Verdict
from copyfair.reciprocity.rules import Rulebook, permissions, rules_for
from copyfair.reciprocity.worlds import Known, look

World = Mapping[str, Value]
Ends = tuple[Verdict, Verdict]
FREE = (Verdict.PERMITTED_WITH_DUTIES, Verdict.PERMITTED_WITH_DUTIES)
GEARS = commons("gears", "CC-BY-NC-4.0", "contributes and not government", "coalition_member", tariff=False)


def holds(condition: Condition, world: World) -> bool:
    """Plain two-valued logic over complete facts, written without a look at how copyfair does it."""
    match condition:
        case Not(part=part):
            return not holds(part, world)
        case All(parts=parts):
            return all(holds(part, world) for part in parts)
        case Either(parts=parts):
            return any(holds(part, world) for part in parts)
        case Among(fact=fact, values=values):
            return world[fact] in values
    raise AssertionError(condition)


def outcome(license_id: str, world: World, entry: Commons | None) -> Ends:
    """What a licence comes to where everything is known: the first clause that applies decides."""
    rules = rules_for(Term(license_id), default_catalogue())
    assert rules is not None

    def applies(clause: Clause) -> bool:
        return clause.when is None or holds(clause.when, world)

    first = next((clause.stance for clause in rules.decides if applies(clause)), Stance.RESERVES)
    if first is Stance.GRANTS or (entry and any(map(applies, permissions(entry)))):
        return FREE
    return {
        Stance.BARS: (Verdict.PROHIBITED, Verdict.PROHIBITED),
        Stance.SILENT: (rules.fallback, Verdict.PERMITTED_WITH_DUTIES),
        Stance.RESERVES: (rules.fallback, rules.fallback),
    }[first]


def names_of(license_id: str, entry: Commons | None) -> tuple[str, ...]:
    rules = rules_for(Term(license_id), default_catalogue())
    assert rules is not None
    every = (*rules.decides, *(permissions(entry) if entry else ()))
    return tuple(dict.fromkeys(atom.fact for clause in every for atom in clause.atoms))


def values_of(name: str) -> tuple[Value, ...]:
    return tuple(about(name).values) or (True, False)


def worlds_of(names: tuple[str, ...]) -> list[World]:
    every = (dict(zip(names, row, strict=True)) for row in product(*map(values_of, names)))
    return [world for world in every if not violated(world)]


def partial(names: tuple[str, ...]) -> Iterator[dict[str, Value]]:
    """Every way to know some of the facts."""
    for row in product(*((None, *values_of(name)) for name in names)):
        yield {name: value for name, value in zip(names, row, strict=True) if value is not None}


def judged(license_id: str, known: Mapping[str, Value], entry: Commons | None) -> Judgement:
    facts = {name: Fact(name=about(name).name, value=value) for name, value in known.items()}
    covering = (entry,) if entry else ()
    return judge(parse(license_id), Known(derive(facts), {}, DAY), covering, Rulebook(default_catalogue()))


def settles(names: tuple[str, ...], worlds: list[World], ends: Callable[[World], Ends]) -> bool:
    """Whoever knows these facts knows the outcome."""
    found: dict[tuple[Value, ...], Ends] = {}
    return all(found.setdefault(tuple(w[n] for n in names), ends(w)) == ends(w) for w in worlds)


@pytest.mark.parametrize(
    ("license_id", "entry"), [("PPL", None), ("CC-BY-NC-4.0", None), ("CC-BY-NC-4.0", GEARS)], ids=str
)
def test_every_combination_of_known_and_unknown_facts(license_id: str, entry: Commons | None) -> None:
    names = names_of(license_id, entry)
    every = worlds_of(names)

    @cache
    def ends_of(row: tuple[Value, ...]) -> Ends:
        return outcome(license_id, dict(zip(names, row, strict=True)), entry)

    def ends(world: World) -> Ends:
        return ends_of(tuple(world[name] for name in names))

    seen = {"settled": 0, "missing": 0, "silent": 0}
    for known in partial(names):
        possible = [world for world in every if all(world[name] == value for name, value in known.items())]
        if not possible:
            with pytest.raises(InputError):
                judged(license_id, known, entry)
            continue
        judgement = judged(license_id, known, entry)
        found = {ends(world) for world in possible}
        ranks = list(Verdict)
        assert judgement.worst is max((worst for worst, _ in found), key=ranks.index)
        assert judgement.best is min((best for _, best in found), key=ranks.index)
        (worst, best), *others = found
        if others:
            seen["missing"] += 1
            assert (judgement.verdict, judgement.doubt) == (Verdict.UNDETERMINED, _doubt(found))
        elif worst is best:
            seen["settled"] += 1
            assert (judgement.verdict, judgement.doubt) == (worst, None)
        else:
            seen["silent"] += 1
            assert (judgement.verdict, judgement.doubt) == (Verdict.UNDETERMINED, Doubt.SILENT_TEXT)
        asked = tuple(variable.name for variable in judgement.missing)
        assert settles(asked, possible, ends)
        assert not set(asked) & set(known)
        unknown = [name for name in names if name not in known]
        fewer = combinations(unknown, len(asked) - 1) if asked else ()
        assert not any(settles(less, possible, ends) for less in fewer), f"{known}: {asked} are more than needed"
    assert seen["settled"]
    assert seen["missing"]


def _doubt(found: set[Ends]) -> Doubt:
    return Doubt.MISSING_FACT if any(worst is best for worst, best in found) else Doubt.SILENT_TEXT


SOME = ("LicenseRef-copyfair-CoopCycle", "LicenseRef-scancode-anti-capitalist-1.4")


@settings(max_examples=60)
@given(st.data(), st.sampled_from(SOME))
def test_larger_licences_agree_with_samples_of_their_worlds(data: st.DataObject, license_id: str) -> None:
    """Whatever the unknown facts turn out to be, the outcome lies in the interval, and the answers asked for settle it."""
    names = names_of(license_id, None)
    world = {name: data.draw(st.sampled_from(values_of(name)), label=name) for name in names}
    if violated(world):
        return
    known = {name: world[name] for name in data.draw(st.sets(st.sampled_from(names)), label="known")}
    judgement = judged(license_id, known, None)
    worst, best = outcome(license_id, world, None)
    ranks = list(Verdict)
    assert ranks.index(judgement.best) <= ranks.index(best)
    assert ranks.index(worst) <= ranks.index(judgement.worst)
    told = judged(license_id, {**known, **{v.name: world[v.name] for v in judgement.missing}}, None)
    assert (told.worst, told.best) == (worst, best)
    assert not told.missing


TIMES = st.builds(Reached, st.just("release_date"), st.integers(0, 40), st.sampled_from(Unit), st.booleans())


@given(st.lists(TIMES, min_size=1, max_size=5, unique=True), st.dates(max_value=datetime.date(2100, 1, 1)))
def test_no_real_date_is_left_out_of_the_ways_in_which_an_unknown_one_may_turn_out(
    times: list[Reached], date: datetime.date
) -> None:
    _, (variable,) = look(times, Known({}, {}, DAY))
    fact = Fact(name="release_date", value=date)
    closed, nothing = look(times, Known({"release_date": fact}, {}, DAY))
    assert not nothing
    assert closed in [dict(option.truths) for option in variable.options]


def test_times_of_one_unit_are_in_order() -> None:
    """Whatever is two years old is one year old too; a day that is over has come."""
    first, second = Reached("release_date", 24, Unit.MONTHS), Reached("release_date", 1, Unit.YEARS)
    over, come = Reached("release_date", over=True), Reached("release_date")
    _, (variable,) = look([first, second, over, come], Known({}, {}, DAY))
    ways = [[dict(option.truths)[time] for time in (first, second, over, come)] for option in variable.options]
    assert sorted(ways) == [
        [False] * 4,
        [False, False, False, True],
        [False, False, True, True],
        [False, True, True, True],
        [True] * 4,
    ]


def test_the_vocabulary_has_values_for_what_it_asks() -> None:
    for name, word in vocabulary().items():
        assert bool(word.values) == (word.type == "choice"), name
        assert bool(word.says_not) == (word.type == "yes-no"), name
        assert bool(word.unit) == (word.type in ("count", "money")), name
        assert word.ask.endswith("?"), name
