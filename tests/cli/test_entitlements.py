"""``copyfair entitlements`` from the outside: bought rights, their list, and the same as CycloneDX and back."""

import json
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from running import DAY, copyfair

HOSTILE = "\\u001b[31mred\\u202e\\n# heading"
ACTOR = """
[actor]
name = "Cogs Ltd"
[facts]
kind = "organisation"
privately_owned_and_managed = true
profits_from_wage_labour = true
[use]
commercial = true
"""
RIGHTS = f"""
[[entitlement]]
component = "pkg:npm/gearbox"
licensor = "Gearbox Makers"
reference = "order 4"
types = ["subscription", "named-user"]
count = {{ of = "seats", bought = 10, in_use = 7 }}
valid_until = 2027-03-01
scope = "the planner"
purchase_order = "PO-4"

[[entitlement]]
component = "pkg:npm/rim"
licensor = "{HOSTILE}"
reference = "order 5"
licensee = "Them"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project with two components under the PPL and one under MIT, and rights to two of them."""
    licences = {"gearbox": "PPL", "rim": "PPL", "left": "MIT"}
    packages = {f"node_modules/{name}": {"version": "1.0.0", "license": terms} for name, terms in licences.items()}
    root = {"name": "shop", "version": "1.0.0", "dependencies": dict.fromkeys(licences, "1.0.0")}
    lock = {"name": "shop", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": root, **packages}}
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "package-lock.json").write_text(json.dumps(lock))
    (tmp_path / "shop" / "copyfair.toml").write_text(ACTOR + RIGHTS)
    return tmp_path


def run(shop: Path, command: str, *arguments: str):
    return copyfair(command, "shop", *arguments, "--as-of", DAY, folder=shop)


def verdicts(shop: Path) -> dict[str, tuple[str, str]]:
    found = run(shop, "report", "-f", "json").json["components"]
    judged = {one["name"]: one["decision"] for one in found if one["decision"]}
    return {name: (decision["verdict"], decision["rung"]) for name, decision in judged.items()}


def test_the_list_says_who_what_until_when_and_what_becomes_of_it(shop: Path) -> None:
    ran = run(shop, "entitlements")
    assert (ran.code, ran.err) == (0, "")
    assert ran.text.splitlines() == [
        "order 4: Gearbox Makers to Cogs Ltd, until 2027-03-01",
        "  covers gearbox 1.0.0",
        "  scope: the planner",
        "  type: subscription, named-user",
        "  counted: 7 of 10 seats in use",
        "  purchase order: PO-4",
        ran.text.splitlines()[6],
        "  does not count for rim 1.0.0",
        "  It was granted to Them, not to Cogs Ltd.",
    ]
    assert "\x1b" not in ran.text
    assert "\u202e" not in ran.text


def test_without_any_right_it_says_so(shop: Path) -> None:
    (shop / "shop" / "copyfair.toml").write_text(ACTOR)
    assert run(shop, "entitlements").text == "No right of use is on record, and no file states one.\n"
    assert run(shop, "entitlements", "-f", "cyclonedx").json["components"] == []


def test_what_is_written_is_valid_and_stands_in_for_the_record(shop: Path) -> None:
    before = verdicts(shop)
    ran = run(shop, "entitlements", "-f", "cyclonedx", "-o", "shop/rights.cdx.json")
    assert (ran.code, ran.out, ran.err) == (0, b"", "")
    written = (shop / "shop" / "rights.cdx.json").read_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(written) is None
    assert run(shop, "entitlements", "-f", "cyclonedx").text == written, "what is read from it is the same right"
    (shop / "shop" / "copyfair.toml").write_text(ACTOR)
    assert verdicts(shop) == before
    assert before == {
        "gearbox": ("permitted-with-duties", "entitlement"),
        "rim": ("prohibited", "negotiate"),
        "left": ("permitted-with-duties", "licence"),
    }


def test_a_right_goes_with_its_owner_and_not_with_whoever_is_asked_about(shop: Path) -> None:
    (shop / "rival.toml").write_text(ACTOR.replace("Cogs Ltd", "Rival Ltd"))
    ran = run(shop, "check", "--actor", "rival.toml")
    assert "it was granted to Cogs Ltd, not to Rival Ltd" in " ".join(ran.text.split())
    for owner in (ACTOR, ACTOR.replace('name = "Cogs Ltd"', "")):
        (shop / "shop" / "copyfair.toml").write_text(owner + RIGHTS)
        lines = run(shop, "compare", "-f", "json").json["comparison"]["lines"]
        (cells,) = (line["cells"] for line in lines if "pkg:npm/gearbox@1.0.0" in line["components"])
        assert {"prohibited", "fee-due", "licence-needed"} & {cell["verdict"] for cell in cells}
        assert not any("granted a right of use" in cell["says"] for cell in cells)
