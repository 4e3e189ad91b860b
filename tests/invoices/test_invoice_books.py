"""From an accepted assessment to an invoice, its reminder and its credit note, in the ledger."""

import datetime

import invoice_sample as sample
import msgspec
import notice_sample
import pytest

from copyfair.actor.facts import Evidence, EvidenceKind
from copyfair.actor.model import Party
from copyfair.commons.model import Payee
from copyfair.commons.registry import Account as ProposedAccount
from copyfair.commons.registry import Registered, Registry
from copyfair.errors import InputError, InvoiceError, LedgerError
from copyfair.invoices import Checks, Wish, check, follow, issue, read_invoice, read_terms
from copyfair.ledger.model import Action, Event, Kind
from copyfair.money import Money
from copyfair.notices import draw_up
from copyfair.notices import issue as issue_notice

for extra in ("typst", "segno", "facturx", "rfc8785", "stdnum"):
    pytest.importorskip(extra, reason=f"invoices need {extra}, an extra")

from copyfair.ledger.books import create_ledger  # noqa: E402

NUMBER = "FA-2026-0001"
QUICK = Checks(official=False)  # test_official.py has them
TERMS = """
collects = true
[vat]
category = "{category}"
reason = "{reason}"
rate = "{rate}"
[seller]
vat = "BE 0123.456.749"
[buyer]
endpoint = "0088:4012345000009"
reference = "PO 77"
"""


def terms(category="S", rate="21", reason="", more=""):
    return read_terms(more + TERMS.format(category=category, rate=rate, reason=reason), "invoice.toml")


