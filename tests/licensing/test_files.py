"""Files as people keep them: several texts, prefaces, notices, markup. Texts come from the shared corpora; notices are ours."""

import html
import random
import sys
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copyfair.licensing.model import Match, Parameter
from copyfair.licensing.texts import read_text
from copyfair.licensing.texts.align import align
from copyfair.licensing.texts.index import Text, load, pack, runs

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
import build_fingerprints


@pytest.fixture(scope="session")
def spdx(corpora):
    return lambda name: (corpora / "spdx-license-texts" / f"{name}.txt").read_text("utf-8")


def expression(text):
    found = read_text(text)
    return str(found.expression) if found.expression else found.match.value


@pytest.mark.parametrize(
    ("notice", "expected"),
    [
        ("This project is licensed under the MIT License, see LICENSE.", "MIT"),
        (
            "Oven is free software under the GNU General Public License, version 2 or (at your option) any later version.",
            "GPL-2.0-or-later",
        ),
        ("Oven is free software under the GNU General Public License, version 2.", "GPL-2.0-only"),
        ("Licensed under GPLv3+", "GPL-3.0-or-later"),
        ("Licensed under GPLv2 or MIT, as you like.", "GPL-2.0-only OR MIT"),
        ("Dual licensed under Apache-2.0 and MIT: at your option.", "Apache-2.0 OR MIT"),
        ("Oven is under the MIT license and its pictures under the CC BY-SA 4.0 license.", "MIT AND CC-BY-SA-4.0"),
        ("# SPDX-License-Identifier: MIT OR Apache-2.0\nimport oven", "MIT OR Apache-2.0"),
        ("All of this is MIT licensed.", "MIT"),
        ("subject to version 3.01 of the PHP license", "PHP-3.01"),
        ("See https://www.apache.org/licenses/LICENSE-2.0", "Apache-2.0"),
        ("Files: *\nLicense: Expat\n\nFiles: debian/*\nLicense: GPL-2+\n", "MIT AND GPL-2.0-or-later"),
        ("Licensed under the Peer Production License.", "PPL"),
        ("Licensed under the PPL.", "ambiguous"),
        ("Licensed under the BSL.", "ambiguous"),
        ("We thank the authors of the MIT Scheme manual.", "unknown"),
        ("This is not licensed under the GPL version 2.", "unknown"),
        ("Licensed under the MIT license, for non-commercial use only.", "modified-text"),
    ],
)
def test_notices(notice, expected):
    assert expression(notice) == expected


def test_two_texts_in_one_file(spdx):
    found = read_text(spdx("MIT") + "\n\nBundled bread-oven:\n\n" + spdx("BSD-3-Clause"))
    assert str(found.expression) == "BSD-3-Clause AND MIT"
    assert [match.ids for match in found.matches] == [("MIT",), ("BSD-3-Clause",)]
    assert found.matches[0].lines[1] < found.matches[1].lines[0]


def test_a_preface_that_leaves_the_choice(spdx):
    preface = "You may use this under either of the licences below, at your option.\n\n"
    assert expression(preface + spdx("MIT") + "\n\n" + spdx("Apache-2.0")) == "Apache-2.0 OR MIT"


def test_a_notice_says_which_of_two_ids_a_text_is(spdx):
    notice = "Oven is licensed under the GNU General Public License, version 3 or any later version.\n\n"
    assert expression(notice + spdx("GPL-3.0-only")) == "GPL-3.0-or-later"


def test_a_licence_with_an_exception(spdx):
    both = spdx("GPL-2.0-only") + "\n\n" + spdx("Classpath-exception-2.0")
    assert expression(both) == "GPL-2.0-only WITH Classpath-exception-2.0"


def test_an_exception_alone_is_no_licence(spdx):
    assert read_text(spdx("Classpath-exception-2.0")).expression is None


def test_the_commons_clause_is_an_addition(spdx, corpora):
    clause = (corpora / "licence-texts" / "commons-clause.txt").read_text("utf-8")
    found = read_text(clause + "\n\n" + spdx("MIT"))
    named = {term.license for term in found.expression.terms()} if found.expression else set(found.candidates)
    assert named == {"LicenseRef-scancode-commons-clause", "MIT"}


