"""Give a brick, get a house: sums and windows of contributions, laws and cases, and where they decide."""

import datetime
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import copyfair
from copyfair.actor import read
from copyfair.actor.facts import Evidence, EvidenceKind, Fact
from copyfair.actor.given import Contribution, Given
from copyfair.actor.model import Actor
from copyfair.actor.strength import strength
from copyfair.cli import command
from copyfair.commons import load_text
from copyfair.commons.recognition import Counts, Recognition
from copyfair.commons.tariff import Period
from copyfair.errors import InputError
from copyfair.money import Money
from copyfair.reciprocity.model import Doubt, Verdict
from copyfair.reciprocity.recognised import plain, recognised, standing

DAY = datetime.date(2026, 11, 22)
COMMONS = """
id = "gears"
name = "Gears"
license = "PPL"
covers = ["pkg:npm/gears"]
[steward]
name = "Friends of Gears"
[[permissions]]
clause = "Charter 3"
says = "Who contributes may use it."
when = "contributes"
[recognition]
clause = "Charter 4"
says = "Forty bricks within twelve months."
enough = 40
months = 12
evidence = "contract"
counts = [
  { kind = "work", bricks = 1, worth = "40 EUR" },
  { kind = "money", currency = "EUR", bricks = 0.1, worth = "1 EUR", most = 20 },
  { kind = "code", bricks = 4, evidence = "certificate" },
]
[[tariffs]]
id = "gears-2026"
currency = "EUR"
clause = "Charter 5"
says = "A thousand euros a year."
valid_from = 2026-01-01
fee = { kind = "flat", amount = "1000 EUR" }
adjust = [{ kind = "credit", most = 0.5 }]
[[payees]]
party = { name = "Friends of Gears" }
"""
GEARS = load_text(COMMONS, "commons.toml")
LETTER = {"kind": "certificate", "reference": "letter of the board"}
OUTSIDER = {"kind": "organisation", "privately_owned_and_managed": "yes", "profits_from_wage_labour": "yes"}


def record(kind="work", amount=40, on=datetime.date(2026, 3, 31), evidence=LETTER, commons="gears"):
    return {"commons": commons, "kind": kind, "amount": amount, "on": on, "evidence": evidence}


def gave(*records, **said) -> Actor:
    tables = {"contributions": list(records), "commons": {"gears": said}}
    return read(tables, where="actor.toml", as_of=DAY)[0]


def fact_of(actor: Actor, name: str = "contributes", day: datetime.date = DAY) -> Fact:
    return recognised(actor, [GEARS], day).commons["gears"][name]


# --- what counts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "bricks", "why"),
    [
        (record(), "40", ""),
        (record(amount="0.5"), "0.5", ""),
        (record("money", "150.50 EUR"), "15.05", ""),
        (record("money", "500 EUR"), "20", ""),
        (record("money", "500 USD"), "0", "the steward counts EUR"),
        (record("code", 3), "12", ""),
        (record("code", 3, evidence={"kind": "contract"}), "0", "certificate or better"),
        (record("care", 3), "0", "does not count care"),
        (record(evidence={}), "0", "its evidence is self-declared, and the steward asks for contract"),
        (record(evidence=LETTER | {"valid_until": datetime.date(2026, 11, 21)}), "0", "ran out on 2026-11-21"),
        (record(evidence=LETTER | {"valid_until": DAY}), "40", ""),
        (record(on=DAY), "40", ""),
        (record(on=datetime.date(2026, 11, 23)), "0", "its day has not come yet"),
        (record(on=datetime.date(2025, 11, 23)), "40", ""),
        (record(on=datetime.date(2025, 11, 22)), "0", "it counted until 2026-11-21"),
    ],
)
def test_what_one_record_counts(one, bricks, why):
    found = standing(gave(one), GEARS, DAY)
    assert plain(found.bricks) == bricks
    assert why in found.counted[0].why
    assert bool(why) == bool(found.counted[0].why)


def test_a_record_of_another_commons_does_not_count():
    assert standing(gave(record(commons="cogs")), GEARS, DAY).counted == ()


def test_without_a_rule_or_a_record_nothing_changes():
    silent = replace(GEARS, recognition=None)
    assert standing(gave(record()), silent, DAY) is None
    assert recognised(gave(record()), [silent], DAY) == gave(record())
    assert recognised(gave(contributes="yes"), [GEARS], DAY) == gave(contributes="yes")


