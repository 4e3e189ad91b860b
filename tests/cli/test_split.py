"""A fee passed on upstream, from a lockfile to the reports."""

import json

import pytest
from running import DAY, copyfair

LOCK = {
    "name": "shop",
    "version": "1.0.0",
    "lockfileVersion": 3,
    "packages": {
        "": {"name": "shop", "version": "1.0.0", "dependencies": {"gearbox": "^2.0.0", "left": "^1.0.0"}},
        "node_modules/gearbox": {"version": "2.1.0", "license": "PPL", "dependencies": {"bolt": "*", "weird": "*"}},
        "node_modules/bolt": {"version": "1.0.0", "license": "MIT", "dependencies": {"screw": "*"}},
        "node_modules/screw": {"version": "1.0.0", "license": "MIT"},
        "node_modules/weird": {"version": "1.0.0", "license": "MIT"},
        "node_modules/left": {"version": "1.0.0", "license": "MIT", "dependencies": {"screw": "*"}},
    },
}
COMMONS = """
id = "gears"
name = "Gears Commons"
license = "PPL"
covers = ["pkg:npm/gearbox"]
steward = { name = "Gears Association" }
[[tariffs]]
id = "2026"
currency = "EUR"
clause = "Charter 5"
says = "A flat fee."
valid_from = 2026-01-01
fee = { kind = "flat", amount = "100 EUR" }
[[payees]]
id = "gears"
party = { name = "Gears Association" }
[split]
administration = 0.1
pass_on = 0.5
reserve = "Gears reserve"
registry = "payees.toml"
"""
PAYEES = "".join(
    f"""
[[payees]]
id = "{name}"
party = {{ name = "{name.title()} Upstream" }}
identity = {{ reference = "register" }}
covers = ["pkg:npm/{name}"]
[[payees.accounts]]
iban = "{iban}"
evidence = {{ reference = "letter" }}
proposed_by = "An"
proposed_on = 2026-01-01
approved_by = "Bo"
approved_on = 2026-01-02
"""
    for name, iban in (
        ("gears", "BE68539007547034"),
        ("bolt", "NL91ABNA0417164300"),
        ("screw", "DE89370400440532013000"),
    )
)
COMPANY = """
[facts]
kind = "organisation"
privately_owned_and_managed = true
profits_from_wage_labour = true
[use]
commercial = true
"""


@pytest.fixture
def here(tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "package-lock.json").write_text(json.dumps(LOCK))
    for name, text in (("commons.toml", COMMONS), ("payees.toml", PAYEES), ("company.toml", COMPANY)):
        (tmp_path / name).write_text(text)
    return tmp_path


def written(here, command, kind):
    ran = copyfair(
        command, "shop", "--actor", "company.toml", "--commons", "commons.toml", "--as-of", DAY, "-f", kind, folder=here
    )
    assert (ran.code, ran.err) == (0, "")
    return ran


def test_the_report_shows_every_line_of_the_split(here):
    (fee,) = written(here, "report", "json").json["fees"]
    # 10 % of 100; of the rest a half stays, the other half goes on in two parts; Bolt keeps a half of its own.
    assert [(line["line"], line["payee"], line["amount"]["amount"]) for line in fee["passed_on"]] == [
        ("association", "Gears Association", "10.00"),
        ("own", "Gears Association", "45.00"),
        ("upstream", "Bolt Upstream", "11.25"),
        ("upstream", "Screw Upstream", "11.25"),
        ("reserve", "", "22.50"),
    ]
    assert [line["amount"]["amount"] for line in fee["portions"]] == ["100.00"]
    for kind in ("md", "html"):
        text = written(here, "report", kind).text
        assert "11.25 EUR" in text
        assert "Gears reserve: nobody verified stands for these packages yet." in text


def test_the_notice_is_paid_into_the_account_that_counts_on_the_day(here):
    notice = written(here, "notice", "json").json
    assert [(one["payee"]["name"], one["iban"]) for one in notice["payments"]] == [
        ("Gears Association", "BE68 5390 0754 7034")
    ]
    early = (here / "payees.toml").read_text().replace("2026-01-02", "2026-11-20")
    (here / "payees.toml").write_text(early)
    assert [one["iban"] for one in written(here, "notice", "json").json["payments"]] == [""]
