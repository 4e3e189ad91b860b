"""Every format against its golden file, and what holds for all of them."""

import io
import json
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import msgspec
import pytest
import sample
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from copyfair.data import folder
from copyfair.errors import InputError
from copyfair.licensing.catalogue import default_catalogue
from copyfair.pages import clean
from copyfair.reports import document as report_document
from copyfair.reports import formats, render
from copyfair.reports.contract import schema
from copyfair.reports.from_assessment import view
from copyfair.reports.page import csp_hash
from copyfair.reports.rows import rows
from copyfair.reports.terminal import print_report
from copyfair.reports.view import View

HERE = Path(__file__).parent
SCHEMA = Path(report_document.__file__).parent / "data" / "report-1.schema.json"
SAMPLES = {
    "everything": sample.everything(),
    "nobody": sample.nobody(),
    "clean": sample.clean(),
    "empty": sample.empty(),
}


def terminal(assessment, *, color=False, width=80, verbose=False, encoding="utf-8"):
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding, newline="")
    print_report(assessment, file=out, color=color, width=width, verbose=verbose)
    out.flush()
    return raw.getvalue().decode(encoding)


# ---------------------------------------------------------------- golden files


def readable(data):
    """A report as text; of a spreadsheet what we put into it, and not what its library does."""
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        members = {
            name: book.read(name).decode().replace("><", ">\n<")
            for name in ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml")
        }
    return "".join(f"--- {name}\n{text}\n" for name, text in members.items())


@pytest.mark.parametrize("format_", formats())
def test_everything_looks_as_it_should(golden, format_):
    golden(HERE / f"report.{format_}", readable(render(SAMPLES["everything"], format_)))


def test_without_an_actor_the_report_says_who_may(golden):
    golden(HERE / "nobody.txt", terminal(SAMPLES["nobody"], width=80))


def test_a_clean_report_is_short(golden):
    golden(HERE / "clean.txt", terminal(SAMPLES["clean"], width=80))


def test_nothing_read_is_not_clean(golden):
    golden(HERE / "empty.txt", terminal(SAMPLES["empty"], width=80))


def test_every_template_has_an_expected_file():
    templates = {path.name.removesuffix(".j2") for path in folder("templates").glob("report.*.j2")}
    assert templates
    assert {f"report.{name}" for name in formats()} >= templates
    assert {path.name for path in HERE.glob("report.*")} == {f"report.{name}" for name in formats()}


@pytest.mark.parametrize("format_", formats())
@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_bytes_twice(format_, name):
    again = getattr(sample, name)()
    first = render(SAMPLES[name], format_)
    assert first == render(again, format_)
    assert first.startswith(b"PK") or first.endswith(b"\n")


def test_an_unknown_format_names_the_known_ones():
    with pytest.raises(InputError, match=r"html, json, .*md, .*txt"):
        render(SAMPLES["clean"], "docx")


# ---------------------------------------------------------------- the headline


@pytest.mark.parametrize(
    ("name", "first"),
    [
        (
            "everything",
            (
                "\u2717 22 of 37 components need an act: 3 fee due, 1 licence needed, 1 prohibited, 17 undetermined; "
                "8 errors hide a part of the project; the policy stops 3 components: 1 unlisted, 1 unknown, 1 denied"
            ),
        ),
        ("nobody", "? 3 of 17 components depend on who you are"),
        ("clean", "\u2713 all 8 components are free to use for Co\u00f6peratie De Kaart"),
        ("empty", "? nothing could be checked: 2 errors hide a part of the project"),
    ],
)
def test_the_first_line_is_the_verdict(name, first):
    assert terminal(SAMPLES[name], width=200).splitlines()[0] == first


def headline(assessment):
    return view(assessment).headline


def test_errors_keep_a_report_from_being_clean():
    base = sample.clean()
    found = headline(msgspec.structs.replace(base, problems=sample.PROBLEMS[:1]))
    assert found.mark == "open"
    assert found.says.startswith(
        "the answer is incomplete: 1 error hides a part of the project; of what was read, all 8"
    )


def test_warnings_and_notes_do_not():
    assert headline(msgspec.structs.replace(sample.clean(), problems=sample.PROBLEMS[-2:])).mark == "clean"


def test_an_accepted_exception_is_not_called_free():
    pairs = [pair for pair in [*sample._owing()] if pair[0].component.name == "legacy-ui"]
    found = headline(sample.assessment(pairs))
    assert (found.mark, found.says) == ("clean", "for the one component an exception is on record")
    free = [pair for pair in sample._free() if pair[0].component.name == "left-pad"]
    says = headline(sample.assessment([*pairs, *free])).says
    assert says == "1 of 2 components is free to use for Co\u00f6peratie De Kaart; for 1 an exception is on record"


