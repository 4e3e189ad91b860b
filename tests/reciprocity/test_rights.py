"""Rights of use: whose, since and until when, how many, of which type, and on whose word."""

import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reciprocity_sample import COMMERCE, COMPANY, DAY, THING, commons, decided, missing

from copyfair import component, decide
from copyfair.actor import read
from copyfair.actor.model import Party
from copyfair.errors import InputError
from copyfair.inventory.model import Source, StatedRight
from copyfair.reciprocity import held
from copyfair.reciprocity.holdings import HeldState
from copyfair.reciprocity.judge import RANK
from copyfair.reciprocity.model import Decision, Doubt, Rung, Verdict
from copyfair.reciprocity.records import Records
from copyfair.reciprocity.rights import Right, hint, is_party, rights_over, weigh, with_rights
from copyfair.settings import Count, Entitlement, RightType, parse_settings

US = Party(name="Cogs, B.V.", register="KvK 12.34.56-78", vat="NL001234567B01")
YESTERDAY, TOMORROW = DAY - datetime.timedelta(days=1), DAY + datetime.timedelta(days=1)


def right(*types: str, **changed: Any) -> Entitlement:
    given = Entitlement(component=THING, reference="PO-7", licensor="Friends", types=tuple(map(RightType, types)))
    return msgspec.structs.replace(given, **changed)


def seats(bought: int, in_use: int | None = None) -> Count:
    return Count(of="seats", bought=bought, in_use=in_use)


def with_right(*rights: Entitlement, expression: str = "PPL", **more: Any) -> Decision:
    """What a company that is barred from the thing may do with these rights on record."""
    return decided(expression, COMPANY, COMMERCE, name=US.name, entitlements=rights, **more)


def stated(
    *types: str, license_name: str = "Cogs Special Licence", beside: bool = False, **changed: Any
) -> StatedRight:
    said = right(*(types or ("perpetual",)), **{"licensee": US.name, **changed})
    source = Source(file="bom.json", field="components[0].licenses[0].license.licensing")
    return StatedRight(entitlement=said, license=license_name, source=source, beside=beside)


def with_stated(*rights: StatedRight, on_record: tuple[Entitlement, ...] = (), name: str = US.name) -> Decision:
    """The same where an SBOM states the rights."""
    thing = component(f"{THING}@1", "PPL")
    thing = msgspec.structs.replace(thing, component=msgspec.structs.replace(thing.component, rights=rights))
    tables = {"facts": COMPANY, "use": COMMERCE, "actor": {"name": name}}
    (decision,) = decide(
        [thing], *read(tables, where="actor.toml", as_of=DAY), DAY, records=Records(entitlements=on_record)
    )
    return decision


# ---------------------------------------------------------------- whose


@pytest.mark.parametrize(
    ("licensee", "ours"),
    [
        ("Cogs, B.V.", True),
        ("COGS BV", True),
        ("  cogs  b.v. ", True),
        ("\uff23ogs BV", False),
        ("Cogs", False),
        ("Cogs NV", False),
        ("Cogs B V", False),
        ("Cogs Bv Holding", False),
        ("Co gs BV", False),
        ("KvK 12345678", True),
        ("kvk 12.34.56-78", True),
        ("12345678", False),
        ("NL 0012.34.567.B01", True),
        ("KvK", False),
        (".,", False),
        ("", False),
    ],
)
def test_a_licensee_is_compared_by_name_or_number_and_nothing_is_guessed(licensee: str, ours: bool) -> None:
    assert is_party(licensee, US) is ours


def test_letters_that_are_not_the_same_are_two_names() -> None:
    assert not is_party("Weiss GmbH", Party(name="Weiß GmbH"))
    assert is_party("Coo\u0308peratie X", Party(name="COÖPERATIE X"))


@pytest.mark.parametrize("licensee", ["Cogs BV", "", "-", "12"])
def test_nobody_named_is_no_licensee(licensee: str) -> None:
    assert not is_party(licensee, Party())


@given(name=st.text(), other=st.text())
def test_names_that_differ_in_a_letter_are_two_parties(name: str, other: str) -> None:
    letters = ["".join(char for char in text.casefold() if char.isalnum()) for text in (name, other)]
    if letters[0] != letters[1] and name.isascii() and other.isascii():
        assert not is_party(name, Party(name=other))


def test_somebody_elses_right_is_refused_by_name() -> None:
    decision = with_right(right(licensee="Them"))
    assert decision.verdict is Verdict.PROHIBITED
    assert decision.because[-1].says == (
        "The right PO-7 of Friends to Them does not cover this: it was granted to Them, not to Cogs, B.V."
    )


# ---------------------------------------------------------------- how many


