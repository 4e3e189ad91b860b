"""Evidence in order of strength, and a policy that asks for some: what has less is unknown and says so."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copyfair.actor import read
from copyfair.actor.facts import Evidence, EvidenceKind
from copyfair.actor.strength import held, minimum_of, strength
from copyfair.api import assess, compare
from copyfair.errors import InputError
from copyfair.reciprocity import Doubt, Verdict

DAY = datetime.date(2026, 11, 22)
HASH = "0a" * 32
COOP = {"worker_owned": "yes", "surplus": "all-to-worker-owners", "employs_non_owners": "no", "kind": "organisation"}


def counted(facts, minimum, use=None):
    actor, what = read({"facts": facts, "use": use or {}}, where="t", as_of=DAY)
    return held(actor, what, minimum_of(minimum, where="t"))


def test_the_order_of_strength() -> None:
    said, certified, register = (
        Evidence(kind=kind) for kind in (EvidenceKind.SELF_DECLARED, EvidenceKind.CERTIFICATE, EvidenceKind.REGISTER)
    )
    statutes = Evidence(kind=EvidenceKind.STATUTES)
    accounts = Evidence(kind=EvidenceKind.ACCOUNTS)
    hashed = Evidence(kind=EvidenceKind.ACCOUNTS, sha256=HASH)
    assert strength(said) < strength(accounts) < strength(certified) < strength(register) < strength(statutes)
    assert strength(hashed) == strength(statutes)


def test_a_hash_does_not_make_ones_own_word_stronger() -> None:
    assert strength(Evidence(sha256=HASH)) == strength(Evidence())


@given(kind=st.sampled_from(EvidenceKind), minimum=st.sampled_from([k for k in EvidenceKind if k != "derived"]))
def test_a_fact_counts_just_where_its_evidence_suffices(kind: EvidenceKind, minimum: EvidenceKind) -> None:
    fact = {"value": "yes", "evidence": {"kind": kind.value}}
    actor, _ = counted({"worker_owned": fact}, {"worker_owned": minimum.value})
    enough = list(EvidenceKind).index(kind) >= list(EvidenceKind).index(minimum)
    assert actor.facts["worker_owned"].value is (True if enough else None)
    assert bool(actor.facts["worker_owned"].note) is not enough


def test_what_would_follow_from_a_weak_fact_is_no_way_around() -> None:
    """Worker-owned means not privately owned; so it needs the evidence that is asked for the other."""
    actor, _ = counted({"worker_owned": "yes"}, {"privately_owned_and_managed": "register"})
    assert actor.facts["worker_owned"].value is None
    assert "privately_owned_and_managed" in actor.facts["worker_owned"].note
    actor, _ = counted({"worker_owned": "no"}, {"privately_owned_and_managed": "register"})
    assert actor.facts["worker_owned"].value is False


def test_what_the_policy_does_not_name_counts_as_said() -> None:
    actor, use = counted(COOP, {"revenue": "accounts"}, {"commercial": "yes"})
    assert (actor, use) == read({"facts": COOP, "use": {"commercial": "yes"}}, where="t", as_of=DAY)


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ({"worker_ownd": "register"}, "did you mean"),
        ({"worker_owned": "derived"}, "one of"),
        ({"revenue": ""}, "one of"),
    ],
)
def test_a_wrong_policy_is_an_error(table: dict[str, str], why: str) -> None:
    with pytest.raises(InputError, match=why):
        minimum_of(table, where="copyfair.toml: [policy.evidence]")


SETTINGS = """
[[component]]
name = "gearbox"
purl = "pkg:generic/gearbox@1"
license = "PPL"
reason = "read it"
[policy.evidence]
worker_owned = "register"
"""
ACTOR = """
[facts]
kind = "organisation"
surplus = "all-to-worker-owners"
employs_non_owners = "no"
worker_owned = {{ value = "yes", evidence = {{ kind = "{kind}"{more} }} }}
[use]
commercial = "yes"
"""


@pytest.mark.parametrize(
    ("kind", "more", "verdict", "says"),
    [
        ("statutes", "", Verdict.PERMITTED_WITH_DUTIES, "statutes"),
        ("register", "", Verdict.PERMITTED_WITH_DUTIES, "register"),
        ("certificate", "", Verdict.UNDETERMINED, "its evidence is certificate, and the policy asks for register"),
        ("self-declared", "", Verdict.UNDETERMINED, "its evidence is self-declared"),
        ("register", ", valid_until = 2026-11-21", Verdict.UNDETERMINED, "its evidence ran out on 2026-11-21"),
    ],
)
def test_a_check_asks_for_the_evidence_and_says_what_is_wrong_with_it(tmp_path, kind, more, verdict, says) -> None:
    (tmp_path / "copyfair.toml").write_text(SETTINGS)
    (tmp_path / "actor.toml").write_text(ACTOR.format(kind=kind, more=more))
    (decision,) = assess(tmp_path, actor=tmp_path / "actor.toml", as_of=DAY).decisions
    assert decision.verdict is verdict
    if verdict is Verdict.UNDETERMINED:
        assert decision.doubt is Doubt.MISSING_FACT
        assert "worker_owned" in {missing.name for missing in decision.missing}
    told = [fact for reason in decision.because for fact in reason.facts if fact.name == "worker_owned"]
    assert any(says in fact.evidence for fact in told)


def test_made_up_cases_need_no_evidence_but_ones_own_does(tmp_path) -> None:
    (tmp_path / "copyfair.toml").write_text(SETTINGS)
    (tmp_path / "actor.toml").write_text(ACTOR.format(kind="self-declared", more=""))
    from copyfair.actor import load
    from copyfair.actor.archetypes import archetypes

    actors = {
        "worker-cooperative": archetypes(DAY)["worker-cooperative"],
        "us": load(tmp_path / "actor.toml", as_of=DAY),
    }
    (line,) = compare(tmp_path, actors, as_of=DAY).lines
    assert [cell.verdict.free for cell in line.cells] == [True, False]
