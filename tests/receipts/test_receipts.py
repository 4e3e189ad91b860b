"""From a paid notice to a free component: the receipt, and every way in which it does not count."""

import base64
import datetime
import json
import sys
from pathlib import Path

import msgspec
import pytest

import copyfair
from copyfair.commons import load as load_commons
from copyfair.errors import LedgerError
from copyfair.ledger.books import create_ledger
from copyfair.ledger.model import Action, Event
from copyfair.money import Money
from copyfair.notices import draw_up, issue
from copyfair.notices.receipt import receipt_for, signed_receipt
from copyfair.receipts import Accepted, foreign
from copyfair.signing.envelope import Subject, sign
from copyfair.signing.keys import KeyDirectory, PublicKey, SigningKey

pytest.importorskip("rfc8785", reason="a ledger needs the extra `ledger`")
pytest.importorskip("cryptography", reason="receipts need the extra `sign`")

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
DAY = datetime.date(2026, 11, 22)
NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
STEWARD = "Friends of Peer Map vzw"


@pytest.fixture
def books(tmp_path):
    with create_ledger(str(tmp_path / "books.sqlite"), clock=lambda: NOON) as made:
        yield made


@pytest.fixture(scope="module")
def key():
    return SigningKey.new()


def assessed(project=EXAMPLES / "project", actor="company", as_of=DAY, commons=True):
    files = [EXAMPLES / "commons.toml"] if commons else []
    return copyfair.assess(project, actor=EXAMPLES / "actors" / f"{actor}.toml", as_of=as_of, commons=files)


def paid(books):
    (notice,) = draw_up(assessed())
    document = issue(notice, books, by="Ada").document
    books.record(Event(action=Action.PAY, number=document.number, paid=Money.of(14000, "EUR")), by="Ada")
    return document


@pytest.fixture
def receipt(books):
    document = paid(books)
    return receipt_for(books, document.number), document


class Project:
    """A copy of the example project with a receipt in it."""

    def __init__(self, root, key):
        self.root = root
        for file in (EXAMPLES / "project").rglob("*"):
            if file.is_file():
                target = root / file.relative_to(EXAMPLES / "project")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read_bytes())
        self.trust(key)
        (root / "copyfair.toml").write_text('[[receipt]]\nfile = "receipts"\nkey = "keys.json"\n', "utf-8")

    def trust(self, key, owner=STEWARD, **changed):
        fields = {"public": key.public, "valid_from": datetime.date(2026, 1, 1)} | changed
        keys = KeyDirectory(owner=owner, keys=(PublicKey(**fields),))
        (self.root / "keys.json").write_bytes(keys.encoded())

    def put(self, envelope):
        (self.root / "receipts").mkdir(exist_ok=True)
        (self.root / "receipts" / "peer-map.json").write_bytes(envelope.encoded())

    def check(self, **more):
        found = assessed(self.root, **more)
        (decision,) = (one for one in found.decisions if one.component.name == "peer-map")
        told = [f"{one.code}: {one.message}" for one in found.problems if "receipt" in one.code]
        return str(decision.verdict), told


@pytest.fixture
def project(tmp_path, key):
    return Project(tmp_path / "project", key)


def test_who_has_paid_is_free_until_the_period_ends(project, receipt, key):
    project.put(signed_receipt(*receipt, key, DAY))
    assert project.check() == ("permitted-with-duties", [])
    assert project.check(as_of=datetime.date(2026, 12, 31)) == ("permitted-with-duties", [])
    assert project.check(as_of=datetime.date(2027, 1, 1)) == (
        "fee-due", ["receipt-not-counted: the receipt for FA-2026-0001 holds from 2026-01-01 to 2026-12-31"],
    )  # fmt: skip