@pytest.mark.parametrize("name", ["MIT", "BSD-3-Clause", "MPL-2.0", "PPL", "Zlib"])
def test_print_and_markup_do_not_matter(spdx, name):
    text = "The licence of the oven\n\n" + spdx(name)
    chance = random.Random(name)  # noqa: S311 - a seed makes it the same each time
    misread = "".join({"l": "1", "o": "0", "m": "rn"}[c] if c in "lom" and chance.random() < 0.01 else c for c in text)
    shapes = {
        "markup": "<html><body>" + html.escape(text).replace("\n\n", "</p>\n<p>") + "</body></html>",
        "two bytes": text.encode("utf-16").decode("latin-1"),
        "one line": " ".join(text.split()),
        "misread": misread,
        "other addresses": text.replace("http://", "https://www."),
    }
    assert {shape: expression(shaped) for shape, shaped in shapes.items()} == dict.fromkeys(shapes, name)


def test_a_text_that_was_cut_is_never_clean(spdx):
    for name in ("MIT", "BSD-3-Clause", "GPL-3.0-only", "PPL"):
        text = spdx(name)
        found = read_text(text[: len(text) * 2 // 3])
        assert (found.match, found.candidates[0]) == (Match.MODIFIED_TEXT, name)


@pytest.mark.parametrize("change", [("1.0", "0.9"), ("may not", "may"), ("non-exclusive", "exclusive"), ("shall", "")])
def test_a_changed_word_that_decides(spdx, change):
    text = "Terms:\n\n" + spdx("CPL-1.0")
    changed = text.replace(*change, 1)
    assert changed != text
    assert expression(text) == "CPL-1.0"
    assert expression(changed) == "modified-text"


def test_parameters_of_the_business_source_licence(spdx):
    head = (
        "Parameters\n\nLicensor:             Ann Example\nLicensed Work:        Oven 2.0\nAdditional Use Grant: You may bake\n"
        "                      for your neighbours.\nChange Date:          2027-01-01\nChange License:       MIT\n\n"
    )
    found = read_text(head + spdx("BUSL-1.1"))
    assert "BUSL-1.1" in (str(found.expression), *found.candidates)
    assert {p.name: p.value for p in found.parameters}.items() >= {
        "licensor": "Ann Example",
        "additional-use-grant": "You may bake for your neighbours.",
        "change-date": "2027-01-01",
        "change-licence": "MIT",
    }.items()
    assert found.parameters[0] == Parameter(name="licensor", value="Ann Example", line=3)


# --- the index ----------------------------------------------------------------------------------------------------

words = st.lists(st.sampled_from("abcdefghij"), min_size=3, max_size=60)


def entry(name, text):
    hashes = tuple(crc32(word.encode()) for word in text)
    return Text(ids=(name,), hashes=hashes, core=(0, len(text)), exception=False)


@given(st.dictionaries(st.sampled_from(["A", "B", "C"]), words, min_size=1))
def test_what_is_packed_is_loaded(texts):
    given_texts = [entry(name, text) for name, text in texts.items()]
    index = load(pack(given_texts, ["a"], []))
    assert list(index.texts()) == sorted(given_texts)
    assert all(index.spelt[number] == "a" for number in index.spelt)


@given(words, words, words)
def test_an_alignment_accounts_for_every_word(before, text, after):
    index = load(pack([entry("A", text)], [], []))
    (reference,) = index.references
    numbers = [index.number(word) for word in (*before, *text, *after)]
    own = list(index.words(reference))
    anchors = [(p, q) for p, one in runs(numbers) for q, other in runs(own) if one == other]
    found = align(numbers, own, reference, anchors)
    assert found is not None
    added = sum(d.added[1] - d.added[0] for d in found.differences)
    left = sum(d.left_out[1] - d.left_out[0] for d in found.differences)
    assert found.matched + left == len(text)
    assert found.matched + added == found.end - found.begin
    assert 0 <= found.share <= 1


def test_a_text_is_added_without_the_folders(tmp_path, monkeypatch):
    monkeypatch.setattr(build_fingerprints, "HASHES", tmp_path / "hashes.json")
    monkeypatch.setattr(build_fingerprints, "INDEX", tmp_path / "index.bin")
    build_fingerprints.HASHES.write_bytes(b"{}")
    build_fingerprints.INDEX.write_bytes(pack([entry("A", list("abcdef"))], ["a"], []))
    text = tmp_path / "garden.txt"
    text.write_text("Only those who dig may eat what grows in the garden.", "utf-8")
    build_fingerprints.add("LicenseRef-garden", text)
    assert {reference.ids[0] for reference in load(build_fingerprints.INDEX.read_bytes()).references} == {
        "A",
        "LicenseRef-garden",
    }
    assert b"LicenseRef-garden" in build_fingerprints.HASHES.read_bytes()
