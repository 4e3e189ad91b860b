"""Each thing is said once: causes instead of components, short places, short ways, and what is left out is counted."""

import datetime
import json
import re

import msgspec
import pytest
import sample
from hypothesis import given
from hypothesis import strategies as st
from test_reports import SAMPLES, structure, table_data, terminal

import copyfair
from copyfair.inventory.model import Source
from copyfair.pages import clean
from copyfair.reports import render, words
from copyfair.reports.evidence import near, places, shortened
from copyfair.reports.from_assessment import duty_lines, view
from copyfair.reports.rows import rows


def findings(assessment, key="check-licence"):
    """The causes of an act, each with its components."""
    (act,) = [act for act in view(assessment).acts if act.key == key]
    return {f.causes: [item.label for item in f.items] for entry in act.entries for f in entry.findings}


# ---------------------------------------------------------------- one cause, many components


def test_what_is_spelt_in_two_ways_is_one_cause():
    found = findings(SAMPLES["everything"])
    says = "Says only \u201cBSD\u201d: may be BSD-2-Clause, BSD-3-Clause, BSD-4-Clause, 0BSD."
    assert found[(says,)] == ["vague 0.2.0", "vaguer 0.2.0", "vaguest 0.2.0"]
    for verbose in (False, True):
        text = terminal(SAMPLES["everything"], width=400, verbose=verbose)
        assert text.count(says) == 1
    assert terminal(SAMPLES["everything"], width=400).count("BSD-4-Clause") == 1


def test_another_statement_beside_it_is_another_cause():
    both = "Says \u201cDual License\u201d (not understood: neither is named) and \u201cBSD License\u201d (see \u201cBSD\u201d above)."
    assert findings(SAMPLES["everything"])[(both,)] == ["both-ways 0.2.0"]


def test_the_shortest_spelling_that_is_used_is_shown():
    pairs = [pair for pair in sample._vague() if pair[0].component.name == "vaguer"]
    ((says,),) = findings(sample.assessment(pairs))
    assert says.startswith("Says only \u201cBSD License\u201d: may be")


def test_candidates_are_told_apart_by_what_they_may_be():
    first, second = (
        sample._unknown(
            sample.component(name),
            "unused",
            evidence=(sample.evidence("BSD", match=sample.Match.AMBIGUOUS, candidates=ids),),
        )
        for name, ids in (("a", ("BSD-2-Clause", "BSD-3-Clause")), ("b", ("0BSD", "BSD-2-Clause")))
    )
    assert len(findings(sample.assessment([first, second]))) == 2


def test_a_statement_that_says_nothing_is_no_cause():
    silent = sample.evidence("NOASSERTION", "NOASSERTION")
    pair = sample._unknown(sample.component("a"), "No licence is stated.", evidence=(silent,))
    assert findings(sample.assessment([pair])) == {("No licence is stated.",): ["a 1.0.0"]}


def test_components_without_rules_differ_only_in_where_it_is_said():
    found = findings(SAMPLES["everything"])
    assert found[("copyfair has no rules for FSL-1.1-MIT yet.",)] == [f"@fair/tool-{at} 2.0.0" for at in range(3)]
    assert (
        "@fair/tool-1 2.0.0 path: kaart-web \u203a a \u203a \u2026 (3 more) \u203a e \u203a @fair/tool-1; in package-lock.json:21"
        in (terminal(SAMPLES["everything"], width=400))
    )


def test_a_hundred_and_two_without_a_licence_are_one_entry():
    pairs = [sample._unknown(sample.component(f"part-{at:03}"), "No licence is stated.") for at in range(102)]
    text = terminal(sample.assessment(pairs))
    assert text.count("No licence is stated.") == 1
    assert text.count("next:") == 1
    assert "\u2026 and 90 more like these; --verbose shows all" in text
    assert len(text.splitlines()) < 30
    assert all(f"part-{at:03} " in terminal(sample.assessment(pairs), verbose=True) for at in range(102))
    page = render(sample.assessment(pairs), "html").decode()
    assert "<summary>90 more like these</summary>" in page
    assert page.count('href="#c') - 1 == 102  # and the link that skips to the table


def test_a_conflict_is_one_sentence_and_its_two_places():
    text = terminal(SAMPLES["everything"], width=400)
    sentence = "It states MIT, but the text in LICENSE is that of LicenseRef-scancode-cooperative-non-violent-6.0."
    assert text.count(sentence) == text.count("It states MIT") == 1
    line = next(line for line in text.splitlines() if line.strip().startswith("radio "))
    assert line.endswith("in package.json:7, LICENSE:1 (LicenseRef-scancode-cooperative-non-violent-6.0)")
    assert "package-lock.json:12" not in text


