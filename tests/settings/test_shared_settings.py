"""Settings that several projects share: what adds up, what the nearer file decides, and what is refused."""

import datetime
import json
from pathlib import Path

import pytest

import copyfair
from copyfair.assessment import Assessment
from copyfair.cli.exits import exit_code
from copyfair.errors import InputError
from copyfair.settings import Settings
from copyfair.settings.shared import shared_settings

DAY = datetime.date(2026, 11, 22)


def written(folder: Path, **files: str) -> Path:
    """A project in `folder`/shop that needs an MIT and an AGPL component, and files beside it."""
    lock = {
        "name": "shop",
        "lockfileVersion": 3,
        "packages": {
            "": {"name": "shop", "dependencies": {"left": "1", "net": "1"}},
            "node_modules/left": {"version": "1.0.0", "license": "MIT"},
            "node_modules/net": {"version": "1.0.0", "license": "AGPL-3.0-only"},
        },
    }
    shop = folder / "shop"
    shop.mkdir()
    (shop / "package-lock.json").write_text(json.dumps(lock), "utf-8")
    for name, text in files.items():
        path = shop / "copyfair.toml" if name == "own" else folder / f"{name}.toml"
        path.write_text(text, "utf-8")
    return shop


def checked(folder: Path, **files: str) -> Assessment:
    return copyfair.assess(written(folder, **files), as_of=DAY)


def stopped(assessment: Assessment) -> list[str]:
    return [f"{found.component.name}: {found.because[0].where}" for found in assessment.policy if found.needs_act]


EXCUSED = '[[exception]]\ncomponent = "net"\nreason = "r"\napprover = "board"\nuntil = 2027-01-01\n'


def test_the_policy_of_another_file_counts_and_says_where_it_stands(tmp_path: Path) -> None:
    found = checked(tmp_path, own='extends = "../ours.toml"', ours='[policy]\ndeny = ["network-copyleft"]')
    assert stopped(found) == ["net: ../ours.toml: [policy] deny"]
    assert exit_code(found) == 64


def test_lists_add_up_and_the_nearer_entry_wins(tmp_path: Path) -> None:
    ours = '[policy]\nallow = ["MIT"]\ndeny = ["AGPL-3.0-only"]\n[policy.groups]\nfine = ["ISC"]'
    found = checked(tmp_path, own='extends = "../ours.toml"\n[policy]\nallow = ["AGPL-3.0-only"]', ours=ours)
    assert stopped(found) == []
    assert [problem.message for problem in found.problems] == []  # what a shared file allows in vain is its own affair


def test_the_first_of_a_list_is_nearer_than_what_comes_after_it(tmp_path: Path) -> None:
    files = {
        "one": '[policy]\nallow = ["AGPL-3.0-only"]',
        "two": 'extends = "three.toml"\n[policy]\nallow = ["MIT"]',
        "three": '[policy]\ndeny = ["AGPL-3.0-only", "MIT"]',
    }
    shop = written(tmp_path, own='extends = ["../one.toml", "../two.toml"]', **files)
    assert stopped(copyfair.assess(shop, as_of=DAY)) == []
    (shop / "copyfair.toml").write_text('extends = ["../three.toml", "../one.toml", "../two.toml"]', "utf-8")
    both = stopped(copyfair.assess(shop, as_of=DAY))
    assert both == ["left: ../three.toml: [policy] deny", "net: ../three.toml: [policy] deny"]


def test_shared_exceptions_count_and_are_stale_only_where_they_stand(tmp_path: Path) -> None:
    own = 'extends = "../ours.toml"\n[policy]\ndeny = ["AGPL-3.0-only"]'
    elsewhere = EXCUSED.replace("net", "something-else")
    found = checked(tmp_path, own=own, ours=EXCUSED + elsewhere)
    assert (stopped(found), exit_code(found)) == ([], 0)
    assert [problem.message for problem in found.problems] == []


