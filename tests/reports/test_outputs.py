"""The NOTICE file, the badge, the spreadsheet and the OpenChain page."""

import io
import re
import zipfile

import msgspec
import pytest
import sample
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from copyfair.inventory.model import Standing
from copyfair.pages import lines
from copyfair.reports import render
from copyfair.reports.cells import COLUMNS

GRANT = "Copyright (c) 2024 Ada Mertens\n\n  Do what you like.\n"
FORM = "Copyright [yyyy] [name of copyright owner]\nCopyright <year> somebody 2000\nThe copyright notice stays.\n"


def with_texts(**texts):
    """A clean assessment of components with these licence texts beside them."""
    pairs = []
    for name, text in texts.items():
        part = sample.component(name)
        found = [sample.evidence("MIT", "MIT")]
        if text is not None:
            claim = msgspec.structs.replace(
                sample.claim(text, "LICENSE"), is_text=True, standing=Standing.FOUND, statements=(text,)
            )
            found.append(msgspec.structs.replace(found[0], claim=claim))
        one = sample.licensed(part, "MIT", evidence=tuple(found))
        pairs.append((one, sample.decision(part, "MIT", sample.Verdict.PERMITTED, (sample.GRANT,))))
    return sample.assessment(pairs)


# ---------------------------------------------------------------- NOTICE


def test_a_notice_holds_each_text_once_and_word_for_word():
    shown = render(with_texts(left=GRANT, right=GRANT, third=FORM), "attribution").decode()
    assert shown.count("Do what you like.") == 1
    assert "\n  Do what you like.\n" in shown
    assert "Text 1, of left 1.0.0, right 1.0.0" in shown
    assert shown.count("  text: 1\n") == 2
    assert "No licence text" not in shown


def test_a_notice_names_the_holders_and_no_empty_form():
    shown = render(with_texts(left=GRANT, third=FORM), "attribution").decode()
    head = shown.partition("====")[0]
    assert re.findall(r"^  Copyright.*$", head, re.MULTILINE) == ["  Copyright (c) 2024 Ada Mertens"]


def test_a_notice_says_what_has_no_text():
    shown = render(with_texts(left=GRANT, bare=None, blank=" \n"), "attribution").decode()
    assert "No licence text was found for 2 components" in shown
    assert shown.count("  text: none was found") == 2


def test_what_a_readme_mentions_is_no_licence_text():
    whole = with_texts(left=GRANT)
    one = whole.licensed[0]
    claim = msgspec.structs.replace(one.evidence[1].claim, standing=Standing.MENTIONED)
    evidence = (one.evidence[0], msgspec.structs.replace(one.evidence[1], claim=claim))
    mentioned = msgspec.structs.replace(whole, licensed=(msgspec.structs.replace(one, evidence=evidence),))
    assert "Do what you like" not in render(mentioned, "attribution").decode()


@given(st.text())
def test_a_text_keeps_its_words_and_loses_its_commands(text):
    shown = "\n".join(lines(text))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066]", shown)
    if re.fullmatch("[ -~\n]*", text):
        assert shown == "\n".join(line.rstrip() for line in text.split("\n"))


def test_a_long_line_of_a_text_is_not_cut():
    long = "word " * 5000
    assert lines(long) == [long.rstrip()]


# ---------------------------------------------------------------- badge


@pytest.mark.parametrize(
    ("name", "says"),
    [("clean", "free to use"), ("everything", "24 components to look at"), ("empty", "not settled")],
)
def test_a_badge_says_it_in_words(name, says):
    root = ElementTree.fromstring(render(getattr(sample, name)(), "badge"))
    assert root.get("aria-label") == f"copyfair: {says}"
    assert [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")] == ["copyfair", says]
    assert root.find("{http://www.w3.org/2000/svg}title").text == f"copyfair: {says}"


@given(st.text(min_size=1))
def test_nothing_foreign_is_on_a_badge(name):
    assert render(sample.one_component(name), "badge") == render(sample.one_component("plain"), "badge")


def test_the_words_on_a_badge_can_be_read():
    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        even = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * even[0] + 0.7152 * even[1] + 0.0722 * even[2]

    for name in ("clean", "everything", "empty"):
        for colour in re.findall(r'<rect [^>]*fill="(#\w{6})"', render(getattr(sample, name)(), "badge").decode()):
            assert 1.05 / (light(colour) + 0.05) >= 4.5


# ---------------------------------------------------------------- spreadsheet

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells(data):
    """The rows of a spreadsheet as texts, read from its XML and by no library of spreadsheets."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        texts = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    shared = ["".join(part.text or "" for part in one.iter(f"{SHEET}t")) for one in texts.iter(f"{SHEET}si")]
    for row in sheet.iter(f"{SHEET}row"):
        yield [(cell.get("t"), shared[int(cell.find(f"{SHEET}v").text)]) for cell in row]


def test_a_spreadsheet_has_a_row_for_each_component_and_only_texts():
    everything = sample.everything()
    data = render(everything, "xlsx")
    head, *rows = cells(data)
    assert [text for _, text in head] == list(COLUMNS)
    assert len(rows) == len(everything.licensed)
    assert {kind for row in rows for kind, _ in row} == {"s"}
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert all(b"<f>" not in book.read(name) for name in book.namelist())
        assert not any("hyperlink" in book.read(name).decode().lower() for name in book.namelist() if "sheet" in name)


@given(
    st.sampled_from([*sample.HOSTILE, '=HYPERLINK("https://a.example")', "+1", "-1", "@A1", "1e9"])
    | st.text(min_size=1)
)
def test_any_name_is_a_text_in_a_spreadsheet(name):
    rows = list(cells(render(sample.one_component(name), "xlsx")))
    assert {kind for row in rows for kind, _ in row} == {"s"}


def test_a_spreadsheet_of_nothing_has_its_head():
    assert len(list(cells(render(sample.empty(), "xlsx")))) == 1


# ---------------------------------------------------------------- OpenChain


def test_the_openchain_page_names_clauses_and_affirms_nothing():
    shown = render(sample.everything(), "openchain").decode()
    rows = [line.split(" | ") for line in shown.splitlines() if line.startswith("| 3.")]
    assert [row[0].removeprefix("| ").split()[0] for row in rows] == [
        *("3.1.1", "3.1.4", "3.1.5", "3.3.1", "3.3.2", "3.2.2", "3.4.1", "3.6.1")
    ]
    assert all(len(row) == 5 and all(cell.strip(" |") for cell in row) for row in rows)
    assert "affirms no conformance" in shown


def test_the_openchain_page_takes_no_markup_from_a_name():
    hostile = sample.assessment([], project="| a | [b](javascript:alert(1)) <script>")
    shown = render(hostile, "openchain").decode()
    page = MarkdownIt("commonmark").render(shown)
    assert "<script>" not in page
    assert "<a " not in page
