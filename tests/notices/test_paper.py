"""Notices as PDF: what is on the page, what is inside, and that the same notice gives the same bytes."""

import datetime
import io
import subprocess
import sys

import msgspec
import notice_sample as sample
import pytest
from test_notices import HOSTILE, hostile_notice

from copyfair.actor.model import Actor, Party
from copyfair.commons.model import Payee
from copyfair.errors import MissingExtraError
from copyfair.language import language, languages
from copyfair.money import Money
from copyfair.notices import draw_up, render_notice
from copyfair.notices.transfer import transfer_code

for extra in ("typst", "segno", "pikepdf", "pypdfium2", "zxingcpp"):
    pytest.importorskip(extra, reason=f"PDFs are made and read with {extra}, an extra")

from paper import attachments, codes_of, flat, lint, opened, text_of  # noqa: E402


def drawn(code="en", **given):
    (notice,) = draw_up(sample.assessment(**given), code)
    return notice


def pdf(notice):
    return render_notice(notice, "pdf")


# ---------------------------------------------------------------- what it is


@pytest.mark.parametrize("code", languages())
def test_it_is_pdf_a(code):
    assert lint(pdf(drawn(code))) == []


@pytest.mark.parametrize(
    "actor",
    [Actor(), sample.company(party=Party()), sample.company(party=Party(name="株式会社 メリディアン \U0001f600 Łódź"))],
)
def test_it_is_pdf_a_whoever_owes(actor):
    assert lint(pdf(drawn(actor=actor))) == []


def without(made, name):
    out = io.BytesIO()
    with opened(made) as document:
        del document.Root[name]
        document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["/Metadata", "/OutputIntents", "/AF", "/Lang"])
def test_the_lint_finds_what_is_missing(name):
    assert lint(without(pdf(drawn()), name)) != []


def test_the_lint_finds_a_file_in_front_of_the_file():
    assert lint(b"%PDF-1.7\n" + pdf(drawn())) != []


def test_the_same_notice_gives_the_same_bytes_in_another_process():
    here = pdf(drawn("nl"))
    code = (
        "import sys, hashlib; sys.path[:0] = sys.argv[1:]\n"
        "import notice_sample as sample\n"
        "from copyfair.notices import draw_up, render_notice\n"
        "(notice,) = draw_up(sample.assessment(), 'nl')\n"
        "sys.stdout.buffer.write(render_notice(notice, 'pdf'))\n"
    )
    there = subprocess.run([sys.executable, "-c", code, *sys.path], capture_output=True, check=True).stdout
    assert pdf(drawn("nl")) == here == there
    assert pdf(drawn("nl", as_of=datetime.date(2026, 11, 23))) != here


def test_its_json_form_is_attached():
    notice = drawn("fr")
    assert attachments(pdf(notice)) == {f"{notice.reference}.json": render_notice(notice, "json")}


# ---------------------------------------------------------------- what it says


@pytest.mark.parametrize("code", languages())
def test_it_says_in_its_language_what_the_page_says(code):
    notice, words = drawn(code), language(code)
    seen = flat(text_of(pdf(notice)))
    told = [
        words.say("title"), words.say("not-an-invoice"), words.money(notice.total.money), words.day(notice.due_on),
        notice.reference, "Gears Commons Association", "KBO 0123.456.749", "Cogs & Sons Ltd", "BE68 0001 2345 6789",
        words.say("account-to-confirm"), "pkg:npm/gearbox@1.2.0", "LicenseRef-PPL 4(d)", sample.BARRED.says,
        words.say("verdict-permitted"), *notice.how_to_pay, *(one.says for one in notice.how_to_dispute), *notice.statements,
    ]  # fmt: skip
    assert [text for text in told if flat(text) not in seen] == []
    for step in notice.steps:
        assert flat(step.says) in seen
        assert step.amount is None or flat(words.money(step.amount.money)) in seen


def test_a_notice_that_asks_has_no_account_and_no_code():
    notice = drawn("nl", actor=Actor())
    seen = text_of(pdf(notice))
    assert "2 antwoorden ontbreken" in seen
    assert "IBAN" not in seen
    assert codes_of(pdf(notice)) == []


def test_two_hundred_components_are_all_there():
    parts = [sample.component(f"gear-{'x' * (n % 70)}-{n:03}") for n in range(200)]
    seen = flat(text_of(pdf(drawn("de", components=parts))))
    assert [n for n in range(200) if f"{n:03}@1.2.0" not in seen] == []
    long = [part.purl for part in parts if part.purl in seen]
    assert len(long) > 190  # a few stand on two pages, with a footer in between


