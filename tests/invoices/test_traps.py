"""Every trap is refused by the name of its rule, in words that say what to do."""

import datetime
from decimal import Decimal

import invoice_sample as sample
import msgspec
import pytest

from copyfair.invoices.model import Category, Vat
from copyfair.invoices.payable import payable
from copyfair.invoices.rules import cautions, trapped
from copyfair.ledger.model import Kind
from copyfair.money import Money

pytest.importorskip("stdnum", reason="numbers are checked with python-stdnum, an extra")

S, AE, E, O = Category.STANDARD, Category.REVERSE_CHARGE, Category.EXEMPT, Category.OUTSIDE  # noqa: E741
replace = msgspec.structs.replace


def rules(invoice):
    return {fault.rule for fault in trapped(invoice)}


def says(invoice):
    return " ".join(fault.says for fault in (*trapped(invoice), *payable(invoice)))


@pytest.mark.parametrize("kind", sample.KINDS)
@pytest.mark.parametrize("category", list(Category))
def test_a_right_invoice_is_not_refused(kind, category):
    one = sample.invoice(kind, category)
    assert [*trapped(one), *payable(one)] == []


def unregistered(one):
    return replace(one, seller=sample.side(one.seller, number="", scheme=""))


TRAPS = [
    ("PEPPOL-EN16931-P0100", replace(sample.invoice(), kind=Kind.ASSESSMENT)),
    ("BR-S-02", sample.with_party(sample.invoice(), "seller", vat="")),
    ("BR-S-05", sample.with_vat(sample.invoice(), rate=Decimal(0))),
    ("BR-S-05", sample.with_vat(sample.invoice(), rate=Decimal(-6))),
    ("BR-S-10", sample.with_vat(sample.invoice(), reason="because")),
    ("BR-53", replace(sample.invoice(), net=Money.of(100, "USD"))),
    ("BR-AE-02", sample.with_party(sample.invoice(category=AE), "seller", vat="")),
    ("BR-AE-02", sample.with_party(replace(sample.invoice(category=AE), buyer=sample.side(sample.invoice(category=AE).buyer, number="")), "buyer", vat="")),
    ("BR-AE-05", sample.with_vat(sample.invoice(category=AE), rate=Decimal(21))),
    ("BR-E-02", sample.with_party(sample.invoice(category=E), "seller", vat="")),
    ("BR-E-05", sample.with_vat(sample.invoice(category=E), rate=Decimal(6))),
    ("BR-E-10", sample.with_vat(sample.invoice(category=E), reason="")),
    ("BR-O-02", sample.with_party(sample.invoice(category=O), "seller", vat="BE0123456749")),
    ("BR-O-02", sample.with_party(sample.invoice(category=O), "buyer", vat="BE0999999922")),
    ("BR-O-05", sample.with_vat(sample.invoice(category=O), rate=Decimal(21))),
    ("BR-CO-26", sample.with_party(unregistered(sample.invoice(category=O)), "seller", vat="")),
    ("BR-CO-09", sample.with_party(sample.invoice(), "seller", vat="0123456749")),
    ("BR-CO-09", sample.with_party(sample.invoice(), "buyer", vat="BE0999999923")),
    ("PEPPOL-COMMON-R043", replace(sample.invoice(), buyer=sample.side(sample.invoice().buyer, number="0999999923"))),
    ("PEPPOL-COMMON-R043", replace(sample.invoice(), seller=sample.side(sample.invoice().seller, endpoint="123456749"))),
    ("PEPPOL-EN16931-R020", replace(sample.invoice(), seller=sample.side(sample.invoice().seller, endpoint=""))),
    ("PEPPOL-EN16931-R010", replace(sample.invoice(), buyer=sample.side(sample.invoice().buyer, endpoint_scheme=""))),
    ("PEPPOL-EN16931-R003", replace(sample.invoice(), buyer_reference=" ")),
    ("BR-55", replace(sample.invoice(Kind.CREDIT_NOTE), preceding=())),
    ("BR-55", replace(sample.invoice(Kind.REMINDER), preceding=())),
    ("BR-06", sample.with_party(sample.invoice(), "seller", name="")),
    ("BR-07", sample.with_party(sample.invoice(), "buyer", name=" ")),
    ("BR-09", sample.with_party(sample.invoice(), "seller", country="")),
    ("BR-11", sample.with_party(sample.invoice(), "buyer", country="Belgium")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "invoice"), TRAPS, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(TRAPS)])