def test_everything_is_still_said_when_all_is_asked_for():
    text = terminal(SAMPLES["everything"], width=400, verbose=True)
    assert "node_modules/radio/package.json:7 (license): \u201cMIT\u201d, declared; MIT: an SPDX expression" in text
    assert "package-lock.json:12 (license): \u201cMIT\u201d" in text
    assert "vaguer-0.2.0.dist-info/METADATA:9 (license): \u201cLicense :: OSI Approved :: BSD License\u201d" in text
    assert "42 words were added" in text
    page = render(SAMPLES["everything"], "html").decode()
    assert "lib/site-packages/vaguest-0.2.0.dist-info/METADATA:10 (license)" in page.partition("All components")[2]


def test_what_nobody_knows_of_a_text_is_said_once_with_its_places():
    text = terminal(SAMPLES["everything"], width=400)
    assert (
        "LICENSE of vaguer 0.2.0, LICENSE of vaguest 0.2.0: it is no licence text that we know, and it speaks of \u201cwar\u201d"
        in text
    )
    assert text.count("no licence text that we know") == 1


def test_every_component_that_needs_an_act_leads_to_its_row():
    shown = view(SAMPLES["everything"])
    listed = {
        item.anchor: item.label for act in shown.acts for e in act.entries for f in e.findings for item in f.items
    }
    table = {row.anchor: row.label for row in rows(SAMPLES["everything"], {})}
    assert len(table) == len(SAMPLES["everything"].licensed)
    assert listed.items() <= table.items()
    found = structure(SAMPLES["everything"])
    assert {f"#{name}" for name in listed} < set(found.links)
    assert {row[0]: row[1] for row in table_data(SAMPLES["everything"])["rows"]} == table


# ---------------------------------------------------------------- places


@pytest.mark.parametrize(
    ("file", "short"),
    [
        ("lib/site-packages/x-1.dist-info/METADATA", "METADATA"),
        ("lib/site-packages/x-1.dist-info/licenses/LICENSE", "licenses/LICENSE"),
        ("x-1.dist-info/licenses/_vendor/y-2.dist-info/LICENSE", "licenses/_vendor/y-2.dist-info/LICENSE"),
        ("x.egg-info/PKG-INFO", "PKG-INFO"),
        ("x-1.dist-info", "x-1.dist-info"),
        ("x-1.dist-info/", "x-1.dist-info/"),
        ("node_modules/@s/x/package.json", "package.json"),
        ("web/node_modules/y/node_modules/@s/x/LICENSE", "LICENSE"),
        ("node_modules/@s/x-more/package.json", "node_modules/@s/x-more/package.json"),
        ("my_node_modules/@s/x/package.json", "my_node_modules/@s/x/package.json"),
        ("node_modules/@s/x/", "node_modules/@s/x/"),
        ("package-lock.json", "package-lock.json"),
        ("", ""),
    ],
)
def test_a_place_is_told_from_where_the_component_is_installed(file, short):
    assert near(file, "@s/x") == short


def test_places_in_one_file_are_told_together():
    stated = [sample.evidence("BSD", file="x-1.dist-info/METADATA", line=line) for line in (23, 9, 9)]
    text = sample.evidence("Permission…", "MIT", file="x-1.dist-info/LICENSE", line=None, is_text=True)
    assert places([*stated, text], "x") == "METADATA:9,23, LICENSE (MIT)"
    many = [sample.evidence("BSD", file=f"{at}.txt", line=None) for at in range(6)]
    assert places(many, "x") == "0.txt, 1.txt, 2.txt, 3.txt and 2 more"


def test_a_sentence_keeps_everything_but_the_folders():
    field = "packages['node_modules/x'].license"
    one = sample.evidence("MIT", "MIT", file="package-lock.json", field=field)
    other = sample.evidence("ISC", "ISC", file="node_modules/x/package.json", field="license")
    said = f"Its metadata (package-lock.json, {field}) says MIT, but its metadata (node_modules/x/package.json, license) says ISC."
    assert shortened(said, (one, other), "x") == (
        "Its metadata (package-lock.json, license) says MIT, but its metadata (package.json, license) says ISC."
    )
    assert shortened("Nothing to do with them.", (one, other), "x") == "Nothing to do with them."


