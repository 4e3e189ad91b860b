"""Claims in, one licence or an open question out."""

import pytest

from copyfair.inventory.model import Claim, Combine, Component, Depth, Inventory, Origin, Scope, Source, Standing
from copyfair.licensing import default_catalogue, identify
from copyfair.licensing.model import Match


@pytest.fixture(scope="session")
def text(corpora):
    def read(name):
        for folder in ("licence-texts", "spdx-license-texts"):
            path = corpora / folder / f"{name}.txt"
            if path.is_file():
                return path.read_text("utf-8")
        raise LookupError(name)

    return read


def claim(*statements, standing=Standing.DECLARED, combine=Combine.ONE, file="meta.json", field="license", **more):
    return Claim(
        statements=statements, source=Source(file=file, field=field), standing=standing, combine=combine, **more
    )


def lies(words, *, primary=True, file="LICENSE"):
    return claim(words, standing=Standing.FOUND, file=file, field="", is_text=True, primary=primary)


def component(*claims, name="left", origin=Origin.THIRD_PARTY):
    return Component(
        purl=f"pkg:generic/{name}@1",
        name=name,
        version="1",
        scope=Scope.RUNTIME,
        depth=Depth.DIRECT,
        origin=origin,
        paths=(),
        claims=claims,
        found_in=(),
    )


def settle(*claims):
    inventory = Inventory(root="x", components=(component(*claims),), sources=(), problems=())
    (found,) = identify(inventory, default_catalogue())
    return found


def outcome(found):
    return (str(found.expression) if found.expression else None, len(found.conflict.others) if found.conflict else 0)


def test_one_declaration():
    found = settle(claim("MIT"))
    assert outcome(found) == ("MIT", 0)
    assert found.why == "Its metadata (meta.json, license) says MIT."
    assert found.evidence[0].readings[0].match is Match.EXPRESSION


def test_nothing_at_all():
    for claims in ((), (claim("NOASSERTION"),), (claim(""),), (claim(),)):
        found = settle(*claims)
        assert (found.expression, found.why) == (None, "No licence is stated.")
    assert settle(claim("NONE")).why == "It is stated that there is no licence."


def test_silence_beside_a_statement_is_no_conflict():
    found = settle(claim("NOASSERTION", standing=Standing.CONCLUDED), claim("MIT"))
    assert outcome(found) == ("MIT", 0)


def test_what_a_list_means():
    assert outcome(settle(claim("MIT", "GPL-2.0-only", combine=Combine.ANY))) == ("MIT OR GPL-2.0-only", 0)
    assert outcome(settle(claim("MIT", "GPL-2.0-only", combine=Combine.ALL))) == ("MIT AND GPL-2.0-only", 0)
    undefined = settle(claim("MIT", "GPL-2.0-only", combine=Combine.UNDEFINED))
    assert outcome(undefined) == ("MIT AND GPL-2.0-only", 0)
    assert "does not say whether all bind" in undefined.why


def test_one_open_part_leaves_the_list_open():
    found = settle(claim("MIT", "BSD", combine=Combine.ANY))
    assert (found.expression, found.candidates) == (None, ())
    found = settle(claim("MIT", "GPL and friends", combine=Combine.ALL))
    assert found.expression is None


def test_an_expression_beside_its_own_classifiers():
    found = settle(
        claim("MIT License", "Apache License 2.0", combine=Combine.UNDEFINED),
        claim("MIT OR Apache-2.0", field="expression"),
    )
    assert outcome(found) == ("MIT OR Apache-2.0", 0)


def test_two_declarations_that_differ():
    found = settle(claim("MIT"), claim("ISC", file="other.json"))
    assert outcome(found) == ("MIT", 1)
    assert (
        " ".join(found.conflict.says)
        == "Its metadata (meta.json, license) says MIT, but its metadata (other.json, license) says ISC."
    )


def test_only_and_or_later_are_one_family():
    assert outcome(settle(claim("GPL-3.0-or-later"), claim("GPLv3"))) == ("GPL-3.0-or-later", 0)


def test_an_ambiguous_classifier_agrees_with_one_of_its_candidates():
    classifier = claim("License :: OSI Approved :: BSD License", field="Classifier")
    assert outcome(settle(claim("BSD-3-Clause"), classifier)) == ("BSD-3-Clause", 0)
    assert outcome(settle(claim("MIT"), classifier)) == ("MIT", 1)


def test_a_reserved_licence_beside_a_free_one_is_a_conflict():
    for words in ("License :: Other/Proprietary License", "UNLICENSED", "All rights reserved"):
        assert outcome(settle(claim("MIT"), claim(words, field="Classifier"))) == ("MIT", 1)


