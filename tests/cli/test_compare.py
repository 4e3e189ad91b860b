"""``copyfair compare`` and records of copyfair.toml from the outside."""

import json
from pathlib import Path

import pytest
from running import DAY, copyfair

CLEAN, BAD_INPUT, NOTHING_FOUND = 0, 2, 3
UNDETERMINED, PROHIBITED = 8, 64
SETTINGS = """
[[component]]
name = "peer-map"
purl = "pkg:npm/peer-map"
license = "PPL OR CC-BY-NC-4.0"
reason = "stated on its page"
"""
COOP = """
[facts]
kind = "organisation"
worker_owned = true
surplus = "all-to-worker-owners"
employs_non_owners = false
[use]
commercial = true
economic_advantage = true
"""
COMPANY = """
[facts]
kind = "organisation"
privately_owned_and_managed = true
profits_from_wage_labour = true
[use]
commercial = true
economic_advantage = true
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "garden").mkdir()
    (tmp_path / "garden" / "copyfair.toml").write_text(SETTINGS)
    (tmp_path / "members").mkdir()
    (tmp_path / "members" / "coop.toml").write_text(COOP)
    (tmp_path / "members" / "company.toml").write_text(COMPANY)
    return tmp_path


def compared(here: Path, *arguments: str):
    return copyfair("compare", "garden", "--as-of", DAY, *arguments, folder=here)


def test_typical_actors_by_default(here: Path) -> None:
    ran = compared(here)
    assert (ran.code, ran.err) == (CLEAN, "")
    assert "hobbyist" in ran.text
    assert "worker-cooperative" in ran.text
    assert "1. PPL OR CC-BY-NC-4.0: pkg:npm/peer-map" in ran.text


def test_actors_from_a_folder_and_from_files(here: Path) -> None:
    (here / "me.toml").write_text(
        '[facts]\nkind = "individual"\n[use]\ncommercial = false\neconomic_advantage = false\n'
    )
    found = compared(here, "--actors", "members", "--actors", "me.toml", "-f", "json").json
    assert found["comparison"]["actors"] == ["company", "coop", "me"]
    ((line,),) = [found["comparison"]["lines"]]
    verdicts = {cell["actor"]: (cell["verdict"], cell["clause"]) for cell in line["cells"]}
    assert verdicts["coop"] == ("permitted-with-duties", "4(c)")
    assert verdicts["company"][0] == "licence-needed"
    assert verdicts["me"][0] == "permitted-with-duties"


def test_typical_ones_beside_ones_own(here: Path) -> None:
    found = compared(here, "--actors", "members", "--typical", "-f", "json").json
    assert {"coop", "company", "hobbyist"} <= set(found["comparison"]["actors"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--actors", "nowhere"], "cannot be read"),
        (["--actors", "empty"], "holds no actor file"),
        (["--actors", "members", "--actors", "members/coop.toml"], "two actors are called 'coop'"),
        (["--actors", "garden/copyfair.toml"], "copyfair.toml"),
    ],
)
def test_actors_that_cannot_be_used(here: Path, arguments: list[str], says: str) -> None:
    (here / "empty").mkdir()
    ran = compared(here, *arguments)
    assert ran.code == BAD_INPUT
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_nothing_found(here: Path) -> None:
    ran = copyfair("compare", "members", "--as-of", DAY, folder=here)
    assert ran.code == NOTHING_FOUND


def test_written_to_a_file(here: Path) -> None:
    assert compared(here, "-f", "md", "-o", "who.md").out == b""
    assert (here / "who.md").read_text("utf-8").startswith("## Who may use what: garden")


# ---------------------------------------------------------------- what copyfair.toml has on record


def checked(here: Path, records: str):
    (here / "garden" / "copyfair.toml").write_text(SETTINGS + records)
    return copyfair("report", "garden", "--actor", "members/coop.toml", "--as-of", DAY, "-f", "json", folder=here)


def test_a_licence_choice_on_record(here: Path) -> None:
    ran = checked(here, '[[choice]]\ncomponent = "pkg:npm/peer-map"\ntake = "CC-BY-NC-4.0"\nreason = "the maps team"\n')
    (one,) = ran.json["components"]
    assert (one["decision"]["chosen"], one["decision"]["verdict"]) == ("CC-BY-NC-4.0", "licence-needed")


def test_a_breach_on_record(here: Path) -> None:
    record = '[[breach]]\ncomponent = "pkg:npm/peer-map"\nreference = "letter"\nnoticed_on = 2026-11-01\n'
    choice = '[[choice]]\ncomponent = "pkg:npm/peer-map"\ntake = "PPL"\nreason = "ours"\n'
    (one,) = checked(here, record + choice).json["components"]
    assert one["decision"]["verdict"] in ("licence-needed", "undetermined")
    assert "2026-11-01" in json.dumps(one["decision"]["because"])


@pytest.mark.parametrize(
    ("records", "says"),
    [
        ('[[choice]]\ncomponent = "x"\ntake = "not a licence"\nreason = "y"\n', "$.choice[0].take"),
        ('[[reading]]\nlicense = "MIT"\nquestion = "x"\ntake = "y"\nreason = "z"\n', "$.reading[0]"),
        ('[[reading]]\nlicense = "PPL"\nquestion = "x"\ntake = "y"\n', "reason"),
        ('[[breach]]\ncomponent = "x"\nreference = "y"\n', "noticed_on"),
    ],
)
def test_records_that_cannot_be_used(here: Path, records: str, says: str) -> None:
    ran = checked(here, records)
    assert ran.code == BAD_INPUT
    assert says in ran.err
