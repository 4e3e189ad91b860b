"""What stands in `[tool.copyfair]` of a pyproject.toml declares components as copyfair.toml does."""

import datetime

import copyfair
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