def test_an_unknown_statement_beside_a_known_one_is_named():
    found = settle(claim("MIT"), claim("Frobnicate 7", file="b"))
    assert outcome(found) == ("MIT", 0)
    assert "“Frobnicate 7”" in found.why


LIMITS = [
    "MIT, for non-commercial use only",
    "Free for personal use. Companies need a licence.",
    "Commons Clause + MIT",
    "BSD but not for military use",
]


@pytest.mark.parametrize("words", LIMITS)
def test_an_unknown_statement_that_speaks_of_limits_is_never_passed_over(words):
    found = settle(claim("MIT License", field="Classifier"), claim(words, field="License"))
    assert outcome(found) == ("MIT", 1)
    assert words in found.conflict.says[0]


@pytest.mark.parametrize("primary", [True, False])
@pytest.mark.parametrize(
    "words",
    [
        "This software is for academic use.",
        "The grant is subject to the Commons Clause.",
        "No use without written permission.",
    ],
)
def test_an_unknown_text_that_speaks_of_limits_is_never_passed_over(words, primary):
    found = settle(claim("MIT"), lies(words, primary=primary))
    assert outcome(found) == ("MIT", 1)
    assert "LICENSE is none that we know, and seems to limit its use" in found.conflict.says[0]


@pytest.mark.parametrize(
    "words",
    [
        "Terms: see https://wiki.p2pfoundation.net/Peer_Production_License .",
        "Licensed under the\nCooperative   Non-Violent Public Licence, with thanks.",
    ],
)
def test_an_unknown_text_that_only_names_a_licence_which_asks_who_you_are(words):
    found = settle(claim("MIT"), lies(words))
    assert outcome(found) == ("MIT", 1)
    assert "names" in found.conflict.says[0]
    alone = settle(lies(words))
    assert alone.expression is None
    assert alone.candidates
    agreeing = settle(claim(*alone.candidates[:1]), lies(words))
    assert agreeing.conflict is None


@pytest.mark.parametrize(
    ("words", "expression"),
    [
        ("This is under the Peer Production License.", "PPL"),
        (
            "The art is under CC-BY-4.0, the code under the Anti-Capitalist Software License (v 1.4).",
            "CC-BY-4.0 AND LicenseRef-scancode-anti-capitalist-1.4",
        ),
    ],
)
def test_a_file_that_puts_it_under_a_licence_by_name(words, expression):
    assert str(settle(lies(words)).expression) == expression
    assert outcome(settle(claim("MIT"), lies(words))) == ("MIT", 1)


def test_an_unknown_text_beside_the_main_one_that_names_such_a_licence(text):
    found = settle(lies(text("MIT")), lies("Under the Peer Production License.", primary=False, file="LICENSE.art"))
    assert outcome(found) == ("MIT", 1)


def test_an_unknown_text_that_speaks_of_no_limit_is_no_conflict():
    found = settle(claim("MIT"), lies("You may not use this file except in compliance with the licence."))
    assert outcome(found) == ("MIT", 0)


@pytest.mark.parametrize(
    "words",
    ["CNPLv8+", "Cooperative Non-Violent Public License (CNPLv8+)", "the Peer Production License, more or less"],
)
def test_an_unknown_statement_that_speaks_of_a_limiting_licence_is_never_passed_over(words):
    assert outcome(settle(claim("MIT"), claim(words, field="License"))) == ("MIT", 1)
    alone = settle(claim(words))
    assert (alone.expression, alone.candidates) == (None, ())


def test_an_unknown_statement_alone_stays_open():
    found = settle(claim("Frobnicate 7"))
    assert (found.expression, found.candidates) == (None, ())
    assert "“Frobnicate 7”" in found.why


def test_an_ambiguous_name_is_settled_by_the_text(text):
    found = settle(claim("BSD"), lies(text("BSD-3-Clause")))
    assert outcome(found) == ("BSD-3-Clause", 0)
    assert found.why == "It states “BSD”, and its licence text, LICENSE, is that of BSD-3-Clause."
    assert found.candidates == ()


def test_several_ambiguous_names_are_settled_by_a_text_that_is_one_of_each(text):
    both = text("BSD-3-Clause") + "\n\n" + text("Apache-2.0")
    classifiers = [f"License :: OSI Approved :: {name}" for name in ("BSD License", "Apache Software License")]
    found = settle(claim("Dual License"), claim(*classifiers, field="Classifier"), lies(both))
    assert outcome(found) == ("BSD-3-Clause AND Apache-2.0", 0)
    assert settle(claim(*classifiers, field="Classifier"), lies(text("MIT"))).expression is None
    assert settle(claim("Dual License"), lies(text("MIT"))).expression is None