def test_hostile_text_is_only_text():
    made = pdf(hostile_notice(HOSTILE))
    assert lint(made) == []
    assert flat("<script>alert(1)</script>\\u{1b}[31m\\u{202e}") in flat(text_of(made))
    for typst in ("#panic()", "= x", "$x$", '#read("/etc/passwd")', "`", "*", "\\", '"', "//", "@x", "<x>"):
        assert flat(typst) in flat(text_of(pdf(hostile_notice(typst))))


def test_signs_without_a_picture_are_written_out_and_the_page_says_so():
    name = "株式会社 Łódź Ωμέγα"
    seen = text_of(pdf(drawn(actor=sample.company(party=Party(name=name)))))
    assert flat("\\u{682a}\\u{5f0f}\\u{4f1a}\\u{793e} Łódź Ωμέγα") in flat(seen)
    assert flat(language("en").say("written-out")) in flat(seen)
    assert flat(language("en").say("written-out")) not in flat(text_of(pdf(drawn())))


# ---------------------------------------------------------------- the code of the transfer


def scanned(payee="Gears", iban="BE68 0001 2345 6789", bic="GEARBEBB", amount="10.50 EUR", remittance="FA-1 gears"):
    return transfer_code(payee, iban, bic, Money.parse(amount), remittance)


def test_the_code_on_the_page_is_the_transfer():
    notice = drawn("nl")
    (code,) = codes_of(pdf(notice))
    assert code.split("\n") == [
        "BCD", "002", "1", "SCT", "GEARBEBB", "Gears Commons Association", "BE68000123456789", "EUR9666.67", "", "",
        notice.remittance,
    ]  # fmt: skip


def test_every_payee_with_an_account_has_a_code_of_its_own():
    payees = tuple(Payee(party=Party(name=f"Payee {n}"), iban="BE68 0001 2345 6789") for n in range(3))
    commons = msgspec.structs.replace(sample.COMMONS, payees=payees)
    codes = codes_of(pdf(drawn(commons=commons)))
    assert sorted(code.split("\n")[5] for code in codes) == ["Payee 0", "Payee 1", "Payee 2"]
    assert sorted(code.split("\n")[7] for code in codes) == ["EUR4833.33", "EUR4833.34", "EUR4833.34"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"iban": "BE67 0001 2345 6789"},
        {"iban": ""},
        {"amount": "10.50 USD"},
        {"amount": "10.505 EUR"},
        {"amount": "0 EUR"},
        {"amount": "1000000000 EUR"},
        {"payee": " "},
        {"remittance": ""},
        {"payee": "\U0001f600" * 70, "remittance": "\U0001f600" * 140},
    ],
)
def test_a_transfer_that_the_scheme_cannot_carry_has_no_code(wrong):
    assert scanned(**wrong) == ""
    assert scanned() != ""


def read(svg):
    import typst
    import zxingcpp
    from PIL import Image

    page = (
        b'#set page(width: 60mm, height: 60mm, margin: 5mm)\n#image(bytes(sys.inputs.svg), format: "svg", width: 50mm)'
    )
    picture = typst.compile(page, format="png", sys_inputs={"svg": svg})
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return found.text.split("\n")


def test_no_name_or_text_can_slip_a_field_in():
    fields = read(scanned(payee="Eve\nBE00EVIL\nEUR1", remittance="RF\nEUR999"))
    assert fields[5:8] == ["Eve BE00EVIL EUR1", "BE68000123456789", "EUR10.5"]
    assert fields[10] == "RF EUR999"


def test_a_creditor_reference_and_a_belgian_one_stand_where_banks_look_for_them():
    assert read(scanned(remittance="RF91 INV2 0260 001"))[9:] == ["RF91INV20260001"]
    assert read(scanned(remittance="+++226/0000/00108+++"))[9:] == ["", "+++226/0000/00108+++"]


def test_a_long_name_is_cut_as_banks_cut_it():
    assert read(scanned(payee="Zoë " * 30))[5] == ("Zoë " * 30)[:70].strip()


# ---------------------------------------------------------------- without the extra


@pytest.mark.parametrize("missing", ["typst", "segno"])
def test_without_the_extra_the_message_names_it(monkeypatch, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.setitem(sys.modules, f"{missing}.helpers", None)
    with pytest.raises(MissingExtraError, match=r"copyfair\[invoice\]"):
        pdf(drawn())


def test_importing_copyfair_loads_no_extra():
    code = (
        "import sys, copyfair, copyfair.notices, copyfair.invoices, copyfair.cli.invoice, copyfair.invoices.pdf\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()
    assert "copyfair" in loaded
    assert not {"typst", "segno", "facturx", "lxml", "pypdf", "saxonche", "stdnum", "cryptography"} & set(loaded)