@pytest.mark.parametrize(
    ("day", "last"),
    [("2026-01-31", "2027-01-30"), ("2024-02-29", "2025-02-28"), ("2026-12-31", "2027-12-30")],
)
def test_a_brick_counts_for_its_months(day, last):
    on = datetime.date.fromisoformat(day)
    assert standing(gave(record(on=on)), GEARS, on).last == datetime.date.fromisoformat(last)


def test_a_brick_counts_in_its_calendar_period():
    yearly = replace(GEARS, recognition=replace(GEARS.recognition, months=None, period=Period.YEAR))
    actor = gave(record(on=datetime.date(2026, 1, 1)))
    assert standing(actor, yearly, DAY).last == datetime.date(2026, 12, 31)
    assert not standing(actor, yearly, datetime.date(2027, 1, 1)).enough


# --- what is known of the fact ------------------------------------------------------------------------------------


def test_enough_is_a_yes_on_the_weakest_evidence_that_it_needs():
    accounts = {"kind": "accounts", "reference": "p. 3"}
    needed = gave(record(amount=30), record("money", "100 EUR", evidence=accounts))
    spare = gave(record(amount=40), record("money", "100 EUR", evidence=accounts))
    assert fact_of(needed).value is fact_of(spare).value is True
    assert fact_of(needed).evidence.kind is EvidenceKind.ACCOUNTS
    assert fact_of(spare).evidence.kind is EvidenceKind.CERTIFICATE
    assert str(fact_of(needed).evidence) == "accounts, 40 of 40 bricks, Charter 4"


@pytest.mark.parametrize(
    ("amount", "said", "value", "note"),
    [
        (39, {}, None, "39 of 40 bricks, Charter 4"),
        (39, {"contributes": "no"}, False, ""),
        (39, {"contributes": "yes"}, None, "not what the contributions on record come to: 39 of 40 bricks"),
        (39, {"contributes": {"value": "yes", "evidence": LETTER}}, True, ""),
        (40, {"contributes": "no"}, None, "not what the contributions on record come to: enough, 40 of 40"),
        (40, {"contributes": {"value": "no", "evidence": LETTER}}, False, ""),
        (40, {"contributes": "yes"}, True, ""),
        (40, {"contributes": "unknown"}, True, ""),
    ],
)
def test_word_and_records_side_by_side(amount, said, value, note):
    found = fact_of(gave(record(amount=amount), **said))
    assert found.value is value
    assert note in found.note
    assert bool(note) == bool(found.note)


@pytest.mark.parametrize(
    ("records", "said", "value"),
    [
        ([record(amount=2), record("money", "500 EUR")], {}, "580 EUR"),
        ([record(amount="0.125")], {}, "5 EUR"),
        ([record(amount=2, on=datetime.date(2025, 12, 31))], {}, "0 EUR"),
        ([record("code", 100)], {}, "0 EUR"),
        ([record(amount=2, evidence={})], {}, "0 EUR"),
        ([record(amount=2)], {"contribution_value": "80 EUR"}, "80 EUR"),
        ([record(amount=2)], {"contribution_value": "81 EUR"}, None),
        ([record(amount=2)], {"contribution_value": {"value": "81 EUR", "evidence": LETTER}}, "81 EUR"),
    ],
)
def test_what_it_is_worth_the_steward_says(records, said, value):
    found = fact_of(gave(*records, **said), "contribution_value")
    assert found.value == (Money.parse(value) if value else None)


def test_without_a_worth_nothing_is_turned_into_money():
    counts = tuple(replace(one, worth=None) for one in GEARS.recognition.counts)
    silent = replace(GEARS, recognition=replace(GEARS.recognition, counts=counts))
    assert set(recognised(gave(record("money", "500 EUR")), [silent], DAY).commons["gears"]) == {"contributes"}


# --- laws of sums and windows -------------------------------------------------------------------------------------

DAYS = st.dates(datetime.date(2024, 1, 1), datetime.date(2028, 12, 31))
NUMBERS = st.decimals("0.000001", 1000, places=6)
EVIDENCE = st.builds(
    Evidence, kind=st.sampled_from(sorted(set(EvidenceKind) - {EvidenceKind.DERIVED})), valid_until=st.none() | DAYS
)


