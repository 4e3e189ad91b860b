"""The HTML page without a browser: its table as data, charts, actor card, licence pages and languages."""

import json
import re
from html.parser import HTMLParser

import msgspec
import pytest
import sample
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from test_reports import SAMPLES, structure, table_data

from copyfair.actor.facts import Fact
from copyfair.errors import InputError
from copyfair.fees.model import FeeState, Step
from copyfair.language import ENGLISH, language, languages
from copyfair.language.saying import said
from copyfair.licensing.catalogue import default_catalogue
from copyfair.money import Money
from copyfair.reciprocity.conditions import parse_condition, say
from copyfair.reports import formats, render
from copyfair.reports.actor_card import actor_card
from copyfair.reports.charts import FULL, charts
from copyfair.reports.licence_pages import licence_pages
from copyfair.reports.page import as_json
from copyfair.reports.rows import rows

OTHERS = [code for code in languages() if code != ENGLISH]


def declared(**facts):
    """Everything, with an actor that declares these facts as well."""
    base = SAMPLES["everything"]
    more = {name: Fact(name=name, value=value) for name, value in facts.items()}
    return msgspec.structs.replace(base, actor=msgspec.structs.replace(base.actor, facts={**base.actor.facts, **more}))


# ---------------------------------------------------------------- the table as data


@given(st.text() | st.sampled_from(("</script>", "<!--", "]]>", "&lt;")))
def test_no_text_ends_the_element_that_holds_the_data(text):
    written = as_json({"text": text.encode("utf-8", "replace").decode()})
    assert not set(written) & set("<>&")
    assert json.loads(written) == {"text": text.encode("utf-8", "replace").decode()}


@pytest.mark.parametrize("name", ["everything", "nobody", "clean"])
def test_the_data_has_every_row_in_the_order_of_the_report(name):
    expected = rows(SAMPLES[name], {})
    data = table_data(SAMPLES[name])
    shown = [
        (anchor, label, purl, data["texts"][at], data["keys"][key]) for anchor, label, purl, at, key, *_ in data["rows"]
    ]
    assert shown == [(row.anchor, row.label, row.purl, row.license, row.key) for row in expected]


def test_what_several_rows_say_stands_once():
    data = table_data(SAMPLES["everything"])
    own = [json.dumps(detail) for row in data["rows"] for detail in row[-1] if not isinstance(detail, int)]
    used = [detail for row in data["rows"] for detail in row[-1] if isinstance(detail, int)]
    assert len(set(own)) == len(own)
    assert set(used) == set(range(len(data["details"])))
    assert all(used.count(number) > 1 for number in set(used))
    details = [*data["details"], *(one for row in data["rows"] for one in row[-1] if not isinstance(one, int))]
    lines = [line for _, some in details for line in some]
    assert {line for line in lines if isinstance(line, int)} == set(range(len(data["lines"])))
    assert len(data["lines"]) == len({tuple(line) for line in data["lines"]})


def test_reasons_evidence_and_ways_of_a_row_are_in_the_data():
    data = table_data(SAMPLES["everything"])
    (row,) = [row for row in data["rows"] if row[1] == "maplib 2.1.0"]
    details = [data["details"][one] if isinstance(one, int) else one for one in row[-1]]
    said = {
        term: [(data["lines"][line] if isinstance(line, int) else line)[0] for line in lines]
        for term, lines in reversed(details)
    }
    assert said["Reason"][:2] == ["PPL 4(d) bars", sample.BARRED.says]
    assert said["Evidence"][0] == "package-lock.json:3 (license)"
    assert said["Next:"] == ["Pay the notice of Stichting Open Map, or stop using it."]
    assert row[9] == [["kaart-web", "maplib"], ["kaart-web", "other-1", "maplib"], ["kaart-web", "other-2", "maplib"]]


def test_without_a_script_the_rows_that_need_an_act_are_there():
    page = render(SAMPLES["everything"], "html").decode()
    plain = page[page.index("<noscript>") : page.index("</noscript>")]
    assert re.findall(r'<tr id="(\w+)">', plain) == [
        row.anchor for row in rows(SAMPLES["everything"], {}) if row.needs_act
    ]


