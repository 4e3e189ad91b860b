"""``copyfair invoice`` as a steward uses it, and what it says when it refuses."""

import json
import shutil
from pathlib import Path

import pytest
from running import DAY, copyfair

for extra in ("typst", "segno", "facturx", "rfc8785", "stdnum"):
    pytest.importorskip(extra, reason=f"invoices need {extra}, an extra")

CLEAN, BAD_INPUT = 0, 2
EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
BOOKS = ("--ledger", "books.sqlite", "--by", "Ada")
PARTY = 'register = "KBO 0123.456.749"\naddress = ["Straat 1", "1000 Brussel"]\n'
PAYEE = '[[payees]]\nparty = { name = "Friends of Peer Map vzw" }\niban = "BE71096123456769"\n'
ACTOR = '[actor]\nname = "Meridian Mobility Ltd"\ncountry = "IE"\nregister = "CRO 123456"\nvat = "IE6433435F"\n'
TERMS = '[vat]\ncategory = "AE"\n[seller]\nvat = "BE 0123.456.749"\n[buyer]\nendpoint = "9935:IE6433435F"\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A steward's desk with an accepted assessment."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(EXAMPLES / "project", folder / "project")
    actor = (EXAMPLES / "actors" / "company.toml").read_text("utf-8")
    (folder / "company.toml").write_text(ACTOR + actor[actor.index("[facts]") :], "utf-8")
    commons = (EXAMPLES / "commons.toml").read_text("utf-8").partition("[[payees]]")[0]
    commons = commons.replace('register = "example 0000.000.097"\n', PARTY)
    assert PARTY in commons
    (folder / "commons.toml").write_text(commons + PAYEE, "utf-8")
    (folder / "invoice.toml").write_text(TERMS, "utf-8")
    given = ("--actor", "company.toml", "--commons", "commons.toml", "--as-of", DAY)
    for arguments in (
        ("ledger", "create", "--ledger", "books.sqlite"),
        ("notice", "project", *given, *BOOKS, "-f", "pdf", "--language", "fr", "-o", "out"),
        ("ledger", "accept", "FA-2026-0001", *BOOKS),
    ):
        ran = copyfair(*arguments, folder=folder)
        assert ran.code == CLEAN, ran.err
    assert (folder / "out" / "FA-2026-0001.pdf").read_bytes().startswith(b"%PDF-1.7")
    return folder


@pytest.fixture
def here(made, tmp_path):
    return Path(shutil.copytree(made, tmp_path / "desk"))


def invoice(here, *arguments, number="FA-2026-0001"):
    return copyfair("invoice", number, *BOOKS, "--without-rules", *arguments, folder=here)


TERMED = ("--terms", "invoice.toml", "--buyer-reference", "PO 77")


def test_from_an_accepted_assessment_to_three_files(here):
    ran = invoice(here, *TERMED, "-o", "out")
    assert ran.code == CLEAN, ran.err
    assert [line for line in ran.text.splitlines() if line] == [
        "out/INV-2026-0001.json", "out/INV-2026-0001.pdf", "out/INV-2026-0001.xml",
    ]  # fmt: skip
    assert "INV-2026-0001: 14,000.00 EUR, due " in ran.err
    assert "not checked: the EN 16931 rules (--without-rules)" in ran.err
    assert "not checked: the rules of Peppol" in ran.err
    told = json.loads((here / "out" / "INV-2026-0001.json").read_bytes())
    assert (told["schema"], told["gross"]) == ("copyfair/invoice/1", {"amount": "14000.00", "currency": "EUR"})
    assert told["invoice"]["vat"]["reason"] == "Autoliquidation"
    again = invoice(here, *TERMED, "-f", "xml")
    assert b"Autoliquidation" in again.out
    assert "was drawn up before" in again.err


def test_a_dry_run_draws_no_number(here):
    before = (here / "books.sqlite").read_bytes()
    ran = invoice(here, *TERMED, "--dry-run")
    assert json.loads(ran.out)["invoice"]["buyer_reference"] == "PO 77"
    assert (ran.code, (here / "books.sqlite").read_bytes()) == (CLEAN, before)


def test_a_refusal_names_the_rule_and_what_to_do(here):
    ran = invoice(here, "--terms", "invoice.toml")
    assert (ran.code, ran.out) == (BAD_INPUT, b"")
    assert "the invoice about FA-2026-0001 is refused; no number was drawn:" in ran.err
    assert "  PEPPOL-EN16931-R003: the buyer's accounting needs its reference" in ran.err
    assert "Traceback" not in ran.err


def test_an_unusual_choice_is_pointed_out(here):
    terms = TERMS.replace('"AE"', '"S"\nrate = 21')
    (here / "invoice.toml").write_text(terms)
    ran = invoice(here, *TERMED, "--dry-run")
    assert ran.code == CLEAN, ran.err
    assert "look at this: S: a business in another EU country" in ran.err
    assert json.loads(ran.out)["tax"] == {"amount": "2940.00", "currency": "EUR"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "an invoice for it needs the issuer's terms"),
        (("--terms", "nowhere.toml"), "nowhere.toml"),
        (("--terms", "project"), "project"),
        (("--terms", "company.toml"), "company.toml: Object"),
        (("--terms", "out/FA-2026-0001.pdf"), "out/FA-2026-0001.pdf"),
        ((*TERMED, "--amount", "much"), "is not money"),
        ((*TERMED, "--dated", "tomorrow"), "is not a date"),
        ((*TERMED, "--as", "proforma"), "Invalid value for '--as'"),
        ((*TERMED, "--rules", "invoice.toml"), "is no rule file"),
    ],
)
def test_bad_input_is_said_in_a_line(here, arguments, words):
    if "--rules" in arguments:
        pytest.importorskip("saxonche", reason="official rules need the extra `validate`")
    ran = invoice(here, *arguments)
    assert ran.code == BAD_INPUT, ran.err
    assert words in ran.err
    assert "Traceback" not in ran.err
    assert "internal error" not in ran.err


def test_what_follows_an_invoice(here):
    assert invoice(here, *TERMED, "-o", "out").code == CLEAN
    assert "--as" in invoice(here, number="INV-2026-0001").err
    assert "is not past due" in invoice(here, "--as", "reminder", number="INV-2026-0001").err
    part = ("--as", "credit-note", "--amount", "1000 EUR", "--why", "one month too many")
    ran = invoice(here, *part, "-f", "xml", number="INV-2026-0001")
    assert ran.code == CLEAN, ran.err
    assert b"<cbc:CreditNoteTypeCode>381<" in ran.out
    assert "CN-2026-0001: 1,000.00 EUR" in ran.err
    assert "has no document" in invoice(here, number="INV-2099-0001").err


def test_a_notice_in_an_unknown_language(here):
    given = ("--actor", "company.toml", "--commons", "commons.toml", "--as-of", DAY)
    ran = copyfair("notice", "project", *given, "--language", "xx", folder=here)
    assert (ran.code, "there are de, en, fr, nl" in ran.err) == (BAD_INPUT, True)
