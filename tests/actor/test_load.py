"""actor.toml: what is read, and that every wrong input is an error that names the file and the field."""

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copyfair.actor import load, read
from copyfair.actor.derive import derive, violated
from copyfair.actor.facts import EvidenceKind, Fact, current, implications, vocabulary
from copyfair.actor.load import component_facts
from copyfair.errors import InputError
from copyfair.money import Money

DAY = datetime.date(2026, 11, 22)

WHOLE = """
[actor]
name = "De Kaart"
country = "BE"
legal_form = "BE-CV"
address = ["Straat 1", "9000 Gent"]

[facts]
kind = "organisation"
worker_owned = { value = "yes", evidence = { kind = "statutes", reference = "art. 4", date = 2024-01-01, valid_until = 2026-11-22 } }
surplus = "unknown"
head_count = 7
revenue = { value = "250_000.50 EUR", year = 2025 }
nonprofit = "No"

[use]
commercial = true

[commons.gears]
contributes = false
contribution_value = "10 EUR"

[rates]
"EUR/USD" = 1.0812
"GBP/USD" = "1.3"
"JPY/USD" = 1
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "actor.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_whole_file(tmp_path: Path) -> None:
    actor, use = load(write(tmp_path, WHOLE), as_of=DAY)
    assert (actor.party.name, actor.legal_form, actor.party.address) == ("De Kaart", "BE-CV", ("Straat 1", "9000 Gent"))
    assert {name: fact.value for name, fact in actor.facts.items()} == {
        "kind": "organisation",
        "worker_owned": True,
        "surplus": None,
        "head_count": 7,
        "revenue": Money.of("250000.50", "EUR"),
        "nonprofit": False,
    }
    assert str(actor.facts["worker_owned"].evidence) == "statutes, art. 4, 2024-01-01"
    assert actor.facts["revenue"].year == 2025
    assert {name: fact.value for name, fact in use.facts.items()} == {"commercial": True}
    assert actor.commons["gears"]["contributes"].value is False
    assert actor.rates == {"EUR/USD": Decimal("1.0812"), "GBP/USD": Decimal("1.3"), "JPY/USD": Decimal(1)}
    assert actor.given


def test_an_empty_file_describes_nobody(tmp_path: Path) -> None:
    actor, use = load(write(tmp_path, "\ufeff"), as_of=DAY)
    assert (dict(actor.facts), dict(use.facts), actor.given) == ({}, {}, False)


@pytest.mark.parametrize(
    ("text", "where", "why"),
    [
        ("[facts", "actor.toml: ", "broken TOML"),
        ("x = " + "[" * 5000, "actor.toml: ", "broken TOML"),
        ("[facts]\nhead_count = " + "9" * 5000, "actor.toml: ", "broken TOML"),
        ("[facts]\nrevenue = 1e99999999999999999999", "actor.toml: ", "broken TOML"),
        ("[fact]\nkind = 'individual'", "actor.toml: ", "`fact`"),
        ("facts = 3", "actor.toml: ", "$.facts"),
        ("commons = { gears = 3 }", "actor.toml: ", "$.commons[...]"),
        ("[actor]\nnaam = 'x'", "actor.toml: ", "`naam`"),
        ("[actor]\nname = 3", "actor.toml: ", "$.name"),
        ("[actor]\nlegal_form = 3", "actor.toml: ", "Expected `str`"),
        ("[facts]\nworker_ownd = true", "actor.toml: [facts]: ", "did you mean 'worker_owned'?"),
        ("[facts]\nqqqq = true", "actor.toml: [facts]: ", "`copyfair explain facts` lists them"),
        ("[facts]\ncommercial = true", "actor.toml: [facts]: ", "write it under [use]"),
        ("[use]\nkind = 'individual'", "actor.toml: [use]: ", "write it under [facts]"),
        ("[facts]\ncontributes = true", "actor.toml: [facts]: ", "write it under [commons.<id of the commons>]"),
        ("[use]\nrelease_date = 2026-01-01", "actor.toml: [use]: ", "[[component]]"),
        ("[commons.gears]\nkind = 'individual'", "actor.toml: [commons.gears]: ", "write it under [facts]"),
        ("[facts]\nworker_owned = 1", "actor.toml: [facts] worker_owned: ", "yes, no or unknown, not 1"),
        ("[facts]\nworker_owned = 'maybe'", "actor.toml: [facts] worker_owned: ", "not 'maybe'"),
        ("[facts]\nworker_owned = [true]", "actor.toml: [facts] worker_owned: ", "not [True]"),
        ("[facts]\nkind = 'company'", "actor.toml: [facts] kind: ", "'individual', 'sole-trader', 'organisation'"),
        ("[facts]\nkind = ['individual']", "actor.toml: [facts] kind: ", "not ['individual']"),
        ("[facts]\nkind = true", "actor.toml: [facts] kind: ", "not True"),
        ("[facts]\nhead_count = -1", "actor.toml: [facts] head_count: ", "a whole number from 0"),
        ("[facts]\nhead_count = true", "actor.toml: [facts] head_count: ", "a whole number from 0"),
        ("[facts]\nhead_count = 1.5", "actor.toml: [facts] head_count: ", "a whole number from 0"),
        ("[facts]\nhead_count = '12'", "actor.toml: [facts] head_count: ", "a whole number from 0"),
        ("[facts]\nhead_count = 1000000000000", "actor.toml: [facts] head_count: ", "a whole number from 0"),
        ("[facts]\nrevenue = 250000", "actor.toml: [facts] revenue: ", "has no currency"),
        ("[facts]\nrevenue = 2.5", "actor.toml: [facts] revenue: ", "has no currency"),
        ("[facts]\nrevenue = '250000'", "actor.toml: [facts] revenue: ", "is not money"),
        ("[facts]\nrevenue = '250000 ZZZ'", "actor.toml: [facts] revenue: ", "currency code"),
        ("[facts]\nrevenue = '1e9 EUR'", "actor.toml: [facts] revenue: ", "is not an amount"),
        ("[facts]\nrevenue = '-1 EUR'", "actor.toml: [facts] revenue: ", "less than nothing"),
        ("[facts]\nrevenue = { value = '1 EUR', year = '2025' }", "actor.toml: [facts] revenue: ", "int"),
        ("[facts]\nrevenue = { value = '1 EUR', year = 99999999 }", "actor.toml: [facts] revenue: ", "not a year"),
        ("[facts]\nrevenue = { value = '1 EUR', year = -4 }", "actor.toml: [facts] revenue: ", "not a year"),
        ("[facts]\nhead_count = { value = 3, year = 2025 }", "actor.toml: [facts] head_count: ", "is none"),
        ("[facts]\nkind = { evidence = {} }", "actor.toml: [facts] kind: ", "needs `value`"),
        ("[facts]\nkind = { value = 'individual', proof = 'x' }", "actor.toml: [facts] kind: ", "'proof'"),
        ("[facts]\nkind = { value = { a = 1 } }", "actor.toml: [facts] kind: ", "not {'a': 1}"),
        ("[facts]\nkind = { value = 'individual', evidence = 3 }", "actor.toml: [facts] kind: ", "object"),
        (
            "[facts]\nkind = { value = 'individual', evidence = { kind = 'hearsay' } }",
            "actor.toml: [facts] kind: ",
            "hearsay",
        ),
        (
            "[facts]\nkind = { value = 'individual', evidence = { valid_untill = 2020-01-01 } }",
            "actor.toml: [facts] kind: ",
            "valid_untill",
        ),
        (
            "[facts]\nkind = { value = 'individual', evidence = { valid_until = 'soon' } }",
            "actor.toml: [facts] kind: ",
            "date",
        ),
        ("[rates]\n'EUR/USD' = 0", "actor.toml: [rates]: ", "a rate is written like"),
        ("[rates]\n'EUR/USD' = -1", "actor.toml: [rates]: ", "a rate is written like"),
        ("[rates]\n'EUR/USD' = true", "actor.toml: [rates]: ", "a rate is written like"),
        ("[rates]\n'EUR/USD' = nan", "actor.toml: [rates]: ", "a rate is written like"),
        ("[rates]\n'EUR/USD' = inf", "actor.toml: [rates]: ", "a rate is written like"),
        ("[rates]\n'EUR/USD' = 'many'", "actor.toml: [rates]: ", "a rate is written like"),
        ("[rates]\n'EUR/USD' = '1e999999'", "actor.toml: [rates]: ", "a rate is written like"),
        ("[rates]\n'EUR/USD' = '1e-999999'", "actor.toml: [rates]: ", "a rate is written like"),
        ("[rates]\n'EUR/USD' = '1.1234567890123456789'", "actor.toml: [rates]: ", "a rate is written like"),
        ("[rates]\n'eur/usd' = 1", "actor.toml: [rates]: ", "a rate is written like"),
        ("[rates]\n'EUR-USD' = 1", "actor.toml: [rates]: ", "a rate is written like"),
        ("[rates]\n'EUR/EUR' = 1", "actor.toml: [rates]: ", "a rate is written like"),
        ("[rates]\n'EUR/ZZZ' = 1", "actor.toml: [rates]: ", "a rate is written like"),
        (
            "[facts]\nworker_owned = true\nprivately_owned_and_managed = true",
            "actor.toml: ",
            "worker_owned and privately_owned_and_managed contradict each other",
        ),
        (
            "[facts]\nkind = 'sole-trader'\nnonprofit = true",
            "actor.toml: ",
            "nonprofit and kind contradict each other",
        ),
        (
            "[use]\ncommercial = true\neconomic_advantage = false",
            "actor.toml: ",
            "commercial and economic_advantage contradict each other",
        ),
    ],
)
def test_wrong_input_is_an_error_that_names_file_and_field(tmp_path: Path, text: str, where: str, why: str) -> None:
    with pytest.raises(InputError) as caught:
        load(write(tmp_path, text), as_of=DAY)
    message = str(caught.value)
    assert message.startswith(where)
    assert why in message
    assert len(message) < 500


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[facts]\ncapital_invested = '5 EUR'\nrelease_date = '2026-02-30'", "release_date"),
        ("[facts]\nkind = '" + "x" * 100_000 + "'", "[facts] kind"),
        ("[facts]\n" + "x" * 100_000 + " = 1", "there is no fact called"),
        ("[facts]\nkind = { value = 'individual', " + "x" * 100_000 + " = 1 }", "unknown field"),
        ("[rates]\n'EUR/USD' = '" + "1" * 100_000 + "'", "a rate is written like"),
    ],
)
def test_a_message_is_short_whatever_was_given(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(InputError) as caught:
        load(write(tmp_path, text), as_of=DAY)
    assert why in str(caught.value)
    assert len(str(caught.value)) < 500


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nobody\.toml: cannot be read: No such file"):
        load(tmp_path / "nobody.toml", as_of=DAY)
    with pytest.raises(InputError, match="is not a plain file"):
        load(tmp_path, as_of=DAY)
    with pytest.raises(InputError, match="cannot be read"):
        load(Path("a\0b"), as_of=DAY)
    (tmp_path / "latin.toml").write_bytes(b"[actor]\nname = 'caf\xe9'")
    with pytest.raises(InputError, match=r"latin\.toml: is not text in UTF-8"):
        load(tmp_path / "latin.toml", as_of=DAY)
    (tmp_path / "big.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(InputError, match=r"big\.toml: the file is larger than a megabyte"):
        load(tmp_path / "big.toml", as_of=DAY)


def test_facts_of_a_component() -> None:
    table = {"change_date": "2028-01-01", "release_date": datetime.date(2024, 1, 1), "commercial": "no"}
    facts = component_facts(table, where="copyfair.toml: component 'x'", as_of=DAY)
    assert [fact.value for fact in facts.values()] == [datetime.date(2028, 1, 1), datetime.date(2024, 1, 1), False]
    for name, value, why in (
        ("kind", "individual", "write it under [facts]"),
        ("change_date", "2026-13-01", "is a date like 2026-01-31"),
        ("change_date", datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), "is a date like"),
        ("change_date", 20260101, "is a date like"),
        ("change_date", [], "is a date like"),
    ):
        with pytest.raises(InputError, match=r"^copyfair\.toml: component 'x'") as caught:
            component_facts({name: value}, where="copyfair.toml: component 'x'", as_of=DAY)
        assert why in str(caught.value)


@pytest.mark.parametrize(("until", "value"), [("2026-11-22", True), ("2026-11-21", None)])
def test_evidence_counts_to_its_last_day(until: str, value: bool | None) -> None:
    proof = {"kind": "register", "valid_until": datetime.date.fromisoformat(until)}
    actor, _ = read({"facts": {"nonprofit": {"value": True, "evidence": proof}}}, where="x", as_of=DAY)
    fact = actor.facts["nonprofit"]
    assert fact.value is value
    assert fact.note == ("" if value else "its evidence ran out on 2026-11-21")
    assert fact.evidence.kind is EvidenceKind.REGISTER


@pytest.mark.parametrize(
    ("name", "year", "known"),
    [
        ("revenue", 2023, False),
        ("revenue", 2024, True),
        ("revenue", 2026, True),
        ("revenue", 2027, False),
        ("capital_invested", 1999, True),
    ],
)
def test_only_what_is_yearly_grows_old(name: str, year: int, known: bool) -> None:
    fact = current(Fact(name=name, value=Money.of(5, "EUR"), year=year), DAY)
    assert (fact.value is not None) is known
    assert bool(fact.note) is not known


# ---------------------------------------------------------------- what follows by definition


def test_what_follows_says_from_what() -> None:
    known = derive({"nonprofit": Fact(name="nonprofit", value=True)})
    assert {name: fact.value for name, fact in known.items()} == {
        "nonprofit": True,
        "kind": "organisation",
        "profits_from_wage_labour": False,
        "for_profit_purpose": False,
    }
    assert str(known["kind"].evidence).startswith("derived, follows from 'nonprofit': ")
    back = derive({"privately_owned_and_managed": Fact(name="privately_owned_and_managed", value=True)})
    assert {name: fact.value for name, fact in back.items() if name != "privately_owned_and_managed"} == {
        "worker_owned": False,
        "government": False,
        "workers_hold_all_votes": False,
    }


def test_a_given_fact_is_never_replaced() -> None:
    given_facts = {"kind": Fact(name="kind", value="organisation"), "government": Fact(name="government", value=True)}
    known = derive(given_facts)
    assert {name: known[name] for name in given_facts} == given_facts


def test_implications_speak_the_words_of_the_vocabulary() -> None:
    for rule in implications():
        for name, values in ((rule.fact, rule.among), (rule.then, (rule.value,))):
            word = vocabulary()[name]
            assert set(values) <= (set(word.values) or {True, False})
        assert rule.because


YES_NO = sorted(name for name, word in vocabulary().items() if word.type == "yes-no" and word.about == "actor")


@given(st.dictionaries(st.sampled_from(YES_NO), st.booleans()), st.sampled_from(["individual", "organisation", None]))
def test_what_can_hold_together_is_never_refused(values: dict[str, Any], kind: str | None) -> None:
    values = {**values, "kind": kind} if kind else values
    facts = {name: Fact(name=name, value=value) for name, value in values.items()}
    try:
        known = derive(facts)
    except InputError:
        assert _contradicts(values)
        return
    assert not violated({name: fact.value for name, fact in known.items()})
    assert all(known[name] == fact for name, fact in facts.items())
    assert derive(known) == known


def _contradicts(values: dict[str, Any]) -> bool:
    """Some definition is broken however the facts that were not given turn out."""
    individual, organisation = values.get("kind") == "individual", values.get("kind") == "organisation"
    yes = {name for name, value in values.items() if value is True}
    no = {name for name, value in values.items() if value is False}
    private = {"privately_owned_and_managed"}
    bodies = {"cooperative_model", "shares_with_control_or_profit", "owned_by_restricted_entity"}
    bodies |= {"workers_hold_all_votes", "stakeholders_control"}
    return bool(
        ("worker_owned" in yes and yes & (private | {"government"}))
        or ("government" in yes and yes & private)
        or ("workers_hold_all_votes" in yes and yes & (private | {"government"}))
        or yes >= {"all_workers_are_owners", "employs_non_owners"}
        or ("all_workers_are_owners" in yes and "most_workers_own_or_will" in no)
        or ("worker_owned" in yes and values.get("kind") in ("individual", "sole-trader"))
        or ("investor_members_vote" in yes and yes & {"workers_hold_all_votes", "all_owners_work_there"})
        or (individual and yes & bodies)
        or (yes & {"government", "nonprofit"} and individual)
        or (individual and yes & {*private, "worker_owned", "profits_from_wage_labour", "for_profit_purpose"})
        or ("nonprofit" in yes and yes & {"profits_from_wage_labour", "for_profit_purpose"})
        or (organisation and yes & no)
        or (yes & {"government", "educational_institution"} and "noncommercial_organisation" in no)
    )


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.dates(), st.decimals()),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=8), inner, max_size=2)),
    max_leaves=4,
)


DESCRIPTIONS = [(fact.name, value) for fact in vocabulary().values() for value in fact.means]


@pytest.mark.parametrize(("name", "value"), DESCRIPTIONS)
def test_a_description_says_facts_that_hold_together_on_its_own_evidence(name: str, value: str) -> None:
    given = {name: {"value": value, "evidence": {"kind": "statutes", "reference": "art. 3"}}}
    actor, _ = read({"facts": given}, where="actor.toml", as_of=DAY)
    means = vocabulary()[name].means[value]
    assert means
    assert {fact: actor.facts[fact].value for fact in means} == dict(means)
    assert {fact.evidence.reference for fact in actor.facts.values()} == {"art. 3"}
    assert set(derive(actor.facts)) >= set(means)


def test_a_description_and_a_fact_may_not_contradict_each_other() -> None:
    facts = {"arrangement": "company", "profits_from_wage_labour": "no"}
    with pytest.raises(InputError, match="arrangement = 'company' and profits_from_wage_labour contradict"):
        read({"facts": facts}, where="actor.toml", as_of=DAY)


def test_a_description_fills_in_what_is_not_known_and_nothing_whose_evidence_ran_out() -> None:
    ended = {"value": "yes", "evidence": {"kind": "register", "valid_until": "2020-01-01"}}
    facts = {"arrangement": "company", "has_owners": "unknown", "for_profit_purpose": ended}
    actor, _ = read({"facts": facts}, where="actor.toml", as_of=DAY)
    assert actor.facts["has_owners"].value is True
    assert actor.facts["for_profit_purpose"].value is None


@given(st.sampled_from(sorted(vocabulary())), VALUES)
def test_any_value_is_read_or_refused_by_name(name: str, value: object) -> None:
    about = vocabulary()[name].about
    table = {"actor": "facts", "use": "use"}.get(about)
    try:
        if table:
            read({table: {name: value}}, where="x.toml", as_of=DAY)
        elif about == "component":
            component_facts({name: value}, where="x.toml: $.component[0].facts", as_of=DAY)
        else:
            read({"commons": {"gears": {name: value}}}, where="x.toml", as_of=DAY)
    except InputError as error:
        message = str(error)
    else:
        return
    assert message.startswith("x.toml: ")
    assert name in message