def test_a_row_costs_little():
    """At most 600 bytes a component, so that 10,000 stay under 6 MB."""

    def size(count):
        return len(render(sample.assessment([*_many(count)]), "html"))

    assert (size(600) - size(300)) / 300 < 600


def _many(count):
    for at in range(count):
        part = sample.component(f"part-{at}", way=("kaart-web", "build-kit"))
        found = sample.evidence("MIT", "MIT", line=at + 1)
        asked = sample.duty("MIT", clause="1", when="copies are passed on", applies=sample.Trigger.YES)
        verdict = sample.Verdict.PERMITTED_WITH_DUTIES
        yield (
            sample.licensed(part, "MIT", evidence=(found,)),
            sample.decision(part, "MIT", verdict, (sample.GRANT,), duties=(asked,)),
        )


# ---------------------------------------------------------------- charts


def test_the_longest_bar_is_full_and_the_others_in_proportion():
    found = {chart.title: {bar.label: (bar.shown, bar.width) for bar in chart.bars} for chart in _charts("everything")}
    assert found["Fees due by payee, EUR"] == {
        "Stichting Open Map": ("665.00 EUR", FULL),
        "Upstream | Geo": ("285.00 EUR", FULL * 285 // 665),
    }
    licences = found["Components by licence"]
    assert sum(int(shown) for shown, _ in licences.values()) == len(SAMPLES["everything"].decisions)
    assert licences["none known"][0] == "9"


def _charts(name):
    return charts(SAMPLES[name], language(ENGLISH))


def test_what_different_commons_owe_one_payee_is_added_up_by_currency():
    base = SAMPLES["everything"]
    due = base.fees[0]
    dollars = tuple(msgspec.structs.replace(p, amount=Money.of("7", "USD")) for p in due.portions[:1])
    waived = msgspec.structs.replace(due, state=FeeState.WAIVED)
    fees = (due, due, msgspec.structs.replace(due, portions=dollars), waived)
    _, euros, others = charts(msgspec.structs.replace(base, fees=fees), language("nl"))
    assert [(bar.label, bar.shown) for bar in euros.bars] == [
        ("Stichting Open Map", "1.330,00 EUR"),
        ("Upstream | Geo", "570,00 EUR"),
    ]
    assert [(bar.label, bar.shown, bar.width) for bar in others.bars] == [("Stichting Open Map", "7,00 USD", FULL)]


def test_two_payees_of_one_name_are_not_added_up():
    base = SAMPLES["everything"]
    first, second = base.fees[0].portions
    twin = msgspec.structs.replace(first.payee.party, country="BE")
    payee = msgspec.structs.replace(second.payee, party=twin)
    fee = msgspec.structs.replace(base.fees[0], portions=(first, msgspec.structs.replace(second, payee=payee)))
    _, chart = charts(msgspec.structs.replace(base, fees=(fee,)), language(ENGLISH))
    assert [(bar.label, bar.shown) for bar in chart.bars] == [
        ("Stichting Open Map", "665.00 EUR"),
        ("Stichting Open Map", "285.00 EUR"),
    ]


def test_many_licences_end_in_one_bar_for_the_others():
    ids = default_catalogue().ids()[:14]
    pairs = []
    for at, license_id in enumerate(ids):
        part = sample.component(f"part-{at}")
        pairs.append(
            (
                sample.licensed(part, license_id),
                sample.decision(part, license_id, sample.Verdict.PERMITTED, (sample.GRANT,)),
            )
        )
    (chart,) = charts(sample.assessment(pairs), language(ENGLISH))
    assert len(chart.bars) == 11
    assert (chart.bars[-1].label, chart.bars[-1].shown) == ("4 other licences", "4")


# ---------------------------------------------------------------- the actor


def test_a_declared_place_is_drawn_and_the_drawing_has_no_style_of_its_own():
    card = actor_card(declared(infrastructure_control="distributed", orientation="commons"))
    assert (card.quadrant, card.register) == ("local resilience", "KVK 12345678")
    assert "<svg" in card.drawing
    assert "<style" not in card.drawing
    assert 'id="quadrants-title"' in card.drawing


def test_half_a_place_is_said_and_not_drawn():
    card = actor_card(declared(orientation="commons"))
    assert card.quadrant.startswith("not placed: infrastructure_control is not known")
    assert not card.drawing


def test_nothing_declared_is_nothing_said():
    card = actor_card(SAMPLES["everything"])
    assert (card.quadrant, card.drawing) == ("", "")
    assert actor_card(SAMPLES["nobody"]) is None
    assert "quadrants-title" not in render(SAMPLES["everything"], "html").decode()


def test_a_hostile_actor_is_only_text():
    base = declared(infrastructure_control="central", orientation="capital")
    for name in sample.HOSTILE:
        party = msgspec.structs.replace(base.actor.party, name=name, register=name, country=name)
        actor = msgspec.structs.replace(base.actor, party=party, legal_form=name)
        found = structure(msgspec.structs.replace(base, actor=actor))
        assert found.seen == structure(msgspec.structs.replace(base, actor=_named(base.actor, "plain"))).seen


def _named(actor, name):
    party = msgspec.structs.replace(actor.party, name=name, register=name, country=name)
    return msgspec.structs.replace(actor, party=party, legal_form=name)


# ---------------------------------------------------------------- licence pages


@pytest.mark.parametrize("license_id", default_catalogue().ids())
def test_every_licence_of_the_catalogue_has_a_page_with_every_clause(license_id):
    part = sample.component("thing")
    found = sample.decision(part, f"({license_id} OR MIT)", sample.Verdict.PERMITTED, (sample.GRANT,))
    (page,) = licence_pages(sample.assessment([(sample.licensed(part, "MIT"), found)]))
    file = default_catalogue().get(license_id)
    told = [clause for one in page.parts for clause in one.clauses]
    clauses = (*file.bars, *file.silent, *file.grants, file.otherwise, *file.duties)
    assert [(c.clause, c.says) for c in clauses if (c.clause, c.says) not in [(t.cite, t.says) for t in told]] == []
    conditions = {say(parse_condition(rule.when)) for rule in (*file.bars, *file.silent, *file.grants)}
    assert conditions <= {clause.condition for clause in told}
    readings = [reading.says for clause in (*file.silent, *file.duties) for reading in clause.readings]
    assert sorted(says for clause in told for _, _, says in clause.readings) == sorted(readings)


def test_only_licences_in_play_have_a_page():
    assert [page.id for page in licence_pages(SAMPLES["clean"])] == ["PPL"]
    assert licence_pages(sample.one_component("x")) == ()


def test_a_licence_in_the_table_leads_to_its_page():
    data = table_data(SAMPLES["everything"])
    assert "#licence-PPL" in data["texts"]
    targets = {link.removeprefix("#") for link in data["texts"] if link.startswith("#licence-")}
    assert targets <= set(structure(SAMPLES["everything"]).ids)


# ---------------------------------------------------------------- languages


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_page_in_another_language_has_the_same_elements(code, name):
    english, other = structure(SAMPLES[name]), structure(SAMPLES[name], language=code)

    def bare(found):
        return [(tag, "".join(names) if tag == "/" else [n for n in names if n != "lang"]) for tag, names in found.seen]

    seen = bare(other)
    end = seen.index(("/", "footer"))
    assert seen[end - 2 : end] == [("p", []), ("/", "p")], "the note on what stays English"
    assert seen[: end - 2] + seen[end:] == bare(english)
    assert (other.ids, other.links) == (english.ids, english.links)


class Unmarked(HTMLParser):
    """Gathers the texts of a page that do not stand in an element marked as English."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.words = []
        self.open = []

    def handle_starttag(self, tag, attributes):
        if tag not in ("meta", "br", "hr", "input"):
            self.open.append(("lang", "en") in attributes or tag in ("style", "script"))

    def handle_endtag(self, _tag):
        self.open.pop()

    def handle_data(self, data):
        if not any(self.open):
            self.words.append(data)


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_not_marked_as_english_is_in_the_language(code):
    page = render(SAMPLES["everything"], "html", language=code).decode()
    assert f'<html lang="{code}">' in page
    assert f'<span lang="en">{sample.BARRED.says}</span>' in page
    reader = Unmarked()
    reader.feed(page)
    words = " ".join(reader.words)
    left = {
        word for word in ("undetermined", "fee due", "Next:", "component ", "Reason", "bars", "All ") if word in words
    }
    assert left == set()
    assert language(code).say("report-all") in words


@pytest.mark.parametrize(("code", "first"), [
    ("nl", "voor 22 van 37 onderdelen is iets te doen: 3 vergoeding verschuldigd, 1 licentie nodig, 1 verboden, 17 onbeslist; 8 fouten verbergen een deel van het project; het beleid houdt 3 onderdelen tegen: 1 niet op de lijst, 1 onbekend, 1 geweigerd"),
    ("fr", "22 sur 37 composants demandent une action\u00a0: 3 redevance due, 1 licence nécessaire, 1 interdit, 17 indéterminé\u00a0; 8 erreurs cachent une partie du projet\u00a0; la politique arrête 3 composants\u00a0: 1 hors liste, 1 inconnu, 1 refusé"),
    ("de", "bei 22 von 37 Komponenten ist etwas zu tun: 3 Gebühr fällig, 1 Lizenz nötig, 1 verboten, 17 unbestimmt; 8 Fehler verdecken einen Teil des Projekts; die Richtlinie hält 3 Komponenten auf: 1 nicht gelistet, 1 unbekannt, 1 abgelehnt"),
])  # fmt: skip
def test_the_headline_in_every_language(code, first):
    assert f"</span> {first}</p>" in render(SAMPLES["everything"], "html", language=code).decode()


def test_steps_of_a_sum_are_told_in_the_language_and_what_the_commons_says_in_its_own():
    base = SAMPLES["everything"]
    step = Step(told=(said("step-flat", price=Money.of("1250", "EUR")),), amount=Money.of("1250", "EUR"))
    commons = msgspec.structs.replace(base.fees[0].commons, language="fr")
    fee = msgspec.structs.replace(base.fees[0], commons=commons, steps=(step,))
    page = render(msgspec.structs.replace(base, fees=(fee,)), "html", language="nl").decode()
    assert '<td>Een vast bedrag van 1.250,00 EUR.</td><td class="amount">1.250,00 EUR</td>' in page
    assert f'<dd lang="fr">{commons.dispute}</dd>' in page


def test_a_colon_has_the_blank_that_french_wants():
    page = render(SAMPLES["everything"], "html", language="fr").decode()
    assert "<h3>Payer\u00a0: 3 composants</h3>" in page
    assert "</b> exclut\u00a0: <span" in page


@pytest.mark.parametrize("format_", [name for name in formats() if name != "html"])
def test_every_other_format_is_english(format_):
    with pytest.raises(InputError, match="is in English; only html has other languages"):
        render(SAMPLES["clean"], format_, language="nl")


def test_an_unknown_language_is_an_input_error():
    with pytest.raises(InputError, match="there are de, en, fr, nl"):
        render(SAMPLES["clean"], "html", language="xx")


def test_the_command_writes_a_report_in_a_language(tmp_path):
    from copyfair.cli.report import command

    (tmp_path / "requirements.txt").write_text("left-pad==1.0\n", "utf-8")
    target = tmp_path / "out.html"
    ran = CliRunner().invoke(command, [str(tmp_path), "-o", str(target), "--language", "de", "--as-of", "2026-11-22"])
    assert ran.exit_code == 0, ran.output
    assert '<html lang="de">' in target.read_text("utf-8")
    refused = CliRunner().invoke(command, [str(tmp_path), "-f", "md", "--language", "de", "--as-of", "2026-11-22"])
    assert isinstance(refused.exception, InputError)


# ---------------------------------------------------------------- ids


@pytest.mark.parametrize("name", SAMPLES)
def test_no_id_stands_twice(name):
    ids = structure(SAMPLES[name]).ids
    assert sorted(set(ids)) == sorted(ids)


@settings(max_examples=30)
@given(st.text(min_size=1, max_size=60) | st.sampled_from(sample.HOSTILE), st.sampled_from(OTHERS))
def test_no_name_changes_the_elements_in_any_language(name, code):
    def made(text):
        part = sample.component(text)
        found = sample.decision(part, "PPL", sample.Verdict.PROHIBITED, (sample.BARRED,), next_step=f"do {text}")
        return structure(sample.assessment([(sample.licensed(part, "PPL"), found)], project=text), language=code).seen

    assert made(name) == made("left-pad")
