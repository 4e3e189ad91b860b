"""`invoice.toml`: what it may say, and what is said of one that makes no sense."""

import datetime
from decimal import Decimal

import pytest

from copyfair.actor.model import Party
from copyfair.errors import InputError
from copyfair.invoices.terms import Side, read_terms, trader


def read(text):
    return read_terms(text, "invoice.toml")


def test_the_least_is_the_treatment():
    terms = read("[vat]\ncategory = 'E'\nreason = 'small business'")
    assert (terms.vat.category, terms.vat.rate, terms.due_days, terms.collects) == ("E", 0, 30, False)
    assert terms.due(datetime.date(2026, 12, 15)) == datetime.date(2027, 1, 14)


@pytest.mark.parametrize("rate", ["21", "'21'", "21.0", "'21.00'"])
def test_a_rate_is_exact_however_it_is_written(rate):
    assert read(f"[vat]\ncategory = 'S'\nrate = {rate}").vat.rate == Decimal(21)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "missing required field `vat`"),
        ("[vat]\ncategory = 'Z'", r"Invalid enum value 'Z' - at `\$.vat.category`"),
        ("[vat]\ncategory = 'S'\nrate = 'much'", r"\$.vat.rate"),
        ("[vat]\ncategory = 'S'\nrate = 'NaN'", "number of per cent"),
        ("[vat]\ncategory = 'S'\nrates = 21", "unknown field `rates`"),
        ("due_days = -1\n[vat]\ncategory = 'O'", r"\$.due_days"),
        ("[vat]\ncategory = 'O'\n[buyer]\nendpoint = '0208'", "buyer.endpoint: write it as"),
        ("vat = 3", r"\$.vat"),
        ("= 3", "broken TOML"),
        ("a=" + "[" * 5000, "broken TOML"),
    ],
)
def test_what_makes_no_sense_is_said_with_its_field(text, message):
    with pytest.raises(InputError, match=message) as refused:
        read(text)
    assert str(refused.value).startswith("invoice.toml")


@pytest.mark.parametrize(
    ("country", "register", "scheme", "number"),
    [
        ("BE", "KBO 0123.456.749", "0208", "0123456749"),
        ("BE", "BE 0123 456 749", "0208", "0123456749"),
        ("BE", "RPR Gent", "", "RPR Gent"),
        ("NL", "KvK 12345678", "0106", "12345678"),
        ("FR", "RCS Paris 303 265 045", "0002", "303265045"),
        ("IE", "CRO 123456", "", "CRO 123456"),
        ("", "123", "", "123"),
    ],
)
def test_a_register_number_gets_the_scheme_of_its_country(country, register, scheme, number):
    one = trader(Party(name="x", country=country, register=register), Side(), vat=True)
    assert (one.scheme, one.number) == (scheme, number)
    belgian = scheme == "0208"
    assert (one.endpoint_scheme, one.endpoint) == (("0208", number) if belgian else ("", ""))


def test_what_the_terms_say_wins_and_a_vat_number_loses_its_dots():
    party = Party(name="x", country="BE", register="0123.456.749", vat="BE 0123.456.749", address=("a",))
    one = trader(party, Side(name="y", endpoint="0088: 123 "), vat=True)
    assert (one.party.name, one.party.vat, one.party.address) == ("y", "BE0123456749", ("a",))
    assert (one.endpoint_scheme, one.endpoint) == ("0088", "123")
    assert trader(party, Side(vat="BE0999999922"), vat=False).party.vat == ""
