"""What the XSD and the official rules say of what we write: every kind of document under every VAT treatment."""

import datetime
from decimal import Decimal

import invoice_sample as sample
import msgspec
import pytest

from copyfair.errors import InputError, InvoiceError
from copyfair.invoices.draw_up import payment_terms
from copyfair.invoices.issue import Checks, check, trial
from copyfair.invoices.model import Attachment, Category, Withholding
from copyfair.invoices.validate import validate
from copyfair.invoices.write import cii, ubl
from copyfair.ledger.model import Kind

for extra in ("facturx", "saxonche"):
    pytest.importorskip(extra, reason=f"the official rules come with {extra}, an extra")

replace = msgspec.structs.replace
CASES = [(kind, category) for kind in sample.KINDS for category in Category]
PAPER = Attachment(number="FA-1", name="FA-1.pdf", media_type="application/pdf", sha256="0" * 64, data=b"%PDF-1.7")


def full(kind, category):
    """With everything that may stand on it."""
    tax = Withholding(treaty="Belgium and France", certificate="276R", gross_up=True)
    return sample.invoice(kind, category, attachments=(PAPER,), order="4500012", note="Één & andere", withholding=tax)


def bare(kind, category):
    """With nothing that can be left out."""
    one = sample.invoice(kind, category)
    return replace(one, contract="", detail="", bic="", covers_from=None, covers_until=None, remittance="")


@pytest.mark.parametrize("made", [full, bare])
@pytest.mark.parametrize(("kind", "category"), CASES)
def test_every_document_under_every_treatment_is_valid(kind, category, made):
    one = made(kind, category)
    for write in (ubl, cii):
        found = validate(write(one, payment_terms(one)))
        assert (found.errors, found.warnings) == ((), ())
        assert len(found.by) == 2


@pytest.mark.parametrize("made", [full, bare])
@pytest.mark.parametrize(("kind", "category"), CASES)
def test_every_document_under_every_treatment_goes_over_peppol(peppol, kind, category, made):
    one = made(kind, category)
    document = trial(replace(one, number=""), Checks(more=peppol))
    assert document.warnings == ()
    mine = "PEPPOL-EN16931-UBL-SB.xslt" if kind is Kind.SELF_BILLED else "PEPPOL-EN16931-UBL.xslt"
    assert [by.partition(" ")[0] for by in document.checked if by.startswith("PEPPOL")] == [mine]


def raw(one):
    return ubl(one, payment_terms(one) if one.due_on or one.preceding else "")


@pytest.mark.parametrize(
    ("rule", "one"),
    [
        ("BR-S-02", sample.with_party(sample.invoice(), "seller", vat="")),
        ("BR-O-02", sample.with_party(sample.invoice(category=Category.OUTSIDE), "seller", vat="BE0123456749")),
        ("BR-E-10", sample.with_vat(sample.invoice(category=Category.EXEMPT), reason="")),
        ("BR-S-10", sample.with_vat(sample.invoice(), reason="because")),
        ("BR-AE-05", sample.with_vat(sample.invoice(category=Category.REVERSE_CHARGE), rate=Decimal(21))),
        ("BR-CO-09", sample.with_party(sample.invoice(), "seller", vat="0123456749")),
        ("BR-CL-14", sample.with_party(sample.invoice(), "buyer", country="XX")),
    ],
)
def test_the_official_rules_would_find_it_too(rule, one):
    assert rule in {fault.rule for fault in validate(raw(one)).errors}


@pytest.mark.parametrize(
    ("rule", "one"),
    [
        ("PEPPOL-EN16931-R003", replace(sample.invoice(), buyer_reference="")),
        ("PEPPOL-EN16931-R010", replace(sample.invoice(), buyer=sample.side(sample.invoice().buyer, endpoint=""))),
        ("PEPPOL-EN16931-R020", replace(sample.invoice(), seller=sample.side(sample.invoice().seller, endpoint=""))),
        (
            "PEPPOL-COMMON-R043",
            replace(sample.invoice(), buyer=sample.side(sample.invoice().buyer, number="0999999923")),
        ),
    ],
)
def test_the_peppol_rules_would_find_it_too(peppol, rule, one):
    billing = next(file for file in peppol if "-SB" not in file.name)
    assert rule in {fault.rule for fault in validate(raw(one), more=[billing]).errors}


def test_no_official_rule_asks_whether_it_can_be_paid():
    """The reason for `payable`: should a later release of the rules ask, this test says so."""
    one = replace(sample.invoice(), iban="BE67 0001 2345 6789", due_on=None)
    assert validate(ubl(one, "")).errors == ()
    with pytest.raises(InvoiceError, match="ISO 13616"):
        check(one, Checks())