def test_the_decision_says_by_which_receipt(project, receipt, key):
    project.put(signed_receipt(*receipt, key, DAY))
    found = assessed(project.root)
    (decision,) = (one for one in found.decisions if one.component.name == "peer-map")
    assert decision.rung == "entitlement"
    assert "Friends of Peer Map vzw granted a right of use" in decision.because[0].says
    assert "receipt for FA-2026-0001" in decision.because[0].says


def test_without_the_receipt_the_fee_is_due(project):
    (project.root / "copyfair.toml").unlink()
    assert project.check() == ("fee-due", [])


def refused(project, message, **more):
    verdict, told = project.check(**more)
    assert verdict == "fee-due"
    assert len(told) == 1
    assert message in told[0]


def test_a_receipt_that_was_changed(project, receipt, key):
    document = json.loads(signed_receipt(*receipt, key, DAY).encoded())
    payload = base64.b64decode(document["payload"]).replace(b"2026-12-31", b"2099-12-31")
    document["payload"] = base64.b64encode(payload).decode()
    project.put(msgspec.convert(document, type(signed_receipt(*receipt, key, DAY))))
    refused(project, "bad-receipt: was changed since it was signed")


def test_a_receipt_for_somebody_else(project, receipt, key):
    made, document = receipt
    project.put(signed_receipt(msgspec.structs.replace(made, licensee="Bolts Ltd"), document, key, DAY))
    refused(project, "receipt-not-counted: the receipt for FA-2026-0001 was given to Bolts Ltd, not to Meridian")


def test_the_same_name_with_another_number_is_somebody_else(receipt):
    made, _ = receipt
    party = assessed().actor.party
    assert party.name == made.licensee
    accepted = Accepted(receipts=(("r.json", msgspec.structs.replace(made, licensee_id="KBO 0417.497.106")),))
    for register, others in (("", 0), ("KBO 0417497106", 0), ("KBO 0123.456.749", 1)):
        found = foreign(accepted, msgspec.structs.replace(party, register=register, vat=""))
        assert len(found.problems) == others


def test_a_receipt_of_a_key_that_is_not_trusted(project, receipt):
    project.put(signed_receipt(*receipt, SigningKey.new(), DAY))
    refused(project, f"which is no key of {STEWARD}")


def test_a_receipt_of_a_key_that_was_revoked_or_is_of_another_owner(project, receipt, key):
    project.put(signed_receipt(*receipt, key, DAY))
    project.trust(key, revoked="stolen")
    refused(project, "was revoked: stolen")
    project.trust(key, owner="Somebody Else")
    refused(project, f"is a receipt of {STEWARD}, signed by Somebody Else")


def test_a_steward_speaks_for_its_own_commons_only(project, receipt, key):
    made, document = receipt
    project.put(signed_receipt(msgspec.structs.replace(made, commons="gears"), document, key, DAY))
    refused(project, "is for the commons 'gears', whose commons.toml is not on record")
    other = msgspec.structs.replace(made, components=("pkg:npm/left-pad",))
    project.put(signed_receipt(other, document, key, DAY))
    refused(project, "is for components that peer-map does not cover: pkg:npm/left-pad")
    stranger = msgspec.structs.replace(made, licensor="Mallory")
    project.trust(key, owner="Mallory")
    project.put(signed_receipt(stranger, document, key, DAY))
    refused(project, f"is of Mallory; the steward of peer-map is {STEWARD}")


@pytest.mark.parametrize("component", ["pkg:npm/*", "pkg:npm/peer-map@2.1.0", "peer-map", "pkg:npm/peer-ma?", "pkg:"])
def test_a_receipt_names_its_components_exactly(project, receipt, key, component):
    made, document = receipt
    project.put(signed_receipt(msgspec.structs.replace(made, components=(component,)), document, key, DAY))
    refused(project, "is not the package URL of one component without version")