def test_a_text_that_names_others_settles_what_only_one_of_them_may_be(text):
    words = text("BSD-3-Clause") + "\n\nThe files in test/ are licensed under the GNU GPL.\n"
    found = settle(claim("BSD"), lies(words))
    assert outcome(found) == ("BSD-3-Clause", 0)
    assert "is that of BSD-3-Clause, and also names GPL-1.0-only" in found.why
    limited = settle(claim("BSD"), lies(text("BSD-3-Clause") + "\n\nThe files in more/ are licensed under the PPL.\n"))
    assert limited.expression is None


def test_a_changed_text_says_which_licence_it_was_and_stays_changed(text):
    words = text("BSD-3-Clause").replace(
        "source and binary forms", "source and binary forms of the software and its manual"
    )
    found = settle(claim("BSD"), lies(words))
    assert (str(found.expression), found.modified) == ("BSD-3-Clause", ("BSD-3-Clause",))
    assert found.why.startswith("It states “BSD”, and its licence text, LICENSE, has the clauses of BSD-3-Clause.")


def test_how_much_an_open_name_may_ask_for():
    found = settle(claim("BSD"), claim("MIT/X11"))
    assert (
        str(found.at_most) == "BSD-2-Clause AND BSD-3-Clause AND BSD-4-Clause AND 0BSD AND BSD-1-Clause AND MIT AND X11"
    )
    one = settle(claim("MIT", "MIT/X11", combine=Combine.ANY))
    assert str(one.at_most) == "MIT OR MIT AND X11"
    for more in (lies("You may use this on Sundays only. " * 30), lies("Terms of our own. " * 50, primary=False)):
        assert settle(claim("BSD"), more).at_most is None
    assert settle(claim("BSD", "GPL"), lies("You may use this on Sundays only. " * 30)).at_most is None
    for names in (["BSD", "strange"], ["BSD", "PPL License"], ["BSD-style"], ["strange"], [""]):
        assert settle(*map(claim, names)).at_most is None
    assert settle(claim("MIT")).at_most is None


def test_a_licence_file_of_another_licence_leaves_open_names_open(text):
    names = claim("BSD", "GPL", combine=Combine.ALL)
    assert settle(names, lies(text("AGPL-3.0-only"))).at_most is None
    assert settle(names, lies(text("MIT"))).at_most is None
    assert settle(names, lies(text("MIT"), primary=False)).at_most is not None
    assert settle(names).at_most is not None


def test_two_signs_are_as_open_as_the_more_open_of_them():
    page = "http://opensource.org/licenses/bsd-license.php"
    assert settle(claim(f"BSD License ({page})")).at_most is not None
    assert settle(claim(f"BSD-style license ({page})")).at_most is None


def test_what_names_no_licence_leaves_it_to_the_text(text):
    for words in ("License :: OSI Approved", "LICENSE.txt", "Open Source"):
        assert outcome(settle(claim(words), lies(text("MIT")))) == ("MIT", 0)
        assert settle(claim(words), lies(text("MIT"), primary=False)).expression is None
        assert settle(claim(words), lies(text("PPL"))).expression is None
    for words in ("Proprietary", "Custom", "permissive"):
        assert settle(claim(words), lies(text("MIT"))).expression is None


def test_an_ambiguous_name_alone_keeps_its_candidates():
    found = settle(claim("Apache Software License"))
    assert (found.expression, found.candidates) == (None, ("Apache-1.1", "Apache-2.0"))


def test_an_ambiguous_name_is_not_settled_by_a_foreign_or_a_bundled_text(text):
    foreign = settle(claim("BSD"), lies(text("MIT")))
    assert outcome(foreign) == (None, 1)
    bundled = settle(claim("BSD"), lies(text("BSD-3-Clause"), primary=False))
    assert outcome(bundled) == (None, 0)
    assert "BSD-3-Clause" in bundled.candidates


def test_gnu_texts_agree_with_or_later(text):
    assert outcome(settle(claim("GPL-3.0-or-later"), lies(text("GPL-3.0-only")))) == ("GPL-3.0-or-later", 0)
    assert outcome(settle(claim("GPL"), lies(text("GPL-3.0-only")))) == ("GPL-3.0-only", 0)


def test_a_text_that_contradicts_the_metadata(text):
    found = settle(claim("MIT"), lies(text("Apache-2.0")))
    assert outcome(found) == ("MIT", 1)
    assert found.conflict.one.claim.statements == ("MIT",)
    assert found.conflict.others[0].claim.is_text
    assert "is that of Apache-2.0" in found.conflict.says[0]


