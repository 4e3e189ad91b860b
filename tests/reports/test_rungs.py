"""On which rung of the ladder a decision stopped shows in every format, beside its component."""

import datetime
import html
import json
import re

import pytest

import copyfair
from copyfair.reciprocity.model import Rung
from copyfair.reports import render

DAY = datetime.date(2026, 11, 22)
LICENCES = {
    Rung.LICENCE: "PolyForm-Small-Business-1.0.0",
    Rung.ENTITLEMENT: "PPL",
    Rung.STEWARD: "PPL",
    Rung.EXCEPTION: "PPL",
    Rung.FEE: "PPL",
    Rung.NEGOTIATE: "PPL",
    Rung.OPEN: "LicenseRef-nobody-knows",
}
COMMONS = """
id = "{id}"
name = "Commons {id}"
license = "PPL"
covers = ["pkg:npm/{id}"]
[steward]
name = "Friends of {id}"
"""
STEWARD = """
[[permissions]]
clause = "Charter 3"
says = "Companies may use it."
when = "kind == 'organisation'"
"""
TARIFF = """
[[tariffs]]
id = "t-1"
currency = "EUR"
clause = "Charter 5"
says = "A fee."
valid_from = 2026-01-01
fee = { kind = "flat", amount = "5 EUR" }
[[payees]]
party = { name = "Friends" }
"""
SETTINGS = """
commons = ["steward.toml", "fee.toml"]
[actor]
name = "Cogs Ltd"
[facts]
kind = "organisation"
privately_owned_and_managed = true
profits_from_wage_labour = true
head_count = 5
[facts.revenue]
value = "1000 USD"
year = 2025
[use]
commercial = true
[[entitlement]]
component = "pkg:npm/entitlement"
licensor = "Makers"
reference = "order 4"
[[exception]]
component = "pkg:npm/exception"
reason = "being replaced"
approver = "N. Peeters"
until = 2027-01-31
"""
SHOWN = {
    Rung.LICENCE: r"PolyForm-Small-Business-1\.0\.0 [\w ]{1,40}\W+licence 1\.0",
    Rung.ENTITLEMENT: r"PPL by a right on record 1.*order 4\W+entitlement 1\.0. Makers granted a right of use",
    Rung.STEWARD: r"PPL by the steward's permission 1.*steward Charter 3\W+steward 1\.0. Companies may use it",
    Rung.EXCEPTION: r"Exceptions on record\W+exception 1\.0\W+prohibited; accepted by N\. Peeters until 2027-01-31",
    Rung.FEE: r"Pay: 1 component.*fee 1\.0",
    Rung.NEGOTIATE: r"Stop or replace: 1 component.*negotiate 1\.0",
    Rung.OPEN: r"Check the licence: 1 component.*open 1\.0",
}
"""What the formats for people say, from the heading to the component; markup apart."""


@pytest.fixture(scope="module")
def ladder(tmp_path_factory: pytest.TempPathFactory) -> copyfair.Assessment:
    """One component for each rung, named after it."""
    folder = tmp_path_factory.mktemp("ladder")
    components = [
        {
            "type": "library",
            "name": rung.value,
            "version": "1.0",
            "purl": f"pkg:npm/{rung.value}@1.0",
            "licenses": [{"expression": terms}],
        }
        for rung, terms in LICENCES.items()
    ]
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components}
    (folder / "bom.json").write_text(json.dumps(bom))
    (folder / "steward.toml").write_text(COMMONS.format(id="steward") + STEWARD)
    (folder / "fee.toml").write_text(COMMONS.format(id="fee") + TARIFF)
    (folder / "copyfair.toml").write_text(SETTINGS)
    return copyfair.assess(folder, as_of=DAY)


def test_each_rung_is_there(ladder: copyfair.Assessment) -> None:
    assert {decision.component.name: decision.rung for decision in ladder.decisions} == {
        rung.value: rung for rung in Rung
    }


def test_json_names_the_rung(ladder: copyfair.Assessment) -> None:
    parts = json.loads(render(ladder, "json"))["components"]
    assert {part["name"]: part["decision"]["rung"] for part in parts if part["decision"]} == {
        rung.value: rung.value for rung in Rung
    }


def plain(text: str) -> str:
    """The words of a report on one line, without its markup."""
    text = re.sub(r"(?s)<(style|script).*?</\1>|<[^>]*>", " ", text)
    return " ".join(html.unescape(text).replace("*", "").replace("\\", "").split())


@pytest.mark.parametrize("format_", ["html", "md", "txt"])
@pytest.mark.parametrize("rung", list(Rung))
def test_the_formats_for_people_say_it(ladder: copyfair.Assessment, format_: str, rung: Rung) -> None:
    assert re.search(SHOWN[rung], plain(render(ladder, format_).decode()))
