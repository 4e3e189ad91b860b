"""The books from the command line: from the first key to a receipt that frees the licensee, and what is refused."""

import datetime
import json
import re
import shutil
from pathlib import Path

import pytest
from running import copyfair

pytest.importorskip("rfc8785", reason="a ledger needs the extra `ledger`")
pytest.importorskip("cryptography", reason="signatures need the extra `sign`")

CLEAN, BAD_INPUT, NOT_GENUINE, UNDETERMINED, FEE_DUE = 0, 2, 5, 8, 16
EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
IBAN = "BE71096123456769"
ACTOR = ("--actor", "company.toml", "--commons", "commons.toml", "--as-of", "2026-11-22")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A steward's desk: a key, an empty ledger, and a project of somebody who owes."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(EXAMPLES / "project", folder / "project")
    shutil.copy(EXAMPLES / "actors" / "company.toml", folder)
    text = (EXAMPLES / "commons.toml").read_text("utf-8").partition("[[payees]]")[0]
    (folder / "commons.toml").write_text(f'{text}[[payees]]\nparty = {{ name = "F" }}\niban = "{IBAN}"\n', "utf-8")
    for arguments in (
        ["keys", "new", "steward.pem", "--owner", "Friends of Peer Map vzw", "--from", "2026-01-01"],
        ["ledger", "create"],
    ):
        assert desk(folder, *arguments).code == CLEAN
    return folder


@pytest.fixture
def here(made, tmp_path):
    return Path(shutil.copytree(made, tmp_path / "desk"))


def desk(folder, *arguments):
    return copyfair(*arguments, folder=folder, COPYFAIR_LEDGER="books.sqlite", COPYFAIR_BY="Ada")


def notice(folder, *more):
    return desk(folder, "notice", "project", *ACTOR, "--ledger", "books.sqlite", *more)


def refused(ran):
    assert (ran.code, ran.out) == (BAD_INPUT, b"")
    return ran.err


def test_from_the_notice_to_the_receipt(here):
    ran = notice(here, "--key", "steward.pem", "-f", "html", "-o", "out")
    assert ran.code == CLEAN, ran.err
    assert ran.err.splitlines() == ["out/FA-2026-0001.html", "out/FA-2026-0001.dsse.json"]
    assert "+++126/0000/00171+++" in (here / "out" / "FA-2026-0001.html").read_text("utf-8")
    assert desk(here, "verify", "out/FA-2026-0001.html", "--keys", "copyfair-keys.json").code == CLEAN
    assert desk(here, "ledger", "accept", "FA-2026-0001").text == "FA-2026-0001 is accepted, 14,000.00 EUR open\n"
    paid = desk(here, "ledger", "pay", "FA-2026-0001", "--amount", "14000 EUR", "--on", "2026-12-01")
    assert paid.text == "FA-2026-0001 is paid\n"
    ran = desk(here, "ledger", "receipt", "FA-2026-0001", "--key", "steward.pem", "-o", "project/receipt.json")
    assert ran.code == CLEAN, ran.err
    assert desk(here, "check", "project", *ACTOR).code == FEE_DUE
    (here / "project" / "copyfair.toml").write_text(
        '[[receipt]]\nfile = "receipt.json"\nkey = "../copyfair-keys.json"\n'
    )
    freed = desk(here, "check", "project", *ACTOR)
    assert freed.code == CLEAN
    assert "receipt for FA-2026-0001" in " ".join(freed.text.split())
    assert desk(here, "ledger", "verify").text.startswith("whole: 3 entries, 1 documents\n")


def test_the_same_notice_is_drawn_up_once(here):
    first, again = notice(here), notice(here)
    assert first.out == again.out
    assert first.text.startswith("# Fee notice FA-2026-0001\n")
    assert again.err == "FA-2026-0001 was drawn up before; it is issued\n"
    without = desk(here, "notice", "project", *ACTOR)
    assert re.match(r"# Fee notice FA-2026-[0-9a-f]{8}\n", without.text)