@pytest.mark.parametrize(("parts", "conflicts"), [(("ISC", "Zlib"), 0), (("GPL-3.0-only",), 1), (("ppl",), 1)])
def test_a_licence_file_with_the_texts_of_parts_below_its_own(text, parts, conflicts):
    """Parts that ask for notices at most are named; copyleft and limits make it a conflict."""
    own = "\n\n".join(text(name) for name in ("MIT", *parts))
    found = settle(claim("MIT"), lies(own, primary=True))
    assert outcome(found) == ("MIT", conflicts)
    assert ("bundled parts" in found.why) is not bool(conflicts)


def test_texts_of_bundled_parts_are_named_and_no_conflict(text):
    found = settle(claim("MIT"), lies(text("MIT")), lies(text("Zlib"), primary=False, file="vendor/LICENSE"))
    assert outcome(found) == ("MIT", 0)
    assert "Zlib" in found.why


def test_a_text_that_asks_who_you_are_is_never_passed_over(text):
    for primary in (True, False):
        found = settle(claim("MIT"), lies(text("ppl"), primary=primary))
        assert outcome(found) == ("MIT", 1)
        changed = settle(claim("MIT"), lies(text("ppl") + "\nNon-profits may use it commercially.", primary=primary))
        assert changed.conflict
        assert changed.modified == ("PPL",)
    elsewhere = settle(claim("MIT"), lies(text("MIT")), lies(text("Elastic-2.0"), primary=False, file="ee/LICENSE"))
    assert outcome(elsewhere) == ("MIT", 1)


def test_an_unlisted_text_beside_a_main_text_that_asks_who_you_are(text):
    found = settle(lies(text("MIT")), lies(text("ppl"), primary=False, file="art/LICENSE"))
    assert outcome(found) == ("MIT", 1)


def test_a_changed_text_of_the_declared_licence(text):
    found = settle(claim("PPL", is_spdx=True), lies(text("ppl") + "\nNon-profits may use it commercially."))
    assert outcome(found) == ("PPL", 0)
    assert found.modified == ("PPL",)


def test_a_changed_text_and_nothing_stated(text):
    found = settle(lies(text("ppl") + "\nNon-profits may use it commercially."))
    assert (found.expression, found.modified) == (None, ("PPL",))
    assert "changed form" in found.why


def test_the_main_text_speaks_where_nothing_is_stated(text):
    found = settle(lies(text("ppl")))
    assert outcome(found) == ("PPL", 0)
    assert found.why == "From its licence text, LICENSE: PPL."


def test_several_texts_and_none_is_the_main_one(text):
    found = settle(lies(text("MIT"), primary=False, file="a"), lies(text("Apache-2.0"), primary=False, file="b"))
    assert (found.expression, found.candidates) == (None, ("Apache-2.0", "MIT"))


def test_an_unknown_main_text():
    found = settle(lies("You may use this for non-commercial purposes."))
    assert found.expression is None
    assert "non commercial" in found.why


def says(words, line=7):
    source = Source(file="README.md", field="License", line=line)
    return Claim(statements=(words,), source=source, standing=Standing.MENTIONED)


def test_a_readme_settles_nothing():
    found = settle(says("MIT"))
    assert outcome(found) == (None, 0)
    assert found.why == "No licence is stated. Its README names MIT, which is no proof."
    assert found.candidates == ("MIT",)
    assert outcome(settle(claim("BSD"), says("BSD-3-Clause"))) == (None, 0)


def test_a_readme_may_contradict(text):
    found = settle(claim("MIT"), says("GPL-3.0-only"))
    assert outcome(found) == ("MIT", 1)
    assert found.conflict.others[0].claim.source.line == 7
    assert found.conflict.says == ("It is MIT, but its README (README.md, License) names GPL-3.0-only.",)
    assert outcome(settle(lies(text("MIT")), says("Peer Production License"))) == ("MIT", 1)
    assert outcome(settle(lies(text("MIT")), says("Anti-Capitalist Software License"))) == ("MIT", 1)
    assert outcome(settle(claim("PPL", is_spdx=True), says("MIT"))) == ("PPL", 1)


def test_a_readme_that_agrees_or_is_not_understood_is_silent():
    for words in ("MIT", "MIT License", "see below", "BSD", "free software", "MIT OR Apache-2.0"):
        assert outcome(settle(claim("MIT"), says(words))) == ("MIT", 0)
    assert outcome(settle(claim("GPL-3.0-or-later"), says("GPLv3"))) == ("GPL-3.0-or-later", 0)


