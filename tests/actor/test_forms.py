"""What legal forms say: no more than the law of the form, and never who owns or what happens to the surplus."""

import csv
import re
from pathlib import Path

import pytest

from copyfair.actor.derive import derive
from copyfair.actor.facts import Evidence, EvidenceKind, Fact, FactType, info
from copyfair.actor.forms import LegalForm, is_form_code, legal_form, legal_forms
from copyfair.data import package_file
from copyfair.errors import InputError
from copyfair.licensing.spdx import canonical_license

CATEGORIES = sorted({form.category for form in legal_forms().values()} | {"not-assessed"})
FACTS = Path(__file__).parents[3] / "shared" / "data" / "legal_form_categories.csv"


def meaning(category: str):
    return LegalForm(code="0000", category=category).meaning


def test_every_line_is_one_form():
    lines = package_file("actor/data/legal-forms.tsv").read_text("utf-8").splitlines()
    assert lines[0].split("\t") == ["code", "country", "subdivision", "category", "status"]
    assert len(lines) - 1 == len(legal_forms()) > 1000
    for form in legal_forms().values():
        assert is_form_code(form.code)
        assert re.fullmatch("([A-Z]{2})?", form.country)
        assert not form.subdivision or form.subdivision.startswith(form.country + "-")


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_category_only_speaks_of_facts_about_the_actor_and_never_against_itself(category):
    said = meaning(category)
    assert said.name
    assert said.says.endswith(".")
    for name, value in {**said.proves, **said.likely}.items():
        if isinstance(value, bool):
            assert info(name).type is FactType.YES_NO
        else:
            assert value in info(name).values
    assert all(info(name).type is FactType.YES_NO for name in said.unlikely)
    named = [*said.proves, *said.likely, *said.unlikely]
    assert len(named) == len(set(named))


@pytest.mark.parametrize("category", CATEGORIES)
def test_no_form_proves_who_owns_or_who_profits(category):
    settled = {
        "worker_owned",
        "surplus",
        "profits_from_wage_labour",
        "privately_owned_and_managed",
        "for_profit_purpose",
    }
    assert not settled & set(meaning(category).proves)


@pytest.mark.parametrize("category", CATEGORIES)
def test_what_a_form_proves_and_makes_likely_can_hold_together(category):
    said = meaning(category)
    stated = {**said.proves, **said.likely, **dict.fromkeys(said.unlikely, False)}
    evidence = Evidence(kind=EvidenceKind.SELF_DECLARED)
    facts = {name: Fact(name=name, value=value, evidence=evidence) for name, value in stated.items()}
    assert set(derive(facts)) >= set(facts)


@pytest.mark.parametrize(
    ("code", "category"),
    [
        ("XPX6", "worker-cooperative"),  # FR SCOP
        ("NETO", "worker-cooperative"),  # US-MA
        ("NFFH", "cooperative-holding"),  # NL coöperatie U.A., also the vehicle of multinationals
        ("CODH", "partnership"),  # NL CV, which is a cooperative in Belgium only
        ("28FE", "cooperative"),  # BE CV
        ("8E2A", "abolished-cooperative"),  # BE CVBA
        ("6CHY", "company"),  # FR SAS, which SCOPs also are
        ("SCE1", "charitable-company"),  # DE gGmbH, no European cooperative
        ("SUA1", "european-cooperative-society"),
        ("GFN6", "cooperative-of-businesses"),  # FR shopkeepers
        ("UJ49", "investor-cooperative"),  # US-MN 308B
        ("XTIQ", "company"),
        ("QMI2", "benefit-corporation"),
        ("5WWO", "private-foundation"),  # AT family wealth
        ("PIOI", "private-foundation"),  # DK, above groups of companies
        ("4GJI", "guarantee-company"),
        ("EXD7", "sole-trader"),  # NO, once taken for a public body
        ("ZE1", None),
    ],
)
def test_near_misses(code, category):
    if category is None:
        with pytest.raises(InputError, match="four capital letters and digits"):
            legal_form(code)
    else:
        assert legal_form(code).category == category


def test_a_public_company_is_no_public_body():
    for code in ("46QC", "XE4Z", "EPG7", "SMZ6", "ZXHJ"):
        assert legal_form(code).category == "company"


def test_a_code_nobody_assessed_says_nothing():
    form = legal_form("QQ0Q")
    assert (form.category, form.country) == ("not-assessed", "")
    said = form.meaning
    assert [said.proves, said.likely, said.unlikely] == [{}, {}, ()]


def test_no_code_hides_a_licence():
    assert [code for code in legal_forms() if canonical_license(code)] == []


@pytest.mark.skipif(not FACTS.exists(), reason="the facts about legal forms are not at hand")
def test_only_codes_of_the_list_and_all_worker_cooperatives_among_them():
    with FACTS.open(encoding="utf-8") as file:
        rows = {row["elf_code"]: row for row in csv.DictReader(file)}
    for code, form in legal_forms().items():
        if code in rows:
            assert form.country == rows[code]["country"], code
    listed = {code for code, row in rows.items() if row["category"] == "worker_coop" and row["status"] == "ACTV"}
    assert {code for code, form in legal_forms().items() if form.category == "worker-cooperative"} == listed
