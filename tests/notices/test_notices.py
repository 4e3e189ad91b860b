"""Fee notices: what they hold, that the same content is the same notice, and how they are written."""

import datetime
import json
import re
from pathlib import Path

import jsonschema
import msgspec
import notice_sample as sample
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copyfair.actor.model import Actor, Party
from copyfair.commons.account import printed_bic, printed_iban
from copyfair.commons.model import Payee
from copyfair.commons.tariff import Cap, Cliff, Minimum, Price, Waiver
from copyfair.data import folder
from copyfair.errors import InputError
from copyfair.money import Money
from copyfair.notices import FORMATS, draw_up, render_notice
from copyfair.notices import model as notices_model
from copyfair.notices.model import Amount, Notice
from copyfair.notices.render import schema
from copyfair.reciprocity.model import Exemption

HERE = Path(__file__).parent
TEXTS = tuple(kind for kind in FORMATS if kind != "pdf")
SCHEMA_FILE = Path(notices_model.__file__).parent / "data" / "notice-1.schema.json"


def drawn(**given) -> Notice:
    (notice,) = draw_up(sample.assessment(**given))
    return notice


def text(notice, kind="md"):
    return render_notice(notice, kind).decode("utf-8")


# ---------------------------------------------------------------- the document as files


@pytest.mark.parametrize("kind", TEXTS)
def test_a_notice_in_every_format(kind, golden):
    golden(HERE / f"notice.expected.{kind}", text(drawn(), kind))


@pytest.mark.parametrize("kind", TEXTS)
def test_a_notice_that_asks_for_facts(kind, golden):
    golden(HERE / f"notice-asking.expected.{kind}", text(drawn(actor=Actor()), kind))


def test_the_published_schema_is_the_one_of_the_code(golden):
    golden(SCHEMA_FILE, schema().decode("utf-8"))


def valid(notice):
    document = json.loads(render_notice(notice, "json"))
    described = json.loads(SCHEMA_FILE.read_bytes())
    jsonschema.Draft202012Validator.check_schema(described)
    checker = jsonschema.FormatChecker()
    jsonschema.Draft202012Validator(described, format_checker=checker).validate(document)
    return document


def test_the_json_form_fits_the_schema_and_reads_back():
    for notice in (drawn(), drawn(actor=Actor()), drawn(actor=sample.company(party=Party()))):
        assert valid(notice)["schema"] == "copyfair/notice/1"
        assert msgspec.json.decode(render_notice(notice, "json"), type=Notice) == notice