@st.composite
def contributions(draw):
    kind = draw(st.sampled_from(Given))
    number = draw(NUMBERS)
    amount = Money(number, draw(st.sampled_from(("EUR", "USD")))) if kind is Given.MONEY else number
    return Contribution(commons="gears", kind=kind, amount=amount, on=draw(DAYS), evidence=draw(EVIDENCE))


@st.composite
def rules(draw):
    kinds = draw(st.lists(st.sampled_from(Given), unique=True, min_size=1))
    window = draw(st.sampled_from(({}, {"months": 1}, {"months": 12}, *({"period": one} for one in Period))))
    counts = tuple(
        Counts(
            kind=kind,
            bricks=draw(NUMBERS),
            currency="EUR" if kind is Given.MONEY else "",
            most=draw(st.none() | NUMBERS),
            worth=draw(st.none() | st.just(Money.of("1.5", "EUR"))),
        )
        for kind in kinds
    )
    least = draw(st.sampled_from((EvidenceKind.SELF_DECLARED, EvidenceKind.CONTRACT, EvidenceKind.REGISTER)))
    return Recognition(clause="4", says="x", enough=draw(NUMBERS), evidence=least, counts=counts, **window)


def stood(given, rule, day):
    return standing(Actor(contributions=tuple(given)), replace(GEARS, recognition=rule), day)


MANY = st.lists(contributions(), max_size=8)


@given(MANY, contributions(), rules(), DAYS)
def test_one_record_more_never_takes_a_brick_away(given, more, rule, day):
    before, after = stood(given, rule, day), stood([*given, more], rule, day)
    assert before.bricks <= after.bricks <= before.bricks + after.counted[-1].bricks
    assert after.counted[:-1] == before.counted