def test_the_order_of_elements_is_seen_by_the_xsd_and_by_nothing_else():
    written = ubl(sample.invoice(), "Terms").decode()
    start, end = written.index("<cbc:IssueDate>"), written.index("<cbc:DueDate>")
    turned = written[:start] + written[end:].replace("</cbc:DueDate>", f"</cbc:DueDate>{written[start:end]}", 1)
    found = validate(turned.encode())
    assert [fault.rule for fault in found.errors] == ["XSD"]
    assert len(found.by) == 1  # the rules were not asked any more


def test_a_refusal_names_every_fault_at_once():
    one = replace(sample.with_party(sample.invoice(), "seller", vat=""), buyer_reference="", due_on=None)
    with pytest.raises(InvoiceError) as refused:
        check(one, Checks())
    assert {fault.partition(":")[0] for fault in refused.value.faults} == {"BR-S-02", "PEPPOL-EN16931-R003", "BR-CO-25"}


def test_a_rule_file_that_is_none_is_an_input_error(tmp_path):
    (tmp_path / "rules.xslt").write_text("<no/>")
    with pytest.raises(InputError, match="is no rule file"):
        validate(ubl(sample.invoice(), "Terms"), more=[tmp_path / "rules.xslt"])


def test_a_document_type_is_refused_before_anything_reads_it():
    written = ubl(sample.invoice(), "Terms").decode()
    evil = written.replace("<Invoice", '<!DOCTYPE Invoice [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<Invoice', 1)
    assert evil != written
    assert [fault.rule for fault in validate(evil.encode()).errors] == ["XML"]


# ---------------------------------------------------------------- what stands in it

CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"


def parsed(one):
    from lxml import etree

    root = etree.fromstring(ubl(one, payment_terms(one)))
    return root.tag.rpartition("}")[2], {name: [e.text for e in root.iter(CBC + name)] for name in _NAMES}


_NAMES = "CustomizationID InvoiceTypeCode CreditNoteTypeCode PayableAmount TaxAmount Percent PaymentID DueDate CompanyID EndpointID".split()


def test_a_belgian_invoice_in_ubl():
    root, told = parsed(sample.invoice())
    assert root == "Invoice"
    assert told["InvoiceTypeCode"] == ["380"]
    assert told["PayableAmount"] == ["17545.01"]
    assert told["TaxAmount"] == ["3045.00", "3045.00"]
    assert told["PaymentID"] == ["+++226/0000/00108+++"]
    assert told["DueDate"] == ["2026-12-27"]
    assert told["EndpointID"] == ["0123456749", "0999999922"]
    assert told["CompanyID"] == ["BE0123456749", "0123456749", "BE0999999922", "0999999922"]


def test_nothing_outside_the_scope_of_vat_has_a_vat_number_or_a_rate():
    for kind in sample.KINDS:
        _, told = parsed(sample.invoice(kind, Category.OUTSIDE))
        assert told["Percent"] == []
        assert told["CompanyID"] == ["0123456749", "0999999922"]


def test_a_credit_note_has_a_root_of_its_own_and_self_billing_a_process_of_its_own():
    root, told = parsed(sample.invoice(Kind.CREDIT_NOTE))
    assert (root, told["CreditNoteTypeCode"]) == ("CreditNote", ["381"])
    _, told = parsed(sample.invoice(Kind.SELF_BILLED))
    assert told["InvoiceTypeCode"] == ["389"]
    assert "selfbilling" in told["CustomizationID"][0]


def test_hostile_text_is_only_text():
    hostile = "]]><x>&amp;\x00\x1b[31m\u202e\ud800\ufffe -- <!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;"
    one = sample.with_party(sample.invoice(), "buyer", name=hostile, address=(hostile,), email=hostile)
    one = replace(one, title=hostile, detail=hostile, note=hostile, buyer_reference=hostile, contract=hostile)
    for write in (ubl, cii):
        written = write(one, hostile)
        assert validate(written).errors == ()
        assert b"<!DOCTYPE" not in written.split(b"\n", 1)[1]
    assert "&lt;x&gt;" in ubl(one, "").decode()


@pytest.mark.parametrize("day", [datetime.date(2024, 2, 29), datetime.date(2099, 12, 31)])
def test_the_day_is_a_day(day):
    one = replace(sample.invoice(), dated=day, due_on=day, covers_from=day, covers_until=day)
    assert validate(cii(one, "Terms")).errors == ()