def test_the_schema_refuses_amounts_as_numbers_and_unknown_fields():
    described = json.loads(SCHEMA_FILE.read_bytes())
    document = valid(drawn())
    for wrong in (
        {"total": {"amount": 14500.01, "currency": "EUR"}},
        {"total": {"amount": "1e3", "currency": "EUR"}},
        {"vat": "1"},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(document | wrong, described)


def test_every_amount_in_json_is_plain_text():
    assert valid(drawn())["total"] == {"amount": "14500.01", "currency": "EUR"}
    assert str(Amount.of(Money.of("1234567.0000001", "EUR"))) == "1,234,567.0000001 EUR"
    assert Amount.of(Money.of("0.0000001", "EUR")).amount == "0.0000001"
    assert Amount.of(Money.of(1000, "JPY")).amount == "1000"


def test_another_format_is_an_input_error():
    with pytest.raises(InputError, match="there are html, json, md, pdf"):
        render_notice(drawn(), "docx")


# ---------------------------------------------------------------- what it holds


def test_the_sum_is_the_fee_and_the_payments_add_up_to_it():
    # 1 % of 1,500,000.50 is 15,000.005; 7 heads at 20 are 140; less 640 contributed: 14,500.005, rounded half up.
    notice = drawn()
    assert str(notice.total) == "14,500.01 EUR"
    assert [payment.amount.amount for payment in notice.payments] == ["9666.67", "4833.34"]
    assert notice.due_on == datetime.date(2026, 12, 22)
    assert [str(step.amount or "") for step in notice.steps] == [
        "", "15,000.005 EUR", "140.00 EUR", "15,140.005 EUR", "-640.00 EUR", "14,500.01 EUR",
    ]  # fmt: skip


def test_a_missing_fact_gives_a_question_and_no_sum():
    notice = drawn(actor=sample.company(facts={}))
    assert (notice.total, notice.due_on, notice.payments, notice.remittance) == (None, None, (), "")
    assert [fact.name for fact in notice.missing] == ["revenue", "head_count"]
    for kind in ("html", "md"):
        page = text(notice, kind)
        assert "What was the total revenue in the last completed tax year" in page
        assert "IBAN" not in page
        assert "Remittance" not in page


def test_a_fee_of_nothing_says_so():
    commons = sample.with_tariff(adjust=(Cap(amount=Price.of("0 EUR")),))
    notice = drawn(commons=commons)
    assert (notice.state, str(notice.total), notice.due_on, notice.payments) == ("nil", "0.00 EUR", None, ())
    assert "Nothing is to be paid." in text(notice)


def test_an_accepted_exception_gives_no_notice_and_is_on_none():
    one, other = sample.component("gearbox"), sample.component("gearwheel")
    exemption = Exemption(component="gearbox", reason="r", approver="a", until=sample.DAY)
    excepted = sample.decision(one, exemption=exemption)
    assert draw_up(sample.assessment([one], decisions=[excepted])) == ()
    notice = drawn(components=[one, other], decisions=[excepted, sample.decision(other)])
    assert [item.name for item in notice.items] == ["gearwheel"]


def test_a_licensee_without_a_name_is_said_to_have_none():
    for kind in ("html", "md"):
        assert "The licensee has not been named." in text(drawn(actor=sample.company(party=Party())), kind)


def test_it_says_what_it_is_and_what_it_is_not():
    for kind in ("html", "md"):
        page = text(drawn(), kind)
        for words in ("not an invoice", "No VAT is charged", "not drawn up in a ledger", "no legal advice"):
            assert words in page


# ---------------------------------------------------------------- account numbers


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("BE68000123456789", "BE68 0001 2345 6789"),
        ("be68 0001 2345 6789", "BE68 0001 2345 6789"),
        ("NL27-GEAR-0123-4567-89", "NL27 GEAR 0123 4567 89"),
        ("BE67000123456789", ""),
        ("BE68000123456798", ""),
        ("BE68", ""),
        ("", ""),
        ("BE68 0001 2345 6789\n", ""),
        ("BE68 0001 2345 6789 <script>", ""),
        ("B\u041568000123456789", ""),
        ("x" * 100_000, ""),
    ],
)
def test_an_iban_is_printed_only_with_right_check_digits(given, printed):
    assert printed_iban(given) == printed


@settings(deadline=None)
@given(
    place=st.integers(0, 15), letter=st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), digit=st.sampled_from("0123456789")
)
def test_one_wrong_character_makes_an_iban_invalid(place, letter, digit):
    right = "BE68000123456789"
    changed = right[:place] + (letter if place < 2 else digit) + right[place + 1 :]
    assert bool(printed_iban(changed)) is (changed == right)


def test_a_wrong_iban_is_never_shown():
    payees = (Payee(party=sample.STEWARD, iban="BE69 0001 2345 6789", bic="GEARBEBB"),)
    notice = drawn(commons=msgspec.structs.replace(sample.COMMONS, payees=payees))
    for kind in TEXTS:
        assert "0001 2345" not in text(notice, kind)
        assert "GEARBEBB" not in text(notice, kind)
    assert "account to be confirmed with the steward" in text(notice)


@pytest.mark.parametrize(
    ("given", "printed"), [("gearbebb", "GEARBEBB"), ("GEARBEBBXXX", "GEARBEBBXXX"), ("GEAR", ""), ("", "")]
)
def test_a_bic_is_printed_only_in_its_shape(given, printed):
    assert printed_bic(given) == printed


# ---------------------------------------------------------------- reference


def test_the_reference_is_made_from_the_content():
    notice = drawn()
    assert notice.reference.startswith("FA-2026-")
    assert notice.remittance == f"{notice.reference} gears"
    assert drawn() == notice
    other_tool = msgspec.structs.replace(sample.assessment(), tool="copyfair 9.9.9")
    assert draw_up(other_tool)[0].reference == notice.reference


@pytest.mark.parametrize(
    "changed",
    [
        {"as_of": datetime.date(2026, 11, 23)},
        {"actor": sample.company(party=Party(name="Cogs Ltd"))},
        {"components": [sample.component("gearbox")]},
        {"commons": msgspec.structs.replace(sample.COMMONS, dispute="")},
        {"actor": Actor()},
    ],
)
def test_other_content_has_another_reference(changed):
    assert drawn(**changed).reference != drawn().reference


def test_the_order_of_decisions_does_not_matter():
    parts = [sample.component("gearbox"), sample.component("gearwheel")]
    straight, turned = drawn(components=parts), drawn(components=list(reversed(parts)))
    assert straight == turned


# ---------------------------------------------------------------- hostile content