class Clock:
    def __init__(self):
        self.now = datetime.datetime(2026, 11, 27, 9, tzinfo=datetime.UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def books(tmp_path, clock):
    with create_ledger(str(tmp_path / "books.sqlite"), clock=clock) as opened:
        issue_notice(notice(), opened, by="Ada")
        yield opened


def notice(**given):
    (one,) = draw_up(notice_sample.assessment(**given), "nl")
    return one


def accept(books):
    return books.record(Event(action=Action.ACCEPT, number=NUMBER), by="Ada")


def billed(books, wish=None, checks=QUICK, number=NUMBER):
    wish = wish or Wish(dated=sample.DAY, terms=terms())
    invoice, accounts = follow(books, number, wish)
    checks = msgspec.structs.replace(checks, accounts=accounts)
    return issue(invoice, books, by="Ada", tool="copyfair 0.1.0", checks=checks)


def numbers(books):
    return [one.document.number for one in books.standings()]


# ---------------------------------------------------------------- the invoice


def test_an_accepted_assessment_becomes_an_invoice(books):
    accept(books)
    issued = billed(books)
    document, forms = issued.document, {file.name: file.data for file in issued.files}
    assert sorted(forms) == ["INV-2026-0001.json", "INV-2026-0001.pdf", "INV-2026-0001.xml"]
    assert (document.kind, document.about) == (Kind.INVOICE, NUMBER)
    assert document.total == Money.of("17545.01", "EUR")  # 14,500.01 and 21 %
    assert document.reference == "+++226/0000/00108+++"
    assert document.accounts[0].iban == "BE68000123456789"
    assert books.standing(NUMBER).state == "invoiced"
    said = read_invoice(forms["INV-2026-0001.json"])
    assert (said.number, said.buyer.party.name, said.due_on) == ("INV-2026-0001", "Cogs & Sons Ltd", document.due_on)
    assert [paper.name for paper in said.attachments] == [f"{NUMBER}.pdf"]
    assert b"INV-2026-0001" in forms["INV-2026-0001.xml"]


def test_the_same_assessment_has_one_invoice(books):
    accept(books)
    first, again = billed(books), billed(books, Wish(dated=datetime.date(2026, 11, 28), terms=terms()))
    assert again.again
    assert again.document == first.document
    assert numbers(books) == [NUMBER, "INV-2026-0001"]
    with pytest.raises(LedgerError, match="says something else"):
        billed(books, Wish(dated=sample.DAY, terms=terms(rate="6")))


def test_an_assessment_that_is_not_accepted_gets_no_invoice(books):
    with pytest.raises(LedgerError, match="possible: accept"):
        billed(books)
    assert numbers(books) == [NUMBER]


def test_a_refusal_comes_before_a_number(books):
    accept(books)
    with pytest.raises(InvoiceError, match="PEPPOL-EN16931-R003"):
        billed(
            books,
            Wish(
                dated=sample.DAY,
                terms=read_terms(TERMS.format(category="S", rate="21", reason="").replace("PO 77", ""), "t"),
            ),
        )
    assert numbers(books) == [NUMBER]
    assert billed(books).document.number == "INV-2026-0001"


ONLY_THE_TRIAL = """<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <xsl:template match="/"><s:out xmlns:s="http://purl.oclc.org/dsdl/svrl"><xsl:if test="not(ends-with(/*/cbc:ID, '-0000'))">
    <s:failed-assert id="late" flag="fatal"><s:text>this number is not liked</s:text></s:failed-assert>
  </xsl:if></s:out></xsl:template>
</xsl:stylesheet>"""


def test_a_fault_that_shows_only_under_the_number_draws_none(books, tmp_path):
    pytest.importorskip("saxonche", reason="rules run with saxonche, an extra")
    accept(books)
    (tmp_path / "late.xslt").write_text(ONLY_THE_TRIAL)
    with pytest.raises(InvoiceError, match="late: this number is not liked"):
        billed(books, checks=msgspec.structs.replace(QUICK, more=(tmp_path / "late.xslt",)))
    assert numbers(books) == [NUMBER]
    assert billed(books).document.number == "INV-2026-0001"


def test_what_is_outside_the_scope_of_vat_is_a_debit_note_without_vat_numbers(books):
    accept(books)
    issued = billed(books, Wish(dated=sample.DAY, terms=terms("O", "0")))
    assert issued.document.number == "DN-2026-0001"
    said = read_invoice(issued.files[0].data)
    assert (said.seller.party.vat, said.buyer.party.vat, said.gross) == ("", "", Money.of("14500.01", "EUR"))
    assert said.vat.reason == "Niet onderworpen aan btw"


def test_self_billing_needs_an_agreement(books):
    accept(books)
    with pytest.raises(InvoiceError, match="article 224"):
        billed(books, Wish(dated=sample.DAY, kind=Kind.SELF_BILLED, terms=terms()))
    agreed = terms(more="agreement = 'overeenkomst van 2026-01-05'\n")
    issued = billed(books, Wish(dated=sample.DAY, kind=Kind.SELF_BILLED, terms=agreed))
    assert issued.document.number == "SB-2026-0001"
    assert "overeenkomst van 2026-01-05" in read_invoice(issued.files[0].data).note


def test_several_payees_need_a_seller_who_collects(books):
    accept(books)
    alone = msgspec.structs.replace(terms(), collects=False)
    with pytest.raises(InvoiceError, match=r"Bolts Upstream beside the seller\. Say collects = true"):
        billed(books, Wish(dated=sample.DAY, terms=alone))
    assert "stort de delen van de andere begunstigden door" in read_invoice(billed(books).files[0].data).note


def test_terms_are_asked_for(books):
    with pytest.raises(InputError, match=r"invoice\.toml"):
        follow(books, NUMBER, Wish(dated=sample.DAY))


# ---------------------------------------------------------------- the account


def test_another_account_than_the_assessments_is_refused(books):
    accept(books)
    with pytest.raises(InvoiceError, match="classic invoice fraud"):
        billed(
            books,
            Wish(
                dated=sample.DAY,
                terms=read_terms(
                    TERMS.format(category="S", rate="21", reason="") + "[account]\niban = 'BE71 0961 2345 6769'", "t"
                ),
            ),
        )


def registry(**changed):
    told = {
        "iban": sample.IBAN, "evidence": Evidence(kind=EvidenceKind.CERTIFICATE, reference="letter of the bank"),
        "proposed_by": "Ada", "proposed_on": datetime.date(2026, 1, 1),
        "approved_by": "Bea", "approved_on": datetime.date(2026, 1, 2),
    }  # fmt: skip
    seller = Registered(
        id="gears",
        party=notice_sample.STEWARD,
        identity=Evidence(kind=EvidenceKind.REGISTER, reference="KBO"),
        accounts=(ProposedAccount(**told | changed),),
    )
    return msgspec.structs.replace(notice_sample.COMMONS, registry=Registry(payees=(seller,)))


def test_the_registry_has_the_last_word_on_the_account(books):
    accept(books)
    wish = Wish(dated=sample.DAY, terms=terms(), commons=registry())
    assert follow(books, NUMBER, wish)[1] == (sample.IBAN,)
    moved = msgspec.structs.replace(wish, commons=registry(iban="BE71 0961 2345 6769"))
    with pytest.raises(InvoiceError, match="classic invoice fraud"):
        billed(books, moved)
    with pytest.raises(InvoiceError, match="both proposed and approved"):
        billed(books, msgspec.structs.replace(wish, commons=registry(approved_by="Ada")))
    other = msgspec.structs.replace(registry(), id="other")
    with pytest.raises(InvoiceError, match="is about gears, not other"):
        billed(books, msgspec.structs.replace(wish, commons=other))
    assert billed(books, wish).document.number == "INV-2026-0001"


def test_a_seller_that_the_registry_does_not_have_is_paid_as_the_assessment_says(books):
    accept(books)
    wish = Wish(dated=sample.DAY, terms=terms(), commons=notice_sample.COMMONS)
    assert follow(books, NUMBER, wish)[1] == ("BE68 0001 2345 6789",)


# ---------------------------------------------------------------- what follows an invoice


@pytest.fixture
def invoiced(books):
    accept(books)
    billed(books)
    return books


def test_a_credit_note_takes_the_whole_back_or_a_part(invoiced):
    part = Wish(dated=sample.DAY, kind=Kind.CREDIT_NOTE, reason="een maand te veel", net=Money.of(1000, "EUR"))
    note = billed(invoiced, part, number="INV-2026-0001").document
    assert (note.number, str(note.total)) == ("CN-2026-0001", "1,210.00 EUR")
    assert billed(invoiced, part, number="INV-2026-0001").again
    assert str(invoiced.standing("INV-2026-0001").open) == "16,335.01 EUR"
    whole = Wish(dated=sample.DAY, kind=Kind.CREDIT_NOTE, reason="alles")
    with pytest.raises(LedgerError, match=r"at most 16,335\.01 EUR"):
        billed(invoiced, whole, number="INV-2026-0001")
    assert numbers(invoiced) == [NUMBER, "INV-2026-0001", "CN-2026-0001"]


def test_a_debit_note_adds_to_an_invoice(invoiced):
    more = Wish(dated=sample.DAY, kind=Kind.DEBIT_NOTE, reason="omzet verbeterd", net=Money.of(100, "EUR"))
    note = billed(invoiced, more, number="INV-2026-0001").document
    assert (note.number, str(note.total), note.about) == ("DN-2026-0001", "121.00 EUR", "INV-2026-0001")
    assert note.reference != invoiced.standing("INV-2026-0001").document.reference


def test_a_reminder_asks_for_what_is_open_and_charges_no_vat_again(invoiced, clock):
    paid = Event(action=Action.PAY, number="INV-2026-0001", paid=Money.of(5000, "EUR"))
    invoiced.record(paid, by="Ada")
    day = datetime.date(2027, 1, 5)
    wish = Wish(dated=day, kind=Kind.REMINDER)
    with pytest.raises(LedgerError, match="is not past due"):
        billed(invoiced, wish, number="INV-2026-0001")
    clock.now = datetime.datetime(2027, 1, 5, 9, tzinfo=datetime.UTC)
    issued = billed(invoiced, wish, number="INV-2026-0001")
    said = read_invoice(issued.files[0].data)
    assert (issued.document.number, str(said.gross), str(said.tax)) == ("RM-2027-0001", "12,545.01 EUR", "0.00 EUR")
    assert (said.vat.category, said.seller.party.vat, said.preceding[0].number) == ("O", "", "INV-2026-0001")
    assert said.remittance == "+++226/0000/00108+++"  # the invoice's own, so that the bank's statement finds it
    assert issued.document.reference == ""


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        (Wish(dated=sample.DAY), "credit-note, debit-note or reminder"),
        (Wish(dated=sample.DAY, kind=Kind.INVOICE), "its kind is invoice"),
        (Wish(dated=sample.DAY, kind=Kind.CREDIT_NOTE, reason=" "), "needs its reason"),
        (Wish(dated=sample.DAY, kind=Kind.DEBIT_NOTE, reason="x"), "needs its amount"),
    ],
)
def test_what_cannot_follow_an_invoice_is_said(invoiced, wish, message):
    with pytest.raises(InputError, match=message):
        follow(invoiced, "INV-2026-0001", wish)


