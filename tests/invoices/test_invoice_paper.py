"""Invoices on paper: Factur-X, with the invoice inside that other tools find, and the code of its transfer."""

import datetime
import io
import time

import invoice_sample as sample
import msgspec
import pytest

from copyfair.invoices.draw_up import payment_terms
from copyfair.invoices.model import Category, Withholding
from copyfair.language import language, languages
from copyfair.ledger.model import Kind

for extra in ("typst", "segno", "facturx", "pikepdf", "pypdfium2", "zxingcpp"):
    pytest.importorskip(extra, reason=f"PDFs are made and read with {extra}, an extra")

from paper import attachments, codes_of, flat, lint, opened, text_of  # noqa: E402

from copyfair.invoices.pdf import invoice_pdf  # noqa: E402
from copyfair.invoices.write import cii  # noqa: E402

TOOL = "copyfair 0.1.0"


def made(one):
    return invoice_pdf(one, cii(one, payment_terms(one)), TOOL)


@pytest.mark.parametrize("kind", sample.KINDS)
@pytest.mark.parametrize("category", [Category.STANDARD, Category.OUTSIDE])
def test_every_document_is_pdf_a_with_its_data_inside(kind, category):
    one = sample.invoice(kind, category)
    paper = made(one)
    assert lint(paper) == []
    assert attachments(paper) == {"factur-x.xml": cii(one, payment_terms(one))}


def test_two_other_tools_find_the_data():
    import facturx
    import pypdf

    one = sample.invoice()
    paper, written = made(one), cii(one, payment_terms(one))
    assert facturx.get_xml_from_pdf(paper, check_xsd=True) == ("factur-x.xml", written)
    assert pypdf.PdfReader(io.BytesIO(paper)).attachments == {"factur-x.xml": [written]}


def test_the_file_says_that_it_is_factur_x():
    with opened(made(sample.invoice())) as document:
        xmp = document.Root.Metadata.read_bytes().decode()
    for words in ("<fx:ConformanceLevel>EN 16931<", "<fx:DocumentFileName>factur-x.xml<", "urn:factur-x:pdfa"):
        assert words in xmp


def test_the_same_invoice_gives_the_same_bytes_at_another_time():
    one = sample.invoice()
    first = made(one)
    time.sleep(1.1)  # the library writes the second of the clock
    assert made(one) == first
    assert made(msgspec.structs.replace(one, dated=datetime.date(2026, 11, 28))) != first


@pytest.mark.parametrize("code", languages())
def test_it_says_in_its_language_what_is_charged(code):
    words = language(code)
    tax = Withholding(treaty="Belgium and France", certificate="276R")
    one = sample.invoice(language=code, withholding=tax, note="A note.")
    seen = flat(text_of(made(one)))
    told = [
        words.say("kind-invoice"), one.number, words.day(one.dated), words.day(one.due_on), words.money(one.net),
        words.money(one.tax), words.money(one.gross), one.seller.party.name, one.buyer.party.name, "BE0123456749",
        "0208:0999999922", one.iban, one.remittance, one.title, one.detail, one.buyer_reference, one.assessment,
        "276R", "Belgium and France", "A note.", words.say("bill-withholding-net"),
    ]  # fmt: skip
    assert [text for text in told if flat(text) not in seen] == []


@pytest.mark.parametrize(
    ("category", "words"),
    [
        (Category.REVERSE_CHARGE, "Reverse charge"),
        (Category.EXEMPT, "art. 56bis"),
        (Category.OUTSIDE, "Not subject to VAT"),
    ],
)
def test_why_no_vat_is_charged_stands_on_it(category, words):
    assert flat(words) in flat(text_of(made(sample.invoice(category=category))))


def test_the_code_is_the_transfer_of_the_whole_sum():
    (code,) = codes_of(made(sample.invoice()))
    assert code.split("\n")[5:] == [
        "Vrienden van de Kaart vzw", "BE68000123456789", "EUR17545.01", "", "", "+++226/0000/00108+++",
    ]  # fmt: skip


def test_a_credit_note_asks_for_no_transfer():
    paper = made(sample.invoice(Kind.CREDIT_NOTE))
    assert codes_of(paper) == []
    assert "IBAN" not in text_of(paper)
