"""What can become of a document: every step from every state, and the sums."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_sample import DAY, NOON, eur

from copyfair.errors import LedgerError
from copyfair.ledger.model import SERIES, Action, Document, Entry, Event, Filed, Kind
from copyfair.ledger.states import State, after, possible, standing
from copyfair.money import Money

BILLS = (Kind.INVOICE, Kind.DEBIT_NOTE, Kind.SELF_BILLED)
DIGEST = "0" * 64


def document(kind=Kind.ASSESSMENT, **changed):
    fields = {
        "number": f"{SERIES[kind]}-2026-0001",
        "kind": kind,
        "dated": DAY,
        "key": DIGEST,
        "content": DIGEST,
        "issuer": "A",
        "licensee": "B",
        "total": eur(100),
        "due_on": DAY,
        "files": (Filed(name="x", media_type="text/plain", sha256=DIGEST, size=0),),
    }
    return Document(**(fields | changed))


def entry(what, at=NOON):
    return Entry(ledger="l", seq=2, at=at, by="Ada", prev=DIGEST, what=what)


def step(one, what, **changed):
    """Once an action, or a document of a kind, has followed."""
    number = one.document.number
    if isinstance(what, Kind):
        follower = document(what, **({"about": number, "total": eur(100)} | changed))
        return after(one, entry(follower, NOON + datetime.timedelta(days=1)))
    return after(one, entry(Event(action=what, number=number, **changed)))


def walked(kind, *steps):
    one = standing(document(kind), 1)
    for what in steps:
        one = step(one, *what) if isinstance(what, tuple) else step(one, what)
    return one


ROADS = [
    ([], State.ISSUED, {"accept", "dispute", "waive", "pay"}),
    ([Action.ACCEPT], State.ACCEPTED, {"dispute", "waive", "pay", "invoice", "debit-note", "self-billed-invoice"}),
    ([Action.DISPUTE], State.DISPUTED, {"accept", "waive", "pay"}),
    ([Action.WAIVE], State.WAIVED, {"pay"}),
    ([Action.DISPUTE, Action.WAIVE], State.WAIVED, {"pay"}),
    ([Action.DISPUTE, Action.ACCEPT], State.ACCEPTED, {"dispute", "waive", "pay", *BILLS}),
    ([Action.ACCEPT, Kind.INVOICE], State.INVOICED, set()),
    ([Action.ACCEPT, Kind.DEBIT_NOTE], State.INVOICED, set()),
]


@pytest.mark.parametrize(("road", "state", "can"), ROADS)
def test_an_assessment(road, state, can):
    one = walked(Kind.ASSESSMENT, *road)
    assert (one.state, set(possible(one))) == (state, can)


@pytest.mark.parametrize("kind", BILLS)
def test_a_bill(kind):
    fresh = {"pay", "dispute", "reminder", "credit-note", "debit-note"}
    assert set(possible(walked(kind))) == fresh
    reminded = walked(kind, Kind.REMINDER)
    assert (reminded.state, set(possible(reminded))) == (State.REMINDED, fresh)
    disputed = walked(kind, Kind.REMINDER, Action.DISPUTE)
    assert (disputed.state, set(possible(disputed))) == (State.DISPUTED, {"accept", "pay", "credit-note"})
    credited = walked(kind, Kind.CREDIT_NOTE)
    assert (credited.state, credited.open, set(possible(credited))) == (State.CREDITED, eur(0), {"pay"})


@pytest.mark.parametrize("kind", [Kind.CREDIT_NOTE, Kind.REMINDER])
def test_nothing_follows_a_credit_note_or_reminder(kind):
    assert possible(walked(kind)) == ()


def test_what_is_refused_says_what_is_possible():
    with pytest.raises(LedgerError) as raised:
        walked(Kind.ASSESSMENT, Action.WAIVE, Action.ACCEPT)
    assert str(raised.value) == "FA-2026-0001 (assessment) is waived: accept is not possible now; possible: pay"
    with pytest.raises(LedgerError, match="is invoiced: pay is not possible now; possible: nothing more"):
        step(walked(Kind.ASSESSMENT, Action.ACCEPT, Kind.INVOICE), Action.PAY, paid=eur(100))


def test_parts_a_tax_at_source_and_too_much():
    one = standing(document(Kind.INVOICE), 1)
    one = step(one, Action.PAY, paid=eur(40))
    assert (one.state, one.open) == (State.ISSUED, eur(60))
    one = step(one, Action.PAY, paid=eur(42), withheld=eur(18))
    assert (one.state, one.settled, one.withheld, one.open) == (State.PAID, eur(100), eur(18), eur(0))
    one = step(one, Action.PAY, paid=eur(25))
    assert (one.state, one.open) == (State.PAID, eur(-25))
    assert "refund" in possible(one)
    with pytest.raises(LedgerError, match="no more can go back"):
        step(one, Action.REFUND, paid=eur("25.01"))
    one = step(one, Action.REFUND, paid=eur(25))
    assert (one.state, one.open) == (State.PAID, eur(0))
    assert "refund" not in possible(one)


def test_a_credit_note_takes_back_a_part_or_the_whole():
    one = step(standing(document(Kind.INVOICE), 1), Kind.CREDIT_NOTE, total=eur(30))
    assert (one.state, one.open, one.followers) == (State.ISSUED, eur(70), ("CN-2026-0001",))
    with pytest.raises(LedgerError, match=r"takes back at most 70\.00 EUR"):
        step(one, Kind.CREDIT_NOTE, total=eur("70.01"))
    assert step(one, Action.PAY, paid=eur(70)).state is State.PAID
    paid = step(standing(document(Kind.INVOICE), 1), Action.PAY, paid=eur(100))
    whole = step(paid, Kind.CREDIT_NOTE)
    assert (whole.state, whole.open) == (State.CREDITED, eur(-100))
    assert "refund" in possible(whole)


def test_money_for_what_is_disputed_or_waived_is_booked_and_changes_no_word():
    disputed = step(walked(Kind.ASSESSMENT, Action.DISPUTE), Action.PAY, paid=eur(100))
    assert (disputed.state, disputed.open) == (State.DISPUTED, eur(0))
    assert step(disputed, Action.ACCEPT).state is State.PAID
    waived = step(walked(Kind.ASSESSMENT, Action.WAIVE), Action.PAY, paid=eur(100))
    assert (waived.state, waived.open) == (State.WAIVED, eur(-100))
    assert step(waived, Action.REFUND, paid=eur(100)).open == eur(0)


@pytest.mark.parametrize("road", [(), (Action.ACCEPT,), (Action.DISPUTE,)])
def test_what_was_paid_in_part_is_closed_by_waiving_the_rest(road):
    """What was paid stays, and counts as the whole: nothing more is open, and nothing goes back."""
    one = step(step(walked(Kind.ASSESSMENT, *road), Action.PAY, paid=eur(40)), Action.WAIVE)
    assert (one.state, one.settled, one.waived, one.open) == (State.PAID, eur(40), eur(60), eur(0))
    assert set(possible(one)) == {"pay"}
    more = step(one, Action.PAY, paid=eur(5))
    assert (more.state, more.open) == (State.PAID, eur(-5))
    with pytest.raises(LedgerError, match="no more can go back"):
        step(more, Action.REFUND, paid=eur("5.01"))
    assert step(more, Action.REFUND, paid=eur(5)).open == eur(0)


def test_what_was_paid_in_part_is_not_invoiced_and_what_was_paid_whole_not_waived():
    one = step(walked(Kind.ASSESSMENT, Action.ACCEPT), Action.PAY, paid=eur(1))
    assert set(possible(one)) == {"dispute", "pay", "waive"}
    with pytest.raises(LedgerError, match="and something was paid for it: invoice is not possible"):
        step(one, Kind.INVOICE)
    whole = step(walked(Kind.ASSESSMENT, Action.DISPUTE), Action.PAY, paid=eur(100))
    assert set(possible(whole)) == {"accept", "pay"}


def test_a_reminder_comes_after_the_due_day():
    early = document(Kind.INVOICE, due_on=DAY + datetime.timedelta(days=1))
    with pytest.raises(LedgerError, match="is not past due: it is due on 2026-11-23"):
        step(standing(early, 1), Kind.REMINDER)


@pytest.mark.parametrize(
    ("amounts", "message"),
    [
        ({}, "needs an amount"),
        ({"paid": eur(0)}, "above zero"),
        ({"paid": eur(-5)}, "above zero"),
        ({"paid": eur(5), "withheld": eur(-1)}, "above zero"),
        ({"paid": eur("5.001")}, "can be paid in EUR"),
        ({"paid": eur(5), "withheld": Money.of(1, "USD")}, "is in EUR"),
    ],
)
def test_amounts_that_nobody_pays(amounts, message):
    with pytest.raises(LedgerError, match=message):
        step(standing(document(), 1), Action.PAY, **amounts)


def test_a_word_takes_no_amount():
    with pytest.raises(LedgerError, match="accept takes no amount"):
        step(standing(document(), 1), Action.ACCEPT, paid=eur(1))


STEPS = st.sampled_from([*Action, *Kind])


@given(st.sampled_from([*Kind]), st.lists(st.tuples(STEPS, st.integers(1, 15000)), max_size=12))
def test_whatever_happens_the_sums_and_the_state_agree(kind, steps):
    """The law: a step is possible, or changes nothing; what is open is the sum less all that came, was credited and let go."""
    one = standing(document(kind), 1)
    paid, credited, waived = 0, 0, eur(0)
    for what, cents in steps:
        amount = eur("0.01") * cents
        booked = what in (Action.PAY, Action.REFUND)
        changed = {"paid": amount} if booked else {"total": amount} if isinstance(what, Kind) else {}
        can, before = possible(one), one.open
        try:
            one = step(one, what, **changed)
        except LedgerError:
            continue
        assert what in can
        paid += {Action.PAY: cents, Action.REFUND: -cents}.get(what, 0)
        credited += cents if what is Kind.CREDIT_NOTE else 0
        waived += before if what is Action.WAIVE else eur(0)
    cent = eur("0.01")
    assert one.settled == cent * paid
    assert one.credited == cent * credited
    assert one.waived == waived
    assert (one.state is State.WAIVED) == (waived == eur(100))
    assert paid >= 0
    assert credited <= 10000
    if one.state is State.PAID:
        assert one.open.amount <= 0
        assert one.open == cent * (10000 - paid - credited) - waived
    if one.state in (State.ISSUED, State.ACCEPTED, State.REMINDED) and kind in (Kind.ASSESSMENT, *BILLS):
        assert one.open == cent * (10000 - paid - credited)
        assert one.open.amount > 0
