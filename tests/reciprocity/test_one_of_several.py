"""A name that may mean several licences: where each of them permits the use, it is permitted, whichever is meant."""

import datetime

import msgspec
import pytest
from reciprocity_sample import COMMERCE, COMPANY, DAY, THING, decided

import copyfair
from copyfair.actor import read
from copyfair.inventory.model import Claim, Inventory, Source
from copyfair.licensing import default_catalogue, identify
from copyfair.licensing.name_table import table
from copyfair.licensing.weigh import limits_of
from copyfair.reciprocity.model import Decision, Doubt, Rung, Verdict
from copyfair.reciprocity.records import Records
from copyfair.settings import Breach

_LIMITS = limits_of(default_catalogue())
OPEN = sorted(name for name, ids in table().ambiguous.items() if len(ids) > 1 and not any(map(_LIMITS, ids)))
LIMITING = sorted(name for name, ids in table().ambiguous.items() if any(map(_LIMITS, ids)))


def stated(name: str, facts: dict = COMPANY, **on_record) -> Decision:
    """The decision on a component whose metadata state a name."""
    thing = copyfair.component(f"{THING}@1", "MIT").component
    thing = msgspec.structs.replace(thing, claims=(Claim(statements=(name,), source=Source(file="meta.json")),))
    licensed = identify(Inventory(root="", components=(thing,), sources=(), problems=()), default_catalogue())
    actor, use = read({"actor": {}, "facts": facts, "use": COMMERCE}, where="actor.toml", as_of=DAY)
    (decision,) = copyfair.decide(licensed, actor, use, DAY, records=Records(**on_record))
    return decision


@pytest.mark.parametrize("name", OPEN)
def test_it_is_free_only_where_each_licence_is_and_has_the_duties_of_all(name: str) -> None:
    decision = stated(name)
    each = [decided(one, COMPANY, COMMERCE) for one in table().ambiguous[name]]
    assert decision.verdict.free == all(one.verdict.free for one in each)
    if decision.verdict.free:
        assert {duty for one in each for duty in one.duties} == set(decision.duties)
        assert (decision.license, decision.chosen, decision.doubt, decision.rung) == ("", "", None, Rung.LICENCE)
        assert all(one in decision.because[0].says for one in table().ambiguous[name])


def test_most_of_these_names_are_free() -> None:
    """Otherwise the law above would say little."""
    assert sum(stated(name).verdict.free for name in OPEN) > 0.9 * len(OPEN)


@pytest.mark.parametrize("name", LIMITING)
def test_what_may_limit_who_uses_it_is_never_taken_for_one_of_several(name: str) -> None:
    for facts in (COMPANY, {"kind": "organisation", "worker_owned": True}, {"kind": "individual"}):
        decision = stated(name, facts)
        assert (decision.verdict, decision.doubt) == (Verdict.UNDETERMINED, Doubt.UNKNOWN_LICENCE)


@pytest.mark.parametrize("name", ["BSD-style", "custom:BSD", "Apache-2.0 + file LICENSE", "EDL", "BSD, Proprietary"])
def test_what_may_have_words_of_its_own_stays_open(name: str) -> None:
    assert stated(name).verdict is Verdict.UNDETERMINED


def test_a_breach_is_judged_by_the_licence_only() -> None:
    day = datetime.date(2026, 10, 1)
    breaches = (Breach(component=THING, reference="letter 5", noticed_on=day),)
    assert stated("BSD", breaches=breaches).verdict is Verdict.UNDETERMINED