def test_a_trap_is_refused_by_name(rule, invoice):
    assert rule in rules(invoice)


def test_an_order_number_does_for_a_buyer_reference():
    assert rules(replace(sample.invoice(), buyer_reference="", order="PO 1")) == set()


def test_who_has_no_vat_number_is_told_what_vat_on_an_invoice_means():
    assert "article 203" in says(sample.with_party(sample.invoice(), "seller", vat=""))


@pytest.mark.parametrize(
    ("words", "invoice"),
    [
        ("not above zero", replace(sample.invoice(), net=Money.of(0, "EUR"))),
        ("not above zero", replace(sample.invoice(), net=Money.of(-5, "EUR"))),
        ("cannot be paid exactly", replace(sample.invoice(), net=Money.of("10.005", "EUR"))),
        ("no due date", replace(sample.invoice(), due_on=None)),
        ("before its own date", replace(sample.invoice(), due_on=sample.DAY - datetime.timedelta(days=1))),
        ("no account", replace(sample.invoice(), iban="")),
        ("wrong check digits (ISO 13616)", replace(sample.invoice(), iban="BE67 0001 2345 6789")),
        ("reference '+++226/0000/00109+++' has wrong check digits", replace(sample.invoice(), remittance="+++226/0000/00109+++")),
        ("reference 'RF00 INV1' has wrong check digits", replace(sample.invoice(), remittance="RF00 INV1")),
    ],
)  # fmt: skip
def test_what_cannot_be_paid_is_refused(words, invoice):
    assert words in says(invoice)


def test_an_account_that_is_not_known_is_refused():
    one = sample.invoice()
    assert payable(one, ("BE68000123456789",)) == ()
    assert payable(one, ("BE71 0961 2345 6769", sample.IBAN)) == ()
    (fault,) = payable(one, ("BE71096123456769",))
    assert "invoice fraud" in fault.says


def test_a_credit_note_needs_no_account_and_no_due_date():
    assert payable(sample.invoice(Kind.CREDIT_NOTE), ("BE71096123456769",)) == ()


# ---------------------------------------------------------------- nothing is refused for these


def test_unusual_choices_are_said_and_not_refused():
    assert cautions(sample.invoice()) == ()
    assert cautions(sample.invoice(category=AE)) == ()
    at_home = replace(sample.invoice(category=AE), buyer=sample.invoice().buyer)
    overseas = sample.with_party(sample.invoice(category=AE), "buyer", country="US")
    standard = replace(sample.invoice(), buyer=sample.invoice(category=AE).buyer)
    late = replace(sample.invoice(), due_on=sample.DAY + datetime.timedelta(days=61))
    for unusual, words in (
        (at_home, "within one country"), (overseas, "outside the EU"), (standard, "most write AE"), (late, "60 days"),
    ):  # fmt: skip
        assert [words in fault.says for fault in cautions(unusual)] == [True]
        assert rules(unusual) == set()


# ---------------------------------------------------------------- sums


@pytest.mark.parametrize(
    ("net", "rate", "tax", "gross"),
    [
        ("14500.01", "21", "3045.00", "17545.01"),  # 3,045.0021
        ("0.05", "21", "0.01", "0.06"),  # 0.0105
        ("0.07", "21", "0.01", "0.08"),  # 0.0147
        ("12.50", "6", "0.75", "13.25"),
        ("10.75", "6", "0.65", "11.40"),  # 0.645, half up
        ("100", "7.7", "7.70", "107.70"),
    ],
)
def test_vat_is_rounded_once_on_the_total(net, rate, tax, gross):
    vat = Vat(category=S, rate=Decimal(rate))
    one = replace(sample.invoice(), net=Money.of(net, "EUR"), vat=vat)
    assert (str(one.tax), str(one.gross)) == (f"{Money.of(tax, 'EUR')}", f"{Money.of(gross, 'EUR')}")