@given(MANY, rules(), DAYS, st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(given, rule, day, random):
    mixed = random.sample(given, len(given))
    one, other = stood(given, rule, day), stood(mixed, rule, day)
    assert (one.bricks, one.last, one.worth) == (other.bricks, other.last, other.worth)


@given(MANY, rules(), DAYS)
def test_what_is_proven_is_what_would_count_without_the_actors_word(given, rule, day):
    proven = [one for one in given if one.evidence.kind is not EvidenceKind.SELF_DECLARED]
    found = stood(given, rule, day)
    assert found.proven == stood(proven, rule, day).bricks <= found.bricks


@given(MANY, rules(), DAYS)
def test_no_kind_counts_for_more_than_the_steward_takes(given, rule, day):
    found = stood(given, rule, day)
    limits = [one.most for one in rule.counts]
    assert found.bricks <= sum((one.bricks for one in found.counted), Fraction(0))
    if None not in limits:
        assert found.bricks <= sum(map(Fraction, limits))


@given(MANY, rules(), DAYS)
def test_it_stays_enough_to_the_last_day_and_not_longer(given, rule, day):
    """With what was given by today; what has a later day is taken out, for it may come to count in between."""
    found = stood(known := [one for one in given if one.on <= day], rule, day)
    if not found.enough:
        assert found.last is None
    elif found.last is None:
        assert stood(known, rule, datetime.date(9000, 1, 1)).enough
    else:
        assert found.last >= day
        assert stood(known, rule, found.last).enough
        assert not stood(known, rule, found.last + datetime.timedelta(days=1)).enough


@given(MANY, rules(), DAYS)
def test_what_counts_was_given_by_then_with_good_evidence_in_the_window(given, rule, day):
    for one in stood(given, rule, day).counted:
        assert (one.bricks > 0) == (not one.why)
        if not one.why:
            assert one.contribution.on <= day <= (one.last or day)
            assert strength(one.contribution.evidence) >= strength(Evidence(kind=rule.evidence))
            assert rule.period is None or rule.period.around(day) == rule.period.around(one.contribution.on)


@given(MANY, rules(), DAYS)
def test_what_is_enough_stays_so_with_nothing_but_the_evidence_named(given, rule, day):
    """A policy that asks for the evidence of the fact, and not for more, is content."""
    commons = replace(GEARS, recognition=rule)
    facts = recognised(Actor(contributions=tuple(given)), [commons], day).commons.get("gears", {})
    fact = facts.get("contributes")
    if fact is not None and fact.value:
        kept = [one for one in given if strength(one.evidence) >= strength(Evidence(kind=fact.evidence.kind))]
        assert stood(kept, rule, day).enough


@given(st.fractions(0, 10**6))
def test_a_shown_number_is_never_more_than_it_is(number):
    shown = Fraction(plain(number).replace(",", ""))
    assert 0 <= number - shown < Fraction(1, 10**6)


# --- where it decides ---------------------------------------------------------------------------------------------


def project(folder: Path) -> Path:
    packages = {"": {"name": "shop", "dependencies": {"gears": "1"}}}
    packages["node_modules/gears"] = {"version": "1.0.0", "license": "PPL"}
    (folder / "package-lock.json").write_text(json.dumps({"name": "shop", "lockfileVersion": 3, "packages": packages}))
    (folder / "commons.toml").write_text(COMMONS)
    return folder


def decided(folder: Path, *records, day=DAY, **said):
    tables = {
        "facts": OUTSIDER, "use": {"commercial": "yes"}, "contributions": list(records), "commons": {"gears": said},
    }  # fmt: skip
    actor, use = read(tables, where="actor.toml", as_of=day)
    return copyfair.assess(project(folder), actor=actor, use=use, commons=[folder / "commons.toml"], as_of=day)


def test_who_gave_enough_may_use_it_until_it_is_too_long_ago(tmp_path):
    found = decided(tmp_path, record())
    (decision,) = found.decisions
    assert decision.verdict is Verdict.PERMITTED_WITH_DUTIES
    (fact,) = (fact for reason in decision.because for fact in reason.facts if fact.name == "contributes")
    assert fact.evidence == "certificate, 40 of 40 bricks, Charter 4"
    (turn,) = found.outlook.turns
    assert (turn.day, turn.after) == (datetime.date(2027, 3, 31), Verdict.UNDETERMINED)
    assert turn.because == ("the evidence for 'contributes' has run out",)


def test_who_gave_less_is_undetermined_and_never_owes_for_that(tmp_path):
    found = decided(tmp_path, record(amount=39))
    (decision,) = found.decisions
    assert decision.doubt is Doubt.MISSING_FACT
    assert [missing.name for missing in decision.missing] == ["contributes"]


def test_who_says_that_it_was_all_owes_less_by_what_it_is_worth(tmp_path):
    (fee,) = decided(tmp_path, record(amount=3), contributes="no").fees
    assert fee.total == Money.of(880, "EUR")
    (most,) = decided(tmp_path, record(amount=39), contributes="no").fees
    assert most.total == Money.of(500, "EUR")


def test_a_policy_asks_for_better_evidence_of_records_too(tmp_path):
    (tmp_path / "copyfair.toml").write_text('[policy.evidence]\ncontributes = "register"\n')
    (decision,) = decided(tmp_path, record()).decisions
    assert decision.doubt is Doubt.MISSING_FACT
    (fact,) = (fact for reason in decision.because for fact in reason.facts if fact.name == "contributes")
    assert fact.evidence == "its evidence is certificate, and the policy asks for register or better"


def test_the_interview_asks_whom_the_records_do_not_settle(tmp_path):
    from copyfair.api import interview

    project(tmp_path)
    asking = interview(tmp_path, commons=[tmp_path / "commons.toml"], as_of=DAY)

    def asked(*records, **said):
        tables = {
            "facts": OUTSIDER, "use": {"commercial": "yes"}, "contributions": list(records), "commons": {"gears": said},
        }  # fmt: skip
        actor, use = read(tables, where="actor.toml", as_of=DAY)
        question = asking.question(actor, use, declined=set(asking.not_counted(actor, use)))
        return question.name if question else None

    assert asked(record(amount=39)) == "contributes@gears"
    assert asked(record(amount=39), contributes="yes") is None
    assert asked(record(amount=40)) is None


def test_the_command_says_what_counts_and_how_far_it_is(tmp_path):
    (tmp_path / "commons.toml").write_text(COMMONS)
    (tmp_path / "us.toml").write_text(
        """
[[contributions]]
commons = "gears"
kind = "work"
amount = 32.5
on = 2026-03-31
what = "translation\\u001b[31m"
evidence = { kind = "certificate", reference = "letter" }
[[contributions]]
commons = "gears"
kind = "money"
amount = "500 EUR"
on = 2025-01-31
evidence = { kind = "accounts" }
[[contributions]]
commons = "cogs"
kind = "care"
amount = 1
on = 2026-03-31
"""
    )
    words = ["actor", "given", str(tmp_path / "us.toml"), "--commons", str(tmp_path / "commons.toml")]
    ran = CliRunner().invoke(command, [*words, "--as-of", "2026-11-22"])
    assert ran.exit_code == 0, ran.output
    lines = ran.output.splitlines()
    assert lines[0] == "Gears: 32.5 of 40 bricks, Charter 4, 7.5 more to go"
    assert lines[2].startswith("  counts 32.5: work, 32.5 hours, 2026-03-31, translation")
    assert "\x1b" not in ran.output
    assert "does not count: money, 500.00 EUR, 2025-01-31 (accounts; it counted until 2026-01-30)" in lines[3]
    assert lines[4] == "  proven: 32.5; on the actor's word alone: 0"
    assert lines[5].startswith("  towards the fee: 1,300.00 EUR")
    assert lines[6].startswith("cogs: there are contributions on record, and no commons.toml")


def test_the_command_says_that_there_is_a_limit(tmp_path):
    (tmp_path / "commons.toml").write_text(COMMONS)
    (tmp_path / "us.toml").write_text(
        '[[contributions]]\ncommons = "gears"\nkind = "money"\namount = "500 EUR"\non = 2026-01-31\n'
        'evidence = { kind = "accounts" }\n'
    )
    words = ["actor", "given", str(tmp_path / "us.toml"), "--commons", str(tmp_path / "commons.toml")]
    ran = CliRunner().invoke(command, [*words, "--as-of", "2026-11-22"])
    assert "20 of 40 bricks" in ran.output
    assert "money counts for 20 at most" in ran.output


# --- what is wrong is said ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "love"}, "Invalid enum value 'love'"),
        ({"amount": 0}, "more than nothing"),
        ({"amount": -1}, "more than nothing"),
        ({"amount": True}, "a number of hours"),
        ({"amount": "many"}, "a number of hours"),
        ({"amount": "NaN"}, "a number of hours"),
        ({"amount": Decimal("0.0000001")}, "a number of hours"),
        ({"amount": 10**12}, "a number of hours"),
        ({"kind": "money"}, "like '250 EUR'"),
        ({"kind": "money", "amount": "5 XXX"}, "like '250 EUR'"),
        ({"kind": "money", "amount": "-5 EUR"}, "more than nothing"),
        ({"on": "yesterday"}, r"\$.on"),
        ({"commons": ""}, r"\$.commons"),
        ({"worth": "5 EUR"}, "unknown field `worth`"),
    ],
)
def test_a_wrong_record_names_its_field(change, says):
    with pytest.raises(InputError, match=says) as caught:
        gave(record() | change)
    assert "contributions[0]" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("enough = 40", "enough = 0", r"recognition\.enough"),
        ("enough = 40", "enough = -1", r"recognition\.enough"),
        ('clause = "Charter 4"', 'clause = " "', r"recognition\.clause"),
        ("months = 12", 'months = 12\nperiod = "calendar year"', "leave one out"),
        ("months = 12", "months = 0", "months"),
        ('kind = "code"', 'kind = "work"', "work stands there twice"),
        ('currency = "EUR", bricks', 'currency = "XXX", bricks', "a currency code"),
        ("bricks = 4,", 'bricks = 4, currency = "EUR",', "for money only"),
        ('evidence = "certificate"', 'evidence = "derived"', "nobody gives evidence of that kind"),
        ('evidence = "contract"', 'evidence = "derived"', "nobody gives evidence of that kind"),
        ('worth = "40 EUR"', 'worth = "40 USD"', "fees are in EUR"),
        ('worth = "40 EUR"', "worth = 40", r"counts\[0\]\.worth"),
        ('worth = "40 EUR"', 'worth = "-1 EUR"', "less than nothing"),
        ("most = 20", "most = -20", r"counts\[1\]\.most"),
        ("bricks = 4", "brick = 4", "brick"),
    ],
)
def test_a_wrong_rule_names_its_field(old, new, says):
    text = COMMONS.replace(old, new, 1)
    assert text != COMMONS
    with pytest.raises(InputError, match=says):
        load_text(text, "commons.toml")


def test_a_repository_adds_to_what_its_organisation_gave(tmp_path):
    from copyfair.actor import load

    entry = '[[contributions]]\ncommons = "gears"\nkind = "work"\namount = 20\non = 2026-03-31\n'
    (tmp_path / "us.toml").write_text(entry)
    (tmp_path / "shop.toml").write_text('extends = "us.toml"\n' + entry)
    actor, _ = load(tmp_path / "shop.toml", as_of=DAY)
    assert [one.amount for one in actor.contributions] == [20, 20]