def test_a_component_nobody_judged_is_never_free():
    base = sample.one_component("lost")
    lost = msgspec.structs.replace(base, decisions=())
    assert headline(lost).says == "nothing could be checked: 1 component was not judged"
    (row,) = rows(lost, {})
    assert (row.key, row.needs_act, row.note) == ("undetermined", True, "not judged")


def test_nothing_at_all_is_not_an_answer():
    found = headline(sample.assessment([]))
    assert (found.mark, found.says) == ("open", "no components were found, so nothing is said about this project")


def test_only_own_components_is_clean():
    own = [pair for pair in sample._own() if pair[1] is None]
    assert headline(sample.assessment(own)).says == "the project has no third-party components"


# ---------------------------------------------------------------- what needs an act


def test_acts_come_in_order_and_hold_each_component_once():
    shown = view(SAMPLES["everything"])
    assert [act.key for act in shown.acts] == ["pay", "get-licence", "stop", "answer", "ask-steward", "check-licence"]
    listed = [item.label for act in shown.acts for entry in act.entries for f in entry.findings for item in f.items]
    acting = [row.label for row in rows(SAMPLES["everything"], {}) if row.needs_act]
    assert sorted(listed) == sorted(acting)
    assert len(set(listed)) == len(listed) == sum(act.count for act in shown.acts) == 22


def test_the_same_question_is_asked_once_for_forty_components():
    pairs = []
    for at in range(40):
        part = sample.component(f"part-{at:02}")
        asked = (sample.SURPLUS, sample.WORKER_OWNED) if at % 2 else (sample.WORKER_OWNED, sample.SURPLUS)
        found = sample.undetermined(
            part, "PPL", sample.Doubt.MISSING_FACT, (sample.MAY_PAY_OUT,), missing=asked, next_step="Answer."
        )
        pairs.append((sample.licensed(part, "PPL"), found))
    (act,) = view(sample.assessment(pairs)).acts
    (entry,) = act.entries
    assert [question.name for question in entry.questions] == ["worker_owned", "surplus"]
    assert len(entry.findings) == 1
    text = terminal(sample.assessment(pairs))
    assert text.count("worker_owned:") == 1
    assert "\u2026 and 28 more like these; --verbose shows all" in text
    assert "part-39" not in text
    assert "part-39" in terminal(sample.assessment(pairs), verbose=True)


def test_a_clause_that_may_not_apply_is_worded_so():
    text = terminal(SAMPLES["everything"], width=200)
    answer = text[text.index("Answer:") : text.index("Ask the steward:")]
    assert "PPL 4(d) would bar:" in answer
    assert "PPL 4(d) bars:" not in answer


def test_problems_fold_after_five():
    text = terminal(SAMPLES["everything"], width=200)
    assert "pom.xml:14: no version" in text
    assert "pom.xml:15: no version" not in text
    assert "\u2026 and 2 more; --verbose shows all" in text
    assert "pom.xml:16: no version" in terminal(SAMPLES["everything"], width=200, verbose=True)


def test_a_duty_that_does_not_apply_is_not_shown():
    for format_ in ("txt", "md", "html"):
        assert "Never shown" not in render(SAMPLES["everything"], format_).decode()


def test_a_right_on_record_is_named_in_the_counts():
    assert "PPL by a right on record 1" in terminal(SAMPLES["clean"])


def test_a_fee_without_an_act_is_still_shown():
    base = sample.clean()
    due, _ = sample._fees()
    shown = view(msgspec.structs.replace(base, fees=(due,)))
    assert [fee.total for fee in shown.other_fees] == ["950.00 EUR"]
    assert not view(SAMPLES["everything"]).other_fees


# ---------------------------------------------------------------- the terminal


@pytest.mark.parametrize("width", [30, 60, 80, 140])
def test_no_line_is_wider_than_the_terminal(width):
    from rich.cells import cell_len

    lines = terminal(SAMPLES["everything"], width=width).splitlines()
    assert max(map(cell_len, lines)) <= width
    assert not [line for line in lines if line != line.rstrip()]