def test_a_shared_exception_that_ran_out_is_reported_in_its_own_file(tmp_path: Path) -> None:
    found = checked(tmp_path, own='extends = "../ours.toml"', ours=EXCUSED.replace("2027-01-01", "2026-01-01"))
    assert [(problem.where, problem.message) for problem in found.problems] == [
        ("../ours.toml", "the exception for 'net' ran out on 2026-01-01")
    ]


def test_the_weakest_evidence_is_that_of_the_nearest_file(tmp_path: Path) -> None:
    ours = '[policy.evidence]\nworker_owned = "statutes"\nsurplus = "statutes"'
    own = 'extends = "../ours.toml"\n[facts]\nworker_owned = true\nsurplus = "all-to-worker-owners"\n'
    found = checked(tmp_path, own=own + '[policy.evidence]\nsurplus = "self-declared"', ours=ours)
    assert found.actor.facts["worker_owned"].value is None
    assert found.actor.facts["surplus"].value == "all-to-worker-owners"


FOUND = '[[overrides]]\ncomponent = "net"\nlicense = "{}"\nreason = "read in its header"\n'


def licences(assessment: Assessment) -> dict[str, str]:
    return {one.component.name: str(one.expression) for one in assessment.licensed if one.component.name == "net"}


def test_a_licence_recorded_once_counts_in_every_project(tmp_path: Path) -> None:
    elsewhere = FOUND.replace("net", "another-project")
    found = checked(tmp_path, own='extends = "../ours.toml"', ours=FOUND.format("MIT") + elsewhere.format("ISC"))
    assert licences(found) == {"net": "MIT"}
    assert [problem.message for problem in found.problems] == []


def test_the_nearer_record_of_a_licence_counts(tmp_path: Path) -> None:
    shared = {"a": 'extends = "b.toml"\n' + FOUND.format("ISC"), "b": FOUND.format("Zlib")}
    shop = written(tmp_path, own='extends = "../a.toml"\n' + FOUND.format("MIT"), **shared)
    assert licences(copyfair.assess(shop, as_of=DAY)) == {"net": "MIT"}
    (shop / "copyfair.toml").write_text('extends = "../a.toml"', "utf-8")
    assert licences(copyfair.assess(shop, as_of=DAY)) == {"net": "ISC"}


def test_a_shared_licence_whose_text_changed_is_reported_where_it_stands(tmp_path: Path) -> None:
    pinned = FOUND.format("MIT") + f'file = "package-lock.json"\nsha256 = "{"0" * 64}"\n'
    found = checked(tmp_path, own='extends = "../ours.toml"', ours=pinned)
    assert licences(found) == {"net": "AGPL-3.0-only"}
    assert [problem.where for problem in found.problems] == ["../ours.toml"]
    assert "has changed" in found.problems[0].message


def test_a_shared_licence_that_is_none_is_refused_where_it_stands(tmp_path: Path) -> None:
    shop = written(tmp_path, own='extends = "../ours.toml"', ours=FOUND.format("Mitt"))
    with pytest.raises(InputError, match="Mitt") as caught:
        copyfair.assess(shop, as_of=DAY)
    assert caught.value.where.startswith("../ours.toml: $.overrides[0]")


def test_commons_are_found_from_the_file_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "ours.toml").write_text('commons = ["c.toml"]', "utf-8")
    (tmp_path / "rules" / "c.toml").write_text(
        'id = "c"\nname = "C"\nlicense = "PPL"\ncovers = ["pkg:npm/none"]\n[steward]\nname = "S"', "utf-8"
    )
    found = checked(tmp_path, own='extends = "../rules/ours.toml"')
    assert [problem.message for problem in found.problems] == ["the commons 'c' covers no component found here"]