def test_a_second_notice_for_the_same_period_is_pointed_out(here):
    notice(here)
    actor = here / "company.toml"
    actor.write_text(actor.read_text("utf-8").replace("2400000", "2400001"), "utf-8")
    assert "FA-2026-0001 is for the same licensee, commons and period: waive the one that lapses" in notice(here).err


def test_a_notice_with_an_open_question_gets_no_number(here):
    actor = here / "company.toml"
    lines = actor.read_text("utf-8").splitlines()
    actor.write_text("\n".join(line for line in lines if not line.startswith("revenue")), "utf-8")
    ran = notice(here)
    assert (ran.code, ran.out) == (UNDETERMINED, b"")
    assert "No number for peer-map: facts are missing" in ran.err
    assert json.loads(desk(here, "ledger", "list", "-f", "json").out) == []


def test_list_and_show(here):
    notice(here)
    desk(here, "ledger", "dispute", "FA-2026-0001", "--why", "we are a cooperative")
    head, row = desk(here, "ledger", "list").text.splitlines()
    assert head.split() == ["number", "kind", "state", "total", "open", "due", "on", "licensee"]
    assert row.split()[:5] == ["FA-2026-0001", "assessment", "disputed", "14,000.00", "EUR"]
    (one,) = json.loads(desk(here, "ledger", "list", "-f", "json").out)
    assert (one["state"], one["open"], one["possible"]) == (
        "disputed", {"amount": "14000.00", "currency": "EUR"}, ["accept", "pay", "waive"],
    )  # fmt: skip
    shown = desk(here, "ledger", "show", "FA-2026-0001").text
    assert "dispute by Ada: we are a cooperative" in shown
    assert "possible now: accept, pay, waive" in shown
    told = json.loads(desk(here, "ledger", "show", "FA-2026-0001", "-f", "json").out)
    assert [entry["seq"] for entry in told["entries"]] == [1, 2]
    page = desk(here, "ledger", "show", "FA-2026-0001", "--file", "json")
    assert page.json["reference"] == "FA-2026-0001"
    assert "has no docx; there are html, json, md" in refused(
        desk(here, "ledger", "show", "FA-2026-0001", "--file", "docx")
    )


def test_the_rest_of_what_was_paid_in_part_is_waived(here):
    notice(here)
    desk(here, "ledger", "pay", "FA-2026-0001", "--amount", "9000 EUR")
    ran = desk(here, "ledger", "waive", "FA-2026-0001", "--why", "settled over the telephone")
    assert ran.text == "FA-2026-0001 is paid\n"
    shown = desk(here, "ledger", "show", "FA-2026-0001").text
    assert "settled 9,000.00 EUR; waived 5,000.00 EUR; open 0.00 EUR" in shown
    assert desk(here, "ledger", "receipt", "FA-2026-0001", "--key", "steward.pem").code == CLEAN
    assert desk(here, "ledger", "verify").text.startswith("whole: 3 entries, 1 documents\n")


def test_what_is_not_possible_says_what_is(here):
    notice(here)
    desk(here, "ledger", "waive", "FA-2026-0001", "--why", "they contribute")
    ran = desk(here, "ledger", "accept", "FA-2026-0001")
    assert refused(ran) == (
        "copyfair: FA-2026-0001 (assessment) is waived: accept is not possible now; possible: pay\n"
    )
    assert "no document 'FA-2026-0002'" in refused(desk(here, "ledger", "accept", "FA-2026-0002"))
    assert "Missing option '--why'" in desk(here, "ledger", "waive", "FA-2026-0001").err
    assert "is not money; write it like" in refused(desk(here, "ledger", "pay", "FA-2026-0001", "--amount", "lots"))
    assert "there is no ledger" in refused(copyfair("ledger", "list", "-l", "none.sqlite", folder=here))
    assert "is a ledger already" in refused(desk(here, "ledger", "create"))
    assert "a receipt is for what is paid" in refused(
        desk(here, "ledger", "receipt", "FA-2026-0001", "--key", "steward.pem")
    )