def test_colour_changes_nothing_but_colour():
    import re

    coloured = terminal(SAMPLES["everything"], color=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == terminal(SAMPLES["everything"])


def test_ascii_takes_the_place_of_signs_that_cannot_be_shown():
    text = terminal(SAMPLES["everything"], encoding="ascii", width=200)
    assert text.startswith("[x] 22 of 37")
    assert "path: kaart-web > kit > peace-ui > peace-lib" in text
    assert terminal(SAMPLES["clean"], encoding="ascii").startswith("[ok] all 8")
    assert "Co\\xf6peratie De Kaart" in terminal(SAMPLES["clean"], encoding="ascii", width=200)


# ---------------------------------------------------------------- hostile text


@pytest.mark.parametrize("format_", ["txt", "md", "html", "json"])
@pytest.mark.parametrize("name", SAMPLES)
def test_no_control_character_reaches_a_report(format_, name):
    text = render(SAMPLES[name], format_).decode()
    assert not [c for c in text if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160]
    if format_ != "json":
        assert "\u202e" not in text


def _strings(value):
    match value:
        case str():
            yield value
        case dict():
            yield from (text for item in value.values() for text in _strings(item))
        case list() | tuple():
            yield from (text for item in value for text in _strings(item))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_text_of_a_view_is_clean_and_bounded(name):
    shown = (view(SAMPLES[name]), rows(SAMPLES[name], {}))
    texts = list(_strings(msgspec.to_builtins(shown)))
    assert len(texts) > 20
    assert [text for text in texts if text != clean(text)] == []
    assert max(map(len, texts)) <= 2000


def blocks(assessment):
    """What a CommonMark reader makes of the report: every token's type, without its text."""
    tokens = MarkdownIt("commonmark").enable("table").parse(render(assessment, "md").decode())
    inner = [[child.type for child in token.children or ()] for token in tokens]
    return [token.type for token in tokens], [[kind for kind in kinds if kind != "text"] for kinds in inner]


def _needs_act(name):
    part = sample.component(name)
    found = sample.decision(part, "PPL", sample.Verdict.PROHIBITED, (sample.BARRED,))
    return sample.assessment([(sample.licensed(part, "PPL"), found)])


class Structure(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.seen = []
        self.scripts = []
        self.data = []
        self.links = []
        self.ids = []

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, tuple(name for name, _ in attributes)))
        self.ids += [value for name, value in attributes if name == "id"]
        self.links += [value for name, value in attributes if name in ("href", "src", "action")]

    def handle_endtag(self, tag):
        self.seen.append(("/", tag))

    def handle_data(self, data):
        if self.seen and self.seen[-1][0] == "script":
            (self.data if "type" in self.seen[-1][1] else self.scripts).append(data)


def structure(assessment, **given):
    parser = Structure()
    parser.feed(render(assessment, "html", **given).decode())
    parser.close()
    return parser


def table_data(assessment, **given):
    """The data of the table of all components, as the page's script gets it."""
    (data,) = structure(assessment, **given).data
    return json.loads(data)


def _unsure(text):
    """A component whose licence is uncertain, with the same foreign text in everything that tells of it."""
    part = sample.component(text)
    stated = sample.evidence(text, match=sample.Match.UNKNOWN, note=f"note {text}", file=f"file {text}", field=text)
    beside = sample.evidence(
        text, match=sample.Match.UNKNOWN, note=f"note {text}", file=f"text {text}", field=text, is_text=True
    )
    return sample.assessment([sample._unknown(part, f"It states {text}.", evidence=(stated, beside))])


HARMLESS = {make: structure(make("left-pad")) for make in (sample.one_component, _needs_act, _unsure)}


@settings(deadline=None, max_examples=60)
@given(st.text(min_size=1, max_size=300) | st.sampled_from(sample.HOSTILE), st.sampled_from([*HARMLESS]))
def test_no_name_changes_the_elements_of_the_page(name, make):
    found = structure(make(name))
    assert found.seen == HARMLESS[make].seen
    assert found.links == HARMLESS[make].links
    assert set(found.links) <= {"#components-head", "#c1", default_catalogue().get("PPL").url}
    (data,) = found.data
    assert not set(data) & set("<>&")


HARMLESS_MARKDOWN = {make: blocks(make("left-pad")) for make in (_needs_act, _unsure)}


@settings(deadline=None, max_examples=60)
@given(st.text(min_size=1, max_size=300) | st.sampled_from(sample.HOSTILE), st.sampled_from([*HARMLESS_MARKDOWN]))
@example("\u00a0", _needs_act)
@example(" \u2003x\u3000", _unsure)
def test_no_name_becomes_markdown(name, make):
    assert blocks(make(name)) == HARMLESS_MARKDOWN[make]


