"""What stands in `[tool.copyfair]` of a pyproject.toml declares components as copyfair.toml does."""

import datetime

import pytest

import copyfair
from copyfair.cli.exits import exit_code
from copyfair import inventory

DAY = datetime.date(2026, 11, 22)
ENTRY = """
[[{table}component]]
name = "field-guide"
kind = "text"
license = "PPL"
reason = "stated on the title page"
"""


def found(folder):
    return [(one.name, [claim.statements for claim in one.claims]) for one in inventory.read(folder).components]


def test_a_component_declared_there_is_found_and_judged(tmp_path):
    (tmp_path / "pyproject.toml").write_text(ENTRY.format(table="tool.copyfair."), "utf-8")
    assert ("field-guide", [("PPL",)]) in found(tmp_path)
    (component,) = [one for one in inventory.read(tmp_path).components if one.name == "field-guide"]
    assert [(source.file, source.line) for source in component.found_in] == [("pyproject.toml", 2)]
    (decision,) = copyfair.assess(tmp_path, as_of=DAY).decisions
    assert (decision.component.name, decision.verdict) == ("field-guide", "undetermined")


def test_a_copyfair_toml_beside_it_counts_instead(tmp_path):
    (tmp_path / "pyproject.toml").write_text(ENTRY.format(table="tool.copyfair."), "utf-8")
    (tmp_path / "copyfair.toml").write_text(ENTRY.format(table="").replace("field-guide", "atlas"), "utf-8")
    assert [name for name, _ in found(tmp_path)].count("atlas") == 1
    assert "field-guide" not in [name for name, _ in found(tmp_path)]


def test_one_in_a_folder_below_is_its_own_affair(tmp_path):
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "pyproject.toml").write_text(ENTRY.format(table="tool.copyfair."), "utf-8")
    assert "field-guide" not in [name for name, _ in found(tmp_path)]


def test_a_broken_entry_is_a_problem(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[[tool.copyfair.component]]\nnme = 1\n", "utf-8")
    (problem,) = inventory.read(tmp_path).problems
    assert (problem.code, problem.where) == ("bad-syntax", "pyproject.toml")


# ---------------------------------------------------------------- the same as in copyfair.toml

FILES = [("copyfair.toml", ""), ("pyproject.toml", "tool.copyfair.")]
LOCK = """{
 "name": "shop", "lockfileVersion": 3,
 "packages": {"": {"name": "shop"}, "node_modules/sketch": {"version": "1.0.0", "license": "MIT"}}
}"""


def recorded(folder, file, table, license_id):
    text = f'[[{table}component]]\nname = "sketch"\nlicense = "{license_id}"\nreason = "the title page"\n'
    (folder / file).write_text(text, "utf-8")


def judged(folder):
    result = copyfair.assess(folder, as_of=DAY)
    return [(one.component.purl, one.verdict.value, one.doubt) for one in result.decisions], result


@pytest.mark.parametrize(("file", "table"), FILES)
def test_a_record_under_a_plain_name_is_about_what_a_manifest_lists(tmp_path, file, table):
    (tmp_path / "package-lock.json").write_text(LOCK, "utf-8")
    recorded(tmp_path, file, table, "PPL")
    ((purl, verdict, doubt),), _ = judged(tmp_path)
    assert purl == "pkg:npm/sketch@1.0.0"
    assert (verdict, doubt is not None) == ("undetermined", True)  # PPL and MIT cannot both be right


@pytest.mark.parametrize(("file", "table"), FILES)
def test_a_record_gives_what_a_manifest_does_not_say(tmp_path, file, table):
    (tmp_path / "requirements.txt").write_text("sketch==1.0\n", "utf-8")
    recorded(tmp_path, file, table, "MIT")
    found, result = judged(tmp_path)
    assert found == [("pkg:pypi/sketch@1.0", "permitted-with-duties", None)]
    assert exit_code(result) == 0


@pytest.mark.parametrize(("file", "table"), FILES)
def test_a_name_of_several_ecosystems_says_too_little(tmp_path, file, table):
    (tmp_path / "package-lock.json").write_text(LOCK, "utf-8")
    (tmp_path / "requirements.txt").write_text("sketch==1.0\n", "utf-8")
    recorded(tmp_path, file, table, "MIT")
    _, result = judged(tmp_path)
    (problem,) = [one for one in result.problems if one.code == "ambiguous-record"]
    assert problem.where.startswith(file)


@pytest.mark.parametrize(("file", "table"), FILES)
def test_a_stale_record_is_reported_where_it_stands(tmp_path, file, table):
    text = f'[[{table}exception]]\ncomponent = "gone"\nreason = "r"\napprover = "a"\nuntil = 2027-01-01\n'
    (tmp_path / file).write_text(text, "utf-8")
    (tmp_path / "requirements.txt").write_text("sketch==1.0\n", "utf-8")
    (problem,) = [one for one in judged(tmp_path)[1].problems if one.code == "stale-record"]
    assert problem.where.startswith(file)
