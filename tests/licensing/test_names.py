"""What statements mean. A wrong answer here becomes a wrong verdict; an open one only costs a question."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copyfair.licensing.addresses import normal_address
from copyfair.licensing.categories import restriction
from copyfair.licensing.model import Match
from copyfair.licensing.name_table import ambiguous, exact, exceptions, key, table, unknown
from copyfair.licensing.spdx import canonical_exception, canonical_license
from copyfair.licensing.statements import read_statement

A, U = "ambiguous", "unknown"

HERE = Path(__file__).parent
ROWS = [
    tuple(line.rsplit(" => ", 1))
    for line in (HERE / "statements.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def meaning(statement):
    found = read_statement(statement)
    if found.match in (Match.AMBIGUOUS, Match.UNKNOWN):
        assert found.expression is None
        return found.match.value
    return str(found.expression)


def test_there_are_enough_of_them():
    assert len({statement for statement, _ in ROWS}) == len(ROWS) >= 600


@pytest.mark.parametrize(("statement", "expected"), ROWS)
def test_statement(statement, expected):
    assert meaning(statement) == expected


def test_no_rights_is_not_the_unlicense():
    found = read_statement("UNLICENSED")
    assert (found.match, found.expression) == (Match.UNKNOWN, None)
    assert "no rights are granted" in found.note


def test_an_abbreviation_that_collides_needs_a_second_sign():
    alone = read_statement("PPL")
    assert alone.match is Match.AMBIGUOUS
    assert {"PPL", "LicenseRef-scancode-prosperity-3.0"} <= set(alone.candidates)
    in_its_field = read_statement("PPL", is_spdx=True)
    assert str(in_its_field.expression) == "PPL"
    assert "Prosperity" in in_its_field.note
    assert "Prompt" in in_its_field.note
    as_spdx_writes = read_statement("PPL OR MIT")
    assert (str(as_spdx_writes.expression), as_spdx_writes.note) == ("PPL OR MIT", "")


@pytest.mark.parametrize("text", ["PPL", "CSL", "CAL", "FCL", "NPL", "BSL", "Fair", "ppl", "fair", "ACSL", "CNPL"])
@pytest.mark.parametrize(
    "frame", ["{}", "{} License", "The {} licence", "License: {}", "License :: {}", "LicenseRef-{}"]
)
def test_no_abbreviation_that_collides_is_ever_resolved_alone(text, frame):
    found = read_statement(frame.format(text))
    assert found.expression is None or str(found.expression).startswith("LicenseRef-")
    assert found.match is not Match.NAME


def test_a_list_without_a_meaning_says_so():
    assert "read as all" in read_statement("BSD-3-Clause, MIT").note
    assert read_statement("BSD-3-Clause and MIT").note == ""


def test_an_ambiguous_name_lists_what_it_may_be():
    assert set(read_statement("Apache Software License").candidates) == {"Apache-1.1", "Apache-2.0"}
    assert set(read_statement("CC BY-NC").candidates) == {f"CC-BY-NC-{n}" for n in ("1.0", "2.0", "2.5", "3.0", "4.0")}


def test_what_is_shown_is_short_and_on_one_line():
    shown = read_statement("My \x1b[31mown\nlicence " + "x" * 500).statement
    assert len(shown) == 120
    assert shown.endswith("…")
    assert shown.isprintable()


def test_a_text_in_the_place_of_a_name_is_read_as_a_text():
    found = read_statement("Use it as you like, but not for commercial use. " * 20)
    assert found.match is Match.UNKNOWN
    assert "commercial use" in found.note


def test_no_name_stands_in_two_lists():
    lists = [set(exact()), set(ambiguous()), set(unknown())]
    assert len(set.union(*lists)) == sum(map(len, lists))


def test_no_two_names_of_a_list_share_a_key_and_differ_in_meaning():
    for name, expected in table().names.items():
        assert exact()[key(name)] == expected, name


def test_every_meaning_is_an_expression_of_current_ids():
    for name, text in {**table().names, **table().urls, **table().retired}.items():
        found = read_statement(text, is_spdx=True)
        assert found.match is Match.EXPRESSION, name
        for term in found.expression.terms():
            assert term.license.startswith("LicenseRef-") or canonical_license(term.license) == term.license


def test_every_candidate_is_a_current_id():
    for name, ids in {**table().ambiguous, **table().unclear_urls}.items():
        for license_id in ids:
            assert license_id.startswith("LicenseRef-") or canonical_license(license_id) == license_id, name
    for name, ids in exceptions().items():
        assert [canonical_exception(exception) for exception in ids] == list(ids), name


def test_addresses_stand_in_the_form_in_which_they_are_looked_up():
    for address in (*table().urls, *table().unclear_urls):
        assert normal_address(address) == address


WORDS = st.sampled_from(
    "MIT GPL 2 3.0 v2 or and with OR AND WITH ( ) / | , + later exception BSD dual PPL file LICENSE License :: see + -only "
    "https://opensource.org/licenses/MIT http:// custom: Apache LicenseRef-a CNPLv7+ except non-commercial".split()
)


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_any_words_get_an_answer(text):
    check_answer(text)


@given(st.text(max_size=400))
def test_any_text_gets_an_answer(text):
    check_answer(text)


@given(
    st.sampled_from(ROWS),
    st.integers(0, 60),
    st.integers(0, 4),
    st.sampled_from(["", " ", "(", ")", "/", "+", "\n", "\u017f", "İ"]),
)
def test_a_mutated_statement_gets_an_answer(row, at, length, piece):
    check_answer(row[0][:at] + piece + row[0][at + length :])


def test_blanks_and_brackets_without_end_are_read():
    for text in (
        "GPL" + " " * 290 + "x",
        "(MIT or " * 30 + "BSD" + ")" * 30,
        "dual " * 60,
        "licensed under the " * 15,
        "(" * 300,
    ):
        check_answer(text)


def check_answer(text):
    found = read_statement(text)
    assert (found.expression is None) == (found.match in (Match.AMBIGUOUS, Match.UNKNOWN, Match.MODIFIED_TEXT))
    assert len(found.statement) <= 120


@given(
    st.sampled_from([statement for statement, expected in ROWS if expected not in (A, U)]),
    st.sampled_from(
        [
            " for non-commercial use",
            " (non-commercial)",
            " except military",
            " - evaluation only",
            " with Commons Clause",
        ]
    ),
)
def test_a_limit_behind_a_name_is_never_lost(statement, limit):
    found = read_statement(statement + limit).expression
    # "CC BY 4.0 (non-commercial)" is CC-BY-NC-4.0: the limit is kept in the id.
    assert found is None or all(restriction(term.license) for term in found.terms())