# ---------------------------------------------------------------- ways


@pytest.mark.parametrize(
    ("names", "short"),
    [
        ("", ""),
        ("a", ""),
        ("ab", "a > b"),
        ("abcde", "a > b > c > d > e"),
        ("abcdef", "a > b > \u2026 (2 more) > e > f"),
        ("abcdefghi", "a > b > \u2026 (5 more) > h > i"),
    ],
)
def test_a_long_way_is_told_by_its_ends(names, short):
    assert words.path(tuple(names)).replace("\u203a", ">") == short


def test_the_whole_way_is_there_when_all_is_asked_for():
    assert words.path(tuple("abcdefghi"), whole=True) == words.ARROW.join("abcdefghi")
    assert "path: kaart-web \u203a a \u203a b \u203a c \u203a d \u203a e \u203a @fair/tool-0" in terminal(
        SAMPLES["everything"], width=400, verbose=True
    )
    longest = words.path(("x" * 200,) * 10_000, whole=True)
    assert "\u2026 (9,980 more)" in longest
    assert len(longest) <= 2000


def test_a_component_that_nothing_leads_to_has_no_path():
    part = msgspec.structs.replace(sample.component("alone"), paths=(("alone",),))
    text = terminal(sample.assessment([sample._unknown(part, "No licence is stated.")]))
    assert "    alone 1.0.0\n" in text
    assert "path:" not in text


# ---------------------------------------------------------------- who may


RESERVED = sample.Reason(license="PPL", clause="4(f)", says="The rest is reserved.", stance=sample.Stance.RESERVES)
SOLD = sample.Reason(license="PPL", clause="7(b)", says="It may be sold.", stance=sample.Stance.RESERVES)
STEWARD = sample.Reason(license="seeds", clause="2", says="Farmers may.", stance=sample.Stance.RECORD)


def nobody(*because, doubt=sample.Doubt.MISSING_FACT, missing=(sample.SURPLUS,)):
    part = sample.component("part")
    found = sample.undetermined(part, "PPL", doubt, because, missing=missing, commons="seeds")
    return sample.assessment([(sample.licensed(part, "PPL"), found)], actor=sample.Actor(), use=sample.Use())


def test_clauses_come_in_the_order_in_which_they_matter():
    every = (sample.ALSO_SOLD, STEWARD, RESERVED, sample.SILENT, sample.MAY_BAR, sample.MAY_PAY_OUT)
    (may,) = view(nobody(*every)).who_may
    assert [(line.word, line.cite) for line in may.lines] == [
        ("may", "4(c)"),
        ("may not", "4(d)"),
        ("unclear", "4(c)"),
        ("otherwise", "4(f)"),
        ("the steward", "seeds 2"),
        ("note", "7(b)"),
    ]


def test_there_is_one_otherwise():
    (may,) = view(nobody(sample.MAY_BAR, RESERVED, SOLD)).who_may
    assert [line.word for line in may.lines] == ["may not", "otherwise", "note"]
    assert terminal(nobody(sample.MAY_BAR, RESERVED, SOLD)).count("otherwise:") == 1


def test_facts_are_named_only_where_no_question_follows():
    asked = terminal(nobody(sample.MAY_PAY_OUT))
    assert "decided by:" not in asked
    assert asked.count("surplus:") == 1
    open_text = nobody(sample.SILENT, sample.MAY_PAY_OUT, doubt=sample.Doubt.SILENT_TEXT, missing=())
    assert "decided by: worker_owned, surplus" in terminal(open_text)


def test_answers_that_belong_in_one_place_are_sent_there_once():
    two = (sample.WORKER_OWNED, sample.SURPLUS)
    same = [msgspec.structs.replace(fact, where="[facts] in actor.toml") for fact in two]
    text = terminal(nobody(sample.MAY_PAY_OUT, missing=(*same, sample.RELEASE)))
    assert text.count("answer these in: [facts] in actor.toml") == 1
    assert text.count("answer in: copyfair.toml") == 1


# ---------------------------------------------------------------- duties, own parts


