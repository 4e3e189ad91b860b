"""What is suggested for an open licence, and what may be taken without a second look."""

import pytest
from test_identify import claim, component, lies, says, settle, text

from copyfair.inventory.model import Origin, Standing
from copyfair.licensing import default_catalogue
from copyfair.licensing.model import Licensed
from copyfair.licensing.suggest import best, is_open, suggest

__all__ = ["text"]


def ranked(found):
    return [str(one.expression) for one in suggest(found, default_catalogue())]


def sure(found):
    taken = best(found, suggest(found, default_catalogue()), default_catalogue())
    return str(taken.expression) if taken else None


def test_the_licence_file_stands_first(text):
    found = settle(claim("ISC"), lies(text("Apache-2.0")))
    assert ranked(found) == ["Apache-2.0", "ISC"]
    assert sure(found) == "Apache-2.0"
    first = suggest(found, default_catalogue())[0]
    assert [evidence.claim.source.file for evidence in first.because] == ["LICENSE"]


def test_what_more_places_say_stands_first():
    found = settle(claim("MIT"), claim("MIT", file="other.json"), claim("ISC", file="third.json"))
    assert ranked(found) == ["MIT", "ISC"]
    assert sure(found) == "MIT"


def test_equals_are_left_to_the_user_and_the_stricter_stands_first():
    found = settle(claim("MIT"), claim("PPL", file="other.json", is_spdx=True))
    assert ranked(found) == ["PPL", "MIT"]
    assert sure(found) is None


def test_the_four_statements_of_one_real_project(text):
    found = settle(
        claim("ISC", file="package.json", is_spdx=True),
        claim("Peer Production License", file="composer.json"),
        lies(text("CoopCycle")),
        says("https://wiki.coopcycle.org/en:license"),
    )
    assert ranked(found) == ["LicenseRef-copyfair-CoopCycle", "ISC", "PPL", "LicenseRef-copyfair-Coopyleft"]
    assert sure(found) is None


def test_a_limiting_licence_is_never_waved_away(text):
    for other in (
        lies(text("ppl"), primary=False, file="art/LICENSE"),
        lies(text("ppl") + "and more"),
        lies("Under the Peer Production License."),
        lies("For academic use."),
        says("CNPLv8+"),
        claim("Proprietary", file="other.json"),
    ):
        found = settle(claim("MIT"), claim("MIT", file="two.json"), other)
        assert is_open(found)
        assert sure(found) in (None, "PPL")


def test_a_changed_text_is_never_taken_for_the_original(text):
    found = settle(claim("PPL", is_spdx=True), lies(text("ppl") + "\nNon-profits may use it commercially."))
    assert (ranked(found), sure(found)) == (["PPL"], None)


def test_what_it_only_may_be_is_never_taken():
    for found in (settle(claim("PPL 2.0")), settle(says("MIT")), settle(claim("Apache Software License"))):
        assert ranked(found)
        assert sure(found) is None
    assert (ranked(settle()), sure(settle())) == ([], None)


def test_of_two_endings_the_stated_one(text):
    found = settle(claim("GPL-3.0-or-later"), claim("MIT", file="other.json"), lies(text("GPL-3.0-only")))
    assert ranked(found) == ["GPL-3.0-or-later", "MIT"]


def test_and_and_or_are_two_answers():
    found = settle(claim("MIT OR ISC"), claim("MIT AND ISC", file="other.json"), claim("Zlib", file="third.json"))
    assert set(ranked(found)) == {"MIT OR ISC", "MIT AND ISC", "Zlib"}


@pytest.mark.parametrize(
    ("origin", "claims", "expected"),
    [
        (Origin.THIRD_PARTY, [], True),
        (Origin.THIRD_PARTY, ["MIT"], False),
        (Origin.THIRD_PARTY, ["MIT", "ISC"], True),
        (Origin.FIRST_PARTY, [], False),
        (Origin.FIRST_PARTY, ["MIT", "ISC"], True),
        (Origin.STANDARD_LIBRARY, ["MIT", "ISC"], False),
    ],
)
def test_what_is_a_question(origin, claims, expected):
    settled = settle(*(claim(said, file=f"{n}.json") for n, said in enumerate(claims)))
    of_origin = Licensed(
        component=component(origin=origin),
        expression=settled.expression,
        evidence=settled.evidence,
        conflict=settled.conflict,
        why=settled.why,
    )
    assert is_open(of_origin) is expected


def test_a_conclusion_weighs_more_than_a_declaration():
    found = settle(claim("PPL", is_spdx=True), claim("MIT", standing=Standing.CONCLUDED, file="sbom.json"))
    assert ranked(found) == ["MIT", "PPL"]
    assert sure(found) is None
