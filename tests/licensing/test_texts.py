"""Whole licence texts, word for word or nearly. The texts are read from the shared corpora, none is kept here."""

import hashlib
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copyfair.data import package_file
from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.model import Match
from copyfair.licensing.texts import LONGEST, normalise, read_text
from copyfair.licensing.texts.deciding import decides
from copyfair.licensing.texts.exact import _index
from copyfair.licensing.texts.index import FILE

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
import build_fingerprints


@pytest.fixture(scope="session")
def spdx(corpora):
    return lambda name: (corpora / "spdx-license-texts" / f"{name}.txt").read_text("utf-8")


@pytest.fixture(scope="session")
def family(corpora):
    return lambda name: (corpora / "licence-texts" / name).read_text("utf-8")


def answer(text):
    found = read_text(text)
    return str(found.expression) if found.match is Match.TEXT else found.match.value


def test_the_data_is_what_the_script_makes(corpora):
    assert {key: list(ids) for key, ids in _index().items()} == build_fingerprints.hashes(corpora)
    assert package_file(FILE).read_bytes() == build_fingerprints.index(corpora)


def test_the_index_is_small():
    assert package_file(FILE).stat().st_size < 3_000_000


def test_the_data_holds_hashes_only():
    assert all(re.fullmatch("[0-9a-f]{16}", key) for key in _index())


def test_every_text_of_the_list_is_itself(corpora):
    for license_id, text in build_fingerprints.texts(corpora):
        found = read_text(text)
        assert license_id in {str(found.expression), *found.candidates}


