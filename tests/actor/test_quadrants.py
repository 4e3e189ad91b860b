"""The four quadrants and the three partners: from declared facts only, drawn so that everybody can read it."""

import datetime
import re
from pathlib import Path

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from copyfair.actor import Actor, read
from copyfair.actor.archetypes import archetypes
from copyfair.actor.quadrants import Partner, Place, chart, partners, place

DAY = datetime.date(2026, 11, 22)
HERE = Path(__file__).resolve().parent
SVG = "{http://www.w3.org/2000/svg}"


def actor(**tables) -> Actor:
    return read(tables, where="t", as_of=DAY)[0]


def placed(control: str, purpose: str, name: str = "Gears") -> Place:
    return place(name, actor(facts={"infrastructure_control": control, "orientation": purpose}))


@pytest.mark.parametrize(
    ("control", "purpose", "label"),
    [
        ("central", "capital", "netarchical capitalism"),
        ("distributed", "capital", "distributed capitalism"),
        ("distributed", "commons", "local resilience"),
        ("central", "commons", "global commons"),
        ("mixed", "commons", "between global commons and local resilience"),
        ("central", "both", "between netarchical capitalism and global commons"),
        ("mixed", "both", "between all four quadrants"),
    ],
)
def test_who_controls_and_what_for_make_the_label(control: str, purpose: str, label: str) -> None:
    assert placed(control, purpose).label == label


def test_what_is_not_declared_is_not_guessed() -> None:
    """Nobody is placed for being a company, a platform or a cooperative."""
    for name, (one, _) in archetypes(DAY).items():
        assert place(name, one).missing == ("infrastructure_control", "orientation")
    half = placed("central", "unknown")
    assert half.missing == ("orientation",)
    assert "orientation is not known" in half.label


def drawing(*places: Place):
    return ElementTree.fromstring(chart(places))


def texts(root, kind: str | None = None) -> list[str]:
    return ["".join(one.itertext()) for one in root.iter(f"{SVG}text") if kind is None or one.get("class") == kind]


def test_everybody_placed_has_a_numbered_dot_and_a_line_and_the_others_a_word() -> None:
    root = drawing(placed("central", "capital", "A"), placed("central", "unknown", "B"), placed("mixed", "both", "C"))
    assert texts(root, "number") == ["1", "3"]
    lines = [text for text in texts(root) if re.match(r"\d\. ", text)]
    assert [line[:4] for line in lines] == ["1. A", "2. B", "3. C"]
    assert "not drawn, orientation not known" in lines[1]


BOXES = {"central": range(3), "mixed": range(3, 6), "distributed": range(6, 9)}
PLACES = st.builds(
    placed,
    st.sampled_from(["central", "mixed", "distributed"]),
    st.sampled_from(["capital", "both", "commons"]),
    st.text(),
)


@given(st.lists(PLACES, max_size=60))
def test_every_dot_lies_in_its_own_cell_apart_from_the_others(places: list[Place]) -> None:
    root = drawing(*places)
    boxes = [one for one in root.iter(f"{SVG}rect") if one.get("class") != "paper"]
    dots = [(int(one.get("cx", "")), int(one.get("cy", ""))) for one in root.iter(f"{SVG}circle")]
    assert len(dots) == len(set(dots)) == len(places)
    width, height = int(root.get("width", "")), int(root.get("height", ""))
    numbers = [int(number) for number in texts(root, "number")]
    for (x, y), number in zip(dots, numbers, strict=True):
        one = places[number - 1]
        column = ("capital", "both", "commons").index(one.purpose)
        box = boxes[BOXES[one.control][column]]
        left, top, wide, high = (int(box.get(name, "")) for name in ("x", "y", "width", "height"))
        assert left + 13 <= x <= left + wide - 13 < width
        assert top + 13 <= y <= top + high - 13 < height
    assert all(abs(a - c) >= 26 or abs(b - d) >= 26 for n, (a, b) in enumerate(dots) for c, d in dots[:n])


SEVERAL = [
    placed("central", "capital", "Rentplatform Inc."),
    placed("central", "capital", "Othercloud SA"),
    placed("distributed", "commons", "Peer Map Brussels"),
    placed("central", "commons", "Free Encyclopedia Foundation"),
    placed("mixed", "both", "Hands Together cv"),
    placed("distributed", "unknown", "Sixth & Co"),
]


def test_hostile_names_are_only_text() -> None:
    name = '</text><script>alert(1)</script>"&\u202e\x1b' + "x" * 500
    root = drawing(placed("central", "capital", name))
    assert not list(root.iter(f"{SVG}script"))
    assert "\u202e" not in chart([placed("central", "capital", name)]).decode()
    assert max(map(len, texts(root))) < 120


def test_the_drawing_is_the_expected_one(golden) -> None:
    """The same actors give the same bytes, on every machine."""
    golden(HERE / "quadrants.expected.svg", chart(SEVERAL).decode())


def test_partners_around_a_commons_are_declared_or_not_known() -> None:
    one = actor(commons={"gears": {"contributes": "yes", "coalition_member": "no"}})
    assert partners(one, "gears") == {Partner.COMMUNITY: True, Partner.COALITION: False, Partner.ASSOCIATION: None}
    assert set(partners(one, "other").values()) == {None}
    assert partners(one, "gears", steward=True)[Partner.ASSOCIATION] is True