@pytest.mark.parametrize(
    ("in_use", "verdict"), [(0, "permitted-with-duties"), (10, "permitted-with-duties"), (11, "prohibited")]
)
def test_no_more_may_be_in_use_than_were_bought(in_use: int, verdict: str) -> None:
    assert with_right(right(count=seats(10, in_use))).verdict == verdict


def test_more_in_use_than_bought_says_the_numbers_and_owes_the_fee() -> None:
    decision = with_right(right(count=seats(10, 1200)), commons=[commons()])
    assert (decision.verdict, decision.rung) == (Verdict.FEE_DUE, Rung.FEE)
    assert "it covers 10 seats, and 1,200 are in use" in decision.because[-1].says
    assert [(fact.name, fact.value, fact.evidence) for fact in decision.because[-1].facts] == [
        ("in_use", "1,200 of 10 seats", "copyfair.toml")
    ]


def test_a_number_in_use_that_nobody_gave_is_asked_for() -> None:
    decision = with_right(right(count=seats(10)), commons=[commons()])
    assert (decision.verdict, decision.doubt, decision.rung) == (Verdict.UNDETERMINED, Doubt.MISSING_FACT, Rung.OPEN)
    assert (decision.worst, decision.best) == (Verdict.FEE_DUE, Verdict.PERMITTED_WITH_DUTIES)
    (asked,) = decision.missing
    assert asked.name == "in_use of PO-7"
    assert [reason.says for reason in decision.because if reason.license == "PO-7"] == [
        "Whether the right PO-7 of Friends covers this is not known yet."
    ]
    assert asked.ask == "How many seats are in use under PO-7 of Friends? It covers 10."
    assert asked.where == "`in_use` in the `count` of its [[entitlement]] in copyfair.toml"


def test_what_the_licence_asks_stays_asked_beside_what_the_right_asks() -> None:
    plain = decided("PPL", {"kind": "organisation"}, COMMERCE)
    both = decided("PPL", {"kind": "organisation"}, COMMERCE, entitlements=(right(count=seats(10)),))
    assert missing(both) == ["in_use of PO-7", *missing(plain)]
    assert (both.worst, both.best) == (plain.worst, plain.best)


# ---------------------------------------------------------------- which type, until when


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        (right("perpetual"), []),
        (right("subscription"), ["valid_until of PO-7"]),
        (right("subscription", valid_until=DAY), []),
        (right("named-user"), ["count of PO-7"]),
        (right("named-user", count=seats(3)), ["in_use of PO-7"]),
        (right("subscription", "device"), ["count of PO-7", "valid_until of PO-7"]),
        (right("academic"), ["scope of PO-7"]),
        (right("evaluation", valid_until=TOMORROW), ["scope of PO-7"]),
    ],
)
def test_what_a_type_depends_on_is_asked_for_and_never_assumed(given: Entitlement, asked: list[str]) -> None:
    decision = with_right(given)
    assert missing(decision) == asked
    assert decision.verdict.free is (not asked)


def test_a_limit_of_the_type_stays_a_duty() -> None:
    decision = with_right(right("academic", scope="the seminar"))
    assert [duty.says for duty in decision.duties] == ["Keep to the seminar; it is for education and research only."]


@pytest.mark.parametrize(
    ("changed", "free"),
    [
        ({"renewed": TOMORROW}, False),
        ({"renewed": DAY}, True),
        ({"renewed": TOMORROW, "valid_from": YESTERDAY}, True),
        ({"valid_until": YESTERDAY}, False),
        ({"valid_from": TOMORROW}, False),
    ],
)
def test_a_right_holds_on_its_days(changed: dict[str, Any], free: bool) -> None:
    assert with_right(right(**changed)).verdict.free is free