def test_another_signed_statement_is_no_receipt(project, key):
    project.put(sign([Subject.of("a", "0" * 64)], "urn:copyfair:notice:1", {}, key, DAY))
    refused(project, "is signed, but is no receipt: urn:copyfair:notice:1")
    project.put(sign([Subject.of("a", "0" * 64)], "urn:copyfair:receipt:1", {"number": "1"}, key, DAY))
    refused(project, "is no receipt that can be read")


def test_files_that_are_not_there_or_no_receipts(project, receipt, key):
    (project.root / "copyfair.toml").write_text('[[receipt]]\nfile = "none.json"\nkey = "keys.json"\n')
    refused(project, "is not there")
    (project.root / "copyfair.toml").write_text('[[receipt]]\nfile = "package.json"\nkey = "keys.json"\n')
    refused(project, "is no signed statement")
    project.put(signed_receipt(*receipt, key, DAY))
    (project.root / "copyfair.toml").write_text('[[receipt]]\nfile = "receipts"\nkey = "package.json"\n')
    refused(project, "is no key directory")


def test_a_refused_receipt_is_an_error_and_one_that_ran_out_a_warning(project, receipt):
    project.put(signed_receipt(*receipt, SigningKey.new(), DAY))
    (problem,) = (one for one in assessed(project.root).problems if one.code == "bad-receipt")
    assert (problem.severity, problem.where) == ("error", "receipts/peer-map.json")
    assert copyfair.problem.CODES["receipt-not-counted"].severity == "warning"


def test_a_comparison_frees_only_whom_the_receipt_names(project, receipt, key):
    project.put(signed_receipt(*receipt, key, DAY))
    company = copyfair.actor.load(EXAMPLES / "actors" / "company.toml", as_of=DAY)
    stranger = msgspec.structs.replace(company[0], party=msgspec.structs.replace(company[0].party, name="Stranger Ltd"))
    found = copyfair.compare(
        project.root,
        {"payer": company, "stranger": (stranger, company[1])},
        as_of=DAY,
        commons=[load_commons(EXAMPLES / "commons.toml")],
    )
    (line,) = (one for one in found.lines if "PPL" in str(one.license))
    assert [str(cell.verdict) for cell in line.cells] == ["permitted-with-duties", "fee-due"]


def test_without_the_library_a_receipt_frees_nobody_and_says_what_to_install(project, receipt, key, monkeypatch):
    project.put(signed_receipt(*receipt, key, DAY))
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    refused(project, "python -m pip install 'copyfair[sign]'")


# ---------------------------------------------------------------- when there is a receipt


def test_there_is_a_receipt_only_for_what_is_paid(books):
    (notice,) = draw_up(assessed())
    number = issue(notice, books, by="Ada").document.number
    with pytest.raises(LedgerError, match=r"is issued, 14,000\.00 EUR are open: a receipt is for what is paid"):
        receipt_for(books, number)
    books.record(Event(action=Action.PAY, number=number, paid=Money.of("13999.99", "EUR")), by="Ada")
    with pytest.raises(LedgerError, match=r"0\.01 EUR are open"):
        receipt_for(books, number)
    books.record(Event(action=Action.PAY, number=number, withheld=Money.of("0.01", "EUR")), by="Ada")
    made = receipt_for(books, number)
    assert (made.valid_from, made.valid_until) == (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    assert (made.licensor, made.licensee, made.commons) == (STEWARD, "Meridian Mobility Ltd", "peer-map")
    assert made.components == ("pkg:npm/peer-map",)
    assert made.ledger == books.head()


def test_it_holds_until_the_day_that_is_given(books):
    number = paid(books).number
    assert receipt_for(books, number, until=datetime.date(2027, 6, 30)).valid_until == datetime.date(2027, 6, 30)
    with pytest.raises(LedgerError, match="gives no right"):
        receipt_for(books, number, until=datetime.date(2025, 12, 31))


def test_a_receipt_names_no_sum(receipt, key):
    envelope = signed_receipt(*receipt, key, DAY)
    assert b"14000" not in base64.b64decode(envelope.payload)