def test_a_duty_is_told_once_with_when_it_applies():
    always = sample.duty("A", clause="1", applies=sample.Trigger.YES)
    copies = sample.duty("B", clause="2", when="copies are passed on")
    perhaps = sample.duty("C")
    never = sample.duty("D", applies=sample.Trigger.NO)
    (line,) = duty_lines(
        [[copies], [always], [copies, sample.duty("D", when="copies are passed on")], [perhaps], [never]]
    )
    assert (line.count, line.cites) == (4, "A 1, B 2, C, D")
    assert line.when == "Applies for 1 in this use; for 2 if copies are passed on; for 1 perhaps, which is not known."
    assert [found.when for found in duty_lines([[always]])] == [""]
    assert [found.when for found in duty_lines([[copies]])] == ["Applies if copies are passed on."]
    assert [found.when for found in duty_lines([[perhaps]])] == ["Applies perhaps, which is not known."]


def test_duties_fold_after_six_those_that_apply_first():
    kinds = list(sample.DutyKind)[:8]
    duties = [sample.duty("MIT", kind, f"Do {kind}.", when="it is changed") for kind in kinds[:-1]]
    duties.append(sample.duty("MIT", kinds[-1], f"Do {kinds[-1]}.", applies=sample.Trigger.YES))
    part = sample.component("part")
    found = sample.decision(part, "MIT", sample.Verdict.PERMITTED_WITH_DUTIES, (sample.GRANT,), duties=tuple(duties))
    assessment = sample.assessment([(sample.licensed(part, "MIT"), found)])
    text = terminal(assessment, width=200)
    told = text[text.index("Duties\n") :].splitlines()
    assert told[1].strip().endswith(f"Do {kinds[-1]}. [MIT]")
    assert told[7].strip() == "\u2026 and 2 more; --verbose shows all"
    assert "- \u2026 and 2 more" in render(assessment, "md").decode()
    for whole in (terminal(assessment, verbose=True), render(assessment, "html").decode()):
        assert all(f"Do {kind}." in whole for kind in kinds)


def test_own_parts_fold_after_eight():
    own = [
        (sample.licensed(sample.component(f"own-{at:02}", origin=sample.Origin.FIRST_PARTY), "MIT"), None)
        for at in range(11)
    ]
    text = terminal(sample.assessment(own))
    assert text.count("your own; licence: MIT") == 8
    assert "\u2026 and 3 more of your own; --verbose shows all" in text
    assert "- \u2026 and 3 more of your own" in render(sample.assessment(own), "md").decode()
    assert terminal(sample.assessment(own), verbose=True).count("your own; licence: MIT") == 11


# ---------------------------------------------------------------- plain text


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80))
def test_plain_text_stays_as_it_is_but_for_blanks(text):
    assert clean(text) == re.sub(" +", " ", text).strip(" ")


@given(st.text(max_size=80))
def test_what_is_clean_stays_as_it_is(text):
    assert clean(clean(text)) == clean(text)


def test_a_source_is_all_that_a_place_needs():
    assert words.place(Source(file="a/b.json", line=3, field="license")) == "a/b.json:3 (license)"


def test_a_component_that_two_commons_claim_has_a_cause_of_its_own():
    part = sample.component("part")
    says = "Several commons claim this component."
    claimed = sample.Reason(license="PPL", clause="", says=says, stance=sample.Stance.EVIDENCE)
    found = sample.undetermined(part, "PPL", sample.Doubt.CONFLICT, (claimed, sample.BARRED), next_step="Find out.")
    assessment = sample.assessment([(sample.licensed(part, "PPL"), found)])
    (act,) = view(assessment).acts
    (entry,) = act.entries
    assert entry.title == "Who speaks for the licensor is not certain"
    (finding,) = entry.findings
    assert finding.causes == (says,)
    assert [reason.cite for reason in finding.reasons] == ["PPL 4(d)"]
    for format_ in ("txt", "md", "html"):
        text = " ".join(render(assessment, format_).decode().partition("All components")[0].split())
        assert text.count(says) == text.count(sample.BARRED.says) == 1


@pytest.mark.parametrize("name", ["txt", "md", "html", "junit", "attribution"])
def test_a_name_that_may_mean_several_licences_is_called_one_of_several(tmp_path, name):
    packages = {"": {"name": "shop"}, "node_modules/left": {"version": "1.0.0", "license": "BSD"}}
    lock = {"name": "shop", "lockfileVersion": 3, "packages": packages}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock), "utf-8")
    found = copyfair.assess(tmp_path, as_of=datetime.date(2026, 11, 22))
    assert [decision.verdict for decision in found.decisions] == [sample.Verdict.PERMITTED_WITH_DUTIES]
    assert "one of several" in render(found, name).decode()