def test_a_right_that_ends_before_it_begins_is_an_error_of_the_file() -> None:
    text = '[[entitlement]]\ncomponent = "a"\nreference = "b"\nlicensor = "c"\n'
    with pytest.raises(InputError, match=r"copyfair.toml: \$.entitlement\[0\].valid_until: it ends on 2026-01-01"):
        parse_settings(text + "valid_from = 2026-01-02\nvalid_until = 2026-01-01\n")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('types = ["eternal"]', "Invalid enum value 'eternal'"),
        ('count = { of = "seats" }', "missing required field `bought`"),
        ('count = { of = "seats", bought = 0 }', ">= 1"),
        ('count = { of = "seats", bought = 1, in_use = -1 }', ">= 0"),
        ('seats = "10"', "unknown field `seats`"),
    ],
)
def test_a_wrong_right_is_an_error_that_names_the_field(line: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as error:
        parse_settings(f'[[entitlement]]\ncomponent = "a"\nreference = "b"\nlicensor = "c"\n{line}\n')
    assert "$.entitlement[0]" in str(error.value)


# ---------------------------------------------------------------- what an SBOM states


def test_a_right_that_an_sbom_states_frees_its_licensee_and_cites_the_place() -> None:
    decision = with_stated(stated(valid_until=TOMORROW))
    assert (decision.verdict, decision.rung) == (Verdict.PERMITTED_WITH_DUTIES, Rung.ENTITLEMENT)
    assert decision.because[0].says == (
        "Friends granted a right of use to Cogs, B.V. until 2026-11-23 (PO-7), as stated in "
        "bom.json: components[0].licenses[0].license.licensing."
    )


def test_a_right_without_an_end_or_a_licensee_says_neither() -> None:
    decision = with_right(right())
    assert decision.because[0].says == "Friends granted a right of use (PO-7)."
    assert [duty.says for duty in decision.duties] == ["Keep to the terms of the right on record."]
    assert (decision.worst, decision.best, decision.next_step) == (decision.verdict, decision.verdict, "")


@pytest.mark.parametrize("name", ["Others", ""])
def test_it_frees_nobody_else_and_is_not_even_told(name: str) -> None:
    decision = with_stated(stated(), name=name)
    assert decision == msgspec.structs.replace(with_stated(name=name), component=decision.component)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (stated(licensor=""), "does not say who granted it"),
        (stated(licensee=""), "does not say to whom it was granted"),
        (stated(beside=True), "stands beside other licences"),
        (stated(types=()), "does not say of which type it is"),
        (stated("academic"), "is for education and research only"),
        (stated("perpetual", "oem", scope="all"), "goes with the hardware"),
        (stated("other"), "CycloneDX has no word for"),
        (stated("client-access", count=seats(10, 1)), "lets clients use a server"),
        (stated(license_name="PPL"), "is a right under PPL, whose own conditions stay"),
        (stated(license_name="Peer Production License"), "whose own conditions stay"),
        (stated(license_name="PPL OR LicenseRef-cogs"), "whose own conditions stay"),
        (stated(license_name="LicenseRef-scancode-fcl-1.0-mit"), "whose own conditions stay"),
        (stated(license_name="GPL"), "whose own conditions stay"),
    ],
)
def test_in_doubt_it_is_a_hint_and_no_right(said: StatedRight, why: str) -> None:
    decision = with_stated(said)
    assert (decision.verdict, decision.rung) == (Verdict.PROHIBITED, Rung.NEGOTIATE)
    assert why in decision.because[-1].says
    assert decision.because[-1].says.endswith("It counts if you record it as [[entitlement]].")


def test_the_best_that_the_licence_leaves_open_stays_open() -> None:
    unknown = decided("LicenseRef-nobody-knows", entitlements=(right(count=seats(10)),))
    assert (unknown.worst, unknown.best) == (Verdict.PROHIBITED, Verdict.PERMITTED)


def test_what_ran_out_is_told_and_needs_more_than_a_record() -> None:
    decision = with_stated(stated(valid_until=YESTERDAY))
    assert decision.verdict is Verdict.PROHIBITED
    assert decision.because[-1].says.endswith("does not cover this: it ran out on 2026-11-21.")


def test_a_number_that_an_sbom_does_not_give_leaves_it_open() -> None:
    decision = with_stated(stated("named-user"))
    assert (decision.verdict, decision.doubt) == (Verdict.UNDETERMINED, Doubt.MISSING_FACT)
    (asked,) = decision.missing
    assert asked.where == "`count` of an [[entitlement]] with the reference 'PO-7' in copyfair.toml"


@pytest.mark.parametrize(("reference", "order"), [("PO-7", ""), ("letter", "PO-7")])
@pytest.mark.parametrize(("in_use", "free"), [(3, True), (4, False)])
def test_what_the_user_records_speaks_for_the_same_right_in_a_file(
    reference: str, order: str, in_use: int, free: bool
) -> None:
    own = right("named-user", reference=reference, purchase_order=order, count=seats(3, in_use))
    decision = with_stated(stated("named-user"), on_record=(own,))
    assert (decision.verdict.free, decision.missing) == (free, ())


# ---------------------------------------------------------------- laws

days = st.none() | st.sampled_from([YESTERDAY, DAY, TOMORROW])
rights = st.builds(
    Entitlement,
    component=st.just(THING),
    reference=st.sampled_from(["PO-1", "PO-2", "letter"]),
    licensor=st.sampled_from(["", "Friends"]),
    licensee=st.sampled_from(["", "Cogs BV", "Them"]),
    valid_from=days,
    valid_until=days,
    scope=st.sampled_from(["", "the planner"]),
    types=st.lists(st.sampled_from(RightType), max_size=2).map(tuple),
    count=st.none()
    | st.builds(Count, of=st.just("seats"), bought=st.just(2), in_use=st.none() | st.sampled_from([1, 2, 3])),
    renewed=days,
)
weighable = st.lists(
    st.builds(Right, entitlement=rights, where=st.sampled_from(["", "bom.json: licensing"]), beside=st.booleans()),
    max_size=3,
)
BARRED = with_right()