@pytest.mark.parametrize(
    "name", ["MIT", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Apache-2.0", "Zlib", "MPL-2.0", "Unlicense", "0BSD"]
)
def test_layout_does_not_matter(spdx, name):
    text = spdx(name)
    body = "\n".join(line for line in text.splitlines() if "copyright (c)" not in line.lower())
    shapes = (
        text,
        text.upper(),
        text.replace("\n", "\r\n"),
        re.sub(r"(?m)^", "# ", text),
        re.sub(r"(?m)^", " * ", text),
        "Copyright (c) 2009-2026 Ann Example <ann@x.example> and others\n\n" + body,
        "Copyright The Example Authors\n\n" + body,
        "\ufeff" + text + "\n\n\n",
    )
    assert {answer(shape) for shape in shapes} == {name}


def test_the_name_of_the_holder_does_not_matter(spdx):
    text = spdx("BSD-3-Clause")
    named = re.sub("the copyright holder nor", "Example Garden Works, Inc. nor", text)
    assert named != text
    assert answer(named) == "BSD-3-Clause"


def test_apache_with_and_without_its_appendix(spdx):
    text = spdx("Apache-2.0")
    terms, mark, appendix = text.partition("END OF TERMS AND CONDITIONS")
    assert mark
    filled = appendix.replace("[yyyy] [name of copyright owner]", "2026 Ann Example")
    assert {answer(terms + mark), answer(terms), answer(text), answer(terms + mark + filled)} == {"Apache-2.0"}
    assert answer(text + "\nThe above does not hold for hospitals.") == "modified-text"


LIMITS = (
    "for non-commercial purposes only",
    "unless you are a company",
    "Military use is not permitted.",
    "worker-owned businesses excepted",
    "for evaluation by universities",
)


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize(
    "name", ["MIT", "BSD-3-Clause", "ISC", "Apache-2.0", "0BSD", "Unlicense", "CC0-1.0", "GPL-3.0-only"]
)
def test_a_limit_slipped_in_anywhere_makes_it_another_text(spdx, name, limit):
    words = spdx(name).split(" ")
    step = max(1, len(words) // 60)
    for at in range(0, len(words), step):
        changed = " ".join([*words[:at], limit, *words[at:]])
        assert read_text(changed).match is not Match.TEXT, at


@pytest.mark.parametrize("limit", LIMITS[:3])
def test_a_limit_in_a_notice_title_or_name_counts(spdx, limit):
    mit, bsd = spdx("MIT"), spdx("BSD-3-Clause")
    for changed in (
        f"Copyright (c) 2026 Ann Example, {limit}\n\n{mit}",
        f"Copyright Ann Example, {limit}\n\n{mit}",
        f"{limit}\n\n{mit}",
        bsd.replace("the copyright holder nor", f"the holder ({limit}) nor"),
    ):
        found = read_text(changed)
        assert (found.match, found.expression) == (Match.MODIFIED_TEXT, None)


@settings(deadline=None)
@given(data=st.data())
def test_no_word_of_mit_that_decides_can_be_left_out(spdx, data):
    words = normalise(spdx("MIT")).split()
    at = data.draw(st.sampled_from([n for n, word in enumerate(words) if decides(word)]))
    found = read_text(" ".join(words[:at] + words[at + 1 :]))
    assert (found.match, found.candidates) == (Match.MODIFIED_TEXT, ("MIT",))
    assert any(words[at] in change.left_out for change in found.matches[0].changes)


def test_a_changed_text_shows_the_words(spdx):
    found = read_text(spdx("MIT").replace("to deal", "to deal, for non-commercial purposes only,"))
    assert (found.match, found.expression, found.candidates) == (Match.MODIFIED_TEXT, None, ("MIT",))
    (match,) = found.matches
    (change,) = match.changes
    assert (change.added, change.left_out, change.line) == ("for non commercial purposes only", "", 6)
    assert match.share == 1.0
    assert match.rival
    assert "non commercial" in found.note


def test_an_unknown_text_says_what_it_speaks_of():
    found = read_text("Our members may copy this text, for non-commercial purposes only.")
    assert (found.match, found.expression) == (Match.UNKNOWN, None)
    assert "non commercial" in found.note


def test_gnu_texts_cannot_tell_only_from_or_later(spdx):
    found = read_text(spdx("GPL-3.0-only"))
    assert (found.match, str(found.expression)) == (Match.TEXT, "GPL-3.0-only")
    assert found.candidates == ("GPL-3.0-only", "GPL-3.0-or-later")
    assert "any later" in found.note


OF_THE_FAMILY = {
    "ppl.txt": "PPL",
    "CoopCycle.txt": "LicenseRef-copyfair-CoopCycle",
    "CoopCycle-a.txt": "LicenseRef-copyfair-CoopCycle",
    "anti-capitalist-1.4.txt": "LicenseRef-scancode-anti-capitalist-1.4",
    "CSL.txt": "LicenseRef-copyfair-CSL",
    "CNPL-5.txt": "LicenseRef-copyfair-CNPL-5",
    "cooperative-non-violent-4.0.txt": "LicenseRef-scancode-cooperative-non-violent-4.0",
    "cooperative-non-violent-6.0.txt": "LicenseRef-scancode-cooperative-non-violent-6.0",
    "cooperative-non-violent-7.0.txt": "LicenseRef-scancode-cooperative-non-violent-7.0",
    "non-violent-4.0.txt": "LicenseRef-scancode-non-violent-4.0",
    "cc-by-nc-4.0.txt": "CC-BY-NC-4.0",
    "cc-by-nc-sa-4.0.txt": "CC-BY-NC-SA-4.0",
    "polyform-small-business-1.0.0.txt": "PolyForm-Small-Business-1.0.0",
    "bsl-1.1.txt": "BUSL-1.1",
}


@pytest.mark.parametrize(("file", "expected"), OF_THE_FAMILY.items())
def test_the_reciprocal_family_is_told_apart(family, file, expected):
    assert answer(family(file)) == expected


def test_their_relatives_are_not_taken_for_ppl(spdx, family):
    for name in ("CC-BY-NC-SA-3.0", "CC-BY-NC-3.0", "CC-BY-SA-3.0"):
        assert answer(spdx(name)) == name
    for file in ("CSL.txt", "CNPL-5.txt", "cooperative-non-violent-4.0.txt"):
        changed = family(file) + "\nand one word more"
        assert "PPL" not in read_text(changed).candidates


def test_a_changed_ppl_is_a_modified_text(family):
    for changed in (
        family("ppl.txt") + "\nNon-profits may use it commercially.",
        "In plain terms: everybody may use it.\n\n" + family("ppl.txt"),
        family("ppl.txt").replace("worker-owners", "worker-owners and their friends"),
    ):
        found = read_text(changed)
        assert (found.match, found.expression, found.candidates) == (Match.MODIFIED_TEXT, None, ("PPL",))


def test_the_second_coopcycle_text_is_not_the_first(family):
    assert answer(family("CoopCycle-b.txt")) == "LicenseRef-copyfair-Coopyleft"
    assert answer("Text of the licence:\n\n" + family("CoopCycle-b.txt")) == "LicenseRef-copyfair-Coopyleft"


def test_clauses_decide_not_titles():
    titled = "ANTI-CAPITALIST SOFTWARE LICENSE (v 1.4)\n\nUse it if your annual revenue is below a million.\n"
    assert read_text(titled).expression is None


def test_clauses_of_a_catalogue_of_ones_own(tmp_path):
    (tmp_path / "LicenseRef-garden.toml").write_text(
        'id = "LicenseRef-garden"\nname = "Garden"\nfamily = "x"\nurl = "https://garden.example"\n'
        'reviewed = { on = 2026-11-22, by = "made up" }\n'
        'text = { contains = ["only those who dig, may eat"], lacks = ["greenhouse"] }\n'
        'otherwise = { clause = "1", says = "Ask.", verdict = "prohibited" }\n',
        "utf-8",
    )
    catalogue = Catalogue(tmp_path)
    assert read_text("* Only those\n* who dig may eat!", catalogue).candidates == ("LicenseRef-garden",)
    assert read_text("Only those who dig may eat in the greenhouse", catalogue).match is Match.UNKNOWN


@pytest.mark.parametrize("text", ["", " \n\t", "\x00\x1b[31m", "Copyright (c) 2026 X", "(" * 5000, "a" * (LONGEST + 1)])
def test_what_is_no_licence_text_is_unknown(text):
    found = read_text(text)
    assert (found.match, found.expression) == (Match.UNKNOWN, None)
    assert len(found.statement) <= 120


@given(st.text(max_size=600))
def test_any_text_gets_an_answer(text):
    assert read_text(text).match in {Match.UNKNOWN, Match.NOTICE, Match.AMBIGUOUS}
    assert hashlib.sha256(normalise(text).encode())


@given(st.text(alphabet="abc ()\n.*#", max_size=200))
def test_evening_out_twice_changes_nothing(text):
    once = normalise(text)
    assert once == " ".join(once.split())