@settings(deadline=None, max_examples=60)
@given(st.text(min_size=1, max_size=80))
def test_any_name_can_be_written_in_every_format(name):
    for format_ in formats():
        assert render(_needs_act(name), format_)
        assert render(_unsure(name), format_)


def test_half_a_surrogate_pair_does_not_break_json():
    document = json.loads(render(_needs_act("bad\udc80name"), "json"))
    assert document["components"][0]["name"] == "bad\\udc80name"


# ---------------------------------------------------------------- HTML


def test_the_page_fetches_nothing_and_runs_one_known_script():
    for assessment in SAMPLES.values():
        page = render(assessment, "html").decode()
        found = structure(assessment)
        assert len(found.scripts) == 1
        assert f"script-src '{csp_hash(found.scripts[0])}'" in page
        style = page[page.index("<style>") + 7 : page.index("</style>")]
        assert f"style-src '{csp_hash(style)}'" in page
        assert "default-src 'none'" in page
        assert not {tag for tag, _ in found.seen} & {"img", "link", "iframe", "object", "embed", "form", "base"}
        assert not [names for _, names in found.seen if any(name.startswith("on") or name == "style" for name in names)]


def test_only_https_addresses_become_links():
    links = structure(SAMPLES["everything"]).links
    assert "https://open-map.example/" in links
    assert all(link.startswith(("https://", "#")) for link in links)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "http://x.example/",
        "https://a.example/ b",
        "https://u:p@a.example/",
        "https://",
        "//a.example",
    ],
)
def test_a_catalogue_page_that_is_not_https_is_not_linked(address):
    data = table_data(sample.one_component("x"), catalogue_pages={"MIT": address})
    assert address not in data["texts"]


def test_a_catalogue_page_is_linked():
    data = table_data(sample.one_component("x"), catalogue_pages={"MIT": "https://l.example/MIT"})
    ((_, label, _, licence, *_, link, _, _, _),) = data["rows"]
    assert (label, data["texts"][licence], data["texts"][link]) == ("x 1.0.0", "MIT", "https://l.example/MIT")


def test_the_page_nests_properly():
    void = {"meta", "br", "hr", "input"}
    stack = []
    for tag, rest in structure(SAMPLES["everything"]).seen:
        if tag == "/":
            if rest != "rect":
                assert stack.pop() == rest
        elif tag not in void | {"rect"}:
            stack.append(tag)
    assert stack == []


# ---------------------------------------------------------------- JSON


def test_the_schema_is_the_one_the_types_make(golden):
    golden(SCHEMA, schema().decode())


@pytest.mark.parametrize("name", SAMPLES)
def test_real_output_keeps_to_the_schema(name):
    known = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(known)
    jsonschema.Draft202012Validator(known).validate(json.loads(render(SAMPLES[name], "json")))


def test_the_schema_refuses_money_as_a_number():
    known = json.loads(SCHEMA.read_text("utf-8"))
    document = json.loads(render(SAMPLES["everything"], "json"))
    document["fees"][0]["total"]["amount"] = 950.0
    assert not jsonschema.Draft202012Validator(known).is_valid(document)


def test_json_says_what_the_others_say():
    document = json.loads(render(SAMPLES["everything"], "json"))
    assert document["schema"] == "copyfair/report/1"
    assert document["summary"]["needs_act"] == 22
    assert document["summary"]["exempted"] == 1
    assert document["summary"]["verdicts"] == {
        "permitted": 2,
        "permitted-with-duties": 12,
        "fee-due": 3,
        "licence-needed": 2,
        "prohibited": 1,
        "undetermined": 17,
    }
    assert document["fees"][0]["total"] == {"amount": "950.00", "currency": "EUR"}
    assert document["actor"]["facts"]["revenue"]["value"] == "800000 EUR"
    names = [component["name"] for component in document["components"]]
    assert "\x1b[31mred\x1b[0m\x07" in names
    assert [c["name"] for c in document["components"] if c["decision"] is None] == [
        "kaart-<i>tools</i>",
        "kaart-web",
        "node:fs",
    ]


def test_a_view_is_plain_data():
    assert isinstance(view(SAMPLES["clean"]), View)


def test_without_an_actor_a_clause_is_told_once():
    text = terminal(SAMPLES["nobody"], width=200)
    assert text.count(sample.BARRED.says) == 1
    assert "may not: 4(d):" in text
    assert sample.BARRED.says in render(SAMPLES["nobody"], "html").decode().partition("All components")[2]