@given(weighable)
def test_a_right_frees_or_leaves_open_or_changes_nothing(given: list[Right]) -> None:
    decision = with_rights(BARRED, given, US, DAY)
    assert decision.verdict in (Verdict.PROHIBITED, Verdict.UNDETERMINED, Verdict.PERMITTED_WITH_DUTIES)
    assert RANK[decision.worst] >= RANK[BARRED.worst]
    assert decision.verdict.free == any(weigh(one, US, DAY).covers for one in given)
    assert set(BARRED.because) <= set(decision.because)
    assert bool(decision.missing) is (decision.verdict is Verdict.UNDETERMINED)


@given(weighable)
def test_the_order_of_rights_does_not_matter(given: list[Right]) -> None:
    one, other = with_rights(BARRED, given, US, DAY), with_rights(BARRED, reversed(given), US, DAY)
    assert (one.verdict, set(one.missing)) == (other.verdict, set(other.missing))


@given(rights)
def test_all_that_is_asked_for_settles_it_and_nothing_less_does(given: Entitlement) -> None:
    answers: dict[str, Any] = {"count": seats(2, 2), "in_use": seats(2, 2), "valid_until": DAY, "scope": "everything"}
    asked = [
        fact.name.removesuffix(f" of {given.reference}") for fact in weigh(Right(entitlement=given), US, DAY).missing
    ]
    for left in [*asked, None]:
        answered = {("count" if name == "in_use" else name): answers[name] for name in asked if name != left}
        weighed = weigh(Right(entitlement=msgspec.structs.replace(given, **answered)), US, DAY)
        if not weighed.refusal:
            assert [fact.name for fact in weighed.missing] == ([f"{left} of {given.reference}"] if left else [])


@given(rights, st.booleans())
def test_a_file_is_never_believed_where_the_user_is_not(given: Entitlement, beside: bool) -> None:
    on_file, own = Right(entitlement=given, where="bom.json", beside=beside), Right(entitlement=given)
    if weigh(on_file, US, DAY).covers:
        assert weigh(own, US, DAY).covers
    assert not hint(own)


# ---------------------------------------------------------------- the list of them


def test_every_right_is_listed_with_what_becomes_of_it() -> None:
    every = (
        right(reference="covers"),
        right(reference="open", component="pkg:generic/second", count=seats(2)),
        right(reference="refused", licensee="Them"),
        right(reference="spare", component="pkg:generic/free"),
        right(reference="nothing", component="pkg:generic/gone"),
    )
    things = [
        component(f"pkg:generic/{name}@1", terms)
        for name, terms in (("thing", "PPL"), ("second", "PPL"), ("free", "MIT"))
    ]
    actor, use = read({"facts": COMPANY, "use": COMMERCE, "actor": {"name": US.name}}, where="actor.toml", as_of=DAY)
    decisions = decide(things, actor, use, DAY, records=Records(entitlements=every))
    states = {one.right.entitlement.reference: one.state for one in held(decisions, every, actor.party, DAY)}
    assert states == {
        "covers": HeldState.COVERS,
        "open": HeldState.OPEN,
        "refused": HeldState.REFUSED,
        "spare": HeldState.NOT_NEEDED,
        "nothing": HeldState.UNMATCHED,
    }


def test_the_list_says_why_and_which() -> None:
    every = (
        right(reference="theirs", licensee="Them"),
        right(reference="ours"),
        right(reference="asks", count=seats(2)),
    )
    second = right(reference="half", component="pkg:generic/*", count=seats(2))
    things = [
        component(f"{THING}@1", "PPL"),
        component("pkg:generic/free@1", "MIT"),
        component("pkg:generic/barred@1", "PPL"),
    ]
    actor, use = read({"facts": COMPANY, "use": COMMERCE, "actor": {"name": US.name}}, where="actor.toml", as_of=DAY)
    decisions = decide(things, actor, use, DAY, records=Records(entitlements=(*every, second)))
    found = {one.right.entitlement.reference: one for one in held(decisions, (*every, second), actor.party, DAY)}
    assert (found["theirs"].says, found["theirs"].covered) == ("It was granted to Them, not to Cogs, B.V.", ())
    assert (found["ours"].says, [one.name for one in found["ours"].covered]) == ("", ["thing"])
    assert found["asks"].covered == ()
    assert (found["half"].state, found["half"].says) == (
        HeldState.OPEN,
        "How many seats are in use under half of Friends? It covers 2.",
    )


def test_rights_are_about_what_they_name() -> None:
    thing = component(f"{THING}@1", "PPL").component
    assert rights_over(thing, (right(component=f"{THING}@2"), right(component="pkg:npm/thing"))) == ()
    assert [one.entitlement.component for one in rights_over(thing, (right(component="thing"),))] == ["thing"]
