"""Which document a transfer pays: booked only where everything agrees, otherwise a proposal with its reason."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copyfair.bank.matching import Found, event_of, match
from copyfair.bank.model import Credit
from copyfair.bank.references import is_iban, mentions, ogm, plain, rf, structured_reference
from copyfair.ledger.model import Account, Action, Document, Entry, Event, Filed, Kind
from copyfair.ledger.states import after, standing
from copyfair.money import Money

DAY = datetime.date(2026, 12, 1)
HOME, OTHER = "BE71096123456769", "BE68539007547034"
DIGEST = "0" * 64


def eur(amount):
    return Money.of(amount, "EUR")


def owed(number="FA-2026-0001", total="100", accounts=((HOME, "100"),), licensee="Cogs & Sons Ltd"):
    document = Document(
        number=number,
        kind=Kind.ASSESSMENT,
        dated=DAY,
        key=DIGEST,
        content=DIGEST,
        issuer="A",
        licensee=licensee,
        total=eur(total),
        reference=ogm(number),
        accounts=tuple(Account(iban=iban, amount=eur(amount)) for iban, amount in accounts),
        files=(Filed(name="x", media_type="x", sha256=DIGEST, size=0),),
    )
    return standing(document, 1)


def then(one, action, **changed):
    event = Event(action=action, number=one.document.number, **changed)
    at = datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC)
    return after(one, Entry(ledger="l", seq=2, at=at, by="Ada", prev=DIGEST, what=event))


REFERENCE = ogm("FA-2026-0001")


def came(amount="100", reference=REFERENCE, account=HOME, id_="1", **more):
    fields = {"where": "w", "id": id_, "account": account, "amount": eur(amount), "on": DAY}
    return Credit(**(fields | {"reference": plain(reference)} | more))


def one(credit, *standings, booked=()):
    (found,) = match([credit], standings, booked)
    return found


def test_reference_amount_and_account_agree():
    found = one(came(), owed(), owed("FA-2026-0002"))
    assert (found.found, found.numbers) == (Found.EXACT, ("FA-2026-0001",))
    assert event_of(came(), "FA-2026-0001") == Event(
        action=Action.PAY, number="FA-2026-0001", key="bank 1", paid=eur(100), on=DAY
    )


@pytest.mark.parametrize("text", ["+++126/0000/00171+++", "ref 126000000171", "***126/0000/00171*** thanks"])
def test_the_reference_may_stand_in_what_the_payer_wrote(text):
    assert one(came(reference="", text=text), owed()).found is Found.EXACT


@pytest.mark.parametrize(
    ("credit", "why"),
    [
        (came("90"), "10.00 EUR less than the 100.00 EUR that are open"),
        (came("110"), "10.00 EUR more than the 100.00 EUR that are open"),
        (came(account=OTHER), "an account that the document does not name"),
        (came(amount="100", id_="2", reference="", text="FA-2026-0001"), "the text has its number and the amount is"),
        (came("99", reference="", payer="COGS & SONS LTD"), "the payer has the licensee's name"),
        (came("100", reference=""), "the amount is the one that is open"),
    ],
)
def test_everything_else_is_a_proposal(credit, why):
    found = one(credit, owed())
    assert (found.found, found.numbers) == (Found.PROPOSAL, ("FA-2026-0001",))
    assert why in found.why


def test_another_currency_and_an_objection_are_for_people():
    foreign = came()
    foreign = Credit(
        **{name: getattr(foreign, name) for name in Credit.__struct_fields__} | {"amount": Money.of(100, "USD")}
    )
    assert "another currency" in one(foreign, owed()).why
    assert "an objection is open" in one(came(), then(owed(), Action.DISPUTE)).why


def test_two_documents_named_at_once_are_for_people():
    text = f"{ogm('FA-2026-0001')} and {ogm('FA-2026-0002')}"
    found = one(came(reference="", text=text), owed(), owed("FA-2026-0002"))
    assert (found.found, found.numbers) == (Found.PROPOSAL, ("FA-2026-0001", "FA-2026-0002"))


def test_what_nothing_speaks_for():
    assert one(came("3", reference="", text="lunch", payer="Ada"), owed()).found is Found.NOTHING
    wrong = "126000000172"  # check digits of another number
    assert one(came("3", reference=wrong), owed()).found is Found.NOTHING


def test_money_for_what_is_over_is_for_people():
    for over, state in ((then(owed(), Action.WAIVE), "waived"), (then(owed(), Action.PAY, paid=eur(100)), "paid")):
        found = one(came(), over)
        assert (found.found, found.numbers) == (Found.PROPOSAL, ("FA-2026-0001",))
        assert f"it is {state} already" in found.why
        assert one(came(reference=""), over).found is Found.NOTHING


def test_a_statement_that_is_read_twice_is_known():
    found = one(came(), owed(), booked=[event_of(came(), "FA-2026-0001")])
    assert (found.found, found.numbers) == (Found.BOOKED, ("FA-2026-0001",))


def test_the_second_payment_of_the_same_sum_is_a_proposal():
    first, second = match([came(id_="1"), came(id_="2")], [owed()], [])
    assert (first.found, second.found) == (Found.EXACT, Found.PROPOSAL)
    assert "100.00 EUR more than the 0.00 EUR" in second.why


def test_the_rest_after_a_part_is_exact():
    part = then(owed(), Action.PAY, paid=eur(30))
    assert one(came("70"), part).found is Found.EXACT


def test_each_payee_receives_its_part():
    split = owed(accounts=((HOME, "75"), (OTHER, "25")))
    found = match([came("75", id_="1"), came("25", account=OTHER, id_="2")], [split], [])
    assert [one.found for one in found] == [Found.EXACT, Found.EXACT]
    assert one(came("75", account=OTHER), split).found is Found.PROPOSAL
    assert one(came("25", account=OTHER), then(split, Action.PAY, paid=eur(75))).found is Found.EXACT


# ---------------------------------------------------------------- references

NUMBERS = st.builds(
    lambda series, year, place: f"{series}-{year:04}-{place:04}",
    st.sampled_from(["FA", "INV", "DN", "CN", "SB", "RM"]),
    st.integers(2000, 2099),
    st.integers(1, 9_999_999),
)


@given(NUMBERS)
def test_references_are_right_by_another_library(number):
    ogm_vcs = pytest.importorskip("stdnum.be.ogm_vcs")
    iso11649 = pytest.importorskip("stdnum.iso11649")
    assert ogm_vcs.is_valid(ogm(number))
    assert iso11649.is_valid(rf(number))
    assert len(plain(rf(number))) <= 25


@given(NUMBERS, NUMBERS)
def test_two_numbers_never_share_a_reference(one_, other):
    assert (ogm(one_) == ogm(other)) == (one_ == other) == (rf(one_) == rf(other))


@given(st.from_regex(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", fullmatch=True))
def test_account_numbers_agree_with_another_library(text):
    iban = pytest.importorskip("stdnum.iban")
    if iban.is_valid(text):
        assert is_iban(text)
    assert is_iban(HOME)
    assert not is_iban(HOME[:-1] + "0")


@given(NUMBERS, st.sampled_from(["{}", "pay {} now", "{}.", "/{}/"]))
def test_a_reference_is_found_however_it_is_spaced(number, around):
    for reference in (ogm(number), rf(number)):
        assert mentions(around.format(reference), reference)
        assert mentions(around.format(plain(reference)), reference)
        assert not mentions(around.format(plain(reference) + "1"), reference)
        assert not mentions(around.format("1" + plain(reference)), reference)
    assert not mentions("anything", "")


def test_belgian_accounts_get_belgian_references():
    assert structured_reference("FA-2026-0001", "BE") == "+++126/0000/00171+++"
    assert structured_reference("FA-2026-0001", "NL") == "RF26 FA20 2600 01"
    with pytest.raises(ValueError, match="no structured communication"):
        ogm("FA-2026-99999999")