def test_a_readme_that_adds_a_limit_is_heard():
    assert outcome(settle(claim("MIT"), says("MIT AND CC-BY-NC-4.0"))) == ("MIT", 1)


def test_metadata_text_header_and_readme_that_differ_are_one_conflict(text):
    header = claim("Zlib", standing=Standing.FOUND, file="src/a.c", field="SPDX-License-Identifier")
    found = settle(claim("MIT"), header, lies(text("Apache-2.0")), says("Peer Production License"))
    assert [side.claim.source.file for side in found.conflict.others] == ["LICENSE", "README.md"]
    limited = claim("CC-BY-NC-4.0", standing=Standing.FOUND, file="src/a.c", field="SPDX-License-Identifier")
    found = settle(claim("MIT"), limited, lies(text("Apache-2.0")), says("Peer Production License"))
    assert [side.claim.source.file for side in found.conflict.others] == ["src/a.c", "LICENSE", "README.md"]
    assert len(found.conflict.says) == 3


def test_an_abbreviation_is_settled_by_a_second_sign(text):
    assert outcome(settle(claim("PPL"))) == (None, 0)
    assert outcome(settle(claim("PPL", is_spdx=True))) == ("PPL", 0)
    assert outcome(settle(claim("PPL"), lies(text("ppl")))) == ("PPL", 0)
    assert outcome(settle(claim("PPL"), claim("Peer Production License", field="name"))) == ("PPL", 0)
    prosperity = settle(claim("PPL"), lies(text("prosperity-3.0")))
    assert outcome(prosperity) == ("LicenseRef-scancode-prosperity-3.0", 0)


def test_two_records_that_differ_are_a_conflict():
    one = claim("MIT", standing=Standing.RECORDED, file="copyfair.toml", field="component[0].license")
    other = claim("PPL", standing=Standing.RECORDED, file="copyfair.toml", field="overrides[0].license", is_spdx=True)
    assert outcome(settle(one, other)) == ("MIT", 1)
    assert outcome(settle(one, one)) == ("MIT", 0)


def test_a_conclusion_stands_higher_than_a_declaration():
    found = settle(claim("MIT"), claim("ISC", standing=Standing.CONCLUDED, file="sbom.json"))
    assert outcome(found) == ("ISC", 0)
    assert found.evidence[0].claim.standing is Standing.CONCLUDED
    assert "MIT" in found.why


def test_a_conclusion_does_not_wave_away_a_licence_that_asks_who_you_are():
    for declared in ("PPL", "CC-BY-NC-4.0", "JSON"):
        found = settle(claim(declared), claim("MIT", standing=Standing.CONCLUDED))
        assert outcome(found) == ("MIT", 1)


def test_a_record_wins_and_silences_conflicts(text):
    recorded = claim(
        "PPL", standing=Standing.RECORDED, file="copyfair.toml", field="", reason="asked the author", is_spdx=True
    )
    found = settle(claim("MIT"), lies(text("Apache-2.0")), recorded)
    assert outcome(found) == ("PPL", 0)
    assert found.why == "It is recorded as PPL in copyfair.toml (asked the author)."
    unread = claim("whatever", standing=Standing.RECORDED, file="copyfair.toml", field="")
    assert outcome(settle(claim("MIT"), unread)) == ("MIT", 0)


def test_the_four_statements_of_one_real_project(text):
    """As a delivery platform has them: npm says ISC, composer the Peer Production License, the file is its own."""
    found = settle(
        claim("ISC", file="package.json"),
        claim("Peer Production License", file="composer.json"),
        lies(text("CoopCycle")),
    )
    assert found.conflict is not None
    assert [side.claim.source.file for side in found.conflict.others] == ["composer.json", "LICENSE"]
    assert all("ISC" in sentence for sentence in found.conflict.says)


def test_one_answer_for_each_component_in_order():
    components = tuple(component(claim("MIT", file=f"{n}/meta.json"), name=f"n{n}") for n in range(5))
    found = identify(Inventory(root="x", components=components, sources=(), problems=()), default_catalogue())
    assert [one.component.name for one in found] == ["n0", "n1", "n2", "n3", "n4"]


def test_the_sentence_names_the_files_of_its_own_component():
    components = tuple(component(claim("MIT", file=f"{n}/meta.json"), name=f"n{n}") for n in range(3))
    found = identify(Inventory(root="x", components=components, sources=(), problems=()), default_catalogue())
    assert [one.why for one in found] == [f"Its metadata ({n}/meta.json, license) says MIT." for n in range(3)]
    assert [one.evidence[0].claim.source.file for one in found] == [f"{n}/meta.json" for n in range(3)]
