"""Who may be paid into which account: only after a second person, evidence and a waiting time."""

import datetime

import pytest

from copyfair.commons import load
from copyfair.commons.registry import owner_of, payable_account, read_registry
from copyfair.errors import InputError

REGISTRY = """
waiting_days = 14

[[payees]]
id = "bolts"
party = { name = "Bolts Upstream" }
identity = { kind = "register", reference = "register 0000.000.097", date = 2026-01-02 }
covers = ["pkg:npm/bolt*"]

[[payees.accounts]]
iban = "BE68 5390 0754 7034"
evidence = { kind = "contract", reference = "letter of the bank, 2026-01-10" }
proposed_by = "An Maes"
proposed_on = 2026-01-12
approved_by = "Bo Smit"
approved_on = 2026-01-15

[[payees.accounts]]
iban = "NL91 ABNA 0417 1643 00"
evidence = { kind = "contract", reference = "letter of the bank, 2026-06-01" }
proposed_by = "Bo Smit"
proposed_on = 2026-06-02
approved_by = "An Maes"
approved_on = 2026-06-10
"""
LETTER = "contract, letter of the bank, 2026-01-10"
OLD, NEW = "BE68 5390 0754 7034", "NL91 ABNA 0417 1643 00"


def account(day, text=REGISTRY, payee="bolts"):
    found = payable_account(read_registry(text, "payees.toml"), payee, datetime.date.fromisoformat(day))
    return (found.account.iban if found.account else None), found.reasons


@pytest.mark.parametrize(
    ("day", "iban"),
    [
        ("2026-01-14", None),
        ("2026-01-28", None),
        ("2026-01-29", OLD),  # 14 days after the approval
        ("2026-06-23", OLD),
        ("2026-06-24", NEW),
        ("9999-12-31", NEW),
    ],
)
def test_a_new_account_counts_after_the_waiting_time_and_the_old_one_until_then(day, iban):
    assert account(day)[0] == iban


def test_the_reasons_name_every_account():
    iban, reasons = account("2026-06-12")
    assert iban == OLD
    assert reasons == (
        f"Account {OLD} counts: proposed by An Maes, approved by Bo Smit on 2026-01-15 ({LETTER}).",
        f"Account {NEW} does not count: it was approved on 2026-06-10 and counts 14 days later, from 2026-06-24.",
    )


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('approved_by = "An Maes"', 'approved_by = "Bo Smit"', "Bo Smit both proposed and approved it"),
        ('approved_by = "An Maes"', 'approved_by = " \uff22\uff2f  smit "', "Bo Smit both proposed and approved it"),
        ('approved_by = "An Maes"\napproved_on = 2026-06-10', "", "no second person has approved it"),
        ("approved_on = 2026-06-10", "", "no second person has approved it"),
        ('proposed_by = "Bo Smit"', 'proposed_by = ""', "it does not say who proposed it"),
        ("approved_on = 2026-06-10", "approved_on = 2026-06-01", "before it was proposed"),
        ("NL91 ABNA", "NL92 ABNA", "its check digits are wrong"),
        ('reference = "letter of the bank, 2026-06-01"', 'reference = " "', "it rests on no evidence"),
        ('2026-06-01" }', '2026-06-01", valid_until = 2026-06-30 }', "its evidence ran out on 2026-06-30"),
        ("approved_on = 2026-06-10", "approved_on = 2026-06-10\nclosed_on = 2026-07-01", "it was closed on 2026-07-01"),
        ("approved_on = 2026-06-10", 'approved_on = 2026-06-10\nbic = "x"', "'x' is no BIC"),
        ("approved_on = 2026-06-10", "approved_on = 9999-12-31", "and counts 14 days later"),
    ],
)
def test_what_speaks_against_an_account_leaves_the_one_before(old, new, why):
    assert old in REGISTRY
    iban, reasons = account("2026-07-01", REGISTRY.replace(old, new))
    assert iban == OLD
    assert why in reasons[1]