def test_an_export_is_verified_by_whoever_has_it(here, tmp_path):
    notice(here)
    early = desk(here, "ledger", "head").text.strip()
    desk(here, "ledger", "accept", "FA-2026-0001")
    assert desk(here, "ledger", "export", "-o", "books.ndjson").code == CLEAN
    shutil.move(here / "books.ndjson", tmp_path / "books.ndjson")
    ran = copyfair("ledger", "verify", "books.ndjson", "--head", early, folder=tmp_path)
    assert (ran.code, ran.text.splitlines()[0]) == (CLEAN, "whole: 2 entries, 1 documents")
    text = (tmp_path / "books.ndjson").read_bytes()
    (tmp_path / "books.ndjson").write_bytes(text.replace(b"14000.00", b"14001.00", 1))
    ran = copyfair("ledger", "verify", "books.ndjson", folder=tmp_path)
    assert ran.code == NOT_GENUINE
    assert ran.text.splitlines()[0] == "NOT WHOLE: entry 1 (FA-2026-0001): was changed: its hash is another"
    assert "is no head" in refused(copyfair("ledger", "verify", "books.ndjson", "--head", "x", folder=tmp_path))
    assert "give an exported FILE" in copyfair("ledger", "verify", folder=tmp_path).err
    assert "cannot be read" in refused(copyfair("ledger", "verify", "none", folder=tmp_path))


def test_a_signed_head(here):
    notice(here)
    desk(here, "ledger", "head", "--key", "steward.pem", "-o", "head.json")
    ran = desk(here, "verify", "head.json", "--keys", "copyfair-keys.json")
    assert ran.code == CLEAN
    assert desk(here, "ledger", "head").text.strip().rpartition(":")[2] in ran.text


