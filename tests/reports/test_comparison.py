"""The comparison: the same decisions as alone, folded and worded."""

import datetime
import json
from pathlib import Path

import jsonschema
import pytest

from copyfair import compare, component, decide
from copyfair.actor.archetypes import archetypes
from copyfair.assessment import Comparison
from copyfair.errors import InputError
from copyfair.problem import Problem
from copyfair.reciprocity import compare as compare_actors
from copyfair.reports import comparison
from copyfair.reports.comparison import render, schema

DAY = datetime.date(2026, 11, 22)
SCHEMA = Path(comparison.__file__).parent / "data" / "comparison-1.schema.json"
EXAMPLE = Path(__file__).parent.parent / "examples" / "project"
HERE = Path(__file__).parent
LICENCES = ("PPL", "MIT", "CC-BY-NC-4.0", "MIT OR PPL", "NOASSERTION", "PPL")


def things():
    return [component(f"pkg:generic/thing{number}@1", name) for number, name in enumerate(LICENCES)]


def found(**changed) -> Comparison:
    actors = archetypes(DAY)
    return Comparison(
        **{
            "project": "garden",
            "as_of": DAY,
            "tool": "copyfair 0.1.0",
            "actors": tuple(actors),
            "lines": compare_actors(things(), actors, DAY),
            "problems": (),
        }
        | changed
    )


def test_every_cell_is_the_decision_alone() -> None:
    lines = compare_actors(things(), archetypes(DAY), DAY)
    cells = {(purl, cell.actor): cell for line in lines for purl in line.components for cell in line.cells}
    for name, (actor, use) in archetypes(DAY).items():
        for decision in decide(things(), actor, use, DAY):
            cell = cells.pop((decision.component.purl, name))
            assert (cell.verdict, cell.doubt, cell.chosen) == (decision.verdict, decision.doubt, decision.chosen)
            assert (cell.license, cell.clause) == (decision.because[0].license, decision.because[0].clause)
            assert list(cell.missing) == [fact.name for fact in decision.missing]
    assert not cells


def test_what_comes_to_the_same_stands_on_one_line() -> None:
    lines = compare_actors(things(), archetypes(DAY), DAY)
    assert [line.license for line in lines] == ["CC-BY-NC-4.0", "MIT", "MIT OR PPL", "NOASSERTION", "PPL"]
    assert lines[-1].components == ("pkg:generic/thing0@1", "pkg:generic/thing5@1")


@pytest.mark.parametrize("format_", ["txt", "md"])
def test_it_looks_as_it_should(golden, format_: str) -> None:
    problem = Problem(code="bad-syntax", where="a.lock", message="broken \x1b[1m<b>")
    golden(HERE / f"comparison.{format_}", render(found(problems=(problem,)), format_).decode())


def test_the_json_keeps_to_its_schema(golden) -> None:
    golden(SCHEMA, schema().decode())
    document = json.loads(render(found(), "json"))
    jsonschema.validate(document, json.loads(SCHEMA.read_text("utf-8")))
    assert document["schema"] == "copyfair/comparison/1"
    assert len(document["comparison"]["lines"]) == 5


def test_hostile_names_do_nothing() -> None:
    name = "\x1b[31m<script>\n| =cmd()"
    actors = {name: archetypes(DAY)["hobbyist"]}
    shown = found(project=name, actors=tuple(actors), lines=compare_actors(things(), actors, DAY))
    text = render(shown, "txt").decode()
    assert "\x1b" not in text
    page = render(shown, "md").decode()
    assert "<script>" not in page
    assert "\x1b" not in page


def test_a_name_that_is_no_text_is_written_out() -> None:
    shown = found(project="caf\udce9")
    assert json.loads(render(shown, "json"))["comparison"]["project"] == "caf\\udce9"
    assert b"caf" in render(shown, "txt")


def test_many_licences_are_shown_in_several_grids() -> None:
    ids = [f"LicenseRef-copyfair-{name}" for name in ("CSL", "CNPL-5", "CoopCycle", "Coopyleft", "Concord-1.0")]
    ids += [
        "PPL",
        "CC-BY-NC-1.0",
        "CC-BY-NC-2.0",
        "CC-BY-NC-2.5",
        "CC-BY-NC-3.0",
        "CC-BY-NC-4.0",
        "BUSL-1.1",
        "Elastic-2.0",
    ]
    things_ = [component(f"pkg:generic/thing{number}@1", name) for number, name in enumerate(ids)]
    shown = found(lines=compare_actors(things_, archetypes(DAY), DAY))
    lines = render(shown, "txt").decode().splitlines()
    assert max(map(len, lines)) <= 100
    assert sum(line.startswith("hobbyist ") for line in lines) == 2


def test_the_front_door() -> None:
    result = compare(EXAMPLE, as_of=DAY)
    assert result.actors == tuple(archetypes(DAY))
    assert {line.license for line in result.lines} == {"MIT", "PPL"}
    one = compare(EXAMPLE, {"me": archetypes(DAY)["hobbyist"]}, as_of=DAY)
    assert [cell.actor for line in one.lines for cell in line.cells] == ["me", "me"]


def test_an_unknown_format() -> None:
    with pytest.raises(InputError, match="json, md, txt"):
        render(found(), "pdf")