HOSTILE = (
    "=cmd|' /C calc'!A0 <script>alert(1)</script>\x1b[31m\u202e`a`\n\n# b | [c](http://x.example) \"'&\ud800 \u0000"
)


def hostile_notice(text):
    party = Party(name=text, country=text, register=text, vat=text, address=(text, text), email=text, url=text)
    commons = msgspec.structs.replace(
        sample.with_tariff(clause=text, says=text),
        name=text,
        steward=party,
        dispute=text,
        source=text,
        payees=(Payee(party=party, iban=text, bic=text, role=text),),
        permissions=tuple(msgspec.structs.replace(one, clause=text, says=text) for one in sample.COMMONS.permissions),
    )
    part = sample.component(text or "x", text or None)
    reason = msgspec.structs.replace(sample.BARRED, license=text, clause=text, says=text, condition=text)
    decision = sample.decision(part, because=(reason,), license=text, chosen=text)
    assessment = sample.assessment([part], decisions=[decision], actor=sample.company(party=party), commons=commons)
    (notice,) = draw_up(msgspec.structs.replace(assessment, project=text, tool=text))
    return notice


@settings(deadline=None)
@given(st.one_of(st.just(HOSTILE), st.text(st.characters(), max_size=60)))
def test_foreign_text_does_nothing_in_any_format(text):
    notice = hostile_notice(text)
    page = render_notice(notice, "html").decode("utf-8")
    assert page.count("<script") == 0
    assert "\x1b" not in page + render_notice(notice, "md").decode("utf-8")
    assert tags(page) == tags(render_notice(hostile_notice("plain"), "html").decode()) or not text.strip()
    valid(notice)


def tags(page):
    """How many tags there are, without the codes of transfers, which not every name fits in."""
    return re.sub(r'<div class="codes">.*?</div>\n(?=<ul>)', "", page, flags=re.DOTALL).count("<")


def test_hostile_text_is_shown_and_not_lost():
    notice = hostile_notice(HOSTILE)
    assert "\\u{1b}[31m\\u{202e}" in text(notice, "html")
    assert "\\=cmd\\|" in text(notice, "md")
    assert json.loads(text(notice, "json"))["project"].startswith(
        "=cmd|' /C calc'!A0 <script>alert(1)</script>\x1b[31m"
    )
    table_rows = [line for line in text(notice, "md").splitlines() if line.startswith("| \\=cmd")]
    assert table_rows
    assert {row.replace("\\|", "").count("|") for row in table_rows} <= {4, 7}


def test_sixty_components_and_a_name_without_end_are_all_listed():
    parts = [sample.component(f"gear-{n:02}") for n in range(60)] + [sample.component("g" * 3000)]
    notice = drawn(components=parts)
    page = text(notice, "html")
    assert all(f"gear-{n:02}" in page for n in range(60))
    assert "more characters)" in page
    assert len(notice.items) == 61


# ---------------------------------------------------------------- the page


def test_the_page_loads_nothing_and_runs_nothing():
    page = text(drawn(), "html")
    assert (
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        in page
    )
    assert '<html lang="en">' in page
    for word in ("<script", "<link", "<img", "<iframe", "src=", "href=", "url(", "@import", "javascript:"):
        assert word not in page


def test_a_template_belongs_to_a_format():
    assert {path.name for path in folder("templates").glob("notice.*")} == {
        "notice.html.j2",
        "notice.md.j2",
        "notice.typ",
    }


def test_a_fee_that_is_waived_or_carried_forward_asks_for_nothing():
    waiver = Waiver(clause="Charter 6", says="Small businesses.", when="head_count < 20")
    waived = drawn(commons=sample.with_tariff(waivers=(waiver,)))
    assert (waived.state, str(waived.total), waived.payments) == ("waived", "0.00 EUR", ())
    assert waived.how_to_pay == ("Nothing is to be paid.",)
    about = {"gears": {"carried_forward": sample.fact("carried_forward", Money.of(100, "EUR"))}}
    small = sample.with_tariff(adjust=(Minimum(amount=Price.of("20000 EUR")),))
    carried = drawn(commons=small, actor=sample.company(commons=about))
    assert (carried.state, str(carried.total), carried.due_on) == ("carried-forward", "0.00 EUR", None)
    assert carried.how_to_pay == ("Nothing is to be paid now: 15,240.01 EUR is carried forward to the next period.",)


def test_a_tariff_that_needs_one_answer_says_answer():
    commons = sample.with_tariff(fee=Cliff(rate=1, threshold=Price.of("1 EUR")), adjust=())
    assert "1 answer is missing" in text(drawn(commons=commons, actor=Actor()))