CAMT = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>1</Id>
<Acct><Id><IBAN>{iban}</IBAN></Id></Acct><Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-12-01</Dt></BookgDt><AcctSvcrRef>7</AcctSvcrRef><NtryDtls><TxDtls><RmtInf><Strd><CdtrRefInf>
<Ref>126000000171</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"""


def test_a_bank_statement_books_what_agrees_and_proposes_the_rest(here):
    pytest.importorskip("defusedxml")
    notice(here)
    (here / "part.xml").write_text(CAMT.format(iban=IBAN, amount="9800.00"))
    ran = desk(here, "ledger", "bank", "part.xml")
    assert ran.code == UNDETERMINED
    assert ran.text.startswith("PLEASE DECIDE: 9,800.00 EUR on 2026-12-01 (part.xml: entry 1")
    assert "4,200.00 EUR less than the 14,000.00 EUR that are open: a part, or a tax was withheld" in ran.text
    (here / "full.xml").write_text(CAMT.format(iban=IBAN, amount="14000.00"))
    assert desk(here, "ledger", "bank", "full.xml", "--dry-run").text.startswith("would book: 14,000.00 EUR")
    booked, again = desk(here, "ledger", "bank", "full.xml"), desk(here, "ledger", "bank", "full.xml")
    assert booked.text.startswith("booked: 14,000.00 EUR")
    assert (again.code, again.text[:6]) == (CLEAN, "known:")
    assert "is paid" not in again.text
    assert ", assessment, paid" in desk(here, "ledger", "show", "FA-2026-0001").text


def test_a_table_of_a_bank(here):
    notice(here)
    (here / "july.csv").write_text('Datum;Bedrag;Tekst\n01/12/2026;14.000,00;"+++126/0000/00171+++"\n')
    columns = ("--column", "amount=Bedrag", "--column", "on=Datum", "--column", "text=Tekst")
    ran = desk(here, "ledger", "bank", "july.csv", *columns, "--account", IBAN)
    assert ran.text.startswith("booked: 14,000.00 EUR on 2026-12-01 (july.csv:2)")
    assert "write --column FIELD=HEADING" in refused(desk(here, "ledger", "bank", "july.csv", "--column", "sum=Bedrag"))


# ---------------------------------------------------------------- keys, sign, verify


def test_sign_and_verify_a_file(here):
    (here / "note.txt").write_text("as agreed")
    assert desk(here, "sign", "note.txt", "--key", "steward.pem").code == CLEAN
    ran = desk(here, "verify", "note.txt", "--keys", "copyfair-keys.json")
    today = datetime.datetime.now(tz=datetime.UTC).date()
    assert ran.text.startswith(f"genuine: signed by Friends of Peer Map vzw on {today} with the key ")
    (here / "note.txt").write_text("as never agreed")
    ran = desk(here, "verify", "note.txt", "--keys", "copyfair-keys.json")
    assert (ran.code, ran.out) == (NOT_GENUINE, b"")
    assert ran.err == "NOT GENUINE: note.txt: is not the file that Friends of Peer Map vzw signed\n"
    assert "is not there" in refused(desk(here, "verify", "note.txt", "--keys", "none.json"))


def test_a_report_with_its_certificate(here):
    ran = desk(here, "report", "project", *ACTOR, "-o", "report.json", "--key", "steward.pem")
    assert ran.code == CLEAN, ran.err
    ran = desk(here, "verify", "report.json", "--keys", "copyfair-keys.json")
    assert ran.code == CLEAN
    says = json.loads(ran.text.partition("(urn:copyfair:certificate:1): ")[2])
    assert (says["project"], says["as_of"], says["actor"]) == ("project", "2026-11-22", "Meridian Mobility Ltd")
    assert says["verdicts"] == {"fee-due": 1, "permitted-with-duties": 1}
    assert says["acts_needed"] == 1
    assert "give it a name with --output" in desk(here, "report", "project", "--key", "steward.pem").err


def test_keys_are_replaced_and_revoked(here):
    (here / "note.txt").write_text("as agreed")
    desk(here, "sign", "note.txt", "--key", "steward.pem")
    first = json.loads((here / "copyfair-keys.json").read_bytes())["keys"][0]["public"]
    assert desk(here, "keys", "new", "next.pem", "--from", "2999-01-01").code == CLEAN
    assert desk(here, "verify", "note.txt", "--keys", "copyfair-keys.json").code == CLEAN
    listed = desk(here, "keys", "list").text.splitlines()
    assert listed[0] == "Keys of Friends of Peer Map vzw:"
    assert listed[1].endswith("from 2026-01-01 to 2998-12-31")
    identity = listed[1].split()[0]
    assert identity != first
    assert desk(here, "keys", "revoke", identity[:12], "--why", "stolen").code == CLEAN
    assert desk(here, "verify", "note.txt", "--keys", "copyfair-keys.json").code == NOT_GENUINE
    assert "REVOKED: stolen" in desk(here, "keys", "list").text


def test_keys_that_cannot_be_made(here):
    assert "cannot be written" in refused(desk(here, "keys", "new", "steward.pem", "--from", "2999-01-01"))
    assert "holds the keys of Friends" in refused(desk(here, "keys", "new", "x.pem", "--owner", "Others"))
    assert "say whose keys these are" in refused(desk(here, "keys", "new", "x.pem", "-d", "other.json"))
    assert not (here / "x.pem").exists()


def test_a_key_with_a_password(here):
    (here / "note.txt").write_text("as agreed")
    word = {"COPYFAIR_KEY_PASSWORD": "long word"}
    made = copyfair("keys", "new", "own.pem", "-d", "own.json", "--owner", "A", folder=here, **word)
    assert made.code == CLEAN
    assert "ENCRYPTED" in (here / "own.pem").read_text()
    assert "no secret key that can be read" in refused(copyfair("sign", "note.txt", "--key", "own.pem", folder=here))
    assert copyfair("sign", "note.txt", "--key", "own.pem", folder=here, **word).code == CLEAN
    assert copyfair("verify", "note.txt", "--keys", "own.json", folder=here).code == CLEAN