def test_a_file_reached_twice_counts_once(tmp_path: Path) -> None:
    shop = written(tmp_path, a='extends = "c.toml"', b='extends = "c.toml"', c=EXCUSED)
    extends = Settings(extends=("../a.toml", "../b.toml"))
    assert [one.file for one in shared_settings(extends, shop, "copyfair.toml")] == [
        "../a.toml",
        "../c.toml",
        "../b.toml",
    ]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"own": 'extends = "copyfair.toml"'}, "in a circle"),
        ({"own": 'extends = "../a.toml"', "a": 'extends = "b.toml"', "b": 'extends = "a.toml"'}, "in a circle"),
        ({"own": 'extends = "../a.toml"', "a": 'extends = "shop/copyfair.toml"'}, "in a circle"),
        ({"own": 'extends = "../gone.toml"'}, "there is no such file"),
        ({"own": 'extends = ".."'}, "is not the path"),
        ({"own": 'extends = "../../proc/version"'}, "is not the path"),
        ({"own": 'extends = "../d.toml"'}, "there is no such file"),
        ({"own": 'extends = ""'}, "is not the path"),
        ({"own": 'extends = "/etc/copyfair.toml"'}, "is not the path"),
        ({"own": 'extends = "https://policy.example/copyfair.toml"'}, "is not the path"),
        ({"own": "extends = '..\\a.toml'"}, "is not the path"),
        ({"own": 'extends = "a\\u0000b.toml"'}, "is not the path"),
        ({"own": "extends = 3"}, "extends"),
        ({"own": 'extends = "../a.toml"', "a": "[polcy]"}, "polcy"),
        ({"own": 'extends = "../a.toml"', "a": '[project]\nname = "x"'}, "`project` cannot stand in a shared file"),
        ({"own": 'extends = "../a.toml"', "a": '[actor]\nname = "x"'}, "an actor.toml says who you are"),
        ({"own": 'extends = "../a.toml"', "a": '[policy]\nallow = ["Mitt"]'}, "'Mitt' is neither"),
        ({"own": 'extends = "../a.toml"', "a": '[[choice]]\ncomponent="x"\ntake="?"\nreason="r"'}, "a.toml: .*choice"),
    ],
)
def test_what_cannot_be_extended_is_refused(tmp_path: Path, files: dict[str, str], says: str) -> None:
    (tmp_path / "d.toml").mkdir()
    shop = written(tmp_path, **files)
    with pytest.raises(InputError, match=says) as caught:
        copyfair.assess(shop, as_of=DAY)
    assert str(tmp_path) not in str(caught.value)
    if "a" in files and "circle" not in says:
        assert caught.value.where.startswith("../a.toml")


def test_a_chain_has_an_end(tmp_path: Path) -> None:
    files = {f"f{at}": f'extends = "f{at + 1}.toml"' for at in range(30)}
    shop = written(tmp_path, own='extends = "../f0.toml"', f30="", **files)
    with pytest.raises(InputError, match="more than 10 files"):
        copyfair.assess(shop, as_of=DAY)


def test_files_that_extend_one_another_many_times_are_read_once(tmp_path: Path) -> None:
    """Twelve names for each next file: without a memory, that is twelve to the tenth of readings."""
    files = {f"f{at}": f"extends = {[f'f{at + 1}.toml'] * 12}" for at in range(9)}
    shop = written(tmp_path, f9="", **files)
    assert len(shared_settings(Settings(extends="../f0.toml"), shop, "copyfair.toml")) == 10


def test_there_is_an_end_to_how_many(tmp_path: Path) -> None:
    files = {f"f{at}": "" for at in range(101)}
    shop = written(tmp_path, own=f"extends = {[f'../{name}.toml' for name in files]}", **files)
    with pytest.raises(InputError, match="more than 100 files"):
        copyfair.assess(shop, as_of=DAY)


def test_the_table_in_a_pyproject_extends_too(tmp_path: Path) -> None:
    shop = written(tmp_path, ours='[policy]\ndeny = ["network-copyleft"]')
    own = '[tool.copyfair]\nextends = "../ours.toml"\n[tool.copyfair.policy]\nallow = ["MIT", "ISC"]\n'
    (shop / "pyproject.toml").write_text(own, "utf-8")
    found = copyfair.assess(shop, as_of=DAY)
    assert stopped(found) == ["net: ../ours.toml: [policy] deny"]
    unused = [(one.where, one.message) for one in found.problems if one.code == "unused-policy-entry"]
    assert unused == [("pyproject.toml", "nothing here needs ISC")]