def test_when_the_old_account_is_closed_and_the_new_one_waits_nobody_is_paid():
    closed = REGISTRY.replace("approved_on = 2026-01-15", "approved_on = 2026-01-15\nclosed_on = 2026-06-11")
    iban, reasons = account("2026-06-12", closed)
    assert iban is None
    assert len(reasons) == 2
    assert account("2026-06-24", closed)[0] == NEW


def test_nobody_known_is_paid_nowhere():
    assert account("2026-06-12", payee="nuts") == (None, ("No payee 'nuts' is in the registry.",))
    without = REGISTRY[: REGISTRY.index("[[payees.accounts]]")]
    assert account("2026-06-12", without) == (None, ("No account of Bolts Upstream was ever proposed.",))


def test_the_same_in_json():
    text = """{"payees": [{"id": "bolts", "party": {"name": "Bolts"}, "identity": {"reference": "r"}, "covers": ["bolt"]}]}"""
    registry = read_registry(text, "payees.json")
    assert registry.waiting_days == 14
    assert owner_of(registry, "pkg:generic/bolt@1", "bolt").id == "bolts"
    assert owner_of(registry, "pkg:generic/nut@1", "nut") is None


def test_what_two_payees_claim_belongs_to_neither():
    again = REGISTRY[REGISTRY.index("[[payees]]") : REGISTRY.index("[[payees.accounts]]")]
    registry = read_registry(REGISTRY + again.replace('id = "bolts"', 'id = "nuts"'), "payees.toml")
    assert owner_of(registry, "pkg:npm/bolt-m4@1.0.0", "bolt-m4") is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "bolts"', 'id = ""', "payees.toml: $.payees[0].id: it is empty, or another payee has the same id"),
        ('name = "Bolts Upstream"', 'name = ""', "payees.toml: $.payees[0].party.name: it is empty"),
        (
            'reference = "register 0000.000.097"',
            'reference = ""',
            "$.payees[0].identity.reference: it is empty; a payee is verified by",
        ),
        (
            "pkg:npm/bolt*",
            "pkg:npm/*",
            "payees.toml: $.payees[0].covers[0]: 'pkg:npm/*' would cover packages of others",
        ),
        ("waiting_days = 14", "waiting_days = -1", "payees.toml: Expected `int` >= 0"),
        ("waiting_days = 14", "waiting_dayz = 14", "payees.toml: Object contains unknown field"),
        ("waiting_days = 14", "waiting_days = = 14", "payees.toml: broken file"),
    ],
)
def test_a_registry_that_makes_no_sense_is_an_error_with_its_field(old, new, says):
    with pytest.raises(InputError) as caught:
        read_registry(REGISTRY.replace(old, new, 1), "payees.toml")
    assert says in str(caught.value)


COMMONS = """
id = "gears"
name = "Gears"
license = "PPL"
covers = ["pkg:npm/gear"]
steward = { name = "Friends" }
split = { pass_on = 0.5, reserve = "Small sums", registry = "payees.toml" }
[[payees]]
id = "bolts"
party = { name = "Friends" }
"""


def test_the_registry_lies_beside_the_commons_and_knows_its_payees(tmp_path):
    (tmp_path / "commons.toml").write_text(COMMONS)
    with pytest.raises(InputError, match=r"payees\.toml: it cannot be read"):
        load(tmp_path / "commons.toml")
    (tmp_path / "payees.toml").write_text(REGISTRY)
    assert load(tmp_path / "commons.toml").registry.payee("bolts").party.name == "Bolts Upstream"
    (tmp_path / "commons.toml").write_text(COMMONS.replace('id = "bolts"', 'id = "nuts"'))
    with pytest.raises(InputError, match=r"commons\.toml: \$\.payees\[0\]\.id: no payee 'nuts' is in the registry"):
        load(tmp_path / "commons.toml")