def test_a_paid_invoice_is_not_reminded_of(invoiced):
    paid = Event(action=Action.PAY, number="INV-2026-0001", paid=Money.of("17545.01", "EUR"))
    invoiced.record(paid, by="Ada")
    with pytest.raises(InputError, match="nothing is open"):
        follow(invoiced, "INV-2026-0001", Wish(dated=sample.DAY, kind=Kind.REMINDER))


# ---------------------------------------------------------------- forms


def test_the_json_form_reads_back_and_says_by_what_it_was_checked():
    from copyfair.schema import to_json

    one = sample.invoice()
    document = check(one, QUICK)[2]
    assert read_invoice(to_json(document)) == one
    assert [by.partition(" ")[0] for by in document.checked] == ["XSD"]
    with pytest.raises(InvoiceError, match="JSON form"):
        read_invoice(b"{}")


def test_an_assessment_never_becomes_an_e_invoice_itself():
    from copyfair.invoices import trial

    one = msgspec.structs.replace(sample.invoice(), kind=Kind.ASSESSMENT)
    with pytest.raises(InvoiceError, match="P0100"):
        trial(one, QUICK)


def test_a_signed_invoice_is_verified_whole(books, tmp_path):
    pytest.importorskip("cryptography", reason="signatures need the extra `sign`")
    from copyfair.signing.files import verify_file
    from copyfair.signing.keys import KeyDirectory, PublicKey, SigningKey

    accept(books)
    key = SigningKey.new()
    invoice, _ = follow(books, NUMBER, Wish(dated=sample.DAY, terms=terms()))
    issued = issue(invoice, books, by="Ada", tool="copyfair 0.1.0", checks=QUICK, key=key)
    for file in issued.files:
        (tmp_path / file.name).write_bytes(file.data)
    known = KeyDirectory(owner="Gears", keys=(PublicKey(public=key.public, valid_from=sample.DAY),))
    found = verify_file(tmp_path / "INV-2026-0001.pdf", [known])
    assert found.files == ("INV-2026-0001.json", "INV-2026-0001.pdf", "INV-2026-0001.xml")


def test_a_seller_without_an_account_in_the_assessment_needs_one_in_the_terms(tmp_path, clock):
    commons = msgspec.structs.replace(
        notice_sample.COMMONS, payees=(Payee(party=Party(name="Gears Commons Association")),)
    )
    with create_ledger(str(tmp_path / "other.sqlite"), clock=clock) as books:
        issue_notice(notice(commons=commons), books, by="Ada")
        accept(books)
        with pytest.raises(InvoiceError, match="BR-61"):
            billed(books)
        given = read_terms(TERMS.format(category="S", rate="21", reason="") + f"[account]\niban = '{sample.IBAN}'", "t")
        assert billed(books, Wish(dated=sample.DAY, terms=given)).document.accounts[0].iban == "BE68000123456789"
