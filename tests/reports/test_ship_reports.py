"""The answer of ``copyfair ship`` for people and for programs."""

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest
import sample
from hypothesis import given, settings
from hypothesis import strategies as st

import copyfair
from copyfair.assessment import Assessment
from copyfair.inventory.model import Origin, Scope
from copyfair.pages import clean
from copyfair.reciprocity.combination_model import Fit
from copyfair.reciprocity.records import Records
from copyfair.reports import ship_document
from copyfair.reports.ship_text import ship_text
from copyfair.settings import Combination, How

HERE = Path(__file__).parent
SCHEMA = Path(ship_document.__file__).parent / "data" / "ship-1.schema.json"
LINKED = Combination(component="pkg:npm/linked-*", how=How.LINKED)


def shipped(*parts: tuple[str, str | None], own: str | None = "MIT", **use: bool) -> Assessment:
    """An assessment of a project under a licence with these components; those called linked-… are linked."""
    licensed = [sample.licensed(sample.component("kaart-web", origin=Origin.FIRST_PARTY), own)]
    for name, text in parts:
        scope = Scope.DEV if name.startswith("tool-") else Scope.RUNTIME
        licensed.append(sample.licensed(sample.component(name, scope=scope), text))
    actor, what = copyfair.describe(use=use, as_of=sample.AS_OF)
    records = Records(combinations=(LINKED,))
    return msgspec.structs.replace(
        sample.empty(),
        project="De Kaart",
        licensed=tuple(licensed),
        outbound=copyfair.outbound(licensed, actor, what, sample.AS_OF, records=records),
        downstream=copyfair.downstream(licensed, sample.AS_OF, records=records),
    )


def everything() -> Assessment:
    return shipped(
        ("left-pad", "MIT"),
        ("right-pad", "MIT"),
        ("linked-map", "PPL"),
        ("beside-map", "PPL"),
        ("linked-style", "CC-BY-NC-4.0"),
        ("linked-both", "GPL-3.0-only AND PPL"),
        ("later", "FSL-1.1-MIT"),
        ("certificates", "MPL-2.0"),
        ("tool-lint", "GPL-3.0-only"),
        ("nobody-knows", None),
        ("ours-alone", "LicenseRef-ours"),
        *((name, "PPL") for name in sample.HOSTILE),
    )


def test_everything_looks_as_it_should(golden):
    golden(HERE / "ship.txt", ship_text(everything()))


def test_the_schema_is_the_one_the_types_make(golden):
    golden(SCHEMA, ship_document.schema().decode())


@pytest.mark.parametrize("made", [everything(), shipped(), shipped(("a", "MIT"), own=None)])
def test_real_output_keeps_to_the_schema(made):
    known = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(known)
    jsonschema.Draft202012Validator(known).validate(json.loads(ship_document.encode(made)))


def test_json_says_what_the_text_says():
    document = json.loads(ship_document.encode(everything()))
    assert document["schema"] == "copyfair/ship/1"
    assert document["summary"] == {fit: len(everything().outbound.of(fit)) for fit in Fit}
    assert document["summary"]["conflict"] == 2
    by_name = {one["name"]: one for one in document["components"]}
    assert by_name["linked-map"]["fit"] == "conflict"
    assert {"license": "PPL", "clause": "4(a)"}.items() <= by_name["linked-map"]["because"][0].items()
    assert by_name["tool-lint"]["how"] == "tool"
    assert document["users"]["complete"] is False
    assert any(one["says"] == "The use is not commercial." for one in document["users"]["requirements"])
    assert document["assumed"] == ["distributes"]
    assert document["own"][0]["license"] == "MIT"


@pytest.mark.parametrize(
    ("parts", "first"),
    [
        ((), "There is no third-party component, so nothing conflicts."),
        ((("a", "MIT"),), "The one component goes with the project's own licence"),
        ((("a", "MIT"), ("b", "ISC")), "All 2 components go with the project's own licence"),
        ((("linked-a", "PPL"),), "1 of 1 component conflicts with the project's own licence"),
        (
            (("linked-a", "PPL"), ("linked-b", "PPL"), ("c", "PPL")),
            "2 of 3 components conflict with the project's own licence; for 1 more it is open",
        ),
        (
            (("a", "PPL"), ("b", "MIT")),
            "For 1 of 2 components it is open whether the project's own licence goes with it",
        ),
    ],
)
def test_the_first_line_is_the_answer(parts, first):
    assert ship_text(shipped(*parts)).splitlines()[0] == first


def test_conflicts_come_first_and_users_after():
    text = ship_text(everything())
    order = [
        "Conflict:",
        "Possible conflict:",
        "Unknown:",
        "Compatible under conditions:",
        "Compatible:",
        "If it is passed on",
    ]
    places = [text.index(f"\n{title}") for title in order]
    assert places == sorted(places)


def test_nothing_is_assumed_when_the_use_says_it():
    assert "Assumed" in ship_text(shipped(("a", "MIT")))
    assert "Assumed" not in ship_text(shipped(("a", "MIT"), distributes=True))


def test_a_long_list_folds_unless_asked():
    many = shipped(*((f"c{number:02}", "MIT") for number in range(30)))
    assert "c29" not in ship_text(many)
    assert "and 24 more" in ship_text(many)
    assert "c29" in ship_text(many, verbose=True)


def test_what_is_open_to_everybody_says_so():
    assert "its licences are open to everybody" in ship_text(shipped(("a", "MIT")))
    assert "nothing that is known" in ship_text(shipped(("a", None)))


@pytest.mark.parametrize("width", [20, 40, 100])
def test_no_line_is_wider_than_asked_except_for_one_word(width):
    for line in ship_text(everything(), width=width).splitlines():
        assert len(line) <= max(width, 24) or " " not in line.strip()


@settings(max_examples=40)
@given(st.text(min_size=1, max_size=40))
def test_any_name_can_be_written_and_none_does_anything(name):
    made = shipped((name, "PPL"))
    text = ship_text(made)
    assert all(clean(line) == line.strip(" ") for line in text.split("\n"))
    json.loads(ship_document.encode(made))


@pytest.mark.parametrize("name", sample.HOSTILE)
def test_no_control_character_reaches_the_answer(name):
    text = ship_text(shipped((name, "PPL"), (f"linked-{name}", "PPL")), verbose=True)
    assert not set(text) & set(map(chr, [*range(10), *range(11, 32), *range(127, 160), 0x202E, 0x200B]))
